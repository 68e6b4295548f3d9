"""The held-out training questions as a BEIR folder: what the models above the encoder may be fitted to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from eval.results import write_whole
from eval.training.party_texts import passage_digest
from eval.training.questions import Kind, TrainingQuestion
from indexing.records import Passage


def export_beir(questions: Sequence[TrainingQuestion], passages: Mapping[str, Passage], folder: Path) -> None:
    """Write questions and the passages that they are about as a BEIR folder; near misses add passages only.

    Args:
        questions: what to write.
        passages: by question id.
        folder: created when it is missing.

    Raises:
        ResultsError: the disk refused.
    """
    texts = {_text_id(passages[question.id]): passages[question.id].text for question in questions}
    asked = [question for question in questions if question.kind is not Kind.NEAR_MISS]
    files = {
        "corpus.jsonl": [msgspec.json.encode({"_id": i, "title": "", "text": text}) for i, text in texts.items()],
        "queries.jsonl": [msgspec.json.encode({"_id": one.id, "text": one.question}) for one in asked],
        "qrels/test.tsv": [
            b"query-id\tcorpus-id\tscore",
            *(f"{one.id}\t{_text_id(passages[one.id])}\t1".encode() for one in asked),
        ],
    }
    for name, lines in files.items():
        write_whole(b"\n".join(lines) + b"\n", folder / name)


def _text_id(passage: Passage) -> str:
    return f"{passage.document_id}-{passage_digest(passage)}"
