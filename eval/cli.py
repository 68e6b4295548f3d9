"""``belagg eval``: measure, compare, report, guard."""
# ruff: noqa: PLC0415 - what a command needs is imported when it runs

from __future__ import annotations

from pathlib import Path

import click

from indexing.config import Locations

EPILOG = """
\b
Examples:
  belagg eval questions eval/questions/tune.jsonl --report report.html
  belagg eval questions mine.jsonl --url http://127.0.0.1:8000 --json results.json
  belagg eval beir ./swefaq-dev
"""
files = click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
index_option = click.option("--index", type=click.Path(path_type=Path), metavar="DIR", help="Folder of the index.")
url_option = click.option("--url", metavar="URL", help="Measure a running service instead of an index on disk.")
json_option = click.option(
    "--json", "json_file", type=click.Path(path_type=Path), metavar="OUT", help="Write the results file."
)


@click.group(epilog=EPILOG)
def evaluate() -> None:
    """Measure retrieval and answers against gold quotes."""


@evaluate.command()
@files
@index_option
@url_option
@json_option
@click.pass_obj
def questions(
    locations: Locations, files: tuple[Path, ...], index: Path | None, url: str | None, json_file: Path | None
) -> None:
    """Ask the questions in FILE... (JSON Lines) and judge passages and answers by their gold quotes."""
    from eval.local import LocalTarget
    from eval.questions import read_questions
    from eval.results import write_json
    from eval.running import evaluate_questions

    asked = read_questions(files)
    target = LocalTarget.open(index or locations.index, locations.models)
    results, _ = evaluate_questions(target, asked, "+".join(path.stem for path in files))
    if json_file:
        write_json(results, json_file)
    for k, v in results.measures.items(): print(k, round(v,4))
    print(results.answers); print({k:getattr(results.abstention,k) for k in ('auroc','auroc_near_miss','not_found_precision','not_found_recall','expected_calibration_error')})


@evaluate.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--split", metavar="NAME", help="Which qrels file.")
@click.option("--cache", type=click.Path(path_type=Path), metavar="DIR", help="Folder of indexes of data sets.")
@url_option
@json_option
@click.pass_obj
def beir(locations: Locations, folder: Path, split: str | None, cache: Path | None, url: str | None, json_file: Path | None) -> None:
    """Run the BEIR set in DIR; texts are cut into passages and scored by their best one."""
    from eval.beir import read_beir
    from eval.beir_run import evaluate_beir
    from eval.collection import index_collection, load_model
    from eval.local import LocalTarget
    from eval.results import write_json

    asked = read_beir(folder, split)
    encoder = load_model(locations.models)
    index = index_collection(asked.collection, cache or locations.index.parent / "eval-cache", encoder)
    results, _ = evaluate_beir(LocalTarget.using(index, encoder), asked)
    if json_file:
        write_json(results, json_file)
    for k, v in results.measures.items(): print(k, round(v,4))
