"""SQuAD-style files (v1, v2, and SweQUAD-MC's variant) as texts and questions with gold quotes.

An answer span of a few words stands in many passages. The gold is the whole sentence around it: it stands in one
place, and our passages never tear a sentence. "Unanswerable" in SQuAD means: not by its own paragraph.
"""

from __future__ import annotations

import gzip
import hashlib
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from eval.collection import Collection, SourceText, document_id
from eval.errors import DatasetError
from eval.questions import Question, QuestionSet, SourceFile
from eval.relevance import collapse
from eval.results import write_whole
from indexing.language import sentence_spans

_CORRECT: Final = "Correct answer"


class _Answer(msgspec.Struct, frozen=True):
    text: str
    answer_start: int


class _Asked(msgspec.Struct, frozen=True):
    id: str
    question: str
    answers: tuple[_Answer, ...] = ()


class _Paragraph(msgspec.Struct, frozen=True):
    context: str
    qas: tuple[_Asked, ...]


class _Choice(msgspec.Struct, frozen=True):
    text: str
    start: int
    type: str


class _Entry(msgspec.Struct, frozen=True):
    """An article of SQuAD with ``paragraphs``, or a question of SweQUAD-MC with ``context`` and ``choices``."""

    title: str = ""
    paragraphs: tuple[_Paragraph, ...] = ()
    context: str | None = None
    question: str | None = None
    choices: tuple[_Choice, ...] = ()


class _File(msgspec.Struct, frozen=True):
    data: tuple[_Entry, ...]


@dataclass(frozen=True, slots=True)
class SquadSet:
    """A SQuAD-style file, converted.

    Attributes:
        collection: its contexts.
        asked: its questions.
        text_of: id of the context that a question was asked about, by question id.
    """

    collection: Collection
    asked: QuestionSet
    text_of: Mapping[str, str]


def read_squad(file: Path, sample: int | None = None) -> SquadSet:
    """Read a SQuAD-style file.

    Args:
        file: JSON, perhaps gzipped.
        sample: ask only this many questions, chosen by a checksum of their ids; all texts stay.

    Raises:
        DatasetError: it is missing, malformed or empty.
    """
    data = _read(file)
    try:
        entries = msgspec.json.decode(data, type=_File).data
    except msgspec.MsgspecError as error:
        raise DatasetError(f"{file}: is not in SQuAD's format ({error})") from error
    asked = list(_asked(entries))
    contexts = dict.fromkeys(context for context, _ in asked)
    texts = {context: SourceText(f"c{number}", "", context) for number, context in enumerate(contexts)}
    chosen = sorted(asked, key=lambda pair: _digest(pair[1].id))[:sample] if sample else asked
    text_of = {own.id: texts[context].text_id for context, own in chosen}
    if not chosen or len(text_of) < len(chosen):
        raise DatasetError(f"{file}: holds no question, or two with the same id")
    questions = tuple(_question(own, context) for context, own in asked if own.id in text_of)
    source = SourceFile(file.name, hashlib.sha256(data).hexdigest(), len(chosen))
    asked_set = QuestionSet(questions, (source,), dict.fromkeys(text_of, file.name))
    return SquadSet(Collection(file.name.split(".", 1)[0], tuple(texts.values())), asked_set, text_of)


def placeable(squad: SquadSet, documents: Mapping[str, str]) -> tuple[QuestionSet, tuple[str, ...]]:
    """Leave out questions whose gold the parser took apart (a heading in the sentence, a wrong answer offset).

    Args:
        squad: the questions.
        documents: canonical texts as indexed.

    Returns:
        The questions that can be judged, and the ids of the others.
    """
    collapsed = {name: collapse(text) for name, text in documents.items()}

    def stands(question: Question) -> bool:
        text = collapsed.get(document_id(squad.text_of[question.id]), "")
        return all(collapse(quote) in text for quote in question.gold)

    kept = tuple(question for question in squad.asked.questions if stands(question))
    lost = tuple(question.id for question in squad.asked.questions if not stands(question))
    return QuestionSet(kept, squad.asked.files, squad.asked.file_of), lost


def export(squad: SquadSet, folder: Path) -> None:
    """Write the set as a BEIR folder with ``questions.jsonl`` beside it, which holds the unanswerable ones as well.

    Args:
        squad: what to write.
        folder: created when it is missing.

    Raises:
        ResultsError: the disk refused.
    """
    answerable = [question for question in squad.asked.questions if question.is_answerable]
    lines = {
        "questions.jsonl": [msgspec.json.encode(question) for question in squad.asked.questions],
        "corpus.jsonl": [
            msgspec.json.encode({"_id": text.text_id, "title": text.title, "text": text.text})
            for text in squad.collection.texts
        ],
        "queries.jsonl": [msgspec.json.encode({"_id": q.id, "text": q.question}) for q in answerable],
        "qrels/test.tsv": [b"query-id\tcorpus-id\tscore"]
        + [f"{question.id}\t{squad.text_of[question.id]}\t1".encode() for question in answerable],
    }
    for name, own in lines.items():
        write_whole(b"\n".join(own) + b"\n", folder / name)


def _read(file: Path) -> bytes:
    try:
        data = file.read_bytes()
        return gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data
    except (OSError, EOFError, zlib.error) as error:
        raise DatasetError(f"{file}: cannot be read ({error})") from error


def _asked(entries: Sequence[_Entry]) -> Iterator[tuple[str, _Asked]]:
    """Yield every question with its context."""
    for number, entry in enumerate(entries):
        for paragraph in entry.paragraphs:
            for asked in paragraph.qas:
                yield paragraph.context, asked
        if entry.context is not None and entry.question is not None:
            answers = tuple(_Answer(c.text, c.start) for c in entry.choices if c.type == _CORRECT)
            yield entry.context, _Asked(f"q{number}", entry.question, answers)


def _question(asked: _Asked, context: str) -> Question:
    gold = tuple(dict.fromkeys(_sentence_around(context, answer) for answer in asked.answers))
    kind = "answerable" if gold else "unanswerable"
    return Question(asked.id, asked.question, gold, kind=kind)


def _sentence_around(context: str, answer: _Answer) -> str:
    """Return the sentence, or the sentences, that the answer stands in, within its line."""
    line_start = context.rfind("\n", 0, answer.answer_start) + 1
    end = answer.answer_start + len(answer.text)
    line_end = context.find("\n", end)
    line = context[line_start : line_end if line_end >= 0 else len(context)]
    start, stop = answer.answer_start - line_start, end - line_start
    touched = [span for span in sentence_spans(line) if span.start < stop and span.end > start]
    return collapse(line[touched[0].start : touched[-1].end] if touched else answer.text)


def _digest(name: str) -> bytes:
    return hashlib.sha256(name.encode()).digest()
