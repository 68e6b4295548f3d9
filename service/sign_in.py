"""Signing in with a browser: who pastes a key gets a session in a cookie, and is signed out by a button."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Final

from litestar import MediaType, Response, get, post
from litestar.datastructures import Cookie
from litestar.params import QueryParameter, URLEncodedBody
from litestar.response import Redirect
from litestar.status_codes import HTTP_200_OK, HTTP_303_SEE_OTHER, HTTP_401_UNAUTHORIZED
from msgspec import Struct

from service.auth import COOKIE, access_of, caller_of
from service.dependencies import InjectedResources, Resources
from service.desk import AnyRequest
from service.links import local_path
from service.origin import check_same_origin
from service.pages.display import display_of
from service.pages.templates import render
from service.refusals import NotSignedInError
from service.requests import DROPS_UNKNOWN_PARAMETERS

PATH: Final = "/sign-in"
SESSION_LIFETIME: Final = timedelta(hours=12)
_PAGE: Final = {DROPS_UNKNOWN_PARAMETERS: True}


class SignInForm(Struct, frozen=True):
    """What the form on the page sends; ``next`` is where to go then."""

    key: str = ""
    next: str = "/"


@get(PATH, operation_id="signInPage", include_in_schema=False, opt=_PAGE)
async def sign_in_page(
    request: AnyRequest,
    resources: InjectedResources,
    next_: Annotated[str, QueryParameter(name="next")] = "/",
) -> Response[str]:
    """Show the form, and who is signed in."""
    return _page(request, resources, local_path(next_), HTTP_200_OK)


@post(PATH, operation_id="signIn", include_in_schema=False, status_code=HTTP_303_SEE_OTHER)
async def sign_in(
    request: AnyRequest,
    resources: InjectedResources,
    data: URLEncodedBody[SignInForm],
) -> Response[str] | Redirect:
    """Begin a session with a pasted key."""
    access, target = access_of(request), local_path(data.next)
    check_same_origin(request.headers, access.public_url)
    try:
        key = access.working_key(data.key.strip())
    except NotSignedInError:
        return _page(request, resources, target, HTTP_401_UNAUTHORIZED)
    token = access.keys.start_session(key, SESSION_LIFETIME)
    return _redirect(resources, target, _cookie(request, resources, token))


@post("/sign-out", operation_id="signOut", include_in_schema=False, status_code=HTTP_303_SEE_OTHER)
async def sign_out(request: AnyRequest, resources: InjectedResources) -> Redirect:
    """End the session."""
    access = access_of(request)
    check_same_origin(request.headers, access.public_url)
    access.keys.end_session(request.cookies.get(COOKIE, ""))
    return _redirect(resources, "/", _cookie(request, resources, ""))


def _page(request: AnyRequest, resources: Resources, target: str, status: int) -> Response[str]:
    values = {"next": target, "caller": caller_of(request).key, "is_refused": status == HTTP_401_UNAUTHORIZED}
    display = display_of(request)
    page = render("sign_in.html", values, resources.links.base, display)
    headers = {**display.headers, "Cache-Control": "no-store"}
    return Response(page, media_type=MediaType.HTML, status_code=status, headers=headers)


def _redirect(resources: Resources, target: str, cookie: Cookie) -> Redirect:
    headers = {"Cache-Control": "no-store"}
    return Redirect(f"{resources.links.base}{target}", status_code=303, cookies=[cookie], headers=headers)


def _cookie(request: AnyRequest, resources: Resources, token: str) -> Cookie:
    """Return the session's cookie; one without a token has the browser forget it."""
    is_secure = request.url.scheme == "https" or resources.links.root.startswith("https:")
    return Cookie(
        key=COOKIE,
        value=token,
        path=resources.links.base or "/",
        max_age=int(SESSION_LIFETIME.total_seconds()) if token else 0,
        httponly=True,
        samesite="strict",
        secure=is_secure,
    )
