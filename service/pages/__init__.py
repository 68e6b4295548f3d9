"""The web pages: HTML without scripts, readable without any other host."""
