"""Token ids, prompts, sentences and limits, with a tokeniser of single letters."""

from __future__ import annotations

import pytest

from eval.training import inputs
from eval.training.inputs import InputReader
from tests.eval.training.conftest import make_passage, make_tokenizer


def pieces(ids: tuple[int, ...]) -> str:
    tokenizer = make_tokenizer()
    return "".join(str(tokenizer.id_to_token(number)) for number in ids)


def test_a_question_is_one_sentence_between_prompt_and_closing_token(reader: InputReader) -> None:
    read = reader.query("Ska det?")
    assert pieces(read.ids) == "<s>▁q:▁Ska▁det?</s>"
    assert pieces(read.ids[: read.prompt_tokens]) == "<s>▁q:"
    assert (read.sentences, read.sentence_tokens) == ((0,), (9,))


def test_a_passage_s_tokens_belong_to_their_sentences(reader: InputReader) -> None:
    read = reader.passage(make_passage("x", ["Ett.", "Två tal.", "Ja."]))
    assert pieces(read.ids) == "<s>▁pass:▁Ett.▁Två▁tal.▁Ja.</s>"
    assert pieces(read.ids[: read.prompt_tokens]) == "<s>▁pass:"
    assert read.sentences == (0, 1, 2)
    assert read.sentence_tokens == (5, 9, 4)  # the space before a sentence counts to it


def test_a_passage_is_read_once(reader: InputReader) -> None:
    passage = make_passage("x", ["Ett."])
    assert reader.passage(passage) is reader.passage(passage)


@pytest.mark.parametrize(
    ("limit", "ids", "sentence_tokens"),
    [(21, "<s>▁pass:▁Ett.▁Två▁tal</s>", (5, 8)), (13, "<s>▁pass:▁Ett.</s>", (5,)), (9, "<s>▁pass:▁</s>", (1,))],
)
def test_what_is_too_long_is_cut_before_the_closing_token(
    reader: InputReader, monkeypatch: pytest.MonkeyPatch, limit: int, ids: str, sentence_tokens: tuple[int, ...]
) -> None:
    monkeypatch.setattr(inputs, "MAX_PASSAGE_TOKENS", limit)
    read = reader.passage(make_passage("x", ["Ett.", "Två tal.", "Ja."]))
    assert pieces(read.ids) == ids
    assert (read.sentences, read.sentence_tokens) == (tuple(range(len(sentence_tokens))), sentence_tokens)


def test_tokens_are_counted_without_prompt_and_specials(reader: InputReader) -> None:
    assert reader.count_tokens(["Ett.", "a b"]) == [5, 4]
