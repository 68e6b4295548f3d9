"""Server-sent events: the parts of an answer as they come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import msgspec

from client.errors import ProblemError, UnexpectedReplyError
from client.records import Answer, Citation, Problem, Statement, Understood

Part = Understood | Citation | Statement | Answer
"""What was read out of the question; a citation before the statement that needs it; at last the whole answer."""

_KINDS: dict[str, type[Understood] | type[Citation] | type[Statement] | type[Answer]] = {
    "understood": Understood,
    "citation": Citation,
    "statement": Statement,
    "done": Answer,
}


@dataclass(frozen=True, slots=True)
class Event:
    """A server-sent event."""

    name: str
    data: str


def read_events(lines: Iterable[str]) -> Iterator[Event]:
    """Yield the events in a stream; comments keep it alive and say nothing.

    Args:
        lines: the stream's, without their ends.
    """
    name, data = "", list[str]()
    for line in lines:
        field, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if not line:
            if any(data):
                yield Event(name, "\n".join(data))
            name, data = "", []
        elif field == "event":
            name = value
        elif field == "data":
            data.append(value)


def part_of(event: Event) -> Part:
    """Return what an event brings.

    Args:
        event: one of an answer's.

    Raises:
        ProblemError: the service could not answer.
        UnexpectedReplyError: it is no event of an answer.
    """
    try:
        if event.name == "problem":
            raise ProblemError(msgspec.json.decode(event.data, type=Problem))
        return msgspec.json.decode(event.data, type=_KINDS[event.name])
    except (KeyError, msgspec.MsgspecError) as error:
        raise UnexpectedReplyError(f"the event {event.name!r} is none of an answer: {error}") from error
