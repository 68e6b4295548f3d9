"""``belagg bench``: the benchmarks as subcommands."""
# ruff: noqa: PLC0415 - what a command needs is imported when it runs

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, TypeVar

import click

from indexing.config import Locations

F = TypeVar("F", bound=Callable[..., None])
_FOLDER: Final = click.Path(file_okay=False, path_type=Path)
_FILE: Final = click.Path(dir_okay=False, path_type=Path)
_STANDARD: Final = "standard"
# What the benchmarks do, told here and not in the suite: `belagg bench --help` must not wait for their modules.
HELP: Final = {
    _STANDARD: "Model, index, start, memory, questions in process and over HTTP.",
    "system": "The whole system against txtai.",
    "encoder": "Our encoder against other engines with the same weights.",
    "search": "Vector search against FAISS's flat index and numpy, to a million passages.",
    "lexical": "Lexical search against tantivy, as corpora grow.",
    "growth": "The whole system from 200 to a million passages.",
    "load": "The service under 1 to 64 clients, and under more than it can answer.",
}
EPILOG: Final = """
\b
Examples:
  belagg bench
  belagg bench system --rival-python ./other-environment/bin/python
  belagg bench all --texts ./party-texts --results eval/results/bench --page docs/performance.md
"""
_OPTIONS: Final = (
    click.option(
        "--questions", type=_FILE, default=Path("eval/questions/tune.jsonl"), show_default=True, help="Question file."
    ),
    click.option("--texts", type=_FOLDER, metavar="DIR", help="Plain texts, for what the corpus is too small for."),
    click.option(
        "--rival-python",
        type=_FILE,
        default=Path(sys.executable),
        metavar="FILE",
        help="Python of the environment that txtai is installed in [default: this one].",
    ),
    click.option("--results", type=_FOLDER, metavar="DIR", help="Write a results file for each benchmark."),
    click.option("--page", type=_FILE, metavar="FILE", help="Write the page of all results files; needs --results."),
)


def _with_options(command: F) -> F:
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


@click.group(invoke_without_command=True, epilog=EPILOG)
@_with_options
@click.pass_context
def bench(
    ctx: click.Context,
    *,
    questions: Path,
    texts: Path | None,
    rival_python: Path,
    results: Path | None,
    page: Path | None,
) -> None:
    """Measure speed and memory; without a subcommand, run the quick standard benchmark.

    Builds indexes in temporary folders and starts services on free ports. Options stand behind the subcommand.
    """
    if ctx.invoked_subcommand is None:
        _run(
            [_STANDARD],
            ctx.obj,
            questions=questions,
            texts=texts,
            rival_python=rival_python,
            results=results,
            page=page,
        )
    elif any(ctx.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE for name in ctx.params):
        raise click.UsageError(f"give the options behind the subcommand: belagg bench {ctx.invoked_subcommand} ...")


def _subcommand(name: str, names: Sequence[str], text: str) -> click.Command:
    @click.command(name, help=text)
    @_with_options
    @click.pass_obj
    def command(
        locations: Locations,
        *,
        questions: Path,
        texts: Path | None,
        rival_python: Path,
        results: Path | None,
        page: Path | None,
    ) -> None:
        _run(
            names,
            locations,
            questions=questions,
            texts=texts,
            rival_python=rival_python,
            results=results,
            page=page,
        )

    return command


for _name, _text in HELP.items():
    bench.add_command(_subcommand(_name, [_name], _text))
bench.add_command(_subcommand("all", list(HELP), "All of them; about 20 minutes on two cores."))


def _run(
    names: Sequence[str],
    locations: Locations,
    *,
    questions: Path,
    texts: Path | None,
    rival_python: Path,
    results: Path | None,
    page: Path | None,
) -> None:
    from eval.bench.running import Publication, run_benchmarks
    from eval.bench.setting import Setting

    if page and not results:
        raise click.UsageError("--page needs --results: a published figure stands in a results file")
    setting = Setting(locations, questions, _reporter(), texts, rival_python)
    published = f" --results {results}" if results else ""
    # Folders of one machine say nothing on another.
    arguments = f"{' --texts DIR' if texts else ''}{published}{f' --page {page}' if page else ''}"
    run_benchmarks(names, setting, Publication(results, page), arguments)


def _reporter() -> Callable[[str], None]:
    started = time.monotonic()

    def report(step: str) -> None:
        minutes, seconds = divmod(int(time.monotonic() - started), 60)
        click.echo(f"{minutes:3}:{seconds:02} {step}", err=True)

    return report
