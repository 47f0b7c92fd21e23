"""What the documentation of Graph's mail wants beside the description. A line for each breach."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sync.graph.http_wire import HTML_BODIES
from tests.sync.graph_call import Call
from tests.sync.graph_query import filtered

MOST_HEADERS = 5
_KEY_ID = re.compile(r"String \{[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\} Name \w+", re.IGNORECASE)


def asks_for_one_form_of_body(call: Call) -> Iterator[str]:
    """Whoever reads a body says in which form; the default is the sender's."""
    reads = "body" in call.query.listed("$select") or call.path.endswith(("/createReply", "/createReplyAll"))
    if reads and "/messages" in call.path and HTML_BODIES not in call.preferences:
        yield f"no Prefer: {HTML_BODIES}"


def searches_mail_as_it_can_be(call: Call) -> Iterator[str]:
    """…/graph/api/user-list-messages: no search with a filter, an order only by what is filtered first."""
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
    is_both = "comment" in call.body and "body" in (call.body.get("message") or {})
    if call.path.endswith(("/createReply", "/createReplyAll")) and is_both:
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


MAIL_RULES = (
    asks_for_one_form_of_body, searches_mail_as_it_can_be, reads_mail_by_folder, names_headers_of_its_own,
    answers_in_one_way, marks_mail_well, leaves_a_draft_first,
)  # fmt: skip
