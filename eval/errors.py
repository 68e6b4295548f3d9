"""Every error that evaluation raises on purpose, a branch of the tree in `indexing.errors`.

The branch::

    EvaluationError
    ├── QuestionFileError     a question file is missing, malformed, empty, or asks for what no document says
    ├── DatasetError          a BEIR folder, SQuAD file, TREC run or qrels file cannot be used
    ├── ServiceError          the service under evaluation does not answer, or not as this version would
    ├── MissingRivalError     a system to compare with is not installed
    └── ResultsError          a results file is missing, malformed, not comparable, or cannot be written
"""

from __future__ import annotations

from indexing.errors import BelaggError


class EvaluationError(BelaggError):
    """An evaluation cannot be carried out."""


class QuestionFileError(EvaluationError):
    """A question file is missing, malformed, empty, or asks for what no document says."""


class DatasetError(EvaluationError):
    """A BEIR folder, SQuAD file, TREC run or qrels file cannot be used."""


class ServiceError(EvaluationError):
    """The service under evaluation does not answer, or not as this version would."""


class ResultsError(EvaluationError):
    """A results file is missing, malformed, not comparable, or cannot be written."""


class MissingRivalError(EvaluationError):
    """A system to compare with is not installed."""
