"""One mail, exactly once: composed, its times checked again, drafted, sent; looked up before any repeat."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime

from xforce_desktop.clock import Clock
from xforce_desktop.errors import SignInNeeded
from xforce_desktop.messages.assignment import LetterKind
from xforce_desktop.ports import Account, Mail, OutgoingMail, SentMail, Writer
from xforce_desktop.scheduling.composing import assignment_for, envelope, times_named
from xforce_desktop.scheduling.effects import LetterSent, SendLetter
from xforce_desktop.scheduling.engine import Engine
from xforce_desktop.scheduling.events import MailSent, MessageRefused, OfferStale
from xforce_desktop.scheduling.request import MeetingRequest
from xforce_desktop.scheduling.store_thread import StoreThread
from xforce_desktop.scheduling.unit_of_work import (
    ConversationMessage,
    Direction,
    OutboxRow,
    OutboxStatus,
    UnitOfWork,
)

TakenAmong = Callable[[MeetingRequest, Sequence[datetime]], Awaitable[dict[datetime, str]]]
NEEDS_FUTURE_MEETING = frozenset({LetterKind.REMINDER, LetterKind.CONFIRMATION})


class Letters:
    """Sends mails of the outbox."""

    def __init__(
        self,
        mail: Mail,
        writer: Writer,
        engine: Engine,
        thread: StoreThread,
        clock: Clock,
        taken_among: TakenAmong,
    ) -> None:
        self._mail = mail
        self._writer = writer
        self._engine = engine
        self._thread = thread
        self._clock = clock
        self._taken_among = taken_among

    async def compose_waiting(self) -> None:
        """Word what waits for the rep, so that there is something to look at."""
        for row, request in await self._thread.run(self._unworded):
            assert isinstance(row.effect, SendLetter)
            await self._compose(row, row.effect, request)

    def _unworded(self) -> list[tuple[OutboxRow, MeetingRequest]]:
        def read(work: UnitOfWork) -> list[tuple[OutboxRow, MeetingRequest]]:
            return [
                (row, request)
                for request in work.requests(include_ended=False)
                for row in work.outbox_of(request.id)
                if row.status is OutboxStatus.WAITING and not row.body and isinstance(row.effect, SendLetter)
            ]

        return self._engine.in_transaction(read)

    async def perform(self, row: OutboxRow, effect: SendLetter, request: MeetingRequest) -> str:
        """Send, unless it has left already or must not leave any more."""
        if row.status is OutboxStatus.RECALLED:
            return await self._recall(row)
        draft_id = ""
        if row.attempts:
            known = await self._mail.look_up(row.key, row.provider_id)
            if isinstance(known, SentMail):
                return await self._left(row, effect, request, known)
            draft_id = known or ""
        if not row.body:
            composed = await self._compose(row, effect, request)
            if composed is None:
                return "refused"
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

    async def _compose(self, row: OutboxRow, effect: SendLetter, request: MeetingRequest) -> OutboxRow | None:
        """Word it and keep the text first of all; None if the text does not pass its checks."""
        account = await self._account()
        letter = await self._writer.write(assignment_for(request, effect, account, self._clock.now()))
        if letter.checks:
            reason = f"The text did not pass its checks: {'; '.join(letter.checks)}."
            await self._settle_refused(row, reason)
            return None
        worded = replace(row, subject=letter.subject, body=letter.body, writer=letter.writer)
        await self._thread.run(self._update_if_open, worded)
        return worded

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
        now = self._clock.now()
        if effect.kind in NEEDS_FUTURE_MEETING and effect.times != (request.scheduled_time,):
            await self._withdraw(row, draft_id)
            return True
        if effect.kind in NEEDS_FUTURE_MEETING and request.scheduled_time and request.scheduled_time <= now:
            await self._withdraw(row, draft_id)
            return True
        taken = await self._taken_among(request, times_named(request, effect))
        if not taken:
            return False
        if draft_id:
            await self._mail.discard(draft_id)
        reason = "; ".join(dict.fromkeys(taken.values()))
        stale = OfferStale(effect.kind, tuple(sorted(taken)), reason)
        await self._thread.run(lambda: self._engine.handle(request.id, stale, settles=row.key))
        return True

    async def _send(self, row: OutboxRow, effect: SendLetter, request: MeetingRequest, draft_id: str) -> str:
        people = envelope(request)
        gone = await self._thread.run(
            self._engine.in_transaction, lambda work: work.opted_out((*people.to, *people.cc))
        )
        if gone:
            await self._settle_refused(row, f"{', '.join(gone)} asked not to be written to.")
            return "refused"
        row = replace(row, attempts=row.attempts + 1)
        await self._thread.run(self._update_if_open, row)
        if not draft_id:
            mail = OutgoingMail(people.to, people.cc, row.subject, row.body, request.reply_to_id)
            draft_id = await self._mail.prepare(mail, row.key)
            row = replace(row, provider_id=draft_id)
            if not await self._thread.run(self._update_if_open, row):
                return "recalled"
        sent = await self._mail.dispatch(draft_id)
        return await self._left(row, effect, request, sent)

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
            work.add_message(request.id, _as_message(letter, account, people.cc, row))
            self._engine.apply(work, request.id, MailSent(letter), settles=row.key)

        await self._thread.run(self._engine.in_transaction, finish)
        return "sent"

    async def _recall(self, row: OutboxRow) -> str:
        """They wrote, or the rep stopped it, after sending had begun: stop it if it is not too late."""
        known = await self._mail.look_up(row.key, row.provider_id)
        if isinstance(known, SentMail):
            await self._thread.run(self._note_left_after_all, row, known)
            return "sent"
        await self._withdraw(row, known or "")
        return "withdrawn"

    def _note_left_after_all(self, row: OutboxRow, sent: SentMail) -> None:
        def finish(work: UnitOfWork) -> None:
            account, request = work.account(), work.load(row.request_id)
            people = envelope(request)
            assert isinstance(row.effect, SendLetter)
            assert account is not None
            letter = LetterSent(
                row.effect.kind,
                row.effect.times,
                sent.sent_at,
                sent.provider_id,
                sent.message_id,
                sent.conversation_id,
                row.subject,
                row.body,
                people.to,
            )
            work.add_message(request.id, _as_message(letter, account, people.cc, row))
            work.update_row(replace(row, status=OutboxStatus.DONE))

        self._engine.in_transaction(finish)

    async def _withdraw(self, row: OutboxRow, draft_id: str) -> None:
        if draft_id:
            await self._mail.discard(draft_id)
        withdrawn = replace(row, status=OutboxStatus.WITHDRAWN)
        await self._thread.run(self._engine.in_transaction, lambda work: work.update_row(withdrawn))

    async def _settle_refused(self, row: OutboxRow, reason: str) -> None:
        def refuse(work: UnitOfWork) -> None:
            self._engine.apply(work, row.request_id, MessageRefused(reason))
            work.update_row(replace(row, status=OutboxStatus.FAILED, last_error=reason))

        await self._thread.run(self._engine.in_transaction, refuse)

    def _update_if_open(self, row: OutboxRow) -> bool:
        """Save progress; if the row was frozen meanwhile, only what is known of the draft."""

        def update(work: UnitOfWork) -> bool:
            current = work.outbox_row(row.key)
            assert current is not None
            if current.status in {OutboxStatus.PENDING, OutboxStatus.WAITING}:
                work.update_row(replace(row, status=current.status))
                return True
            work.update_row(replace(row, status=OutboxStatus.RECALLED, not_before=current.not_before))
            return False

        return self._engine.in_transaction(update)


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
