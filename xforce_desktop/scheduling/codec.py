"""Core values as JSON and back: effects, events and the parts of a request that are stored as text.

Effects and events carry their class name under "class"; nothing else tells them apart. Moments are written
as ISO 8601 in UTC and come back in UTC; a moment without a zone is refused in both directions.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime
from functools import cache, cached_property
from typing import Any, Generic, TypeVar, cast, get_args

from pydantic import TypeAdapter, ValidationError

from xforce_desktop.availability.spans import Span
from xforce_desktop.clock import as_utc
from xforce_desktop.errors import StoreError
from xforce_desktop.replies.analysis import Constraint
from xforce_desktop.scheduling.effects import Effect
from xforce_desktop.scheduling.events import Event
from xforce_desktop.scheduling.knobs import KnobUse
from xforce_desktop.scheduling.request import (
    ConflictContext,
    FollowUpTemplate,
    HistoryEntry,
    NextAction,
    SmsConsent,
    Standing,
)

T = TypeVar("T")
_NO_MOMENTS = frozenset({"str", "int", "float", "bool", "bool | None", "float | None", "tuple[str, ...]"})
CLASS = "class"  # a Python keyword, so no field of a dataclass can be called so


class Form(Generic[T]):
    """How one type is written as JSON. The rules are compiled at first use, not at import."""

    def __init__(self, kind: Any) -> None:
        self._kind = kind

    @cached_property
    def _adapter(self) -> TypeAdapter[T]:
        return TypeAdapter(self._kind)

    def dump(self, value: T) -> Any:
        """Dicts, lists, strings, numbers, booleans and None. Raises ValueError for a naive moment."""
        return self._adapter.dump_python(_in_utc(value), mode="json")

    def parse(self, stored: Any) -> T:
        """The value again. Raises StoreError if the text does not fit the type."""
        try:
            return cast("T", _in_utc(self._adapter.validate_python(stored)))
        except (ValidationError, ValueError) as error:
            raise StoreError(
                f"A stored {getattr(self._kind, '__name__', self._kind)} cannot be read.",
                "Restore a backup, or update the program.",
            ) from error


INSTANTS: Form[tuple[datetime, ...]] = Form(tuple[datetime, ...])
SPANS: Form[tuple[Span, ...]] = Form(tuple[Span, ...])
CONSTRAINTS: Form[tuple[Constraint, ...]] = Form(tuple[Constraint, ...])
HISTORY: Form[tuple[HistoryEntry, ...]] = Form(tuple[HistoryEntry, ...])
STANDING: Form[tuple[Standing, ...]] = Form(tuple[Standing, ...])
CONFLICT: Form[ConflictContext | None] = Form(ConflictContext | None)
FOLLOW_UP_TEMPLATE: Form[FollowUpTemplate | None] = Form(FollowUpTemplate | None)
NEXT_ACTION: Form[NextAction | None] = Form(NextAction | None)
SMS_CONSENT: Form[SmsConsent | None] = Form(SmsConsent | None)
WORDS: Form[tuple[str, ...]] = Form(tuple[str, ...])
KNOBS: Form[tuple[KnobUse, ...]] = Form(tuple[KnobUse, ...])

_EFFECTS: dict[str, Form[Any]] = {kind.__name__: Form(kind) for kind in get_args(Effect)}
_EVENTS: dict[str, Form[Any]] = {kind.__name__: Form(kind) for kind in get_args(Event)}


def effect_json(effect: Effect) -> dict[str, Any]:
    """An effect with its class name."""
    return _named(effect, _EFFECTS)


def effect_from(stored: dict[str, Any]) -> Effect:
    """Raises StoreError for a class that this program does not know."""
    return cast("Effect", _unnamed(stored, _EFFECTS))


def event_json(event: Event) -> dict[str, Any]:
    """An event with its class name."""
    return _named(event, _EVENTS)


def event_from(stored: dict[str, Any]) -> Event:
    """Raises StoreError for a class that this program does not know."""
    return cast("Event", _unnamed(stored, _EVENTS))


def _named(value: object, forms: dict[str, Form[Any]]) -> dict[str, Any]:
    name = type(value).__name__
    return {CLASS: name, **forms[name].dump(value)}


def _unnamed(stored: dict[str, Any], forms: dict[str, Form[Any]]) -> Any:
    name = stored.get(CLASS, "")
    form = forms.get(name)
    if form is None:
        raise StoreError(f"The store holds a {name or 'nameless'} entry.", "Update the program.")
    return form.parse({key: value for key, value in stored.items() if key != CLASS})


def _in_utc(value: Any) -> Any:
    """The same value with every moment in it moved to UTC; the very same object if nothing changes."""
    if isinstance(value, datetime):
        return value if value.tzinfo is UTC else as_utc(value)
    if isinstance(value, tuple):
        moved = tuple(_in_utc(part) for part in value)
        return value if all(a is b for a, b in zip(moved, value, strict=True)) else moved
    if names := _may_hold_moments(type(value)):  # type: ignore[arg-type]  # every type is hashable
        changes = _changes(value, names)
        return replace(value, **changes) if changes else value
    return value


@cache
def _may_hold_moments(kind: type) -> tuple[str, ...]:
    """The fields of a dataclass, without those that are declared as text, numbers and the like. Empty for
    anything else: every moment of the store passes through here."""
    if not is_dataclass(kind):
        return ()
    return tuple(part.name for part in fields(kind) if part.type not in _NO_MOMENTS)


def _changes(value: Any, names: tuple[str, ...]) -> dict[str, Any]:
    changed = {}
    for name in names:
        part = getattr(value, name)
        if (moved := _in_utc(part)) is not part:
            changed[name] = moved
    return changed
