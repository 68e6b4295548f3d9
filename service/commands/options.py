"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from indexing.config import MAX_K

Command = TypeVar("Command", bound=Callable[..., Any])

index_option = click.option(
    "--index",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Folder of the index [env: BELAGG_INDEX; default: in the user's data folder].",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON, as the HTTP service would reply.")


def question_options(command: Command) -> Command:
    """Add a question, the filters and ``-k`` to a command.

    Args:
        command: the command's function.

    Returns:
        The function.
    """
    decorators = (
        click.argument("question"),
        click.option("-k", type=int, default=10, show_default=True, help=f"How many passages to rank, 1 to {MAX_K}."),
        click.option(
            "--party", multiple=True, metavar="CODE", help="Only this party's documents (V, S, ...). Repeatable."
        ),
        click.option("--document", multiple=True, metavar="ID", help="Only this document. Repeatable."),
        click.option(
            "--type", "types", multiple=True, metavar="TYPE", help="Only this type (motion, ...). Repeatable."
        ),
        click.option("--session", multiple=True, metavar="YEAR", help="Only this session (2023/24). Repeatable."),
        click.option("--language", metavar="TAG", help="The question's language (sv, en) [default: found out]."),
        click.option(
            "--ignore",
            multiple=True,
            metavar="PART",
            help="What is not to be read out of the question: party, type, place, ... or an item, party:V. Repeatable.",
        ),
        click.option(
            "--after",
            multiple=True,
            metavar="QUESTION",
            help="A question asked before this one, which this one may lean on. Repeatable, the oldest first.",
        ),
        index_option,
        json_option,
    )
    for decorator in reversed(decorators):
        command = decorator(command)
    return command
