"""What each stage earns and costs as a table of docs/evaluation.md, which is kept up to date by marks in the page."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from eval.ablation import Ablation
from eval.errors import ResultsError
from eval.results import write_whole
from eval.stages import COMPARED, Gain, StageWorth

BEGIN: Final = "<!-- what stages are worth, by `belagg eval ablation --page` -->"
END: Final = "<!-- end -->"
_SIGNIFICANT: Final = 0.05
_HEAD: Final = ("stage", *COMPARED, "nDCG@10 alone", "p50", "index")


def stage_lines(ablation: Ablation) -> list[str]:
    """Return the table in Markdown; nothing when no stages were weighed."""
    if not ablation.worths:
        return []
    rows = [_HEAD, ["---"] * len(_HEAD), *map(stage_row, ablation.worths)]
    return [f"| {' | '.join(row)} |" for row in rows]


def stage_row(worth: StageWorth) -> tuple[str, ...]:
    """Return a stage's row: what each measure loses without it (bold: p < .05), what it does alone, what it costs."""
    return (
        worth.stage,
        *(_lost(worth.gains.get(name)) for name in COMPARED),
        "" if worth.alone is None else f"{worth.alone:.3f}",
        f"{worth.cost.p50_ms:.2f} ms",
        f"{worth.cost.index_bytes / 1000:,.0f} kB" if worth.cost.index_bytes else "",
    )


def update_page(page: Path, ablation: Ablation) -> None:
    """Write the table between the marks of a page.

    Raises:
        ResultsError: the page has no marks, or cannot be read or written.
    """
    try:
        text = page.read_text(encoding="utf-8")
    except OSError as error:
        raise ResultsError(f"{page}: cannot be read ({error.strerror})") from error
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ResultsError(f"{page}: lacks the lines {BEGIN!r} and {END!r}, between which the table belongs")
    write_whole(f"{before}{marked(stage_lines(ablation))}{after}".encode(), page)


def marked(lines: Iterable[str]) -> str:
    """Return a table with the marks around it."""
    return "\n".join([BEGIN, "", *lines, "", END])


def _lost(gain: Gain | None) -> str:
    if gain is None:
        return ""
    shown = f"{gain.delta:+.3f}"
    return f"**{shown}**" if gain.p < _SIGNIFICANT else shown
