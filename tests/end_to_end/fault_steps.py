"""Where something can go wrong, and what has to come of it: the other side of the table of faults."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sync.links import COMES_BY
from sync.sandbox.mailbox import folder_id
from tests.end_to_end import fault_texts
from tests.end_to_end.fault_world import FaultWorld
from tests.end_to_end.walk import JOHN, REP, SARAH, offered_in
from xforce_desktop.scheduling.desk import RepCommand
from xforce_desktop.scheduling.new_request import InternalAttendee

Act = Callable[[FaultWorld], Awaitable[None]]
ANN = "ann@xforce.example"
INBOX = f"GET /v1.0/me/mailFolders/{folder_id('inbox')}/messages/delta"
TEXTS = "/2010-04-01/*/Messages.json"
SENT_ITEMS = f"GET /v1.0/me/mailFolders/{folder_id('sentitems')}/messages/delta"


async def nothing(world: FaultWorld) -> None:
    """The stage is enough."""


@dataclass(frozen=True)
class Step:
    """A call of the program; `match` is the sandbox's way to name it. `before` leads up to it from `stage`,
    `after` goes on once the fault is over and checks that all is as it should be."""

    words: str
    match: str
    stage: str
    after: Act
    before: Act = nothing


# --- what leads up to a step ----------------------------------------------------------------------------


async def john_agrees(world: FaultWorld) -> None:
    await world.accept_one()


async def agreed_in_little(world: FaultWorld) -> None:
    """The round of news has only its id, so the mail itself is asked for."""
    await world.accept_one()
    await world.fault(INBOX, {"kind": "partial_items", "times": 1000})


async def rep_wrote(world: FaultWorld) -> None:
    """From Outlook, in the running conversation."""
    await world.write_as_rep("John, I will call you tomorrow instead.")


async def rep_cancels(world: FaultWorld) -> None:
    await world.command(RepCommand.CANCEL)


async def ann_joins(world: FaultWorld) -> None:
    """The rep adds a colleague to the booked meeting."""
    assert world.id is not None
    await world.agent.desk.add_person(world.id, InternalAttendee(address=ANN, name="Ann Lee", required=False))


async def john_accepts_the_invitation(world: FaultWorld) -> None:
    await world.respond("accepted")


async def it_is_over(world: FaultWorld) -> None:
    """John accepted and attended; the report is there when it is first looked for."""
    await world.respond("accepted")
    await world.at_rest()
    (event,) = await world.events()
    await world.live_through(datetime.fromisoformat(event["end"]) + timedelta(minutes=1))
    await world.ask("attendance", {"event_id": event["id"], "present": [REP, SARAH, JOHN]})
    await world.advance(timedelta(minutes=10))


# --- what becomes of it in the end ----------------------------------------------------------------------


async def is_booked(world: FaultWorld) -> None:
    """One mail of each kind, one event, nothing left over, and nothing for the rep to do."""
    await _is_booked(world)
    await _check_booked(world)
    assert world.shown()["state"] == "confirming"


async def _is_booked(world: FaultWorld) -> None:
    if world.id is None:
        await world.create()

    async def first_mail() -> bool:
        return len(await world.sent()) >= 1

    async def confirmation() -> bool:
        return len(await world.sent()) >= 2

    await world.until(first_mail)
    if not world.has_answered:
        await world.accept_one()
    await world.until(confirmation)
    await world.at_rest()


async def is_booked_once_it_shows(world: FaultWorld) -> None:
    """Their mail is asked for again after a while."""
    await world.advance(timedelta(minutes=1))
    await is_booked(world)


async def is_booked_when_given_back(world: FaultWorld) -> None:
    """The rep gives the request back, and it goes on."""
    assert world.shown()["requires_human_review"]
    await world.command(RepCommand.GIVE_BACK)
    await is_booked(world)


async def it_should_have_its_link(world: FaultWorld) -> None:
    """Half an hour after the booking."""
    await world.advance(COMES_BY)
    await world.at_rest()


async def is_booked_without_link(world: FaultWorld) -> None:
    """The event stands, and the rep was told once, half an hour later, to add a link."""
    await _is_booked(world)
    for _ in range(3):
        await world.advance(COMES_BY)
        await world.at_rest()
    (event,) = await world.events()
    assert not event["join_url"]
    assert sum("Teams link" in notice for notice in world.notices()) == 1
    assert len(await world.sent()) == 2


async def is_booked_with_its_link(world: FaultWorld) -> None:
    """The link that came late is known, and nobody was bothered with it."""
    await world.advance(timedelta(minutes=3))
    await is_booked(world)
    (event,) = await world.events()
    assert world.shown()["join_url"] == event["join_url"]
    assert not any("link" in notice for notice in world.notices())


async def ann_is_invited_to_the_new_link(world: FaultWorld) -> None:
    await ann_is_invited(world)
    (event,) = await world.events()
    assert world.shown()["join_url"] == event["join_url"]


async def is_booked_in_a_new_thread(world: FaultWorld) -> None:
    """The mail to answer was gone: the confirmation began a conversation of its own."""
    await _is_booked(world)
    first, confirmation = await world.sent()
    assert confirmation["subject"].startswith("Re: ")
    assert confirmation["conversation_id"] != first["conversation_id"]
    assert len(await world.events()) == 1
    assert await world.drafts() == []


async def is_left_to_the_rep(world: FaultWorld) -> None:
    """Refused for good: it is not tried again, and the rep was told what to do by hand."""
    await world.at_rest()
    (event,) = await world.events()
    assert not event["cancelled"]
    assert world.shown()["state"] == "cancelled"
    assert any("by hand" in notice for notice in world.notices())


async def is_confirmed(world: FaultWorld) -> None:
    """His answer to the invitation is known, once."""
    await world.at_rest()
    await _check_booked(world)
    shown = world.shown()
    assert shown["state"] == "confirmed"
    assert [line["action_type"] for line in shown["actions"]].count("invite_accepted") <= 1


async def _check_booked(world: FaultWorld) -> None:
    first, confirmation = await world.sent()
    assert len(offered_in(first)) == 3
    (event,) = await world.events()
    assert not event["cancelled"]
    assert event["join_url"], "the Teams link"
    start = datetime.fromisoformat(event["start"])
    assert offered_in(confirmation) == [start]
    assert start in offered_in(first)
    assert confirmation["conversation_id"] == first["conversation_id"]
    assert await world.drafts() == []
    shown = world.shown()
    assert not shown["requires_human_review"], shown["review_reason"]
    assert datetime.fromisoformat(shown["scheduled_time"]) == start
    assert len(world.received()) == 1, "their answer is kept once"


async def is_cancelled(world: FaultWorld) -> None:
    """Withdrawn once, told once."""
    await world.at_rest()
    (event,) = await world.events()
    assert event["cancelled"]
    assert world.shown()["state"] == "cancelled"
    assert len(await world.sent()) == 2


async def ann_is_invited(world: FaultWorld) -> None:
    await world.at_rest()
    await _check_booked(world)
    (event,) = await world.events()
    assert [one["address"] for one in event["attendees"]].count(ANN) == 1


async def is_held(world: FaultWorld) -> None:
    """The report counts as evidence that it took place."""
    await world.at_rest()
    for _ in range(8):
        if world.shown()["state"] == "completed":
            break
        await world.advance(timedelta(minutes=15))
        await world.at_rest()
    shown = world.shown()
    assert shown["state"] == "completed", shown["state"]
    assert not shown["requires_human_review"]
    assert len(await world.events()) == 1


async def is_the_reps(world: FaultWorld) -> None:
    """They stepped in themselves: the agent keeps still."""
    await world.at_rest()
    shown = world.shown()
    assert shown["handled_by"] == "rep"
    assert await world.events() == []
    assert len(world.shown()["conversation"]) == 2


STEPS: Mapping[str, Step] = {
    "account": Step("ask who the rep is", "GET /v1.0/me", "nothing", is_booked),
    "hours": Step("ask for working hours and zone", "GET /v1.0/me/mailboxSettings", "asked", is_booked),
    "inbox": Step("read the inbox", INBOX, "sent", is_booked, john_agrees),
    "first inbox": Step(
        "read the inbox for the first time",
        "GET /v1.0/me/mailFolders/inbox/messages/delta",
        "asked",
        is_booked,
    ),
    "sent items": Step("read Sent Items", SENT_ITEMS, "sent", is_the_reps, rep_wrote),
    "whole mail": Step(
        "read one mail in full", "GET /v1.0/me/messages/*", "sent", is_booked, agreed_in_little
    ),
    "free/busy": Step("look for free times", "POST /v1.0/me/calendar/getSchedule", "asked", is_booked),
    "draft": Step("write the draft of the first mail", "POST /v1.0/me/messages", "asked", is_booked),
    "send": Step("send the first mail", "POST /v1.0/me/messages/*/send", "asked", is_booked),
    "copy": Step("read the mail that was sent", "GET /v1.0/me/messages/*", "asked", is_booked),
    "free again": Step(
        "see whether the time is still free",
        "POST /v1.0/me/calendar/getSchedule",
        "sent",
        is_booked,
        john_agrees,
    ),
    "event": Step("make the event", "POST /v1.0/me/events", "sent", is_booked, john_agrees),
    "reply": Step(
        "begin the confirmation", "POST /v1.0/me/messages/*/createReplyAll", "sent", is_booked, john_agrees
    ),
    "finish": Step("finish the confirmation", "PATCH /v1.0/me/messages/*", "sent", is_booked, john_agrees),
    "confirm": Step("send the confirmation", "POST /v1.0/me/messages/*/send", "sent", is_booked, john_agrees),
    "look": Step(
        "look at the booked event",
        "GET /v1.0/me/events/*",
        "booked",
        is_confirmed,
        john_accepts_the_invitation,
    ),
    "guests": Step("change who is invited", "PATCH /v1.0/me/events/*", "booked", ann_is_invited, ann_joins),
    "cancel": Step(
        "withdraw the invitation", "POST /v1.0/me/events/*/cancel", "booked", is_cancelled, rep_cancels
    ),
    "meeting": Step("find the Teams meeting", "GET /v1.0/me/onlineMeetings", "booked", is_held, it_is_over),
    "reports": Step(
        "list the attendance reports",
        "GET /v1.0/me/onlineMeetings/*/attendanceReports",
        "booked",
        is_held,
        it_is_over,
    ),
    "records": Step(
        "read who attended", "GET /v1.0/me/onlineMeetings/*/attendanceRecords", "booked", is_held, it_is_over
    ),
    "text": Step(
        "send a text", f"POST {TEXTS}", "sent", fault_texts.is_booked_by_text, fault_texts.a_text_is_due
    ),
    "texts in": Step(
        "read their texts", f"GET {TEXTS}", "sent", fault_texts.is_booked_by_text, fault_texts.john_texts_yes
    ),
    "arrival": Step(
        "see whether a text arrived",
        "GET /2010-04-01/*/Messages/SM*",
        "sent",
        fault_texts.goes_on_by_mail,
        fault_texts.the_text_did_not_arrive,
    ),
}


# A second call that goes wrong with the first: otherwise the program would go another way round.
TOGETHER: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("event", "no link"): ("PATCH /v1.0/me/events/*",),
    ("inbox", "stale"): ("GET /v1.0/me/mailFolders/inbox/messages/delta",),
}

# Where it does not simply go on once the fault is over.
OTHERWISE: Mapping[tuple[str, str], Act] = {
    ("event", "no link"): is_booked_without_link,
    ("event", "late link"): is_booked_with_its_link,
    ("guests", "new link"): ann_is_invited_to_the_new_link,
    ("reply", "gone"): is_booked_in_a_new_thread,
    ("whole mail", "gone"): is_booked_once_it_shows,
    ("whole mail", "busy"): is_booked_once_it_shows,
    ("free/busy", "forbidden"): is_booked_when_given_back,
    ("draft", "refused"): is_booked_when_given_back,
    ("draft", "forbidden"): is_booked_when_given_back,
    ("send", "forbidden"): is_booked_when_given_back,
    ("event", "forbidden"): is_booked_when_given_back,
    ("cancel", "refused"): is_left_to_the_rep,
    ("text", "credentials"): fault_texts.goes_on_by_mail,
    ("text", "landline"): fault_texts.goes_on_by_mail,
    ("text", "unregistered"): fault_texts.goes_on_by_mail,
    ("text", "trial"): fault_texts.goes_on_by_mail,
    ("text", "daily limit"): fault_texts.goes_on_by_mail,
    ("text", "opted out"): fault_texts.hears_nothing_more,
}

# What is only seen a while later: until then it goes wrong, and then it is looked at.
LATER: Mapping[tuple[str, str], Act] = {("event", "no link"): it_should_have_its_link}
