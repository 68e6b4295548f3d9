"""What benchmarks are made of: pieces of text, memory, import times, copies of an index, txtai as a process."""

from __future__ import annotations

import json
import os
import stat
import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from eval.bench.memory import Memory, memory_of
from eval.bench.pieces import pieces
from eval.bench.replicas import continued, open_replica, replicate
from eval.bench.starting import package_times
from eval.bench.txtai_process import Found, running_txtai
from eval.collection import Collection, index_collection
from eval.errors import EvaluationError, MissingRivalError
from indexing.config import RetrievalConfig
from indexing.queries import make_query
from indexing.retriever import Retriever
from indexing.snapshot import load_snapshot
from indexing.storage import open_generation
from tests.fake_encoder import FakeEncoder


def test_pieces_keep_paragraphs_together_while_they_fit() -> None:
    assert pieces("ett två\n\ntre\n\nfyra fem sex sju", 11) == ["ett två\ntre", "fyra fem", "sex sju"]
    assert pieces("\n\n kort \n\n", 20) == ["kort"]
    assert pieces("abcdefgh", 3) == ["abc", "def", "gh"]


def test_memory_adds_up() -> None:
    assert Memory(1.5, 0.5) + Memory(2.0, 1.0) == Memory(3.5, 1.5)
    own = memory_of(os.getpid())
    assert own.resident >= own.proportional > 10


def test_import_times_are_added_by_package() -> None:
    log = """import time: self [us] | cumulative | imported package
import time:      1500 |       1500 |   numpy._core
import time:       700 |       2200 | numpy
Belägg: http://127.0.0.1:8000
import time:      9000 |      11200 | click
import time:      4000 |       4000 |   indexing.hunspell
import time:       100 |       4100 | indexing.spelling
"""
    assert package_times(log) == {"click": 9.0, "indexing.hunspell": 4.0, "numpy": 2.2, "indexing.spelling": 0.1}


def test_offsets_go_on_where_the_last_copy_ends() -> None:
    assert continued(np.array([0, 2, 5]), 3).tolist() == [0, 2, 5, 7, 10, 12, 15]


def test_a_replica_holds_the_passages_over_and_over(tmp_path: Path, small_collection: Collection) -> None:
    encoder = FakeEncoder()
    index = index_collection(small_collection, tmp_path / "cache", encoder)
    real = load_snapshot(open_generation(index))
    replicate(index, tmp_path / "replica", 3)
    found = open_replica(index, tmp_path / "replica")
    number = len(real.passages)
    assert len(found.passages) == len({passage.passage_id for passage in found.passages}) == 3 * number
    assert list(found.passages[:number]) == list(real.passages)
    assert [passage.text for passage in found.passages] == 3 * [passage.text for passage in real.passages]
    assert list(found.documents)[4:] == [f"{name}-{copy}" for copy in (1, 2) for name in real.documents]
    ranking = Retriever(found, encoder, RetrievalConfig()).rank(make_query("Ska gammal skog skyddas?", k=3))
    assert ranking.passages[0].passage.text.startswith("Gammal skog")


def interpreter(folder: Path, code: str) -> Path:
    """Write an "interpreter" that runs this code instead of the worker's."""
    (folder / "code.py").write_text(code, encoding="utf-8")
    path = folder / "python"
    path.write_text(f"#!/bin/sh\nexec {sys.executable} {folder / 'code.py'}\n", encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def test_txtai_is_spoken_to_line_by_line(tmp_path: Path) -> None:
    replies = [{"txtai": "1.0"}, 2.5, {"ms": 3.0, "found": [4, 0]}, 99.5]
    code = f"import json, sys\nfor line, reply in zip(sys.stdin, {replies!r}):\n"
    code += f"    open({str(tmp_path / 'asked')!r}, 'a').write(line)\n    print(json.dumps(reply), flush=True)\n"
    with running_txtai(interpreter(tmp_path, code)) as txtai:
        assert txtai.open(tmp_path, 2) == {"txtai": "1.0"}
        assert txtai.index("dense", ["a", "b"], hybrid=False) == 2.5
        assert txtai.search("dense", "vad?", 10) == Found(3.0, (4, 0))
        assert txtai.resident_mib() == 99.5
    asked = [json.loads(line) for line in (tmp_path / "asked").read_text(encoding="utf-8").splitlines()]
    assert asked[1:3] == [
        {"op": "index", "setting": "dense", "texts": ["a", "b"], "hybrid": False},
        {"op": "search", "setting": "dense", "query": "vad?", "k": 10},
    ]


def test_a_rival_that_stops_is_told_with_its_last_words(tmp_path: Path) -> None:
    with (
        running_txtai(interpreter(tmp_path, "import sys; sys.exit('no room')")) as txtai,
        pytest.raises(EvaluationError, match="txtai stopped: no room"),
    ):
        txtai.resident_mib()


@pytest.mark.skipif(find_spec("txtai") is not None, reason="txtai is installed")
def test_a_rival_that_is_missing_says_how_to_get_it() -> None:
    with running_txtai(Path(sys.executable)) as txtai, pytest.raises(MissingRivalError, match="--rival-python"):
        txtai.resident_mib()
