"""From a query to a ranking: dense and lexical candidates, fused with late interaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from indexing.analyzer import terms
from indexing.answers import Ranking
from indexing.config import RetrievalConfig
from indexing.dense import Rows
from indexing.encoder import Encoder, FloatArray
from indexing.fusion import weighted_sum
from indexing.lexical import best
from indexing.records import DocumentMeta, Query, ScoredPassage
from indexing.snapshot import Snapshot
from indexing.spelling import CorrectedQuery, Speller
from indexing.understanding import UnderstoodQuestion, understand


@dataclass(frozen=True, slots=True)
class Signals:
    """What speaks for each candidate passage, one value a candidate, shape (n,).

    Late interaction is MaxSim (Khattab & Zaharia 2020, arXiv:2004.12832): the mean, over the question's tokens, of
    the best cosine with one of a text's tokens.

    Attributes:
        dense: cosine of the passage with the topic.
        lexical: BM25 score.
        late: late interaction with the whole passage.
        sentence: late interaction with the passage's best sentence.
        named: 1 when the question names the passage's document or its kind, and 1 when it names its session or year.
        place: 1 when the question names the passage's place ("punkt 20"), else 0.
    """

    dense: FloatArray
    lexical: FloatArray
    late: FloatArray
    sentence: FloatArray
    named: FloatArray
    place: FloatArray


@dataclass(frozen=True, slots=True)
class Candidate:
    """A ranked passage.

    Attributes:
        row: the passage's row.
        score: its fused score.
        sentence_scores: its sentences' late-interaction scores, shape (sentences,).
        sentence_weakest: the mean of the lowest third of each sentence's best cosines with the question's tokens,
            shape (sentences,): low when a part of the question finds nothing in the sentence.
    """

    row: int
    score: float
    sentence_scores: FloatArray
    sentence_weakest: FloatArray


@dataclass(frozen=True, slots=True)
class Evidence:
    """What retrieval found out about a query, for ranking and for answering.

    Attributes:
        query: the query.
        question: the query's text taken apart.
        unknown_mass: share of the topic's idf mass on terms that no passage holds, in [0, 1]; 0 for a question in
            another language than Swedish, whose words cannot be looked up.
        terms: the topic's index terms.
        candidates: best first, ties in order of passage ids.
        place_rows: rows of the places that the question names, in reading order; they are among the candidates.
    """

    query: Query
    question: UnderstoodQuestion
    terms: tuple[str, ...]
    unknown_mass: float
    candidates: tuple[Candidate, ...]
    place_rows: tuple[int, ...] = ()


class Retriever:
    """Ranks one generation's passages."""

    def __init__(self, snapshot: Snapshot, encoder: Encoder, config: RetrievalConfig) -> None:
        self._snapshot = snapshot
        self._encoder = encoder
        self._config = config
        self._speller = Speller(snapshot.vocabulary)

    def rank(self, query: Query) -> Ranking:
        """Return the query's ``k`` best passages.

        Raises:
            FilterError: a filter value that the index does not hold.
        """
        evidence = self.gather(query)
        passages = self._snapshot.passages
        found = (ScoredPassage(passages[best.row], best.score) for best in evidence.candidates[: query.k])
        return Ranking(query, tuple(found), evidence.question.understanding)

    def gather(self, query: Query) -> Evidence:
        """Rank all candidates and keep what speaks for each.

        Raises:
            FilterError: a filter value that the index does not hold.
        """
        allowed = self._snapshot.rows(query.filters)
        corrected = self._speller.correct(query)
        question = self._understood(corrected)
        vectors, tokens = self._encoder.encode_queries_with_tokens([question.topic or corrected.query.text])
        found_terms = tuple(terms(question.topic))
        lexical = self._snapshot.lexical.scores(found_terms)
        places = self._place_rows(question, allowed)
        rows = self._candidate_rows(vectors[0], lexical, max(query.k, self._config.num_candidates), allowed)
        rows = np.union1d(rows, places)
        unknown = self._unknown_mass(found_terms) if question.understanding.language == "sv" else 0.0
        if not len(rows):
            return Evidence(query, question, found_terms, unknown, ())
        similarities, starts = self._snapshot.tokens.sentence_similarities(tokens[0], rows)
        sentence_scores = similarities.mean(axis=1)
        signals = Signals(
            dense=self._snapshot.dense.scores(vectors[0], rows),
            lexical=lexical[rows],
            late=np.maximum.reduceat(similarities, starts, axis=0).mean(axis=1),
            sentence=np.maximum.reduceat(sentence_scores, starts),
            named=self._is_named(rows, question),
            place=np.isin(rows, places).astype(np.float32),
        )
        fused = self._fuse(signals)
        weakest = _weakest_third(similarities)
        candidates = [
            Candidate(int(row), float(score), scores, weak)
            for row, score, scores, weak in zip(
                rows, fused, np.split(sentence_scores, starts[1:]), np.split(weakest, starts[1:]), strict=True
            )
        ]
        candidates.sort(key=lambda found: (-found.score, self._snapshot.passages[found.row].passage_id))
        return Evidence(query, question, found_terms, unknown, tuple(candidates), tuple(int(row) for row in places))

    def _understood(self, corrected: CorrectedQuery) -> UnderstoodQuestion:
        question = understand(corrected.query, self._snapshot.documents.values())
        return replace(question, understanding=replace(question.understanding, corrections=corrected.corrections))

    def _unknown_mass(self, wanted: Sequence[str]) -> float:
        lexical = self._snapshot.lexical
        total = sum(lexical.idf(term) for term in wanted)
        return sum(lexical.idf(term) for term in wanted if not lexical.knows(term)) / total if total else 0.0

    def _candidate_rows(self, vector: FloatArray, lexical: FloatArray, number: int, allowed: Rows | None) -> Rows:
        dense = self._snapshot.dense.search(vector, number, allowed)
        return np.union1d(dense.rows, best(lexical, number, allowed).rows)

    def _place_rows(self, question: UnderstoodQuestion, allowed: Rows | None) -> Rows:
        labels = question.understanding.places
        named = [row for label in labels for row in self._snapshot.rows_by_label.get(label, ())]
        rows = np.array([row for row in named if question.understanding.is_put_to(self._meta(row))], np.int64)
        return rows if allowed is None else rows[np.isin(rows, allowed)]

    def _is_named(self, rows: Rows, question: UnderstoodQuestion) -> FloatArray:
        understood = question.understanding
        metas = [self._meta(row) for row in rows]
        return np.array([understood.names(meta) + understood.dates(meta) for meta in metas], np.float32)

    def _meta(self, row: int) -> DocumentMeta:
        return self._snapshot.documents[self._snapshot.passages[row].document_id].meta

    def _fuse(self, signals: Signals) -> FloatArray:
        config = self._config
        fused = weighted_sum(
            [
                (config.dense_weight, signals.dense),
                (config.lexical_weight, signals.lexical),
                (config.late_weight, signals.late),
                (config.sentence_weight, signals.sentence),
            ]
        )
        boost = config.named_document_boost * signals.named + config.named_place_boost * signals.place
        return np.asarray(fused + boost, np.float32)


def _weakest_third(similarities: FloatArray) -> FloatArray:
    """Return the mean of each row's lowest third, at least one value; shape (n, m) to (n,)."""
    number = max(1, similarities.shape[1] // 3)
    return np.asarray(np.sort(similarities, axis=1)[:, :number].mean(axis=1), dtype=np.float32)
