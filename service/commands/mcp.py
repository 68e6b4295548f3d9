"""``belagg mcp``."""
# ruff: noqa: PLC0415 - what a command needs is imported when it runs

from __future__ import annotations

from pathlib import Path

import click

from indexing.errors import MissingExtraError
from service.commands.options import index_option
from service.settings import load_settings

EPILOG = """
\b
Examples:
  belagg mcp                                       started by a chat program: docs/chat.md
  npx @modelcontextprotocol/inspector belagg mcp   to try it by hand

`belagg serve` offers the same tools to programs on other machines, at /mcp.
"""


@click.command(epilog=EPILOG)
@index_option
def mcp(index: Path | None) -> None:
    """Offer the documents as tools to a chat program, over standard input and output (Model Context Protocol)."""
    settings = load_settings().replacing(index=index)
    try:
        from service.mcp_server import stdio
    except ImportError as error:
        raise MissingExtraError(
            "`belagg mcp` needs more packages; install them with: pip install 'belagg[mcp]'"
        ) from error
    from service.logs import configure_logging
    from service.opening import open_engine

    configure_logging(settings)
    stdio.serve(settings, open_engine(settings))
