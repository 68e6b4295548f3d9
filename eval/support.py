"""How well sentences that the quotes support are told from those that they do not: ``belagg eval support``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from eval.errors import QuestionFileError
from eval.provenance import belagg_version, commit, hardware
from eval.results import Hardware
from indexing.encoder import Encoder
from indexing.records import DocumentMeta
from indexing.support.judging import judge
from indexing.support.records import Claim, Verdict
from indexing.support.sources import source_of

Split = Literal["fit", "check"]
PARAPHRASE = "paraphrase"
_Text = Annotated[str, msgspec.Meta(min_length=1)]


class SupportPair(msgspec.Struct, frozen=True):
    """A line of a support file: a sentence and the quotes that it cites.

    Attributes:
        id: unique in the file.
        split: rules may be made on "fit" alone.
        lang: of the sentence, ISO 639-1; quotes are in Swedish.
        kind: "paraphrase", or what is wrong with the sentence.
        supported: whether the quotes say what the sentence says, by a reader's judgement.
        sentence: without marks of citation.
        document: id of the quotes' document.
        quotes: verbatim, white space collapsed.
    """

    id: _Text
    split: Split
    lang: _Text
    kind: _Text
    supported: bool
    sentence: _Text
    document: _Text
    quotes: Annotated[tuple[_Text, ...], msgspec.Meta(min_length=1)]


class JudgedPair(msgspec.Struct, frozen=True):
    """How one pair was judged; the flaw is null for what was accepted."""

    id: str
    split: str
    lang: str
    kind: str
    supported: bool
    accepted: bool
    flaw: str | None
    lexical: float
    cosine: float
    weakest: float


class SupportGroup(msgspec.Struct, frozen=True):
    """What was accepted of some pairs; a share is None where there is nothing to take it of.

    Attributes:
        supported: pairs that are.
        unsupported: pairs that are not.
        accepted: of the supported ones.
        let_through: of the unsupported ones.
        precision: share of what was accepted that is supported.
        recall: share of the supported pairs that were accepted.
        let_through_share: share of the unsupported pairs that were accepted.
    """

    supported: int
    unsupported: int
    accepted: int
    let_through: int
    precision: float | None
    recall: float | None
    let_through_share: float | None


class SupportResults(msgspec.Struct, frozen=True):
    """The results file of one run.

    Attributes:
        task: "support".
        file: name of the support file.
        commit: of Belägg's sources.
        belagg: version.
        encoder: fingerprint of the model.
        hardware: the machine.
        by_split: groups by language and split, "sv fit".
        by_kind: groups by kind, of the part "check" in Swedish.
        pairs: each as judged.
    """

    task: str
    file: str
    commit: str | None
    belagg: str
    encoder: str
    hardware: Hardware
    by_split: dict[str, SupportGroup]
    by_kind: dict[str, SupportGroup]
    pairs: tuple[JudgedPair, ...]


def read_support(path: Path) -> tuple[SupportPair, ...]:
    """Read a support file.

    Raises:
        QuestionFileError: it cannot be read, a line is no pair, or an id stands twice.
    """
    pairs = []
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise QuestionFileError(f"{path}: cannot be read ({error})") from error
    for number, line in enumerate(lines, start=1):
        try:
            pairs.append(msgspec.json.decode(line, type=SupportPair))
        except msgspec.MsgspecError as error:
            raise QuestionFileError(f"{path}, line {number}: {error}") from error
    if len({pair.id for pair in pairs}) < len(pairs):
        raise QuestionFileError(f"{path}: an id stands twice")
    return tuple(pairs)


def evaluate_support(
    file: Path, pairs: Sequence[SupportPair], documents: Mapping[str, DocumentMeta], encoder: Encoder
) -> SupportResults:
    """Judge pairs and count.

    Args:
        file: where they come from.
        pairs: what to judge.
        documents: those quoted, by id.
        encoder: the model.

    Raises:
        QuestionFileError: a pair is of a document that is not there.
    """
    if unknown := sorted({pair.document for pair in pairs} - set(documents)):
        raise QuestionFileError(f"{file}: unknown document {unknown[0]!r}; the index has {', '.join(documents)}")
    claims = [_claim(pair, documents[pair.document]) for pair in pairs]
    judged = tuple(_judged(*found) for found in zip(pairs, judge(claims, encoder), strict=True))
    return SupportResults(
        task="support",
        file=file.name,
        commit=commit(),
        belagg=belagg_version(),
        encoder=encoder.fingerprint,
        hardware=hardware(),
        by_split=_groups(judged, lambda pair: f"{pair.lang} {pair.split}"),
        by_kind=_groups([p for p in judged if (p.lang, p.split) == ("sv", "check")], lambda pair: pair.kind),
        pairs=judged,
    )


def _claim(pair: SupportPair, document: DocumentMeta) -> Claim:
    return Claim(pair.sentence, tuple(source_of(quote, document) for quote in pair.quotes))


def _judged(pair: SupportPair, verdict: Verdict) -> JudgedPair:
    return JudgedPair(
        id=pair.id,
        split=pair.split,
        lang=pair.lang,
        kind=pair.kind,
        supported=pair.supported,
        accepted=verdict.is_supported,
        flaw=verdict.flaw.value if verdict.flaw else None,
        lexical=round(verdict.lexical, 4),
        cosine=round(verdict.cosine, 4),
        weakest=round(verdict.weakest, 4),
    )


def _groups(judged: Sequence[JudgedPair], name: Callable[[JudgedPair], str]) -> dict[str, SupportGroup]:
    members: defaultdict[str, list[JudgedPair]] = defaultdict(list)
    for pair in judged:
        members[name(pair)].append(pair)
    return {key: _group(found) for key, found in sorted(members.items())}


def _group(pairs: Sequence[JudgedPair]) -> SupportGroup:
    supported = sum(pair.supported for pair in pairs)
    accepted = sum(pair.accepted and pair.supported for pair in pairs)
    let_through = sum(pair.accepted and not pair.supported for pair in pairs)
    unsupported = len(pairs) - supported
    return SupportGroup(
        supported=supported,
        unsupported=unsupported,
        accepted=accepted,
        let_through=let_through,
        precision=_share(accepted, accepted + let_through),
        recall=_share(accepted, supported),
        let_through_share=_share(let_through, unsupported),
    )


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None
