"""The service under load, as a part of the page."""

from __future__ import annotations

from collections.abc import Iterator

from eval.bench.load import OVERLOADS, ROUNDS, Load, LoadResults
from eval.bench.loading import ServiceLoads
from eval.bench.page import table


def load_lines(found: ServiceLoads) -> list[str]:
    """Return the part's lines."""
    seconds = next(iter(found.loads.values())).seconds
    return [
        "## Under load",
        "",
        "Clients that ask again as soon as they are answered, and arrivals at multiples of the best goodput, in rounds "
        f"with it (the median of {ROUNDS}); {seconds:g} s each, every question worked on anew. Goodput is answers a "
        "second; what does not find a place in the line is refused (503 with `Retry-After`). The tool (`h2load`) and "
        "the service share the cores.",
        "",
        *table(
            ("processes", "load", "goodput", "p50", "p99", "refused", "failed"),
            (row for workers, loads in found.loads.items() for row in _rows(workers, loads)),
        ),
        *(
            f"With {workers} process{'es' if workers > 1 else ''}, {loads.kept:.0%} of the peak is kept at "
            f"{OVERLOADS[-1]:g} times the load (quartiles {1 / loads.slowed.high:.0%} to {1 / loads.slowed.low:.0%})."
            for workers, loads in found.loads.items()
        ),
        "",
    ]


def _rows(workers: int, loads: LoadResults) -> Iterator[tuple[str, ...]]:
    for load in loads.closed:
        yield _row(workers, f"{load.clients} client{'s' if load.clients > 1 else ''}", load)
    for load in loads.middling:
        yield _row(workers, f"{load.offered:.0f} arrivals a second", load)


def _row(workers: int, name: str, load: Load) -> tuple[str, ...]:
    times = (f"{load.p50_ms:.0f} ms", f"{load.p99_ms:.0f} ms")
    return (str(workers), name, f"{load.goodput:.0f}", *times, f"{load.refused:.0%}", str(load.failed))
