"""Hard negatives: passages that say much the same words as the one that answers, mined with BM25."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from indexing.analyzer import terms
from indexing.lexical import LexicalIndex, best
from indexing.parties import PARTY_CODES
from indexing.records import Passage

MAX_NEGATIVES = 24
_NUM_CANDIDATES = 60
# The nearest passage of all says too often the same in other words.
_SKIPPED = 1
# A passage that shares more of its word sequences was copied, perhaps with the very answer.
_SHINGLE_WORDS = 5
_MAX_SHARED = 0.04
_WORD = re.compile(r"\w+")

_Shingles = frozenset[tuple[str, ...]]


def mine_negatives(targets: Sequence[Passage], pool: Sequence[Passage]) -> dict[str, tuple[Passage, ...]]:
    """Find passages that could be mistaken for the targets.

    Another document of the same party is left out, for parties repeat themselves from year to year.

    Args:
        targets: the passages that answer.
        pool: what may become a negative.

    Returns:
        At most ``MAX_NEGATIVES`` passages of the pool by the target's passage id, the most alike first.
    """
    if not pool:
        return {target.passage_id: () for target in targets}
    index = LexicalIndex.build([terms(passage.text) for passage in pool])
    shingles = {passage.passage_id: _shingles(passage.text) for passage in pool}
    mined = {}
    for target in targets:
        candidates = best(index.scores(terms(target.text)), _NUM_CANDIDATES).rows
        found = list(_unlike(target, [pool[row] for row in candidates], shingles))
        mined[target.passage_id] = tuple(found[_SKIPPED : _SKIPPED + MAX_NEGATIVES])
    return mined


def _unlike(target: Passage, candidates: Sequence[Passage], shingles: Mapping[str, _Shingles]) -> Iterator[Passage]:
    """Yield the candidates that are neither the target, nor a copy of it, nor from another text of its party."""
    own = _shingles(target.text)
    for candidate in candidates:
        is_party_s_other = candidate.document_id != target.document_id and _party(candidate) == _party(target)
        shared = len(own & shingles[candidate.passage_id])
        if candidate.passage_id != target.passage_id and not is_party_s_other and shared <= _MAX_SHARED * len(own):
            yield candidate


def _party(passage: Passage) -> str:
    """Return the party's code in a document's name ("partiprogram-v-2024"), or the name itself."""
    parts = passage.document_id.upper().split("-")
    return next((part for part in parts if part in PARTY_CODES), passage.document_id)


def _shingles(text: str) -> _Shingles:
    words = _WORD.findall(text.lower())
    return frozenset(tuple(words[i : i + _SHINGLE_WORDS]) for i in range(len(words) - _SHINGLE_WORDS + 1))
