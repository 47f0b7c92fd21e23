"""One text message, exactly once: allowed, worded, its time checked again, sent; looked up before any repeat.

Twilio has no key for a text, so one that may have left is sought by number, words and time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sync.drafts import Drafts, as_message, worded_by
from sync.errors import CannotText
from sync.opting_out import stopped_at_the_carrier
from sync.rows import STILL_TO_DO, Rows
from sync.troubles import tell_once
from xforce_desktop.clock import Clock
from xforce_desktop.errors import NotFound, OutsideError, Rejected, TemporaryError
from xforce_desktop.messages.assignment import TEXTS_OF_MEETING, LetterKind
from xforce_desktop.ports import SentText, Texting
from xforce_desktop.scheduling.composing import texted, times_named
from xforce_desktop.scheduling.effects import LetterSent, SendLetter
from xforce_desktop.scheduling.engine import Engine
from xforce_desktop.scheduling.events import TextImpossible
from xforce_desktop.scheduling.phones import number_of
from xforce_desktop.scheduling.request import MeetingRequest
from xforce_desktop.scheduling.store_thread import StoreThread
from xforce_desktop.scheduling.unit_of_work import (
    OutboxRow,
    OutboxStatus,
    UnitOfWork,
)

CLOCKS_APART = timedelta(minutes=10)  # how far Twilio's clock and ours may differ
LOOK_AGAIN_S = 300.0
NOT_SEEN = "No such text shows at the service."
NO_SERVICE = "No text-message service is set up."


@dataclass(frozen=True)
class Allowed:
    """A number that may be texted now, with its owner's address."""

    number: str
    address: str


WAITS_FOR_SERVICE = timedelta(days=1)  # for a keyring to be unlocked, before mail takes over


class Texts:
    """Sends text messages of the outbox. Without `texting` none leaves; the next step is taken instead."""

    def __init__(
        self,
        texting: Texting | None,
        drafts: Drafts,
        rows: Rows,
        engine: Engine,
        thread: StoreThread,
        clock: Clock,
    ) -> None:
        self._texting = texting
        self._drafts = drafts
        self._rows = rows
        self._engine = engine
        self._thread = thread
        self._clock = clock

    async def perform(self, row: OutboxRow, effect: SendLetter, request: MeetingRequest) -> str | None:
        """Send, unless it has left already or must not leave any more.

        One that may have left is looked for twice, minutes apart, before it is given up or repeated: a list
        can lag behind.
        """
        if row.attempts and await self.note_if_sent(row, effect, request):
            return "sent"
        if row.attempts and self._texting is None:
            raise TemporaryError("It is not known whether a text left.", "Set up text messages again.")
        if row.attempts and NOT_SEEN not in row.last_error:
            raise TemporaryError(NOT_SEEN, "It is looked up once more.", retry_after_s=LOOK_AGAIN_S)
        if row.status is OutboxStatus.RECALLED:
            await self._rows.withdraw(row)
            return "withdrawn"
        if self._texting is None:
            return await self._impossible(row, NO_SERVICE)
        if await self._rows.dropped_as_useless(row):
            return "withdrawn"
        allowed = await self._thread.run(self._engine.in_transaction, lambda work: _allowed(work, request))
        if isinstance(allowed, str):
            return await self._impossible(row, allowed)
        return await self._send(row, effect, request, allowed, self._texting)

    async def note_if_sent(self, row: OutboxRow, effect: SendLetter, request: MeetingRequest) -> bool:
        """Note a text that was begun and has left; False if it has not, or nobody can be asked.

        It is sought where it went, whoever is on the request by now.
        """
        number = effect.number or number_of(request, texted(request))
        if self._texting is None or not row.body or not number:
            return False
        known = await self._thread.run(self._engine.in_transaction, lambda work: _noted(work, number))
        since = row.created_at - CLOCKS_APART
        sent = await self._texting.look_up(number, row.body, since, known)
        if sent is None:
            return False
        await self._left(row, effect, request, number, sent)
        return True

    async def _send(
        self, row: OutboxRow, effect: SendLetter, request: MeetingRequest, to: Allowed, texting: Texting
    ) -> str | None:
        """Only while the row still stands, in hours that are allowed, with times that are free."""
        if await self._rows.put_off(row, effect):
            return "put off"
        worded = await self._drafts.worded(row, effect, request)
        if isinstance(worded, str):
            return worded
        assert isinstance(worded.effect, SendLetter)
        if worded.effect.number not in {"", to.number}:
            return await self._impossible(worded, "It was worded for somebody else, who is out by now.")
        stale = await self._drafts.stale_offer(effect, request)
        if stale:
            await self._rows.settle(worded, stale)
            return "outdated"
        try:
            await texting.ready()
        except Rejected as error:
            return await self._was_refused(worded, to, error)
        except TemporaryError as error:
            since = await self._thread.run(
                self._engine.in_transaction, lambda work: _waits_since(work, request, row)
            )
            if self._clock.now() - since < WAITS_FOR_SERVICE:
                raise
            return await self._impossible(worded, error.title)
        if await self._rows.dropped_as_useless(worded):  # wording may have taken a while
            return "withdrawn"
        begun = await self._rows.begin(worded, lambda work: _allowed(work, work.load(row.request_id)) == to)
        if begun is None:
            return "recalled"
        try:
            sent = await texting.send(to.number, begun.body, begun.key)
        except (Rejected, NotFound) as error:
            return await self._was_refused(begun, to, error)
        await self._left(begun, effect, request, to.number, sent)
        return "sent"

    async def _was_refused(self, row: OutboxRow, to: Allowed, error: OutsideError) -> str:
        """Their number takes no texts, or our account may send none: mail goes on in either case."""
        reason = error.advice or error.title
        if isinstance(error, CannotText) and error.has_opted_out:
            return await self._had_opted_out(row, to)

        def tell(work: UnitOfWork) -> None:
            tell_once(work, row, "texting", "Text messages cannot be sent", reason, self._clock.now())

        if not isinstance(error, CannotText):
            await self._in_transaction(tell)
        return await self._impossible(row, reason)

    async def _had_opted_out(self, row: OutboxRow, to: Allowed) -> str:
        """They told the service to stop: that counts as if they had told us."""

        def stop(work: UnitOfWork) -> None:
            current = work.outbox_row(row.key)
            assert current is not None, f"no outbox row {row.key}"
            if current.status in STILL_TO_DO:
                work.update_row(replace(current, status=OutboxStatus.WITHDRAWN))
            stopped_at_the_carrier(work, self._engine, row, to.number, self._clock.now())

        await self._in_transaction(stop)
        return "withdrawn"

    async def _impossible(self, row: OutboxRow, reason: str) -> str:
        """Another step takes the place of one that asks; one about a booked meeting has a mail beside it."""
        if is_about_meeting(row):
            await self._rows.withdraw(row, f"No text was sent: {reason}")
        else:
            await self._rows.settle(row, TextImpossible(reason))
        return "impossible"

    async def _left(
        self, row: OutboxRow, effect: SendLetter, request: MeetingRequest, number: str, sent: SentText
    ) -> None:
        assert self._texting is not None
        account, from_number = await self._drafts.account(), self._texting.number
        letter = LetterSent(
            kind=effect.kind,
            times=times_named(request, effect),
            sent_at=sent.sent_at,
            provider_id=sent.provider_id,
            message_id="",
            conversation_id="",
            subject="",
            body=row.body,
            to=(number,),
            minutes=effect.minutes,
            worded=worded_by(row, effect),
        )

        message = as_message(letter, row, account.name, from_number, channel="sms")
        await self._drafts.left(row, request, letter, message)

    async def _in_transaction(self, work_on: Callable[[UnitOfWork], None]) -> None:
        await self._thread.run(self._engine.in_transaction, work_on)


def _allowed(work: UnitOfWork, request: MeetingRequest) -> Allowed | str:
    """The number that may be texted, or why nobody may be. Asked at the moment of sending."""
    person = texted(request)
    who = person.called
    number = number_of(request, person)
    if person.sms_consent is None:
        return f"{who} has not agreed to be texted."
    if not number:
        return f"There is no usable number of {who}."
    if work.opted_out((person.email, number)):
        return f"{who} asked not to be written to."
    return Allowed(number, person.email)


def _waits_since(work: UnitOfWork, request: MeetingRequest, row: OutboxRow) -> datetime:
    """When this text, or one whose times it renews, was first to leave: nothing has left since."""
    sent = [turn.at for turn in request.history if turn.type.endswith("_sent")]
    last = max(sent, default=request.created_at)
    waited = [one.created_at for one in work.outbox_of(request.id) if _asks_by_text(one)]
    return min((at for at in waited if at >= last), default=row.created_at)


def _asks_by_text(row: OutboxRow) -> bool:
    return isinstance(row.effect, SendLetter) and row.effect.kind is LetterKind.SMS


def is_about_meeting(row: OutboxRow) -> bool:
    """Whether it is a text about a booked meeting: nothing takes its place, and no answer is awaited."""
    return isinstance(row.effect, SendLetter) and row.effect.kind in TEXTS_OF_MEETING


def _noted(work: UnitOfWork, number: str) -> frozenset[str]:
    """Texts to this number that are accounted for, whichever request they belong to."""
    return frozenset(
        message.provider_id
        for request in work.requests()
        for message in work.conversation(request.id)
        if message.channel == "sms" and number in message.to
    )
