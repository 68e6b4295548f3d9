"""The application: settings and an engine in, ASGI out."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import anyio
from litestar import Litestar, Router
from litestar.datastructures import State
from litestar.types import ControllerRouterHandler

from indexing.engine import Engine
from service import sign_in
from service.api import administration, batch, documents, feedback, operations, questions, stream
from service.api.etags import HOST_KEY, WRITER_KEY
from service.api.schema import openapi_config
from service.api.schema_types import StrictStructPlugin, TuplePlugin
from service.auth import STATE_KEY, Access, requires
from service.cors import cors_config
from service.dependencies import Resources, providers
from service.desk import Desk
from service.door import Door
from service.envelope import Envelope, start_clock
from service.errors import respond_to_error
from service.head import HeadLitestar
from service.host import EngineHost
from service.keys import Scope
from service.links import Links
from service.mcp_server.http import McpEndpoint
from service.metrics import Metrics
from service.openai_compatible.handlers import openai_router
from service.pages import administration as admin_pages
from service.pages import feedback as feedback_pages
from service.pages import handlers as pages
from service.pages.display import choose_display
from service.ratelimit import LIMITS_KEY, RateLimits, admit
from service.requests import StrictRequest, check_query_string
from service.settings import Settings
from service.slash.handlers import slash_routers
from service.telemetry import telemetry_plugins
from service.widget import widget
from service.writing.opening import open_writer

if TYPE_CHECKING:
    from service.writing.writer import Writer

READING_PAGES = [
    pages.question_page,
    pages.answer_stream,
    pages.documents_page,
    pages.reader_page,
    feedback_pages.thanks_page,
]
ROUTE_HANDLERS: list[ControllerRouterHandler] = [
    questions.search,
    questions.search_by_body,
    questions.ask,
    questions.ask_by_body,
    batch.search_batch,
    stream.ask_stream,
    stream.ask_stream_by_body,
    feedback.give_feedback,
    documents.list_documents,
    documents.get_document,
    documents.list_passages,
    documents.get_passage,
    operations.live,
    operations.ready,
    operations.expose_metrics,
    Router("/", route_handlers=READING_PAGES, guards=[requires(Scope.READ)]),
    feedback_pages.give_feedback,
    pages.static_file,
    widget,
    choose_display,
    sign_in.sign_in_page,
    sign_in.sign_in,
    sign_in.sign_out,
]


def create_app(settings: Settings, engine: Engine | None = None, metrics_folder: Path | None = None) -> Litestar:
    """Put the service together.

    Args:
        settings: how it runs.
        engine: an engine that is open already; without it, the application opens one in the background.
        metrics_folder: where the processes of one service share their counts; None for a single process.

    Returns:
        The ASGI application.
    """
    host, links, metrics = EngineHost(settings, engine), Links(settings.public_url), Metrics(metrics_folder)
    writer = open_writer(settings, host, metrics.writing)
    desk = Desk(host, metrics, settings.cache_entries, writer)
    resources = Resources(settings, host, desk, links, metrics)
    tools = McpEndpoint(resources)
    routes = [openai_router(settings), *administration_routes(settings), *slash_routers(settings), tools.route()]
    application = HeadLitestar(
        route_handlers=[*ROUTE_HANDLERS, *routes],
        request_class=StrictRequest,
        request_max_body_size=settings.max_body_bytes,
        guards=[start_clock, admit, check_query_string],
        dependencies=providers(resources),
        cors_config=cors_config(settings),
        before_send=[Envelope(metrics, log_questions=settings.log_questions)],
        exception_handlers={Exception: respond_to_error},
        lifespan=[partial(_watching, host, writer), tools.lifespan],
        plugins=[TuplePlugin(), StrictStructPlugin(), *telemetry_plugins(settings)],
        openapi_config=openapi_config(links.base),
        logging_config=None,
        state=State(
            {
                "base": links.base,
                HOST_KEY: host,
                WRITER_KEY: settings.writer_model if writer else "",
                STATE_KEY: Access(settings),
                LIMITS_KEY: RateLimits(settings),
                administration.STATE_KEY: administration.open_administration(settings),
            }
        ),
    )
    application.asgi_handler = Door(application.asgi_handler, host, metrics)
    return application


def administration_routes(settings: Settings) -> list[ControllerRouterHandler]:
    """Return what administrators use; only the routes that take files take bodies as large as files.

    Args:
        settings: the largest upload.
    """
    limit = settings.max_upload_bytes + administration.MULTIPART_BYTES
    uploads = Router("/", route_handlers=[administration.create_upload], request_max_body_size=limit)
    pages_of_uploads = Router("/", route_handlers=[admin_pages.upload_file], request_max_body_size=limit)
    on_pages = Router("/admin", route_handlers=[*admin_pages.PAGES, pages_of_uploads], guards=[requires(Scope.ADMIN)])
    return [*administration.HANDLERS, uploads, on_pages]


@asynccontextmanager
async def _watching(host: EngineHost, writer: Writer | None, _: Litestar) -> AsyncIterator[None]:
    """Keep the index open and current while the application runs."""
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(host.watch)
        yield
        tasks.cancel_scope.cancel()
    host.close()
    if writer:
        await writer.close()
