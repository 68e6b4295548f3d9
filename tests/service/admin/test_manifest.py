"""Editing the manifest: comments and order stay, and what is put back is as it was."""

from __future__ import annotations

import tomllib

import pytest

from indexing.errors import ManifestError
from service.admin.manifest import entry_of, make_entry, with_entry
from service.admin.metadata import Metadata

MANIFEST = """# Our documents.

[[document]]
id = "a"
title = "Första"  # as printed

# The second came later.
[[document]]
id = "b"
title = "Andra"

# The third.
[[document]]
id = "c"
title = "Tredje"
"""
SAID = Metadata("a", 'Ny "titel" \\ å', "program", ("V",), "sv", "Här.", "Fri.", "plain-text", date="2024-01-02")


def test_entries_are_found() -> None:
    assert entry_of(MANIFEST, "b") == (1, 'id = "b"\ntitle = "Andra"\n')
    assert entry_of(MANIFEST, "d") is None
    assert entry_of("", "a") is None


@pytest.mark.parametrize("document_id", ["a", "b", "c"])
def test_what_is_taken_out_and_put_back_is_as_it_was(document_id: str) -> None:
    found = entry_of(MANIFEST, document_id)
    assert found is not None
    without = with_entry(MANIFEST, document_id, None, 0)
    assert [table["id"] for table in tomllib.loads(without)["document"]] == [i for i in "abc" if i != document_id]
    back = with_entry(without, document_id, found[1], found[0])
    assert tomllib.loads(back) == tomllib.loads(MANIFEST)
    assert with_entry(back, document_id, found[1], found[0]) == back


def test_comments_stay() -> None:
    without = with_entry(MANIFEST, "b", None, 0)
    assert "# The third." in without
    assert "# The second came later." in without
    entry = make_entry(SAID, "a.txt", "0" * 64, 'id = "a"\ntitle = "Första"  # as printed\n')
    assert "# as printed" in entry
    replaced = with_entry(MANIFEST, "a", entry, 0)
    assert "# The second came later." in replaced
    assert [table["id"] for table in tomllib.loads(replaced)["document"]] == ["a", "b", "c"]


def test_a_new_entry() -> None:
    entry = make_entry(SAID, "a.txt", "0" * 64)
    manifest = with_entry("", "a", entry, 1_000_000)
    document = tomllib.loads(manifest)["document"][0]
    assert document["title"] == 'Ny "titel" \\ å'
    assert document["date"].isoformat() == "2024-01-02"
    assert set(document) == set("id file title type party date language source licence sha256 parser".split())
    two = with_entry(manifest, "b", entry.replace('id = "a"', 'id = "b"'), 1_000_000)
    assert [table["id"] for table in tomllib.loads(two)["document"]] == ["a", "b"]
    assert with_entry(two, "b", None, 0) == manifest


def test_a_broken_manifest() -> None:
    with pytest.raises(ManifestError, match="not valid TOML"):
        with_entry("a = ", "a", None, 0)
