"""A word that speaks against a booking is enough: then we ask."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    "body",
    [
        "Any time before Friday at 11 is good.",
        "I'm around until Friday at 11.",
        "Fridays at 11 are usually good for me.",
        "Friday at 11 works for me but my partner isn't free, and he needs to be there.",
        "Friday at 11 works for Tom and me. Ann has the final say, though.",
        "Sounds good, but Ann has to sign off. Friday at 11 works for me.",
        "Freitag um 11 passt meinem Chef, mir nicht.",
        "Friday at 11 works. Never mind, just got called to a job.",
        "Friday at 11. Sorry, I mean 3.",
        "Friday works. 11 does not.",
        "Friday is great. 11 is when I pick up the kids though.",
        "Friday at 11 works, but in September",
        "Friday at 11 works the week of the 20th.",
        "Friday at 11, 90% sure",
        "Is Friday at 11 still open?",
        "Friday at 11? Hmm.",
        "Friday \U0001f44e",
        "Reminder: Board meeting Friday 11am",
        "I'm an hour ahead of you. Friday at 11 works.",
        "Friday at 11 works but only for 10 minutes",
        "Friday at 11 works, I have a hard stop at 11:15",
    ],
)
def test_what_speaks_against_it_is_asked_about(read, body):
    """Limits, others who decide, second thoughts, another hour, week or length, questions, notices."""
    analysis = read(body)

    assert analysis.selected_time is None
    assert not analysis.any_offered


@pytest.mark.parametrize(
    "body",
    [
        "Friday at 11 works, my partner can't make Wednesday.",
        "Friday at 11 it is, half an hour is perfect.",
        "Friday at 11 works. I have to be out of the building by 11:45, so let's start on time.",
        "Friday at 11 is good, no conflicts on my side.",
        "Friday at 11 works if you can keep it to 20 minutes.",
    ],
)
def test_what_only_looks_like_it_is_booked(read, context, body):
    """A reason, an end after the meeting, a wish to keep it short are no doubt about the time."""
    assert read(body).selected_time == context.proposed_times[2]
