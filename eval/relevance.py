"""What counts as right: a text that holds a gold quote, white space collapsed. So any chunking can be judged."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from eval.errors import QuestionFileError
from eval.questions import Question
from eval.records import IndexedPassage

Qrels = Mapping[str, Mapping[str, int]]
"""Grade of each judged item by question id and item id."""


def collapse(text: str) -> str:
    """Return a text in NFC with every run of white space as one space."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def holds_any(text: str, quotes: Iterable[str]) -> bool:
    """Tell whether a text holds one of the quotes, white space collapsed."""
    collapsed = collapse(text)
    return any(collapse(quote) in collapsed for quote in quotes)


def relevant_passages(questions: Sequence[Question], passages: Sequence[IndexedPassage]) -> dict[str, dict[str, int]]:
    """Judge every passage for every answerable question.

    Args:
        questions: what is asked; those without gold are left out.
        passages: every indexed passage.

    Returns:
        Qrels of grade 1. A question whose gold no passage holds as a whole has an empty entry: it scores 0.
    """
    texts = {passage.passage_id: collapse(passage.text) for passage in passages}
    return {question.id: _holding(question, texts) for question in questions if question.is_answerable}


def _holding(question: Question, texts: Mapping[str, str]) -> dict[str, int]:
    gold = [collapse(quote) for quote in question.gold]
    return {passage_id: 1 for passage_id, text in texts.items() if any(quote in text for quote in gold)}


def check_gold(questions: Sequence[Question], documents: Mapping[str, str]) -> None:
    """Check that every gold quote stands in a document.

    Args:
        questions: what is asked.
        documents: canonical texts.

    Raises:
        QuestionFileError: a quote stands nowhere.
    """
    texts = [collapse(text) for text in documents.values()]
    for question in questions:
        for quote in question.gold:
            if not any(collapse(quote) in text for text in texts):
                raise QuestionFileError(
                    f"question {question.id!r}: the gold quote {_shortened(quote)!r} stands in none of the "
                    f"{len(texts)} indexed documents; correct the quote, or index the document that it stands in"
                )


def _shortened(quote: str) -> str:
    return quote if len(quote) <= 80 else f"{quote[:79]}…"
