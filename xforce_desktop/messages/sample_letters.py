"""Assignments to try a wording on: every kind, complete, to readers of different tone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from xforce_desktop.messages.assignment import (
    Assignment,
    LetterKind,
    Meeting,
    Person,
    Proof,
    Recipient,
    Sender,
)

COMPANY = "Acme Pest"
CONTEXT = "Demo of AI receptionist for after-hours call handling."
_HOURS = (10, 14, 15)


@dataclass(frozen=True)
class Reader:
    """A sample recipient; the title decides the tone."""

    key: str
    name: str
    title: str


READERS = (
    Reader("owner", "John Smith", "Owner"),
    Reader("operations", "Mary Johnson", "Operations Manager"),
    Reader("regional", "Luis Ortega", "Regional Manager"),
    Reader("executive", "Susan Vance", "VP Operations"),
    Reader("technician", "Dave Miller", "Lead Technician"),
    Reader("office", "Anna Lee", "Office Manager"),
)


def reader_named(key: str) -> Reader:
    """The first for a key that is none."""
    return next((one for one in READERS if one.key == key), READERS[0])


def sample_zone(own_zone: str) -> str:
    """Where the sample readers are: not in the rep's zone, so that both clocks show."""
    return "America/Chicago" if own_zone in ("America/New_York", "America/Detroit") else "America/New_York"


def sample_assignment(
    kind: LetterKind, meeting_type: str, reader: Reader, sender: Sender, now: datetime
) -> Assignment:
    """Such a mail to this reader, about times of the coming week."""
    zone = sample_zone(sender.timezone)
    times = _times(now, zone)
    booked = kind in (LetterKind.CONFIRMATION, LetterKind.REMINDER, LetterKind.CANCELLATION)
    past = {LetterKind.NO_SHOW: timedelta(hours=1), LetterKind.RUNNING_LATE: timedelta(minutes=3)}.get(kind)
    meeting = Meeting(
        meeting_type=meeting_type or "demo",
        duration_minutes=30,
        title="Kickoff workshop" if meeting_type == "custom" else "",
        context=CONTEXT,
        platform="teams",
        company=COMPANY,
        subject="" if kind is LetterKind.INITIAL else f"Our AI receptionist for {COMPANY}",
        scheduled_time=times[0] if booked else now - past if past else None,
        new_duration_minutes=15 if kind is LetterKind.DE_ESCALATE else None,
        no_show_count=1 if kind is LetterKind.NO_SHOW else 0,
    )
    plain = Assignment(
        kind=kind,
        meeting=meeting,
        recipient=Recipient(reader.name, "reader@acme.example", reader.title, zone),
        sender=sender,
        now=now,
        proposed_times=() if booked or (past and kind is LetterKind.RUNNING_LATE) else times,
    )
    return _completed(plain, times)


def _completed(plain: Assignment, times: tuple[datetime, ...]) -> Assignment:
    """With what its kind cannot do without."""
    match plain.kind:
        case LetterKind.COUNTER:
            return replace(plain, their_times=(times[0] - timedelta(hours=1),))
        case LetterKind.CONSTRAINT:
            return replace(plain, constraint="Only afternoons")
        case LetterKind.CLARIFY:
            return replace(plain, readings=(times[0], times[0] + timedelta(days=7)), proposed_times=())
        case LetterKind.CHAMPION_CC:
            return replace(plain, champion=Person("Rita Gomez", "rita@acme.example"))
        case LetterKind.CHAMPION_INTRO:
            return replace(plain, target=Person("Tom Whitfield", "", "CEO"), proposed_times=())
        case LetterKind.SOCIAL_PROOF:
            proof = Proof("stat", "78% of customers choose the first company that answers", "PCT Magazine")
            return replace(plain, proof=proof)
        case LetterKind.PAUSE_ACK:
            return replace(plain, until=(times[0] + timedelta(days=28)).date(), proposed_times=())
        case LetterKind.ASK_SILENT:
            return replace(plain, silent=("Rita Gomez",), others=("Rita Gomez",))
        case _:
            return plain


def _times(now: datetime, zone: str) -> tuple[datetime, ...]:
    """Three working days from the day after tomorrow on, on the clock there."""
    first = now.astimezone(ZoneInfo(zone)).replace(minute=0, second=0, microsecond=0, fold=0)
    days = [first + timedelta(days=n) for n in range(2, 9)]
    working = [day for day in days if day.weekday() < 5][: len(_HOURS)]
    return tuple(day.replace(hour=hour) for day, hour in zip(working, _HOURS, strict=True))
