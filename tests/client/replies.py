"""Replies of a service, whole, as the client must read them."""

from __future__ import annotations

UNDERSTOOD = {
    **{"language": "sv", "form": "what", "party": ["V"], "document_id": [], "type": [], "session": [], "year": [2023]},
    **{"place": [], "comparison": False, "correction": [{"typed": "vard", "used": "vård"}], "absent": []},
}
HIT = {
    **{"rank": 1, "score": 1.5, "passage_id": "p", "document_id": "d", "document_title": "Titel", "label": "punkt 1"},
    **{"section_path": ["Vård"], "text": "Text.", "start": 0, "end": 5, "url": "/documents/d"},
}
RANKING = {
    **{"query": "Vad?", "index_version": "g-1", "took_ms": 1.0, "passages": [HIT], "understood": UNDERSTOOD},
    **{"notes": []},
}
STATEMENT = {"text": "Text.", "citations": [1]}
CITATION = {
    **{"number": 1, "passage_id": "p", "document_id": "d", "document_title": "Titel", "party": ["V"]},
    **{"label": "punkt 1", "quote": "Text.", "start": 0, "end": 5, "url": "/documents/d", "footnotes": []},
}
ANSWER = {
    **{"question": "Vad?", "status": "answered", "confidence": 0.75, "answer": "Text. [1]", "statements": [STATEMENT]},
    **{"citations": [CITATION], "index_version": "g-1", "took_ms": 1.0, "understood": UNDERSTOOD, "notes": []},
    **{"unanswered": [], "a_field_of_tomorrow": 1},
}
DOCUMENT_SUMMARY = {
    **{"document_id": "d", "title": "Titel", "title_is_descriptive": False, "type": "motion", "party": ["V"]},
    **{"organ": None, "session": "2023/24", "date": None, "language": "sv", "source": "", "licence": ""},
    **{"characters": 5, "passage_count": 1, "url": "/documents/d"},
}
OUTLINE: dict[str, object] = {"kind": "document", "number": None, "heading": None, "start": 0, "end": 5, "children": []}
PASSAGE_REPLY = {
    **{"index_version": "g-1", "passage_id": "p", "document_id": "d", "document_title": "Titel", "kind": "point"},
    **{"label": "punkt 1", "section_path": [], "text": "Text.", "start": 0, "end": 5},
    **{"sentences": [{"start": 0, "end": 5}], "footnotes": [], "links": [], "url": "/documents/d"},
}
