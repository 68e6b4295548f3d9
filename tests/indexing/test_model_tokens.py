"""The fast form of a tokeniser reads every text as the standard form does."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

from indexing.errors import ModelIntegrityError
from indexing.model_tokens import (
    FAST_FILE,
    SPECIALS_FILE,
    STANDARD_FILE,
    FastTokens,
    StandardTokens,
    load_tokens,
    write_fast_tokens,
)
from tests.indexing.conftest import CORPORA
from tests.indexing.test_encoder_parity import LONG, TEXTS

ODD = ["", " ", "\0", "a\0b", "\ud800", "vård\udfffkö", "e\u0301" * 50, "\u200b", " \t\r\n ", "▁a▁", "\U0010ffff"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small Unigram tokeniser in its standard form."""
    letters = "abcdefghijklmnopqrstuvwxyzåäö"
    pieces = [("<s>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), ("▁", -2.0), ("▁vård", -3.0), ("kö", -4.0)]
    tokenizer = Tokenizer(models.Unigram([*pieces, *((letter, -6.0) for letter in letters)], unk_id=2))
    tokenizer.normalizer = normalizers.NFKC()
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> <s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 1)]
    )
    tokenizer.add_special_tokens(["<s>", "</s>", "<unk>"])
    tokenizer.save(str(tmp_path / STANDARD_FILE))
    return tmp_path


def test_both_forms_give_the_same_ids(folder: Path) -> None:
    assert isinstance(load_tokens(folder), StandardTokens)
    write_fast_tokens(folder)
    fast, standard = load_tokens(folder), StandardTokens.load(folder)
    assert isinstance(fast, FastTokens)
    assert fast.encode("vårdkö") == standard.encode("vårdkö") == [0, 0, 4, 5, 1]
    assert fast.encode_all([*TEXTS, *ODD]) == standard.encode_all([*TEXTS, *ODD])
    assert [fast.encode(text) for text in ODD] == fast.encode_all(ODD)
    assert (fast.opening, fast.closing) == (standard.opening, standard.closing) == (2, 1)


def test_what_nobody_can_read(folder: Path) -> None:
    tokens = load_tokens(folder)
    assert tokens.encode("vård\0") == tokens.encode("vård") == [0, 0, 4, 1]
    assert tokens.encode("vård\ud800") == tokens.encode("vård\ufffd") == [0, 0, 4, 2, 1]


def test_a_tokeniser_that_reads_otherwise_keeps_its_standard_form(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FastTokens, "encode_all", lambda _self, texts: [[1]] * len(texts))
    write_fast_tokens(folder)
    assert [path.name for path in folder.iterdir()] == [STANDARD_FILE]


def test_a_tokeniser_of_an_unknown_kind_keeps_its_standard_form(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_path: str) -> None:
        raise ValueError("unknown kind")

    monkeypatch.setattr("kitoken.Kitoken.from_tokenizers_file", refuse)
    write_fast_tokens(folder)
    assert [path.name for path in folder.iterdir()] == [STANDARD_FILE]


@pytest.mark.parametrize("damage", [FAST_FILE, SPECIALS_FILE])
def test_a_damaged_file_is_refused(folder: Path, damage: str) -> None:
    write_fast_tokens(folder)
    assert json.loads((folder / SPECIALS_FILE).read_text()) == {"opening": [0, 0], "closing": [1]}
    (folder / damage).write_bytes(b"half")
    with pytest.raises(ModelIntegrityError, match="cannot be read"):
        load_tokens(folder)


@pytest.mark.model
def test_the_default_model_s_forms_agree_on_every_line_of_the_corpus(model_folder: Path) -> None:
    fast, standard = FastTokens.load(model_folder), StandardTokens.load(model_folder)
    documents = [path.read_text("utf-8") for path in sorted(CORPORA.glob("*.txt"))]
    lines = [line for document in documents for line in document.splitlines()]
    windows = [document[start : start + 900] for document in documents for start in range(0, len(document), 700)]
    texts = [*TEXTS, LONG, *ODD, *lines, *windows]
    assert fast.encode_all(texts) == standard.encode_all(texts)
    assert sum(map(len, fast.encode_all(windows))) > 15_000
