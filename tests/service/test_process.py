"""The command line in a process of its own: encodings, pipes, start-up."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def belagg(*arguments: str | bytes, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(  # noqa: S603
        [sys.executable, "-m", "service", *arguments],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        timeout=120,
        check=False,
    )


def test_utf8_under_lang_c() -> None:
    done = belagg("ask", "--help", LANG="C", LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    assert done.returncode == 0
    assert "vad säger V om privata sjukvårdsförsäkringar?" in done.stdout.decode("utf-8")


def test_argument_that_is_not_utf8() -> None:
    done = belagg("ask", b"v\xe5rd")
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr == b"belagg: the question is not valid Unicode text; send it as UTF-8\n"


def test_command_that_is_not_utf8() -> None:
    done = belagg(b"\xe5sk")
    assert done.returncode == 2
    assert done.stderr.startswith(b"belagg: No such command ")
    assert done.stderr.count(b"\n") == 1


def test_nobody_reads() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "wb") as closed:
        done = subprocess.run(
            [sys.executable, "-m", "service", "--help"],
            cwd=ROOT,
            stdout=closed,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert (done.returncode, done.stderr) == (1, b"")


def test_help_imports_nothing_heavy() -> None:
    script = (
        "import sys; from service import cli; cli.run(['--help']);"
        "print(sorted({'numpy', 'spacy', 'litestar', 'onnxruntime', 'faiss', 'rich', 'jinja2'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, check=True)  # noqa: S603
    assert done.stdout.splitlines()[-1] == b"[]"
