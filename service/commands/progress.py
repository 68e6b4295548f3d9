"""Progress on standard error: bars in a terminal, a line a stage elsewhere."""
# ruff: noqa: PLC0415 - what a command needs is imported when it runs

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

Report = Callable[[str, int, int], None]


@contextmanager
def progress_on_stderr() -> Iterator[Report]:
    """Show how far something has come.

    Yields:
        A function to call with a stage's name, what is done and the total.
    """
    if not sys.stderr.isatty():
        yield _report_lines
        return
    with _bars() as report:
        yield report


def _report_lines(stage: str, done: int, total: int) -> None:
    if done >= total:
        click.echo(f"{stage}: {done} of {total}", err=True)


@contextmanager
def _bars() -> Iterator[Report]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        tasks = {}

        def report(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = progress.add_task(stage, total=total)
            progress.update(tasks[stage], completed=done, total=total)

        yield report


def step_progress(report: Report) -> Callable[[str, float], None]:
    """Adapt a report to work that tells of each step and the share that is done.

    Args:
        report: what to tell.

    Returns:
        What the work calls.
    """
    return lambda step, share: report(step, round(share * 100), 100)
