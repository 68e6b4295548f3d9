"""The words that follow-up questions are made of, in Swedish and in English: what links, points back, weighs little."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from indexing.analyzer import STOPWORDS, words

_WORD: Final = re.compile(r"\w(?:[\w:'’-]*\w)?|%")


@dataclass(frozen=True, slots=True)
class Wording:
    """One language's words.

    Attributes:
        link: what links a question to the one before it, at its beginning.
        about: the same, before what is to be asked about instead.
        only: what narrows the question before down, at the beginning.
        tail: what links a question to the one before it, at its end.
        too: the same, where it belongs to what is asked.
        adverb: an interrogative that asks for no thing, and can stand before a whole question.
        known_thing: a noun for what was spoken of, with nothing that says of which.
        interrogative: an interrogative with what belongs to it, at the beginning.
        verb: a finite verb that questions begin with, or have after the interrogative.
        says: a question that asks what somebody says and does not say about what.
        overview: asks what a document is about, and so for no topic.
        preposition: one that begins a phrase.
        points_back: takes its meaning from the question before, wherever it stands.
        demonstrative: the same, in whatever question it stands.
        light: words that name no topic by themselves.
        leading: words that stand before a question's topic.
        what_about: asks about what follows.
        by: whose view it is.
        within: in which document.
    """

    link: re.Pattern[str]
    about: re.Pattern[str]
    only: re.Pattern[str]
    tail: re.Pattern[str]
    too: re.Pattern[str]
    adverb: re.Pattern[str]
    known_thing: re.Pattern[str]
    interrogative: re.Pattern[str]
    verb: re.Pattern[str]
    says: re.Pattern[str]
    overview: re.Pattern[str]
    preposition: re.Pattern[str]
    points_back: re.Pattern[str]
    demonstrative: re.Pattern[str]
    light: frozenset[str]
    leading: frozenset[str]
    what_about: str
    by: str
    within: str

    def content(self, text: str) -> list[str]:
        """Return the words of a text that name a topic, lower case, in order."""
        return [word for word in words(text) if word not in self.light]

    def is_verbless(self, text: str) -> bool:
        """Tell whether a text has none of the verbs that questions are asked with."""
        return not any(self.verb.fullmatch(word) for word in words(text))

    def begins_with_verb(self, text: str) -> bool:
        """Tell whether a text begins with a verb, as a question for yes or no does."""
        return bool(self.verb.fullmatch(next(words(text), "")))

    def is_question(self, text: str) -> bool:
        """Tell whether a text begins as questions do."""
        return bool(self.interrogative.match(text)) or self.begins_with_verb(text)


def tokens(text: str) -> Iterator[re.Match[str]]:
    """Yield the words of a text as they stand."""
    return _WORD.finditer(text)


def _any(*alternatives: str) -> str:
    return f"(?:{'|'.join(alternatives)})"


_SV_VERB: Final = _any(
    "är|var|vore|ska|skall|skulle|vill|ville|kan|kunde|får|fick|har|hade|blir|blev|finns|fanns|bör|borde|måste|kommer",
    "säger|sa|sade|tycker|anser|menar|föreslår|skriver|står|nämns|gör|görs|händer|hände|går|gick|gäller|behövs|krävs",
    "saknas|ligger|ser|tänker|lovar|kräver|kostar|räcker|beror|handlar|innebär|betyder|betalar|styr|driver|sker|tar|tas",
    "ger|ges|leder|fungerar|sitter|införs|följs|röstade|beslutades|lämnar|tjänar|ersätts|heter|bestämmer",
)
_SV_PREPOSITION: Final = (
    r"(?:i|på|för|hos|till|från|av|med|under|inom|bland|mellan|efter|före|om|vid|utan|enligt|kring|mot|utanför|ur|"
    r"sedan)"
)
_SV_INTERROGATIVE: Final = (
    r"(?:hur\s+(?:många|mycket|stort?|stora|höga?|högt|lång[at]?|länge|ofta|dyrt?|snabbt|snart|tidigt)|hur|varför|när|"
    r"vart?|varifrån|vad|vem|vems|vilken|vilket|vilka)"
)
_EN_VERB: Final = _any(
    "is|are|was|were|do|does|did|will|would|can|could|should|shall|must|may|might|has|have|had|says?|wants?|proposes?",
    "happens|costs?|pays|needs|applies|exists|mentions?|mentioned|come",
)
_EN_PREPOSITION: Final = (
    r"(?:in|on|for|at|to|from|by|with|under|within|among|between|after|before|about|of|without|during|according\s+to)"
)
_EN_INTERROGATIVE: Final = (
    r"(?:how\s+(?:many|much|large|big|high|long|often|old|far|soon|fast|quickly)|how|why|when|where|what|who|whose|"
    r"whom|which)"
)

# Nouns that questions hang on to whatever was spoken of, and words that compare with it.
_SV_LIGHT: Final = frozenset(
    """
    alla allihop andra anledning anledningen annan annars annat ansvar ansvarar ansvaret avsnitt avsnittet bakgrund
    bakgrunden bara behov behövas behövde behövs belopp beror berott berätta beskriv beslut beslutade beslutades
    beslutat beslutet bestämdes bestämmer bestämt betala betalar betalas betalt betyder betydligt bra bättre bör dag
    dags det dokument dokumenten dokumentet driva driver dyrare dålig dåligt effekt effekten effekter egentligen
    enbart endast ens exakt exempel fall finansiera finansieras finnas fler flera fråga frågan fungera fungerar
    fungerat följa följas följd följden följder följs förklara förslag förslagen förslaget ge genomföra genomföras
    genomförs ger ges gett gjort gäller gärna gå går gör göra göras görs ha hela hemma hen hittar hos hur hända
    händer hänt idag igen information införa införas införs ingå ingår innan innebär inte ja jaha just komma konkret
    konsekvens konsekvensen konsekvenser kosta kostar kostnad kostnaden kostnader krav kraven kravet krävas krävs
    kvar leda leder liknande liksom lite läs läsa lösning lösningen man mena menas mer mera mest mindre motsvarande
    mycket mål målet mån många måste nackdel nackdelar nej nu nytta nämn nämna nämns när närmare också okej olika
    ordet orsak orsaken orsaker pengar pengarna plan planen planer precis problem problemet procent punkt punkten
    punkter punkterna rimlig rimligt räcka räcker räkna räknat rätt sagt sak saken saker samma samtidigt se senare
    ser sett sida sidan sidor siffra siffran siffror siffrorna sin sina sitter ska ske sker skett skillnad
    skillnaden skriven skriver skrivit skäl skälet snabbt snart ställe stället stämmer står syfte syftet säga säger
    sägs säkert sämre särskilt sätt så såg tala tanken text texten tid tiden till tillräckligt troligen tycker
    undantag undantagen ungefär ut utveckla vad var vara varför varit vem vems verkligen vet viktig viktigast
    viktigt vilka vilken vilket villkor villkoren villkoret vore yrkande yrkandet ytterligare än ändå även år åren
    året åstadkomma översikt
    """.split()
)
_EN_LIGHT: Final = frozenset(
    """
    a about actually after again all also am an and any anything are as at be because been being both but by can
    change come consequence consequences cost costs could decide decided decides did difference do document
    documents does done effect effects else ever every exactly example examples exception exceptions exist expensive
    explain few finance financed follow followed for force from get give goal goals had happen happens has have he
    her his how i if in instead into is it its just kind know law lead less let like many me mean means mentioned
    might money more most much must need needed needs no not now number numbers of on one ones only or other others
    our out over page paid paragraph part pay pays percent plan plans point points possible problem proposal
    proposals propose purpose question really reason reasons same say says section she should similar so solution
    some something soon still such suggest suggested take tell text than that the their them then there these they
    thing things this those to today too under until up us used very want wanted wants was way we were what when
    where which who whom whose why will with within would year years yes you your
    """.split()
)

_SV_LEADING: Final = frozenset(
    """
    angående anse anser att av behövas behövs blev bli blir borde bör de den deras det då egentligen enligt fanns
    fick finnas finns få får för föreslå föreslår ges gjort gälla gällande gäller gör göra görs ha hade handlar har
    hos hur hända hände händer här hög höga högt i inte kan kommer kring krävas kräver krävs kunde lovar länge lång
    långa långt man med mena menar mycket många mår måste nu nämner nämns när någon något några nåt ofta om partiet
    på sa sade satsa ser sin sina sitt ska skall skriver skrivs skulle snabbt stor stora stort står säga säger sägs
    ta tas till tillsätta tillsätter tycka tycker tänker under vad var varför varifrån vart vem vems vid vilka
    vilkas vilken vilket vill ville vore är åt
    """.split()
)
_EN_LEADING: Final = frozenset(
    """
    a about according an any are at be big by can could did do does far for from had happen happening happens has
    have high how in is it large long many may might much must of often old on party propose proposes said say says
    shall should suggest suggests that the there think thinks to want wants was were what when where which who whom
    whose why will with would
    """.split()
)

SWEDISH: Final = Wording(
    link=re.compile(
        r"(?i)^(?:(?:och|men|samt|så|jaha|jaså|aha|okej|ok|okay|mm|sen|sedan(?!\s+(?:när|hur|vilke[nt]))|ja|nej|tack)\b"
        r"[\s,.!–-]*)+"
    ),
    about=re.compile(
        r"(?i)^(?:hur\s+(?:är|blir|var|går)\s+det\s+(?:då\s+)?(?:med|för)|vad\s+sägs\s+om|"
        r"vad\s+(?:händer|gäller)\s+då\s+(?:med|för))\s+"
    ),
    only=re.compile(r"(?i)^(?:bara|endast|enbart|även|också|inte\s+ens|eller|inklusive)\s+"),
    tail=re.compile(r"(?i)[\s,]+(?:då|i\s+så\s+fall|alltså)[\s?!.]*$"),
    too=re.compile(r"(?i)[\s,]+(?:också|dessutom)[\s?!.]*$"),
    interrogative=re.compile(
        rf"(?i)^(?:tillsammans\s+)?(?:{_SV_PREPOSITION}\s+)?(?P<word>{_SV_INTERROGATIVE})(?!\w)\s*(?P<rest>.*)$"
    ),
    verb=re.compile(f"(?i){_SV_VERB}"),
    adverb=re.compile(
        r"(?i)^(?:varför|när|var|hur(?:\s+(?:snabbt|snart|länge|ofta|tidigt))?)(?:\s+(?:just\s+)?(?:det|så))?$"
    ),
    known_thing=re.compile(
        r"(?i)(?<!\w)(?:siffra|siffro|förslag|besluts?|krav|problem|plan|mål|kostnad|peng|villkor|lag|rapport|utredning|"
        r"undantag|effekt|punkt|regel|regl|reform|åtgärd|text)(?:arna|erna|rna|na|en|et|n)"
        r"(?!\w)(?!\s+(?:om|för|i|på|av|till|från|mot|att|som|kring|gällande|med|mellan|bakom)(?!\w))"
    ),
    says=re.compile(
        r"(?i)^(?:vad|hur)\s+(?:säger|tycker|anser|vill|föreslår|menar|skriver|ställer\s+sig|ser|tänker|gör|lovar|kräver)\s+"
        r"(?:då\s+)?[\w-]+(?:\s+[\w-]+)?\s*\??$"
    ),
    overview=re.compile(
        r"(?i)(?<!\w)(?:handlar|innehåller|består|heter|sammanfatta\w*|sammanfattning\w*|skrev|skrivit)(?!\w)"
    ),
    preposition=re.compile(rf"(?i)^{_SV_PREPOSITION}\s+"),
    points_back=re.compile(
        r"(?i)(?<!\w)(?:dem|deras|dess|han|hon|hen|hans|hennes|denne|denna|detta|dessa|(?:en\s+|ett\s+)?sådan(?:a|t)?|"
        r"därifrån|dit|den\s+(?:här|där)|det\s+(?:här|där)|de\s+(?:här|där)|(?:just\s+)?där(?=\s*[?.!]*$))(?!\w)"
    ),
    demonstrative=re.compile(
        r"(?i)(?:denna|detta|dessa|sådan(?:a|t)?|(?:en|ett)\s+sådan?t?|(?:den|det|de)\s+(?:här|där)|.*där)"
    ),
    light=STOPWORDS | _SV_LIGHT,
    leading=_SV_LEADING,
    what_about="Hur är det med {phrase}",
    by="enligt {name}",
    within="i {name}",
)
ENGLISH: Final = Wording(
    link=re.compile(r"(?i)^(?:(?:and|but|so|ok|okay|then|well|yes|no|also|thanks)\b[\s,.!–-]*)+"),
    about=re.compile(r"(?i)^(?:(?:what|how)\s+about|what\s+of|is\s+it\s+the\s+same\s+(?:for|with))\s+"),
    only=re.compile(r"(?i)^(?:only|even|also|not\s+even|or|including|just)\s+"),
    tail=re.compile(r"(?i)[\s,]+(?:then|though|in\s+that\s+case)[\s?!.]*$"),
    too=re.compile(r"(?i)[\s,]+(?:too|as\s+well|also)[\s?!.]*$"),
    interrogative=re.compile(rf"(?i)^(?:{_EN_PREPOSITION}\s+)?(?P<word>{_EN_INTERROGATIVE})(?!\w)\s*(?P<rest>.*)$"),
    verb=re.compile(f"(?i){_EN_VERB}"),
    adverb=re.compile(
        r"(?i)^(?:why|when|where|how(?:\s+(?:fast|quickly|soon|long|often))?)(?:\s+(?:is\s+)?(?:that|so))?$"
    ),
    known_thing=re.compile(
        r"(?i)(?<!\w)the\s+(?:figure|number|proposal|decision|demand|problem|plan|goal|cost|money|condition|law|report|"
        r"inquiry|exception|effect|rule|reform|measure|text)s?(?!\w)(?!\s+(?:of|for|on|about|to|that|which|in|behind)(?!\w))"
    ),
    says=re.compile(
        r"(?i)^(?:what|how)\s+(?:does|do|did|would)\s+(?:the\s+)?[\w-]+(?:\s+[\w-]+)?\s+"
        r"(?:say|think|want|propose|suggest|write|believe)\s*\??$"
    ),
    overview=re.compile(r"(?i)(?<!\w)(?:summar\w+|overview|contents?|called|wrote|written)(?!\w)"),
    preposition=re.compile(rf"(?i)^{_EN_PREPOSITION}\s+"),
    points_back=re.compile(
        r"(?i)(?<!\w)(?:they|them|their|theirs|its|he|she|his|her|these|those|(?:this|that)(?=\s*[?.!]*$)|"
        r"there(?=\s*[?.!]*$)|such(?:\s+an?)?|the\s+same)(?!\w)"
    ),
    demonstrative=re.compile(r"(?i)(?:these|those|this|that|such.*|the\s+same|there)"),
    light=_EN_LIGHT,
    leading=_EN_LEADING,
    what_about="What about {phrase}",
    by="according to {name}",
    within="in {name}",
)


def wording_of(language: str) -> Wording:
    """Return the words of a language, Swedish unless it is English."""
    return ENGLISH if language == "en" else SWEDISH
