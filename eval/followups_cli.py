"""``belagg eval conversations``: how well follow-up questions are read."""
# ruff: noqa: PLC0415 - what a command needs is imported when it runs

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from eval.options import index_option, json_option, path_type
from indexing.config import Locations

if TYPE_CHECKING:
    from eval.followups import FollowUpGroup, FollowUpResults


@click.command(short_help="Judge follow-up questions, asked as they are.")
@click.argument("file", type=path_type)
@click.option(
    "--alone",
    type=path_type,
    metavar="FILE",
    help="Questions that stand on their own: each is put after another one, and must be left as it is.",
)
@index_option
@json_option
@click.pass_obj
def conversations(
    locations: Locations, *, file: Path, alone: Path | None, index: Path | None, json_file: Path | None
) -> None:
    """Ask the follow-ups in FILE as they are, in the light of what was asked before, and written in full."""
    from eval.conversations import read_conversations
    from eval.followups import evaluate_follow_ups, left_alone
    from eval.local import LocalTarget
    from eval.questions import read_questions
    from eval.results import write_json

    asked, own = read_conversations(file), read_questions([alone]) if alone else None
    target = LocalTarget.open(index or locations.index, locations.models)
    found = left_alone(target, own.questions, own.files[0]) if own else None
    results = evaluate_follow_ups(target, asked, found)
    if json_file:
        write_json(results, json_file)
    _print(results)


def _print(results: FollowUpResults) -> None:
    from rich.table import Table

    from eval.followups import SHOWN, Way
    from eval.printing import make_console

    console = make_console()
    columns = [f"{name} {way}" for name in SHOWN for way in Way]
    table = Table("follow-ups", "n", *columns, title="alone, read in context, written in full")
    groups = {f"split {name}": group for name, group in results.by_split.items()} | results.by_kind
    for name, group in groups.items():
        values = [f"{group.measures[way][measure]:.3f}" for measure in SHOWN for way in Way]
        table.add_row(name, str(group.questions), *values)
    console.print(table)
    for name, group in results.by_split.items():
        for measure in group.lost:
            console.print(_difference(name, measure, group))
    if results.left_alone:
        console.print(
            f"left as they are: {results.left_alone.share:.4f} of {results.left_alone.file.questions} questions"
        )


def _difference(split: str, measure: str, group: FollowUpGroup) -> str:
    lost = group.lost[measure]
    low, high = lost.interval
    return f"{split}: {measure} read less full {lost.delta:+.4f} ({low:+.4f} to {high:+.4f}, p {lost.p:.4f})"
