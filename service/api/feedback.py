"""``/v1/feedback``: what a reader thinks of an answer."""

from __future__ import annotations

from litestar import Response, post
from litestar.params import JSONBody
from litestar.status_codes import HTTP_201_CREATED

from service import wire
from service.api.examples import ExampleOperation
from service.api.questions import TAGS, to_query
from service.api.responses import FEEDBACK_RESPONSES
from service.auth import requires
from service.dependencies import InjectedResources
from service.desk import AnyRequest
from service.feedback.taking import opinion_of, take_feedback
from service.keys import Scope


@post(
    "/v1/feedback",
    operation_id="giveFeedback",
    summary="Say whether an answer was of use",
    tags=TAGS,
    guards=[requires(Scope.FEEDBACK)],
    operation_class=ExampleOperation,
    status_code=HTTP_201_CREATED,
    responses=FEEDBACK_RESPONSES,
)
async def give_feedback(
    request: AnyRequest, resources: InjectedResources, data: JSONBody[wire.FeedbackBody]
) -> Response[wire.FeedbackReply]:
    """Keep a verdict on an answer, and what the answer quoted; the question only where the operator wants it kept."""
    opinion = opinion_of(data.answer_id, data.verdict, data.comment)
    kept = await take_feedback(to_query(data.asked, resources.settings), opinion, request, resources)
    reply = wire.FeedbackReply(feedback_id=kept.feedback_id, keeps_question=kept.asked is not None)
    return Response(reply, status_code=HTTP_201_CREATED)
