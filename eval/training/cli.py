"""``belagg eval train-encoder`` and ``export-training``: the adapter that ships with the package, and its questions."""
# ruff: noqa: PLC0415 - what a command needs is imported when it runs

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from eval.options import path_type
from indexing.config import Locations

ADAPTER: Final = Path("indexing/encoder_adapter.safetensors")
QUESTIONS: Final = Path("eval/questions/training.jsonl.gz")
_TOLD_EVERY: Final = 25


@click.command("train-encoder", short_help="Train the encoder's adapter.")
@click.argument("data", type=path_type, metavar="DIR")
@click.option("--questions", type=path_type, default=QUESTIONS, show_default=True, metavar="FILE", help="Questions.")
@click.option("--out", type=path_type, default=ADAPTER, show_default=True, metavar="FILE", help="What to write.")
@click.option("--steps", type=click.IntRange(min=1), default=560, show_default=True, help="Batches to train on.")
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True, help="Of all that is random.")
@click.pass_obj
def train_encoder(locations: Locations, data: Path, *, questions: Path, out: Path, steps: int, seed: int) -> None:
    """Train the encoder's adapter on the texts in DIR and on the training questions; docs/training.md explains it.

    DIR holds party-texts/, swequad-mc/ and squad-v2-sv/. Needs the extra `models`.
    """
    from eval.training.extra import require_models_extra

    require_models_extra()
    from eval.progress import reporting
    from eval.training.pipeline import TrainingFiles, train_adapter
    from eval.training.train import Losses, TrainingConfig
    from indexing.config import BASE_MODEL_NAME
    from indexing.model import ensure_model

    files = TrainingFiles(ensure_model(BASE_MODEL_NAME, locations.models), data, questions, out)
    with reporting() as report:

        def progress(done: int, losses: Losses) -> None:
            report("training", done, steps)
            if done % _TOLD_EVERY == 0 or done == steps:
                click.echo(
                    f"step {done}: dense {losses.dense:.3f}, passage {losses.passage:.3f}, "
                    f"sentence {losses.sentence:.3f}",
                    err=True,
                )

        train_adapter(files, TrainingConfig(steps=steps, seed=seed), report, progress)
    click.echo(f"Trained for {steps} steps: {out}")


@click.command("average-adapters", short_help="Write the mean of two or more adapters.")
@click.argument("out", type=path_type, metavar="OUT")
@click.argument("adapters", type=path_type, metavar="ADAPTER...", nargs=-1, required=True)
def average(out: Path, adapters: tuple[Path, ...]) -> None:
    """Write the mean of two or more adapters to OUT; docs/training.md says why."""
    from eval.training.averaging import average_adapters

    if len(adapters) < 2:
        raise click.UsageError("the mean takes at least two adapters")
    click.echo(f"Averaged {len(adapters)} adapters to one of rank {average_adapters(adapters, out)}: {out}")


@click.command("export-training", short_help="Write one split's training questions as BEIR.")
@click.argument("data", type=path_type, metavar="DIR")
@click.argument("folder", type=path_type, metavar="OUT")
@click.option("--questions", type=path_type, default=QUESTIONS, show_default=True, metavar="FILE", help="Questions.")
@click.option("--split", type=click.Choice(["train", "fit"]), default="fit", show_default=True, help="Which of them.")
@click.pass_obj
def export_training(locations: Locations, data: Path, folder: Path, *, questions: Path, split: str) -> None:
    """Write the training questions of one split as a BEIR folder OUT; DIR holds party-texts/."""
    from eval.collection import load_model
    from eval.training.export import export_beir
    from eval.training.party_texts import passages_of
    from eval.training.questions import read_training_questions
    from indexing.config import BASE_MODEL_NAME

    chosen = [question for question in read_training_questions(questions) if question.split == split]
    count_tokens = load_model(locations.models, BASE_MODEL_NAME).count_tokens
    export_beir(chosen, passages_of(chosen, data / "party-texts", count_tokens), folder)
    click.echo(f"Wrote {len(chosen)} questions: {folder}")
