"""Logging of the service: one line an event on standard error, for people or as JSON.

The text of a question is written where the operator's setting says so (``log_questions``), and by nobody else.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import Final

import msgspec

from service.settings import Settings

FORMAT: Final = "%(asctime)s %(levelname)s %(name)s: %(message)s"
# What an event's `extra` holds for the log's JSON, by name.
FIELDS: Final = "fields"


class UtcFormatter(logging.Formatter):
    """Times in UTC after ISO 8601."""

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: ARG002, N802
        """Return the event's time, to the millisecond."""
        return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")


class JsonFormatter(UtcFormatter):
    """One JSON object a line: when, how severe, where, what, and the event's own fields."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the event as a line."""
        event: dict[str, object] = {
            "time": self.formatTime(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **getattr(record, FIELDS, {}),
        }
        if record.exc_info:
            event["exception"] = self.formatException(record.exc_info)
        return msgspec.json.encode(event).decode()


def configure_logging(settings: Settings) -> None:
    """Send the service's log to standard error.

    Args:
        settings: least severe messages to write, and how.
    """
    handler = logging.StreamHandler()
    handler.setFormatter(JsonFormatter() if settings.log_format == "json" else UtcFormatter(FORMAT))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for name in ("service", "indexing", "uvicorn"):
        logging.getLogger(name).setLevel(settings.log_level.upper())
    # Its start-up lines repeat what `belagg serve` prints; its access log would write questions.
    logging.getLogger("uvicorn").setLevel(logging.WARNING)
