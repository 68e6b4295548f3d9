"""``belagg eval support``: how well supported sentences are told from others."""
# ruff: noqa: PLC0415 - what a command needs is imported when it runs

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from eval.options import index_option, json_option, path_type
from indexing.config import Locations

if TYPE_CHECKING:
    from eval.support import SupportGroup, SupportResults


@click.command(short_help="Judge sentences by the quotes that they cite.")
@click.argument("file", type=path_type)
@index_option
@json_option
@click.pass_obj
def support(locations: Locations, *, file: Path, index: Path | None, json_file: Path | None) -> None:
    """Judge the sentences in FILE by the quotes that they cite, as a language model's sentences are judged."""
    from eval.local import model_loader
    from eval.results import write_json
    from eval.support import evaluate_support, read_support
    from indexing.snapshot import load_snapshot
    from indexing.storage import open_generation

    pairs = read_support(file)
    generation = open_generation(index or locations.index)
    documents = {name: document.meta for name, document in load_snapshot(generation).documents.items()}
    encoder = model_loader(locations.models)(generation.manifest.recipe.encoder)
    results = evaluate_support(file, pairs, documents, encoder)
    if json_file:
        write_json(results, json_file)
    _print(results)


def _print(results: SupportResults) -> None:
    from rich.table import Table

    from eval.printing import make_console

    table = Table("pairs", "supported", "accepted", "unsupported", "let through", "precision", "recall")
    for name, group in {**results.by_split, **results.by_kind}.items():
        table.add_row(name, *_cells(group))
    make_console().print(table)


def _cells(group: SupportGroup) -> list[str]:
    shares = ("–" if share is None else f"{share:.3f}" for share in (group.precision, group.recall))
    return [*map(str, (group.supported, group.accepted, group.unsupported, group.let_through)), *shares]
