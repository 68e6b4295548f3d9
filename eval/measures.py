"""Retrieval measures, computed by ir-measures (trec_eval underneath) question by question.

The denominator is always the set of judged questions: one without results, or whose gold no passage holds, scores 0.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import fsum
from typing import Final

import ir_measures
from ir_measures import RR, R, Success, nDCG

from eval.relevance import Qrels, collapse
from indexing.config import RetrievalConfig

CUTOFFS: Final = (1, 3, 5, 10)
MEASURES: Final = (nDCG @ 10, RR, *(R @ k for k in CUTOFFS), *(Success @ k for k in CUTOFFS))
NAMES: Final = tuple(str(measure) for measure in MEASURES)

# Rankings are this deep, for RR and for texts of many passages. A larger k would make the engine fetch more candidates
# than it does for its users, and rank them differently.
DEPTH: Final = RetrievalConfig().num_candidates


def score_rankings(qrels: Qrels, rankings: Mapping[str, Sequence[str]]) -> dict[str, dict[str, float]]:
    """Score rankings.

    Args:
        qrels: grades by question and item; its questions are the denominator.
        rankings: item ids, best first, by question; an absent question has found nothing.

    Returns:
        Values by question and measure.

    Raises:
        ValueError: a ranking holds an item twice.
    """
    values = {question: dict.fromkeys(NAMES, 0.0) for question in qrels}
    judged = [ir_measures.Qrel(q, item, grade) for q, grades in qrels.items() for item, grade in grades.items()]
    found = [scored for q in qrels for scored in _scored(q, rankings.get(q, ()))]
    if judged and found:
        for metric in ir_measures.iter_calc(list(MEASURES), judged, found):
            values[metric.query_id][str(metric.measure)] = float(metric.value)
    return values


def _scored(question: str, ranking: Sequence[str]) -> list[ir_measures.ScoredDoc]:
    """Give falling scores: trec_eval sorts by score, and would break our ties its own way."""
    if len(set(ranking)) < len(ranking):
        raise ValueError(f"the ranking of question {question!r} holds an item twice")
    return [ir_measures.ScoredDoc(question, item, float(-rank)) for rank, item in enumerate(ranking)]


def means(values: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    """Return each measure's mean over the questions; nothing when there is no question."""
    if not values:
        return {}
    names = next(iter(values.values()))
    return {name: fsum(own[name] for own in values.values()) / len(values) for name in names}


def covered_parts(groups: Sequence[Sequence[str]], texts: Sequence[str]) -> dict[str, float]:
    """Tell whether the first k texts together hold gold of every part of a question.

    Args:
        groups: gold quotes of each part.
        texts: returned passages, best first.

    Returns:
        1 or 0 by ``AllParts@k``.
    """
    ranks = [_first_rank(group, texts) for group in groups]
    return {f"AllParts@{k}": float(all(rank <= k for rank in ranks)) for k in CUTOFFS}


def _first_rank(quotes: Sequence[str], texts: Sequence[str]) -> float:
    gold = [collapse(quote) for quote in quotes]
    found = (rank for rank, text in enumerate(texts, start=1) if any(quote in collapse(text) for quote in gold))
    return next(found, float("inf"))
