"""What goes over the wire where Belägg is used as a model: the JSON of OpenAI's API, as far as it has a meaning here.

Its clients send many settings that steer a language model (``temperature``, ``tools``, ``seed`` …). None of them is an
error, and none is listed: what the records do not name is not read.
"""

from __future__ import annotations

from typing import Annotated, Final, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from service.wire import CitationReply, FilterBody, Ignored, Language

MAX_INPUTS: Final = 128


class ContentPart(Struct, frozen=True):
    """A part of a message's content; pictures, sounds and files are not read."""

    type: str
    text: str | None = None


class Message(Struct, frozen=True):
    """A message of a conversation; those of the role ``user`` are questions, others are not read."""

    role: str
    content: str | tuple[ContentPart, ...] | None = None


class StreamOptions(Struct, frozen=True):
    """What a stream is to hold besides the answer."""

    include_usage: bool | None = None


class ChatBody(Struct, frozen=True):
    """Body of ``POST /v1/chat/completions``; ``filters``, ``language`` and ``ignore`` as in ``POST /v1/ask``."""

    model: str
    messages: tuple[Message, ...]
    stream: bool | None = None
    stream_options: StreamOptions | None = None
    filters: FilterBody = FilterBody()
    language: Language | None = None
    ignore: tuple[Ignored, ...] = ()


class UrlCitation(Struct, frozen=True):
    """A source: ``message.content[start_index:end_index]`` is its first mark, in Unicode code points.

    ``content`` is the quote.
    """

    start_index: int
    end_index: int
    url: str
    title: str
    content: str


class Annotation(Struct, frozen=True):
    """A remark on a message."""

    url_citation: UrlCitation
    type: Literal["url_citation"] = "url_citation"


class AnswerMessage(Struct, frozen=True):
    """The message that answers a conversation, in Markdown."""

    content: str
    annotations: tuple[Annotation, ...]
    role: Literal["assistant"] = "assistant"
    refusal: None = None


class Usage(Struct, frozen=True):
    """Lengths in tokens of the embedding model: of the questions that were read, and of the answer."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


class Choice(Struct, frozen=True):
    """The answer; there is always one."""

    message: AnswerMessage
    index: int = 0
    finish_reason: Literal["stop"] = "stop"
    logprobs: None = None


class ChatCompletion(Struct, frozen=True):
    """Reply of ``POST /v1/chat/completions``.

    The last three fields are Belägg's own: the citations and the status as in the reply of ``/v1/ask``, and the
    question in full, where the one that was asked leant on those before it.
    """

    id: str
    created: int
    model: str
    choices: tuple[Choice, ...]
    usage: Usage
    citations: tuple[CitationReply, ...]
    status: str
    question: str
    object: Literal["chat.completion"] = "chat.completion"


class Delta(Struct, frozen=True):
    """What a chunk adds to the message."""

    role: Literal["assistant"] | UnsetType = UNSET
    content: str | UnsetType = UNSET
    annotations: tuple[Annotation, ...] | UnsetType = UNSET


class ChunkChoice(Struct, frozen=True):
    """A part of the answer."""

    delta: Delta
    index: int = 0
    finish_reason: Literal["stop"] | None = None
    logprobs: None = None


class ChatCompletionChunk(Struct, frozen=True):
    """An event of a streamed completion; the last with a choice carries ``citations``, ``status`` and ``question``."""

    id: str
    created: int
    model: str
    choices: tuple[ChunkChoice, ...]
    usage: Usage | UnsetType | None = UNSET
    citations: tuple[CitationReply, ...] | UnsetType = UNSET
    status: str | UnsetType = UNSET
    question: str | UnsetType = UNSET
    object: Literal["chat.completion.chunk"] = "chat.completion.chunk"


class Model(Struct, frozen=True):
    """A model: ``belagg`` for conversations, the index's own for embeddings."""

    id: str
    created: int
    object: Literal["model"] = "model"
    owned_by: Literal["belagg"] = "belagg"


class ModelsReply(Struct, frozen=True):
    """Reply of ``GET /v1/models``."""

    data: tuple[Model, ...]
    object: Literal["list"] = "list"


TokenIds = tuple[int, ...]
Inputs = Annotated[
    tuple[str | int | TokenIds, ...],
    Meta(description="Texts. Token ids, which some clients send, are refused: they are another model's."),
]


class EmbeddingsBody(Struct, frozen=True):
    """Body of ``POST /v1/embeddings``.

    ``input_type`` says what the texts are: a ``query``, or a ``passage`` to be found by queries (also called
    ``document``). The model's name followed by ``-query`` or ``-passage`` says the same; without either they are
    passages. The model's vectors have one length, and ``dimensions`` can be no other (written
    as any number that JSON Schema takes for an integer: 384.0 too).
    """

    model: str
    input: str | Inputs
    encoding_format: Literal["float", "base64"] | None = None
    dimensions: float | None = None
    input_type: Literal["query", "search_query", "passage", "document", "search_document"] | None = None


class Embedding(Struct, frozen=True):
    """A text's vector: numbers, or their bytes (little-endian float32) in Base64."""

    embedding: tuple[float, ...] | str
    index: int
    object: Literal["embedding"] = "embedding"


class EmbeddingsUsage(Struct, frozen=True):
    """Length of the inputs in tokens."""

    prompt_tokens: int
    total_tokens: int


class EmbeddingsReply(Struct, frozen=True):
    """Reply of ``POST /v1/embeddings``, in the order of the inputs."""

    data: tuple[Embedding, ...]
    model: str
    usage: EmbeddingsUsage
    object: Literal["list"] = "list"


class ErrorDetail(Struct, frozen=True):
    """What went wrong: in words, its kind, the field it is about and its name."""

    message: str
    type: str
    param: str | None
    code: str


class ErrorReply(Struct, frozen=True):
    """An error."""

    error: ErrorDetail
