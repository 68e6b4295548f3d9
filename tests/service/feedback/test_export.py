"""Feedback as a question file: what becomes gold, what does not, and that the harness reads it."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest

from eval.errors import QuestionFileError
from eval.local import LocalTarget
from eval.questions import Question, read_questions
from eval.running import evaluate_questions
from indexing.build import build_with
from service import cli
from service.feedback.file import FeedbackFile
from service.feedback.questions import Export, GoldQuestion, export
from service.feedback.records import Feedback, Verdict
from service.wire import AskBody, FilterBody
from tests.fake_encoder import FakeEncoder
from tests.service.feedback.entries import ASKED, NOON, QUOTE, entry
from tests.tiny_corpus import MANIFESTO, MOTION, PROGRAM, write_corpus

TEXTS = (PROGRAM, MOTION, MANIFESTO)
OTHER_QUOTE = "Tågen ska gå i tid och kosta mindre än flyget."
NO, YES = Verdict.NOT_USEFUL, Verdict.USEFUL


def test_gold_is_what_useful_answers_quoted() -> None:
    again = entry("b" * 12, asked=AskBody(" När  går nattbussarna?", 3), quotes=(QUOTE, OTHER_QUOTE), answer="1" * 16)
    made = export([entry(), again], TEXTS)
    (question,) = made.questions
    assert question == GoldQuestion(question.id, ASKED.question, "sv", "feedback", (QUOTE, OTHER_QUOTE))
    assert re.fullmatch("feedback-sv-[0-9a-f]{12}", question.id)
    assert (made.open_cases, made.without_question) == ((), 0)


@pytest.mark.parametrize(
    "one",
    [
        entry(verdict=NO),
        entry(quotes=()),
        entry(asked=AskBody("När går nattbussarna?", filters=FilterBody(party=("V",)))),
        entry(asked=AskBody("När går nattbussarna?", ignore=("party",))),
        entry(asked=AskBody("När går nattbussarna?", language="sv")),
        entry(quotes=("Det stod i en äldre version.",)),
    ],
    ids=["not useful", "not found", "filtered", "changed reading", "language", "no longer there"],
)
def test_open_cases(one: Feedback) -> None:
    made = export([one], TEXTS)
    assert (made.questions, len(made.open_cases), made.without_question) == ((), 1, 0)
    assert made.open_cases[0].question == ASKED.question


def test_most_readers_decide_about_an_answer() -> None:
    votes = [entry("a", YES), entry("b", NO), entry("c", YES)]
    made = export(votes, TEXTS)
    assert [question.gold for question in made.questions] == [(QUOTE,)]
    assert [(case.id, case.verdict) for case in made.open_cases] == [("feedback-b", "not_useful")]
    made = export([*votes, entry("d", NO, comment="Fel.")], TEXTS)
    assert made.questions == ()
    assert [(case.id, case.comment) for case in made.open_cases][-1] == ("feedback-d", "Fel.")


def test_feedback_without_its_question_is_counted() -> None:
    assert export([entry(asked=None)], TEXTS) == Export((), (), 1)


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    build_with(write_corpus(tmp_path / "corpus"), tmp_path / "index", FakeEncoder())
    monkeypatch.setenv("BELAGG_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("BELAGG_INDEX", str(tmp_path / "index"))
    monkeypatch.setenv("BELAGG_FEEDBACK_DAYS", "0")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def keep(folders: Path) -> FeedbackFile:
    kept = FeedbackFile(folders / "state")
    kept.add(entry("a" * 12, created=NOON))
    kept.add(
        entry("b" * 12, NO, AskBody("Vad kostar tåget?"), comment="Å, <fel>\när", created=NOON + timedelta(days=1))
    )
    kept.add(entry("c" * 12, asked=None, created=NOON + timedelta(days=2)))
    return kept


def test_the_harness_reads_what_is_exported(folders: Path, capsys: pytest.CaptureFixture[str]) -> None:
    keep(folders)
    assert cli.run(["feedback", "export", "questions.jsonl", "--rest", "open.jsonl"]) == 0
    assert capsys.readouterr().err.splitlines() == [
        "1 questions with gold in questions.jsonl",
        "1 verdicts that name no gold in open.jsonl",
        "1 verdicts were kept without their question",
    ]
    asked = read_questions([Path("questions.jsonl")])
    (question,) = asked.questions
    assert question == Question(question.id, ASKED.question, (QUOTE,), "sv", "feedback")
    results, _ = evaluate_questions(LocalTarget.using(folders / "index", FakeEncoder()), asked, "feedback")
    assert results.measures["Success@1"] == 1.0
    with pytest.raises(QuestionFileError, match=r"open\.jsonl, line 1: .*gold"):
        read_questions([Path("open.jsonl")])
    case = json.loads(Path("open.jsonl").read_text(encoding="utf-8"))
    assert (case["question"], case["verdict"], case["comment"]) == ("Vad kostar tåget?", "not_useful", "Å, <fel>\när")
    assert case["cited"] == [QUOTE]


def test_nothing_to_export(folders: Path, capsys: pytest.CaptureFixture[str]) -> None:
    FeedbackFile(folders / "state").add(entry(verdict=NO))
    assert cli.run(["feedback", "export", "questions.jsonl"]) == 2
    err = capsys.readouterr().err
    assert "1 verdicts that name no gold left out; --rest FILE writes them" in err
    assert err.splitlines()[-1].startswith("belagg: no feedback names gold, so questions.jsonl was not written")
    assert not Path("questions.jsonl").exists()


def test_listing(folders: Path, capsys: pytest.CaptureFixture[str]) -> None:
    keep(folders)
    assert cli.run(["feedback", "list"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "aaaaaaaaaaaa  2026-11-22T12:00:00+00:00  useful      answered   0.75  När går nattbussarna?",
        "bbbbbbbbbbbb  2026-11-23T12:00:00+00:00  not_useful  answered   0.75  Vad kostar tåget? | Å, <fel> är",
        "cccccccccccc  2026-11-24T12:00:00+00:00  useful      answered   0.75  (question not kept)",
    ]
    assert cli.run(["feedback", "list", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)["feedback"]
    assert [one["asked"] and one["asked"]["question"] for one in listed] == [ASKED.question, "Vad kostar tåget?", None]
    assert listed[0]["citations"] == [{"passage_id": "p-0", "quote": QUOTE}]


def test_deleting(folders: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kept = keep(folders)
    assert cli.run(["feedback", "delete", "a" * 12]) == 0
    assert cli.run(["feedback", "delete", "--before", "2026-11-24"]) == 0
    assert [one.feedback_id for one in kept.all()] == ["c" * 12]
    assert cli.run(["feedback", "delete", "--all"]) == 0
    assert capsys.readouterr().out.splitlines() == ["Deleted: 1"] * 3
    assert kept.all() == ()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["delete"], "say what to delete: IDs, or --before DATE, or --all"),
        (["delete", "a", "--all"], "say what to delete: IDs, or --before DATE, or --all"),
        (["delete", "a"], "there is no feedback 'a'; `belagg feedback list` shows what there is"),
        (["delete", "--before", "igår"], "'igår' is no date as 2027-01-31"),
    ],
)
@pytest.mark.usefixtures("folders")
def test_what_cannot_be_deleted(arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["feedback", *arguments]) == 2
    assert message in capsys.readouterr().err
