"""Opening what the settings ask for; nothing is loaded where they ask for nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.settings import Settings

if TYPE_CHECKING:
    from service.host import EngineHost
    from service.writing.metrics import WritingMetrics
    from service.writing.writer import Writer


def open_writer(settings: Settings, host: EngineHost, metrics: WritingMetrics) -> Writer | None:
    """Return the writer that the settings ask for, or None when they ask for none.

    Args:
        settings: name the endpoint and the model, or not.
        host: has the encoder, and the threads to check sentences in.
        metrics: where to count.
    """
    if settings.writer_url is None or settings.writer_model is None:
        return None
    # spaCy, which splits sentences, and httpx would double the time that a service without a writer takes to start.
    from service.writing.endpoint import Endpoint  # noqa: PLC0415
    from service.writing.writer import Writer  # noqa: PLC0415

    endpoint = Endpoint(settings.writer_url, settings.writer_model, settings.writer_key, settings.writer_seconds)
    return Writer(endpoint, settings.writer_model, host, metrics)
