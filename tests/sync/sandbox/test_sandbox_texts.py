"""Texts over the sandbox's Twilio."""

from __future__ import annotations

import asyncio
import re
from typing import Any

import httpx
import pytest
from twilio.rest import Client

from sync.sandbox.server import Sandbox

ACCOUNT = "AC" + "0" * 32
PATH = f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
THEM, US = "+13055550101", "+15550107700"
AUTH = (ACCOUNT, "secret")


async def text(graph: httpx.AsyncClient, **more: str) -> httpx.Response:
    return await graph.post(PATH, data={"To": THEM, "From": US, "Body": "Hello"} | more, auth=AUTH)


async def test_a_text_is_delivered_as_time_passes(graph: httpx.AsyncClient) -> None:
    """queued, sent, delivered."""
    made = await text(graph)
    url = PATH.replace(".json", f"/{made.json()['sid']}.json")
    seen = [made.json()["status"]]
    for _ in range(2):
        await graph.post("/sandbox/clock", json={"advance_s": 4})
        seen.append((await graph.get(url, auth=AUTH)).json()["status"])

    assert made.status_code == 201
    assert seen == ["queued", "sent", "delivered"]
    assert made.json()["date_sent"] is None


async def test_stop_blocks_and_start_opens(graph: httpx.AsyncClient) -> None:
    """21610 after STOP; the STOP itself is listed as inbound."""
    await graph.post("/sandbox/sms", json={"from": THEM, "body": "Stop"})
    blocked = await text(graph)
    listed = (await graph.get(PATH, params={"To": US}, auth=AUTH)).json()["messages"]
    await graph.post("/sandbox/sms", json={"from": THEM, "body": "START"})

    assert (blocked.status_code, blocked.json()["code"]) == (400, 21610)
    assert [(one["direction"], one["body"]) for one in listed] == [("inbound", "Stop")]
    assert (await text(graph)).status_code == 201


@pytest.mark.parametrize(
    "change, code", [({"To": "12"}, 21211), ({"To": ""}, 21604), ({"From": ""}, 21603), ({"Body": ""}, 21602)]
)
async def test_a_broken_text_is_refused(graph: httpx.AsyncClient, change: dict[str, str], code: int) -> None:
    """With Twilio's own number."""
    answer = await text(graph, **change)

    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert (await graph.get("/sandbox/sms")).json() == []


async def test_twilios_own_library_sends_and_lists(sandbox: Sandbox) -> None:
    """The same calls that the app's library makes, told to go to loopback."""

    def talk() -> tuple[str, list[str]]:
        client = Client(*AUTH)
        client.api.base_url = sandbox.url
        made = client.messages.create(to=THEM, from_=US, body="Hello")
        bodies = [one.body for one in client.messages.list(to=THEM)]
        client.http_client.session.close()
        return made.sid, bodies

    sid, bodies = await asyncio.to_thread(talk)

    assert re.fullmatch("SM[0-9a-f]{32}", sid)
    assert bodies == ["Hello"]


async def test_credentials_are_needed(sandbox: Sandbox) -> None:
    """20003 without."""
    async with httpx.AsyncClient(base_url=sandbox.url) as client:
        answer = await client.get(PATH)

    assert (answer.status_code, answer.json()["code"]) == (401, 20003)


async def test_lists_page_and_filter_by_day(graph: httpx.AsyncClient) -> None:
    """Newest first; the next page is named; the day is GMT's."""
    for number in range(3):
        await text(graph, Body=str(number))
    params: dict[str, Any] = {"PageSize": 2, "DateSent>": "2026-06-08T00:00:00Z", "From": US}

    first = (await graph.get(PATH, params=params, auth=AUTH)).json()
    second = (await graph.get(first["next_page_uri"], auth=AUTH)).json()
    none = (await graph.get(PATH, params={"DateSent": "2026-06-09"}, auth=AUTH)).json()

    assert [one["body"] for one in first["messages"] + second["messages"]] == ["2", "1", "0"]
    assert (second["next_page_uri"], none["messages"]) == (None, [])
