"""Small data to train on: made-up party texts, two public sets of few questions, a tokeniser of single letters."""

from __future__ import annotations

import gzip
import hashlib
import json
import string
from collections.abc import Sequence
from pathlib import Path

import msgspec
import pytest
from tokenizers import Tokenizer, models, pre_tokenizers, processors

from eval.training.inputs import InputReader
from eval.training.party_texts import cut, passage_digest
from eval.training.questions import Kind, Split, TrainingQuestion
from indexing.chunking import CountTokens
from indexing.model_config import EncoderConfig, Pooling
from indexing.records import Passage, SectionKind, Span

LETTERS = string.ascii_letters + "åäöÅÄÖ" + string.digits + ".,:?!-"
SPECIALS = ("<s>", "<pad>", "</s>", "<unk>")
PAD_ID = 1

PARTY_TEXTS = {
    "partiprogram-v-2024": (
        "Tandvården ska bli avgiftsfri för alla. Den som är ung ska inte behöva avstå från att gå till tandläkaren. "
        "Kostnaden tas av staten, och regionerna får ersättning för de besök som tillkommer under de första åren. "
        "Reformen börjar med de yngsta och byggs ut när fler tandläkare och tandhygienister har utbildats.\n"
    ),
    "valmanifest-2022-m": (
        "Tandvården ska bli bättre för äldre. Den som är gammal ska kunna gå till tandläkaren utan oro för avgiften. "
        "Kostnaden delas av staten, och regionerna får ersättning för de besök som de äldsta gör under varje år. "
        "Reformen börjar med de sjukaste och byggs ut när fler tandhygienister och sköterskor har anställts.\n"
    ),
    "valmanifest-2022-mp": (
        "Tågen ska gå i tid. Järnvägen mellan Umeå och Luleå ska byggas ut med dubbelspår, och staten betalar. "
        "Nattåg till kontinenten ska upphandlas av staten, så att den som vill kan låta bli att flyga till Berlin. "
        "Biljetterna ska kunna köpas på ett ställe, och den som missar ett byte ska få åka med nästa tåg.\n"
    ),
}
SWEQUAD_CONTEXT = "Stadens bibliotek öppnar klockan nio. Barn lånar gratis.\n\nEn bok får lånas i fyra veckor."


def count_words(texts: Sequence[str]) -> list[int]:
    return [len(text.split()) for text in texts]


def make_passage(name: str, sentences: Sequence[str]) -> Passage:
    """Make a passage of sentences with a space between them, that begins at 100 in its document."""
    spans, start = [], 100
    for sentence in sentences:
        spans.append(Span(start, start + len(sentence)))
        start += len(sentence) + 1
    text = " ".join(sentences)
    return Passage(f"{name}:0", name, SectionKind.SECTION, "", (), 100, 100 + len(text), text, tuple(spans))


def make_question(
    document: str,
    number: int,
    kind: Kind = Kind.DIRECT,
    split: Split = Split.TRAIN,
    count_tokens: CountTokens = count_words,
) -> TrainingQuestion:
    """Ask about the first passage of a party text, which is all of it when words count; its first sentence answers."""
    data = PARTY_TEXTS[document].encode()
    passage = cut(document, data, count_tokens)[0]
    return TrainingQuestion(
        id=f"{document}-{number}",
        question=f"Vad ska hända, fråga {number}?",
        lang="sv",
        kind=kind,
        document=document,
        document_sha256=hashlib.sha256(data).hexdigest(),
        start=passage.start,
        end=passage.end,
        passage_digest=passage_digest(passage),
        sentences=() if kind is Kind.NEAR_MISS else (0,),
        split=split,
    )


def write_questions(file: Path, questions: Sequence[TrainingQuestion]) -> Path:
    file.write_bytes(b"".join(msgspec.json.encode(question) + b"\n" for question in questions))
    return file


@pytest.fixture
def data_folder(tmp_path: Path) -> Path:
    """The three folders that training reads, with very little in them."""
    folder = tmp_path / "data"
    for name in ("party-texts", "swequad-mc", "squad-v2-sv"):
        (folder / name).mkdir(parents=True)
    for name, text in PARTY_TEXTS.items():
        (folder / "party-texts" / f"{name}.txt").write_text(text, encoding="utf-8")
    (folder / "swequad-mc/training.json").write_text(json.dumps({"data": [_swequad_entry()]}), encoding="utf-8")
    squad = json.dumps({"data": [_squad_article("Ett"), _squad_article("Två")]})
    (folder / "squad-v2-sv/squad_dev_v2_sv.json.gz").write_bytes(gzip.compress(squad.encode()))
    return folder


def _swequad_entry() -> dict[str, object]:
    answer = {"text": "klockan nio", "start": SWEQUAD_CONTEXT.index("klockan nio"), "type": "Correct answer"}
    return {"context": SWEQUAD_CONTEXT, "question": "När  öppnar biblioteket?", "choices": [answer]}


def _squad_article(name: str) -> dict[str, object]:
    context = f"{name} är ett tal. Det står i en lista. {name} skrivs med bokstäver."
    answers = [{"text": "bokstäver", "answer_start": context.index("bokstäver")}]
    asked = {"id": f"{name}-1", "question": f"Hur skrivs {name}?", "answers": answers}
    impossible: dict[str, object] = {"id": f"{name}-2", "question": "Varför?", "answers": []}
    return {"title": name, "paragraphs": [{"context": context, "qas": [asked, impossible]}]}


def make_tokenizer() -> Tokenizer:
    """Make a tokeniser whose tokens are single letters; a word begins with the token "▁"."""
    pieces = [*SPECIALS, "▁", *LETTERS]
    tokenizer = Tokenizer(models.Unigram([(piece, -1.0) for piece in pieces], unk_id=3, byte_fallback=False))
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always", split=True)
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    tokenizer.add_special_tokens(list(SPECIALS))
    return tokenizer


@pytest.fixture
def reader() -> InputReader:
    return InputReader(make_tokenizer(), EncoderConfig(Pooling.MEAN, "q: ", "pass: ", 512, PAD_ID))
