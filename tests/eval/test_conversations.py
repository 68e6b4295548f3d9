"""Conversation files: what is read and refused; our own file against the documents; and how follow-ups are measured."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner

from eval.cli import evaluate
from eval.conversations import Conversation, ConversationTurn, read_conversations
from eval.errors import QuestionFileError
from eval.followups import STANDS_ALONE, FollowUpResults, Way, evaluate_follow_ups, left_alone
from eval.local import LocalTarget
from eval.questions import Question, SourceFile
from eval.relevance import check_gold
from eval.results import write_json
from indexing.config import Locations
from indexing.corpus import load_document, read_manifest
from tests.eval.conftest import ROOT

OWN = ROOT / "eval" / "questions" / "conversations.jsonl"
SMALL = (
    Conversation(
        "skog",
        "tune",
        (
            ConversationTurn("Ska gammal skog skyddas från avverkning?", ("Gammal skog ska skyddas",)),
            ConversationTurn(
                "och vem får ersättning?", ("Markägare ska få full ersättning",), "Vilka får ersättning för skog?", "x"
            ),
        ),
    ),
    Conversation(
        "tåg",
        "test",
        (
            ConversationTurn("Ska nattåg upphandlas?", ("Nattåg till kontinenten ska upphandlas",)),
            ConversationTurn(
                "varför?", ("Nattåg till kontinenten ska upphandlas",), "Varför ska nattåg upphandlas?", "y"
            ),
            ConversationTurn("och Moderaterna?", (), "Vad vill Moderaterna?", "party"),
        ),
    ),
)


def written(folder: Path, *lines: str) -> Path:
    path = folder / "c.jsonl"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def small_file(folder: Path) -> Path:
    return written(folder, *(msgspec.json.encode(conversation).decode() for conversation in SMALL))


def test_follow_ups_know_what_was_asked_before(tmp_path: Path) -> None:
    asked = read_conversations(small_file(tmp_path))
    assert asked.conversations == SMALL
    assert [(found.id, found.earlier) for found in asked.follow_ups] == [
        ("skog.2", ("Ska gammal skog skyddas från avverkning?",)),
        ("tåg.2", ("Ska nattåg upphandlas?",)),
        ("tåg.3", ("Ska nattåg upphandlas?", "varför?")),
    ]
    assert asked.file.questions == 5
    assert asked.follow_ups[1].in_full == Question(
        "tåg.2", "Varför ska nattåg upphandlas?", ("Nattåg till kontinenten ska upphandlas",), "sv", "y"
    )


ONE = '{"id": "a", "split": "tune", "turns": [{"question": "x", "gold": []}]}'
TWO = '{"id": "a", "split": "tune", "turns": [{"question": "x", "gold": []}, {"question": "y", "gold": []}]}'
WHOLE = TWO.replace('"y",', '"y", "full": "z", "kind": "k",')


@pytest.mark.parametrize(
    ("lines", "complaint"),
    [
        ((ONE,), "line 1: .*length >= 2"),
        ((WHOLE, TWO), "line 2: a follow-up lacks `full` or `kind`"),
        ((WHOLE.replace("tune", "dev"),), "line 1: .*split"),
        ((WHOLE, WHOLE), "id 'a' occurs more than once"),
        (("",), "holds no conversation"),
    ],
)
def test_a_wrong_file_is_refused(tmp_path: Path, lines: tuple[str, ...], complaint: str) -> None:
    with pytest.raises(QuestionFileError, match=complaint):
        read_conversations(written(tmp_path, *lines))
    with pytest.raises(QuestionFileError, match="cannot be read"):
        read_conversations(tmp_path / "missing.jsonl")


def test_our_conversations_stand_in_the_documents() -> None:
    asked = read_conversations(OWN)
    documents = {
        meta.document_id: load_document(ROOT / "corpora", meta).text for meta in read_manifest(ROOT / "corpora")
    }
    first = [
        Question(conversation.id, conversation.turns[0].question, conversation.turns[0].gold)
        for conversation in asked.conversations
    ]
    check_gold([*first, *(found.in_full for found in asked.follow_ups)], documents)
    assert Counter(conversation.split for conversation in asked.conversations) == {"tune": 55, "test": 36}
    assert Counter(len(conversation.turns) for conversation in asked.conversations) == {2: 65, 3: 26}
    assert Counter(conversation.lang for conversation in asked.conversations) == {"sv": 81, "en": 10}
    assert all(found.turn.gold for found in asked.follow_ups)
    alone = [found for found in asked.follow_ups if found.turn.kind == STANDS_ALONE]
    assert len(alone) == 8
    assert all(found.turn.question == found.turn.full for found in alone)


def test_each_way_of_asking_is_measured(small_target: LocalTarget, tmp_path: Path) -> None:
    results = evaluate_follow_ups(small_target, read_conversations(small_file(tmp_path)))
    skog, tag = results.per_question
    assert (skog.read_as, tag.read_as) == (
        "Vem får ersättning – gammal skog skyddas från avverkning?",
        "Varför ska nattåg upphandlas?",
    )
    assert tag.measures[Way.READ] == tag.measures[Way.FULL]
    assert tag.measures[Way.READ]["Success@1"] == 1.0
    assert set(tag.measures) == {"alone", "read", "full"}
    assert (results.by_split["all"].questions, results.by_split["test"].questions) == (2, 1)
    assert results.by_split["all"].lost["Success@3"].delta == 0.0
    assert results.by_split["test"].lost == {}
    assert results.by_kind["y"].measures[Way.READ] == tag.measures[Way.READ]
    assert results.measures["Success@1"] == results.by_split["all"].measures[Way.READ]["Success@1"]
    write_json(results, tmp_path / "out.json")
    assert msgspec.json.decode((tmp_path / "out.json").read_bytes(), type=FollowUpResults) == results


def test_what_is_not_left_alone_is_told(small_target: LocalTarget) -> None:
    texts = ["Ska gammal skog skyddas?", "Ska nattåg upphandlas?", "varför?", "Ska klasserna bli mindre?"]
    questions = [Question(str(number), text, ("x",)) for number, text in enumerate(texts)]
    file = SourceFile("q.jsonl", "0" * 64, 4)
    found = left_alone(small_target, questions, file)
    assert (found.share, found.changed) == (0.75, (("varför?", "Varför ska gammal skog skyddas?"),))


def test_the_command(tmp_path: Path, corpora_index: Path, model_folder: Path) -> None:
    lines = OWN.read_text(encoding="utf-8").splitlines()[:3]
    alone = tmp_path / "alone.jsonl"
    alone.write_text('{"id": "q", "question": "Vad säger motionen om glesbygd?", "gold": []}\n', encoding="utf-8")
    out = tmp_path / "out.json"
    locations = Locations(ROOT / "corpora", corpora_index, model_folder.parent)
    arguments = ["conversations", str(written(tmp_path, *lines)), "--alone", str(alone), "--json", str(out)]
    done = CliRunner().invoke(evaluate, arguments, obj=locations, catch_exceptions=False)
    assert done.exit_code == 0
    assert "all: Success@3 read less full +0.0000" in done.output
    assert "left as they are: 1.0000 of 1 questions" in done.output
    written_results = json.loads(out.read_bytes())
    assert [question["id"] for question in written_results["per_question"]] == [
        "taxa-pensionarer.2",
        "forsakring-motion.2",
        "tagvardar-varfor.2",
    ]
    assert written_results["per_question"][1]["read_as"] == "Vad säger motionen om privata sjukvårdsförsäkringar?"
