"""The encoder's own promises: order, independence of the batch, lengths, odd input."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from indexing.config import DEFAULT_MODEL_NAME
from indexing.encoder import Encoder
from indexing.errors import ModelIntegrityError
from indexing.model_batches import batches_by_length, batches_of_one_length
from indexing.onnx_encoder import QUANTIZED_GRAPH, OnnxEncoder
from tests.indexing.test_encoder_parity import LONG, TEXTS

QUERY = "Vad vill partiet göra åt vårdköerna?"


def test_batches_hold_similar_lengths_within_the_budget() -> None:
    assert list(batches_by_length([3, 10, 4, 600, 10], max_tokens=20)) == [[3], [1, 4], [2, 0]]


def test_batches_of_one_length_need_no_padding() -> None:
    lengths = [3, 10, 4, 600, 10, 4, 10, 4, 4, 4, 4]
    assert list(batches_of_one_length(lengths, max_tokens=20)) == [[3], [1, 4], [6], [2, 5, 7, 8, 9], [10], [0]]


def test_no_batch_of_nothing() -> None:
    assert list(batches_by_length([], max_tokens=20)) == []
    assert list(batches_of_one_length([], max_tokens=20)) == []


@pytest.mark.model
def test_is_an_encoder(encoder: OnnxEncoder) -> None:
    assert_type: Encoder = encoder
    assert assert_type.name == DEFAULT_MODEL_NAME
    assert (encoder.dimension, encoder.max_tokens) == (384, 512)


@pytest.mark.model
def test_nothing_gives_an_empty_matrix(encoder: OnnxEncoder) -> None:
    assert encoder.encode_queries([]).shape == (0, 384)
    dense, tokens = encoder.encode_passages_with_tokens([])
    assert (dense.shape, tokens, encoder.count_tokens([])) == ((0, 384), [], [])


@pytest.mark.model
def test_a_vector_does_not_depend_on_the_batch(encoder: OnnxEncoder) -> None:
    together, tokens = encoder.encode_passages_with_tokens([*TEXTS, *reversed(TEXTS)])
    for i, text in enumerate(TEXTS):
        alone, own_tokens = encoder.encode_passages_with_tokens([text])
        np.testing.assert_allclose(alone[0], together[i], atol=1e-6)
        np.testing.assert_allclose(own_tokens[0], tokens[i], atol=1e-6)


@pytest.mark.model
def test_the_same_call_gives_the_same_bits(encoder: OnnxEncoder) -> None:
    np.testing.assert_array_equal(encoder.encode_passages(TEXTS), encoder.encode_passages(TEXTS))


@pytest.mark.model
def test_order_is_kept(encoder: OnnxEncoder) -> None:
    vectors = encoder.encode_passages([*TEXTS, *reversed(TEXTS)])
    np.testing.assert_allclose(vectors[: len(TEXTS)], vectors[len(TEXTS) :][::-1], atol=1e-5)


@pytest.mark.model
def test_vectors_have_length_one(encoder: OnnxEncoder) -> None:
    dense, tokens = encoder.encode_queries_with_tokens(TEXTS)
    assert dense.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(dense, axis=1), 1, atol=1e-6)
    np.testing.assert_allclose(np.linalg.norm(np.concatenate(tokens), axis=1), 1, atol=1e-6)


@pytest.mark.model
def test_queries_and_passages_have_different_prompts(encoder: OnnxEncoder) -> None:
    similarity = float(encoder.encode_queries([QUERY])[0] @ encoder.encode_passages([QUERY])[0])
    assert 0.8 < similarity < 0.999


@pytest.mark.model
def test_token_vectors_are_the_text_s_own(encoder: OnnxEncoder) -> None:
    dense, tokens = encoder.encode_queries_with_tokens([QUERY, "vård"])
    assert [len(vectors) for vectors in tokens] == encoder.count_tokens([QUERY, "vård"])
    np.testing.assert_allclose(encoder.encode_query_tokens([QUERY])[0], tokens[0], atol=1e-5)
    np.testing.assert_allclose(encoder.encode_queries([QUERY])[0], dense[0], atol=1e-5)


@pytest.mark.model
def test_token_vectors_of_passages(encoder: OnnxEncoder) -> None:
    dense, tokens = encoder.encode_passages_with_tokens(TEXTS)
    np.testing.assert_array_equal(encoder.encode_passages(TEXTS), dense)
    for ours, alone in zip(tokens, encoder.encode_passage_tokens(TEXTS), strict=True):
        np.testing.assert_array_equal(ours, alone)
    assert [len(vectors) for vectors in tokens] == encoder.count_tokens(TEXTS)


@pytest.mark.model
def test_what_is_too_long_is_cut_before_the_closing_token(encoder: OnnxEncoder) -> None:
    tokens = encoder.encode_passage_tokens([LONG])[0]
    specials_and_prompt = 2 + encoder.count_tokens(["passage:"])[0]
    assert len(tokens) == 512 - specials_and_prompt
    same_beginning = encoder.encode_passages([LONG, LONG + "och ännu mer"])
    np.testing.assert_array_equal(same_beginning[0], same_beginning[1])


@pytest.mark.model
def test_lengths_are_counted_without_a_limit(encoder: OnnxEncoder) -> None:
    assert encoder.count_tokens(["", "vård", "vård " * 1000]) == [0, 1, 1001]


@pytest.mark.model
@pytest.mark.parametrize("text", ["", " ", "\0", "\ud800", "vård\udfffkö", "\U0010ffff", "\u200b", "e\u0301" * 300])
def test_odd_text_is_encoded(encoder: OnnxEncoder, text: str) -> None:
    dense, _ = encoder.encode_queries_with_tokens([text, QUERY])
    assert np.isfinite(dense).all()
    assert float(dense[1] @ encoder.encode_queries([QUERY])[0]) >= 0.9999


@pytest.mark.model
def test_progress_counts_every_passage(encoder: OnnxEncoder) -> None:
    done: list[int] = []
    encoder.encode_passages(TEXTS, progress=done.append)
    assert sum(done) == len(TEXTS)
    assert len(done) > 1


@pytest.mark.model
def test_the_nearest_passage_answers_the_question(encoder: OnnxEncoder) -> None:
    passages = [
        "Tandvården ska ingå i högkostnadsskyddet.",
        "Tågtrafiken mellan Malmö och Köpenhamn ska byggas ut.",
        "Barnmorskor ska få följa kvinnan genom hela förlossningen.",
    ]
    scores = encoder.encode_queries(["Vad säger partiet om tänder?"]) @ encoder.encode_passages(passages).T
    assert int(scores.argmax()) == 0


@pytest.mark.model
def test_thread_counts_agree(encoder: OnnxEncoder, model_folder: Path) -> None:
    single = OnnxEncoder.load(model_folder, threads=1)
    assert single.fingerprint == encoder.fingerprint
    np.testing.assert_allclose(single.encode_queries(TEXTS), encoder.encode_queries(TEXTS), atol=1e-5)


@pytest.mark.model
def test_a_damaged_graph_is_refused(model_folder: Path, tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(model_folder, folder, copy_function=_link, symlinks=True)
    (folder / QUANTIZED_GRAPH).unlink()
    (folder / QUANTIZED_GRAPH).write_bytes(b"\0" * (model_folder / QUANTIZED_GRAPH).stat().st_size)
    with pytest.raises(ModelIntegrityError, match="differs from its checksum"):
        OnnxEncoder.load(folder)


def _link(source: str, target: str) -> None:
    """Spare copying 600 MB."""
    Path(target).symlink_to(source)
