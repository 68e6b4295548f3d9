"""Which sentences of a model may stand in an answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from indexing.answers import Citation, Statement
from indexing.encoder import Encoder
from indexing.support.judging import judge
from indexing.support.records import Claim
from indexing.support.sources import source_of
from service.writing.sentences import Written, sentences


@dataclass(frozen=True, slots=True)
class Checked:
    """What is left of what a model wrote.

    Attributes:
        statements: the sentences that may stand, in order, with the citations of the answer that they rest on.
        fates: how many sentences were kept, and how many dropped for which reason.
    """

    statements: tuple[Statement, ...]
    fates: Counter[str]


KEPT = "kept"


def check(text: str, citations: Sequence[Citation], encoder: Encoder) -> Checked:
    """Take from what a model wrote the sentences that cite quotes that it was shown, and are supported by them.

    Args:
        text: what it wrote.
        citations: what it was shown.
        encoder: the index's.
    """
    cited = {citation.number: citation for citation in citations}
    fates: Counter[str] = Counter()
    candidates: list[Written] = []
    for written in sentences(text):
        if flaw := _form_flaw(written, cited, candidates):
            fates[flaw] += 1
        else:
            candidates.append(written)
    verdicts = judge([_claim(written, cited) for written in candidates], encoder)
    fates.update(verdict.flaw.value if verdict.flaw else KEPT for verdict in verdicts)
    kept = (written for written, verdict in zip(candidates, verdicts, strict=True) if verdict.is_supported)
    return Checked(tuple(Statement(written.text, written.citations) for written in kept), fates)


def _form_flaw(written: Written, cited: dict[int, Citation], before: list[Written]) -> str:
    """Return what forbids a sentence whatever it says, or nothing."""
    if not written.is_plain:
        return "markup"
    if not written.citations:
        return "uncited"
    if not set(written.citations) <= set(cited):
        return "unknown_citation"
    said = written.text.casefold()
    return "repeated" if any(said == other.text.casefold() for other in before) else ""


def _claim(written: Written, cited: dict[int, Citation]) -> Claim:
    quotes = (cited[number] for number in written.citations)
    return Claim(written.text, tuple(source_of(citation.quote, citation.document) for citation in quotes))
