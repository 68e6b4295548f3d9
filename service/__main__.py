"""``python -m service`` is ``belagg``."""

from service.cli import main

main()
