"""The queue at work: each job once, again after trouble, after a crash, and none stops another."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from sync.clock_guard import ClockWrong
from sync.credentials import KeyringError
from sync.jobs import Jobs
from tests.builders import DAY, HOUR, NOW, an_id
from tests.fakes import FakeWorld
from tests.unit.prep.scenarios import COMPANY_ID, SCENARIOS, Scenario, by_name, put
from xforce_desktop.clock import ManualClock
from xforce_desktop.errors import SignInNeeded, StoreBusy, TemporaryError
from xforce_desktop.ids import RequestId, SeededIds
from xforce_desktop.ports import Account
from xforce_desktop.prep.desk import BriefDeskService
from xforce_desktop.prep.making import BriefMaker, draft
from xforce_desktop.scheduling import prep_queue
from xforce_desktop.scheduling.account_memory import MemoryEntry, MemoryKind
from xforce_desktop.scheduling.briefs import PrepBrief
from xforce_desktop.scheduling.events import ReportedOutcome, RepReported
from xforce_desktop.scheduling.jobs import MOST_TRIES, Job, JobKind, JobStatus
from xforce_desktop.scheduling.request import EntryType, Outcome
from xforce_desktop.scheduling.unit_of_work import UnitOfWork
from xforce_desktop.store.memory_people import MemoryPeople
from xforce_desktop.store.people_repository import PeopleRepository
from xforce_desktop.store.unit_of_work import open_store

ACME = replace(by_name("owner, demo"), now=NOW, meeting_in=2 * DAY)


class Desk:
    """A meeting in two days, its jobs queued, and the queue's runner."""

    def __init__(self, world: FakeWorld, one: Scenario = ACME) -> None:
        self.world = world
        self.id: RequestId = world.engine.in_transaction(lambda work: put(one, work))
        self.world.engine.in_transaction(
            lambda work: prep_queue.queue_for(work, work.load(self.id), world.clock.now())
        )
        self.refreshed: list[object] = []
        self.jobs = self.runner()

    def runner(self) -> Jobs:
        """As after a restart."""
        world = self.world
        return Jobs(
            world.engine,
            world.thread,
            world.clock,
            refresh=lambda work, company, now: self.refreshed.append(now),
        )

    async def pass_at(self, after: timedelta) -> int:
        self.world.clock.set(NOW + after)
        return await self.jobs.run()

    def statuses(self) -> dict[str, str]:
        jobs = self.world.engine.in_transaction(lambda work: work.jobs(self.id))
        return {job.kind.value: job.status.value for job in jobs}

    def briefs(self) -> list[object]:
        return list(self.world.engine.in_transaction(lambda work: work.stored_briefs(self.id)))

    def titles(self) -> list[str]:
        return [one.title for one in self.world.engine.in_transaction(lambda work: work.notices())]

    def change(self, **changes: object) -> None:
        def write(work: UnitOfWork) -> None:
            work.save(replace(work.load(self.id), **changes))  # type: ignore[arg-type]  # its fields

        self.world.engine.in_transaction(write)


@pytest.fixture
async def desk() -> Desk:
    return Desk(FakeWorld())


async def test_nothing_happens_before_its_time(desk: Desk) -> None:
    assert await desk.pass_at(23 * HOUR) == 0
    assert set(desk.statuses().values()) == {"pending"}


async def test_a_day_before_news_then_brief_and_the_rep_is_told(desk: Desk) -> None:
    await desk.pass_at(DAY)

    assert desk.statuses() == {
        "refresh_account_intelligence": "done",
        "generate_meeting_prep": "done",
        "create_followup_template": "pending",
    }
    assert desk.refreshed == [NOW + DAY]
    assert desk.titles() == ["Prep ready: demo with Acme Pest"]
    assert len(desk.briefs()) == 1


async def test_the_next_pass_makes_no_second_one(desk: Desk) -> None:
    await desk.pass_at(DAY)

    assert await desk.pass_at(DAY + HOUR) == 0
    assert len(desk.briefs()) == 1
    assert len(desk.titles()) == 1


async def test_the_mail_for_after_it_is_prepared_at_the_start(desk: Desk) -> None:
    await desk.pass_at(2 * DAY - timedelta(seconds=1))
    assert desk.world.request(desk.id).followup_template is None

    await desk.pass_at(2 * DAY)

    template = desk.world.request(desk.id).followup_template
    assert template is not None
    assert "point_1" in template.placeholders_to_fill


async def test_a_computer_that_slept_over_it_catches_up_while_the_meeting_is_ahead(desk: Desk) -> None:
    await desk.pass_at(2 * DAY - HOUR)

    assert len(desk.briefs()) == 1


async def test_and_makes_none_once_it_has_begun(desk: Desk) -> None:
    await desk.pass_at(2 * DAY + timedelta(minutes=5))

    assert desk.briefs() == []
    assert desk.statuses()["generate_meeting_prep"] == "withdrawn"
    assert not any(title.startswith("Prep") for title in desk.titles())
    log = [line.why for line in desk.world.actions(desk.id)]
    assert any(line.startswith("No prep brief was made") for line in log)


async def test_one_that_came_to_nothing_before_the_meeting_says_why(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not that the computer was off: it was tried."""

    async def fail(*_: object, **__: object) -> None:
        raise RuntimeError("the playbook is torn")

    monkeypatch.setattr(BriefMaker, "make", fail)
    await desk.pass_at(2 * DAY - timedelta(seconds=20))
    await desk.pass_at(2 * DAY + timedelta(minutes=5))

    log = [line.why for line in desk.world.actions(desk.id)]
    assert "No prep brief was made before the meeting began: the playbook is torn" in log


async def test_a_meeting_reported_held_before_the_first_pass_gets_its_mail(desk: Desk) -> None:
    """The computer was off from before it until the rep reported."""
    await desk.pass_at(DAY)
    desk.world.clock.set(NOW + 2 * DAY + HOUR)
    desk.world.engine.handle(desk.id, RepReported(ReportedOutcome.HELD))

    await desk.jobs.run()

    assert desk.statuses()["create_followup_template"] == "done"
    assert desk.world.request(desk.id).followup_template is not None
    assert desk.world.request(desk.id).outcome is Outcome.HELD


async def test_a_meeting_that_was_missed_gets_none(desk: Desk) -> None:
    """Nobody is thanked for it."""
    desk.world.clock.set(NOW + 2 * DAY + HOUR)
    desk.world.engine.handle(desk.id, RepReported(ReportedOutcome.NO_SHOW))

    await desk.jobs.run()

    assert desk.statuses()["create_followup_template"] == "withdrawn"
    assert desk.world.request(desk.id).followup_template is None


async def test_without_anybody_signed_in_the_mail_is_put_off_and_nothing_else_is_said() -> None:
    """It bears the rep's name."""
    desk = Desk(FakeWorld())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(MemoryPeople, "account", lambda self: None)
        await desk.pass_at(2 * DAY)
    assert desk.statuses()["create_followup_template"] == "pending"
    assert not any("prepared" in line.why for line in desk.world.actions(desk.id))

    await desk.pass_at(2 * DAY + timedelta(minutes=1))

    assert desk.statuses()["create_followup_template"] == "done"
    assert desk.world.request(desk.id).followup_template is not None


@pytest.mark.parametrize(
    "trouble",
    [
        TemporaryError("You seem to be offline."),
        SignInNeeded("Sign in again."),
        KeyringError("It is locked."),
    ],
    ids=["offline", "signed out", "keyring"],
)
async def test_the_brief_is_made_although_nothing_can_be_reached(desk: Desk, trouble: Exception) -> None:
    """From the store alone."""
    desk.world.mail.trouble["news"] = [trouble]
    desk.world.clock.set(NOW + DAY)

    with pytest.raises(type(trouble)):
        await desk.world.runner.tick()

    assert desk.statuses()["generate_meeting_prep"] == "done"
    assert len(desk.briefs()) == 1


@pytest.mark.parametrize("trouble", [ClockWrong("The clock is wrong."), StoreBusy("It is in use.")])
async def test_nothing_is_prepared_by_a_wrong_clock_or_in_a_store_that_is_in_use(
    desk: Desk, trouble: Exception
) -> None:
    """The next pass does."""
    desk.world.mail.trouble["news"] = [trouble]
    desk.world.clock.set(NOW + DAY)

    with pytest.raises(type(trouble)):
        await desk.world.runner.tick()

    assert desk.briefs() == []


async def test_a_day_signed_out_ends_no_job(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On disk, a pass every two hours that finds nobody signed in: the brief is made meanwhile, and the
    mail for after the meeting once somebody is."""
    clock = ManualClock(NOW)
    store = open_store(tmp_path, clock, SeededIds(3))
    desk = Desk(FakeWorld(clock=clock, given_store=store))
    with monkeypatch.context() as signed_out:
        signed_out.setattr(PeopleRepository, "account", lambda self: None)
        signed_out.setattr(desk.world.directory, "me", _raising(SignInNeeded("Sign in again.")))
        for hours in range(1, 49, 2):
            clock.set(NOW + DAY + hours * HOUR)
            with pytest.raises(SignInNeeded):
                await desk.world.runner.tick()
    (mail,) = [one for one in _all(desk) if one.kind is JobKind.FOLLOWUP_TEMPLATE]
    assert (mail.status, mail.attempts, mail.last_error) == (JobStatus.PENDING, 0, "Nobody is signed in.")

    await desk.world.tick(after=timedelta(minutes=5))

    assert set(desk.statuses().values()) == {"done"}
    assert len(desk.briefs()) == 1
    assert desk.world.request(desk.id).followup_template is not None
    assert not any("could not" in title for title in desk.titles())
    store.close()


@pytest.mark.parametrize(
    "trouble",
    [
        SignInNeeded("Sign in again."),
        KeyringError("It is locked."),
        TemporaryError("You seem to be offline."),
    ],
    ids=["signed out", "keyring", "offline"],
)
async def test_what_is_missing_outside_is_no_try(desk: Desk, trouble: Exception) -> None:
    """However long it lasts; what fails by itself afterwards still has all its tries."""

    class Unreachable:
        async def write(self, offline: PrepBrief) -> PrepBrief:
            raise trouble

    jobs = Jobs(desk.world.engine, desk.world.thread, desk.world.clock, Unreachable())
    for minutes in range(3 * MOST_TRIES):
        desk.world.clock.set(NOW + DAY + timedelta(minutes=minutes))
        await jobs.run()
    (brief,) = [one for one in _all(desk) if one.kind is JobKind.MEETING_PREP]
    assert (brief.status, brief.attempts) == (JobStatus.PENDING, 0)

    await desk.pass_at(DAY + HOUR)
    assert len(desk.briefs()) == 1
    assert desk.statuses()["generate_meeting_prep"] == "done"


@pytest.mark.parametrize(
    "trouble, waits",
    [
        (SignInNeeded("Sign in again."), [0.5, 1, 2, 4, 4, 4]),
        (TemporaryError("Busy.", retry_after_s=600), [10, 10, 10, 10, 10, 10]),
        (TemporaryError("Busy.", retry_after_s=2 * 3600), [120, 120]),
    ],
)
async def test_a_wait_grows_and_is_no_shorter_than_the_service_wishes(
    desk: Desk, trouble: Exception, waits: list[float]
) -> None:
    """Signed out over a weekend is no line in the log each half minute."""

    class Unreachable:
        async def write(self, offline: PrepBrief) -> PrepBrief:
            raise trouble

    jobs, found = Jobs(desk.world.engine, desk.world.thread, desk.world.clock, Unreachable()), []
    desk.world.clock.set(NOW + DAY)
    for _ in waits:
        await jobs.run()
        (brief,) = [one for one in _all(desk) if one.kind is JobKind.MEETING_PREP]
        found.append((brief.run_at - desk.world.clock.now()) / timedelta(minutes=1))
        desk.world.clock.set(brief.run_at)

    assert found == waits
    assert brief.attempts == 0


@pytest.mark.parametrize("trouble", [SignInNeeded("Sign in again."), RuntimeError("broken")])
async def test_what_was_withdrawn_while_it_was_made_stays_so(desk: Desk, trouble: Exception) -> None:
    """The meeting was taken off in that moment: nothing brings its brief back."""

    class TakenOff:
        async def write(self, offline: PrepBrief) -> PrepBrief:
            with desk.world.store.begin() as work:
                for one in work.jobs(desk.id):
                    work.save_job(one.finished(JobStatus.WITHDRAWN))
                work.commit()
            raise trouble

    jobs = Jobs(desk.world.engine, desk.world.thread, desk.world.clock, TakenOff())
    jobs._keep_in_step = lambda work: 0  # type: ignore[method-assign]
    desk.world.clock.set(NOW + DAY)
    await jobs.run()

    assert [one.status for one in _all(desk) if one.kind is JobKind.MEETING_PREP] == [JobStatus.WITHDRAWN]


def _raising(error: Exception) -> Callable[[], Awaitable[Account]]:
    async def fail() -> Account:
        raise error

    return fail


async def test_one_that_fails_is_tried_again_with_growing_pauses_then_told_of(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """And the others are done all the same."""

    def fail(*_: object) -> None:
        raise RuntimeError("the memory of the account is torn")

    jobs = Jobs(desk.world.engine, desk.world.thread, desk.world.clock, refresh=fail)
    desk.world.clock.set(NOW + DAY)
    pauses = []
    for _ in range(MOST_TRIES):
        await jobs.run()
        (news,) = [one for one in _all(desk) if one.kind is JobKind.REFRESH_INTELLIGENCE]
        pauses.append(news.run_at - desk.world.clock.now())
        desk.world.clock.set(max(news.run_at, desk.world.clock.now()))

    assert [pause.total_seconds() for pause in pauses[:4]] == [30, 60, 120, 240]
    assert news.status is JobStatus.FAILED
    assert news.last_error == "the memory of the account is torn"
    assert len(desk.briefs()) == 1, "the brief was made all the same"
    assert desk.titles().count("What is known of the company could not be brought up to date") == 1
    assert await jobs.run() == 0, "it is over"


async def test_a_program_that_ended_in_the_middle_takes_it_up_again(desk: Desk) -> None:
    """The row says running; nobody else works on this store."""
    desk.world.clock.set(NOW + DAY)
    (prep,) = [one for one in _all(desk) if one.kind is JobKind.MEETING_PREP]
    desk.world.engine.in_transaction(lambda work: work.save_job(prep.begun()))

    await desk.runner().run()

    assert desk.statuses()["generate_meeting_prep"] == "done"
    assert len(desk.briefs()) == 1


async def test_one_that_ends_the_program_each_time_is_given_up(desk: Desk) -> None:
    desk.world.clock.set(NOW + DAY)
    (prep,) = [one for one in _all(desk) if one.kind is JobKind.MEETING_PREP]
    killer = replace(prep, status=JobStatus.RUNNING, attempts=MOST_TRIES)
    desk.world.engine.in_transaction(lambda work: work.save_job(killer))

    await desk.jobs.run()

    assert desk.statuses()["generate_meeting_prep"] == "failed"
    assert "The prep brief could not be made" in desk.titles()


async def test_new_facts_make_it_anew_and_say_what_is_new(desk: Desk) -> None:
    await desk.pass_at(DAY)
    desk.change(context=f"{ACME.context} They want to start before spring.")

    await desk.pass_at(DAY + HOUR)

    old, new = desk.briefs()
    assert new.changes == ("They want to start before spring.",)  # type: ignore[attr-defined]
    assert old.changes == ()  # type: ignore[attr-defined]
    assert desk.titles() == ["Prep ready: demo with Acme Pest"], "not important enough for a notice"


async def test_stars_go_to_the_brief_that_was_read(desk: Desk) -> None:
    """A newer one came while the rep was reading."""
    await desk.pass_at(DAY)
    world = desk.world
    briefs = BriefDeskService(world.engine, world.thread, world.clock, BriefMaker(world.engine, world.thread))
    read = (await briefs.read_brief(desk.id)).line.brief
    desk.change(context=f"{ACME.context} They want to start before spring.")
    await desk.pass_at(DAY + HOUR)

    await briefs.rate_brief(desk.id, 2, "Too long.", read.id)

    assert [one.rating for one in desk.briefs()] == [2, None]


async def test_important_news_is_told_at_most_once_a_day(desk: Desk) -> None:
    await desk.pass_at(DAY)
    for hour, value in ((1, 30000.0), (2, 40000.0)):
        desk.world.engine.in_transaction(lambda work, value=value: _revalue(work, value))
        await desk.pass_at(DAY + hour * HOUR)

    assert len(desk.briefs()) == 3
    assert desk.titles() == ["Prep ready: demo with Acme Pest", "Prep updated: demo with Acme Pest"]


async def test_a_meeting_booked_before_there_was_a_queue_gets_its_jobs() -> None:
    world = FakeWorld()
    id_ = world.engine.in_transaction(lambda work: put(ACME, work))

    await Jobs(world.engine, world.thread, world.clock).run()

    jobs = world.engine.in_transaction(lambda work: work.jobs(id_))
    assert [job.kind for job in jobs] == list(JobKind)
    assert any(line.type is EntryType.PREP_QUEUED for line in world.actions(id_))


@pytest.mark.parametrize("one", SCENARIOS, ids=lambda one: one.name)
async def test_every_scenario_goes_through_sqlite(one: Scenario, tmp_path: Path) -> None:
    """Written, kept on disk and read back the same, by another process of the program."""
    clock = ManualClock(one.now)
    store = open_store(tmp_path, clock, SeededIds(3))
    world = FakeWorld(clock=clock, given_store=store)
    id_ = world.engine.in_transaction(lambda work: put(one, work))
    clock.advance(one.meeting_in - HOUR)
    await Jobs(world.engine, world.thread, clock).run()
    expected = world.engine.in_transaction(lambda work: draft(work, id_, clock.now()))
    store.close()

    again = open_store(tmp_path, clock, SeededIds(4))
    with again.begin() as work:
        (kept,) = work.stored_briefs(id_)
    again.close()

    assert kept.brief == expected.brief
    assert kept.fingerprint == expected.fingerprint


def _all(desk: Desk) -> list[Job]:
    return list(desk.world.engine.in_transaction(lambda work: work.jobs(desk.id)))


def _revalue(work: UnitOfWork, value: float) -> None:
    (deal,) = work.deals()
    work.save_records([replace(deal, estimated_value=value)])


async def test_a_brief_is_compared_only_where_something_changed(
    world: FakeWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many rounds go by; a word in the account's memory is enough."""
    drafted: list[RequestId] = []
    desk = Desk(world)
    await desk.pass_at(DAY)

    def counted(work: UnitOfWork, request_id: RequestId, now: datetime) -> object:
        drafted.append(request_id)
        return draft(work, request_id, now)

    monkeypatch.setattr("sync.jobs.draft", counted)
    for minutes in range(5):
        await desk.pass_at(DAY + timedelta(minutes=minutes))
    assert len(drafted) == 1

    entry = MemoryEntry(
        an_id(800), COMPANY_ID, MemoryKind.SENSITIVITY, "John is touchy about Terminix.", "noted by you", NOW
    )
    world.engine.in_transaction(lambda work: work.add_memory(entry))
    await desk.pass_at(DAY + HOUR)
    assert len(drafted) == 2
    assert len(desk.briefs()) == 2
