"""The benchmarks: what each is called, how it is run, and how its part of the page is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, TypeVar

import msgspec

from eval.bench.encoder import EncoderComparison, compare_encoders
from eval.bench.growth import Growth, measure_growth
from eval.bench.lexical import LexicalResults, compare_lexical
from eval.bench.loading import ServiceLoads, measure_service_loads
from eval.bench.measuring import Standard, run_standard
from eval.bench.page import Part, to_page
from eval.bench.page_encoder import encoder_part
from eval.bench.page_growth import growth_lines
from eval.bench.page_lexical import lexical_lines
from eval.bench.page_load import load_lines
from eval.bench.page_search import search_lines
from eval.bench.page_standard import standard_lines
from eval.bench.page_system import system_lines
from eval.bench.results import Run, read_results, write_results
from eval.bench.search import SearchResults, compare_search
from eval.bench.setting import Setting
from eval.bench.system import SystemComparison, compare_systems
from eval.errors import ResultsError

T = TypeVar("T", bound=msgspec.Struct)
# Questions put to each vector search: the slow ones take half a second for one over a million passages.
_SEARCHED: Final = 100
Measure = Callable[[Setting, str, Path | None], Part]
"""Runs a benchmark by a command's name, writes its results file if there is a folder for it, returns its part."""


@dataclass(frozen=True, slots=True)
class Benchmark:
    """One of the suite.

    Attributes:
        name: of its subcommand and its results file.
        measure: runs it.
        read: reads its results file and returns its part of the page.
    """

    name: str
    measure: Measure
    read: Callable[[Path], Part]


def _benchmark(
    name: str, measure: Callable[[Setting], T], record: type[T], lines: Callable[[T], Sequence[str]]
) -> Benchmark:
    def measured(setting: Setting, command: str, folder: Path | None) -> Part:
        run, found = Run.now(command), measure(setting)
        if folder:
            write_results(folder / f"{name}.json", run, found)
        return Part(name, run, tuple(lines(found)))

    def read(path: Path) -> Part:
        published = read_results(path, record)
        return Part(name, published.run, tuple(lines(published.measured)))

    return Benchmark(name, measured, read)


# In the order of the page.
SUITE: Final = (
    _benchmark("standard", run_standard, Standard, standard_lines),
    _benchmark("system", compare_systems, SystemComparison, system_lines),
    _benchmark("encoder", compare_encoders, EncoderComparison, encoder_part),
    _benchmark(
        "search",
        lambda setting: compare_search(replace(setting, most_questions=_SEARCHED)),
        SearchResults,
        search_lines,
    ),
    _benchmark("lexical", compare_lexical, LexicalResults, lexical_lines),
    _benchmark("growth", measure_growth, Growth, growth_lines),
    _benchmark("load", measure_service_loads, ServiceLoads, load_lines),
)


def benchmarks(names: Iterable[str]) -> list[Benchmark]:
    """Return the benchmarks of given names."""
    known = {benchmark.name: benchmark for benchmark in SUITE}
    return [known[name] for name in names]


def render(folder: Path) -> str:
    """Return the page of the results files in a folder.

    Args:
        folder: given as it shall stand in the page, so relative to the repository's root.

    Raises:
        ResultsError: there is none, or one is malformed.
    """
    files = [(benchmark, folder / f"{benchmark.name}.json") for benchmark in SUITE]
    parts = [benchmark.read(path) for benchmark, path in files if path.is_file()]
    if not parts:
        raise ResultsError(f"{folder}: holds no results; make some with `belagg bench --results {folder}`")
    return to_page(parts, folder.as_posix())
