"""Question files: what is read, and every way in which one can be wrong."""

from __future__ import annotations

from pathlib import Path

import datasets
import pytest

from eval.errors import QuestionFileError
from eval.questions import Question, read_questions
from eval.records import IndexedPassage
from eval.relevance import check_gold, collapse, holds_any, relevant_passages

GOOD = (
    '{"id": "a", "question": "Vad?", "lang": "sv", "kind": "direct", "gold": ["svar"], "audience": "staff", "new": 1}'
)


def written(folder: Path, *lines: str, name: str = "q.jsonl") -> Path:
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_unknown_fields_and_blank_lines_are_ignored(tmp_path: Path) -> None:
    asked = read_questions([written(tmp_path, GOOD, "", '{"id": "b", "question": "Hur?", "gold": []}')])
    assert asked.questions == (
        Question(id="a", question="Vad?", gold=("svar",), kind="direct"),
        Question(id="b", question="Hur?", gold=(), kind="other"),
    )
    assert [file.questions for file in asked.files] == [2]
    assert asked.file_of == {"a": "q.jsonl", "b": "q.jsonl"}


def test_parquet_files_hold_the_same(tmp_path: Path) -> None:
    lines = written(tmp_path, GOOD, '{"id": "b", "question": "Hur?", "gold": []}')
    rows = [
        {"id": "a", "question": "Vad?", "lang": "sv", "kind": "direct", "gold": ["svar"]},
        {"id": "b", "question": "Hur?", "lang": None, "kind": None, "gold": []},
    ]
    parquet = tmp_path / "q.parquet"
    datasets.Dataset.from_list(rows).to_parquet(str(parquet))
    assert read_questions([parquet]).questions == read_questions([lines]).questions


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ('{"id": "b"', "line 2: Input data was truncated"),
        ("[]", "line 2: Expected `object`"),
        ('{"id": "b", "gold": []}', "line 2: .*missing required field `question`"),
        ('{"id": "b", "question": " ", "gold": []}', r"line 2: .*\$\.question"),
        ('{"id": "b", "question": "x", "gold": "svar"}', r"line 2: Expected `array`, got `str` - at `\$\.gold`"),
        ('{"id": "b", "question": "x", "gold": [""]}', r"line 2: .*\$\.gold"),
        ('{"id": "b", "question": "x", "gold": ["y"], "parts": [["z"]]}', "line 2: `parts` has the quote 'z'"),
        ('{"id": "b", "question": "x", "gold": ["y"], "parts": [[]]}', "line 2: `parts` has an empty part"),
        (GOOD, "question id 'a' occurs more than once"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, line: str, complaint: str) -> None:
    with pytest.raises(QuestionFileError, match=complaint):
        read_questions([written(tmp_path, GOOD, line)])


def test_bytes_that_are_not_utf8(tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    path.write_bytes(GOOD.encode() + b'\n{"id": "b", "question": "\xe5", "gold": []}\n')
    with pytest.raises(QuestionFileError, match="line 2"):
        read_questions([path])


def test_empty_missing_and_twice_the_same(tmp_path: Path) -> None:
    with pytest.raises(QuestionFileError, match="holds no question"):
        read_questions([written(tmp_path, "", name="empty.jsonl")])
    with pytest.raises(QuestionFileError, match="cannot be read"):
        read_questions([tmp_path / "missing.jsonl"])
    path = written(tmp_path, GOOD)
    with pytest.raises(QuestionFileError, match="'a' occurs more than once"):
        read_questions([path, path])


def test_relevance_collapses_white_space_and_composes_letters() -> None:
    assert collapse(" a\n\u00a0b\tc ") == "a b c"
    assert holds_any("en  lång\nväg hem", ["lång väg"])
    assert holds_any("va\u030ard", ["vård"])
    assert not holds_any("en lång väg", ["kort väg"])


def test_every_passage_with_gold_is_relevant() -> None:
    passages = [IndexedPassage(name, "d", "", text) for name, text in (("p1", "a b"), ("p2", "b  c"), ("p3", "d"))]
    questions = [
        Question(id="one", question="?", gold=("b c", "d")),
        Question(id="torn", question="?", gold=("c d",)),
        Question(id="none", question="?", gold=()),
    ]
    assert relevant_passages(questions, passages) == {"one": {"p2": 1, "p3": 1}, "torn": {}}


def test_gold_that_stands_nowhere() -> None:
    question = Question(id="x-1", question="?", gold=("står inte",))
    check_gold([question], {"d": "det står\ninte här"})
    with pytest.raises(QuestionFileError, match=r"'x-1'.*'står inte'.*none of the 1 indexed documents"):
        check_gold([question], {"d": "annat"})
