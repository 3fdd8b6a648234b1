"""``python -m qprlib`` is ``qpr``."""

from qprlib.cli import main

main()
