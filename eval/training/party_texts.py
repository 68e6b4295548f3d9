"""The passages that the training questions are about, cut anew from the party texts by our own parser and chunker."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from eval.errors import DatasetError
from eval.training.questions import TrainingQuestion
from indexing.chunking import CountTokens, chunk
from indexing.config import IndexConfig
from indexing.parsing.plain_text import parse_plain_text
from indexing.records import DocumentMeta, Passage

Progress = Callable[[int, int], None]
"""Told how many documents are cut, and how many there are."""

_DIGEST_CHARACTERS = 12


def passages_of(
    questions: Sequence[TrainingQuestion], party_texts_dir: Path, count_tokens: CountTokens
) -> dict[str, Passage]:
    """Return the passage that each question is about.

    Args:
        questions: of either split.
        party_texts_dir: the folder of the party texts, a file ``DOCUMENT.txt`` each.
        count_tokens: the base model's token counts, special tokens excluded.

    Returns:
        Passages by question id, each parsed and cut as indexing would.

    Raises:
        DatasetError: a party text is missing or another than the questions were written about, or is now cut otherwise.
    """
    return place(questions, cut_party_texts(questions, party_texts_dir, count_tokens))


def cut_party_texts(
    questions: Iterable[TrainingQuestion],
    party_texts_dir: Path,
    count_tokens: CountTokens,
    progress: Progress | None = None,
) -> tuple[Passage, ...]:
    """Cut every document that the questions name.

    Args:
        questions: what names the documents, and their checksums.
        party_texts_dir: the folder of the party texts.
        count_tokens: the base model's token counts, special tokens excluded.
        progress: told of each document.

    Returns:
        All passages, document after document by name, in reading order.

    Raises:
        DatasetError: a party text is missing, or another than the questions were written about.
    """
    documents = sorted({(question.document, question.document_sha256) for question in questions})
    texts = {name: _verified(party_texts_dir / f"{name}.txt", sha256) for name, sha256 in documents}
    passages: list[Passage] = []
    for done, (name, data) in enumerate(texts.items(), start=1):
        passages += cut(name, data, count_tokens)
        if progress is not None:
            progress(done, len(texts))
    return tuple(passages)


def place(questions: Iterable[TrainingQuestion], passages: Iterable[Passage]) -> dict[str, Passage]:
    """Find each question's passage.

    Args:
        questions: of either split.
        passages: of all documents that the questions name.

    Returns:
        Passages by question id.

    Raises:
        DatasetError: a question's passage is not among the passages, or has another text or other sentences.
    """
    found = {(passage.document_id, passage.start, passage.end): passage for passage in passages}
    return {question.id: _own_passage(question, found) for question in questions}


def cut(document: str, data: bytes, count_tokens: CountTokens) -> tuple[Passage, ...]:
    """Parse a plain text and cut it with the default lengths.

    Args:
        document: the id that its passages refer to.
        data: the text in UTF-8.
        count_tokens: the base model's token counts, special tokens excluded.
    """
    meta = DocumentMeta(
        document_id=document,
        title=document,
        title_is_descriptive=False,
        type="text",
        parties=(),
        organ=None,
        session=None,
        date=None,
        language="sv",
        source="training data, see docs/training.md",
        licence="see docs/training.md",
        file=f"{document}.txt",
        sha256=hashlib.sha256(data).hexdigest(),
        parsed_as="plain-text",
    )
    return chunk(parse_plain_text(data, meta), count_tokens, IndexConfig())


def passage_digest(passage: Passage) -> str:
    """Return a short digest of a passage's sentences: another text or another splitting gives another digest."""
    sentences = [passage.text[s.start - passage.start : s.end - passage.start] for s in passage.sentences]
    return hashlib.sha256("\0".join(sentences).encode()).hexdigest()[:_DIGEST_CHARACTERS]


def _verified(file: Path, sha256: str) -> bytes:
    try:
        data = file.read_bytes()
    except OSError as error:
        raise DatasetError(
            f"{file}: cannot be read ({error.strerror}); docs/training.md says where the party texts come from"
        ) from error
    actual = hashlib.sha256(data).hexdigest()
    if actual != sha256:
        raise DatasetError(
            f"{file}: SHA-256 is {actual}, the questions were written about {sha256}; get the version of the party "
            "texts that docs/training.md names"
        )
    return data


def _own_passage(question: TrainingQuestion, found: Mapping[tuple[str, int, int], Passage]) -> Passage:
    passage = found.get((question.document, question.start, question.end))
    if passage is None or passage_digest(passage) != question.passage_digest:
        raise DatasetError(
            f"question {question.id!r}: {question.document} has no passage {question.start}:{question.end} with digest "
            f"{question.passage_digest} any more, so the parser or the chunker has changed; find the passage anew and "
            "correct the question's start, end, passage_digest and sentences, or train with the code of before"
        )
    if question.sentences and max(question.sentences) >= len(passage.sentences):
        raise DatasetError(
            f"question {question.id!r}: names sentence {max(question.sentences)}, its passage has "
            f"{len(passage.sentences)}, counted from 0; correct `sentences`"
        )
    return passage
