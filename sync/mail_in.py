"""One mail that came, of either folder: whose it is, what it means, and what follows, taken once."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sync import their_zone
from sync.helpers import unreached_helper
from sync.intake import Along, Incoming, Intake, context_of, newest_offer, nothing
from sync.invite_answers import take_invite_answer
from sync.whose import (
    NOT_OURS,
    doubt_in,
    is_certain,
    is_of_nobody,
    is_outside,
    of_nobody,
    references_of,
    whose_mail,
)
from xforce_desktop.clock import Clock
from xforce_desktop.ids import RequestId
from xforce_desktop.ports import Analyst, Folder, MailItem, MeetingAnswer
from xforce_desktop.replies.analysis import (
    Intent,
    MessageKind,
    ReceivedText,
    ReplyAnalysis,
    ReplyContext,
    to_json,
)
from xforce_desktop.scheduling.correspondents import other_answer_address
from xforce_desktop.scheduling.engine import Engine
from xforce_desktop.scheduling.events import ReplyReceived, RepWrote, ZoneDoubt
from xforce_desktop.scheduling.matching import Match
from xforce_desktop.scheduling.request import MeetingRequest
from xforce_desktop.scheduling.store_thread import StoreThread
from xforce_desktop.scheduling.unit_of_work import (
    ConversationMessage,
    Direction,
    UnitOfWork,
)

UNREAD = ReplyAnalysis(
    MessageKind.REPLY,
    Intent.UNCLEAR,
    requires_human=True,
    why=("It is outside the conversation, so only its sender and subject are kept.",),
)


class MailIn:
    """Takes one mail after the other. Each may come again; it is handled once."""

    def __init__(self, analyst: Analyst, engine: Engine, thread: StoreThread, clock: Clock) -> None:
        self._intake = Intake(analyst, engine, thread)
        self._engine = engine
        self._thread = thread
        self._clock = clock

    async def take_one(self, item: MailItem, along: Along = nothing) -> int:
        """1 if it belonged to a request, else 0; `along` is done in the same transaction.

        Understood only now, so that it is read with what the mail before it has changed.
        """

        async def read(found: Match) -> ReplyAnalysis | None:
            return await self._read(item, found)

        return await self._intake.take_one(
            Incoming(item.folder.value, _as_it_came(item), NOT_OURS),
            lambda work: whose_mail(work, item, self._clock.now()),
            read,
            lambda work, found, analysis: self._take(work, item, found, analysis),
            along,
        )

    async def _read(self, item: MailItem, found: Match) -> ReplyAnalysis | None:
        """Only mail of theirs that belongs to a request is ever read for its meaning."""
        if item.meeting_answer is not None or item.folder is Folder.SENT:
            return None
        context = await self._thread.run(
            self._engine.in_transaction, lambda work: _context(work, found, item)
        )
        text = ReceivedText(
            item.from_name, item.from_address, item.subject, item.body, item.headers, item.hidden
        )
        return await self._intake.read(text, context)

    def _take(
        self, work: UnitOfWork, item: MailItem, found: Match | None, analysis: ReplyAnalysis | None
    ) -> int:
        if found is None:
            return 0
        if item.folder is Folder.SENT:
            return self._take_own(work, found, item)
        if item.meeting_answer:
            return self._take_answer_by_mail(work, found, item, item.meeting_answer)
        assert analysis is not None
        if is_outside(found, analysis):
            item, analysis = replace(item, body=""), UNREAD
        is_bounce = analysis.message_kind is MessageKind.BOUNCE
        if is_of_nobody(work, found, item, analysis):
            analysis = of_nobody(analysis, doubt_in(work, found, item, analysis))
        work.add_message(found.request_id, _incoming(item, analysis))
        certain = is_certain(work, found, item, analysis)
        is_theirs = certain and (found.is_known or analysis.message_kind is MessageKind.REPLY)
        sender = (found.person if is_theirs else "") or item.from_address
        event = ReplyReceived(
            message_id=item.provider_id,
            sender=sender,
            sender_name=item.from_name,
            received_at=item.at,
            analysis=analysis,
            evidence=found.words,
            is_certain=certain,
            copied=_copied(work, found.request_id, item),
            likely="" if certain else found.person,
            answers_to=other_answer_address(item) if certain and found.person else "",
            zone_doubt=their_zone.of_mail(self._engine, work, found.request_id, item, sender, analysis)
            if certain
            else ZoneDoubt.NONE,
            helper=unreached_helper(work, found.request_id, item, analysis) if is_bounce else "",
        )
        self._engine.apply(work, found.request_id, event)
        return 1

    def _take_own(self, work: UnitOfWork, found: Match, item: MailItem) -> int:
        """A mail in the conversation that the app did not send: the rep stepped in."""
        if item.key or any(m.provider_id == item.provider_id for m in work.conversation(found.request_id)):
            return 0
        work.add_message(found.request_id, _outgoing_by_rep(item))
        if work.load(found.request_id).has_ended:
            return 0
        self._engine.apply(work, found.request_id, RepWrote(item.provider_id))
        return 1

    def _take_answer_by_mail(
        self, work: UnitOfWork, found: Match, item: MailItem, answer: MeetingAnswer
    ) -> int:
        """The answer of somebody invited under another address is theirs; a doubtful one is the rep's."""
        if found.is_certain:
            take_invite_answer(
                self._engine, work, found, replace(answer, address=found.person or answer.address)
            )
            return 1
        work.add_message(found.request_id, _incoming(replace(item, body=""), UNREAD))
        event = ReplyReceived(
            item.provider_id,
            item.from_address,
            item.from_name,
            item.at,
            UNREAD,
            found.words,
            is_certain=False,
        )
        self._engine.apply(work, found.request_id, event)
        return 1


def _context(work: UnitOfWork, found: Match, item: MailItem) -> ReplyContext:
    """What the mail answers: the times of the very mail it replies to, if that is known."""
    request = work.load(found.request_id)
    return context_of(request, item.at, _offered(work, request, item))


def _copied(work: UnitOfWork, request_id: RequestId, item: MailItem) -> tuple[str, ...]:
    """Who else got it, without us and our colleagues on the request."""
    account = work.account()
    ours = {a.email.casefold() for a in work.load(request_id).internal}
    if account:
        ours |= {account.address.casefold(), *(alias.casefold() for alias in account.aliases)}
    return tuple(one for one in dict.fromkeys((*item.to, *item.cc)) if one.casefold() not in ours)


def _offered(work: UnitOfWork, request: MeetingRequest, item: MailItem) -> tuple[datetime, ...]:
    """Times of the mail that is answered, else the live offer, the booked time or the newest offer."""
    if request.scheduled_time and not request.offered_times:
        return newest_offer(request)
    answered = {m.provider_id for m in work.conversation(request.id) if m.message_id in references_of(item)}
    for action in reversed(work.actions(request.id)):
        if action.times_proposed and action.email_id in answered - {""} and item.in_reply_to:
            return action.times_proposed
    return newest_offer(request)


def _incoming(item: MailItem, analysis: ReplyAnalysis) -> ConversationMessage:
    return replace(
        _message(item, Direction.IN), new_text=analysis.new_text or item.body, reading=to_json(analysis)
    )


def _outgoing_by_rep(item: MailItem) -> ConversationMessage:
    return _message(item, Direction.OUT)


def _as_it_came(item: MailItem) -> ConversationMessage:
    return _message(item, Direction.OUT if item.folder is Folder.SENT else Direction.IN)


def _message(item: MailItem, direction: Direction) -> ConversationMessage:
    return ConversationMessage(
        direction=direction,
        provider_id=item.provider_id,
        message_id=item.message_id,
        conversation_id=item.conversation_id,
        from_name=item.from_name,
        from_address=item.from_address,
        to=item.to,
        cc=item.cc,
        subject=item.subject,
        body=item.body,
        new_text=item.body,
        at=item.at,
    )
