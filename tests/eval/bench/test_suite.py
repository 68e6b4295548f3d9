"""The suite: results files, the page made of them, the command line."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner

from eval.bench.cli import HELP, bench
from eval.bench.lexical import LexicalResults
from eval.bench.page import Part, table, to_page
from eval.bench.results import FORMAT_VERSION, Run, read_results, write_results
from eval.bench.running import Publication, run_benchmarks
from eval.bench.setting import Setting
from eval.bench.suite import SUITE, Benchmark, render
from eval.errors import DatasetError, EvaluationError, ResultsError
from eval.results import Hardware
from indexing.config import Locations
from tests.eval.conftest import ROOT

HARDWARE = Hardware("Chip", 2, 16.0, "Linux x86_64", "3.11.7")
RUN = Run("belagg bench lexical", "2026-11-22T01:02:03+00:00", "0123456789abcdef+", "0.1.0", HARDWARE)
RESULTS = LexicalResults("0" * 64, 10, 3, ())


def make_setting(tmp_path: Path, told: list[str]) -> Setting:
    return Setting(Locations(tmp_path, tmp_path, tmp_path), tmp_path / "q.jsonl", told.append, texts=tmp_path)


def test_the_committed_page_is_made_of_the_committed_results(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert Path("docs/performance.md").read_text(encoding="utf-8") == render(Path("eval/results/bench"))


def test_results_come_back_as_they_were(tmp_path: Path) -> None:
    write_results(tmp_path / "new" / "lexical.json", RUN, RESULTS)
    found = read_results(tmp_path / "new" / "lexical.json", LexicalResults)
    assert (found.format_version, found.run, found.measured) == (FORMAT_VERSION, RUN, RESULTS)


def test_files_that_are_no_results(tmp_path: Path) -> None:
    with pytest.raises(ResultsError, match=r"lexical\.json: cannot be read .*`belagg bench lexical`"):
        read_results(tmp_path / "lexical.json", LexicalResults)
    (tmp_path / "lexical.json").write_text("{}", encoding="utf-8")
    with pytest.raises(ResultsError, match="is not a results file of this version"):
        read_results(tmp_path / "lexical.json", LexicalResults)
    with pytest.raises(ResultsError, match="holds no results"):
        render(tmp_path / "none")


def test_a_page_says_where_its_figures_come_from() -> None:
    page = to_page([Part("lexical", RUN, ("## Lexical search", "", *table(("a", "b"), [("1", "2")])))], "eval/results")
    assert "Measured on Chip, 2 cores, 16 GB, Linux x86_64, Python 3.11.7." in page
    assert "## Lexical search\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n\n" in page
    assert "[`lexical.json`](../eval/results/lexical.json), 2026-11-22, commit `0123456789ab+`\n" in page


def test_parts_of_several_machines_say_which() -> None:
    other = msgspec.structs.replace(RUN, hardware=msgspec.structs.replace(HARDWARE, processor="Other"))
    page = to_page([Part("a", RUN, ("## A",)), Part("b", other, ("## B",))], "eval/results")
    assert "commit `0123456789ab+`, Chip, 2 cores" in page
    assert "commit `0123456789ab+`, Other, 2 cores" in page
    assert "Measured. All figures" in page


def test_every_benchmark_has_its_subcommand() -> None:
    assert [benchmark.name for benchmark in SUITE] == list(HELP)
    assert set(bench.commands) == {*HELP, "all"}


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["system", "--page", "x.md"], "--page needs --results"),
        (["--results", "x", "lexical"], "give the options behind the subcommand: belagg bench lexical"),
    ],
)
def test_options_that_make_no_sense(arguments: list[str], complaint: str) -> None:
    found = CliRunner().invoke(bench, arguments)
    assert found.exit_code == 2
    assert complaint in found.output


def test_fewer_questions_are_taken_evenly(tmp_path: Path) -> None:
    lines = [f'{{"id": "q{n}", "question": "Vad?", "gold": []}}' for n in range(7)]
    (tmp_path / "q.jsonl").write_text("\n".join(lines), encoding="utf-8")
    setting = make_setting(tmp_path, [])
    assert [question.id for question in setting.questions()] == [f"q{n}" for n in range(7)]
    for most, expected in ((3, ["q0", "q2", "q4"]), (1, ["q0"]), (9, [f"q{n}" for n in range(7)])):
        assert [question.id for question in replace(setting, most_questions=most).questions()] == expected


def test_what_needs_more_texts_says_so(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=r"holds no \*\.txt file; name a folder of plain texts with --texts"):
        make_setting(tmp_path, []).text_files()


def test_a_benchmark_that_fails_keeps_no_other_from_running(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> Part:
        raise DatasetError("no texts")

    def succeed(_: Setting, command: str, folder: Path | None) -> Part:
        assert folder == tmp_path
        write_results(folder / "lexical.json", RUN, RESULTS)
        return Part("lexical", RUN, (f"## {command}",))

    works = Benchmark("lexical", succeed, SUITE[-1].read)
    monkeypatch.setattr("eval.bench.running.benchmarks", lambda _: [Benchmark("load", fail, works.read), works])
    told: list[str] = []
    publication = Publication(tmp_path, tmp_path / "page.md")
    with pytest.raises(EvaluationError, match="not measured: load"):
        run_benchmarks(["load", "lexical"], make_setting(tmp_path, told), publication, " --texts DIR")
    assert told == ["== load", "load failed: no texts", "== lexical"]
    assert "Measured on Chip" in (tmp_path / "page.md").read_text(encoding="utf-8")
