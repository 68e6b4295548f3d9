"""``belagg config``."""
# ruff: noqa: PLC0415 - what a command needs is imported when it runs

from __future__ import annotations

from typing import TYPE_CHECKING

import click
import msgspec

from service.settings import SECRETS, Origin, read_settings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from service.settings import Settings

EPILOG = """
\b
Examples:
  belagg config check
  belagg config show --json
  BELAGG_CONFIG=/etc/belagg/belagg.toml belagg config check

Settings come from belagg.toml and BELAGG_... variables: docs/configuration.md.
"""
PROBLEMS = 1
_HIDDEN = "(hidden)"


@click.group(epilog=EPILOG)
def config() -> None:
    """Show the settings in effect, and check that the service can run with them."""


@config.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def show(as_json: bool) -> None:
    """Print every setting with its value and where that comes from."""
    settings, origins = read_settings()
    if as_json:
        shown = {name: {"value": value, "from": origins[name]} for name, value in _values(settings).items()}
        click.echo(msgspec.json.format(msgspec.json.encode(shown), indent=2).decode())
    else:
        _print(settings, origins)


@config.command(short_help="Print the settings and what is wrong with them.")
@click.pass_context
def check(ctx: click.Context) -> None:
    """Print the settings, then what is wrong with them; exit code 1 when something is."""
    from service.inspection import inspect_settings

    settings, origins = read_settings()
    _print(settings, origins)
    findings = list(inspect_settings(settings))
    for finding in findings:
        click.echo(f"{finding.severity}: {finding.text}")
    if not findings:
        click.echo("No problems.")
    if any(finding.severity == "problem" for finding in findings):
        ctx.exit(PROBLEMS)


def _values(settings: Settings) -> dict[str, object]:
    values: dict[str, object] = msgspec.to_builtins(settings, enc_hook=str)
    return {name: _HIDDEN if name in SECRETS and value else value for name, value in values.items()}


def _print(settings: Settings, origins: Mapping[str, Origin]) -> None:
    for name, value in _values(settings).items():
        shown = "none" if value is None else msgspec.json.encode(value).decode()
        click.echo(f"{name} = {shown}  ({origins[name]})")
