"""``/widget.js``: the question box for pages of other sites.

The script is `static/widget.js` with the pages' words, so that it is one request and needs nothing else of this
service than ``/v1/ask``. Which sites may ask is the operator's ``cors_origins``.
"""

from __future__ import annotations

import hashlib
from functools import cache
from typing import Final

import msgspec
from litestar import Response, get
from litestar.status_codes import HTTP_200_OK, HTTP_304_NOT_MODIFIED

from service.api.etags import is_known
from service.dependencies import InjectedResources
from service.desk import AnyRequest
from service.envelope import open_to_other_sites
from service.pages.catalogue import PageLanguage, Words
from service.pages.templates import static_files
from service.requests import DROPS_UNKNOWN_PARAMETERS

PATH: Final = "/widget.js"
# An upgrade reaches every page within the hour; the box of before asks the new service as well.
_MAX_AGE_SECONDS: Final = 3600


@get(PATH, operation_id="widget", include_in_schema=False, opt={DROPS_UNKNOWN_PARAMETERS: True})
async def widget(request: AnyRequest, resources: InjectedResources) -> Response[bytes | None]:
    """Return the script; a page of any site may load it, but only those that the operator names may ask."""
    open_to_other_sites(request.scope)
    script = widget_script(resources.settings.max_question_characters)
    tag = f'"{hashlib.sha256(script).hexdigest()[:32]}"'
    headers = {"Cache-Control": f"public, max-age={_MAX_AGE_SECONDS}", "ETag": tag}
    is_unchanged = is_known(request.headers.get("If-None-Match"), tag)
    status = HTTP_304_NOT_MODIFIED if is_unchanged else HTTP_200_OK
    content = None if is_unchanged else script
    return Response(content, status_code=status, media_type="text/javascript", headers=headers)


@cache
def widget_script(longest_question: int) -> bytes:
    """Return the script with its words, in a function of its own: it leaves nothing behind in the page.

    Args:
        longest_question: in code points.
    """
    texts = {language.value: _texts(Words(language), longest_question) for language in PageLanguage}
    code = static_files()["widget.js"].decode()
    call = f"start(document.currentScript, {msgspec.json.encode(texts).decode()});"
    return f'"use strict";\n(() => {{\n{code}\n{call}\n}})();\n'.encode()


def _texts(words: Words, longest_question: int) -> dict[str, str | int]:
    return {
        "name": words.name,
        "heading": words.widget_heading,
        "promise": words.promise,
        "label": words.your_question,
        "longest": longest_question,
        "ask": words.ask,
        "asking": words.asking,
        "answer": words.answer,
        "evidence": words.evidence,
        "mark": words.mark,
        "footnote": words.footnote,
        "written_by": words.written_by,
        "unanswered": words.unanswered,
        "nothing": words.nothing,
        "nothing_why": words.nothing_why,
        "nearest": words.nearest,
        "nearest_warning": words.nearest_warning,
        "new_tab": words.widget_new_tab,
        "too_fast": words.widget_too_fast,
        "busy": words.widget_busy,
        "not_ready": words.widget_not_ready,
        "closed": words.widget_closed,
        "filter": words.widget_filter,
        "unread": words.flaw.format(limit=longest_question),
        "unreachable": words.widget_unreachable,
        "failed": words.widget_failed,
    }
