"""``/v1/embeddings``: texts as vectors of the model that the index was built with."""

from __future__ import annotations

import base64
from functools import partial
from typing import Final

import numpy as np

from indexing.encoder import Encoder, FloatArray
from indexing.engine import Engine
from service.dependencies import Resources
from service.desk import AnyRequest, gone
from service.openai_compatible.models import embedding_model, reads_queries
from service.openai_compatible.records import (
    MAX_INPUTS,
    Embedding,
    EmbeddingsBody,
    EmbeddingsReply,
    EmbeddingsUsage,
)
from service.openai_compatible.refusals import ParameterError, TooLongError

# Encoded at a time; whoever asks a question meanwhile waits for these at most, and not for the whole request.
SLICE: Final = 8
# Of a text's room: what the model's prefix and its special tokens take, at most.
_RESERVED: Final = 8


async def embed(body: EmbeddingsBody, request: AnyRequest, resources: Resources) -> EmbeddingsReply:
    """Embed texts.

    Args:
        body: the texts.
        request: what they came with: its sender may go away.
        resources: have the engine.

    Raises:
        ParameterError: the texts, the model, ``input_type`` or ``dimensions`` cannot be used.
        OverloadError: too many questions are waiting.
        ClientGoneError: the sender went away.
        StorageError: no index is open.
    """
    model = embedding_model(resources.host)
    as_queries = reads_queries(body, model)
    texts = _texts(body)
    vectors: list[FloatArray] = []
    tokens = 0
    for start in range(0, len(texts), SLICE):
        part = texts[start : start + SLICE]
        encode = partial(_encode, texts=part, body=body, as_queries=as_queries)
        reading = await resources.host.compute(encode, gone(request))
        vectors.append(reading.value[0])
        tokens += reading.value[1]
    shaped = (_shaped(vector, body) for vector in np.concatenate(vectors))
    data = tuple(Embedding(embedding, index) for index, embedding in enumerate(shaped))
    return EmbeddingsReply(data, body.model, EmbeddingsUsage(tokens, tokens))


def _texts(body: EmbeddingsBody) -> list[str]:
    """Check what is to be embedded, before any of it is."""
    inputs = (body.input,) if isinstance(body.input, str) else body.input
    texts = [text for text in inputs if isinstance(text, str)]
    if len(texts) < len(inputs):
        raise ParameterError(
            "input",
            "the input holds token ids of another model's tokeniser; send texts "
            "(LangChain does with OpenAIEmbeddings(check_embedding_ctx_length=False))",
        )
    if not 1 <= len(texts) <= MAX_INPUTS:
        raise ParameterError("input", f"the input has {len(texts)} texts; send from 1 to {MAX_INPUTS} in a request")
    for place, text in enumerate(texts):
        if not text.strip():
            raise ParameterError("input", f"text {place} of the input is empty; leave it out")
    return texts


def _encode(engine: Engine, *, texts: list[str], body: EmbeddingsBody, as_queries: bool) -> tuple[FloatArray, int]:
    """Return one vector a text, shape (len(texts), dimension), and the texts' length in tokens."""
    encoder = engine.encoder
    if body.dimensions not in {None, encoder.dimension}:
        raise ParameterError(
            "dimensions", f"dimensions is {body.dimensions:g}; the model {encoder.name} has {encoder.dimension}"
        )
    lengths = _lengths(encoder, texts)
    return encoder.encode_queries(texts) if as_queries else encoder.encode_passages(texts), sum(lengths)


def _lengths(encoder: Encoder, texts: list[str]) -> list[int]:
    """Return the texts' lengths; a text of which the end would not be read is refused."""
    lengths = encoder.count_tokens(texts)
    longest = max(range(len(texts)), key=lengths.__getitem__)
    limit = encoder.max_tokens - _RESERVED
    if lengths[longest] > limit:
        raise TooLongError("input", f"a text of the input has {lengths[longest]} tokens; the limit is {limit}")
    return lengths


def _shaped(vector: FloatArray, body: EmbeddingsBody) -> str | tuple[float, ...]:
    if body.encoding_format == "base64":
        return base64.b64encode(vector.astype("<f4").tobytes()).decode()
    return tuple(vector.tolist())
