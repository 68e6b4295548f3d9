"""Parliamentary sessions and years that documents are to be of: "riksmötet 2022/23", "valmanifestet 2022"."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Final

from indexing.mentions import Mention, Part
from indexing.records import DocumentMeta

# School and budget years are written alike; they belong to the topic.
_SESSION: Final = re.compile(
    r"(?i)(?P<other>(?:läs|budget|skol|räkenskaps)år(?:et)?\s+|säsongen\s+|vintern\s+|(?:school|academic|fiscal)\s+year\s+)?"
    r"(?<![\w/.,-])(?P<words>(?:(?:under|från|i|for|in|the|from)\s+)?(?:riksmöte(?:t|ts)?|session)\s+)?"
    r"(?P<first>19\d\d|20\d\d)/(?P<second>\d\d(?:\d\d)?)(?P<number>:\w+)?(?![\w/])"
)
_DOCUMENT: Final = (
    r"(?:\w*(?:motion|program|manifest|valplattform|budget|avtal|överenskommelse|dokument)\w*|\w*proposition\w*|platform|"
    r"agreement|bill|riksmötet|riksmöte|session|valet|election)"
)
_YEAR: Final = r"(?:år(?:et)?\s+)?(?P<year>19\d\d|20\d\d)(?![\w:/–-]|[.,]\d)"
# A year beside a document's name: the document's own.
_ATTACHED: Final = (
    re.compile(rf"(?i)(?<!\w){_DOCUMENT}\s+(?P<words>(?:(?:från|för|inför|of|from|for)\s+)?{_YEAR})"),
    re.compile(rf"(?i)(?<![\w:./–-])(?P<words>(?:år\s+)?(?P<year>19\d\d|20\d\d)(?:\s+års|s)?)\s+{_DOCUMENT}(?!\w)"),
)
# A year elsewhere is part of the topic, and may be a document's at the same time: "vad sa V om skolan 2018?". An end
# of a period, a deadline or a count is not.
_FREE: Final = re.compile(rf"(?i)(?<![\w:./–-])(?P<words>{_YEAR})(?!\s+(?:och|till|and|to)\s+(?:19|20)\d\d)")
_NO_DOCUMENT_BEFORE: Final = re.compile(
    r"(?i)(?:till|före|efter|sedan|senast|mellan|och|perioden|än|by|until|since|before|after|between|and|to|than)\s+"
    r"(?:år(?:et)?\s+)?$"
)


def years_of(document: DocumentMeta) -> frozenset[int]:
    """Return the years that a document is of: its date's, and those of its session ("2023/24", or a single year)."""
    years = {int(document.date[:4])} if document.date else set()
    if document.session:
        first = int(document.session[:4])
        years |= {first, first + 1} if "/" in document.session else {first}
    return frozenset(years)


def named_sessions(question: str) -> Iterator[Mention]:
    """Yield the parliamentary sessions that a question names, as manifests write them."""
    for match in _SESSION.finditer(question) if _may_name_a_year(question) else ():
        first, second = int(match["first"]), match["second"]
        follows = int(second) in {first + 1, (first + 1) % 100}
        if follows and not match["other"]:
            name = "1999/2000" if first == 1999 else f"{first}/{(first + 1) % 100:02}"
            yield Mention(Part.SESSION, name, *match.span())


def named_years(question: str, indexed: Collection[int]) -> Iterator[Mention]:
    """Yield the years that a question gives to documents.

    Args:
        question: as asked, NFC.
        indexed: years that indexed documents are of; a year that stands by itself counts when it is among them, and
            stays in the topic.
    """
    if not _may_name_a_year(question):
        return
    attached = [match for pattern in _ATTACHED for match in pattern.finditer(question)]
    yield from (Mention(Part.YEAR, match["year"], *match.span("words")) for match in attached)
    for match in _FREE.finditer(question):
        if int(match["year"]) in indexed and not _NO_DOCUMENT_BEFORE.search(question, 0, match.start("year")):
            yield Mention(Part.YEAR, match["year"], *match.span("words"), is_topic=True)


def _may_name_a_year(question: str) -> bool:
    return "19" in question or "20" in question
