"""HTTP for MSAL: with time limits, IT's certificates, and for a sandbox nothing but loopback."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

import httpx

from sync.errors import REPEATABLE
from sync.graph.http import TIMEOUT, trusted_certificates

_MICROSOFT = "login.microsoftonline.com"


class IdentityHttp:
    """The client MSAL is given. Blocks; safe in threads. Errors are httpx's: wrap calls in `translated`.

    With `sandbox_url` every call to Microsoft's sign-in goes there, and one to any other host is refused.
    """

    def __init__(self, sandbox_url: str = "") -> None:
        self._sandbox = sandbox_url.rstrip("/")
        verify = True if self._sandbox else trusted_certificates()
        self._http = httpx.Client(
            timeout=TIMEOUT,
            trust_env=not self._sandbox,
            verify=verify,
            limits=httpx.Limits(max_keepalive_connections=0),  # calls are an hour apart
        )

    def get(
        self,
        url: str,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, object] | None = None,
        **_ignored: object,
    ) -> httpx.Response:
        return self._http.get(self._address(url), params=params, headers=_said(headers))

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
        return self._http.post(
            self._address(url),
            params=params,
            data=form,
            headers=_said(headers),
            extensions={REPEATABLE: True},
        )

    def close(self) -> None:
        self._http.close()

    def _address(self, url: str) -> str:
        if not self._sandbox:
            return url
        parts = urlsplit(url)
        if parts.hostname != _MICROSOFT:
            raise httpx.UnsupportedProtocol(f"the sandbox does not call {parts.hostname}")
        return self._sandbox + parts.path + (f"?{parts.query}" if parts.query else "")


def _said(headers: Mapping[str, object] | None) -> dict[str, str]:
    return {name: str(value) for name, value in (headers or {}).items() if value is not None}
