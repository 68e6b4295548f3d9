"""The results file: all that one run measured and on what. No published number comes from anywhere else."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final, Literal

import msgspec

from eval.errors import ResultsError
from eval.questions import SourceFile
from eval.target import Scalar

FORMAT_VERSION: Final = 1

Task = Literal["questions", "beir", "squad", "trec"]


class Returned(msgspec.Struct, frozen=True, omit_defaults=True):
    """A returned passage or text. Place and text are there for the first few, the text cut to what a report shows."""

    item: str
    score: float
    grade: int
    document_id: str = ""
    label: str = ""
    text: str = ""


class Cited(msgspec.Struct, frozen=True):
    """A citation and how it was judged: ``holds_gold``, and whether the quote stands where it is said to stand."""

    passage_id: str
    document_id: str
    label: str
    quote: str
    holds_gold: bool
    is_verbatim: bool


class AnswerResult(msgspec.Struct, frozen=True):
    """What was answered to one question.

    Attributes:
        is_answered: whether the system claimed an answer.
        confidence: in [0, 1], that there is one.
        statements: how many.
        characters: length of the statements together.
        citations: judged.
        precision: share of the citations that hold gold; None without citations.
        recall: share of the relevant passages that are cited with gold in the quote; None without relevant passages.
        parts_cited: share of the question's parts with gold in a quote; None when the question has no answer.
    """

    is_answered: bool
    confidence: float
    statements: int
    characters: int
    citations: tuple[Cited, ...]
    precision: float | None
    recall: float | None
    parts_cited: float | None


class QuestionResult(msgspec.Struct, frozen=True, omit_defaults=True):
    """One question of a run.

    Attributes:
        id: the question's.
        question: as asked.
        measures: by name; empty when the question has no answer.
        relevant: how many indexed items answer.
        returned: the first ten.
        lang: ISO 639-1, or "" when unknown.
        kind: as the question file says.
        source: the file it comes from.
        gold: quotes, or ids of documents.
        parts: ``AllParts@k``, for questions that ask for several things.
        answer: None when only retrieval was measured.
    """

    id: str
    question: str
    measures: dict[str, float]
    relevant: int
    returned: tuple[Returned, ...]
    lang: str = ""
    kind: str = ""
    source: str = ""
    gold: tuple[str, ...] = ()
    parts: dict[str, float] = {}
    answer: AnswerResult | None = None

    @property
    def is_answerable(self) -> bool:
        """Whether the documents hold an answer."""
        return bool(self.gold)


class AnswerTotals(msgspec.Struct, frozen=True):
    """Answers over all questions; None where there was nothing to measure.

    Attributes:
        answered: how many questions were answered.
        citations: how many there were.
        citation_precision: mean share of citations that hold gold, over the answered questions that have an answer.
        citation_precision_all: the same over all answered questions; those without an answer count 0.
        citation_recall: mean share of the relevant passages that are cited with gold, over all questions that
            have an answer; not answered counts 0.
        parts_cited: mean share of a question's parts that are cited, over all questions that have an answer.
        supported: share of the questions that have an answer whose reply cites gold at least once.
        verbatim: share of the quotes that stand where they are said to stand.
        statements_per_answer: mean over the answered questions.
        characters_per_answer: mean over the answered questions.
    """

    answered: int
    citations: int
    citation_precision: float | None
    citation_precision_all: float | None
    citation_recall: float | None
    parts_cited: float | None
    supported: float | None
    verbatim: float | None
    statements_per_answer: float | None
    characters_per_answer: float | None


class RiskPoint(msgspec.Struct, frozen=True):
    """Errors when only the most confident share of all questions is answered.

    Attributes:
        coverage: the share.
        unanswerable: share of them to which the documents hold no answer.
        unsupported: share of them whose reply cites no gold; None beyond the questions that were answered.
    """

    coverage: float
    unanswerable: float
    unsupported: float | None


class CalibrationBin(msgspec.Struct, frozen=True):
    """Questions of neighbouring confidence: how sure the system was, and how many have an answer."""

    questions: int
    confidence: float
    answerable: float


class AbstentionTotals(msgspec.Struct, frozen=True):
    """How well the system knows what the documents do not say; None where a side is empty.

    Attributes:
        auroc: of the confidence, questions with an answer against those without.
        auroc_near_miss: the same against near misses alone.
        not_found_precision: share of the ``not_found`` replies to questions that have no answer.
        not_found_recall: share of the questions without an answer that got ``not_found``.
        expected_calibration_error: over ten bins of equal mass.
        risk_coverage: one point for each distinct confidence.
        calibration: the bins.
    """

    auroc: float | None
    auroc_near_miss: float | None
    not_found_precision: float | None
    not_found_recall: float | None
    expected_calibration_error: float | None
    risk_coverage: tuple[RiskPoint, ...]
    calibration: tuple[CalibrationBin, ...]


class Group(msgspec.Struct, frozen=True):
    """Means over some of the questions."""

    questions: int
    measures: dict[str, float]
    supported: float | None = None
    not_found: float | None = None


class Hardware(msgspec.Struct, frozen=True):
    """The machine that measured."""

    processor: str
    cores: int
    memory_gb: float
    system: str
    python: str


class CorpusDocument(msgspec.Struct, frozen=True):
    """A document that was searched: checksums of its canonical text and, when known, of its source file."""

    document_id: str
    text_sha256: str
    source_sha256: str | None


class Results(msgspec.Struct, frozen=True):
    """A run: what was measured, on what, with what.

    Attributes:
        format_version: of this file.
        task: what kind of run it was.
        name: of the question set.
        measures: means over the questions that have an answer, by ir-measures' names.
        intervals: 95 % bootstrap intervals, by measure or "answers.…", "abstention.…".
        unreachable: questions whose gold no indexed passage holds as a whole; they score 0.
        answers: None when only retrieval was measured.
        abstention: None when only retrieval was measured.
        by_kind: means by kind of question.
        by_lang: means by language of the question.
        per_question: every question.
        question_sets: what was asked, with checksums.
        corpus: what was searched, with checksums.
        index_version: the index generation.
        address: the service's URL; None in process.
        model: the embedding model; None when the service does not tell.
        model_fingerprint: SHA-256 over its files.
        configuration: versions and settings.
        commit: of Belägg's sources, with "+" when they were changed since; None when unknown.
        belagg_version: of the package.
        hardware: of the machine that ran the evaluation.
        created: ISO 8601.
    """

    format_version: int
    task: Task
    name: str
    measures: dict[str, float]
    intervals: dict[str, tuple[float, float]]
    unreachable: tuple[str, ...]
    answers: AnswerTotals | None
    abstention: AbstentionTotals | None
    by_kind: dict[str, Group]
    by_lang: dict[str, Group]
    per_question: tuple[QuestionResult, ...]
    question_sets: tuple[SourceFile, ...]
    corpus: tuple[CorpusDocument, ...]
    index_version: str
    address: str | None
    model: str | None
    model_fingerprint: str | None
    configuration: Mapping[str, Scalar]
    commit: str | None
    belagg_version: str
    hardware: Hardware
    created: str


def write_json(record: msgspec.Struct, path: Path) -> None:
    """Write a results file, all of it or nothing.

    Args:
        record: what to write.
        path: the file; replaced if it is there.

    Raises:
        ResultsError: the disk refused.
    """
    write_whole(_laid_out(record), path)


def _laid_out(record: msgspec.Struct) -> bytes:
    """Encode a record with one line a field, and one an element of a list of records: small, yet fit for `git diff`."""
    fields = [
        msgspec.json.encode(name) + b": " + _lines(getattr(record, name)) for name in type(record).__struct_fields__
    ]
    return b"{\n" + b",\n".join(fields) + b"\n}\n"


def _lines(value: object) -> bytes:
    if isinstance(value, tuple) and value and isinstance(value[0], msgspec.Struct):
        return b"[\n" + b",\n".join(b" " + msgspec.json.encode(element) for element in value) + b"\n]"
    return msgspec.json.encode(value)


def write_whole(data: bytes, path: Path) -> None:
    """Write a file, all of it or nothing.

    Args:
        data: the content.
        path: the file; replaced if it is there.

    Raises:
        ResultsError: the disk refused.
    """
    temporary = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
            temporary = Path(file.name)
            file.write(data)
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(path)
    except OSError as error:
        if temporary is not None:
            with contextlib.suppress(OSError):
                temporary.unlink()
        raise ResultsError(f"{path}: cannot be written ({error.strerror}); choose another place") from error


def read_results(path: Path) -> Results:
    """Read a results file.

    Args:
        path: what `write_json` wrote.

    Raises:
        ResultsError: it is missing or malformed.
    """
    try:
        return msgspec.json.decode(path.read_bytes(), type=Results)
    except OSError as error:
        raise ResultsError(
            f"{path}: cannot be read ({error.strerror}); make one with `belagg eval questions FILE --json {path}`"
        ) from error
    except msgspec.MsgspecError as error:
        raise ResultsError(f"{path}: is not a results file of this version ({error}); measure again") from error


def _umask() -> int:
    """Return the process's umask: temporary files are private, results are not."""
    current = os.umask(0)
    os.umask(current)
    return current
