"""``belagg eval``: measure, compare, report, guard."""
# ruff: noqa: PLC0415 - what a command needs is imported when it runs

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from eval.ablation_cli import ablation
from eval.fit_cli import fit
from eval.followups_cli import conversations
from eval.fusion_cli import fit_fusion
from eval.options import (
    baseline_option,
    cache_folder,
    cache_option,
    files_argument,
    index_option,
    json_option,
    model_option,
    path_type,
    report_option,
    trec_option,
    url_option,
)
from eval.support_cli import support
from eval.training.cli import average, export_training, train_encoder
from indexing.config import Locations

if TYPE_CHECKING:
    from eval.results import Results
    from eval.target import Target

EPILOG = """
\b
Examples:
  belagg eval questions eval/questions/tune.jsonl --report report.html
  belagg eval questions mine.jsonl --url http://127.0.0.1:8000 --json results.json
  belagg eval beir ./swefaq-dev
  belagg eval compare before.json after.json

Questions, measures and file formats: docs/evaluation.md.
"""


@click.group(epilog=EPILOG)
def evaluate() -> None:
    """Measure retrieval and answers against gold quotes."""


for command in (ablation, conversations, fit, fit_fusion, support, train_encoder, average, export_training):
    evaluate.add_command(command)


@evaluate.command(short_help="Judge passages and answers by gold quotes.")
@files_argument
@index_option
@url_option
@json_option
@report_option
@baseline_option
@trec_option
@click.pass_obj
def questions(
    locations: Locations,
    *,
    files: tuple[Path, ...],
    index: Path | None,
    url: str | None,
    json_file: Path | None,
    report: Path | None,
    baseline: Path | None,
    trec: Path | None,
) -> None:
    """Ask the questions in FILE... and judge passages and answers by their gold quotes."""
    from eval.output import Outputs, finish, scored_passages
    from eval.questions import read_questions
    from eval.running import evaluate_questions

    asked, outputs = read_questions(files), Outputs(json_file, report, _results(baseline), trec)
    with _target(locations, index, url) as target:
        results, responses = evaluate_questions(target, asked, _name(files))
    finish(results, scored_passages(responses), responses.qrels, outputs)


@evaluate.command(short_help="Score retrieval on a BEIR folder.")
@click.argument("folder", type=path_type, metavar="DIR")
@click.option("--split", metavar="NAME", help="Which file of qrels/ [default: test].")
@cache_option
@model_option
@url_option
@json_option
@report_option
@baseline_option
@trec_option
@click.pass_obj
def beir(
    locations: Locations,
    *,
    folder: Path,
    split: str | None,
    cache: Path | None,
    model: str,
    url: str | None,
    json_file: Path | None,
    report: Path | None,
    baseline: Path | None,
    trec: Path | None,
) -> None:
    """Run the BEIR set in DIR; its texts are cut into passages and scored by their best one.

    With --url, the service must serve the index that this command made without --url.
    """
    from eval.beir import read_beir
    from eval.beir_run import evaluate_beir
    from eval.collection import index_collection, load_model
    from eval.local import LocalTarget
    from eval.output import Outputs, finish, scored_texts
    from eval.remote import RemoteTarget

    asked, outputs = read_beir(folder, split), Outputs(json_file, report, _results(baseline), trec)
    if url:
        with closing(RemoteTarget(url)) as service:
            results, rankings = evaluate_beir(service, asked)
    else:
        encoder = load_model(locations.models, model)
        index = index_collection(asked.collection, cache_folder(locations, cache), encoder)
        click.echo(f"index: {index}", err=True)
        results, rankings = evaluate_beir(LocalTarget.using(index, encoder), asked)
    finish(results, scored_texts(rankings), asked.qrels, outputs)


@evaluate.command(short_help="Score answers on a SQuAD-style file.")
@click.argument("file", type=path_type)
@click.option("--sample", type=click.IntRange(min=1), help="Ask only this many questions, always the same ones.")
@click.option("--export", "folder", type=path_type, metavar="DIR", help="Write a BEIR folder instead.")
@cache_option
@model_option
@json_option
@report_option
@baseline_option
@click.pass_obj
def squad(
    locations: Locations,
    *,
    file: Path,
    sample: int | None,
    folder: Path | None,
    cache: Path | None,
    model: str,
    json_file: Path | None,
    report: Path | None,
    baseline: Path | None,
) -> None:
    """Run a SQuAD-style FILE (v1, v2 or SweQUAD-MC; perhaps gzipped); gold is the sentence around an answer."""
    from eval.collection import index_collection, load_model
    from eval.local import LocalTarget
    from eval.output import Outputs, finish, scored_passages
    from eval.running import evaluate_questions
    from eval.squad import export, placeable, read_squad

    converted, outputs = read_squad(file, sample), Outputs(json_file, report, _results(baseline))
    if folder:
        export(converted, folder)
        return
    encoder = load_model(locations.models, model)
    target = LocalTarget.using(index_collection(converted.collection, cache_folder(locations, cache), encoder), encoder)
    asked, lost = placeable(converted, target.documents())
    results, responses = evaluate_questions(target, asked, converted.collection.name, task="squad")
    finish(results, scored_passages(responses), responses.qrels, outputs)
    if lost:
        click.echo(f"{len(lost)} questions left out: their sentence does not stand in the parsed text as a whole")


@evaluate.command(short_help="Score a TREC run of any system.")
@click.argument("run", type=path_type)
@click.argument("qrels", type=path_type)
@json_option
def trec(run: Path, qrels: Path, json_file: Path | None) -> None:
    """Score the TREC file RUN, of any system, against the TREC file QRELS."""
    from eval.printing import print_results
    from eval.results import write_json
    from eval.trec import evaluate_trec

    results = evaluate_trec(run, qrels)
    if json_file:
        write_json(results, json_file)
    print_results(results)


@evaluate.command(short_help="Compare two results files question by question.")
@click.argument("a", type=path_type)
@click.argument("b", type=path_type)
def compare(a: Path, b: Path) -> None:
    """Compare two results files question by question: differences, 95 % intervals, randomisation test."""
    from eval.comparison import compare as compare_runs
    from eval.printing import print_comparison
    from eval.results import read_results

    print_comparison(compare_runs(read_results(a), read_results(b)), (a.stem, b.stem))


@evaluate.command()
@click.argument("results", type=path_type)
@click.argument("out", type=path_type)
@baseline_option
@click.option("--ablation", "ablation_file", type=path_type, metavar="JSON", help="Stages to show.")
@click.option("--with", "others", multiple=True, type=path_type, metavar="JSON", help="Other runs to list. Repeatable.")
def report(
    results: Path, out: Path, baseline: Path | None, ablation_file: Path | None, others: tuple[Path, ...]
) -> None:
    """Write the HTML report OUT of the results file RESULTS."""
    from eval.ablation import read_ablation
    from eval.report import write_report
    from eval.results import read_results

    write_report(
        read_results(results),
        out,
        _results(baseline),
        read_ablation(ablation_file) if ablation_file else None,
        [read_results(other) for other in others],
    )


@evaluate.command(short_help="Fail when answers are significantly worse than before.")
@files_argument
@click.option("--baseline", type=path_type, required=True, metavar="JSON", help="What must not be undercut.")
@index_option
@json_option
@click.pass_context
def gate(
    ctx: click.Context, files: tuple[Path, ...], baseline: Path, index: Path | None, json_file: Path | None
) -> None:
    """Fail (exit code 1) when the answers to FILE... are significantly worse than the baseline's."""
    from eval.gate import judge
    from eval.printing import print_comparison
    from eval.questions import read_questions
    from eval.results import read_results, write_json
    from eval.running import evaluate_questions

    reference, asked = read_results(baseline), read_questions(files)
    with _target(ctx.obj, index, None) as target:
        results, _ = evaluate_questions(target, asked, _name(files))
    if json_file:
        write_json(results, json_file)
    verdict = judge(reference, results)
    print_comparison(verdict.comparison, ("baseline", "now"))
    for failure in verdict.failures:
        click.echo(f"gate: {failure}", err=True)
    ctx.exit(1 if verdict.failures else 0)


@contextmanager
def _target(locations: Locations, index: Path | None, url: str | None) -> Iterator[Target]:
    from eval.local import LocalTarget
    from eval.remote import RemoteTarget

    if url:
        with closing(RemoteTarget(url)) as service:
            yield service
    else:
        yield LocalTarget.open(index or locations.index, locations.models)


def _results(path: Path | None) -> Results | None:
    from eval.results import read_results

    return read_results(path) if path else None


def _name(files: tuple[Path, ...]) -> str:
    return "+".join(file.stem for file in files)
