"""tantivy over the terms that bm25s gets. It is no dependency of Belägg: ``pip install tantivy`` to compare."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final, Self

import tantivy
from tantivy import Occur, Query

from eval.bench.lexical_engines import TermCorpus
from eval.errors import EvaluationError

_TERMS: Final = "terms"
_DOCUMENT: Final = "document"
_ROW: Final = "row"
# One writer thread with room for everything gives one segment, in which passages keep their order.
_WRITER_BYTES: Final = 1_000_000_000


class TantivyEngine:
    """An index of one segment.

    Its k1 and b are fixed at 1.2 and 0.75, as ours are; scores are k1 + 1 times ours, but for lengths, which are
    rounded to fit a byte.
    """

    def __init__(self, index: tantivy.Index) -> None:
        self._schema = index.schema
        self._searcher = index.searcher()

    @classmethod
    def build(cls, corpus: TermCorpus, folder: Path) -> None:
        """Write the index of a corpus into an empty folder.

        Raises:
            EvaluationError: the corpus did not fit into one segment.
        """
        schema = tantivy.SchemaBuilder()
        schema.add_text_field(_TERMS, tokenizer_name="whitespace", index_option="freq")
        schema.add_unsigned_field(_DOCUMENT, indexed=True)
        schema.add_unsigned_field(_ROW, indexed=True)
        index = tantivy.Index(schema.build(), path=str(folder))
        writer = index.writer(heap_size=_WRITER_BYTES, num_threads=1)
        for row, (terms, document) in enumerate(zip(corpus.terms, corpus.documents, strict=True)):
            writer.add_document(_entry(row, terms, document))
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        if index.searcher().num_segments != 1:
            raise EvaluationError(f"{len(corpus)} passages do not fit into one segment; measure fewer")

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Open what ``build`` wrote."""
        return cls(tantivy.Index.open(str(folder)))

    def top(self, terms: Sequence[str], k: int, documents: Sequence[int] | None = None) -> list[int]:
        """Return the rows of the ``k`` best passages of all documents or of some, best first."""
        query = self._any_of(terms)
        if documents is not None:
            query = self._within(query, _DOCUMENT, documents)
        return [address.doc for _, address in self._searcher.search(query, k, count=False).hits]

    def top_and_scores(self, terms: Sequence[str], k: int, rows: Sequence[int]) -> tuple[list[int], list[float]]:
        """Return the ``k`` best rows, and the scores of given ones, which takes a second search."""
        query = self._within(self._any_of(terms), _ROW, rows)
        found = {address.doc: score for score, address in self._searcher.search(query, len(rows), count=False).hits}
        return self.top(terms, k), [found.get(row, 0.0) for row in rows]

    def _any_of(self, terms: Sequence[str]) -> Query:
        wanted = [Query.term_query(self._schema, _TERMS, term, index_option="freq") for term in terms]
        return Query.boolean_query([(Occur.Should, query) for query in wanted])

    def _within(self, query: Query, field: str, values: Sequence[int]) -> Query:
        allowed = Query.const_score_query(Query.term_set_query(self._schema, field, list(values)), 0.0)
        return Query.boolean_query([(Occur.Must, query), (Occur.Must, allowed)])


def _entry(row: int, terms: Sequence[str], document: int) -> tantivy.Document:
    entry = tantivy.Document()
    entry.add_text(_TERMS, " ".join(terms))
    entry.add_unsigned(_DOCUMENT, document)
    entry.add_unsigned(_ROW, row)
    return entry
