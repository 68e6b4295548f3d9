"""``belagg documents``."""
# ruff: noqa: PLC0415 - what a command needs is imported when it runs

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from service.commands.options import index_option, json_option
from service.settings import load_settings

if TYPE_CHECKING:
    from service.wire import DocumentsReply

EPILOG = """
\b
Examples:
  belagg documents
  belagg documents v-motion-halso-och-sjukvard
  belagg documents --json | jq -r '.documents[].document_id'
"""


@click.command(epilog=EPILOG)
@click.argument("document_id", required=False, metavar="[ID]")
@index_option
@json_option
def documents(document_id: str | None, index: Path | None, as_json: bool) -> None:
    """List the documents in the index, or print the text of the one with this ID."""
    from indexing.engine import Engine
    from service.commands.printing import print_json
    from service.convert import document_reply, documents_reply
    from service.links import Links
    from service.reading import count_passages, read

    settings = load_settings().replacing(index=index)
    engine, links = Engine.open(settings.index, settings.models, threads=settings.threads), Links(settings.public_url)
    if document_id is None:
        listing = documents_reply(read(engine, count_passages), links)
        print_json(listing) if as_json else _print_listing(listing)
        return
    reading = read(engine, lambda opened: len(opened.passages(document_id)))
    document = reading.documents[document_id]
    print_json(document_reply(reading, document, links)) if as_json else click.echo(document.text)


def _print_listing(listing: DocumentsReply) -> None:
    from service.commands.printing import make_console

    console = make_console()
    for document in listing.documents:
        facts = [document.type, *document.party, document.organ, document.session, document.date]
        console.print(document.document_id, style="bold")
        console.print(f"    {document.title}")
        console.print(
            f"    {', '.join(fact for fact in facts if fact)}; {document.passage_count} passages", style="dim"
        )
