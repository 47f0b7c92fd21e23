"""How something can go wrong: the one side of the table of faults."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tests.end_to_end.fault_world import Json


@dataclass(frozen=True)
class FaultKind:
    """How it goes wrong, in words and for the sandbox."""

    words: str
    how: Json


def _status(words: str, status: int, **more: object) -> FaultKind:
    return FaultKind(words, {"kind": "status", "status": status, **more})


FAULTS: Mapping[str, FaultKind] = {
    "busy": _status("Microsoft is overloaded (503)", 503),
    "error": _status("Microsoft stumbles (500)", 500),
    "no gateway": _status("Microsoft's gateway gives up (504)", 504),
    "throttled": _status("Microsoft asks for 5 seconds (429)", 429, retry_after_s=5),
    "throttled long": _status("Microsoft asks for 5 minutes (429)", 429, retry_after_s=300),
    "save conflict": _status("two changes at once (503 ConcurrentItemSave)", 503, code="ConcurrentItemSave"),
    "signed out": _status("the sign-in was revoked (401)", 401),
    "claims": _status("a fresh sign-in is asked for (401 with claims)", 401, claims=True),
    "forbidden": _status("Microsoft forbids it (403)", 403),
    "refused": _status("Microsoft refuses it (400)", 400, code="ErrorInvalidRequest"),
    "gone": _status("not found (404)", 404),
    "stale": _status("the place to go on from is unknown (410)", 410),
    "stale 404": _status("the same, in other words (404 SyncStateNotFound)", 404, code="SyncStateNotFound"),
    "duplicate": _status(
        "made before (409 ErrorDuplicateTransactionId)", 409, code="ErrorDuplicateTransactionId"
    ),
    "Twilio busy": _status("Twilio is overloaded (503)", 503),
    "Twilio error": _status("Twilio stumbles (500)", 500),
    "Twilio throttles": _status("Twilio asks for 5 minutes (429)", 429, retry_after_s=300),
    "credentials": _status("Twilio refuses the credentials (401, 20003)", 401, code="20003"),
    "landline": _status("their number takes no texts (21614)", 400, code="21614"),
    "trial": _status("the Twilio account is a trial (21608)", 400, code="21608"),
    "unregistered": _status("the number is not registered (30034)", 400, code="30034"),
    "daily limit": _status("the account's daily limit is reached (63038)", 429, code="63038"),
    "opted out": _status("they have told their carrier to stop (21610)", 400, code="21610"),
    "answer lost": FaultKind("done, but the answer is lost", {"kind": "drop_after"}),
    "reset": FaultKind("the connection is cut", {"kind": "reset"}),
    "timeout": FaultKind("no answer in time", {"kind": "timeout"}),
    "proxy page": FaultKind("a proxy's page instead of an answer (200)", {"kind": "html", "status": 200}),
    "proxy 403": FaultKind("a proxy's page: blocked (403)", {"kind": "html", "status": 403}),
    "proxy 404": FaultKind("a proxy's page: not found (404)", {"kind": "html", "status": 404}),
    "proxy 502": FaultKind("a proxy's page: bad gateway (502)", {"kind": "html", "status": 502}),
    "redirect": FaultKind("sent to a sign-in page of the network (302)", {"kind": "redirect"}),
    "cut off": FaultKind("done, but the answer breaks off", {"kind": "truncated"}),
    "garbage": FaultKind("done, but the answer is no JSON", {"kind": "garbage"}),
    "misshapen": FaultKind("done, but the answer has another shape", {"kind": "misshapen"}),
    "oversize": FaultKind("the answer is far too long", {"kind": "oversize"}),
    "new words": FaultKind("words in the answer that nobody knows yet", {"kind": "new_words"}),
    "new zones": FaultKind("time zones in the answer that nobody knows", {"kind": "new_zones"}),
    "foreign link": FaultKind("the next page is at another machine", {"kind": "foreign_link"}),
    "resync": FaultKind("the place to go on from is unknown (410 with a new one)", {"kind": "resync"}),
    "repeat": FaultKind("an item comes twice", {"kind": "repeat"}),
    "empty page": FaultKind("a page without items, and more to come", {"kind": "empty_page"}),
    "circle": FaultKind("the next page is the same page again", {"kind": "empty_page"}),
    "partial": FaultKind("items with little more than their id", {"kind": "partial_items"}),
    "late copy": FaultKind("the sent copy shows half a minute later", {"kind": "late_copy"}),
    "no link": FaultKind("the event comes without its Teams link", {"kind": "no_online_meeting"}),
    "late link": FaultKind("the event's Teams link comes two minutes later", {"kind": "late_link"}),
    "new link": FaultKind("the event gets another Teams link", {"kind": "new_link"}),
    "no calendar": FaultKind("a calendar cannot be read", {"kind": "no_calendar"}),
}
