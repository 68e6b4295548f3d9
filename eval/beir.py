"""BEIR folders (Thakur et al. 2021): ``corpus.jsonl``, ``queries.jsonl``, ``qrels/*.tsv``; Parquet works as well."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from eval.collection import Collection, SourceText
from eval.errors import DatasetError
from eval.loading import read_rows
from eval.questions import SourceFile
from eval.relevance import Qrels


@dataclass(frozen=True, slots=True)
class BeirSet:
    """A BEIR folder.

    Attributes:
        collection: the corpus.
        queries: text by id, those that are judged only.
        qrels: grades by query and text id.
        files: what queries and judgements were read from.
    """

    collection: Collection
    queries: Mapping[str, str]
    qrels: Qrels
    files: tuple[SourceFile, ...]


def read_beir(folder: Path, split: str | None = None) -> BeirSet:
    """Read a BEIR folder.

    Args:
        folder: the folder.
        split: name of the qrels file without ``.tsv``; None takes "test", or the only one there is.

    Raises:
        DatasetError: a file is missing, malformed or empty, or the qrels name an unknown text or query.
    """
    corpus_file, queries_file = _data_file(folder, "corpus"), _data_file(folder, "queries")
    qrels_file = _qrels_file(folder, split)
    texts = tuple(
        SourceText(_field(row, "_id", corpus_file), str(row.get("title") or ""), _field(row, "text", corpus_file))
        for row in read_rows(corpus_file)
    )
    queries = {_field(row, "_id", queries_file): _field(row, "text", queries_file) for row in read_rows(queries_file)}
    qrels = read_qrels(qrels_file)
    _check_known(qrels, queries, {text.text_id for text in texts}, qrels_file)
    judged = {query: queries[query] for query in qrels}
    files = (_source(queries_file, len(judged)), _source(qrels_file, len(judged)))
    return BeirSet(Collection(folder.resolve().name, texts), judged, qrels, files)


def read_qrels(file: Path) -> dict[str, dict[str, int]]:
    """Read a qrels file in BEIR's form: query, text, grade, separated by tabs, with or without a header.

    Args:
        file: the file.

    Returns:
        Grades by query and text id.

    Raises:
        DatasetError: it is missing, malformed or empty.
    """
    qrels: dict[str, dict[str, int]] = {}
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise DatasetError(f"{file}: cannot be read ({error})") from error
    for number, line in enumerate(lines, start=1):
        fields = line.split("\t")
        if (number == 1 and fields[-1].strip() == "score") or not line.strip():
            continue
        if len(fields) != 3 or not fields[2].strip().lstrip("-").isdigit():
            raise DatasetError(f"{file}, line {number}: write query, text and grade, separated by tabs")
        qrels.setdefault(fields[0], {})[fields[1]] = int(fields[2])
    if not qrels:
        raise DatasetError(f"{file}: holds no judgement")
    return qrels


def _data_file(folder: Path, name: str) -> Path:
    choices = [folder / f"{name}{suffix}" for suffix in (".jsonl", ".parquet")]
    found = [path for path in choices if path.is_file()]
    if not found:
        raise DatasetError(f"{choices[0]}: no such file; a BEIR folder has corpus.jsonl, queries.jsonl and qrels/")
    return found[0]


def _qrels_file(folder: Path, split: str | None) -> Path:
    names = sorted(path.stem for path in (folder / "qrels").glob("*.tsv"))
    chosen = split or ("test" if "test" in names or len(names) != 1 else names[0])
    if chosen not in names:
        there = ", ".join(names) or "none"
        raise DatasetError(f"{folder / 'qrels' / chosen}.tsv: no such file (there: {there}); choose one with --split")
    return folder / "qrels" / f"{chosen}.tsv"


def _field(row: Mapping[str, object], name: str, file: Path) -> str:
    value = row.get(name)
    if value is None:
        raise DatasetError(f"{file}: a row has no {name!r}; each needs _id and text")
    return str(value)


def _check_known(qrels: Qrels, queries: Mapping[str, str], texts: set[str], file: Path) -> None:
    for query, grades in qrels.items():
        if query not in queries:
            raise DatasetError(f"{file}: names the query {query!r}, which queries.jsonl does not have")
        for text in grades:
            if text not in texts:
                raise DatasetError(f"{file}: names the document {text!r}, which corpus.jsonl does not have")


def _source(file: Path, questions: int) -> SourceFile:
    return SourceFile(file.name, hashlib.sha256(file.read_bytes()).hexdigest(), questions)
