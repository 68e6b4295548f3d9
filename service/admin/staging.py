"""Uploads on their way to become documents: taken, guessed at, read, described; nothing of the corpus changes yet."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

import msgspec

from indexing.errors import UnknownDocumentError
from indexing.records import Document, DocumentMeta
from service.admin.children import Processes
from service.admin.errors import (
    BusyError,
    DuplicateError,
    MetadataError,
    StaleError,
    UnknownUploadError,
    UnreadableUploadError,
)
from service.admin.guesses import guess_metadata
from service.admin.metadata import Metadata, find_flaws, tidy
from service.admin.records import Upload
from service.admin.sources import text_digest
from service.admin.uploads import receive
from service.admin.workplace import Workplace, now_text, published_state

MAX_UPLOADS: Final = 100
_ID_BYTES: Final = 8
# Where what is said of an upload cannot stand in the manifest yet, its preview takes this.
_HARMLESS: Final = Metadata("upload", "–", "document", (), "sv", "–", "–", "plain-text")

Documents = Mapping[str, Document]
"""The documents that are indexed, by id."""


class Staging:
    """The uploads of one service. Has no state of its own: processes share it."""

    def __init__(self, place: Workplace, processes: Processes) -> None:
        """Touch nothing yet.

        Args:
            place: corpus, index, models and state.
            processes: how the reading of uploads gets processes of its own.
        """
        self._place = place
        self._processes = processes

    def uploads(self) -> tuple[Upload, ...]:
        """Return the uploads that wait, oldest first."""
        return self._place.store.uploads()

    def upload(self, upload_id: str) -> Upload:
        """Return an upload that waits.

        Raises:
            UnknownUploadError: there is none.
        """
        upload = self._place.store.upload(upload_id)
        if upload.change is not None:
            raise UnknownUploadError(f"there is no upload {upload_id!r}; it was published or discarded")
        return upload

    def stage(self, name: str, data: bytes, by: str, replaces: str | None = None) -> Upload:
        """Take a file, guess what it is and read it.

        Args:
            name: what its sender calls it.
            data: its bytes.
            by: who sends it.
            replaces: the document whose place it shall take.

        Raises:
            UploadError: it is nothing that can become a document.
            DuplicateError: it is there already.
            BusyError: too many uploads wait.
            ReadOnlyCorpusError: it could not be published.
            UnknownDocumentError: there is no document to replace.
        """
        self._place.folder.check_writable()
        file = receive(name, data)
        metas = {meta.document_id: meta for meta in self._place.folder.metas()}
        if replaces is not None and replaces not in metas:
            raise UnknownDocumentError(f"unknown document {replaces!r}; there is none to replace")
        sha256 = self._place.kept.keep(file.data)
        _refuse_same_file(sha256, metas, replaces)
        guess = guess_metadata(file, set(metas), datetime.now(UTC).date())
        if replaces is not None:
            guess = msgspec.structs.replace(_metadata_of(metas[replaces]), parser=guess.parser)
        return self._add(file.name, sha256, len(file.data), by, replaces, guess, file.read_as)

    def stage_indexed(self, document_id: str, by: str) -> Upload:
        """Take a document of the corpus as an upload, to change what is said of it.

        Raises:
            BusyError: too many uploads wait.
            ReadOnlyCorpusError: it could not be published.
            CorpusError: its file cannot be read.
            UnknownDocumentError: there is no such document.
        """
        self._place.folder.check_writable()
        meta = next((meta for meta in self._place.folder.metas() if meta.document_id == document_id), None)
        if meta is None:
            raise UnknownDocumentError(f"unknown document {document_id!r}; the corpus does not have it")
        data = self._place.folder.read(meta)
        sha256 = self._place.kept.keep(data)
        return self._add(meta.file, sha256, len(data), by, document_id, _metadata_of(meta), "utf-8")

    def describe(self, upload_id: str, metadata: Metadata) -> Upload:
        """Change what is said of an upload, and read it again where that makes a difference.

        What is wrong with the metadata is no error here: it is kept, and found again by `flaws`.

        Raises:
            UnknownUploadError: there is no such upload.
        """
        upload = self.upload(upload_id)
        said = tidy(metadata)
        if upload.replaces is not None:
            said = msgspec.structs.replace(said, id=upload.replaces)
        described = msgspec.structs.replace(upload, metadata=said)
        if upload.preview is None or _how_read(said) != _how_read(upload.metadata):
            return self._read(described)
        self._place.store.save_upload(described)
        return described

    def discard(self, upload_id: str) -> None:
        """Forget an upload.

        Raises:
            UnknownUploadError: there is none.
        """
        self._place.store.delete_upload(self.upload(upload_id).upload_id)

    def flaws(self, upload: Upload) -> dict[str, str]:
        """Say what keeps an upload's metadata out of the manifest, by field."""
        taken = {meta.document_id for meta in self._place.folder.metas()} - {upload.replaces}
        return find_flaws(upload.metadata, taken)

    def check_publishable(self, upload: Upload, indexed: Documents) -> None:
        """Refuse what cannot become a document as it is.

        Raises:
            UnreadableUploadError: it could not be parsed.
            MetadataError: what is said of it cannot stand in the manifest.
            DuplicateError: another document has the same text, or nothing would change.
            StaleError: the document that it replaces is gone.
        """
        if upload.preview is None:
            raise UnreadableUploadError(upload.failure)
        if flaws := self.flaws(upload):
            raise MetadataError(flaws)
        if other := duplicate_of(upload, indexed):
            raise DuplicateError(f"document {other!r} has the same text; replace that one, or discard this upload")
        if upload.replaces is None:
            return
        before = self._place.folder.state(upload.replaces)
        if before is None:
            raise StaleError(f"document {upload.replaces!r} was removed meanwhile; upload the file anew")
        if published_state(upload, before) == before:
            raise DuplicateError("the document is exactly like this already; change something, or discard this upload")

    def _add(  # noqa: PLR0917 - a record's fields in order
        self, name: str, sha256: str, size: int, by: str, replaces: str | None, metadata: Metadata, read_as: str
    ) -> Upload:
        if len(self.uploads()) >= MAX_UPLOADS:
            raise BusyError(f"{MAX_UPLOADS} uploads wait already; publish or discard some of them")
        upload_id = secrets.token_hex(_ID_BYTES)
        return self._read(Upload(upload_id, now_text(), by, name, sha256, size, read_as, replaces, metadata))

    def _read(self, upload: Upload) -> Upload:
        """Parse an upload for its preview, and keep it."""
        try:
            preview = self._processes.preview(self._place, self._place.kept.read(upload.sha256), _draft(upload))
            read = msgspec.structs.replace(upload, preview=preview, failure="")
        except UnreadableUploadError as error:
            read = msgspec.structs.replace(upload, preview=None, failure=str(error))
        self._place.store.save_upload(read)
        return read


def duplicate_of(upload: Upload, indexed: Documents) -> str | None:
    """Return the indexed document that has the same text as an upload, if another one has."""
    if upload.preview is None:
        return None
    wanted = upload.preview.text_sha256
    others = (document_id for document_id in indexed if document_id != upload.replaces)
    return next((other for other in others if text_digest(indexed[other].text) == wanted), None)


def _refuse_same_file(sha256: str, metas: Mapping[str, DocumentMeta], replaces: str | None) -> None:
    same = next((meta for meta in metas.values() if meta.sha256 == sha256 and meta.document_id != replaces), None)
    if same is not None:
        raise DuplicateError(f"this file is document {same.document_id!r} already")


def _how_read(metadata: Metadata) -> tuple[str, bool, str]:
    return metadata.title, metadata.title_is_descriptive, metadata.parser


def _metadata_of(meta: DocumentMeta) -> Metadata:
    return Metadata(
        id=meta.document_id,
        title=meta.title,
        type=meta.type,
        party=meta.parties,
        language=meta.language,
        source=meta.source,
        licence=meta.licence,
        parser=meta.parsed_as,
        title_is_descriptive=meta.title_is_descriptive,
        organ=meta.organ,
        session=meta.session,
        date=meta.date,
    )


def _draft(upload: Upload) -> DocumentMeta:
    """Return what the manifest would say of an upload."""
    flawed = find_flaws(upload.metadata, ())
    said = msgspec.structs.replace(upload.metadata, **{field: getattr(_HARMLESS, field) for field in flawed})
    return DocumentMeta(
        document_id=said.id,
        title=said.title,
        title_is_descriptive=said.title_is_descriptive,
        type=said.type,
        parties=said.party,
        organ=said.organ,
        session=said.session,
        date=said.date,
        language=said.language,
        source=said.source,
        licence=said.licence,
        file=upload.name,
        sha256=upload.sha256,
        parsed_as=said.parser,
    )
