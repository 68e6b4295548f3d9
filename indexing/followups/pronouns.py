"""Pronouns of a question that take their meaning from the question before it, and those that do not.

Swedish "den", "det" and "de" are pronouns, articles ("det fria vårdvalet") or stand for nothing ("finns det"), English
"it" the like. Without a parser, the words around them tell which.
"""

from __future__ import annotations

import re
from typing import Final

from indexing.followups.wording import ENGLISH, Wording

_PERSONAL: Final = re.compile(r"(?i)(?<!\w)(?P<word>den|det|de|dom)(?!\w)(?!\s+(?:här|där)(?!\w))")
# Before or after "det" that stands for nothing: "finns det", "är det dyrt", "ska det bli", "vad är det som".
_EXPLETIVE_BEFORE: Final = re.compile(
    r"(?i)(?<!\w)(?:finns|fanns|behövs|krävs|saknas|ges|går|gick|är|var|vore|blir|blev|står|stod|lönar|ser|såg|kommer|råder|"
    r"tar|tog|kostar|sägs|nämns|handlar|gör)\s+$"
)
_EXPLETIVE_AFTER: Final = re.compile(
    r"(?i)^\s+(?:ska\s+|kan\s+|bör\s+|kommer\s+att\s+|inte\s+|verkligen\s+)*(?:finnas|finns|bli|blir|vara|krävas|krävs|behövas|"
    r"behövs|saknas|råda|gå|går|löna|komma|startas|byggas|bildas|inrättas|tillsättas|ser\s+ut)(?!\w)"
)
_EXTRAPOSED: Final = re.compile(r"(?i)(?<!\w)(?:att|som)(?!\w)")
# After an article stand an adjective in -a or -e and a noun, or what is used as one; after a pronoun a verb.
_VERBS_IN_A: Final = (
    r"(?:ha|få|göra|ta|ge|betala|vilja|kunna|kosta|driva|bestämma|använda|köpa|sälja|sluta|börja|finansiera|inte|bara|"
    r"gälla|ansvara|styra|påverka|hjälpa|ändra|förändra|införa|genomföra|leda|dra|måste)"
)
_ARTICLE_AFTER: Final = re.compile(
    rf"(?i)^\s+(?:(?!{_VERBS_IN_A}(?!\w))\w+[ae](?!\w)\s+\w|som(?!\w)|\w+(?:en|et|na)(?!\w)|\d|så\s+kalla|\w+,\s|"
    r"\w+\s+(?:som|vi|man|ni|jag)(?!\w))"
)
# A question with more words of its own than this says what it is about.
MOST_WORDS: Final = 2
_ENGLISH_IT: Final = re.compile(r"(?i)(?<!\w)it(?!\w)")
_ENGLISH_EXPLETIVE: Final = re.compile(r"(?i)(?<!\w)(?:to|that|if|whether)(?!\w)")
# A pronoun behind one of these may mean what stands before it in the same question.
_CLAUSE: Final = re.compile(
    r"(?i),|(?<!\w)(?:att|när|om|som|och|eller|eftersom|då|innan|medan|fast|that|when|if|because|and|or|who|which|before|while)(?!\w)"
)


def points_back(question: str, wording: Wording) -> bool:
    """Tell whether a pronoun of a question points outside it.

    A pronoun in a later clause than a noun of the same question may point there ("slutar läkare när de blir äldre?").
    In a question with many words of its own, "de" and "it" stand for whoever decides, or for one of those words.

    Args:
        question: as asked.
        wording: of its language.
    """
    is_rich = len(wording.content(question)) > MOST_WORDS
    personal = (_ENGLISH_IT if wording is ENGLISH else _PERSONAL).finditer(question)
    found = [*wording.points_back.finditer(question), *(m for m in personal if _refers(m, question, wording))]
    outside = (match for match in found if not _points_within(match, question, wording))
    return any(not is_rich or wording.demonstrative.fullmatch(match.group()) for match in outside)


def _refers(match: re.Match[str], question: str, wording: Wording) -> bool:
    """Tell whether "it", "den", "det" or "de" is a pronoun that stands for something."""
    before, after = question[: match.start()], question[match.end() :]
    if wording is ENGLISH:
        return not _ENGLISH_EXPLETIVE.search(after)
    if _ARTICLE_AFTER.match(after):
        return False
    if match["word"].lower() != "det":
        return True
    stands_for_nothing = _EXPLETIVE_BEFORE.search(before) or _EXPLETIVE_AFTER.match(after) or _EXTRAPOSED.search(after)
    return not stands_for_nothing


def _points_within(match: re.Match[str], question: str, wording: Wording) -> bool:
    """Tell whether a clause before the pronoun's names what it may stand for."""
    before = question[: match.start()]
    borders = list(_CLAUSE.finditer(before))
    return bool(borders) and bool(wording.content(before[: borders[-1].start()]))
