"""Embedding models on disk: the built-in ones are built on first use, others are added, all are found by name."""

from __future__ import annotations

import re
from pathlib import Path

from indexing.adapter import load_adapter
from indexing.config import BASE_MODEL_NAME, DEFAULT_MODEL_NAME
from indexing.default_model import RECIPE, build_default_model, weight_file
from indexing.errors import ModelError, ModelIntegrityError, ModelNotFoundError
from indexing.model_export import export_model
from indexing.model_folder import MANIFEST_NAME, BuildProgress, check_model, locked, published, verify_model
from indexing.model_precision import Precision, default_precision

__all__ = [
    "BUILT_IN_MODELS",
    "BuildProgress",
    "Precision",
    "add_model",
    "ensure_model",
    "list_models",
    "resolve_model",
    "verify_model",
]

BUILT_IN_MODELS = (DEFAULT_MODEL_NAME, BASE_MODEL_NAME)

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


def ensure_model(
    name_or_folder: str,
    models_dir: Path,
    progress: BuildProgress | None = None,
    precision: Precision | None = None,
) -> Path:
    """Return a model's folder; a built-in model is built on first use (half a minute at most, about 560 MB).

    Any number of processes may call this at once: one builds, the others wait for it. The folder of a built-in model
    that is damaged or stems from an older recipe is replaced.

    Args:
        name_or_folder: one of ``BUILT_IN_MODELS``, or what `resolve_model` takes.
        models_dir: where models live; created if need be.
        progress: told of each step of a build.
        precision: in which a built-in model is to run; None takes one that is there, or what suits the processor.

    Raises:
        ModelNotFoundError: There is no such model, or the package with the weights is missing.
        ModelIntegrityError: The model is damaged, or the weights are not the expected ones.
        ModelError: The folder cannot be written to.
    """
    if name_or_folder not in BUILT_IN_MODELS:
        return resolve_model(name_or_folder, models_dir)
    folder = models_dir / name_or_folder
    if _is_current(folder, precision):
        return folder
    with locked(models_dir, name_or_folder):
        if not _is_current(folder, precision):  # another process may have built it while this one waited
            with published(models_dir, name_or_folder) as workspace:
                _build(name_or_folder, workspace, progress or _silent, precision or default_precision())
    return folder


def _build(name: str, folder: Path, progress: BuildProgress, precision: Precision) -> None:
    adapter = load_adapter() if name == DEFAULT_MODEL_NAME else None
    build_default_model(weight_file(), folder, progress, name=name, adapter=adapter, precision=precision)


def add_model(
    source: str,
    models_dir: Path,
    name: str | None = None,
    progress: BuildProgress | None = None,
    precision: Precision | None = None,
) -> Path:
    """Add a sentence-transformers model and return its folder; one of the same name is replaced.

    Needs the extra ``models``. The model is taken only if our encoder reproduces its vectors.

    Args:
        source: a folder in sentence-transformers layout, or a name on the hub.
        models_dir: where models live; created if need be.
        name: what to call the model; by default the last part of ``source``.
        progress: told of each step.
        precision: in which it is to run; None takes what suits the processor.

    Raises:
        MissingExtraError: The extra is not installed.
        ModelError: The name is unusable, or the model cannot be loaded, exported or reproduced.
    """
    chosen = name or Path(source).resolve().name
    if not _NAME.fullmatch(chosen) or chosen in BUILT_IN_MODELS:
        raise ModelError(
            f"a model cannot be called {chosen!r}: take letters, digits, '.', '_', '-' (at most 100), "
            f"not {' or '.join(BUILT_IN_MODELS)}; give another name"
        )
    with locked(models_dir, chosen), published(models_dir, chosen) as workspace:
        export_model(source, chosen, workspace, progress or _silent, precision or default_precision())
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
    command = f"belagg model {'build' if name_or_folder in BUILT_IN_MODELS else 'add'} {name_or_folder}"
    raise ModelNotFoundError(f"no model {name_or_folder!r} in {models_dir} (there: {known}); add it with `{command}`")


def _is_current(folder: Path, precision: Precision | None) -> bool:
    try:
        manifest = check_model(folder)
    except ModelIntegrityError:
        return False
    return manifest.recipe == RECIPE and precision in {None, manifest.precision}


def _silent(step: str, share: float) -> None:
    """Take no notice of progress."""
