"""Several processes that answer from one index at one address.

Python runs one thread at a time, so one process leaves cores idle while many ask. The processes share the listening
socket, the index's files and the counts; each follows the index by itself and has its own line and its own cache.
The process that starts them answers nothing: what only they need is imported in them.
"""
# ruff: noqa: PLC0415 - see above: it holds 160 MB less

from __future__ import annotations

import logging
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from indexing.errors import BelaggError
from indexing.model import resolve_model
from indexing.storage import open_generation
from service.logs import configure_logging
from service.settings import Settings, share_metrics

if TYPE_CHECKING:
    from litestar import Litestar

    from indexing.engine import Engine

logger = logging.getLogger(__name__)


def check_usable(settings: Settings) -> None:
    """Find out, without the memory that opening takes, whether the processes will be able to answer.

    Args:
        settings: where index and model are.

    Raises:
        StorageError: the index cannot be used.
        ModelError: the embedding model cannot be used.
    """
    resolve_model(open_generation(settings.index).manifest.recipe.encoder.name, settings.models)


@contextmanager
def shared_metrics() -> Iterator[Path]:
    """Yield the folder in which the processes that are started meanwhile count."""
    with tempfile.TemporaryDirectory(prefix="belagg-metrics-") as folder:
        share_metrics(Path(folder))
        yield Path(folder)


def create_worker_app(settings: Settings, metrics_folder: Path) -> Litestar:
    """Put the service together in a process of its own.

    An index that cannot be opened now does not end the process: it tries again and says so in the log.

    Args:
        settings: how it runs.
        metrics_folder: where the processes count.

    Returns:
        The ASGI application.
    """
    from service.app import create_app

    configure_logging(settings)
    return create_app(settings, _open_engine(settings), metrics_folder)


def _open_engine(settings: Settings) -> Engine | None:
    from service.opening import open_engine

    try:
        return open_engine(settings)
    except BelaggError as error:
        logger.error("cannot answer yet: %s", error)  # noqa: TRY400 - it is no bug: the message says it all
        return None
