"""What a mail and a text have in common before they leave: worded, kept, and its times checked again."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime

from sync.rows import STILL_TO_DO, UNSENT, Rows, drop_if_useless
from sync.troubles import Troubles
from xforce_desktop.clock import Clock
from xforce_desktop.errors import OutsideError, SignInNeeded, StoreError
from xforce_desktop.messages.assignment import TEXTS_OF_MEETING, Assignment
from xforce_desktop.messages.letter import Letter
from xforce_desktop.messages.lint import check
from xforce_desktop.ports import Account, Writer
from xforce_desktop.scheduling import approval
from xforce_desktop.scheduling.caps import UNASKED
from xforce_desktop.scheduling.composing import assignment_for, texted, times_named
from xforce_desktop.scheduling.effects import LetterSent, SendLetter
from xforce_desktop.scheduling.engine import Engine
from xforce_desktop.scheduling.events import MailSent, OfferStale
from xforce_desktop.scheduling.own_style import manner_of_rep
from xforce_desktop.scheduling.own_words import note_use, with_own_words
from xforce_desktop.scheduling.phones import number_of
from xforce_desktop.scheduling.request import MeetingRequest
from xforce_desktop.scheduling.rules import timing
from xforce_desktop.scheduling.store_thread import StoreThread
from xforce_desktop.scheduling.unit_of_work import (
    ConversationMessage,
    Direction,
    OutboxRow,
    OutboxStatus,
    UnitOfWork,
)

log = logging.getLogger(__name__)

TakenAmong = Callable[[MeetingRequest, Sequence[datetime]], Awaitable[dict[datetime, str]]]


class Drafts:
    """The words of rows that have not left."""

    def __init__(
        self,
        writer: Writer,
        rows: Rows,
        troubles: Troubles,
        engine: Engine,
        thread: StoreThread,
        clock: Clock,
        taken_among: TakenAmong,
    ) -> None:
        self._writer = writer
        self._rows = rows
        self._troubles = troubles
        self._engine = engine
        self._thread = thread
        self._clock = clock
        self._taken_among = taken_among

    async def compose_waiting(self) -> None:
        """Word what waits for the rep, so that there is something to see, and drop what is of no use any
        more; one that fails stops no other."""
        for row, request in await self._thread.run(self._unworded):
            assert isinstance(row.effect, SendLetter)
            try:
                await self.worded(row, row.effect, request)
            except (SignInNeeded, StoreError):
                raise
            except OutsideError as error:
                log.info("not worded yet", extra={"request": str(request.id), "reason": error.title})
            except Exception:  # a writer that stumbles over one mail words the others
                log.exception("a mail could not be worded", extra={"request": str(request.id)})
                await self._thread.run(self._troubles.tell_unworded, row)

    def _unworded(self) -> list[tuple[OutboxRow, MeetingRequest]]:
        now = self._clock.now()

        def read(work: UnitOfWork) -> list[tuple[OutboxRow, MeetingRequest]]:
            unsent = [(self._as_it_waits(work, row), work.load(row.request_id)) for row in work.unsent_rows()]
            return [
                (row, request)
                for row, request in unsent
                if not (_is_of_no_use(row, request, now) and drop_if_useless(work, row.key, now))
                and row.status is OutboxStatus.WAITING
                and not row.body
                and isinstance(row.effect, SendLetter)
            ]

        return self._engine.in_transaction(read)

    def _as_it_waits(self, work: UnitOfWork, row: OutboxRow) -> OutboxRow:
        """What the rep looks at brings what it may bring."""
        return self._engine.renew(work, row) if row.status is OutboxStatus.WAITING else row

    async def worded(self, row: OutboxRow, effect: SendLetter, request: MeetingRequest) -> OutboxRow | str:
        """Word it and keep the text first of all: the row with its text, or what became of it instead.

        A time that the text has no room for is offered no more: the row's effect names only the others.
        """
        if row.body and not await self._says_another_day(row, effect, request):
            return row
        if row.status is OutboxStatus.PENDING and (stale := await self._passed(effect, request)):
            await self._rows.settle(row, stale)
            return "outdated"
        account = await self.account()
        assignment = await self._thread.run(self._assignment, effect, request, account)
        letter = await self._writer.write(assignment)
        if letter.checks:
            by = f" {letter.why}." if letter.why else ""
            if effect.kind in TEXTS_OF_MEETING:  # a courtesy beside the mail: no reason to stop for it
                await self._rows.withdraw(row, f"No text was sent: {'; '.join(letter.checks)}.{by}", UNSENT)
                return "withdrawn"
            return await self.refused(
                row, f"The text did not pass its checks: {'; '.join(letter.checks)}.{by}"
            )

        def keep(work: UnitOfWork) -> OutboxRow | str:
            current = work.outbox_row(row.key)
            if current is None or current.status not in UNSENT:
                return "stopped"
            if current.body == row.body and not current.edited_by_rep:
                current = replace(
                    current,
                    effect=_as_worded(effect, letter, request),
                    subject=letter.subject,
                    body=letter.body,
                    writer=letter.writer,
                )
                work.update_row(current)
                note_use(assignment, letter, work, self._clock.now())
            return current

        return await self._thread.run(self._engine.in_transaction, keep)

    async def _says_another_day(self, row: OutboxRow, effect: SendLetter, request: MeetingRequest) -> bool:
        """Whether a text about the meeting was worded on another day than it leaves on, and now names the
        wrong one: "tomorrow" where it is today. The rep's own words stay, and what may have left is looked
        for as it was."""
        if effect.kind not in TEXTS_OF_MEETING or row.edited_by_rep or row.attempts:
            return False
        assignment = await self._thread.run(self._assignment, effect, request, await self.account())
        return bool(check(Letter("sms", "", row.body), assignment))

    def _assignment(self, effect: SendLetter, request: MeetingRequest, account: Account) -> Assignment:
        """With the rep's habits and template and the lines that a law asks for."""

        def read(work: UnitOfWork) -> Assignment:
            told = work.conversation(request.id)
            settings = self._engine.settings
            manner = manner_of_rep(work, settings.learn_style)
            plain = assignment_for(request, effect, account, self._clock.now(), told, manner)
            return with_own_words(plain, request, work, settings)

        return self._engine.in_transaction(read)

    async def account(self) -> Account:
        """The rep. Raises SignInNeeded before there is one."""
        account: Account | None = await self._thread.run(
            self._engine.in_transaction, lambda work: work.account()
        )
        if account is None:
            raise SignInNeeded("Nobody is signed in.", "Sign in, or use the sandbox.")
        return account

    async def _passed(self, effect: SendLetter, request: MeetingRequest) -> OfferStale | None:
        """Put off for so long that a time in it is over: no words are looked for, other times are."""
        now = self._clock.now()
        is_over = any(time <= now for time in times_named(request, effect))
        return await self.stale_offer(effect, request) if is_over else None

    async def left(
        self, row: OutboxRow, request: MeetingRequest, letter: LetterSent, message: ConversationMessage
    ) -> None:
        """Note that it left, also if it was to be stopped; not again if that is noted already."""

        def finish(work: UnitOfWork) -> None:
            current = work.outbox_row(row.key)
            if current is None or current.status not in STILL_TO_DO:
                return
            work.add_message(request.id, message)
            was_recalled = current.status is OutboxStatus.RECALLED
            self._engine.apply(work, request.id, MailSent(letter, was_recalled), settles=row.key)

        await self._thread.run(self._engine.in_transaction, finish)

    async def stale_offer(self, effect: SendLetter, request: MeetingRequest) -> OfferStale | None:
        """The times it names that are not free any more, checked now; None while all are.

        What they have not asked for is stale as well once the request has reached a limit while it waited.
        """
        if effect.kind in UNASKED and (limit := timing.why_stop(request, self._clock.now())):
            return OfferStale(effect.kind, (), limit)
        taken = await self._taken_among(request, times_named(request, effect))
        if not taken:
            return None
        return OfferStale(effect.kind, tuple(sorted(taken)), "; ".join(dict.fromkeys(taken.values())))

    async def refused(self, row: OutboxRow, reason: str) -> str:
        """It will not leave, and the rep has to look."""

        def refuse(work: UnitOfWork) -> None:
            current = work.outbox_row(row.key)
            if current is not None and current.status in STILL_TO_DO | UNSENT:
                self._troubles.give_up(work, current, reason)

        await self._thread.run(self._engine.in_transaction, refuse)
        return "refused"


def _is_of_no_use(row: OutboxRow, request: MeetingRequest, now: datetime) -> bool:
    return bool(approval.why_of_no_use(request, row.effect, now))


def as_message(
    letter: LetterSent,
    row: OutboxRow,
    from_name: str,
    from_address: str,
    cc: tuple[str, ...] = (),
    channel: str = "email",
) -> ConversationMessage:
    """What left, for the conversation. `from_address` is a number in texts."""
    return ConversationMessage(
        direction=Direction.OUT,
        provider_id=letter.provider_id,
        message_id=letter.message_id,
        conversation_id=letter.conversation_id,
        from_name=from_name,
        from_address=from_address,
        to=letter.to,
        cc=cc,
        subject=letter.subject,
        body=letter.body,
        new_text=letter.body,
        at=letter.sent_at,
        key=str(row.key),
        channel=channel,
        kind=letter.kind.value,
    )


def worded_by(row: OutboxRow, effect: SendLetter) -> str:
    """Who worded what left, where a model could have; empty where only the offline writer could."""
    return f"{effect.worded}; you edited it" if effect.worded and row.edited_by_rep else effect.worded


def _as_worded(effect: SendLetter, letter: Letter, request: MeetingRequest) -> SendLetter:
    """What the text names, who worded it and, of a text message, to whom it speaks."""
    named = tuple(time for time in effect.times if time not in letter.left_out)
    effect = replace(effect, worded=letter.why)
    if not effect.kind.is_text:
        return replace(effect, times=named)
    person = texted(request)
    return replace(effect, times=named, number=number_of(request, person), address=person.email)
