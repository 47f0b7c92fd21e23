"""What OpenAPI cannot say of a call of Graph, and the service wants all the same: for our own calls.

Each rule says where it comes from; a rule is a function of a call that gives a line for each breach.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from uuid import UUID

from sync.graph.http_wire import IMMUTABLE
from sync.sandbox.odata import expansions
from tests.sync.graph_call import Call
from tests.sync.graph_contract import Entry, GraphContract, header, is_ours
from tests.sync.graph_query import Query
from tests.sync.graph_rules_calendar import CALENDAR_RULES
from tests.sync.graph_rules_mail import MAIL_RULES

Rule = Callable[[Call], Iterator[str]]

MOST_PEOPLE = 500
_MAILBOX = {"messages", "mailFolders", "sendMail", "events", "calendar", "calendarView", "contacts"}
_PREFERENCE = re.compile(
    r'IdType="ImmutableId"|outlook\.timezone="[^"]+"|outlook\.body-content-type="(html|text)"'
    r"|odata\.maxpagesize=\d+"
)
_ENCODED = re.compile(r"(?:[A-Za-z0-9._~/()-]|%[0-9A-Fa-f]{2})*")
_RECEIVED = re.compile(r"receivedDateTime (ge|gt) \S+")


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


def selects(call: Call) -> Iterator[str]:
    """Nothing is fetched that is not used. A link carries its own; calendarView/delta takes none
    (…/graph/delta-query-events). The meeting messages are read whole: what the subtypes add can be selected
    by a cast only, and some mailboxes refuse the cast."""
    is_meeting = "microsoft.graph.eventMessage/event" in expansions(call.query.get("$expand"))
    is_offered = "$select" in call.offered and not call.path.startswith("/me/calendarView/delta")
    is_chosen = call.query.get("$select") or call.query.goes_on or is_meeting
    if call.method == "GET" and is_offered and not is_chosen:
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


def invites_not_too_many(call: Call) -> Iterator[str]:
    """…/graph/api/user-post-events, …/graph/api/message-post-attachments: 500 each."""
    lists = ("toRecipients", "ccRecipients", "bccRecipients", "attendees")
    for message in (call.body, call.body.get("message") or {}):
        if sum(len(message.get(name) or ()) for name in lists) > MOST_PEOPLE:
            yield "more than 500 people"


def spells_as_documented(call: Call) -> Iterator[str]:
    """The schema has some names in capitals as well; the service takes them, the documentation has none."""
    yield from (f"{name}, which is spelled small" for name in call.body if name[0].isupper())


def encodes_ids(call: Call) -> Iterator[str]:
    """Ids hold "=" and other letters with a meaning in a path."""
    if not call.query.goes_on and not _ENCODED.fullmatch(call.spelled):
        yield "a path that is not percent-encoded"


RULES: tuple[Rule, ...] = (
    says_who_asks, asks_for_ids_that_last, prefers_what_there_is, selects, adds_nothing_to_links,
    asks_delta_what_it_can, takes_pages_of_a_size, invites_not_too_many, spells_as_documented, encodes_ids,
    *MAIL_RULES, *CALENDAR_RULES,
)  # fmt: skip
