"""What a command is answered with, whatever platform it came from."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Final

from litestar import Request
from litestar.types import HTTPReceiveMessage

from service import wire
from service.api.questions import to_query
from service.convert import ask_reply, search_reply
from service.dependencies import Resources
from service.desk import AnyRequest
from service.envelope import request_id
from service.links import Links
from service.pages.asked import Asked
from service.pages.catalogue import PageLanguage, Words
from service.problems import log_problem, problem_of
from service.slash.commands import Command, Verb

_HITS: Final = 5


@dataclass(frozen=True, slots=True)
class Said:
    """Something that is said by the service itself: help, or what went wrong."""

    text: str


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer, and the address of its page."""

    reply: wire.AskReply
    page_url: str


@dataclass(frozen=True, slots=True)
class Found:
    """Passages that a search found, and the address of the question's page."""

    reply: wire.SearchReply
    page_url: str


Outcome = Said | Answered | Found


async def answer(command: Command, request: AnyRequest, resources: Resources, links: Links) -> Outcome:
    """Do what a command says; what goes wrong is said in words and written to the log.

    Args:
        command: as it was read.
        request: what it came with; it may be over.
        resources: answer questions.
        links: make whole addresses.
    """
    try:
        return await _look_up(command, _outlasting(request), resources, links)
    except Exception as error:  # noqa: BLE001 - whoever asked must be told in the chat, whatever it is
        return apology(error, request, command.language)


def apology(error: Exception, request: AnyRequest, language: PageLanguage) -> Said:
    """Return what to say of an error, and write to the log what nobody is told.

    Args:
        error: what was raised.
        request: what it came with.
        language: of what is said.
    """
    problem = problem_of(error)
    log_problem(error, problem, request_id(request.scope))
    said = Words(language).apology(problem.slug, problem.status)
    return Said(f"{said.heading}. {said.advice}")


async def _look_up(command: Command, request: AnyRequest, resources: Resources, links: Links) -> Outcome:
    k = _HITS if command.verb is Verb.SEARCH else wire.AskBody("").k
    query = to_query(wire.AskBody(command.question, k, command.filters), resources.settings)
    page_url = page_of(command, links)
    if command.verb is Verb.SEARCH:
        found = await resources.desk.search(query, request)
        return Found(search_reply(found.reading, links), page_url)
    served = await resources.desk.ask(query, request)
    return Answered(ask_reply(served.reading, links), page_url)


def page_of(command: Command, links: Links) -> str:
    """Return the address of the page that answers a command's question."""
    chosen = command.filters
    return Asked(command.question, chosen.party, chosen.document_id, chosen.type, chosen.session).address(links.root)


def _outlasting(request: AnyRequest) -> AnyRequest:
    """Return a request whose sender never hangs up: the answer may go another way, after the response."""

    async def receive() -> HTTPReceiveMessage:
        await asyncio.Event().wait()
        raise AssertionError  # pragma: no cover - the event is never set

    return Request(request.scope, receive=receive)
