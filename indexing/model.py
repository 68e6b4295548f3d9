"""Embedding models on disk: the default one is built on first use, others are added, all are found by name."""

from __future__ import annotations

import re
from pathlib import Path

from indexing.config import DEFAULT_MODEL_NAME
from indexing.default_model import RECIPE, build_default_model, weight_file
from indexing.errors import ModelError, ModelIntegrityError, ModelNotFoundError
from indexing.model_export import export_model
from indexing.model_folder import MANIFEST_NAME, BuildProgress, check_model, locked, published, verify_model

__all__ = ["BuildProgress", "add_model", "ensure_default_model", "list_models", "resolve_model", "verify_model"]

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


def ensure_default_model(models_dir: Path, progress: BuildProgress | None = None) -> Path:
    """Return the default model's folder, building the model on first use (some seconds, about 650 MB).

    Any number of processes may call this at once: one builds, the others wait for it. A folder that is damaged or
    stems from an older recipe is replaced.

    Args:
        models_dir: where models live; created if need be.
        progress: told of each step of a build.

    Raises:
        ModelNotFoundError: The package with the weights is missing.
        ModelIntegrityError: The weights are not the expected ones.
        ModelError: The folder cannot be written to.
    """
    folder = models_dir / DEFAULT_MODEL_NAME
    if _is_current(folder):
        return folder
    with locked(models_dir, DEFAULT_MODEL_NAME):
        if not _is_current(folder):  # another process may have built it while this one waited
            with published(models_dir, DEFAULT_MODEL_NAME) as workspace:
                build_default_model(weight_file(), workspace, progress or _silent)
    return folder


def add_model(source: str, models_dir: Path, name: str | None = None, progress: BuildProgress | None = None) -> Path:
    """Add a sentence-transformers model and return its folder; one of the same name is replaced.

    Needs the extra ``models``. The model is taken only if our encoder reproduces its vectors.

    Args:
        source: a folder in sentence-transformers layout, or a name on the hub.
        models_dir: where models live; created if need be.
        name: what to call the model; by default the last part of ``source``.
        progress: told of each step.

    Raises:
        MissingExtraError: The extra is not installed.
        ModelError: The name is unusable, or the model cannot be loaded, exported or reproduced.
    """
    chosen = name or Path(source).resolve().name
    if not _NAME.fullmatch(chosen) or chosen == DEFAULT_MODEL_NAME:
        raise ModelError(
            f"a model cannot be called {chosen!r}: take letters, digits, '.', '_', '-' (at most 100), "
            f"not {DEFAULT_MODEL_NAME}; give another name"
        )
    with locked(models_dir, chosen), published(models_dir, chosen) as workspace:
        export_model(source, chosen, workspace, progress or _silent)
    return models_dir / chosen


def list_models(models_dir: Path) -> list[str]:
    """Return the names of the models in ``models_dir``, sorted."""
    return sorted(path.parent.name for path in models_dir.glob(f"[!.]*/{MANIFEST_NAME}"))


def resolve_model(name_or_folder: str, models_dir: Path) -> Path:
    """Return the folder of a model given by name or by path.

    Args:
        name_or_folder: a name out of `list_models`, or a folder that holds a model.
        models_dir: where models live.

    Raises:
        ModelNotFoundError: Neither is there.
        ModelIntegrityError: The model is damaged.
    """
    for folder in (models_dir / name_or_folder, Path(name_or_folder)):
        if (folder / MANIFEST_NAME).is_file():
            check_model(folder)
            return folder
    known = ", ".join(list_models(models_dir)) or "none"
    is_default = name_or_folder == DEFAULT_MODEL_NAME
    command = "belagg model build" if is_default else f"belagg model add {name_or_folder}"
    raise ModelNotFoundError(f"no model {name_or_folder!r} in {models_dir} (there: {known}); add it with `{command}`")


def _is_current(folder: Path) -> bool:
    try:
        return check_model(folder).recipe == RECIPE
    except ModelIntegrityError:
        return False


def _silent(step: str, share: float) -> None:
    """Take no notice of progress."""
