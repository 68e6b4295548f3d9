"""The party texts as a source: the training questions, their passages, and mined negatives."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from eval.progress import Report
from eval.training.negatives import mine_negatives
from eval.training.party_texts import cut_party_texts, place
from eval.training.questions import Kind, Split, TrainingQuestion
from eval.training.records import Asked, Group, Source
from eval.training.topics import topic
from indexing.chunking import CountTokens
from indexing.records import Passage

# Headings, lists and tables are no negatives to learn from.
_MIN_TOKENS, _MAX_TOKENS = 40, 240


def party_source(
    questions: Sequence[TrainingQuestion],
    party_texts_dir: Path,
    count_tokens: CountTokens,
    weight: float,
    report: Report,
) -> Source:
    """Make groups of the training questions.

    Near misses are left out: they have no passage that answers. Passages of the split "fit" are not even negatives.

    Args:
        questions: of both splits.
        party_texts_dir: the folder of the party texts.
        count_tokens: the base model's token counts, special tokens excluded.
        weight: of the source.
        report: told how many documents are cut.

    Raises:
        DatasetError: a party text is missing, another than the questions were written about, or now cut otherwise.
    """
    passages = cut_party_texts(
        questions, party_texts_dir, count_tokens, lambda done, total: report("cutting party texts", done, total)
    )
    passage_of = place(questions, passages)
    held_out = {passage_of[question.id].passage_id for question in questions if question.split is Split.FIT}
    asked: dict[str, list[Asked]] = {}
    for question in questions:
        if question.split is Split.TRAIN and question.kind is not Kind.NEAR_MISS:
            own = Asked(topic(question.question), question.sentences, is_swedish=question.lang == "sv")
            asked.setdefault(passage_of[question.id].passage_id, []).append(own)
    targets = [passage for passage in passages if passage.passage_id in asked]
    pool = _fit_for_negatives([p for p in passages if p.passage_id not in held_out], count_tokens)
    negatives = mine_negatives(targets, pool)
    groups = (Group(p, tuple(asked[p.passage_id]), negatives[p.passage_id]) for p in targets)
    return Source("party texts", weight, tuple(groups))


def _fit_for_negatives(passages: Sequence[Passage], count_tokens: CountTokens) -> list[Passage]:
    lengths = count_tokens([passage.text for passage in passages])
    return [p for p, tokens in zip(passages, lengths, strict=True) if _MIN_TOKENS <= tokens <= _MAX_TOKENS]
