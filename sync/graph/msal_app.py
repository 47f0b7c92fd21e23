"""The MSAL application. Making one asks the network, so it is made late and in a thread."""

from __future__ import annotations

import logging
import sys
from dataclasses import dataclass
from typing import Any

from sync.graph.identity_http import IdentityHttp
from sync.graph.refusals import unknown_tenant

log = logging.getLogger(__name__)

AUTHORITY = "https://login.microsoftonline.com"


@dataclass(frozen=True)
class MsalApp:
    """`client` is the `msal.PublicClientApplication`; `has_broker`: Windows itself shows the sign-in."""

    client: Any
    has_broker: bool


def open_app(cache: Any, http: IdentityHttp, client_id: str, tenant: str, *, use_broker: bool) -> MsalApp:
    """With the broker of Windows if that is wished and installed, else without. Raises SignInNeeded."""
    if use_broker and sys.platform == "win32":
        try:
            return MsalApp(_client(cache, http, client_id, tenant, enable_broker_on_windows=True), True)
        except ImportError:  # MSAL's way to say that pymsalruntime is not there
            log.warning("The broker of Windows is not installed (pymsalruntime); the browser is used")
    return MsalApp(_client(cache, http, client_id, tenant), False)


def _client(cache: Any, http: IdentityHttp, client_id: str, tenant: str, **more: bool) -> Any:
    import msal

    try:
        return msal.PublicClientApplication(
            client_id,
            authority=f"{AUTHORITY}/{tenant}",
            token_cache=cache,
            http_client=http,
            client_capabilities=["CP1"],
            **more,
        )
    except ValueError as error:  # MSAL's answer to a discovery that was refused
        raise unknown_tenant() from error
