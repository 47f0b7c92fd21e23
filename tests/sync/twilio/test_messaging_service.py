"""Texts through a Messaging Service, whose pool the sender comes from; and what each trouble is told as."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from sync.errors import CannotText, RefusedByTwilio
from sync.sandbox.server import Sandbox
from sync.twilio.sms import TwilioTexting
from tests.sync.twilio.conftest import START
from tests.sync.twilio.test_twilio_wire import ACCOUNT, KEY, THEM, a_message, an_answer, texting, trouble
from xforce_desktop.scheduling.phones import TEN_DIGITS, TOLL_FREE, registration_hint

SERVICE = "MG" + "5" * 32
BY_SERVICE = replace(ACCOUNT, service=SERVICE)


async def test_a_text_of_a_service_is_sent_and_found_again(sandbox: Sandbox) -> None:
    """No From; while it waits it has no number and is known by its service; no other is taken for it."""
    service = TwilioTexting(BY_SERVICE, base_url=sandbox.url)
    sent = await service.send(THEM, "Hello", KEY)
    async with httpx.AsyncClient(base_url=sandbox.url, trust_env=False) as http:
        log = (await http.get("/sandbox/log")).json()
        form = next(one["request"]["body"] for one in log if one["method"] == "POST")
        await http.post("/sandbox/sms", json={"from": THEM, "body": "Yes"})

    assert form == {"To": THEM, "MessagingServiceSid": SERVICE, "Body": "Hello"}
    since = START - timedelta(minutes=1)
    assert await service.look_up(THEM, "Hello", since) == sent
    assert [text.body for text in await service.news(START - timedelta(days=1))] == ["Yes"]
    other = TwilioTexting(replace(ACCOUNT, number="+15550107799"), base_url=sandbox.url)
    assert await other.look_up(THEM, "Hello", since) is None
    for one in (service, other):
        await one.close()


@pytest.mark.parametrize(
    "code, kind, words",
    [
        (21211, CannotText, "no telephone number"),
        (21614, CannotText, "no mobile number"),
        (21610, CannotText, "opted out"),
        (30003, CannotText, "cannot be reached"),
        (30004, CannotText, "blocked"),
        (30005, CannotText, "not in use"),
        (30006, CannotText, "landline"),
        (30008, CannotText, "carrier gives no reason"),
        (30007, RefusedByTwilio, "unwanted"),
        (30023, RefusedByTwilio, "10DLC"),
        (30032, RefusedByTwilio, "toll-free"),
        (30034, RefusedByTwilio, "10DLC"),
        (63038, RefusedByTwilio, "daily limit"),
        (20003, RefusedByTwilio, "auth token"),
        (20005, RefusedByTwilio, "suspended"),
        (21608, RefusedByTwilio, "trial"),
        (21606, RefusedByTwilio, "twilio_number"),
        (21704, RefusedByTwilio, "Messaging Service"),
    ],
)
async def test_each_code_is_told_in_words(code: int, kind: type[RefusedByTwilio], words: str) -> None:
    """The same, whether it is refused at once or turns out later."""
    at_once = await trouble(an_answer(401 if code == 20003 else 429 if code == 63038 else 400, code))
    later = await texting(httpx.Response(200, json=a_message(status="undelivered", error_code=code))).fate(
        "SM" + "1" * 32
    )

    assert type(at_once) is type(later.trouble) is kind
    assert words in at_once.advice
    assert later.trouble is not None
    assert later.trouble.advice == at_once.advice


@pytest.mark.parametrize(
    "number, hint",
    [
        ("+16155550142", TEN_DIGITS),
        ("+18005550142", TOLL_FREE),
        ("+491711234567", ""),
        ("", ""),
    ],
)
def test_what_carriers_ask_of_a_number(number: str, hint: str) -> None:
    """Ten digits have to be registered, toll-free ones verified; other countries ask for neither."""
    assert registration_hint(number) == hint
