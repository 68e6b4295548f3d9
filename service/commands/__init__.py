"""The subcommands of ``belagg``. They import what they need when they run: ``belagg --help`` is quick."""
