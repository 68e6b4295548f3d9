"""Every error that Belägg raises on purpose, so that a caller can catch by meaning.

The whole tree::

    BelaggError
    ├── InputError                  what the caller asked for cannot be used
    │   ├── QueryError              an empty, over-long or unreadable question; a k out of range
    │   ├── FilterError             a filter value that no document can have
    │   ├── UnknownDocumentError    no such document in the index
    │   └── UnknownPassageError     no such passage in the index
    ├── ConfigurationError          a setting that is unknown or out of range
    ├── CorpusError                 the source documents cannot be used
    │   ├── ManifestError           corpora/manifest.toml is missing, malformed or does not fit the folder
    │   ├── ChecksumError           a file is not the file that the manifest describes
    │   └── ParsingError            a source file cannot be read as text, or has no text
    ├── ModelError                  the embedding model cannot be used
    │   ├── ModelNotFoundError      no such model
    │   ├── ModelIntegrityError     a model file is not what it should be
    │   └── MissingExtraError       an optional package is needed for this
    └── StorageError                the index on disk cannot be used
        ├── IndexNotFoundError      there is no index here
        ├── IndexCorruptError       files are missing, damaged, tampered with or foreign
        ├── IndexMismatchError      the index was built by another model or version
        ├── IndexLockedError        another process is writing the index
        └── IndexWriteError         the disk refused (read-only, full)

Each message gives the value, the limit and the fix, in one line. None of them knows HTTP: the service maps
the tree to status codes, the command line to exit codes.
"""

from __future__ import annotations


class BelaggError(Exception):
    """Root of all errors that Belägg raises on purpose."""


class InputError(BelaggError):
    """What the caller asked for cannot be used."""


class QueryError(InputError):
    """An empty, over-long or unreadable question, or a ``k`` out of range."""


class FilterError(InputError):
    """A filter value that no document can have."""


class UnknownDocumentError(InputError):
    """No such document in the index."""


class UnknownPassageError(InputError):
    """No such passage in the index."""


class ConfigurationError(BelaggError):
    """A setting that is unknown or out of range."""


class CorpusError(BelaggError):
    """The source documents cannot be used."""


class ManifestError(CorpusError):
    """The corpus manifest is missing, malformed or does not fit the folder."""


class ChecksumError(CorpusError):
    """A source file is not the file that the manifest describes."""


class ParsingError(CorpusError):
    """A source file cannot be read as text, or has no text."""


class ModelError(BelaggError):
    """The embedding model cannot be used."""


class ModelNotFoundError(ModelError):
    """No such model."""


class ModelIntegrityError(ModelError):
    """A model file is not what it should be."""


class MissingExtraError(ModelError):
    """An optional package is needed; the message says how to install it."""


class StorageError(BelaggError):
    """The index on disk cannot be used."""


class IndexNotFoundError(StorageError):
    """There is no index in this folder."""


class IndexCorruptError(StorageError):
    """Files of the index are missing, damaged, tampered with or foreign."""


class IndexMismatchError(StorageError):
    """The index was built by another model, analyzer or format version."""


class IndexLockedError(StorageError):
    """Another process is writing the index."""


class IndexWriteError(StorageError):
    """The disk refused to take the index (read-only or full)."""
