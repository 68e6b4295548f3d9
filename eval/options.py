"""Options that several of the ``belagg eval`` commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from indexing.config import DEFAULT_MODEL_NAME, Locations

CACHE_NAME: Final = "evaluation"

path_type = click.Path(path_type=Path)
files_argument = click.argument("files", nargs=-1, required=True, type=path_type, metavar="FILE...")
index_option = click.option(
    "--index", type=path_type, metavar="DIR", help="Folder of the index [default: that of `belagg index`]."
)
url_option = click.option("--url", metavar="URL", help="Measure a running service instead of an index on disk.")
json_option = click.option("--json", "json_file", type=path_type, metavar="OUT", help="Write the results file.")
report_option = click.option("--report", type=path_type, metavar="OUT", help="Write an HTML report.")
baseline_option = click.option("--baseline", type=path_type, metavar="JSON", help="Results to compare with.")
trec_option = click.option("--trec", type=path_type, metavar="DIR", help="Write run.trec and qrels.trec.")
cache_option = click.option(
    "--cache",
    type=path_type,
    metavar="DIR",
    help=f"Folder of the indexes of data sets [default: {CACHE_NAME}/ beside the index].",
)
model_option = click.option("--model", default=DEFAULT_MODEL_NAME, show_default=True, help="Embedding model.")


def cache_folder(locations: Locations, cache: Path | None) -> Path:
    """Return the folder of the indexes of data sets.

    Args:
        locations: the folders that Belägg works in.
        cache: what the command line said.
    """
    return cache or locations.index.parent / CACHE_NAME
