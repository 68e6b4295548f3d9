"""Text to token ids: a model's tokeniser, in the form that opens fastest.

``tokenizer.json`` is the standard form, and takes the library ``tokenizers`` .7 s and 280 MB to open when the
vocabulary has 250,000 pieces. The library ``kitoken`` opens the same tokeniser from a file of its own in a sixth of
the time and a quarter of the memory, and gives the same ids: a model gets that file only if they are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol, Self

import msgspec
from kitoken import Kitoken
from tokenizers import Tokenizer

from indexing.errors import ModelIntegrityError

STANDARD_FILE = "tokenizer.json"
FAST_FILE = "tokenizer.kit"
SPECIALS_FILE = "tokenizer.kit.json"

_PROBES = (
    "",
    " ",
    "a",
    "Vad vill partiet göra åt vårdköerna?",
    "  Öka anslagen med 2 300 miljoner kronor 2025!\r\n\tProp. 2022/23:1, bet. 2022/23:SoU1  ",
    "VERSALER OCH gemener; CO₂-utsläpp, ½ ﬁnansiering, mjukt binde\u00adstreck, e\u0301 och \u200b.",
    "«Vård» – ”efter behov” … 健康保险改革 Сколько? مر 👍🌍",
    "kvalitetssäkringsorganisationsutvecklingsarbetsgruppsmedlemskapsavgiftshöjningen " * 3,
)

_UNREADABLE = re.compile("\0|[\ud800-\udfff]")
_REPLACEMENT = "\ufffd"


class Tokens(Protocol):
    """A tokeniser. Any text is read: lone surrogates count as U+FFFD, NUL as nothing."""

    def encode(self, text: str) -> list[int]:
        """Return a text's token ids, special tokens included, nothing cut off."""

    def encode_all(self, texts: Sequence[str]) -> list[list[int]]:
        """Return `encode` of each text."""

    @property
    def opening(self) -> int:
        """How many special tokens open every input."""

    @property
    def closing(self) -> int:
        """How many special tokens close every input."""


class _Specials(msgspec.Struct, frozen=True):
    """``tokenizer.kit.json``: the ids that open and close an input."""

    opening: list[int]
    closing: list[int]


class FastTokens:
    """The tokeniser in kitoken's form."""

    def __init__(self, reader: Kitoken, specials: _Specials) -> None:
        self._reader = reader
        self._specials = specials

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Open the tokeniser of the model in ``folder``.

        Raises:
            ModelIntegrityError: A file is missing or damaged.
        """
        try:
            specials = msgspec.json.decode((folder / SPECIALS_FILE).read_bytes(), type=_Specials)
            return cls(Kitoken.from_file(str(folder / FAST_FILE)), specials)
        except (OSError, ValueError) as error:
            raise ModelIntegrityError(f"{folder / FAST_FILE} cannot be read ({error}); add the model again") from error

    @property
    def opening(self) -> int:
        """How many special tokens open every input."""
        return len(self._specials.opening)

    @property
    def closing(self) -> int:
        """How many special tokens close every input."""
        return len(self._specials.closing)

    def encode(self, text: str) -> list[int]:
        """Return a text's token ids, special tokens included, nothing cut off."""
        return self._enclosed(self._reader.encode(_readable(text), True))

    def encode_all(self, texts: Sequence[str]) -> list[list[int]]:
        """Return `encode` of each text."""
        return [self._enclosed(ids) for ids in self._reader.encode_all(list(map(_readable, texts)), True)]

    def _enclosed(self, ids: list[int]) -> list[int]:
        return [*self._specials.opening, *ids, *self._specials.closing]


class StandardTokens:
    """The tokeniser in the form of the library ``tokenizers``."""

    def __init__(self, reader: Tokenizer) -> None:
        reader.no_padding()
        reader.no_truncation()
        self._reader = reader
        mask = reader.encode("a").special_tokens_mask
        self.opening = mask.index(0)
        self.closing = mask[::-1].index(0)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Open the tokeniser of the model in ``folder``."""
        return cls(Tokenizer.from_file(str(folder / STANDARD_FILE)))

    def encode(self, text: str) -> list[int]:
        """Return a text's token ids, special tokens included, nothing cut off."""
        ids: list[int] = self._reader.encode(_readable(text)).ids
        return ids

    def encode_all(self, texts: Sequence[str]) -> list[list[int]]:
        """Return `encode` of each text."""
        return [encoding.ids for encoding in self._reader.encode_batch_fast(list(map(_readable, texts)))]


def load_tokens(folder: Path) -> Tokens:
    """Open the tokeniser of the model in ``folder``, in its fast form if it has one.

    Raises:
        ModelIntegrityError: A file is missing or damaged.
    """
    return FastTokens.load(folder) if (folder / FAST_FILE).exists() else StandardTokens.load(folder)


def write_fast_tokens(folder: Path) -> None:
    """Write the fast form beside ``tokenizer.json``, unless it reads any probe otherwise.

    Args:
        folder: the model's.
    """
    standard = StandardTokens.load(folder)
    ids = standard.encode("a")
    specials = _Specials(ids[: standard.opening], ids[len(ids) - standard.closing :])
    try:
        fast = FastTokens(reader := Kitoken.from_tokenizers_file(str(folder / STANDARD_FILE)), specials)
        agree = fast.encode_all(_PROBES) == standard.encode_all(_PROBES)
    except ValueError:  # a tokeniser of a kind that kitoken does not know
        return
    if agree:
        reader.to_file(str(folder / FAST_FILE))
        (folder / SPECIALS_FILE).write_bytes(msgspec.json.encode(specials))


def _readable(text: str) -> str:
    """Replace lone surrogates, which no UTF-8 reader accepts, and leave out NUL."""
    return _UNREADABLE.sub(lambda found: "" if found[0] == "\0" else _REPLACEMENT, text)
