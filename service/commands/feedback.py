"""``belagg feedback``."""
# ruff: noqa: PLC0415 - what a command needs is imported when it runs

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from indexing.errors import InputError
from service.commands.options import index_option
from service.plaintext import printable
from service.settings import load_settings

if TYPE_CHECKING:
    from collections.abc import Iterable

    from service.feedback.file import FeedbackFile
    from service.feedback.records import Feedback

EPILOG = """
\b
Examples:
  belagg feedback list
  belagg feedback export questions.jsonl --rest open.jsonl
  belagg eval questions questions.jsonl
  belagg feedback delete 0c1d2e3f4a5b
  belagg feedback delete --before 2027-01-31

Questions are kept with feedback only where the setting feedback_questions says so; feedback without its question can
be listed, but not exported. What is older than feedback_days is deleted at each of these commands, too.
"""
_path = click.Path(path_type=Path, dir_okay=False)


@click.group(epilog=EPILOG)
def feedback() -> None:
    """List, export and delete what readers think of answers."""


@feedback.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_(as_json: bool) -> None:
    """List all feedback, oldest first."""
    found = _file().all()
    if as_json:
        click.echo(msgspec.json.encode({"feedback": [_described(one) for one in found]}))
        return
    for one in found:
        asked = one.asked.question if one.asked else "(question not kept)"
        words = f"{asked} | {one.opinion.comment}" if one.opinion.comment else asked
        said = f"{one.opinion.verdict:10}  {one.status:9}  {one.confidence:.2f}"
        click.echo(f"{one.feedback_id}  {one.created.isoformat()}  {said}  {printable(words)}")


@feedback.command(short_help="Make a question file of answers called useful.")
@click.argument("file", type=_path)
@click.option("--rest", type=_path, metavar="FILE", help="Write what names no gold here, for somebody to look up.")
@index_option
def export(file: Path, rest: Path | None, index: Path | None) -> None:
    """Write a question FILE: gold is what answers quoted that readers called useful, and the index still holds."""
    from indexing.snapshot import load_snapshot
    from indexing.storage import open_generation
    from service.feedback import questions

    documents = load_snapshot(open_generation(load_settings().replacing(index=index).index)).documents
    made = questions.export(_file().all(), (document.text for document in documents.values()))
    if made.questions:
        _write(file, made.questions)
    if rest is not None:
        _write(rest, made.open_cases)
    where = f"in {rest}" if rest else "left out; --rest FILE writes them"
    click.echo(f"{len(made.questions)} questions with gold{f' in {file}' if made.questions else ''}", err=True)
    click.echo(f"{len(made.open_cases)} verdicts that name no gold {where}", err=True)
    click.echo(f"{made.without_question} verdicts were kept without their question", err=True)
    if not made.questions:
        raise InputError(f"no feedback names gold, so {file} was not written; see docs/operation.md")


@feedback.command()
@click.argument("ids", metavar="ID...", nargs=-1)
@click.option("--before", metavar="DATE", help="All that was given before this day (2027-01-31, UTC).")
@click.option("--all", "everything", is_flag=True, help="All there is.")
def delete(ids: tuple[str, ...], before: str | None, everything: bool) -> None:
    """Delete feedback, for good."""
    if sum((bool(ids), before is not None, everything)) != 1:
        raise click.UsageError("say what to delete: IDs, or --before DATE, or --all")
    if ids:
        deleted = _file().delete(tuple(dict.fromkeys(ids)))
    else:
        deleted = _file().delete_before(datetime.max.replace(tzinfo=UTC) if everything else _day(str(before)))
    click.echo(f"Deleted: {deleted}")


def _file() -> FeedbackFile:
    from service.feedback.file import FeedbackFile

    settings = load_settings()
    return FeedbackFile(settings.state, settings.feedback_days)


def _write(path: Path, lines: Iterable[msgspec.Struct]) -> None:
    path.write_bytes(b"".join(msgspec.json.encode(line) + b"\n" for line in lines))


def _day(text: str) -> datetime:
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError as error:
        raise click.BadParameter(f"{text!r} is no date as 2027-01-31") from error


def _described(one: Feedback) -> dict[str, object]:
    return {
        "feedback_id": one.feedback_id,
        "created": one.created.isoformat(),
        "request_id": one.request_id,
        "answer_id": one.opinion.answer_id,
        "verdict": one.opinion.verdict.value,
        "comment": one.opinion.comment,
        "status": one.status,
        "confidence": one.confidence,
        "index_version": one.index_version,
        "language": one.language,
        "citations": [{"passage_id": cited.passage_id, "quote": cited.quote} for cited in one.citations],
        "asked": one.asked,
    }
