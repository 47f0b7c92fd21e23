"""Rounds of changes: one stream per mail folder, and one over a window of the calendar.

A token holds where the stream stands and all options of the first call; nothing about it is kept here, so
tokens outlive a restart as long as the state does.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from sync.sandbox.errors import GraphError, bad_request
from sync.sandbox.graph_call import GraphCall, Json, Reply
from sync.sandbox.graph_mail import present, the_folder
from sync.sandbox.graph_message import full
from sync.sandbox.ids import immutable_id, ordinary_id
from sync.sandbox.mailbox import folder_id
from sync.sandbox.odata import Filter
from sync.sandbox.state import Mail

_OPTIONS = ("$select", "$expand", "$filter", "$orderby", "$top", "changeType", "startDateTime", "endDateTime")
_RECEIVED = re.compile(r"\s*receivedDateTime\s+(ge|gt)\s+\S+\s*", re.IGNORECASE)


def mail_delta(call: GraphCall, spelling: str) -> Reply:
    """GET /me/mailFolders/{id}/messages/delta"""
    folder = the_folder(spelling)
    link = f"{call.base_url}/v1.0/me/mailFolders('{folder_id(folder)}')/messages/delta"
    token = read_token(call, link)
    call = replace(call, query=token["options"])
    _check_options(call)
    changes = _mail_changes(call, folder, token)
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
    since, upto, text = token["since"], token["upto"], call.option("filter")
    where = Filter(text) if text else None
    kind = call.query.get("changeType", "").lower()
    found: list[tuple[int, Json]] = []
    for mail in call.world.mailbox.in_folder(folder):
        if not since < mail.changed_no <= upto or (where and not where.matches(full(mail, call))):
            continue
        new = mail.entered_no > since
        if kind in ("", "created" if new else "updated"):
            found.append((mail.changed_no, _change(call, mail, since)))
    if kind in ("", "deleted"):
        found += _departures(call, folder, since, upto)
    return found


def _change(call: GraphCall, mail: Mail, since: int) -> Json:
    if mail.full_no <= since:
        item = {"id": call.item_id(mail), "isRead": mail.is_read, "parentFolderId": folder_id(mail.folder)}
        return {"@odata.type": "#microsoft.graph.message", "@odata.etag": f'W/"{mail.changed_no}"'} | item
    return {"@odata.type": "#microsoft.graph.message"} | present(call, mail)


def _departures(call: GraphCall, folder: str, since: int, upto: int) -> list[tuple[int, Json]]:
    here = {mail.key for mail in call.world.mailbox.in_folder(folder)}
    found = []
    for stone in call.world.state.tombstones:
        if stone.folder == folder and since < stone.no <= upto and stone.key not in here:
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
