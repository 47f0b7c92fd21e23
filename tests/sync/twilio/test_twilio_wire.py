"""Whatever Twilio answers, the core meets one of its own errors; what leaves us fits Twilio's description."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl

import httpx
import pytest

from sync.credentials import KeyringError, NoKeyring
from sync.errors import CannotText, NoNetwork, RefusedByTwilio, UnreadableAnswer
from sync.sandbox.log import WireLog, named_folder
from sync.twilio.sms import TwilioAccount, TwilioTexting
from tests.sync.twilio.conftest import START
from xforce_desktop.errors import AnswerLost, NotFound, OutsideError, Rejected, TemporaryError
from xforce_desktop.ids import EffectKey

ACCOUNT = TwilioAccount("AC" + "0" * 32, "a-secret-token", "+15550107700")
THEM, KEY = "+16155550142", EffectKey("a:1:0")


def a_message(**changes: Any) -> dict[str, Any]:
    plain = {
        "sid": "SM" + "1" * 32, "body": "Hello", "from": ACCOUNT.number, "to": THEM, "status": "queued",
        "direction": "outbound-api", "date_created": "Mon, 08 Jun 2026 14:00:00 +0000", "date_sent": None,
    }  # fmt: skip
    return plain | changes


def an_answer(status: int, code: int = 0, **headers: str) -> httpx.Response:
    body = {"code": code, "message": "words", "status": status} if code else {}
    return httpx.Response(
        status, json=body, headers={name.replace("_", "-"): h for name, h in headers.items()}
    )


def keep_for_the_judge(request: httpx.Request) -> None:
    """The answers here are broken on purpose, but what leaves us has to fit Twilio's description."""
    url = request.url
    WireLog(named_folder()).add(
        request.method, url.path, url.query.decode(), (request.headers, request.content), (0, {}, b"")
    )


def texting(
    *answers: httpx.Response | Exception,
    seen: list[httpx.Request] | None = None,
    token: str = ACCOUNT.token,
    read_token: Callable[[], str] = lambda: "",
) -> TwilioTexting:
    waiting = list(answers)

    def serve(request: httpx.Request) -> httpx.Response:
        keep_for_the_judge(request)
        if seen is not None:
            seen.append(request)
        answer = waiting.pop(0)
        if isinstance(answer, httpx.RequestError):
            answer.request = request
        if isinstance(answer, Exception):
            raise answer
        return answer

    return TwilioTexting(
        replace(ACCOUNT, token=token),
        base_url="https://twilio.example",
        transport=httpx.MockTransport(serve),
        read_token=read_token,
    )


async def trouble(answer: httpx.Response | Exception, *, sending: bool = True) -> OutsideError:
    service = texting(answer)
    with pytest.raises(OutsideError) as caught:
        await (service.send(THEM, "Hello", KEY) if sending else service.news(START))
    await service.close()
    return caught.value


@pytest.mark.parametrize(
    "answer, error",
    [
        (an_answer(401, 20003), RefusedByTwilio),
        (an_answer(401), RefusedByTwilio),
        (an_answer(400, 21211), CannotText),
        (an_answer(400, 21614), CannotText),
        (an_answer(400, 21612), CannotText),
        (an_answer(400, 30006), CannotText),
        (an_answer(400, 21610), CannotText),
        (an_answer(400, 21608), RefusedByTwilio),
        (an_answer(400, 99999), RefusedByTwilio),
        (an_answer(404, 20404), NotFound),
        (an_answer(429, 20429), TemporaryError),
        (an_answer(500), AnswerLost),
        (an_answer(503), AnswerLost),
        (httpx.ReadTimeout("slow"), AnswerLost),
        (httpx.ConnectError("down"), NoNetwork),
        (httpx.Response(201, text="<html>"), AnswerLost),
        (httpx.Response(201, json={"sid": None}), AnswerLost),
    ],
)
async def test_errors_of_sending(answer: httpx.Response | Exception, error: type[OutsideError]) -> None:
    """What may have left is never called undone, and what was turned away is never called lost."""
    assert type(await trouble(answer)) is error


@pytest.mark.parametrize(
    "answer, error",
    [
        (an_answer(500), TemporaryError),
        (httpx.ReadTimeout("slow"), NoNetwork),
        (httpx.Response(200, text="<html>"), UnreadableAnswer),
        (an_answer(401, 20003), RefusedByTwilio),
    ],
)
async def test_errors_of_reading(answer: httpx.Response | Exception, error: type[OutsideError]) -> None:
    """Reading may always be repeated."""
    assert type(await trouble(answer, sending=False)) is error


async def test_what_an_error_tells() -> None:
    """How long to wait, what to do, and whether they opted out; never the token."""
    slow = await trouble(an_answer(429, 20429, Retry_After="7"))
    refused, gone = await trouble(an_answer(401, 20003)), await trouble(an_answer(400, 21610))

    assert isinstance(slow, TemporaryError)
    assert slow.retry_after_s == 7
    assert "twilio_account_sid" in refused.advice
    assert isinstance(gone, CannotText)
    assert gone.has_opted_out
    assert ACCOUNT.token not in f"{refused!r} {ACCOUNT!r}"


async def test_a_sending_is_one_call_with_the_form_that_twilio_wants() -> None:
    """Nothing is repeated by itself, and the environment's edge does not move it elsewhere."""
    seen: list[httpx.Request] = []
    service = texting(httpx.Response(201, json=a_message()), seen=seen)

    sent = await service.send(THEM, "Is 2 PM good? Å", KEY)

    (request,) = seen
    form = dict(parse_qsl(request.content.decode()))
    assert str(request.url) == f"https://twilio.example/2010-04-01/Accounts/{ACCOUNT.sid}/Messages.json"
    assert form == {"To": THEM, "From": ACCOUNT.number, "Body": "Is 2 PM good? Å"}
    assert sent.sent_at == datetime(2026, 6, 8, 14, tzinfo=UTC)


async def test_the_environments_edge_moves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library would read it and rewrite the host."""
    monkeypatch.setenv("TWILIO_EDGE", "dublin")
    monkeypatch.setenv("TWILIO_REGION", "ie1")
    seen: list[httpx.Request] = []

    await texting(httpx.Response(201, json=a_message()), seen=seen).send(THEM, "Hello", KEY)

    assert seen[0].url.host == "twilio.example"


@pytest.mark.parametrize(
    "change, is_found",
    [
        ({}, True),
        ({"body": "Hello again"}, False),
        ({"status": "failed"}, False),
        ({"date_created": "Sun, 07 Jun 2026 14:00:00 +0000"}, False),
        ({"sid": "SM" + "2" * 32}, False),
    ],
)
async def test_a_text_is_sought_by_its_words_and_time(change: dict[str, Any], is_found: bool) -> None:
    """One that failed, is older, is another's or reads differently is not the one."""
    listed = {"messages": [a_message(**change)], "next_page_uri": None}
    service = texting(httpx.Response(200, json=listed))

    found = await service.look_up(THEM, "Hello", START - timedelta(minutes=1), known={"SM" + "2" * 32})

    assert (found is not None) is is_found


async def test_a_broken_text_hides_no_other() -> None:
    """One without a date is left out; ours in the list are no news."""
    theirs = {"direction": "inbound", "from": THEM, "to": ACCOUNT.number, "body": "Yes"}
    at = {"date_sent": "Mon, 08 Jun 2026 14:05:00 +0000"}
    broken = a_message(**theirs, date_created=None)
    listed = {"messages": [a_message(**theirs, **at), broken, a_message()], "next_page_uri": None}

    (text,) = await texting(httpx.Response(200, json=listed)).news(START)

    assert (text.sender, text.body, text.at.minute) == (THEM, "Yes", 5)


@pytest.mark.parametrize(
    "refusal, advice",
    [
        (
            KeyringError("Could not read a secret in the keyring"),
            "Unlock the keyring, or save the token again",
        ),
        (NoKeyring("This computer has no safe place for passwords"), "set XFORCE_TWILIO_TOKEN"),
    ],
)
async def test_a_keyring_that_does_not_tell_is_asked_again(refusal: Exception, advice: str) -> None:
    """While it is locked nothing is sent and the cause is named; once it is open, everything works."""
    tokens: list[str | Exception] = [refusal, "a-secret-token"]
    seen: list[httpx.Request] = []

    def read_token() -> str:
        token = tokens.pop(0)
        if isinstance(token, Exception):
            raise token
        return token

    service = texting(httpx.Response(201, json=a_message()), seen=seen, token="", read_token=read_token)
    with pytest.raises(TemporaryError, match=advice):
        await service.ready()
    assert seen == []

    await service.ready()
    await service.send(THEM, "Hello", KEY)
    await service.close()

    assert (len(seen), tokens) == (1, [])


async def test_an_open_keyring_without_a_token() -> None:
    """Waiting would not help: the rep has to save it."""
    service = texting(token="")

    with pytest.raises(Rejected, match="save-token"):
        await service.ready()
    await service.close()
