"""An index generation made larger than any corpus at hand: its passages over and over, each copy a little different.

Copies have the lengths and the layout of the real passages. Their vectors get noise, so that no two are equal; their
terms are dealt anew over all passages, which keeps how frequent each is. Token vectors of copies are a hole in their
file: reading and multiplying them costs what it would, but no disk is needed for them, and none is waited for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import msgspec
import numpy as np
from numpy.lib.format import open_memmap
from numpy.typing import NDArray

from eval.bench.lexical import resized
from eval.bench.lexical_engines import TermCorpus
from indexing.build import indexed_terms
from indexing.dense import DenseIndex
from indexing.lexical import LexicalIndex
from indexing.records import Document, Passage
from indexing.snapshot import DENSE, DOCUMENTS, LEXICAL, PASSAGES, TOKENS, Snapshot, load_snapshot
from indexing.storage import Generation, open_generation

_SEED: Final = 20_240_229
# Standard deviation of a component; those of a vector of length 1 are about .05.
_NOISE: Final = 0.01
_HOLE: Final = f"{TOKENS}codes.npy"
_OFFSETS: Final = re.compile(r"(?:^|[/_])offsets\.npy$")
_ROWS: Final = re.compile(r"(?:scales|terms|marks)\.npy$")


class _Unchecked(Generation, frozen=True):
    """A generation whose files are taken as they are: there are no checksums of copies."""

    def read(self, name: str) -> bytes:
        """Return an artifact's bytes."""
        return (self.folder / name).read_bytes()


def replicate(index: Path, folder: Path, times: int) -> None:
    """Write the artifacts of an index, so many times as large, into a folder.

    Args:
        index: the real one.
        folder: is created.
        times: how often the real passages stand there; the first time as they are.
    """
    generation = open_generation(index)
    documents = msgspec.json.decode(generation.read(DOCUMENTS), type=tuple[Document, ...])
    passages = msgspec.json.decode(generation.read(PASSAGES), type=tuple[Passage, ...])
    for name in generation.manifest.artifacts:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        if not name.startswith((DOCUMENTS, PASSAGES, DENSE, LEXICAL)):
            _write_enlarged(generation.folder / name, folder / name, name, times)
    _write_json(folder / DOCUMENTS, (_copy(one, number) for number in range(times) for one in documents))
    _write_json(folder / PASSAGES, (_copy_passage(one, number) for number in range(times) for one in passages))
    for name, array in _dense(DenseIndex.load(generation.folder / DENSE), times).to_arrays().items():
        np.save(folder / DENSE / name, array)
    for name, data in _lexical(passages, times).to_files().items():
        (folder / LEXICAL / name).write_bytes(data)


def open_replica(index: Path, folder: Path) -> Snapshot:
    """Open what `replicate` wrote.

    Args:
        index: the real one.
        folder: of the replica.
    """
    real = open_generation(index)
    return load_snapshot(_Unchecked(real.version, folder, real.manifest))


def _write_enlarged(source: Path, target: Path, name: str, times: int) -> None:
    """Write an artifact of a replica: arrays of rows are repeated, offsets continued, what has no rows is copied."""
    if name == _HOLE:
        real = np.load(source, mmap_mode="r")
        enlarged = open_memmap(target, "w+", real.dtype, (len(real) * times, *real.shape[1:]))
        enlarged[: len(real)] = real
    elif _OFFSETS.search(name):
        np.save(target, continued(np.load(source), times))
    elif _ROWS.search(name):
        real = np.load(source)
        np.save(target, np.tile(real, times))
    else:
        target.write_bytes(source.read_bytes())


def continued(offsets: NDArray[np.int64], times: int) -> NDArray[np.int64]:
    """Return the offsets of so many copies, one after another; shape (n + 1,) to (n * times + 1,)."""
    return np.cumsum(np.concatenate([offsets[:1], np.tile(np.diff(offsets), times)]), dtype=offsets.dtype)


def _copy(document: Document, number: int) -> Document:
    return replace(document, meta=replace(document.meta, document_id=_name(document.meta.document_id, number)))


def _copy_passage(passage: Passage, number: int) -> Passage:
    document_id, passage_id = (_name(name, number) for name in (passage.document_id, passage.passage_id))
    return replace(passage, document_id=document_id, passage_id=passage_id)


def _name(name: str, number: int) -> str:
    return f"{name}-{number}" if number else name


def _write_json(path: Path, records: Iterable[Document | Passage]) -> None:
    """Write an array record by record: a million of them at once would need gigabytes."""
    with path.open("wb") as file:
        for number, record in enumerate(records):
            file.write(b"," if number else b"[")
            file.write(msgspec.json.encode(record))
        file.write(b"]")


def _dense(index: DenseIndex, times: int) -> DenseIndex:
    vectors = index.vectors()
    generator = np.random.default_rng(_SEED)
    copies = np.empty((times, *vectors.shape), np.float32)  # (copies, passages, dimension)
    for number in range(times):
        noise = generator.standard_normal(vectors.shape, np.float32) * _NOISE if number else np.float32(0)
        copies[number] = vectors + noise
        copies[number] /= np.linalg.norm(copies[number], axis=1, keepdims=True)
    return DenseIndex.build(copies.reshape(-1, vectors.shape[1]))


def _lexical(passages: Sequence[Passage], times: int) -> LexicalIndex:
    real = TermCorpus([indexed_terms(passage) for passage in passages], [0] * len(passages))
    return LexicalIndex.build(resized(real, len(passages) * times).terms)
