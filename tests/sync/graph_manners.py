"""What OpenAPI cannot say of a call of Graph, and the service wants all the same: for our own program's calls.

Each rule says where it comes from; a rule is a function of a call that gives a line for each breach.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sync.graph.http import HTML_BODIES, IMMUTABLE, UTC_TIMES
from sync.sandbox.odata import expansions
from sync.sandbox.zones import find_zone
from tests.sync.graph_contract import Entry, GraphContract, header, is_ours
from tests.sync.graph_query import Query, filtered

Json = Mapping[str, Any]
Rule = Callable[["Call"], Iterator[str]]

MOST_SCHEDULES = 20
LONGEST_WINDOW = timedelta(days=62)
MOST_PEOPLE = 500
MOST_HEADERS = 5
_MAILBOX = {"messages", "mailFolders", "sendMail", "events", "calendar", "calendarView", "contacts"}
_TIMED = re.compile(r"/me/(events(/\{event-id\})?|calendarView(/delta.*)?|calendar/getSchedule)")
_PREFERENCE = re.compile(
    r'IdType="ImmutableId"|outlook\.timezone="[^"]+"|outlook\.body-content-type="(html|text)"'
    r"|odata\.maxpagesize=\d+"
)
_KEY_ID = re.compile(r"String \{[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\} Name \w+", re.IGNORECASE)
_ENCODED = re.compile(r"(?:[A-Za-z0-9._~/()-]|%[0-9A-Fa-f]{2})*")
_RECEIVED = re.compile(r"receivedDateTime (ge|gt) \S+")


@dataclass(frozen=True)
class Call:
    """A call of ours. `path` and `offered` (its query options) are as the description has them."""

    method: str
    path: str
    spelled: str
    query: Query
    body: Json
    offered: frozenset[str]
    entry: Entry

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def preferences(self) -> list[str]:
        """What the Prefer header says, one by one."""
        return [one.strip() for one in header(self.entry, "prefer").split(",") if one.strip()]


class Manners:
    """The rules, ready to judge entries of `GET /sandbox/log`."""

    def __init__(self, contract: GraphContract) -> None:
        self._contract = contract

    def misfits(self, entries: Sequence[Entry]) -> list[str]:
        """What our own calls did against the rules, a line each."""
        return [
            f"{call.method} {call.spelled}: {words}"
            for entry in entries
            if is_ours(entry) and (call := self._call(entry)) is not None
            for rule in RULES
            for words in rule(call)
        ]

    def _call(self, entry: Entry) -> Call | None:
        """None for a call that is not described: that itself is told by the contract."""
        operation = self._contract.operation(entry)
        if operation is None:
            return None
        offered = frozenset(one["name"] for one in self._contract.parameters(operation))
        body = entry["request"]["body"]
        return Call(
            entry["method"],
            self._contract.path(entry),
            entry["path"],
            Query.read(entry["query"]),
            body if isinstance(body, dict) else {},
            offered,
            entry,
        )


def says_who_asks(call: Call) -> Iterator[str]:
    """Microsoft finds a call again by this id. learn.microsoft.com/graph/best-practices-concept"""
    try:
        UUID(header(call.entry, "client-request-id"))
    except ValueError:
        yield "no client-request-id"
    if not header(call.entry, "authorization").startswith("Bearer "):
        yield "no bearer token"


def asks_for_ids_that_last(call: Call) -> Iterator[str]:
    """One forgotten header gives an id that dies when the item moves. …/graph/outlook-immutable-id"""
    if _MAILBOX & set(call.path.split("/")) and IMMUTABLE not in call.preferences:
        yield f"no Prefer: {IMMUTABLE}"


def prefers_what_there_is(call: Call) -> Iterator[str]:
    """A preference nobody knows is silently not followed."""
    for one in call.preferences:
        if not _PREFERENCE.fullmatch(one):
            yield f"an unknown preference {one}"


def asks_for_utc(call: Call) -> Iterator[str]:
    """Then no zone name we do not know can come back. …/graph/api/user-list-events"""
    gives_times = _TIMED.fullmatch(call.path) and call.method != "DELETE"
    if gives_times and UTC_TIMES not in call.preferences:
        yield f"no Prefer: {UTC_TIMES}"


def asks_for_one_form_of_body(call: Call) -> Iterator[str]:
    """Whoever reads a body says in which form; the default is the sender's."""
    reads = "body" in call.query.listed("$select") or call.path.endswith(("/createReply", "/createReplyAll"))
    if reads and "/messages" in call.path and HTML_BODIES not in call.preferences:
        yield f"no Prefer: {HTML_BODIES}"


def selects(call: Call) -> Iterator[str]:
    """Nothing is fetched that is not used. A link carries its own; calendarView/delta takes none
    (…/graph/delta-query-events). The meeting messages are read whole: what the subtypes add can be selected
    by a cast only, and some mailboxes refuse the cast."""
    is_meeting = "microsoft.graph.eventMessage/event" in expansions(call.query.get("$expand"))
    is_offered = "$select" in call.offered and not call.path.startswith("/me/calendarView/delta")
    if call.method == "GET" and is_offered and not call.query.goes_on and not is_meeting:
        if not call.query.get("$select"):
            yield "no $select"


def adds_nothing_to_links(call: Call) -> Iterator[str]:
    """A link is opaque and carries the first options. …/graph/delta-query-overview"""
    if call.query.goes_on and call.path.endswith(("/delta", "/delta()")) and len(call.query.options) > 1:
        yield f"a delta link with {', '.join(call.query.names())}"


def asks_delta_what_it_can(call: Call) -> Iterator[str]:
    """…/graph/delta-query-messages and …/graph/delta-query-events"""
    if not call.path.endswith(("/delta", "/delta()")):
        return
    forbidden = ["$search", "$skip", "$count"]
    if call.path.startswith("/me/calendarView"):
        forbidden += ["$select", "$filter", "$orderby", "$expand", "$top"]
    for name in forbidden:
        if name in call.query:
            yield f"a delta round cannot {name}"
    if (where := call.query.get("$filter")) and not _RECEIVED.fullmatch(where):
        yield f"a delta round cannot filter by {where}"
    if call.query.get("$orderby") not in ("", "receivedDateTime desc"):
        yield f"a delta round cannot order by {call.query.get('$orderby')}"


def takes_pages_of_a_size(call: Call) -> Iterator[str]:
    """1 to 1000, of people 999. …/graph/api/user-list-messages, …/graph/api/user-list"""
    most = 999 if call.path == "/users" else 1000
    sizes = [call.query.get("$top")] if "$top" in call.query else []
    sizes += [one.partition("=")[2] for one in call.preferences if one.startswith("odata.maxpagesize")]
    for size in sizes:
        if not (size.isdigit() and 1 <= int(size) <= most):
            yield f"a page of {size}"


def searches_mail_as_it_can_be(call: Call) -> Iterator[str]:
    """…/graph/api/user-list-messages: no search with a filter, and an order only by what is filtered first."""
    if "/messages" not in call.path:
        return
    if "$search" in call.query and ("$filter" in call.query or "$orderby" in call.query):
        yield "$search beside $filter or $orderby"
    ordered = [one.partition(" ")[0] for one in call.query.listed("$orderby")]
    compared = filtered(call.query.get("$filter"))
    if ordered and compared and not call.path.endswith("delta") and compared[: len(ordered)] != ordered:
        yield "$orderby names what $filter does not name first"


def reads_mail_by_folder(call: Call) -> Iterator[str]:
    """The list of all messages holds Deleted Items too, and perhaps chats: only looked through by key."""
    if call.name == "GET /me/messages" and not call.query.goes_on and "$filter" not in call.query:
        yield "all messages of all folders"


def asks_for_few_schedules(call: Call) -> Iterator[str]:
    """…/graph/outlook-get-free-busy-schedule, …/graph/api/calendar-getschedule"""
    if not call.path.endswith("/getSchedule"):
        return
    schedules = call.body.get("schedules") or []
    if not 1 <= len(schedules) <= MOST_SCHEDULES:
        yield f"{len(schedules)} mailboxes at once"
    if len({str(one).lower() for one in schedules}) < len(schedules):
        yield "a mailbox twice"
    start, end = _moment(call.body.get("startTime")), _moment(call.body.get("endTime"))
    interval = call.body.get("availabilityViewInterval", 30)
    if start is None or end is None:
        yield "a window without an end that can be read"
    elif not timedelta(0) < end - start < LONGEST_WINDOW:
        yield f"a window of {end - start}"
    elif not isinstance(interval, int) or not 5 <= interval <= 1440:
        yield f"an interval of {interval} minutes"
    elif end - start < timedelta(minutes=interval):
        yield "a window shorter than its interval"


def makes_events_once(call: Call) -> Iterator[str]:
    """…/graph/api/resources/event: a repeated POST under one transactionId makes no second event."""
    if call.name != "POST /me/events":
        return
    if not call.body.get("transactionId"):
        yield "an event without a transactionId"
    yield from (f"an event without {name}" for name in ("subject", "start", "end") if name not in call.body)


def keeps_events_in_order(call: Call) -> Iterator[str]:
    """…/graph/api/event-update: times in a zone the service knows, both or none, and the list of people whole."""
    if (
        call.method not in ("POST", "PATCH")
        or not call.path.startswith("/me/events")
        or "cancel" in call.path
    ):
        return
    if ("start" in call.body) != ("end" in call.body):
        yield "only one of start and end"
    elif "start" in call.body:
        start, end = _moment(call.body["start"]), _moment(call.body["end"])
        if start is None or end is None or end <= start:
            yield "times that cannot be"
    if "transactionId" in call.body and call.method == "PATCH":
        yield "a transactionId cannot change"
    for one in call.body.get("attendees", ()):
        if not one.get("emailAddress", {}).get("address") or not one.get("type"):
            yield "an attendee without an address or a type"
    if "attendees" in call.body and call.method == "PATCH" and len(call.body) > 1:
        yield "attendees beside other changes: everybody would be told"
    if call.body.get("isOnlineMeeting") and call.body.get("onlineMeetingProvider") != "teamsForBusiness":
        yield "an online meeting of no provider"
    if call.body.get("isOnlineMeeting") is False:
        yield "an online meeting cannot be turned off"


def invites_not_too_many(call: Call) -> Iterator[str]:
    """…/graph/api/user-post-events, …/graph/api/message-post-attachments: 500 each."""
    lists = ("toRecipients", "ccRecipients", "bccRecipients", "attendees")
    for message in (call.body, call.body.get("message") or {}):
        if sum(len(message.get(name) or ()) for name in lists) > MOST_PEOPLE:
            yield "more than 500 people"


def names_headers_of_its_own(call: Call) -> Iterator[str]:
    """…/graph/api/resources/internetmessageheader: x- only, at most 5, and no empty list."""
    for message in (call.body, call.body.get("message") or {}):
        if "internetMessageHeaders" not in message:
            continue
        headers = message["internetMessageHeaders"]
        if not 1 <= len(headers or ()) <= MOST_HEADERS:
            yield f"{len(headers or ())} internet headers"
        for one in headers or ():
            if not str(one.get("name")).lower().startswith("x-"):
                yield f"an internet header {one.get('name')}"
        if call.method == "PATCH":
            yield "internet headers cannot change"


def answers_in_one_way(call: Call) -> Iterator[str]:
    """…/graph/api/message-createreply: a comment or a body, not both."""
    if call.path.endswith(("/createReply", "/createReplyAll")):
        if "comment" in call.body and "body" in (call.body.get("message") or {}):
            yield "a comment beside a body"


def marks_mail_well(call: Call) -> Iterator[str]:
    """…/graph/api/resources/extended-properties-overview"""
    for message in (call.body, call.body.get("message") or {}):
        for one in message.get("singleValueExtendedProperties") or ():
            if not _KEY_ID.fullmatch(str(one.get("id"))) or not one.get("value"):
                yield f"an extended property {one.get('id')}"


def leaves_a_draft_first(call: Call) -> Iterator[str]:
    """A mail that leaves without a draft cannot be looked up when the answer is lost."""
    if call.path == "/me/sendMail":
        yield "sent without a draft"


def encodes_ids(call: Call) -> Iterator[str]:
    """Ids hold "=" and other letters with a meaning in a path."""
    if not call.query.goes_on and not _ENCODED.fullmatch(call.spelled):
        yield "a path that is not percent-encoded"


def finds_meetings_by_address(call: Call) -> Iterator[str]:
    """…/graph/api/onlinemeeting-get: the only filter there is."""
    if call.name == "GET /me/onlineMeetings":
        if not re.fullmatch(r"JoinWebUrl eq 'https?://[^']+'", call.query.get("$filter")):
            yield "online meetings by something else than their address"


RULES: tuple[Rule, ...] = (
    says_who_asks, asks_for_ids_that_last, prefers_what_there_is, asks_for_utc, asks_for_one_form_of_body,
    selects, adds_nothing_to_links, asks_delta_what_it_can, takes_pages_of_a_size, searches_mail_as_it_can_be,
    reads_mail_by_folder, asks_for_few_schedules, makes_events_once, keeps_events_in_order, invites_not_too_many,
    names_headers_of_its_own, answers_in_one_way, marks_mail_well, leaves_a_draft_first, encodes_ids,
    finds_meetings_by_address,
)  # fmt: skip


def _moment(value: Any) -> datetime | None:
    """The moment of a dateTimeTimeZone; None if it is none or its zone is unknown."""
    if not isinstance(value, dict):
        return None
    zone = find_zone(str(value.get("timeZone")))
    try:
        moment = datetime.fromisoformat(str(value.get("dateTime")))
    except ValueError:
        return None
    return moment.replace(tzinfo=zone).astimezone(UTC) if zone is not None and moment.tzinfo is None else None
