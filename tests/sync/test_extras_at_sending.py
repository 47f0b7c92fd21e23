"""What a follow-up brings is looked at again when it leaves: leave and proofs may have been taken back."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from unittest import mock

import pytest

from tests.builders import HOUR, an_analysis
from tests.fakes import FakeWorld
from xforce_desktop.errors import TemporaryError
from xforce_desktop.ids import RequestId
from xforce_desktop.messages.assignment import LetterKind
from xforce_desktop.replies.analysis import Intent
from xforce_desktop.scheduling.account_desk import AccountDesk
from xforce_desktop.scheduling.contact_rules import ContactChange
from xforce_desktop.scheduling.events import RepApproved, ReportedOutcome, RepReported
from xforce_desktop.scheduling.proofs import NewProof, StoredProof
from xforce_desktop.scheduling.unit_of_work import OutboxRow, OutboxStatus

MARY = "mary@acme.example"
FAMILY = "A family-owned company with 12 trucks cut its missed calls from 18% to 3%"
DAY = timedelta(days=1)
TAKEN_BACK: dict[str, Callable[[FakeWorld], None]] = {
    "leave": lambda world: desk(world).change_contact(MARY, ContactChange(may_be_copied=False)),
    "help": lambda world: desk(world).change_contact(MARY, ContactChange(is_champion=False)),
    "wish": lambda world: world.engine.in_transaction(
        lambda work: world.engine.opt_out(work, MARY, world.clock.now(), "She told me so")
    ),
}


@pytest.mark.parametrize("what", TAKEN_BACK)
async def test_nobody_is_copied_in_who_may_not_be_any_more(world: FakeWorld, what: str) -> None:
    """Nor named in the mail; where the rep sees all, the other words too."""
    helped(world)
    request_id = await asked_twice(world, approval="review_all")
    assert waiting(world, request_id).effect.kind is LetterKind.CHAMPION_CC
    TAKEN_BACK[what](world)
    await world.tick()

    row = waiting(world, request_id)
    assert row.effect.kind is LetterKind.FOLLOW_UP
    assert row.body
    assert world.writer.assignments[-1].champion is None
    await approved(world, request_id)
    assert world.mail.sent[-1][0].cc == ()
    assert any("without what it was to bring" in line.why for line in world.actions(request_id))


async def test_what_was_approved_and_has_changed_is_looked_at_again(world: FakeWorld) -> None:
    """Between the approval and the pass."""
    helped(world)
    request_id = await asked_twice(world, approval="review_all")
    world.engine.handle(request_id, RepApproved())
    TAKEN_BACK["leave"](world)
    before = len(world.mail.sent)
    await world.tick()

    assert len(world.mail.sent) == before
    assert waiting(world, request_id).effect.kind is LetterKind.FOLLOW_UP
    notices = world.engine.in_transaction(lambda work: work.notices())
    assert any("may not be copied in" in one.text for one in notices)
    await approved(world, request_id)
    assert len(world.mail.sent) == before + 1


async def test_the_reps_own_words_are_not_thrown_away(world: FakeWorld) -> None:
    """They may name her, so the rep looks again."""
    helped(world)
    request_id = await asked_twice(world, approval="review_all")
    row = waiting(world, request_id)
    edited = OutboxRow(**(row.__dict__ | {"body": "Hi John, I copy Mary.", "edited_by_rep": True}))
    world.engine.in_transaction(lambda work: work.update_row(edited))
    TAKEN_BACK["leave"](world)
    await world.tick()

    row = waiting(world, request_id)
    assert (row.body, row.effect.champion) == ("Hi John, I copy Mary.", None)
    assert "look at your words" in row.why


@pytest.mark.parametrize("stops", [False, True])
async def test_a_draft_with_the_copy_is_deleted_first(world: FakeWorld, stops: bool) -> None:
    """It lay there when the leave was taken back; whatever stops us there, it is not sent as it is."""
    helped(world)
    request_id = await asked_once(world)
    action = world.request(request_id).next_action
    assert action is not None
    world.clock.set(action.at)
    world.mail.trouble["dispatch"] = [TemporaryError("Not now.")]
    await world.tick()
    assert [mail.cc for mail, _ in world.mail.drafts.values()] == [(MARY,)]
    TAKEN_BACK["leave"](world)
    if stops:
        with mock.patch.object(world.engine.__class__, "renew", side_effect=TemporaryError("Not now.")):
            await world.tick(after=HOUR)
        assert world.mail.drafts == {}
    await world.tick(after=HOUR)

    assert world.mail.drafts == {}
    assert [mail.cc for mail, _ in world.mail.sent] == [(), (), ()]


async def test_a_retired_proof_leaves_no_more(world: FakeWorld) -> None:
    """Its mail goes without it, and it counts as not used."""
    proof = kept(world)
    request_id = await asked_once(world, approval="review_all")
    assert waiting(world, request_id).effect.proof_id == proof
    desk(world).retire_proof(proof)
    await world.tick()
    await approved(world, request_id)

    assert world.writer.assignments[-1].proof is None
    assert library(world).times_used == 0


async def test_nobody_gets_a_proof_in_two_requests(world: FakeWorld) -> None:
    """The same person, another meeting."""
    kept(world)
    first = await asked_once(world)
    await world.tick(after=DAY)
    assert library(world).times_used == 1
    world.they_say(an_analysis(Intent.DECLINE))
    await world.tick()
    assert world.request(first).has_ended
    second = world.create()
    for _ in range(4):
        await world.tick(after=3 * DAY)

    assert world.request(second).attempt_count == 2, "the second would have brought it"
    assert library(world).times_used == 1


async def test_nobody_is_told_of_their_own_case(world: FakeWorld) -> None:
    """It names their company."""
    desk(world).add_proof(NewProof("case_study", "ACME, Inc. cut its missed calls from 18% to 3%"))
    request_id = await asked_once(world, company={"name": "Acme LLC", "state": "TN"})

    assert LetterKind.SOCIAL_PROOF not in {row.effect.kind for row in letters(world, request_id)}


async def test_a_meeting_that_was_held_counts(world: FakeWorld) -> None:
    """Also where nobody pressed "accept" in the invitation."""
    kept(world)
    request_id = await asked_once(world)
    assert library(world).times_used == 1
    chosen = world.request(request_id).offered_times[-1]
    world.they_say(an_analysis(selected_time=chosen))
    await world.tick()
    assert library(world).booked == 0
    world.clock.set(chosen - timedelta(hours=2))
    await world.tick()

    assert world.request(request_id).scheduled_time == chosen
    world.clock.set(chosen + timedelta(hours=3))
    await world.tick()
    world.engine.handle(request_id, RepReported(ReportedOutcome.HELD))
    assert world.request(request_id).has_ended
    assert library(world).booked == 1


async def test_what_may_belong_elsewhere_is_no_answer_to_a_proof(world: FakeWorld) -> None:
    """The rep has not said yet whose it is."""
    kept(world)
    await asked_once(world)
    await world.tick(after=DAY)
    assert library(world).times_used == 1
    world.they_say(an_analysis(), conversation_id="another", in_reply_to="", references=(), subject="Hello")
    await world.tick()

    assert library(world).answered == 0


def desk(world: FakeWorld) -> AccountDesk:
    return AccountDesk(world.engine)


def helped(world: FakeWorld) -> None:
    """Mary helps us at Acme and may be copied in."""
    desk(world).add_contact(MARY, "Mary Jones", company="Acme")
    desk(world).change_contact(MARY, ContactChange(is_champion=True, may_be_copied=True))


def kept(world: FakeWorld) -> uuid.UUID:
    return desk(world).add_proof(NewProof("case_study", FAMILY))


def library(world: FakeWorld) -> StoredProof:
    (one,) = desk(world).proofs()
    return one


async def asked_once(world: FakeWorld, **changes: object) -> RequestId:
    """The first mail has left without an answer, and the follow-up is queued."""
    return await _asked(world, 1, **changes)


async def asked_twice(world: FakeWorld, **changes: object) -> RequestId:
    return await _asked(world, 2, **changes)


async def _asked(world: FakeWorld, times: int, **changes: object) -> RequestId:
    form = {"duration_minutes": 15, "internal": []} | changes
    request_id = world.create(**form)
    await world.tick()
    for _ in range(times):
        if changes.get("approval") == "review_all":
            await approved(world, request_id)
        action = world.request(request_id).next_action
        assert action is not None
        world.clock.set(max(action.at, world.clock.now()))
        await world.tick()
    return request_id


async def approved(world: FakeWorld, request_id: RequestId) -> None:
    world.engine.handle(request_id, RepApproved())
    await world.tick()


def letters(world: FakeWorld, request_id: RequestId) -> list[OutboxRow]:
    return [row for row in world.rows(request_id) if hasattr(row.effect, "kind")]


def waiting(world: FakeWorld, request_id: RequestId) -> OutboxRow:
    (row,) = [one for one in letters(world, request_id) if one.status is OutboxStatus.WAITING]
    return row
