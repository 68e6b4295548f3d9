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
@index_option
def serve(host: str | None, port: int | None, index: Path | None) -> None:
    """Answer questions over HTTP and on a web page, until Ctrl-C."""
    settings = load_settings().replacing(index=index)
    settings = msgspec.structs.replace(
        settings, host=host or settings.host, port=settings.port if port is None else port
    )
    from service import server

    with server.bind(settings.host, settings.port) as bound:
        server.serve(settings, bound, lambda address: click.echo(f"Belägg: {address}", err=True))
