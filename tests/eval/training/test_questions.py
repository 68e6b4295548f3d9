"""Reading training questions, and the file that is in the repository."""

from __future__ import annotations

import gzip
from collections import Counter
from pathlib import Path

import msgspec
import pytest

from eval.errors import QuestionFileError
from eval.training.cli import QUESTIONS
from eval.training.questions import Kind, Split, TrainingQuestion, read_training_questions
from tests.eval.conftest import ROOT
from tests.eval.training.conftest import make_question, write_questions

ASKED = (make_question("partiprogram-v-2024", 1), make_question("valmanifest-2022-mp", 2, Kind.NEAR_MISS, Split.FIT))


@pytest.fixture(scope="module")
def ours() -> tuple[TrainingQuestion, ...]:
    return read_training_questions(ROOT / QUESTIONS)


def test_what_was_written_is_read_plain_and_gzipped(tmp_path: Path) -> None:
    plain = write_questions(tmp_path / "q.jsonl", ASKED)
    packed = tmp_path / "q.jsonl.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    assert read_training_questions(plain) == read_training_questions(packed) == ASKED


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"sentences": ()}, r"line 2: a near miss has no `sentences`, any other question has some"),
        ({"kind": Kind.NEAR_MISS}, r"line 2: a near miss has no `sentences`"),
        ({"sentences": (-1,)}, r"line 2: Expected `int` >= 0"),
        ({"document": "../secret"}, r"line 2: Expected `str` matching"),
        ({"id": ASKED[0].id}, r"question id 'partiprogram-v-2024-1' occurs more than once"),
    ],
)
def test_a_wrong_line_is_refused_by_number(tmp_path: Path, changed: dict[str, object], message: str) -> None:
    wrong = msgspec.structs.replace(make_question("partiprogram-v-2024", 3), **changed)
    file = write_questions(tmp_path / "q.jsonl", (ASKED[0], wrong))
    with pytest.raises(QuestionFileError, match=message):
        read_training_questions(file)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [("q.jsonl", b"", "holds no question"), ("q.jsonl.gz", b"{}", "cannot be read"), ("q.jsonl", b"{", "line 1")],
)
def test_a_file_without_questions_is_refused(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(QuestionFileError, match=message):
        read_training_questions(tmp_path / name)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(QuestionFileError, match=r"nowhere\.jsonl: cannot be read"):
        read_training_questions(tmp_path / "nowhere.jsonl")


def test_our_file_has_the_counts_that_the_documentation_states(ours: tuple[TrainingQuestion, ...]) -> None:
    counts = {split: Counter(question.kind for question in ours if question.split is split) for split in Split}
    page = (ROOT / "docs/training.md").read_text(encoding="utf-8")
    for kind in Kind:
        assert f"| `{kind}` | {counts[Split.TRAIN][kind]:,} | {counts[Split.FIT][kind]:,} |" in page
    passages = {split: {(q.document, q.start) for q in ours if q.split is split} for split in Split}
    assert f"| passages | {len(passages[Split.TRAIN]):,} | {len(passages[Split.FIT]):,} |" in page
    assert passages[Split.TRAIN] & passages[Split.FIT] == set()


def test_our_file_names_each_document_s_one_version(ours: tuple[TrainingQuestion, ...]) -> None:
    versions = {(question.document, question.document_sha256) for question in ours}
    assert (len(versions), len({document for document, _ in versions})) == (40, 40)


def test_our_file_s_languages_fit_the_kinds(ours: tuple[TrainingQuestion, ...]) -> None:
    assert [q.id for q in ours if (q.lang == "en") != (q.kind is Kind.ENGLISH)] == []


def test_our_file_asks_nothing_of_the_evaluation(ours: tuple[TrainingQuestion, ...]) -> None:
    evaluated = set()
    for name in ("tune", "test"):
        for line in (ROOT / f"eval/questions/{name}.jsonl").read_bytes().splitlines():
            evaluated.add(str(msgspec.json.decode(line, type=dict[str, object])["question"]).casefold())
    assert sum(question.question.casefold() in evaluated for question in ours) == 0
