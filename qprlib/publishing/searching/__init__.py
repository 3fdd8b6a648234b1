"""Search that needs no server: an index in a script file, within an edition and across editions.

`reading` takes a finished page apart, `index` writes what was read as a script, `site` puts search into an edition's
site, and `across` makes what the front page and all editions search together. What runs in the browser lies in
``theme/search/``.
"""
