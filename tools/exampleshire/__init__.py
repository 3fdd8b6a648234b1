"""The invented county of Exampleshire: its declared world, and the tables made from it.

Nothing here is a fact about any council. What happens is declared in tables (``kpis``, ``activity``, ``programme``,
``risks``, ``services``); ``series`` and ``tables`` turn them into rows without a clock, a file or an unseeded chance.
"""
