"""What a document probably is, read off its text: a form that is filled in needs only to be checked.

A guess is made where the text says so in a place where documents of its kind say it; what it does not say stays empty.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterator
from itertools import pairwise, takewhile
from typing import Final

from indexing.normalization import normalize
from indexing.parties import CODE_PATTERN, NAME_PATTERN, PARTY_CODES, party_code
from indexing.question_language import question_language
from indexing.times import named_sessions
from service.admin.metadata import Metadata
from service.admin.uploads import PARSERS_BY_SUFFIX, Received

_HEAD_CHARACTERS: Final = 3_000
_OPENING_CHARACTERS: Final = 400
_TITLE_CHARACTERS: Final = 250
_TITLE_LINES: Final = 3
_SLUG_CHARACTERS: Final = 60
_MANY_TIMES: Final = 3
# Readers see them below the document, so they are in its language.
_SOURCES: Final = {"sv": "Uppladdad som {name}, {today}."}
_SOURCE: Final = "Uploaded as {name}, {today}."
_RIKSDAG_LICENCES: Final = {"sv": "Får återanvändas fritt om källan anges (Källa: Sveriges riksdag)."}
_RIKSDAG_LICENCE: Final = "Free re-use with the source named (Källa: Sveriges riksdag)."
_RIKSDAG_TYPES: Final = frozenset({"motion", "budget-motion", "proposition", "report"})
# The first that the head, or the proposals, of a document shows.
_TYPES: Final = (
    ("proposition", re.compile(r"(?i)\bregeringens proposition\b|\bprop\. \d{4}/\d\d:\d+\s*$", re.MULTILINE)),
    ("report", re.compile(r"(?i)^#*\s*\S*utskottets betänkande|\bbetänkande \d{4}/\d\d:", re.MULTILINE)),
    ("budget-motion", re.compile(r"(?i)\bbudgetmotion(?:en)?\b|\bskuggbudget\b")),
    (
        "motion",
        re.compile(r"(?i)\bmotion till riksdagen\b|\bförslag till riksdagsbeslut\b|\briksdagen ställer sig bakom\b"),
    ),
    ("manifesto", re.compile(r"(?i)\b(?:val)?manifest(?:et)?\b|\bvalplattform(?:en)?\b|\belection manifesto\b")),
    (
        "agreement",
        re.compile(r"(?i)\b\w*överenskommelse(?:n)?\b|\b(?:tidö|januari|koalitions|samarbets)avtal(?:et)?\b"),
    ),
    ("program", re.compile(r"(?i)\b\w*program(?:met)?\b|\b\d+ punkter\b|\bpolitisk plattform\b")),
)
_SIGNED: Final = re.compile(rf"\((?P<codes>{CODE_PATTERN}(?:, {CODE_PATTERN})*)\)")
_NAMED: Final = re.compile(rf"(?<!\w)(?P<name>{NAME_PATTERN})s?(?!\w)")
_ORGAN: Final = re.compile(
    r"\b(?P<region>Region [A-ZÅÄÖ][a-zåäö]+(?: [A-ZÅÄÖ][a-zåäö]+)?)\b|\b(?P<town>[A-ZÅÄÖ][a-zåäö]+s? (?:kommun|stad))\b"
)
_MONTHS: Final = "januari februari mars april maj juni juli augusti september oktober november december".split()
_DATE: Final = re.compile(
    r"(?<!\d)(?P<iso>(?:19|20)\d\d-\d\d-\d\d)(?!\d)|"
    rf"(?<!\d)(?P<day>\d\d?) (?P<month>{'|'.join(_MONTHS)}) (?P<year>(?:19|20)\d\d)"
)
_MARKED_HEADING: Final = re.compile(r"^#{1,6}[ \t]+(?P<title>\S.*)$", re.MULTILINE)
_PAGE_NUMBER: Final = re.compile(r"^[ \t]*\d{1,3}[ \t]*$", re.MULTILINE)
# Of a longer text, the beginning and the end tell enough.
_SAMPLE_CHARACTERS: Final = 100_000


def guess_metadata(file: Received, taken_ids: Collection[str], today: datetime.date) -> Metadata:
    """Guess what a manifest would say of a file.

    Args:
        file: the upload.
        taken_ids: ids of the documents that there are.
        today: the date of the upload.

    Returns:
        Metadata; fields of which the text shows nothing are empty.
    """
    whole = file.text.lstrip("\ufeff")
    sample = whole[:_SAMPLE_CHARACTERS] + whole[_SAMPLE_CHARACTERS:][-_SAMPLE_CHARACTERS:]
    text = normalize(sample)
    head = text[:_HEAD_CHARACTERS]
    title, is_descriptive = _title(file, head)
    kind = _type(f"{title}\n{head}", text)
    parties = _parties(title, text)
    language = question_language(text[:_HEAD_CHARACTERS])
    session = next((mention.value for mention in named_sessions(head)), None) if kind in _RIKSDAG_TYPES else None
    return Metadata(
        id=_free_id("-".join([*(code.lower() for code in parties[:1]), _slug(title)]), taken_ids),
        title=title,
        title_is_descriptive=is_descriptive,
        type=kind,
        party=parties,
        organ=_organ(kind, head),
        session=session,
        date=_date(text),
        language=language,
        source=_SOURCES.get(language, _SOURCE).format(name=file.name, today=today.isoformat()),
        licence=_RIKSDAG_LICENCES.get(language, _RIKSDAG_LICENCE) if kind in _RIKSDAG_TYPES else "",
        parser=_parser(file, text),
    )


def _title(file: Received, head: str) -> tuple[str, bool]:
    """Return the title that the text shows, else one made of the file's name; and whether it is only that."""
    marked = _MARKED_HEADING.search(head) if PARSERS_BY_SUFFIX[file.suffix][0] == "markdown" else None
    shown = " ".join((_unmarked(marked["title"]) if marked else _first_block(head)).replace("*", "").split())
    is_title = shown[:1].isupper() and not re.search(r"[,;:]$|\S{3}\.$", shown) and len(shown) <= _TITLE_CHARACTERS
    if is_title and not re.match(r"\d+(?:\.\d+)*\.? ", shown):
        return shown, False
    stem = file.name.removesuffix(file.name[-len(file.suffix) :])
    words = " ".join(re.sub(r"[_\-]+", " ", stem).split())
    return (words[:1].upper() + words[1:]) or file.name, True


def _unmarked(heading: str) -> str:
    """Return a heading without the marks that may close it ("## Skolan ##")."""
    return heading.rstrip().rstrip("#").rstrip()


def _first_block(head: str) -> str:
    """Return the first lines up to an empty one; only the first when a title would not be that long."""
    lines = [line.strip() for line in head.strip().splitlines()[: _TITLE_LINES + 1]]
    block = list(takewhile(bool, lines))
    return " ".join(block) if len(block) <= _TITLE_LINES else block[0]


def _type(head: str, text: str) -> str:
    for kind, pattern in _TYPES:
        if pattern.search(text if kind == "motion" else head):
            return kind
    return ""


def _parties(title: str, text: str) -> tuple[str, ...]:
    """Return whose document it is: who signs it, else whom its opening names, else whom the text names most."""
    ends = f"{title}\n{text[:_HEAD_CHARACTERS]}\n{text[-_HEAD_CHARACTERS // 2 :]}"
    signed = [code for match in _SIGNED.finditer(ends) for code in match["codes"].split(", ")]
    if signed:
        return tuple(code for code in PARTY_CODES if code in _often(Counter(signed)))
    for opening in (title, text[:_OPENING_CHARACTERS]):
        if len(named := set(_named(opening))) == 1:
            return tuple(named)
    counts = Counter(_named(text)).most_common(2)
    if not counts or counts[0][1] < _MANY_TIMES:
        return ()
    return (counts[0][0],) if len(counts) == 1 or counts[0][1] >= _MANY_TIMES * counts[1][1] else ()


def _often(counts: Counter[str]) -> set[str]:
    most = max(counts.values())
    return {code for code, count in counts.items() if count * _MANY_TIMES >= most}


def _named(text: str) -> list[str]:
    return [code for match in _NAMED.finditer(text) if (code := party_code(match["name"]))]


def _organ(kind: str, head: str) -> str | None:
    if kind in _RIKSDAG_TYPES:
        return "Riksdagen"
    match = _ORGAN.search(head)
    return match[0] if match else None


def _date(text: str) -> str | None:
    """Return the first date at the beginning, else the last one at the end: motions end with theirs."""
    first = next(_dates(text[: _HEAD_CHARACTERS // 2]), None)
    return first or max(_dates(text[-_HEAD_CHARACTERS // 6 :]), default=None)


def _dates(text: str) -> Iterator[str]:
    for match in _DATE.finditer(text):
        written = match["iso"] or f"{match['year']}-{_MONTHS.index(match['month']) + 1:02}-{int(match['day']):02}"
        try:
            yield datetime.date.fromisoformat(written).isoformat()
        except ValueError:
            continue


def _parser(file: Received, text: str) -> str:
    """Return how to read the file: text from a PDF has page numbers, form feeds, or spaces at the ends of its lines."""
    usual = PARSERS_BY_SUFFIX[file.suffix][0]
    if usual != "plain-text":
        return usual
    numbers = [int(number) for number in _PAGE_NUMBER.findall(text)]
    has_pages = "\f" in text or sum(b == a + 1 for a, b in pairwise(numbers)) >= 2
    lines = [line for line in text.splitlines() if line.strip()]
    has_ends = sum(line.endswith(" ") for line in lines) > len(lines) / 2
    return "pdf-text" if has_pages or has_ends else usual


def _slug(title: str) -> str:
    plain = "".join(c for c in unicodedata.normalize("NFKD", title.casefold()) if not unicodedata.combining(c))
    whole = re.sub(r"[^a-z0-9]+", "-", plain.replace("ø", "o").replace("æ", "ae")).strip("-")
    return whole if len(whole) <= _SLUG_CHARACTERS else whole[:_SLUG_CHARACTERS].rpartition("-")[0]


def _free_id(wanted: str, taken_ids: Collection[str]) -> str:
    base = wanted.strip("-") or "document"
    number = 2
    free = base
    while free in taken_ids:
        free, number = f"{base}-{number}", number + 1
    return free
