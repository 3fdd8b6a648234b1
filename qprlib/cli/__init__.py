"""The command ``qpr``, a module for each group of commands."""
