"""Fixtures that more than one test module uses."""

from __future__ import annotations

from pathlib import Path

import platformdirs
import pytest
from hypothesis import HealthCheck, settings

from indexing.config import DEFAULT_MODEL_NAME
from indexing.model import ensure_model
from indexing.onnx_encoder import OnnxEncoder

# How long an example takes, or its making, says something of the machine's load, not of the code.
settings.register_profile("belagg", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("belagg")


@pytest.fixture(scope="session")
def model_folder() -> Path:
    """The default model, built on the first run into the product's own cache."""
    return ensure_model(DEFAULT_MODEL_NAME, platformdirs.user_cache_path("belagg") / "models")


@pytest.fixture(scope="session")
def encoder(model_folder: Path) -> OnnxEncoder:
    return OnnxEncoder.load(model_folder)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the tests in a browser last: while Playwright is open, this thread has a running event loop."""
    items.sort(key=lambda item: "tests/browser/" in item.nodeid)
