"""What has to be allowed first: asked in steps, pending until it is, and partly given."""

from __future__ import annotations

import base64
import json
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from sync.credentials import KeyringError, MemorySecrets, NoKeyring
from sync.errors import AdminConsentNeeded
from sync.graph.auth import MsalSignIn, SignedIn
from sync.graph.chosen_account import ChosenAccount
from sync.graph.identity_http import IdentityHttp
from sync.graph.msal_access import named_in
from sync.graph.permissions import ESSENTIAL, FIRST, SCOPES
from sync.graph.token_cache import TokenCache
from tests.sync.graph.test_graph_auth import CLIENT, FakeBrowser, a_sign_in, browser, by_code
from xforce_desktop.errors import SignInNeeded, TemporaryError

__all__ = ["browser"]
CORE = [*FIRST, *ESSENTIAL]


def encoded(value: object) -> str:
    """As Entra encodes client_info."""
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


# A guest's token names the organisation that is visited; the account is of their own.
OF_HOST = {"id_token_claims": {"oid": "u1", "tid": "t"}}


def asked_in(browser: FakeBrowser) -> list[set[str]]:
    """The permissions on each page that was opened."""
    pages = [parse_qs(urlsplit(url).query)["scope"][0].split() for url in browser.opened]
    return [set(page) & set(SCOPES) for page in pages]


async def allow(sandbox, address: str) -> httpx.Response:
    """The administrator opens the page and agrees."""
    parts = urlsplit(address)
    async with httpx.AsyncClient(base_url=sandbox.url, trust_env=False) as http:
        return await http.get(f"{parts.path}?{parts.query}")


async def test_a_rep_who_may_allow_it_does_so_in_two_steps(sandbox, controls, browser):
    """First who he is, then the rest; after that nothing is pending."""
    await controls.ask("entra", {"consent": "user"})
    sign_in = a_sign_in(sandbox)

    who = await sign_in.sign_in()

    assert asked_in(browser) == [set(FIRST), set(SCOPES)]
    assert parse_qs(urlsplit(browser.opened[1]).query)["login_hint"] == [who.address]
    assert not sign_in.is_pending
    assert sign_in.missing_functions() == ()
    assert await sign_in.token()


async def test_pending_until_the_administrator_has_allowed_it(sandbox, controls, browser, tmp_path):
    """The rep is signed in and known; when it is allowed, tokens come without the rep."""
    await controls.ask("entra", {"consent": "admin"})
    keys, path = MemorySecrets(), tmp_path / "sign-in"
    sign_in = a_sign_in(sandbox, TokenCache(path, keys))

    with pytest.raises(AdminConsentNeeded) as caught:
        await sign_in.sign_in()

    assert sign_in.is_pending
    assert [who.address for who in await sign_in.accounts()] == ["brent@xforce.example"]
    assert not await sign_in.look_again()

    answer = await allow(sandbox, caught.value.address)
    assert answer.status_code == 302
    assert answer.headers["location"].startswith("http://localhost?admin_consent=True")
    assert await sign_in.look_again()
    assert not sign_in.is_pending
    assert await sign_in.token()
    assert len(browser.opened) == 2


async def test_pending_is_seen_again_at_the_next_start(sandbox, controls, tmp_path):
    """By the first token, which does not come; then, allowed, it does by itself."""
    await controls.ask("entra", {"consent": "admin"})
    keys, path = MemorySecrets(), tmp_path / "sign-in"
    with pytest.raises(AdminConsentNeeded):
        await by_code(a_sign_in(sandbox, TokenCache(path, keys)))

    waiting = a_sign_in(sandbox, TokenCache(path, keys))
    with pytest.raises(AdminConsentNeeded) as caught:
        await waiting.token()
    assert waiting.is_pending
    await allow(sandbox, caught.value.address)

    started_anew = a_sign_in(sandbox, TokenCache(path, keys))
    assert await started_anew.token()
    assert not started_anew.is_pending


@pytest.mark.parametrize("is_new", [True, False])
async def test_by_code_a_second_one_asks_for_all(sandbox, controls, is_new):
    """Where the rep may allow it, but no browser is here; the program may have been started anew."""
    await controls.ask("entra", {"consent": "user"})
    cache = TokenCache(None, MemorySecrets())
    first = a_sign_in(sandbox, cache)
    with pytest.raises(AdminConsentNeeded):
        await by_code(first)
    second = a_sign_in(sandbox, cache) if is_new else first

    await by_code(second)

    assert not second.is_pending
    scopes = [str(call["request"]["body"]) for call in await controls.calls("POST", "/devicecode")]
    assert ["Mail.Send" in one for one in scopes] == [False, True]


@pytest.mark.parametrize("consent", ["admin", "partial"])
async def test_partly_granted_goes_on_without_the_rest(sandbox, controls, consent):
    """Whether Microsoft refuses the whole or gives a part: what is missing is said, and one token does."""
    await controls.ask("entra", {"consent": consent, "granted": CORE})
    sign_in = a_sign_in(sandbox)

    await by_code(sign_in)
    before = len(await controls.calls("POST", "/oauth2/v2.0/token"))
    tokens = {await sign_in.token() for _ in range(3)}

    assert len(tokens) == 1
    assert len(await controls.calls("POST", "/oauth2/v2.0/token")) == before
    assert not sign_in.is_pending
    assert "attendance reports" in sign_in.missing_functions()
    assert "sending mail" not in sign_in.missing_functions()

    await controls.ask("entra", {"consent": "given"})
    assert await sign_in.look_again()
    assert sign_in.missing_functions() == ()


@pytest.mark.parametrize("lacking", ESSENTIAL)
async def test_without_an_essential_permission_it_is_pending(sandbox, controls, lacking):
    """No meeting can be arranged without mail and calendar."""
    granted = [one for one in SCOPES if one != lacking]
    await controls.ask("entra", {"consent": "partial", "granted": granted})
    sign_in = a_sign_in(sandbox)

    with pytest.raises(AdminConsentNeeded):
        await by_code(sign_in)
    assert sign_in.is_pending
    assert len(sign_in.missing_functions()) == 1


async def test_a_revoked_sign_in_is_named(sandbox, controls):
    """The password was changed; signing in again helps, and consent is not what is missing."""
    await controls.ask("tokens", {"lifetime_s": 1})
    sign_in = a_sign_in(sandbox)
    await by_code(sign_in)
    await controls.ask("entra", {"revoke": True})

    with pytest.raises(SignInNeeded, match="revoked"):
        await sign_in.token()
    assert not sign_in.is_pending
    await by_code(sign_in)
    assert await sign_in.token()


async def test_conditional_access_is_named(sandbox, controls, browser):
    """With its number, for the administrator; asked once, not twice."""
    await controls.ask("entra", {"policy": "blocked"})

    with pytest.raises(SignInNeeded, match="AADSTS53003"):
        await a_sign_in(sandbox).sign_in()
    assert len(browser.opened) == 1


@pytest.mark.parametrize(
    "fate,said",
    [({"device_declined": True}, "cancelled"), ({"device_lifetime_s": 0}, "not used in time")],
)
async def test_the_fate_of_a_code(sandbox, controls, fate, said):
    await controls.ask("tokens", fate)

    with pytest.raises(SignInNeeded, match=said):
        await by_code(a_sign_in(sandbox))


async def test_an_unknown_program_is_for_it(sandbox, controls, browser):
    """The id in the settings is wrong."""
    await controls.ask("entra", {"client_id": "another"})

    with pytest.raises(SignInNeeded, match="client id in the settings"):
        await by_code(a_sign_in(sandbox))


async def test_an_unknown_organisation_is_for_it(sandbox, controls):
    """The tenant in the settings is wrong; the right one works."""
    await controls.ask("entra", {"tenant": "xforce.example"})

    with pytest.raises(SignInNeeded, match=r"tenant in settings\.toml"):
        await by_code(a_sign_in(sandbox, tenant="xfroce.example"))
    assert await by_code(a_sign_in(sandbox))


async def test_offline_while_pending_is_offline(sandbox, controls):
    """No network is not a missing consent, nor the other way round."""
    await controls.ask("entra", {"consent": "admin"})
    cache = TokenCache(None, MemorySecrets())
    with pytest.raises(AdminConsentNeeded):
        await by_code(a_sign_in(sandbox, cache))

    offline = MsalSignIn(cache, client_id=CLIENT, http=IdentityHttp("http://127.0.0.1:9"))

    with pytest.raises(TemporaryError):
        await offline.token()


async def test_signing_out_needs_no_network(sandbox):
    """What is on this computer goes, and a session that opens the cache finds nothing."""
    cache = TokenCache(None, MemorySecrets())
    await by_code(a_sign_in(sandbox, cache))
    store = cache.opened()
    offline = MsalSignIn(cache, client_id=CLIENT, http=IdentityHttp("http://127.0.0.1:9"))

    await offline.sign_out()

    left = json.loads(store.serialize())
    assert not any(left.get(kind) for kind in ("AccessToken", "RefreshToken", "IdToken", "Account")), left
    assert await offline.accounts() == ()


async def test_two_accounts_and_which_is_used(sandbox, controls, tmp_path):
    """The choice outlives the program; signing out of one leaves the other."""
    keys, path, choice = MemorySecrets(), tmp_path / "sign-in", ChosenAccount(tmp_path)
    first = a_sign_in(sandbox, TokenCache(path, keys), choice=choice)
    rep = await by_code(first)
    await controls.ask("entra", {"account": "dana@xforce.example"})
    dana = await by_code(first)
    assert await first.account() == dana

    first.choose(rep.account_id)
    second = a_sign_in(sandbox, TokenCache(path, keys), choice=choice)

    assert set(await second.accounts()) == {rep, dana}
    assert await second.account() == rep
    await second.sign_out()
    assert await second.accounts() == (dana,)
    assert await second.account() == dana
    assert path.exists()


async def test_tokens_of_one_account_are_never_those_of_another(sandbox, controls):
    """Whoever signs in, is chosen or signs out: its own tokens, or none; and its own pending consent."""
    sign_in = a_sign_in(sandbox)
    rep = await by_code(sign_in)
    tokens = sign_in.tokens_for(rep.account_id)
    reps = await tokens.token()
    await controls.ask("entra", {"account": "dana@xforce.example", "consent": "admin"})
    with pytest.raises(AdminConsentNeeded):
        await by_code(sign_in)

    assert sign_in.is_pending
    assert not tokens.is_pending
    assert await tokens.token() == reps
    await controls.ask("entra", {"consent": "given"})
    assert await sign_in.token() != reps
    assert await tokens.look_again()
    assert await who_of(sandbox, await tokens.token()) == rep.address
    assert await who_of(sandbox, await sign_in.token()) == "dana@xforce.example"

    await sign_in.forget(rep.account_id)
    with pytest.raises(SignInNeeded, match="signed out"):
        await tokens.token()
    assert await sign_in.token()
    await controls.ask("entra", {"account": ""})
    await by_code(sign_in)
    assert await who_of(sandbox, await tokens.token()) == rep.address


async def who_of(sandbox, token: str) -> str:
    """Whose token it is, as Graph sees it."""
    headers = {"Authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(base_url=sandbox.url, trust_env=False) as http:
        return (await http.get("/v1.0/me", headers=headers)).json()["mail"]


async def test_without_a_choice_the_one_that_is_used_remains_so(sandbox, controls, tmp_path):
    """A command that runs on does not change over when another account comes in that sorts before it."""
    keys, path = MemorySecrets(), tmp_path / "sign-in"
    await by_code(a_sign_in(sandbox, TokenCache(path, keys)))
    running = a_sign_in(sandbox, TokenCache(path, keys))
    first = await running.token()
    for name in ("ann", "dana", "eve"):
        await controls.ask("entra", {"account": f"{name}@xforce.example"})
        await by_code(a_sign_in(sandbox, TokenCache(path, keys)))

    assert len(await running.accounts()) == 4
    assert (await running.accounts())[0].address != "brent@xforce.example"
    assert await running.token() == first


async def test_a_choice_of_nobody_is_refused_and_the_former_stays(sandbox, tmp_path):
    sign_in = a_sign_in(sandbox, choice=ChosenAccount(tmp_path))
    rep = await by_code(sign_in)

    with pytest.raises(SignInNeeded):
        sign_in.choose("nobody.here")

    assert await sign_in.account() == rep


@pytest.mark.parametrize(
    "answer, found",
    [
        ({"client_info": encoded({"uid": "u2", "utid": "t"})}, "u2.t"),
        ({"client_info": encoded({"uid": "u2", "utid": "t"}), **OF_HOST}, "u2.t"),
        ({"id_token_claims": {"oid": "u1", "tid": "t"}}, "u1.t"),
        ({"id_token_claims": {"oid": "?", "tid": "t", "preferred_username": "B@x.example"}}, "u2.t"),
        ({"id_token_claims": {"preferred_username": "twice@x.example"}}, None),
        ({}, None),
    ],
)  # fmt: skip
def test_who_signed_in_is_never_guessed(answer, found):
    """By what Microsoft names; two of one name are told apart or not taken."""
    accounts = [
        SignedIn("u1.t", "a@x.example"),
        SignedIn("u2.t", "b@x.example"),
        SignedIn("u3.t", "twice@x.example"),
        SignedIn("u3.t2", "twice@x.example"),
    ]
    if found is None:
        with pytest.raises(SignInNeeded):
            named_in(answer, accounts)
    else:
        assert named_in(answer, accounts).account_id == found


def test_a_choice_that_cannot_be_read_is_none(tmp_path, caplog):
    choice = ChosenAccount(tmp_path)
    assert choice.read() == ""
    for content in ('{"account_id": 7}', "[]", "{", '{"account_id"'):
        (tmp_path / "account.json").write_text(content)
        assert choice.read() == ""
    choice.write("u.t", "brent@xforce.example")
    assert choice.read() == "u.t"


class LockedKeyring(MemorySecrets):
    """There is one, but the rep has not opened it."""

    def set(self, name: str, secret: str) -> None:
        raise KeyringError("Could not save a secret in the keyring", "Unlock the keyring and try again.")


async def test_in_memory_only_if_the_caller_says_so(sandbox, tmp_path, monkeypatch):
    """A locked keyring is another trouble than none; neither leads to a file, nor to memory by itself."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(KeyringError) as caught:
        await by_code(a_sign_in(sandbox, TokenCache(tmp_path / "sign-in", LockedKeyring())))
    assert not isinstance(caught.value, NoKeyring)

    in_memory = TokenCache(None, LockedKeyring())
    sign_in = a_sign_in(sandbox, in_memory, choice=ChosenAccount(tmp_path))
    await by_code(sign_in)

    assert not sign_in.is_saved
    assert await sign_in.token()
    await sign_in.sign_out()
    assert await sign_in.accounts() == ()
    assert {one.name for one in tmp_path.iterdir()} <= {"sign-in.lock"}  # empty, of the first try


@pytest.fixture
def on_windows(monkeypatch) -> None:
    """Where MSAL can use the broker, as far as this program looks."""
    monkeypatch.setattr("sys.platform", "win32")


async def test_without_the_broker_the_browser_is_used(sandbox, browser, on_windows, caplog):
    """IT wished for it, but pymsalruntime is not installed."""
    who = await a_sign_in(sandbox, use_broker=True).sign_in(parent_window=7)

    assert who.address == "brent@xforce.example"
    assert len(browser.opened) == 1
    assert "pymsalruntime" in caplog.text


async def test_the_broker_stands_above_our_window(sandbox, browser, on_windows, monkeypatch):
    """It is told which window; what it answers is taken as the browser's would be."""
    asked = []

    def broker(self, *args, **more):
        asked.append((args[0], args[1]))
        return {"error": "access_denied", "error_description": "AADSTS65004: the user declined"}

    client = "msal.application.PublicClientApplication"
    monkeypatch.setattr("msal.application._init_broker", lambda _: None)
    monkeypatch.setattr(f"{client}._acquire_token_interactive_via_broker", broker)

    with pytest.raises(SignInNeeded, match="cancelled"):
        await a_sign_in(sandbox, use_broker=True).sign_in(parent_window=7)
    assert asked == [(list(FIRST), 7)]
    assert browser.opened == []
