"""Follow-up questions read in the light of those before, over the tiny corpus; and questions that are left alone."""

from __future__ import annotations

import pytest

from indexing.config import MAX_EARLIER
from indexing.engine import Engine
from indexing.queries import make_query
from tests.tiny_corpus import MOTION_ID, PROGRAM_ID

# What was asked before ("/" parts several), what is asked now, and the question in full.
READ = {
    # an interrogative alone: before a whole question, or with its topic
    ("Ska avgiften för akutbesök avskaffas?", "varför?"): "Varför ska avgiften för akutbesök avskaffas?",
    ("Ska avgiften för akutbesök avskaffas?", "Varför det?"): "Varför ska avgiften för akutbesök avskaffas?",
    ("Ska nattbussarna gå oftare?", "och när då?"): "När ska nattbussarna gå oftare?",
    ("Behövs fler vårdplatser?", "hur många då?"): "Hur många – fler vårdplatser?",
    ("Vad vill V göra åt gräddfiler?", "varför"): "Varför – gräddfiler, enligt V?",
    ("Vad säger motionen om gräddfiler?", "sedan vilket år?"): "Sedan vilket år – gräddfiler, i motionen?",
    ("Vad ska regionen göra med nattbussarna?", "Men hur ofta?"): "Hur ofta – nattbussarna?",
    # another document or party
    ("Vad säger programmet om vårdplatser?", "och vad säger motionen?"): "Vad säger motionen om vårdplatser?",
    ("Vad säger programmet om vårdplatser?", "i motionen då?"): "Vad säger motionen om vårdplatser?",
    ("Vad står det i motionen om tåg?", "och Moderaterna?"): "Vad står det om tåg enligt Moderaterna?",
    ("Vad vill V göra åt köerna?", "Och SD då?"): "Vad vill SD göra åt köerna?",
    ("Vad vill V göra åt köerna?", "vad vill Liberalerna?"): "Vad vill Liberalerna göra åt köerna?",
    ("Ska avgiften slopas?", "och enligt motionen?"): "Ska avgiften slopas i motionen?",
    ("Ska avgiften slopas?", "och Centerpartiet?"): "Ska avgiften slopas enligt Centerpartiet?",
    # another place
    ("Vad säger punkt 2?", "och punkt 3?"): "Vad säger punkt 3?",
    ("Vad säger punkt 2?", "och 4?"): "Vad säger punkt 4?",
    ("Vad säger punkt 2?", "nästa?"): "Vad säger punkt 3?",
    ("Vad säger punkt 2?", "och föregående?"): "Vad säger punkt 1?",
    # another phrase, another thing
    (
        "Ska biljetterna bli billigare för barn?",
        "och för pensionärer?",
    ): "Ska biljetterna bli billigare för pensionärer?",
    ("Ska biljetterna bli billigare?", "även för pensionärer?"): "Även för pensionärer – biljetterna bli billigare?",
    ("Ska biljetterna bli billigare?", "och i länet?"): "Ska biljetterna bli billigare i länet?",
    ("Vad händer med nattbussarna?", "och kriskommissionen?"): "Vad händer med kriskommissionen?",
    ("Vad händer med biljetterna?", "och pensionärer?"): "Hur är det med pensionärer – biljetterna?",
    ("Ska dagtågen gå oftare?", "och nattågen?"): "Ska nattågen gå oftare?",
    # pronouns, and what leaves its topic out
    ("Vill V ha en kriskommission?", "vem ska leda den?"): "Vem ska leda den – en kriskommission, enligt V?",
    ("Vad händer med nattbussarna?", "Hur ska det betalas?"): "Hur ska det betalas – nattbussarna?",
    ("Vad händer med nattbussarna?", "Finns det några undantag?"): "Finns det några undantag – nattbussarna?",
    ("Vad händer med nattbussarna?", "vad säger facket?"): "Vad säger facket – nattbussarna?",
    ("Vad händer med nattbussarna?", "vem bestämde beslutet?"): "Vem bestämde beslutet – nattbussarna?",
    ("Vad vill motionen med gräddfiler?", "Vem har skrivit den?"): "Vem har skrivit motionen?",
    # a topic from the answer, where the question only named its place
    ("Vad säger punkt 5?", "varför vill de det?"): (
        "Varför vill de det – Nattbussarna ska gå varje timme i hela länet?"
    ),
    ("Vad säger yrkande 2?", "Varför?"): (
        "Varför – privata sjukvårdsförsäkringar ska förbjudas i offentligt finansierad vård och tillkännager detta för"
        " regeringen?"
    ),
    # English
    ("Will fares be lower for children?", "and for pensioners?"): "Will fares be lower for pensioners?",
    ("Should the fee be abolished?", "Why?"): "Why should the fee be abolished?",
    ("What does the motion say about queues?", "who decides it?"): "Who decides it – queues, in the motion?",
    ("What does the Left Party say about trains?", "and the Moderates?"): "What does the Moderates say about trains?",
    # chains
    ("Vad händer med nattbussarna? / varför?", "och vem betalar det?"): "Vem betalar det – nattbussarna?",
    ("Vad säger programmet om tåg? / och motionen?", "varför?"): "Varför – tåg, i motionen?",
}


@pytest.mark.parametrize(("asked", "full"), READ.items(), ids=str)
def test_a_follow_up_is_read_in_full(engine: Engine, asked: tuple[str, str], full: str) -> None:
    earlier, question = asked
    query = make_query(question, earlier=earlier.split(" / "))
    assert engine.ask(query).understanding.follow_up == full


ALONE = [
    "Vad säger programmet om nattbussar?",
    "Ska det fria vårdvalet avskaffas?",
    "Hur många vårdplatser finns det i länet?",
    "Behövs det fler sjuksköterskor?",
    "Vem har skrivit motionen?",
    "Vad handlar motionen om?",
    "Vad säger punkt 4?",
    "kollektivtrafik pensionärer",
    "Vad gäller för de som arbetar natt på sjukhus?",
    "Varför slutar sjuksköterskor när de är trötta?",
    "Är det sant att biljetterna blir dyrare?",
    "Ska den så kallade gräddfilen stängas?",
    "Och vad vill regionen göra åt bristen på sjuksköterskor?",
    "Vilken lag gäller för den vård som bedrivs privat?",
    "Is it true that fares will rise?",
    "What do they want to do about private health insurance companies?",
]


@pytest.mark.parametrize("question", ALONE)
def test_a_question_that_stands_alone_is_left_alone(engine: Engine, question: str) -> None:
    query = make_query(question, earlier=["Ska avgiften för akutbesök avskaffas?"])
    answer = engine.ask(query)
    assert answer.understanding.follow_up == ""
    plain = engine.ask(make_query(question))
    assert (answer.statements, answer.citations, answer.understanding) == (
        plain.statements,
        plain.citations,
        plain.understanding,
    )


def test_the_answer_is_that_of_the_question_in_full(engine: Engine) -> None:
    asked = make_query("och för pensionärer?", earlier=["Ska biljetterna bli billigare för barn?"])
    full = make_query("Ska biljetterna bli billigare för pensionärer?")
    assert engine.ask(asked).statements == engine.ask(full).statements
    assert engine.search(asked).passages == engine.search(full).passages
    assert engine.ask(asked).query == asked


def test_the_other_of_two_documents(engine: Engine) -> None:
    """Three documents are indexed: which is the other one is not clear, and nothing is made up."""
    query = make_query("och i det andra dokumentet?", earlier=["Vad säger programmet om vårdplatser?"])
    assert engine.ask(query).understanding.follow_up != query.text
    assert "Vänsterpartiets" not in engine.ask(query).understanding.follow_up


def test_reading_in_context_can_be_declined(engine: Engine) -> None:
    query = make_query("varför?", earlier=["Ska avgiften avskaffas?"], ignore=["follow_up"])
    assert engine.ask(query).understanding.follow_up == ""


def test_what_is_long_says_what_it_is_about(engine: Engine) -> None:
    for question in ("varför " * 40, "och " * 60 + "då?", "den " * 60):
        query = make_query(question, earlier=["Ska avgiften avskaffas?"])
        assert engine.search(query).understanding.follow_up == ""


def test_filters_hold_for_the_whole_conversation(engine: Engine) -> None:
    earlier = ["Ska privata sjukvårdsförsäkringar förbjudas?"]
    query = make_query("och vad säger motionen?", earlier=earlier, document_ids=[PROGRAM_ID])
    assert {hit.passage.document_id for hit in engine.search(query).passages} == {PROGRAM_ID}
    query = make_query("och vad säger motionen?", earlier=["Vad säger programmet om privata sjukvårdsförsäkringar?"])
    assert engine.search(query).passages[0].passage.document_id == MOTION_ID


def test_what_could_not_have_been_asked_is_left_out() -> None:
    earlier = ["Ska a?", "", "?!", "x" * 2000, "bell\a", "varför?"]
    assert make_query("när?", earlier=earlier).earlier == ("Ska a?", "varför?")
    many = [f"fråga {number}" for number in range(9)]
    assert make_query("när?", earlier=many).earlier == tuple(many[-MAX_EARLIER:])


def test_nothing_before_leaves_the_question(engine: Engine) -> None:
    assert engine.ask(make_query("varför?", earlier=["?"])).understanding.follow_up == ""
