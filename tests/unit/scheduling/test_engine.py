"""The shell around the machine: state, journal, log and queue of one event stand or fall together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest

from tests.builders import (
    DAY,
    HOUR,
    JOHN,
    NOW,
    OFFERS,
    REP,
    SARAH,
    a_letter_sent,
    a_reply,
    an_account,
    an_analysis,
)
from xforce_desktop.clock import ManualClock
from xforce_desktop.errors import BadInput, SignInNeeded, UnknownRequest
from xforce_desktop.ids import RequestId, SeededIds, effect_key
from xforce_desktop.messages.assignment import LetterKind
from xforce_desktop.replies.analysis import Intent, MessageKind, ReplyAnalysis
from xforce_desktop.scheduling.effects import (
    BookMeeting,
    FindSlots,
    LeverageTrigger,
    RaiseLeverage,
    SendLetter,
    SlotPurpose,
)
from xforce_desktop.scheduling.engine import Engine
from xforce_desktop.scheduling.events import (
    ActionDue,
    AttendanceEvidence,
    AttendanceSeen,
    Event,
    MeetingBooked,
    RepApproved,
    RepCancelled,
    RepPaused,
    RepResumed,
    RepTookOver,
    SlotsFound,
)
from xforce_desktop.scheduling.new_request import check_new_request
from xforce_desktop.scheduling.request import ActionType, EntryType, MeetingRequest, Outcome, State
from xforce_desktop.scheduling.unit_of_work import OutboxRow, OutboxStatus
from xforce_desktop.settings import Settings
from xforce_desktop.store.memory import MemoryStore

FOUND = SlotsFound(SlotPurpose.OPTIONS, OFFERS, ("free", "free", "free"))
DUE = ActionDue(ActionType.SEND_OPTIONS)


class Desk:
    """An engine on a store in memory, and short ways to look into it."""

    def __init__(self) -> None:
        self.clock = ManualClock(NOW)
        self.store = MemoryStore(self.clock, SeededIds(1))
        self.engine = Engine(self.store, self.clock, SeededIds(2), Settings())
        self.engine.in_transaction(lambda work: work.save_account(an_account()))

    def create(self, **changes: Any) -> RequestId:
        form = {
            "meeting_type": "demo",
            "external": [{"address": JOHN, "name": "John Smith", "timezone": "America/Chicago"}],
            "internal": [{"address": SARAH, "name": "Sarah"}],
        }
        return self.engine.create(check_new_request(form | changes))

    def play(self, request_id: RequestId, *events: Event) -> MeetingRequest:
        """Hand over events; each settles the rows that are still to be done, as the outbox would."""
        for event in events:
            self.engine.handle(request_id, event)
        return self.request(request_id)

    def settle_all(self, request_id: RequestId) -> None:
        def settle(work: Any) -> None:
            for row in work.outbox_of(request_id):
                if row.status is OutboxStatus.PENDING:
                    work.update_row(replace(row, status=OutboxStatus.DONE))

        self.engine.in_transaction(settle)

    def request(self, request_id: RequestId) -> MeetingRequest:
        return self._read(lambda work: work.load(request_id))

    def rows(self, request_id: RequestId) -> Sequence[OutboxRow]:
        return self._read(lambda work: work.outbox_of(request_id))

    def why(self, request_id: RequestId) -> list[str]:
        return [line.why for line in self._read(lambda work: work.actions(request_id))]

    def _read(self, look: Callable[[Any], Any]) -> Any:
        return self.engine.in_transaction(look)


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_a_new_request_is_due_at_once(desk: Desk) -> None:
    """The rep first, as organizer; the first line says what was asked for."""
    request_id = desk.create()

    request = desk.request(request_id)
    assert (request.state, request.organizer.email) == (State.INITIATED, REP)
    assert [a.email for a in request.internal] == [REP, SARAH]
    assert desk._read(lambda work: list(work.due_requests(NOW))) == [request_id]
    assert desk.why(request_id) == ["You asked for a 60-minute meeting with John Smith."]


def test_the_rep_is_in_it_once(desk: Desk) -> None:
    """Naming yourself among the colleagues makes no second attendee."""
    request_id = desk.create(internal=[{"address": REP.upper(), "name": "Me"}])

    assert [a.email for a in desk.request(request_id).internal] == [REP]


def test_before_anybody_is_known_nothing_can_be_asked_for() -> None:
    """The rep's own address decides who invites."""
    engine = Engine(MemoryStore(), ManualClock(NOW), SeededIds(3))

    with pytest.raises(SignInNeeded):
        engine.create(
            check_new_request({"meeting_type": "demo", "external": [{"address": JOHN, "name": "J"}]})
        )


def test_an_event_moves_everything_together(desk: Desk) -> None:
    """State, journal line, log and queue; the key names request, journal line and place."""
    request_id = desk.create()

    step = desk.engine.handle(request_id, DUE)

    assert step is not None
    (row,) = desk.rows(request_id)
    assert row.key == effect_key(request_id, 1, 0)
    assert isinstance(row.effect, FindSlots)
    (line,) = desk._read(lambda work: work.journal(request_id))
    assert (line.number, line.from_state, line.to_state) == (1, State.INITIATED, State.PROPOSING)
    assert desk.request(request_id).state is State.PROPOSING


def test_a_failure_leaves_nothing_behind(desk: Desk) -> None:
    """Half an event is no event: whatever went before in the transaction is undone."""
    request_id = desk.create()
    before = (desk.request(request_id), desk.rows(request_id), desk.why(request_id))

    def half(work: Any) -> None:
        desk.engine.apply(work, request_id, DUE)
        raise RuntimeError("power cut")

    with pytest.raises(RuntimeError):
        desk.engine.in_transaction(half)

    assert (desk.request(request_id), desk.rows(request_id), desk.why(request_id)) == before


def test_an_event_without_a_rule_is_noted_and_changes_nothing(desk: Desk) -> None:
    """The log says that it was left aside; the journal does not know it."""
    request_id = desk.create()
    before = desk.request(request_id)

    step = desk.engine.handle(request_id, AttendanceSeen(AttendanceEvidence.HELD, "report"))

    assert step is None
    assert desk.request(request_id) == before
    assert not desk._read(lambda work: work.journal(request_id))
    assert desk.why(request_id)[-1].startswith("Left aside")


def test_an_unknown_request_is_said_to_be_unknown(desk: Desk) -> None:
    """Nothing is made up for an id that is not there."""
    with pytest.raises(UnknownRequest):
        desk.engine.handle(RequestId(SeededIds(9).new()), RepPaused())


def test_a_settled_row_is_done_with_its_event(desk: Desk) -> None:
    """The work's result and the row's end are one commit, also if no rule wants the result any more."""
    request_id = desk.create()
    desk.play(request_id, DUE)
    (search,) = desk.rows(request_id)
    desk.play(request_id, RepCancelled())

    desk.engine.handle(request_id, FOUND, settles=search.key)

    assert desk.rows(request_id)[0].status is OutboxStatus.DONE
    assert desk.request(request_id).state is State.CANCELLED
    assert len(desk.rows(request_id)) == 1


def _waiting(desk: Desk, **changes: Any) -> RequestId:
    """A first mail that waits for the rep."""
    request_id = desk.create(**changes)
    desk.play(request_id, DUE)
    desk.settle_all(request_id)
    desk.play(request_id, FOUND)
    assert desk.rows(request_id)[-1].status is OutboxStatus.WAITING
    return request_id


def test_approval_releases_what_waits(desk: Desk) -> None:
    """Once; a second approval has nothing to release and says so."""
    request_id = _waiting(desk)

    desk.play(request_id, RepApproved())

    assert desk.rows(request_id)[-1].status is OutboxStatus.PENDING
    assert desk.request(request_id).is_approved
    desk.settle_all(request_id)
    with pytest.raises(BadInput, match="Nothing"):
        desk.play(request_id, RepApproved())


def test_what_waits_for_the_rep_is_not_forgotten(desk: Desk) -> None:
    """The rep hears of it at once, and again if nothing happens."""
    request_id = _waiting(desk)

    notices = desk._read(lambda work: work.notices())
    action = desk.request(request_id).next_action

    assert [notice.title for notice in notices] == ["Waiting for your approval"]
    assert action is not None
    assert (action.type, action.at > NOW) == (ActionType.REMIND_REP, True)


def test_one_approval_covers_the_later_sure_mails(desk: Desk) -> None:
    """Under review of the first mail the confirmation and the booking leave by themselves."""
    request_id = _waiting(desk)
    desk.play(request_id, RepApproved())
    desk.settle_all(request_id)
    desk.play(request_id, a_letter_sent(times=OFFERS), a_reply())

    (booking,) = [row for row in desk.rows(request_id) if isinstance(row.effect, BookMeeting)]

    assert (booking.status, booking.not_before) == (OutboxStatus.PENDING, NOW)


@pytest.mark.parametrize(
    "event",
    [
        RepPaused(), RepTookOver(), RepCancelled(), a_reply(), a_reply(an_analysis(Intent.QUESTION)),
        a_reply(ReplyAnalysis(MessageKind.OPT_OUT, None)),
    ],
    ids=["paused", "taken over", "cancelled", "answered", "asked", "opted out"],
)  # fmt: skip
@pytest.mark.parametrize(
    "attempts, status, expected",
    [
        (0, OutboxStatus.PENDING, OutboxStatus.WITHDRAWN),
        (0, OutboxStatus.WAITING, OutboxStatus.WITHDRAWN),
        (1, OutboxStatus.PENDING, OutboxStatus.RECALLED),
        (1, OutboxStatus.DONE, OutboxStatus.DONE),
        (1, OutboxStatus.FAILED, OutboxStatus.FAILED),
    ],
)
def test_an_answer_or_a_stop_holds_back_what_is_queued(
    desk: Desk, event: Event, attempts: int, status: OutboxStatus, expected: OutboxStatus
) -> None:
    """In the same transaction: what had not begun never leaves, what had begun is looked up first."""
    request_id = _waiting(desk)
    desk.play(request_id, RepApproved())
    desk.settle_all(request_id)
    desk.play(request_id, a_letter_sent(times=OFFERS))
    row = OutboxRow(
        effect_key(request_id, 99, 0), request_id, SendLetter(LetterKind.FOLLOW_UP, OFFERS), status,
        not_before=NOW + DAY, created_at=NOW, attempts=attempts,
    )  # fmt: skip
    desk.engine.in_transaction(lambda work: work.queue([row]))

    desk.play(request_id, event)

    (frozen,) = [one for one in desk.rows(request_id) if one.key == row.key]
    assert frozen.status is expected
    if expected is OutboxStatus.RECALLED:
        assert frozen.not_before == NOW, "it is looked up at once"


def test_a_booking_that_was_begun_is_looked_up(desk: Desk) -> None:
    """It may stand already: then it is withdrawn, but nothing is made for that."""
    request_id = desk.create(approval="autopilot")
    desk.play(request_id, DUE, FOUND, a_letter_sent(times=OFFERS), a_reply())
    (booking,) = [row for row in desk.rows(request_id) if isinstance(row.effect, BookMeeting)]
    desk.engine.in_transaction(lambda work: work.update_row(replace(booking, attempts=1)))

    desk.play(request_id, RepCancelled())

    assert [r.status for r in desk.rows(request_id) if r.key == booking.key] == [OutboxStatus.RECALLED]


def test_an_opt_out_holds_for_the_person(desk: Desk) -> None:
    """The request ends, other requests with them end too, and no new one can be made."""
    first, second = desk.create(), desk.create(title="Another")
    third = desk.create(external=[{"address": "mary@else.example", "name": "Mary"}])
    desk.play(first, DUE, FOUND, a_letter_sent(times=OFFERS))

    desk.play(first, a_reply(ReplyAnalysis(MessageKind.OPT_OUT, None)))

    assert desk.request(first).outcome is Outcome.CANCELLED_BY_THEM
    assert desk.request(second).outcome is Outcome.CANCELLED_BY_THEM
    assert not desk.request(third).has_ended
    with pytest.raises(BadInput, match=JOHN):
        desk.create()


def test_a_live_offer_is_held_for_its_request(desk: Desk) -> None:
    """Others see it as taken until it is answered, replaced or ended."""
    first, second = desk.create(), desk.create(external=[{"address": "mary@else.example", "name": "Mary"}])
    desk.play(first, DUE, FOUND)

    def held(work: Any) -> list[Any]:
        return [span.start for span in work.held_spans(except_for=second)]

    assert desk._read(held) == list(OFFERS)
    desk.play(first, RepCancelled())
    assert desk._read(held) == []


def test_pause_and_resume_leave_their_traces(desk: Desk) -> None:
    """Each button is a line in the log, and nothing is due while paused."""
    request_id = desk.create()

    desk.play(request_id, RepPaused())
    assert desk._read(lambda work: list(work.due_requests(NOW + 6 * DAY))) == []
    desk.clock.advance(HOUR)
    desk.play(request_id, RepResumed())

    kinds = [line.type for line in desk._read(lambda work: work.actions(request_id))]
    assert kinds[-2:] == [EntryType.PAUSED, EntryType.RESUMED]
    assert all(desk.why(request_id))


def _miss(desk: Desk, request_id: RequestId) -> None:
    """Agreed, booked, and nobody came."""
    desk.settle_all(request_id)
    agreed = desk.play(request_id, a_reply()).agreed_time
    assert agreed is not None
    desk.settle_all(request_id)
    desk.play(request_id, MeetingBooked(agreed, "event-1", "https://teams.example/join/1"))
    desk.settle_all(request_id)
    desk.play(request_id, AttendanceSeen(AttendanceEvidence.NO_SHOW, "Nobody came."))
    desk.settle_all(request_id)


def test_the_second_no_show_raises_a_card_once(desk: Desk) -> None:
    """The first is recovered without the rep; the second asks for a call, in the store and as a notice."""
    request_id = desk.create(approval="autopilot")
    recovery = SlotsFound(SlotPurpose.RECOVERY, OFFERS, ("free", "free", "free"))
    desk.play(request_id, DUE, FOUND, a_letter_sent(times=OFFERS))
    _miss(desk, request_id)
    assert desk._read(lambda work: work.leverage_moments(request_id)) == []

    desk.play(request_id, recovery, a_letter_sent(LetterKind.NO_SHOW, times=OFFERS))
    _miss(desk, request_id)

    (card,) = desk._read(lambda work: work.leverage_moments(request_id))
    assert (card["trigger"], card["urgency"]) == ("multiple_no_shows", "medium")
    notices = [notice.title for notice in desk._read(lambda work: work.notices())]
    assert notices.count("Call John Smith") == 1


def test_an_open_card_is_not_raised_again(desk: Desk) -> None:
    """The same trigger while its card is open tells nothing new; another trigger does."""
    request_id = desk.create()
    request = desk.request(request_id)
    silent, stalled = LeverageTrigger.PERSISTENT_NON_RESPONSE, LeverageTrigger.PHONE_CALL_NEEDED

    for number, trigger in enumerate((silent, silent, stalled), start=1):
        effects = (RaiseLeverage(trigger),)
        desk.engine.in_transaction(lambda work, e=effects, n=number: desk.engine._queue(work, request, e, n))

    cards = desk._read(lambda work: work.leverage_moments(request_id))
    assert [card["trigger"] for card in cards] == [silent.value, stalled.value]
    assert len(desk._read(lambda work: work.notices())) == 2
    assert desk.rows(request_id) == []
