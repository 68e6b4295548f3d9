"""Documents, outlines and passages as Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from service import wire
from service.forms.markdown import BETWEEN_BLOCKS, escape, link
from service.forms.sources import excerpt, passage_name
from service.mcp_server.records import OutlineEntry, OutlineReply


def search_markdown(reply: wire.SearchReply) -> str:
    """Return a ranking as a list of passages, best first."""
    lines = (
        f"- {link(passage_name(hit), hit.url)} (`{hit.passage_id}`)  \n  {escape(excerpt(hit.text))}"
        for hit in reply.passages
    )
    return BETWEEN_BLOCKS.join([*map(escape, reply.notes), "\n".join(lines), f"({len(reply.passages)})"])


def documents_markdown(reply: wire.DocumentsReply) -> str:
    """Return the list of documents: titles, ids and what is known of each."""
    lines = [_document(document) for document in reply.documents]
    return "\n".join([*lines, f"({len(reply.documents)}/{reply.total})"])


def outline_markdown(reply: OutlineReply) -> str:
    """Return an outline as a nested list."""
    entries = (f"{'  ' * (entry.level - 1)}- {_section(entry)}" for entry in reply.sections)
    head = f"**{link(reply.document_title, reply.url)}**"
    return BETWEEN_BLOCKS.join((head, "\n".join(entries), f"({len(reply.sections)}/{reply.total})"))


def passage_markdown(reply: wire.PassageReply) -> str:
    """Return a passage as a quote under its name, with its footnotes."""
    paragraphs = (f"> {escape(paragraph)}" for paragraph in reply.text.split("\n\n") if paragraph.strip())
    head = f"**{link(f'{reply.document_title}, {reply.label}', reply.url)}**"
    return BETWEEN_BLOCKS.join((head, "\n>\n".join(paragraphs), *_notes(reply.footnotes)))


def _document(document: wire.DocumentSummary) -> str:
    facts = (document.type, ", ".join(document.party), document.organ, document.session, document.date)
    known = "; ".join(escape(fact) for fact in facts if fact)
    return f"- {link(document.title, document.url)} (`{document.document_id}`): {known}"


def _section(entry: OutlineEntry) -> str:
    named = entry.heading and " ".join(filter(None, (entry.number, entry.heading)))
    return escape(named or entry.label)


def _notes(footnotes: tuple[wire.FootnoteReply, ...]) -> Iterator[str]:
    yield from (f"{note.number}: {escape(note.text)}" for note in footnotes)
