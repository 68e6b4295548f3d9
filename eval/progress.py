"""Progress on standard error: bars in a terminal, nothing elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

T = TypeVar("T")
Report = Callable[[str, int, int], None]


def tracked(items: Sequence[T], stage: str) -> Iterator[T]:
    """Yield the items and show how far the work on them has come.

    Args:
        items: what is worked on.
        stage: what is done with them.

    Yields:
        Each item.
    """
    with reporting() as report:
        for number, item in enumerate(items):
            report(stage, number, len(items))
            yield item
        report(stage, len(items), len(items))


@contextmanager
def reporting() -> Iterator[Report]:
    """Show how far some stages have come.

    Yields:
        A function to call with a stage's name, what is done and the total.
    """
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), disable=not sys.stderr.isatty()) as progress:
        tasks: dict[str, TaskID] = {}

        def report(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = progress.add_task(stage, total=total)
            progress.update(tasks[stage], completed=done, total=total)

        yield report
