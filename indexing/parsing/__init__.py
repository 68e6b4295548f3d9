"""Parsers: one module per source format, each turning raw bytes into a Document."""
