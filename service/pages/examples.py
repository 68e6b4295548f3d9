"""Questions to begin with, made of the indexed documents' own headings: any corpus brings its own.

Only questions that the index answers are shown. They are tried once for each generation of the index.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, zip_longest
from typing import Final

import anyio

from indexing.answers import AnswerStatus
from indexing.engine import Engine
from indexing.errors import BelaggError
from indexing.parties import party_name
from indexing.queries import make_query
from indexing.records import Document, DocumentMeta, Section, SectionKind
from service.dependencies import Resources
from service.desk import AnyRequest

SHOWN: Final = 4
TRIED: Final = 8
_STATE_KEY: Final = "belagg_examples"
_LONGEST_HEADING: Final = 60
# What reports and motions call their own parts; nobody asks about these.
_FORMAL: Final = frozenset(
    "inledning bakgrund sammanfattning innehåll innehållsförteckning motivering bilaga förord slutsats "
    "introduction background summary contents preface appendix conclusion".split()
) | {"förslag till riksdagsbeslut"}


@dataclass(frozen=True, slots=True)
class Example:
    """A question and the language that it is in."""

    question: str
    language: str


@dataclass(frozen=True, slots=True)
class _Shelf:
    """The examples of one generation."""

    index_version: str
    examples: tuple[Example, ...]


async def examples(request: AnyRequest, resources: Resources) -> tuple[Example, ...]:
    """Return questions that the index answers.

    Args:
        request: knows the application, which keeps them as long as the generation is served.
        resources: has the engine.

    Returns:
        `SHOWN` at most; none while the index is not open or busy.
    """
    state, version = request.app.state, resources.host.index_version
    shelf = state.get(_STATE_KEY)
    if isinstance(shelf, _Shelf) and shelf.index_version == version:
        return shelf.examples
    try:
        reading = await resources.host.compute(answered_examples, _nobody_leaves)
    except BelaggError:
        return ()
    setattr(state, _STATE_KEY, _Shelf(reading.index_version, reading.value))
    return reading.value


def answered_examples(engine: Engine) -> tuple[Example, ...]:
    """Try candidates until enough of them are answered.

    Args:
        engine: answers them.
    """
    kept: list[Example] = []
    for candidate in candidates(engine.documents)[:TRIED]:
        if engine.ask(make_query(candidate.question)).status is AnswerStatus.ANSWERED:
            kept.append(candidate)
        if len(kept) == SHOWN:
            break
    return tuple(kept)


def candidates(documents: Mapping[str, Document]) -> tuple[Example, ...]:
    """Make questions of the documents' headings, by turns from each document.

    Args:
        documents: the indexed documents, by id.
    """
    each = [list(_spread(_topics(document.root), document.meta)) for document in documents.values()]
    mixed = chain.from_iterable(zip_longest(*each))
    return tuple(dict.fromkeys(example for example in mixed if example))


def _spread(topics: Iterable[str], meta: DocumentMeta) -> Iterator[Example]:
    """Yield questions from all over a document: shorter headings first, they are nearer to what people ask."""
    for topic in sorted(topics, key=len):
        yield Example(_question(topic, meta), meta.language)


def _topics(root: Section) -> Iterator[str]:
    for section in root.walk():
        if section.kind is SectionKind.SECTION and section.heading and _is_topic(section.heading):
            yield _lowered(section.heading)


def _is_topic(heading: str) -> bool:
    return len(heading) <= _LONGEST_HEADING and heading.lower() not in _FORMAL and heading[-1:].isalpha()


def _lowered(heading: str) -> str:
    """Return a heading as it is written within a sentence."""
    if heading.isupper():
        return heading.lower()
    return heading[0].lower() + heading[1:] if heading[1:2].islower() or heading[1:2] == " " else heading


def _question(topic: str, meta: DocumentMeta) -> str:
    speaker = party_name(meta.parties[0]) if len(meta.parties) == 1 else ""
    if meta.language == "sv":
        return f"Vad säger {speaker} om {topic}?" if speaker else f"Vad sägs om {topic}?"
    return f"What does {meta.parties[0]} say about {topic}?" if speaker else f"What is said about {topic}?"


async def _nobody_leaves() -> None:
    """Wait for ever: the examples are for all visitors, not for one who may leave."""
    await anyio.sleep_forever()
