"""How a visitor sees the pages: in which language, light or dark.

Both are chosen by the browser, or by hand and then kept in cookies: a page arrives as it is to look, with or without
scripts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any, Final
from urllib.parse import urlsplit

from litestar import Request, get
from litestar.datastructures import Cookie
from litestar.params import QueryParameter
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER

from service.dependencies import InjectedResources
from service.links import Links, local_path
from service.pages.catalogue import PageLanguage, Words
from service.requests import DROPS_UNKNOWN_PARAMETERS

LANGUAGE_COOKIE: Final = "belagg_language"
SCHEME_COOKIE: Final = "belagg_scheme"
HEADERS: Final = {"Vary": "Accept-Language, Cookie"}
_YEAR: Final = 365 * 24 * 3600
_LONGEST_ACCEPT_LANGUAGE: Final = 500


class Scheme(StrEnum):
    """Light, dark, or what the visitor's system says."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True)
class Display:
    """How one page is shown.

    Attributes:
        language: of the page's own words.
        scheme: light or dark.
        address: path and query of the page, to come back to from the switches.
    """

    language: PageLanguage = PageLanguage.SV
    scheme: Scheme = Scheme.SYSTEM
    address: str = "/"

    @property
    def words(self) -> Words:
        """The catalogue in the page's language."""
        return Words(self.language)

    @property
    def other_language(self) -> PageLanguage:
        """The language that the switch leads to."""
        return PageLanguage.EN if self.language is PageLanguage.SV else PageLanguage.SV

    @property
    def headers(self) -> dict[str, str]:
        """What the response says of the page's language and of what decided it."""
        return {**HEADERS, "Content-Language": self.language.value}


def display_of(request: Request[Any, Any, Any]) -> Display:
    """Find out how a visitor wants to see the pages.

    Args:
        request: its cookies decide, else its ``Accept-Language``.
    """
    query = request.scope["query_string"].decode("latin-1")
    address = request.url.path + (f"?{query}" if query else "")
    return Display(_language_of(request), _scheme_of(request.cookies), address)


def origin_of(request: Request[Any, Any, Any], links: Links) -> str:
    """Return what stands before an absolute path in the addresses that visitors see.

    Args:
        request: knows the host that was asked.
        links: knows the public address, if it is set.
    """
    shown = urlsplit(links.public_url or str(request.base_url))
    return f"{shown.scheme}://{shown.netloc}"


def preferred_language(accept_language: str) -> PageLanguage:
    """Return the language of the pages that a browser likes best; Swedish when it likes none of them.

    Args:
        accept_language: the header, RFC 9110 section 12.5.4.
    """
    ranges = (_range(part) for part in accept_language[:_LONGEST_ACCEPT_LANGUAGE].split(","))
    wanted = sorted((quality, -place, name) for place, (name, quality) in enumerate(ranges) if quality > 0)
    known = (PageLanguage(name) for _, _, name in reversed(wanted) if name in set(PageLanguage))
    return next(known, PageLanguage.SV)


@get("/display", operation_id="chooseDisplay", include_in_schema=False, opt={DROPS_UNKNOWN_PARAMETERS: True})
async def choose_display(
    resources: InjectedResources,
    language: Annotated[str | None, QueryParameter()] = None,
    scheme: Annotated[str | None, QueryParameter()] = None,
    next_: Annotated[str, QueryParameter(name="next")] = "/",
) -> Redirect:
    """Remember a language or a scheme in the browser, and go back to the page; what is unknown changes nothing."""
    base = resources.links.base
    cookies = []
    if language in set(PageLanguage):
        cookies.append(_cookie(LANGUAGE_COOKIE, str(language), base))
    if scheme in set(Scheme):
        cookies.append(_cookie(SCHEME_COOKIE, str(scheme), base))
    headers = {"Cache-Control": "no-store"}
    return Redirect(base + local_path(next_), status_code=HTTP_303_SEE_OTHER, cookies=cookies, headers=headers)


def _language_of(request: Request[Any, Any, Any]) -> PageLanguage:
    chosen = request.cookies.get(LANGUAGE_COOKIE, "")
    if chosen in set(PageLanguage):
        return PageLanguage(chosen)
    return preferred_language(request.headers.get("Accept-Language", ""))


def _scheme_of(cookies: Mapping[str, str]) -> Scheme:
    chosen = cookies.get(SCHEME_COOKIE, "")
    return Scheme(chosen) if chosen in set(Scheme) else Scheme.SYSTEM


def _range(part: str) -> tuple[str, float]:
    """Read one language range: its primary language and how much it is wanted."""
    tag, _, parameter = part.partition(";")
    name, _, value = parameter.strip().partition("=")
    try:
        quality = float(value) if name.strip().lower() == "q" else 1.0
    except ValueError:
        quality = 0.0
    return tag.strip().partition("-")[0].lower(), quality


def _cookie(name: str, value: str, base: str) -> Cookie:
    return Cookie(key=name, value=value, path=base or "/", max_age=_YEAR, httponly=True, samesite="lax")
