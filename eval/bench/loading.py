"""The service put under load, with one process and with one for each core."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Final

import msgspec

from eval.bench.load import LoadResults, measure_load
from eval.bench.service import running_service
from eval.bench.setting import Setting
from eval.collection import load_model
from indexing.build import build_with
from indexing.cores import usable_cores

_SECONDS: Final = 5.0


class ServiceLoads(msgspec.Struct, frozen=True):
    """What came of the loads, by the number of processes that answer."""

    loads: dict[int, LoadResults]


def measure_service_loads(setting: Setting) -> ServiceLoads:
    """Index the corpus and put services under every load in turn.

    Args:
        setting: corpus, models, questions.

    Raises:
        EvaluationError: a service or a load failed.
    """
    questions = [question.question for question in setting.questions()]
    loads = {}
    with tempfile.TemporaryDirectory(prefix="belagg-bench-") as folder:
        index = Path(folder) / "index"
        build_with(setting.locations.corpus, index, load_model(setting.locations.models))
        for workers in sorted({1, usable_cores()}):
            setting.report(f"load on {workers} processes")
            with running_service(index, options=["--workers", str(workers)]) as service:
                service.ask_anew(questions[: 10 * workers])
                loads[workers] = measure_load(str(service.client.base_url).rstrip("/"), questions, _SECONDS)
    return ServiceLoads(loads)
