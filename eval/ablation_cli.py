"""``belagg eval ablation``: what each stage is worth."""
# ruff: noqa: PLC0415 - what a command needs is imported when it runs

from __future__ import annotations

from pathlib import Path

import click

from eval.options import cache_folder, cache_option, index_option, json_option, path_type
from indexing.config import Locations


@click.command(short_help="Run the stages of retrieval alone and together.")
@click.argument("sets", nargs=-1, required=True, type=path_type, metavar="SET...")
@index_option
@cache_option
@json_option
@click.option("--page", type=path_type, metavar="FILE", help="Write what stages are worth between the page's marks.")
@click.pass_obj
def ablation(
    locations: Locations,
    *,
    sets: tuple[Path, ...],
    index: Path | None,
    cache: Path | None,
    json_file: Path | None,
    page: Path | None,
) -> None:
    """Run the stages of retrieval alone and together over every SET: question files and BEIR folders.

    On the first question file, tells what each stage of the pipeline earns and costs.
    """
    from eval.ablation import Workplace, ablate
    from eval.collection import load_model
    from eval.printing import print_ablation
    from eval.results import write_json
    from eval.stage_page import update_page

    encoder = load_model(locations.models)
    workplace = Workplace(index or locations.index, cache_folder(locations, cache), encoder)
    found = ablate(sets, workplace)
    if json_file:
        write_json(found, json_file)
    if page:
        update_page(page, found)
    print_ablation(found)
