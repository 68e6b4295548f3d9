"""``belagg bench``."""
# ruff: noqa: PLC0415 - what the command needs is imported when it runs

from __future__ import annotations

from pathlib import Path

import click

from indexing.config import Locations

_PATH = click.Path(dir_okay=False, path_type=Path)
_DEFAULT_QUESTIONS = Path("eval/questions/tune.jsonl")


@click.command()
@click.option("--questions", type=_PATH, default=_DEFAULT_QUESTIONS, show_default=True, help="Question file to ask.")
@click.option("--json", "json_file", type=_PATH, help="Write the results to this file.")
@click.option("--markdown", type=_PATH, help="Write a page that shows them; needs --json.")
@click.pass_obj
def bench(locations: Locations, questions: Path, json_file: Path | None, markdown: Path | None) -> None:
    """Measure speed and memory: model, index, questions in process and over HTTP.

    Builds an index of the corpus in a temporary folder and starts a service on a free port. Takes about a minute.
    """
    from eval.bench.measuring import run_benchmarks
    from eval.bench.results import to_markdown, write_results
    from eval.questions import read_questions

    if markdown is not None and json_file is None:
        raise click.UsageError("--markdown needs --json: a published figure stands in a results file")
    asked = [question.question for question in read_questions([questions]).questions]
    arguments = f" --json {json_file} --markdown {markdown}" if markdown else ""
    results = run_benchmarks(locations, asked, f"belagg bench{arguments}", lambda step: click.echo(step, err=True))
    click.echo(to_markdown(results, str(json_file or "the results")))
    if json_file is not None:
        write_results(json_file, results)
    if markdown is not None and json_file is not None:
        markdown.write_text(to_markdown(results, str(json_file)), encoding="utf-8")
