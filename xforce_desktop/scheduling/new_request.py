"""A request as it is asked for, by form or by JSON, checked before anything is stored."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from email_validator import EmailNotValidError, validate_email
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    field_validator,
    model_validator,
)

from xforce_desktop.errors import BadInput
from xforce_desktop.scheduling.request import Approval, MeetingType, Platform

DEFAULT_DURATION_MINUTES = {
    MeetingType.DISCOVERY: 30,
    MeetingType.DEMO: 60,
    MeetingType.FOLLOW_UP: 30,
    MeetingType.EXEC_REVIEW: 30,
    MeetingType.NEGOTIATION: 30,
}
DEFAULT_RANGE = timedelta(days=14)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
PARTS_OF_DAY = ("morning", "afternoon", "evening")
_NOTHING_CHANGED = "Correct it and try again; nothing was changed."


def _address(text: str) -> str:
    try:
        return validate_email(text.strip(), check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError as error:
        raise ValueError(f"“{text}” is not an email address ({str(error).rstrip('.')})") from error


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"“{name}” is not a known time zone; use a name like America/New_York") from error
    return name


Address = Annotated[str, AfterValidator(_address)]
Zone = Annotated[str, AfterValidator(_zone)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]


class _Checked(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Consent(_Checked):
    on: date
    source: Text


class InternalAttendee(_Checked):
    address: Address
    name: str = ""
    title: str = ""
    required: bool = True


class ExternalAttendee(_Checked):
    address: Address
    name: Text
    title: str = ""
    phone: str = ""
    timezone: Zone | None = None
    required: bool = True
    sms_consent: Consent | None = None


class Company(_Checked):
    name: Text
    state: str = ""
    industry: str = ""
    employees: Annotated[int, Field(ge=1)] | None = None
    ownership: str = ""  # family, independent, pe_backed


class Range(_Checked):
    start: AwareDatetime
    end: AwareDatetime

    @model_validator(mode="after")
    def _in_order(self) -> Range:
        if self.end <= self.start:
            raise ValueError("the end of the range is not after its start")
        return self


class WantedTimes(_Checked):
    """When the rep wants it; an absent range means the next two weeks."""

    range: Range | None = None
    preferred_times: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    timezone: Zone | None = None  # absent: the rep's own

    @field_validator("preferred_times")
    @classmethod
    def _parts(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for part in value:
            if part not in PARTS_OF_DAY:
                raise ValueError(f"“{part}” is not one of {', '.join(PARTS_OF_DAY)}")
        return value

    @field_validator("avoid")
    @classmethod
    def _avoided(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for entry in value:
            day, _, part = entry.partition("_")
            if day not in WEEKDAYS or (part and part not in PARTS_OF_DAY):
                raise ValueError(
                    f"“{entry}” is not a weekday such as monday or a part of one such as friday_afternoon"
                )
        return value


class NewRequest(_Checked):
    """The `request new` form of the command line; the desktop form fills the same."""

    meeting_type: MeetingType
    duration_minutes: Annotated[int, Field(ge=5, le=480)] | None = None
    title: Annotated[str, StringConstraints(max_length=500)] = ""
    context: Annotated[str, StringConstraints(max_length=10_000)] = ""
    platform: Platform = Platform.TEAMS
    location: str = ""
    deal: str = ""
    company: Company | None = None
    internal: tuple[InternalAttendee, ...] = ()
    external: tuple[ExternalAttendee, ...]
    preferences: WantedTimes = WantedTimes()
    approval: Approval = Approval.REVIEW_FIRST

    @field_validator("company", mode="before")
    @classmethod
    def _name_only(cls, value: object) -> object:
        if isinstance(value, str):
            return {"name": value} if value.strip() else None
        return value

    @model_validator(mode="after")
    def _whole(self) -> NewRequest:
        if not self.external:
            raise ValueError("there is nobody to meet: name at least one attendee under “external”")
        seen: set[str] = set()
        for address in (*(a.address for a in self.internal), *(a.address for a in self.external)):
            if address.casefold() in seen:
                raise ValueError(f"{address} is listed twice")
            seen.add(address.casefold())
        if self.duration_minutes is None and self.meeting_type is MeetingType.CUSTOM:
            raise ValueError("a custom meeting needs duration_minutes")
        return self

    @property
    def length_minutes(self) -> int:
        """The asked-for length, or the meeting type's own."""
        return self.duration_minutes or DEFAULT_DURATION_MINUTES[self.meeting_type]

    def left_open(self) -> NewRequest:
        """The same without a length, where its type has a usual one."""
        if self.meeting_type is MeetingType.CUSTOM:
            return self
        return self.model_copy(update={"duration_minutes": None})

    def check_against(self, now: datetime) -> None:
        """Raises BadInput for a range that is over already."""
        wanted = self.preferences.range
        if wanted and wanted.end <= now:
            raise BadInput(
                f"The range ends at {wanted.end.isoformat()}, which has passed.",
                "Choose a range that lies ahead.",
            )


def parse_new_request(text: str) -> NewRequest:
    """Read the JSON form. Raises BadInput with one line that names the place and what to do."""
    try:
        fields = json.loads(text)
    except json.JSONDecodeError as error:
        raise BadInput(
            f"This is not JSON: {error.msg} in line {error.lineno}.",
            "Give one JSON object as the README shows.",
        ) from error
    return check_new_request(fields)


def check_new_request(fields: Any) -> NewRequest:  # whatever JSON holds
    """Check a form's fields. Raises BadInput naming the first field that is wrong."""
    if not isinstance(fields, dict):
        raise BadInput("The request is not a JSON object.", "Give one JSON object as the README shows.")
    try:
        return NewRequest.model_validate(fields)
    except ValidationError as error:
        raise _refusal(error, "Correct it and try again; nothing was stored.") from error


@dataclass(frozen=True)
class Newcomer:
    """Somebody who is to take another's place, as the rep gave them; the side is that of who leaves."""

    address: str
    name: str = ""
    title: str = ""
    timezone: str = ""  # IANA
    phone: str = ""
    sms_consent: Consent | None = None


def person_form(
    address: str,
    name: str = "",
    *,
    is_internal: bool = False,
    is_required: bool = True,
    timezone: str = "",
    phone: str = "",
    sms_consent: Consent | None = None,
    title: str = "",
) -> InternalAttendee | ExternalAttendee:
    """Somebody who comes in midway. Raises BadInput naming what cannot be used.

    A name that is not given is taken from an address that spells one, as john.smith@… does.
    """
    named = name.strip() or _spelled_name(address)
    if is_internal and (timezone or phone or sms_consent):
        raise BadInput("A colleague's time zone, phone and consent are not needed.", "Leave them out.")
    if not is_internal and not named:
        raise BadInput(f"There is no name for {address}.", "Give one with --name.")
    fields: dict[str, Any] = {"address": address, "name": named, "title": title, "required": is_required}
    if not is_internal:
        return check_guest(
            fields | {"timezone": timezone or None, "phone": phone, "sms_consent": sms_consent}
        )
    try:
        return InternalAttendee.model_validate(fields)
    except ValidationError as error:
        raise _refusal(error, _NOTHING_CHANGED) from error


def check_guest(fields: dict[str, Any]) -> ExternalAttendee:
    """Somebody of theirs from a form's fields. Raises BadInput naming the first field that is wrong."""
    try:
        return ExternalAttendee.model_validate(fields)
    except ValidationError as error:
        raise _refusal(error, _NOTHING_CHANGED) from error


def _spelled_name(address: str) -> str:
    """ "John Smith" for john.smith@…; empty for a mailbox that does not spell two names."""
    parts = address.partition("@")[0].strip().split(".")
    return (
        " ".join(part.capitalize() for part in parts)
        if len(parts) == 2 and all(map(str.isalpha, parts))
        else ""
    )


def _refusal(error: ValidationError, advice: str) -> BadInput:
    """Its first fault in words, as "field: what is wrong"."""
    fault = error.errors()[0]
    place = ".".join(str(part) for part in fault["loc"])
    message = str(fault["msg"]).removeprefix("Value error, ").rstrip(".")
    if fault["type"] == "missing":
        message = "is missing"
    elif fault["type"] == "extra_forbidden":
        message = "is not a field of a request"
    title = f"{place}: {message}." if place else f"{message[0].upper()}{message[1:]}."
    return BadInput(title, advice, field=place)
