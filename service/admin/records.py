"""What is kept of uploads, of changes to the corpus and of jobs. All are stored as JSON in one SQLite file."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from service.admin.metadata import Metadata


class PreviewSection(Struct, frozen=True):
    """A line of a document's outline; depth 1 is the outermost."""

    depth: int
    kind: str
    number: str | None
    heading: str | None


class PreviewPassage(Struct, frozen=True):
    """A passage as it would be indexed; ``is_cut`` says that its text goes on."""

    label: str
    section_path: tuple[str, ...]
    text: str
    is_cut: bool


class Preview(Struct, frozen=True):
    """How a file was parsed; the counts are of all, the lists show the first.

    Attributes:
        characters: of the canonical text.
        section_count: sections, points and proposals.
        passage_count: passages.
        footnote_count: footnotes.
        removed: pieces of the file that parsing took out (page numbers, hyphens), by kind.
        text_sha256: of the canonical text, white space collapsed: equal texts are duplicates.
        sections: the outline.
        passages: in reading order.
    """

    characters: int
    section_count: int
    passage_count: int
    footnote_count: int
    removed: dict[str, int]
    text_sha256: str
    sections: tuple[PreviewSection, ...]
    passages: tuple[PreviewPassage, ...]


class Upload(Struct, frozen=True):
    """A file that waits to become a document.

    Attributes:
        upload_id: random.
        created: when it came, ISO 8601 in UTC.
        by: who sent it: name or id of their key.
        name: what its sender calls it; shown, never used as a path.
        sha256: of its content in UTF-8.
        size: bytes of that.
        read_as: the encoding that it came in.
        replaces: the document whose place it shall take; None adds a document.
        metadata: what is said of it.
        preview: how it was parsed; None when it could not be.
        failure: why it could not be parsed.
        change: number of the change that made it a document; None as long as it waits.
    """

    upload_id: str
    created: str
    by: str
    name: str
    sha256: str
    size: int
    read_as: str
    replaces: str | None
    metadata: Metadata
    preview: Preview | None = None
    failure: str = ""
    change: int | None = None


class DocumentState(Struct, frozen=True):
    """All that the corpus folder has of a document.

    Attributes:
        place: its position in the manifest, from 0.
        entry: its entry in the manifest, TOML with comments.
        file: its path in the folder.
        sha256: of the file.
        title: of the document.
    """

    place: int
    entry: str
    file: str
    sha256: str
    title: str


class ChangeKind(StrEnum):
    """What a change does to the corpus."""

    ADD = "add"
    REPLACE = "replace"
    REMOVE = "remove"
    UNDO = "undo"


class ChangeStatus(StrEnum):
    """What has become of a change."""

    PENDING = "pending"
    APPLIED = "applied"
    FAILED = "failed"
    UNDONE = "undone"


class Change(Struct, frozen=True):
    """A change of one document of the corpus; with what it takes to reverse it.

    Attributes:
        number: from 1; 0 before it is stored.
        kind: what it does.
        status: what has become of it.
        document_id: the document.
        before: what the folder had of it; None when there was no such document.
        after: what the folder shall have of it; None when there shall be no such document.
        by: who made it.
        time: when, ISO 8601 in UTC.
        generation: of the index that has it; empty as long as none has.
        undoes: number of the change that this one reverses.
        upload_id: where its file came from.
    """

    number: int
    kind: ChangeKind
    status: ChangeStatus
    document_id: str
    before: DocumentState | None
    after: DocumentState | None
    by: str
    time: str
    generation: str = ""
    undoes: int | None = None
    upload_id: str | None = None

    @property
    def title(self) -> str:
        """The document's title: the new one where there is one."""
        state = self.after or self.before
        return state.title if state else self.document_id


class JobKind(StrEnum):
    """What a job is for."""

    PUBLISH = "publish"
    REMOVE = "remove"
    REINDEX = "reindex"
    UNDO = "undo"


class JobState(StrEnum):
    """How far a job has come."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    INTERRUPTED = "interrupted"

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen."""
        return self not in {JobState.QUEUED, JobState.RUNNING}


class Job(Struct, frozen=True):
    """A change of the corpus and the building of the index that follows.

    Attributes:
        job_id: random.
        kind: what it is for.
        state: how far it has come.
        by: who began it.
        started: when, ISO 8601 in UTC.
        document_id: the document that it is about; empty when it is about all.
        title: of the document.
        upload_id: what it publishes.
        undoes: number of the change that it reverses.
        stage: what it does now, in the words of the builder.
        done: how much of the stage is done.
        total: how much of it there is to do.
        finished: when it ended, ISO 8601 in UTC; empty before.
        generation: of the index that is in use afterwards.
        embedded: passages that were embedded.
        error: why it failed.
        process: id of the process that was started for it; 0 as long as none was.
    """

    job_id: str
    kind: JobKind
    state: JobState
    by: str
    started: str
    document_id: str = ""
    title: str = ""
    upload_id: str | None = None
    undoes: int | None = None
    stage: str = ""
    done: int = 0
    total: int = 0
    finished: str = ""
    generation: str = ""
    embedded: int = 0
    error: str = ""
    process: int = 0
