"""Jobs and previews in processes of their own: what they say, and what becomes of those that fail or are killed."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

import pytest

from indexing.config import Locations
from service.admin import children
from service.admin.administration import Administration
from service.admin.children import ChildProcesses, is_running
from service.admin.errors import UnreadableUploadError
from service.admin.records import Job, JobState
from service.admin.workplace import Workplace
from tests.indexing.parsing.samples import make_meta
from tests.service.admin.conftest import NOTE
from tests.service.admin.test_administration import snapshot
from tests.tiny_corpus import MOTION_ID


def wait_for_end(administration: Administration, job: Job) -> Job:
    until = time.monotonic() + 120
    while not (seen := administration.job(job.job_id)).state.is_over:
        assert time.monotonic() < until
        time.sleep(0.05)
    return seen


def test_a_job_whose_model_is_missing_fails_and_changes_nothing(place: Workplace) -> None:
    files = snapshot(place)
    administration = Administration(place, ChildProcesses())
    job = wait_for_end(administration, administration.remove(MOTION_ID, "Åsa"))
    assert (job.state, "'fake'" in job.error) == (JobState.FAILED, True)
    assert snapshot(place) == files


def test_a_job_that_is_killed_is_told_of(place: Workplace, monkeypatch: pytest.MonkeyPatch) -> None:
    sleep = [sys.executable, "-c", "import time; time.sleep(100)"]
    monkeypatch.setattr(children, "_command", lambda *_: sleep)
    administration = Administration(place, ChildProcesses())
    job = administration.reindex("Åsa")
    process = place.store.job(job.job_id).process
    assert is_running(process)
    os.kill(process, signal.SIGKILL)
    wait_for_end(administration, job)
    until = time.monotonic() + 10
    while not (seen := administration.job(job.job_id)).error:
        assert time.monotonic() < until
    assert (seen.state, seen.error) == (JobState.INTERRUPTED, "its process ended with code -9")
    assert not is_running(process)
    assert not is_running(0)


def test_a_file_that_takes_too_long(place: Workplace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(children, "READING_SECONDS", 0.01)
    with pytest.raises(UnreadableUploadError, match=r"sample.txt could not be read within 0 s; divide it"):
        ChildProcesses().preview(place, NOTE.encode(), make_meta())


def test_what_a_process_says_is_passed_on(place: Workplace, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UnreadableUploadError, match="'fake'"):
        ChildProcesses().preview(place, NOTE.encode(), make_meta())
    monkeypatch.setattr(children, "_command", lambda *_: [sys.executable, "-c", "raise SystemExit(1)"])
    with pytest.raises(UnreadableUploadError, match="the service's log says more"):
        ChildProcesses().preview(place, NOTE.encode(), make_meta())


@pytest.mark.model
def test_a_preview_with_the_real_tokens(tmp_path: Path, model_folder: Path) -> None:
    place = Workplace(Locations(tmp_path, tmp_path / "index", model_folder.parent), tmp_path / "state")
    text = "# Å\n\n1. Bussarna ska gå.\n"
    preview = ChildProcesses().preview(place, text.encode(), make_meta(parser="markdown"))
    assert [(passage.label, passage.text) for passage in preview.passages] == [("punkt 1", "Bussarna ska gå.")]
    assert preview.removed == {"markup": 1}
