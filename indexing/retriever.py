"""From a query to a ranking: dense and lexical candidates, fused with late interaction."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from indexing.analyzer import terms
from indexing.config import RetrievalConfig
from indexing.dense import Rows
from indexing.encoder import Encoder, FloatArray
from indexing.fusion import weighted_sum
from indexing.lexical import best
from indexing.records import Query, Ranking, ScoredPassage
from indexing.snapshot import Snapshot
from indexing.understanding import UnderstoodQuestion, understand


@dataclass(frozen=True, slots=True)
class Evidence:
    """What retrieval found out about a query, for ranking and for answering.

    Attributes:
        query: the query.
        question: the query's text taken apart.
        vector: the question's vector, shape (dimension,).
        terms: the topic's index terms.
        rows: the ranked passages' rows, best first, shape (n,).
        scores: their fused scores.
        dense: their cosines with the question.
        lexical: their BM25 scores.
        late: their late-interaction scores: the mean, over the question's tokens, of the best cosine with one of
            the passage's tokens (MaxSim; Khattab & Zaharia 2020, arXiv:2004.12832).
    """

    query: Query
    question: UnderstoodQuestion
    vector: FloatArray
    terms: tuple[str, ...]
    rows: Rows
    scores: FloatArray
    dense: FloatArray
    lexical: FloatArray
    late: FloatArray


class Retriever:
    """Ranks one generation's passages."""

    def __init__(self, snapshot: Snapshot, encoder: Encoder, config: RetrievalConfig) -> None:
        self._snapshot = snapshot
        self._encoder = encoder
        self._config = config

    def rank(self, query: Query) -> Ranking:
        """Return the query's ``k`` best passages.

        Raises:
            FilterError: a filter value that the index does not hold.
        """
        evidence = self.gather(query)
        passages = self._snapshot.passages
        scored = zip(evidence.rows[: query.k], evidence.scores[: query.k], strict=True)
        return Ranking(query, tuple(ScoredPassage(passages[row], float(score)) for row, score in scored))

    def gather(self, query: Query) -> Evidence:
        """Rank all candidates and keep what speaks for each.

        Raises:
            FilterError: a filter value that the index does not hold.
        """
        allowed = self._snapshot.rows(query.filters)
        question = understand(query.text, self._snapshot.documents.values())
        vectors, token_vectors = self._encoder.encode_queries_with_tokens([query.text])
        vector = vectors[0]
        found_terms = tuple(terms(question.topic))
        lexical = self._snapshot.lexical.scores(found_terms)
        rows = self._candidates(vector, lexical, max(query.k, self._config.num_candidates), allowed)
        dense_scores = self._snapshot.dense.scores(vector, rows)
        late = self._snapshot.tokens.max_similarities(token_vectors[0], rows).mean(axis=1)
        scores = weighted_sum(
            [(1.0, dense_scores), (self._config.lexical_weight, lexical[rows]), (self._config.late_weight, late)]
        )
        scores = scores + self._config.named_document_boost * self._is_named(rows, question)
        order = self._order(rows, scores)
        return Evidence(
            query=query,
            question=question,
            vector=vector,
            terms=found_terms,
            rows=rows[order],
            scores=scores[order],
            dense=dense_scores[order],
            lexical=lexical[rows][order],
            late=late[order],
        )

    def _candidates(self, vector: FloatArray, lexical: FloatArray, number: int, allowed: Rows | None) -> Rows:
        dense = self._snapshot.dense.search(vector, number, allowed)
        return np.union1d(dense.rows, best(lexical, number, allowed).rows)

    def _is_named(self, rows: Rows, question: UnderstoodQuestion) -> FloatArray:
        """Return 1 for passages of a document that the question names by title or kind, else 0."""
        named = question.understanding
        documents = [self._snapshot.documents[self._snapshot.passages[row].document_id].meta for row in rows]
        return np.array(
            [meta.document_id in named.document_ids or meta.type in named.types for meta in documents], np.float32
        )

    def _order(self, rows: Rows, scores: FloatArray) -> Rows:
        ids = [self._snapshot.passages[row].passage_id for row in rows]
        return np.array(sorted(range(len(rows)), key=lambda i: (-scores[i], ids[i])), dtype=np.int64)
