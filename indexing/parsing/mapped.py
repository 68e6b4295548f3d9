"""Text that remembers where in the source file it came from."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from indexing.records import MappedRun, SourceMap, Span


@dataclass(frozen=True, slots=True)
class MappedText:
    """A text and the runs that tie it to the source file.

    Attributes:
        text: the clean text.
        runs: as in ``SourceMap``; offsets are into ``text``.
    """

    text: str
    runs: tuple[MappedRun, ...]

    def slice(self, start: int, end: int) -> MappedText:
        """Return the part ``start:end``; runs that do not map code point by code point stay whole at its edges."""
        index = max(bisect_right(self.runs, start, key=lambda run: run.start) - 1, 0)
        kept: list[MappedRun] = []
        for run in self.runs[index:]:
            if run.start >= end:
                break
            if run.end > start:
                kept.append(_clip(run, start, end))
        return MappedText(self.text[start:end], tuple(kept))

    def source_span(self) -> Span:
        """Find the source span that the text was made from.

        Returns:
            The smallest span that holds everything.

        Raises:
            ValueError: the text has no source.
        """
        return SourceMap(self.runs).to_source(0, len(self.text))


def _clip(run: MappedRun, start: int, end: int) -> MappedRun:
    low, high = max(run.start, start), min(run.end, end)
    if run.end - run.start != run.source_end - run.source_start:
        return MappedRun(low - start, high - start, run.source_start, run.source_end)
    shift = run.source_start - run.start
    return MappedRun(low - start, high - start, low + shift, high + shift)


class MappedTextBuilder:
    """Concatenates texts, with and without a source."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._runs: list[MappedRun] = []
        self.length = 0

    def add(self, part: MappedText) -> None:
        """Append a text with its runs."""
        for run in part.runs:
            self._add_run(run.start + self.length, run.end + self.length, run.source_start, run.source_end)
        self._parts.append(part.text)
        self.length += len(part.text)

    def add_piece(self, text: str, source_start: int, source_end: int) -> None:
        """Append ``text`` that was made from one source span."""
        if text:
            self._add_run(self.length, self.length + len(text), source_start, source_end)
        self._parts.append(text)
        self.length += len(text)

    def add_plain(self, text: str) -> None:
        """Append text that has no source, such as a joining space."""
        self._parts.append(text)
        self.length += len(text)

    def build(self) -> MappedText:
        """Return what was appended."""
        return MappedText("".join(self._parts), tuple(self._runs))

    def _add_run(self, start: int, end: int, source_start: int, source_end: int) -> None:
        last = self._runs[-1] if self._runs else None
        pointwise = end - start == source_end - source_start
        if (
            last is not None
            and pointwise
            and last.end == start
            and last.source_end == source_start
            and last.end - last.start == last.source_end - last.source_start
        ):
            self._runs[-1] = MappedRun(last.start, end, last.source_start, source_end)
        else:
            self._runs.append(MappedRun(start, end, source_start, source_end))
