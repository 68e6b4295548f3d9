"""The corpus manifest: what it may say, and that each refusal is one line that says what to do."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from indexing.corpus import MANIFEST_NAME, load_document, read_manifest
from indexing.errors import ChecksumError, ManifestError, ParsingError
from indexing.records import DocumentMeta

CORPORA = Path(__file__).parents[2] / "corpora"
TEXT = "Vi vill ha mer vård.\n".encode()
ENTRY = {
    "id": '"v-program"',
    "file": '"program.txt"',
    "title": '"Program"',
    "type": '"program"',
    "party": '["V", "MP"]',
    "language": '"sv"',
    "source": '"The party."',
    "licence": '"None."',
    "sha256": f'"{hashlib.sha256(TEXT).hexdigest()}"',
    "parser": '"pdf-text"',
}


def write_corpus(folder: Path, *changes: dict[str, str | None], data: bytes = TEXT) -> Path:
    """Write a corpus with one document for each of ``changes`` (None leaves a key out)."""
    (folder / "program.txt").write_bytes(data)
    entries = []
    for change in changes or ({},):
        fields = {key: value for key, value in {**ENTRY, **change}.items() if value is not None}
        entries.append("[[document]]\n" + "\n".join(f"{key} = {value}" for key, value in fields.items()))
    (folder / MANIFEST_NAME).write_text("\n\n".join(entries), encoding="utf-8")
    return folder


def refusal(folder: Path) -> str:
    """The manifest's refusal without the folder's path."""
    with pytest.raises(ManifestError) as caught:
        read_manifest(folder)
    message = str(caught.value)
    assert "\n" not in message
    return message.replace(f"{folder}/", "")


def test_the_repositorys_corpus() -> None:
    programme, motion = read_manifest(CORPORA)
    assert (programme.document_id, programme.type, programme.organ) == (
        "v-44-punkter-region-stockholm",
        "program",
        "Region Stockholm",
    )
    assert (programme.title, programme.title_is_descriptive) == (
        "Vänsterpartiets 44 punkter för Region Stockholm",
        False,
    )
    assert (motion.document_id, motion.type, motion.organ) == ("v-motion-halso-och-sjukvard", "motion", "Riksdagen")
    assert motion.title_is_descriptive
    assert [meta.parties for meta in (programme, motion)] == [("V",), ("V",)]
    assert [meta.parsed_as for meta in (programme, motion)] == ["pdf-text", "pdf-text"]


def test_the_repositorys_documents() -> None:
    programme, motion = (load_document(CORPORA, meta) for meta in read_manifest(CORPORA))
    assert programme.root.heading == programme.meta.title
    assert len(programme.root.children) == 7
    assert motion.root.heading is None
    assert [note.number for note in motion.footnotes] == list(range(1, 17))


def test_all_fields(tmp_path: Path) -> None:
    change: dict[str, str | None] = {
        "title_is_descriptive": "true",
        "organ": '"Riksdagen"',
        "session": '"2023/24"',
        "date": "2023-10-03",
    }
    assert read_manifest(write_corpus(tmp_path, change)) == (
        DocumentMeta(
            document_id="v-program",
            title="Program",
            title_is_descriptive=True,
            type="program",
            parties=("V", "MP"),
            organ="Riksdagen",
            session="2023/24",
            date="2023-10-03",
            language="sv",
            source="The party.",
            licence="None.",
            file="program.txt",
            sha256=hashlib.sha256(TEXT).hexdigest(),
            parsed_as="pdf-text",
        ),
    )


def test_what_is_left_out_is_none(tmp_path: Path) -> None:
    (meta,) = read_manifest(write_corpus(tmp_path))
    assert (meta.organ, meta.session, meta.date, meta.title_is_descriptive) == (None, None, None, False)


@pytest.mark.parametrize("session", ["2023/24", "1999/2000", "1999/00", "2024"])
def test_sessions(tmp_path: Path, session: str) -> None:
    assert read_manifest(write_corpus(tmp_path, {"session": f'"{session}"'}))[0].session == session


def test_date_as_text(tmp_path: Path) -> None:
    assert read_manifest(write_corpus(tmp_path, {"date": '"2023-10-03"'}))[0].date == "2023-10-03"


@pytest.mark.parametrize(
    ("key", "value", "part"),
    [
        ("id", '"V Program"', "`$.document[0].id`"),
        ("id", '"v--program"', "`$.document[0].id`"),
        ("id", None, "missing required field `id`"),
        ("sha256", None, "missing required field `sha256`"),
        ("sha256", '"abc"', "`$.document[0].sha256`"),
        ("colour", '"red"', "unknown field `colour`"),
        ("party", '"V"', "Expected `array`, got `str`"),
        ("party", '["X"]', "party 'X' is not known; use codes of S, M, SD, C, V, KD, MP, L"),
        ("party", '["V", "V"]', "a party occurs twice in ['V', 'V']; name each once"),
        ("title", '""', "`$.document[0].title`"),
        ("session", '"23/24"', "`$.document[0].session`"),
        ("session", '"2023/25"', "session '2023/25' does not run over two years; write it as 2023/24"),
        ("date", '"2023-13-01"', "`$.document[0].date`"),
        ("date", '"igår"', "`$.document[0].date`"),
        ("language", '"Swedish"', "`$.document[0].language`"),
        ("parser", '"docx"', "no parser 'docx'; use one of: markdown, pdf-text, plain-text"),
        ("title_is_descriptive", '"yes"', "Expected `bool`, got `str`"),
        ("file", '"../program.txt"', "lies outside the folder; put the file into it"),
        ("file", '"/etc/passwd"', "lies outside the folder; put the file into it"),
        ("file", "'a\\b.txt'", "lies outside the folder; put the file into it"),
        ("file", '"./program.txt"', "must be written as 'program.txt'"),
        ("file", '"other.txt"', "does not name 'program.txt'; add a [[document]] for it or remove the file"),
    ],
)
def test_refused_values(tmp_path: Path, key: str, value: str | None, part: str) -> None:
    message = refusal(write_corpus(tmp_path, {key: value}))
    assert message.startswith("manifest.toml: ")
    assert part in message


def test_duplicates(tmp_path: Path) -> None:
    assert refusal(write_corpus(tmp_path, {}, {"file": '"b.txt"'})) == (
        "manifest.toml: id 'v-program' occurs more than once; give each document its own id"
    )
    assert refusal(write_corpus(tmp_path, {}, {"id": '"b"'})) == (
        "manifest.toml: file 'program.txt' occurs more than once; give each document its own file"
    )


def test_link_out_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_bytes(TEXT)
    folder = tmp_path / "corpus"
    folder.mkdir()
    write_corpus(folder, {"file": '"link.txt"'})
    (folder / "program.txt").unlink()
    (folder / "link.txt").symlink_to(tmp_path / "secret.txt")
    assert "lies outside the folder" in refusal(folder)


@pytest.mark.parametrize(
    ("content", "part"),
    [
        (b"[[document]\n", "not valid TOML"),
        (b"# V\xe5rd\n", "byte at offset 3 is not UTF-8; save the file as UTF-8"),
        (b"", "missing required field `document`"),
        (b"version = 1\n", "unknown field `version`"),
    ],
)
def test_malformed_manifest(tmp_path: Path, content: bytes, part: str) -> None:
    (tmp_path / MANIFEST_NAME).write_bytes(content)
    assert part in refusal(tmp_path)


def test_missing_manifest(tmp_path: Path) -> None:
    assert refusal(tmp_path) == "manifest.toml: no such file; a corpus folder needs a manifest.toml"


def test_unnamed_document(tmp_path: Path) -> None:
    write_corpus(tmp_path)
    (tmp_path / "README.md").write_text("About these documents.")
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "b.txt").write_bytes(TEXT)
    assert refusal(tmp_path) == (
        "manifest.toml: does not name 'more/b.txt'; add a [[document]] for it or remove the file"
    )


def test_load(tmp_path: Path) -> None:
    (meta,) = read_manifest(write_corpus(tmp_path))
    document = load_document(tmp_path, meta)
    assert document.meta == meta
    assert document.text == "Vi vill ha mer vård."


def test_changed_file(tmp_path: Path) -> None:
    (meta,) = read_manifest(write_corpus(tmp_path))
    (tmp_path / "program.txt").write_bytes(b"Vi vill ha mindre.")
    with pytest.raises(ChecksumError) as caught:
        load_document(tmp_path, meta)
    actual = hashlib.sha256(b"Vi vill ha mindre.").hexdigest()
    assert str(caught.value) == (
        f"program.txt: SHA-256 is {actual}, manifest.toml says {meta.sha256}; restore the file, or, if the change is "
        f"meant, set sha256 of document 'v-program' to the actual value"
    )


def test_missing_file(tmp_path: Path) -> None:
    (meta,) = read_manifest(write_corpus(tmp_path))
    (tmp_path / "program.txt").unlink()
    with pytest.raises(ParsingError, match=r"program\.txt: no such file; restore it, or remove document 'v-program'"):
        load_document(tmp_path, meta)


def test_folder_in_place_of_a_file(tmp_path: Path) -> None:
    (meta,) = read_manifest(write_corpus(tmp_path))
    (tmp_path / "program.txt").unlink()
    (tmp_path / "program.txt").mkdir()
    with pytest.raises(ParsingError, match=r"cannot be read \(Is a directory\)"):
        load_document(tmp_path, meta)


def test_empty_file(tmp_path: Path) -> None:
    change: dict[str, str | None] = {"sha256": f'"{hashlib.sha256(b"").hexdigest()}"'}
    (meta,) = read_manifest(write_corpus(tmp_path, change, data=b""))
    with pytest.raises(ParsingError, match=r"program\.txt: holds no text \(0 bytes\)"):
        load_document(tmp_path, meta)
