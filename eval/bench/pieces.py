"""Cutting a text into pieces of a certain length, as systems without a parser of their own are usually fed."""

from __future__ import annotations

from collections.abc import Iterator


def pieces(text: str, max_characters: int) -> list[str]:
    """Cut a text at paragraphs, and at a space where a paragraph is too long; neighbours that fit are joined.

    Args:
        text: paragraphs with blank lines between them.
        max_characters: length of a piece at most.
    """
    found: list[str] = []
    for part in _parts(text, max_characters):
        if found and len(found[-1]) + len(part) + 1 <= max_characters:
            found[-1] += f"\n{part}"
        else:
            found.append(part)
    return found


def _parts(text: str, max_characters: int) -> Iterator[str]:
    for paragraph in filter(None, map(str.strip, text.split("\n\n"))):
        rest = paragraph
        while len(rest) > max_characters:
            space = rest.rfind(" ", 0, max_characters + 1)
            end = space if space > 0 else max_characters
            yield rest[:end]
            rest = rest[end:].lstrip()
        yield rest
