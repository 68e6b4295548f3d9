"""Strict reading of requests, before a handler sees them.

Litestar decodes query strings as Latin-1, replaces broken UTF-8, ignores unknown parameters and turns ``"5"``
into 5 in bodies. Callers learn of their mistakes sooner when all of these are errors.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

import msgspec
from litestar import Request
from litestar.connection import ASGIConnection
from litestar.datastructures import State
from litestar.handlers import BaseRouteHandler
from litestar.params import QueryParameter
from litestar.typing import FieldDefinition

from service.problems import RequestError

# The reader of a page may arrive with parameters that others added to its address ("utm_source"): a handler
# with this in ``opt`` drops them. The API refuses them.
DROPS_UNKNOWN_PARAMETERS: Final = "drops_unknown_parameters"

MAX_PARAMETERS: Final = 200
JSON: Final = "application/json"

_INTEGER: Final = re.compile(r"-?[0-9]+")


class StrictRequest(Request[Any, Any, State]):
    """A request whose body is JSON in UTF-8 and of exactly the type that its handler declares."""

    async def json(self) -> Any:  # noqa: ANN401 - Litestar's signature
        """Decode the body.

        Returns:
            An instance of the type of the handler's ``data`` parameter.

        Raises:
            RequestError: the body is something else.
        """
        media_type = self.content_type[0]
        if media_type != JSON:
            raise RequestError(
                f"the body's Content-Type is {media_type!r}; send {JSON}", HTTPStatus.UNSUPPORTED_MEDIA_TYPE
            )
        field = self.route_handler.parsed_data_field
        body = await self.body()
        return decode_body(body, field.annotation if field else object)


def decode_body(body: bytes, kind: type[object]) -> object:
    """Decode a JSON body strictly.

    Args:
        body: the bytes.
        kind: type of the result.

    Returns:
        An instance of ``kind``.

    Raises:
        RequestError: the body is not UTF-8, not JSON, nested too deeply, or not of that type.
    """
    try:
        return msgspec.json.decode(body.decode("utf-8"), type=kind)
    except UnicodeDecodeError as error:
        raise RequestError(f"the body is not UTF-8 (byte {error.start}); send JSON in UTF-8") from error
    except msgspec.ValidationError as error:
        raise RequestError(f"the body does not fit: {error}. /schema describes it.") from error
    except RecursionError as error:
        raise RequestError("the body is nested too deeply; /schema describes it") from error
    except msgspec.DecodeError as error:
        raise RequestError(f"the body is not JSON text (NaN and lone surrogates are not): {error}") from error


async def check_query_string(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Guard: accept a query string in UTF-8 with known parameters, and rewrite it in plain percent-encoding.

    Args:
        connection: the request.
        handler: what is going to handle it.

    Raises:
        RequestError: the query string is broken, or has a parameter that the handler does not know.
    """
    pairs = parse_query_string(connection.scope["query_string"])
    known = _parameters_of(handler)
    if handler.opt.get(DROPS_UNKNOWN_PARAMETERS):
        pairs = _known_pairs(pairs, known)
    else:
        _refuse_unknown(pairs, known)
        _refuse_unlike_integers(pairs, handler)
    connection.scope["query_string"] = urlencode(pairs).encode()


def parse_query_string(raw: bytes) -> list[tuple[str, str]]:
    """Decode a query string, percent-encoded or raw UTF-8.

    Args:
        raw: what stands after the question mark.

    Returns:
        Names and values, in order.

    Raises:
        RequestError: it is not UTF-8, or has too many parameters.
    """
    try:
        return parse_qsl(raw.decode("utf-8"), keep_blank_values=True, errors="strict", max_num_fields=MAX_PARAMETERS)
    except UnicodeDecodeError as error:
        raise RequestError("the query string is not UTF-8; percent-encode UTF-8 (å is %C3%A5)") from error
    except ValueError as error:
        raise RequestError(f"the query string has more than {MAX_PARAMETERS} parameters; POST a JSON body") from error


def _parameters_of(handler: BaseRouteHandler) -> Mapping[str, bool]:
    """Return the names of a handler's query parameters, and whether each may be repeated."""
    fields = handler.parsed_fn_signature.parameters.values()
    return {
        field.kwarg_definition.name or field.name: _is_list(field)
        for field in fields
        if isinstance(field.kwarg_definition, QueryParameter)
    }


def _is_list(field: FieldDefinition) -> bool:
    return field.is_non_string_sequence or any(inner.is_non_string_sequence for inner in field.inner_types)


def _known_pairs(pairs: list[tuple[str, str]], known: Mapping[str, bool]) -> list[tuple[str, str]]:
    """Drop unknown parameters, and all but the last value of those that are not lists."""
    last = {name: place for place, (name, _) in enumerate(pairs)}
    return [
        (name, value)
        for place, (name, value) in enumerate(pairs)
        if name in known and (known[name] or last[name] == place)
    ]


def _refuse_unlike_integers(pairs: list[tuple[str, str]], handler: BaseRouteHandler) -> None:
    """Refuse "1e1" where a whole number is wanted: the decoder would take it for 10."""
    whole = {
        field.kwarg_definition.name or field.name
        for field in handler.parsed_fn_signature.parameters.values()
        if isinstance(field.kwarg_definition, QueryParameter) and field.annotation in {int, int | None}
    }
    for name, value in pairs:
        if name in whole and not _INTEGER.fullmatch(value):
            raise RequestError(f"{name}: Expected `int`, got {value!r}; write it in digits")


def _refuse_unknown(pairs: list[tuple[str, str]], known: Mapping[str, bool]) -> None:
    for name, count in Counter(name for name, _ in pairs).items():
        if name not in known:
            raise RequestError(f"unknown parameter {name!r}; known are {', '.join(known) or 'none'}")
        if count > 1 and not known[name]:
            raise RequestError(f"parameter {name!r} is given {count} times; give it once")
