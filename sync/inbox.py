"""News since the saved cursor become events. What was taken and the cursor are saved together."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime

from sync import their_zone
from sync.intake import Along, Incoming, Intake, context_of, newest_offer, nothing
from sync.news_places import NewsPlaces
from sync.whose import NOT_OURS, is_certain, is_outside, of_nobody, references_of, whose_mail
from xforce_desktop.clock import Clock
from xforce_desktop.errors import CursorExpired
from xforce_desktop.ids import RequestId
from xforce_desktop.ports import Analyst, Folder, Mail, MailItem, MeetingAnswer, NewsPage
from xforce_desktop.replies.analysis import (
    Intent,
    MessageKind,
    ReceivedText,
    ReplyAnalysis,
    ReplyContext,
    to_json,
)
from xforce_desktop.scheduling.correspondents import other_answer_address
from xforce_desktop.scheduling.desk import notice_id
from xforce_desktop.scheduling.effects import Urgency
from xforce_desktop.scheduling.engine import Engine
from xforce_desktop.scheduling.events import (
    InviteAnswered,
    ReplyReceived,
    RepWrote,
    ZoneDoubt,
)
from xforce_desktop.scheduling.matching import Match
from xforce_desktop.scheduling.request import InviteStatus, MeetingRequest
from xforce_desktop.scheduling.store_thread import StoreThread
from xforce_desktop.scheduling.unit_of_work import (
    ConversationMessage,
    Direction,
    ReceivedItem,
    StoredNotice,
    UnitOfWork,
)

log = logging.getLogger(__name__)

MOST_PAGES = 2000  # of one folder in a pass, so that a round without end does not hold up the rest
FOLDER_NAMES = {Folder.INBOX: "your inbox", Folder.SENT: "your Sent Items"}
UNREAD = ReplyAnalysis(
    MessageKind.REPLY,
    Intent.UNCLEAR,
    requires_human=True,
    why=("It is outside the conversation, so only its sender and subject are kept.",),
)

Check = Callable[[], Awaitable[None]]


class Inbox:
    """Fetches both folders. Items may come again; each is handled once."""

    def __init__(
        self, mail: Mail, analyst: Analyst, engine: Engine, thread: StoreThread, clock: Clock
    ) -> None:
        self._mail = mail
        self._intake = Intake(analyst, engine, thread)
        self._places = NewsPlaces(engine, clock)
        self._engine = engine
        self._thread = thread
        self._clock = clock

    async def fetch(self, check_clock: Check) -> int:
        """Take all news; returns how many items belonged to requests. The rep's own mail is read first, so
        that the agent steps out before it would answer.

        `check_clock` is asked once a page is there, which tells the service's time, and before anything of it
        is taken: what it raises leaves the page for the next pass.
        """
        return await self._fetch(Folder.SENT, check_clock) + await self._fetch(Folder.INBOX, check_clock)

    async def _fetch(self, folder: Folder, check_clock: Check) -> int:
        taken = 0
        for _ in range(MOST_PAGES):
            cursor, since = await self._thread.run(self._places.of, folder)
            asked_at = self._clock.now()
            try:
                page = await self._mail.news(folder, cursor, since)
            except CursorExpired:
                log.info("news cursor expired, starting a new round", extra={"folder": folder.value})
                since = await self._thread.run(self._places.begin_again, folder)
                page = await self._mail.news(folder, "", since)
            await check_clock()
            taken += await self._take_page(folder, page, None if page.has_more else asked_at)
            if not page.has_more:
                return taken
        log.warning("news go on and on; the next pass reads further", extra={"folder": folder.value})
        return taken

    async def _take_page(self, folder: Folder, page: NewsPage, read_to: datetime | None) -> int:
        """Each item in a transaction of its own, the place to go on from in that of the last one: whenever
        the program ends, what was taken is known, and what was not comes again. `read_to` as `NewsPlaces`."""
        taken = 0
        items = sorted(await self._thread.run(self._unseen, page.items), key=lambda one: one.at)
        for item in items[:-1]:
            taken += await self._take_one(item)

        def save_place(work: UnitOfWork) -> None:
            self._tell_unread(work, folder, page.unread)
            self._places.save(work, folder, page, read_to)

        if items:
            return taken + await self._take_one(items[-1], save_place)
        await self._thread.run(self._engine.in_transaction, save_place)
        return taken

    async def _take_one(self, item: MailItem, along: Along = nothing) -> int:
        """Understood only now, so that it is read with what the mail before it has changed."""

        async def read(found: Match) -> ReplyAnalysis | None:
            return await self._read(item, found)

        return await self._intake.take_one(
            Incoming(item.folder.value, _as_it_came(item)),
            lambda work: whose_mail(work, item, self._clock.now()),
            read,
            lambda work, found, analysis: self._take(work, item, found, analysis),
            along,
        )

    def _tell_unread(self, work: UnitOfWork, folder: Folder, ids: Sequence[str]) -> None:
        """Nothing says whose they are, so one notice a day is enough."""
        now = self._clock.now()
        its_id = notice_id(f"unread:{folder.value}:{now.date().isoformat()}")
        if not ids or any(notice.id == its_id for notice in work.notices()):
            return
        text = (
            f"Some mail in {FOLDER_NAMES[folder]} could not be understood and was passed over. "
            "Please look there; if one is about a meeting, take that request over."
        )
        work.add_notice(StoredNotice(its_id, None, "A mail could not be read", text, Urgency.HIGH.value, now))

    def _unseen(self, items: Sequence[MailItem]) -> list[MailItem]:
        def read(work: UnitOfWork) -> list[MailItem]:
            return [item for item in items if not work.is_received(item.provider_id)]

        return self._engine.in_transaction(read)

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
        if work.is_received(item.provider_id):
            return 0
        verdict = found.words if found else NOT_OURS
        work.mark_received(
            ReceivedItem(
                item.provider_id, item.folder.value, item.at, found.request_id if found else None, verdict
            )
        )
        if found is None:
            return 0
        if item.folder is Folder.SENT:
            return self._take_own(work, found, item)
        if item.meeting_answer:
            return self._take_answer_by_mail(work, found, item, item.meeting_answer)
        assert analysis is not None
        if is_outside(found, analysis):
            item, analysis = replace(item, body=""), UNREAD
        if analysis.message_kind is MessageKind.AUTO_REPLY and not found.is_known:
            analysis = of_nobody(analysis)
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
            self.take_answer(work, found, replace(answer, address=found.person or answer.address))
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

    def take_answer(self, work: UnitOfWork, found: Match, answer: MeetingAnswer) -> bool:
        """Pass an answer to the invitation on, once: it may come as mail and on the calendar."""
        request = work.load(found.request_id)
        person = request.attendee_by_address(answer.address)
        event = InviteAnswered(answer.address, InviteStatus(answer.response), answer.proposed)
        if answer.proposed is None and person is not None:
            if person.invite_status is event.status:
                return False
            self._engine.apply(work, found.request_id, event)
            return True
        since = request.booked_at or request.created_at
        if any(line.event == event and line.at >= since for line in work.journal(request.id)):
            return False
        self._engine.apply(work, found.request_id, event)
        return True


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
