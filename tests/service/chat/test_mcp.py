"""The Model Context Protocol, by the official SDK's client over both of its transports and in both of its eras."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import anyio
import httpx
import httpx2
import jsonschema_rs
import msgspec
import pytest
from mcp import types
from mcp.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.exceptions import MCPError

from indexing.engine import Engine
from service.keys import Scope
from service.keys_file import KeyFile
from service.mcp_server.tools import TOOLS
from tests.service.chat.conftest import ORDERS, QUESTION, listening, settings_for
from tests.service.chat.test_completions import placed

ROOT = Path(__file__).parents[3]
Connect = Callable[[], AbstractAsyncContextManager[Client]]


@pytest.fixture(params=["http", "http-legacy", "stdio", "stdio-legacy"])
def connect(
    request: pytest.FixtureRequest, chat_url: str, chat_index: Path, model_folder: Path, tmp_path: Path
) -> Connect:
    """Connects a client: to the service that listens, or to a process of its own, by either era's handshake."""
    transport, _, era = request.param.partition("-")
    mode = era or "auto"

    @asynccontextmanager
    async def over_http() -> AsyncIterator[Client]:
        async with Client(f"{chat_url}/mcp", mode=mode) as client:
            yield client

    @asynccontextmanager
    async def over_stdio() -> AsyncIterator[Client]:
        parameters = StdioServerParameters(
            command=sys.executable,
            args=["-m", "service", "mcp", "--index", str(chat_index)],
            cwd=ROOT,
            env={
                "BELAGG_MODELS": str(model_folder.parent),
                "BELAGG_STATE": str(tmp_path),
                "BELAGG_PUBLIC_URL": chat_url,
                "BELAGG_LOG_LEVEL": "debug",
            },
        )
        with (tmp_path / "log").open("w", encoding="utf-8") as log:
            async with Client(stdio_client(parameters, errlog=log), mode=mode) as client:
                yield client

    return over_http if transport == "http" else over_stdio


def text_of(result: types.CallToolResult) -> str:
    (content,) = result.content
    assert isinstance(content, types.TextContent)
    return content.text


async def call(client: Client, tool: str, **arguments: Any) -> Any:
    """Call a tool; its result is checked against the schema that the server publishes."""
    result = await client.call_tool(tool, arguments)
    assert not result.is_error, text_of(result)
    jsonschema_rs.validate(await _output_schema(client, tool), result.structured_content)
    return result


async def _output_schema(client: Client, name: str) -> Any:
    listed = (await client.list_tools()).tools
    return next(tool.output_schema for tool in listed if tool.name == name)


async def _try_everything(connect: Connect, chat_url: str) -> None:
    async with connect() as client:
        await _tools_are_described(client)
        await _a_question(client, chat_url)
        await _a_follow_up(client)
        await _looking_around(client)
        await _documents(client)
        await _orders(client)
        await _mistakes(client)
        await _prompts(client)


def test_everything(connect: Connect, chat_url: str) -> None:
    anyio.run(_try_everything, connect, chat_url)


async def _tools_are_described(client: Client) -> None:
    tools = (await client.list_tools()).tools
    assert [tool.name for tool in tools] == ["ask", "search", "get_passage", "get_document_outline", "list_documents"]
    for tool in tools:
        assert tool.annotations is not None
        assert (tool.annotations.read_only_hint, tool.annotations.destructive_hint) == (True, False)
        assert len(tool.description or "") > 80
        assert tool.input_schema["type"] == "object"
        assert (tool.output_schema or {})["type"] == "object"
        properties = tool.input_schema["properties"].values()
        assert all("description" in str(described) for described in properties)


async def _a_question(client: Client, chat_url: str) -> None:
    answer = httpx.get(f"{chat_url}/v1/ask", params={"q": QUESTION}).json()
    result = await call(client, "ask", question=QUESTION)
    found = result.structured_content
    assert (found["status"], found["statements"]) == ("answered", answer["statements"])
    assert placed(found["citations"]) == placed(answer["citations"])
    assert all(cited["url"].startswith(f"{chat_url}/documents/") for cited in found["citations"])
    assert text_of(result).startswith(f"{answer['statements'][0]['text']} [1]")
    narrowed = await call(client, "ask", question=QUESTION, type='["motion"]', party="Vänsterpartiet")
    assert {cited["document_id"] for cited in narrowed.structured_content["citations"]} == {"v-motion"}
    nothing = await call(client, "ask", question="Hur många invånare har Paris?")
    assert nothing.structured_content["status"] == "not_found"
    assert text_of(nothing).startswith("Dokumenten säger inget om det.")


async def _a_follow_up(client: Client) -> None:
    context = ["Vad säger programmet om privata sjukvårdsförsäkringar?"]
    result = await call(client, "ask", question="Och vad säger motionen?", context=context)
    assert text_of(result).startswith("*Tolkat som: Vad säger motionen om privata sjukvårdsförsäkringar?*")


async def _looking_around(client: Client) -> None:
    found = await call(client, "search", query="nattbussar", limit=2)
    first, second = found.structured_content["passages"]
    assert (first["label"], first["rank"], second["rank"]) == ("punkt 5", 1, 2)
    assert f"(`{first['passage_id']}`)  \n  Nattbussarna ska gå varje timme" in text_of(found)
    passage = await call(client, "get_passage", passage_id=first["passage_id"])
    assert passage.structured_content["text"] == "Nattbussarna ska gå varje timme i hela länet."
    assert text_of(passage).endswith("\n\n> Nattbussarna ska gå varje timme i hela länet.")


async def _documents(client: Client) -> None:
    listed = await call(client, "list_documents", limit=1, offset=1)
    assert [document["document_id"] for document in listed.structured_content["documents"]] == ["v-motion"]
    assert listed.structured_content["total"] == 4
    assert "(`v-motion`): motion; V; 2023/24" in text_of(listed)
    outline = await call(client, "get_document_outline", document_id="v-motion", offset=4, limit=2)
    sections = outline.structured_content["sections"]
    assert [(section["level"], section["label"]) for section in sections] == [(2, "avsnitt 2.1"), (2, "avsnitt 2.2")]
    assert outline.structured_content["total"] == 6
    assert "  - 2.2 Privata försäkringar" in text_of(outline)
    resources = await client.list_resources()
    uris = {resource.name: resource.uri for resource in resources.resources}
    assert uris["v-motion"] == "belagg://documents/v-motion"
    (contents,) = (await client.read_resource(uris["v-motion"])).contents
    assert isinstance(contents, types.TextResourceContents)
    section = sections[1]
    assert contents.text[section["start"] : section["end"]].startswith("2.2 Privata försäkringar\n\nGräddfiler")
    (passage_id,) = section["passage_ids"]
    passage = (await call(client, "get_passage", passage_id=passage_id)).structured_content
    assert contents.text[passage["start"] : passage["end"]] == passage["text"]
    templates = await client.list_resource_templates()
    assert [template.uri_template for template in templates.resource_templates] == ["belagg://documents/{document_id}"]


async def _orders(client: Client) -> None:
    """A document that gives orders is quoted: nothing else is said, done or marked differently."""
    result = await call(client, "ask", question="Vad säger Centerpartiet om tidigare instruktioner?")
    (cited,) = result.structured_content["citations"]
    assert cited["quote"] in ORDERS
    assert result.structured_content["status"] == "answered"
    milk = await call(client, "ask", question="Vad ska mjölkbönder få?")
    assert [s["text"] for s in milk.structured_content["statements"]] == [
        "Mjölkbönder ska få bättre betalt för mjölken."
    ]


async def _mistakes(client: Client) -> None:
    mistakes: dict[str, tuple[dict[str, Any], str]] = {
        "ask": ({"question": "?"}, "the question is empty; write at least one word"),
        "search": ({"query": "å", "limit": 51}, "Expected `int` <= 50 - at `$.limit`"),
        "get_passage": ({"passage_id": "x"}, "unknown passage 'x'"),
        "get_document_outline": ({"document_id": "x"}, "unknown document 'x'; the index has v-program"),
        "list_documents": ({"order": "x"}, "Object contains unknown field `order`"),
    }
    for tool, (arguments, told) in mistakes.items():
        refused = await client.call_tool(tool, arguments)
        assert (refused.is_error, told in text_of(refused)) == (True, True), text_of(refused)
    with pytest.raises(MCPError, match="unknown tool"):
        await client.call_tool("delete_everything", {})
    for uri in ("belagg://documents/x", "file:///etc/passwd", "belagg://documents/"):
        with pytest.raises(MCPError, match="no such document"):
            await client.read_resource(uri)


async def _prompts(client: Client) -> None:
    (prompt,) = (await client.list_prompts()).prompts
    assert (prompt.name, [argument.name for argument in prompt.arguments or []]) == ("quote", ["question"])
    for question, opening in ((QUESTION, "Besvara frågan nedan"), ("What does V want?", "Answer the question below")):
        (message,) = (await client.get_prompt("quote", {"question": question})).messages
        assert isinstance(message.content, types.TextContent)
        assert message.content.text.startswith(opening)
        assert message.content.text.endswith(f": {question}")
    with pytest.raises(MCPError, match="use the prompt"):
        await client.get_prompt("quote", {"question": " "})


def test_every_result_type_is_one_of_the_apis_or_described() -> None:
    assert all(issubclass(tool.result, msgspec.Struct) for tool in TOOLS.values())


INITIALIZE = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {
        "protocolVersion": "2025-06-18",
        "capabilities": {},
        "clientInfo": {"name": "test", "version": "1"},
    },
}


def post(address: str, **headers: str) -> httpx.Response:
    return httpx.post(f"{address}/mcp", json=INITIALIZE, headers={"Accept": "application/json", **headers})


def test_a_request_by_hand_and_what_every_response_carries(chat_url: str) -> None:
    response = post(chat_url, **{"X-Request-ID": "abc"})
    assert response.status_code == 200
    assert response.json()["result"]["serverInfo"]["name"] == "belagg"
    assert response.headers["X-Request-ID"] == "abc"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "Mcp-Session-Id" not in response.headers


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("http://localhost:6274", 200),
        ("http://127.0.0.1", 200),
        ("https://belagg.example.se", 200),
        ("https://tool.example.se", 200),
        ("https://evil.example", 403),
        ("http://localhost.evil.example", 403),
        ("null", 403),
        ("http://[::1]:6274", 200),
        ("http://[", 403),
    ],
)
def test_pages_of_other_sites(chat_index: Path, chat_engine: Engine, tmp_path: Path, origin: str, status: int) -> None:
    """A rebound name makes Host and Origin agree: neither is believed for that."""
    settings = settings_for(
        chat_index,
        tmp_path,
        public_url="https://belagg.example.se/x",
        cors_origins=("https://tool.example.se",),  # type: ignore[arg-type]
    )
    with listening(settings, chat_engine) as address:
        response = post(address, Origin=origin, Host=origin.partition("//")[2].strip("[") or "x")
    assert response.status_code == status
    if status == 403:
        assert response.json()["type"] == "urn:belagg:problem:forbidden"


def test_a_page_of_a_named_site_may_ask_beforehand(chat_index: Path, chat_engine: Engine, tmp_path: Path) -> None:
    site = "https://tool.example.se"
    settings = settings_for(chat_index, tmp_path, cors_origins=(site,))  # type: ignore[arg-type]
    asked = {
        "Origin": site,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type,mcp-protocol-version",
    }
    with listening(settings, chat_engine) as address:
        response = httpx.options(f"{address}/mcp", headers=asked)
        answered = post(address, Origin=site)
    assert response.status_code == 204
    assert "mcp-protocol-version" in response.headers["Access-Control-Allow-Headers"].lower()
    assert answered.headers["Access-Control-Allow-Origin"] == site


@pytest.mark.parametrize("method", ["GET", "DELETE", "PUT"])
def test_there_are_no_sessions(chat_url: str, method: str) -> None:
    response = httpx.request(method, f"{chat_url}/mcp", headers={"Accept": "text/event-stream"})
    assert (response.status_code, response.headers["Allow"]) == (405, "POST")


def test_a_body_that_is_too_large(chat_url: str) -> None:
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    response = httpx.post(f"{chat_url}/mcp", content=b" " * (1024 * 1024 + 1), headers=headers)
    assert response.status_code == 413


def test_keys(chat_index: Path, chat_engine: Engine, tmp_path: Path) -> None:
    settings = settings_for(chat_index, tmp_path, require_key_for_reading=True)
    _, token = KeyFile(settings.state).create(Scope.READ)

    async def ask(address: str) -> Any:
        headers = {"Authorization": f"Bearer {token}"}
        async with (
            httpx2.AsyncClient(headers=headers, timeout=30) as http,
            Client(streamable_http_client(f"{address}/mcp", http_client=http)) as client,
        ):
            return await call(client, "ask", question=QUESTION)

    with listening(settings, chat_engine) as address:
        refused = post(address)
        assert (refused.status_code, refused.headers["WWW-Authenticate"]) == (401, 'Bearer realm="belagg"')
        assert refused.json()["type"] == "urn:belagg:problem:unauthorized"
        assert anyio.run(ask, address).structured_content["status"] == "answered"


def test_the_limit_is_that_of_all_requests(chat_index: Path, chat_engine: Engine, tmp_path: Path) -> None:
    settings = settings_for(chat_index, tmp_path, requests_per_minute_per_key=1)
    _, token = KeyFile(settings.state).create(Scope.READ)
    with listening(settings, chat_engine) as address:
        headers = {"Authorization": f"Bearer {token}"}
        assert [post(address, **headers).status_code for _ in range(2)] == [200, 429]
