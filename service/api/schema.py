"""``/schema``: the OpenAPI description and its Swagger pages, served without any other host."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Final

import swagger_ui_bundle
from litestar import Request, Response, Router, get
from litestar.exceptions import NotFoundException
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin, OpenAPIRenderPlugin, YamlRenderPlugin
from litestar.openapi.spec import License, Server, Tag
from litestar.params import FromPath
from litestar.status_codes import HTTP_404_NOT_FOUND

from service.pages.templates import render

_BUNDLE: Final = next(Path(swagger_ui_bundle.__file__).parent.glob("vendor/swagger-ui-*"))
_STATIC: Final = Path(__file__).parent.parent / "static"
# Only these leave the bundle: its own start page would load an example from another host.
_ASSETS: Final = {
    "swagger-ui.css": (_BUNDLE, "text/css"),
    "swagger-ui-bundle.js": (_BUNDLE, "text/javascript"),
    "swagger-start.js": (_STATIC, "text/javascript"),
}


class LocalSwaggerPlugin(OpenAPIRenderPlugin):
    """Swagger UI from the installed ``swagger-ui-bundle`` package."""

    def __init__(self, base: str) -> None:
        """Serve at ``/schema`` and ``/schema/swagger``.

        Args:
            base: path below which the service is mounted.
        """
        super().__init__(path=["/swagger", "/"])
        self._base = base

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:  # noqa: ARG002
        """Render the page; its script fetches the description."""
        return render("swagger.html", {"title": openapi_schema["info"]["title"]}, self._base).encode()

    def receive_router(self, router: Router) -> None:
        """Add the addresses of the page's script and style."""
        router.register(get("/assets/{name:str}", sync_to_thread=False)(_asset))


def _asset(name: FromPath[str]) -> Response[bytes]:
    if name not in _ASSETS:
        raise NotFoundException
    folder, media_type = _ASSETS[name]
    headers = {"Cache-Control": "public, max-age=86400"}
    return Response((folder / name).read_bytes(), media_type=media_type, headers=headers)


def openapi_config(base: str) -> OpenAPIConfig:
    """Describe the API.

    Args:
        base: path below which the service is mounted.

    Returns:
        The configuration for Litestar.
    """
    return OpenAPIConfig(
        title="Belägg",
        version=_version(),
        description="Answers what political documents say, and proves every sentence with a verbatim, located quote.",
        license=License(name="MIT", identifier="MIT"),
        tags=[Tag("Questions"), Tag("As a model"), Tag("Documents"), Tag("Administration"), Tag("Operations")],
        path="/schema",
        servers=[Server(url=base or "/")],
        use_handler_docstrings=True,
        create_examples=False,
        openapi_router=Router("/schema", route_handlers=[], include_in_schema=False, after_request=_as_problem),
        render_plugins=[LocalSwaggerPlugin(base), JsonRenderPlugin(), YamlRenderPlugin()],
    )


def _as_problem(response: Response[Any]) -> Response[Any]:
    """Refuse Litestar's own page for an unknown address below ``/schema``."""
    if response.status_code == HTTP_404_NOT_FOUND:
        raise NotFoundException
    return response


def _version() -> str:
    try:
        return version("belagg")
    except PackageNotFoundError:  # run from a source folder that is not installed
        return "0"
