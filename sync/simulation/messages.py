"""Mails and texts, judged at the moment at which they leave."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sync.graph.mail_wire import KEY_PROPERTY
from sync.sandbox.mime import unquoted
from sync.sandbox.state import SentMail, Text
from sync.simulation.asks import Asks
from sync.simulation.evidence import OFFERS, RECENT, Evidence, Known
from sync.simulation.left_to_rep import LeftToRep
from sync.simulation.offered_slots import OfferedSlots
from sync.simulation.places import is_within_hours
from sync.simulation.world_texting import NEWS
from xforce_desktop.ids import EffectKey, RequestId
from xforce_desktop.messages.assignment import TEXTS_OF_MEETING, LetterKind
from xforce_desktop.scheduling.effects import SendLetter
from xforce_desktop.scheduling.events import ReplyReceived
from xforce_desktop.scheduling.request import MeetingRequest
from xforce_desktop.scheduling.unit_of_work import OutboxRow, UnitOfWork

TEXTS_FROM, TEXTS_BEFORE = 8, 21  # hours on their clock: 47 CFR 64.1200(c)(1)


@dataclass(frozen=True)
class Left:
    """A message at the moment at which it leaves. `reached`: addresses of mail, in small letters."""

    key: EffectKey
    reached: frozenset[str]
    text: str
    at: datetime


class Messages:
    """Judges whatever is sent to somebody."""

    def __init__(self, evidence: Evidence, slots: OfferedSlots, left: LeftToRep) -> None:
        self._evidence, self._check = evidence, evidence.tally.check
        self._slots, self._left_to_rep, self._asks = slots, left, Asks(evidence)
        self._keys: Counter[str] = Counter()
        self._texted: set[tuple[RequestId, LetterKind, datetime]] = set()

    def mail_left(self, sent: SentMail) -> None:
        """Judge one mail at the moment at which it leaves."""
        if sent.by != "app":
            return
        key = self._evidence.world.state.mails[sent.key].properties.get(KEY_PROPERTY, "")
        reached = frozenset(one.address.lower() for one in [*sent.to, *sent.cc])
        self._left(Left(EffectKey(key), reached, unquoted(sent.text), sent.sent_at))

    def text_left(self, key: EffectKey, text: Text) -> None:
        """Judge one text at the moment at which it leaves: as a mail, and by the law of texts."""
        owners = [one for one in self._evidence.people.people if one.phone == text.recipient]
        reached = frozenset(one.address.lower() for one in owners)
        with self._evidence.store.begin() as work:
            self._evidence.hear(work)
            row = work.outbox_row(key)
            assert row is not None, f"a text with an unknown key {key}"
            agreed = self._evidence.known[row.request_id].agreed_to_texts()
            self._check(
                "texts", text.recipient in agreed, row.request_id, f"{text.recipient} never agreed to texts"
            )
            stopped = reached & set(self._evidence.opted_out)
            self._check("texts", not stopped, row.request_id, f"texted {stopped}, who opted out")
        self._left(Left(key, reached, text.body, text.created_at))

    def _left(self, sent: Left) -> None:
        key = sent.key
        self._keys[key] += 1
        self._check(
            "one mail per key", bool(key) and self._keys[key] == 1, key, f"left {self._keys[key]} times"
        )
        with self._evidence.store.begin() as work:
            row = work.outbox_row(key)
            assert row is not None, f"a mail with an unknown key {key}"
            self._judge(work, sent, row, work.load(row.request_id))

    def _judge(self, work: UnitOfWork, sent: Left, row: OutboxRow, request: MeetingRequest) -> None:
        letter, known = row.effect, self._evidence.known[request.id]
        assert isinstance(letter, SendLetter)
        self._evidence.hear(work)
        self._check("why", bool(row.why.strip()), request.id, f"a queued {letter.kind} says no why")
        self._evidence.judge_clock(request.id)
        self._judge_end(sent, request, known)
        self._judge_hours(request, known, letter)
        self._check("with the rep", not known.kept_by_rep, request.id, f"sent after {known.kept_by_rep}")
        self._left_to_rep.leaves(work, row, request)
        self._judge_unread(work, request, known, row)
        if letter.kind in OFFERS:
            self._judge_offer(work, sent, row, request, known)
        if letter.kind in TEXTS_OF_MEETING:
            self._judge_text(sent, request, letter)
        if letter.kind is LetterKind.REMINDER:
            self._evidence.reminders.sent(request.id, letter.times, self._evidence.clock())

    def _judge_end(self, sent: Left, request: MeetingRequest, known: Known) -> None:
        gone = sent.reached & set(self._evidence.opted_out)
        self._check("nothing after the end", not gone, request.id, f"written to {gone}, who opted out")
        over = known.is_cancelled or request.has_ended
        self._check("nothing after the end", not over, request.id, f"written while {request.state}")
        self._check(
            "nothing after the end", not known.declined_by, request.id, f"written after {known.declined_by}"
        )

    def _judge_hours(self, request: MeetingRequest, known: Known, letter: SendLetter) -> None:
        if letter.kind is LetterKind.RUNNING_LATE:  # on the rep's word, while the meeting goes on
            return
        now = self._evidence.clock()
        local = now.astimezone(ZoneInfo(known.wanted.place.zone))
        holds = is_within_hours(now, known.wanted.place)
        if letter.kind in TEXTS_OF_MEETING:
            holds = TEXTS_FROM <= local.hour < TEXTS_BEFORE
        self._check(
            "their hours", holds, request.id, f"a {letter.kind} left at {local:%a %Y-%m-%d %H:%M} there"
        )

    def _judge_text(self, sent: Left, request: MeetingRequest, letter: SendLetter) -> None:
        """A text about a meeting names the one that is booked, and leaves while it is of use, once."""
        now, (start,) = self._evidence.clock(), letter.times
        end = start + request.duration if letter.kind is LetterKind.SMS_LATE else start
        self._check(
            "texts in time", now < end, request.id, f"a {letter.kind} for {start.isoformat()} left at {now}"
        )
        booked = request.scheduled_time == start and request.is_booked
        self._check(
            "texts in time", booked, request.id, f"a {letter.kind} for {start.isoformat()}, not booked"
        )
        agreed = request.primary.sms_consent is not None
        self._check("texts in time", agreed, request.id, f"a {letter.kind} to whom gave no consent")
        key = (request.id, letter.kind, start)
        self._check(
            "texts in time", key not in self._texted, request.id, f"a second {letter.kind} for {start}"
        )
        self._texted.add(key)

    def _judge_unread(self, work: UnitOfWork, request: MeetingRequest, known: Known, row: OutboxRow) -> None:
        theirs = {one.address for one in known.wanted.people}
        unread = [
            said.mail_key
            for said in self._evidence.people.said[-RECENT:]
            if said.address in theirs
            and said.mail_key in self._evidence.visible_before
            and not (
                said.channel == "sms" and NEWS in self._evidence.weather.refused
            )  # mail goes on without texts
            and not work.is_received(said.mail_key)
        ]
        self._check("answered and unread", not unread, request.id, f"sent while {unread} lay unread")
        if isinstance(row.effect, SendLetter) and row.effect.kind in OFFERS:
            self._judge_stale(work, request, row)

    def _judge_stale(self, work: UnitOfWork, request: MeetingRequest, row: OutboxRow) -> None:
        """An ask that was queued before they wrote must not leave after it was read."""
        required = {a.email.casefold() for a in request.external if a.is_required}
        queued_by = int(row.key.split(":")[1])
        read_since = [
            line.event.message_id
            for line in work.journal(request.id)[queued_by:]
            if isinstance(line.event, ReplyReceived)
            and self._evidence.kind_of(line.event.message_id, required) == "reply"
        ]
        what = f"an ask of journal line {queued_by} left although {read_since} was read since"
        self._check("answered and unread", not read_since, request.id, what)

    def _judge_offer(
        self, work: UnitOfWork, sent: Left, row: OutboxRow, request: MeetingRequest, known: Known
    ) -> None:
        letter = row.effect
        assert isinstance(letter, SendLetter)
        now, times = self._evidence.clock(), _times_in(letter)
        self._asks.judge(work, request, known, row)
        for start in times:
            self._check(
                "ahead", start > now, request.id, f"{start.isoformat()} was offered at {now.isoformat()}"
            )
            self._slots.judge_free(request, start, "offered")
        self._slots.judge_not_twice(work, request, times)
        if times and not row.edited_by_rep:
            self._slots.judge_words(sent.text, sent.at, request, known, times)
        known.offer = times or known.offer


def _times_in(letter: SendLetter) -> tuple[datetime, ...]:
    """The times that the message names: a text has room for one."""
    return letter.times[:1] if letter.kind is LetterKind.SMS else letter.times
