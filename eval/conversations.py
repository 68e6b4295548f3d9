"""Conversation files: one JSON object a line, two or three questions each, the later ones also written out in full."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from eval.errors import QuestionFileError
from eval.questions import Question, SourceFile

Split = Literal["tune", "test"]
_Text = Annotated[str, msgspec.Meta(min_length=1, pattern=r"\S")]


class ConversationTurn(msgspec.Struct, frozen=True):
    """One question of a conversation.

    Attributes:
        question: as a user would type it after the ones before.
        gold: verbatim quotes, each of which answers; empty where the documents hold no answer.
        full: the same question as it would be asked without the ones before; empty for the first.
        kind: what the question leaves to the ones before; empty for the first.
    """

    question: _Text
    gold: tuple[_Text, ...]
    full: str = ""
    kind: str = ""


class Conversation(msgspec.Struct, frozen=True):
    """One line of a conversation file.

    Attributes:
        id: unique in the file.
        split: rules may be chosen on "tune" alone.
        turns: two or three.
        lang: ISO 639-1.
    """

    id: _Text
    split: Split
    turns: Annotated[tuple[ConversationTurn, ...], msgspec.Meta(min_length=2)]
    lang: str = "sv"


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A question that has others before it.

    Attributes:
        id: the conversation's and the question's place in it, from 1: "taxa-pensionarer.2".
        conversation: what it belongs to.
        earlier: the questions before it, as asked.
        turn: the question.
    """

    id: str
    conversation: Conversation
    earlier: tuple[str, ...]
    turn: ConversationTurn

    @property
    def in_full(self) -> Question:
        """The question as it would be asked without the ones before."""
        turn = self.turn
        return Question(self.id, turn.full, turn.gold, self.conversation.lang, turn.kind)


@dataclass(frozen=True, slots=True)
class ConversationSet:
    """The conversations of a file, and what they were read from."""

    conversations: tuple[Conversation, ...]
    file: SourceFile

    @property
    def follow_ups(self) -> tuple[FollowUp, ...]:
        """All questions but the first of each conversation, in order."""
        return tuple(found for conversation in self.conversations for found in _follow_ups(conversation))


def read_conversations(path: Path) -> ConversationSet:
    """Read a conversation file.

    Args:
        path: JSON Lines.

    Raises:
        QuestionFileError: the file is missing or empty, a line is malformed, or an id occurs twice.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise QuestionFileError(f"{path}: cannot be read ({error.strerror}); give a conversation file") from error
    found = tuple(_from_lines(path, data))
    if not found:
        raise QuestionFileError(f"{path}: holds no conversation; write one JSON object a line")
    _refuse_duplicates(path, found)
    questions = sum(len(conversation.turns) for conversation in found)
    return ConversationSet(found, SourceFile(path.name, hashlib.sha256(data).hexdigest(), questions))


def _from_lines(path: Path, data: bytes) -> Iterator[Conversation]:
    for number, line in enumerate(data.splitlines(), start=1):
        if line.strip():
            try:
                found = msgspec.json.decode(line, type=Conversation)
            except (msgspec.MsgspecError, UnicodeDecodeError) as error:
                raise QuestionFileError(f"{path}, line {number}: {error}; correct this line") from error
            if not all(turn.full and turn.kind for turn in found.turns[1:]):
                raise QuestionFileError(f"{path}, line {number}: a follow-up lacks `full` or `kind`; add it")
            yield found


def _refuse_duplicates(path: Path, conversations: Sequence[Conversation]) -> None:
    twice = [name for name, count in Counter(found.id for found in conversations).items() if count > 1]
    if twice:
        raise QuestionFileError(f"{path}: id {twice[0]!r} occurs more than once; give each conversation its own id")


def _follow_ups(conversation: Conversation) -> Iterator[FollowUp]:
    turns = conversation.turns
    for place in range(1, len(turns)):
        earlier = tuple(turn.question for turn in turns[:place])
        yield FollowUp(f"{conversation.id}.{place + 1}", conversation, earlier, turns[place])
