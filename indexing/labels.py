"""What people call a place in a document."""

from __future__ import annotations

from typing import Final

from indexing.records import Section, SectionKind

_LABELS: Final = {
    SectionKind.POINT: "punkt {number}",
    SectionKind.PROPOSAL: "yrkande {number}",
    SectionKind.SECTION: "avsnitt {number}",
}
_UNNUMBERED_LABELS: Final = {
    SectionKind.DOCUMENT: "ingress",
    SectionKind.INTRODUCTION: "inledningen",
    SectionKind.SIGNATURE: "underskriften",
}


def label(section: Section) -> str:
    """Return what people call a place in a document: "punkt 20", "avsnitt 5.5", "inledningen"."""
    if section.number is not None and section.kind in _LABELS:
        return _LABELS[section.kind].format(number=section.number)
    if section.heading is not None and section.kind is SectionKind.SECTION:
        return f"avsnittet {section.heading}"
    return _UNNUMBERED_LABELS.get(section.kind, section.kind.value)
