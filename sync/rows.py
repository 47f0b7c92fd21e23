"""What is written of an outbox row: always compared with what stands there, as a reply or the rep may have
stopped it while the outside was being asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TypeVar

from sync.awaited import held
from sync.lease import Lease
from xforce_desktop.clock import Clock
from xforce_desktop.ids import EffectKey, RequestId
from xforce_desktop.messages.assignment import LetterKind
from xforce_desktop.scheduling import approval, call_holds, caps
from xforce_desktop.scheduling.caps import PutOff
from xforce_desktop.scheduling.effects import SendLetter
from xforce_desktop.scheduling.engine import Engine
from xforce_desktop.scheduling.events import Event
from xforce_desktop.scheduling.extras import why_over
from xforce_desktop.scheduling.request import EntryType, MeetingRequest
from xforce_desktop.scheduling.step import entry
from xforce_desktop.scheduling.store_thread import StoreThread
from xforce_desktop.scheduling.unit_of_work import OutboxRow, OutboxStatus, UnitOfWork

T = TypeVar("T")
STILL_TO_DO = frozenset({OutboxStatus.PENDING, OutboxStatus.RECALLED})
UNSENT = frozenset({OutboxStatus.PENDING, OutboxStatus.WAITING})
QUEUED_OR_WAITING = STILL_TO_DO | {OutboxStatus.WAITING}
EVER = timedelta(days=3650)
MAIL_AWAITED = "A mail that has just come cannot be read yet; it may be their answer."


@dataclass
class Failed:
    """What did not succeed in a pass, so that the pass does not try it again."""

    rows: set[EffectKey] = field(default_factory=set)
    requests: set[RequestId] = field(default_factory=set)


class Rows:
    """Progress of rows. Every method is one transaction; those that write say whether they did."""

    def __init__(self, engine: Engine, thread: StoreThread, clock: Clock, lease: Lease | None = None) -> None:
        self._engine = engine
        self._thread = thread
        self._clock = clock
        self._lease = lease or Lease(clock)

    async def due(self) -> list[OutboxRow]:
        """What may leave now, oldest first."""
        now = self._clock.now()
        return await self._run(lambda work: list(work.due_rows(now)))

    async def fresh(self, row: OutboxRow) -> tuple[OutboxRow, MeetingRequest] | None:
        """The row and its request as they are now; None if the row is no longer due."""
        now = self._clock.now()

        def read(work: UnitOfWork) -> tuple[OutboxRow, MeetingRequest] | None:
            current = work.outbox_row(row.key)
            if current is None or current.status not in STILL_TO_DO or current.not_before > now:
                return None
            request = work.load(row.request_id)
            if not current.attempts and _waits_for_call(work, current, request, now):
                return None
            return current, request

        return await self._run(read)

    async def begin(
        self, row: OutboxRow, still_may: Callable[[UnitOfWork], bool] = lambda work: True
    ) -> OutboxRow | None:
        """Save that the work starts now: after a crash it is looked up before it is repeated.

        The row as it stands then; None if it was stopped or put off meanwhile, or `still_may` says no: the
        work must not start. Raises StoreBusy if another device has taken over.
        """
        now = self._clock.now()

        def save(work: UnitOfWork) -> OutboxRow | None:
            self._lease.take(work)
            current = work.outbox_row(row.key)
            if current is None or current.status is not OutboxStatus.PENDING or current.not_before > now:
                return None
            if not still_may(work):
                return None
            begun = replace(current, attempts=current.attempts + 1)
            work.update_row(begun)
            return begun

        return await self._run(save)

    async def put_off(self, row: OutboxRow, effect: SendLetter) -> bool:
        """Whether it has to wait: outside the recipient's hours (the computer may have slept), because of the
        caps, or, once, for a mail that may be their answer. Then it is put off, and the log says why."""
        now = self._clock.now()

        def save(work: UnitOfWork) -> bool:
            current = work.outbox_row(row.key)
            if current is None or current.status is not OutboxStatus.PENDING:
                return False
            request = work.load(row.request_id)
            if _waits_for_call(work, current, request, now):
                return True
            asks_helper = effect.champion and effect.kind is LetterKind.CHAMPION_INTRO
            helper = effect.champion.address if effect.champion and asks_helper else ""
            sent = work.sent_since(caps.day_began(request, now))
            wait = (
                _hours(request, effect, now)
                or caps.put_off(request, effect.kind, sent, now, helper)
                or _awaited(work, current, effect, now)
            )
            if wait is None:
                return False
            work.update_row(replace(current, not_before=wait.until, why=wait.why))
            work.append_actions(row.request_id, [entry(EntryType.WAITING, wait.why, now)])
            return True

        return await self._run(save)

    async def brings_too_much(self, row: OutboxRow, effect: SendLetter) -> bool:
        """Whether the mail may not bring any more what it was to bring."""
        return await self._run(lambda work: bool(why_over(work, work.load(row.request_id), effect)))

    async def renew(self, row: OutboxRow) -> OutboxRow | None:
        """The row if it changed, as what it was to bring may not be brought any more; None otherwise."""

        def save(work: UnitOfWork) -> OutboxRow | None:
            current = work.outbox_row(row.key)
            if current is None or current.status is not OutboxStatus.PENDING:
                return None
            changed = self._engine.renew(work, current)
            return changed if changed != current else None

        return await self._run(save)

    async def dropped_as_useless(self, row: OutboxRow) -> bool:
        """Whether it is about a meeting that is at another time now, or too far on, for it to be of any use.
        Then it is withdrawn, and the log says why. What had begun has been looked for: it never left."""
        now = self._clock.now()
        return await self._run(lambda work: drop_if_useless(work, row.key, now, looked_for=row.attempts))

    async def keep_draft(self, row: OutboxRow, draft_id: str) -> bool | None:
        """Save the draft's id, also if the row was stopped meanwhile; whether it still may leave.

        None: another device has gone on with the row since it was begun here, and this draft is one too many.
        """

        def save(work: UnitOfWork) -> bool | None:
            current = work.outbox_row(row.key)
            assert current is not None, f"no outbox row {row.key}"
            if current.status not in STILL_TO_DO or current.attempts != row.attempts:
                return None
            work.update_row(replace(current, provider_id=draft_id))
            return current.status is OutboxStatus.PENDING

        return await self._run(save)

    async def forget_draft(self, row: OutboxRow) -> None:
        """Its draft is about to be deleted."""

        def save(work: UnitOfWork) -> None:
            current = work.outbox_row(row.key)
            assert current is not None, f"no outbox row {row.key}"
            work.update_row(replace(current, provider_id=""))

        await self._run(save)

    async def keep_words(self, row: OutboxRow) -> OutboxRow:
        """Save what the letter says now."""

        def save(work: UnitOfWork) -> OutboxRow:
            current = work.outbox_row(row.key)
            assert current is not None, f"no outbox row {row.key}"
            kept = replace(current, subject=row.subject, body=row.body, writer=row.writer)
            work.update_row(kept)
            return kept

        return await self._run(save)

    async def settle(self, row: OutboxRow, event: Event, *, is_done: bool = False) -> bool:
        """Pass the result on and end the row. A row that was stopped meanwhile is left alone, unless the
        thing `is_done` and cannot be undone by leaving it."""
        wanted = STILL_TO_DO if is_done else {row.status}

        def finish(work: UnitOfWork) -> bool:
            if not stands(work, row, wanted):
                return False
            self._engine.apply(work, row.request_id, event, settles=row.key)
            return True

        return await self._run(finish)

    async def withdraw(
        self, row: OutboxRow, why: str = "", wanted: frozenset[OutboxStatus] = STILL_TO_DO
    ) -> None:
        """End the row, if it is still as wanted: it has not left and will not. `why`, if given, is a line of
        the log."""
        now = self._clock.now()

        def end(work: UnitOfWork) -> None:
            current = work.outbox_row(row.key)
            if current is None or current.status not in wanted:
                return
            work.update_row(replace(current, status=OutboxStatus.WITHDRAWN))
            if why:
                work.append_actions(row.request_id, [entry(EntryType.NOTED, why, now)])

        await self._run(end)

    async def begun_letters(self) -> list[tuple[OutboxRow, MeetingRequest]]:
        """Mails that may have left although nobody noted it yet."""

        def read(work: UnitOfWork) -> list[tuple[OutboxRow, MeetingRequest]]:
            return [
                (row, work.load(row.request_id)) for row in letters_under_way(work, self._clock.now() + EVER)
            ]

        return await self._run(read)

    async def _run(self, work_on: Callable[[UnitOfWork], T]) -> T:
        return await self._thread.run(self._engine.in_transaction, work_on)


def drop_if_useless(work: UnitOfWork, key: EffectKey, now: datetime, *, looked_for: int = 0) -> bool:
    """Withdraw what has not left and is of no use any more; whether it was. After the tries that were
    `looked_for` it is known not to have left."""
    row = work.outbox_row(key)
    if row is None or row.status not in UNSENT or row.attempts > looked_for:
        return False
    why = approval.why_of_no_use(work.load(row.request_id), row.effect, now)
    if why:
        work.update_row(replace(row, status=OutboxStatus.WITHDRAWN))
        line = entry(EntryType.NOTED, f"The text was not sent: {why}", now)
        work.append_actions(row.request_id, [line])
    return bool(why)


def _waits_for_call(work: UnitOfWork, row: OutboxRow, request: MeetingRequest, now: datetime) -> bool:
    """Whether the rep is on the phone with them: then it is put off, and says so."""
    held = call_holds.put_off(work, request, row, now)
    if held is None or row.status is not OutboxStatus.PENDING:
        return False
    work.update_row(held)
    return True


def _hours(request: MeetingRequest, effect: SendLetter, now: datetime) -> PutOff | None:
    """Until when it waits for the recipient's hours; None if they are at work now."""
    at = approval.sending_time(request, effect, now)
    return PutOff(at, approval.WAITS_FOR_THEIR_HOURS) if at > now else None


def _awaited(work: UnitOfWork, row: OutboxRow, effect: SendLetter, now: datetime) -> PutOff | None:
    """Only what presses them, and not again and again: mails that were deleted never show."""
    presses = effect.kind in caps.UNASKED and effect.kind is not LetterKind.INITIAL
    if not presses or MAIL_AWAITED in row.why:
        return None
    until = held(work, now)
    return PutOff(until, MAIL_AWAITED) if until else None


def stands(work: UnitOfWork, row: OutboxRow, wanted: frozenset[OutboxStatus] | set[OutboxStatus]) -> bool:
    """Whether the row still has one of the wanted statuses."""
    current = work.outbox_row(row.key)
    return current is not None and current.status in wanted


def letters_under_way(work: UnitOfWork, until: datetime) -> list[OutboxRow]:
    """Rows of mails whose sending has begun and whose fate is not noted yet, oldest first."""
    return [
        row
        for row in work.due_rows(until)
        if isinstance(row.effect, SendLetter) and (row.attempts or row.status is OutboxStatus.RECALLED)
    ]
