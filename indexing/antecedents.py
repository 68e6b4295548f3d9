"""Sentences that cannot be understood without the one before ("Därför …", "Detta leder till …"), and those that can.

Swedish "det", "den" and "de" are pronouns, articles ("De knappa resurserna …") or stand for nothing ("Det finns …").
Without a parser, the word that follows tells which: a finite verb follows a pronoun, a weak adjective an article.
"""

from __future__ import annotations

import re
from typing import Final

from indexing.links import sentence_texts
from indexing.records import Passage, Span

# A sentence brings at most this many sentences before it.
_MAX_ANTECEDENTS: Final = 2

_AUXILIARY: Final = (
    r"(?:är|var|vore|ska|skall|skulle|bör|borde|kan|kunde|vill|ville|får|fick|har|hade|måste|blev|gör|gjorde|gav|tog|"
    r"gick|kom|ledde|visade|innebar|betydde|syns|finns|behövs|krävs)"
)
# Present tense ends in -r, and so does no weak adjective: "leder", "innebär", "gäller".
_FINITE_VERB: Final = rf"(?:{_AUXILIARY}|(?!(?:mer|fler|för|under|efter|över|eller)(?!\w))\w{{2,}}r)(?!\w)"
# What follows "det" when it stands for nothing: "det finns", "det kommer att behövas", "det är viktigt att".
_EXPLETIVE: Final = re.compile(
    r"det\s+(?:(?:ska|bör|kan|måste|har|kommer\s+att|skulle|borde|också|även|i\s+dag|dock|därför|inte)\s+)*"
    r"(?:(?:finns|finnas|funnits|behövs|behövas|behövts|krävs|krävas|krävts|saknas|saknats|råder|pågår|pågått|fattas|"
    r"går\s+att|gäller\s+att|sker|skett|tillsätts|görs)(?!\w)"
    r"|(?:är|vore|var|vara|varit|blir|bli|känns|anses)(?:\s+\w+){1,4}?\s+"
    r"(?<!för )(?<!av )(?<!om )(?<!till )(?<!genom )(?<!på )(?<!med )(?:att|som)(?!\w))",
    re.IGNORECASE,
)
_PRONOUN: Final = r"(?:denna|detta|dessa|det\s+här|den\s+här|de\s+här|det\s+där|den\s+där|de\s+där|sådan|sådana|sådant)"
_LEANS: Final = re.compile(
    rf"(?:{_PRONOUN}|dem|han|hon|hans|hennes|deras|dess|därför|därmed|därigenom|därefter|därifrån|dock|däremot|"
    r"i\s+stället|likaså|annars|men|och|eller|tvärtom|följaktligen)(?!\w)"
    rf"|(?:det|den|de)\s+{_FINITE_VERB}"
    rf"|(?:då|så|där|här|sedan)\s+{_FINITE_VERB}"
    r"|(?:även|också|just)\s+(?:här|där|då)(?!\w)"
    # "Inte minst leder det till …"
    r"|(?:\w+\s+){1,3}?(?:leder|ledde|innebär|innebar|medför|medförde|betyder|bidrar)\s+det\s+(?:till|att|också|även|bl)(?!\w)"
    # "I dessa finns …", "En av dem är …", "Till följd av det har …"
    rf"|(?:\w+\s+){{0,3}}?(?:i|på|av|för|med|till|utöver|trots|genom|efter|enligt|mot|under|kring|hos)\s+"
    rf"(?:{_PRONOUN}(?!\w)|dem(?!\w)|det\s+{_FINITE_VERB}|den\s+(?:bakgrunden|vägen|anledningen)(?!\w))",
    re.IGNORECASE,
)


def leans_on_previous(sentence: str) -> bool:
    """Tell whether a sentence needs the one before it to be understood."""
    return bool(_LEANS.match(sentence)) and not _EXPLETIVE.match(sentence)


def with_antecedent(passage: Passage, span: Span) -> Span:
    """Extend a sentence that leans on the one before it, at most twice, within its passage.

    Args:
        passage: a passage.
        span: one of its sentences.

    Returns:
        The sentence with what it leans on.
    """
    texts = sentence_texts(passage)
    index = passage.sentences.index(span)
    first = index
    while first > max(0, index - _MAX_ANTECEDENTS) and leans_on_previous(texts[first]):
        first -= 1
    return Span(passage.sentences[first].start, span.end)
