"""The Swedish Hunspell dictionary of the package ``hunspell-sv``: which words there are and how they may be joined.

The format is that of hunspell(5). Only what compounds need is read: entries with flags and suffix rules. Forms are
not expanded (there would be some 700,000): a form is looked up by taking suffixes off it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Final

from indexing.errors import MissingExtraError

PACKAGE: Final = "hunspell-sv"
# The smaller of its two dictionaries. The other splits 2 of 16,672 words of public-sector text otherwise, both worse
# ("de" + "infektion"), and takes longer to load.
_NAME: Final = "sv_SE_expanded"

# Flags of the dictionary (its .aff file names them).
FIRST_PART: Final = frozenset("XU")
LAST_PART: Final = frozenset("Y")
ONLY_IN_COMPOUNDS: Final = "Z"
# Declensions of nouns (of some verbs as well).
NOUN: Final = frozenset("ABCDEFGHIJ")

# Names ("Göteborg") begin compounds and nothing else; short ones begin too many words by chance.
_NAME_FLAGS: Final = frozenset("Xv")
_SHORTEST_NAME: Final = 5

_SUFFIX_RULE: Final = re.compile(r"^SFX +(\S) +(\S+) +([^\s/]+)(?:/(\S+))? +(\S+)", re.MULTILINE)
_COMPOUND_SUFFIX: Final = "W"
_LONGEST_SUFFIX: Final = 8
# Letters only. Entries with no flags cannot be joined; those with "XY" alone are forms and names of the user
# interfaces that the package was enlarged from; "%" forbids a word.
_ENTRY: Final = re.compile(r"^([^\W\d_]{2,})/(?!XY$)([^%\n]+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Suffix:
    """A rule of the dictionary: words with ``flag`` that match ``condition`` lose ``strip`` and get the suffix."""

    flag: str
    strip: str
    condition: str

    def fits(self, base: str, flags: str) -> bool:
        """Tell whether the rule applies to a word with these flags."""
        return self.flag in flags and bool(_ending(self.condition).search(base))


@dataclass(slots=True)
class SuffixRules:
    """The rules that add one suffix.

    Attributes:
        rules: in the dictionary's order.
        strips: what they strip, each once. Most words that end so are no word's form: it takes but a few looks to see.
    """

    rules: list[Suffix] = field(default_factory=list)
    strips: list[str] = field(default_factory=list)

    def add(self, rule: Suffix) -> None:
        """Add a rule."""
        self.rules.append(rule)
        if rule.strip not in self.strips:
            self.strips.append(rule.strip)


@dataclass(frozen=True, slots=True)
class Reading:
    """How a form comes about.

    Attributes:
        base: the entry's word.
        flags: the entry's flags.
        suffixed: by a rule; an empty suffix counts ("fågel" in "fågelskådning").
    """

    base: str
    flags: str
    suffixed: bool


class Dictionary:
    """Entries and suffix rules.

    Attributes:
        linking_flags: flags of the words that have linking forms.
    """

    def __init__(self, entries: str, rules: str) -> None:
        """Read a dictionary.

        Args:
            entries: text of the .dic file.
            rules: text of the .aff file.
        """
        self._entries = _read_entries(entries)
        self._inflections: dict[str, SuffixRules] = {}
        self._linkings: dict[str, SuffixRules] = {}
        for flag, strip, suffix, following, condition in _SUFFIX_RULE.findall(rules):
            found = self._linkings if _COMPOUND_SUFFIX in following else self._inflections
            rule = Suffix(flag, strip.replace("0", ""), condition)
            found.setdefault(suffix.replace("0", ""), SuffixRules()).add(rule)
        self.linking_flags = frozenset(rule.flag for found in self._linkings.values() for rule in found.rules)

    def flags(self, word: str) -> str:
        """Return the flags of a word, names in lower case; "" when it has no entry or cannot be joined."""
        return self._entries.get(word, "")

    def inflected(self, form: str) -> Iterator[Reading]:
        """Yield the words that a form, lower case, is a form of."""
        return self._readings(form, self._inflections)

    def linked(self, form: str) -> Iterator[Reading]:
        """Yield the words that a form, lower case, stands for at the beginning of a compound ("arbetstids")."""
        return self._readings(form, self._linkings)

    def _readings(self, form: str, suffixes: Mapping[str, SuffixRules]) -> Iterator[Reading]:
        if flags := self.flags(form):
            yield Reading(form, flags, suffixed=False)
        for cut in range(max(0, len(form) - _LONGEST_SUFFIX), len(form) + 1):
            found = suffixes.get(form[cut:])
            if found is None or not any(form[:cut] + strip in self._entries for strip in found.strips):
                continue
            for rule in found.rules:
                base = form[:cut] + rule.strip
                if rule.fits(base, flags := self.flags(base)):
                    yield Reading(base, flags, suffixed=True)


@cache
def swedish_dictionary() -> Dictionary:
    """Return the shared dictionary, read at first use (0.2 s, 15 MB).

    Raises:
        MissingExtraError: the package is not installed, or without its files.
    """
    return Dictionary(_file(f"{_NAME}.dic"), _file(f"{_NAME}.aff"))


@cache
def _ending(condition: str) -> re.Pattern[str]:
    """Compile a condition at first use: there are 500 rules, of which a text needs few."""
    return re.compile(f"{condition}$")


def _read_entries(text: str) -> dict[str, str]:
    entries: dict[str, str] = {}
    names: dict[str, str] = {}
    shared: dict[str, str] = {}  # few lists of flags are different
    for word, flags in _ENTRY.findall(text):
        if word.islower():
            # A word with several meanings has several entries.
            joined = entries[word] + flags if word in entries else flags
            entries[word] = shared.setdefault(joined, joined)
        elif word.istitle() and len(word) >= _SHORTEST_NAME and (kept := "".join(sorted(_NAME_FLAGS & set(flags)))):
            names[word.lower()] = shared.setdefault(kept, kept)
    return names | entries


def _file(name: str) -> str:
    try:
        files = metadata.files(PACKAGE) or []
        found = next(Path(str(file.locate())) for file in files if file.name == name)
        return found.read_text(encoding="utf-8")
    except (metadata.PackageNotFoundError, StopIteration, OSError) as error:
        raise MissingExtraError(
            f"the Swedish dictionary {name} of the package {PACKAGE} is missing; install it: pip install {PACKAGE}"
        ) from error
