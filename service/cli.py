"""The ``belagg`` command: finds the subcommands, and turns every error into one line and an exit code.

Exit codes: 0 done, 1 whoever read the output went away (click's choice), 2 an error, 130 interrupted.
"""
# ruff: noqa: PLC0415 - what a command needs is imported when it runs

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from io import TextIOWrapper
from typing import Final

import click

from indexing.errors import BelaggError, MissingExtraError
from service.plaintext import printable

ERROR: Final = 2
INTERRUPTED: Final = 130
BROKEN_PIPE: Final = 1

# Name, module and what it does: `belagg --help` must not wait for the modules.
COMMANDS: Final = {
    "index": ("service.commands.index", "Read the source documents into the index."),
    "search": ("service.commands.questions", "Rank the passages that are nearest to a question."),
    "ask": ("service.commands.questions", "Answer a question with verbatim, located quotes."),
    "serve": ("service.commands.serve", "Answer questions over HTTP and on a web page."),
    "mcp": ("service.commands.mcp", "Offer the documents as tools to a chat program (MCP)."),
    "documents": ("service.commands.documents", "List the documents in the index, or show one."),
    "model": ("service.commands.model", "Manage embedding models."),
    "config": ("service.commands.config", "Show and check the settings."),
    "key": ("service.commands.key", "Manage API keys."),
    "feedback": ("service.commands.feedback", "List, export and delete what readers think of answers."),
}
PLUGINS: Final = "belagg.commands"
PLUGIN_HELP: Final = {
    "eval": "Measure retrieval and answers against gold quotes.",
    "bench": "Measure speed and memory.",
}
EPILOG: Final = """
\b
Examples:
  belagg index
  belagg ask "vad säger V om privata sjukvårdsförsäkringar?"
  belagg search "vårdplatser" -k 3 --type motion --json
  belagg serve --port 8080

Settings come from belagg.toml and BELAGG_... variables: docs/configuration.md.
"""


class LazyGroup(click.Group):
    """Imports a subcommand's module when the subcommand is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the names of all subcommands."""
        return [*COMMANDS, *(name for name in _plugins() if name not in COMMANDS)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load a subcommand; other packages' get the folders to work in as ``ctx.obj``."""
        if cmd_name in COMMANDS:
            command: click.Command = getattr(import_module(COMMANDS[cmd_name][0]), cmd_name)
            return command
        plugin = _plugins().get(cmd_name)
        return _load_plugin(plugin, ctx) if plugin else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the subcommands without importing them."""
        helps = {name: text for name, (_, text) in COMMANDS.items()} | PLUGIN_HELP
        with formatter.section("Commands"):
            formatter.write_dl([(name, helps.get(name, "")) for name in self.list_commands(ctx)])


def _plugins() -> dict[str, EntryPoint]:
    return {plugin.name: plugin for plugin in sorted(entry_points(group=PLUGINS), key=lambda plugin: plugin.name)}


def _load_plugin(plugin: EntryPoint, ctx: click.Context) -> click.Command:
    from service.settings import load_settings

    try:
        command: click.Command = plugin.load()
    except ImportError as error:
        raise MissingExtraError(
            f"`belagg {plugin.name}` needs the package {error.name}; install it with: pip install 'belagg[eval]'"
        ) from error
    ctx.obj = load_settings().locations
    return command


@click.group(
    cls=LazyGroup,
    epilog=EPILOG,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="belagg", prog_name="belagg")
@click.pass_context
def belagg(ctx: click.Context) -> None:
    """Belägg answers what political documents say, and proves every sentence with a verbatim, located quote."""
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave the process.

    Args:
        arguments: in place of the process's own.
    """
    _write_utf8()
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Args:
        arguments: in place of the process's own.

    Returns:
        The exit code.
    """
    try:
        code = belagg.main(arguments, prog_name="belagg", standalone_mode=False)
        if sys.stdout is not None:  # None when the shell closed it: `belagg ask ... >&-`
            sys.stdout.flush()
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except BrokenPipeError:
        _silence_stdout()
        return BROKEN_PIPE
    except click.ClickException as error:
        return _fail(error.format_message())
    except (BelaggError, OSError) as error:
        return _fail(str(error))
    return code if isinstance(code, int) else 0


def _fail(message: str) -> int:
    click.echo(f"belagg: {printable(message)}", err=True)
    return ERROR


def _write_utf8() -> None:
    """Write UTF-8 whatever the locale says; never stumble over a lone surrogate from the command line."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _silence_stdout() -> None:
    """Keep Python from complaining at exit that nobody reads any more."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
