"""Opening the index as the service does: with a model and search structures that tell how long they take."""

from __future__ import annotations

from indexing.engine import Engine
from service.settings import Settings
from service.stages import timed, timed_snapshot


def open_engine(settings: Settings) -> Engine:
    """Open the index.

    Args:
        settings: where index and models are, and how many threads the model takes.

    Raises:
        StorageError: the index cannot be used.
        ModelError: its model cannot be used.
    """
    return Engine.open(
        settings.index, settings.models, threads=settings.threads, wrap=timed, wrap_snapshot=timed_snapshot
    )
