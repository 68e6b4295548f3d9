"""One job from beginning to end: a change of the corpus folder, and the index that follows from it.

A change is written down before it is made. One that fails, or that was cut off with its process, is reversed: the
folder and the index are then as they were before. Only one job runs at a time, held by a lock that the system releases
when the process ends, however it ends.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Final

import msgspec
from filelock import Timeout

from indexing.config import Locations
from indexing.errors import BelaggError, CorpusError, StorageError
from indexing.recipes import corpus_entries
from indexing.storage import open_generation
from service.admin.errors import BusyError, StaleError, UnknownUploadError
from service.admin.records import (
    Change,
    ChangeKind,
    ChangeStatus,
    DocumentState,
    Job,
    JobKind,
    JobState,
)
from service.admin.workplace import Workplace, now_text, published_state

if TYPE_CHECKING:
    from indexing.build import BuildReport
    from indexing.vectors import BuildProgress

Build = Callable[[Locations, "BuildProgress"], "BuildReport"]

logger = logging.getLogger(__name__)

_LOCK_SECONDS: Final = 10.0
# A page that shows progress looks about once a second.
_PROGRESS_SECONDS: Final = 0.25


def run_job(place: Workplace, job_id: str, build: Build) -> None:
    """Do a job; what becomes of it is written to the store.

    Args:
        place: where.
        job_id: a job that is queued.
        build: builds the index.

    Raises:
        BusyError: another job is under way.
    """
    try:
        with place.lock().acquire(timeout=_LOCK_SECONDS):
            _Worker(place, place.store.job(job_id), build).run()
    except Timeout as error:
        place.store.end_job(job_id, JobState.FAILED, "another change is under way")
        raise BusyError("another change is under way") from error


class _Worker:
    """Does one job while it holds the lock."""

    def __init__(self, place: Workplace, job: Job, build: Build) -> None:
        self._place = place
        self._store = place.store
        self._folder = place.folder
        self._job = job
        self._build = build
        self._told = 0.0

    def run(self) -> None:
        self._update(state=JobState.RUNNING)
        try:
            for change in self._store.pending_changes():
                self._settle(change)
            change_or_none = self._begin()
            report = self._apply(change_or_none)
        except BelaggError as error:
            self._finish(JobState.FAILED, error=str(error))
        except Exception:
            logger.exception("job %s failed", self._job.job_id)
            self._finish(JobState.FAILED, error="the service failed; its log says more")
        else:
            self._finish(JobState.DONE, generation=report.version, embedded=report.embedded)

    def _apply(self, change: Change | None) -> BuildReport:
        """Make a change and build the index; reverse it when either fails."""
        if change is None:
            return self._build(self._place.locations, self._progress)
        try:
            self._folder.put(change.document_id, change.after)
            report = self._build(self._place.locations, self._progress)
        except Exception:
            self._reverse(change)
            raise
        self._confirm(change, report.version)
        return report

    def _begin(self) -> Change | None:
        """Write down what the job is going to change; None when it only builds."""
        makers = {JobKind.PUBLISH: self._publication, JobKind.REMOVE: self._removal, JobKind.UNDO: self._reversal}
        if self._job.kind not in makers:
            return None
        self._folder.check_writable()
        change = makers[self._job.kind]()
        if change.before is not None:
            self._folder.keep(change.before)
        return self._store.add_change(change)

    def _publication(self) -> Change:
        upload = self._store.upload(self._job.upload_id or "")
        before = self._folder.state(upload.metadata.id)
        if (before is None) != (upload.replaces is None):
            raise StaleError(f"document {upload.metadata.id!r} was added or removed meanwhile; look at it again")
        kind = ChangeKind.ADD if before is None else ChangeKind.REPLACE
        after = published_state(upload, before)
        self._folder.check_free(after.file, before)
        return self._change(kind, upload.metadata.id, before, after, upload.upload_id)

    def _removal(self) -> Change:
        before = self._folder.state(self._job.document_id)
        if before is None:
            raise StaleError(f"document {self._job.document_id!r} is no longer there")
        return self._change(ChangeKind.REMOVE, self._job.document_id, before, None)

    def _reversal(self) -> Change:
        undone = next(change for change in self._store.changes() if change.number == self._job.undoes)
        now = self._folder.state(undone.document_id)
        if not _are_alike(now, undone.after):
            raise StaleError(
                f"document {undone.document_id!r} was changed otherwise meanwhile; change it back by hand instead"
            )
        return self._change(ChangeKind.UNDO, undone.document_id, now, undone.before)

    def _change(
        self,
        kind: ChangeKind,
        document_id: str,
        before: DocumentState | None,
        after: DocumentState | None,
        upload_id: str | None = None,
    ) -> Change:
        return Change(
            number=0,
            kind=kind,
            status=ChangeStatus.PENDING,
            document_id=document_id,
            before=before,
            after=after,
            by=self._job.by,
            time=now_text(),
            undoes=self._job.undoes,
            upload_id=upload_id,
        )

    def _settle(self, change: Change) -> None:
        """Finish a change whose process was cut off: keep it if the index has it already, else reverse it."""
        try:
            generation = open_generation(self._place.locations.index)
            is_indexed = generation.manifest.recipe.corpus == corpus_entries(self._folder.metas())
        except (StorageError, CorpusError):
            is_indexed = False
        if is_indexed and _are_alike(self._folder.state(change.document_id), change.after):
            self._confirm(change, generation.version)
        else:
            self._reverse(change)

    def _reverse(self, change: Change) -> None:
        self._folder.put(change.document_id, change.before)
        self._folder.remove_strays(change.after)
        self._store.save_change(msgspec.structs.replace(change, status=ChangeStatus.FAILED))

    def _confirm(self, change: Change, generation: str) -> None:
        self._store.save_change(msgspec.structs.replace(change, status=ChangeStatus.APPLIED, generation=generation))
        self._note_upload(change, change.number)
        for undone in self._store.changes():
            if undone.number == change.undoes:
                self._store.save_change(msgspec.structs.replace(undone, status=ChangeStatus.UNDONE))
                self._note_upload(undone, None)

    def _note_upload(self, change: Change, number: int | None) -> None:
        """Note which change made a document of an upload; with None, it waits again.

        The change stands, and the upload is let go, where somebody has discarded it meanwhile.
        """
        if change.upload_id is None:
            return
        with suppress(UnknownUploadError):
            upload = self._store.upload(change.upload_id)
            self._store.save_upload(msgspec.structs.replace(upload, change=number))

    def _progress(self, stage: str, done: int, total: int) -> None:
        is_news = stage != self._job.stage or done >= total
        if is_news or time.monotonic() - self._told >= _PROGRESS_SECONDS:
            self._told = time.monotonic()
            self._update(stage=stage, done=done, total=total)

    def _finish(self, state: JobState, *, error: str = "", generation: str = "", embedded: int = 0) -> None:
        self._update(state=state, error=error, generation=generation, embedded=embedded, finished=now_text())

    def _update(self, **changes: object) -> None:
        self._job = msgspec.structs.replace(self._job, **changes)
        self._store.save_job(self._job)


def _are_alike(one: DocumentState | None, other: DocumentState | None) -> bool:
    """Tell whether two states are of the same file and say the same of it, wherever they stand."""
    if one is None or other is None:
        return one is other
    return (one.file, one.sha256, one.entry.split()) == (other.file, other.sha256, other.entry.split())
