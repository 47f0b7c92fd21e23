"""Rounds of changes in a mail folder."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.sync.sandbox.graph_walk import JOHN, made_event, raw_mail, sent_mail

INBOX = "/v1.0/me/mailFolders/inbox/messages/delta"
SENT = "/v1.0/me/mailFolders/sentitems/messages/delta"


async def a_round(graph: httpx.AsyncClient, url: str, **more: Any) -> tuple[list[dict[str, Any]], str, int]:
    """All items up to the deltaLink, the link, and how many pages it took."""
    items: list[dict[str, Any]] = []
    pages = 0
    while True:
        body = (await graph.get(url, **more)).json()
        more.pop("params", None)
        items += body["value"]
        pages += 1
        assert ("@odata.nextLink" in body) != ("@odata.deltaLink" in body)
        if "@odata.deltaLink" in body:
            return items, body["@odata.deltaLink"], pages
        url = body["@odata.nextLink"]


async def test_pages_of_the_size_asked_for(graph: httpx.AsyncClient) -> None:
    """A full page always has a next one, which may be empty; nothing comes twice."""
    for number in range(4):
        await graph.post("/sandbox/mail", content=raw_mail("x", subject=str(number)))
    headers = {"Prefer": 'odata.maxpagesize=2, IdType="ImmutableId"'}

    items, link, pages = await a_round(graph, INBOX, headers=headers)
    again, _, _ = await a_round(graph, link)

    assert sorted(one["subject"] for one in items) == ["0", "1", "2", "3"]
    assert pages == 3
    assert again == []


async def test_only_what_is_new_comes_in_the_next_round(graph: httpx.AsyncClient) -> None:
    """New mail comes in full, a mail that was read comes in part, a deleted one as removed."""
    first = (await graph.post("/sandbox/mail", content=raw_mail("a"))).json()
    second = (await graph.post("/sandbox/mail", content=raw_mail("b"))).json()
    _, link, _ = await a_round(graph, INBOX)
    await graph.patch(f"/v1.0/me/messages/{first['id']}", json={"isRead": True})
    await graph.delete(f"/v1.0/me/messages/{second['id']}")
    third = (await graph.post("/sandbox/mail", content=raw_mail("c", subject="New"))).json()

    items, _, _ = await a_round(graph, link)

    by_id = {one["id"]: one for one in items}
    assert by_id[first["id"]]["isRead"] is True
    assert "subject" not in by_id[first["id"]]
    assert by_id[second["id"]]["@removed"] == {"reason": "deleted"}
    assert by_id[third["id"]]["subject"] == "New"
    assert "@removed" not in by_id[third["id"]]


async def test_sending_shows_in_both_folders(graph: httpx.AsyncClient) -> None:
    """The draft is removed from Drafts and new in Sent Items, under one immutable id."""
    drafts = SENT.replace("sentitems", "drafts")
    _, drafts_link, _ = await a_round(graph, drafts)
    _, sent_link, _ = await a_round(graph, SENT)

    sent = await sent_mail(graph)

    gone, _, _ = await a_round(graph, drafts_link)
    here, _, _ = await a_round(graph, sent_link)
    assert [(one["id"], "@removed" in one) for one in gone] == [(sent["id"], True)]
    assert [(one["id"], one["isDraft"]) for one in here] == [(sent["id"], False)]


async def test_the_first_round_can_begin_at_a_time(graph: httpx.AsyncClient) -> None:
    """receivedDateTime ge holds for the whole stream; other filters are refused."""
    await graph.post("/sandbox/mail", content=raw_mail("old"))
    await graph.post("/sandbox/clock", json={"advance_s": 3600})
    await graph.post("/sandbox/mail", content=raw_mail("new", subject="New"))
    params = {"$filter": "receivedDateTime ge 2026-06-08T13:30:00Z"}

    items, _, _ = await a_round(graph, INBOX, params=params)
    refused = await graph.get(INBOX, params={"$filter": "isRead eq false"})

    assert [one["subject"] for one in items] == ["New"]
    assert refused.status_code == 400


@pytest.mark.parametrize("url", [f"{INBOX}?$deltatoken=nonsense", f"{INBOX}()?$skiptoken=eyJ4IjoxfQ"])
async def test_an_unknown_token_is_gone(graph: httpx.AsyncClient, url: str) -> None:
    """410 with a place to start over, which works."""
    answer = await graph.get(url)

    assert answer.status_code == 410
    assert answer.json()["error"]["code"] == "SyncStateNotFound"
    assert (await graph.get(answer.headers["Location"])).status_code == 200


async def test_a_resync_can_be_asked_for(graph: httpx.AsyncClient) -> None:
    """A good link may be refused once, as Exchange does when its cache is full."""
    _, link, _ = await a_round(graph, INBOX)
    fault = {"match": "GET /v1.0/me/mailFolders/*/messages/delta", "kind": "resync", "times": 1}
    await graph.post("/sandbox/faults", json=fault)

    assert [(await graph.get(link)).status_code for _ in range(2)] == [410, 200]


async def test_a_late_copy_still_reaches_the_stream(graph: httpx.AsyncClient) -> None:
    """A copy that appears half a minute later is not skipped by a round in between."""
    fault = {"match": "POST /v1.0/me/messages/*/send", "kind": "late_copy", "times": 1}
    await graph.post("/sandbox/faults", json=fault)
    sent = await sent_mail(graph)
    early, link, _ = await a_round(graph, SENT)
    missing = await graph.get(f"/v1.0/me/messages/{sent['id']}")
    await graph.post("/sandbox/clock", json={"advance_s": 60})

    late, _, _ = await a_round(graph, link)

    assert (early, missing.status_code) == ([], 404)
    assert [one["id"] for one in late] == [sent["id"]]


async def test_an_item_may_come_twice(graph: httpx.AsyncClient) -> None:
    """A page repeats its first item when asked for; nothing is missing for it."""
    for number in range(3):
        await graph.post("/sandbox/mail", content=raw_mail("x", subject=str(number)))
    await graph.post("/sandbox/faults", json={"match": "GET /v1.0/*/delta", "kind": "repeat", "times": 1})

    items, _, _ = await a_round(graph, INBOX)

    assert sorted(one["subject"] for one in items) == ["0", "0", "1", "2"]


@pytest.mark.parametrize("code", ["SyncStateNotFound", "syncStateNotFound", "resyncRequired"])
async def test_a_lost_place_may_be_told_without_a_410(graph: httpx.AsyncClient, code: str) -> None:
    """Exchange also refuses with a 40x whose code says so, in more than one spelling."""
    fault = {"match": "GET /v1.0/me/mailFolders*/delta", "kind": "status", "status": 400, "code": code}
    await graph.post("/sandbox/faults", json=fault)

    answer = await graph.get(INBOX)

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, code)


async def test_the_calendars_stream_can_be_lost_too(graph: httpx.AsyncClient) -> None:
    """410, and the link it gives keeps the window of the first call."""
    window = {"startDateTime": "2026-06-08T00:00:00Z", "endDateTime": "2026-06-12T00:00:00Z"}
    view = "/v1.0/me/calendarView/delta"
    first, link, _ = await a_round(graph, view, params=window)
    await graph.post("/sandbox/faults", json={"match": f"GET {view}", "kind": "resync", "times": 1})

    lost = await graph.get(link)
    again, _, _ = await a_round(graph, lost.headers["Location"])

    assert (lost.status_code, lost.json()["error"]["code"]) == (410, "SyncStateNotFound")
    assert [one["id"] for one in again] == [one["id"] for one in first]


@pytest.mark.judged_apart
async def test_what_kind_of_answer_it_is_comes_with_the_item_only(graph: httpx.AsyncClient) -> None:
    """Selected in a round it is left out: a property of a subtype is not found there."""
    event = await made_event(graph)
    asked = {"event_id": event["id"], "address": JOHN, "response": "declined"}
    mail = (await graph.post("/sandbox/invite-response", json=asked)).json()

    (item,), _, _ = await a_round(graph, INBOX, params={"$select": "subject,meetingMessageType"})
    whole = (await graph.get(f"/v1.0/me/messages/{mail['id']}")).json()

    assert "meetingMessageType" not in item
    assert whole["meetingMessageType"] == "meetingDeclined"


async def test_what_was_removed_shows_in_a_first_round_too(graph: httpx.AsyncClient) -> None:
    """Moved out of the folder is removed from it."""
    mail = (await graph.post("/sandbox/mail", content=raw_mail("x"))).json()
    await graph.delete(f"/v1.0/me/messages/{mail['id']}")

    items, _, _ = await a_round(graph, INBOX)

    assert items == [{"@removed": {"reason": "deleted"}, "id": mail["id"]}]


async def test_an_item_that_was_only_read_comes_with_little(graph: httpx.AsyncClient) -> None:
    """What is missing from it has not been emptied."""
    mail = (await graph.post("/sandbox/mail", content=raw_mail("x"))).json()
    _, link, _ = await a_round(graph, INBOX)
    await graph.patch(f"/v1.0/me/messages/{mail['id']}", json={"isRead": True})

    (item,), _, _ = await a_round(graph, link)

    assert {name for name in item if "@" not in name} == {"id", "isRead", "parentFolderId"}
