"""Microsoft's own sign-in library gets its tokens from the sandbox."""

from __future__ import annotations

import asyncio
import base64
import json
import time
import webbrowser
from collections.abc import AsyncIterator, Iterator
from urllib.parse import parse_qsl, urlsplit

import httpx
import msal
import pytest

from sync.sandbox.server import Sandbox
from tests.sync.microsoft_sign_in import HOST, FormPostingBrowser, Loopback

SCOPES = ["User.Read", "Mail.ReadWrite", "Mail.Send"]


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
        msal.PublicClientApplication,
        "desktop-client",
        authority=f"{HOST}/organizations",
        client_capabilities=["CP1"],
        http_client=network,
    )
    network.close()


async def me(sandbox: Sandbox, token: str) -> httpx.Response:
    async with httpx.AsyncClient(base_url=sandbox.url) as client:
        return await client.get("/v1.0/me", headers={"Authorization": f"Bearer {token}"})


def token_requests(sandbox: Sandbox) -> list[dict[str, str]]:
    """The forms that the token endpoint was sent."""
    calls = [one for one in sandbox.log.entries() if one["path"].endswith("/oauth2/v2.0/token")]
    return [one["request"]["body"] for one in calls]


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
    asked = dict(parse_qsl(urlsplit(browser.opened[0]).query))
    assert (asked["response_mode"], asked["code_challenge_method"]) == ("form_post", "S256")
    assert len(token_requests(sandbox)) == 2  # the code and the renewal; the silent call asked nobody


async def test_a_claims_challenge_is_answered_silently_and_in_the_browser(
    sandbox: Sandbox, app: msal.PublicClientApplication, browser: FormPostingBrowser
) -> None:
    """The challenge of a 401 reaches Entra either way, with what the client can do, for a new token."""
    got = await asyncio.to_thread(app.acquire_token_interactive, SCOPES, timeout=10)
    sandbox.faults.add({"match": "GET /v1.0/me", "kind": "status", "status": 401, "claims": True, "times": 1})
    header = (await me(sandbox, got["access_token"])).headers["WWW-Authenticate"]
    challenge = base64.b64decode(header.partition('claims="')[2].rstrip('"')).decode()
    (account,) = app.get_accounts()

    silent = await asyncio.to_thread(app.acquire_token_silent, SCOPES, account, claims_challenge=challenge)
    again = await asyncio.to_thread(
        app.acquire_token_interactive, SCOPES, timeout=10, claims_challenge=challenge
    )

    assert 'error="insufficient_claims"' in header
    assert len({one["access_token"] for one in (got, silent, again)}) == 3
    assert (await me(sandbox, silent["access_token"])).status_code == 200
    said = json.loads(token_requests(sandbox)[1]["claims"])["access_token"]
    shown = json.loads(dict(parse_qsl(urlsplit(browser.opened[1]).query))["claims"])["access_token"]
    assert said == shown == json.loads(challenge)["access_token"] | {"xms_cc": {"values": ["CP1"]}}


async def test_the_device_code_sign_in_opens_graph(
    sandbox: Sandbox, app: msal.PublicClientApplication
) -> None:
    """A code and where to enter it; then the token."""
    flow = await asyncio.to_thread(app.initiate_device_flow, SCOPES)
    got = await asyncio.to_thread(app.acquire_token_by_device_flow, flow)

    assert flow["user_code"] in flow["message"]
    assert (await me(sandbox, got["access_token"])).status_code == 200


async def test_a_device_code_waits_until_it_is_entered(
    sandbox: Sandbox, app: msal.PublicClientApplication
) -> None:
    """The library goes on asking while nobody has decided, and stops at the yes."""
    sandbox.sign_in.device_approved = False
    flow = await asyncio.to_thread(app.initiate_device_flow, SCOPES)
    first = await asyncio.to_thread(app.acquire_token_by_device_flow, flow, exit_condition=lambda _: True)

    def goes_on(_: object) -> bool:
        sandbox.sign_in.device_approved = True  # the rep enters it after a refused poll
        return False

    got = await asyncio.to_thread(app.acquire_token_by_device_flow, flow, exit_condition=goes_on)

    assert (first["error"], first["error_codes"]) == ("authorization_pending", [70016])
    assert len(token_requests(sandbox)) == 3
    assert (await me(sandbox, got["access_token"])).status_code == 200


async def test_a_device_code_can_be_declined(sandbox: Sandbox, app: msal.PublicClientApplication) -> None:
    """The library gives up at once, and the code is worth nothing afterwards."""
    async with httpx.AsyncClient(base_url=sandbox.url) as client:
        await client.post("/sandbox/tokens", json={"device_declined": True})
        flow = await asyncio.to_thread(app.initiate_device_flow, SCOPES)
        got = await asyncio.to_thread(app.acquire_token_by_device_flow, flow)
        await client.post("/sandbox/tokens", json={"device_approved": True})
        asked = {"grant_type": "device_code", "device_code": flow["device_code"]}
        later = (await client.post("/organizations/oauth2/v2.0/token", data=asked)).json()

    assert got["error"] == "authorization_declined"
    assert later["error"] == "bad_verification_code"
    assert await asyncio.to_thread(app.get_accounts) == []  # asks the network which authorities are one


async def test_a_device_code_expires(sandbox: Sandbox, app: msal.PublicClientApplication) -> None:
    """Whoever enters it too late gets nothing."""
    sandbox.sign_in.device_life_s = 0.05
    flow = await asyncio.to_thread(app.initiate_device_flow, SCOPES)
    await asyncio.sleep(0.06)
    got = await asyncio.to_thread(app.acquire_token_by_device_flow, flow | {"expires_at": time.time() + 60})

    assert (got["error"], got["error_codes"]) == ("expired_token", [70019])


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


async def test_me_is_whoever_signed_in(sandbox: Sandbox, app: msal.PublicClientApplication) -> None:
    """By the id that the sign-in named, for somebody of the organisation and for a stranger; else the rep."""
    seen = {}
    for account in ("", "sarah@xforce.example", "dana@xforce.example"):
        async with httpx.AsyncClient(base_url=sandbox.url) as client:
            await client.post("/sandbox/entra", json={"account": account})
        flow = await asyncio.to_thread(app.initiate_device_flow, SCOPES)
        answer = await asyncio.to_thread(app.acquire_token_by_device_flow, flow)
        user = (await me(sandbox, answer["access_token"])).json()
        assert user["id"] == answer["id_token_claims"]["oid"]
        seen[account] = (user["mail"], user["displayName"])

    assert seen[""] == ("brent@xforce.example", "Brent Lawson")
    assert seen["sarah@xforce.example"] == ("sarah@xforce.example", "Sarah Chen")
    assert seen["dana@xforce.example"] == ("dana@xforce.example", "Dana")
    assert (await me(sandbox, "sandbox-rep")).json()["mail"] == "brent@xforce.example"
