"""Listening: a socket, an engine, uvicorn."""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from typing import Any

import uvicorn
from uvicorn.supervisors.multiprocess import Multiprocess

from indexing.errors import ConfigurationError
from service import workers
from service.logs import configure_logging
from service.settings import Settings

KEEP_ALIVE_SECONDS = 15
BACKLOG = 512
# A process that does not say in this time that it lives is replaced; so long may one also take to start at SIGHUP.
WORKER_SECONDS = 20


def bind(host: str, port: int) -> socket.socket:
    """Reserve the address, without listening yet.

    Args:
        host: name or address.
        port: TCP port; 0 takes a free one.

    Returns:
        The bound socket.

    Raises:
        ConfigurationError: the address cannot be had.
    """
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with ExitStack() as on_failure:
            bound = on_failure.enter_context(socket.socket(family, socket.SOCK_STREAM))
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            bound.bind(address)
            on_failure.pop_all()
    except OSError as error:
        raise ConfigurationError(
            f"cannot listen on {host} port {port}: {error.strerror}; choose others with --host and --port"
        ) from error
    return bound


def address_of(bound: socket.socket) -> str:
    """Return the address at which a browser on this machine reaches the socket."""
    host, port = bound.getsockname()[:2]
    shown = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - shown, not bound
    return f"http://[{shown}]:{port}" if ":" in shown else f"http://{shown}:{port}"


def serve(settings: Settings, bound: socket.socket, announce: Callable[[str], None] = lambda _: None) -> None:
    """Open the index, then answer until told to stop; requests under way are finished.

    Args:
        settings: how to run.
        bound: where to listen.
        announce: told the address once the index is open, or known to be usable.

    Raises:
        StorageError: the index cannot be used.
        ModelError: the embedding model cannot be used.
    """
    configure_logging(settings)
    if settings.workers > 1:
        _serve_from_workers(settings, bound, announce)
    else:
        _serve_alone(settings, bound, announce)


def _serve_alone(settings: Settings, bound: socket.socket, announce: Callable[[str], None]) -> None:
    from service.app import create_app  # noqa: PLC0415 - a process that only starts others needs none of it
    from service.opening import open_engine  # noqa: PLC0415

    engine = open_engine(settings)
    _announce(bound, announce)
    uvicorn.Server(_configuration(settings, create_app(settings, engine))).run(sockets=[bound])


def _announce(bound: socket.socket, announce: Callable[[str], None]) -> None:
    bound.listen(BACKLOG)  # who connects before the application has started waits for it
    announce(address_of(bound))


def _serve_from_workers(settings: Settings, bound: socket.socket, announce: Callable[[str], None]) -> None:
    workers.check_usable(settings)
    _announce(bound, announce)
    with workers.shared_metrics() as folder:
        create = partial(workers.create_worker_app, settings, folder)
        Multiprocess(_configuration(settings, create, is_factory=True), [bound]).run()


def _configuration(settings: Settings, app: Callable[..., Any], *, is_factory: bool = False) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        factory=is_factory,
        workers=settings.workers,
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        forwarded_allow_ips=list(settings.trusted_proxies),
        backlog=BACKLOG,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=settings.shutdown_seconds,
        timeout_worker_healthcheck=WORKER_SECONDS,
    )
