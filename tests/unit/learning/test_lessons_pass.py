"""Each end is looked back on once, at the next pass; what was learned is told once and can be undone."""

from __future__ import annotations

import asyncio
import uuid
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.builders import DAY, HOUR, NOW, a_request, a_row, an_account, an_agreed_request, an_offered_request
from xforce_desktop.clock import ManualClock
from xforce_desktop.errors import BadInput, StoreBusy
from xforce_desktop.ids import RequestId, SeededIds
from xforce_desktop.learning import lessons_pass
from xforce_desktop.learning.lessons_pass import LessonsPass
from xforce_desktop.learning.observations import lesson_of
from xforce_desktop.messages.assignment import LetterKind
from xforce_desktop.scheduling import approval, cadence, knobs
from xforce_desktop.scheduling.effects import SendLetter
from xforce_desktop.scheduling.engine import Engine
from xforce_desktop.scheduling.events import ActionDue, MeetingBooked, ReportedOutcome, RepReported
from xforce_desktop.scheduling.knobs import Knob, KnobUse, Source
from xforce_desktop.scheduling.lessons import (
    ChangeStatus,
    LearnedChange,
    Scope,
    ScopeKind,
    Setting,
    Tally,
)
from xforce_desktop.scheduling.request import ActionType, Approval, HistoryEntry, NextAction, Outcome, State
from xforce_desktop.scheduling.rules import timing
from xforce_desktop.scheduling.store_thread import StoreThread
from xforce_desktop.scheduling.unit_of_work import OutboxStatus
from xforce_desktop.settings import Settings
from xforce_desktop.store.memory import MemoryStore
from xforce_desktop.store.memory_learning import MemoryLearning

UNDO_TIME = timedelta(minutes=2)
WINTER_GAP = Setting(Knob.GAP, Scope(ScopeKind.SEASON, "pest_control/summer_peak"), "1.5")


class Place:
    """A store with an engine, and the pass over it."""

    def __init__(self, **settings):
        self.clock = ManualClock(NOW)
        self.engine = Engine(MemoryStore(self.clock), self.clock, SeededIds(5), Settings(**settings))
        self.passing = LessonsPass(self.engine, StoreThread(), self.clock)
        self.do(lambda work: work.save_account(an_account()))

    def do(self, act):
        return self.engine.in_transaction(act)

    def ended(self, number, outcome=Outcome.HELD, answered=True, **changes):
        """A request that ended after one ask."""
        sent = HistoryEntry("initial_sent", NOW, channel="email")
        reply = (HistoryEntry("prospect_replied", NOW + DAY / 4, channel="email"),) if answered else ()
        plain = {
            "id": RequestId(uuid.UUID(int=number)),
            "state": State.COMPLETED,
            "outcome": outcome,
            "completed_at": NOW + number * DAY,
            "attempt_count": 1,
            "history": (sent, *reply),
            "booked_at": NOW + DAY if answered else None,
        }
        request = a_request(**(plain | changes))
        self.do(lambda work: work.add(request))
        return request

    def changes(self):
        return self.do(lambda work: list(work.learned_changes()))

    def notices(self):
        return [(one.title, one.text) for one in self.do(lambda work: list(work.notices()))]


def a_change(status=ChangeStatus.IN_FORCE):
    return LearnedChange(
        uuid.UUID(int=77), WINTER_GAP, "1", NOW, Tally(20, 22), Tally(30, 80), 0.3, 0.7, 0.0, 0.1, 2,
        "Longer gaps: because. You can undo this.", status,
    )  # fmt: skip


def test_every_end_has_one_postmortem_whatever_the_app_did_meanwhile():
    """Those of before, too; a second pass writes none."""
    place = Place()
    for number in (1, 2, 3):
        place.ended(number)

    assert place.passing.look_back() == 3
    assert place.passing.look_back() == 0
    assert place.do(lambda work: work.count_postmortems()) == 3


@pytest.mark.parametrize("became", [ReportedOutcome.NO_SHOW, ReportedOutcome.MOVED])
def test_a_meeting_that_was_booked_came_about_whatever_became_of_it(became):
    """Missed, or taken off the calendar, and never arranged anew: as the page of figures counts it."""
    place = Place()
    request = an_agreed_request(first_duration_minutes=60, history=(HistoryEntry("initial_sent", NOW),))
    place.do(lambda work: work.add(request))
    place.clock.set(NOW + 2 * HOUR)
    place.engine.handle(request.id, MeetingBooked(request.agreed_time, "event-1", ""))
    place.clock.set(request.agreed_time + DAY)
    place.engine.handle(request.id, RepReported(became))
    missed = place.do(lambda work: work.load(request.id))
    place.do(lambda work: work.save(replace(missed, asks_since_reply=9)))
    place.clock.set(request.agreed_time + 9 * DAY)
    place.engine.handle(request.id, ActionDue(ActionType.SEND_OPTIONS))

    place.passing.look_back()

    found = place.do(lambda work: work.postmortem(request.id))
    (course,) = place.do(lambda work: work.courses())
    assert found.outcome is Outcome.GAVE_UP
    assert found.lesson.came_about is course.was_booked is True
    assert found.days_until_booked == 0
    assert "A meeting was booked, after 1 ask." in found.what_worked


def failing(request_ids, error):
    """The store's `write_postmortem`, but for those requests."""
    write = lessons_pass.write_postmortem

    def fails(work, request_id, now):
        if request_id.int in request_ids:
            raise error
        return write(work, request_id, now)

    return fails


def test_one_bad_request_does_not_end_the_looking_back(monkeypatch, caplog):
    """Also where many are bad: it is said once, and after a start they are tried again."""
    place = Place()
    monkeypatch.setattr(lessons_pass, "write_postmortem", failing(range(1, 61), KeyError("x")))
    for number in range(1, 64):
        place.ended(number)

    while place.passing.look_back():
        pass

    done = place.do(lambda work: [one.request_id.int for one in work.postmortems()])
    assert done == [61, 62, 63]
    assert [one.message for one in caplog.records] == ["a request could not be looked back on"] * 60
    caplog.clear()
    monkeypatch.undo()
    again = LessonsPass(place.engine, StoreThread(), place.clock)
    assert again.look_back() == 50


def test_a_store_that_is_busy_ends_the_looking_back(monkeypatch):
    """It concerns all of them."""
    place = Place()
    place.ended(1)
    monkeypatch.setattr(lessons_pass, "write_postmortem", failing({1}, StoreBusy("busy")))

    with pytest.raises(StoreBusy):
        place.passing.look_back()


async def test_what_the_rep_does_meanwhile_comes_between_two_requests():
    """An old store is caught up with: each end is a piece of store work of its own."""
    place, thread, order = Place(), StoreThread(), []
    for number in (1, 2, 3):
        place.ended(number)
    catching_up = asyncio.create_task(LessonsPass(place.engine, thread, place.clock).renew())

    def count(work):
        return work.count_postmortems()

    while not catching_up.done():
        order.append(await thread.run(place.engine.in_transaction, count))
    await catching_up
    thread.close()

    assert {1, 2} & set(order)
    assert place.do(count) == 3


def test_postmortems_are_read_once_for_all_that_ended(monkeypatch):
    """Catching up with an old store would take ever longer; what is learned is the same."""
    one_by_one, at_once, reads = Place(), Place(), []
    for place in (one_by_one, at_once):
        for number in range(1, 31):
            place.ended(
                number, outcome=Outcome.HELD if number % 3 else Outcome.GAVE_UP, answered=number % 3 > 0
            )
    read = MemoryLearning.postmortems
    monkeypatch.setattr(MemoryLearning, "postmortems", lambda work: reads.append(1) or read(work))

    at_once.passing.look_back()
    assert len(reads) == 1
    for number in range(1, 31):
        one_by_one.passing.look_back_on(RequestId(uuid.UUID(int=number)))

    kept = [
        place.do(lambda w: (w.postmortems(), w.looks(), w.season_patterns()))
        for place in (one_by_one, at_once)
    ]
    assert kept[0] == kept[1]


def test_with_learning_off_what_ended_is_looked_back_on_all_the_same():
    """And nothing is judged."""
    place = Place(learning="off")
    place.ended(1)
    place.passing.look_back()

    assert place.do(lambda work: work.count_postmortems()) == 1
    assert place.do(lambda work: work.looks()) == {}


@pytest.mark.parametrize(
    "mode, status, title",
    [
        ("on", ChangeStatus.IN_FORCE, "Something was learned"),
        ("ask", ChangeStatus.PROPOSED, "Something could be changed"),
    ],
)
def test_what_is_clear_moves_one_setting_and_is_told_once(mode, status, title):
    """Mornings answered, afternoons not: once the smaller group is large enough."""
    place = Place(learning=mode)
    for number in range(1, 61):
        is_early = number % 2 == 0
        at = NOW.replace(hour=13 if is_early else 19)  # eight and two in Chicago
        turn = HistoryEntry("initial_sent", at, channel="email")
        reply = HistoryEntry("prospect_replied", at + DAY / 4, channel="email")
        history = (turn, reply) if is_early else (turn,)
        place.ended(number, answered=is_early, history=history)
    while place.passing.look_back():
        pass

    (change,) = place.changes()
    assert (change.setting.knob, change.setting.value, change.status) == (Knob.HOUR, "early", status)
    assert place.notices() == [(title, change.why)]


def test_what_is_undone_leaves_open_requests_and_is_no_news():
    """With a line in their log; it cannot be undone twice."""
    place = Place()
    use = KnobUse(Knob.GAP, "1.5", Source.LEARNED, "Longer gaps.", a_change().id)
    tried = KnobUse(Knob.HOUR, "late", Source.VARIED, "Tried.")
    place.do(lambda work: work.add(a_request(knobs=(use, tried))))
    place.do(lambda work: work.save_learned_change(a_change()))

    place.do(lambda work: lessons_pass.undo(work, a_change().id, NOW, UNDO_TIME))

    request = place.do(lambda work: work.load(a_request().id))
    assert knobs.use_of(request.knobs, Knob.GAP) is None
    assert knobs.use_of(request.knobs, Knob.HOUR) == tried
    assert place.do(lambda work: work.actions(request.id))[-1].why.endswith("You undid it.")
    assert place.changes()[0].status is ChangeStatus.UNDONE
    assert place.notices() == []
    with pytest.raises(BadInput, match="does not hold"):
        place.do(lambda work: lessons_pass.undo(work, a_change().id, NOW, UNDO_TIME))


def test_a_request_that_had_two_gaps_says_nothing_about_either():
    """What was undone had held for a part of it."""
    place = Place()
    use = KnobUse(Knob.GAP, "1.5", Source.LEARNED, "Longer gaps.", a_change().id)
    request = a_request(knobs=(use,))
    place.do(lambda work: work.add(request))
    place.do(lambda work: work.save_learned_change(a_change()))
    place.do(lambda work: lessons_pass.undo(work, a_change().id, NOW, UNDO_TIME))

    left = place.do(lambda work: work.load(request.id))
    ended = replace(left, state=State.COMPLETED, outcome=Outcome.HELD, completed_at=NOW + DAY, booked_at=NOW)
    whole = replace(ended, knobs=(replace(use, source=Source.VARIED),))

    assert [lesson_of(one, None, ()).gap for one in (ended, whole)] == ["", "1.5"]


def asked(use, at=NOW, asks=1, **changes):
    """A request with that setting, last asked at that moment: its follow-up is planned by the rules."""
    turn = HistoryEntry("initial_sent", at, channel="email")
    sent = an_offered_request(
        knobs=(use,), last_action_at=at, history=(turn,), asks_since_reply=asks, **changes
    )
    return replace(sent, next_action=timing.follow_up(sent, at))


def undone(place, request, use, now=NOW, rows=()):
    """The request as it is once the rep has undone what it used."""
    change = replace(a_change(), setting=Setting(use.knob, WINTER_GAP.scope, use.value), id=use.change_id)
    place.do(lambda work: work.add(request))
    place.do(lambda work: work.queue(list(rows)))
    place.do(lambda work: work.save_learned_change(change))
    place.do(lambda work: lessons_pass.undo(work, change.id, now, UNDO_TIME))
    return place.do(lambda work: work.load(request.id))


LONGER = KnobUse(Knob.GAP, "1.5", Source.LEARNED, "Longer gaps.", a_change().id)
LATE = KnobUse(Knob.HOUR, "late", Source.LEARNED, "Late.", a_change().id)
PLANNED_ANEW = "When they are written to next is planned anew."


@pytest.mark.parametrize("use", [LONGER, LATE])
def test_a_follow_up_that_is_planned_is_planned_as_without_what_was_undone(use):
    """The longer gap, the other hour; what comes of it is said in the log."""
    place, request = Place(), asked(use)

    left = undone(place, request, use)

    plain = replace(request, knobs=())
    assert left.next_action.at == timing.follow_up(plain, NOW).at < request.next_action.at
    assert place.do(lambda work: work.actions(left.id))[-1].why.endswith(PLANNED_ANEW)


def test_a_follow_up_that_would_be_due_by_now_leaves_in_their_hours():
    """Undone at night, days after the usual gap was over: next morning, not at once."""
    place, request = Place(), asked(LONGER, asks=3)
    usual = timing.follow_up(replace(request, knobs=()), NOW).at
    night = usual.replace(hour=4) + DAY
    assert usual < night < request.next_action.at

    left = undone(place, request, LONGER, night)

    assert left.next_action.at == cadence.next_sending_time(night, timing.locale_of(request)) > night


@pytest.mark.parametrize(
    "planned",
    [
        NextAction(ActionType.FOLLOW_UP, NOW + 9 * DAY, "You left a voicemail."),
        NextAction(ActionType.SEND_OPTIONS, NOW + 9 * DAY, "Nothing was free."),
    ],
)
def test_what_was_planned_otherwise_stays_as_it_is(planned):
    """It does not come from what was undone."""
    place = Place()

    left = undone(place, replace(asked(LONGER), next_action=planned), LONGER)

    assert left.next_action == planned
    assert not place.do(lambda work: work.actions(left.id))[-1].why.endswith(PLANNED_ANEW)


def a_waiting(request, kind=LetterKind.FOLLOW_UP, **changes):
    """A row of the request, queued now as the rules do it."""
    decided = approval.release(request, SendLetter(kind), NOW, UNDO_TIME)
    row = a_row(
        SendLetter(kind), request_id=request.id, status=decided.status, not_before=decided.not_before,
        created_at=NOW, why=decided.why,
    )  # fmt: skip
    return replace(row, **changes)


@pytest.mark.parametrize("now, leaves", [(NOW, NOW + UNDO_TIME), (NOW + 3 * HOUR, NOW + 3 * HOUR)])
def test_what_is_queued_for_an_hour_that_was_undone_leaves_when_it_would_have(now, leaves):
    """Once, and not before the rep's time to undo it is over."""
    place = Place()
    request = asked(LATE, NOW - 9 * DAY, approval=Approval.AUTOPILOT)
    row = a_waiting(request)
    assert row.not_before > NOW + 3 * HOUR

    undone(place, request, LATE, now, [row])

    (left,) = place.do(lambda work: work.outbox_of(request.id))
    assert (left.status, left.not_before) == (OutboxStatus.PENDING, leaves)
    assert "It waits for" not in left.why


@pytest.mark.parametrize("hours", [9, 24, 40])
def test_what_is_queued_never_leaves_out_of_their_hours(hours):
    """Whenever it is undone."""
    request, now = asked(LATE, NOW - 9 * DAY, approval=Approval.AUTOPILOT), NOW + hours * HOUR
    row = a_waiting(request)

    anew = approval.released_anew(row, request, replace(request, knobs=()), now, UNDO_TIME)

    assert anew.not_before == cadence.next_sending_time(now, timing.locale_of(request))


@pytest.mark.parametrize(
    "changes",
    [
        {"not_before": NOW + 2 * DAY, "why": "The limit for today is reached."},
        {"attempts": 1},
        {"status": OutboxStatus.WAITING},
        {"effect": SendLetter(LetterKind.COUNTER), "not_before": NOW + DAY},
    ],
)
def test_what_waits_for_something_else_as_well_stays_queued_as_it_is(changes):
    """A limit, the rep's word, an answer to them, or a mail that may have left already."""
    place = Place()
    request = asked(LATE, NOW - 9 * DAY, approval=Approval.AUTOPILOT)
    row = a_waiting(request, **changes)

    undone(place, request, LATE, NOW, [row])

    assert place.do(lambda work: list(work.outbox_of(request.id))) == [row]


@pytest.mark.parametrize(
    "is_written, minutes, said",
    [(False, 60, "asked for with 60 minutes again"), (True, 30, "stays at 30 minutes")],
)
def test_a_length_that_is_undone_leaves_what_was_not_offered_yet(is_written, minutes, said):
    """An offer that was written names it already: the rep sees what it stays at."""
    place = Place()
    setting = Setting(Knob.LENGTH, Scope(ScopeKind.MEETING_TYPE, "demo"), "30")
    change = replace(a_change(), setting=setting, before="60")
    use = KnobUse(Knob.LENGTH, "30", Source.LEARNED, "Begin with 30 minutes.", change.id)
    request = a_request(knobs=(use,), duration_minutes=30, first_duration_minutes=30)
    place.do(lambda work: work.add(request))
    place.do(lambda work: work.save_learned_change(change))
    if is_written:
        row = replace(a_row(SendLetter(LetterKind.INITIAL)), request_id=request.id)
        place.do(lambda work: work.queue([row]))

    place.do(lambda work: lessons_pass.undo(work, change.id, NOW, UNDO_TIME))

    left = place.do(lambda work: work.load(request.id))
    assert (left.duration_minutes, left.first_duration_minutes) == (minutes, minutes)
    assert said in place.do(lambda work: work.actions(request.id))[-1].why


def test_only_a_proposal_can_be_accepted():
    """And only one that is there."""
    place = Place()
    place.do(lambda work: work.save_learned_change(a_change(ChangeStatus.PROPOSED)))
    place.do(lambda work: lessons_pass.accept(work, a_change().id, NOW + DAY))

    assert (place.changes()[0].status, place.changes()[0].at) == (ChangeStatus.IN_FORCE, NOW + DAY)
    for unknown in (a_change().id, uuid.UUID(int=5)):
        with pytest.raises(BadInput):
            place.do(lambda work, one=unknown: lessons_pass.accept(work, one, NOW))


def test_a_month_has_its_averages_and_the_gap_in_use():
    """The trade's own 1.5 for the summer; with a longer gap learned 2.25; undone again 1.5."""
    place = Place()
    for number, attempts in ((1, 1), (2, 4)):
        place.ended(number, attempt_count=attempts, booked_at=NOW + number * 2 * DAY)
    place.ended(3, Outcome.GAVE_UP, answered=False)
    place.passing.look_back()

    def june():
        (pattern,) = place.do(lambda work: list(work.season_patterns()))
        return pattern

    assert (june().state, june().month, june().pattern_type) == ("TN", 6, "summer_peak")
    assert (june().avg_attempts_needed, june().avg_days_to_schedule, june().sample_size) == (2.5, 3.0, 3)
    assert june().interval_multiplier == 1.5
    place.do(lambda work: work.save_learned_change(a_change(ChangeStatus.PROPOSED)))
    place.do(lambda work: lessons_pass.accept(work, a_change().id, NOW))
    assert june().interval_multiplier == 2.25
    place.do(lambda work: lessons_pass.undo(work, a_change().id, NOW, UNDO_TIME))
    assert june().interval_multiplier == 1.5
