"""Tables for the terminal."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.table import Table

from eval.ablation import Ablation
from eval.comparison import Comparison
from eval.results import Results
from eval.stage_page import stage_row
from eval.stages import COMPARED

_PLAIN_WIDTH = 120


def make_console() -> Console:
    """Return a console on standard output; a pipe gets a fixed width, so that tables stay whole."""
    console = Console(highlight=False, markup=False, emoji=False)
    if not console.is_terminal:
        console.width = _PLAIN_WIDTH
    return console


def print_results(results: Results) -> None:
    """Print what a run measured.

    Args:
        results: the run.
    """
    console = make_console()
    judged = sum(question.is_answerable for question in results.per_question)
    table = Table("measure", "value", "95 % interval", title=f"{results.name}: {judged} questions with an answer")
    for name, value in results.measures.items():
        table.add_row(name, f"{value:.4f}", interval(results, name))
    for name, shown in answer_rows(results):
        table.add_row(name, shown, interval(results, name))
    console.print(table)
    if results.unreachable:
        console.print(
            f"{len(results.unreachable)} questions score 0: no passage holds their gold as a whole "
            f"({', '.join(results.unreachable[:5])}{', …' if len(results.unreachable) > 5 else ''})"
        )


def answer_rows(results: Results) -> Iterable[tuple[str, str]]:
    """Yield name and value of what was measured of answers and abstention.

    Args:
        results: the run.

    Yields:
        Dotted names as in the results file, and the value as text; "–" where there was nothing to measure.
    """
    for prefix, totals in (("answers", results.answers), ("abstention", results.abstention)):
        if totals is not None:
            for name in totals.__struct_fields__:
                value = getattr(totals, name)
                if not isinstance(value, tuple):
                    yield f"{prefix}.{name}", _shown(value)


def interval(results: Results, name: str) -> str:
    """Return a measure's interval as text, "" when there is none."""
    if name not in results.intervals:
        return ""
    low, high = results.intervals[name]
    return f"{low:.3f} to {high:.3f}"


def print_comparison(comparison: Comparison, names: tuple[str, str]) -> None:
    """Print two runs side by side.

    Args:
        comparison: of A and B.
        names: of A and B.
    """
    table = Table("measure", *names, "difference", "95 % interval", "p", "questions")
    for name, difference in comparison.differences.items():
        low, high = difference.interval
        table.add_row(
            name,
            f"{difference.a:.4f}",
            f"{difference.b:.4f}",
            f"{difference.delta:+.4f}",
            f"{low:+.4f} to {high:+.4f}",
            f"{difference.p:.4f}{' *' if difference.p < 0.05 else ''}",
            str(difference.questions),
        )
    make_console().print(table)


def _shown(value: float | int | None) -> str:
    """Return a count as it is, a share with four decimals, a mean number of things with one."""
    if value is None:
        return "–"
    if isinstance(value, int):
        return str(value)
    return f"{value:.4f}" if value <= 1 else f"{value:.1f}"


def print_ablation(ablation: Ablation) -> None:
    """Print every stage on every set, and what the stages are worth.

    Args:
        ablation: what was measured.
    """
    names = ("nDCG@10", "RR", "Success@1", "Success@3", "R@10")
    table = Table("set", "stage", *names, "p")
    for cell in ablation.cells:
        values = [f"{cell.measures[name]:.4f}" for name in names]
        table.add_row(cell.set, cell.stage, *values, f"{cell.p:.4f}")
    make_console().print(table)
    if ablation.worths:
        costs = Table(
            "stage",
            *(f"{name} ±" for name in COMPARED),
            "alone",
            "p50",
            "index",
            title=f"worth on {ablation.worths_of}",
        )
        for worth in ablation.worths:
            costs.add_row(*stage_row(worth))
        make_console().print(costs)
