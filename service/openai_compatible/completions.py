"""Answering a conversation: from its messages to what is written in return, at once or part by part."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Final
from uuid import uuid4

import msgspec
from anyio import to_thread
from litestar.response import ServerSentEvent, ServerSentEventMessage
from litestar.status_codes import HTTP_200_OK

from indexing.records import Query
from service import wire
from service.api.questions import DEFAULT_K, to_query
from service.convert import ask_reply
from service.dependencies import Resources
from service.desk import AnyRequest
from service.envelope import request_id
from service.forms import chat_completion as form
from service.forms.addresses import absolute_links
from service.openai_compatible.chores import chore_reply
from service.openai_compatible.conversation import Conversation, read_conversation
from service.openai_compatible.errors import error_reply
from service.openai_compatible.models import check_chat_model
from service.openai_compatible.records import ChatBody, ChatCompletion, Usage
from service.openai_compatible.refusals import TooLongError
from service.problems import log_problem, problem_of
from service.streaming import STREAM_HEADERS, begin, heartbeats

_DONE: Final = ServerSentEventMessage(data="[DONE]")


class Completing:
    """One conversation that is being answered."""

    def __init__(self, body: ChatBody, request: AnyRequest, resources: Resources) -> None:
        """Read what is asked.

        Args:
            body: the conversation.
            request: what it came with.
            resources: what handlers share.

        Raises:
            ModelNameError: it is another model that is asked.
            ConversationError: nothing is asked.
            TooLongError: the question is longer than questions may be.
            QueryError: the question, ``language`` or ``ignore`` cannot be used.
            FilterError: a filter value cannot be used.
        """
        check_chat_model(body.model)
        self._request = request
        self._resources = resources
        self._chore = chore_reply(body.messages)
        self._conversation = read_conversation(body.messages)
        self._query = None if self._chore is not None else _to_query(body, self._conversation, resources)
        self._wants_usage = bool(body.stream_options and body.stream_options.include_usage)
        self._frame = form.Frame(f"chatcmpl-{uuid4().hex}", int(time.time()), body.model)

    async def whole(self) -> ChatCompletion:
        """Return the completion.

        Raises:
            InputError: a filter value that the index does not hold.
            OverloadError: too many questions are waiting.
            ClientGoneError: the sender went away.
            StorageError: no index is open.
        """
        written = await self._write()
        return form.whole_completion(written, await self._usage(written), self._frame)

    async def stream(self) -> ServerSentEvent:
        """Return the completion as server-sent events; errors as of `whole` where they show at once."""
        work = await begin(self._write())
        return ServerSentEvent(self._events(work), headers=STREAM_HEADERS, status_code=HTTP_200_OK)

    async def _write(self) -> form.Written:
        if self._query is None:
            return form.Written((self._chore or "",))
        served = await self._resources.desk.ask(self._query, self._request)
        links = absolute_links(self._resources, str(self._request.base_url))
        return form.write_answer(ask_reply(served.reading, links))

    async def _events(self, work: asyncio.Future[form.Written]) -> AsyncIterator[ServerSentEventMessage]:
        yield _event(form.opening_chunk(self._frame))
        try:
            async for heartbeat in heartbeats(work):
                yield heartbeat
            written = work.result()
            for chunk in form.answer_chunks(written, self._frame):
                yield _event(chunk)
            if self._wants_usage:
                yield _event(form.usage_chunk(await self._usage(written), self._frame))
        except Exception as error:  # noqa: BLE001 - the response has begun: what nobody foresaw must be told in it too
            problem = problem_of(error)
            log_problem(error, problem, request_id(self._request.scope))
            yield _event(error_reply(error, problem))
        finally:
            work.cancel()  # the caller hung up; what is done already does not mind
        yield _DONE

    async def _usage(self, written: form.Written) -> Usage:
        """Count tokens, in a thread: a conversation can be long."""
        asked = [*self._conversation.earlier, self._conversation.question]
        texts = [*asked, written.content]
        reading = await to_thread.run_sync(
            self._resources.host.look_up, lambda engine: engine.encoder.count_tokens(texts)
        )
        prompt, completion = sum(reading.value[:-1]), reading.value[-1]
        return Usage(prompt, completion, prompt + completion)


def _to_query(body: ChatBody, conversation: Conversation, resources: Resources) -> Query:
    limit = resources.settings.max_question_characters
    length = len(" ".join(conversation.question.split()))
    if length > limit:
        raise TooLongError("messages", f"the last message has {length} characters; the limit is {limit}")
    asked = wire.AskBody(
        conversation.question, DEFAULT_K, body.filters, body.language, body.ignore, conversation.earlier
    )
    return to_query(asked, resources.settings)


def _event(chunk: msgspec.Struct) -> ServerSentEventMessage:
    return ServerSentEventMessage(data=msgspec.json.encode(chunk).decode())
