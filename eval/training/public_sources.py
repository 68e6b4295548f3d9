"""Two public sets of questions as sources: SweQUAD-MC's training file and the Swedish SQuAD 2.0.

Each context is parsed and cut as a document of its own. A question's passage is the one that holds the whole sentence
around its answer; passages of the same context that no question is about are the negatives.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import msgspec

from eval.progress import Report
from eval.questions import Question
from eval.relevance import collapse
from eval.squad import SquadSet, read_squad
from eval.training.party_texts import cut
from eval.training.records import Asked, Group, Source
from indexing.chunking import CountTokens
from indexing.records import Passage

SWEQUAD_FILE: Final = Path("swequad-mc/training.json")
SQUAD_FILE: Final = Path("squad-v2-sv/squad_dev_v2_sv.json.gz")
# Every fifth article of the Swedish SQuAD is left for measuring: no other part of it exists here.
_HELD_OUT_ARTICLES: Final = 5


class _Paragraph(msgspec.Struct, frozen=True):
    context: str


class _Article(msgspec.Struct, frozen=True):
    paragraphs: tuple[_Paragraph, ...]


class _Articles(msgspec.Struct, frozen=True):
    data: tuple[_Article, ...]


def swequad_source(file: Path, count_tokens: CountTokens, weight: float, report: Report) -> Source:
    """Make groups of SweQUAD-MC's training questions.

    Args:
        file: the set's ``training.json``.
        count_tokens: the base model's token counts, special tokens excluded.
        weight: of the source.
        report: told how many contexts are cut.

    Raises:
        DatasetError: the file is missing, malformed or empty.
    """
    squad = read_squad(file)
    contexts = {text.text_id: text.text for text in squad.collection.texts}
    return Source("SweQUAD-MC", weight, tuple(_groups("swequad", squad, contexts, count_tokens, report)))


def squad_source(file: Path, count_tokens: CountTokens, weight: float, report: Report) -> Source:
    """Make groups of the answerable questions of the Swedish SQuAD 2.0, every fifth article left out.

    Args:
        file: the set's gzipped development file.
        count_tokens: the base model's token counts, special tokens excluded.
        weight: of the source.
        report: told how many contexts are cut.

    Raises:
        DatasetError: the file is missing, malformed or empty.
    """
    squad = read_squad(file)
    held_out = _held_out_contexts(file)
    contexts = {text.text_id: text.text for text in squad.collection.texts if text.text not in held_out}
    return Source("Swedish SQuAD 2.0", weight, tuple(_groups("squad", squad, contexts, count_tokens, report)))


def _held_out_contexts(file: Path) -> frozenset[str]:
    """Return the contexts of the articles that are not trained on; `read_squad` has found the file well formed."""
    articles = msgspec.json.decode(gzip.decompress(file.read_bytes()), type=_Articles).data
    return frozenset(
        paragraph.context for article in articles[::_HELD_OUT_ARTICLES] for paragraph in article.paragraphs
    )


def _groups(
    name: str, squad: SquadSet, contexts: Mapping[str, str], count_tokens: CountTokens, report: Report
) -> Iterator[Group]:
    questions: dict[str, list[Question]] = {}
    for question in squad.asked.questions:
        if question.is_answerable:
            questions.setdefault(squad.text_of[question.id], []).append(question)
    for done, (text_id, context) in enumerate(contexts.items(), start=1):
        passages = cut(f"{name}-{text_id}", _readable(context).encode(), count_tokens) if context.strip() else ()
        yield from groups_of_context(passages, questions.get(text_id, ()))
        report(f"cutting {name}", done, len(contexts))


def groups_of_context(passages: Sequence[Passage], questions: Sequence[Question]) -> list[Group]:
    """Give each question to the passage that holds its gold; one whose sentence was taken apart is left out.

    Args:
        passages: of one context, in reading order.
        questions: answerable ones about it.
    """
    asked: dict[str, list[Asked]] = {}
    for question in questions:
        for passage in passages:
            if sentences := gold_sentences(passage, question.gold):
                asked.setdefault(passage.passage_id, []).append(Asked(collapse(question.question), sentences))
                break
    others = tuple(passage for passage in passages if passage.passage_id not in asked)
    return [Group(p, tuple(asked[p.passage_id]), others) for p in passages if p.passage_id in asked]


def gold_sentences(passage: Passage, gold: Sequence[str]) -> tuple[int, ...]:
    """Return the numbers of the sentences that hold gold or lie within it; none unless the passage holds it whole.

    Args:
        passage: the passage.
        gold: quotes, white space collapsed.
    """
    whole = collapse(passage.text)
    held = [quote for quote in gold if quote in whole]
    sentences = [collapse(passage.text[s.start - passage.start : s.end - passage.start]) for s in passage.sentences]
    return tuple(
        number
        for number, sentence in enumerate(sentences)
        if any(quote in sentence or sentence in quote for quote in held)
    )


def _readable(text: str) -> str:
    """Leave out control characters, which no parser takes for text."""
    return "".join(character for character in text if character.isprintable() or character.isspace())
