"""HTTP for MSAL: with time limits, IT's certificates, and for a sandbox nothing but loopback."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import httpx

from sync.answers import REPEATABLE, is_from_the_way
from sync.graph.http import TIMEOUT
from sync.network import Network

_MICROSOFT = "login.microsoftonline.com"
LONGEST_S = 60.0
_OF_THE_WIRE = {"content-encoding", "content-length", "transfer-encoding"}  # the body is whole and unpacked


class IdentityHttp:
    """The client MSAL is given. Blocks; safe in threads. Errors are httpx's: wrap calls in `translated`.

    With `sandbox_url` every call to Microsoft's sign-in goes there, and one to any other host is refused.
    """

    def __init__(self, sandbox_url: str = "", network: Network | None = None) -> None:
        self._sandbox = sandbox_url.rstrip("/")
        self._network = network or Network()
        self._opening = threading.Lock()
        self._opened: httpx.Client | None = None

    @property
    def _http(self) -> httpx.Client:
        """Made at the first call, in its thread: certificates take a moment to read. Raises BadInput."""
        with self._opening:
            if self._opened is None:
                options = self._network.options("localhost" if self._sandbox else _MICROSOFT)
                limits = httpx.Limits(max_keepalive_connections=0)  # calls are an hour apart
                self._opened = httpx.Client(timeout=TIMEOUT, limits=limits, **options)
            return self._opened

    def get(
        self,
        url: str,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, object] | None = None,
        **_ignored: object,
    ) -> httpx.Response:
        return self._ask("GET", self._address(url), params=params, headers=_said(headers))

    def post(
        self,
        url: str,
        params: Mapping[str, str] | None = None,
        data: Mapping[str, object] | None = None,
        headers: Mapping[str, object] | None = None,
        **_ignored: object,
    ) -> httpx.Response:
        """Asking for a token again does no harm, so a lost answer is simply "not now"."""
        form = {name: str(value) for name, value in (data or {}).items() if value is not None}
        return self._ask(
            "POST",
            self._address(url),
            params=params,
            data=form,
            headers=_said(headers),
            extensions={REPEATABLE: True},
        )

    def _ask(self, method: str, url: str, **asked: Any) -> httpx.Response:
        """The whole answer, given up if it drips in for too long: somebody waits for the token."""
        until_s, parts = time.monotonic() + LONGEST_S, []
        with self._http.stream(method, url, **asked) as response:
            for part in response.iter_bytes():
                parts.append(part)
                if time.monotonic() > until_s:
                    raise httpx.ReadTimeout("the answer takes too long", request=response.request)
        kept = [(name, value) for name, value in response.headers.multi_items() if name not in _OF_THE_WIRE]
        return _understood(
            httpx.Response(
                response.status_code, headers=kept, content=b"".join(parts), request=response.request
            )
        )

    def close(self) -> None:
        with self._opening:
            if self._opened is not None:
                self._opened.close()

    def _address(self, url: str) -> str:
        if not self._sandbox:
            return url
        parts = urlsplit(url)
        if parts.hostname != _MICROSOFT:
            raise httpx.UnsupportedProtocol(f"the sandbox does not call {parts.hostname}")
        return self._sandbox + parts.path + (f"?{parts.query}" if parts.query else "")


def _understood(response: httpx.Response) -> httpx.Response:
    """An answer of the sign-in's, which is JSON. MSAL would stumble over anything else, and over a service
    that is not available: it raises errors of its own and of its parser's for these."""
    if is_from_the_way(response) or response.status_code >= 500:
        raise httpx.HTTPStatusError("no sign-in", request=response.request, response=response)
    try:
        response.json()
    except ValueError as error:
        raise httpx.DecodingError("no JSON", request=response.request) from error
    return response


def _said(headers: Mapping[str, object] | None) -> dict[str, str]:
    return {name: str(value) for name, value in (headers or {}).items() if value is not None}
