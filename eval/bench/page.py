"""docs/performance.md: made of the results files alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from eval.bench.results import Run

_COMMIT_CHARACTERS = 12


@dataclass(frozen=True, slots=True)
class Part:
    """A benchmark's part of the page.

    Attributes:
        name: the benchmark's, which is also its file's.
        run: where its figures come from.
        lines: in Markdown, its heading first.
    """

    name: str
    run: Run
    lines: tuple[str, ...]


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Return the lines of a table, with an empty one behind it."""
    lines = [head, ["---"] * len(head), *rows]
    return [*(f"| {' | '.join(cells)} |" for cells in lines), ""]


def to_page(parts: Sequence[Part], folder: str) -> str:
    """Return the page.

    Args:
        parts: in their order on the page; at least one.
        folder: of the results files, as seen from the repository's root.
    """
    machines = {machine(part.run) for part in parts}
    shared = f" on {machines.pop()}" if len(machines) == 1 else ""
    lines = [
        "# Performance",
        "",
        f"Measured{shared}. All figures stand in the files under [`{folder}`](../{folder}), with commit and machine; "
        "`belagg bench` writes both them and this page ([how](#measuring)). What is compared was measured in turn "
        "in one run, on the same threads, in an order drawn anew each time; a ratio is the median of the pairs', with "
        "their quartiles. The machine is shared: other work on it makes single figures worse, never better, and "
        "ratios hardly.",
        "",
    ]
    for part in parts:
        lines += [*part.lines, _origin(part, folder, with_machine=not shared), ""]
    return "\n".join([*lines, *_MEASURING])


def machine(run: Run) -> str:
    """Describe the machine of a run."""
    found = run.hardware
    return f"{found.processor}, {found.cores} cores, {found.memory_gb:.0f} GB, {found.system}, Python {found.python}"


def _origin(part: Part, folder: str, *, with_machine: bool) -> str:
    commit, changed = (part.run.commit or "unknown")[:_COMMIT_CHARACTERS], (part.run.commit or "").endswith("+")
    where = f", {machine(part.run)}" if with_machine else ""
    return (
        f"[`{part.name}.json`](../{folder}/{part.name}.json), {part.run.created[:10]}, "
        f"commit `{commit}{'+' if changed else ''}`{where}"
    )


_MEASURING = [
    "## Measuring",
    "",
    "```",
    "pip install --constraint constraints.txt 'belagg[eval,models,bench]'",
    "belagg bench                                     # the quick standard one",
    "belagg bench system                              # one of the others: belagg bench --help",
    "belagg bench all --texts DIR --results eval/results/bench --page docs/performance.md",
    "```",
    "",
    "`--texts` names a folder of plain texts for what needs more passages than the corpus has: the party programmes, "
    "manifestos and budget motions of [training](training.md). Nothing here is a threshold of a test.",
    "",
]
