"""What a generation's manifest says: what was built from what, and the checksums of the result."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import msgspec

from indexing.config import IndexConfig
from indexing.records import DocumentMeta


class Artifact(msgspec.Struct, frozen=True):
    """A file of a generation: its size in bytes and the SHA-256 of its content."""

    size: int
    sha256: str


class EncoderIdentity(msgspec.Struct, frozen=True):
    """The embedding model that a generation was built with."""

    name: str
    fingerprint: str
    dimension: int


class CorpusEntry(msgspec.Struct, frozen=True):
    """A document of a generation: the SHA-256 of its source file and of its entry in the corpus manifest."""

    document_id: str
    source_sha256: str
    meta_sha256: str


def corpus_entries(metas: Sequence[DocumentMeta]) -> tuple[CorpusEntry, ...]:
    """Return what a recipe says of documents.

    Args:
        metas: what the corpus manifest says of each.
    """
    return tuple(
        CorpusEntry(meta.document_id, meta.sha256, hashlib.sha256(msgspec.json.encode(meta)).hexdigest())
        for meta in metas
    )


class Recipe(msgspec.Struct, frozen=True):
    """All that decides a generation's content: equal recipes give equal generations."""

    encoder: EncoderIdentity
    embedding_version: str
    analyzer_version: str
    reading_version: str
    parser_version: str
    chunker_version: str
    config: IndexConfig
    corpus: tuple[CorpusEntry, ...]


class Manifest(msgspec.Struct, frozen=True):
    """What a generation holds."""

    format_version: int
    created: str
    recipe: Recipe
    artifacts: dict[str, Artifact]
