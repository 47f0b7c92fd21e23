"""The form that Claude fills, as it travels, and our value made of it."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sync.anthropic.trouble import UnusableAnswer
from xforce_desktop.replies.analysis import ConflictType, Intent, ReplyContext, Sentiment, Window
from xforce_desktop.replies.model_reading import Concern, ModelReading

MOST_ENTRIES = 20
LONGEST_ENTRY = 300
YEARS = range(2000, 2200)


class Closed(BaseModel):
    """Nothing but the named fields, and no value of another type."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class FormWindow(Closed):
    """A span in which the whole meeting must fit."""

    start: str = Field(description="ISO 8601 with offset")
    end: str = Field(description="ISO 8601 with offset")


class FormConflict(Closed):
    """What stands in the way of a meeting."""

    type: ConflictType
    until: str | None = Field(description="YYYY-MM-DD, the first day on which it no longer holds, or null")


class Form(Closed):
    """What the message means."""

    intent: Intent
    offer_number: int | None = Field(description="the one offer they accept, counted from 1, or null")
    leaves_choice_to_us: bool = Field(description="they accept and let us pick among the offers")
    windows: list[FormWindow] = Field(max_length=MOST_ENTRIES, description="times of their own, else empty")
    conflict: FormConflict | None
    come_back_on: str | None = Field(description="YYYY-MM-DD, or null if they named no day")
    sentiment: Sentiment
    concerns: list[Concern] = Field(max_length=MOST_ENTRIES)
    people: list[str] = Field(
        max_length=MOST_ENTRIES, description="whom to include or to write to instead, as written"
    )
    deciding_words: list[str] = Field(
        max_length=MOST_ENTRIES, description="the words that decided, copied letter for letter"
    )


def reading_from(text: str, context: ReplyContext) -> ModelReading:
    """The filled form. Raises UnusableAnswer for anything that is not the form."""
    try:
        form = Form.model_validate_json(text)
    except ValidationError as error:
        raise UnusableAnswer("its answer was not the form") from error
    zone = ZoneInfo(context.timezone)
    return ModelReading(
        intent=form.intent,
        offer=None if form.offer_number is None else form.offer_number - 1,
        any_offered=form.leaves_choice_to_us,
        windows=tuple(_window(window, zone) for window in form.windows),
        conflict=form.conflict.type if form.conflict else None,
        until=_day(form.conflict.until if form.conflict else None),
        resume_on=_day(form.come_back_on),
        sentiment=form.sentiment,
        concerns=tuple(dict.fromkeys(form.concerns)),
        people=_short(form.people),
        words=_short(form.deciding_words),
    )


def _short(entries: list[str]) -> tuple[str, ...]:
    return tuple(entry for entry in entries if entry.strip() and len(entry) <= LONGEST_ENTRY)


def _window(window: FormWindow, zone: ZoneInfo) -> Window:
    span = Window(_moment(window.start, zone), _moment(window.end, zone))
    if span.start >= span.end:
        raise UnusableAnswer("its answer has a time that ends before it begins")
    return span


def _moment(text: str, zone: ZoneInfo) -> datetime:
    """An instant; one without an offset is on the prospect's clock."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise UnusableAnswer("its answer has a time that is none") from error
    if moment.year not in YEARS:
        raise UnusableAnswer("its answer has a time that is none")
    return moment.astimezone(zone) if moment.tzinfo else moment.replace(tzinfo=zone)


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UnusableAnswer("its answer has a day that is none") from error
