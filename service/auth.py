"""Who asks, and may they: keys in the ``Authorization`` header, sessions in a cookie, guards on routes.

Every route but health, metrics' own neighbours and the sign-in page has a guard of `requires`. Reading is open unless
the operator says otherwise (``require_key_for_reading``); all else needs a key that has the scope.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from service.envelope import note_field
from service.keys import PREFIX, ApiKey, KeyState, Scope
from service.keys_file import KeyFile
from service.origin import check_same_origin
from service.refusals import NotSignedInError, ScopeError
from service.settings import FeedbackFrom, Settings

Connection = ASGIConnection[Any, Any, Any, Any]

COOKIE: Final = "belagg_session"
# Chat programs have to send a key, whatever it is. A route with this in ``opt`` takes one that cannot be Belägg's for
# none, where reading needs none.
TAKES_PLACEHOLDER_KEYS: Final = "takes_placeholder_keys"
# Chat platforms prove who they are by a signature or a token of their own, which the route checks itself. With this in
# ``opt``, its Authorization header is not looked at here.
PROVES_ITSELF: Final = "proves_itself"
STATE_KEY: Final = "access"
_CALLER_KEY: Final = "belagg_caller"
_SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_HOW: Final = "send `Authorization: Bearer KEY`; `belagg key create` makes keys"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who sent a request.

    Attributes:
        key: what they showed; None for somebody unknown.
        by_cookie: they showed it by a browser's session, which other sites can make the browser send.
    """

    key: ApiKey | None = None
    by_cookie: bool = False

    def may(self, scope: Scope) -> bool:
        """Return whether the caller's key has a scope."""
        return self.key is not None and self.key.scope.includes(scope)


class Access:
    """What decides about callers. The application's state holds it, for guards."""

    def __init__(self, settings: Settings) -> None:
        """Look into the keys of a service.

        Args:
            settings: where they are, and whether reading needs one.
        """
        self.keys = KeyFile(settings.state)
        self.is_reading_open = not settings.require_key_for_reading
        self.is_feedback_open = settings.feedback == FeedbackFrom.EVERYONE
        self.public_url = settings.public_url

    def needed(self, scope: Scope) -> Scope:
        """Return the scope that callers need for what asks for one: who may read may do what is open to everyone."""
        return Scope.READ if scope is Scope.FEEDBACK and self.is_feedback_open else scope

    def admits(self, caller: Caller, scope: Scope) -> bool:
        """Return whether a caller may do what asks for a scope."""
        needed = self.needed(scope)
        return (needed is Scope.READ and self.is_reading_open) or caller.may(needed)

    def identify(self, connection: Connection, *, takes_placeholders: bool = False) -> Caller:
        """Find out who sent a request.

        Args:
            connection: the request.
            takes_placeholders: a key that does not look like one of Belägg's is none, where reading needs none.

        Raises:
            NotSignedInError: it brings a key that does not work. A session that is over is as good as none.
        """
        header = connection.headers.get("Authorization")
        if takes_placeholders and self.is_reading_open and header is not None and _is_placeholder(header):
            header = None
        if header is not None:
            return Caller(self._key_of(header))
        cookie = connection.cookies.get(COOKIE)
        key = self.keys.find_session(cookie) if cookie else None
        return Caller(key, by_cookie=key is not None)

    def working_key(self, text: str) -> ApiKey:
        """Return the key that somebody sent.

        Raises:
            NotSignedInError: there is no such key, or it works no more.
        """
        key = self.keys.find(text)
        if key is None:
            raise NotSignedInError(f"no such key; {_HOW}", is_key_wrong=True)
        if (state := key.state(datetime.now(UTC))) is not KeyState.VALID:
            raise NotSignedInError(f"the key {key.key_id} is {state.value}; {_HOW}", is_key_wrong=True)
        return key

    def _key_of(self, header: str) -> ApiKey:
        scheme, _, credentials = header.partition(" ")
        if scheme.lower() != "bearer":
            raise NotSignedInError(f"the Authorization header is not of scheme Bearer; {_HOW}", is_key_wrong=True)
        return self.working_key(credentials.strip())


class Guard:
    """Lets requests through whose sender has a scope.

    Attributes:
        scope: what is needed.
    """

    def __init__(self, scope: Scope) -> None:
        """Need a scope."""
        self.scope = scope

    async def __call__(self, connection: Connection, _: BaseRouteHandler) -> None:
        """Litestar's guard.

        Raises:
            NotSignedInError: the caller brings no key, or one that does not work.
            ScopeError: the key does not allow this.
            ForbiddenError: another site sent the request through a browser that is signed in.
        """
        access = access_of(connection)
        needed = access.needed(self.scope)
        if needed is Scope.READ and access.is_reading_open:
            return
        caller = caller_of(connection)
        if caller.key is None:
            raise NotSignedInError(f"this needs a key of scope {needed.value!r}; {_HOW}", is_key_wrong=False)
        if not caller.may(needed):
            raise ScopeError(needed, caller.key.scope)
        if caller.by_cookie and connection.scope.get("method") not in _SAFE_METHODS:
            check_same_origin(connection.headers, access.public_url)


def requires(scope: Scope) -> Guard:
    """Return the guard for a route that needs a scope.

    Args:
        scope: what a caller's key must have; reading may be open to all.
    """
    return Guard(scope)


def scope_of(handler: BaseRouteHandler) -> Scope | None:
    """Return the scope that a route needs; None when it needs none."""
    scopes = [guard.scope for guard in handler.resolve_guards() if isinstance(guard, Guard)]
    return max(scopes, key=list(Scope).index, default=None)


def access_of(connection: Connection) -> Access:
    """Return what decides about the callers of the application."""
    access = connection.scope["litestar_app"].state[STATE_KEY]
    if not isinstance(access, Access):
        raise TypeError(f"the application's state has no Access as {STATE_KEY!r}")
    return access


async def identify_caller(connection: Connection, handler: BaseRouteHandler) -> None:
    """Guard of the whole application: find out who sent a request.

    Raises:
        NotSignedInError: it brings a key that does not work.
    """
    if handler.opt.get(PROVES_ITSELF):
        return
    takes_placeholders = bool(handler.opt.get(TAKES_PLACEHOLDER_KEYS))
    caller = access_of(connection).identify(connection, takes_placeholders=takes_placeholders)
    connection.scope["state"][_CALLER_KEY] = caller
    if caller.key is not None:
        note_field(connection.scope, "key", caller.key.key_id)


def caller_of(connection: Connection) -> Caller:
    """Return who sent a request; nobody known, as long as `identify_caller` has not found out."""
    caller = connection.scope["state"].get(_CALLER_KEY)
    return caller if isinstance(caller, Caller) else Caller()


def _is_placeholder(header: str) -> bool:
    scheme, _, credentials = header.partition(" ")
    return scheme.lower() == "bearer" and not credentials.strip().startswith(PREFIX)
