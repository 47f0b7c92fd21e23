"""From requests to what a rep is shown: groups, what may be done, and the whole story of one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from xforce_desktop.ids import RequestId
from xforce_desktop.messages.assignment import LetterKind
from xforce_desktop.scheduling import approval, call_holds, leverage, reputation
from xforce_desktop.scheduling.call_records import CallHold
from xforce_desktop.scheduling.deal_signals import deal_adjustment
from xforce_desktop.scheduling.desk import Group, Overview, RepCommand, Story, Summary
from xforce_desktop.scheduling.effects import SendLetter
from xforce_desktop.scheduling.leverage import LeverageCard
from xforce_desktop.scheduling.request import ON_CALENDAR, Handler, MeetingRequest, State
from xforce_desktop.scheduling.unit_of_work import OutboxRow, OutboxStatus, UnitOfWork
from xforce_desktop.scheduling.zone_desk import verdict_on


def overview(work: UnitOfWork, now: datetime) -> Overview:
    """The dashboard's four groups, each most urgent first."""
    account = work.account()
    zone = ZoneInfo(account.timezone) if account and account.timezone else ZoneInfo("UTC")
    monday = start_of_week(now, zone)
    groups: dict[Group, list[Summary]] = {group: [] for group in Group}
    holds, unsent, cards = work.call_holds(now), _by_request(work.unsent_rows()), _open_moments(work)
    for request in work.requests_since(monday):
        rows = work.outbox_of(request.id) if request.has_ended else unsent[request.id]
        shown = _summary(request, work, now, rows, cards[request.id], holds)
        groups[shown.group].append(shown)
    return Overview(
        now=now,
        pending=tuple(sorted(groups[Group.PENDING], key=lambda s: _when(s, now))),
        confirmed=tuple(sorted(groups[Group.CONFIRMED], key=lambda s: s.request.scheduled_time or now)),
        needs_attention=tuple(sorted(groups[Group.NEEDS_ATTENTION], key=lambda s: _when(s, now))),
        completed=tuple(
            sorted(groups[Group.COMPLETED], key=lambda s: s.request.completed_at or now, reverse=True)
        ),
    )


def start_of_week(now: datetime, zone: ZoneInfo) -> datetime:
    """Monday 00:00 of the rep's week."""
    local = now.astimezone(zone)
    return (local - timedelta(days=local.weekday())).replace(hour=0, minute=0, second=0, microsecond=0)


def _when(shown: Summary, now: datetime) -> datetime:
    action = shown.request.next_action
    return action.at if action else shown.request.created_at


def group_of(request: MeetingRequest, rows: Sequence[OutboxRow], cards: Sequence[LeverageCard] = ()) -> Group:
    """Where the dashboard shows it; `rows` are its outbox, `cards` the open calls. What needs the rep comes
    before everything else."""
    if request.has_ended:
        return Group.COMPLETED
    waits = any(row.status is OutboxStatus.WAITING for row in rows)
    if (
        waits
        or cards
        or request.requires_human_review
        or request.handled_by is Handler.REP
        or request.state is State.NO_SHOW
        or any(_is_recovery(row) for row in rows)
    ):
        return Group.NEEDS_ATTENTION
    return Group.CONFIRMED if request.state in ON_CALENDAR and request.calendar_event_id else Group.PENDING


def _is_recovery(row: OutboxRow) -> bool:
    """A mail after a no-show that has not left: the rep may still call, or say that the meeting was held."""
    effect = row.effect
    return (
        row.status is OutboxStatus.PENDING
        and isinstance(effect, SendLetter)
        and effect.kind is LetterKind.NO_SHOW
    )


def summary(request: MeetingRequest, work: UnitOfWork, now: datetime) -> Summary:
    rows, moments = work.outbox_of(request.id), work.leverage_moments(request.id)
    return _summary(request, work, now, rows, moments, work.call_holds(now))


def _summary(
    request: MeetingRequest,
    work: UnitOfWork,
    now: datetime,
    rows: Sequence[OutboxRow],
    moments: Sequence[Mapping[str, object]],
    holds: Sequence[CallHold],
) -> Summary:
    """`rows` are at least those of its outbox that have not left, `moments` its open calls."""
    cards = () if request.has_ended else _open_cards(request, moments, now)
    calling = call_holds.hold_for(holds, request, now)
    return Summary(
        request=request,
        group=group_of(request, rows, cards),
        last=work.last_action(request.id),
        waiting=tuple(row for row in rows if row.status is OutboxStatus.WAITING),
        queued=tuple(call_holds.shown(row, calling) for row in rows if row.status is OutboxStatus.PENDING),
        commands=commands(request, rows, now),
        cards=cards,
        calling=calling,
    )


def _by_request(rows: Sequence[OutboxRow]) -> Mapping[RequestId, list[OutboxRow]]:
    found: dict[RequestId, list[OutboxRow]] = defaultdict(list)
    for row in rows:
        found[row.request_id].append(row)
    return found


def _open_moments(work: UnitOfWork) -> Mapping[RequestId, list[Mapping[str, object]]]:
    found: dict[RequestId, list[Mapping[str, object]]] = defaultdict(list)
    for kept in work.open_moments():
        found[kept.request_id].append(kept.row)
    return found


def _open_cards(
    request: MeetingRequest, moments: Sequence[Mapping[str, object]], now: datetime
) -> tuple[LeverageCard, ...]:
    stored = leverage.open_cards([row for row in moments if leverage.rests_until(row) is None])
    return tuple(leverage.as_of(card, request, now) for card in stored)


def commands(request: MeetingRequest, rows: Sequence[OutboxRow], now: datetime) -> tuple[RepCommand, ...]:
    """What the rep may do with it now; `rows` are its outbox."""
    if request.has_ended:
        return ()
    has_waiting = any(row.status is OutboxStatus.WAITING for row in rows)
    paused = request.state is State.PAUSED
    with_agent = request.handled_by is Handler.AGENT
    possible = {
        RepCommand.APPROVE: has_waiting,
        RepCommand.PAUSE: not paused and with_agent,
        RepCommand.RESUME: paused and with_agent,
        RepCommand.TAKE_OVER: with_agent,
        RepCommand.GIVE_BACK: request.handled_by is Handler.REP
        or (request.requires_human_review and not has_waiting),
        RepCommand.GO_ON: _is_held_back(request, has_waiting=has_waiting),
        RepCommand.UNDO: any(approval.can_be_undone(row) for row in rows),
        RepCommand.ASK_IF_HERE: request.is_going_on(now) and with_agent and not _is_being_asked(rows),
        RepCommand.RESCHEDULE: request.state in ON_CALENDAR and request.is_booked and with_agent,
        RepCommand.CANCEL: True,
    }
    return tuple(command for command, is_possible in possible.items() if is_possible)


def _is_held_back(request: MeetingRequest, *, has_waiting: bool) -> bool:
    """Whether the rep has to decide because another message might cost their good name."""
    is_theirs = request.handled_by is Handler.REP or (request.requires_human_review and not has_waiting)
    return is_theirs and not reputation.may_ask(request, reputation.assess(request))


def _is_being_asked(rows: Sequence[OutboxRow]) -> bool:
    """Whether the question whether they are on their way is about to leave."""
    return any(
        row.status is OutboxStatus.PENDING
        and isinstance(row.effect, SendLetter)
        and row.effect.kind in approval.ON_THE_REPS_WORD
        for row in rows
    )


def story(work: UnitOfWork, request_id: RequestId, now: datetime) -> Story:
    request = work.load(request_id)
    return Story(
        summary(request, work, now),
        tuple(work.actions(request_id)),
        tuple(work.conversation(request_id)),
        verdict_on(work, request, request.primary, now),
        tuple(work.intent_readings(request_id)),
        deal_adjustment(work.deal_signals(request.deal_id)) if request.deal_id else None,
        work.postmortem(request_id),
    )
