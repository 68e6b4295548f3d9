"""Reading data files through Hugging Face `datasets`: local files only, nothing from or to a hub, no progress bars."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import datasets
import msgspec

from eval.errors import DatasetError


def read_rows(path: Path) -> Iterator[dict[str, object]]:
    """Yield the rows of a data file.

    Args:
        path: JSON Lines (``.jsonl``, ``.json``) or Parquet (``.parquet``).

    Yields:
        Each row's values by column; None where a row lacks a column.

    Raises:
        DatasetError: the file is missing, malformed or empty.
    """
    if not path.is_file():
        raise DatasetError(f"{path}: no such file")
    if path.suffix != ".parquet":
        _check_lines(path)
    yield from _load(path)


def _load(path: Path) -> datasets.Dataset:
    datasets.disable_progress_bars()
    read = datasets.Dataset.from_parquet if path.suffix == ".parquet" else datasets.Dataset.from_json
    with tempfile.TemporaryDirectory() as cache:
        try:
            return read(str(path), cache_dir=cache, keep_in_memory=True)
        except (datasets.exceptions.DatasetsError, ValueError, OSError) as error:
            raise DatasetError(f"{path}: cannot be read as {path.suffix[1:]} ({_first_line(error)})") from error


def _check_lines(path: Path) -> None:
    """Find a malformed line first: `datasets` does not say which one it is."""
    lines = 0
    for number, line in enumerate(path.read_bytes().splitlines(), start=1):
        if line.strip():
            lines += 1
            try:
                msgspec.json.decode(line, type=dict[str, msgspec.Raw])
            except (msgspec.MsgspecError, UnicodeDecodeError) as error:
                raise DatasetError(f"{path}, line {number}: {error}; correct this line") from error
    if not lines:
        raise DatasetError(f"{path}: is empty; write one JSON object a line")


def _first_line(error: BaseException) -> str:
    return str(error.__cause__ or error).split("\n", 1)[0]
