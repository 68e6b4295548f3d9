"""Logging of the service: one line an event on standard error, never the text of a question."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import Final

FORMAT: Final = "%(asctime)s %(levelname)s %(name)s: %(message)s"


class UtcFormatter(logging.Formatter):
    """Times in UTC after ISO 8601."""

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: ARG002, N802
        """Return the event's time, to the millisecond."""
        return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")


def configure_logging(level: str) -> None:
    """Send the service's log to standard error.

    Args:
        level: least severe messages to write, in lower case.
    """
    handler = logging.StreamHandler()
    handler.setFormatter(UtcFormatter(FORMAT))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for name in ("service", "indexing", "uvicorn"):
        logging.getLogger(name).setLevel(level.upper())
    # Its start-up lines repeat what `belagg serve` prints; its access log would write questions.
    logging.getLogger("uvicorn").setLevel(logging.WARNING)
