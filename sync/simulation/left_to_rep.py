"""What only the rep may set going: a request that is theirs, a booked meeting that is double-booked since."""

from __future__ import annotations

from collections.abc import Iterator

from sync.simulation.evidence import OFFERS, Evidence
from xforce_desktop.messages.assignment import LetterKind
from xforce_desktop.scheduling import events
from xforce_desktop.scheduling.effects import BookMeeting, CancelMeeting, MoveMeeting, SendLetter
from xforce_desktop.scheduling.request import (
    ON_CALENDAR,
    ActionType,
    Handler,
    InviteStatus,
    MeetingRequest,
)
from xforce_desktop.scheduling.unit_of_work import OutboxRow, OutboxStatus, UnitOfWork

BY_REP = (
    events.AttendeeAdded, events.AttendeeRemoved, events.AttendeeReplaced, events.EventChangedByHand,
    events.RepApproved, events.RepAskedIfHere, events.RepCalled, events.RepCancelled,
    events.RepGaveBack, events.RepPaused, events.RepReported, events.RepRescheduled, events.RepResumed,
    events.RepTookOver, events.RepUndid, events.RepWentOn, events.RepWrote,
)  # fmt: skip
TAKES = (events.RepTookOver, events.RepWrote, events.EventChangedByHand)
GIVES = (events.RepGaveBack, events.RepReported, events.RepRescheduled, events.RepWentOn)
UNDER_WAY = frozenset({OutboxStatus.PENDING, OutboxStatus.RECALLED})
THEIRS, CLASH = "the rep's", "nothing by itself"


class LeftToRep:
    """Judges what leaves and what changes while it is the rep's turn."""

    def __init__(self, evidence: Evidence) -> None:
        self._evidence, self._check = evidence, evidence.tally.check

    def changed(self, work: UnitOfWork, before: MeetingRequest | None, request: MeetingRequest) -> None:
        """A request as a pass left it."""
        if request.has_ended:
            return
        if request.handled_by is Handler.REP:
            action = request.next_action
            reminds = action is not None and action.type is ActionType.REMIND_REP
            self._check(THEIRS, reminds, request.id, f"it is the rep's, and next is {action}")
        if before is not None and before.state in ON_CALENDAR:
            self._judge_stands(work, request)

    def _judge_stands(self, work: UnitOfWork, request: MeetingRequest) -> None:
        clash = self._undecided(work, request)
        if clash is not None:
            stands = request.state in ON_CALENDAR and request.scheduled_time == clash.start
            words = f"{request.state} at {request.scheduled_time} although nobody decided on {clash}"
            self._check(CLASH, stands, request.id, words)

    def leaves(self, work: UnitOfWork, row: OutboxRow, request: MeetingRequest) -> None:
        """A message leaves."""
        letter = row.effect
        assert isinstance(letter, SendLetter)
        if clash := self._undecided(work, request):
            words = f"a {letter.kind} left although nobody decided on {clash}"
            self._check(CLASH, letter.kind not in OFFERS, request.id, words)
        if request.handled_by is Handler.REP and letter.kind is not LetterKind.RUNNING_LATE:
            words = f"a {letter.kind} of {row.key} left without the rep's word"
            self._check(THEIRS, _is_on_their_word(work, row), request.id, words)

    def calendar_changes(self, work: UnitOfWork, request: MeetingRequest, change: str) -> None:
        """The program moves, cancels or books the meeting."""
        if clash := self._undecided(work, request):
            self._check(CLASH, False, request.id, f"{change} although nobody decided on {clash}")
        if request.handled_by is Handler.REP:
            rows = [row for row in work.outbox_of(request.id) if _may_change_calendar(row)]
            theirs = any(_is_on_their_word(work, row) for row in rows)
            self._check(THEIRS, theirs, request.id, f"{change} without the rep's word")

    def _undecided(self, work: UnitOfWork, request: MeetingRequest) -> events.DoubleBooked | None:
        """The clash with a meeting ahead of which the rep was told, while nobody has said a word since."""
        for event in _newest_first(work, request):
            if isinstance(event, events.DoubleBooked):
                return event if event.start > self._evidence.clock() else None
            if isinstance(event, events.ClashResolved) or _is_a_word(event):
                return None
        return None


def _newest_first(work: UnitOfWork, request: MeetingRequest) -> Iterator[events.Event]:
    return (line.event for line in reversed(work.journal(request.id)))


def _is_a_word(event: events.Event) -> bool:
    """Whether the rep or one of the others said something that may change the meeting."""
    if isinstance(event, events.InviteAnswered):
        return event.status is not InviteStatus.ACCEPTED
    return isinstance(event, (*BY_REP, events.ReplyReceived, events.PersonOptedOut))


def _may_change_calendar(row: OutboxRow) -> bool:
    return row.status in UNDER_WAY and isinstance(row.effect, BookMeeting | CancelMeeting | MoveMeeting)


def _is_on_their_word(work: UnitOfWork, row: OutboxRow) -> bool:
    """Whether the rep's own act asked for it, or they approved it since. A withdrawal that was decided before
    they took over is none of theirs, but must go out: the request has nothing on the calendar any more."""
    number = int(row.key.split(":")[1])
    lines = work.journal(row.request_id)
    since = [line for line in lines if line.number >= number]
    before = [line.event for line in lines if line.number < number]
    if isinstance(row.effect, CancelMeeting) and not _is_the_reps_after(before):
        return True
    return isinstance(since[0].event, BY_REP) or any(
        isinstance(one.event, events.RepApproved) for one in since
    )


def _is_the_reps_after(what_was: list[events.Event]) -> bool:
    """Whether the rep had taken it over and not given it back."""
    moves = [event for event in what_was if isinstance(event, TAKES + GIVES)]
    return bool(moves) and isinstance(moves[-1], TAKES)
