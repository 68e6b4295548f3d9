"""``belagg index``."""
# ruff: noqa: PLC0415 - what a command needs is imported when it runs

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from service.commands.options import index_option
from service.settings import load_settings

if TYPE_CHECKING:
    from indexing.build import BuildReport

EPILOG = """
\b
Examples:
  belagg index
  belagg index --corpus my-documents --index my-index
  belagg index --json

The folder of documents has a manifest.toml that describes each file. A second run embeds only what
changed; a running `belagg serve` takes up the new index by itself.
"""


@click.command(epilog=EPILOG)
@click.option(
    "--corpus",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Folder of source documents [env: BELAGG_CORPUS; default: corpora].",
)
@index_option
@click.option(
    "--model",
    help="Embedding model: a name or a folder [default: the one that the index was built with, else e5-small].",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def index(corpus: Path | None, index: Path | None, model: str | None, as_json: bool) -> None:
    """Read the source documents into the index; embed only what changed."""
    from indexing.build import build_index
    from service.commands.progress import progress_on_stderr

    settings = load_settings().replacing(index=index, corpus=corpus)
    with progress_on_stderr() as progress:
        report = build_index(settings.corpus, settings.index, settings.models, model=model, progress=progress)
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(report), indent=2).decode())
    else:
        click.echo(_summary(report, settings.index))


def _summary(report: BuildReport, folder: Path) -> str:
    holds = f"{report.documents} documents, {report.passages} passages"
    if not report.changed:
        return f"Nothing changed: {holds} in {folder} (index {report.version})."
    work = f"{report.embedded} embedded, {report.reused} reused"
    return f"Indexed {holds} ({work}) in {report.seconds:.1f} s: {folder} (index {report.version})."
