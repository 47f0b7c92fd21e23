"""The figures as screens and command line ask for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Protocol
from zoneinfo import ZoneInfo

from xforce_desktop.learning import figures, table
from xforce_desktop.learning.breakdowns import By, breakdown
from xforce_desktop.learning.headlines import Figure, figures_of
from xforce_desktop.learning.metrics import headline
from xforce_desktop.learning.rounding import rounded
from xforce_desktop.learning.scope import Scope, persona_of
from xforce_desktop.learning.table import Table
from xforce_desktop.scheduling.courses import Course
from xforce_desktop.scheduling.unit_of_work import UnitOfWork
from xforce_desktop.settings import Settings


@dataclass(frozen=True)
class Choices:
    """What there is to choose among, by name: what no request has is not offered."""

    meeting_types: tuple[str, ...] = ()
    personas: tuple[str, ...] = ()
    companies: tuple[str, ...] = ()
    states: tuple[str, ...] = ()


@dataclass(frozen=True)
class Report:
    """Figures and one table. `timezone` (IANA) is the rep's, by whose calendar days and weeks count.

    `total` counts all requests of the store, `chosen` those that fit what was chosen.
    """

    scope: Scope
    timezone: str
    total: int
    chosen: int
    figures: tuple[Figure, ...]
    table: Table
    previous: Scope | None = None
    choices: Choices = field(default_factory=Choices)

    def as_json(self) -> dict[str, object]:
        """For scripts; days in ISO form."""
        return {
            "period": _period(self.scope),
            "previous_period": _period(self.previous) if self.previous else None,
            "timezone": self.timezone,
            "filters": _filters(self.scope),
            "figures": [_figure_json(one) for one in self.figures],
            "by": self.table.by,
            "rows": table.to_json(self.table),
        }


class MetricsDesk(Protocol):
    """What the screen of figures asks."""

    async def metrics(self, scope: Scope, by: By) -> Report: ...


def report(work: UnitOfWork, scope: Scope, by: By, settings: Settings) -> Report:
    """Everything that is shown, of one moment of the store."""
    courses, zone = read(work)
    return report_of(courses, scope, by, zone, minutes_of(settings))


def read(work: UnitOfWork) -> tuple[Sequence[Course], ZoneInfo]:
    """How all requests went, and the rep's zone."""
    account = work.account()
    return work.courses(), ZoneInfo(account.timezone or "UTC") if account else ZoneInfo("UTC")


def report_of(
    courses: Sequence[Course], scope: Scope, by: By, zone: ZoneInfo, each: figures.Minutes
) -> Report:
    """The same of these requests; `zone` is the rep's."""
    chosen = scope.of(courses, zone)
    earlier = scope.previous()
    before = headline(earlier.of(courses, zone), each) if earlier else None
    return Report(
        scope=scope,
        timezone=zone.key,
        total=len(courses),
        chosen=len(chosen),
        figures=tuple(figures_of(headline(chosen, each), before, each)),
        table=breakdown(chosen, by, zone),
        previous=earlier,
        choices=_choices(courses),
    )


def minutes_of(settings: Settings) -> figures.Minutes:
    """As they ship, or as the rep has set them."""
    own = {
        "mail": settings.saved_mail_min,
        "text": settings.saved_text_min,
        "reminder": settings.saved_reminder_min,
        "lookup": settings.saved_lookup_min,
        "booking": settings.saved_booking_min,
        "review": settings.spent_review_min,
    }
    return replace(figures.minutes(), **{name: value for name, value in own.items() if value is not None})


def _choices(courses: Sequence[Course]) -> Choices:
    return Choices(
        meeting_types=_names(course.meeting_type for course in courses),
        personas=_names(persona_of(course).value for course in courses),
        companies=_names(course.company for course in courses),
        states=_names(course.company_state for course in courses),
    )


def _names(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({value for value in values if value}, key=str.casefold))


def _period(scope: Scope) -> Mapping[str, str | None]:
    return {"from": _iso(scope.first_on), "to": _iso(scope.last_on)}


def _filters(scope: Scope) -> Mapping[str, str]:
    chosen = {
        "meeting_type": scope.meeting_type,
        "persona": scope.persona,
        "company": scope.company,
        "state": scope.state,
    }
    return {name: value for name, value in chosen.items() if value}


def _figure_json(one: Figure) -> Mapping[str, object]:
    return {
        "key": one.key,
        "label": one.label,
        "text": one.text,
        "unit": one.unit,
        "value": rounded(one.value),
        "low": rounded(one.low),
        "high": rounded(one.high),
        "n": one.n,
        "previous": rounded(one.before),
        "meaning": one.meaning,
    }


def _iso(on: date | None) -> str | None:
    return on.isoformat() if on else None
