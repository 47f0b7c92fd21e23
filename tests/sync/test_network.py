"""The way out as IT sets it: proxies, certificates, and errors that say what to do about them."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from sync.answers import translated
from sync.anthropic.client import ANTHROPIC, Claude, ModelAccount
from sync.anthropic.trouble import NotAllowed
from sync.errors import CertificateRefused, NoNetwork, ProxyRefused, RefusedByGraph
from sync.graph.http import FixedToken, GraphClient
from sync.graph.identity_http import IdentityHttp
from sync.graph.server_time import server_time
from sync.network import BUNDLE_VARIABLES, Network
from sync.sandbox.server import Sandbox
from sync.sandbox.texts import REP_NUMBER
from sync.twilio.sms import TwilioAccount, TwilioTexting
from tests.sync.graph.conftest import WHO
from tests.sync.inspecting_proxy import InspectingProxy, running
from xforce_desktop.bootstrap.agents import SANDBOX_ACCOUNT
from xforce_desktop.errors import AnswerLost, BadInput, TemporaryError

DISCOVERY = "https://login.microsoftonline.com/organizations/v2.0/.well-known/openid-configuration"
VARIABLES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of what the computer that runs the tests says."""
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
async def proxy(sandbox: Sandbox, tmp_path: Path) -> AsyncIterator[InspectingProxy]:
    """IT's proxy before the sandbox, which plays the services."""
    with running(InspectingProxy(tmp_path / "it.pem", sandbox.url)) as made:
        yield made


async def asked_by_graph(network: Network) -> str:
    graph = GraphClient(FixedToken("sandbox-rep"), network=network)
    try:
        return str((await graph.get("read your profile", "/me", WHO))["mail"])
    finally:
        await graph.close()


async def test_every_service_is_reached_through_its_proxy_and_certificate(proxy: InspectingProxy) -> None:
    """Graph, sign-in, texts, the model and the clock: one setting for all."""
    network = Network(proxy.url, str(proxy.ca_file))
    texting = TwilioTexting(TwilioAccount(SANDBOX_ACCOUNT, "t", REP_NUMBER), network=network)
    identity = IdentityHttp(network=network)
    claude = Claude(ModelAccount(lambda: "key", "claude-x", ANTHROPIC, 5, network))

    assert await asked_by_graph(network) == "brent@xforce.example"
    assert (await asyncio.to_thread(identity.get, DISCOVERY)).json()["issuer"]
    with pytest.raises(NotAllowed):  # the sandbox is no model, but it was asked
        await claude.check()
    await texting.check_number()
    assert await server_time("https://graph.microsoft.com", network)

    identity.close()
    await texting.close()
    await claude.close()
    assert dict.fromkeys(proxy.asked) == dict.fromkeys(
        ["graph.microsoft.com", "login.microsoftonline.com", "api.anthropic.com", "api.twilio.com"]
    )


@pytest.mark.parametrize("variables", [{"HTTPS_PROXY": "proxy"}, {"ALL_PROXY": "proxy"}])
async def test_the_environments_proxy_and_certificate_are_used(
    proxy: InspectingProxy, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str]
) -> None:
    """As every other program on the computer does."""
    for name in variables:
        monkeypatch.setenv(name, proxy.url)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(proxy.ca_file))

    assert await asked_by_graph(Network()) == "brent@xforce.example"


async def test_the_systems_proxy_is_used(proxy: InspectingProxy, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows' and macOS' settings come by the same function of Python as the environment's."""
    monkeypatch.setattr("httpx._utils.getproxies", lambda: {"https": proxy.url})

    assert await asked_by_graph(Network(ca_file=str(proxy.ca_file))) == "brent@xforce.example"


@pytest.mark.parametrize(
    "network, environment",
    [
        (Network("direct"), {}),
        (Network(), {"NO_PROXY": "graph.microsoft.com"}),
    ],
)
async def test_a_proxy_can_be_left_out(
    proxy: InspectingProxy,
    monkeypatch: pytest.MonkeyPatch,
    network: Network,
    environment: dict[str, str],
) -> None:
    """By the setting, or for a name by the environment: then the service itself is looked for."""
    monkeypatch.setenv("HTTPS_PROXY", proxy.url)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    client = httpx.AsyncClient(**network.options("graph.microsoft.com"))

    way = client._transport_for_url(httpx.URL("https://graph.microsoft.com/v1.0/me"))

    await client.aclose()
    assert "Proxy" not in type(way._pool).__name__  # type: ignore[attr-defined]  # httpx tells it nowhere else
    assert proxy.asked == []


async def test_a_certificate_nobody_knows_says_what_to_set(proxy: InspectingProxy) -> None:
    """Which host, why, and the name of the setting; it is not tried three times over."""
    began_s = time.monotonic()
    with pytest.raises(CertificateRefused) as caught:
        await asked_by_graph(Network(proxy.url))

    assert caught.value.host == "graph.microsoft.com"
    assert not caught.value.is_of_time
    for words in ("certificate of graph.microsoft.com", "ca_file in settings.toml"):
        assert words in caught.value.advice
    assert proxy.asked == ["graph.microsoft.com"]
    assert time.monotonic() - began_s < 5


async def test_sign_in_says_the_same(proxy: InspectingProxy) -> None:
    """MSAL's calls end in the same error."""
    identity = IdentityHttp(network=Network(proxy.url))

    with pytest.raises(CertificateRefused, match=r"login\.microsoftonline\.com"), translated("sign in"):
        await asyncio.to_thread(identity.get, DISCOVERY)
    identity.close()


async def test_an_expired_certificate_points_at_the_clock(sandbox: Sandbox, tmp_path: Path) -> None:
    """Far more often our clock is wrong than Microsoft's certificate old."""
    expired = InspectingProxy(tmp_path / "it.pem", sandbox.url, days=(-8, -2))
    with running(expired), pytest.raises(CertificateRefused, match="clock") as caught:
        await asked_by_graph(Network(expired.url, str(expired.ca_file)))
    assert caught.value.is_of_time


@pytest.mark.parametrize(
    "refusal, needs_sign_in, words",
    [
        (b"407 Proxy Authentication Required", True, "wants a sign-in"),
        (b"403 Forbidden", False, "Ask IT to allow graph.microsoft.com"),
    ],
)
async def test_a_proxy_that_says_no_is_named(
    proxy: InspectingProxy, refusal: bytes, needs_sign_in: bool, words: str
) -> None:
    """407 is not "offline": IT has something to do."""
    proxy.refusal = refusal

    with pytest.raises(ProxyRefused) as caught:
        await asked_by_graph(Network(proxy.url, str(proxy.ca_file)))

    assert (caught.value.needs_sign_in, words in caught.value.advice) == (needs_sign_in, True)


async def test_a_name_that_cannot_be_found_is_no_network() -> None:
    """No DNS: said with the name, so that a split network shows."""
    graph = GraphClient(FixedToken("t"), base_url="https://nowhere.invalid/v1.0", sleep=asyncio.sleep)

    with pytest.raises(NoNetwork, match=r"nowhere\.invalid cannot be found"):
        await graph.get("read the mail", "/me", WHO)
    await graph.close()


def test_a_ca_file_of_no_use_is_named(tmp_path: Path) -> None:
    """Missing, or not what it should be."""
    broken = tmp_path / "broken.pem"
    broken.write_text("no certificate", encoding="ascii")

    with pytest.raises(BadInput, match=r"cannot be read.*PEM file"):
        Network(ca_file=str(tmp_path / "missing.pem")).options("graph.microsoft.com")
    with pytest.raises(BadInput, match="holds no certificate"):
        Network(ca_file=str(broken)).options("graph.microsoft.com")


@pytest.mark.parametrize("variable", BUNDLE_VARIABLES)
def test_a_bundle_of_no_use_in_the_environment_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    """The variable, so that IT knows where to look; one that names nothing is passed over, as elsewhere."""
    broken = tmp_path / "broken.pem"
    broken.write_text("no certificate", encoding="ascii")
    monkeypatch.setenv(variable, str(tmp_path / "missing.pem"))
    Network().options("graph.microsoft.com")

    monkeypatch.setenv(variable, str(broken))
    with pytest.raises(BadInput, match=f"{variable}.* holds no certificate"):
        Network().options("graph.microsoft.com")


@asynccontextmanager
async def dripping() -> AsyncIterator[str]:
    """A service whose answer never ends, a byte at a time: each comes well within the time for one read."""
    ended = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n")
        with contextlib.suppress(OSError):
            while True:
                writer.write(b" ")
                await writer.drain()
                await asyncio.sleep(0.02)
        writer.close()
        ended.set()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        await asyncio.wait_for(ended.wait(), 5)


@pytest.mark.parametrize("is_read", [True, False])
async def test_an_answer_that_drips_for_ever_is_given_up(is_read: bool) -> None:
    """A read is for later; what may have been done is looked up."""
    began_s = time.monotonic()
    async with dripping() as url:
        graph = GraphClient(FixedToken("t"), base_url=url, longest_s=0.5)
        with pytest.raises(TemporaryError) as caught:
            await (graph.get("read the mail", "/me", WHO) if is_read else graph.post("send it", "/me/send"))
        await graph.close()

    assert type(caught.value) is (TemporaryError if is_read else AnswerLost)
    assert time.monotonic() - began_s < 3


async def test_sign_in_gives_up_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise everything would wait for the token for ever."""
    monkeypatch.setattr("sync.graph.identity_http.LONGEST_S", 0.5)
    async with dripping() as url:
        identity = IdentityHttp(url)
        with pytest.raises(TemporaryError), translated("sign in"):
            await asyncio.to_thread(identity.get, DISCOVERY)
        identity.close()


class Counting(Sandbox):
    """Remembers the most calls that were open at once; each takes a while."""

    most = 0

    def _answer(self, request, body, spoiler=""):  # type: ignore[no-untyped-def]
        self.most = max(self.most, self._open)
        return super()._answer(request, body, spoiler)


async def test_three_calls_at_once_over_all_that_touches_a_mailbox() -> None:
    """Mail, calendar, directory and attendance share the places, as Graph counts them together."""
    from sync.graph.attendance import GraphAttendance
    from sync.graph.calendar import GraphCalendar
    from sync.graph.directory import GraphDirectory
    from sync.graph.mail import GraphMail
    from tests.sync.large_mailbox import START
    from xforce_desktop.clock import ManualClock
    from xforce_desktop.ids import EffectKey
    from xforce_desktop.ports import Folder

    async with Counting() as sandbox:
        sandbox.faults.add({"match": "GET /v1.0/nothing", "kind": "concurrency", "times": 1})
        graph = GraphClient(FixedToken("sandbox-rep"), base_url=f"{sandbox.url}/v1.0")
        mail, calendar = GraphMail(graph, ManualClock(START)), GraphCalendar(graph)
        looks: list[Callable[[], object]] = [
            lambda: mail.news(Folder.INBOX, "", START),
            lambda: mail.look_up(EffectKey("k"), ""),
            lambda: calendar.busy(["brent@xforce.example"], START, START.replace(day=9)),
            lambda: calendar.find(EffectKey("k"), START, START.replace(hour=14)),
            lambda: GraphDirectory(graph).me(),
            lambda: GraphAttendance(graph).participants("https://teams.example/x", START, START),
        ]

        ended = await asyncio.gather(*(look() for look in looks * 2), return_exceptions=True)  # type: ignore[call-overload]
        refused = [e for e in sandbox.log.entries() if e["response"]["status"] == 429]
        await graph.close()

    assert (sandbox.most, refused) == (3, [])
    assert {type(one) for one in ended if isinstance(one, Exception)} == {
        RefusedByGraph
    }  # no meeting of ours


async def test_a_refusal_can_be_found_at_microsoft(
    sandbox: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    """Both numbers of the call stand in the log and on the error; nothing of the mail, and no token."""
    caplog.set_level(logging.INFO)
    sandbox.faults.add({"match": "POST /v1.0/me/messages", "kind": "status", "status": 400, "times": 1})
    graph = GraphClient(FixedToken("sandbox-rep"), base_url=f"{sandbox.url}/v1.0")

    with pytest.raises(Exception) as caught:  # noqa: PT011  # which one is another test's
        await graph.post("write a draft", "/me/messages", {"subject": "Secret"})
    await graph.close()

    (entry,) = [e for e in sandbox.log.entries() if e["response"]["status"] == 400]
    sent = {name.lower(): value for name, value in entry["request"]["headers"].items()}
    theirs = {name.lower(): value for name, value in entry["response"]["headers"].items()}["request-id"]
    (record,) = [r for r in caplog.records if getattr(r, "request_id", "")]
    assert (record.request_id, record.client_request_id) == (theirs, sent["client-request-id"])  # type: ignore[attr-defined]
    assert theirs in caught.value.__notes__[0]
    assert "Secret" not in caplog.text
    assert "sandbox-rep" not in caplog.text


async def test_a_call_without_an_answer_has_its_number_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    """It may have arrived: Microsoft finds it under our number."""
    caplog.set_level(logging.INFO)
    graph = GraphClient(FixedToken("t"), base_url="http://127.0.0.1:9/v1.0")

    with pytest.raises(NoNetwork):
        await graph.post("send it", "/me/send")
    await graph.close()

    assert [len(r.client_request_id) for r in caplog.records if hasattr(r, "client_request_id")] == [36]
