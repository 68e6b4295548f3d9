"""``/v1/models``, ``/v1/chat/completions`` and ``/v1/embeddings``."""

from __future__ import annotations

from typing import Annotated, Final

from litestar import Response, Router, get, post
from litestar.params import JSONBody, PathParameter
from litestar.response import ServerSentEvent
from litestar.status_codes import HTTP_200_OK

from service.api.examples import ExampleOperation
from service.auth import TAKES_PLACEHOLDER_KEYS, requires
from service.dependencies import InjectedResources
from service.desk import AnyRequest
from service.keys import Scope
from service.openai_compatible.completions import Completing
from service.openai_compatible.description import (
    COMPLETION_RESPONSES,
    EMBEDDINGS_RESPONSES,
    MODEL_RESPONSES,
    MODELS_RESPONSES,
    ChatOperation,
)
from service.openai_compatible.embeddings import embed
from service.openai_compatible.errors import respond
from service.openai_compatible.models import list_models
from service.openai_compatible.records import (
    ChatBody,
    ChatCompletion,
    EmbeddingsBody,
    EmbeddingsReply,
    Model,
    ModelsReply,
)
from service.openai_compatible.refusals import ModelNameError
from service.settings import Settings

READING: Final = [requires(Scope.READ)]
TAGS: Final = ["As a model"]


@get(
    "/models",
    operation_id="listModels",
    summary="List the models",
    tags=TAGS,
    operation_class=ExampleOperation,
    responses=MODELS_RESPONSES,
)
async def get_models(resources: InjectedResources) -> ModelsReply:
    """Return `belagg`, which answers conversations, and the embedding model of the index."""
    return ModelsReply(list_models(resources.host))


@get(
    "/models/{model_id:str}",
    operation_id="getModel",
    summary="Look up a model",
    tags=TAGS,
    operation_class=ExampleOperation,
    responses=MODEL_RESPONSES,
)
async def get_model(
    resources: InjectedResources, model_id: Annotated[str, PathParameter(description="The model's name.")]
) -> Model:
    """Return a model, if there is one of that name."""
    models = {model.id: model for model in list_models(resources.host)}
    if model_id not in models:
        raise ModelNameError(model_id, tuple(models))
    return models[model_id]


@post(
    "/chat/completions",
    operation_id="createChatCompletion",
    summary="Answer a conversation",
    tags=TAGS,
    operation_class=ChatOperation,
    status_code=HTTP_200_OK,
    responses=COMPLETION_RESPONSES,
)
async def create_chat_completion(
    request: AnyRequest, resources: InjectedResources, data: JSONBody[ChatBody]
) -> Response[ChatCompletion] | ServerSentEvent:
    """Answer the last question of a conversation in Markdown, with verbatim, located quotes.

    Settings of language models (`temperature`, `tools` …) have no effect.
    """
    completing = Completing(data, request, resources)
    return await completing.stream() if data.stream else Response(await completing.whole())


@post(
    "/embeddings",
    operation_id="createEmbeddings",
    summary="Embed texts",
    tags=TAGS,
    operation_class=ExampleOperation,
    status_code=HTTP_200_OK,
    responses=EMBEDDINGS_RESPONSES,
)
async def create_embeddings(
    request: AnyRequest, resources: InjectedResources, data: JSONBody[EmbeddingsBody]
) -> EmbeddingsReply:
    """Return texts as vectors of the model that the index was built with, of length 1."""
    return await embed(data, request, resources)


def openai_router(settings: Settings) -> Router:
    """Return the routes of OpenAI's API; their errors are in that API's form.

    Args:
        settings: say how long a conversation may be.
    """
    return Router(
        "/v1",
        route_handlers=[get_models, get_model, create_chat_completion, create_embeddings],
        guards=READING,
        exception_handlers={Exception: respond},
        request_max_body_size=settings.max_conversation_bytes,
        opt={TAKES_PLACEHOLDER_KEYS: True},
    )
