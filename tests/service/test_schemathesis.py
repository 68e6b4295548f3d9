"""Generated requests against the API's own description: nothing but what is described, and never a 5xx.

`make fuzz` sends many more, to a service that is running.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, assume, given, settings
from litestar import Litestar
from litestar.enums import ScopeType
from litestar.testing import TestClient
from litestar.types import ASGIApp, Receive, Scope, Send
from schemathesis import GenerationMode
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.schemas import OpenApiSchema

from indexing.build import build_with
from indexing.engine import Engine
from service.admin.administration import Administration
from service.admin.workplace import Workplace
from service.api.administration import STATE_KEY
from service.api.examples import load_examples
from service.app import create_app
from service.keys import Scope as Key
from service.keys_file import KeyFile
from service.settings import Settings
from tests.fake_encoder import FakeEncoder
from tests.service.admin.conftest import OwnProcess
from tests.tiny_corpus import write_corpus

# For each operation, with data that fits and with data that does not: some 2,500 in all.
CASES = 125
# Names that no generated text would hit; the encoder of these tests is called so.
MODELS = {"createChatCompletion": "belagg", "createEmbeddings": FakeEncoder.name}
QUERY_PROBLEMS = {"urn:belagg:problem:query", "urn:belagg:problem:filter"}
# What is wrong with a file, or with what is said of it, only reading it tells.
UPLOAD_PROBLEMS = {f"urn:belagg:problem:{kind}" for kind in ("upload-empty", "upload-encoding", "upload-unreadable")}
QUERY_ERRORS = {"query", "filter", "invalid_value", "context_length_exceeded"}


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenApiSchema]:
    """The description of a service over the tiny corpus; without limits, which the cases would run into."""
    folder = tmp_path_factory.mktemp("fuzzed")
    build_with(write_corpus(folder / "corpus"), folder / "index", FakeEncoder())
    engine = Engine(folder / "index", lambda _: FakeEncoder())
    configured = Settings(
        corpus=folder / "corpus",
        index=folder / "index",
        models=folder,
        state=folder / "state",
        requests_per_minute=0,
        requests_per_minute_per_key=0,
        queue_length=1000,
    )
    app = create_app(configured, engine)
    place = Workplace(configured.locations, configured.state)
    app.state[STATE_KEY] = Administration(place, OwnProcess(is_idle=True))
    with TestClient(app) as client:
        while client.get("/health/ready").status_code != 200:
            pass
        described = schemathesis.openapi.from_asgi("/schema/openapi.json", _without_lifespan(app))
        # Which party or document a filter may name is known to the index, not to the description.
        acceptance = described.config.checks.positive_data_acceptance
        acceptance.expected_statuses = [*acceptance.expected_statuses, "400"]
        # A file's name decides whether it is read.
        acceptance.expected_statuses = [*acceptance.expected_statuses, "415"]
        described.config.update(headers={"Authorization": f"Bearer {KeyFile(configured.state).create(Key.ADMIN)[1]}"})
        yield described


def _without_lifespan(app: Litestar) -> ASGIApp:
    """Return an application that is neither started nor stopped by those who send it a request."""

    async def handle(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == ScopeType.HTTP:
            await app(scope, receive, send)

    return handle


# The test client that schemathesis calls applications with leaves its streams to the garbage collector.
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("operation_id", sorted(load_examples()))
@pytest.mark.parametrize("mode", list(GenerationMode))
def test_api_is_as_described(api: OpenApiSchema, operation_id: str, mode: GenerationMode) -> None:
    operation = api.find_operation_by_id(operation_id)
    if mode is GenerationMode.NEGATIVE and not (operation.query or operation.body):
        return  # whatever is put into the address names something, if only what is not there

    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(
        max_examples=CASES,
        phases=[Phase.generate],
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    def every_case(case: schemathesis.Case) -> None:  # type: ignore[type-arg]
        if mode is GenerationMode.POSITIVE and isinstance(case.body, dict) and operation_id in MODELS:
            case.body["model"] = MODELS[operation_id]
        # In an address, what is no list is a list of one; any text may be an earlier question.
        assume(isinstance((case.query or {}).get("context", []), list))
        response = case.call_and_validate()
        if mode is GenerationMode.POSITIVE and response.status_code == 400:
            reply = response.json()
            known = (
                reply["type"] in QUERY_PROBLEMS | UPLOAD_PROBLEMS
                if "type" in reply
                else reply["error"]["code"] in QUERY_ERRORS
            )
            assert known, reply

    every_case()


def test_every_operation_is_tried(api: OpenApiSchema) -> None:
    found = [result.ok() for result in api.get_all_operations() if isinstance(result, Ok)]
    described = {str(operation.definition.raw["operationId"]) for operation in found}
    assert described == set(load_examples())
