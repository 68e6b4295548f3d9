"""Whose view a question asks for.

A party counts as asked about when it is the one that says, wants or thinks something ("vad vill V …", "enligt
Moderaterna", "the Left Party's view"). A party that is merely mentioned ("samarbetet med S och MP") belongs to the
topic and stays in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from indexing.mentions import Mention, Part
from indexing.parties import NAME_PATTERN, party_code

_VERBS: Final = (
    "säger|säga|sa|sade|sagt|tycker|tyckte|tycka|tyckt|vill|ville|velat|anser|ansåg|menar|menade|mena|föreslår|föreslå|"
    "föreslog|kräver|kräva|krävde|lovar|lova|lovade|tänker|tänka|tänkte|ser|se|såg|ställer|ställer\\s+sig|"
    "ställde\\s+sig|står|driver|drev|gör|göra|gjorde|gjort|har|hade|haft|kommer|ska|skall|skulle|kan|bör|får|fick|"
    "måste|behöver|röstar|röstade|stöder|stödjer|stödde|accepterar|motsätter|prioriterar|satsar|tror|hävdar|hävdade|"
    "argumenterar|resonerar|motiverar|försvarar|kritiserar|kritiserade|beskriver|skriver|skrev|tar|tog|arbetar|jobbar|"
    "yrkar|yrkade|uttalar|uttrycker|presenterar|presenterade|önskar|förespråkar|avvisar|nämner|ger|gav|lägger|lade|"
    "påstår|svarar|svarade|reagerar|reagerade|"
    "does|do|did|would|will|is|are|has|have|had|can|could|should|must|say|says|said|want|wants|wanted|think|thinks|"
    "thought|propose|proposes|proposed|demand|demands|demanded|believe|believes|promise|promises|promised|plan|plans|"
    "suggest|suggests|suggested|stand|stands|support|supports|oppose|opposes|argue|argues|favou?rs?|intend|intends|"
    "prioriti[sz]es?|write|writes|wrote|claim|claims|view|views|reject|rejects|accept|accepts|criticise|criticises"
)
# Between verb and party: "Vad vill egentligen V?".
_FILLERS: Final = r"(?i:egentligen|då|alltså|nu|i\s+dag|idag|partiet|partierna|the\s+party|the)"
# What a party's code of one letter may follow when a verb comes next: "att V vill", but not "hepatit C har".
_CLAUSE_OPENERS: Final = (
    "att|om|när|varför|hur|vad|som|och|men|eller|vilka|vilken|vilket|det|partiet|the|that|what|why|how|if|when|and|but|"
    "does|do"
)
_STANCES: Final = r"(?:emot|mot|för|positiv|negativ|kritisk|beredd|öppen|öppna|against|for|opposed|in favou?r)"
_POSSESSIONS: Final = (
    "syn|politik|förslag|linje|åsikt|åsikter|ståndpunkt|ståndpunkter|inställning|hållning|krav|motion|motioner|program|"
    "punkter|partiprogram|valmanifest|budget|budgetmotion|skuggbudget|löfte|löften|vallöfte|vallöften|mål|plan|planer|"
    "åtgärd|åtgärder|argument|besked|kritik|prioritering|prioriteringar|strategi|satsning|satsningar|reform|reformer|"
    "idé|idéer|vision|visioner|uppfattning|position|"
    "view|views|policy|policies|stance|proposal|proposals|demand|demands|programme|platform|manifesto|"
    "plans|promise|promises|priorities|goal|goals|opinion|opinions|criticism|attitude|budget"
)

# Endings of names and codes: V:s, Moderaternas, SD:are, SD-arna.
_ENDING: Final = r"(?i::?s|[:-](?:are|arna)s?)?"
# "V-formad", "M/S", "S:t Göran" and "M.Sc." are no parties, nor is the initial of "M Persson".
_END: Final = r"(?![\w/-]|(?i::ta?)(?!\w)|\.\w)"
_CODE: Final = r"(?:SD|KD|MP|[SMCVL](?!\.?\s+[A-ZÅÄÖ][a-zåäö]))"
# In lower case a letter is a party only where a clause ends or goes on: "vad säger v om", not "har c vitamin".
_GOES_ON: Final = (
    r"(?=(?::?s)?(?:\s*(?:$|[?!,;:–)]|\.(?:\s|$))|\s+(?:om|på|till|med|att|och|eller|i|för|åt|mot|inte|vilja|göra|tycka|säga|ha|"
    r"egentligen|kring|gällande|angående|när|ska|under|utifrån|respektive|on|about|to|and|or|with|want|say|think)\b))"
)
# "Gröna" by itself is mostly an adjective ("gröna jobb").
_NAME: Final = rf"(?:{NAME_PATTERN}|(?i:gröna){_GOES_ON})"

_PARTY: Final = rf"(?P<party>{_NAME}|{_CODE}){_ENDING}"
_PARTY_OR_LOWER_CODE: Final = rf"(?P<party>{_NAME}|{_CODE}|(?i:sd|kd|mp)|[smcvl]{_GOES_ON}){_ENDING}"
_NAMED_PARTY: Final = rf"(?P<party>{_NAME}){_ENDING}"

_SPEAKERS: Final = (
    re.compile(rf"(?<!\w)(?i:{_VERBS})\s+(?:{_FILLERS}\s+)*{_PARTY_OR_LOWER_CODE}{_END}"),
    re.compile(rf"(?<!\w)(?i:enligt|according\s+to)\s+(?:{_FILLERS}\s+)*{_PARTY_OR_LOWER_CODE}{_END}"),
    re.compile(rf"(?:^|[,.;:?!–(]\s*|(?<!\w)(?i:{_CLAUSE_OPENERS})\s+){_PARTY}\s+(?i:{_VERBS})(?!\w)"),
    re.compile(rf"(?<![\w/-]){_NAMED_PARTY}\s+(?i:{_VERBS})(?!\w)"),
    re.compile(rf"(?<!\w)(?i:är|är\s+egentligen|are|is)\s+(?i:the\s+)?{_PARTY}\s+(?i:{_STANCES})"),
    re.compile(rf"^{_PARTY}\s+(?i:om|kring|angående|on|about)\s"),
)
# Whose view it is, where nobody is said to speak: in "vad säger SD om V:s förslag" it is SD's view that is asked for.
_POSSESSION: Final = rf"(?:\s+(?i:{_POSSESSIONS})|(?::s|s|['’]s?)\s+\w+\s+(?i:{_POSSESSIONS}))(?!\w)"
_OWNERS: Final = (
    re.compile(rf"(?<![\w/-])(?P<party>{_NAME}|{_CODE})(?::s|s|['’]s?)?{_POSSESSION}"),
    # "V:s och M:s syn": the first of them.
    re.compile(
        rf"(?<![\w/-])(?P<party>{_NAME}|{_CODE})(?::s|s|['’]s?)\s+(?:och|and|respektive)\s+"
        rf"(?=[\w:’']+\s+(?i:{_POSSESSIONS})(?!\w))"
    ),
    re.compile(rf"(?<![\w/-])(?P<party>{_CODE})-(?=(?i:{_POSSESSIONS})(?:en|et|n|t|erna|er|s)*(?!\w))"),
    re.compile(rf"\((?P<party>{_CODE})\)"),
    # Keywords that begin with a party's name: "Moderaterna kärnkraft".
    re.compile(rf"^{_NAMED_PARTY}(?:\s+(?!(?:och|and|i|in|med|with|mot)\s)[\w-]+){{1,4}}$"),
)
_JOINED: Final = re.compile(
    rf"\s*(?:,|och|and|&|eller|or|samt|respektive|kontra)\s*(?i:the\s+)?{_PARTY_OR_LOWER_CODE}{_END}"
)
# Parties that are compared are all asked about: "skillnaden mellan M och SD".
_COMPARING: Final = re.compile(
    r"(?i)(?<!\w)(?:skilj(?:er|de|a)|skillnad\w*|jämför\w*|kontra|versus|vs|compare[ds]?|comparison|differ\w*)(?!\w)"
)
_ANYWHERE: Final = re.compile(rf"(?<![\w/-]){_PARTY}{_END}")
_TAIL: Final = re.compile(r"(?i::s|['’]s?|s|[:-](?:are|arna)s?|-(?=\w))(?!\w)|-(?=\w)")


def named_speakers(question: str) -> Iterator[Mention]:
    """Yield the parties whose view a question asks for, in the order of the patterns that find them.

    Args:
        question: as asked, NFC.
    """
    yield from list(_found(_SPEAKERS, question)) or list(_found(_OWNERS, question))
    if _COMPARING.search(question):
        compared = [_mention(match) for match in _ANYWHERE.finditer(question)]
        if len({mention.value for mention in compared}) > 1:
            yield from compared


def _found(patterns: Iterable[re.Pattern[str]], question: str) -> Iterator[Mention]:
    for pattern in patterns:
        for match in pattern.finditer(question):
            mention = _mention(match)
            yield mention
            while joined := _JOINED.match(question, mention.end):
                mention = _mention(joined)
                yield mention


def _mention(match: re.Match[str]) -> Mention:
    """Make a mention of a matched party; a genitive or plural ending belongs to it."""
    start, end = match.span("party")
    if match.group() == f"({match['party']})":
        start, end = match.span()
    tail = _TAIL.match(match.string, end)
    code = party_code(match["party"]) or "MP"  # "gröna" by itself is no name that filters take
    return Mention(Part.PARTY, code, start, tail.end() if tail else end)
