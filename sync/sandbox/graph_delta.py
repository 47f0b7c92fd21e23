"""Rounds of changes: one stream per mail folder, and one over a window of the calendar.

A token holds where the stream stands and all options of the first call; nothing about it is kept here, so
tokens outlive a restart as long as the state does.
"""

from __future__ import annotations

import base64
import heapq
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from operator import attrgetter
from typing import Any
from urllib.parse import quote

from sync.sandbox.errors import GraphError, bad_request
from sync.sandbox.graph_call import GraphCall, Json, Reply, read_instant
from sync.sandbox.graph_mail import present, the_folder
from sync.sandbox.ids import immutable_id, ordinary_id
from sync.sandbox.mailbox import folder_id
from sync.sandbox.state import Mail

# Of a stream with a filter. Source: learn.microsoft.com/graph/delta-query-messages
MOST_TRACKED = 5000
_OPTIONS = ("$select", "$expand", "$filter", "$orderby", "$top", "changeType", "startDateTime", "endDateTime")
_RECEIVED = re.compile(r"\s*receivedDateTime\s+(ge|gt)\s+(\S+)\s*", re.IGNORECASE)


def mail_delta(call: GraphCall, spelling: str) -> Reply:
    """GET /me/mailFolders/{id}/messages/delta"""
    folder = the_folder(spelling)
    link = f"{call.base_url}/v1.0/me/mailFolders('{folder_id(folder)}')/messages/delta"
    token = read_token(call, link)
    call = replace(call, query=token["options"])
    _check_options(call)
    changes = _mail_changes(call, folder, token)
    if call.option("filter"):
        changes = sorted(changes, key=lambda change: change[0])[: MOST_TRACKED - token.get("tracked", 0)]
        shown = 0 if "empty_page" in call.hints else min(len(changes), call.page_size(10))
        token["tracked"] = token.get("tracked", 0) + shown
    return round_page(call, link, token, changes)


def read_token(call: GraphCall, link: str) -> Json:
    """Where the stream stands; a fresh start without a token. Raises GraphError 410 for an unknown one."""
    text = call.option("skiptoken") or call.option("deltatoken")
    latest = call.world.state.change_no
    token = _unpacked(text) if text else None
    first_query = token["options"] if token else call.query  # a later link carries only its token
    if "resync" in call.hints:
        raise gone(link, first_query)
    if not text:
        options = {key: value for key, value in call.query.items() if key in _OPTIONS}
        return {"since": 0, "done": 0, "upto": latest, "options": options}
    if token is None or token["since"] > latest or token["upto"] > latest:
        raise gone(link, first_query)
    if call.option("deltatoken"):
        token |= {"done": token["since"], "upto": latest}
    return token


def gone(link: str, query: Mapping[str, str]) -> GraphError:
    """410 with a Location at which to start over."""
    kept = [f"{key}={quote(value, safe='')}" for key, value in query.items() if key in _OPTIONS]
    where = link + ("?" + "&".join(kept) if kept else "")
    message = "The sync state generation is not found; start over."
    return GraphError(410, "SyncStateNotFound", message, {"Location": where})


def round_page(call: GraphCall, link: str, token: Json, changes: Sequence[tuple[float, Json]]) -> Reply:
    """One page of (change number, item) and the link that goes on."""
    size = call.page_size(10)
    waiting = sorted(
        (change for change in changes if change[0] > token["done"]), key=lambda change: change[0]
    )
    part = [] if "empty_page" in call.hints else waiting[:size]
    body: Json = {"@odata.context": f"{call.base_url}/v1.0/$metadata#Collection(message)"}
    body["value"] = [item for _, item in part]
    if "repeat" in call.hints and part:
        body["value"].append(part[0][1])
    if "partial_items" in call.hints:
        body["value"] = [{"id": item["id"], "isRead": False} for item in body["value"]]
    if "empty_page" in call.hints:
        body["@odata.nextLink"] = f"{link}?$skiptoken={_packed(token)}"
    elif len(part) == size:
        following = token | {"done": part[-1][0]}
        body["@odata.nextLink"] = f"{link}?$skiptoken={_packed(following)}"
    else:
        following = token | {"since": token["upto"], "done": token["upto"]}
        body["@odata.deltaLink"] = f"{link}?$deltatoken={_packed(following)}"
    return Reply(200, body, call.applied())


def removed(item_id: str) -> Json:
    """An item that left."""
    return {"@removed": {"reason": "deleted"}, "id": item_id}


def _mail_changes(call: GraphCall, folder: str, token: Json) -> list[tuple[int, Json]]:
    """What this page can need of the round, by change number; in a large folder that is little of it."""
    since, done, upto = token["since"], max(token["since"], token["done"]), token["upto"]
    wanted = _received_test(call.option("filter"))
    kind = call.query.get("changeType", "").lower()
    mailbox = call.world.mailbox
    changed = (mail for mail in mailbox.changed(folder, done, upto) if wanted(mail))
    chosen = (mail for mail in changed if kind in ("", "created" if mail.entered_no > since else "updated"))
    found = [
        (mail.changed_no, _change(call, mail, since))
        for mail in heapq.nsmallest(call.page_size(10), chosen, key=attrgetter("changed_no"))
    ]
    if kind in ("", "deleted"):
        found += _departures(call, folder, since, upto)
    return found


def _received_test(text: str) -> Callable[[Mail], bool]:
    """Whether a mail passes the only filter that there is here: on the moment it was received."""
    known = _RECEIVED.fullmatch(text)
    if known is None:
        return lambda mail: True
    bound = read_instant(known[2], "receivedDateTime")
    if known[1].lower() == "gt":
        return lambda mail: mail.received_at.replace(microsecond=0) > bound
    return lambda mail: mail.received_at.replace(microsecond=0) >= bound


def _change(call: GraphCall, mail: Mail, since: int) -> Json:
    if mail.full_no <= since:
        item = {"id": call.item_id(mail), "isRead": mail.is_read, "parentFolderId": folder_id(mail.folder)}
        return {"@odata.type": "#microsoft.graph.message", "@odata.etag": f'W/"{mail.changed_no}"'} | item
    whole: Json = {"@odata.type": "#microsoft.graph.message"} | present(call, mail)
    if call.option("select"):  # a property of a subtype is not found on the messages of a round
        whole.pop("meetingMessageType", None)
    return whole


def _departures(call: GraphCall, folder: str, since: int, upto: int) -> list[tuple[int, Json]]:
    found = []
    for stone in call.world.state.tombstones:
        if stone.folder != folder or not since < stone.no <= upto:
            continue
        if not call.world.mailbox.is_in(stone.key, folder):
            item_id = immutable_id(stone.key) if call.immutable else ordinary_id(stone.key, stone.moves)
            found.append((stone.no, removed(item_id)))
    return found


def _check_options(call: GraphCall) -> None:
    text, order = call.option("filter"), call.option("orderby")
    if text and not _RECEIVED.fullmatch(text):
        raise bad_request(
            "Only receivedDateTime ge or gt is supported as a filter here.", "ErrorInvalidUrlQuery"
        )
    if order and order.lower().split() != ["receiveddatetime", "desc"]:
        raise bad_request("Only receivedDateTime desc is supported as an order here.", "ErrorInvalidUrlQuery")
    if call.option("search"):
        raise bad_request("$search is not supported here.", "ErrorInvalidUrlQuery")


def _packed(token: Json) -> str:
    return base64.urlsafe_b64encode(json.dumps(token, separators=(",", ":")).encode()).decode().rstrip("=")


def _unpacked(text: str) -> dict[str, Any] | None:
    try:
        token = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except ValueError:
        return None
    known = isinstance(token, dict) and {"since", "done", "upto", "options"} <= set(token)
    return token if known else None
