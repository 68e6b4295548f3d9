"""Which models there are, and which one a caller means."""

from __future__ import annotations

from typing import Final

from service.host import EngineHost
from service.openai_compatible.records import EmbeddingsBody, Model
from service.openai_compatible.refusals import ModelNameError, ParameterError

CHAT_MODEL: Final = "belagg"
QUERY_SUFFIX: Final = "-query"
PASSAGE_SUFFIX: Final = "-passage"
_QUERY_TYPES: Final = frozenset({"query", "search_query"})


def list_models(host: EngineHost) -> tuple[Model, ...]:
    """Return the model for conversations and the one for embeddings.

    Args:
        host: has the engine.

    Raises:
        StorageError: no index is open.
    """
    created = int(host.built)
    return Model(CHAT_MODEL, created), Model(embedding_model(host), created)


def embedding_model(host: EngineHost) -> str:
    """Return the name of the model that the index was built with.

    Raises:
        StorageError: no index is open.
    """
    return host.look_up(lambda engine: engine.encoder.name).value


def check_chat_model(name: str) -> None:
    """Refuse to converse as another model.

    Raises:
        ModelNameError: the name is not that of the model for conversations.
    """
    if name != CHAT_MODEL:
        raise ModelNameError(name, [CHAT_MODEL])


def reads_queries(body: EmbeddingsBody, model: str) -> bool:
    """Tell whether texts are to be embedded as queries, and not as passages.

    Args:
        body: says so by its model's name or its ``input_type``.
        model: the embedding model's name.

    Raises:
        ModelNameError: it wants another model.
        ParameterError: it says both.
    """
    known = (model, f"{model}{QUERY_SUFFIX}", f"{model}{PASSAGE_SUFFIX}")
    if body.model not in known:
        raise ModelNameError(body.model, known)
    by_type = None if body.input_type is None else body.input_type in _QUERY_TYPES
    by_name = None if body.model == model else body.model.endswith(QUERY_SUFFIX)
    if None not in {by_type, by_name} and by_type != by_name:
        raise ParameterError("input_type", f"input_type {body.input_type!r} contradicts the model {body.model!r}")
    return bool(by_type or by_name)
