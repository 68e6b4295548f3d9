"""What kind of reply a question wants."""

from __future__ import annotations

import pytest

from indexing.answers import QuestionForm
from indexing.question_forms import question_form

FORMS = {
    "yes_no": [
        "Ska taxan höjas?",
        "vill V avskaffa LOV",
        "Dör man yngre om man slutat plugga efter nian?",
        "Stöder partiet fri etablering?",
        "hörapparat, får man välja själv hur man vill sen eller",
        "kompisen blev skadad, vill vänstern stoppa sånt?",
        "Does the party want this?",
        "Var det bra?",
    ],
    "who": ["Vem har skrivit motionen?", "Av vem?", "who signed it", "Vems valfrihet värnar V?"],
    "when": ["När ska spårvägen gå?", "Vilket år stoppas höjningen?", "when does it start"],
    "where": ["Var i stan ska huset ligga?", "Where is it?", "vart ska pengarna gå?"],
    "why": ["Varför vill V det?", "why not", "Av vilken anledning?"],
    "how_many": ["Hur många läkare behövs?", "Vid hur många enheter?", "How many posts?", "Vilket antal?"],
    "how_much": [
        "Hur stor andel går till vården?",
        "hur länge får man vänta?",
        "Vad kostar det?",
        "Till vilken procentandel?",
        "How much is it?",
    ],
    "how": ["Hur ska köerna kortas?", "how should it change"],
    "what": [
        "Vad säger V om vården?",
        "Vilken myndighet?",
        "Which countries?",
        "spårväg syd lär väl bli försenad, vad säger V?",
    ],
    "": ["resultatkrav SLSO", "vårdplatser", "second opinion", "närakuter i Stockholm"],
}


@pytest.mark.parametrize(("form", "question"), [(form, q) for form, questions in FORMS.items() for q in questions])
def test_forms(form: str, question: str) -> None:
    assert question_form(question) == (QuestionForm(form) if form else None)
