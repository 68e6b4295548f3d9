"""What can go wrong when documents are administered; `service.problems` says what each means over HTTP.

The whole tree::

    AdministrationError
    ├── UploadError                 a file that cannot become a document
    │   ├── EmptyUploadError        it has no text
    │   ├── UploadEncodingError     it is not text, or in no encoding that can be told for certain
    │   ├── UploadTypeError         it is of a kind that is not read
    │   └── UnreadableUploadError   its parser failed, or took too long
    ├── MetadataError               what is said of a document cannot stand in the manifest
    ├── DuplicateError              the document is there already
    ├── BusyError                   another change is under way, or too many uploads wait
    ├── StaleError                  the documents are no longer as they were when this was decided
    ├── ReadOnlyCorpusError         the service may not write the corpus folder
    ├── UnknownUploadError          no such upload
    └── UnknownJobError             no such job
"""

from __future__ import annotations

from collections.abc import Mapping

from indexing.errors import BelaggError


class AdministrationError(BelaggError):
    """Root of what can go wrong here."""


class UploadError(AdministrationError):
    """A file that cannot become a document."""


class EmptyUploadError(UploadError):
    """The file has no text."""


class UploadEncodingError(UploadError):
    """The file is not text, or in no encoding that can be told for certain."""


class UploadTypeError(UploadError):
    """The file is of a kind that is not read."""


class UnreadableUploadError(UploadError):
    """The file's parser failed, or took too long."""


class MetadataError(AdministrationError):
    """What is said of a document cannot stand in the manifest.

    Attributes:
        flaws: what is wrong, by field.
    """

    def __init__(self, flaws: Mapping[str, str]) -> None:
        """Say what is wrong.

        Args:
            flaws: what is wrong with each field, the limit and the fix.
        """
        super().__init__("; ".join(f"{field}: {flaw}" for field, flaw in flaws.items()))
        self.flaws = dict(flaws)


class DuplicateError(AdministrationError):
    """The document is there already."""


class BusyError(AdministrationError):
    """Another change is under way, or too many uploads wait."""


class StaleError(AdministrationError):
    """The documents are no longer as they were when this was decided."""


class ReadOnlyCorpusError(AdministrationError):
    """The service may not write the corpus folder."""


class UnknownUploadError(AdministrationError):
    """No such upload."""


class UnknownJobError(AdministrationError):
    """No such job."""
