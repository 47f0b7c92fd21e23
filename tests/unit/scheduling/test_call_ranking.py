"""Which call comes first, and when one that was put off comes back: tables of examples."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.builders import NOW, an_offered_request
from xforce_desktop.errors import BadInput
from xforce_desktop.scheduling.cadence import Locale
from xforce_desktop.scheduling.call_ranking import Later, Standing, in_order, later_at, rank_of
from xforce_desktop.scheduling.effects import LeverageTrigger
from xforce_desktop.scheduling.leverage import LeverageCard, moment_for

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
NEW_YORK, THERE = "America/New_York", Locale("America/Los_Angeles", "US")


def a_card(urgency: str = "medium", days: int = 0, number: int = 1) -> LeverageCard:
    moment = moment_for(an_offered_request(), LeverageTrigger.PHONE_CALL_NEEDED, NOW)
    raised_at = NOW - days * DAY
    return LeverageCard(uuid.UUID(int=number), moment.trigger, urgency, moment.title, raised_at, moment.brief)  # type: ignore[arg-type]


def a_standing(card: LeverageCard | None = None, **changes: Any) -> Standing:
    values = {"deal_value": None, "fallen": 0.0, "opens_at": NOW + HOUR} | changes
    return Standing(card or a_card(), **values)


@pytest.mark.parametrize(
    "standing, points, reasons",
    [
        (a_standing(), 0, ()),
        (a_standing(a_card("high")), 30, ("urgent",)),
        (a_standing(deal_value=50_000.0), 25, ("the deal is worth $50,000",)),
        (a_standing(deal_value=90_000.0), 25, ("the deal is worth $90,000",)),
        (a_standing(deal_value=10_000.0), 5, ("the deal is worth $10,000",)),
        (a_standing(fallen=0.6), 20, ("their interest has fallen",)),
        (a_standing(fallen=0.3), 10, ("their interest has fallen",)),
        (a_standing(opens_at=NOW), 15, ("they can be called now",)),
        (a_standing(a_card(days=1)), 2, ("open for 1 day",)),
        (a_standing(a_card(days=9)), 10, ("open for 9 days",)),
        (
            a_standing(a_card("high", days=2), deal_value=50_000.0, fallen=1.0, opens_at=NOW),
            94,
            (
                "urgent",
                "the deal is worth $50,000",
                "their interest has fallen",
                "they can be called now",
                "open for 2 days",
            ),
        ),
    ],
)
def test_each_sign_adds_its_points(standing: Standing, points: float, reasons: tuple[str, ...]) -> None:
    """The weights of resources/calls.toml, the weightiest reason first."""
    rank = rank_of(standing, NOW)

    assert (rank.points, rank.reasons) == (points, reasons)


def test_of_equals_the_older_comes_first() -> None:
    older, newer, urgent = a_card(number=1, days=0), a_card(number=2), a_card("high", number=3)
    older = LeverageCard(older.id, older.trigger, older.urgency, older.title, NOW - HOUR, older.brief)
    ranked = [(one, rank_of(one, NOW)) for one in (a_standing(newer), a_standing(older), a_standing(urgent))]

    assert [standing.card.id.int for standing, _ in in_order(ranked)] == [3, 1, 2]


def _at(day: int, hour: int, minute: int = 0) -> datetime:
    """In November 2026, New York five hours behind UTC; the 24th is a Tuesday, the 26th Thanksgiving."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    "now, choice, back",
    [
        (_at(24, 18), Later.ONE_HOUR, _at(24, 19)),
        (_at(24, 17), Later.THIS_AFTERNOON, _at(24, 19)),  # 14:00 in New York
        (_at(24, 18), Later.TOMORROW_MORNING, _at(25, 16)),  # 09:00 there is 06:00 in Los Angeles: 08:00
        (_at(25, 18), Later.TOMORROW_MORNING, _at(27, 16)),  # over Thanksgiving
        (_at(25, 1, 30), Later.ONE_HOUR, _at(25, 16)),  # 18:30 in Los Angeles: the next morning
        (_at(24, 18), _at(28, 18), _at(30, 16)),  # a Saturday
    ],
)
def test_it_comes_back_within_their_hours(now: datetime, choice: Later | datetime, back: datetime) -> None:
    """By the rep's clock, moved into the working hours of whom they are to call."""
    assert later_at(choice, now, NEW_YORK, THERE) == back


@pytest.mark.parametrize("choice", [Later.THIS_AFTERNOON, _at(24, 19)])
def test_a_time_that_has_passed_is_refused(choice: Later | datetime) -> None:
    with pytest.raises(BadInput, match="has passed"):
        later_at(choice, _at(24, 19, 1), NEW_YORK, THERE)
