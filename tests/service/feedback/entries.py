"""Feedback for tests, with what each test says of it."""

from __future__ import annotations

from datetime import UTC, datetime

from service import wire
from service.feedback.records import CitedQuote, Feedback, Opinion, Verdict

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
ASKED = wire.AskBody("När går nattbussarna?")
QUOTE = "Nattbussarna ska gå varje timme i hela länet."


def entry(  # noqa: PLR0917 - what tests vary, in order
    feedback_id: str = "a" * 12,
    verdict: Verdict = Verdict.USEFUL,
    asked: wire.AskBody | None = ASKED,
    quotes: tuple[str, ...] = (QUOTE,),
    answer: str = "0" * 16,
    created: datetime = NOON,
    comment: str = "",
) -> Feedback:
    return Feedback(
        feedback_id=feedback_id,
        created=created,
        request_id="r-1",
        opinion=Opinion(answer, verdict, comment),
        status="answered" if quotes else "not_found",
        confidence=0.75,
        index_version="g-1",
        language="sv",
        citations=tuple(CitedQuote(f"p-{number}", quote) for number, quote in enumerate(quotes)),
        asked=asked,
    )
