"""The judgement: every check in turn, then how near the model places a sentence and its quotes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final

import numpy as np

from indexing.encoder import Encoder, FloatArray
from indexing.normalization import normalize
from indexing.support import conditions, directions, modality, names, order, polarity, voices
from indexing.support.formulas import without_formula
from indexing.support.quantities import lends_one, quantities
from indexing.support.records import Claim, Flaw, Verdict
from indexing.support.wording import wording
from indexing.support.words import Text, read

# Fitted to the part "fit" of eval/questions/support.jsonl (docs/evaluation.md): no lie may pass, then as many
# paraphrases as can. One word of its own is enough for a lie ("pensionärer" for "barn"), and no cosine tells it from a
# paraphrase; the cosines keep out what takes its words from all over the quotes.
MIN_LEXICAL: Final = 1.0
MIN_COSINE: Final = 0.7
MIN_WEAKEST: Final = 0.6
_QUOTED: Final = re.compile(r"[”“\"«»]([^”“\"«»]+)[”“\"«»]")


def judge(claims: Sequence[Claim], encoder: Encoder) -> list[Verdict]:
    """Judge claims; the model reads all that it has to in one pass.

    Args:
        claims: what to judge.
        encoder: places texts near each other that say the same.

    Returns:
        A verdict a claim, in their order.
    """
    if not claims:
        return []
    texts = list(dict.fromkeys(text for claim in claims for text in (claim.text, *_quoted(claim))))
    vectors, tokens = encoder.encode_passages_with_tokens(texts)  # (texts, dimension), (tokens, dimension) each
    rows = {text: row for row, text in enumerate(texts)}
    verdicts = []
    for claim in claims:
        own, quoted = rows[claim.text], [rows[quote] for quote in _quoted(claim)]
        cosine = _nearness(vectors[own], vectors[quoted])
        weakest = _weakest(tokens[own], np.concatenate([tokens[row] for row in quoted]))
        verdicts.append(_verdict(claim, cosine, weakest))
    return verdicts


def _verdict(claim: Claim, cosine: float, weakest: float) -> Verdict:
    parts = voices.parts(claim)
    lexical = min(_share(part) for part in parts)
    flaw = next(_flaws(claim, parts), None)
    if flaw is None and lexical < MIN_LEXICAL:
        flaw = Flaw.WORDS
    if flaw is None and (cosine < MIN_COSINE or weakest < MIN_WEAKEST):
        flaw = Flaw.MEANING
    return Verdict(flaw, lexical, cosine, weakest)


def _nearness(sentence: FloatArray, quotes: FloatArray) -> float:
    """Return the cosine with the nearest quote, or with all together; shapes (dimension,), (quotes, dimension)."""
    whole = quotes.sum(axis=0)
    return float(max((quotes @ sentence).max(), whole @ sentence / np.linalg.norm(whole)))


def _weakest(sentence: FloatArray, quotes: FloatArray) -> float:
    """Return the mean of the lowest third of the sentence's tokens' best cosines; shapes (tokens, dimension)."""
    best = np.sort((sentence @ quotes.T).max(axis=1))
    return float(best[: max(1, len(best) // 3)].mean())


def _flaws(claim: Claim, parts: Sequence[Claim]) -> Iterator[Flaw]:
    """Yield what the words speak against a claim, or against one of its parts."""
    if _invents_quotation(claim):
        yield Flaw.QUOTATION
    if voices.speaks_for_others(claim):
        yield Flaw.PARTY
    for part in parts:
        yield from _flaws_of_part(part)


def _flaws_of_part(part: Claim) -> Iterator[Flaw]:
    sentence, quotes = read(part.text), _read_quotes(part)
    named = names.names(part.text)
    checks: tuple[tuple[Flaw, Callable[[], bool]], ...] = (
        (Flaw.NUMBER, lambda: _has_other_numbers(sentence, quotes, part)),
        (Flaw.NUMBER, lambda: order.moves_numbers(sentence, quotes)),
        (Flaw.NAME, lambda: _has_other_names(named, part)),
        (Flaw.NEGATION, lambda: polarity.denies_otherwise(sentence, quotes, named)),
        (Flaw.DIRECTION, lambda: directions.turns_round(sentence, quotes)),
        (Flaw.SCOPE, lambda: modality.is_wider(sentence, quotes)),
        (Flaw.MODALITY, lambda: modality.is_firmer(sentence, quotes)),
        (Flaw.CONDITION, lambda: conditions.drops_condition(sentence, quotes)),
        (Flaw.ORDER, lambda: order.changes_roles(sentence, quotes)),
    )
    yield from (flaw for flaw, is_found in checks if is_found())


def _invents_quotation(claim: Claim) -> bool:
    """Tell whether what stands between quotation marks is not verbatim in a quote."""
    held = _plain(" ".join(_quoted(claim)))
    return any(_plain(part).strip(" .,") not in held for part in _QUOTED.findall(claim.text))


def _has_other_numbers(sentence: Text, quotes: Sequence[Text], claim: Claim) -> bool:
    """Tell whether a number does not stand in the quotes, counts otherwise there or is another limit.

    What is known of the documents may lend its figures, a session's year for instance.
    """
    theirs = {(found.value, found.is_percent, found.bound) for quote in quotes for found in quantities(quote)}
    lent = {found.value for source in claim.sources for found in quantities(read(source.about))}
    if any(map(lends_one, quotes)):
        lent.add("1")
    return any(
        (found.value, found.is_percent, found.bound) not in theirs and found.value not in lent
        for found in quantities(sentence)
    )


def _has_other_names(named: Sequence[str], claim: Claim) -> bool:
    held = " ".join(f"{source.quote} {source.about}" for source in claim.sources)
    return not all(names.stands_in(name, held) for name in named)


def _share(part: Claim) -> float:
    """Return the share of the content words that the quotes hold, of the clause that fares worst.

    Each clause has to stand in one of the quotes: words of several make what none of them says.
    """
    about = read(" . ".join(source.about for source in part.sources))
    quotes = _read_quotes(part)
    clauses = [Text(part.text, (clause,), ("",)) for clause in read(part.text).clauses]
    return min((max(wording(clause, [quote], about).share for quote in quotes) for clause in clauses), default=1.0)


def _read_quotes(claim: Claim) -> list[Text]:
    return [read(without_formula(source.quote)) for source in claim.sources]


def _quoted(claim: Claim) -> list[str]:
    return [source.quote for source in claim.sources]


def _plain(text: str) -> str:
    return " ".join(normalize(text).lower().split())
