"""The addresses that chat platforms call: ``/slash/slack``, ``/slash/mattermost`` and ``/slash/teams``.

Each is there only when the operator has given the platform's secret. That secret stands for a key: who may use a
command in a chat may read.
"""

from __future__ import annotations

import asyncio
import math
from dataclasses import dataclass
from typing import Final

from litestar import Response, Router, post
from litestar.background_tasks import BackgroundTask
from litestar.di import NamedDependency, Provide
from litestar.handlers import HTTPRouteHandler
from litestar.status_codes import HTTP_200_OK

from service.auth import PROVES_ITSELF
from service.dependencies import InjectedResources, Resources
from service.desk import AnyRequest
from service.forms.addresses import absolute_links
from service.forms.mattermost import MattermostMessage, mattermost_answer, mattermost_hits, mattermost_text
from service.forms.slack import SlackMessage, slack_answer, slack_hits, slack_text
from service.forms.teams import TeamsMessage, teams_answer, teams_hits, teams_text
from service.links import Links
from service.pages.catalogue import Words
from service.ratelimit import RateLimiter
from service.refusals import RateLimitError
from service.settings import Settings
from service.slash.answering import Answered, Found, Outcome, Said, answer, apology, page_of
from service.slash.commands import Command, Verb, read_command
from service.slash.delivery import Delivery
from service.slash.mattermost import read_mattermost
from service.slash.proofs import ShownProofs
from service.slash.slack import check_signature, read_slack
from service.slash.teams import read_teams

# Teams gives up after five seconds, the way there and back included.
TEAMS_SECONDS: Final = 4.0
# A team may send as many commands as this number of its members.
_MEMBERS: Final = 10
_OPTIONS: Final = {PROVES_ITSELF: True}


@dataclass(frozen=True, slots=True)
class SlashTools:
    """What the handlers share.

    Attributes:
        proofs: signatures that were shown.
        of_users: how often one person may send a command.
        of_teams: the same for all of a team together.
        delivery: sends answers that come after the response.
    """

    proofs: ShownProofs
    of_users: RateLimiter
    of_teams: RateLimiter
    delivery: Delivery


InjectedTools = NamedDependency[SlashTools]


@post("/slack", operation_id="slackCommand", include_in_schema=False, status_code=HTTP_200_OK, opt=_OPTIONS)
async def slack_command(
    request: AnyRequest, resources: InjectedResources, tools: InjectedTools
) -> Response[SlackMessage | None]:
    """Reply at once that the documents are being searched, and send the answer when it is there."""
    body = await request.body()
    check_signature(str(resources.settings.slack_signing_secret), body, request.headers, tools.proofs)
    asked = read_slack(body)
    if asked.is_check:
        return Response(None)
    command = read_command(asked.text)
    if refused := _refused(command, f"slack/{asked.team}", asked.user, tools, request):
        return Response(slack_text(refused.text))
    tools.delivery.check(asked.response_url)
    words = Words(command.language)
    searching = slack_text(words.slash_searching.format(question=command.question))
    later = BackgroundTask(_answer_slack, command, asked.response_url, request, resources, tools)
    return Response(searching, background=later)


@post("/mattermost", operation_id="mattermostCommand", include_in_schema=False, status_code=HTTP_200_OK, opt=_OPTIONS)
async def mattermost_command(
    request: AnyRequest, resources: InjectedResources, tools: InjectedTools
) -> Response[MattermostMessage]:
    """Answer in the response: Mattermost waits half a minute for it."""
    asked = read_mattermost(resources.settings.mattermost_tokens, await request.body(), request.headers)
    command = read_command(asked.text)
    refused = _refused(command, f"mattermost/{asked.team}", asked.user, tools, request)
    outcome = refused or await answer(command, request, resources, _links(request, resources))
    match outcome:
        case Said(text):
            return Response(mattermost_text(text))
        case Answered(reply, page_url):
            return Response(mattermost_answer(reply, page_url, is_shared=command.is_shared))
        case Found(found, page_url):
            return Response(mattermost_hits(found, page_url, is_shared=command.is_shared))


@post("/teams", operation_id="teamsCommand", include_in_schema=False, status_code=HTTP_200_OK, opt=_OPTIONS)
async def teams_command(
    request: AnyRequest, resources: InjectedResources, tools: InjectedTools
) -> Response[TeamsMessage]:
    """Answer in the response; what takes too long is left to the page."""
    asked = read_teams(resources.settings.teams_secrets, await request.body(), request.headers, tools.proofs)
    command = read_command(asked.text)
    if refused := _refused(command, f"teams/{asked.team}", asked.user, tools, request):
        return Response(teams_text(refused.text))
    links, words = _links(request, resources), Words(command.language)
    try:
        outcome = await asyncio.wait_for(answer(command, request, resources, links), TEAMS_SECONDS)
    except TimeoutError:
        return Response(teams_text(words.slash_too_slow, page_of(command, links), words))
    match outcome:
        case Said(text):
            return Response(teams_text(text))
        case Answered(reply, page_url):
            return Response(teams_answer(reply, page_url))
        case Found(found, page_url):
            return Response(teams_hits(found, page_url))


def slash_routers(settings: Settings, delivery: Delivery | None = None) -> list[Router]:
    """Return the addresses of the platforms that the operator has set up; none by default.

    Args:
        settings: their secrets, and how often one may ask.
        delivery: sends answers; None makes one for the sites in the settings.
    """
    set_up: dict[HTTPRouteHandler, object] = {
        slack_command: settings.slack_signing_secret,
        mattermost_command: settings.mattermost_tokens,
        teams_command: settings.teams_secrets,
    }
    handlers = [handler for handler, secret in set_up.items() if secret]
    each = math.ceil(settings.commands_per_minute / settings.workers)
    tools = SlashTools(
        ShownProofs(),
        RateLimiter(each),
        RateLimiter(each * _MEMBERS),
        delivery or Delivery(settings.slack_response_sites),
    )
    provide = {"tools": Provide(lambda: tools, sync_to_thread=False)}
    return [Router("/slash", route_handlers=handlers, dependencies=provide)] if handlers else []


async def _answer_slack(
    command: Command, response_url: str, request: AnyRequest, resources: Resources, tools: SlashTools
) -> None:
    outcome = await answer(command, request, resources, _links(request, resources))
    await tools.delivery.send(response_url, _slack_message(outcome, is_shared=command.is_shared))


def _slack_message(outcome: Outcome, *, is_shared: bool) -> SlackMessage:
    match outcome:
        case Said(text):
            return slack_text(text)
        case Answered(reply, page_url):
            return slack_answer(reply, page_url, is_shared=is_shared)
        case Found(found, page_url):
            return slack_hits(found, page_url, is_shared=is_shared)


def _refused(command: Command, team: str, user: str, tools: SlashTools, request: AnyRequest) -> Said | None:
    """Return the help that was asked for, or that somebody asks too often; None for what is to be looked up."""
    words = Words(command.language)
    try:
        tools.of_users.take(f"{team}/{user}")
        tools.of_teams.take(team)
    except RateLimitError as error:
        return apology(error, request, command.language)
    return Said(words.slash_help) if command.verb is Verb.HELP else None


def _links(request: AnyRequest, resources: Resources) -> Links:
    return absolute_links(resources, str(request.base_url))
