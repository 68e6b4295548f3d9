"""Uploads become documents, are replaced, removed and undone; whatever fails leaves corpus and index as they were."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec
import pytest

from indexing.build import BuildReport
from indexing.config import Locations
from indexing.corpus import read_manifest
from indexing.errors import CorpusError, ParsingError, UnknownDocumentError
from indexing.storage import current_version
from indexing.vectors import BuildProgress
from service.admin.administration import Administration
from service.admin.errors import (
    BusyError,
    DuplicateError,
    MetadataError,
    ReadOnlyCorpusError,
    StaleError,
    UnknownJobError,
    UnknownUploadError,
    UnreadableUploadError,
)
from service.admin.records import ChangeKind, ChangeStatus, Job, JobState, Upload
from service.admin.staging import MAX_UPLOADS, duplicate_of
from service.admin.store import FILE_NAME
from service.admin.work import run_job
from service.admin.workplace import Workplace
from tests.service.admin.conftest import NOTE, OwnProcess, build, complete, indexed
from tests.tiny_corpus import MANIFESTO_ID, MOTION_ID, PROGRAM, PROGRAM_ID

NOTE_ID = "v-kulturprogram-for-region-norr"


def snapshot(place: Workplace) -> dict[str, bytes]:
    """Every file of the corpus."""
    corpus = place.locations.corpus
    return {str(path.relative_to(corpus)): path.read_bytes() for path in sorted(corpus.rglob("*")) if path.is_file()}


def stage(administration: Administration, text: str = NOTE, name: str = "kultur.txt", by: str = "Åsa") -> Upload:
    upload = administration.staging.stage(name, text.encode(), by)
    return administration.staging.describe(upload.upload_id, complete(upload.metadata))


def publish(administration: Administration, place: Workplace, text: str = NOTE) -> str:
    """Publish a file and return the job's id."""
    upload = stage(administration, text)
    return administration.publish(upload.upload_id, "Åsa", indexed(place)).job_id


def test_an_upload_is_read_and_guessed_at_and_changes_nothing(administration: Administration, place: Workplace) -> None:
    before = snapshot(place)
    upload = administration.staging.stage("../kultur.txt", NOTE.encode(), "Åsa")
    assert (upload.name, upload.by, upload.metadata.id, upload.metadata.party) == ("kultur.txt", "Åsa", NOTE_ID, ("V",))
    preview = upload.preview
    assert preview is not None
    assert [(section.depth, section.kind, section.number) for section in preview.sections] == [
        (1, "point", "1"),
    ]
    assert [(passage.label, passage.text) for passage in preview.passages] == [
        ("ingress", "Vänsterpartiet vill ha fler bibliotek."),
        ("punkt 1", "Biblioteken ska ha öppet på söndagar."),
    ]
    assert (preview.passage_count, preview.section_count) == (2, 1)
    assert administration.staging.uploads() == (upload,)
    assert snapshot(place) == before


def test_publishing(administration: Administration, place: Workplace) -> None:
    old = current_version(place.locations.index)
    job = administration.job(publish(administration, place))
    assert (job.state, job.document_id, job.error) == (JobState.DONE, NOTE_ID, "")
    assert (job.generation, job.embedded) == (current_version(place.locations.index), 2)
    assert job.generation != old
    assert indexed(place)[NOTE_ID].meta.title == "Kulturprogram för Region Norr"
    assert (place.locations.corpus / f"{NOTE_ID}.txt").read_text(encoding="utf-8") == NOTE
    assert [meta.document_id for meta in read_manifest(place.locations.corpus)][-1] == NOTE_ID
    change = administration.changes()[0]
    assert (change.kind, change.status, change.by, change.generation) == (
        ChangeKind.ADD,
        ChangeStatus.APPLIED,
        "Åsa",
        job.generation,
    )
    assert administration.staging.uploads() == ()
    assert administration.is_index_current()


def test_undo_brings_back_corpus_and_generation_and_the_next_build_does_not_redo_it(
    administration: Administration, place: Workplace
) -> None:
    old, files = current_version(place.locations.index), snapshot(place)
    publish(administration, place)
    change = administration.undoable()
    assert change is not None
    job = administration.job(administration.undo(change.number, "Bo").job_id)
    assert (job.state, job.generation) == (JobState.DONE, old)
    assert snapshot(place) == files
    assert NOTE_ID not in indexed(place)
    assert not build(place.locations, lambda *_: None).changed
    assert administration.undoable() is None
    assert [(change.kind, change.status) for change in administration.changes()] == [
        (ChangeKind.UNDO, ChangeStatus.APPLIED),
        (ChangeKind.ADD, ChangeStatus.UNDONE),
    ]
    (waiting,) = administration.staging.uploads()
    administration.publish(waiting.upload_id, "Bo", indexed(place))
    assert NOTE_ID in indexed(place)


def test_removing_and_undoing_it(administration: Administration, place: Workplace) -> None:
    files, old = snapshot(place), current_version(place.locations.index)
    administration.remove(MOTION_ID, "Åsa")
    assert set(indexed(place)) == {PROGRAM_ID, MANIFESTO_ID}
    assert not (place.locations.corpus / f"{MOTION_ID}.txt").exists()
    kept = place.state / "documents" / hashlib.sha256(files[f"{MOTION_ID}.txt"]).hexdigest()
    assert kept.read_bytes() == files[f"{MOTION_ID}.txt"]
    administration.undo(1, "Åsa")
    assert current_version(place.locations.index) == old
    assert read_manifest(place.locations.corpus)[1].document_id == MOTION_ID
    assert (place.locations.corpus / f"{MOTION_ID}.txt").read_bytes() == files[f"{MOTION_ID}.txt"]


def test_replacing_keeps_id_and_place(administration: Administration, place: Workplace) -> None:
    upload = administration.staging.stage("ny.md", b"# Program\n\nNattbussar ska g\xc3\xa5.\n", "Åsa", PROGRAM_ID)
    assert (upload.metadata.id, upload.metadata.title, upload.metadata.parser) == (
        PROGRAM_ID,
        "Vänsterpartiets punkter för Region Norr",
        "markdown",
    )
    changed = msgspec.structs.replace(upload.metadata, id="another")
    assert administration.staging.describe(upload.upload_id, changed).metadata.id == PROGRAM_ID
    administration.publish(upload.upload_id, "Åsa", indexed(place))
    assert [meta.document_id for meta in read_manifest(place.locations.corpus)] == [PROGRAM_ID, MOTION_ID, MANIFESTO_ID]
    assert "Nattbussar ska gå." in indexed(place)[PROGRAM_ID].text
    assert not (place.locations.corpus / f"{PROGRAM_ID}.txt").exists()
    administration.undo(1, "Åsa")
    assert (place.locations.corpus / f"{PROGRAM_ID}.txt").read_text(encoding="utf-8") == PROGRAM
    assert not (place.locations.corpus / f"{PROGRAM_ID}.md").exists()


def test_what_is_said_of_a_document_can_be_changed(administration: Administration, place: Workplace) -> None:
    upload = administration.staging.stage_indexed(PROGRAM_ID, "Åsa")
    with pytest.raises(DuplicateError, match="exactly like this already"):
        administration.publish(upload.upload_id, "Åsa", indexed(place))
    said = msgspec.structs.replace(upload.metadata, date="2022-10-20")
    administration.staging.describe(upload.upload_id, said)
    administration.publish(upload.upload_id, "Åsa", indexed(place))
    assert indexed(place)[PROGRAM_ID].meta.date == "2022-10-20"
    assert administration.changes()[0].kind is ChangeKind.REPLACE


def test_duplicates(administration: Administration, place: Workplace) -> None:
    with pytest.raises(DuplicateError, match=PROGRAM_ID):
        administration.staging.stage("igen.txt", PROGRAM.encode(), "Åsa")
    spaced = stage(administration, PROGRAM.replace("\n", "\r\n") + "\n\n")
    said = msgspec.structs.replace(
        spaced.metadata, title="Vänsterpartiets punkter för Region Norr", parser="pdf-text", id="new"
    )
    same = administration.staging.describe(spaced.upload_id, said)
    assert duplicate_of(same, indexed(place)) == PROGRAM_ID
    with pytest.raises(DuplicateError, match="has the same text"):
        administration.publish(same.upload_id, "Åsa", indexed(place))


def test_what_cannot_be_published(administration: Administration, place: Workplace, processes: OwnProcess) -> None:
    upload = administration.staging.stage("a.txt", "Något.\n".encode(), "Åsa")
    with pytest.raises(MetadataError) as caught:
        administration.publish(upload.upload_id, "Åsa", indexed(place))
    assert set(caught.value.flaws) == {"type", "licence"}
    with pytest.raises(UnknownUploadError):
        administration.publish("none", "Åsa", indexed(place))
    with pytest.raises(UnknownDocumentError):
        administration.staging.stage("a.txt", b"text", "Åsa", "none")
    with pytest.raises(UnknownDocumentError):
        administration.remove("none", "Åsa")
    with pytest.raises(StaleError, match="there is none"):
        administration.undo(1, "Åsa")
    with pytest.raises(UnknownJobError):
        administration.job("none")
    administration.staging.discard(upload.upload_id)
    with pytest.raises(UnknownUploadError):
        administration.staging.upload(upload.upload_id)
    assert processes.started == []


def test_the_only_document_stays(administration: Administration) -> None:
    administration.remove(MOTION_ID, "Åsa")
    administration.remove(MANIFESTO_ID, "Åsa")
    with pytest.raises(StaleError, match="only document"):
        administration.remove(PROGRAM_ID, "Åsa")


def test_a_file_that_cannot_be_parsed_is_kept_with_the_reason(
    administration: Administration, place: Workplace, processes: OwnProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise UnreadableUploadError("a.txt could not be read within 120 s")

    monkeypatch.setattr(processes, "preview", fail)
    upload = stage(administration)
    assert (upload.preview, upload.failure) == (None, "a.txt could not be read within 120 s")
    with pytest.raises(UnreadableUploadError, match="within 120 s"):
        administration.publish(upload.upload_id, "Åsa", indexed(place))


@pytest.mark.parametrize("failure", [ParsingError("kultur.txt: cannot be parsed"), OSError("no space")])
@pytest.mark.parametrize("kind", ["publish", "remove", "replace"])
def test_a_build_that_fails_leaves_all_as_it_was(
    administration: Administration, place: Workplace, processes: OwnProcess, failure: Exception, kind: str
) -> None:
    files, version = snapshot(place), current_version(place.locations.index)

    def fail(locations: Locations, progress: BuildProgress) -> BuildReport:
        assert snapshot(place) != files
        del locations, progress
        raise failure

    processes.build = fail
    begin: dict[str, Callable[[], str]] = {
        "publish": lambda: publish(administration, place),
        "remove": lambda: administration.remove(MOTION_ID, "Åsa").job_id,
        "replace": lambda: _replace(administration, place),
    }
    job = administration.job(begin[kind]())
    said = "kultur.txt: cannot be parsed" if isinstance(failure, ParsingError) else "the service failed"
    assert (job.state, job.error[: len(said)]) == (JobState.FAILED, said)
    assert snapshot(place) == files
    assert current_version(place.locations.index) == version
    assert administration.changes()[0].status is ChangeStatus.FAILED
    assert administration.undoable() is None
    assert len(administration.staging.uploads()) == (0 if kind == "remove" else 1)


def _replace(administration: Administration, place: Workplace) -> str:
    upload = administration.staging.stage("ny.md", b"# Nytt\n\nProgram.\n", "Åsa", PROGRAM_ID)
    return administration.publish(upload.upload_id, "Åsa", indexed(place)).job_id


class Killed(BaseException):
    """The process ends: nothing of ours may catch it."""


@pytest.mark.parametrize("is_built", [False, True])
def test_a_job_that_was_cut_off_is_told_of_and_settled_by_the_next(
    administration: Administration, place: Workplace, processes: OwnProcess, is_built: bool
) -> None:
    files = snapshot(place)

    def die(locations: Locations, progress: BuildProgress) -> BuildReport:
        if is_built:
            build(locations, progress)
        raise Killed

    processes.build = die
    with pytest.raises(Killed):
        publish(administration, place)
    cut_off = administration.latest_job()
    assert cut_off is not None
    assert cut_off.state is JobState.INTERRUPTED
    assert snapshot(place) != files
    processes.build = build
    assert administration.job(administration.reindex("Bo").job_id).state is JobState.DONE
    assert place.store.job(cut_off.job_id).state is JobState.INTERRUPTED
    assert (NOTE_ID in indexed(place)) is is_built
    assert administration.changes()[0].status is (ChangeStatus.APPLIED if is_built else ChangeStatus.FAILED)
    assert (snapshot(place) == files) is not is_built
    assert len(administration.staging.uploads()) == (0 if is_built else 1)


def test_one_job_at_a_time(administration: Administration, place: Workplace, processes: OwnProcess) -> None:
    processes.is_idle = True
    job = administration.reindex("Åsa")
    assert administration.job(job.job_id).state is JobState.QUEUED
    with pytest.raises(BusyError, match="Åsa is changing the documents"):
        administration.remove(MOTION_ID, "Bo")
    with place.lock().acquire(timeout=0):
        assert place.is_locked()
        with pytest.raises(BusyError):
            administration.reindex("Bo")
    assert not place.is_locked()
    run_job(place, job.job_id, build)
    assert administration.job(job.job_id).state is JobState.DONE
    administration.reindex("Bo")


def test_after_a_restart_another_process_with_the_id_of_a_jobs_is_not_taken_for_it(
    administration: Administration, place: Workplace, processes: OwnProcess
) -> None:
    processes.is_idle = True
    job = place.store.job(administration.reindex("Åsa").job_id)
    place.store.save_job(msgspec.structs.replace(job, state=JobState.RUNNING, process=os.getpid()))
    assert administration.job(job.job_id).state is JobState.INTERRUPTED
    processes.is_idle = False
    assert administration.job(administration.reindex("Bo").job_id).state is JobState.DONE
    assert place.store.job(job.job_id).state is JobState.INTERRUPTED


def test_looking_at_records_does_not_let_another_process_write_in_the_middle_of_a_change(
    administration: Administration, place: Workplace
) -> None:
    job = administration.reindex("Åsa")
    tries = (
        "import sqlite3, sys; base = sqlite3.connect(sys.argv[1], timeout=0, isolation_level=None); "
        "base.execute('BEGIN IMMEDIATE')"
    )

    def is_alive(_: Job) -> bool:
        with ThreadPoolExecutor() as threads:
            threads.submit(place.store.job, job.job_id).result()
        told.append(subprocess.run([sys.executable, "-c", tries, file], capture_output=True, check=False, text=True))  # noqa: S603 - our own code
        return False

    told: list[subprocess.CompletedProcess[str]] = []
    file = str(place.state / FILE_NAME)
    place.store.save_job(msgspec.structs.replace(job, state=JobState.RUNNING))
    place.store.begin_job(msgspec.structs.replace(job, job_id="next"), is_alive)
    assert "database is locked" in told[0].stderr


def test_what_is_discarded_while_it_is_published_is_published_and_can_be_undone(
    administration: Administration, place: Workplace, processes: OwnProcess
) -> None:
    files = snapshot(place)
    upload = stage(administration)
    administration.staging.describe(upload.upload_id, complete(upload.metadata))

    def discard(locations: Locations, progress: BuildProgress) -> BuildReport:
        administration.staging.discard(upload.upload_id)
        return build(locations, progress)

    processes.build = discard
    job = administration.publish(upload.upload_id, "Åsa", indexed(place))
    assert administration.job(job.job_id).state is JobState.DONE
    assert NOTE_ID in indexed(place)
    processes.build = build
    undone = administration.undo(administration.changes()[0].number, "Bo")
    assert administration.job(undone.job_id).state is JobState.DONE
    assert (snapshot(place), administration.staging.uploads()) == (files, ())


def test_progress_is_told(administration: Administration, place: Workplace, processes: OwnProcess) -> None:
    seen: list[tuple[str, int, int]] = []

    def watched(locations: Locations, progress: BuildProgress) -> BuildReport:
        def tell(stage: str, done: int, total: int) -> None:
            progress(stage, done, total)
            job = place.store.jobs(1)[0]
            seen.append((job.stage, job.done, job.total))

        return build(locations, tell)

    processes.build = watched
    publish(administration, place)
    assert ("cutting passages", 4, 4) in seen
    assert seen[-1] == ("embedding passages", 2, 2)


def test_changes_by_hand_are_not_overwritten(administration: Administration, place: Workplace) -> None:
    publish(administration, place)
    manifest = place.locations.corpus / "manifest.toml"
    text = manifest.read_text(encoding="utf-8")
    manifest.write_text(text.replace("Kulturprogram för", "Kulturprogrammet för"), encoding="utf-8")
    job = administration.job(administration.undo(1, "Åsa").job_id)
    assert (job.state, "changed otherwise meanwhile" in job.error) == (JobState.FAILED, True)
    assert "Kulturprogrammet för" in manifest.read_text(encoding="utf-8")
    assert not administration.is_index_current()


def test_a_generation_that_vanished_is_built_anew(administration: Administration, place: Workplace) -> None:
    shutil.rmtree(place.locations.index / "generations")
    assert not administration.is_index_current()
    job = administration.job(administration.reindex("Åsa").job_id)
    assert (job.state, job.embedded) == (JobState.DONE, 12)
    assert administration.is_index_current()


def test_a_file_of_something_else_is_not_overwritten(administration: Administration, place: Workplace) -> None:
    stray = place.locations.corpus / "readme.md"
    stray.write_text("Vår egen.", encoding="utf-8")
    upload = administration.staging.stage("a.md", b"# Readme\n\nText.\n", "Åsa")
    said = complete(msgspec.structs.replace(upload.metadata, id="readme"))
    administration.staging.describe(upload.upload_id, said)
    job = administration.job(administration.publish(upload.upload_id, "Åsa", indexed(place)).job_id)
    assert (job.state, "readme.md" in job.error) == (JobState.FAILED, True)
    assert stray.read_text(encoding="utf-8") == "Vår egen."


def test_a_corpus_that_may_not_be_written(
    administration: Administration, place: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.admin.folder.os.access", lambda *_: False)
    assert not administration.is_writable
    for attempt in (
        lambda: administration.staging.stage("a.txt", b"text", "Åsa"),
        lambda: administration.staging.stage_indexed(PROGRAM_ID, "Åsa"),
        lambda: administration.remove(PROGRAM_ID, "Åsa"),
        lambda: administration.undo(1, "Åsa"),
        lambda: administration.publish("x", "Åsa", indexed(place)),
    ):
        with pytest.raises(ReadOnlyCorpusError, match="may not write"):
            attempt()


def test_too_many_uploads(administration: Administration, place: Workplace) -> None:
    upload = stage(administration)
    for number in range(MAX_UPLOADS):
        place.store.save_upload(msgspec.structs.replace(upload, upload_id=str(number)))
    with pytest.raises(BusyError, match="100 uploads wait"):
        administration.staging.stage("b.txt", b"text", "Åsa")


def test_a_kept_file_that_was_changed_is_not_used(administration: Administration, place: Workplace) -> None:
    upload = stage(administration)
    path: Path = place.state / "documents" / upload.sha256
    path.write_bytes(b"other")
    job = administration.job(administration.publish(upload.upload_id, "Åsa", indexed(place)).job_id)
    assert (job.state, "was changed" in job.error) == (JobState.FAILED, True)
    path.unlink()
    with pytest.raises(CorpusError, match="cannot be read"):
        place.kept.read(upload.sha256)
