"""The way to Graph: patient, few at once, and never beyond a time limit."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from sync.errors import AnswerTooLong, NetworkAnswered, ServiceDown, Throttled
from sync.graph import bounded
from sync.graph.http import FixedToken, GraphClient
from sync.graph.http_wire import IMMUTABLE, path_of, quoted
from tests.sync.graph.conftest import WHO, no_sleep
from xforce_desktop.clock import ManualClock
from xforce_desktop.errors import AnswerLost, Rejected, SignInNeeded, TemporaryError


class Service:
    """Gives the answers it was told, one after another, and remembers what was asked."""

    def __init__(self, *answers: httpx.Response | Exception) -> None:
        self.answers = list(answers)
        self.requests: list[httpx.Request] = []
        self.waited_s: list[float] = []
        self.claims: list[str] = []

    async def handle(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def sleep(self, wait_s: float) -> None:
        self.waited_s.append(wait_s)

    async def token(self, claims: str = "") -> str:
        self.claims.append(claims)
        return f"token-{len(self.claims)}"

    def client(self, base_url: str = "https://graph.example/v1.0") -> GraphClient:
        transport = httpx.MockTransport(self.handle)
        return GraphClient(self, base_url=base_url, transport=transport, sleep=self.sleep)


def busy(status: int = 429, **headers: str) -> httpx.Response:
    return httpx.Response(status, json={"error": {"code": "TooMany"}}, headers=headers)


FINE = {"id": "1"}


def fine() -> httpx.Response:
    return httpx.Response(200, json=FINE)


@pytest.mark.parametrize("method", ["get", "post"])
async def test_a_short_wish_to_wait_is_obeyed(method):
    """Refused for now, with a time: we wait as long as asked, then try again; the work was not begun."""
    service = Service(busy(429, **{"Retry-After": "3"}), busy(503, **{"Retry-After": "4"}), fine())

    assert await getattr(service.client(), method)("read it", "/me") == FINE
    assert service.waited_s == [3.0, 4.0]


@pytest.mark.parametrize("status, kind", [(429, Throttled), (503, ServiceDown)])
@pytest.mark.parametrize("method", ["get", "post"])
async def test_a_long_wish_is_handed_on(method, status, kind):
    """Minutes are not waited for here, and meanwhile nothing else is asked either. The rep goes on being told
    what it is."""
    service = Service(busy(status, **{"Retry-After": "300"}))
    client = service.client()

    for _ in range(2):
        with pytest.raises(kind) as caught:
            await getattr(client, method)("read it", "/me")
        assert caught.value.retry_after_s == pytest.approx(300, abs=1)
    assert (len(service.requests), service.waited_s) == (1, [])


@pytest.mark.parametrize(
    "trouble",
    [httpx.ReadTimeout("slow"), httpx.ConnectError("down"), busy(502), httpx.Response(200, text="<html>")],
)
async def test_a_read_is_tried_again(trouble):
    """After a growing pause with some chance in it."""
    service = Service(trouble, trouble, fine())

    assert await service.client().get("read it", "/me") == FINE
    first_s, second_s = service.waited_s
    assert 0 < first_s < second_s < 3


async def test_at_last_it_gives_up():
    """Three times and no more."""
    service = Service(*(httpx.ReadTimeout("slow") for _ in range(9)))

    with pytest.raises(TemporaryError):
        await service.client().get("read it", "/me")
    assert len(service.requests) == 3


@pytest.mark.parametrize(
    "trouble", [httpx.ReadTimeout("slow"), busy(504), httpx.Response(200, text="<html>")]
)
async def test_what_may_have_been_done_is_not_repeated(trouble):
    """A POST without a clear answer goes back to the caller at once."""
    service = Service(trouble, fine())

    with pytest.raises(AnswerLost):
        await service.client().post("send it", "/me/send")
    assert len(service.requests) == 1


async def test_a_claims_challenge_is_answered_once():
    """A fresh token with the claims; if that is refused too, the rep has to sign in."""
    header = 'Bearer error="insufficient_claims", claims="eyJhIjoxfQ"'
    refused = [httpx.Response(401, json={}, headers={"WWW-Authenticate": header}) for _ in range(3)]
    service = Service(refused[0], fine())

    assert await service.client().get("read it", "/me") == FINE
    assert service.claims == ["", '{"a":1}']
    assert service.requests[1].headers["Authorization"] == "Bearer token-2"

    service = Service(*refused)
    with pytest.raises(SignInNeeded):
        await service.client().get("read it", "/me")
    assert len(service.requests) == 2


async def test_a_refused_token_is_not_hammered_with():
    """401 without a challenge: once."""
    service = Service(httpx.Response(401, json={}), fine())

    with pytest.raises(SignInNeeded):
        await service.client().get("read it", "/me")
    assert len(service.requests) == 1


async def test_each_call_says_who_and_how():
    """Token, immutable ids and a number of its own for support."""
    service = Service(fine(), fine())
    client = service.client()

    await client.get("read it", "/me")
    await client.post("do it", "/me/x", {"a": 1})

    assert {request.headers["Prefer"] for request in service.requests} == {IMMUTABLE}
    assert len({request.headers["client-request-id"] for request in service.requests}) == 2


async def test_ids_and_queries_are_encoded():
    """A slash in an id is no new path; "$" stays as it is, a value does not break out."""
    service = Service(fine())

    await service.client().get(
        "x", path_of("me", "messages", "a/b=c d"), {"$filter": "x eq 'a&b#c%41'", "$top": "5"}
    )

    assert service.requests[0].url.raw_path == (
        b"/v1.0/me/messages/a%2Fb%3Dc%20d?$filter=x%20eq%20%27a%26b%23c%2541%27&$top=5"
    )


def test_a_quote_cannot_end_a_literal():
    """O'Brien is a name, not the end of a filter."""
    assert quoted("O'Brien") == "'O''Brien'"


async def test_links_are_followed_verbatim_and_only_home():
    """What the service wrote is what is asked; another host never sees our token."""
    link = "https://graph.example/v1.0/me/mailfolders('a%2Fb')/messages?$skiptoken=a%3d%2B"
    service = Service(
        httpx.Response(200, json={"value": [{"id": "1"}], "@odata.nextLink": link}),
        httpx.Response(
            200, json={"value": [{"id": "2"}], "@odata.nextLink": "https://graph.example.evil.test/x"}
        ),
    )
    seen: list[str] = []

    async def read_all() -> None:
        async for item in service.client().pages("read it", "/me/messages"):
            seen.append(item["id"])

    with pytest.raises(Rejected, match="not followed"):
        await read_all()

    assert seen == ["1", "2"]
    assert str(service.requests[1].url) == link


@pytest.mark.parametrize(
    "link,is_own",
    [
        ("https://graph.example/v1.0/x", True),
        ("https://graph.example:443/v1.0/x", True),
        ("http://graph.example/v1.0/x", False),
        ("https://graph.example:444/v1.0/x", False),
        ("https://graph.example@evil.example/x", False),
        ("//graph.example/x", False),
        ("", False),
    ],
)
async def test_home_is_scheme_host_and_port(link, is_own):
    """All three."""
    assert Service().client().is_own(link) is is_own


async def test_at_most_three_calls_are_open():
    """The service refuses the fifth; we never get there, however many are asked for."""
    open_now = most = 0

    async def handle(request: httpx.Request) -> httpx.Response:
        nonlocal open_now, most
        open_now += 1
        most = max(most, open_now)
        await asyncio.sleep(0.005)
        open_now -= 1
        return fine()

    client = GraphClient(
        FixedToken("t"), base_url="https://graph.example", transport=httpx.MockTransport(handle)
    )
    await asyncio.gather(*(client.get("read it", "/me") for _ in range(12)))

    assert most == 3


async def test_the_sandbox_never_throttles_us(graph, controls):
    """Twelve at once, with the service's own limit switched on: nobody is refused."""
    await controls.ask("faults", {"match": "* /v1.0/*", "kind": "concurrency", "times": 1000})

    await asyncio.gather(*(graph.get("read it", "/me", WHO) for _ in range(12)))

    statuses = {call["response"]["status"] for call in await controls.calls("GET", "/v1.0/me")}
    assert statuses == {200}


async def test_a_service_that_is_silent_does_not_hold_us(sandbox, controls):
    """The time limit ends the wait; a read is then tried again."""
    client = GraphClient(
        FixedToken("sandbox-rep"),
        base_url=f"{sandbox.url}/v1.0",
        timeout=httpx.Timeout(0.15),
        sleep=no_sleep,
    )
    await controls.fault("GET /v1.0/me", "timeout")

    began = time.monotonic()
    me = await client.get("read it", "/me", WHO)
    await client.close()

    assert me["mail"] == "brent@xforce.example"
    assert time.monotonic() - began < 2


async def test_nobody_there_is_said_in_plain_words():
    """A closed port: offline, nothing lost."""
    client = GraphClient(FixedToken("t"), base_url="http://127.0.0.1:9/v1.0", sleep=no_sleep)

    with pytest.raises(TemporaryError, match="offline"):
        await client.post("send it", "/me/send")
    await client.close()


async def test_loopback_is_never_sent_through_a_proxy(sandbox, monkeypatch):
    """IT's proxy in the environment concerns the real service only."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    client = GraphClient(FixedToken("sandbox-rep"), base_url=f"{sandbox.url}/v1.0", sleep=no_sleep)

    assert (await client.get("read it", "/me", WHO))["mail"]
    await client.close()


async def test_the_services_clock_is_heard_with_each_answer():
    """Three hours ahead of it, then right; an answer without a readable time changes nothing."""
    answers = [
        httpx.Response(200, json=FINE, headers={"Date": date})
        for date in ("Mon, 08 Jun 2026 11:00:00 GMT", "nonsense", "Mon, 08 Jun 2026 13:59:59 GMT")
    ]
    service = Service(*answers)
    client = GraphClient(
        service,
        base_url="https://graph.example/v1.0",
        transport=httpx.MockTransport(service.handle),
        clock=ManualClock(datetime(2026, 6, 8, 14, tzinfo=UTC)),
    )

    heard = [client.skew]
    for _ in answers:
        await client.get("read it", "/me", WHO)
        heard.append(client.skew)

    assert heard == [None, timedelta(hours=3), timedelta(hours=3), timedelta(seconds=1)]


def page_of_a_proxy(status: int) -> httpx.Response:
    return httpx.Response(status, html="<html>Blocked</html>")


@pytest.mark.parametrize("status", [200, 302, 403, 404, 407, 410])
async def test_a_proxys_page_is_not_the_services_answer(status):
    """Neither gone nor forbidden nor done: it is tried again, and the rep is told where to look."""
    service = Service(*(page_of_a_proxy(status) for _ in range(3)))

    with pytest.raises(TemporaryError, match="Your network answered") as caught:
        await service.client().get("read it", "/me")
    assert type(caught.value) is NetworkAnswered


@pytest.mark.parametrize("status, kind", [(200, AnswerLost), (502, AnswerLost), (302, NetworkAnswered)])
async def test_what_a_proxy_may_have_passed_on_is_looked_up(status, kind):
    """A page instead of the answer to a send: turned away at the door, or perhaps done."""
    with pytest.raises(TemporaryError) as caught:
        await Service(page_of_a_proxy(status)).client().post("send it", "/me/send")
    assert type(caught.value) is kind


async def test_an_answer_without_end_is_not_read(monkeypatch):
    """Reading stops at the limit, and the call is not repeated."""
    monkeypatch.setattr(bounded, "LONGEST_BYTES", 1000)
    service = Service(httpx.Response(200, content=_without_end()), fine())

    with pytest.raises(AnswerTooLong):
        await service.client().get("read it", "/me")
    assert len(service.requests) == 1


async def _without_end():
    while True:
        yield b"x" * 100
