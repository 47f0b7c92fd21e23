"""The mail after a meeting is prepared in their tone, and filled in by the rep."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from xforce_desktop.messages.after_meeting import mail_after_meeting
from xforce_desktop.messages.assignment import Assignment
from xforce_desktop.messages.letter import Letter
from xforce_desktop.messages.lint import check

Build = Callable[..., Assignment]
PLACES = (
    "key_topic_discussed",
    "point_1",
    "point_2",
    "point_3",
    "next_step_1",
    "next_step_2",
    "next_milestone",
)


@pytest.mark.parametrize(
    "title",
    ["Owner", "Operations Manager", "Regional Manager", "VP Sales", "Lead Technician", "Office Manager"],
)
@pytest.mark.parametrize("seed", range(6))
def test_it_has_the_places_that_only_the_rep_can_fill(assign: Build, title: str, seed: int):
    """Opening, recap, next steps and closing, whatever the persona."""
    mail = mail_after_meeting(assign("confirmation", title=title, seed=seed))

    assert mail.places == PLACES
    assert mail.subject == "Great talking today - next steps for Acme Pest"


def test_it_greets_as_the_other_mails_do(assign: Build):
    """The first name, and the sign-off of the persona."""
    body = mail_after_meeting(assign("confirmation", title="Operations Manager")).body

    assert body.startswith("Hi John,\n")
    assert body.endswith("\nBest,\nBrent")


def test_an_unfilled_place_does_not_pass_the_lint(assign: Build):
    """Nothing with a place in it can leave as a letter."""
    mail = mail_after_meeting(assign("confirmation"))

    found = check(Letter("email", mail.subject, mail.body), assign("confirmation"))

    assert any("machine" in one for one in found)
