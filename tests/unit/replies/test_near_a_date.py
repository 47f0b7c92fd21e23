"""A number near a date is no place in our list: what lies after the first is not the first offer.

Nor is what they like less: there we may ask, but not book the wrong one.
"""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.reply_cases import context_of, message_of, short_cases
from xforce_desktop.replies.offline_analyst import OfflineAnalyst

CASE = next(case for case in short_cases() if len(case["proposed_times"]) == 3)


def booked(words: str) -> datetime | None:
    case = CASE | {"message": CASE["message"] | {"body": words}}
    return OfflineAnalyst().read(message_of(case), context_of(case)).selected_time


@pytest.mark.parametrize(
    "words",
    [
        "We're slammed right now. After the 1st please.",
        "Sometime past the 1st is better",
        "Around the 1st would be good",
        "Later than the 1st please",
        "Try me after the first.",
        "Not before the 2nd please",
        "I prefer the second over the first",
        "Any time after the second one works",
        "Once the 1st has passed we have time",
    ],
)
def test_nothing_is_booked(words: str) -> None:
    assert booked(words) is None


@pytest.mark.parametrize(
    "words",
    [
        "Let's do the 2nd",
        "The 2nd works for me",
        "Rather the second one than the first.",
    ],
)
def test_a_place_in_the_list_is_one(words: str) -> None:
    assert booked(words) == datetime.fromisoformat(CASE["proposed_times"][1])
