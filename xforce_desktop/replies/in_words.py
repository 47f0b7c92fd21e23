"""Times, obstacles and limits as a rep would read them aloud; times in their own zone, which is named."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time

from xforce_desktop.replies.analysis import ConflictType, Constraint, ConstraintKind, Window

_OBSTACLES = {
    ConflictType.PERSON_UNAVAILABLE: "says that somebody is away",
    ConflictType.TIMING_CONSTRAINT: "limits the times that suit them",
    ConflictType.DECISION_PENDING: "says that something is still to be decided",
    ConflictType.NEED_APPROVAL: "says that somebody else must agree first",
    ConflictType.EXTERNAL_DEPENDENCY: "says that something else must happen first",
    ConflictType.COMPETING_PRIORITY: "says that something else comes first for them",
}
_WEEKDAYS = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays")


def obstacle_in_words(kind: ConflictType) -> str:
    """What words about this obstacle say: "says that somebody is away"."""
    return _OBSTACLES[kind]


def day_in_words(day: date) -> str:
    """ "Thursday, July 16"."""
    return f"{day:%A, %B} {day.day}"


def clock_in_words(clock: time | datetime) -> str:
    """ "3:00 PM"."""
    return f"{clock.hour % 12 or 12}:{clock.minute:02d} {'AM' if clock.hour < 12 else 'PM'}"


def window_in_words(window: Window) -> str:
    """ "Thursday, July 16, 3:00 PM to 5:00 PM MDT"."""
    return f"{day_in_words(window.start.date())}, {_hours(window)}"


def windows_in_words(windows: Sequence[Window], between: str = "and") -> str:
    """One or two windows by name, more of them counted."""
    if len(windows) == 2 and windows[0].start.date() == windows[1].start.date():
        return f"{day_in_words(windows[0].start.date())}, {f' {between} '.join(map(_hours, windows))}"
    if len(windows) < 3:
        return f", {between} ".join(map(window_in_words, windows))
    first, last = min(w.start for w in windows).date(), max(w.start for w in windows).date()
    hours = {_hours(window) for window in windows}
    days = f"from {day_in_words(first)} to {day_in_words(last)}" if first != last else day_in_words(first)
    if len(hours) == 1:
        return f"{len(windows)} days {days}, {hours.pop()}"
    return f"{len(windows)} times {days}"


def limit_in_words(constraint: Constraint) -> str:
    """ "not on Mondays", "not before 3:00 PM", "only mornings"."""
    kind = constraint.kind
    if constraint.weekday is not None:
        name = _WEEKDAYS[constraint.weekday]
        return f"not on {name}" if kind is ConstraintKind.NEVER_WEEKDAY else f"only on {name}"
    if constraint.clock is not None:
        side = "before" if kind is ConstraintKind.NOT_BEFORE else "after"
        return f"not {side} {clock_in_words(constraint.clock)}"
    return f"{'no' if kind is ConstraintKind.NEVER_PART else 'only'} {constraint.part}s"


def _hours(window: Window) -> str:
    zone = window.start.tzname() or ""
    zone = f"UTC{zone}" if zone[:1] in {"+", "-"} else zone
    return f"{clock_in_words(window.start)} to {clock_in_words(window.end)} {zone}".rstrip()
