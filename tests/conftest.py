"""Fixtures that more than one test module uses."""

from __future__ import annotations

from pathlib import Path

import platformdirs
import pytest

from indexing.model import ensure_default_model
from indexing.onnx_encoder import OnnxEncoder


@pytest.fixture(scope="session")
def model_folder() -> Path:
    """The default model, built on the first run into the product's own cache."""
    return ensure_default_model(platformdirs.user_cache_path("belagg") / "models")


@pytest.fixture(scope="session")
def encoder(model_folder: Path) -> OnnxEncoder:
    return OnnxEncoder.load(model_folder)
