"""Has answers worded, and lets an endpoint be that keeps failing."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass, replace
from typing import Final

from indexing.answers import Answer, AnswerStatus, Citation
from indexing.engine import Engine
from service.host import EngineHost
from service.problems import ClientGoneError, OverloadError
from service.work import Gone
from service.writing.checking import Checked, check
from service.writing.endpoint import Endpoint
from service.writing.metrics import WritingMetrics
from service.writing.orders import gives_orders
from service.writing.outcomes import Outcome, WritingError
from service.writing.prompt import messages

logger = logging.getLogger(__name__)

# So many failures in a row, and the endpoint is left alone for so long: nobody is to wait for what will not come.
FAILURES_BEFORE_PAUSE: Final = 3
PAUSE_SECONDS: Final = 30.0
_SWEDISH: Final = "sv"


@dataclass(frozen=True, slots=True)
class Worded:
    """An answer after a model was asked to word it.

    Attributes:
        answer: worded, or as it was.
        is_lasting: whether it may be kept for who asks the same.
    """

    answer: Answer
    is_lasting: bool


class Writer:
    """Words answers. To be used from one event loop."""

    def __init__(self, endpoint: Endpoint, model: str, host: EngineHost, metrics: WritingMetrics) -> None:
        """Begin with an endpoint that has not failed yet.

        Args:
            endpoint: where the model is.
            model: its name, for readers.
            host: has the encoder, and the threads to check in.
            metrics: where to count.
        """
        self._endpoint = endpoint
        self._model = model
        self._host = host
        self._metrics = metrics
        self._failures = 0
        self._paused_until = 0.0

    async def word(self, answer: Answer, gone: Gone) -> Worded:
        """Have an answer worded, if it can be.

        Args:
            answer: in quotes.
            gone: tells when nobody waits for the answer any more.

        Raises:
            ClientGoneError: nobody does.
        """
        if answer.status is not AnswerStatus.ANSWERED:
            return Worded(answer, is_lasting=True)
        worded, outcome = await self._attempt(answer, gone)
        self._metrics.count_answer(outcome)
        return Worded(worded, outcome.is_lasting)

    async def close(self) -> None:
        """Let go of the endpoint."""
        await self._endpoint.close()

    async def _attempt(self, answer: Answer, gone: Gone) -> tuple[Answer, Outcome]:
        if not _is_swedish(answer):
            return answer, Outcome.LANGUAGE
        shown = tuple(citation for citation in answer.citations if not gives_orders(citation.quote))
        if not shown:
            return answer, Outcome.ORDERS
        if time.monotonic() < self._paused_until:
            return answer, Outcome.PAUSED
        try:
            text = await _unless_gone(self._endpoint.complete(messages(answer.query.text, shown)), gone)
            self._failures = 0
            checked = await self._check(text, shown, gone)
        except WritingError as error:
            self._note_failure(error)
            return answer, error.outcome
        if not checked.statements:
            return answer, Outcome.UNSUPPORTED
        return replace(answer, statements=checked.statements, written_by=self._model), Outcome.WRITTEN

    async def _check(self, text: str, shown: Sequence[Citation], gone: Gone) -> Checked:
        """Check in a thread of the engine's: the model of the index has to read each sentence."""

        def work(engine: Engine) -> Checked:
            return check(text, shown, engine.encoder)

        try:
            checked = (await self._host.compute(work, gone)).value
        except OverloadError as error:
            raise WritingError(Outcome.BUSY, "too many questions wait for the sentences to be checked") from error
        self._metrics.count_sentences(checked.fates)
        return checked

    def _note_failure(self, error: WritingError) -> None:
        if not error.outcome.is_failure:
            return
        self._failures += 1
        logger.warning("no written answer: %s (%s)", error, error.outcome)
        if self._failures >= FAILURES_BEFORE_PAUSE:
            self._failures = 0
            self._paused_until = time.monotonic() + PAUSE_SECONDS
            logger.warning("the writing model is left alone for %g s", PAUSE_SECONDS)


def _is_swedish(answer: Answer) -> bool:
    """Tell whether question and quotes are in the language that sentences can be checked in."""
    languages = {answer.understanding.language, *(citation.document.language for citation in answer.citations)}
    return languages == {_SWEDISH}


async def _unless_gone(call: Coroutine[None, None, str], gone: Gone) -> str:
    """Return what a call returns, or give it up when nobody waits any more.

    Raises:
        ClientGoneError: nobody does.
    """
    work, watcher = asyncio.ensure_future(call), asyncio.ensure_future(gone())
    try:
        await asyncio.wait({work, watcher}, return_when=asyncio.FIRST_COMPLETED)
        if not work.done():
            raise ClientGoneError("nobody waits for the answer any more")
        return work.result()
    finally:
        work.cancel()
        watcher.cancel()
