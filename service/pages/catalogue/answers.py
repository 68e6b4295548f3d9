"""The words of an answer and its citations."""

from __future__ import annotations

from service.pages.catalogue.text import Catalogue, Counted, Text


class AnswerWords(Catalogue):
    """Statements, citations, and what is said where there are none."""

    answer_to = Text("Svar på frågan", "Answer to the question")
    answer = Text("Svar", "Answer")
    evidence = Text("Belägg", "Citations")
    mark = Text("Belägg {number}: {label}, {title}", "Citation {number}: {label}, {title}")
    places = Counted(Text("{n} ställe", "{n} passage"), Text("{n} ställen", "{n} passages"))
    in_documents = Counted(Text("i {n} dokument", "in {n} document"), Text("i {n} dokument", "in {n} documents"))
    under = Text(", under ", ", under ")
    footnote = Text("Fotnot ", "Footnote ")
    open_place = Text("Läs i dokumentet", "Read in the document")
    of_place = Text(": {label}, {title}", ": {label}, {title}")
    written_by = Text(
        "Formulerat av {model}, kontrollerat mot citaten. Ordagrant står det bara i beläggen.",
        "Worded by {model}, checked against the quotes. Only the citations are verbatim.",
    )
    unanswered = Text("Dokumenten svarar inte på: {part}", "The documents do not answer: {part}")
    nothing = Text("Dokumenten säger inget om det.", "The documents don’t say.")
    nothing_why = Text(
        "Ingen mening svarar tillräckligt säkert på frågan, och Belägg gissar inte.",
        "No sentence answers the question with enough certainty, and Belägg does not guess.",
    )
    nearest = Text("Närmaste ställen", "Nearest passages")
    nearest_warning = Text("inget av dem är ett säkert svar", "none of them is a certain answer")
    copy_text = Text("Kopiera", "Copy")
    copy_markdown = Text("Markdown", "Markdown")
    copy_link = Text("Länk", "Link")
    copy_text_of = Text("Kopiera citatet med källa: {name}", "Copy the quote with its source: {name}")
    copy_markdown_of = Text("Kopiera som Markdown: {name}", "Copy as Markdown: {name}")
    copy_link_of = Text("Länk till stället, kopiera: {name}", "Link to the passage, copy: {name}")
    copied = Text("Kopierat", "Copied")
    copy_failed = Text("Gick inte att kopiera", "Could not be copied")
    failed = Text("Frågan kom inte fram. Försök igen.", "The question did not get through. Try again.")
