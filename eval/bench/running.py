"""Running benchmarks: one after another, each published when it is done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from eval.bench.setting import Setting
from eval.bench.suite import Benchmark, benchmarks, render
from eval.errors import EvaluationError
from eval.results import write_whole
from indexing.errors import BelaggError


@dataclass(frozen=True, slots=True)
class Publication:
    """Where to leave results; None leaves them out.

    Attributes:
        results: the folder of the results files.
        page: the page of all of them.
    """

    results: Path | None = None
    page: Path | None = None


def run_benchmarks(names: Sequence[str], setting: Setting, publication: Publication, arguments: str) -> None:
    """Run benchmarks and print their parts of the page; one that fails keeps no other from running.

    Args:
        names: of the benchmarks.
        setting: what to run them with.
        publication: what to write.
        arguments: of the command line, behind the benchmark's name.

    Raises:
        EvaluationError: some failed.
    """
    failed = []
    for benchmark in benchmarks(names):
        setting.report(f"== {benchmark.name}")
        try:
            _run(benchmark, setting, publication, f"belagg bench {benchmark.name}{arguments}")
        except BelaggError as error:
            if len(names) == 1:
                raise
            setting.report(f"{benchmark.name} failed: {error}")
            failed.append(benchmark.name)
    if failed:
        raise EvaluationError(f"not measured: {', '.join(failed)}; what each lacks is said above")


def _run(benchmark: Benchmark, setting: Setting, publication: Publication, command: str) -> None:
    part = benchmark.measure(setting, command, publication.results)
    click.echo("\n".join(part.lines))
    if publication.results and publication.page:
        write_whole(render(publication.results).encode(), publication.page)
