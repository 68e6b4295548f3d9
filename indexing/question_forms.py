"""How a question is phrased: what kind of reply it wants."""

from __future__ import annotations

import re
from typing import Final

from indexing.answers import QuestionForm

_MEASURE: Final = (
    "mycket|stor|stort|stora|hög|högt|höga|lång|långt|långa|länge|ofta|gammal|gammalt|gamla|dyr|dyrt|dyra|snabbt|tidigt"
)
# In order: the first that begins a clause decides.
_OPENERS: Final = (
    (QuestionForm.HOW_MANY, r"hur\s+många|how\s+many|vilket\s+antal|what\s+number"),
    (
        QuestionForm.HOW_MUCH,
        rf"hur\s+(?:{_MEASURE})|how\s+(?:much|large|big|high|long|often|old|far|expensive)|vad\s+kostar|"
        r"vilk(?:en|et)\s+(?:andel|summa|belopp|procent\w*|nivå)|what\s+(?:share|percentage|proportion|amount)",
    ),
    (QuestionForm.WHY, r"varför|why|how\s+come|hur\s+kommer\s+det\s+sig|av\s+vilken?\s+(?:skäl|anledning)"),
    (QuestionForm.WHEN, r"när|when|sedan\s+när|hur\s+dags|vilket\s+(?:år|datum)|(?:what|which)\s+(?:year|date)"),
    (QuestionForm.YES_NO, r"var(?=\s+(?:det|den|de|han|hon|man|du|ni|inte)\s)"),
    (QuestionForm.WHERE, r"var|vart|varifrån|where"),
    (QuestionForm.WHO, r"vem|vems|who|whose|whom|vilka\s+(?:personer|politiker)"),
    (QuestionForm.HOW, r"hur|how"),
    (QuestionForm.WHAT, r"vad|vilken|vilket|vilka|what|which|va"),
)
_YES_NO: Final = (
    "är|var|har|hade|ska|skall|skulle|vill|ville|kan|kunde|får|fick|bör|borde|måste|blir|blev|finns|fanns|kommer|går|"
    "gör|tycker|anser|tänker|behöver|står|ges|nämns|krävs|vet|lär|"
    "does|do|did|is|are|was|were|has|have|had|will|would|can|could|should|shall|must|may|might"
)
_BEFORE: Final = (
    r"(?:(?:och|men|så|alltså|and|but|so|då|till|på|vid|i|av|från|för|om|med|ur|under|in|to|at|by|for|from|on|of)\s+)*"
)
_PATTERNS: Final = tuple(
    (form, re.compile(rf"(?i){_BEFORE}(?:{opener})(?!\w)"))
    for form, opener in (*_OPENERS, (QuestionForm.YES_NO, _YES_NO))
)
# A Swedish verb in the present tense that opens a question: "Stöder V …?", "Lönar det sig …?".
_VERB_FIRST: Final = re.compile(
    r"(?i)(?:[a-zåäöé]{2,}r)\s+(?:det|man|du|vi|de|dom|den|partiet|[a-zåäö]+(?:erna|arna|orna|et|en)|[A-ZÅÄÖ]\w*)\s.*\?$"
)
_CLAUSES: Final = re.compile(
    r"[,;:–.?!]\s+|\s+-\s+|\s+(?=(?:och|and|men|but)\s+(?:hur|vad|vem|när|varför|what|how|why|who|when)\b)"
)


def question_form(question: str) -> QuestionForm | None:
    """Return how a question is phrased, by its first clause that is a question; None for keywords.

    Args:
        question: as asked, NFC.
    """
    for clause in _CLAUSES.split(question):
        for form, pattern in _PATTERNS:
            if pattern.match(clause):
                return form
    return QuestionForm.YES_NO if _VERB_FIRST.match(question) else None
