"""Files that are no UTF-8 text are refused with one clear line."""

from __future__ import annotations

import pytest

from indexing.errors import ParsingError
from indexing.parsing import parse
from tests.indexing.parsing.samples import make_meta


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "party.txt: holds no text (0 bytes); extract its text again"),
        (b" \n\n\xef\xbb\xbf\n", "party.txt: holds no text (7 bytes); extract its text again"),
        (
            b"%PDF-1.7\0\x01",
            "party.txt: NUL byte at offset 8, so this is not UTF-8 text; give the text extracted from the document",
        ),
        (
            "Vård".encode("utf-16"),
            "party.txt: NUL byte at offset 3, so this is not UTF-8 text; give the text extracted from the document",
        ),
        (
            "Vård åt alla".encode("latin-1"),
            "party.txt: byte 0xe5 at offset 1 is not UTF-8; convert the file, for example with: "
            "iconv -f LATIN1 -t UTF-8 party.txt",
        ),
    ],
)
@pytest.mark.parametrize("parser", ["pdf-text", "plain-text"])
def test_refused(data: bytes, message: str, parser: str) -> None:
    with pytest.raises(ParsingError) as caught:
        parse(data, make_meta(file="party.txt", parser=parser))
    assert str(caught.value) == message


@pytest.mark.parametrize("source", ["\u00ad", "\u200b\n\u200b", "\x02"])
def test_text_without_a_visible_character_is_refused(source: str) -> None:
    with pytest.raises(ParsingError, match=r"holds no text"):
        parse(source.encode(), make_meta())


def test_unknown_parser() -> None:
    with pytest.raises(ParsingError) as caught:
        parse(b"text", make_meta(parser="docx"))
    assert str(caught.value) == "sample.txt: no parser 'docx'; use one of: markdown, pdf-text, plain-text"
