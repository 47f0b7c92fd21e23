"""One mail, exactly once: composed, its times checked again, drafted, sent; looked up before any repeat."""

from __future__ import annotations

import logging
from datetime import datetime

from sync.drafts import Drafts, as_message, worded_by
from sync.links import mended, tell_of_old_link
from sync.rows import Rows
from sync.since import OUT_OF_SIGHT
from xforce_desktop.clock import Clock
from xforce_desktop.errors import OutsideError, Rejected
from xforce_desktop.messages.assignment import LetterKind
from xforce_desktop.messages.signature import signature_html
from xforce_desktop.ports import Mail, OutgoingMail, SentMail
from xforce_desktop.scheduling.composing import envelope, moments_meant
from xforce_desktop.scheduling.effects import LetterSent, SendLetter
from xforce_desktop.scheduling.engine import Engine
from xforce_desktop.scheduling.own_words import SIGNATURE
from xforce_desktop.scheduling.request import MeetingRequest
from xforce_desktop.scheduling.store_thread import StoreThread
from xforce_desktop.scheduling.unit_of_work import (
    OutboxRow,
    OutboxStatus,
)

log = logging.getLogger(__name__)

NEEDS_FUTURE_MEETING = frozenset({LetterKind.REMINDER, LetterKind.CONFIRMATION})


class Letters:
    """Sends mails of the outbox."""

    def __init__(
        self,
        mail: Mail,
        drafts: Drafts,
        rows: Rows,
        engine: Engine,
        thread: StoreThread,
        clock: Clock,
    ) -> None:
        self._mail = mail
        self._drafts = drafts
        self._rows = rows
        self._engine = engine
        self._thread = thread
        self._clock = clock

    async def perform(self, row: OutboxRow, effect: SendLetter, request: MeetingRequest) -> str | None:
        """Send, unless it has left already or must not leave any more."""
        if row.status is OutboxStatus.RECALLED:
            return await self._recall(row, effect, request)
        draft_id = ""
        if row.attempts:
            known = await self._look_up(row)
            if isinstance(known, SentMail):
                return await self._left(row, effect, request, known)
            row, draft_id = await self._with_its_link(row, known or "")
        row, draft_id = await self._with_what_holds(row, draft_id)
        effect = _letter_of(row)
        if row.status is not OutboxStatus.PENDING:
            return "renewed"
        if await self._rows.put_off(row, effect):
            return "put off"
        worded = await self._drafts.worded(row, effect, request)
        if isinstance(worded, str):
            return worded
        row, effect = worded, _letter_of(worded)
        if await self._is_outdated(row, effect, request, draft_id):
            return "outdated"
        return await self._send(row, effect, request, draft_id)

    async def _with_its_link(self, row: OutboxRow, draft_id: str) -> tuple[OutboxRow, str]:
        """The row and its draft; where its words name a link that is another by now, it gets other words and
        no draft."""
        renewed = await self._thread.run(self._engine.in_transaction, lambda work: mended(work, row))
        if renewed is None:
            return row, draft_id
        await self._discard(row, draft_id)
        return await self._rows.keep_words(renewed), ""

    async def _with_what_holds(self, row: OutboxRow, draft_id: str) -> tuple[OutboxRow, str]:
        """The row and its draft; another row and no draft where it may not bring any more what it did. The
        draft goes first: after a crash in between it would be sent as it is."""
        if not await self._rows.brings_too_much(row, _letter_of(row)):
            return row, draft_id
        await self._discard(row, draft_id)
        return await self._rows.renew(row) or row, ""

    async def note_if_sent(self, row: OutboxRow, effect: SendLetter, request: MeetingRequest) -> bool:
        """Note a mail that was begun and has left; False if it has not."""
        known = await self._look_up(row)
        if not isinstance(known, SentMail):
            return False
        await self._left(row, effect, request, known)
        return True

    async def _look_up(self, row: OutboxRow) -> SentMail | str | None:
        """As `Mail.look_up`. One that shows was not lost: if it is missed again, it is looked for anew."""
        known = await self._mail.look_up(row.key, row.provider_id)
        if row.provider_id:
            await self._thread.run(
                self._engine.in_transaction, lambda work: OUT_OF_SIGHT.is_over(work, row.key)
            )
        return known

    async def _is_outdated(
        self, row: OutboxRow, effect: SendLetter, request: MeetingRequest, draft_id: str
    ) -> bool:
        """Checked at the moment of sending: times still free and ahead, the booked meeting still on."""
        if reason := _why_pointless(effect, request, self._clock.now()):
            await self._drop(row, draft_id, f"The {effect.kind.value} was not sent: {reason}")
            return True
        stale = await self._drafts.stale_offer(effect, request)
        if stale is None:
            return False
        await self._discard(row, draft_id)
        await self._rows.settle(row, stale)
        return True

    async def _send(self, row: OutboxRow, effect: SendLetter, request: MeetingRequest, draft_id: str) -> str:
        """Only while the row still stands: a freeze during the checks, or during the drafting, stops it."""
        people = envelope(request, effect)
        gone = await self._thread.run(
            self._engine.in_transaction, lambda work: work.opted_out((*people.to, *people.cc))
        )
        if left_out := [address for address in people.to if address in gone]:
            return await self._drafts.refused(row, f"{', '.join(left_out)} asked not to be written to.")
        copied = tuple(address for address in people.cc if address not in gone)
        begun = await self._rows.begin(row)
        if begun is None:
            return "recalled"
        if not draft_id:
            mail = OutgoingMail(
                people.to,
                copied,
                begun.subject,
                begun.body,
                _answered(effect, request),
                await self._signature(),
            )
            draft_id = await self._mail.prepare(mail, row.key)
        may_leave = await self._rows.keep_draft(begun, draft_id)
        if may_leave is None:
            await self._mail.discard(draft_id)
        if not may_leave:
            return "recalled"
        try:
            sent = await self._mail.dispatch(draft_id)
        except Rejected:
            await self._clear_away(begun, draft_id)
            raise
        return await self._left(begun, effect, request, sent)

    async def _signature(self) -> str:
        kept = await self._thread.run(self._engine.in_transaction, lambda work: work.setting(SIGNATURE))
        return signature_html(kept or "")

    async def _clear_away(self, row: OutboxRow, draft_id: str) -> None:
        """What was refused is not left lying about for somebody to send beside what follows."""
        try:
            await self._discard(row, draft_id)
        except OutsideError as error:
            log.info("a refused draft stays", extra={"request": str(row.request_id), "reason": error.title})

    async def _left(self, row: OutboxRow, effect: SendLetter, request: MeetingRequest, sent: SentMail) -> str:
        people = envelope(request, effect)
        account = await self._drafts.account()
        letter = LetterSent(
            kind=effect.kind,
            times=effect.times,
            sent_at=sent.sent_at,
            provider_id=sent.provider_id,
            message_id=sent.message_id,
            conversation_id=sent.conversation_id,
            subject=row.subject,
            body=row.body,
            to=people.to,
            minutes=effect.minutes,
            asked_about=moments_meant(request, effect),
            worded=worded_by(row, effect),
            proof_id=effect.proof_id,
        )

        message = as_message(letter, row, account.name, account.address, people.cc)
        await self._drafts.left(row, request, letter, message)
        now = self._clock.now()
        await self._thread.run(self._engine.in_transaction, lambda work: tell_of_old_link(work, row, now))
        return "sent"

    async def _recall(self, row: OutboxRow, effect: SendLetter, request: MeetingRequest) -> str:
        """They wrote, or the rep stopped it, after sending had begun: stop it if it is not too late."""
        known = await self._look_up(row)
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


def _letter_of(row: OutboxRow) -> SendLetter:
    """What the row sends by now: wording may have left a time out."""
    assert isinstance(row.effect, SendLetter)
    return row.effect


def _answered(effect: SendLetter, request: MeetingRequest) -> str:
    """The mail that it answers; what we ask somebody else begins a conversation of its own."""
    return "" if effect.kind is LetterKind.CHAMPION_INTRO else request.reply_to_id


def _why_pointless(effect: SendLetter, request: MeetingRequest, now: datetime) -> str:
    """Why a mail about a booked meeting has nothing left to say; empty if it has."""
    if effect.until and effect.until <= now.date():
        return "the day that it names has come."
    if effect.kind is LetterKind.RUNNING_LATE and (request.ends_at is None or request.ends_at <= now):
        return "the meeting is over."
    if effect.kind not in NEEDS_FUTURE_MEETING:
        return ""
    if effect.times != (request.scheduled_time,):
        return "the meeting is no longer at that time."
    if request.scheduled_time and request.scheduled_time <= now:
        return "the meeting has begun."
    return ""
