"""What a run leaves behind: a table, a results file, a report, TREC files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.beir_run import Rankings
from eval.printing import print_results
from eval.relevance import Qrels
from eval.report import write_report
from eval.results import Results, write_json
from eval.running import Responses
from eval.trec import Scored, write_trec


@dataclass(frozen=True, slots=True)
class Outputs:
    """Where to leave what; None leaves it out. The report compares with the baseline."""

    json_file: Path | None = None
    report: Path | None = None
    baseline: Results | None = None
    trec: Path | None = None


def finish(results: Results, rankings: Mapping[str, Scored], qrels: Qrels, outputs: Outputs) -> None:
    """Print a run and write what was asked for.

    Args:
        results: the run.
        rankings: item ids with scores by question id.
        qrels: grades by question and item id.
        outputs: what to write.

    Raises:
        ResultsError: a file cannot be written, or the baseline asked other questions.
    """
    if outputs.json_file:
        write_json(results, outputs.json_file)
    if outputs.trec:
        write_trec(outputs.trec, rankings, qrels)
    if outputs.report:
        write_report(results, outputs.report, outputs.baseline)
    print_results(results)


def scored_passages(responses: Responses) -> dict[str, Scored]:
    """Return passage ids with scores by question id."""
    return {
        question: [(hit.passage.passage_id, hit.score) for hit in hits] for question, hits in responses.hits.items()
    }


def scored_texts(rankings: Rankings) -> dict[str, Sequence[tuple[str, float]]]:
    """Return text ids with scores by query id."""
    return {query: [(found.item, found.score) for found in ranked] for query, ranked in rankings.items()}
