"""Three short Swedish documents for unit tests, in the layout of text extracted from a PDF.

The programme and the motion make one demand in the same words (private health insurance), and the motion's section
repeats its proposals: what duplicates, links and filters need.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

PROGRAM_ID = "v-program"
MOTION_ID = "v-motion"
MANIFESTO_ID = "mp-manifest"

PROGRAM = """Vänsterpartiets punkter för Region Norr

Vänsterpartiet samarbetar med S, MP och C. Vi stöder den politiska plattformen.

SJUKHUS

1. Regionen ska öppna fler vårdplatser på akutsjukhusen. Planen ska följa
Socialstyrelsens riktmärke.

2. Regionen ska avskaffa avgiften för akutbesök för barn.

3. Privata sjukvårdsförsäkringar ska förbjudas i offentligt finansierad vård.

TRAFIK

4. Biljetterna i kollektivtrafiken ska bli billigare för pensionärer. Det gäller
bussar, tåg och spårvagnar.

5. Nattbussarna ska gå varje timme i hela länet.
"""

MOTION = """1 Förslag till riksdagsbeslut

1. Riksdagen ställer sig bakom det som anförs i motionen om att regeringen bör
tillsätta en nationell kriskommission för personalens arbetsmiljö och tillkännager
detta för regeringen.

2. Riksdagen ställer sig bakom det som anförs i motionen om att privata
sjukvårdsförsäkringar ska förbjudas i offentligt finansierad vård och tillkännager
detta för regeringen.

2 En sjukvård för personalen

2.1 En nationell kriskommission

Sjukvården har varit pressad under en längre period. Bristen på sjuksköterskor är
akut i hela landet. Personalen lämnar yrket.

Regeringen bör tillsätta en nationell kriskommission för personalens arbetsmiljö.
Detta bör riksdagen ställa sig bakom och ge regeringen till känna.

2.2 Privata försäkringar

Gräddfiler strider mot hälso- och sjukvårdslagen. Vård ska ges efter behov.

Privata sjukvårdsförsäkringar ska förbjudas i offentligt finansierad vård. Detta bör
riksdagen ställa sig bakom och ge regeringen till känna.
"""

MANIFESTO = """Miljöpartiets valmanifest

KLIMAT

Sverige ska bygga nya järnvägar mellan Stockholm, Göteborg och Malmö. Tågen ska gå i
tid och kosta mindre än flyget.

SKOLA

Alla barn ska få läsa böcker i skolan. Skolbibliotek ska ha utbildade bibliotekarier.
"""


@dataclass(frozen=True, slots=True)
class TinyDocument:
    """A document of the tiny corpus."""

    document_id: str
    title: str
    type: str
    party: str
    text: str
    session: str | None = None

    def entry(self) -> str:
        session = f'session = "{self.session}"\n' if self.session else ""
        sha256 = hashlib.sha256(self.text.encode()).hexdigest()
        return (
            f'[[document]]\nid = "{self.document_id}"\nfile = "{self.document_id}.txt"\ntitle = "{self.title}"\n'
            f'type = "{self.type}"\nparty = ["{self.party}"]\nlanguage = "sv"\nsource = "Written for tests."\n'
            f'licence = "MIT"\nsha256 = "{sha256}"\nparser = "pdf-text"\n{session}'
        )


TINY_DOCUMENTS = (
    TinyDocument(PROGRAM_ID, "Vänsterpartiets punkter för Region Norr", "program", "V", PROGRAM),
    TinyDocument(MOTION_ID, "Motion om sjukvårdens personal", "motion", "V", MOTION, session="2023/24"),
    TinyDocument(MANIFESTO_ID, "Miljöpartiets valmanifest", "manifesto", "MP", MANIFESTO),
)


def write_corpus(folder: Path, documents: tuple[TinyDocument, ...] = TINY_DOCUMENTS) -> Path:
    """Write the documents and their ``manifest.toml`` into a folder, and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    for document in documents:
        (folder / f"{document.document_id}.txt").write_text(document.text, encoding="utf-8")
    (folder / "manifest.toml").write_text("\n".join(d.entry() for d in documents), encoding="utf-8")
    return folder
