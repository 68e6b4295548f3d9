"""Parties, kinds of documents and topics that are read out of questions."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexing.answers import Understanding
from indexing.corpus import load_document, read_manifest
from indexing.queries import make_query
from indexing.records import Document, Query
from indexing.understanding import understand
from tests.indexing.conftest import CORPORA

# Each question with its parties, its types and its topic.
QUESTIONS: dict[str, tuple[str, str, str]] = {
    # who speaks
    "vad säger V om privata sjukvårdsförsäkringar?": ("V", "", "vad säger om privata sjukvårdsförsäkringar?"),
    "Vad vill Vänsterpartiet göra åt vinster i vården?": ("V", "", "Vad vill göra åt vinster i vården?"),
    "vad tycker vänstern om LOV?": ("V", "", "vad tycker om LOV?"),
    "Vad säger moderaterna om skatter?": ("M", "", "Vad säger om skatter?"),
    "Vad tycker Nya Moderaterna om skatter?": ("M", "", "Vad tycker om skatter?"),
    "VAD SÄGER V OM VÅRDEN?": ("V", "", "VAD SÄGER OM VÅRDEN?"),
    "vad säger v om vården?": ("V", "", "vad säger om vården?"),
    "Vill V avskaffa LOV?": ("V", "", "Vill avskaffa LOV?"),
    "Vad har V sagt om Ivo?": ("V", "", "Vad har sagt om Ivo?"),
    "Hur ser V på privata vinster?": ("V", "", "Hur ser på privata vinster?"),
    "Hur ställer sig Liberalerna till euron?": ("L", "", "Hur ställer sig till euron?"),
    "Var står KD i abortfrågan?": ("KD", "", "Var står i abortfrågan?"),
    "Vad krävde Centern i förhandlingen?": ("C", "", "Vad krävde i förhandlingen?"),
    "Vad lovar Socialdemokraterna pensionärerna?": ("S", "", "Vad lovar pensionärerna?"),
    "Vad föreslår Sverigedemokraterna om tiggeri?": ("SD", "", "Vad föreslår om tiggeri?"),
    "Vad säger de gröna om tåg?": ("MP", "", "Vad säger om tåg?"),
    "Vad vill Folkpartiet med skolan?": ("L", "", "Vad vill med skolan?"),
    "Vänsterpartiet anser vad om skatt?": ("V", "", "anser vad om skatt?"),
    "Enligt Miljöpartiet, vad ska hända med kärnkraften?": ("MP", "", "Enligt , vad ska hända med kärnkraften?"),
    "vad ska ske enligt v?": ("V", "", "vad ska ske enligt ?"),
    # saints are no Social Democrats
    "Vad gör S:t Görans sjukhus?": ("", "", "Vad gör S:t Görans sjukhus?"),
    "Har S:ta Marias kyrka en park?": ("", "", "Har S:ta Marias kyrka en park?"),
    "Vad vill V och S:t Görans sjukhus?": ("V", "", "Vad vill och S:t Görans sjukhus?"),
    "Vad vill S:s ledamöter?": ("S", "", "Vad vill ledamöter?"),
    # whose view
    "Vänsterpartiets syn på vårdval": ("V", "", "syn på vårdval"),
    "Vs politik för primärvården": ("V", "", "politik för primärvården"),
    "V:s förslag om läkare": ("V", "", "förslag om läkare"),
    "KD:s linje i abortfrågan": ("KD", "", "linje i abortfrågan"),
    "Moderaternas krav på polisen": ("M", "", "krav på polisen"),
    # several
    "Vad säger M och SD om migration?": ("M SD", "", "Vad säger och om migration?"),
    "Vad vill S, MP och C i Region Stockholm?": ("S MP C", "", "Vad vill , och i Region Stockholm?"),
    "Vad säger V och vad säger MP om skolan?": ("V MP", "", "Vad säger och vad säger om skolan?"),
    "Vad tycker Vänsterpartiet eller Miljöpartiet om kött?": ("V MP", "", "Vad tycker eller om kött?"),
    # English
    "What does the Left Party say about private health insurance?": (
        "V",
        "",
        "What does the say about private health insurance?",
    ),
    "What do the Sweden Democrats want?": ("SD", "", "What do the want?"),
    "According to the Green Party, is nuclear power safe?": ("MP", "", "According to the , is nuclear power safe?"),
    "the Social Democrats' view on taxes": ("S", "", "the view on taxes"),
    "What is the Centre Party's policy on forests?": ("C", "", "What is the policy on forests?"),
    "What is V's position on profits?": ("V", "", "What is position on profits?"),
    # which document
    "Vad står det i motionen om vårdplatser?": ("", "motion", "Vad står det i om vårdplatser?"),
    "Finns yrkande 22 i motionerna?": ("", "motion", "Finns i ?"),
    "V:s motion om hälsa": ("V", "motion", "om hälsa"),
    "Vad kräver Vänsterpartiets motion?": ("V", "motion", "Vad kräver ?"),
    "Vad säger programmet om mobil röntgen?": ("", "program", "Vad säger om mobil röntgen?"),
    "Vad står i partiprogrammet om tåg?": ("", "program", "Vad står i om tåg?"),
    "Vad står i vår 10-punktslista om akutbesök?": ("", "", "Vad står i vår 10-punktslista om akutbesök?"),
    "44-punktsprogrammet om psykiatri": ("", "program", "om psykiatri"),
    "Vad säger V i valmanifestet om klimatet?": ("V", "manifesto", "Vad säger i om klimatet?"),
    "Vad säger motionen och programmet om psykiatri?": ("", "motion program", "Vad säger och om psykiatri?"),
    "What does the motion say about insurance?": ("", "motion", "What does say about insurance?"),
    # nothing else is left: the whole question is the topic
    "Motionen?": ("", "motion", ""),
    # false friends
    "I vilken klass går barnen?": ("", "", "I vilken klass går barnen?"),
    "vad har man för plan för vården?": ("", "", "vad har man för plan för vården?"),
    "Vad säger vi om vården?": ("", "", "Vad säger vi om vården?"),
    "samarbetar V med S, C och MP?": ("", "", "samarbetar V med S, C och MP?"),
    "Vad säger riksdagen om samverkan mellan V och S?": ("", "", "Vad säger riksdagen om samverkan mellan V och S?"),
    "den vänstra delen av salen": ("", "", "den vänstra delen av salen"),
    "vad är en L-form?": ("", "", "vad är en L-form?"),
    "har C-vitamin någon effekt?": ("", "", "har C-vitamin någon effekt?"),
    "Vad gör V-formade fåglar?": ("", "", "Vad gör V-formade fåglar?"),
    "Vad har M/S Estonia med saken att göra?": ("", "", "Vad har M/S Estonia med saken att göra?"),
    "Vem är M. Persson?": ("", "", "Vem är M. Persson?"),
    "Vad gör man åt vården?": ("", "", "Vad gör man åt vården?"),
    "Hur ser i praktiken reformen ut?": ("", "", "Hur ser i praktiken reformen ut?"),
    "Är daglig motion bra för hälsan?": ("", "", "Är daglig motion bra för hälsan?"),
    "Vilket programmeringsspråk används?": ("", "", "Vilket programmeringsspråk används?"),
    "Vad manifesteras i texten?": ("", "", "Vad manifesteras i texten?"),
    "Hur många vårdplatser behövs?": ("", "", "Hur många vårdplatser behövs?"),
    "Vad händer 2044 punktligt?": ("", "", "Vad händer 2044 punktligt?"),
    "Vad innebär liberalism?": ("", "", "Vad innebär liberalism?"),
    "Var ligger centern i staden?": ("", "", "Var ligger centern i staden?"),
    # other names and phrasings
    "Vad säger sossarna om skolan?": ("S", "", "Vad säger om skolan?"),
    "Vad tycker SD:are om invandring?": ("SD", "", "Vad tycker om invandring?"),
    "Vad vill gröna om kärnkraft?": ("MP", "", "Vad vill om kärnkraft?"),
    "Kan Liberalerna tänka sig kärnkraft?": ("L", "", "Kan tänka sig kärnkraft?"),
    "Vad vill egentligen V?": ("V", "", "Vad vill egentligen ?"),
    "vad säger v och mp om skolan?": ("V MP", "", "vad säger och om skolan?"),
    "What would the Liberals do?": ("L", "", "What would the do?"),
    "Does the Centre Party support wind power?": ("C", "", "Does the support wind power?"),
    "Moderaternas nya förslag om skatt": ("M", "", "nya förslag om skatt"),
    "SD om migration": ("SD", "", "om migration"),
    "Moderaterna kärnkraft": ("M", "", "kärnkraft"),
    "Ulf Kristersson (M) om skatt": ("M", "", "Ulf Kristersson om skatt"),
    "V-motionen om vård": ("V", "motion", "om vård"),
    # compared
    "Vad är skillnaden mellan M och SD i migrationsfrågan?": ("M SD", "", "Vad är mellan och i migrationsfrågan?"),
    "V vs M om skatter": ("V M", "", "om skatter"),
    "Hur skiljer sig Centerns linje från Liberalernas?": ("C L", "", "Hur linje från ?"),
    # other kinds
    "Vad säger budgetmotionen om statsbidrag?": ("", "budget-motion", "Vad säger om statsbidrag?"),
    "Moderaternas skuggbudget": ("M", "budget-motion", ""),
    "Vad står i Tidöavtalet om migration?": ("", "agreement", "Vad står i om migration?"),
    "What does the coalition agreement say about tax?": ("", "agreement", "What does the say about tax?"),
    "Vad föreslås i propositionen om vapen?": ("", "proposition", "Vad föreslås i om vapen?"),
    "What does the election manifesto promise?": ("", "manifesto", "What does the promise?"),
    # documents that are spoken about
    "Vad tycker V om Tidöavtalet?": ("V", "", "Vad tycker om Tidöavtalet?"),
    "Vad anser S om budgetpropositionen?": ("S", "", "Vad anser om budgetpropositionen?"),
    "statsbidrag budgetmotion löner": ("", "", "statsbidrag budgetmotion löner"),
    # more false friends
    "Vill gröna jobb skapas?": ("", "", "Vill gröna jobb skapas?"),
    "hepatit C har ökat": ("", "", "hepatit C har ökat"),
    "har c vitamin någon effekt?": ("", "", "har c vitamin någon effekt?"),
    "får man vitamin D av solen?": ("", "", "får man vitamin D av solen?"),
    "vad gör s:t görans sjukhus?": ("", "", "vad gör s:t görans sjukhus?"),
    "Vad säger M Persson?": ("", "", "Vad säger M Persson?"),
    "Vad vill s.k. experter?": ("", "", "Vad vill s.k. experter?"),
    "kritik mot moderaterna": ("", "", "kritik mot moderaterna"),
    "Barns motion i skolan": ("", "", "Barns motion i skolan"),
    "Vilket program visas på tv?": ("", "", "Vilket program visas på tv?"),
    "Who moderates the debate?": ("", "", "Who moderates the debate?"),
    # the speaker, not the party that is spoken about
    "Vad säger S om V?": ("S", "", "Vad säger om V?"),
    "Vad säger SD om V:s förslag om läkare?": ("SD", "", "Vad säger om V:s förslag om läkare?"),
}


@pytest.mark.parametrize(("question", "expected"), QUESTIONS.items())
def test_questions(question: str, expected: tuple[str, str, str]) -> None:
    understood = understand(make_query(question), [])
    parties, types, topic = expected
    assert understood.understanding.parties == tuple(parties.split())
    assert understood.understanding.types == tuple(types.split())
    assert understood.topic == topic


def test_there_are_enough_questions() -> None:
    assert len(QUESTIONS) >= 60


@pytest.mark.parametrize("question", ["Vad vill V?", "Vad anser SD?", "vad säger vänsterpartiet"])
def test_only_the_speaker(question: str) -> None:
    topic = understand(Query(question, 10), []).topic
    assert "V" not in topic.split()
    assert topic != ""


@pytest.fixture(scope="module")
def documents() -> list[Document]:
    return [load_document(CORPORA, meta) for meta in read_manifest(CORPORA)]


PROGRAM, MOTION = "v-44-punkter-region-stockholm", "v-motion-halso-och-sjukvard"


@pytest.mark.parametrize(
    ("question", "document_id", "topic"),
    [
        ("Vad står i vänsterpartiets 44 punkter för region stockholm om bussar?", PROGRAM, "Vad står i om bussar?"),
        ("Vad står i 44 punkter om akutbesök?", PROGRAM, "Vad står i om akutbesök?"),
        ("Vad säger 44-punktsprogrammet om bussar?", PROGRAM, "Vad säger om bussar?"),
        ("Vad säger 44:an om bussar?", PROGRAM, "Vad säger om bussar?"),
        ("What do the 44 points say about buses?", PROGRAM, "What do the say about buses?"),
        # what the title says that the document is about stays in the topic
        (
            "Vad säger motionen om hälso- och sjukvård i glesbygd?",
            MOTION,
            "Vad säger om hälso- och sjukvård i glesbygd?",
        ),
        ("Vad säger motionen om hälso- och sjukvårdslagen?", "", "Vad säger om hälso- och sjukvårdslagen?"),
        ("Vad ska hända i Region Stockholm?", "", "Vad ska hända i Region Stockholm?"),
        ("Vilka 44 patienter?", "", "Vilka 44 patienter?"),
        ("Vad händer 2044 punktligt?", "", "Vad händer 2044 punktligt?"),
    ],
)
def test_documents_named_by_their_title(question: str, document_id: str, topic: str, documents: list[Document]) -> None:
    found = understand(make_query(question), documents)
    assert found.understanding.document_ids == ((document_id,) if document_id else ())
    assert found.topic == topic


@pytest.mark.parametrize(
    ("question", "sessions", "years", "topic"),
    [
        ("motionen från riksmötet 2023/24 om vård", "2023/24", "", "om vård"),
        ("Vad säger V i motion 2022/23:2345 om vård?", "2022/23", "", "Vad säger i om vård?"),
        ("session 1999/2000 om skolan", "1999/2000", "", "om skolan"),
        ("budgetåret 2023/24 statsbidrag", "", "", "budgetåret 2023/24 statsbidrag"),
        ("förhållandet 2023/30", "", "", "förhållandet 2023/30"),
        ("valmanifestet 2022 om skolan", "", "2022", "om skolan"),
        ("2022 års valmanifest om skolan", "", "2022", "om skolan"),
        ("the 2022 manifesto on schools", "", "2022", "the on schools"),
        ("Hur många AT-tjänster utlystes 2022?", "", "", "Hur många AT-tjänster utlystes 2022?"),
        ("SOU 2018:39 specialisering", "", "", "SOU 2018:39 specialisering"),
    ],
)
def test_sessions_and_years(question: str, sessions: str, years: str, topic: str) -> None:
    found = understand(make_query(question), [])
    assert found.understanding.sessions == tuple(sessions.split())
    assert found.understanding.years == tuple(map(int, years.split()))
    assert found.topic == topic


def dated(document: Document, date: str) -> Document:
    return replace(document, meta=replace(document.meta, date=date))


@pytest.mark.parametrize(
    ("question", "years"),
    [
        ("Vad sa V om skolan 2018?", (2018,)),
        ("Vad sa V om skolan 2017?", ()),
        ("Ska taxan höjas till 2018?", ()),
        ("perioden 2018–2027", ()),
        ("2018 patienter", (2018,)),
    ],
)
def test_a_year_by_itself_is_a_documents_and_of_the_topic(
    question: str, years: tuple[int, ...], documents: list[Document]
) -> None:
    found = understand(make_query(question), [dated(documents[0], "2018-03-01")])
    assert found.understanding.years == years
    assert ("2018" in found.topic) is ("2018" in question)


def test_what_is_absent(documents: list[Document]) -> None:
    absent = understand(
        make_query("Vad säger M och V i valmanifestet 2022 och i motionen från 2023/24?"), documents
    ).understanding.absent
    assert absent == ("party:M", "type:manifesto", "session:2023/24", "year:2022")


@pytest.mark.parametrize(
    "question",
    [
        "Vem har skrivit motionen?",
        "Vem har undertecknat motionen?",
        "Vilka står bakom V:s motion?",
        "Vem är motionens författare?",
        "Vem skrev motionen om vården?",
        "who wrote the motion?",
        "Who has signed this document?",
        "Who are the authors of the motion?",
    ],
)
def test_who_wrote_a_document_is_asked_of_its_signature(question: str, documents: list[Document]) -> None:
    found = understand(make_query(question), documents)
    assert (found.understanding.places, found.topic) == (("underskriften",), "")
    assert understand(make_query(question), documents[:1]).understanding.places == (), "unsigned"


def test_points_of_a_motion_are_its_proposals(documents: list[Document]) -> None:
    def places(question: str) -> tuple[str, ...]:
        return understand(make_query(question), documents).understanding.places

    assert places("Vad säger punkterna 21 och 22 i motionen?") == ("yrkande 21", "yrkande 22")
    assert places("Vad säger avsnitt 4.1 i motionen?") == ("avsnitt 4.1",)
    assert places("Vad säger punkt 22?") == ("punkt 22",)
    assert places("Vad säger punkt 22 i programmet och motionen?") == ("punkt 22",)


def test_a_programme_is_a_document_only_where_there_is_one(documents: list[Document]) -> None:
    question = make_query("Vad säger programmet om psykiatri?")
    assert understand(question, documents).understanding.types == ("program",)
    assert understand(question, documents[1:]).understanding.types == ()
    assert understand(make_query("Vad säger partiprogrammet?"), documents[1:]).understanding.absent == ("type:program",)


@pytest.mark.parametrize(
    "question", ["Vem har skrivit lagen?", "Vem skrev på avtalet?", "Vad har skrivits i motionen?"]
)
def test_who_wrote_something_else(question: str, documents: list[Document]) -> None:
    assert understand(make_query(question), documents).understanding.places == ()


@pytest.mark.parametrize(
    ("question", "is_comparison"),
    [
        ("Skiljer sig motionen från programmet om psykiatri?", True),
        ("Jämför 44 punkter med motionen om vårdval", True),
        ("hur hänger vård och personal ihop, enligt både programmet och motionen?", True),
        ("Hur ser V på samordningen i de båda texterna?", True),
        ("Vad säger M och SD om migration?", True),
        ("What is the difference between the motion and the programme?", True),
        ("Vad har dokumenten gemensamt?", True),
        ("Vad säger 44-punktsprogrammet, alltså programmet, om bussar?", False),
        ("Hur skiljer sig vården mellan regionerna?", False),
        ("Gäller det både barn och vuxna?", False),
        ("Vad säger V i motionen?", False),
        ("Vad säger dokumenten om vården?", False),
    ],
)
def test_comparisons(question: str, is_comparison: bool, documents: list[Document]) -> None:
    assert understand(make_query(question), documents).understanding.is_comparison is is_comparison


def test_the_words_of_a_comparison_are_no_topic(documents: list[Document]) -> None:
    question = "Hur ser V på samordningen mellan sjukhus i de båda texterna?"
    assert understand(make_query(question), documents).topic == "Hur ser på samordningen mellan sjukhus i ?"
    ignoring = understand(make_query(question, ignore=["comparison"]), documents)
    assert ignoring.topic == "Hur ser på samordningen mellan sjukhus i de båda texterna?"


QUESTION = "Vad säger V och M i punkt 20 i programmet och i motionen?"


@pytest.mark.parametrize(
    ("ignore", "parties", "types", "places"),
    [
        ([], ("V", "M"), ("motion", "program"), ("punkt 20",)),
        (["party"], (), ("motion", "program"), ("punkt 20",)),
        (["party:M"], ("V",), ("motion", "program"), ("punkt 20",)),
        (["type:motion", "place"], ("V", "M"), ("program",), ()),
        (["party", "type", "place"], (), (), ()),
    ],
)
def test_what_is_ignored_stays_in_the_topic(
    ignore: list[str], parties: tuple[str, ...], types: tuple[str, ...], places: tuple[str, ...]
) -> None:
    found = understand(make_query(QUESTION, ignore=ignore), [])
    read = found.understanding
    assert (read.parties, read.types, read.places) == (parties, types, places)
    assert ("M" in found.topic.split()) is ("M" not in parties)
    assert ("punkt" in found.topic) is (not places)


def test_filters_win() -> None:
    def read(**filters: list[str]) -> Understanding:
        return understand(make_query(QUESTION, **filters), []).understanding  # type: ignore[arg-type]

    assert read(parties=["S"]).parties == ()
    assert read(parties=["V", "S"]).parties == ("V",)
    assert read(types=["program"]).types == ("program",)


@pytest.mark.parametrize(("language", "expected"), [(None, "sv"), ("en", "en"), ("fi", "fi")])
def test_the_callers_language_counts(language: str | None, expected: str) -> None:
    assert understand(make_query("Vad vill V?", language=language), []).understanding.language == expected


@given(st.text(min_size=1, max_size=60))
def test_a_topic_is_empty_or_has_words_of_the_question(question: str) -> None:
    topic = understand(Query(question, 10), []).topic
    assert topic == "" or any(character.isalnum() for character in topic)
    assert all(word in question for word in topic.split())
