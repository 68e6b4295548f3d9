"""The command line: what it prints, and that every error is one line and exit code 2."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from importlib.metadata import EntryPoint
from pathlib import Path

import click
import pytest

from indexing.answers import Answer, AnswerStatus
from indexing.build import BuildReport
from indexing.config import Locations
from indexing.engine import Engine
from indexing.errors import IndexLockedError
from indexing.records import Query
from service import cli
from service.commands.progress import progress_on_stderr, step_progress
from tests.service.conftest import DOCUMENTS, EVERYTHING, HOSTILE, MOTION_ID, FakeEngine, as_engine
from tests.service.test_api import ANSWERED, CITATION, SEARCH

COMMANDS = [[], *([name] for name in cli.COMMANDS), *(["model", name] for name in ("add", "build", "list", "verify"))]
COMMANDS += [["key", name] for name in ("create", "list", "revoke")]
COMMANDS += [["config", name] for name in ("check", "show")]


@dataclass(frozen=True)
class Outcome:
    """What a run of the command line left behind."""

    code: int
    out: str
    err: str


class Runner:
    """Runs the command line in this process."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *arguments: str) -> Outcome:
        code = cli.run(arguments)
        captured = self._capsys.readouterr()
        return Outcome(code, captured.out, captured.err)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Runner:
    return Runner(capsys)


@pytest.fixture(autouse=True)
def _own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BELAGG_INDEX", str(tmp_path / "index"))
    monkeypatch.setenv("BELAGG_MODELS", str(tmp_path / "models"))


@pytest.fixture
def _engine(monkeypatch: pytest.MonkeyPatch) -> None:
    def open_fake(index: Path, models: Path, *, threads: int | None = None) -> Engine:
        del index, models, threads
        return as_engine(FakeEngine())

    monkeypatch.setattr(Engine, "open", open_fake)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_help(run: Runner, command: list[str]) -> None:
    outcome = run(*command, "--help")
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out.startswith(f"Usage: {' '.join(['belagg', *command])} ")
    if len(command) < 2:
        assert "Examples:" in outcome.out


@pytest.mark.parametrize("group", [[], ["config"], ["eval"], ["feedback"], ["key"], ["model"]], ids=" ".join)
def test_lists_of_commands_cut_nothing_off(run: Runner, group: list[str]) -> None:
    listed = run(*group, "--help").out.partition("Commands:\n")[2].partition("\n\n")[0]
    assert [line for line in listed.splitlines() if line.endswith("...")] == []


def test_no_command_is_a_call_for_help(run: Runner) -> None:
    assert run().out == run("--help").out


@pytest.mark.usefixtures("_engine")
def test_ask_json(run: Runner) -> None:
    reply = json.loads(run("ask", "vård", "--json").out)
    assert set(reply) == ANSWERED
    assert set(reply["citations"][0]) == CITATION
    for citation in reply["citations"]:
        assert DOCUMENTS[citation["document_id"]].text[citation["start"] : citation["end"]] == citation["quote"]


@pytest.mark.usefixtures("_engine")
def test_ask_in_words(run: Runner) -> None:
    assert run("ask", "vård").out == (
        f"Fler vårdplatser ska öppnas. {HOSTILE} [1]\n\n"
        "Fler behövs. [2]\n\n"
        "[1] Partiets program <i> (V), punkt 1  12–68\n"
        f"    ”Fler vårdplatser ska öppnas. {HOSTILE}”\n"
        "[2] Motion om vården (V, MP), avsnitt 5.1  51–63\n"
        "    ”Fler behövs.”\n"
    )


def test_ask_prints_the_footnotes_of_a_quote(run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    class Footnoted(FakeEngine):
        def ask(self, query: Query) -> Answer:
            answer = super().ask(query)
            notes = DOCUMENTS[MOTION_ID].footnotes
            return replace(answer, citations=(answer.citations[0], replace(answer.citations[1], footnotes=notes)))

    monkeypatch.setattr(Engine, "open", lambda *_, **__: as_engine(Footnoted()))
    assert run("ask", "vård").out.endswith("    ”Fler behövs.”\n    Footnote 7: Socialstyrelsen (2021).\n")


def test_what_was_understood_in_words(run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    fake = FakeEngine()
    fake.understanding = EVERYTHING
    monkeypatch.setattr(Engine, "open", lambda *_, **__: as_engine(fake))
    understood = (
        "Understood: party V; party M; document_id programmet; type motion; session 2023/24; year 2023; place punkt 1; "
        "comparison; follow_up Vad säger motionen om vårdplatser?; correction vårdplatser (vardplatser)\n"
        "The index has no document by Moderates (M).\n"
        "The index has no document of type manifesto.\n"
        "The index has no document from the session 2022/23.\n"
        "The index has no document from 2022.\n\n"
    )
    assert run("ask", "vård", "--ignore", "party", "--ignore", "place:punkt 2").out.startswith(understood)
    assert run("search", "vård", "--language", "en").out.startswith(understood)
    assert [(query.ignore, query.language) for query in fake.asked] == [(("party", "place:punkt 2"), None), ((), "en")]


@pytest.mark.usefixtures("_engine")
def test_ask_without_an_answer(run: Runner) -> None:
    outcome = run("ask", "månen", "--document", MOTION_ID)
    assert outcome.code == 0
    assert outcome.out == (
        "The documents don't say.\n\n"
        "Nearest passages:\n"
        "1. Motion om vården (V, MP), avsnitt 5.1  51–79  score 0.500\n"
        "    Fler behövs. Det är bråttom.\n"
    )
    assert json.loads(run("ask", "månen", "--json").out)["status"] == AnswerStatus.NOT_FOUND


@pytest.mark.usefixtures("_engine")
def test_search(run: Runner) -> None:
    reply = json.loads(run("search", "vård", "-k", "1", "--party", "v", "--json").out)
    assert set(reply) == SEARCH
    assert [hit["passage_id"] for hit in reply["passages"]] == ["p-1"]
    assert run("search", "vård", "-k", "1").out.startswith("1. Partiets program <i> (V), punkt 1  9–75  score 0.500\n")


@pytest.mark.usefixtures("_engine")
def test_documents(run: Runner) -> None:
    listing = run("documents").out.splitlines()
    assert listing[3:] == ["motionen", "    Motion om vården", "    motion, V, MP, 2023/24; 1 passages"]
    assert run("documents", MOTION_ID).out == DOCUMENTS[MOTION_ID].text + "\n"
    assert json.loads(run("documents", MOTION_ID, "--json").out)["outline"]["kind"] == "document"
    assert [d["document_id"] for d in json.loads(run("documents", "--json").out)["documents"]] == list(DOCUMENTS)


@pytest.mark.usefixtures("_engine")
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["ask", ""], "the question is empty"),
        (["ask", " \t "], "the question is empty"),
        (["ask", "a" * 1001], "the question has 1001 characters; the limit is 1000"),
        (["ask", "v\udce5rd"], "not valid Unicode text; send it as UTF-8"),
        (["ask", "a", "-k", "0"], "k is 0; it must be a whole number from 1 to 1000"),
        (["ask", "a", "-k", "-1"], "k is -1"),
        (["ask", "a", "-k", "1000000000"], "k is 1000000000"),
        (["ask", "a", "-k", "x"], "'x' is not a valid integer"),
        (["ask", "a", "-k", "NaN"], "'NaN' is not a valid integer"),
        (["ask", "a", "--party", "X"], "unknown party 'X'"),
        (["ask", "a", "--partei", "V"], "No such option"),
        (["ask", "a", "--ignore", "partei"], "cannot ignore 'partei'; write one of party, type"),
        (["ask", "a", "--language", "svenska"], "unknown language 'svenska'"),
        (["search", "a", "--document", "x"], "unknown document 'x'; the index has programmet, motionen"),
        (["search", "a", "--session", "2023"], "unknown session '2023'"),
        (["documents", "x"], "unknown document 'x'"),
        (["ask"], "Missing argument 'QUESTION'"),
        (["ask", "a", "b"], "Got unexpected extra argument"),
        (["aks", "a"], "No such command 'aks'"),
        (["model", "x"], "No such command 'x'"),
        (["serve", "--port", "70000"], "70000 is not in the range"),
        (["serve", "--host", "no.such.host.invalid"], "cannot listen on no.such.host.invalid port 8000"),
    ],
    ids=lambda value: " ".join(value)[:40] if isinstance(value, list) else "",
)
def test_errors_are_one_line_and_code_2(run: Runner, arguments: list[str], message: str) -> None:
    outcome = run(*arguments)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.startswith("belagg: ")
    assert message in outcome.err
    assert outcome.err.count("\n") == 1


@pytest.mark.parametrize(
    "arguments", [["ask", "a"], ["search", "a", "--json"], ["documents"], ["serve", "--port", "0"]]
)
def test_missing_index(run: Runner, tmp_path: Path, arguments: list[str]) -> None:
    outcome = run(*arguments, "--index", str(tmp_path / "nowhere"))
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.count("\n") == 1
    assert outcome.err.startswith("belagg: ")
    assert "nowhere" in outcome.err
    assert "belagg index" in outcome.err


@pytest.mark.usefixtures("_engine")
def test_a_closed_output(run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout", None)
    assert run("documents").code == 0


def test_broken_settings(run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BELAGG_PORT", "x")
    assert run("ask", "a").err.startswith("belagg: setting port = 'x' cannot be used: Expected `int`")
    assert run("ask", "--help").code == 0


def test_index_reports(run: Runner, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    calls = []

    def build(corpus: Path, index: Path, models: Path, *, model: str, progress: object) -> BuildReport:
        calls.append((corpus, index, models, model))
        assert callable(progress)
        progress("embedding", 0, 2)
        progress("embedding", 2, 2)
        return BuildReport("g-7", 2, 130, 10, 120, len(calls) != 2, 1.25)

    monkeypatch.setattr("indexing.build.build_index", build)
    outcome = run("index", "--corpus", "texts", "--index", "here", "--model", "other")
    assert calls == [(Path("texts"), Path("here"), tmp_path / "models", "other")]
    assert outcome.out == "Indexed 2 documents, 130 passages (10 embedded, 120 reused) in 1.2 s: here (index g-7).\n"
    assert outcome.err == "embedding: 2 of 2\n"
    assert run("index", "--index", "here").out.startswith("Nothing changed: 2 documents, 130 passages in here")
    assert json.loads(run("index", "--json").out)["embedded"] == 10


def test_index_errors(run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    def build(*_: object, **__: object) -> BuildReport:
        raise IndexLockedError("another process is\nwriting the index; wait for it")

    monkeypatch.setattr("indexing.build.build_index", build)
    outcome = run("index")
    assert (outcome.code, outcome.err) == (2, "belagg: another process is writing the index; wait for it\n")


def test_interrupt(run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    def build(*_: object, **__: object) -> BuildReport:
        raise KeyboardInterrupt

    monkeypatch.setattr("indexing.build.build_index", build)
    assert run("index").code == 130


def test_progress_without_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    with progress_on_stderr() as report:
        report("reading", 1, 2)
        step = step_progress(report)
        step("writing", 0.5)
        step("writing", 1.0)
    assert capsys.readouterr().err == "writing: 100 of 100\n"


@click.command()
@click.pass_obj
def measure(locations: Locations) -> None:
    """Say where the index is."""
    click.echo(locations.index.name)


class TestPlugins:
    def test_gets_the_folders(self, run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
        entry = EntryPoint("eval", f"{__name__}:measure", cli.PLUGINS)
        monkeypatch.setattr(cli, "entry_points", lambda group: [entry] if group == cli.PLUGINS else [])
        assert run("eval").out == "index\n"
        assert "eval       Measure retrieval and answers against gold quotes." in run("--help").out

    def test_missing_extra(self, run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
        entry = EntryPoint("eval", "no_such_package.cli:evaluate", cli.PLUGINS)
        monkeypatch.setattr(cli, "entry_points", lambda group: [entry] if group == cli.PLUGINS else [])
        outcome = run("eval")
        assert outcome.code == 2
        assert outcome.err == (
            "belagg: `belagg eval` needs the package no_such_package; install it with: pip install 'belagg[eval]'\n"
        )
        assert run("--help").code == 0
