"""People added, replaced and removed midway, over HTTP: asked by mail, invited on the calendar."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from sync.calendar_watch import CalendarWatch
from sync.outbox import Outbox, Services
from sync.runner import Runner
from tests.builders import JOHN, MARY, SARAH, an_analysis
from tests.fakes import FakeWorld
from xforce_desktop.errors import BadInput
from xforce_desktop.ids import RequestId
from xforce_desktop.replies.analysis import Intent
from xforce_desktop.scheduling.events import AttendeesUpdated, GuestsDiffer
from xforce_desktop.scheduling.new_request import Newcomer, person_form
from xforce_desktop.scheduling.people_desk import PeopleDesk
from xforce_desktop.scheduling.request import Handler, InviteStatus, State

PATCH = "PATCH /v1.0/me/events/*"
MIKE, TOM = "mike@xforce.example", "tom@acme.example"


@pytest.fixture
async def agent(world: FakeWorld, calendar) -> FakeWorld:
    """An agent whose calendar is Graph's; its mail stays at home."""
    watch = CalendarWatch(calendar, world.engine, world.thread, world.clock)
    services = Services(world.mail, calendar, world.attendance, world.writer)
    world.outbox = Outbox(services, world.engine, world.thread, world.clock)
    world.runner = Runner(
        world.inbox,
        watch,
        world.timers,
        world.outbox,
        world.directory,
        world.engine,
        world.thread,
        world.clock,
    )
    return world


@pytest.fixture
def desk(agent: FakeWorld) -> PeopleDesk:
    return PeopleDesk(agent.engine)


async def booked(agent: FakeWorld) -> RequestId:
    """John chose the last time; the event stands."""
    request_id = await agent.offered()
    agent.they_say(an_analysis(selected_time=agent.request(request_id).offered_times[-1]))
    await agent.tick()
    assert agent.request(request_id).is_booked
    return request_id


async def invited(controls) -> dict[str, str]:
    """Who is on the one event that stands, required or optional."""
    (event,) = [one for one in await controls.items("events") if not one["cancelled"]]
    return {one["address"]: one["type"] for one in event["attendees"]}


def happened(agent: FakeWorld, request_id: RequestId, kind: type) -> int:
    journal = agent.engine.in_transaction(lambda work: work.journal(request_id))
    return sum(isinstance(line.event, kind) for line in journal)


async def test_from_one_more_to_another_instead(agent, desk, controls):
    """Mary joins before it is agreed, Mike after it is booked, Tom comes instead of her, Sarah leaves."""
    request_id = await agent.offered()
    desk.add(request_id, person_form(MARY, "Mary Jones", timezone="America/Chicago"))
    await agent.tick()
    asked, _ = agent.mail.sent[-1]
    times = agent.request(request_id).offered_times
    assert asked.to == (JOHN, MARY)
    assert asked.body.startswith("ask_silent: ")
    assert set(agent.writer.assignments[-1].proposed_times) == set(times)
    assert agent.writer.assignments[-1].silent == ("John Smith", "Mary Jones")

    agent.they_say(an_analysis(selected_time=times[-1]))
    await agent.tick()
    assert await controls.items("events") == [], "Mary has not agreed yet"
    agent.they_say(an_analysis(selected_time=times[-1]), from_address=MARY, from_name="Mary Jones")
    await agent.tick()
    assert await invited(controls) == {JOHN: "required", MARY: "required", SARAH: "required"}
    (event,) = await controls.items("events")
    await controls.ask("invite-response", {"event_id": event["id"], "address": JOHN, "response": "accepted"})
    await agent.tick()

    desk.add(request_id, person_form(MIKE, "Mike Ray", is_internal=True, is_required=False))
    await agent.tick()
    assert await invited(controls) == {
        JOHN: "required", MARY: "required", SARAH: "required", MIKE: "optional",
    }  # fmt: skip
    desk.replace(request_id, MARY, Newcomer(TOM, "Tom Hall"))
    desk.remove(request_id, SARAH)
    await agent.tick()

    request = agent.request(request_id)
    (after,) = await controls.items("events")
    assert await invited(controls) == {JOHN: "required", TOM: "required", MIKE: "optional"}
    assert (after["join_url"], after["body"], after["start"]) == (
        event["join_url"],
        event["body"],
        event["start"],
    )
    john, tom = request.external
    assert (john.invite_status, tom.invite_status) == (InviteStatus.ACCEPTED, InviteStatus.PENDING)
    assert (request.state, request.handled_by) == (State.CONFIRMING, Handler.AGENT)
    assert request.next_action is not None


async def test_a_change_whose_answer_was_lost_is_made_again(agent, desk, controls):
    """Asking for the same people twice does no harm; it is settled once."""
    request_id = await booked(agent)
    await controls.fault(PATCH, "drop_after", times=3)
    desk.add(request_id, person_form(MARY, "Mary Jones"))

    await agent.tick()
    await agent.tick(after=timedelta(minutes=20))

    assert MARY in await invited(controls)
    assert happened(agent, request_id, AttendeesUpdated) == 1


async def test_an_answer_that_freezes_the_queue_leaves_the_invitation(agent, desk, controls):
    """Who is invited is the rep's word, whatever the others write."""
    request_id = await booked(agent)
    desk.add(request_id, person_form(MARY, "Mary Jones"))
    agent.they_say(an_analysis(Intent.QUESTION))

    await agent.tick()

    assert MARY in await invited(controls)


async def test_somebody_added_while_the_event_is_made_is_invited_too(
    agent, desk, calendar, controls, monkeypatch
):
    """The rep presses the button while the calendar is working."""
    request_id = await agent.offered()
    agent.they_say(an_analysis(selected_time=agent.request(request_id).offered_times[-1]))
    create = calendar.create

    async def meanwhile(*asked):
        event = await create(*asked)
        desk.add(request_id, person_form(MIKE, "Mike Ray", is_internal=True))
        return event

    monkeypatch.setattr(calendar, "create", meanwhile)
    await agent.tick()

    assert await invited(controls) == {JOHN: "required", SARAH: "required", MIKE: "required"}
    assert happened(agent, request_id, GuestsDiffer) == 1


async def test_a_colleague_who_cannot_make_the_booked_time(agent, desk, controls):
    """The meeting stays where it is; the rep is told at once."""
    request_id = await booked(agent)
    start = agent.request(request_id).scheduled_time
    assert start is not None
    taken = {"start": start.isoformat(), "end": (start + timedelta(minutes=30)).isoformat()}
    await controls.ask("busy", {"address": MIKE, "title": "Dentist", "status": "busy", **taken})
    desk.add(request_id, person_form(MIKE, "Mike Ray", is_internal=True))

    await agent.tick()

    request = agent.request(request_id)
    assert "Mike Ray" in request.review_reason
    assert "Dentist" not in request.review_reason
    (event,) = await controls.items("events")
    assert (request.scheduled_time, datetime.fromisoformat(event["start"])) == (start, start)
    assert request.state is State.CONFIRMING


async def test_a_service_that_refuses_is_told_to_the_rep(agent, desk, controls):
    """The rep can change the invitation by hand."""
    request_id = await booked(agent)
    await controls.fault(PATCH, "status", status=400)
    desk.add(request_id, person_form(MARY, "Mary Jones"))

    await agent.tick()

    assert "change them in your calendar by hand" in agent.request(request_id).review_reason


async def test_what_the_desk_refuses(agent, desk):
    """In words, and nothing has changed."""
    request_id = await agent.offered()
    agent.engine.in_transaction(lambda work: work.opt_out(TOM, agent.clock.now(), "They asked."))
    before = (agent.request(request_id), agent.actions(request_id))

    for refused, words in [
        (lambda: desk.add(request_id, person_form(TOM, "Tom")), "asked not to be written to"),
        (lambda: desk.add(request_id, person_form(JOHN.upper(), "John")), "is in it already"),
        (lambda: desk.replace(request_id, JOHN, Newcomer(TOM)), "no name"),
        (lambda: desk.replace(request_id, JOHN, Newcomer(TOM, "Tom")), "asked not to be written to"),
        (lambda: desk.replace(request_id, JOHN, Newcomer(SARAH, "Sarah")), "is in it already"),
        (lambda: desk.remove(request_id, JOHN), "last one on their side"),
        (lambda: desk.remove(request_id, "brent@xforce.example"), "you stay in it"),
        (lambda: desk.remove(request_id, MARY), "is not in this request"),
    ]:
        with pytest.raises(BadInput, match=words):
            refused()

    assert (agent.request(request_id), agent.actions(request_id)) == before


async def test_who_was_removed_decides_nothing_any_more(agent, desk):
    """Mary still has the mail and answers it: no time is booked by her word, the rep has a look."""
    request_id = await agent.offered(
        external=[
            {"address": JOHN, "name": "John Smith", "timezone": "America/Chicago"},
            {"address": MARY, "name": "Mary Jones"},
        ]
    )
    desk.remove(request_id, MARY)
    chosen = agent.request(request_id).offered_times[0]
    agent.they_say(an_analysis(selected_time=chosen), from_address=MARY, from_name="Mary Jones")

    await agent.tick()

    request = agent.request(request_id)
    assert (request.agreed_time, request.scheduled_time) == (None, None)
    assert "Mary Jones wrote" in request.review_reason
    assert request.also_write_to == ()
