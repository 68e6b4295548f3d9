"""The corpus folder as the service changes it: one document at a time, each change whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

from indexing.corpus import MANIFEST_NAME, check_manifest
from indexing.durable import replace_durably, sync_folder
from indexing.errors import CorpusError, ManifestError
from indexing.records import DocumentMeta
from service.admin.errors import ReadOnlyCorpusError, StaleError
from service.admin.manifest import entry_of, with_entry
from service.admin.records import DocumentState
from service.admin.sources import KeptSources


class CorpusFolder:
    """Source documents and their manifest."""

    def __init__(self, folder: Path, kept: KeptSources) -> None:
        """Touch nothing yet.

        Args:
            folder: the corpus folder.
            kept: where files are taken from, and kept before they are replaced or removed.
        """
        self._folder = folder
        self._kept = kept

    @property
    def is_writable(self) -> bool:
        """Whether this process may change the folder and its manifest."""
        manifest = self._folder / MANIFEST_NAME
        return os.access(self._folder, os.W_OK | os.X_OK) and (not manifest.exists() or os.access(manifest, os.W_OK))

    def check_writable(self) -> None:
        """Refuse to begin what could not be finished.

        Raises:
            ReadOnlyCorpusError: the service may not write here.
        """
        if not self.is_writable:
            raise ReadOnlyCorpusError(
                "the service may not write the folder of documents (setting corpus); let its user write there, or "
                "change the documents by hand and run `belagg index`"
            )

    def metas(self) -> tuple[DocumentMeta, ...]:
        """Return what the manifest says of each document.

        Raises:
            ManifestError: the manifest cannot be used.
        """
        manifest = self._manifest()
        return check_manifest(manifest, self._folder) if manifest else ()

    def read(self, meta: DocumentMeta) -> bytes:
        """Return a document's file.

        Raises:
            CorpusError: it cannot be read.
        """
        path = self._folder / meta.file
        try:
            return path.read_bytes()
        except OSError as error:
            raise CorpusError(f"{path}: cannot be read ({error.strerror}); restore it") from error

    def state(self, document_id: str) -> DocumentState | None:
        """Return all that the folder has of a document; None when it has none.

        Raises:
            ManifestError: the manifest cannot be used.
        """
        found = entry_of(self._manifest(), document_id)
        if found is None:
            return None
        meta = next(meta for meta in self.metas() if meta.document_id == document_id)
        return DocumentState(found[0], found[1], meta.file, meta.sha256, meta.title)

    def check_free(self, file: str, state: DocumentState | None) -> None:
        """Refuse to overwrite a file that is not the document's own.

        Args:
            file: path in the folder.
            state: what the folder has of the document.

        Raises:
            StaleError: there is such a file.
        """
        is_own = state is not None and state.file == file
        if not is_own and (self._folder / file).exists():
            raise StaleError(f"the folder of documents has a file {file} of something else; choose another id")

    def keep(self, state: DocumentState) -> None:
        """Keep a document's file before it is replaced or removed.

        Raises:
            CorpusError: it cannot be read.
            ConfigurationError: it cannot be kept.
        """
        path = self._folder / state.file
        try:
            self._kept.keep(path.read_bytes())
        except OSError as error:
            raise CorpusError(f"{path}: cannot be read ({error.strerror}); restore it") from error

    def preview(self, document_id: str, state: DocumentState | None) -> tuple[DocumentMeta, ...]:
        """Return what the manifest would say after `put`.

        Raises:
            ManifestError: it could not be used.
        """
        return check_manifest(self._with(document_id, state), self._folder)

    def put(self, document_id: str, state: DocumentState | None) -> None:
        """Bring a document to a state, whatever it was in. Done twice, it changes nothing more.

        The file comes before the manifest that names it, and goes after it.

        Args:
            document_id: the document.
            state: what the folder shall have of it; None when it shall have nothing.

        Raises:
            ManifestError: the manifest could not be used afterwards; nothing was changed.
            CorpusError: the file's content is not kept, or the disk refused.
        """
        manifest = self._with(document_id, state)
        metas = check_manifest(manifest, self._folder)
        before = self.state(document_id)
        try:
            if state is not None:
                path = self._folder / state.file
                path.parent.mkdir(parents=True, exist_ok=True)
                replace_durably(path, self._kept.read(state.sha256))
            replace_durably(self._folder / MANIFEST_NAME, manifest.encode("utf-8"))
            named = {meta.file for meta in metas}
            for file in {part.file for part in (before,) if part is not None} - named:
                (self._folder / file).unlink(missing_ok=True)
                sync_folder((self._folder / file).parent)
        except OSError as error:
            raise CorpusError(f"cannot write the documents in {self._folder}: {error.strerror}; make room") from error

    def remove_strays(self, state: DocumentState | None) -> None:
        """Remove a file that a change which was cut off left behind and no entry names."""
        if state is not None and state.file not in {meta.file for meta in self.metas()}:
            (self._folder / state.file).unlink(missing_ok=True)

    def _with(self, document_id: str, state: DocumentState | None) -> str:
        entry, place = (None, 0) if state is None else (state.entry, state.place)
        return with_entry(self._manifest(), document_id, entry, place)

    def _manifest(self) -> str:
        path = self._folder / MANIFEST_NAME
        try:
            return path.read_text(encoding="utf-8") if path.exists() else ""
        except (OSError, UnicodeDecodeError) as error:
            raise ManifestError(f"{path}: cannot be read ({error}); correct it by hand") from error
