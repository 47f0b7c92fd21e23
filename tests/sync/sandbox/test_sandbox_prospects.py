"""Simulated prospects answer as their temperament says, in their own time."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest

from sync.sandbox.offers import offered_times
from sync.sandbox.people import TEMPERAMENTS, Person, stranger
from sync.sandbox.scenarios import demo_requests
from sync.sandbox.server import Sandbox, SandboxOptions
from sync.sandbox.state import Mail
from sync.sandbox.temperaments import MOST_REPLIES
from tests.sync.sandbox.graph_walk import a_message

OFFER = """Hi,

Would one of these suit you for a 30 minute call?

- Wednesday, June 10 at 2:00 PM EDT
- Thursday, June 11 at 11:30 AM EDT
- Friday, June 12 at 1:00 PM EDT

Best,
Brent"""
LATER_OFFER = OFFER.replace("June 10", "June 24").replace("June 11", "June 25").replace("June 12", "June 26")
DAY_S = 24 * 3600


class Desk:
    """What the tests do on the rep's side."""

    def __init__(self, sandbox: Sandbox, client: httpx.AsyncClient) -> None:
        self.sandbox, self.client = sandbox, client

    def person(self, temperament: str) -> Person:
        return next(one for one in self.sandbox.world.people if one.temperament == temperament)

    async def write(self, *people: Person, text: str = OFFER) -> None:
        recipients = [{"emailAddress": {"address": one.address, "name": one.name}} for one in people]
        draft = await self.client.post(
            "/v1.0/me/messages", json=a_message(text) | {"toRecipients": recipients}
        )
        sent = await self.client.post(f"/v1.0/me/messages/{draft.json()['id']}/send")
        assert sent.status_code == 202

    async def pass_time(self, days: float) -> None:
        answer = await self.client.post("/sandbox/clock", json={"advance_s": days * DAY_S})
        assert answer.status_code == 200

    def inbox(self, *, meetings: bool = False) -> list[Mail]:
        """Oldest first; answers to invitations only when asked for."""
        found = self.sandbox.world.mailbox.in_folder("inbox")
        return [mail for mail in reversed(found) if meetings or mail.meeting is None]

    async def invite(self, person: Person, start: str = "2026-06-10T18:00:00") -> dict[str, Any]:
        end = (datetime.fromisoformat(start) + timedelta(minutes=30)).isoformat()
        event = {
            "subject": "Call",
            "start": {"dateTime": start, "timeZone": "UTC"},
            "end": {"dateTime": end, "timeZone": "UTC"},
            "attendees": [
                {"emailAddress": {"address": person.address, "name": person.name}, "type": "required"}
            ],
            "isOnlineMeeting": True,
        }
        made = await self.client.post("/v1.0/me/events", json=event)
        assert made.status_code == 201
        return (await self.client.get("/sandbox/events")).json()[-1]  # type: ignore[no-any-return]  # JSON


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    """A rep in a world with prospects."""
    async with Sandbox(SandboxOptions(seed=7)) as running, _client(running) as client:
        yield Desk(running, client)


def _client(sandbox: Sandbox) -> httpx.AsyncClient:
    headers = {"Authorization": "Bearer sandbox-rep", "Prefer": 'IdType="ImmutableId"'}
    return httpx.AsyncClient(base_url=sandbox.url, headers=headers, timeout=10)


def new_words(mail: Mail) -> str:
    """What they wrote above the quoted original."""
    return re.split(r"\n(?:On .*wrote:|_{10,})", mail.text)[0]


def test_every_temperament_has_somebody() -> None:
    """At least twelve kinds, with unique addresses, the same for the same seed."""
    people = Sandbox(SandboxOptions(seed=7)).world.people

    assert {one.temperament for one in people} >= set(TEMPERAMENTS)
    assert len(TEMPERAMENTS) >= 12
    assert len({one.address for one in people}) == len(people)
    assert people == Sandbox(SandboxOptions(seed=7)).world.people
    assert people != Sandbox(SandboxOptions(seed=8)).world.people


@pytest.mark.parametrize("temperament", ["prompt", "slow", "no_show_then_fine", "reschedules"])
async def test_an_answer_names_one_of_the_offers(desk: Desk, temperament: str) -> None:
    """In the same conversation, above the quoted original, within their working hours."""
    person = desk.person(temperament)
    await desk.write(person)
    await desk.pass_time(4)

    (mail,) = desk.inbox()
    (sent,) = desk.sandbox.world.mailbox.sent()

    assert mail.sender is not None
    assert mail.sender.address == person.address
    assert (mail.in_reply_to, mail.conversation) == (sent.message_id, sent.conversation)
    assert re.search(r"Wednesday|Thursday|Friday|June 1[012]", new_words(mail))
    assert "Would one of these suit" in mail.text
    local = mail.received_at.astimezone(ZoneInfo(person.timezone))
    assert local.weekday() < 5
    assert 8 <= local.hour < 18
    late = mail.received_at - sent.sent_at > timedelta(hours=20)
    assert late == (temperament == "slow")


async def test_an_ordinal_picker_says_which_one(desk: Desk) -> None:
    """By its place only."""
    await desk.write(desk.person("ordinal"))
    await desk.pass_time(1)

    (mail,) = desk.inbox()

    assert re.search(r"first|second|third", new_words(mail), re.IGNORECASE)
    assert "June" not in new_words(mail)


async def test_an_own_time_is_proposed_and_agreed_without_further_words(desk: Desk) -> None:
    """None of the offers; a mail that names a time within what they asked for is not answered."""
    person = desk.person("own_time")
    await desk.write(person)
    await desk.pass_time(1)
    memory = desk.sandbox.world.state.memories[person.address]
    assert memory.own_from_at is not None
    start = memory.own_from_at.astimezone(ZoneInfo("America/New_York"))
    agreed = f"Confirmed: {start:%A, %B} {start.day} at {start:%I:%M %p} EDT. The invite is on its way."

    await desk.write(person, text=agreed)
    await desk.pass_time(3)

    (mail,) = desk.inbox()
    assert not re.search(r"June 1[012]\b", new_words(mail))
    assert memory.picked_at == memory.own_from_at


async def test_a_question_about_the_agreed_time_gets_a_yes(desk: Desk) -> None:
    """Twice at most, and not to a confirmation that asks nothing."""
    person = desk.person("prompt")
    await desk.write(person)
    await desk.pass_time(0.4)
    picked_at = desk.sandbox.world.state.memories[person.address].picked_at
    assert picked_at is not None
    when = f"{picked_at.astimezone(ZoneInfo('America/New_York')):%A, %B %d at %I:%M %p} EDT"
    await desk.write(person, text=f"{when} it is. The invite follows.")
    await desk.pass_time(0.2)
    silent = len(desk.inbox())
    for _ in range(4):
        await desk.write(person, text=f"Just to be sure: is it {when}?")
        await desk.pass_time(0.2)

    assert silent == 1
    assert len(desk.inbox()) == 3
    assert all(re.search(r"Yes|good for me", new_words(mail)) for mail in desk.inbox()[1:])


async def test_a_counter_offer_is_accepted(desk: Desk) -> None:
    """They relent when other times come back."""
    person = desk.person("own_time")
    await desk.write(person)
    await desk.pass_time(1)
    await desk.write(person, text=LATER_OFFER)
    await desk.pass_time(1)

    assert desk.sandbox.world.state.memories[person.address].picked_at in {
        one.at for one in offered_times(LATER_OFFER, desk.sandbox.world.now, ZoneInfo(person.timezone))
    }
    assert len(desk.inbox()) == 2


async def test_a_refusal_is_final(desk: Desk) -> None:
    """One no; further mails are not answered."""
    person = desk.person("declines")
    for _ in range(3):
        await desk.write(person)
        await desk.pass_time(2)

    (mail,) = desk.inbox()

    assert re.search(r"not interested|pass|isn't something", new_words(mail))


async def test_the_silent_one_never_says_anything(desk: Desk) -> None:
    """Neither to mail nor to an invitation."""
    person = desk.person("silent")
    for _ in range(3):
        await desk.write(person)
    await desk.invite(person)
    await desk.pass_time(10)

    assert desk.inbox(meetings=True) == []


async def test_out_of_office_answers_by_itself_once_and_in_person_later(desk: Desk) -> None:
    """An automatic reply with the date of return, then a real answer after it."""
    person = desk.person("out_of_office")
    await desk.write(person, text=LATER_OFFER)
    await desk.write(person, text=LATER_OFFER)
    await desk.pass_time(14)

    automatic, own = desk.inbox()

    assert ("Auto-Submitted", "auto-replied") in automatic.headers
    assert automatic.subject.startswith("Automatic reply:")
    match = re.search(r"back on \w+, (\w+ \d+)\.", automatic.text)
    assert match is not None
    assert f"{own.received_at:%B} {own.received_at.day}" == match[1]
    assert re.search(r"Wednesday|Thursday|Friday|June 2[456]", new_words(own))


async def test_outlook_only_asks_for_the_invitation(desk: Desk) -> None:
    """Tersely; the answer that counts comes from the calendar."""
    person = desk.person("outlook_only")
    await desk.write(person)
    await desk.pass_time(0.5)
    picked_at = desk.sandbox.world.state.memories[person.address].picked_at
    assert picked_at is not None
    await desk.invite(person, start=f"{picked_at:%Y-%m-%dT%H:%M:%S}")
    await desk.pass_time(1)

    mail, answer = desk.inbox(meetings=True)

    assert "invite" in new_words(mail)
    assert answer.meeting is not None
    assert answer.meeting.message_type == "meetingAccepted"


async def test_the_assistant_writes_and_the_boss_is_invited(desk: Desk) -> None:
    """From another address of the same company; mail to the assistant reaches the same person."""
    person = desk.person("assistant_answers")
    await desk.write(person)
    await desk.pass_time(1)

    (mail,) = desk.inbox()

    assert mail.sender is not None
    assert mail.sender.address == person.assistant_address != person.address
    assert person.address in new_words(mail)


@pytest.mark.parametrize("seed", [1, 2, 3, 7])
async def test_two_who_must_agree_end_with_one_time(seed: int) -> None:
    """The second answers later, sometimes with another of the offers; then the first follows."""
    async with Sandbox(SandboxOptions(seed=seed)) as running, _client(running) as client:
        desk = Desk(running, client)
        first, second = desk.person("two_must_agree"), desk.person("partner")
        await desk.write(first, second)
        await desk.pass_time(2)
        picks = {running.world.state.memories[one.address].picked_at for one in (first, second)}
        writers = [mail.sender.address for mail in desk.inbox() if mail.sender]

    assert len(picks) == 1
    assert None not in picks
    assert writers[:2] == [first.address, second.address]


async def test_a_question_comes_first_then_the_answer(desk: Desk) -> None:
    """Once; a nudge is enough to get a time."""
    person = desk.person("asks_a_question")
    await desk.write(person)
    await desk.pass_time(0.5)
    (question,) = desk.inbox()
    await desk.write(person, text="Yes, it does. Which of the times suits you?")
    await desk.pass_time(1)

    _, answer = desk.inbox()

    assert "?" in new_words(question)
    assert re.search(r"Wednesday|Thursday|Friday|June 1[012]", new_words(answer))


async def test_an_unanswered_question_does_not_block_for_ever(desk: Desk) -> None:
    """They pick after two days, or ask for new times."""
    await desk.write(desk.person("asks_a_question"), text=LATER_OFFER)
    await desk.pass_time(6)

    assert len(desk.inbox()) == 2


async def test_later_means_later(desk: Desk) -> None:
    """Not before their date; after it, the first offer that lies behind it."""
    person = desk.person("later")
    await desk.write(person)
    await desk.pass_time(1)
    (mail,) = desk.inbox()
    await desk.pass_time(13)
    await desk.write(person, text=LATER_OFFER)
    await desk.pass_time(1)

    assert re.search(r"[Aa]fter (the )?(June )?\d+", new_words(mail))
    assert desk.sandbox.world.state.memories[person.address].picked_at is not None


async def test_an_ambiguous_answer_is_made_clear_when_asked(desk: Desk) -> None:
    """First a weekday without a clock, then a choice."""
    person = desk.person("ambiguous")
    await desk.write(person)
    await desk.pass_time(0.5)
    (vague,) = desk.inbox()
    await desk.write(person, text=OFFER)
    await desk.pass_time(1)

    assert re.search(r"^\w+day (works|is best)", new_words(vague))
    assert not re.search(r"\d:\d\d", new_words(vague))
    assert desk.sandbox.world.state.memories[person.address].picked_at is not None


async def test_they_accept_come_and_show_in_the_report(desk: Desk) -> None:
    """From the answer to the report, all at their own times."""
    person = desk.person("prompt")
    await desk.write(person)
    await desk.pass_time(0.4)
    picked_at = desk.sandbox.world.state.memories[person.address].picked_at
    assert picked_at is not None
    await desk.invite(person, start=f"{picked_at:%Y-%m-%dT%H:%M:%S}")
    await desk.pass_time(6)

    (meeting,) = desk.sandbox.world.meetings.all()
    (report,) = desk.sandbox.world.meetings.visible_reports(meeting)

    assert meeting.attendees[0].response == "accepted"
    assert meeting.attendees[0].responded_at is not None
    assert meeting.attendees[0].responded_at < meeting.start_at
    assert len(report.records) == 2


async def test_a_no_show_comes_the_second_time(desk: Desk) -> None:
    """Nobody in the first report, an apology with a new time, then somebody in the second."""
    person = desk.person("no_show_then_fine")
    await desk.write(person)
    await desk.pass_time(0.5)
    for round_number in range(2):
        picked_at = desk.sandbox.world.state.memories[person.address].picked_at
        assert picked_at is not None
        await desk.invite(person, start=f"{picked_at:%Y-%m-%dT%H:%M:%S}")
        await desk.pass_time(5)
        if round_number == 0:
            await desk.write(person, text=LATER_OFFER.replace("Would one", "Sorry we missed you. Would one"))
            await desk.pass_time(12)

    meetings = desk.sandbox.world.meetings
    counts = [len(report.records) for one in meetings.all() for report in meetings.visible_reports(one)]
    assert counts == [1, 2]
    assert re.search(r"[Ss]orry|apologies", new_words(desk.inbox()[1]))


async def test_a_wrong_booking_is_declined(desk: Desk) -> None:
    """With the time that was agreed as proposal."""
    person = desk.person("prompt")
    await desk.write(person)
    await desk.pass_time(0.4)
    await desk.invite(person, start="2026-06-15T08:00:00")
    await desk.pass_time(1)

    (meeting,) = desk.sandbox.world.meetings.all()

    assert meeting.attendees[0].response == "declined"
    assert (
        meeting.attendees[0].proposed_start_at == desk.sandbox.world.state.memories[person.address].picked_at
    )


async def test_they_ask_to_move_once(desk: Desk) -> None:
    """A day before the meeting, with a time of their own."""
    person = desk.person("reschedules")
    await desk.write(person)
    await desk.pass_time(0.4)
    picked_at = desk.sandbox.world.state.memories[person.address].picked_at
    assert picked_at is not None
    await desk.invite(person, start=f"{picked_at:%Y-%m-%dT%H:%M:%S}")
    await desk.pass_time((picked_at - desk.sandbox.world.now).total_seconds() / DAY_S - 0.05)

    _, move = desk.inbox()

    assert "can we move" in new_words(move)


async def test_two_robots_stop(desk: Desk) -> None:
    """Whatever is sent to them, every prospect falls silent."""
    for _ in range(9):
        for person in desk.sandbox.world.people:
            await desk.write(person, text="Could you tell me more?")
            await desk.write(person, text=LATER_OFFER)
        await desk.pass_time(1)

    counts: dict[str, int] = {}
    for mail in desk.inbox():
        assert mail.sender is not None
        counts[mail.sender.address] = counts.get(mail.sender.address, 0) + 1
    before = len(desk.inbox())
    await desk.pass_time(30)

    assert max(counts.values()) <= MOST_REPLIES + 1
    assert len(desk.inbox()) - before < 10
    assert desk.sandbox.world.next_event_at is None


async def test_an_unknown_address_gets_a_temperament(desk: Desk) -> None:
    """The same one every time, also in another world of the same seed."""
    made = [stranger(7, f"{name}@nowhere.example", name) for name in ("al", "bo", "cy", "di", "ed", "flo")]
    for person in made:
        await desk.write(person)
    await desk.pass_time(4)

    talkers = {mail.sender.address for mail in desk.inbox() if mail.sender}
    assert stranger(7, "AL@nowhere.example", "al") == made[0]
    assert {one.temperament for one in made} <= set(TEMPERAMENTS)
    assert talkers == {one.address for one in made if one.temperament != "silent"}


async def test_plans_survive_a_restart(tmp_path: Path) -> None:
    """Somebody who has read a mail answers it after the sandbox was started again."""
    options = SandboxOptions(seed=7, state=tmp_path / "state.json")
    async with Sandbox(options) as first, _client(first) as client:
        desk = Desk(first, client)
        await desk.write(desk.person("prompt"))
    async with Sandbox(options) as again, _client(again) as client:
        assert again.world.next_event_at is not None
        desk = Desk(again, client)
        await desk.pass_time(1)

        assert len(desk.inbox()) == 1


def test_demo_requests_mix_the_temperaments() -> None:
    """Six of seed 7: four who meet in the end, one who declines, one pair; the range lies ahead."""
    world = Sandbox(SandboxOptions(seed=7)).world

    made = list(demo_requests(world, 6))

    temperaments = {one.address: one.temperament for one in world.people}
    kinds = [temperaments[one["external"][0]["address"]] for one in made]
    assert kinds == ["prompt", "ordinal", "own_time", "no_show_then_fine", "declines", "two_must_agree"]
    assert [len(one["external"]) for one in made] == [1, 1, 1, 1, 1, 2]
    assert {one["meeting_type"] for one in made} == {"demo", "discovery", "follow_up", "custom"}
    assert all(datetime.fromisoformat(one["preferences"]["range"]["start"]) > world.now for one in made)
    assert all(one["approval"] == "autopilot" for one in made)
    assert len(list(demo_requests(world, 100))) == len(
        [p for p in world.people if p.temperament != "partner"]
    )
