"""The words of the page that people see when something went wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from service.pages.catalogue.text import Catalogue, Text


@dataclass(frozen=True, slots=True)
class Apology:
    """What went wrong and what to do, in words for people.

    Attributes:
        heading: what went wrong.
        advice: what to do.
        is_of_administration: met by who changes documents, whom the problem's own detail, in English, helps as well.
    """

    heading: str
    advice: str
    is_of_administration: bool = False


_BY_SLUG: Final = {
    "unknown-document": (
        Text("Dokumentet finns inte", "There is no such document"),
        Text(
            "Det har tagits bort ur indexet eller bytt namn. Sök upp det i listan över dokument.",
            "It was removed from the index or renamed. Look for it in the list of documents.",
        ),
    ),
    "query": (
        Text("Frågan gick inte att läsa", "The question could not be read"),
        Text(
            "Skriv frågan med minst ett ord, och inte längre än ett stycke.",
            "Write it with at least one word, and no longer than a paragraph.",
        ),
    ),
    "filter": (
        Text("Avgränsningen går inte att använda", "The filter cannot be used"),
        Text(
            "Dokumenten har inget sådant att välja. Börja om från startsidan.",
            "The documents have nothing of the kind. Begin again from the start page.",
        ),
    ),
    "place": (
        Text("Stället finns inte", "There is no such place"),
        Text(
            "Länken pekar på ett ställe utanför dokumentet. Öppna dokumentet från början i stället.",
            "The link points outside the document. Open the document from its beginning instead.",
        ),
    ),
    "answer-changed": (
        Text("Svaret har ändrats", "The answer has changed"),
        Text(
            "Dokumenten har ändrats sedan du läste svaret. Ställ frågan igen och bedöm det nya svaret.",
            "The documents have changed since you read it. Ask the question again and judge the new answer.",
        ),
    ),
    "overload": (
        Text("Många frågar just nu", "Many are asking just now"),
        Text("Frågan fick ingen plats i kön. Försök igen om en liten stund.", "The queue was full. Try again shortly."),
    ),
}
_ADMINISTRATION: Final = {
    "upload-empty": (
        Text("Filen är tom", "The file is empty"),
        Text("Välj filen som har texten.", "Choose the file that has the text."),
    ),
    "upload-encoding": (
        Text("Filens teckenkodning går inte att avgöra", "The file’s encoding cannot be told"),
        Text("Spara filen som UTF-8 och ladda upp den igen.", "Save the file as UTF-8 and upload it again."),
    ),
    "upload-type": (
        Text("Filer av det slaget läses inte", "Files of that kind are not read"),
        Text("Ladda upp texten som .txt eller .md.", "Upload the text as .txt or .md."),
    ),
    "upload-unreadable": (
        Text("Filen gick inte att läsa", "The file could not be read"),
        Text(
            "Dela upp den, eller välj ett annat sätt att läsa den.", "Divide it, or choose another way of reading it."
        ),
    ),
    "duplicate": (
        Text("Dokumentet finns redan", "The document is there already"),
        Text("Ersätt det som finns, eller låt det vara.", "Replace the one there is, or leave it."),
    ),
    "busy": (
        Text("En annan ändring pågår", "Another change is under way"),
        Text("Vänta tills den är klar och försök igen.", "Wait until it is done, then try again."),
    ),
    "stale": (
        Text("Dokumenten har ändrats under tiden", "The documents have changed meanwhile"),
        Text("Gå tillbaka till listan och se hur det ser ut nu.", "Go back to the list and see how things are now."),
    ),
    "corpus-read-only": (
        Text("Dokumenten går inte att ändra härifrån", "The documents cannot be changed from here"),
        Text(
            "Be den som driver tjänsten om skrivrätt till dokumentens mapp.",
            "Ask the service’s operator for the right to write the folder of documents.",
        ),
    ),
    "unknown-upload": (
        Text("Uppladdningen finns inte kvar", "The upload is no longer there"),
        Text("Den är publicerad eller kastad.", "It was published or discarded."),
    ),
    "corpus-unavailable": (
        Text("Dokumenten går inte att läsa", "The documents cannot be read"),
        Text(
            "Den som driver tjänsten ser i loggen vad som är fel med dem.",
            "The service’s operator finds in the log what is wrong with them.",
        ),
    ),
}
_BY_STATUS: Final = {
    400: (
        Text("Sidan gick inte att visa", "The page could not be shown"),
        Text(
            "Adressen går inte att läsa. Börja om från startsidan.",
            "The address cannot be read. Begin again from the start page.",
        ),
    ),
    401: (
        Text("Här behövs en nyckel", "A key is needed here"),
        Text("Logga in med en nyckel som gäller.", "Sign in with a key that works."),
    ),
    403: (
        Text("Nyckeln räcker inte hit", "The key does not reach here"),
        Text("Be den som driver tjänsten om en nyckel som gör det.", "Ask the service’s operator for one that does."),
    ),
    404: (
        Text("Sidan finns inte", "There is no such page"),
        Text(
            "Adressen kan vara felskriven. Börja om från startsidan.",
            "The address may be misspelt. Begin again from the start page.",
        ),
    ),
    405: (
        Text("Sidan går inte att använda så", "The page cannot be used like that"),
        Text("Börja om från startsidan.", "Begin again from the start page."),
    ),
    413: (
        Text("Det var för mycket på en gång", "That was too much at once"),
        Text("Skicka något mindre.", "Send something smaller."),
    ),
    429: (
        Text("Det gick för fort", "That was too fast"),
        Text("Vänta en liten stund och försök igen.", "Wait a little and try again."),
    ),
    503: (
        Text("Tjänsten är inte redo än", "The service is not ready yet"),
        Text("Dokumenten läses in. Försök igen om en liten stund.", "The documents are being read. Try again shortly."),
    ),
}
_OTHER: Final = (
    Text("Något gick fel hos oss", "Something went wrong on our side"),
    Text(
        "Försök igen om en stund. Hjälper inte det, hör av dig och ange numret nedan.",
        "Try again in a while. If that does not help, get in touch and give the number below.",
    ),
)


class ProblemWords(Catalogue):
    """Apologies."""

    to_start = Text("Till startsidan", "To the start page")
    to_documents = Text("Till dokumenten", "To the documents")
    error_number = Text("Fel {status} · nummer", "Error {status} · number")
    quoted = Text("Det citerade var: ”{quote}”", "What was quoted: “{quote}”")

    def apology(self, slug: str, status: int) -> Apology:
        """Return what to say of a problem.

        Args:
            slug: the kind of problem.
            status: its HTTP status, for kinds that have no words of their own.
        """
        heading, advice = (_BY_SLUG | _ADMINISTRATION).get(slug) or _BY_STATUS.get(status, _OTHER)
        return Apology(heading.__get__(self, type(self)), advice.__get__(self, type(self)), slug in _ADMINISTRATION)
