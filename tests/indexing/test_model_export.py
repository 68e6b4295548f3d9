"""Adding other models, with a real, tiny, randomly initialised BERT that is made here."""

from __future__ import annotations

import string
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from indexing import model_export
from indexing.errors import MissingExtraError, ModelError
from indexing.model import add_model, list_models, resolve_model, verify_model
from indexing.model_folder import read_manifest
from indexing.model_precision import Precision
from indexing.onnx_encoder import OnnxEncoder

TEXTS = ["Vad kostar det?", "a", "Hur många vårdplatser saknas i regionen i dag, och varför?", "ord " * 200]

MakeModel = Callable[..., Path]


@pytest.fixture
def make_model(tmp_path: Path) -> MakeModel:
    """Return a function that saves a tiny SentenceTransformer and gives its folder."""
    torch = pytest.importorskip("torch", reason="extra 'models' is not installed")
    transformers = pytest.importorskip("transformers", reason="extra 'models' is not installed")
    sentence_transformers = pytest.importorskip("sentence_transformers", reason="extra 'models' is not installed")
    modules = pytest.importorskip("sentence_transformers.sentence_transformer.modules")

    def make(pooling: str, *, normalize: bool = False, dense: bool = False, prompt: str = "") -> Path:
        torch.manual_seed(0)
        base = tmp_path / "bert"
        base.mkdir()
        letters = string.ascii_lowercase + "åäö"
        pieces = [
            "[PAD]",
            "[UNK]",
            "[CLS]",
            "[SEP]",
            "[MASK]",
            *letters,
            *(f"##{letter}" for letter in letters),
            "?",
            ":",
        ]
        (base / "vocab.txt").write_text("\n".join(pieces), encoding="utf-8")
        tokenizer = transformers.BertTokenizerFast(vocab_file=str(base / "vocab.txt"), strip_accents=False)
        config = transformers.BertConfig(
            vocab_size=len(pieces), hidden_size=32, num_hidden_layers=2, num_attention_heads=2,
            intermediate_size=64, max_position_embeddings=128, initializer_range=0.5,
        )  # fmt: skip
        transformers.BertModel(config).save_pretrained(base)
        tokenizer.save_pretrained(base)
        parts = [modules.Transformer(str(base)), modules.Pooling(32, pooling_mode=pooling)]
        parts += [modules.Dense(32, 16)] if dense else []
        parts += [modules.Normalize()] if normalize else []
        prompts = {"query": prompt, "document": ""}
        model = sentence_transformers.SentenceTransformer(modules=parts, device="cpu", prompts=prompts)
        model.save_pretrained(str(tmp_path / "tiny"), create_model_card=False)
        return tmp_path / "tiny"

    return make


@pytest.mark.model
@pytest.mark.parametrize(("pooling", "normalize"), [("mean", True), ("cls", False), ("max", False)])
def test_an_added_model_gives_the_vectors_of_torch(
    make_model: MakeModel, tmp_path: Path, pooling: str, normalize: bool
) -> None:
    source = make_model(pooling, normalize=normalize, prompt="fråga: ")
    steps: list[str] = []
    folder = add_model(
        str(source),
        tmp_path / "models",
        progress=lambda step, _share: steps.append(step),
        precision=Precision.FLOAT32,
    )
    assert list_models(tmp_path / "models") == ["tiny"]
    assert resolve_model("tiny", tmp_path / "models") == folder
    assert verify_model(folder).source == str(source)
    assert steps[-1] == "model ready"
    _compare_with_torch(OnnxEncoder.load(folder), source)


@pytest.mark.model
def test_an_added_model_may_multiply_bytes(make_model: MakeModel, tmp_path: Path) -> None:
    source = str(make_model("mean"))
    exact = OnnxEncoder.load(add_model(source, tmp_path / "models", name="exact", precision=Precision.FLOAT32))
    folder = add_model(source, tmp_path / "models", name="rounded", precision=Precision.INT8)
    assert read_manifest(folder).precision == Precision.INT8
    assert verify_model(folder).fingerprint != exact.fingerprint
    vectors = OnnxEncoder.load(folder).encode_passages(TEXTS)
    assert (vectors * exact.encode_passages(TEXTS)).sum(axis=1).min() >= model_export.MIN_QUANTIZED_PARITY
    assert np.abs(vectors - exact.encode_passages(TEXTS)).max() > 1e-5  # they are not those of float32 itself


@pytest.mark.model
def test_a_model_that_bytes_would_change_stays_in_float32(
    make_model: MakeModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(model_export, "MIN_QUANTIZED_PARITY", 1.1)
    folder = add_model(str(make_model("mean")), tmp_path / "models", precision=Precision.INT8)
    assert verify_model(folder).precision == Precision.FLOAT32
    assert sorted(path.name for path in (folder / "onnx").iterdir()) == ["model.onnx"]


def _compare_with_torch(encoder: OnnxEncoder, source: Path) -> None:
    sentence_transformers = pytest.importorskip("sentence_transformers")
    model = sentence_transformers.SentenceTransformer(str(source), device="cpu")
    for ours, theirs in (
        (encoder.encode_queries(TEXTS), model.encode_query(TEXTS, normalize_embeddings=True)),
        (encoder.encode_passages(TEXTS), model.encode_document(TEXTS, normalize_embeddings=True)),
    ):
        np.testing.assert_allclose(ours, theirs, atol=1e-4)
    assert (encoder.max_tokens, encoder.dimension, encoder.name) == (128, 32, "tiny")


@pytest.mark.model
def test_a_prompt_s_tokens_are_left_out_of_the_token_vectors(make_model: MakeModel, tmp_path: Path) -> None:
    encoder = OnnxEncoder.load(add_model(str(make_model("mean", prompt="fråga: ")), tmp_path / "models", name="other"))
    assert encoder.name == "other"
    assert [len(vectors) for vectors in encoder.encode_query_tokens(["vård", "å a"])] == [4, 2]
    assert [len(vectors) for vectors in encoder.encode_passage_tokens(["vård", "å a"])] == [4, 2]


@pytest.mark.model
@pytest.mark.parametrize(
    ("pooling", "dense", "message"),
    [("mean", True, "modules Transformer, Pooling, Dense"), ("lasttoken", False, r"pooling \['lasttoken'\]")],
)
def test_what_cannot_be_reproduced_is_refused(
    make_model: MakeModel, tmp_path: Path, pooling: str, dense: bool, message: str
) -> None:
    source = make_model(pooling, dense=dense)
    with pytest.raises(ModelError, match=message):
        add_model(str(source), tmp_path / "models")
    assert list_models(tmp_path / "models") == []


@pytest.mark.model
def test_a_model_with_other_vectors_is_refused(
    make_model: MakeModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(OnnxEncoder, "encode_queries", lambda _self, texts: -np.ones((len(texts), 32), np.float32))
    with pytest.raises(ModelError, match=r"other vectors than torch \(cosine -"):
        add_model(str(make_model("mean")), tmp_path / "models")
    assert list_models(tmp_path / "models") == []


def test_without_the_extra_the_error_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'belagg\[models\]'"):
        add_model("some/model", tmp_path)


@pytest.mark.model
def test_an_unreachable_hub_is_one_clear_error(tmp_path: Path) -> None:
    pytest.importorskip("sentence_transformers", reason="extra 'models' is not installed")
    code = (
        "import os, sys; os.environ['HF_HUB_OFFLINE'] = '1'\n"
        "from pathlib import Path; from indexing.errors import ModelError; from indexing.model import add_model\n"
        "try: add_model('no-such-org/no-such-model', Path(sys.argv[1]))\n"
        "except ModelError as error: print(error)\n"
    )
    command = [sys.executable, "-c", code, str(tmp_path)]
    result = subprocess.run(command, cwd=Path(__file__).parents[2], capture_output=True, text=True, check=True)  # noqa: S603
    assert result.stdout.startswith("cannot load 'no-such-org/no-such-model' with torch: ")
    assert result.stdout.count("\n") == 1


def test_parity_is_a_high_bar() -> None:
    assert model_export.MIN_PARITY == 0.999
