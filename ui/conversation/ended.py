"""Why a request ended as it did, in a few lines, for the end of its conversation. Knows no Qt."""

from __future__ import annotations

from dataclasses import dataclass

from xforce_desktop.scheduling.lessons import Postmortem
from xforce_desktop.scheduling.request import Outcome

HEADINGS = {
    Outcome.HELD: "It was held",
    Outcome.CANCELLED_BY_US: "You called it off",
    Outcome.CANCELLED_BY_THEM: "They called it off",
    Outcome.NO_SHOW: "They did not come",
    Outcome.RESCHEDULED: "It was moved",
    Outcome.GAVE_UP: "It did not come about",
}


@dataclass(frozen=True)
class EndedCard:
    """What worked, what failed and what is kept of it; each list may be empty."""

    heading: str
    figures: str
    worked: tuple[str, ...]
    failed: tuple[str, ...]
    kept: tuple[str, ...]


def ended_card(found: Postmortem | None) -> EndedCard | None:
    """None while it has not ended, or has just done so."""
    if found is None:
        return None
    kept = (*found.for_account, *found.for_meeting_type, *found.for_season)
    return EndedCard(HEADINGS[found.outcome], _figures(found), found.what_worked, found.what_failed, kept)


def _figures(found: Postmortem) -> str:
    asks = "1 ask" if found.total_attempts == 1 else f"{found.total_attempts} asks"
    days = found.days_until_booked
    booked = "" if days is None else ", booked the same day" if not days else f", booked after {_days(days)}"
    missed = {0: "", 1: ", missed once"}.get(found.no_shows, f", missed {found.no_shows} times")
    return f"{asks}{booked}{missed}"


def _days(number: int) -> str:
    return "1 day" if number == 1 else f"{number} days"
