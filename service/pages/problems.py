"""The page that people see when something went wrong, in Swedish."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from service.pages.templates import render
from service.problems import Problem


@dataclass(frozen=True, slots=True)
class Apology:
    """What went wrong and what to do, in words for people."""

    heading: str
    advice: str


_BY_SLUG: Final = {
    "unknown-document": Apology(
        "Dokumentet finns inte", "Det kan ha bytt namn eller tagits bort. Sök upp det i listan över dokument."
    ),
    "query": Apology("Frågan gick inte att läsa", "Skriv frågan med minst ett ord, och inte längre än ett stycke."),
    "place": Apology(
        "Stället finns inte", "Länken pekar på ett ställe utanför dokumentet. Öppna dokumentet från början i stället."
    ),
}
_BY_STATUS: Final = {
    400: Apology("Sidan gick inte att visa", "Adressen går inte att läsa. Börja om från startsidan."),
    404: Apology("Sidan finns inte", "Adressen kan vara felskriven. Börja om från startsidan."),
    405: Apology("Sidan går inte att använda så", "Börja om från startsidan."),
    503: Apology("Tjänsten är inte redo än", "Dokumenten läses in. Försök igen om en liten stund."),
}
_OTHER: Final = Apology(
    "Något gick fel hos oss", "Försök igen om en stund. Hjälper inte det, hör av dig och ange numret nedan."
)


def problem_page(problem: Problem, request_id: str, base: str) -> str:
    """Render the page for a problem.

    Args:
        problem: what went wrong.
        request_id: ties the page to the service's log.
        base: path below which the service is mounted.

    Returns:
        HTML.
    """
    apology = _BY_SLUG.get(problem.slug) or _BY_STATUS.get(problem.status, _OTHER)
    return render("problem.html", {"apology": apology, "problem": problem, "request_id": request_id}, base)
