"""The words of the question box on other sites' pages, besides those that it shares with this one's."""

from __future__ import annotations

from service.pages.catalogue.text import Catalogue, Text


class WidgetWords(Catalogue):
    """What the box is called, and what it says when there is no answer to show."""

    widget_heading = Text("Fråga dokumenten", "Ask the documents")
    widget_new_tab = Text("(öppnas i ny flik)", "(opens in a new tab)")
    widget_too_fast = Text(
        "Det gick för fort. Försök igen om {seconds} s.", "That was too fast. Try again in {seconds} s."
    )
    widget_busy = Text(
        "Många frågar just nu. Försök igen om {seconds} s.", "Many are asking just now. Try again in {seconds} s."
    )
    widget_not_ready = Text(
        "Tjänsten är inte redo än. Försök igen om en liten stund.", "The service is not ready yet. Try again shortly."
    )
    widget_closed = Text(
        "Tjänsten svarar bara den som är inloggad där.", "The service answers only those who are signed in there."
    )
    widget_filter = Text(
        "Frågerutan är begränsad till dokument som inte finns. Säg till den som sköter sidan.",
        "The question box is limited to documents that are not there. Tell whoever looks after the page.",
    )
    widget_unreachable = Text(
        "Tjänsten gick inte att nå. Försök igen om en stund.", "The service could not be reached. Try again in a while."
    )
    widget_failed = Text(
        "Något gick fel. Försök igen om en stund. (Nummer: {number})",
        "Something went wrong. Try again in a while. (Number: {number})",
    )
