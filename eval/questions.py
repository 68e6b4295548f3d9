"""Question files: one JSON object a line, each with the verbatim quotes that answer it."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import msgspec

from eval.errors import QuestionFileError

NEAR_MISS = "near_miss"
_Text = Annotated[str, msgspec.Meta(min_length=1, pattern=r"\S")]


class Question(msgspec.Struct, frozen=True):
    """One line of a question file; fields that are not named here are ignored.

    Attributes:
        id: unique in a run.
        question: as a user would type it.
        gold: verbatim quotes, each of which answers; empty when the documents hold no answer.
        lang: ISO 639-1.
        kind: groups questions in reports.
        parts: the gold, grouped into the things that the question asks for; empty when it asks for one.
    """

    id: _Text
    question: _Text
    gold: tuple[_Text, ...]
    lang: str = "sv"
    kind: str = "other"
    parts: tuple[tuple[_Text, ...], ...] = ()

    @property
    def is_answerable(self) -> bool:
        """Whether the documents hold an answer."""
        return bool(self.gold)

    @property
    def groups(self) -> tuple[tuple[str, ...], ...]:
        """The gold of each thing that is asked for; any quote of a group answers it."""
        return self.parts or (self.gold,)


class SourceFile(msgspec.Struct, frozen=True):
    """A file that questions were read from."""

    name: str
    sha256: str
    questions: int


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """Questions of one run.

    Attributes:
        questions: in the order of the files.
        files: what they were read from.
        file_of: file name by question id.
    """

    questions: tuple[Question, ...]
    files: tuple[SourceFile, ...]
    file_of: dict[str, str]


def read_questions(paths: Sequence[Path]) -> QuestionSet:
    """Read question files.

    Args:
        paths: JSON Lines, or Parquet with the same columns.

    Raises:
        QuestionFileError: a file is missing, a line is malformed, a file is empty, or an id occurs twice.
    """
    read = [(path, *_read_file(path)) for path in paths]
    questions = tuple(question for _, found, _ in read for question in found)
    _refuse_duplicates(questions)
    return QuestionSet(
        questions=questions,
        files=tuple(SourceFile(path.name, sha256, len(found)) for path, found, sha256 in read),
        file_of={question.id: path.name for path, found, _ in read for question in found},
    )


def _read_file(path: Path) -> tuple[list[Question], str]:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise QuestionFileError(f"{path}: cannot be read ({error.strerror}); give a question file") from error
    questions = list(_from_parquet(path) if path.suffix == ".parquet" else _from_lines(path, data))
    if not questions:
        raise QuestionFileError(f"{path}: holds no question; write one JSON object a line")
    return questions, hashlib.sha256(data).hexdigest()


def _from_lines(path: Path, data: bytes) -> Iterator[Question]:
    for number, line in enumerate(data.splitlines(), start=1):
        if line.strip():
            try:
                question = msgspec.json.decode(line, type=Question)
            except (msgspec.MsgspecError, UnicodeDecodeError) as error:
                raise QuestionFileError(f"{path}, line {number}: {error}; correct this line") from error
            yield _checked(question, f"{path}, line {number}")


def _from_parquet(path: Path) -> Iterator[Question]:
    from eval.loading import read_rows  # noqa: PLC0415 - imports datasets, which takes seconds

    for number, row in enumerate(read_rows(path), start=1):
        filled = {key: value for key, value in row.items() if value is not None}
        try:
            question = msgspec.convert(filled, Question)
        except msgspec.ValidationError as error:
            raise QuestionFileError(f"{path}, row {number}: {error}; correct this row") from error
        yield _checked(question, f"{path}, row {number}")


def _checked(question: Question, where: str) -> Question:
    strays = [quote for part in question.parts for quote in part if quote not in question.gold]
    if strays:
        raise QuestionFileError(f"{where}: `parts` has the quote {strays[0]!r}, which is not in `gold`; add it there")
    if any(not part for part in question.parts):
        raise QuestionFileError(f"{where}: `parts` has an empty part; remove it, or give its gold quotes")
    return question


def _refuse_duplicates(questions: Sequence[Question]) -> None:
    twice = [name for name, count in Counter(question.id for question in questions).items() if count > 1]
    if twice:
        raise QuestionFileError(f"question id {twice[0]!r} occurs more than once; give each question its own id")
