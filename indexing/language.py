"""Swedish tokens and sentences: spaCy's rule-based tokeniser with our special cases and sentence rules.

spaCy's own sentencizer splits after every full stop that its tokeniser leaves alone. Running political text has
list numbers ("1. Riksdagen"), initials, abbreviations that may or may not end a sentence ("m.m."), and quotations:
the rules below read the neighbours of a terminator before they decide.

spaCy takes seconds to import. Only who splits a text into sentences waits for it: a service that answers need not.
"""
# ruff: noqa: PLC0415 - see above

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

from indexing.records import Span

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokenizer import Tokenizer
    from spacy.tokens import Doc, Token

# Abbreviations that are followed by what they introduce, so they never end a sentence.
LEADING_ABBREVIATIONS: Final = frozenset(
    "bl.a. t.ex. s.k. p.g.a. d.v.s. dvs. jfr. jfr prop. bet. rskr. skr. nr. kap. avsn. fr.o.m. t.o.m. resp. inkl. "
    "exkl. t.f. kl. tel. sid. s. f.d. m.a.o. i.o.m. o.d. ev. obs. ca. c:a avd. ang. enl. feb. jan. aug. sept. okt. "
    "nov. dec. uppl. u.p.a. fil. dr. prof. st.f. a.a.".split()
)
# Abbreviations that are words as well ("billigare el.", "hon är ung."): they introduce a number or nothing.
NUMBER_ABBREVIATIONS: Final = frozenset("art. dir. el. mot. red. st. ung. vol.".split())
# Abbreviations that close an enumeration: the sentence ends there when a capital follows.
CLOSING_ABBREVIATIONS: Final = frozenset(
    "m.m. m.fl. osv. o.s.v. etc. f.n. e.d. e.dyl. o.dyl. f.ö. mdkr. mnkr. tkr. kr. st. milj. mkr. ff. f.".split()
)
_TERMINATORS: Final = frozenset({".", "!", "?", "…", "...", "....", "?!", "!?", "??", "!!", ".."})
_OPENING: Final = frozenset("([{«“”„\"'‘’»")
_CLOSING: Final = frozenset(")]}»”“\"'’‘«")
_INITIAL: Final = re.compile(r"[A-ZÅÄÖ]\.")
_PARTY_LETTERS: Final = frozenset("SMCVL")
_NUMBER: Final = re.compile(r"\d+\.?|[IVX]+\.?|[a-z]\.")

SENTENCE_RULES: Final = "belagg_sentences"


def _mark_sentences(doc: Doc) -> Doc:
    from spacy.attrs import SENT_START

    # One array for all tokens: setting ``is_sent_start`` token by token is quadratic in spaCy.
    starts = {0, *_sentence_starts(doc)}
    marks = np.array([1 if i in starts else -1 for i in range(len(doc))], np.int64).reshape(-1, 1)
    return doc.from_array([SENT_START], marks.view(np.uint64))  # type: ignore[arg-type]  # the stub's array is thinc's


@lru_cache(maxsize=1)
def swedish() -> Language:
    """Return the shared Swedish pipeline: tokeniser and sentence rules, no statistical model."""
    import spacy
    from spacy.language import Language
    from spacy.symbols import ORTH

    Language.component(SENTENCE_RULES, func=_mark_sentences)
    pipeline = spacy.blank("sv")
    tokenizer: Tokenizer = pipeline.tokenizer
    for abbreviation in LEADING_ABBREVIATIONS | NUMBER_ABBREVIATIONS | CLOSING_ABBREVIATIONS:
        if abbreviation.endswith(".") and len(abbreviation) > 2:
            tokenizer.add_special_case(abbreviation, [{ORTH: abbreviation}])
    pipeline.add_pipe(SENTENCE_RULES)
    # Offsets are ours; the limit guards statistical models only, and this pipeline has none.
    pipeline.max_length = 100_000_000
    return pipeline


def sentence_spans(text: str, offset: int = 0) -> tuple[Span, ...]:
    """Split running text into sentences.

    Args:
        text: one paragraph or more; a blank line always ends a sentence.
        offset: added to every span, to place it in a longer text.

    Returns:
        Spans without surrounding white space, in order; they cover every non-space character.
    """
    spans = []
    for sentence in swedish()(text).sents:
        raw = text[sentence.start_char : sentence.end_char]
        stripped = raw.strip()
        if stripped:
            start = offset + sentence.start_char + len(raw) - len(raw.lstrip())
            spans.append(Span(start, start + len(stripped)))
    return tuple(spans)


def _sentence_starts(doc: Doc) -> Iterator[int]:
    current = following = 0
    for token in doc:
        if token.is_space and token.text.count("\n") > 1:
            current = token.i + 1
            yield current
        # Terminators within a run of closing marks end the same sentence as the first: skip them.
        elif token.i >= following and _may_end_sentence(token, is_first=token.i == current):
            following = _after_closing_marks(doc, token.i + 1)
            if following < len(doc) and _begins_sentence(doc, following):
                current = following
                yield current


def _may_end_sentence(token: Token, *, is_first: bool) -> bool:
    text = token.text
    if _INITIAL.fullmatch(text):
        return not is_first and not _is_initial(token)
    lowered = text.lower()
    if _introduces(lowered, token):
        return False
    if text in _TERMINATORS:
        return not (text == "." and _closes_a_number_or_initial(token))
    if is_first and _NUMBER.fullmatch(text):
        return False
    return lowered in CLOSING_ABBREVIATIONS or (len(text) > 1 and text[-1] in ".!?…")


def _introduces(abbreviation: str, stop: Token) -> bool:
    """Tell whether an abbreviation is followed by what it introduces."""
    if abbreviation in NUMBER_ABBREVIATIONS:
        return stop.i + 1 < len(stop.doc) and stop.nbor(1).text[0].isdigit()
    return abbreviation in LEADING_ABBREVIATIONS


def _closes_a_number_or_initial(stop: Token) -> bool:
    """Tell a list number ("1." at a sentence's start), an initial ("A.") or a leading abbreviation from an end."""
    if stop.i == 0 or stop.nbor(-1).whitespace_:
        return False
    before = stop.nbor(-1)
    if before.i == 0 or before.nbor(-1).text in _TERMINATORS:
        return bool(_NUMBER.fullmatch(before.text) or len(before.text) == 1) or _introduces(before.lower_ + ".", stop)
    if len(before.text) == 1 and before.text.isupper():
        return _is_initial(before)
    return _introduces(before.lower_ + ".", stop)


def _is_initial(letter: Token) -> bool:
    """Tell a person's initial ("A. Lindgren") from a party at the end of a sentence ("med S, MP och C.")."""
    if letter.text[0] not in _PARTY_LETTERS or letter.i == 0:
        return True
    before = letter.nbor(-1).text
    return before[0].isupper() or before in _TERMINATORS


def _after_closing_marks(doc: Doc, index: int) -> int:
    """Skip quotation marks and brackets that are glued to the terminator: they belong to the sentence it ends."""
    while index < len(doc) and not doc[index - 1].whitespace_ and doc[index].text in _CLOSING | _TERMINATORS:
        index += 1
    return index


def _begins_sentence(doc: Doc, index: int) -> bool:
    """Tell whether the token can begin a sentence: after opening marks comes a capital, a digit or a dash."""
    if not doc[index - 1].whitespace_ and not doc[index].is_space:
        return False
    while index < len(doc) and (doc[index].is_space or doc[index].text in _OPENING):
        index += 1
    return index < len(doc) and not doc[index].text[0].islower()
