"""The form below an answer in which readers say whether it was of use, and the page that thanks them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final

from litestar import Response, get, post
from litestar.params import QueryParameter, URLEncodedBody
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER
from msgspec import Struct

from service.auth import access_of, requires
from service.dependencies import InjectedResources
from service.desk import AnyRequest
from service.feedback.taking import may_give_feedback, opinion_of, take_feedback
from service.keys import Scope
from service.origin import check_same_origin
from service.pages.asked import OneValue, Question, Values, asked
from service.pages.display import display_of
from service.pages.templates import html, render
from service.requests import DROPS_UNKNOWN_PARAMETERS
from service.settings import Settings
from service.wire import MAX_COMMENT

_PAGE: Final = {DROPS_UNKNOWN_PARAMETERS: True}


@dataclass(frozen=True, slots=True)
class FeedbackView:
    """What the form needs to know.

    Attributes:
        longest_comment: in characters.
        keeps_question: the question is kept too.
    """

    longest_comment: int
    keeps_question: bool


class FeedbackForm(Struct, frozen=True):
    """What the form sends; which question it is about stands in its address, as in that of the answer."""

    answer_id: str = ""
    verdict: str = ""
    comment: str = ""


def feedback_view(request: AnyRequest, settings: Settings) -> FeedbackView | None:
    """Return what the form shows; None where whoever sent the request may not give feedback."""
    if not may_give_feedback(request, settings):
        return None
    return FeedbackView(MAX_COMMENT, settings.feedback_questions)


@post(
    "/feedback",
    operation_id="giveFeedbackOnPage",
    include_in_schema=False,
    opt=_PAGE,
    guards=[requires(Scope.FEEDBACK)],
    status_code=HTTP_303_SEE_OTHER,
)
async def give_feedback(
    *,
    request: AnyRequest,
    resources: InjectedResources,
    data: URLEncodedBody[FeedbackForm],
    question: Question = None,
    party: Values = None,
    document: Values = None,
    type_: Annotated[list[str] | None, QueryParameter(name="type")] = None,
    session: Values = None,
    ignore: Values = None,
    language: OneValue = None,
    after: Values = None,
) -> Redirect:
    """Keep what a reader says of the answer to the question in the address."""
    check_same_origin(request.headers, access_of(request).public_url)
    given = asked(question, (party, document, type_, session), ignore, language, after)
    opinion = opinion_of(data.answer_id, data.verdict, data.comment)
    await take_feedback(given.query(resources.settings.max_question_characters), opinion, request, resources)
    target = given.address(resources.links.base, "/feedback")
    return Redirect(target, status_code=HTTP_303_SEE_OTHER, headers={"Cache-Control": "no-store"})


@get("/feedback", operation_id="feedbackPage", include_in_schema=False, opt=_PAGE)
async def thanks_page(
    *,
    request: AnyRequest,
    resources: InjectedResources,
    question: Question = None,
    party: Values = None,
    document: Values = None,
    type_: Annotated[list[str] | None, QueryParameter(name="type")] = None,
    session: Values = None,
    ignore: Values = None,
    language: OneValue = None,
    after: Values = None,
) -> Response[str]:
    """Thank a reader, and lead back to the answer."""
    given = asked(question, (party, document, type_, session), ignore, language, after)
    display = display_of(request)
    return html(render("feedback.html", {"asked": given}, resources.links.base, display), display)
