"""The training questions: what was written about passages of the party texts, one JSON object a line.

The file holds no text of the parties. A question names its passage by document, offsets and a digest, so that a
passage that is cut otherwise than when the question was written is noticed.
"""

from __future__ import annotations

import gzip
import zlib
from collections import Counter
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from eval.errors import QuestionFileError

_Text = Annotated[str, msgspec.Meta(min_length=1, pattern=r"\S")]
_Stem = Annotated[str, msgspec.Meta(pattern=r"\A[a-z0-9]+(-[a-z0-9]+)*\Z")]
_Sha256 = Annotated[str, msgspec.Meta(pattern=r"\A[0-9a-f]{64}\Z")]
_Digest = Annotated[str, msgspec.Meta(pattern=r"\A[0-9a-f]{12}\Z")]
_Number = Annotated[int, msgspec.Meta(ge=0)]


class Kind(StrEnum):
    """How a question relates to its passage; named as in the evaluation's question files."""

    DIRECT = "direct"
    PARAPHRASE = "paraphrase"
    COLLOQUIAL = "colloquial"
    ENGLISH = "english"
    NEAR_MISS = "near_miss"


class Split(StrEnum):
    """What a question may be used for: training the encoder, or fitting what works on top of it."""

    TRAIN = "train"
    FIT = "fit"


class TrainingQuestion(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One line of the file.

    Attributes:
        id: unique in the file.
        question: as a user would type it.
        lang: ISO 639-1.
        kind: a near miss is about the passage's topic, but the passage does not answer it.
        document: name of the party text's file, without ".txt".
        document_sha256: of the file's bytes, hexadecimal.
        start: first code point of the passage in the document's canonical text.
        end: one past its last.
        passage_digest: what `eval.training.party_texts.passage_digest` says of the passage.
        sentences: numbers of the passage's sentences that answer, from 0; empty for a near miss.
        split: what the question may be used for; all questions about a passage are on one side.
    """

    id: _Text
    question: _Text
    lang: Literal["sv", "en"]
    kind: Kind
    document: _Stem
    document_sha256: _Sha256
    start: _Number
    end: _Number
    passage_digest: _Digest
    sentences: tuple[_Number, ...]
    split: Split


def read_training_questions(file: Path) -> tuple[TrainingQuestion, ...]:
    """Read a file of training questions.

    Args:
        file: JSON Lines, perhaps gzipped.

    Returns:
        The questions of both splits, in the file's order.

    Raises:
        QuestionFileError: the file is missing, damaged or empty, a line is malformed, or an id occurs twice.
    """
    questions = tuple(_questions(file, _read(file)))
    if not questions:
        raise QuestionFileError(f"{file}: holds no question; write one JSON object a line")
    twice = [name for name, count in Counter(question.id for question in questions).items() if count > 1]
    if twice:
        raise QuestionFileError(f"{file}: question id {twice[0]!r} occurs more than once; give each its own id")
    return questions


def _read(file: Path) -> bytes:
    try:
        data = file.read_bytes()
        return gzip.decompress(data) if file.suffix == ".gz" else data
    except (OSError, EOFError, zlib.error) as error:
        raise QuestionFileError(f"{file}: cannot be read ({error}); give a file of training questions") from error


def _questions(file: Path, data: bytes) -> Iterator[TrainingQuestion]:
    for number, line in enumerate(data.splitlines(), start=1):
        where = f"{file}, line {number}"
        try:
            question = msgspec.json.decode(line, type=TrainingQuestion)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise QuestionFileError(f"{where}: {error}; correct this line") from error
        if (question.kind is Kind.NEAR_MISS) == bool(question.sentences):
            raise QuestionFileError(f"{where}: a near miss has no `sentences`, any other question has some; correct it")
        yield question
