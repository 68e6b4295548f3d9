"""Examples for every operation in ``/schema``: a request that can be sent as it is, and what it is answered with.

They lie in ``examples.json``, by operation, so that the description shows whole replies and the code stays short.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import msgspec
from litestar.openapi.spec import Example, Operation, Parameter, RequestBody

FILE: Final = Path(__file__).parent / "examples.json"


class OperationExamples(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The examples of one operation.

    Attributes:
        parameters: values by parameter.
        body: the request's.
        reply: the body of the reply when all goes well.
    """

    parameters: dict[str, object] = {}
    body: object = None
    reply: object = None


@cache
def load_examples() -> dict[str, OperationExamples]:
    """Return all examples by operation id."""
    return msgspec.json.decode(FILE.read_bytes(), type=dict[str, OperationExamples])


@dataclass
class ExampleOperation(Operation):
    """An operation that shows its examples."""

    def __post_init__(self) -> None:
        """Put the examples where the description wants them."""
        examples = load_examples().get(self.operation_id or "")
        if examples is None:
            return
        for parameter in self.parameters or []:
            if isinstance(parameter, Parameter) and parameter.name in examples.parameters:
                parameter.examples = {"example": Example(value=examples.parameters[parameter.name])}
        if isinstance(self.request_body, RequestBody) and examples.body is not None:
            _show(self.request_body.content, examples.body)
        for status, response in (self.responses or {}).items():
            content = getattr(response, "content", None)
            if status.startswith("2") and content and examples.reply is not None:
                _show(content, examples.reply)


def _show(content: object, value: object) -> None:
    """Give every media type of a body its example."""
    if isinstance(content, dict):
        for media_type in content.values():
            media_type.examples = {"example": Example(value=value)}
