"""The whole system against txtai: the same documents, questions, model and threads, in turn in one run."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Final

import msgspec

from eval.bench.pieces import pieces
from eval.bench.results import Latency, Ratio
from eval.bench.setting import Setting
from eval.bench.timing import SEED, interleaved, seconds, timed
from eval.bench.txtai_process import Txtai, running_txtai
from eval.measures import means, score_rankings
from eval.questions import Question
from eval.records import IndexedPassage
from eval.relevance import relevant_passages
from indexing.build import build_with
from indexing.config import DEFAULT_MODEL_NAME
from indexing.cores import usable_cores
from indexing.engine import Engine
from indexing.model import ensure_model
from indexing.onnx_encoder import OnnxEncoder
from indexing.queries import make_query

OURS: Final = "belagg"
_INDEX_ROUNDS: Final = 3
_SEARCH_ROUNDS: Final = 3
_WARM_UP: Final = 5
_K: Final = 10
_PIECE_CHARACTERS: Final = 1_000
_SHOWN: Final = ("nDCG@10", "Success@1", "Success@3")


class Contestant(msgspec.Struct, frozen=True):
    """One system, in one setting.

    Attributes:
        name: "belagg", or how txtai was set.
        passages: how many it indexed.
        index_s: seconds that indexing took, a round each.
        index_ratio: how many times as long as ours.
        search: of the ten best passages.
        search_ratio: how many times as long as ours, question by question.
        measures: means over the questions that have an answer.
    """

    name: str
    passages: int
    index_s: tuple[float, ...]
    index_ratio: Ratio
    search: Latency
    search_ratio: Ratio
    measures: dict[str, float]


class SystemComparison(msgspec.Struct, frozen=True):
    """One run; ours is the first of the contestants.

    Attributes:
        rival: versions of txtai and of what it computes with.
        model: whose weights both use.
        question_file: name of the file of the questions.
        questions: how many were asked.
        documents: how many were indexed.
        threads: that each may use.
        rival_resident_mib: resident memory of txtai's process with all its indexes.
        contestants: ours, then txtai in each setting.
    """

    rival: dict[str, str]
    model: str
    question_file: str
    questions: int
    documents: int
    threads: int
    rival_resident_mib: float
    contestants: tuple[Contestant, ...]


@dataclass(frozen=True, slots=True)
class _RivalSetting:
    """How txtai is set: what it is given as passages, and whether it joins BM25 to its vectors."""

    name: str
    texts: tuple[str, ...]
    hybrid: bool


@dataclass(frozen=True, slots=True)
class _Contest:
    """What both sides are given.

    Attributes:
        setting: the command line's.
        folder: a place for indexes.
        encoder: our model, loaded.
        txtai: the other side, with the same model.
        index: our index.
        rivals: its settings.
    """

    setting: Setting
    folder: Path
    encoder: OnnxEncoder
    txtai: Txtai
    index: Path
    rivals: tuple[_RivalSetting, ...]


def compare_systems(setting: Setting) -> SystemComparison:
    """Index and search with both systems in turn.

    Our indexing time is that of the whole pipeline, from source files to a generation on disk; txtai's that of its
    ``index`` and ``save`` over texts cut beforehand. The models are loaded before.

    Args:
        setting: corpus, models, questions.

    Raises:
        MissingRivalError: txtai is not installed.
        BelaggError: a step failed.
    """
    setting.report("loading both models")
    model = ensure_model(DEFAULT_MODEL_NAME, setting.locations.models)
    with tempfile.TemporaryDirectory(prefix="belagg-bench-") as name, running_txtai(setting.rival_python) as txtai:
        versions = txtai.open(model, usable_cores())
        encoder = OnnxEncoder.load(model)
        index = Path(name) / "index"
        build_with(setting.locations.corpus, index, encoder)
        engine = Engine.open(index, setting.locations.models)
        contest = _Contest(setting, Path(name), encoder, txtai, index, _rival_settings(engine))
        index_s = _index_in_turn(contest)
        search_ms, found = _search_in_turn(contest)
        measures = {name: _judge(contest, engine, name, rankings) for name, rankings in found.items()}
        passages = {OURS: len(_own_passages(engine))} | {rival.name: len(rival.texts) for rival in contest.rivals}
        return SystemComparison(
            rival=versions,
            model=encoder.name,
            question_file=setting.question_file.name,
            questions=len(setting.questions()),
            documents=len(engine.documents),
            threads=usable_cores(),
            rival_resident_mib=round(txtai.resident_mib(), 1),
            contestants=tuple(
                Contestant(
                    name=name,
                    passages=passages[name],
                    index_s=tuple(round(one, 3) for one in index_s[name]),
                    index_ratio=Ratio.of(index_s[name], index_s[OURS]),
                    search=Latency.of(search_ms[name]),
                    search_ratio=Ratio.of(search_ms[name], search_ms[OURS]),
                    measures=measures[name],
                )
                for name in passages
            ),
        )


def _rival_settings(engine: Engine) -> tuple[_RivalSetting, ...]:
    """Give txtai what its users would give it, and our own passages; the text is our canonical text in any case."""
    cut = {
        f"{_PIECE_CHARACTERS}-character pieces": tuple(
            piece for document in engine.documents.values() for piece in pieces(document.text, _PIECE_CHARACTERS)
        ),
        "our passages": tuple(passage.text for passage in _own_passages(engine)),
    }
    return tuple(
        _RivalSetting(f"txtai {'hybrid' if hybrid else 'dense'}, {name}", texts, hybrid)
        for (name, texts), hybrid in product(cut.items(), (False, True))
    )


def _own_passages(engine: Engine) -> list[IndexedPassage]:
    return [
        IndexedPassage(passage.passage_id, document_id, passage.label, passage.text)
        for document_id in engine.documents
        for passage in engine.passages(document_id)
    ]


def _index_in_turn(contest: _Contest) -> dict[str, list[float]]:
    """Return the seconds that each contestant's indexing took, a round each."""
    setting = contest.setting

    def ours(number: int) -> float:
        setting.report(f"indexing, round {number + 1} of {_INDEX_ROUNDS}")
        return seconds(lambda: build_with(setting.locations.corpus, contest.folder / str(number), contest.encoder))

    calls: dict[str, Callable[[int], float]] = {OURS: ours}
    for rival in contest.rivals:
        calls[rival.name] = _indexing(contest.txtai, rival)
    return interleaved(calls, range(_INDEX_ROUNDS), random.Random(SEED))  # noqa: S311 - an order, no secret


def _indexing(txtai: Txtai, rival: _RivalSetting) -> Callable[[int], float]:
    return lambda _: txtai.index(rival.name, rival.texts, hybrid=rival.hybrid)


def _search_in_turn(contest: _Contest) -> tuple[dict[str, list[float]], dict[str, dict[str, list[str]]]]:
    """Return each contestant's times in milliseconds, and what it ranked for each question: ids or positions."""
    questions = contest.setting.questions()
    times: dict[str, list[float]] = {name: [] for name in (OURS, *(rival.name for rival in contest.rivals))}
    found: dict[str, dict[str, list[str]]] = {name: {} for name in times}
    shuffler = random.Random(SEED)  # noqa: S311 - an order, no secret
    for number in range(_SEARCH_ROUNDS):
        contest.setting.report(f"searching, round {number + 1} of {_SEARCH_ROUNDS}")
        calls = _searches(contest, found)
        interleaved(calls, questions[:_WARM_UP], shuffler)
        for name, own in interleaved(calls, shuffler.sample(questions, len(questions)), shuffler).items():
            times[name] += own
    return times, found


def _searches(contest: _Contest, found: Mapping[str, dict[str, list[str]]]) -> dict[str, Callable[[Question], float]]:
    """Return the contestants' searches; our index is opened anew, so that no round finds another's replies ready."""
    engine = Engine.open(contest.index, contest.setting.locations.models)

    def ours(question: Question) -> None:
        ranking = engine.search(make_query(question.question, k=_K))
        found[OURS][question.id] = [scored.passage.passage_id for scored in ranking.passages]

    def of(rival: _RivalSetting) -> Callable[[Question], float]:
        def search(question: Question) -> float:
            reply = contest.txtai.search(rival.name, question.question, _K)
            found[rival.name][question.id] = [str(position) for position in reply.found]
            return reply.ms

        return search

    return {OURS: timed(ours)} | {rival.name: of(rival) for rival in contest.rivals}


def _judge(contest: _Contest, engine: Engine, name: str, rankings: Mapping[str, Sequence[str]]) -> dict[str, float]:
    """Return the measures of one contestant: a passage is right when it holds a gold quote, however it was cut."""
    texts = {rival.name: rival.texts for rival in contest.rivals}
    indexed = (
        _own_passages(engine)
        if name == OURS
        else [IndexedPassage(str(position), "", "", text) for position, text in enumerate(texts[name])]
    )
    values = score_rankings(relevant_passages(contest.setting.questions(), indexed), rankings)
    return {measure: round(value, 4) for measure, value in means(values).items() if measure in _SHOWN}
