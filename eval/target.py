"""The seam between evaluation and the system that it judges."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from eval.records import Hit, IndexedPassage, Reply

Scalar = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Description:
    """What there is to know of a system besides its answers.

    Attributes:
        index_version: the index generation that answered.
        address: the service's URL; None in process.
        model: name of the embedding model; None when the system does not tell.
        model_fingerprint: SHA-256 over the model's files; None when the system does not tell.
        source_sha256: checksums of the source files by document id, as far as the system tells.
        configuration: versions and settings, flat ("retrieval.late_weight": 1.0).
    """

    index_version: str
    address: str | None = None
    model: str | None = None
    model_fingerprint: str | None = None
    source_sha256: Mapping[str, str] = field(default_factory=dict)
    configuration: Mapping[str, Scalar] = field(default_factory=dict)


class Target(Protocol):
    """A system under evaluation, holding still: everything comes from one index generation."""

    def describe(self) -> Description:
        """Return what is known of the system."""

    def documents(self) -> Mapping[str, str]:
        """Return the canonical text of each document by id."""

    def passages(self) -> Sequence[IndexedPassage]:
        """Return every indexed passage."""

    def search(self, question: str, k: int) -> Sequence[Hit]:
        """Return the ``k`` best passages, best first."""

    def ask(self, question: str) -> Reply:
        """Answer a question."""
