"""Reading a JSON object field by field, refusing what is unknown or wrong by its name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from xforce_desktop.errors import BadInput

LONGEST_MEETING_MINUTES = 24 * 60
T = TypeVar("T")


class Fields:
    """One JSON object. Every field read is remembered; `refuse_others` complains about the rest."""

    def __init__(self, values: object, path: str = "") -> None:
        if not isinstance(values, Mapping):
            raise BadInput(
                f"Field {path.rstrip('.')!r} is not an object" if path else "This is not a JSON object",
                "Give an object with the fields of this command.",
            )
        self._values = values
        self._path = path
        self._known: set[str] = set()

    def get(self, name: str) -> object:
        """The raw value, None if it is absent or null."""
        self._known.add(name)
        return self._values.get(name)

    def wrong(self, name: str, wanted: str) -> BadInput:
        """The complaint about one field."""
        return BadInput(f"Field {self._path + name!r} is not {wanted}", "Correct it and run again.")

    def missing(self, name: str) -> BadInput:
        """The complaint about a field that is not there."""
        return BadInput(f"Field {self._path + name!r} is missing", "Add it and run again.")

    def text(self, name: str, default: str = "") -> str:
        """A string without outer blanks; `default` if absent."""
        value = self.get(name)
        if value is None:
            return default
        if not isinstance(value, str):
            raise self.wrong(name, "a text")
        return value.strip()

    def needed(self, name: str) -> str:
        """A string that says something."""
        value = self.text(name)
        if not value:
            raise self.missing(name)
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of strings; empty if absent."""
        value = self.get(name)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(entry, str) for entry in value):
            raise self.wrong(name, "a list of texts")
        return tuple(value)

    def whole(self, name: str, default: int, low: int, high: int) -> int:
        """A whole number from `low` to `high`."""
        value = self.get(name)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise self.wrong(name, f"a whole number from {low} to {high}")
        return value

    def instant(self, name: str) -> datetime | None:
        """An aware instant, None if absent."""
        value = self.get(name)
        return None if value is None else self.as_instant(name, value)

    def as_instant(self, name: str, value: object) -> datetime:
        """`value`, which stood in field `name`, as an aware instant."""
        if not isinstance(value, str):
            raise self.wrong(name, "an ISO 8601 time")
        try:
            moment = datetime.fromisoformat(value)
        except ValueError as error:
            raise self.wrong(name, "an ISO 8601 time") from error
        if moment.tzinfo is None:
            raise self.wrong(name, "a time with an offset")
        return moment

    def day(self, name: str) -> date | None:
        """A date; the date of a time if one is given; None if absent."""
        value = self.get(name)
        if value is None:
            return None
        if not isinstance(value, str):
            raise self.wrong(name, "an ISO 8601 date")
        try:
            return datetime.fromisoformat(value).date()
        except ValueError as error:
            raise self.wrong(name, "an ISO 8601 date") from error

    def zone(self, name: str, default: str | None = None) -> str:
        """The name of a time zone that exists."""
        value = self.text(name) or default
        if not value:
            raise self.missing(name)
        try:
            ZoneInfo(value)
        except (ValueError, OSError, LookupError) as error:
            raise self.wrong(name, f"a known time zone ({value!r})") from error
        return value

    def each(self, name: str, read: Callable[[object], T]) -> tuple[T, ...]:
        """A list whose entries `read` turns into values; empty if absent."""
        value = self.get(name)
        if value is None:
            return ()
        if not isinstance(value, list):
            raise self.wrong(name, "a list")
        return tuple(read(entry) for entry in value)

    def inner(self, name: str) -> Fields:
        """An object that must be there."""
        value = self.get(name)
        if value is None:
            raise self.missing(name)
        return Fields(value, f"{self._path}{name}.")

    def has(self, name: str) -> bool:
        """Whether the field is there and not null."""
        return self.get(name) is not None

    def refuse_others(self, allowed: Iterable[str] = ()) -> None:
        """Complain about the first field that nobody asked for."""
        unknown = sorted(set(self._values) - self._known - set(allowed), key=str)
        if unknown:
            raise BadInput(
                f"Field {self._path + str(unknown[0])!r} is unknown",
                "Known here: " + ", ".join(sorted(self._known | set(allowed))) + ".",
            )
