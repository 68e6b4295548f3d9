"""The words of the question page: the field, the filters, how the question was read."""

from __future__ import annotations

from typing import Final

from indexing.answers import QuestionForm
from indexing.mentions import Part
from service.pages.catalogue.text import Catalogue, Counted, Text

_PARTS: Final = {
    Part.PARTY: Text("Parti", "Party"),
    Part.DOCUMENT: Text("Dokument", "Document"),
    Part.TYPE: Text("Dokumenttyp", "Document type"),
    Part.SESSION: Text("Riksmöte", "Session"),
    Part.YEAR: Text("År", "Year"),
    Part.PLACE: Text("Ställe", "Place"),
    Part.COMPARISON: Text("Jämförelse", "Comparison"),
    Part.CORRECTION: Text("Läst som", "Read as"),
    Part.FOLLOW_UP: Text("Tolkat som", "Understood as"),
}
_ABSENT: Final = {
    Part.PARTY: Text("Inget dokument av {item} finns i indexet.", "The index has no document by {item}."),
    Part.TYPE: Text("Inget dokument av typen {item} finns i indexet.", "The index has no document of type {item}."),
    Part.SESSION: Text(
        "Inget dokument från riksmötet {item} finns i indexet.", "The index has no document from the session {item}."
    ),
    Part.YEAR: Text("Inget dokument från år {item} finns i indexet.", "The index has no document from {item}."),
}
_FORMS: Final = {
    QuestionForm.YES_NO: Text("ja eller nej", "yes or no"),
    QuestionForm.WHO: Text("vem", "who"),
    QuestionForm.WHEN: Text("när", "when"),
    QuestionForm.WHERE: Text("var", "where"),
    QuestionForm.WHY: Text("varför", "why"),
    QuestionForm.HOW_MANY: Text("hur många", "how many"),
    QuestionForm.HOW_MUCH: Text("hur mycket", "how much"),
    QuestionForm.HOW: Text("hur", "how"),
    QuestionForm.WHAT: Text("vad", "what"),
    None: Text("sökord", "keywords"),
}


class AskingWords(Catalogue):
    """The field, its filters and what was understood."""

    display = Text("Vad står det egentligen?", "What does it actually say?")
    lead = Text(
        "Ställ en fråga om de politiska dokumenten. Varje mening i svaret är ett ordagrant citat, med uppgift om "
        "exakt var det står.",
        "Ask a question about the political documents. Every sentence of the answer is a verbatim quote, with the "
        "exact place where it stands.",
    )
    lead_worded = Text(
        "Ställ en fråga om de politiska dokumenten. En språkmodell formulerar svaret, som vilar på ordagranna citat, "
        "med uppgift om exakt var de står.",
        "Ask a question about the political documents. A language model words the answer, which rests on verbatim "
        "quotes, with the exact place where each stands.",
    )
    your_question = Text("Din fråga", "Your question")
    ask = Text("Fråga", "Ask")
    asking = Text("Letar i dokumenten …", "Looking in the documents …")
    keys_hint = Text(
        "Tangenter: / till frågan, pilarna mellan meningar och belägg, Enter öppnar, Esc tillbaka.",
        "Keys: / to the question, arrows between statements and citations, Enter opens, Esc goes back.",
    )
    flaw = Text(
        "Frågan gick inte att läsa. Skriv minst ett ord och högst {limit} tecken.",
        "The question could not be read. Write at least one word and at most {limit} characters.",
    )
    try_asking = Text("Prova att fråga", "Try asking")
    recent = Text("Tidigare frågor", "Recent questions")
    recent_where = Text(
        "De finns bara i den här webbläsaren och skickas inte någonstans.",
        "They are kept in this browser only and sent nowhere.",
    )
    recent_none = Text("Inga frågor än.", "No questions yet.")
    recent_remove = Text("Ta bort frågan: {question}", "Remove the question: {question}")
    recent_clear = Text("Ta bort alla", "Remove all")

    filters = Text("Avgränsa", "Narrow down")
    filters_chosen = Counted(Text("{n} vald", "{n} chosen"), Text("{n} valda", "{n} chosen"))
    filters_help = Text(
        "Bara det som är ikryssat genomsöks. Utan kryss genomsöks allt.",
        "Only what is ticked is searched. Without ticks, everything is.",
    )
    filter_clear = Text("Ta bort alla avgränsningar", "Remove all filters")

    follows = Text("Följdfrågor utgår från:", "Follow-up questions build on:")
    follows_nothing = Text("Börja om", "Start afresh")

    understood = Text("Så tolkades frågan", "How the question was read")
    without = Text("Ta bort {name}: {value}", "Remove {name}: {value}")
    only = Text("Bara", "Only")
    both_sides = Text("båda sidor", "both sides")
    form = Text("Fråga", "Question")
    language_of_question = Text("Språk", "Language")
    read_as = Text("läs som {language}", "read as {language}")
    read_afresh = Text("Tolka frågan på nytt", "Read the question afresh")

    def part_name(self, part: Part) -> str:
        """Return what a part of what was understood is called."""
        return _PARTS[part].__get__(self, type(self))

    def form_name(self, form: QuestionForm | None) -> str:
        """Return what kind of reply a question wants, in a word."""
        return _FORMS[form].__get__(self, type(self))

    def absent(self, part: Part, item: str) -> str:
        """Say that the index has no document of a party, type, session or year."""
        return _ABSENT[part].__get__(self, type(self)).format(item=item)
