"""What stages earn and cost: the stopwatch, the functions it watches, and the pipeline without one of them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from eval.ablation import Ablation, read_ablation
from eval.collection import Collection, index_collection
from eval.comparison import AUROC, SUPPORTED
from eval.errors import ResultsError
from eval.local import LocalTarget
from eval.printing import print_ablation
from eval.questions import QuestionSet
from eval.results import Hardware
from eval.stage_costs import FUNCTIONS, Stage, StageCost, stage_of
from eval.stage_page import BEGIN, END, marked, stage_lines, stage_row, update_page
from eval.stages import RANKING, WITHOUT, Gain, StageWorth, replaced, stage_worths
from eval.stopwatch import Stopwatch, owner_of
from indexing import analyzer
from indexing.queries import make_query
from tests.eval.conftest import ROOT, as_set, make_questions
from tests.fake_encoder import FakeEncoder

WORTH = StageWorth(
    "dense",
    {RANKING: Gain(0.0213, 0.001, 0.04, 0.03), SUPPORTED: Gain(-0.004, -0.02, 0.01, 0.6)},
    0.84,
    StageCost("dense", 0.125, 199_725),
)


def make_ablation(*worths: StageWorth) -> Ablation:
    machine = Hardware("Chip", 2, 16.0, "Linux x86_64", "3.11.7")
    return Ablation(1, (), None, None, {}, None, "0.1.0", machine, "2026-11-22", "tune", worths)


def test_a_stage_within_another_counts_for_itself_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0

    def spend(seconds: float) -> None:
        nonlocal now
        now += seconds

    monkeypatch.setattr("eval.stopwatch.time.perf_counter", lambda: now)
    watch = Stopwatch()
    inner = watch.reporting(lambda: spend(2.0), "inner")

    def work() -> str:
        spend(1.0)
        inner()
        inner()
        return "done"

    assert watch.reporting(work, "outer")() == "done"
    assert dict(watch.spent_s) == {"inner": 4.0, "outer": 1.0}
    watch.reset()
    assert dict(watch.spent_s) == {}


def test_functions_are_watched_for_a_while_only() -> None:
    watch, before = Stopwatch(), analyzer.terms
    with watch.watching({"indexing.analyzer:terms": "terms"}):
        assert analyzer.terms("vård") == before("vård")
    assert list(watch.spent_s) == ["terms"]
    assert analyzer.terms is before


def test_every_watched_function_is_there() -> None:
    for path in FUNCTIONS:
        owner, name = owner_of(path)
        assert callable(getattr(owner, name)), path
    # Passages and documents have no function of their own: they take what is left.
    assert set(Stage) - set(FUNCTIONS.values()) == {Stage.REST}


def test_artifacts_belong_to_stages() -> None:
    assert [stage_of(name) for name in ("dense.faiss", "lexical/vocab.index.json", "tokens/codes.npy")] == [
        Stage.DENSE,
        Stage.LEXICAL,
        Stage.INTERACTION,
    ]
    assert stage_of("passages.json") is Stage.REST


@pytest.fixture(scope="module")
def asked() -> QuestionSet:
    return as_set(make_questions())


@pytest.fixture(scope="module")
def worths(
    tmp_path_factory: pytest.TempPathFactory, small_collection: Collection, asked: QuestionSet
) -> Mapping[str, StageWorth]:
    encoder = FakeEncoder()
    index = index_collection(small_collection, tmp_path_factory.mktemp("stages"), encoder)
    return {worth.stage: worth for worth in stage_worths(index, encoder, asked, {Stage.DENSE: 0.5})}


def test_every_stage_is_weighed(worths: Mapping[str, StageWorth]) -> None:
    assert list(worths) == list(Stage)
    assert {stage for stage, worth in worths.items() if not worth.gains} == {Stage.ENCODING, Stage.REST}
    assert all(set(worth.gains) == {RANKING, SUPPORTED, AUROC} for worth in worths.values() if worth.gains)
    assert [stage for stage, worth in worths.items() if worth.alone is not None] == [Stage.DENSE]
    assert {stage for stage, worth in worths.items() if worth.cost.index_bytes} >= {
        Stage.SPELLING,
        Stage.DENSE,
        Stage.LEXICAL,
        Stage.INTERACTION,
        Stage.REST,
    }
    # The fake encoder is no OnnxEncoder: its time is among the rest.
    assert {stage for stage, worth in worths.items() if not worth.cost.p50_ms} <= {Stage.ENCODING, Stage.CONFIDENCE}


def test_a_pipeline_does_without(small_target: LocalTarget) -> None:
    query = make_query("Vad säger V om tandvården i tandvard?")
    for stage, changed in WITHOUT.items():
        with replaced(changed):
            assert small_target.engine.search(query).passages, stage
    with replaced(WITHOUT[Stage.SPELLING]):
        assert small_target.engine.search(make_query("Ska tandvarden bli avgiftsfri?")).understanding.corrections == ()
    assert small_target.engine.search(make_query("Ska tandvarden bli avgiftsfri?")).understanding.corrections != ()
    with replaced(WITHOUT[Stage.UNDERSTANDING]):
        assert small_target.engine.search(query).understanding.parties == ()
    assert small_target.engine.search(query).understanding.parties == ("V",)


def test_rows_of_the_table() -> None:
    assert stage_row(WORTH) == ("dense", "**+0.021**", "-0.004", "", "0.840", "0.12 ms", "200 kB")
    assert stage_lines(make_ablation()) == []
    assert stage_lines(make_ablation(WORTH))[2].startswith("| dense | **+0.021** | -0.004 |")


def test_the_table_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    print_ablation(make_ablation(WORTH))
    assert "**+0.021**" in capsys.readouterr().out


def test_a_page_is_updated_between_its_marks(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n", encoding="utf-8")
    update_page(page, make_ablation(WORTH))
    assert page.read_text(encoding="utf-8") == f"before\n{marked(stage_lines(make_ablation(WORTH)))}\nafter\n"
    page.write_text("no marks", encoding="utf-8")
    with pytest.raises(ResultsError, match="lacks the lines"):
        update_page(page, make_ablation(WORTH))
    with pytest.raises(ResultsError, match="cannot be read"):
        update_page(tmp_path / "none.md", make_ablation())


def test_the_committed_page_shows_the_committed_worths() -> None:
    committed = read_ablation(ROOT / "eval" / "results" / "ablation.json")
    page = (ROOT / "docs" / "evaluation.md").read_text(encoding="utf-8")
    assert marked(stage_lines(committed)) in page
