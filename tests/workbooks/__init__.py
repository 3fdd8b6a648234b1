"""Workbooks and tables of our own making, as bodies of many kinds shape theirs, with the facts that each must give.

``drawing`` draws a workbook from a text and saves it, ``truth`` says what stands in which of its cells, and
``moving`` moves, renames, doubles and types over. The entries themselves stand in ``councils``, ``others`` and
``refused``; ``gallery`` has them all. Nothing here uses the product.
"""
