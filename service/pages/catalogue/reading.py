"""The words of the document reader."""

from __future__ import annotations

from service.pages.catalogue.text import Catalogue, Text


class ReadingWords(Catalogue):
    """Outline, hits, notes, and what became of a place that a link names."""

    contents = Text("Innehåll", "Contents")
    introduction = Text("Inledning", "Introduction")
    signature = Text("Undertecknat", "Signed")
    section = Text("Avsnitt", "Section")
    to_mark = Text("Till det markerade stället", "To the marked passage")
    to_mark_at = Text("Till det markerade stället: {label}", "To the marked passage: {label}")
    footnotes = Text("Fotnoter", "Footnotes")
    note_mark = Text("Fotnot {number}", "Footnote {number}")
    note_back = Text("Tillbaka till texten, fotnot {number}", "Back to the text, footnote {number}")
    hits = Text("Träffar", "Hits")
    hit_of = Text("Belägg {number} av {count}", "Citation {number} of {count}")
    hits_count = Text("{count} belägg i svaret", "{count} citations in the answer")
    previous = Text("Föregående", "Previous")
    next = Text("Nästa", "Next")
    previous_hit = Text("Föregående belägg: {label}, {title}", "Previous citation: {label}, {title}")
    next_hit = Text("Nästa belägg: {label}, {title}", "Next citation: {label}, {title}")
    back_to_answer = Text("Till svaret", "Back to the answer")
    moved = Text(
        "Dokumentet har ändrats sedan länken gjordes. Citatet står kvar, på det markerade stället.",
        "The document has changed since the link was made. The quote still stands, at the marked place.",
    )
    lost = Text(
        "Dokumentet har ändrats sedan länken gjordes. Det citerade står inte längre i det: ”{quote}”",
        "The document has changed since the link was made. What was quoted no longer stands in it: “{quote}”",
    )
    lost_place = Text(
        "Dokumentet har ändrats sedan länken gjordes, och stället finns inte kvar.",
        "The document has changed since the link was made, and the place is no longer there.",
    )
