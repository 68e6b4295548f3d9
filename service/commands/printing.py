"""What commands print: JSON for programs, set text for people."""

from __future__ import annotations

from typing import Final

import click
import msgspec
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from indexing.answers import Answer, AnswerStatus, Citation, Ranking, Understanding
from indexing.records import DocumentMeta, ScoredPassage
from service.notes import notes, understood_items
from service.pages.catalogue import PageLanguage, Words
from service.reading import Reading

# Wide enough to read, narrow enough to be read; a pipe gets one line a paragraph.
WIDTH: Final = 100
UNBROKEN: Final = 1_000_000


def print_json(reply: msgspec.Struct) -> None:
    """Print a reply as indented JSON.

    Args:
        reply: its wire form.
    """
    click.echo(msgspec.json.format(msgspec.json.encode(reply), indent=2).decode())


def print_answer(reading: Reading[Answer]) -> None:
    """Print an answer with its marks, and what each mark refers to.

    Args:
        reading: the answer and its generation.
    """
    console, answer = make_console(), reading.value
    _print_understanding(console, answer.understanding)
    if answer.status is AnswerStatus.NOT_FOUND:
        console.print(Text("The documents don't say.", style="bold"))
        _print_hits(console, "Nearest passages:", answer.nearest, reading)
        return
    for statement in answer.statements:
        marks = "".join(f"[{number}]" for number in statement.citations)
        console.print(Text.assemble(statement.text, " ", (marks, "bold cyan")))
        console.print()
    for part in answer.unanswered:
        console.print(Text(f"Not answered: {part}\n", style="bold"))
    for citation in answer.citations:
        _print_citation(console, citation)


def print_ranking(reading: Reading[Ranking]) -> None:
    """Print ranked passages.

    Args:
        reading: the ranking and its generation.
    """
    console = make_console()
    _print_understanding(console, reading.value.understanding)
    if reading.value.passages:
        _print_hits(console, "", reading.value.passages, reading)
    else:
        console.print("No passage fits these filters.")


def make_console() -> Console:
    """Return a console on standard output: folded in a terminal, unbroken and plain in a pipe."""
    console = Console(highlight=False, markup=False, emoji=False)
    console.width = min(console.width, WIDTH) if console.is_terminal else UNBROKEN
    return console


def _print_understanding(console: Console, understanding: Understanding) -> None:
    """Print what `--ignore` can switch off, and what the index lacks; nothing when nothing was understood."""
    items = [f"{item.part} {item.value}".strip() for item in understood_items(understanding)]
    lines = [f"Understood: {'; '.join(items)}"] if items else []
    for line in [*lines, *notes(understanding, Words(PageLanguage.EN))]:
        console.print(Text(line, style="dim"))
    if items or understanding.absent:
        console.print()


def _print_citation(console: Console, citation: Citation) -> None:
    mark = Text(f"[{citation.number}] ", style="bold cyan")
    console.print(mark.append_text(_place(citation.document, citation.passage.label, citation.start, citation.end)))
    console.print(Padding.indent(Text(f"”{citation.quote}”"), 4))
    for note in citation.footnotes:
        console.print(Padding.indent(Text(f"Footnote {note.number}: {note.text}", style="dim"), 4))


def _print_hits(
    console: Console, heading: str, hits: tuple[ScoredPassage, ...], reading: Reading[Answer] | Reading[Ranking]
) -> None:
    if heading and hits:
        console.print(f"\n{heading}")
    for rank, hit in enumerate(hits, start=1):
        passage = hit.passage
        meta = reading.documents[passage.document_id].meta
        line = Text.assemble((f"{rank}. ", "bold"), _place(meta, passage.label, passage.start, passage.end))
        console.print(line.append(f"  score {hit.score:.3f}", style="dim"))
        console.print(Padding.indent(Text(passage.text), 4))


def _place(meta: DocumentMeta, label: str, start: int, end: int) -> Text:
    named = f" ({', '.join(meta.parties)})"
    parties = named if meta.parties and not meta.title.endswith(named) else ""
    return Text.assemble((meta.title, "bold"), parties, ", ", (label, "green"), (f"  {start}–{end}", "dim"))
