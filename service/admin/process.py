"""What the processes for jobs and uploads run (``python -m service.admin.process``); `children` starts them.

They are nicer than the service: they work with what answering leaves over.
"""
# ruff: noqa: PLC0415 - a job takes its lock before what it needs is imported, and an upload needs less

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from indexing.config import DEFAULT_MODEL_NAME, IndexConfig, Locations
from indexing.errors import BelaggError, StorageError
from indexing.records import DocumentMeta
from indexing.storage import open_generation
from service.admin.children import UNREADABLE, Kind
from service.admin.records import Preview
from service.admin.work import run_job
from service.admin.workplace import Workplace

if TYPE_CHECKING:
    from indexing.build import BuildReport
    from indexing.vectors import BuildProgress

# Somebody waits for a preview; nobody for the end of a job.
_NICENESS: Final = {Kind.JOB: 10, Kind.PREVIEW: 5}


def main(arguments: Sequence[str]) -> int:
    """Do what another process asks for.

    Args:
        arguments: the kind of work, the folders (corpus, index, models, state), and the job's id.

    Returns:
        The exit code.
    """
    kind = Kind(arguments[0])
    corpus, index, models, state = map(Path, arguments[1:5])
    os.nice(max(0, _NICENESS[kind] - os.nice(0)))
    place = Workplace(Locations(corpus, index, models), state)
    if kind is Kind.JOB:
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
    from indexing.build import build_index

    return build_index(locations.corpus, locations.index, locations.models, progress=progress)


def _preview(locations: Locations, asked: bytes) -> Preview:
    from indexing.model import resolve_model
    from indexing.model_config import read_encoder_config
    from indexing.model_tokens import load_tokens
    from service.admin.preview import make_preview

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
