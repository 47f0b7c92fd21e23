"""Whether every date and clock in a letter is an approved one, said in the right zone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from xforce_desktop.messages import when
from xforce_desktop.messages.assignment import TEXTS_OF_MEETING, Assignment, LetterKind, as_readings
from xforce_desktop.messages.constraint_words import heard
from xforce_desktop.messages.facts import offers_of
from xforce_desktop.messages.stages import TEXTS_OF_BOOKED, stage_of_text
from xforce_desktop.messages.stamps import VAGUE, Stamp, hours_said, stamps_in

# Kinds whose text offers the proposed times.
_OFFERING = frozenset(
    {
        LetterKind.INITIAL,
        LetterKind.FOLLOW_UP,
        LetterKind.NO_SHOW,
        LetterKind.COUNTER,
        LetterKind.CONSTRAINT,
        LetterKind.DE_ESCALATE,
        LetterKind.CHAMPION_CC,
        LetterKind.SOCIAL_PROOF,
        LetterKind.ASK_SILENT,
        LetterKind.SMS,
    }
)
# Kinds about a meeting or a pause that is settled: what was offered before is no matter of theirs.
_SETTLED = frozenset(
    {
        LetterKind.CONFIRMATION,
        LetterKind.REMINDER,
        LetterKind.CANCELLATION,
        LetterKind.RUNNING_LATE,
        LetterKind.PAUSE_ACK,
        LetterKind.CHAMPION_INTRO,
        *TEXTS_OF_MEETING,
    }
)


@dataclass(frozen=True)
class _Approved:
    """The instants and days that may be named, and whose clocks they are said by."""

    instants: tuple[datetime, ...]
    days: frozenset[date]
    zone: str
    ours: str
    today: date
    our_today: date
    said_by_them: tuple[Stamp, ...]

    def meant(self, stamp: Stamp) -> tuple[datetime, ...]:
        """The approved instants that the mention agrees with, its zone left aside."""
        return tuple(one for one in self.instants if stamp.fits(when.local(one, self.zone), self.today))

    def by_our_clock(self, stamp: Stamp) -> tuple[datetime, ...]:
        """The approved instants that it agrees with on the rep's clock, with the rep's zone named."""
        return tuple(
            one
            for one in self.instants
            if stamp.fits(when.local(one, self.ours), self.our_today)
            and stamp.zone == when.zone_label(one, self.ours)
        )


def time_findings(subject: str, body: str, assignment: Assignment) -> Iterator[str]:
    """Findings in words. Both texts come without what is quoted (links, proof, names)."""
    approved = _approved(assignment)
    yield from _unapproved(stamps_in(subject), subject, approved)
    stamps = stamps_in(body)
    yield from _unapproved(stamps, body, approved)
    yield from (f"vague date: {match[0]!r}" for match in VAGUE.finditer(body))
    if not assignment.kind.is_text:
        yield from _without_ours(stamps, body, approved, assignment)
    yield from _missing(stamps, approved, assignment)
    yield from _passed(stamps, approved, assignment)


def _approved(assignment: Assignment) -> _Approved:
    zone, ours = assignment.recipient.timezone, assignment.sender.timezone
    readings = (*as_readings(assignment.their_times), *as_readings(assignment.readings))
    instants = [
        *(assignment.proposed_times if assignment.kind not in _SETTLED else ()),
        *(one.start for one in readings),
        *(one.end for one in readings if one.end),
    ]
    if assignment.meeting.scheduled_time is not None:
        instants.append(assignment.meeting.scheduled_time)
    days = {when.local(one, zone).date() for one in instants}
    if assignment.until is not None:
        days.add(assignment.until)
    return _Approved(
        instants=tuple(instants),
        days=frozenset(days),
        zone=zone,
        ours=ours,
        today=when.local(assignment.now, zone).date(),
        our_today=when.local(assignment.now, ours).date(),
        said_by_them=tuple(stamps_in(f"{assignment.constraint}. {heard(assignment.constraint)}")),
    )


def _unapproved(stamps: Sequence[Stamp], text: str, approved: _Approved) -> Iterator[str]:
    before: Stamp | None = None
    for stamp in stamps:
        tied = stamp.bracketed and before is not None and text[before.end : stamp.start].strip() == "("
        finding = (
            _beside_finding(before, stamp, approved)
            if tied and before is not None
            else _finding(stamp, approved) or _part_finding(stamp, text, approved)
        )
        if finding:
            yield finding
        before = stamp


def _beside_finding(before: Stamp, stamp: Stamp, approved: _Approved) -> str:
    """A mention in brackets is the rep's own clock for the instant right before it."""
    if set(approved.meant(before)) & set(approved.by_our_clock(stamp)):
        return ""
    return f"the rep's own time is wrong: {stamp.text!r}"


def _finding(stamp: Stamp, approved: _Approved) -> str:
    if _repeats_theirs(stamp, approved):
        return ""
    if not stamp.minutes:
        fits = any(stamp.fits_day(day, approved.today) for day in approved.days)
        return "" if fits else f"day not approved: {stamp.text!r}"
    meant = approved.meant(stamp)
    if not stamp.zone:
        return f"time without its zone: {stamp.text!r}" if meant else f"time not approved: {stamp.text!r}"
    if any(stamp.zone == when.zone_label(one, approved.zone) for one in meant):
        return ""
    if meant:
        return f"wrong zone: {stamp.text!r}"
    if approved.by_our_clock(stamp):
        return f"not in the recipient's zone: {stamp.text!r}"
    return f"time not approved: {stamp.text!r}"


def _part_finding(stamp: Stamp, text: str, approved: _Approved) -> str:
    """A day with a part of it ("Tuesday morning") in which none of that day's approved instants lies."""
    hours = hours_said(stamp, text)
    if stamp.minutes or hours is None or _repeats_theirs(stamp, approved):
        return ""
    if any(when.local(one, approved.zone).hour in hours for one in approved.meant(stamp)):
        return ""
    return f"part of the day not approved: {stamp.text!r}"


def _repeats_theirs(stamp: Stamp, approved: _Approved) -> bool:
    """Whether it only says back a weekday or clock of the constraint that they gave, without a date."""
    if stamp.month is not None or stamp.day is not None or stamp.relative is not None or stamp.zone:
        return False
    return any(
        (stamp.weekday is None or stamp.weekday == theirs.weekday)
        and (not stamp.minutes or bool(set(stamp.minutes) & set(theirs.minutes)))
        for theirs in approved.said_by_them
    )


def _without_ours(
    stamps: Sequence[Stamp], text: str, approved: _Approved, assignment: Assignment
) -> Iterator[str]:
    ours_matter = {*assignment.proposed_times, assignment.meeting.scheduled_time}
    shown: set[datetime] = set()
    named: set[datetime] = set()
    for number, stamp in enumerate(stamps):
        if not stamp.minutes or stamp.bracketed or _repeats_theirs(stamp, approved):
            continue
        meant = {
            one
            for one in approved.meant(stamp)
            if one in ours_matter and when.differ(one, approved.zone, approved.ours)
        }
        named |= meant
        after = stamps[number + 1] if number + 1 < len(stamps) else None
        if after is not None and after.bracketed and text[stamp.end : after.start].strip() == "(":
            shown |= meant
    for one in sorted(named - shown):
        yield f"the rep's own time is missing beside {when.spoken(one, approved.zone)!r}"


def _missing(stamps: Sequence[Stamp], approved: _Approved, assignment: Assignment) -> Iterator[str]:
    """What the letter is for and does not say."""
    theirs = [stamp for stamp in stamps if stamp.minutes and not stamp.bracketed]
    named = {one for stamp in theirs for one in approved.meant(stamp)}
    kind, offers = assignment.kind, offers_of(assignment)
    needed: set[datetime] = set(offers) if kind is LetterKind.INITIAL else set()
    booked = kind in (LetterKind.CONFIRMATION, LetterKind.REMINDER) or (
        kind.is_text and stage_of_text(assignment) in TEXTS_OF_BOOKED
    )
    if booked and assignment.meeting.scheduled_time is not None:
        needed.add(assignment.meeting.scheduled_time)
    for one in sorted(needed - named):
        yield f"missing: {when.spoken(one, approved.zone)!r}"
    if kind in _OFFERING and offers and not named & set(offers):
        yield "none of the proposed times is offered"
    if kind is LetterKind.SMS and len(offers) > 1 and len(named & set(offers)) > 1:
        yield "more than one time in a text message"
    if (
        kind is LetterKind.PAUSE_ACK
        and assignment.until is not None
        and not _says_day(stamps, assignment.until, approved)
    ):
        yield f"missing: {when.format_day(assignment.until)!r}"
    if kind is LetterKind.CLARIFY:
        yield from _missing_readings(stamps, named, approved, assignment)


def _missing_readings(
    stamps: Sequence[Stamp], named: set[datetime], approved: _Approved, assignment: Assignment
) -> Iterator[str]:
    for reading in as_readings(assignment.readings):
        day = when.local(reading.start, approved.zone).date()
        if reading.start not in named and not (reading.end is not None and _says_day(stamps, day, approved)):
            yield f"missing reading: {when.spoken(reading.start, approved.zone)!r}"


def _says_day(stamps: Sequence[Stamp], day: date, approved: _Approved) -> bool:
    return any(stamp.has_date and stamp.fits_day(day, approved.today) for stamp in stamps)


def _passed(stamps: Sequence[Stamp], approved: _Approved, assignment: Assignment) -> Iterator[str]:
    if assignment.kind not in _OFFERING:
        return
    gone = {one for one in assignment.proposed_times if one < assignment.now - timedelta(minutes=1)}
    for one in sorted({one for stamp in stamps if stamp.minutes for one in approved.meant(stamp)} & gone):
        yield f"offered time has passed: {when.spoken(one, approved.zone)!r}"
