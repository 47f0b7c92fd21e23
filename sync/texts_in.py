"""Texts that came become events, each once.

What we answer to a text goes by mail, in the thread: there everybody who is to come can read it, and the
invitation follows there.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sync import their_zone
from sync.intake import Incoming, Intake, context_of, newest_offer
from sync.opting_out import opt_out_number, texted_before
from sync.rows import EVER, letters_under_way
from sync.texts import CLOCKS_APART
from xforce_desktop.clock import Clock
from xforce_desktop.ports import Analyst, Texting, TextItem
from xforce_desktop.replies.analysis import (
    Intent,
    MessageKind,
    ReceivedText,
    ReplyAnalysis,
    ReplyContext,
    to_json,
)
from xforce_desktop.scheduling.effects import SendLetter
from xforce_desktop.scheduling.engine import Engine
from xforce_desktop.scheduling.events import ReplyReceived, ZoneDoubt
from xforce_desktop.scheduling.matching import Match
from xforce_desktop.scheduling.phones import with_number
from xforce_desktop.scheduling.request import MeetingRequest
from xforce_desktop.scheduling.store_thread import StoreThread
from xforce_desktop.scheduling.text_matching import TextTrace, from_their_number, match_text
from xforce_desktop.scheduling.unit_of_work import (
    ConversationMessage,
    Direction,
    UnitOfWork,
)

log = logging.getLogger(__name__)

CURSOR = "sms"
OVERLAP = timedelta(days=1)  # Twilio's filter for the date may count whole days
# Twilio's own words: twilio.com/docs/messaging/tutorials/advanced-opt-out
STOP_WORDS = frozenset({"stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout"})
START_WORDS = frozenset({"start", "unstop"})  # "yes" is one too, but here it mostly means yes
HELP_WORDS = frozenset({"help", "info"})
WRONG_NUMBER = re.compile(r"\bwrong (?:number|person|phone)\b", re.IGNORECASE)
NOBODY = "A text from a number of nobody on a request."


class TextsIn:
    """Fetches texts. Items may come again; each is handled once."""

    def __init__(
        self, texting: Texting, analyst: Analyst, engine: Engine, thread: StoreThread, clock: Clock
    ) -> None:
        self.texting = texting
        self._intake = Intake(analyst, engine, thread)
        self._engine = engine
        self._thread = thread
        self._clock = clock

    async def fetch(self) -> int:
        """Take what is new; returns how many texts belonged to requests. Without a number on any request
        nobody could have written, so the service is not even asked."""
        since = await self._thread.run(self._engine.in_transaction, self._since)
        if since is None:
            return 0
        taken, newest = 0, since
        for item in await self.texting.news(since - OVERLAP):
            taken += await self._take_one(item)
            newest = max(newest, item.at)
        if newest > since:
            await self._thread.run(
                self._engine.in_transaction, lambda work: work.save_cursor(CURSOR, newest.isoformat())
            )
        return taken

    def _since(self, work: UnitOfWork) -> datetime | None:
        """When the newest known text came; the moment of the first look before there is one. Once looked at,
        the service is asked on: somebody who was taken out may still write STOP."""
        if cursor := work.cursor(CURSOR):
            return datetime.fromisoformat(cursor)
        if not any(person.phone for request in work.requests() for person in request.external):
            return None
        now = self._clock.now()
        work.save_cursor(CURSOR, now.isoformat())
        return now

    async def _take_one(self, item: TextItem) -> int:
        async def read(found: Match) -> ReplyAnalysis:
            return await self._read(item, found)

        return await self._intake.take_one(
            Incoming("sms", self._as_it_came(item), NOBODY, lambda work: self._stop_counts(work, item)),
            lambda work: _found(work, item),
            read,
            lambda work, found, analysis: self._take(work, item, found, analysis),
        )

    async def _read(self, item: TextItem, found: Match) -> ReplyAnalysis:
        word = _as_command(item.body)
        if word in STOP_WORDS:
            return _stop(item)
        if word in START_WORDS | HELP_WORDS:
            return _command(item, word)
        text, context = await self._thread.run(self._told, item, found)
        analysis = await self._intake.read(text, context)
        is_strangers = analysis.intent is Intent.DECLINE and WRONG_NUMBER.search(item.body)
        return _of_a_stranger(item) if is_strangers else analysis

    def _told(self, item: TextItem, found: Match) -> tuple[ReceivedText, ReplyContext]:
        """The text as the reader gets it, with the times that were offered last, by text or mail."""

        def read(work: UnitOfWork) -> tuple[ReceivedText, ReplyContext]:
            request = work.load(found.request_id)
            context = context_of(request, item.at, newest_offer(request))
            return ReceivedText(_name(request, found), found.person, "", item.body), context

        return self._engine.in_transaction(read)

    def _take(
        self, work: UnitOfWork, item: TextItem, found: Match | None, analysis: ReplyAnalysis | None
    ) -> int:
        if found is None:
            self._stop_counts(work, item)
            return 0
        assert analysis is not None
        request = work.load(found.request_id)
        work.add_message(request.id, self._incoming(item, request, found, analysis))
        certain = found.is_certain and request.attendee_by_address(found.person) is not None
        event = ReplyReceived(
            message_id=item.provider_id,
            sender=found.person,
            sender_name=_name(request, found),
            received_at=item.at,
            analysis=analysis,
            evidence=found.words,
            is_certain=certain,
            channel="sms",
            zone_doubt=their_zone.of_text(self._engine, work, request.id, item, found.person, analysis)
            if certain
            else ZoneDoubt.NONE,
        )
        self._engine.apply(work, request.id, event)
        if analysis.message_kind is MessageKind.OPT_OUT:
            opt_out_number(work, self._engine, item.sender, item.at)
        return 1

    def _stop_counts(self, work: UnitOfWork, item: TextItem) -> None:
        """Whoever it was and whatever else becomes of the text."""
        if _as_command(item.body) in STOP_WORDS:
            opt_out_number(work, self._engine, item.sender, item.at)

    def _as_it_came(self, item: TextItem) -> ConversationMessage:
        return ConversationMessage(
            direction=Direction.IN,
            provider_id=item.provider_id,
            message_id="",
            conversation_id="",
            from_name="",
            from_address=item.sender,
            to=(self.texting.number,),
            cc=(),
            subject="",
            body=item.body,
            new_text=item.body,
            at=item.at,
            channel="sms",
        )

    def _incoming(
        self, item: TextItem, request: MeetingRequest, found: Match, analysis: ReplyAnalysis
    ) -> ConversationMessage:
        return replace(
            self._as_it_came(item),
            from_name=_name(request, found),
            new_text=analysis.new_text or item.body,
            reading=to_json(analysis),
        )


def _found(work: UnitOfWork, item: TextItem) -> Match | None:
    """The request it belongs to; None if it was taken before. A STOP needs no message of ours before it."""
    if work.is_received(item.provider_id):
        return None
    traces = _traces(work, item)
    found = match_text(traces)
    if found is None and traces and _as_command(item.body) in STOP_WORDS:
        return from_their_number(traces[-1])
    return found


def _traces(work: UnitOfWork, item: TextItem) -> list[TextTrace]:
    """Requests, oldest first, in which somebody has the number, or had it when we texted them."""
    traces = []
    under_way = {
        row.request_id
        for row in letters_under_way(work, item.at + EVER)
        if isinstance(row.effect, SendLetter) and row.effect.kind.is_text
    }
    for request in work.requests():
        people = [one.email for one in with_number(request, item.sender)]
        if known := people or texted_before(work, request.id, item.sender):
            address = known[0]
            ours = _ours_before(work.conversation(request.id), item.at)
            was_texted = any(item.sender in one.to for one in ours if one.channel == "sms")
            traces.append(
                TextTrace(
                    request,
                    address,
                    is_only_one=len(people) <= 1,
                    was_texted=was_texted or request.id in under_way,
                    was_mailed=any(_goes_to(one, address) for one in ours if one.channel != "sms"),
                )
            )
    return traces


def _ours_before(conversation: Sequence[ConversationMessage], at: datetime) -> list[ConversationMessage]:
    return [one for one in conversation if one.direction is Direction.OUT and one.at <= at + CLOCKS_APART]


def _goes_to(message: ConversationMessage, address: str) -> bool:
    return address.casefold() in {one.casefold() for one in (*message.to, *message.cc)}


def _name(request: MeetingRequest, found: Match) -> str:
    person = request.attendee_by_address(found.person)
    return person.name if person else ""


def _as_command(body: str) -> str:
    """A text without spaces and signs, in small letters: "Stop all!" is "stopall"."""
    return re.sub(r"[\W_]", "", body).casefold()


def _stop(item: TextItem) -> ReplyAnalysis:
    """It is not left to a reader: by law such a word counts, whatever else it could mean."""
    return ReplyAnalysis(
        MessageKind.OPT_OUT,
        None,
        requires_human=True,
        human_reason="They ask us to stop writing.",
        new_text=item.body,
        why=(f"They texted {item.body.strip()[:20]}, which opts out of every message",),
    )


def _command(item: TextItem, word: str) -> ReplyAnalysis:
    """A word meant for the text service, which answers it itself; it lifts no opt-out here."""
    reason = (
        "They asked by text who we are."
        if word in HELP_WORDS
        else f"They texted {word.upper()}, which lifts no opt-out by itself."
    )
    return ReplyAnalysis(
        MessageKind.REPLY,
        Intent.UNCLEAR,
        requires_human=True,
        human_reason=reason,
        new_text=item.body,
        why=(reason,),
    )


def _of_a_stranger(item: TextItem) -> ReplyAnalysis:
    """Not the no of whom the meeting is with: what is booked with them stands until the rep has looked."""
    reason = "They text that it is the wrong number; please check it under People."
    return ReplyAnalysis(
        MessageKind.REPLY,
        Intent.UNCLEAR,
        requires_human=True,
        human_reason=reason,
        new_text=item.body,
        why=(f"“{item.body.strip()[:40]}” is no answer about the meeting",),
    )
