"""Footnotes at page bottoms, told apart from numbered headings by evidence.

A line such as "5 Folkhälsomyndigheten (2019)." can be a note or a heading. It is a note only when a marker with that
number stands in the text before it and its place and wording say more for a note than for a heading.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from indexing.parsing.furniture import drop_lines
from indexing.parsing.layout import common_measure
from indexing.parsing.lines import Gap, Line
from indexing.parsing.markers import Marker, Markers, marker_artefact, remove_markers
from indexing.parsing.numbering import SectionSequence, match_heading, section_number
from indexing.parsing.sentences import ends_sentence
from indexing.records import Artefact

_NOTE = re.compile(r"(?P<number>[1-9]\d{0,2}|[⁰¹²³⁴-⁹]{1,3})(?: (?=[^\W_a-zåäö]|[\"”“(\[]|https?:|www\.)|(?=[A-ZÅÄÖ]))")
_TO_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_REFERENCE = re.compile(r"[.?!] \S|\(\d{4}\)|https?://|www\.|\bIbid")
_MOST_LINES = 40
_MOST_NOTE_LINES = 12
_GREATEST_SKIP = 3
_ENOUGH = 2
_ENOUGH_IF_UNSURE = 4


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote before its lines are joined.

    Attributes:
        number: as printed.
        lines: the note's lines, its number taken off.
        anchor: source offset at which its marker stood, or None.
    """

    number: int
    lines: tuple[Line, ...]
    anchor: int | None


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a note stands: its number and its lines ``start:end``."""

    number: int
    start: int
    end: int


def extract_footnotes(
    source: str, lines: Sequence[Line], double_spaced: bool
) -> tuple[list[Line], list[Note], list[Artefact]]:
    """Take footnotes and their markers out of the lines.

    Args:
        source: the decoded source file.
        lines: its lines without page furniture.
        double_spaced: an empty line stands after every visual line of the text.

    Returns:
        The lines of the text, the notes in the order they stand, and what was removed (markers and note numbers).
    """
    places, marked = _Finder(lines, double_spaced).find()
    artefacts: list[Artefact] = []
    notes: list[Note] = []
    for place in places:
        note, number = _note(source, lines, place, marked.get(place))
        notes.append(note)
        artefacts.append(number)
    body, removed = _without_markers(source, lines, list(marked.values()))
    dropped = {index for place in places for index in range(place.start, place.end)}
    return drop_lines(body, dropped), notes, artefacts + removed


class _Finder:
    """Reads the lines once, following the sequences of notes and of sections."""

    def __init__(self, lines: Sequence[Line], double_spaced: bool) -> None:
        self._lines = lines
        self._double_spaced = double_spaced
        self._width = common_measure(lines)
        self._markers = Markers(lines)
        self._sections = SectionSequence()
        self._last_number = 0
        self._last_marker = _border(0)
        self._marked: dict[_Place, Marker] = {}

    def find(self) -> tuple[list[_Place], dict[_Place, Marker]]:
        """Return the notes' places and the marker of each that has one."""
        places: list[_Place] = []
        index = 0
        while index < len(self._lines):
            group = self._group_at(index)
            if group:
                places.extend(group)
                self._assign_markers(group)
                self._markers.exclude(range(group[0].start, group[-1].end))
                self._last_number = group[-1].number
                index = group[-1].end
            else:
                self._follow_sections(index)
                index += 1
        return places, self._marked

    def _follow_sections(self, index: int) -> None:
        heading = match_heading(self._lines[index].text)
        if heading is not None and self._sections.admits(section_number(heading.number), index == 0):
            self._sections.advance(section_number(heading.number))

    def _group_at(self, index: int) -> list[_Place]:
        number = _note_number(self._lines[index].text)
        if (
            number is None
            or not 0 < number - self._last_number <= _GREATEST_SKIP
            or not self._is_pending(number, index)
        ):
            return []
        group = self._collect(number, index)
        sure = number == self._last_number + 1 and self._is_pending(number, index, most_rank=0)
        return group if self._evidence(group) >= (_ENOUGH if sure else _ENOUGH_IF_UNSURE) else []

    def _is_pending(self, number: int, index: int, most_rank: int = 1) -> bool:
        return self._markers.last_between(number, self._last_marker, _border(index), most_rank) is not None

    def _collect(self, number: int, index: int) -> list[_Place]:
        """Return the note at ``index`` and those that follow it directly."""
        starts = [index]
        end = index + 1
        while end < min(len(self._lines), index + _MOST_LINES, starts[-1] + _MOST_NOTE_LINES):
            following = number + len(starts)
            if _note_number(self._lines[end].text) == following and self._is_pending(following, index):
                starts.append(end)
            elif self._ends_note(end):
                break
            end += 1
        bounds = [*starts, end]
        return [_Place(number + i, bounds[i], bounds[i + 1]) for i in range(len(starts))]

    def _ends_note(self, index: int) -> bool:
        """Tell whether the line at ``index`` no longer belongs to the note before it."""
        line = self._lines[index]
        if line.starts_page or line.gap is Gap.WIDE:
            return True
        if not ends_sentence(self._lines[index - 1].text):
            return False
        if self._width.has_room(self._lines[index - 1].text, line.text):
            return True
        return line.gap is not Gap.NONE or self._is_double_spaced_at(index) or self._is_next_heading(index)

    def _is_double_spaced_at(self, index: int) -> bool:
        if not self._double_spaced or index + 1 == len(self._lines):
            return False
        return self._lines[index + 1].gap is not Gap.NONE and not self._lines[index + 1].starts_page

    def _is_next_heading(self, index: int) -> bool:
        heading = match_heading(self._lines[index].text)
        return heading is not None and self._sections.admits(section_number(heading.number), False)

    def _evidence(self, group: Sequence[_Place]) -> int:
        """Weigh what speaks for notes against what speaks for a heading."""
        start, end = group[0].start, group[-1].end
        at_page_end = end == len(self._lines) or self._lines[end].starts_page
        apart = self._lines[start].gap is Gap.WIDE or self._lines[start].starts_page
        referring = any(
            _REFERENCE.search(self._lines[index].text) for index in range(start, min(group[0].end, start + 2))
        )
        return (
            2 * at_page_end
            + 2 * self._cuts_sentence(start, end)
            + apart
            + referring
            + (len(group) > 1)
            + ends_sentence(self._lines[end - 1].text)
            - 3 * self._is_next_heading(start)
        )

    def _cuts_sentence(self, start: int, end: int) -> bool:
        if start == 0 or end == len(self._lines):
            return False
        return not ends_sentence(self._lines[start - 1].text) and self._lines[end].text[0].islower()

    def _assign_markers(self, group: Sequence[_Place]) -> None:
        """Give each note the last marker of its number that keeps the markers in order."""
        ceiling = _border(group[0].start)
        found = [self._last_marker]
        for place in reversed(group):
            marker = self._markers.last_between(place.number, self._last_marker, ceiling)
            if marker is not None:
                self._marked[place] = ceiling = marker
                found.append(marker)
        self._last_marker = max(found)


def _border(line: int) -> Marker:
    """Return what sorts before every marker of the line, and after those of the line before it."""
    return Marker(line, -1, -1, 0, 0)


def _note_number(text: str) -> int | None:
    match = _NOTE.match(text)
    return None if match is None else int(match["number"].translate(_TO_DIGITS))


def _note(source: str, lines: Sequence[Line], place: _Place, marker: Marker | None) -> tuple[Note, Artefact]:
    first = lines[place.start]
    match = _NOTE.match(first.text)
    if match is None:
        raise ValueError(f"no footnote at line {place.start}")
    body = replace(first, content=first.content.slice(match.end(), len(first.text)))
    number = marker_artefact(source, first.content.slice(0, match.end("number")).source_span())
    anchor = None
    if marker is not None:
        anchor = lines[marker.line].content.slice(marker.start, marker.end).source_span().start
    return Note(place.number, (body, *lines[place.start + 1 : place.end]), anchor), number


def _without_markers(
    source: str, lines: Sequence[Line], markers: Sequence[Marker]
) -> tuple[list[Line], list[Artefact]]:
    by_line: defaultdict[int, list[Marker]] = defaultdict(list)
    for marker in markers:
        by_line[marker.line].append(marker)
    body = list(lines)
    artefacts: list[Artefact] = []
    for index, in_line in by_line.items():
        body[index], removed = remove_markers(source, lines[index], in_line)
        artefacts.extend(removed)
    return body, artefacts
