"""The judge of the traffic with Twilio is tried itself: each fault planted into a true call is found."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from sync.sandbox.server import Sandbox
from sync.twilio.sms import TwilioTexting
from tests.sync.twilio.conftest import START
from tests.sync.twilio.test_twilio_wire import ACCOUNT, KEY, THEM
from tests.sync.twilio_judge import TwilioJudge, judge_of

SEND, LIST, FETCH, NUMBERS, REFUSED = range(5)
Entry = dict[str, Any]
Spoil = Callable[[Entry], object]


@pytest.fixture
def judge(shared_material: Path) -> TwilioJudge:
    found = judge_of(shared_material)
    if found is None:
        pytest.skip("the description of Twilio is not here")
    return found


@pytest.fixture
async def calls(sandbox: Sandbox) -> list[Entry]:
    """One true call of each kind, and a refusal."""
    service = TwilioTexting(ACCOUNT, base_url=sandbox.url)
    async with httpx.AsyncClient(base_url=sandbox.url, trust_env=False) as http:
        sent = await service.send(THEM, "Hello", KEY)
        await service.news(START)
        await service.fate(sent.provider_id)
        await service.check_number()
        await http.post("/sandbox/sms", json={"from": THEM, "body": "STOP"})
        with pytest.raises(Exception, match="send the text"):
            await service.send(THEM, "Hello", KEY)
        log: list[Entry] = (await http.get("/sandbox/log")).json()
    await service.close()
    return [one for one in log if one["path"].startswith("/2010-04-01/")]


def form(entry: Entry) -> Entry:
    found: Entry = entry["request"]["body"]
    return found


def answer(entry: Entry) -> Entry:
    found: Entry = entry["response"]["body"]
    return found


def without_credentials(entry: Entry) -> None:
    headers = entry["request"]["headers"]
    del headers[next(name for name in headers if name.lower() == "authorization")]


def as_page(entry: Entry) -> None:
    headers = entry["response"]["headers"]
    headers[next(name for name in headers if name.lower() == "content-type")] = "text/html"


PLANTED: dict[str, tuple[int, Spoil, str]] = {
    "no recipient": (SEND, lambda one: form(one).pop("To"), "To is missing"),
    "a number that is none": (SEND, lambda one: form(one).update(To="(615) 555-0142"), "form To"),
    "a field nobody knows": (SEND, lambda one: form(one).update(Colour="red"), "Colour is not described"),
    "a field in small letters": (SEND, lambda one: form(one).update(body="Hello"), "body is not described"),
    "no sender": (SEND, lambda one: form(one).pop("From"), "either From or"),
    "two senders": (
        SEND,
        lambda one: form(one).update(MessagingServiceSid="MG" + "0" * 32),
        "either From or",
    ),
    "a service that is none": (
        SEND,
        lambda one: (form(one).pop("From"), form(one).update(MessagingServiceSid="MG12")),
        "form MessagingServiceSid",
    ),
    "no words": (SEND, lambda one: form(one).update(Body=" "), "no words"),
    "too many words": (SEND, lambda one: form(one).update(Body="x" * 1601), "more than 1600"),
    "a period in words": (SEND, lambda one: form(one).update(ValidityPeriod="soon"), "is no integer"),
    "no form at all": (SEND, lambda one: one["request"].update(body='{"To": "x"}'), "no form"),
    "no credentials": (SEND, without_credentials, "no Basic credentials"),
    "another status": (SEND, lambda one: one["response"].update(status=200), "status 200 instead of 201"),
    "a page": (SEND, as_page, "is text/html"),
    "an account that is none": (
        SEND,
        lambda one: one.update(path=one["path"].replace(ACCOUNT.sid, "AC12")),
        "path AccountSid",
    ),
    "an unknown filter": (LIST, lambda one: one.update(query="Direction=inbound"), "query Direction"),
    "a page too long": (LIST, lambda one: one.update(query="PageSize=5000"), "query PageSize"),
    "a date in words": (LIST, lambda one: one.update(query="DateSent%3E=yesterday"), "query DateSent>"),
    "a body to a list": (LIST, lambda one: one["request"].update(body={"To": THEM}), "none belongs"),
    "an unknown path": (
        LIST,
        lambda one: one.update(path=one["path"].replace("Messages", "Texts")),
        "no such operation",
    ),
    "a list without its items": (LIST, lambda one: answer(one).pop("messages"), "'messages' is a required"),
    "a status that is none": (FETCH, lambda one: answer(one).update(status="gone"), "answer.status"),
    "a date of another kind": (
        FETCH,
        lambda one: answer(one).update(date_created="2026-06-08T14:00:00Z"),
        "answer.date_created",
    ),
    "a code in quotes": (FETCH, lambda one: answer(one).update(error_code="30003"), "answer.error_code"),
    "a count that is a number": (FETCH, lambda one: answer(one).update(num_segments=1), "num_segments"),
    "an unknown property": (FETCH, lambda one: answer(one).update(colour="red"), "'colour'"),
    "a missing property": (FETCH, lambda one: answer(one).pop("to"), "'to' is a required property"),
    "a number without its kinds": (
        NUMBERS,
        lambda one: answer(one)["incoming_phone_numbers"][0].update(capabilities="sms"),
        "capabilities",
    ),
    "a refusal without code": (REFUSED, lambda one: answer(one).pop("code"), "'code' is a required"),
    "a refusal of another status": (REFUSED, lambda one: answer(one).update(status=404), "says 404"),
}


async def test_true_calls_fit(judge: TwilioJudge, calls: list[Entry]) -> None:
    """Nothing is found where nothing is wrong."""
    assert len(calls) == 5
    assert judge.misfits(calls) == []
    assert judge.operations(calls) == {
        "CreateMessage", "ListMessage", "FetchMessage", "ListIncomingPhoneNumber",
    }  # fmt: skip


async def test_every_planted_misfit_is_found(judge: TwilioJudge, calls: list[Entry]) -> None:
    missed = []
    for name, (which, spoil, words) in PLANTED.items():
        entry = copy.deepcopy(calls[which])
        spoil(entry)
        told = judge.misfits([entry])
        if not any(words in line for line in told):
            missed.append(f"{name}: {told}")

    assert missed == []


async def test_what_a_fault_spoiled_is_no_answer_of_twilios(judge: TwilioJudge, calls: list[Entry]) -> None:
    """Its request is judged all the same."""
    entry = copy.deepcopy(calls[FETCH]) | {"fault": "garbage"}
    entry["response"]["body"] = "%%%"

    assert judge.misfits([entry]) == []
    entry["query"] = "Colour=red"
    assert len(judge.misfits([entry])) == 1
