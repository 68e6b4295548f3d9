"""What is read out of the text of a command."""

from __future__ import annotations

import pytest

from service import wire
from service.pages.catalogue import PageLanguage
from service.slash.commands import Command, Verb, read_command

SV, EN = PageLanguage.SV, PageLanguage.EN
NONE = wire.FilterBody()


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("fråga Vad säger V om vården?", Command(Verb.ASK, "Vad säger V om vården?")),
        ("FRÅGA: Vad säger V?", Command(Verb.ASK, "Vad säger V?")),
        ("Vad säger V om vården?", Command(Verb.ASK, "Vad säger V om vården?")),
        ("  sök   vårdplatser  ", Command(Verb.SEARCH, "vårdplatser")),
        ("search hospital beds", Command(Verb.SEARCH, "hospital beds", language=EN)),
        ("fråga hur mår v? parti:V", Command(Verb.ASK, "hur mår v?", wire.FilterBody(party=("V",)))),
        (
            "fråga typ:motion,program parti:V dokument:v-44 party:S riksmöte:2023/24 varför?",
            Command(Verb.ASK, "varför?", wire.FilterBody(("V", "S"), ("v-44",), ("motion", "program"), ("2023/24",))),
        ),
        ("ask document:“a, b” why?", Command(Verb.ASK, "why?", wire.FilterBody(document_id=("a", "b")), EN)),
        ("fråga varför? dela:ja", Command(Verb.ASK, "varför?", is_shared=True)),
        ("ask why? share:yes", Command(Verb.ASK, "why?", language=EN, is_shared=True)),
        ("fråga varför? dela:nej", Command(Verb.ASK, "varför?")),
        ("fråga vad gäller kl:10:30?", Command(Verb.ASK, "vad gäller kl:10:30?")),
        ("fråga gäller SOU 2018:39", Command(Verb.ASK, "gäller SOU 2018:39")),
        ("", Command(Verb.HELP)),
        ("hjälp", Command(Verb.HELP)),
        ("help me", Command(Verb.HELP, language=EN)),
        ("fråga ?!", Command(Verb.HELP)),
        ("ask parti:V", Command(Verb.HELP, language=EN)),
    ],
)
def test_commands(text: str, command: Command) -> None:
    assert read_command(text) == command
