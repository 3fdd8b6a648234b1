"""Delivery: editions go to a folder, a file share or a store, and never half of one.

What lies on a target, and what its readers see while it changes, is told in ``docs/publishing.md``. **The list is the
truth**: what it names is ours, nothing else is ever written over or removed, and what it says is what the target is
brought to. An edition is first *coming*, then *published* while the pages around it are unfinished, and in the end
nothing is unfinished; whoever publishes next finishes what an interrupted run left to do. Withdrawing is the same from
the second step on.

Begin with `deliver`. Apart from it `address` reads TARGET, `target` has the few operations that are used, `sftp` what
is special about that, `trouble` tells what goes wrong; `target_list` is the list, `parcel` the edition to be sent,
`front` the pages around; `planned` says what would be done, `lock` lets one publisher at a time, `settle` sends and
brings the pages up to date, `read_back` checks all of it, `message` words the e-mail.
"""
