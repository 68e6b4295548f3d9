"""``belagg serve``."""
# ruff: noqa: PLC0415 - what a command needs is imported when it runs

from __future__ import annotations

from pathlib import Path

import click
import msgspec

from service.commands.options import index_option
from service.settings import load_settings

EPILOG = """
\b
Examples:
  belagg serve
  belagg serve --host 0.0.0.0 --port 8080
  curl -G http://127.0.0.1:8000/v1/ask --data-urlencode 'q=vad säger V om vårdplatser?'

\b
  /                  the web page          /health/live, /health/ready
  /v1/ask, /v1/...   the API               /metrics
  /schema            the API described
"""


@click.command(epilog=EPILOG)
@click.option("--host", help="Address to listen on [env: BELAGG_HOST; default: 127.0.0.1].")
@click.option(
    "--port", type=click.IntRange(0, 65_535), help="TCP port; 0 takes a free one [env: BELAGG_PORT; default: 8000]."
)
@click.option(
    "--workers",
    type=click.IntRange(1),
    help="Processes that answer; one for each core answers most questions a second [env: BELAGG_WORKERS; default: 1].",
)
@click.option(
    "--queue-length",
    type=click.IntRange(0),
    help="Questions that may wait in a process; more get 503 [env: BELAGG_QUEUE_LENGTH; default: 32].",
)
@click.option(
    "--queue-seconds",
    type=click.FloatRange(0, min_open=True),
    help="Longest wait of a question; then it gets 503 [env: BELAGG_QUEUE_SECONDS; default: 5].",
)
@click.option(
    "--cache-entries",
    type=click.IntRange(0),
    help="Answers kept for who asks the same; 0 keeps none [env: BELAGG_CACHE_ENTRIES; default: 1024].",
)
@index_option
def serve(
    *,
    host: str | None,
    port: int | None,
    workers: int | None,
    queue_length: int | None,
    queue_seconds: float | None,
    cache_entries: int | None,
    index: Path | None,
) -> None:
    """Answer questions over HTTP and on a web page, until Ctrl-C."""
    configured = load_settings().replacing(index=index)
    settings = msgspec.structs.replace(
        configured,
        host=host or configured.host,
        port=configured.port if port is None else port,
        workers=workers or configured.workers,
        queue_length=configured.queue_length if queue_length is None else queue_length,
        queue_seconds=queue_seconds or configured.queue_seconds,
        cache_entries=configured.cache_entries if cache_entries is None else cache_entries,
    )
    from service import server

    with server.bind(settings.host, settings.port) as bound:
        server.serve(settings, bound, lambda address: click.echo(f"Belägg: {address}", err=True))
