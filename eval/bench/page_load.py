"""The service under load, as a part of the page."""

from __future__ import annotations

from collections.abc import Iterator

from eval.bench.load import Load, LoadResults
from eval.bench.loading import ServiceLoads
from eval.bench.page import table


def load_lines(found: ServiceLoads) -> list[str]:
    """Return the part's lines."""
    seconds = next(iter(found.loads.values())).seconds
    return [
        "## Under load",
        "",
        "Clients that ask again as soon as they are answered, and arrivals at random at multiples of the best goodput; "
        f"{seconds:g} s each, every question worked on anew. Goodput is answers a second; what waits too long is "
        "refused (503 with `Retry-After`). Clients and service share the cores.",
        "",
        *table(
            ("processes", "load", "goodput", "p50", "p99", "refused", "failed"),
            (row for workers, loads in found.loads.items() for row in _rows(workers, loads)),
        ),
        *(
            f"With {workers} process{'es' if workers > 1 else ''}, {loads.kept:.0%} of the peak is kept at "
            f"{loads.open[-1].offered / loads.peak:.1f} times the load."
            for workers, loads in found.loads.items()
        ),
        "",
    ]


def _rows(workers: int, loads: LoadResults) -> Iterator[tuple[str, ...]]:
    for load in loads.closed:
        yield _row(workers, f"{load.clients} client{'s' if load.clients > 1 else ''}", load)
    for load in loads.open:
        yield _row(workers, f"{load.offered:.0f} arrivals a second", load)


def _row(workers: int, name: str, load: Load) -> tuple[str, ...]:
    times = (f"{load.p50_ms:.0f} ms", f"{load.p99_ms:.0f} ms")
    return (str(workers), name, f"{load.goodput:.0f}", *times, f"{load.refused:.0%}", str(load.failed))
