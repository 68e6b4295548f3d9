"""The golden question: what the service must answer rightly before it calls itself ready.

Where the operator names none, it is made of the index: whoever asks with a passage's own sentence must get that
passage. An index whose vectors, terms and passages do not belong together fails this, and so does a model that
computes nonsense.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from indexing.answers import AnswerStatus
from indexing.engine import Engine
from indexing.errors import StorageError
from indexing.mentions import Part
from indexing.queries import make_query
from indexing.records import Passage

# Enough words to tell passages apart, and not so long that one sentence is a chapter.
_WORDS: Final = range(5, 60)
_MAX_CHARACTERS: Final = 400
# A sentence that several passages share may find the others first.
_AMONG: Final = 10
# For an index without such a sentence: any question loads what model and index load on first use.
WARM_UP_QUESTION: Final = "Vad säger dokumenten?"


def check_golden_question(engine: Engine, question: str | None) -> None:
    """Have the engine answer the golden question.

    Args:
        engine: an opened index.
        question: the operator's; None makes one of a passage.

    Raises:
        StorageError: it is not answered, or not with that passage.
    """
    if question is not None:
        if engine.ask(make_query(question)).status is not AnswerStatus.ANSWERED:
            raise StorageError("the golden question is not answered; check the index, or change golden_question")
        return
    engine.ask(make_query(WARM_UP_QUESTION))
    for passage, sentence in _sentences(engine):
        found = engine.search(make_query(sentence, k=_AMONG, ignore=tuple(Part))).passages
        if passage.passage_id not in {hit.passage.passage_id for hit in found}:
            raise StorageError(
                f"passage {passage.passage_id} is not found by a sentence of its own; build the index anew"
            )
        return


def _sentences(engine: Engine) -> Iterator[tuple[Passage, str]]:
    """Yield sentences to ask with, each with its passage."""
    for document_id, document in engine.documents.items():
        for passage in engine.passages(document_id):
            for span in passage.sentences:
                sentence = document.text[span.start : span.end]
                if len(sentence.split()) in _WORDS and len(sentence) <= _MAX_CHARACTERS:
                    yield passage, sentence
