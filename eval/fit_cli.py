"""``belagg eval fit``: fits the answer model that ships with the package."""
# ruff: noqa: PLC0415 - what a command needs is imported when it runs

from __future__ import annotations

from pathlib import Path

import click

from eval.options import files_argument, index_option, path_type
from indexing.config import Locations

ANSWER_MODEL = Path("indexing/answer_model.toml")


@click.command(short_help="Fit the choice of sentences and the confidence.")
@files_argument
@click.option("--out", type=path_type, default=ANSWER_MODEL, show_default=True, metavar="TOML", help="What to write.")
@index_option
@click.pass_obj
def fit(locations: Locations, files: tuple[Path, ...], out: Path, index: Path | None) -> None:
    """Fit the choice of sentences and the confidence to the questions in FILE... (never to the test split)."""
    from eval.answer_fit import AnswerModelFitter
    from eval.fitting import write_answer_model
    from eval.local import model_loader
    from eval.progress import reporting
    from eval.questions import read_questions
    from eval.relevance import check_gold
    from indexing.config import RetrievalConfig
    from indexing.retriever import Retriever
    from indexing.snapshot import load_snapshot
    from indexing.storage import open_generation

    asked = read_questions(files).questions
    generation = open_generation(index or locations.index)
    snapshot = load_snapshot(generation)
    check_gold(asked, {name: document.text for name, document in snapshot.documents.items()})
    encoder = model_loader(locations.models)(generation.manifest.recipe.encoder)
    fitter = AnswerModelFitter(snapshot, Retriever(snapshot, encoder, RetrievalConfig()))
    with reporting() as report:
        done = iter(range(1, len(asked) + 1))
        model = fitter.fit(asked, lambda: report("gathering evidence", next(done), len(asked)))
    write_answer_model(out, model, ", ".join(file.as_posix() for file in files))
    click.echo(f"Fitted to {len(asked)} questions: {out}")
