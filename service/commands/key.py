"""``belagg key``."""
# ruff: noqa: PLC0415 - what a command needs is imported when it runs

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import click
import msgspec

from service.keys import Scope
from service.settings import load_settings

if TYPE_CHECKING:
    from service.keys import ApiKey
    from service.keys_file import KeyFile

EPILOG = """
\b
Examples:
  belagg key create --scope read --name "chat tool" --expires 90d
  belagg key create --scope admin
  belagg key list
  belagg key revoke 1f3c5a7b

A key is shown once, when it is made; what is kept of it is a digest. A running service takes up new keys
and drops revoked ones by itself. Scopes: admin may all that feedback may, and feedback all that read may.
"""
_DAYS = "d"


@click.group(epilog=EPILOG)
def key() -> None:
    """Manage API keys: who may read, give feedback, administer."""


@key.command()
@click.option("--scope", type=click.Choice([scope.value for scope in Scope]), required=True, help="What it allows.")
@click.option("--name", default="", help="What to call it in lists.")
@click.option("--expires", metavar="DATE|DAYS", help="Last until then: 2027-01-31, or 90d [default: for ever].")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def create(scope: str, name: str, expires: str | None, as_json: bool) -> None:
    """Make a key and print it; it is not shown again."""
    made, token = _keys().create(Scope(scope), name, _expiry(expires))
    if as_json:
        click.echo(msgspec.json.encode({"key": token, **_described(made)}))
        return
    click.echo(token)
    click.echo(f"Key {made.key_id} of scope {made.scope}; keep it safe, it is not shown again.", err=True)


@key.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_(as_json: bool) -> None:
    """List all keys, those that no longer work too."""
    found = [_described(one) for one in _keys().all_keys()]
    if as_json:
        click.echo(msgspec.json.encode({"keys": found}))
        return
    for one in found:
        until = f"until {one['expires']}" if one["expires"] else "for ever"
        click.echo(f"{one['key_id']}  {one['scope']:8}  {one['state']:7}  {until:28}  {one['name']}".rstrip())


@key.command(short_help="End a key, and every session that began with it.")
@click.argument("key_id", metavar="ID")
def revoke(key_id: str) -> None:
    """Make the key with this ID, and every session that began with it, stop to work."""
    revoked = _keys().revoke(key_id)
    click.echo(f"Revoked: {revoked.key_id} {revoked.name}".rstrip())


def _keys() -> KeyFile:
    from service.keys_file import KeyFile

    return KeyFile(load_settings().state)


def _expiry(text: str | None) -> datetime | None:
    """Read a date, whose end in UTC counts, or a number of days from now."""
    if text is None:
        return None
    if text.endswith(_DAYS) and text[:-1].isdecimal() and len(text) <= 6:
        return datetime.now(UTC).replace(microsecond=0) + timedelta(days=int(text[:-1]))
    try:
        day = datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError as error:
        raise click.BadParameter(f"{text!r} is no date as 2027-01-31 and no number of days as 90d") from error
    return day + timedelta(days=1)


def _described(found: ApiKey) -> dict[str, str | None]:
    return {
        "key_id": found.key_id,
        "name": found.name,
        "scope": found.scope.value,
        "state": found.state(datetime.now(UTC)).value,
        "created": found.created.isoformat(),
        "expires": found.expires.isoformat() if found.expires else None,
        "revoked": found.revoked.isoformat() if found.revoked else None,
    }
