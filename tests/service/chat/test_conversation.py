"""What is read of a conversation, and what is said to the chores of chat programs."""

from __future__ import annotations

import time

import pytest

from service.openai_compatible.chores import chore_reply
from service.openai_compatible.conversation import Conversation, read_conversation
from service.openai_compatible.records import ContentPart, Message
from service.openai_compatible.refusals import ConversationError

QUESTION = "vad säger V om vårdplatser?"
HISTORY = f"<chat_history>\nUSER: {QUESTION}\nASSISTANT: Fler behövs. [1]\n</chat_history>"


def user(*texts: str) -> list[Message]:
    return [Message("user", text) for text in texts]


def test_the_last_thing_is_the_question_and_the_others_came_before_it() -> None:
    messages = [
        Message("system", "Du är en pirat."),
        *user(" Vad vill V? "),
        Message("assistant", "Öppna fler vårdplatser. [1]"),
        Message("tool", "…"),
        *user("Och M?"),
        Message("assistant", None),
    ]
    assert read_conversation(messages) == Conversation("Och M?", ("Vad vill V?",))


def test_parts_that_are_text_are_read() -> None:
    parts = (ContentPart("text", "Vad vill V"), ContentPart("image_url"), ContentPart("text", "om vård?"))
    assert read_conversation([Message("user", parts)]).question == "Vad vill V\nom vård?"


def test_what_open_webui_puts_before_a_question_is_left_out() -> None:
    template = (
        "### Task:\nRespond to the user query using the provided context.\n<context>\n<source>å</source>\n</context>"
    )
    for asked in (f"{template}\n\n{QUESTION}", f"{template}\n<user_query>\n{QUESTION}\n</user_query>\n"):
        assert read_conversation(user(asked)).question == QUESTION
        assert chore_reply(user(asked)) is None


@pytest.mark.parametrize("messages", [[], [Message("system", "å")], user("", " \n"), [Message("user", ())]])
def test_a_conversation_without_a_question(messages: list[Message]) -> None:
    with pytest.raises(ConversationError):
        read_conversation(messages)


@pytest.mark.parametrize(
    ("form", "reply"),
    [
        ('{ "title": "your concise title here" }', f'{{"title":"{QUESTION}"}}'),
        ('{ "tags": ["tag1", "tag2", "tag3"] }', '{"tags":[]}'),
        ('{ "follow_ups": ["Question 1?", "Question 2?"] }', '{"follow_ups":[]}'),
        ('{ "queries": ["query1"] }', '{"queries":[]}'),
        ('{ "text": "<completion>" }', '{"text":""}'),
    ],
)
def test_chores_of_open_webui(form: str, reply: str) -> None:
    chore = f"### Task:\nGenerate something.\n### Output:\nJSON format: {form}\n### Chat History:\n{HISTORY}"
    assert chore_reply(user(chore)) == reply


def test_chores_of_librechat() -> None:
    chore = (
        "Provide a concise, 5-word-or-less title for the conversation, using title case conventions. "
        f"Only return the title itself.\n\nConversation:\nUser: {QUESTION}\nAI: Fler behövs."
    )
    assert chore_reply(user(chore)) == QUESTION
    structured = (
        "Analyze this conversation and provide:\n1. The detected language of the conversation\n"
        f"2. A concise title in the detected language (5 words or less)\n\nUser: {QUESTION}\nAI: Fler behövs."
    )
    assert chore_reply(user(structured)) == QUESTION


def test_a_title_without_an_account_of_the_conversation() -> None:
    assert chore_reply(user(QUESTION, "### Task:\nName this.")) == QUESTION
    assert chore_reply(user("### Task:\nName this.")) == "Belägg"


def test_a_long_question_makes_a_short_title() -> None:
    title = chore_reply(user("vad säger " + "vårdplatser " * 20, "### Task:\nName this."))
    assert title == "vad säger vårdplatser vårdplatser vårdplatser vårdplatser …"


@pytest.mark.parametrize(
    "question",
    [QUESTION, "Generate a title for V's programme", "Vad är titeln på motionen?", "Task: vad säger V?", "### Task"],
)
def test_questions_are_no_chores(question: str) -> None:
    assert chore_reply(user(question)) is None


@pytest.mark.parametrize("filler", ["\n", " ", "user:", "title ", "</context>"])
@pytest.mark.parametrize("beginning", ["### Task:\n", "### Task:\nJSON format: {", "provide a title\n", ""])
def test_messages_of_a_megabyte_are_read_in_a_moment(beginning: str, filler: str) -> None:
    messages = user(beginning + filler * (1_000_000 // len(filler)) + "x")
    before = time.process_time()
    chore_reply(messages)
    read_conversation(messages)
    assert time.process_time() - before < 2
