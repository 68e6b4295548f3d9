"""All that pages and API do with the corpus: the same functions for both."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from typing import Final

import msgspec

from indexing.errors import BelaggError, UnknownDocumentError
from indexing.recipes import corpus_entries
from indexing.records import DocumentMeta
from indexing.storage import open_generation
from service.admin.children import Processes, is_running
from service.admin.errors import StaleError
from service.admin.records import Change, ChangeKind, ChangeStatus, Job, JobKind, JobState
from service.admin.staging import Documents, Staging
from service.admin.store import AdministrationStore
from service.admin.workplace import Workplace, now_text

# Until its process is noted; and until that has taken the lock, on a machine that has much else to do.
_STARTING_SECONDS: Final = 10
_LONGEST_START_SECONDS: Final = 300
_ID_BYTES: Final = 8


class Administration:
    """The corpus of one service, and what is done to it. Has no state of its own: processes share it.

    Attributes:
        staging: the uploads.
    """

    def __init__(self, place: Workplace, processes: Processes) -> None:
        """Touch nothing yet.

        Args:
            place: corpus, index, models and state.
            processes: how jobs and the reading of uploads get processes of their own.
        """
        self.staging = Staging(place, processes)
        self._place = place
        self._processes = processes

    @property
    def is_writable(self) -> bool:
        """Whether documents can be added, replaced and removed."""
        return self._place.folder.is_writable

    @property
    def _store(self) -> AdministrationStore:
        return self._place.store

    def metas(self) -> tuple[DocumentMeta, ...]:
        """Return what the corpus says of each document, indexed or not yet.

        Raises:
            ManifestError: the manifest cannot be used.
        """
        return self._place.folder.metas()

    def changes(self) -> tuple[Change, ...]:
        """Return what was done to the corpus, newest first."""
        return self._store.changes()

    def undoable(self) -> Change | None:
        """Return the change that can be undone: the latest that is in effect."""
        in_effect = (change for change in self.changes() if change.status is ChangeStatus.APPLIED)
        return next((change for change in in_effect if change.kind is not ChangeKind.UNDO), None)

    def is_index_current(self) -> bool:
        """Tell whether the index has the documents as the corpus has them."""
        try:
            recipe = open_generation(self._place.locations.index).manifest.recipe
            return recipe.corpus == corpus_entries(self.metas())
        except BelaggError:
            return False

    def job(self, job_id: str) -> Job:
        """Return a job; one whose process is gone is interrupted.

        Raises:
            UnknownJobError: there is none.
        """
        job = self._store.job(job_id)
        if job.state.is_over or self._is_alive(job):
            return job
        job = self._store.job(job_id)  # it may have ended while its lock was looked at
        return job if job.state.is_over else msgspec.structs.replace(job, state=JobState.INTERRUPTED)

    def latest_job(self) -> Job | None:
        """Return the job that was begun last, if there was one."""
        latest = self._store.jobs(1)
        return self.job(latest[0].job_id) if latest else None

    def publish(self, upload_id: str, by: str, indexed: Documents) -> Job:
        """Begin to make a document of an upload.

        Args:
            upload_id: the upload.
            by: who does it.
            indexed: the documents that are indexed.

        Raises:
            UnknownUploadError: there is no such upload.
            AdministrationError: it cannot become a document as it is, as `Staging.check_publishable` says.
            BusyError: another change is under way.
            ReadOnlyCorpusError: the corpus cannot be written.
        """
        self._place.folder.check_writable()
        upload = self.staging.upload(upload_id)
        self.staging.check_publishable(upload, indexed)
        said = upload.metadata
        return self._begin(JobKind.PUBLISH, by, document_id=said.id, title=said.title, upload_id=upload_id)

    def remove(self, document_id: str, by: str) -> Job:
        """Begin to take a document out of the corpus; its file is kept.

        Raises:
            UnknownDocumentError: there is no such document.
            StaleError: it is the only one.
            BusyError: another change is under way.
            ReadOnlyCorpusError: the corpus cannot be written.
        """
        self._place.folder.check_writable()
        titles = {meta.document_id: meta.title for meta in self.metas()}
        if document_id not in titles:
            raise UnknownDocumentError(f"unknown document {document_id!r}; the corpus does not have it")
        if len(titles) == 1:
            raise StaleError("the only document cannot be removed; add another first, or replace it")
        return self._begin(JobKind.REMOVE, by, document_id=document_id, title=titles[document_id])

    def reindex(self, by: str) -> Job:
        """Begin to bring the index up to date with the corpus.

        Raises:
            BusyError: another change is under way.
        """
        return self._begin(JobKind.REINDEX, by)

    def undo(self, number: int, by: str) -> Job:
        """Begin to reverse the latest change, in corpus and index.

        Args:
            number: of the change; another administrator may have undone it meanwhile.
            by: who does it.

        Raises:
            StaleError: it is not the latest change that is in effect.
            BusyError: another change is under way.
            ReadOnlyCorpusError: the corpus cannot be written.
        """
        self._place.folder.check_writable()
        change = self.undoable()
        if change is None or change.number != number:
            latest = f"; that is change {change.number}" if change else "; there is none"
            raise StaleError(f"change {number} is not the latest that is in effect{latest}")
        return self._begin(JobKind.UNDO, by, document_id=change.document_id, title=change.title, undoes=number)

    def _begin(
        self,
        kind: JobKind,
        by: str,
        *,
        document_id: str = "",
        title: str = "",
        upload_id: str | None = None,
        undoes: int | None = None,
    ) -> Job:
        job = Job(
            job_id=secrets.token_hex(_ID_BYTES),
            kind=kind,
            state=JobState.QUEUED,
            by=by,
            started=now_text(),
            document_id=document_id,
            title=title,
            upload_id=upload_id,
            undoes=undoes,
        )
        self._store.begin_job(job, self._is_alive)
        self._processes.start_job(self._place, job.job_id)
        return job

    def _is_alive(self, job: Job) -> bool:
        """Tell whether a process works on a job, or is about to: Python takes a while to start.

        A job that runs holds the lock. Its process's id tells nothing then: after a restart it may be another's.
        """
        if job.state is not JobState.QUEUED:
            return self._place.is_locked()
        age_s = (datetime.now(UTC) - datetime.fromisoformat(job.started)).total_seconds()
        is_starting = age_s < _STARTING_SECONDS or (age_s < _LONGEST_START_SECONDS and is_running(job.process))
        return is_starting or self._place.is_locked()
