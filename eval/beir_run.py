"""Running a BEIR set: every query against the passages, each text scored by its best passage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from eval.beir import BeirSet
from eval.collection import document_id
from eval.errors import DatasetError
from eval.measures import CUTOFFS, DEPTH, score_rankings
from eval.progress import tracked
from eval.records import Hit
from eval.results import QuestionResult, Results, Returned
from eval.running import SHOWN_PASSAGES, shortened
from eval.summary import Measured, summarise
from eval.target import Target
from indexing.errors import QueryError

Rankings = Mapping[str, Sequence[Returned]]


def evaluate_beir(target: Target, asked: BeirSet) -> tuple[Results, Rankings]:
    """Run a BEIR set against a system that has indexed its corpus.

    Args:
        target: the system.
        asked: queries and judgements.

    Returns:
        What was measured, and the ranked texts of each query.

    Raises:
        DatasetError: the system has indexed something else, or a query cannot be asked.
    """
    documents = target.documents()
    _check_indexed(asked, documents)
    text_ids = {document_id(text.text_id): text.text_id for text in asked.collection.texts}
    rankings = {
        query: rank_texts(_search(target, query, asked.queries[query]), text_ids, asked.qrels[query])
        for query in tracked(tuple(asked.queries), "asking")
    }
    questions = judge_rankings(asked, rankings)
    measured = Measured("beir", asked.collection.name, questions, asked.files, documents)
    return summarise(measured, target.describe()), rankings


def judge_rankings(asked: BeirSet, rankings: Rankings) -> tuple[QuestionResult, ...]:
    """Score rankings of texts.

    Args:
        asked: queries and judgements.
        rankings: ranked texts of each query.
    """
    values = score_rankings(asked.qrels, {query: [r.item for r in ranked] for query, ranked in rankings.items()})
    return tuple(
        QuestionResult(
            id=query,
            question=text,
            measures=values[query],
            relevant=sum(grade > 0 for grade in asked.qrels[query].values()),
            returned=tuple(rankings[query][: max(CUTOFFS)]),
            gold=tuple(text for text, grade in asked.qrels[query].items() if grade > 0),
        )
        for query, text in asked.queries.items()
    )


def rank_texts(hits: Sequence[Hit], text_ids: Mapping[str, str], grades: Mapping[str, int]) -> list[Returned]:
    """Return texts by their best passage.

    Args:
        hits: passages, best first.
        text_ids: the data set's id by document id.
        grades: of the query, by text id.
    """
    best: dict[str, Returned] = {}
    for hit in hits:
        text_id = text_ids[hit.passage.document_id]
        if text_id not in best:
            shown = shortened(hit.passage.text) if len(best) < SHOWN_PASSAGES else ""
            best[text_id] = Returned(text_id, hit.score, grades.get(text_id, 0), text=shown)
    return list(best.values())


def _search(target: Target, query: str, text: str) -> Sequence[Hit]:
    try:
        return target.search(text, DEPTH)
    except QueryError as error:
        raise DatasetError(f"query {query!r} cannot be asked: {error}") from error


def _check_indexed(asked: BeirSet, documents: Mapping[str, str]) -> None:
    expected = {document_id(text.text_id) for text in asked.collection.texts if text.text.strip()}
    if set(documents) != expected:
        strays = sorted(set(documents) ^ expected)
        raise DatasetError(
            f"the system under evaluation has not indexed {asked.collection.name}: {len(strays)} of its documents "
            f"or ours are not on both sides ({strays[0]!r}); serve the index that `belagg eval beir` prints"
        )
