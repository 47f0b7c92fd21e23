"""What the form holds while it is filled: plain texts, right or wrong, and what is made of them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from ui.formatting import short_date
from xforce_desktop.scheduling.new_request import DEFAULT_DURATION_MINUTES
from xforce_desktop.scheduling.remembered import Remembered
from xforce_desktop.scheduling.request import Approval, MeetingType, Platform


class RangeChoice(StrEnum):
    WEEK = "week"
    TWO_WEEKS = "two_weeks"
    MONTH = "month"
    CUSTOM = "custom"


RANGE_NAMES = {
    RangeChoice.WEEK: "Next week",
    RangeChoice.TWO_WEEKS: "Next 2 weeks",
    RangeChoice.MONTH: "Next month",
    RangeChoice.CUSTOM: "Custom dates",
}
_RANGE_DAYS = {RangeChoice.WEEK: 7, RangeChoice.TWO_WEEKS: 14, RangeChoice.MONTH: 30}

MEETING_NAMES = {
    MeetingType.DISCOVERY: "Discovery call",
    MeetingType.DEMO: "Demo",
    MeetingType.FOLLOW_UP: "Follow-up",
    MeetingType.EXEC_REVIEW: "Executive review",
    MeetingType.NEGOTIATION: "Negotiation",
    MeetingType.CUSTOM: "Custom:",
}
PLATFORM_NAMES = {
    Platform.TEAMS: "Microsoft Teams",
    Platform.ZOOM: "Zoom",
    Platform.GOOGLE_MEET: "Google Meet",
    Platform.PHONE: "Phone",
    Platform.IN_PERSON: "In person",
}
LOCATION_HINTS = {
    Platform.TEAMS: "",
    Platform.ZOOM: "Link to your Zoom room",
    Platform.GOOGLE_MEET: "Link to your Meet room",
    Platform.PHONE: "Number to call, or who calls whom",
    Platform.IN_PERSON: "Address",
}
APPROVAL_CHOICES = (
    (Approval.REVIEW_FIRST, "Show me the first mail, then go on"),
    (Approval.REVIEW_ALL, "Show me every mail before it leaves"),
    (Approval.AUTOPILOT, "Autopilot: send, with two minutes to undo"),
)
PREFERRED_CHOICES = (("morning", "Mornings"), ("afternoon", "Afternoons"), ("evening", "Evenings"))
AFTER_TWO = "after 2 PM"  # what an avoided afternoon means
AVOID_DAYS = tuple(
    (day.lower(), f"{day}s") for day in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
)
AVOID_PARTS = (("", "all day"), ("morning", "mornings"), ("afternoon", AFTER_TWO), ("evening", "evenings"))


@dataclass(frozen=True)
class Prefill:
    """What a new form begins with: the company, its deal, and whom to meet there."""

    company: str = ""
    company_state: str = ""
    deal: str = ""
    guests: tuple[Remembered, ...] = ()


@dataclass(frozen=True)
class TeamChoice:
    """A colleague who was picked."""

    address: str
    name: str
    title: str = ""
    is_required: bool = True


@dataclass(frozen=True)
class Guest:
    """One row of their team, as typed."""

    name: str = ""
    address: str = ""
    title: str = ""
    phone: str = ""
    timezone: str = ""
    is_required: bool = True
    may_be_texted: bool = False
    how_agreed: str = ""  # to be texted, as "web form"; counts only with a phone
    agreed_on: date | None = None  # where it was recorded before; else they agreed today

    @property
    def is_blank(self) -> bool:
        return not any((self.name, self.address, self.title, self.phone, self.timezone))


@dataclass(frozen=True)
class FormFields:
    """The whole form as it stands."""

    meeting_type: MeetingType = MeetingType.DEMO
    custom_minutes: str = "45"
    keeps_usual: bool = False  # the type's own length, whatever was learned
    team: tuple[TeamChoice, ...] = ()
    guests: tuple[Guest, ...] = (Guest(),)
    company: str = ""
    company_state: str = ""
    deal: str = ""
    range_choice: RangeChoice = RangeChoice.TWO_WEEKS
    first_on: date | None = None
    last_on: date | None = None
    preferred: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    context: str = ""
    platform: Platform = Platform.TEAMS
    location: str = ""
    approval: Approval = Approval.REVIEW_FIRST


def lost_with(form: FormFields) -> FormFields:
    """The form without what stays for the next request: the choices of manner, and rows without a word."""
    usual = FormFields()
    return replace(
        form,
        meeting_type=usual.meeting_type,
        custom_minutes=usual.custom_minutes,
        platform=usual.platform,
        approval=usual.approval,
        guests=tuple(guest for guest in form.guests if guest != Guest()),
    )


@dataclass(frozen=True)
class Filled:
    """The form in the shape of a new request, and beside it which typed row each guest came from."""

    json: dict[str, object]
    guest_rows: tuple[int, ...] = field(default=())


def filled(form: FormFields, now: datetime, zone: tzinfo | None, zone_name: str) -> Filled:
    """The form as `check_new_request` wants it. Guests without a single word are left out.

    A new consent to be texted is dated with today in `zone`.
    """
    rows = tuple(place for place, guest in enumerate(form.guests) if not guest.is_blank)
    start, end = span_of(form, now, zone)
    preferences: dict[str, object] = {
        "range": {"start": start.isoformat(), "end": end.isoformat()},
        "preferred_times": list(form.preferred),
        "avoid": list(form.avoid),
        "timezone": zone_name,
    }
    made: dict[str, object] = {
        "meeting_type": form.meeting_type.value,
        "context": form.context,
        "platform": form.platform.value,
        "location": form.location,
        "deal": form.deal,
        "internal": [_team_json(choice) for choice in form.team],
        "external": [guest_json(form.guests[place], now.astimezone(zone).date()) for place in rows],
        "preferences": preferences,
        "approval": form.approval.value,
    }
    if form.meeting_type is MeetingType.CUSTOM:
        made["duration_minutes"] = int(form.custom_minutes) if form.custom_minutes.isdecimal() else 0
    elif form.keeps_usual:
        made["duration_minutes"] = DEFAULT_DURATION_MINUTES[form.meeting_type]
    if form.company.strip() or form.company_state.strip():
        made["company"] = {"name": form.company, "state": form.company_state}
    return Filled(made, rows)


def meeting_in_words(meeting_type: MeetingType, minutes: int | None = None) -> str:
    """ "Demo (60 min)", the usual length unless another is given; a custom meeting has none."""
    length = minutes or DEFAULT_DURATION_MINUTES.get(meeting_type)
    return f"{MEETING_NAMES[meeting_type]} ({length} min)" if length else MEETING_NAMES[meeting_type]


def span_of(form: FormFields, now: datetime, zone: tzinfo | None) -> tuple[datetime, datetime]:
    """First and last moment of the chosen range; a day counts from midnight to midnight in `zone`."""
    if form.range_choice is not RangeChoice.CUSTOM:
        return now, now + timedelta(days=_RANGE_DAYS[form.range_choice])
    today = now.astimezone(zone).date()
    first, last = form.first_on or today, form.last_on or today
    start, end = _midnight(first, zone), _midnight(last + timedelta(days=1), zone)
    return (max(start, now) if end > now else start), end


def range_in_words(form: FormFields, now: datetime, zone: tzinfo | None) -> str:
    """ "Tue, Nov 24 – Tue, Dec 8"."""
    start, end = span_of(form, now, zone)
    return f"{short_date(start, zone)} – {short_date(end - timedelta(seconds=1), zone)}"


def avoid_in_words(entry: str) -> str:
    """ "friday_afternoon" as "Fridays after 2 PM", "monday" as "Mondays"."""
    day, _, part = entry.partition("_")
    days = dict(AVOID_DAYS).get(day, day)
    if not part:
        return days
    return f"{days} {AFTER_TWO}" if part == "afternoon" else f"{days.removesuffix('s')} {part}s"


def _midnight(day: date, zone: tzinfo | None) -> datetime:
    naive = datetime.combine(day, time())
    return naive.astimezone() if zone is None else naive.replace(tzinfo=zone)


def _team_json(choice: TeamChoice) -> dict[str, object]:
    return {
        "address": choice.address,
        "name": choice.name,
        "title": choice.title,
        "required": choice.is_required,
    }


def guest_json(guest: Guest, today: date) -> dict[str, object]:
    """One row in the shape of a request's attendee; a new consent to be texted is dated `today`."""
    made: dict[str, object] = {
        "address": guest.address,
        "name": guest.name,
        "title": guest.title,
        "phone": guest.phone,
        "required": guest.is_required,
    }
    if guest.timezone.strip():
        made["timezone"] = guest.timezone.strip()
    if guest.may_be_texted and guest.phone:
        made["sms_consent"] = {"on": (guest.agreed_on or today).isoformat(), "source": guest.how_agreed}
    return made
