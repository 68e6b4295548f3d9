"""Addresses of pages, for replies and templates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlencode, urlsplit


@dataclass(frozen=True, slots=True)
class Links:
    """Makes addresses of pages.

    Attributes:
        public_url: where users reach the service, or None; without it, addresses are paths.
    """

    public_url: str | None = None

    @property
    def root(self) -> str:
        """What stands before every path: the public address without its final slash, or nothing."""
        return (self.public_url or "").rstrip("/")

    @property
    def base(self) -> str:
        """The path below which the service is mounted; pages link within their own host."""
        return urlsplit(self.root).path

    def question(self, question: str, *, ignore: Sequence[str] = (), language: str | None = None) -> str:
        """Return the address of a question's page.

        Args:
            question: the question.
            ignore: what is not to be read out of it.
            language: the question's; None finds out.
        """
        parameters = [("q", question), *(("ignore", key) for key in ignore)]
        if language:
            parameters.append(("language", language))
        return f"{self.root}/?{urlencode(parameters)}"

    def document(self, document_id: str) -> str:
        """Return the address of a document's reader page."""
        return f"{self.root}/documents/{quote(document_id, safe='')}"


def local_path(target: str) -> str:
    """Return where to lead a visitor: a path of this service, never another host.

    Args:
        target: what an address or a form says.
    """
    is_local = target.startswith("/") and not target.startswith(("//", "/\\")) and target.isprintable()
    return target if is_local else "/"
