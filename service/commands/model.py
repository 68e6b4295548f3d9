"""``belagg model``."""
# ruff: noqa: PLC0415 - what a command needs is imported when it runs

from __future__ import annotations

import click
import msgspec

from indexing.config import BASE_MODEL_NAME, DEFAULT_MODEL_NAME
from service.commands.progress import progress_on_stderr, step_progress
from service.settings import load_settings

EPILOG = """
\b
Examples:
  belagg model build
  belagg model build multilingual-e5-small
  belagg model build --precision fp32
  belagg model list
  belagg model add KBLab/sentence-bert-swedish-cased
  belagg model add ./my-model --name my-model
"""


_precision = click.option(
    "--precision",
    type=click.Choice(["int8", "fp32"]),
    help="Arithmetic of the model [default: int8 where the processor has instructions for it].",
)


@click.group(epilog=EPILOG)
def model() -> None:
    """Manage embedding models; the default one is built by itself when it is needed."""


@model.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_(as_json: bool) -> None:
    """List the models in the models folder."""
    from indexing.model import list_models

    names = list_models(load_settings().models)
    if as_json:
        click.echo(msgspec.json.encode({"models": names}).decode())
        return
    for name in names:
        click.echo(name)


@model.command(short_help="Build a built-in model now, not at the first use.")
@click.argument("name", default=DEFAULT_MODEL_NAME, type=click.Choice([DEFAULT_MODEL_NAME, BASE_MODEL_NAME]))
@_precision
def build(name: str, precision: str | None) -> None:
    """Build a built-in model now, not at the first use: the default one, or the base that it was adapted from."""
    from indexing.model import Precision, ensure_model

    chosen = Precision(precision) if precision else None
    with progress_on_stderr() as report:
        folder = ensure_model(name, load_settings().models, step_progress(report), chosen)
    click.echo(f"Built: {folder}")


@model.command(short_help="Check a model's files against its checksums.")
@click.argument("name")
def verify(name: str) -> None:
    """Check every file of the model NAME (or a folder) against its checksum."""
    from indexing.model import resolve_model, verify_model

    folder = resolve_model(name, load_settings().models)
    verify_model(folder)
    click.echo(f"Unharmed: {folder}")


@model.command(short_help="Export a sentence-transformers model for use here.")
@click.argument("source")
@click.option("--name", help="What to call it here [default: the last part of SOURCE].")
@_precision
def add(source: str, name: str | None, precision: str | None) -> None:
    """Export SOURCE, a sentence-transformers folder or hub name, to the models folder.

    Needs the `models` extra: pip install 'belagg[models]'.
    """
    from indexing.model import Precision, add_model

    chosen = Precision(precision) if precision else None
    with progress_on_stderr() as report:
        folder = add_model(source, load_settings().models, name, step_progress(report), chosen)
    click.echo(f"Added: {folder}; use it with `belagg index --model {folder.name}`")
