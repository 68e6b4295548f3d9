"""The updates: where they sit, what they add, and their names in the adapter's file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from safetensors import safe_open

pytest.importorskip("torch", reason="extra 'models' is not installed")

import torch

from eval.training.adapter_file import training_digest, write_adapter
from eval.training.lora import PARTS, LowRankLinear, adapter_tensors, add_updates
from eval.training.records import Asked, Group, Source
from indexing import default_model
from indexing.adapter import Adapter
from tests.eval.training.conftest import make_passage
from tests.eval.training.tiny_model import make_model


def test_the_parts_are_those_of_the_default_model() -> None:
    norms = {"aln", "oln"}
    assert dict(PARTS) == {part: name for part, name in default_model._LAYER_NAMES.items() if part not in norms}


def test_an_update_is_zero_at_first_and_then_a_product() -> None:
    base = torch.nn.Linear(5, 3)
    update = LowRankLinear(base, 2, torch.Generator().manual_seed(0))
    states = torch.randn(4, 5, generator=torch.Generator().manual_seed(1))
    torch.testing.assert_close(update(states), base(states))
    with torch.no_grad():
        update.up.copy_(torch.arange(6.0).reshape(3, 2))
    torch.testing.assert_close(update(states), states @ (base.weight + update.up @ update.down).T + base.bias)


def test_only_the_updates_are_trained() -> None:
    model = make_model()
    updates = add_updates(model, rank=4, seed=1)
    assert list(updates) == [f"l{layer}.{part}" for layer in (0, 1) for part in ("q", "k", "v", "ao", "fi", "fo")]
    trained = {name for name, parameter in model.named_parameters() if parameter.requires_grad}
    assert trained == {name for name, _ in model.named_parameters() if name.endswith((".down", ".up"))}
    assert len(trained) == 24


def test_equal_seeds_give_equal_updates() -> None:
    first, again, other = (add_updates(make_model(), rank=4, seed=seed)["l1.fo"].down for seed in (1, 1, 2))
    assert torch.equal(first, again)
    assert not torch.equal(first, other)


def test_a_written_adapter_is_read_back(tmp_path: Path) -> None:
    updates = add_updates(make_model(), rank=4, seed=1)
    with torch.no_grad():
        updates["l0.fi"].up.fill_(0.5)
    file = tmp_path / "folder" / "adapter.safetensors"
    write_adapter(file, adapter_tensors(updates), 4, "e" * 64)
    adapter = Adapter.load(file)
    change, untrained = adapter.update("l0.fi"), adapter.update("l0.q")
    assert change is not None
    assert untrained is not None
    expected = (updates["l0.fi"].up @ updates["l0.fi"].down).detach().numpy()
    np.testing.assert_allclose(change, expected, atol=2e-3)  # float16
    assert np.count_nonzero(untrained) == 0
    assert set(adapter.up) == set(updates)
    with safe_open(file, framework="numpy") as opened:
        assert opened.metadata() == {
            "rank": "4",
            "base_sha256": default_model.SOURCE_SHA256,
            "training_sha256": "e" * 64,
        }
        assert (opened.get_tensor("l0.fi.up").shape, opened.get_tensor("l0.fi.down").shape) == ((64, 4), (4, 32))
        assert opened.get_tensor("l0.fi.up").dtype == np.float16


def test_the_digest_changes_with_everything_that_is_trained_on() -> None:
    passage, other = make_passage("x", ["Ett."]), make_passage("y", ["Två."])
    sources = [
        Source("s", 1.0, (Group(passage, (Asked("a", (0,)),), ()),)),
        Source("t", 1.0, (Group(passage, (Asked("a", (0,)),), ()),)),
        Source("s", 2.0, (Group(passage, (Asked("a", (0,)),), ()),)),
        Source("s", 1.0, (Group(passage, (Asked("a", (0,)),), (other,)),)),
        Source("s", 1.0, (Group(passage, (Asked("b", (0,)),), ()),)),
        Source("s", 1.0, (Group(passage, (Asked("a", (1,)),), ()),)),
        Source("s", 1.0, (Group(passage, (Asked("a", (0,), is_swedish=False),), ()),)),
        Source("s", 1.0, (Group(other, (Asked("a", (0,)),), ()),)),
        Source("s", 1.0, (Group(passage, (Asked("a", (0,)),), ()), Group(other, (Asked("a", (0,)),), ()))),
    ]
    digests = [training_digest([source]) for source in sources]
    assert len(set(digests)) == len(sources)
    assert training_digest(sources[:2]) != training_digest(sources[1::-1])
    assert digests[0] == training_digest(sources[:1])
