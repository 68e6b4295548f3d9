"""``belagg eval fit-fusion``: fits the fusion model that ships with the package."""
# ruff: noqa: PLC0415 - what a command needs is imported when it runs

from __future__ import annotations

from pathlib import Path

import click

from eval.options import cache_folder, cache_option, files_argument, index_option, path_type
from indexing.config import Locations

FUSION_MODEL = Path("indexing/fusion_model.toml")


@click.command("fit-fusion", short_help="Fit how much each signal of the ranking counts.")
@files_argument
@click.option("--out", type=path_type, default=FUSION_MODEL, show_default=True, metavar="TOML", help="What to write.")
@index_option
@cache_option
@click.pass_obj
def fit_fusion(
    locations: Locations, files: tuple[Path, ...], out: Path, index: Path | None, cache: Path | None
) -> None:
    """Fit how much each signal counts to FILE...: question files and BEIR folders (never a test split).

    Prints what each set would gain from weights fitted to the other sets (mean reciprocal rank).
    """
    from eval.fusion_examples import examples_of
    from eval.fusion_fit import cross_validate, to_model, write_fusion_model
    from eval.fusion_fit import fit_fusion as fit
    from eval.local import model_loader
    from indexing.storage import open_generation

    own = index or locations.index
    encoder = model_loader(locations.models)(open_generation(own).manifest.recipe.encoder)
    sets = {file.name: examples_of(file, own, cache_folder(locations, cache), encoder) for file in files}
    if len(sets) > 1:
        click.echo(f"{'left out':32} {'fixed':>8} {'fitted':>8} {'adaptive':>8}")
        for found in cross_validate(sets):
            click.echo(f"{found.name:32} {found.fixed:8.3f} {found.fitted:8.3f} {found.adaptive:8.3f}")
    write_fusion_model(out, to_model(fit(list(sets.values()))), ", ".join(sets))
    click.echo(f"Fitted to {sum(map(len, sets.values()))} questions: {out}")
