"""The independent judge: whether what left the rep's mailbox and calendar was right.

Everything is computed from the world's own record: mails as they left, calendars as they were at that
moment, what people had said. Of the program only data is read, never a function of its rules; zones come
from zoneinfo, holidays from the `holidays` library, limits from the files in resources/.
"""

from __future__ import annotations

import tomllib
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

from sync.graph.wire import KEY_PROPERTY
from sync.sandbox.mime import unquoted
from sync.sandbox.offers import offered_times
from sync.sandbox.state import Meeting, SentMail, Text
from sync.sandbox.world import World
from sync.simulation.cast import Wanted
from sync.simulation.double_booked import DoubleBookings, told_again
from sync.simulation.holds import Holds
from sync.simulation.journal import Journal
from sync.simulation.outside import FREE
from sync.simulation.people import CastPeople, Said
from sync.simulation.places import is_within_hours
from sync.simulation.reminders import Booking, Reminders
from sync.simulation.texting import NEWS
from sync.simulation.weather import Weather
from xforce_desktop.ids import EffectKey, RequestId
from xforce_desktop.messages.assignment import LetterKind
from xforce_desktop.scheduling.effects import SendLetter
from xforce_desktop.scheduling.events import ReplyReceived
from xforce_desktop.scheduling.request import EntryType, Handler, MeetingRequest, State
from xforce_desktop.scheduling.unit_of_work import OutboxRow, OutboxStatus, Store, UnitOfWork

INVARIANTS = {
    "one mail per key": "At most one mail or text leaves for each key of the outbox.",
    "texts": "A text goes only to a number whose owner agreed to it and never texted STOP.",
    "nothing after the end": "Nothing is sent or booked after opt-out, decline, cancel or end.",
    "their hours": "Mails leave Monday to Friday 08:00 to 18:00 of the recipient, on no public holiday.",
    "answered and unread": "Nothing leaves while an answer lies unread, nor after one that should stop it.",
    "with the rep": "Nothing leaves while the rep has a request or has paused it.",
    "no double booking": "Nobody of ours is in two meetings at once.",
    "free and readable": "Offers and bookings only over free time on calendars that can be read.",
    "ahead": "No offer and no booking lies in the past.",
    "one offer per slot": "No slot is in two live offers.",
    "caps": "No more asks per person, company and day than resources/cadence.toml allows.",
    "next step": "Every open request has a next action with a date.",
    "limits": "Asks, no-shows and age stay within the limits of the request's strategy.",
    "reminders": "Reminders leave exactly as ruled: not more, not less, not at another time.",
    "received once": "Every mail and text that arrived is accounted for exactly once.",
    "why": "Every line of the log and every queued thing says why.",
    "one event": "A request has at most one meeting on the calendar, and none after it was cancelled.",
    "what is written": "The times that a mail names are the times that were meant.",
    "tentative events": "Where they are wanted, they are the live offers that were sent, and no others.",
    "one computer": "While one computer makes a pass, another one that shares the store is refused.",
    "double-booked since": "The rep is told once when somebody gets something else during a booked meeting.",
    "unbroken": "Nothing inside the program breaks.",
}
OFFERS = frozenset({
    LetterKind.INITIAL, LetterKind.FOLLOW_UP, LetterKind.COUNTER, LetterKind.CONSTRAINT, LetterKind.NO_SHOW,
    LetterKind.ASK_SILENT, LetterKind.CLARIFY, LetterKind.DE_ESCALATE, LetterKind.SMS,
})  # fmt: skip
UNASKED = frozenset(  # what the caps count; a recovery after a no-show has to leave the same hour
    {
        LetterKind.INITIAL,
        LetterKind.FOLLOW_UP,
        LetterKind.DE_ESCALATE,
        LetterKind.SMS,
        LetterKind.SOCIAL_PROOF,
        LetterKind.CHAMPION_CC,
        LetterKind.CHAMPION_INTRO,
    }
)
AGE_DAYS = 21
AGE_SLACK = timedelta(days=4)
MOST_NO_SHOWS = 3
NEAR = timedelta(hours=48)
BEGINS_ANEW = frozenset(
    {EntryType.RESUMED, EntryType.GIVEN_BACK, EntryType.NO_SHOW_DETECTED, EntryType.TIME_SELECTED}
)
RECEIVED = frozenset({EntryType.EMAIL_RECEIVED, EntryType.SMS_RECEIVED})
RECENT = 80  # answers that may still be unread
PEOPLE = frozenset({"add", "replace", "remove"})  # what the rep changes about who is in it
KEEPS = frozenset({"pause", "take-over"})
FREES = frozenset({"resume", "give-back", "report"})


@dataclass(frozen=True)
class Violation:
    """Something that must not happen, and what led to it."""

    invariant: str
    at: datetime
    request: str
    what: str


@dataclass
class Known:
    """What the judge remembers of one request."""

    wanted: Wanted
    declined_by: str = ""  # the mail in which the only one of them declined
    nudged_on: list[tuple[datetime, str]] = field(default_factory=list)
    offer: tuple[datetime, ...] = ()
    lines_seen: int = 0
    is_cancelled: bool = False
    kept_by_rep: str = ""  # what the rep did so that nothing may leave
    last: MeetingRequest | None = None
    phases: list[tuple[datetime, MeetingRequest]] = field(default_factory=list)

    booked: dict[str, datetime] = field(default_factory=dict)  # meetings and when they were to begin

    def agreed_to_texts(self) -> frozenset[str]:
        """Numbers of those on their side who agreed, as the rep wrote it down."""
        return frozenset(one["phone"] for one in self.wanted.form["external"] if "sms_consent" in one)


@dataclass(frozen=True)
class Left:
    """A message at the moment at which it leaves. `reached`: addresses of mail, in small letters."""

    key: EffectKey
    reached: frozenset[str]
    text: str
    at: datetime


class Checker:
    """Watches one world."""

    def __init__(
        self,
        world: World,
        people: CastPeople,
        store: Store,
        clock: Callable[[], datetime],
        unreadable: Mapping[str, datetime],
        journal: Journal,
        weather: Weather,
    ) -> None:
        self._world, self._people, self._store = world, people, store
        self._clock, self._unreadable, self._journal = clock, unreadable, journal
        self._weather = weather
        self._holds = Holds(world)
        self._clashes = DoubleBookings(world, unreadable)
        self.checked: Counter[str] = Counter()
        self.violations: list[Violation] = []
        self._known: dict[RequestId, Known] = {}
        self._keys: Counter[str] = Counter()
        self._asked_on: Counter[tuple[str, date]] = Counter()
        self._opted_out: dict[str, str] = {}
        self._alone: dict[str, Known] = {}  # the only one on their side
        self._unheard: list[Said] = []
        self._said_seen = 0
        self._reminders = Reminders()
        self._visible_before: set[str] = set()
        self.rep_is_acting = self.has_holds = False

    # --- bookkeeping ----------------------------------------------------------------------------------------

    def check(self, invariant: str, holds: bool, request_id: object, what: str) -> None:
        """Count one check, and keep it if it fails."""
        self.checked[invariant] += 1
        if not holds:
            self.violations.append(Violation(invariant, self._world.now, str(request_id), what))
            self._journal.add(
                self._world.now, "VIOLATION", name=invariant, request=str(request_id), text=what
            )

    def has_found(self, invariant: str) -> bool:
        """Whether this invariant was violated already."""
        return bool(self.violations) and any(one.invariant == invariant for one in self.violations)

    def made(self, request_id: RequestId, wanted: Wanted) -> None:
        """The rep asked for a meeting."""
        known = self._known.setdefault(request_id, Known(wanted))
        if len(wanted.people) == 1:
            self._alone[wanted.people[0].address] = known

    def rep_did(self, act: str, request_id: RequestId) -> None:
        """What the rep did with a request from the app; what they did in Outlook is seen at the next pass."""
        known = self._known[request_id]
        known.is_cancelled = known.is_cancelled or act == "cancel"
        if act in PEOPLE:
            for person in known.wanted.people:  # one no may not end it any more
                self._alone.pop(person.address, None)
        if act in KEEPS:
            known.kept_by_rep = act
        elif act in FREES:
            known.kept_by_rep = ""

    def broke(self, request: str, what: str) -> None:
        """Something inside the program broke."""
        self.check("unbroken", False, request, what)

    # --- a pass ---------------------------------------------------------------------------------------------

    def pass_begins(self) -> None:
        """What can be read in the inbox now must be read before anything is sent.

        Only the newest answers can be unread: a mail is late by four hours at most.
        """
        is_visible, mails = self._world.mailbox.is_visible, self._world.state.mails
        recent = self._people.said[-RECENT:]
        self._visible_before = {
            said.mail_key for said in recent if said.channel == "sms" or is_visible(mails[said.mail_key])
        }

    def pass_ends(self, is_whole: bool) -> None:
        """Look at every request that changed. `is_whole`: the pass came to its end without any trouble."""
        self._reminders.note_pass(self._clock(), is_whole)
        with self._store.begin() as work:
            self._hear(work)
            for request in work.requests():
                known = self._known.get(request.id)
                if known is not None and known.last is not request:
                    self._changed(work, request, known)
            if is_whole:
                for request_id, is_told, what in self._clashes.look(work):
                    self.check("double-booked since", is_told, request_id, what)
            if self.has_holds and is_whole:
                self._judge_holds(work)

    def cut_in(self, was_refused: bool) -> None:
        """Another computer began a pass while one was under way."""
        self.check("one computer", was_refused, "", "two computers worked with the store at the same time")

    def _judge_holds(self, work: UnitOfWork) -> None:
        stays = self._holds.wrong_for_long(list(work.requests()), self._clock())
        self.check(
            "tentative events", not stays, stays[0][0] if stays else "", "; ".join(w for _, w in stays)
        )

    def _hear(self, work: UnitOfWork) -> None:
        """Note what they said once the program has read it."""
        self._unheard += self._people.said[self._said_seen :]
        self._said_seen = len(self._people.said)
        self._unheard, waiting = [], self._unheard
        for said in waiting:
            if not work.is_received(said.mail_key):
                self._unheard.append(said)
            elif said.kind == "opt_out":
                self._opted_out.setdefault(said.address, said.mail_key)
            elif said.kind == "decline" and said.address in self._alone:
                self._alone[said.address].declined_by = said.mail_key

    def _changed(self, work: UnitOfWork, request: MeetingRequest, known: Known) -> None:
        known.last = request
        known.phases.append((self._clock(), request))
        lines = work.actions(request.id)
        for line in lines[known.lines_seen :]:
            self.check("why", bool(line.why.strip()), request.id, f"{line.type} says no why")
        known.lines_seen = len(lines)
        if not request.has_ended:
            action = request.next_action
            self.check("next step", action is not None, request.id, f"nothing is next while {request.state}")
            self.check(
                "limits", request.no_show_count < MOST_NO_SHOWS, request.id,
                f"open after {request.no_show_count} no-shows",
            )  # fmt: skip

    # --- a mail leaves --------------------------------------------------------------------------------------

    def mail_left(self, sent: SentMail) -> None:
        """Judge one mail at the moment at which it leaves."""
        if sent.by != "app":
            return
        key = self._world.state.mails[sent.key].properties.get(KEY_PROPERTY, "")
        reached = frozenset(one.address.lower() for one in [*sent.to, *sent.cc])
        self._left(Left(EffectKey(key), reached, unquoted(sent.text), sent.sent_at))

    def text_left(self, key: EffectKey, text: Text) -> None:
        """Judge one text at the moment at which it leaves: as a mail, and by the law of texts."""
        owners = [one for one in self._people.people if one.phone == text.recipient]
        reached = frozenset(one.address.lower() for one in owners)
        with self._store.begin() as work:
            self._hear(work)
            row = work.outbox_row(key)
            assert row is not None, f"a text with an unknown key {key}"
            agreed = self._known[row.request_id].agreed_to_texts()
            self.check(
                "texts", text.recipient in agreed, row.request_id, f"{text.recipient} never agreed to texts"
            )
            stopped = reached & set(self._opted_out)
            self.check("texts", not stopped, row.request_id, f"texted {stopped}, who opted out")
        self._left(Left(key, reached, text.body, text.created_at))

    def _left(self, sent: Left) -> None:
        key = sent.key
        self._keys[key] += 1
        self.check(
            "one mail per key", bool(key) and self._keys[key] == 1, key, f"left {self._keys[key]} times"
        )
        with self._store.begin() as work:
            row = work.outbox_row(key)
            assert row is not None, f"a mail with an unknown key {key}"
            self._judge(work, sent, row, work.load(row.request_id))

    def _judge(self, work: UnitOfWork, sent: Left, row: OutboxRow, request: MeetingRequest) -> None:
        letter, known = row.effect, self._known[request.id]
        assert isinstance(letter, SendLetter)
        self._hear(work)
        self.check("why", bool(row.why.strip()), request.id, f"a queued {letter.kind} says no why")
        self._judge_end(sent, request, known)
        self._judge_hours(request, known, letter)
        self.check("with the rep", not known.kept_by_rep, request.id, f"sent after {known.kept_by_rep}")
        self._judge_unread(work, request, known, row)
        if letter.kind in OFFERS:
            self._judge_offer(work, sent, row, request, known)
        if letter.kind is LetterKind.REMINDER:
            self._reminders.sent(request.id, letter.times, self._clock())

    def _judge_end(self, sent: Left, request: MeetingRequest, known: Known) -> None:
        gone = sent.reached & set(self._opted_out)
        self.check("nothing after the end", not gone, request.id, f"written to {gone}, who opted out")
        over = known.is_cancelled or request.has_ended
        self.check("nothing after the end", not over, request.id, f"written while {request.state}")
        self.check(
            "nothing after the end", not known.declined_by, request.id, f"written after {known.declined_by}"
        )

    def _judge_hours(self, request: MeetingRequest, known: Known, letter: SendLetter) -> None:
        if letter.kind is LetterKind.RUNNING_LATE:  # on the rep's word, while the meeting goes on
            return
        now = self._clock()
        local = now.astimezone(ZoneInfo(known.wanted.place.zone))
        holds = is_within_hours(now, known.wanted.place)
        self.check(
            "their hours", holds, request.id, f"a {letter.kind} left at {local:%a %Y-%m-%d %H:%M} there"
        )

    def _judge_unread(self, work: UnitOfWork, request: MeetingRequest, known: Known, row: OutboxRow) -> None:
        theirs = {one.address for one in known.wanted.people}
        unread = [
            said.mail_key
            for said in self._people.said[-RECENT:]
            if said.address in theirs
            and said.mail_key in self._visible_before
            and not (said.channel == "sms" and NEWS in self._weather.refused)  # mail goes on without texts
            and not work.is_received(said.mail_key)
        ]
        self.check("answered and unread", not unread, request.id, f"sent while {unread} lay unread")
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
            and self._kind_of(line.event.message_id, required) == "reply"
        ]
        what = f"an ask of journal line {queued_by} left although {read_since} was read since"
        self.check("answered and unread", not read_since, request.id, what)

    def _kind_of(self, mail_key: str, required: set[str]) -> str:
        said = self._people.said_by_key.get(mail_key)
        return said.kind if said is not None and said.address in required else ""

    def _judge_offer(
        self, work: UnitOfWork, sent: Left, row: OutboxRow, request: MeetingRequest, known: Known
    ) -> None:
        letter = row.effect
        assert isinstance(letter, SendLetter)
        now, times = self._clock(), _times_in(letter)
        self._judge_limits(work, request, known, row)
        for start in times:
            self.check(
                "ahead", start > now, request.id, f"{start.isoformat()} was offered at {now.isoformat()}"
            )
            self._judge_free(request, start, "offered")
        self._judge_slots(work, request, times)
        if times and not row.edited_by_rep:
            self._judge_words(sent, request, known, times)
        known.offer = times or known.offer

    def _judge_free(self, request: MeetingRequest, start: datetime, word: str, own: str = "") -> None:
        """Everybody of ours who must come is free then and readable, the meeting itself left out."""
        end = start + request.duration
        for person in request.internal:
            if not (person.is_required or person.is_organizer):
                continue
            shut = self._unreadable.get(person.email)
            self.check(
                "free and readable", shut is None or shut <= self._world.now, request.id,
                f"{word} although the calendar of {person.email} cannot be read",
            )  # fmt: skip
            taken = [
                one.title
                for one in self._world.calendars.booked(person.email, start, end)
                if one.status not in FREE
                and not self._is_own(one.meeting_key, request, own)
                and one.meeting_key not in self._holds.keys
            ]
            self.check(
                "free and readable", not taken, request.id,
                f"{start.isoformat()} {word} although {person.email} has {taken}",
            )  # fmt: skip

    def _is_own(self, meeting_key: str, request: MeetingRequest, own: str) -> bool:
        if not meeting_key:
            return False
        meeting = self._world.meetings.by_key(meeting_key)
        return meeting is not None and (
            meeting_key == own or meeting.transaction_id.startswith(str(request.id))
        )

    def _judge_slots(self, work: UnitOfWork, request: MeetingRequest, times: Iterable[datetime]) -> None:
        for other in work.requests(include_ended=False):
            known = self._known.get(other.id)
            if other.id == request.id or known is None:
                continue
            live = [t for t in other.offered_times if t in known.offer]
            live += [other.agreed_time] if other.agreed_time else []
            both = [t for t in times for o in live if t < o + other.duration and o < t + request.duration]
            self.check(
                "one offer per slot", not both, request.id, f"{both} is in the live offer of {other.id}"
            )

    def _judge_words(
        self, sent: Left, request: MeetingRequest, known: Known, times: tuple[datetime, ...]
    ) -> None:
        zone = ZoneInfo(known.wanted.place.zone)
        named = {one.at for one in offered_times(sent.text, sent.at, zone)}
        missing = [t.isoformat() for t in times if t not in named]
        self.check(
            "what is written",
            not missing,
            request.id,
            f"the mail does not name {missing}: {' '.join(sent.text[:300].split())}",
        )

    def _judge_limits(self, work: UnitOfWork, request: MeetingRequest, known: Known, row: OutboxRow) -> None:
        letter, now = row.effect, self._clock()
        assert isinstance(letter, SendLetter)
        required = {a.email.casefold() for a in request.external} | {p.address for p in known.wanted.people}
        answers = [
            line.at for line in work.actions(request.id)
            if line.type in RECEIVED and self._kind_of(line.email_id, required)
            in ("reply", "decline")
        ]  # fmt: skip
        reset = [
            line.at for line in work.actions(request.id)
            if line.type in BEGINS_ANEW
        ]  # fmt: skip
        since = max([*answers, *reset], default=request.created_at)
        is_answer = bool(answers) and all(at < max(answers) for at, _ in known.nudged_on)
        known.nudged_on.append((now, letter.kind.value))
        asks = sum(1 for at, _ in known.nudged_on if at >= since)
        most = most_attempts(request.meeting_type.value)
        self.check("limits", asks <= most, request.id, f"ask {asks} of at most {most} without an answer")
        if letter.kind is LetterKind.FOLLOW_UP:
            age = row.created_at - (request.counts_from or request.created_at)
            near = request.is_booked and request.scheduled_time and request.scheduled_time - now <= NEAR
            young = age < timedelta(days=AGE_DAYS) or bool(near)
            self.check("limits", young, request.id, f"followed up at an age of {age}")
        if letter.kind in UNASKED:
            self._judge_caps(request, known, is_answer)

    def _judge_caps(self, request: MeetingRequest, known: Known, is_answer: bool) -> None:
        """What answers them counts for others, but need not wait itself."""
        caps = caps_of_the_product()
        day = self._clock().astimezone(ZoneInfo(known.wanted.place.zone)).date()
        company = known.wanted.people[0].company.domain
        names = [("asks_per_company_per_day", company), ("asks_per_day", "*")]
        names += [
            ("asks_per_person_per_day", one.email) for one in request.external if not one.left_out_reason
        ]
        for cap, who in names:
            self._asked_on[(who, day)] += 1
            if cap in caps and not is_answer:
                count = self._asked_on[(who, day)]
                self.check("caps", count <= caps[cap], request.id, f"ask {count} of {who} on {day}")

    # --- the calendar ---------------------------------------------------------------------------------------

    def meeting_changed(self, meeting: Meeting, change: str) -> None:
        """Judge what the program does to the calendar; what the rep does by hand is theirs."""
        request_id = _request_of(meeting)
        if request_id not in self._known:
            return
        known = self._known[request_id]
        is_as_before = change == "invited" and known.booked.get(meeting.key) == meeting.start_at
        if not is_as_before:  # else the rep changed who comes to it
            self._reminders.over(meeting.key, self._clock())
        known.booked[meeting.key] = meeting.start_at
        if change == "cancelled":
            return
        if not is_as_before:
            self._book(request_id, meeting)
        if not self.rep_is_acting:
            self._judge_change(request_id, meeting, change, is_as_before)

    def _book(self, request_id: RequestId, meeting: Meeting) -> None:
        with self._store.begin() as work:
            self._reminders.booked(self._booking(work, work.load(request_id), meeting))

    def _judge_change(self, request_id: RequestId, meeting: Meeting, change: str, is_as_before: bool) -> None:
        with self._store.begin() as work:
            request = work.load(request_id)
            known = self._known[request_id]
            now = self._clock()
            self._hear(work)
            over = known.is_cancelled or request.has_ended or bool(known.declined_by)
            self.check("nothing after the end", not over, request.id, f"{change} while {request.state}")
            if is_as_before:
                return
            self.check(
                "ahead", meeting.start_at > now, request.id, f"{change} to {meeting.start_at.isoformat()}"
            )
            self._judge_free(request, meeting.start_at, change, meeting.key)
            self._judge_double(request, meeting)

    def _booking(self, work: UnitOfWork, request: MeetingRequest, meeting: Meeting) -> Booking:
        missed = any(r.no_show_count for r in work.requests() if r.company_id == request.company_id)
        place = self._known[request.id].wanted.place
        return Booking(request.id, meeting.key, meeting.start_at, self._clock(), place, missed)

    def _judge_double(self, request: MeetingRequest, meeting: Meeting) -> None:
        required = {a.email for a in request.internal if a.is_required or a.is_organizer}
        standing = [
            m for m in self._world.state.meetings.values()
            if not m.removed and m.key != meeting.key and m.key not in self._holds.keys
        ]  # fmt: skip
        for other in standing:
            if other.start_at < meeting.end_at and meeting.start_at < other.end_at:
                ours = {one.address for one in other.attendees if one.response != "declined"}
                both = required & (ours | {other.organizer.address})
                self.check("no double booking", not both, request.id, f"{both} also in {other.subject}")
            else:
                self.check("no double booking", True, request.id, "")
        twins = [m.key for m in standing if _request_of(m) == request.id and m.end_at > self._world.now]
        self.check("one event", not twins, request.id, f"{meeting.key} beside {twins}")

    # --- the end --------------------------------------------------------------------------------------------

    def nothing_is_held(self) -> None:
        """After the last request: no tentative event is left ahead."""
        left = self._holds.standing(self._clock())
        self.check("tentative events", not left, "", f"left at the end: {left}")

    def finish(self, last_whole_pass_at: datetime | None) -> None:
        """What can only be judged afterwards."""
        with self._store.begin() as work:
            self._account_for(work, last_whole_pass_at)
            for request in work.requests():
                known = self._known.get(request.id)
                if known is not None:
                    self._judge_whole(work, request, known)
        for request_id, holds, what in self._reminders.judge(self._phase_at):
            self.check("reminders", holds, request_id, what)
        self.checked["unbroken"] += 1

    def _phase_at(self, request_id: RequestId, at: datetime) -> MeetingRequest | None:
        phases = [request for since, request in self._known[request_id].phases if since <= at]
        return phases[-1] if phases else None

    def _account_for(self, work: UnitOfWork, until: datetime | None) -> None:
        lines: Counter[str] = Counter()
        for request in work.requests():
            lines.update(line.email_id for line in work.actions(request.id) if line.type in RECEIVED)
        for said in self._people.said:
            if until is None or self._shown_at(said) >= until:
                continue
            self.check(
                "received once", work.is_received(said.mail_key) and lines[said.mail_key] == 1, said.address,
                f"{said.kind} {said.mail_key}: received {work.is_received(said.mail_key)}, "
                f"{lines[said.mail_key]} lines",
            )  # fmt: skip

    def _shown_at(self, said: Said) -> datetime:
        if said.channel == "sms":
            return said.at
        mail = self._world.state.mails[said.mail_key]
        return mail.visible_at or mail.received_at

    def _judge_whole(self, work: UnitOfWork, request: MeetingRequest, known: Known) -> None:
        again = told_again(work, request.id)
        self.check("double-booked since", not again, request.id, f"told twice of {again}")
        now = self._clock()
        ahead = [
            m for m in self._world.state.meetings.values()
            if not m.removed and m.start_at > now and _request_of(m) == request.id
        ]  # fmt: skip
        if request.state is State.CANCELLED:
            ended_long_ago = request.completed_at is not None and now - request.completed_at > timedelta(
                days=8
            )
            left = ahead and ended_long_ago
            self.check("one event", not left, request.id, "a cancelled request left its meeting behind")
        if request.has_ended or request.handled_by is Handler.REP:
            return
        age = now - (request.counts_from or request.created_at)
        rests = request.state is State.PAUSED or bool(ahead)
        young = age <= timedelta(days=AGE_DAYS) + AGE_SLACK
        action = request.next_action
        rows = [row.not_before for row in work.outbox_of(request.id) if row.status is OutboxStatus.PENDING]
        moves = action is None or max([action.at, *rows]) > now - timedelta(days=8)
        self.check(
            "limits", (young or rests) and moves, request.id, f"still {request.state} at an age of {age}"
        )


def _times_in(letter: SendLetter) -> tuple[datetime, ...]:
    """The times that the message names: a text has room for one."""
    return letter.times[:1] if letter.kind is LetterKind.SMS else letter.times


def _request_of(meeting: Meeting) -> RequestId | None:
    """The request in the key under which the meeting was made."""
    return _ids(meeting.transaction_id)


@lru_cache(maxsize=4096)
def _ids(key: str) -> RequestId | None:
    head, _, _ = key.partition(":")
    try:
        return RequestId(uuid.UUID(head))
    except ValueError:
        return None


@lru_cache(maxsize=1)
def _strategies() -> dict[str, Any]:
    return tomllib.loads(files("resources").joinpath("strategies.toml").read_text("utf-8"))


def most_attempts(meeting_type: str) -> int:
    """The most asks without an answer, as the file says."""
    known = _strategies()["meeting"].get(meeting_type)
    return int(known["max_attempts"] if known else _strategies()["stop_rules"]["max_attempts"])


@lru_cache(maxsize=1)
def caps_of_the_product() -> dict[str, int]:
    """The caps as the file says; none before it names any."""
    read: dict[str, Any] = tomllib.loads(files("resources").joinpath("cadence.toml").read_text("utf-8"))
    return {name: int(value) for name, value in read.get("caps", {}).items()}
