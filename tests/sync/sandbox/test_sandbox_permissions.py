"""A token opens what it was given for, and nothing else."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest

from sync.sandbox.graph_scopes import enough_for
from tests.sync.conftest import described
from tests.sync.graph_permissions import covers
from tests.sync.sandbox.graph_walk import made_event

VERIFIER = "v" * 50
READS = {
    "User.Read": "me",
    "User.ReadBasic.All": "users",
    "MailboxSettings.Read": "me/mailboxSettings",
    "Contacts.Read": "me/contacts",
    "Mail.ReadWrite": "me/messages",
    "Calendars.ReadWrite": "me/calendarView",
    "OnlineMeetings.Read": "me/onlineMeetings",
}


async def a_token(graph: httpx.AsyncClient, granted: list[str]) -> str:
    """As the browser and the library get it."""
    await graph.post("/sandbox/entra", json={"consent": "partial", "granted": granted})
    challenge = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode().rstrip("=")
    asked = {
        "client_id": "c", "redirect_uri": "http://localhost:1", "response_mode": "form_post", "state": "s",
        "code_challenge": challenge, "code_challenge_method": "S256", "scope": " ".join(READS),
    }  # fmt: skip
    page = (await graph.get("/organizations/oauth2/v2.0/authorize", params=asked)).text
    code = page.partition('name="code" value="')[2].partition('"')[0]
    form = {"grant_type": "authorization_code", "code": code, "code_verifier": VERIFIER, "client_id": "c"}
    answer = await graph.post("/organizations/oauth2/v2.0/token", data=form)
    return str(answer.json()["access_token"])


@pytest.mark.parametrize("lacking", [one for one in READS if one != "User.Read"])
async def test_what_was_not_granted_is_refused(graph: httpx.AsyncClient, lacking: str) -> None:
    """403 for that one, and the others open. (Who may see everybody may see themselves.)"""
    event = await made_event(graph)
    asked = {
        "me/calendarView": {"startDateTime": "2026-06-08T00:00:00Z", "endDateTime": "2026-06-09T00:00:00Z"},
        "me/onlineMeetings": {"$filter": f"JoinWebUrl eq '{event['onlineMeeting']['joinUrl']}'"},
    }
    token = await a_token(graph, [one for one in READS if one != lacking])
    headers = {"Authorization": f"Bearer {token}"}

    status = {
        scope: (await graph.get(f"/v1.0/{path}", params=asked.get(path), headers=headers)).status_code
        for scope, path in READS.items()
    }

    assert status == {scope: 403 if scope == lacking else 200 for scope in READS}


async def test_reading_is_not_writing(graph: httpx.AsyncClient) -> None:
    """Nor is writing a draft sending it."""
    token = await a_token(graph, ["Calendars.Read", "Mail.ReadWrite"])
    headers = {"Authorization": f"Bearer {token}"}
    draft = (await graph.post("/v1.0/me/messages", json={"subject": "x"}, headers=headers)).json()

    made = await graph.post("/v1.0/me/events", json={}, headers=headers)
    left = await graph.post(f"/v1.0/me/messages/{draft['id']}/send", headers=headers)

    assert [(one.status_code, one.json()["error"]["code"]) for one in (made, left)] == [
        (403, "ErrorAccessDenied")
    ] * 2


def test_the_permissions_are_those_of_the_description(shared_material: Path) -> None:
    """Of each operation: a least one opens it, and whatever opens it is named there or covers what is."""
    contract = described(shared_material)
    assert contract is not None
    judged = 0
    for path, operations in contract.doc["paths"].items():
        for method, operation in operations.items():
            enough = enough_for(method.upper(), path.strip("/"))
            if not enough or "x-permissions" not in operation:
                continue
            said: Mapping[str, Any] = operation["x-permissions"]
            named = {*said["least"], *said["also"]}
            beyond = [one for one in enough if not any(covers(one, other) for other in named)]
            assert beyond == [], f"{method} {path}"
            assert set(said["least"]) & enough, f"{method} {path}: {said['least']}"
            judged += 1
    assert judged >= 30
