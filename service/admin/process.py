"""What the processes for jobs and uploads run (``python -m service.admin.process``); `children` starts them.

They are nicer than the service: they work with what answering leaves over.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import msgspec

from indexing.build import BuildReport, build_index
from indexing.config import DEFAULT_MODEL_NAME, IndexConfig, Locations
from indexing.errors import BelaggError, StorageError
from indexing.model import resolve_model
from indexing.model_config import read_encoder_config
from indexing.model_tokens import load_tokens
from indexing.records import DocumentMeta
from indexing.storage import open_generation
from indexing.vectors import BuildProgress
from service.admin.children import UNREADABLE
from service.admin.preview import make_preview
from service.admin.records import Preview
from service.admin.work import run_job
from service.admin.workplace import Workplace

_NICENESS: Final = 10


def main(arguments: Sequence[str]) -> int:
    """Do what another process asks for.

    Args:
        arguments: the kind of work, the folders (corpus, index, models, state), and the job's id.

    Returns:
        The exit code.
    """
    os.nice(_NICENESS)
    kind, *paths = arguments[:5]
    corpus, index, models, state = map(Path, paths)
    place = Workplace(Locations(corpus, index, models), state)
    if kind == "job":
        run_job(place, arguments[5], build)
        return 0
    try:
        sys.stdout.buffer.write(msgspec.json.encode(_preview(place.locations, sys.stdin.buffer.read())))
    except BelaggError as error:
        sys.stderr.buffer.write(str(error).encode("utf-8"))
        return UNREADABLE
    return 0


def build(locations: Locations, progress: BuildProgress) -> BuildReport:
    """Bring the index up to date, as ``belagg index`` does."""
    return build_index(locations.corpus, locations.index, locations.models, progress=progress)


def _preview(locations: Locations, asked: bytes) -> Preview:
    head, _, data = asked.partition(b"\n")
    meta = msgspec.json.decode(head, type=DocumentMeta)
    try:
        recipe = open_generation(locations.index).manifest.recipe
        name, config = recipe.encoder.name, recipe.config
    except StorageError:  # there is no index yet, or none that can be read
        name, config = DEFAULT_MODEL_NAME, IndexConfig()
    folder = resolve_model(name, locations.models)
    tokens = load_tokens(folder)
    special = tokens.opening + tokens.closing

    def count_tokens(texts: Sequence[str]) -> list[int]:
        return [len(ids) - special for ids in tokens.encode_all(texts)]

    return make_preview(data, meta, count_tokens, config.fitted_to(read_encoder_config(folder).max_tokens))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
