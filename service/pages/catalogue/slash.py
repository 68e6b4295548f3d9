"""The words of slash commands, besides those of the answer page."""

from __future__ import annotations

from service.pages.catalogue.text import Catalogue, Counted, Text


class SlashWords(Catalogue):
    """What is said before, after and instead of an answer."""

    slash_searching = Text("Söker: {question}", "Searching: {question}")
    slash_question = Text("Fråga: {question}", "Question: {question}")
    slash_hits = Text("Ställen om: {question}", "Passages about: {question}")
    slash_no_hits = Text("Inget ställe passar avgränsningen.", "No passage fits the filter.")
    slash_open = Text("Öppna svaret", "Open the answer")
    slash_too_slow = Text(
        "Svaret tog för lång tid. Öppna det på Beläggs sida.", "The answer took too long. Open it on Belägg’s page."
    )
    slash_more = Counted(
        Text("{n} del till finns på Beläggs sida.", "{n} more part is on Belägg’s page."),
        Text("{n} delar till finns på Beläggs sida.", "{n} more parts are on Belägg’s page."),
    )
    slash_help = Text(
        "Belägg svarar med ordagranna citat ur politiska dokument.\n"
        "fråga Vad säger V om vårdplatser? – svar med källor\n"
        "sök vårdplatser – de närmaste ställena\n"
        "Avgränsa: parti:V typ:motion dokument:ID riksmöte:2023/24 (flera med komma)\n"
        "dela:ja visar svaret för alla i kanalen, där programmet annars bara visar det för dig.",
        "Belägg answers in verbatim quotes from political documents (in Swedish).\n"
        "ask What does the Left Party say about hospital beds? – an answer with sources\n"
        "search hospital beds – the nearest passages\n"
        "Narrow down: party:V type:motion document:ID session:2023/24 (several with commas)\n"
        "share:yes shows the answer to everybody in the channel, where only you would see it.",
    )
