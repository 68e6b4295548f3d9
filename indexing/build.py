"""From a corpus folder to an index generation; only what changed is embedded."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from indexing.analyzer import ANALYZER_VERSION, STOPWORDS, terms
from indexing.chunking import CHUNKER_VERSION, chunk
from indexing.config import DEFAULT_MODEL_NAME, IndexConfig
from indexing.corpus import check_sources, load_document, read_manifest
from indexing.dense import DenseIndex
from indexing.encoder import Encoder
from indexing.errors import StorageError
from indexing.lexical import LexicalIndex
from indexing.links import sentence_texts
from indexing.model import ensure_model
from indexing.onnx_encoder import OnnxEncoder
from indexing.parsing import PARSER_VERSION
from indexing.parties import PARTY_NAMES
from indexing.recipes import EncoderIdentity, Recipe, corpus_entries
from indexing.records import Document, DocumentMeta, Passage
from indexing.sentences import READING_VERSION, read_sentences
from indexing.snapshot import (
    DENSE,
    DOCUMENTS,
    LEXICAL,
    PASSAGES,
    SENTENCES,
    TOKENS,
    VOCABULARY,
    Snapshot,
    load_snapshot,
)
from indexing.storage import kept_generations, make_current, open_generation, write_generation, writing
from indexing.tokens import TokenStore
from indexing.vectors import EMBEDDING_VERSION, BuildProgress, VectorSource
from indexing.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did.

    Attributes:
        version: the generation in use afterwards.
        documents: how many it holds.
        passages: how many it holds.
        embedded: passages whose vectors were computed.
        reused: passages whose vectors came from the generation before.
        changed: whether another generation than before is in use: one that was written, or one that was kept of
            the same documents.
        seconds: how long it took.
    """

    version: str
    documents: int
    passages: int
    embedded: int
    reused: int
    changed: bool
    seconds: float


def build_index(
    corpus: Path,
    index: Path,
    models: Path,
    *,
    model: str | None = None,
    progress: BuildProgress | None = None,
) -> BuildReport:
    """Bring an index up to date with a corpus folder.

    Args:
        corpus: the folder of source documents with ``manifest.toml``.
        index: the index folder; created when it is missing.
        models: the folder of embedding models; the default model is built there when it is missing.
        model: name or folder of the embedding model; None takes the one that the index was built with, or the default.
        progress: called with a stage's name, what is done and what there is to do.

    Raises:
        CorpusError: a source document cannot be used.
        ModelError: the embedding model cannot be used.
        StorageError: the index cannot be written.
    """
    report = progress or _silent
    model = model or _remembered_model(index)
    folder = ensure_model(model, models, lambda _, share: report("building the model", round(100 * share), 100))
    return build_with(corpus, index, OnnxEncoder.load(folder), progress=progress)


def build_with(
    corpus: Path,
    index: Path,
    encoder: Encoder,
    *,
    config: IndexConfig | None = None,
    progress: BuildProgress | None = None,
) -> BuildReport:
    """Bring an index up to date with a corpus folder, with an encoder that is already loaded.

    Args:
        corpus: the folder of source documents with ``manifest.toml``.
        index: the index folder; created when it is missing.
        encoder: the embedding model.
        config: passage lengths.
        progress: called with a stage's name, what is done and what there is to do.

    Raises:
        CorpusError: a source document cannot be used.
        StorageError: the index cannot be written.
    """
    metas = read_manifest(corpus)
    check_sources(corpus, metas)
    return build_from(
        metas, lambda: [load_document(corpus, meta) for meta in metas], index, encoder, config=config, progress=progress
    )


def build_from(
    metas: Sequence[DocumentMeta],
    load: Callable[[], Sequence[Document]],
    index: Path,
    encoder: Encoder,
    *,
    config: IndexConfig | None = None,
    progress: BuildProgress | None = None,
) -> BuildReport:
    """Bring an index up to date with documents from anywhere.

    Args:
        metas: what is known of the documents; decides whether anything has changed.
        load: returns the documents, in the order of ``metas``; called only when something has changed.
        index: the index folder; created when it is missing.
        encoder: the embedding model.
        config: passage lengths.
        progress: called with a stage's name, what is done and what there is to do.

    Raises:
        CorpusError: from ``load``.
        StorageError: the index cannot be written.
    """
    started = time.perf_counter()
    config = (config or IndexConfig()).fitted_to(encoder.max_tokens)
    progress = progress or _silent
    recipe = _recipe(metas, encoder, config)
    with writing(index):
        previous = _usable_generation(index)
        if previous is not None and previous.recipe == recipe:
            return _unchanged(previous.snapshot, time.perf_counter() - started)
        if (kept := _kept_snapshot(index, recipe)) is not None:
            make_current(index, kept.version)
            return _unchanged(kept, time.perf_counter() - started, changed=True)
        documents = load()
        passages = _chunk_all(documents, encoder, config, progress)
        vectors = VectorSource(encoder, _reusable(previous, recipe), progress)
        version = write_generation(index, recipe, _artifacts(documents, passages, encoder, vectors))
    seconds = time.perf_counter() - started
    return BuildReport(version, len(documents), len(passages), vectors.embedded, vectors.reused, True, seconds)


def _remembered_model(index: Path) -> str:
    try:
        return open_generation(index).manifest.recipe.encoder.name
    except StorageError:
        return DEFAULT_MODEL_NAME


def _unchanged(snapshot: Snapshot, seconds: float, *, changed: bool = False) -> BuildReport:
    total = len(snapshot.passages)
    return BuildReport(snapshot.version, len(snapshot.documents), total, 0, total, changed, seconds)


def _chunk_all(
    documents: Sequence[Document], encoder: Encoder, config: IndexConfig, progress: BuildProgress
) -> list[Passage]:
    passages: list[Passage] = []
    for number, document in enumerate(documents, start=1):
        passages += chunk(document, encoder.count_tokens, config)
        progress("cutting passages", number, len(documents))
    return passages


def _artifacts(
    documents: Sequence[Document], passages: Sequence[Passage], encoder: Encoder, vectors: VectorSource
) -> dict[str, bytes]:
    lexical = LexicalIndex.build([indexed_terms(passage) for passage in passages])
    dense, tokens = vectors.passages(passages)
    store = TokenStore.build(tokens, [encoder.count_tokens(sentence_texts(passage)) for passage in passages])
    return {
        DOCUMENTS: msgspec.json.encode(documents),
        PASSAGES: msgspec.json.encode(passages),
        **{DENSE + name: _npy(array) for name, array in DenseIndex.build(dense).to_arrays().items()},
        VOCABULARY: _vocabulary(documents, passages).to_bytes(),
        **{TOKENS + name: _npy(array) for name, array in store.to_arrays().items()},
        **{SENTENCES + name: _npy(array) for name, array in read_sentences(passages).to_arrays().items()},
        **{LEXICAL + name: data for name, data in lexical.to_files().items()},
    }


def _vocabulary(documents: Sequence[Document], passages: Sequence[Passage]) -> Vocabulary:
    """Count the words that questions may be about, and those that they are asked with."""
    titles = [document.meta.title or "" for document in documents]
    texts = [text for passage in passages for text in (*passage.section_path, passage.text)]
    return Vocabulary.of([*titles, *texts, *STOPWORDS, *(name for names in PARTY_NAMES.values() for name in names)])


def _npy(array: NDArray[np.generic]) -> bytes:
    file = BytesIO()
    np.save(file, array, allow_pickle=False)
    return file.getvalue()


def indexed_terms(passage: Passage) -> list[str]:
    """Return the terms under which a passage is found: those of its text and of the headings over it."""
    return terms(" ".join([*passage.section_path, passage.text]))


def _recipe(metas: Sequence[DocumentMeta], encoder: Encoder, config: IndexConfig) -> Recipe:
    return Recipe(
        encoder=EncoderIdentity(encoder.name, encoder.fingerprint, encoder.dimension),
        embedding_version=EMBEDDING_VERSION,
        analyzer_version=ANALYZER_VERSION,
        reading_version=READING_VERSION,
        parser_version=PARSER_VERSION,
        chunker_version=CHUNKER_VERSION,
        config=config,
        corpus=corpus_entries(metas),
    )


@dataclass(frozen=True, slots=True)
class _Previous:
    recipe: Recipe
    snapshot: Snapshot


def _usable_generation(index: Path) -> _Previous | None:
    """Return the current generation, or None when there is none or it cannot be read: then all is built anew."""
    try:
        generation = open_generation(index)
        return _Previous(generation.manifest.recipe, load_snapshot(generation))
    except StorageError:
        return None


def _kept_snapshot(index: Path, recipe: Recipe) -> Snapshot | None:
    """Return the generation that is kept of the same documents, if there is one that can be read."""
    for generation in kept_generations(index):
        if generation.manifest.recipe == recipe:
            with suppress(StorageError):
                return load_snapshot(generation)
    return None


def _reusable(previous: _Previous | None, recipe: Recipe) -> Snapshot | None:
    if previous is None:
        return None
    old = previous.recipe
    fits = old.encoder == recipe.encoder and old.embedding_version == recipe.embedding_version
    return previous.snapshot if fits else None


def _silent(stage: str, done: int, total: int) -> None:
    del stage, done, total
