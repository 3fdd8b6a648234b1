"""``python -m qprlib`` is ``qpr``."""

from qprlib.cli.main import main

main()
