"""Delivery: editions go to a folder, a file share or a store, and never half of one.

**What lies on a target.** It mirrors the folder ``outputs/``, so that links between editions work::

    TARGET/index.html                        front page, made of what is published there
    TARGET/assets/                           its styles
    TARGET/<series>/...                      pages that lead on to a page in other editions
    TARGET/search.html, TARGET/search/       search across them
    TARGET/<edition>/...                     an edition, byte for byte as it was rendered
    TARGET/drafts/                           the same again for drafts, which nothing above links to
    TARGET/drafts/<edition>-draft-<mark>/    a draft; the mark is the beginning of its fingerprint
    TARGET/.qpr/published.json               the list: every edition with its files and hashes, every page
    TARGET/.qpr/lock.json                    who is publishing just now
    TARGET/.qpr/incoming/                    what is on its way

**The list is the truth.** What it names is ours, nothing else is ever written over or removed, and what it says is
what the target is brought to. It changes three times when an edition is published:

1. the edition is *coming*: its folder is claimed. Its files go up where nobody looks (``.qpr/incoming/``) or, on a
   store that cannot rename, to their final names, to which nothing links yet. Each is read back and compared by
   SHA-256. Then one rename puts them in place.
2. the edition is *published*, and the pages around it are unfinished: styles, pages of the report, and last the front
   page are written, each in one step.
3. nothing is unfinished: what is no longer needed has been removed.

Whoever publishes next finds in the list what an interrupted run left to do and does it, without sending again what is
there and has the right hash. Withdrawing is the same from the second step on.

The modules: `address` reads TARGET, `target` has the few operations that are used, `sftp` what is special about that,
`trouble` tells what goes wrong in the words of `problems.csv`; `target_list` is the list, `parcel` the edition to be
sent, `front` the pages around; `planned` says what would be done, `lock` lets one publisher at a time, `deliver` does
it, `arrival` sends and `settle` brings the pages up to date; `read_back` checks all of it, `message` words the e-mail.
"""
