"""What the invitation says and whom it invites."""

from __future__ import annotations

from sync.meeting_plan import plan_for
from tests.builders import MARY, OFFERS, a_prospect, an_agreed_request, another_prospect


def test_who_opted_out_is_not_invited():
    """Somebody left out gets no invitation either; the others do."""
    people = (a_prospect(), another_prospect(is_required=False, left_out_reason="opted out"))

    plan = plan_for(an_agreed_request(prospects=people), OFFERS[0])

    assert MARY not in dict(plan.required) | dict(plan.optional)
    assert a_prospect().email in dict(plan.required)


def test_the_notes_of_the_rep_stay_out():
    """The invited read the title and who comes, not the context."""
    request = an_agreed_request(context="Tire kicker, low budget")

    plan = plan_for(request, OFFERS[0])

    assert "budget" not in plan.subject + plan.body
