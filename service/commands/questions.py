"""``belagg search`` and ``belagg ask``."""
# ruff: noqa: PLC0415 - what a command needs is imported when it runs

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from indexing.records import Filters
from service.commands.options import question_options
from service.settings import Settings, load_settings

if TYPE_CHECKING:
    from indexing.engine import Engine
    from indexing.records import Query
    from service.reading import Reading

T = TypeVar("T")

SEARCH_EPILOG = """
\b
Examples:
  belagg search "privata sjukvårdsförsäkringar"
  belagg search "vårdplatser" -k 3 --party V --type motion
  belagg search "vårdplatser" --json | jq '.passages[].label'
"""
ASK_EPILOG = """
\b
Examples:
  belagg ask "vad säger V om privata sjukvårdsförsäkringar?"
  belagg ask "vad vill partiet göra åt vårdköerna?" --type motion
  belagg ask "har Moderaterna stöd i motionen?" --ignore party
  belagg ask "varför?" --after "vill V avskaffa etableringsfriheten?"
  belagg ask "what does the Left Party want?" --json | jq '.citations[].quote'
"""


@click.command(epilog=SEARCH_EPILOG)
@question_options
def search(
    *,
    question: str,
    k: int,
    party: tuple[str, ...],
    document: tuple[str, ...],
    types: tuple[str, ...],
    session: tuple[str, ...],
    language: str | None,
    ignore: tuple[str, ...],
    after: tuple[str, ...],
    index: Path | None,
    as_json: bool,
) -> None:
    """Rank the passages that are nearest to QUESTION, best first."""
    from service.commands.printing import print_json, print_ranking
    from service.convert import search_reply
    from service.links import Links

    settings = load_settings().replacing(index=index)
    filters = Filters(party, document, types, session)
    query = _to_query(settings, question, k, filters, language=language, ignore=ignore, earlier=after)
    reading = _read(settings, lambda engine: engine.search(query))
    if as_json:
        print_json(search_reply(reading, Links(settings.public_url)))
    else:
        print_ranking(reading)


@click.command(epilog=ASK_EPILOG)
@question_options
def ask(
    *,
    question: str,
    k: int,
    party: tuple[str, ...],
    document: tuple[str, ...],
    types: tuple[str, ...],
    session: tuple[str, ...],
    language: str | None,
    ignore: tuple[str, ...],
    after: tuple[str, ...],
    index: Path | None,
    as_json: bool,
) -> None:
    """Answer QUESTION in verbatim quotes, each with the place where it stands, or say that the documents don't."""
    from service.commands.printing import print_answer, print_json
    from service.convert import ask_reply
    from service.links import Links

    settings = load_settings().replacing(index=index)
    filters = Filters(party, document, types, session)
    query = _to_query(settings, question, k, filters, language=language, ignore=ignore, earlier=after)
    reading = _read(settings, lambda engine: engine.ask(query))
    if as_json:
        print_json(ask_reply(reading, Links(settings.public_url)))
    else:
        print_answer(reading)


def _to_query(
    settings: Settings,
    question: str,
    k: int,
    filters: Filters,
    *,
    language: str | None,
    ignore: tuple[str, ...],
    earlier: tuple[str, ...],
) -> Query:
    from indexing.queries import make_query

    return make_query(
        question,
        k=k,
        parties=filters.parties,
        document_ids=filters.document_ids,
        types=filters.types,
        sessions=filters.sessions,
        language=language,
        ignore=ignore,
        earlier=earlier,
        max_characters=settings.max_question_characters,
    )


def _read(settings: Settings, call: Callable[[Engine], T]) -> Reading[T]:
    from indexing.engine import Engine
    from service.reading import read

    return read(Engine.open(settings.index, settings.models, threads=settings.threads), call)
