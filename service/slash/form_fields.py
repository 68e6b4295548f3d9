"""Forms as platforms send them: ``application/x-www-form-urlencoded``, in UTF-8."""

from __future__ import annotations

from typing import Final
from urllib.parse import parse_qsl

from service.problems import RequestError

_MOST_FIELDS: Final = 100


def form_fields(body: bytes) -> dict[str, str]:
    """Return a form's fields; of a field that is given twice, the last.

    Args:
        body: the request's, as it came.

    Raises:
        RequestError: it is no form in UTF-8, or has too many fields.
    """
    try:
        pairs = parse_qsl(body.decode("utf-8"), keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
    except UnicodeDecodeError as error:
        raise RequestError("the form is not UTF-8") from error
    except ValueError as error:
        raise RequestError(f"the form has more than {_MOST_FIELDS} fields") from error
    return dict(pairs)
