"""What an operator should know before starting a service: what is missing, unreadable, taken or unwise."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

from indexing.errors import BelaggError
from indexing.model import resolve_model
from indexing.storage import open_generation
from service import server
from service.feedback.file import FeedbackFile
from service.keys_file import KeyFile
from service.settings import FeedbackFrom, Settings

_THIS_MACHINE: Final = frozenset({"127.0.0.1", "::1", "localhost"})
_OTHERS_MAY: Final = 0o077


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that an operator should know.

    Attributes:
        severity: a problem keeps the service from running as it should; a warning does not.
        text: what it is, and what to do.
    """

    severity: Literal["problem", "warning"]
    text: str


def inspect_settings(settings: Settings) -> Iterator[Finding]:
    """Yield what is wrong or unwise, problems first.

    Args:
        settings: to run a service with.
    """
    for attempt in (_try_index, _try_port, _try_state):
        yield from _problem_of(attempt, settings)
    if (settings.writer_url is None) != (settings.writer_model is None):
        yield Finding("problem", "writer_url and writer_model go together: answers stay in quotes until both are set")
    yield from _warnings(settings)


def _problem_of(attempt: Callable[[Settings], None], settings: Settings) -> Iterator[Finding]:
    try:
        attempt(settings)
    except (BelaggError, OSError) as error:
        yield Finding("problem", str(error))


def _try_index(settings: Settings) -> None:
    """Check every file of the index, and that its model is there."""
    resolve_model(open_generation(settings.index).manifest.recipe.encoder.name, settings.models)


def _try_port(settings: Settings) -> None:
    server.bind(settings.host, settings.port).close()


def _try_state(settings: Settings) -> None:
    """Read the keys, and find the nearest folder that is there writable."""
    KeyFile(settings.state).all_keys()
    folder = next(path for path in (settings.state.absolute(), *settings.state.absolute().parents) if path.exists())
    if not os.access(folder, os.W_OK):
        raise PermissionError(f"{folder} is not writable: keys and sessions (state) cannot be kept there")


def _warnings(settings: Settings) -> Iterator[Finding]:
    if not (settings.corpus / "manifest.toml").is_file():
        yield Finding("warning", f"no manifest.toml in {settings.corpus}: `belagg index` has nothing to read (corpus)")
    for kept in (KeyFile(settings.state).path, FeedbackFile(settings.state).path):
        if kept.exists() and kept.stat().st_mode & _OTHERS_MAY:
            yield Finding("warning", f"others may read {kept}; `chmod 600` it")
    if settings.host not in _THIS_MACHINE and not (settings.public_url or "").startswith("https:"):
        yield Finding("warning", f"{settings.host} is reached from elsewhere without HTTPS: keys travel in the open")
    if settings.require_key_for_reading and not _has_keys(settings):
        yield Finding("warning", "reading needs a key and there is none; `belagg key create --scope read` makes one")
    if settings.log_questions:
        yield Finding("warning", "the text of questions is written to the log; tell those who ask")
    if settings.writer_url and settings.writer_model:
        yield Finding("warning", f"questions and the quotes found go to {settings.writer_url}; tell those who ask")
    if settings.feedback_questions and settings.feedback != FeedbackFrom.OFF:
        yield Finding("warning", "questions are kept with the feedback on their answers; tell those who ask")


def _has_keys(settings: Settings) -> bool:
    try:
        return bool(KeyFile(settings.state).all_keys())
    except BelaggError:
        return False
