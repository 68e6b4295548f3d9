"""The packages of the extra ``models``, which only training needs."""

from __future__ import annotations

from importlib import import_module
from typing import Final

from indexing.errors import MissingExtraError

_PACKAGES: Final = ("torch", "transformers")


def require_models_extra() -> None:
    """Check that training is possible here.

    Raises:
        MissingExtraError: The extra is not installed.
    """
    try:
        for package in _PACKAGES:
            import_module(package)
    except ImportError as error:
        raise MissingExtraError(
            f"training needs packages that are missing ({error.name}); install them: pip install 'belagg[models]'"
        ) from error
