"""What a benchmark is run with."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from eval.errors import DatasetError
from eval.questions import Question, read_questions
from indexing.config import Locations

Report = Callable[[str], None]
"""Told, in words, what a benchmark is about to do."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What the command line says.

    Attributes:
        locations: the corpus and the models; indexes are built in temporary folders.
        question_file: what is asked.
        report: told of each step.
        texts: a folder of plain texts (``*.txt``), for what needs more passages than the corpus has.
        rival_python: the interpreter of an environment that has txtai.
        most_questions: of the file, evenly; None takes all.
    """

    locations: Locations
    question_file: Path
    report: Report
    texts: Path | None = None
    rival_python: Path = field(default_factory=lambda: Path(sys.executable))
    most_questions: int | None = None

    def questions(self) -> tuple[Question, ...]:
        """Read the questions."""
        found = read_questions([self.question_file]).questions
        step = len(found) / min(len(found), self.most_questions or len(found))
        return tuple(found[int(number * step)] for number in range(round(len(found) / step)))

    def text_files(self) -> list[Path]:
        """Return the plain texts.

        Raises:
            DatasetError: no folder was named, or it holds none.
        """
        files = sorted(self.texts.glob("*.txt")) if self.texts else []
        if not files:
            where = f"{self.texts} holds no *.txt file" if self.texts else "it needs more passages than the corpus has"
            raise DatasetError(f"{where}; name a folder of plain texts with --texts")
        return files
