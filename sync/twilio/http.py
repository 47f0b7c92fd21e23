"""The wire under Twilio's library: httpx instead of its own, which keeps no time limit."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx

from sync.answers import too_late, translated
from sync.errors import UnreadableAnswer
from sync.network import Network
from sync.twilio.wire import refusal
from xforce_desktop.errors import AnswerLost

TIMEOUT = httpx.Timeout(30.0, connect=10.0)
DOING = {"POST": "send the text message", "GET": "read the text messages"}
LONGEST_S = 60.0  # even if the answer still drips in


class TwilioHttp:
    """What the library takes as its asynchronous HTTP client. Nothing is repeated here: a text has no key."""

    is_async = True  # asked by the library

    def __init__(
        self,
        base_url: str,
        *,
        timeout: httpx.Timeout = TIMEOUT,
        transport: httpx.AsyncBaseTransport | None = None,
        network: Network | None = None,
        longest_s: float = LONGEST_S,
    ) -> None:
        self._longest_s = longest_s
        options = (network or Network()).options(httpx.URL(base_url).host)
        self._http = httpx.AsyncClient(timeout=timeout, transport=transport, **options)

    async def close(self) -> None:
        await self._http.aclose()

    async def request(
        self,
        method: str,
        uri: str,
        params: dict[str, Any] | None = None,
        data: dict[str, Any] | None = None,
        headers: dict[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,  # noqa: ASYNC109  # the library's signature
        allow_redirects: bool = False,
    ) -> httpx.Response:
        """A successful answer that is a JSON object. The library's own `timeout` is not used: ours is set."""
        doing = DOING.get(method.upper(), "reach Twilio")
        try:
            with translated(doing):
                async with asyncio.timeout(self._longest_s):
                    response = await self._http.request(
                        method, uri, params=params, data=data, headers=headers, auth=auth
                    )
        except TimeoutError as error:
            raise too_late(doing, is_repeatable=method.upper() == "GET") from error
        if not response.is_success:
            raise refusal(doing, response)
        if not _is_object(response.text):
            raise _unreadable(method, doing)
        return response


def _is_object(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except ValueError:
        return False


def _unreadable(method: str, doing: str) -> Exception:
    """An answer to a sending that cannot be read tells nothing: the text may have left."""
    if method.upper() == "POST":
        return AnswerLost(f"Could not {doing} for certain", "It is looked up before it is repeated.")
    return UnreadableAnswer("no JSON object")
