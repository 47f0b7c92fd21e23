"""The rep's calendars, of which there is one: other addresses of it, and what clients want to know of it."""

from __future__ import annotations

from sync.sandbox.errors import not_found
from sync.sandbox.graph_call import GraphCall, Json, Reply
from sync.sandbox.graph_pages import page
from sync.sandbox.ids import digest
from sync.sandbox.meetings import TEAMS
from sync.sandbox.odata import chosen

CALENDAR_ID = "AAMkAGRjNmE4LTQ2NzgtOTQ0_RgAAAAf" + digest("calendar").hex()[:16] + "AAA="


def get_calendar(call: GraphCall, calendar_id: str = CALENDAR_ID) -> Reply:
    """GET /me/calendar and GET /me/calendars/{id}"""
    if calendar_id != CALENDAR_ID:
        raise not_found()
    context = {"@odata.context": f"{call.base_url}/v1.0/$metadata#users('me')/calendars/$entity"}
    return Reply(200, context | chosen(_calendar(call), call.option("select")), call.applied())


def list_calendars(call: GraphCall) -> Reply:
    """GET /me/calendars"""
    return page(
        call,
        [_calendar(call)],
        lambda item: chosen(item, call.option("select")),
        "users('me')/calendars",
    )


def _calendar(call: GraphCall) -> Json:
    rep = call.world.rep
    return {
        "id": CALENDAR_ID,
        "name": "Calendar",
        "color": "auto",
        "hexColor": "",
        "isDefaultCalendar": True,
        "changeKey": "AAAA",
        "canShare": True,
        "canViewPrivateItems": True,
        "canEdit": True,
        "allowedOnlineMeetingProviders": [TEAMS],
        "defaultOnlineMeetingProvider": TEAMS,
        "isTallyingResponses": True,
        "isRemovable": False,
        "owner": {"name": rep.name, "address": rep.address},
    }
