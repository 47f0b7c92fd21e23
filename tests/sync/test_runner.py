"""The loop: a pass does all there is to do, says truly what comes next, and survives trouble."""

from __future__ import annotations

import asyncio
import threading
import time
from dataclasses import replace
from datetime import timedelta

import pytest

from sync.credentials import KeyringError
from tests.builders import JOHN, REP, an_analysis
from tests.fakes import FakeWorld, a_fake_world
from xforce_desktop.errors import OtherAccount, TemporaryError
from xforce_desktop.ports import Account, Participant
from xforce_desktop.replies.analysis import Intent
from xforce_desktop.scheduling.desk import SyncStatus
from xforce_desktop.scheduling.request import Outcome, State
from xforce_desktop.scheduling.unit_of_work import UnitOfWork


async def test_due_next_is_always_true(world: FakeWorld) -> None:
    """Going from one `due_next` to the next: something happens each time, and silence ends in giving up."""
    request_id = world.create()
    moments = []
    while (due_next := (await world.tick()).due_next) is not None:
        assert due_next > world.clock.now()
        before = len(world.actions(request_id))
        moments.append(due_next)
        world.clock.set(due_next)
        await world.tick()
        assert len(world.actions(request_id)) > before, "nothing was due at that time"
        assert len(moments) < 50

    request = world.request(request_id)
    assert (request.state, request.outcome) == (State.CANCELLED, Outcome.GAVE_UP)
    assert len(world.mail.sent) == request.attempt_count
    assert len({mail.body for mail, _ in world.mail.sent}) == len(world.mail.sent)


async def test_a_pass_with_nothing_to_do_changes_nothing(world: FakeWorld) -> None:
    """Twice at the same moment is the same as once."""
    request_id = await world.booked()
    before = (world.request(request_id), world.actions(request_id))

    first, second = await world.tick(), await world.tick()

    assert (world.request(request_id), world.actions(request_id)) == before
    assert first == second
    assert (second.received, second.sent) == (0, 0)


async def test_a_laptop_shut_for_a_week_sends_one_mail(world: FakeWorld) -> None:
    """Follow-up, passed offers, everything at once: one message, times ahead."""
    request_id = await world.offered()

    await world.tick(after=timedelta(days=9))

    assert len(world.mail.sent) == 2
    assert min(world.request(request_id).offered_times) > world.clock.now()


async def test_a_laptop_shut_over_the_meeting_sends_no_reminder(world: FakeWorld) -> None:
    """The meeting is over: only who attended is looked at."""
    request_id = await world.booked()
    ends_at = world.request(request_id).ends_at
    assert ends_at is not None
    world.attendance.report = [Participant(REP, "Brent", 60), Participant(JOHN, "John", 60)]

    await world.tick(after=ends_at + timedelta(hours=9) - world.clock.now())

    assert len(world.mail.sent) == 2
    assert world.request(request_id).outcome is Outcome.HELD


async def test_out_of_reach_is_said_once_and_over_when_it_is_over(
    world: FakeWorld, caplog: pytest.LogCaptureFixture
) -> None:
    """One line when the service goes, one when it returns."""
    world.create()
    world.mail.trouble["news"] = [
        TemporaryError("Could not read the mail yet", "You seem to be offline.")
    ] * 3

    for _ in range(3):
        with pytest.raises(TemporaryError):
            await world.tick()
    assert world.runner.status is SyncStatus.OFFLINE
    assert "offline" in world.runner.detail
    await world.tick()

    assert world.runner.status is SyncStatus.FINE
    assert [record.getMessage() for record in caplog.records if record.levelname == "WARNING"] == [
        "sync stopped", "sync works again",
    ]  # fmt: skip


async def test_a_locked_keyring_is_named_and_waited_for(
    world: FakeWorld, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sign-in cannot be read: the status says what to do, nothing is called broken, and it goes on."""
    stop, told = asyncio.Event(), []

    async def locked() -> Account:
        raise KeyringError("Could not read a secret in the keyring", "Unlock the keyring and try again.")

    def after_pass() -> None:
        told.append(world.runner.detail)
        monkeypatch.undo()
        stop.set() if len(told) == 2 else world.runner.wake()

    monkeypatch.setattr(world.directory, "me", locked)
    await world.runner.run(stop, lambda: 0.01, after_pass)

    assert "Unlock the keyring" in told[0]
    assert told[1] == ""
    assert not [record for record in caplog.records if record.exc_info]


JANE = Account("Jane Doe", REP, aliases=("jdoe@xforce.example",), id="u-1")


@pytest.mark.parametrize(
    "known, told",
    [
        (JANE, replace(JANE, address="jane.miller@xforce.example", aliases=())),
        (replace(JANE, id=""), replace(JANE, address="jane.miller@xforce.example", aliases=(REP.upper(),))),
        (replace(JANE, id=""), replace(JANE, address="JDoe@xforce.example", aliases=())),
        (replace(JANE, id=""), replace(JANE, address=REP.upper())),
    ],
)
async def test_a_renamed_rep_is_still_the_rep(
    world: FakeWorld, caplog: pytest.LogCaptureFixture, known: Account, told: Account
) -> None:
    """By the id, or in a folder that knows none by one of the addresses; the new one is taken over."""
    world.engine.in_transaction(lambda work: work.save_account(known))
    world.directory.account = told

    await world.tick()

    assert world.engine.in_transaction(lambda work: work.account()) == told
    is_renamed = known.address.casefold() != told.address.casefold()
    assert ("the rep's address has changed" in caplog.messages) is is_renamed


@pytest.mark.parametrize(
    "known, told",
    [
        (JANE, replace(JANE, id="u-2")),
        (JANE, Account("Ann", "ann@xforce.example", aliases=(REP,), id="u-2")),
        (replace(JANE, id=""), Account("Ann", "ann@xforce.example", id="u-2")),
    ],
)
async def test_somebody_else_stays_somebody_else(world: FakeWorld, known: Account, told: Account) -> None:
    """An address may be given to another person; nothing is read or sent for them, and nothing kept."""
    world.create()
    world.engine.in_transaction(lambda work: work.save_account(known))
    world.directory.account = told

    with pytest.raises(OtherAccount):
        await world.tick()

    assert world.engine.in_transaction(lambda work: work.account()) == known
    assert world.mail.sent == []
    assert world.runner.status is SyncStatus.SIGN_IN_NEEDED


async def test_one_request_that_breaks_stops_no_other(
    world: FakeWorld, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A broken promise in one request's timer: the other's first mail leaves."""
    broken, fine = world.create(), world.create(external=[{"address": "m@b.example", "name": "M"}])
    handle = world.engine.apply

    def apply(work: object, request_id: object, *rest: object, **more: object) -> object:
        assert request_id != broken, "a broken promise"
        return handle(work, request_id, *rest, **more)  # type: ignore[arg-type]  # passed on as it came

    monkeypatch.setattr(type(world.engine), "apply", lambda _self, *rest, **more: apply(*rest, **more))

    await world.tick()

    assert world.request(fine).state is State.AWAITING_RESPONSE
    assert "could not be moved on" in caplog.text


async def test_the_loop_runs_until_told_and_can_be_woken() -> None:
    """A long interval is cut short by `wake`; stopping finishes the pass under way."""
    async with a_fake_world() as world:
        stop, passed = asyncio.Event(), asyncio.Queue[int]()
        running = asyncio.create_task(world.runner.run(stop, lambda: 3600, lambda: passed.put_nowait(1)))
        await asyncio.wait_for(passed.get(), 5)
        request_id = world.create()
        await asyncio.sleep(0)
        world.runner.wake()
        await asyncio.wait_for(passed.get(), 5)
        stop.set()
        await asyncio.wait_for(running, 5)

        assert world.request(request_id).attempt_count == 1


async def test_trouble_does_not_end_the_loop() -> None:
    """Offline, refused or broken: the next pass tries again."""
    async with a_fake_world() as world:
        world.mail.trouble["news"] = [TemporaryError("Not now."), RuntimeError("broken")]
        stop, passed = asyncio.Event(), asyncio.Queue[str]()
        running = asyncio.create_task(
            world.runner.run(stop, lambda: 0.01, lambda: passed.put_nowait(world.runner.status.value))
        )
        seen = [await asyncio.wait_for(passed.get(), 5) for _ in range(3)]
        stop.set()
        await asyncio.wait_for(running, 5)

        assert seen == ["offline", "offline", "fine"]


async def test_a_question_waits_for_the_rep_and_reminds(world: FakeWorld) -> None:
    """Nothing is sent to them; the rep hears again a working day later."""
    request_id = await world.offered()
    world.they_say(an_analysis(Intent.QUESTION))
    report = await world.tick()
    assert report.due_next is not None

    world.clock.set(report.due_next)
    await world.tick()

    notices = world.engine.in_transaction(lambda work: work.notices())
    assert [notice.title for notice in notices if notice.request_id == request_id][
        -1
    ] == "Still waiting for you"
    assert len(world.mail.sent) == 1


async def test_at_the_end_a_pass_that_hangs_is_left_whoever_began_it(
    world: FakeWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rep had asked for it, and for another one meanwhile: neither holds up the end, nor follows it."""
    monkeypatch.setattr("sync.runner.PASS_MAY_FINISH_S", 0.1)
    begun = asyncio.Event()

    async def never(*asked: object) -> None:
        begun.set()
        await asyncio.Event().wait()

    monkeypatch.setattr(world.mail, "news", never)
    asked = [asyncio.create_task(world.tick()) for _ in range(2)]
    await begun.wait()

    await asyncio.wait_for(world.runner.end(), 5)

    assert all(
        isinstance(end, asyncio.CancelledError)
        for end in await asyncio.gather(*asked, return_exceptions=True)
    )
    assert not world.engine.in_transaction(lambda work: work.setting("runner_lease"))


async def test_at_the_end_a_pass_may_finish(world: FakeWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that only takes a moment is not cut off."""
    news = world.mail.news

    async def slowly(*asked: object) -> object:
        await asyncio.sleep(0.1)
        return await news(*asked)  # type: ignore[arg-type]

    monkeypatch.setattr(world.mail, "news", slowly)
    asked = asyncio.create_task(world.tick())
    await asyncio.sleep(0)

    await world.runner.end()

    assert asked.done()
    assert (await asked).sent == 0


async def test_at_the_end_what_the_store_is_at_is_done_before_the_lease_is_let_go(
    world: FakeWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pass that is left while it takes the lease does not take it after the end."""
    monkeypatch.setattr("sync.runner.PASS_MAY_FINISH_S", 0.05)
    lease, under_way, taken = world.runner._outbox.lease, threading.Event(), threading.Event()
    take = lease.take

    def slowly(work: UnitOfWork) -> None:
        under_way.set()
        time.sleep(0.5)
        take(work)
        taken.set()

    monkeypatch.setattr(lease, "take", slowly)
    asked = asyncio.create_task(world.tick())
    await asyncio.to_thread(under_way.wait)

    await asyncio.wait_for(world.runner.end(), 5)

    assert asked.cancelled()
    assert taken.is_set()
    assert not world.engine.in_transaction(lambda work: work.setting("runner_lease"))
