"""Signing in by browser and by code, against an identity provider on loopback."""

from __future__ import annotations

import asyncio
import re
import threading
import webbrowser
from html import unescape
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from sync.credentials import MemorySecrets, NoKeyring
from sync.errors import AdminConsentNeeded
from sync.graph.auth import MsalSignIn, SignedIn
from sync.graph.http import GraphClient
from sync.graph.identity_http import IdentityHttp
from sync.graph.permissions import FIRST
from sync.graph.redirect import RedirectListener
from sync.graph.token_cache import TokenCache
from tests.sync.graph.conftest import WHO, no_sleep
from xforce_desktop.errors import SignInNeeded, TemporaryError

CLIENT = "11111111-2222-3333-4444-555555555555"


class FakeBrowser:
    """Opens the page and lets its form post itself, as a browser with a signed-in rep does."""

    def __init__(self) -> None:
        self.opened: list[str] = []
        self.was_opened = threading.Event()
        self.can_open = True
        self.answers = True
        self.refusal: dict[str, str] = {}

    def open(self, url: str, new: int = 0, autoraise: bool = True) -> bool:
        self.opened.append(url)
        self.was_opened.set()
        if self.can_open and self.answers:
            self.visit_soon(url)
        return self.can_open

    def visit_soon(self, url: str) -> None:
        threading.Thread(target=self._visit, args=(url,), daemon=True).start()

    def _visit(self, url: str) -> None:
        asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        with httpx.Client(trust_env=False) as http:
            if self.refusal:
                http.post(asked["redirect_uri"], data={**self.refusal, "state": asked["state"]})
                return
            page = http.get(url).text
            fields = re.findall(r'name="([^"]+)" value="([^"]*)"', page)
            target = re.findall(r'action="([^"]+)"', page)[0]
            http.post(unescape(target), data={name: unescape(value) for name, value in fields})


@pytest.fixture
def browser(monkeypatch) -> FakeBrowser:
    """The system's browser for this test."""
    fake = FakeBrowser()
    monkeypatch.setattr(webbrowser, "open", fake.open)
    return fake


def a_sign_in(sandbox, cache: TokenCache | None = None, **more) -> MsalSignIn:
    """A sign-in that knows only the sandbox's identity provider."""
    cache = cache or TokenCache(None, MemorySecrets())
    options = {"client_id": CLIENT, "tenant": "xforce.example", "http": IdentityHttp(sandbox.url), **more}
    return MsalSignIn(cache, **options)


async def by_code(sign_in: MsalSignIn) -> SignedIn:
    """Signed in without a browser, which is quicker."""
    return await sign_in.finish_device_code(await sign_in.begin_device_code())


class Refusing(IdentityHttp):
    """An identity provider that refuses every grant."""

    def __init__(self, url: str, error: str, words: str) -> None:
        super().__init__(url)
        self._answer = {"error": error, "error_description": words}

    def post(self, url: str, *args: object, **more: object) -> httpx.Response:
        return httpx.Response(400, json=self._answer)


async def test_the_browser_signs_the_rep_in(sandbox, browser):
    """PKCE and the posted form; the token then opens the mailbox."""
    sign_in = a_sign_in(sandbox)

    who = await sign_in.sign_in()

    asked = parse_qs(urlsplit(browser.opened[0]).query)
    assert who.address == "brent@xforce.example"
    assert asked["code_challenge_method"] == ["S256"]
    assert {*FIRST} < set(asked["scope"][0].split())
    assert "Mail" not in asked["scope"][0]
    assert len(browser.opened) == 1
    graph = GraphClient(sign_in, base_url=f"{sandbox.url}/v1.0", sleep=no_sleep)
    assert (await graph.get("read it", "/me", WHO))["mail"] == who.address
    await graph.close()


async def test_a_code_signs_the_rep_in(sandbox):
    """Where no browser opens, another device is used."""
    sign_in = a_sign_in(sandbox)

    device = await sign_in.begin_device_code()
    who = await sign_in.finish_device_code(device)

    assert device.code in device.message
    assert device.url.startswith("https://")
    assert who.address == "brent@xforce.example"
    assert await sign_in.token()


async def test_giving_up_on_a_code_ends_the_waiting(sandbox, controls):
    """Nobody types it; the rep closes the window."""
    await controls.ask("tokens", {"device_approved": False})
    sign_in = a_sign_in(sandbox)
    device = await sign_in.begin_device_code()
    waiting = asyncio.create_task(sign_in.finish_device_code(device))
    await asyncio.sleep(0.1)

    waiting.cancel()

    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert device.flow["expires_at"] == 0


async def test_a_token_is_kept_and_not_asked_for_again(sandbox, controls):
    """Once signed in, tokens come from the cache without a call."""
    sign_in = a_sign_in(sandbox)
    await by_code(sign_in)
    before = len(await controls.items("log"))

    tokens = [await sign_in.token() for _ in range(5)]

    assert len(set(tokens)) == 1
    assert len(await controls.items("log")) == before


async def test_the_sign_in_outlives_the_program(sandbox, tmp_path):
    """The next start needs no browser, and the file shows nothing of the token."""
    keys, path = MemorySecrets(), tmp_path / "sign-in"
    first = a_sign_in(sandbox, TokenCache(path, keys))
    who = await by_code(first)
    token = await first.token()

    second = a_sign_in(sandbox, TokenCache(path, keys))

    assert await second.accounts() == (who,)
    assert await second.token() == token
    assert token.encode() not in path.read_bytes()


async def test_an_expired_token_is_renewed_in_silence(sandbox, controls):
    """By the refresh token, and the new one is saved."""
    await controls.ask("tokens", {"lifetime_s": 1})
    sign_in = a_sign_in(sandbox)
    await by_code(sign_in)
    await controls.ask("tokens", {"lifetime_s": 3600})

    tokens = {await sign_in.token(), await sign_in.token()}

    assert len(tokens) == 1
    assert len(await controls.calls("POST", "/oauth2/v2.0/devicecode")) == 1


async def test_new_conditions_are_met_in_silence(sandbox, controls):
    """Graph refuses the token with claims: a fresh one is fetched, and the call goes through."""
    sign_in = a_sign_in(sandbox)
    await by_code(sign_in)
    before = await sign_in.token()
    await controls.fault("GET /v1.0/me", "status", status=401, claims=True)
    graph = GraphClient(sign_in, base_url=f"{sandbox.url}/v1.0", sleep=no_sleep)

    me = await graph.get("read it", "/me", WHO)
    await graph.close()

    assert me["mail"]
    assert await sign_in.token() != before
    (*_, renewal) = await controls.calls("POST", "/oauth2/v2.0/token")
    assert "claims" in str(renewal["request"]["body"])


async def test_a_revoked_sign_in_needs_the_rep(sandbox, controls):
    """Password changed, or access taken away: said once, and a new sign-in helps."""
    await controls.ask("tokens", {"lifetime_s": 1})
    sign_in = a_sign_in(sandbox)
    await by_code(sign_in)
    await controls.ask("tokens", {"revoke": True})

    with pytest.raises(SignInNeeded, match="Sign in to Microsoft again"):
        await sign_in.token()
    await by_code(sign_in)
    assert await sign_in.token()


async def test_signed_out_is_signed_out(sandbox, tmp_path):
    """Nothing is left on this computer, and there is no token any more."""
    keys, path = MemorySecrets(), tmp_path / "sign-in"
    sign_in = a_sign_in(sandbox, TokenCache(path, keys))
    await by_code(sign_in)

    await sign_in.sign_out()

    assert await sign_in.accounts() == ()
    assert not path.exists()
    with pytest.raises(SignInNeeded, match="signed out"):
        await sign_in.token()
    await by_code(sign_in)
    assert await sign_in.token()


async def test_nobody_signed_in_is_known_without_the_network():
    """The first start offline asks nobody anything."""
    sign_in = MsalSignIn(
        TokenCache(None, MemorySecrets()), client_id=CLIENT, http=IdentityHttp("http://127.0.0.1:9")
    )

    assert await sign_in.accounts() == ()
    with pytest.raises(SignInNeeded):
        await sign_in.token()


async def test_offline_is_not_signed_out(sandbox):
    """Without a network the rep is not asked for a password."""
    sign_in = MsalSignIn(
        TokenCache(None, MemorySecrets()), client_id=CLIENT, http=IdentityHttp("http://127.0.0.1:9")
    )

    with pytest.raises(TemporaryError):
        await sign_in.sign_in()


async def test_an_unfinished_browser_is_said(sandbox, browser):
    """The rep closed the tab: after the time limit we are back."""
    browser.answers = False

    with pytest.raises(SignInNeeded, match="not finished"):
        await a_sign_in(sandbox, browser_timeout_s=0.05).sign_in()


async def test_giving_up_in_the_app_closes_the_door(sandbox, browser):
    """The rep closes our window instead: nothing listens any more, and no thread waits."""
    browser.answers = False
    waiting = asyncio.create_task(a_sign_in(sandbox).sign_in())
    assert await asyncio.to_thread(browser.was_opened.wait, 5)

    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting

    for thread in threading.enumerate():
        if thread.name == "waiting":
            await asyncio.to_thread(thread.join, 5)
            assert not thread.is_alive()
    redirect = parse_qs(urlsplit(browser.opened[0]).query)["redirect_uri"][0]
    async with httpx.AsyncClient(trust_env=False) as http:
        with pytest.raises(httpx.ConnectError):
            await http.post(redirect.replace("localhost", "127.0.0.1"), data={"code": "x"})


@pytest.mark.parametrize(
    "form", [{"code": "stolen", "state": "wrong"}, {"code": "stolen"}, {"state": "s"}, {}]
)
def test_only_our_own_answer_is_taken(form):
    """Another program on this computer cannot slip in a code; the real answer still comes through."""
    with RedirectListener() as listener, httpx.Client(trust_env=False) as http:
        listener.expect("s")
        page = listener.url.replace("localhost", "127.0.0.1")

        assert http.post(page, data=form).status_code == 400
        assert http.get(f"{page}/?code=x&state=s").status_code == 400
        assert listener.wait(0.01) is None
        assert http.post(page, data={"code": "c", "state": "s"}).status_code == 200
        assert listener.wait(1) == {"code": "c", "state": "s"}


@pytest.mark.parametrize(
    "error,words,said",
    [
        ("access_denied", "AADSTS65004: the user declined", "cancelled"),
        ("access_denied", "AADSTS53003: blocked by Conditional Access", "AADSTS53003"),
        ("unauthorized_client", "AADSTS700016: application not found", "tenant and client id"),
        ("interaction_required", "AADSTS50079: more is needed", "Sign in to Microsoft again"),
    ],
)
async def test_refusals_come_with_advice(sandbox, error, words, said):
    """Each with what the rep can do."""
    with pytest.raises(SignInNeeded, match=said):
        await by_code(a_sign_in(sandbox, http=Refusing(sandbox.url, error, words)))


async def test_saying_no_in_the_browser_is_heard(sandbox, browser):
    """The refusal comes back by the browser itself."""
    browser.refusal = {"error": "access_denied", "error_description": "AADSTS65004: the user declined"}

    with pytest.raises(SignInNeeded, match="cancelled"):
        await a_sign_in(sandbox).sign_in()


@pytest.mark.parametrize("code", ["AADSTS65001", "AADSTS90094", "AADSTS90095"])
async def test_missing_consent_leads_to_the_administrator(sandbox, code):
    """With the very page on which it is given."""
    refusing = Refusing(sandbox.url, "invalid_grant", f"{code}: consent is needed")

    with pytest.raises(AdminConsentNeeded) as caught:
        await by_code(a_sign_in(sandbox, http=refusing))

    asked = parse_qs(urlsplit(caught.value.address).query)
    assert caught.value.address.startswith(
        "https://login.microsoftonline.com/xforce.example/v2.0/adminconsent?"
    )
    assert asked["client_id"] == [CLIENT]
    assert "https://graph.microsoft.com/Mail.Send" in asked["scope"][0].split()
    assert caught.value.address in caught.value.advice


async def test_another_host_is_never_called():
    """In a sandbox run nothing goes out to the world."""
    with pytest.raises(httpx.UnsupportedProtocol):
        IdentityHttp("http://127.0.0.1:9").get("https://login.example/common")


async def test_many_at_once_get_one_token(sandbox, controls):
    """Twenty calls with an expired token renew it once."""
    await controls.ask("tokens", {"lifetime_s": 1})
    sign_in = a_sign_in(sandbox)
    await by_code(sign_in)
    await controls.ask("tokens", {"lifetime_s": 3600})
    before = len(await controls.calls("POST", "/oauth2/v2.0/token"))

    tokens = await asyncio.gather(*(sign_in.token() for _ in range(20)))

    assert len(set(tokens)) == 1
    assert len(await controls.calls("POST", "/oauth2/v2.0/token")) == before + 1


async def test_microsoft_not_available_is_for_later(sandbox):
    """No new sign-in helps."""
    refusing = Refusing(sandbox.url, "temporarily_unavailable", "AADSTS90033: try later")

    with pytest.raises(TemporaryError):
        await by_code(a_sign_in(sandbox, http=refusing))


async def test_a_computer_without_a_browser_is_told_of_the_code(sandbox, browser):
    """Nobody waits five minutes for a window that never opened."""
    browser.can_open = False

    with pytest.raises(SignInNeeded, match="another device"):
        await a_sign_in(sandbox).sign_in()


async def test_a_computer_without_a_browser_shows_the_address(sandbox, browser):
    """The rep can open it elsewhere on this computer."""
    shown: list[str] = []
    browser.can_open = False

    def show(address: str) -> None:
        shown.append(address)
        browser.visit_soon(address)

    who = await a_sign_in(sandbox, show_address=show).sign_in()

    assert who.address == "brent@xforce.example"
    assert shown == browser.opened


class NoSecrets(MemorySecrets):
    """A computer without a keyring."""

    def set(self, name: str, secret: str) -> None:
        raise NoKeyring("This computer has no safe place for passwords")


async def test_without_a_keyring_the_rep_may_go_on_without_saving(sandbox, tmp_path):
    """The sign-in just made is not lost, and no file is written either way."""
    path = tmp_path / "sign-in"
    cache = TokenCache(path, NoSecrets())
    sign_in = a_sign_in(sandbox, cache)

    with pytest.raises(NoKeyring):
        await by_code(sign_in)
    cache.keep_in_memory()

    assert [who.address for who in await sign_in.accounts()] == ["brent@xforce.example"]
    assert await sign_in.token()
    assert not path.exists()


async def test_who_signs_in_beside_a_code_that_waits_stays(sandbox, controls, tmp_path):
    """The window shows a code for minutes; meanwhile the command signs another account in."""
    keys, path = MemorySecrets(), tmp_path / "sign-in"
    window, command = (a_sign_in(sandbox, TokenCache(path, keys)) for _ in range(2))
    device = await window.begin_device_code()
    await controls.ask("tokens", {"device_approved": False})
    waiting = asyncio.create_task(window.finish_device_code(device))
    await asyncio.sleep(0.5)
    await controls.ask("tokens", {"device_approved": True})
    await controls.ask("entra", {"account": "dana@xforce.example"})
    await by_code(command)
    await controls.ask("entra", {"account": ""})

    await waiting

    both = {one.address for one in await command.accounts()}
    assert "dana@xforce.example" in both
    assert {one.address for one in await window.accounts()} == both
