"""The words of the pages on which documents are added, replaced, removed and indexed."""

from __future__ import annotations

from typing import Final

from service.pages.catalogue.text import Catalogue, Counted, PageLanguage, Text

_KILOBYTE: Final = 1 << 10
_MEGABYTE: Final = 1 << 20
_BYTES: Final = Counted(Text("{n} byte", "{n} byte"), Text("{n} byte", "{n} bytes"))
_STATES: Final = {
    "queued": Text("Väntar på att börja", "About to begin"),
    "running": Text("Pågår", "Under way"),
    "done": Text("Klart", "Done"),
    "failed": Text("Misslyckades; allt är som det var", "Failed; everything is as it was"),
    "interrupted": Text("Avbröts", "Interrupted"),
}
_JOBS: Final = {
    "publish": Text("Publicera {title}", "Publish {title}"),
    "remove": Text("Ta bort {title}", "Remove {title}"),
    "reindex": Text("Bygg om indexet", "Rebuild the index"),
    "undo": Text("Ångra ändringen av {title}", "Undo the change of {title}"),
}
_STAGES: Final = {
    "": Text("Läser dokumenten", "Reading the documents"),
    "cutting passages": Text("Delar in i ställen", "Cutting passages"),
    "embedding passages": Text("Beräknar vektorer", "Computing vectors"),
    "building the model": Text("Bygger språkmodellen", "Building the model"),
}
_CHANGES: Final = {
    "add": Text("Tillagt", "Added"),
    "replace": Text("Ersatt", "Replaced"),
    "remove": Text("Borttaget", "Removed"),
    "undo": Text("Ångrat", "Undone"),
}
_STATUSES: Final = {
    "pending": Text("pågår", "under way"),
    "applied": Text("gäller", "in effect"),
    "failed": Text("misslyckades", "failed"),
    "undone": Text("ångrat", "undone"),
}
_PARSERS: Final = {
    "plain-text": Text("Löpande text", "Plain text"),
    "pdf-text": Text(
        "Text ur en PDF (sidnummer och fotnoter tas om hand)", "Text from a PDF (with page numbers, notes)"
    ),
    "markdown": Text("Markdown", "Markdown"),
}
_KINDS: Final = {
    "introduction": Text("Inledning", "Introduction"),
    "section": Text("Avsnitt", "Section"),
    "point": Text("Punkt", "Point"),
    "proposal": Text("Yrkande", "Proposal"),
    "signature": Text("Undertecknat", "Signed"),
}
_ADVICE: Final = {
    "id": Text(
        "Små bokstäver a–z, siffror och bindestreck. Inte samma som ett annat dokuments.",
        "Small letters a–z, digits and hyphens. Not another document’s.",
    ),
    "title": Text("Skriv titeln så som dokumentet visar den.", "Write the title as the document shows it."),
    "type": Text("Ett ord med små bokstäver, till exempel motion.", "One word in small letters, such as motion."),
    "party": Text("Välj bland partierna.", "Choose among the parties."),
    "organ": Text("Utan styrtecken, högst 1 000 tecken.", "No control characters, at most 1,000."),
    "session": Text("Skriv som 2023/24, eller ett enda år.", "Write it as 2023/24, or as a single year."),
    "date": Text("Skriv som 2023-10-04.", "Write it as 2023-10-04."),
    "language": Text("Två bokstäver: sv, en …", "Two letters: sv, en …"),
    "source": Text("Skriv var texten kommer ifrån.", "Say where the text comes from."),
    "licence": Text("Skriv på vilka villkor texten får användas.", "Say on what terms the text may be used."),
    "parser": Text("Välj hur filen ska läsas.", "Choose how the file is to be read."),
}


class AdministrationWords(Catalogue):
    """Lists, forms, previews, progress and history."""

    administer = Text("Förvalta dokumenten", "Administer the documents")
    administer_lead = Text(
        "Det du laddar upp läses på prov först. Svaren kommer ur det gamla indexet tills det nya är helt.",
        "What you upload is read on trial first. Answers come from the old index until the new one is whole.",
    )
    index_facts = Text("Index {version}", "Index {version}")
    index_built = Text("byggt {time}", "built {time}")
    read_only = Text(
        "Tjänsten får inte skriva i dokumentens mapp. Be den som driver den om skrivrätt (inställningen corpus).",
        "The service may not write the folder of documents. Ask its operator for that (setting corpus).",
    )
    index_behind = Text(
        "Indexet stämmer inte med dokumenten. Bygg om det.", "The index does not match the documents. Rebuild it."
    )
    add_document = Text("Lägg till ett dokument", "Add a document")
    choose_file = Text("Fil", "File")
    file_hint = Text(
        "Text eller Markdown ({kinds}), högst {limit}, helst UTF-8.",
        "Text or Markdown ({kinds}), at most {limit}, preferably UTF-8.",
    )
    upload = Text("Ladda upp", "Upload")
    waiting_uploads = Text("Väntar på att publiceras", "Waiting to be published")
    documents_in_corpus = Text("Dokument", "Documents")
    passages_indexed = Counted(Text("{n} ställe", "{n} passage"), Text("{n} ställen", "{n} passages"))
    not_indexed = Text("inte indexerat än", "not indexed yet")
    replace = Text("Ersätt", "Replace")
    replace_of = Text("Ersätt {title}", "Replace {title}")
    replace_lead = Text(
        "Den nya filen tar dokumentets plats och behåller dess id. Den gamla sparas.",
        "The new file takes the document’s place and keeps its id. The old one is kept.",
    )
    edit = Text("Ändra uppgifter", "Edit details")
    edit_of = Text("Ändra uppgifter om {title}", "Edit details of {title}")
    remove = Text("Ta bort", "Remove")
    remove_of = Text("Ta bort {title}?", "Remove {title}?")
    remove_lead = Text(
        "Dokumentet försvinner ur svaren när indexet är ombyggt. Filen sparas, och det går att ångra.",
        "The document leaves the answers once the index is rebuilt. Its file is kept, and this can be undone.",
    )
    keep_document = Text("Behåll", "Keep it")
    rebuild = Text("Bygg om indexet", "Rebuild the index")
    history = Text("Ändringar", "Changes")
    no_changes = Text("Inga ändringar än.", "No changes yet.")
    undo_change = Text("Ångra", "Undo")
    undo_of = Text("Ångra: {change} {title}", "Undo: {change} {title}")
    job_progress = Text("{done} av {total}", "{done} of {total}")
    job_embedded = Counted(
        Text("{n} nytt ställe beräknat", "{n} new passage computed"),
        Text("{n} nya ställen beräknade", "{n} new passages computed"),
    )
    job_again = Text(
        "Processen försvann mitt i. Inget är förlorat: bygg om indexet, så återställs dokumenten först.",
        "Its process vanished midway. Nothing is lost: rebuild the index, which restores the documents first.",
    )
    job_refresh = Text("Sidan läses om av sig själv.", "The page reloads by itself.")
    to_administration = Text("Till förvaltningen", "To the administration")
    upload_title = Text("Granska: {name}", "Review: {name}")
    upload_facts = Text("{size}, {encoding}", "{size}, {encoding}")
    converted = Text(
        "Filen var i {encoding} och görs om till UTF-8.", "The file was in {encoding} and is turned into UTF-8."
    )
    replaces = Text("Ersätter {title}.", "Replaces {title}.")
    details = Text("Uppgifter", "Details")
    details_lead = Text(
        "Förslagen är lästa ur texten. Kontrollera dem.", "The suggestions were read off the text. Check them."
    )
    field_id = Text("Id (står i alla länkar)", "Id (part of every link)")
    field_title = Text("Titel", "Title")
    field_is_descriptive = Text(
        "Titeln är en beskrivning; dokumentet visar ingen", "The title describes; the document shows none"
    )
    field_parties = Text("Partier", "Parties")
    field_language = Text("Språk", "Language")
    field_source = Text("Källa", "Source")
    field_licence = Text("Villkor", "Licence")
    field_parser = Text("Läses som", "Read as")
    flaws_remain = Counted(
        Text("En uppgift återstår.", "One detail remains."), Text("{n} uppgifter återstår.", "{n} details remain.")
    )
    same_text = Text("Ett annat dokument har samma text: {title}.", "Another document has the same text: {title}.")
    unreadable = Text("Filen gick inte att läsa:", "The file could not be read:")
    update_preview = Text("Läs om", "Read again")
    publish = Text("Publicera", "Publish")
    discard = Text("Kasta", "Discard")
    preview = Text("Så lästes filen", "How the file was read")
    preview_characters = Counted(Text("{n} tecken", "{n} character"), Text("{n} tecken", "{n} characters"))
    preview_sections = Counted(
        Text("{n} avsnitt eller punkt", "{n} section or point"),
        Text("{n} avsnitt och punkter", "{n} sections and points"),
    )
    preview_footnotes = Counted(Text("{n} fotnot", "{n} footnote"), Text("{n} fotnoter", "{n} footnotes"))
    outline = Text("Disposition", "Outline")
    no_outline = Text("Inga rubriker eller punkter hittades.", "No headings or points were found.")
    first_passages = Text("Ställen", "Passages")
    more_of = Counted(Text("och {n} till", "and {n} more"), Text("och {n} till", "and {n} more"))

    def size(self, size_bytes: int) -> str:
        """Return the size of a file as people say it, one decimal at most."""
        if size_bytes < _KILOBYTE:
            return _BYTES.__get__(self, type(self))(size_bytes)
        number, unit = (size_bytes / _KILOBYTE, "kB") if size_bytes < _MEGABYTE else (size_bytes / _MEGABYTE, "MB")
        written = f"{number:.1f}".removesuffix(".0")
        return f"{written.replace('.', ',') if self.language is PageLanguage.SV else written} {unit}"

    def job_name(self, kind: str, title: str) -> str:
        """Return what a job does."""
        return _JOBS[kind].__get__(self, type(self)).format(title=title)

    def job_state(self, state: str) -> str:
        """Return how far a job has come."""
        return _STATES[state].__get__(self, type(self))

    def job_stage(self, stage: str) -> str:
        """Return what a job does now; a stage that has no words here is called what the builder calls it."""
        return _STAGES[stage].__get__(self, type(self)) if stage in _STAGES else stage

    def change_name(self, kind: str) -> str:
        """Return what a change did."""
        return _CHANGES[kind].__get__(self, type(self))

    def change_status(self, status: str) -> str:
        """Return what has become of a change."""
        return _STATUSES[status].__get__(self, type(self))

    def parser_name(self, parser: str) -> str:
        """Return how a parser reads."""
        return _PARSERS[parser].__get__(self, type(self)) if parser in _PARSERS else parser

    def section_kind(self, kind: str) -> str:
        """Return what people call a kind of section."""
        return _KINDS[kind].__get__(self, type(self)) if kind in _KINDS else kind

    def field_advice(self, field: str) -> str:
        """Return how a field is to be filled in."""
        return _ADVICE[field].__get__(self, type(self))
