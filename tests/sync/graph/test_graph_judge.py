"""The judge of our traffic with Graph is itself put to the proof: each planted misfit is found."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from tests.sync.graph.traffic_walk import walked
from tests.sync.graph_judge import Judge

Planted = Callable[[dict[str, Any]], object]
MESSAGE, EVENT = "/me/messages/{message-id}", "/me/events/{event-id}"
DELTA = "/me/mailFolders/{mailFolder-id}/messages/delta"
SCHEDULE, MEETINGS = "/me/calendar/getSchedule", "/me/onlineMeetings"
REPLY = "/me/messages/{message-id}/createReplyAll"
MONTHS = {"dateTime": "2026-08-09T13:00:00", "timeZone": "UTC"}


def the_call(judge: Judge, name: str, status: int = 0) -> dict[str, Any]:
    """The first such call of a walk without misfits, to be spoiled."""
    for entry in walked():
        is_it = judge.operations([entry]) == {name}
        if is_it and entry["response"]["status"] == (status or entry["response"]["status"]):
            return copy.deepcopy(dict(entry))
    raise AssertionError(f"no {name} in the walk")


def asked(**changes: Any) -> Planted:
    """Other things in the request's body."""
    return lambda entry: entry["request"]["body"].update(changes)


def told(**changes: Any) -> Planted:
    """Other things in the answer's body."""
    return lambda entry: entry["response"]["body"].update(changes)


def told_of_one(**changes: Any) -> Planted:
    """Other things in the first item of the answer."""
    return lambda entry: entry["response"]["body"]["value"][0].update(changes)


def without(name: str) -> Planted:
    """The request's body lacks something."""
    return lambda entry: entry["request"]["body"].pop(name)


def query(text: str) -> Planted:
    return lambda entry: entry.update(query=text)


def more_query(text: str) -> Planted:
    return lambda entry: entry.update(query=f"{entry['query']}&{text}")


def status(number: int) -> Planted:
    return lambda entry: entry["response"].update(status=number)


def header(name: str, value: str) -> Planted:
    """Another header; "" for none."""

    def plant(entry: dict[str, Any]) -> None:
        headers = entry["request"]["headers"]
        headers.pop(next((one for one in headers if one.lower() == name), ""), None)
        headers.update({name: value} if value else {})

    return plant


def path(old: str, new: str) -> Planted:
    return lambda entry: entry.update(path=entry["path"].replace(old, new))


def nested(where: str, *keys: Any, value: Any) -> Planted:
    """One value deep in a body; `where` is request or response."""

    def plant(entry: dict[str, Any]) -> None:
        inner = entry[where]["body"]
        for key in keys[:-1]:
            inner = inner[key]
        inner[keys[-1]] = value

    return plant


PEOPLE = [{"emailAddress": {"address": f"p{number}@acme.example"}} for number in range(501)]
IMMUTABLE_ONLY = 'IdType="ImmutableId"'
READ = f"GET {MESSAGE}"

MISFITS: tuple[tuple[str, Planted, str], ...] = (
    # what the description says of the way in
    (READ, path("/me/messages", "/me/mails"), "no such operation"),
    (f"DELETE {EVENT}", lambda entry: entry.update(method="PUT"), "no such operation"),
    (READ, query("$colour=red&$select=subject"), "query option $colour is not known"),
    (READ, query("select=subject"), "query option select is not known"),
    (READ, query("$select=subject&$select=body"), "$select is said twice"),
    (READ, query("$select=subject,colour"), "$select names colour"),
    (READ, query("$select=subject,subject"), "names something twice"),
    (READ, query("$select=meetingMessageType"), "$select names meetingMessageType"),
    (READ, query("$select=microsoft.graph.event/subject"), "$select names microsoft.graph.event/subject"),
    (READ, query("$select=subject&$expand=subject"), "$expand names subject"),
    (READ, query("$select="), "query option $select is empty"),
    ("GET /users", query("$select=mail&$filter=startswith(colour,'a')"), "$filter names colour"),
    ("GET /users", query("$select=mail&$top=ten"), "$top is no whole number"),
    ("GET /users", query("$select=mail&$orderby=mail%20upwards"), "$orderby names mail upwards"),
    (
        "GET /me/calendarView",
        query("$select=start&startDateTime=2026-06-08T00:00:00Z"),
        "endDateTime is required",
    ),
    # ... of what is asked
    ("POST /me/messages", asked(colour="red"), "request: $: unknown property colour"),
    ("POST /me/messages", nested("request", "body", "colour", value=1), "$.body: unknown property colour"),
    (
        "POST /me/messages",
        nested("request", "toRecipients", 0, "emailAddress", value="a@b.example"),
        "no object",
    ),
    ("POST /me/messages", asked(importance="urgent"), "'urgent' is none of"),
    ("POST /me/messages", asked(toRecipients=None), "null where a value belongs"),
    ("POST /me/messages", asked(isDraft="yes"), "'yes' is no boolean"),
    (f"PATCH {MESSAGE}", asked(receivedDateTime="yesterday"), "does not match"),
    (f"PATCH {MESSAGE}", asked(receivedDateTime="2026-02-30T10:00:00Z"), "is no moment"),
    (f"PATCH {EVENT}", lambda entry: entry["request"].update(body=None), "request: no body"),
    (
        f"POST {MESSAGE}/send",
        lambda entry: entry["request"].update(body={"a": 1}),
        "a body where none belongs",
    ),
    (f"POST {SCHEDULE}", asked(Schedules=["a@b.example"]), "Schedules, which is spelled small"),
    (f"POST {SCHEDULE}", asked(availabilityViewInterval=3_000_000_000), "is not within"),
    # ... of what is answered
    ("POST /me/messages", status(200), "status 200 instead of 201"),
    (f"POST {MESSAGE}/send", status(204), "status 204 instead of 202"),
    (f"DELETE {EVENT}", status(200), "status 200 instead of 204"),
    ("POST /me/messages", told(isDraft="yes"), "answer: $.isDraft: 'yes' is no boolean"),
    (READ, told(colour="red"), "answer: $: unknown property colour"),
    (f"GET {DELTA}", told_of_one(colour="red"), "$.value[0]: unknown property colour"),
    (
        f"GET {DELTA}",
        told_of_one(**{"@odata.type": "#microsoft.graph.event"}),
        "#microsoft.graph.event is no",
    ),
    (f"GET {DELTA}", told_of_one(**{"@odata.type": "#microsoft.graph.letter"}), "unknown @odata.type"),
    (READ, lambda entry: entry["response"].update(body=None), "answer: no body"),
    (f"GET {EVENT}", nested("response", "attendees", 0, "status", "response", value="maybe"), "is none of"),
    (
        f"DELETE {EVENT}",
        lambda entry: entry["response"].update(status=404, body={"message": "gone"}),
        "no error",
    ),
    (f"DELETE {EVENT}", lambda entry: entry["response"].update(status=404, body=None), "null where"),
    # what the documentation says beside it: every call
    (READ, header("client-request-id", ""), "no client-request-id"),
    (READ, header("client-request-id", "7"), "no client-request-id"),
    (READ, header("authorization", "Basic x"), "no bearer token"),
    (READ, header("prefer", ""), "no Prefer: IdType"),
    (f"DELETE {EVENT}", header("prefer", 'IdType="Immutable"'), "no Prefer: IdType"),
    (READ, header("prefer", f"{IMMUTABLE_ONLY}, outlook.body-content-type=html"), "an unknown preference"),
    (f"GET {EVENT}", header("prefer", IMMUTABLE_ONLY), "no Prefer: outlook.timezone"),
    (f"GET {DELTA}", header("prefer", IMMUTABLE_ONLY), "no Prefer: outlook.body-content-type"),
    (READ, query(""), "no $select"),
    ("GET /me", query(""), "no $select"),
    ("GET /users", query("$top=5"), "no $select"),
    (READ, lambda entry: entry.update(path=f"{entry['path']}="), "not percent-encoded"),
    # ... pages, rounds and searches
    (f"GET {DELTA}", query("$deltatoken=x&$select=subject"), "a delta link with"),
    (f"GET {DELTA}", query("$select=subject&$filter=subject%20eq%20'x'"), "cannot filter by"),
    (f"GET {DELTA}", query("$select=subject&$orderby=subject"), "cannot order by"),
    (f"GET {DELTA}", more_query("$search=x"), "cannot $search"),
    ("GET /users", query("$select=mail&$top=0"), "a page of 0"),
    ("GET /users", query("$select=mail&$top=1000"), "a page of 1000"),
    ("GET /me/calendarView", more_query("$top=1001"), "a page of 1001"),
    (f"GET {DELTA}", header("prefer", f"{IMMUTABLE_ONLY}, odata.maxpagesize=5000"), "a page of 5000"),
    ("GET /me/messages", more_query("$search=x"), "$search beside $filter"),
    ("GET /me/messages", more_query("$orderby=sentDateTime"), "what $filter does not name first"),
    ("GET /me/messages", query("$select=subject"), "all messages of all folders"),
    # ... calendars
    (f"POST {SCHEDULE}", asked(schedules=[f"a{n}@b.example" for n in range(21)]), "21 mailboxes at once"),
    (f"POST {SCHEDULE}", asked(schedules=[]), "0 mailboxes at once"),
    (f"POST {SCHEDULE}", asked(schedules=["a@b.example", "A@b.example"]), "a mailbox twice"),
    (f"POST {SCHEDULE}", asked(endTime=MONTHS), "a window of 62 days"),
    (f"POST {SCHEDULE}", without("endTime"), "a window without an end"),
    (f"POST {SCHEDULE}", asked(availabilityViewInterval=4), "an interval of 4 minutes"),
    (f"POST {SCHEDULE}", asked(availabilityViewInterval=None), "an interval of None"),
    ("POST /me/events", without("transactionId"), "without a transactionId"),
    ("POST /me/events", without("start"), "only one of start and end"),
    (
        "POST /me/events",
        asked(end={"dateTime": "2026-06-01T10:00:00", "timeZone": "UTC"}),
        "times that cannot be",
    ),
    ("POST /me/events", nested("request", "start", "timeZone", value="Middle Earth"), "times that cannot be"),
    (
        "POST /me/events",
        nested("request", "attendees", 0, value={"emailAddress": {}}),
        "without an address or a type",
    ),
    ("POST /me/events", asked(onlineMeetingProvider="skypeForBusiness"), "an online meeting of no provider"),
    (
        "POST /me/events",
        asked(attendees=[one | {"type": "required"} for one in PEOPLE]),
        "more than 500 people",
    ),
    (f"PATCH {EVENT}", asked(transactionId="x"), "a transactionId cannot change"),
    (f"PATCH {EVENT}", asked(isOnlineMeeting=False), "cannot be turned off"),
    (
        f"GET {MEETINGS}",
        query("$select=id&$filter=subject%20eq%20'Demo'"),
        "something else than their address",
    ),
    # ... mail
    ("POST /me/messages", asked(bccRecipients=PEOPLE), "more than 500 people"),
    ("POST /me/messages", asked(internetMessageHeaders=[]), "0 internet headers"),
    (
        "POST /me/messages",
        asked(internetMessageHeaders=[{"name": "In-Reply-To", "value": "<a>"}]),
        "In-Reply-To",
    ),
    (
        f"POST {REPLY}",
        lambda entry: entry["request"].update(body={"comment": "", "message": {"body": {}}}),
        "beside a body",
    ),
    (
        "POST /me/messages",
        nested("request", "singleValueExtendedProperties", 0, "id", value="Key"),
        "property Key",
    ),
)


def test_the_walk_itself_has_no_misfit(judge):
    """Else finding the planted ones would prove nothing."""
    assert judge.misfits(walked()) == []


@pytest.mark.parametrize("name, plant, words", MISFITS, ids=lambda one: one if isinstance(one, str) else "")
def test_a_planted_misfit_is_found(judge, name, plant, words):
    """In a call that was right until then."""
    entry = the_call(judge, name)
    assert judge.misfits([entry]) == []

    plant(entry)

    assert [line for line in judge.misfits([entry]) if words in line], judge.misfits([entry])


def test_an_operation_that_no_permission_allows_is_found(judge):
    """findMeetingTimes needs another one than writing to the calendar."""
    entry = the_call(judge, f"POST {SCHEDULE}")
    entry.update(path="/v1.0/me/findMeetingTimes")

    found = judge.misfits([entry])

    assert [line for line in found if "no permission that we ask for allows it" in line]


def test_a_refused_call_of_a_test_may_be_wrong_but_one_of_ours_may_not(judge):
    """Tests of the sandbox say wrong things on purpose; what it answers to them is judged all the same."""
    ours = the_call(judge, "GET /users")
    error = {"error": {"code": "BadRequest", "message": "No."}}
    ours.update(query="$colour=red", response={"status": 400, "headers": {}, "body": error})
    theirs = copy.deepcopy(ours)
    theirs["request"]["headers"] = {"User-Agent": "a test"}

    assert judge.misfits([ours])
    assert judge.misfits([theirs]) == []
    theirs["response"]["body"] = {"error": "No."}
    assert judge.misfits([theirs])


def test_what_a_fault_left_of_an_answer_is_not_judged_but_the_request_is(judge):
    """A torn answer is nobody's fault but the fault's."""
    entry = the_call(judge, "GET /users")
    entry.update(fault="garbage")
    entry["response"]["body"] = '{"value": [{"displ'

    assert judge.misfits([entry]) == []
    entry["query"] = ""
    assert judge.misfits([entry])
