"""Embeddings, by the `openai` package with a service that listens."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any

import httpx
import numpy as np
import openai
import pytest
from openai import OpenAI

from indexing.onnx_encoder import OnnxEncoder

MODEL = "belagg-e5-small"
TEXTS = ["Fler vårdplatser på akutsjukhusen.", "Nattbussar varje timme."]


@pytest.fixture(scope="module")
def client(chat_url: str) -> Iterator[OpenAI]:
    with OpenAI(base_url=f"{chat_url}/v1", api_key="-", max_retries=0) as client:
        yield client


def embedded(client: OpenAI, texts: list[str] | str, model: str = MODEL, **settings: Any) -> np.ndarray[Any, Any]:
    reply = client.embeddings.create(model=model, input=texts, **settings)
    assert [item.index for item in reply.data] == list(range(len(reply.data)))
    return np.array([item.embedding for item in reply.data], np.float32)


def test_texts_are_passages_unless_they_are_called_queries(client: OpenAI, encoder: OnnxEncoder) -> None:
    passages, queries = encoder.encode_passages(TEXTS), encoder.encode_queries(TEXTS)
    assert not np.allclose(passages, queries, atol=1e-3)
    assert embedded(client, TEXTS) == pytest.approx(passages, abs=1e-6)
    for settings in ({"model": f"{MODEL}-query"}, {"extra_body": {"input_type": "query"}}):
        assert embedded(client, TEXTS, **settings) == pytest.approx(queries, abs=1e-6)
    named = embedded(client, TEXTS[0], f"{MODEL}-passage", extra_body={"input_type": "search_document"})
    assert named == pytest.approx(passages[:1], abs=1e-6)


def test_both_encodings_give_the_same_numbers(chat_url: str) -> None:
    replies = {
        encoding: httpx.post(
            f"{chat_url}/v1/embeddings", json={"model": MODEL, "input": TEXTS[0], "encoding_format": encoding}
        ).json()
        for encoding in ("float", "base64")
    }
    numbers = np.array(replies["float"]["data"][0]["embedding"], np.float32)
    decoded = np.frombuffer(base64.b64decode(replies["base64"]["data"][0]["embedding"]), "<f4")
    assert decoded.tolist() == pytest.approx(numbers.tolist(), abs=1e-9)
    assert float(np.linalg.norm(numbers)) == pytest.approx(1, abs=1e-6)


def test_many_texts_keep_their_order_and_their_tokens_are_counted(client: OpenAI, encoder: OnnxEncoder) -> None:
    texts = [f"{TEXTS[number % 2]} {number}" for number in range(19)]
    reply = client.embeddings.create(model=MODEL, input=texts)
    found = np.array([item.embedding for item in reply.data], np.float32)
    assert found == pytest.approx(encoder.encode_passages(texts), abs=1e-6)
    assert reply.usage.prompt_tokens == reply.usage.total_tokens == sum(encoder.count_tokens(texts))


@pytest.mark.parametrize(
    ("body", "error", "param", "code"),
    [
        ({"model": "text-embedding-3-small", "input": "å"}, openai.NotFoundError, "model", "model_not_found"),
        ({"model": "belagg", "input": "å"}, openai.NotFoundError, "model", "model_not_found"),
        ({"model": MODEL, "input": "å", "dimensions": 256}, openai.BadRequestError, "dimensions", "invalid_value"),
        ({"model": MODEL, "input": []}, openai.BadRequestError, "input", "invalid_value"),
        ({"model": MODEL, "input": ["å", " "]}, openai.BadRequestError, "input", "invalid_value"),
        ({"model": MODEL, "input": ["å"] * 129}, openai.BadRequestError, "input", "invalid_value"),
        ({"model": MODEL, "input": [[1, 2], [3]]}, openai.BadRequestError, "input", "invalid_value"),
        ({"model": MODEL, "input": [1, 2]}, openai.BadRequestError, "input", "invalid_value"),
        ({"model": MODEL, "input": "vård " * 600}, openai.BadRequestError, "input", "context_length_exceeded"),
        (
            {"model": f"{MODEL}-query", "input": "å", "extra_body": {"input_type": "passage"}},
            openai.BadRequestError,
            "input_type",
            "invalid_value",
        ),
    ],
)
def test_what_cannot_be_embedded(
    client: OpenAI, body: dict[str, Any], error: type[openai.APIStatusError], param: str, code: str
) -> None:
    with pytest.raises(error) as refused:
        client.embeddings.create(**body)
    assert (refused.value.param, refused.value.code) == (param, code)


def test_the_models_own_length_is_no_error(client: OpenAI, encoder: OnnxEncoder) -> None:
    named = client.embeddings.create(model=MODEL, input="å", dimensions=encoder.dimension)
    assert len(named.data[0].embedding) == encoder.dimension == 384
