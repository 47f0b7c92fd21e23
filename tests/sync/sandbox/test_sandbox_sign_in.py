"""Microsoft's own sign-in library gets its tokens from the sandbox."""

from __future__ import annotations

import asyncio
import re
import threading
import webbrowser
from collections.abc import AsyncIterator, Iterator
from html import unescape
from typing import Any

import httpx
import msal
import pytest

from sync.sandbox.server import Sandbox

SCOPES = ["User.Read", "Mail.ReadWrite", "Mail.Send"]
HOST = "https://login.microsoftonline.com"


class Loopback:
    """The library's way to the network: one host leads to the sandbox, no other leads anywhere."""

    def __init__(self, url: str) -> None:
        self._url, self._client = url, httpx.Client(timeout=10)

    def get(self, url: str, params: Any = None, headers: Any = None, **_: Any) -> httpx.Response:
        return self._client.get(self._there(url), params=params, headers=headers)

    def post(
        self, url: str, params: Any = None, data: Any = None, headers: Any = None, **_: Any
    ) -> httpx.Response:
        return self._client.post(self._there(url), params=params, data=data, headers=headers)

    def close(self) -> None:
        self._client.close()

    def _there(self, url: str) -> str:
        assert url.startswith(f"{HOST}/"), url
        return self._url + url.removeprefix(HOST)


class FormPostingBrowser(webbrowser.BaseBrowser):
    """Opens the page and submits its form, as a browser with scripts does."""

    threads: list[threading.Thread]

    def __init__(self) -> None:
        super().__init__("form-posting")
        self.threads = []

    def open(self, url: str, new: int = 0, autoraise: bool = True) -> bool:
        self.threads.append(threading.Thread(target=self._visit, args=(url,)))
        self.threads[-1].start()
        return True

    def _visit(self, url: str) -> None:
        page = httpx.get(url).text
        target = unescape(re.findall(r'action="([^"]+)"', page)[0])
        fields = {k: unescape(v) for k, v in re.findall(r'name="(\w+)" value="([^"]*)"', page)}
        httpx.post(target, data=fields)


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> Iterator[FormPostingBrowser]:
    """The only browser there is."""
    fake = FormPostingBrowser()
    monkeypatch.setattr(webbrowser, "get", lambda *_: fake)
    monkeypatch.setattr(webbrowser, "open", fake.open)
    yield fake
    for thread in fake.threads:
        thread.join(5)


@pytest.fixture
async def app(sandbox: Sandbox) -> AsyncIterator[msal.PublicClientApplication]:
    """A client application whose network ends at the sandbox."""
    network = Loopback(sandbox.url)
    yield await asyncio.to_thread(
        msal.PublicClientApplication, "desktop-client", authority=f"{HOST}/organizations", http_client=network
    )
    network.close()


async def me(sandbox: Sandbox, token: str) -> httpx.Response:
    async with httpx.AsyncClient(base_url=sandbox.url) as client:
        return await client.get("/v1.0/me", headers={"Authorization": f"Bearer {token}"})


async def test_the_browser_sign_in_opens_graph(
    sandbox: Sandbox, app: msal.PublicClientApplication, browser: FormPostingBrowser
) -> None:
    """With PKCE and form_post; the account is the rep's; silent calls need no network; renewal works."""
    got = await asyncio.to_thread(app.acquire_token_interactive, SCOPES, timeout=10)
    (account,) = app.get_accounts()
    silent = await asyncio.to_thread(app.acquire_token_silent, SCOPES, account)
    renewed = await asyncio.to_thread(app.acquire_token_silent, SCOPES, account, force_refresh=True)

    assert got["id_token_claims"]["preferred_username"] == "brent@xforce.example"
    assert account["username"] == "brent@xforce.example"
    assert silent["access_token"] == got["access_token"]
    assert renewed["access_token"] != got["access_token"]
    assert (await me(sandbox, renewed["access_token"])).status_code == 200
    assert got["access_token"] not in str(sandbox.log.entries())
    assert got["refresh_token"] not in str(sandbox.log.entries())


async def test_the_device_code_sign_in_opens_graph(
    sandbox: Sandbox, app: msal.PublicClientApplication
) -> None:
    """A code and where to enter it; then the token."""
    flow = await asyncio.to_thread(app.initiate_device_flow, SCOPES)
    got = await asyncio.to_thread(app.acquire_token_by_device_flow, flow)

    assert flow["user_code"] in flow["message"]
    assert (await me(sandbox, got["access_token"])).status_code == 200


async def test_an_expired_or_revoked_token_is_worth_nothing(
    sandbox: Sandbox, app: msal.PublicClientApplication
) -> None:
    """401 from Graph, invalid_grant from the renewal."""
    sandbox.sign_in.life_s = 0.05
    flow = await asyncio.to_thread(app.initiate_device_flow, SCOPES)
    got = await asyncio.to_thread(app.acquire_token_by_device_flow, flow)
    await asyncio.sleep(0.06)
    expired = await me(sandbox, got["access_token"])
    async with httpx.AsyncClient(base_url=sandbox.url) as client:
        await client.post("/sandbox/tokens", json={"revoke": True})
    (account,) = app.get_accounts()
    again = await asyncio.to_thread(app.acquire_token_silent_with_error, SCOPES, account, force_refresh=True)

    assert expired.status_code == 401
    assert again["error"] == "invalid_grant"


@pytest.mark.parametrize(
    "change",
    [{"response_mode": "query"}, {"code_challenge_method": "plain"}, {"redirect_uri": "https://x.example"}],
)
async def test_an_unsafe_request_is_not_granted(sandbox: Sandbox, change: dict[str, str]) -> None:
    """No form_post, no PKCE or a foreign address: 400."""
    asked = {
        "response_mode": "form_post",
        "code_challenge_method": "S256",
        "code_challenge": "x",
        "redirect_uri": "http://localhost:1",
    }
    async with httpx.AsyncClient(base_url=sandbox.url) as client:
        answer = await client.get("/organizations/oauth2/v2.0/authorize", params=asked | change)

    assert answer.status_code == 400


async def test_a_wrong_verifier_is_refused(sandbox: Sandbox) -> None:
    """The code is bound to the challenge and good for one use."""
    _, fields = sandbox.sign_in.authorize(
        {
            "response_mode": "form_post",
            "code_challenge_method": "S256",
            "code_challenge": "n4bQgYhMfWWaL-qgxVrQFaO_TxsrC4Is0V1sFbDwCgg",
            "redirect_uri": "http://localhost:1",
        }
    )
    asked = {"grant_type": "authorization_code", "code": fields["code"]}
    async with httpx.AsyncClient(base_url=sandbox.url) as client:
        url = "/organizations/oauth2/v2.0/token"
        answers = [
            (await client.post(url, data=asked | {"code_verifier": v})).json() for v in ("wrong", "test")
        ]

    assert [one["error"] for one in answers] == ["invalid_grant", "invalid_grant"]
