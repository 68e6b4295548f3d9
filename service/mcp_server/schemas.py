"""JSON Schemas of tools' arguments and results, from the records that they are decoded into and encoded from."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import Struct


def object_schema(kind: type[Struct]) -> dict[str, Any]:
    """Return a record's JSON Schema; its root is an object, as the protocol wants it, and no reference.

    Args:
        kind: the record's type.
    """
    (reference,), components = msgspec.json.schema_components([kind], ref_template="#/$defs/{name}")
    own = str(reference["$ref"]).rsplit("/", maxsplit=1)[-1]
    root = dict(components.pop(own))
    return {**root, "$defs": components} if components else root
