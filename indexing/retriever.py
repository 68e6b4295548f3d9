"""From a query to a ranking: dense and lexical candidates, fused with late interaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from indexing.analyzer import terms
from indexing.answers import Ranking
from indexing.config import RetrievalConfig
from indexing.encoder import Encoder, FloatArray
from indexing.fusion import weighted_sum
from indexing.fusion_model import FusionModel, load_fusion_model
from indexing.library import Library
from indexing.ranges import Rows
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

    def in_order(self, order: Rows) -> Signals:
        """Return the signals of the candidates at the given positions, in that order."""
        return Signals(
            dense=self.dense[order],
            lexical=self.lexical[order],
            late=self.late[order],
            sentence=self.sentence[order],
            named=self.named[order],
            place=self.place[order],
        )


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
        text: the query's text, its spelling mended.
        question: that text taken apart.
        unknown_mass: share of the topic's idf mass on terms that no passage holds, in [0, 1]; 0 for a question in
            another language than Swedish, whose words cannot be looked up.
        terms: the topic's index terms.
        place_rows: rows of the places that the question names, in reading order; they are among the candidates.
        candidates: best first, ties in order of passage ids.
        signals: what speaks for each candidate, in their order; None when there are none.
    """

    query: Query
    text: str
    question: UnderstoodQuestion
    terms: tuple[str, ...]
    unknown_mass: float
    place_rows: tuple[int, ...]
    candidates: tuple[Candidate, ...] = ()
    signals: Signals | None = None

    @property
    def is_english(self) -> bool:
        """Whether the question is in English."""
        return self.question.understanding.language == "en"


class Retriever:
    """Ranks one generation's passages."""

    def __init__(
        self, snapshot: Snapshot, encoder: Encoder, config: RetrievalConfig, fusion: FusionModel | None = None
    ) -> None:
        """Rank with a fusion model; None takes the one that comes with the package."""
        self._snapshot = snapshot
        self._encoder = encoder
        self._config = config
        self._fusion = fusion or load_fusion_model()
        self._speller = Speller(snapshot.vocabulary)
        self._library = Library.of(snapshot.documents.values())

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
        places = self._place_rows(question, allowed)
        rows = self._candidate_rows(vectors[0], found_terms, max(query.k, self._config.num_candidates), allowed)
        rows = np.union1d(rows, places) if len(places) else rows
        unknown = self._unknown_mass(found_terms) if question.understanding.language == "sv" else 0.0
        named = tuple(places.tolist())
        if not len(rows):
            return Evidence(query, corrected.query.text, question, found_terms, unknown, named)
        similarities, starts = self._snapshot.tokens.sentence_similarities(tokens[0], rows)
        by_sentence = similarities.mean(axis=1)
        signals = Signals(
            dense=self._snapshot.dense.scores(vectors[0], rows),
            lexical=self._snapshot.lexical.scores_of(found_terms, rows),
            late=np.maximum.reduceat(similarities, starts, axis=0).mean(axis=1),
            sentence=np.maximum.reduceat(by_sentence, starts),
            named=self._is_named(rows, question),
            place=np.isin(rows, places).astype(np.float32) if len(places) else np.zeros(len(rows), np.float32),
        )
        scores = self._fuse(signals, is_english=question.understanding.language == "en", unknown_mass=unknown)
        order = self._best_first(rows, scores)
        candidates = _candidates(rows, scores, by_sentence, _weakest_third(similarities), starts)
        return Evidence(
            query=query,
            text=corrected.query.text,
            question=question,
            terms=found_terms,
            unknown_mass=unknown,
            place_rows=named,
            candidates=tuple(candidates[i] for i in order.tolist()),
            signals=signals.in_order(order),
        )

    def _fuse(self, signals: Signals, *, is_english: bool, unknown_mass: float) -> FloatArray:
        """Return the candidates' scores, shape (n,)."""
        config = self._config
        weights = config.weights or self._fusion.weights(is_english=is_english, unknown_mass=unknown_mass)
        fused = weighted_sum(
            [
                (weights.dense, signals.dense),
                (weights.lexical, signals.lexical),
                (weights.late, signals.late),
                (weights.sentence, signals.sentence),
            ]
        )
        boost = config.named_document_boost * signals.named + config.named_place_boost * signals.place
        return np.asarray(fused + boost, np.float32)

    def _best_first(self, rows: Rows, scores: FloatArray) -> Rows:
        """Return the positions of ``rows``, the best score first, ties in order of passage ids."""
        order = np.argsort(-scores, kind="stable")
        ordered = scores[order]
        if (ordered[1:] == ordered[:-1]).any():
            ids = np.array([self._snapshot.passages[row].passage_id for row in rows.tolist()])
            order = np.lexsort((ids, -scores))
        return np.asarray(order, np.int64)

    def _understood(self, corrected: CorrectedQuery) -> UnderstoodQuestion:
        question = understand(corrected.query, self._library)
        if not corrected.corrections:
            return question
        return replace(question, understanding=replace(question.understanding, corrections=corrected.corrections))

    def _unknown_mass(self, wanted: Sequence[str]) -> float:
        lexical = self._snapshot.lexical
        total = sum(lexical.idf(term) for term in wanted)
        return sum(lexical.idf(term) for term in wanted if not lexical.knows(term)) / total if total else 0.0

    def _candidate_rows(self, vector: FloatArray, wanted: Sequence[str], number: int, allowed: Rows | None) -> Rows:
        """Return the rows that either source finds, each once, in order."""
        dense = self._snapshot.dense.search(vector, number, allowed)
        lexical = self._snapshot.lexical.search(wanted, number, allowed)
        return np.union1d(dense.rows, lexical.rows)

    def _place_rows(self, question: UnderstoodQuestion, allowed: Rows | None) -> Rows:
        labels = question.understanding.places
        named = [row for label in labels for row in self._snapshot.rows_by_label.get(label, ())]
        if not named:
            return np.empty(0, np.int64)
        rows = np.array(named, np.int64)
        rows = rows[self._of_documents(rows, question.understanding.is_put_to) > 0]
        return rows if allowed is None else rows[np.isin(rows, allowed)]

    def _is_named(self, rows: Rows, question: UnderstoodQuestion) -> FloatArray:
        understood = question.understanding
        if not understood.names_any:
            return np.zeros(len(rows), np.float32)
        return self._of_documents(rows, lambda meta: understood.names(meta) + understood.dates(meta))

    def _of_documents(self, rows: Rows, judge: Callable[[DocumentMeta], float]) -> FloatArray:
        """Return what is judged of each row's document, shape (len(rows),)."""
        numbers, places = np.unique(self._snapshot.document_numbers[rows], return_inverse=True)
        judged = [judge(self._library.metas[number]) for number in numbers.tolist()]
        return np.array(judged, np.float32)[places]


def _candidates(
    rows: Rows, scores: FloatArray, by_sentence: FloatArray, weakest: FloatArray, starts: Rows
) -> list[Candidate]:
    """Return the candidates in order of ``rows``; ``starts`` says where each one's sentences begin."""
    ends = [*starts[1:].tolist(), len(by_sentence)]
    return [
        Candidate(row, score, by_sentence[start:end], weakest[start:end])
        for row, score, start, end in zip(rows.tolist(), scores.tolist(), starts.tolist(), ends, strict=True)
    ]


def _weakest_third(similarities: FloatArray) -> FloatArray:
    """Return the mean of each row's lowest third, at least one value; shape (n, m) to (n,)."""
    number = max(1, similarities.shape[1] // 3)
    return np.asarray(np.sort(similarities, axis=1)[:, :number].mean(axis=1), dtype=np.float32)
