"""What stands around every page, and what documents are called."""

from __future__ import annotations

from typing import Final

from indexing.parties import PARTY_NAMES
from service.pages.catalogue.text import Catalogue, Counted, PageLanguage, Text

_TYPES: Final = {
    "motion": Text("motion", "motion"),
    "budget-motion": Text("budgetmotion", "budget motion"),
    "program": Text("program", "programme"),
    "manifesto": Text("valmanifest", "manifesto"),
    "agreement": Text("överenskommelse", "agreement"),
    "proposition": Text("proposition", "government bill"),
    "report": Text("betänkande", "committee report"),
}
_LANGUAGES: Final = {"sv": Text("svenska", "Swedish"), "en": Text("engelska", "English")}
# The first English name in the core's list; the names before it are Swedish.
_ENGLISH_PARTIES: Final = {
    "S": "Social Democrats",
    "M": "Moderates",
    "SD": "Sweden Democrats",
    "C": "Centre Party",
    "V": "Left Party",
    "KD": "Christian Democrats",
    "MP": "Green Party",
    "L": "Liberals",
}


class FrameWords(Catalogue):
    """Head, foot and names."""

    name = Text("Belägg", "Belägg")
    title = Text("{title} – Belägg", "{title} – Belägg")
    start_title = Text("Belägg – vad dokumenten säger, ordagrant", "Belägg – what the documents say, verbatim")
    skip = Text("Till innehållet", "Skip to the content")
    pages = Text("Sidor", "Pages")
    nav_ask = Text("Fråga", "Ask")
    nav_documents = Text("Dokument", "Documents")
    promise = Text(
        "Svaren vilar på ordagranna citat ur dokumenten. Belägg väger inte och lägger inget till.",
        "Answers rest on verbatim quotes from the documents. Belägg does not weigh or add anything.",
    )
    api = Text("API", "API")
    appearance = Text("Språk och utseende", "Language and appearance")
    switch_language = Text("In English", "På svenska")
    scheme_light = Text("Ljust", "Light")
    scheme_dark = Text("Mörkt", "Dark")
    scheme_system = Text("Som systemet", "As the system")
    scheme_label = Text("Utseende: {scheme}", "Appearance: {scheme}")
    between = Text(" · ", " · ")
    colon = Text("{name}:", "{name}:")

    descriptive_title = Text(
        "Källan saknar rubrik. Namnet är en beskrivning.", "The source has no title. The name is a description."
    )

    documents = Text("Dokument", "Documents")
    documents_lead = Counted(
        Text(
            "Svaren bygger på det här dokumentet, och på inget annat.",
            "The answers rest on this document, and on nothing else.",
        ),
        Text(
            "Svaren bygger på de här {n} dokumenten, och på inget annat.",
            "The answers rest on these {n} documents, and on nothing else.",
        ),
    )
    no_documents = Text("Inga dokument.", "No documents.")
    field_type = Text("Typ", "Type")
    field_party = Text("Parti", "Party")
    field_organ = Text("Organ", "Assembly")
    field_session = Text("Riksmöte", "Session")
    field_date = Text("Datum", "Date")
    field_passages = Text("Ställen", "Passages")

    def type_name(self, kind: str) -> str:
        """Return what people call a type of document; an unknown one is called what the corpus calls it."""
        return _TYPES[kind].__get__(self, type(self)) if kind in _TYPES else kind

    def party_name(self, code: str) -> str:
        """Return a party's usual name and its code."""
        swedish = PARTY_NAMES[code][0].capitalize()
        return f"{swedish if self.language is PageLanguage.SV else _ENGLISH_PARTIES[code]} ({code})"

    def language_name(self, tag: str) -> str:
        """Return a language's name, or the tag of one that has none here."""
        return _LANGUAGES[tag].__get__(self, type(self)) if tag in _LANGUAGES else tag
