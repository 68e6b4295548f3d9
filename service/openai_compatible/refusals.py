"""What a caller of OpenAI's API can get wrong that callers of Belägg's own cannot."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus

from service.problems import RequestError


class ParameterError(RequestError):
    """A field that cannot be used.

    Attributes:
        parameter: the field's name.
        code: names the flaw, where that API's clients know a name for it.
    """

    code = "invalid_value"

    def __init__(self, parameter: str, detail: str, status: int = HTTPStatus.BAD_REQUEST) -> None:
        """Say what is wrong.

        Args:
            parameter: the field's name.
            detail: the value, the limit, the fix.
            status: HTTP status.
        """
        super().__init__(detail, status)
        self.parameter = parameter


class ModelNameError(ParameterError):
    """A model that is not there, or not for this."""

    code = "model_not_found"

    def __init__(self, given: str, known: Sequence[str]) -> None:
        """Say which there are.

        Args:
            given: the name.
            known: names that would do here.
        """
        super().__init__(
            "model", f"The model {given!r} does not exist here; use {' or '.join(known)}", HTTPStatus.NOT_FOUND
        )


class ConversationError(ParameterError):
    """A conversation without a question."""

    def __init__(self, detail: str) -> None:
        """Say what is missing."""
        super().__init__("messages", detail)


class TooLongError(ParameterError):
    """More text than is read."""

    code = "context_length_exceeded"
