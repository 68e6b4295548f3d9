"""Sending an answer to where Slack wants it, and nowhere else.

The address comes with the request. It is signed, yet only sites that the operator knows are sent to: a service within
a network must not be made to call others there.
"""

from __future__ import annotations

import logging
from typing import Final
from urllib.parse import urlsplit

import httpx
import msgspec

from service.slash.errors import DeliveryError

logger = logging.getLogger(__name__)

_TIMEOUT_SECONDS: Final = 10.0
_ATTEMPTS: Final = 2


class Delivery:
    """Posts messages as JSON."""

    def __init__(self, sites: tuple[str, ...], transport: httpx.AsyncBaseTransport | None = None) -> None:
        """Know where messages may go.

        Args:
            sites: scheme and host of each: "https://hooks.slack.com".
            transport: in place of the network.
        """
        self._sites = frozenset(sites)
        self._transport = transport

    def check(self, url: str) -> None:
        """Check that messages may be sent to an address.

        Raises:
            DeliveryError: they may not.
        """
        try:
            parts = urlsplit(url)
        except ValueError:
            parts = urlsplit("")
        if f"{parts.scheme}://{parts.netloc}" not in self._sites or not url.isprintable():
            raise DeliveryError(
                f"answers are sent to {', '.join(sorted(self._sites))} only, and the request asks for another place "
                "(setting slack_response_sites)"
            )

    async def send(self, url: str, message: msgspec.Struct) -> None:
        """Post a message; when that fails twice, the log says so.

        Args:
            url: checked already.
            message: its wire form.
        """
        content = msgspec.json.encode(message)
        headers = {"Content-Type": "application/json; charset=utf-8"}
        async with httpx.AsyncClient(
            transport=self._transport, timeout=_TIMEOUT_SECONDS, follow_redirects=False
        ) as client:
            for attempt in range(1, _ATTEMPTS + 1):
                try:
                    response = await client.post(url, content=content, headers=headers)
                except httpx.HTTPError as error:
                    outcome = type(error).__name__
                else:
                    if response.is_success:
                        return
                    outcome = f"status {response.status_code}"
                logger.warning("an answer could not be delivered (%s, attempt %d)", outcome, attempt)
