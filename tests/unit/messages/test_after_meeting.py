"""The mail after a meeting is prepared in their tone, and filled in by the rep."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from xforce_desktop.errors import BadInput
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


def test_filled_in_nothing_is_left(assign: Build):
    """Each place has its words; a point that is left empty takes its line with it."""
    mail = mail_after_meeting(assign("confirmation"))
    filled = mail.filled({**{name: f"the {name}".replace("_", " ") for name in PLACES}, "point_3": " "})

    assert filled.places == ()
    assert "• the point 2\n\n" in filled.body
    assert "•\n" not in filled.body + "\n"


def test_some_places_may_wait(assign: Build):
    """What is not given stays a place."""
    assert mail_after_meeting(assign("confirmation")).filled({"point_1": "Routing"}).places == tuple(
        name for name in PLACES if name != "point_1"
    )


def test_a_place_that_is_not_there_is_refused(assign: Build):
    """A wrong name would be lost words."""
    with pytest.raises(BadInput, match="point_9"):
        mail_after_meeting(assign("confirmation")).filled({"point_9": "x"})


def test_an_unfilled_place_does_not_pass_the_lint(assign: Build):
    """Nothing with a place in it can leave as a letter."""
    mail = mail_after_meeting(assign("confirmation"))

    found = check(Letter("email", mail.subject, mail.body), assign("confirmation"))

    assert any("machine" in one for one in found)
