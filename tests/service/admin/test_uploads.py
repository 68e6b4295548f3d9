"""What arrives as an upload: encodings, names, kinds, and files that are none."""

from __future__ import annotations

import unicodedata

import pytest

from service.admin.errors import EmptyUploadError, UploadEncodingError, UploadError, UploadTypeError
from service.admin.uploads import receive, shown_name

SWEDISH = "Vård på lika villkor – även för äldre.\r\n"


@pytest.mark.parametrize(
    ("data", "read_as", "text"),
    [
        (SWEDISH.encode(), "utf-8", SWEDISH),
        (b"\xef\xbb\xbf" + SWEDISH.encode(), "utf-8", "\ufeff" + SWEDISH),
        (SWEDISH.encode("cp1252"), "windows-1252", SWEDISH),
        ("Vård på lika villkor".encode("latin-1"), "windows-1252", "Vård på lika villkor"),
        (SWEDISH.encode("utf-16"), "utf-16", SWEDISH),
        (unicodedata.normalize("NFD", SWEDISH).encode(), "utf-8", unicodedata.normalize("NFD", SWEDISH)),
    ],
)
def test_encodings(data: bytes, read_as: str, text: str) -> None:
    received = receive("a.txt", data)
    assert (received.read_as, received.text) == (read_as, text)
    assert received.data == (data if read_as == "utf-8" else text.encode())


@pytest.mark.parametrize(
    ("name", "data", "kind", "message"),
    [
        ("a.txt", b"", EmptyUploadError, "a.txt holds no text (0 bytes)"),
        ("a.md", b" \n\t\n", EmptyUploadError, "a.md holds no text (4 bytes)"),
        ("a.txt", b"a\0b", UploadEncodingError, "NUL byte at offset 1"),
        ("a.txt", "Привет".encode("cp1251"), UploadEncodingError, "byte 0xcf at offset 0 is not UTF-8"),
        ("a.txt", "Vård".encode() + "vård".encode("latin-1"), UploadEncodingError, "byte 0xe5 at offset 6"),
        ("a.pdf", b"%PDF-1.7", UploadTypeError, "a.pdf is a PDF"),
        ("a.txt", b"PK\x03\x04rest", UploadTypeError, "a.txt is a ZIP archive"),
        ("a.docx", b"text", UploadTypeError, "a.docx is of no kind that is read"),
        ("a", b"text", UploadTypeError, ".txt, .text, .md, .markdown"),
    ],
)
def test_what_is_refused(name: str, data: bytes, kind: type[UploadError], message: str) -> None:
    with pytest.raises(kind) as caught:
        receive(name, data)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("..\\..\\boot.md", "boot.md"),
        ("a\0b\n\u202e.txt", "ab.txt"),
        (unicodedata.normalize("NFD", "vård.txt"), "vård.txt"),
        ("x" * 300 + ".txt", "x" * 200 + ".txt"),
        ("", "upload"),
        ("/", "upload"),
    ],
)
def test_names(name: str, shown: str) -> None:
    assert shown_name(name) == shown
