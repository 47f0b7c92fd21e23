"""One mail, exactly once: composed, its times checked again, drafted, sent; looked up before any repeat."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime

from sync.rows import STILL_TO_DO, Rows
from sync.troubles import Troubles
from xforce_desktop.clock import Clock
from xforce_desktop.errors import OutsideError, SignInNeeded, StoreError
from xforce_desktop.messages.assignment import LetterKind
from xforce_desktop.ports import Account, Mail, OutgoingMail, SentMail, Writer
from xforce_desktop.scheduling.composing import assignment_for, envelope, times_named
from xforce_desktop.scheduling.effects import LetterSent, SendLetter
from xforce_desktop.scheduling.engine import Engine
from xforce_desktop.scheduling.events import MailSent, OfferStale
from xforce_desktop.scheduling.request import MeetingRequest
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
NEEDS_FUTURE_MEETING = frozenset({LetterKind.REMINDER, LetterKind.CONFIRMATION})
UNSENT = frozenset({OutboxStatus.PENDING, OutboxStatus.WAITING})


class Letters:
    """Sends mails of the outbox."""

    def __init__(
        self,
        mail: Mail,
        writer: Writer,
        rows: Rows,
        troubles: Troubles,
        engine: Engine,
        thread: StoreThread,
        clock: Clock,
        taken_among: TakenAmong,
    ) -> None:
        self._mail = mail
        self._writer = writer
        self._rows = rows
        self._troubles = troubles
        self._engine = engine
        self._thread = thread
        self._clock = clock
        self._taken_among = taken_among

    async def compose_waiting(self) -> None:
        """Word what waits for the rep, so that there is something to see; one that fails stops no other."""
        for row, request in await self._thread.run(self._unworded):
            assert isinstance(row.effect, SendLetter)
            try:
                await self._compose(row, row.effect, request)
            except (SignInNeeded, StoreError):
                raise
            except OutsideError as error:
                log.info("not worded yet", extra={"request": str(request.id), "reason": error.title})
            except Exception:  # a writer that stumbles over one mail words the others
                log.exception("a mail could not be worded", extra={"request": str(request.id)})
                await self._thread.run(self._troubles.tell_unworded, row)

    def _unworded(self) -> list[tuple[OutboxRow, MeetingRequest]]:
        def read(work: UnitOfWork) -> list[tuple[OutboxRow, MeetingRequest]]:
            return [
                (row, request)
                for request in work.requests(include_ended=False)
                for row in work.outbox_of(request.id)
                if row.status is OutboxStatus.WAITING and not row.body and isinstance(row.effect, SendLetter)
            ]

        return self._engine.in_transaction(read)

    async def perform(self, row: OutboxRow, effect: SendLetter, request: MeetingRequest) -> str | None:
        """Send, unless it has left already or must not leave any more."""
        if row.status is OutboxStatus.RECALLED:
            return await self._recall(row, effect, request)
        draft_id = ""
        if row.attempts:
            known = await self._mail.look_up(row.key, row.provider_id)
            if isinstance(known, SentMail):
                return await self._left(row, effect, request, known)
            draft_id = known or ""
        if not row.body:
            composed = await self._compose(row, effect, request)
            if isinstance(composed, str):
                return composed
            row = composed
        if await self._is_outdated(row, effect, request, draft_id):
            return "outdated"
        return await self._send(row, effect, request, draft_id)

    async def note_if_sent(self, row: OutboxRow, effect: SendLetter, request: MeetingRequest) -> bool:
        """Note a mail that was begun and has left; False if it has not."""
        known = await self._mail.look_up(row.key, row.provider_id)
        if not isinstance(known, SentMail):
            return False
        await self._left(row, effect, request, known)
        return True

    async def _compose(self, row: OutboxRow, effect: SendLetter, request: MeetingRequest) -> OutboxRow | str:
        """Word it and keep the text first of all: the row with its text, or what became of it instead."""
        account = await self._account()
        letter = await self._writer.write(assignment_for(request, effect, account, self._clock.now()))
        if letter.checks:
            return await self._refused(row, f"The text did not pass its checks: {'; '.join(letter.checks)}.")

        def keep(work: UnitOfWork) -> OutboxRow | str:
            current = work.outbox_row(row.key)
            if current is None or current.status not in UNSENT:
                return "stopped"
            if not current.body and not current.edited_by_rep:
                current = replace(current, subject=letter.subject, body=letter.body, writer=letter.writer)
                work.update_row(current)
            return current

        return await self._thread.run(self._engine.in_transaction, keep)

    async def _account(self) -> Account:
        account: Account | None = await self._thread.run(
            self._engine.in_transaction, lambda work: work.account()
        )
        if account is None:
            raise SignInNeeded("Nobody is signed in.", "Sign in, or use the sandbox.")
        return account

    async def _is_outdated(
        self, row: OutboxRow, effect: SendLetter, request: MeetingRequest, draft_id: str
    ) -> bool:
        """Checked at the moment of sending: times still free and ahead, the booked meeting still on."""
        if reason := _why_pointless(effect, request, self._clock.now()):
            await self._drop(row, draft_id, f"The {effect.kind.value} was not sent: {reason}")
            return True
        taken = await self._taken_among(request, times_named(request, effect))
        if not taken:
            return False
        await self._discard(row, draft_id)
        reason = "; ".join(dict.fromkeys(taken.values()))
        await self._rows.settle(row, OfferStale(effect.kind, tuple(sorted(taken)), reason))
        return True

    async def _send(self, row: OutboxRow, effect: SendLetter, request: MeetingRequest, draft_id: str) -> str:
        """Only while the row still stands: a freeze during the checks, or during the drafting, stops it."""
        people = envelope(request)
        gone = await self._thread.run(
            self._engine.in_transaction, lambda work: work.opted_out((*people.to, *people.cc))
        )
        if left_out := [address for address in people.to if address in gone]:
            return await self._refused(row, f"{', '.join(left_out)} asked not to be written to.")
        copied = tuple(address for address in people.cc if address not in gone)
        begun = await self._rows.begin(row)
        if begun is None:
            return "recalled"
        if not draft_id:
            mail = OutgoingMail(people.to, copied, begun.subject, begun.body, request.reply_to_id)
            draft_id = await self._mail.prepare(mail, row.key)
        if not await self._rows.keep_draft(begun, draft_id):
            return "recalled"
        sent = await self._mail.dispatch(draft_id)
        return await self._left(begun, effect, request, sent)

    async def _left(self, row: OutboxRow, effect: SendLetter, request: MeetingRequest, sent: SentMail) -> str:
        people = envelope(request)
        account = await self._account()
        letter = LetterSent(
            kind=effect.kind,
            times=effect.times or tuple(r[0].start for r in effect.readings if r),
            sent_at=sent.sent_at,
            provider_id=sent.provider_id,
            message_id=sent.message_id,
            conversation_id=sent.conversation_id,
            subject=row.subject,
            body=row.body,
            to=people.to,
        )

        def finish(work: UnitOfWork) -> None:
            current = work.outbox_row(row.key)
            if current is None or current.status not in STILL_TO_DO:
                return
            work.add_message(request.id, _as_message(letter, account, people.cc, row))
            event = MailSent(letter, was_recalled=current.status is OutboxStatus.RECALLED)
            self._engine.apply(work, request.id, event, settles=row.key)

        await self._thread.run(self._engine.in_transaction, finish)
        return "sent"

    async def _recall(self, row: OutboxRow, effect: SendLetter, request: MeetingRequest) -> str:
        """They wrote, or the rep stopped it, after sending had begun: stop it if it is not too late."""
        known = await self._mail.look_up(row.key, row.provider_id)
        if isinstance(known, SentMail):
            return await self._left(row, effect, request, known)
        await self._discard(row, known or "")
        await self._rows.withdraw(row)
        return "withdrawn"

    async def _drop(self, row: OutboxRow, draft_id: str, why: str) -> None:
        """It has become pointless: it does not leave, and the log says why."""
        await self._discard(row, draft_id)
        await self._rows.withdraw(row, why)

    async def _discard(self, row: OutboxRow, draft_id: str) -> None:
        """The draft is forgotten first: one that we deleted must not be searched for."""
        if draft_id:
            await self._rows.forget_draft(row)
            await self._mail.discard(draft_id)

    async def _refused(self, row: OutboxRow, reason: str) -> str:
        def refuse(work: UnitOfWork) -> None:
            current = work.outbox_row(row.key)
            if current is not None and current.status in STILL_TO_DO | UNSENT:
                self._troubles.give_up(work, current, reason)

        await self._thread.run(self._engine.in_transaction, refuse)
        return "refused"


def _why_pointless(effect: SendLetter, request: MeetingRequest, now: datetime) -> str:
    """Why a mail about a booked meeting has nothing left to say; empty if it has."""
    if effect.until and effect.until <= now.date():
        return "the day that it names has come."
    if effect.kind not in NEEDS_FUTURE_MEETING:
        return ""
    if effect.times != (request.scheduled_time,):
        return "the meeting is no longer at that time."
    if request.scheduled_time and request.scheduled_time <= now:
        return "the meeting has begun."
    return ""


def _as_message(
    letter: LetterSent, account: Account, cc: tuple[str, ...], row: OutboxRow
) -> ConversationMessage:
    return ConversationMessage(
        direction=Direction.OUT,
        provider_id=letter.provider_id,
        message_id=letter.message_id,
        conversation_id=letter.conversation_id,
        from_name=account.name,
        from_address=account.address,
        to=letter.to,
        cc=cc,
        subject=letter.subject,
        body=letter.body,
        new_text=letter.body,
        at=letter.sent_at,
        key=str(row.key),
    )
