"""A tiny, randomly initialised BERT, and a folder of it that training can start from."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.eval.training.conftest import PAD_ID, make_tokenizer

if TYPE_CHECKING:
    from transformers import BertModel


def make_model() -> BertModel:
    """Make a model of two layers, 32 dimensions wide; always the same one."""
    torch = pytest.importorskip("torch", reason="extra 'models' is not installed")
    transformers = pytest.importorskip("transformers", reason="extra 'models' is not installed")
    config = transformers.BertConfig(
        vocab_size=make_tokenizer().get_vocab_size(), hidden_size=32, num_hidden_layers=2, num_attention_heads=2,
        intermediate_size=64, max_position_embeddings=512, initializer_range=0.2, pad_token_id=PAD_ID,
    )  # fmt: skip
    with torch.random.fork_rng():
        torch.manual_seed(0)
        model: BertModel = transformers.BertModel(config, add_pooling_layer=False)
    return model


def write_model(folder: Path) -> Path:
    """Write the model in sentence-transformers layout, as far as training reads it."""
    make_model().save_pretrained(folder)
    make_tokenizer().save(str(folder / "tokenizer.json"))
    (folder / "1_Pooling").mkdir()
    modules = [{"type": "models.Transformer", "path": ""}, {"type": "models.Pooling", "path": "1_Pooling"}]
    files: dict[str, object] = {
        "modules.json": modules,
        "1_Pooling/config.json": {"pooling_mode_mean_tokens": True},
        "config_sentence_transformers.json": {"prompts": {"query": "query: ", "document": "passage: "}},
    }
    for name, content in files.items():
        (folder / name).write_text(json.dumps(content), encoding="utf-8")
    return folder
