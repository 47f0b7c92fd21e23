"""Clients of Microsoft 365 that others wrote, pointed at the sandbox and signed in by Microsoft's library."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import msal
import pytest

from sync.graph.auth import SCOPES
from sync.sandbox.server import Sandbox
from tests.conftest import shared_folder
from tests.sync.conftest import described
from tests.sync.microsoft_sign_in import HOST, Loopback

if TYPE_CHECKING:
    from azure.core.credentials import AccessToken
    from msgraph import GraphServiceClient

# Other addresses of operations that the description has under one only.
_SAME = (
    (re.compile(r"^/v1.0/me/calendars?(/AAMk[^/]*)?/(?=events|calendarView)"), "/v1.0/me/"),
    (re.compile(r"^POST /v1.0/me/mailFolders/[^/]+/messages$"), "POST /v1.0/me/messages"),
)
# Operations that the description leaves out, because our own program has no use for them.
_BESIDE = re.compile(r"GET /v1.0/(me/calendars?(/[^/]+)?|me/mailFolders/[^/]+|users/[^/]+)")
# O365 writes this one truth as a text and begins an answer without a word, and the service takes both.
_FORGIVEN = re.compile(
    r"request: \$\.isOnlineMeeting: '(true|false)' is no boolean|/createReply -> 201: request: no body"
)


@pytest.fixture
async def app(sandbox: Sandbox) -> AsyncIterator[msal.PublicClientApplication]:
    """Microsoft's sign-in library, signed in with a device code."""
    network = Loopback(sandbox.url)
    app = await asyncio.to_thread(
        msal.PublicClientApplication,
        "desktop-client",
        authority=f"{HOST}/organizations",
        client_capabilities=["CP1"],
        http_client=network,
    )
    flow = await asyncio.to_thread(app.initiate_device_flow, [*SCOPES, "People.Read"])
    got = await asyncio.to_thread(app.acquire_token_by_device_flow, flow)
    assert "access_token" in got, got
    yield app
    network.close()


class Credential:
    """An Azure credential over the sign-in library; `claims` are those that the client handed on."""

    def __init__(self, app: msal.PublicClientApplication) -> None:
        self._app = app
        self.claims: list[str] = []
        self.tokens: list[str] = []

    async def get_token(self, *scopes: str, claims: str | None = None, **_: Any) -> AccessToken:
        from azure.core.credentials import AccessToken

        (account,) = self._app.get_accounts()
        got = await asyncio.to_thread(
            self._app.acquire_token_silent, list(scopes), account, claims_challenge=claims
        )
        self.claims += [claims] if claims else []
        self.tokens.append(got["access_token"])
        return AccessToken(got["access_token"], int(time.time()) + got["expires_in"])

    async def close(self) -> None: ...

    async def __aenter__(self) -> Credential:
        return self

    async def __aexit__(self, *_: object) -> None: ...


@pytest.fixture
def credential(app: msal.PublicClientApplication) -> Credential:
    """Where the SDK gets its tokens."""
    return Credential(app)


@pytest.fixture
async def sdk(sandbox: Sandbox, credential: Credential) -> AsyncIterator[GraphServiceClient]:
    """Microsoft's own client with all of its middleware; only the base address is ours."""
    from kiota_authentication_azure.azure_identity_authentication_provider import (
        AzureIdentityAuthenticationProvider,
    )
    from msgraph import GraphServiceClient
    from msgraph.graph_request_adapter import GraphRequestAdapter, options
    from msgraph_core import GraphClientFactory

    transport = httpx.AsyncHTTPTransport()  # the SDK wraps it, but does not pass `aclose` on
    plain = httpx.AsyncClient(timeout=10, trust_env=False, transport=transport)
    http = GraphClientFactory.create_with_default_middleware(client=plain, options=options)
    adapter = GraphRequestAdapter(
        AzureIdentityAuthenticationProvider(credential, scopes=[*SCOPES, "People.Read"]), client=http
    )
    adapter.base_url = f"{sandbox.url}/v1.0"
    yield GraphServiceClient(request_adapter=adapter)
    await transport.aclose()
    await http.aclose()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Of what the clients say the part that is described is judged here."""
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker(pytest.mark.judged_apart)


@pytest.fixture(autouse=True)
async def _all_that_was_said_fits(sandbox: Sandbox) -> AsyncIterator[None]:
    """Where the description of Graph is at hand, what the clients said and were told fits it."""
    yield
    shared = shared_folder()
    contract = described(shared) if shared else None
    if contract is not None:
        found = contract.misfits(_usual(entry) for entry in sandbox.log.entries() if not _beside(entry))
        assert [words for words in found if not _FORGIVEN.search(words)] == []


def _beside(entry: dict[str, Any]) -> bool:
    return _BESIDE.fullmatch(f"{entry['method']} {entry['path']}") is not None


def _usual(entry: dict[str, Any]) -> dict[str, Any]:
    path = _SAME[0][0].sub(_SAME[0][1], entry["path"])
    _, _, path = _SAME[1][0].sub(_SAME[1][1], f"{entry['method']} {path}").partition(" ")
    return entry | {"path": path}
