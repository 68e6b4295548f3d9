"""Mined negatives: alike in words, but neither a copy nor the same party's older text."""

from __future__ import annotations

from dataclasses import replace

import pytest

from eval.training import negatives
from eval.training.negatives import mine_negatives
from tests.eval.training.conftest import make_passage

TARGET = make_passage("partiprogram-v-2024", ["Tandvården ska bli avgiftsfri för alla som bor i hela landet."])
COPY = make_passage("valmanifest-2022-s", ["Tandvården ska bli avgiftsfri för alla barn. Skolan också."])
OLDER = make_passage("partiprogram-v-2016", ["Avgiftsfri tandvård är målet, i landet och för alla."])
RIVAL = make_passage("valmanifest-2022-m", ["Avgiftsfri tandvård är dyr. Tandvården i landet kostar."])
OTHER = make_passage("valmanifest-2022-c", ["Landet behöver tandvård."])
SILENT = make_passage("valmanifest-2022-l", ["Skolan ska vara kunskapens hem."])


def test_the_nearest_goes_copies_and_the_party_s_other_texts_do_not_count() -> None:
    pool = [TARGET, COPY, OLDER, RIVAL, OTHER, SILENT]
    assert mine_negatives([TARGET], pool) == {TARGET.passage_id: (OTHER,)}  # RIVAL is nearer, SILENT shares no word


def test_without_a_pool_there_are_none() -> None:
    assert mine_negatives([TARGET], []) == {TARGET.passage_id: ()}


def test_the_same_document_may_give_negatives(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(negatives, "_SKIPPED", 0)
    neighbour = replace(RIVAL, passage_id="partiprogram-v-2024:1", document_id=TARGET.document_id)
    assert mine_negatives([TARGET], [TARGET, neighbour, SILENT]) == {TARGET.passage_id: (neighbour,)}


def test_there_are_at_most_so_many_the_most_alike_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(negatives, "MAX_NEGATIVES", 2)
    rivals = [
        make_passage(f"valmanifest-{year}-m", ["Tandvården kostar." + " Pengar saknas." * padding])
        for padding, year in enumerate((1998, 2002, 2006, 2010))
    ]
    assert mine_negatives([TARGET], [*rivals[::-1], SILENT]) == {TARGET.passage_id: (rivals[1], rivals[2])}
