"""Vectors of a batch against one text at a time."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("torch", reason="extra 'models' is not installed")

import torch
from tokenizers import Tokenizer
from torch.nn import functional
from transformers import BertModel

from eval.training import encoding
from eval.training.encoding import encode
from eval.training.inputs import InputReader
from indexing.model_config import read_encoder_config
from indexing.onnx_encoder import OnnxEncoder
from tests.eval.training.conftest import PAD_ID, make_passage
from tests.eval.training.tiny_model import make_model

TEXTS = ("Ska tåget gå?", "Nej.", "Vem ska betala för allt det här?")


def test_padding_and_order_change_nothing(reader: InputReader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoding, "_CALL_TOKENS", 60)  # two calls
    inputs = [reader.query(text) for text in TEXTS]
    model = make_model().train(mode=False)
    with torch.no_grad():
        found = encode(model, inputs, PAD_ID)
        for position, one in enumerate(inputs):
            hidden = model(input_ids=torch.tensor([one.ids])).last_hidden_state[0]
            own = functional.normalize(hidden[one.prompt_tokens : -1], dim=-1)
            # bfloat16 has eight bits of precision
            torch.testing.assert_close(
                found.pooled[position], functional.normalize(hidden.mean(0), dim=0), atol=0.03, rtol=0
            )
            torch.testing.assert_close(found.tokens[position], own, atol=0.03, rtol=0)
            assert len(own) == sum(one.sentence_tokens)
    assert (found.pooled.dtype, found.pooled.shape) == (torch.float32, (3, 32))
    torch.testing.assert_close(found.pooled.norm(dim=1), torch.ones(3))


@pytest.mark.model
def test_vectors_are_those_that_the_product_computes(model_folder: Path, encoder: OnnxEncoder) -> None:
    config = read_encoder_config(model_folder)
    reader = InputReader(Tokenizer.from_file(str(model_folder / "tokenizer.json")), config)
    model = BertModel.from_pretrained(model_folder, add_pooling_layer=False)
    passage = make_passage("x", ["Tandvården ska bli avgiftsfri.", "Det gäller alla upp till 25 år."])
    with torch.no_grad():
        found = encode(model, [reader.query(TEXTS[2]), reader.passage(passage)], config.pad_id)
    query, own = encoder.encode_queries_with_tokens([TEXTS[2]])
    vectors, tokens = encoder.encode_passages_with_tokens([passage.text])
    for theirs, ours in ((query[0], found.pooled[0]), (vectors[0], found.pooled[1])):
        assert float(torch.tensor(theirs) @ ours) == pytest.approx(1.0, abs=1e-3)
    for theirs, ours in ((own[0], found.tokens[0]), (tokens[0], found.tokens[1])):
        assert theirs.shape == tuple(ours.shape)
        assert (torch.tensor(theirs) * ours).sum(dim=1).min() > 0.99
