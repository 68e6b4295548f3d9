"""What people write after ``/belagg``: a verb, filters, and the question."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from service import wire
from service.pages.catalogue import PageLanguage


class Verb(StrEnum):
    """What a command is to do."""

    ASK = "ask"
    SEARCH = "search"
    HELP = "help"


_VERBS: Final = {
    "fråga": (Verb.ASK, PageLanguage.SV),
    "fraga": (Verb.ASK, PageLanguage.SV),
    "sök": (Verb.SEARCH, PageLanguage.SV),
    "sok": (Verb.SEARCH, PageLanguage.SV),
    "hjälp": (Verb.HELP, PageLanguage.SV),
    "hjalp": (Verb.HELP, PageLanguage.SV),
    "ask": (Verb.ASK, PageLanguage.EN),
    "search": (Verb.SEARCH, PageLanguage.EN),
    "help": (Verb.HELP, PageLanguage.EN),
}
_FIELDS: Final = {
    "parti": "party",
    "party": "party",
    "dokument": "document_id",
    "document": "document_id",
    "typ": "type",
    "type": "type",
    "riksmöte": "session",
    "session": "session",
}
_SHARE: Final = {"dela": "ja", "share": "yes"}
# typ:motion, dokument:"a b", parti:V,S; programs make typographic quotation marks of straight ones.
_OPTION: Final = re.compile(
    r"(?<!\S)(?P<name>[^\W\d_]+):(?:[\"“”](?P<quoted>[^\"“”]+)[\"“”]|(?P<bare>[^\s\"“”]+))(?=\s|$)"
)


@dataclass(frozen=True, slots=True)
class Command:
    """A command as it was read.

    Attributes:
        verb: what it is to do.
        question: what remains of the text without verb and options; empty for help.
        filters: what to search.
        language: of what is said besides the answer.
        is_shared: everybody in the channel is to see the answer, where the platform has a choice.
    """

    verb: Verb
    question: str = ""
    filters: wire.FilterBody = field(default_factory=wire.FilterBody)
    language: PageLanguage = PageLanguage.SV
    is_shared: bool = False


def read_command(text: str) -> Command:
    """Read a command.

    Args:
        text: what stands after the command's name. Without a verb it is a question; without a question, a call for
            help.
    """
    first, _, rest = text.strip().partition(" ")
    verb, language = _VERBS.get(first.lower().rstrip(":"), (None, PageLanguage.SV))
    question = rest if verb else text
    chosen: dict[str, list[str]] = {}
    is_shared = False
    for option in _OPTION.finditer(question):
        name, value = option["name"].lower(), option["quoted"] or option["bare"]
        if field := _FIELDS.get(name):
            chosen.setdefault(field, []).extend(part for part in re.split(r"\s*,\s*", value) if part)
        is_shared = is_shared or _SHARE.get(name) == value.lower()
    question = " ".join(_OPTION.sub(_left, question).split())
    if verb is Verb.HELP or not any(character.isalnum() for character in question):
        return Command(Verb.HELP, language=language)
    filters = wire.FilterBody(**{field: tuple(values) for field, values in chosen.items()})
    return Command(verb or Verb.ASK, question, filters, language, is_shared)


def _left(option: re.Match[str]) -> str:
    """Return what is left of an option in the question: nothing, or itself where it is none."""
    name = option["name"].lower()
    is_option = name in _FIELDS or name in _SHARE
    return " " if is_option else option.group()
