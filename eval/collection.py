"""A data set's texts as documents of an index: through our own parser and chunker, kept in a cache by checksum."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from eval.errors import DatasetError
from eval.progress import reporting
from indexing.build import build_from
from indexing.config import DEFAULT_MODEL_NAME
from indexing.encoder import Encoder
from indexing.model import ensure_model
from indexing.onnx_encoder import OnnxEncoder
from indexing.parsing.plain_text import parse_plain_text
from indexing.records import Document, DocumentMeta

_SLUG: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_DIGEST_CHARACTERS: Final = 12


@dataclass(frozen=True, slots=True)
class SourceText:
    """One text of a data set: its id there, its title (or ""), and its text."""

    text_id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Collection:
    """The texts of a data set.

    Attributes:
        name: of the data set.
        texts: with unique ids.
    """

    name: str
    texts: tuple[SourceText, ...]

    def __post_init__(self) -> None:
        slugs = {text.text_id: document_id(text.text_id) for text in self.texts}
        if len(slugs) < len(self.texts) or len(set(slugs.values())) < len(self.texts):
            raise DatasetError(f"{self.name}: two texts have the same id; give each its own")

    @property
    def sha256(self) -> str:
        """Checksum over all texts, in order."""
        digest = hashlib.sha256()
        for text in self.texts:
            digest.update("\0".join((text.text_id, text.title, text.text, "")).encode())
        return digest.hexdigest()


def document_id(text_id: str) -> str:
    """Return the id under which a text is indexed: its own when that is a slug, else a digest of it."""
    if _SLUG.fullmatch(text_id):
        return text_id
    return f"t-{hashlib.sha256(text_id.encode()).hexdigest()[:_DIGEST_CHARACTERS]}"


def load_model(models: Path, name: str = DEFAULT_MODEL_NAME) -> Encoder:
    """Load an embedding model; a built-in one is built when it is missing.

    Args:
        models: the folder of embedding models.
        name: name or folder of the model.
    """
    with reporting() as report:
        folder = ensure_model(name, models, lambda step, share: report(step, round(share * 100), 100))
    return OnnxEncoder.load(folder)


def index_collection(collection: Collection, cache: Path, encoder: Encoder) -> Path:
    """Index a data set, or find the index that is already in the cache.

    Args:
        collection: the texts; those without any text are left out.
        cache: folder of such indexes.
        encoder: the embedding model.

    Returns:
        The index folder; ``belagg serve --index`` can serve it.
    """
    texts = [text for text in collection.texts if text.text.strip()]
    metas = [_meta(text) for text in texts]
    model = encoder.fingerprint[:_DIGEST_CHARACTERS]
    folder = cache / f"{collection.name}-{collection.sha256[:_DIGEST_CHARACTERS]}-{model}"
    with reporting() as report:
        build_from(metas, lambda: _documents(texts, metas), folder, encoder, progress=report)
    return folder


def _documents(texts: Sequence[SourceText], metas: Sequence[DocumentMeta]) -> list[Document]:
    return [parse_plain_text(_body(text).encode(), meta) for text, meta in zip(texts, metas, strict=True)]


def _body(text: SourceText) -> str:
    """Return title and text, as is usual for BEIR; NUL and other control characters are not text."""
    whole = f"{text.title}\n\n{text.text}" if text.title else text.text
    return "".join(character for character in whole if character.isprintable() or character.isspace())


def _meta(text: SourceText) -> DocumentMeta:
    return DocumentMeta(
        document_id=document_id(text.text_id),
        title=text.title,
        title_is_descriptive=False,
        type="text",
        parties=(),
        organ=None,
        session=None,
        date=None,
        language="sv",
        source="data set for evaluation",
        licence="of the data set",
        file=text.text_id,
        sha256=hashlib.sha256(_body(text).encode()).hexdigest(),
        parsed_as="plain-text",
    )
