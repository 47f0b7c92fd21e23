"""What of the memory holds for a request, and what the next decision makes of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

import pytest

from tests.builders import (
    DAY,
    HOUR,
    JOHN,
    MARY,
    NOW,
    OFFERS,
    a_prospect,
    a_request,
    a_standing,
    an_id,
    an_offered_request,
)
from xforce_desktop.replies.analysis import Constraint, ConstraintKind
from xforce_desktop.scheduling import codec, planning, turns
from xforce_desktop.scheduling.account_memory import MemoryEntry, MemoryKind
from xforce_desktop.scheduling.effects import FindSlots, RaiseLeverage, SlotPurpose
from xforce_desktop.scheduling.events import ActionDue, StandingChanged
from xforce_desktop.scheduling.machine import transition
from xforce_desktop.scheduling.request import (
    ActionType,
    HistoryEntry,
    MeetingRequest,
    MeetingType,
    NextAction,
    SmsConsent,
    State,
)
from xforce_desktop.scheduling.standing import news_of, standing_for

NEVER_MONDAY = Constraint(ConstraintKind.NEVER_WEEKDAY, weekday=0)
ONLY_MONDAY = Constraint(ConstraintKind.ONLY_WEEKDAY, weekday=0)
AFTER_3 = Constraint(ConstraintKind.NOT_BEFORE, clock=time(15))
AFTER_4 = Constraint(ConstraintKind.NOT_BEFORE, clock=time(16))
MORNINGS = Constraint(ConstraintKind.ONLY_PART, part="morning")


def an_entry(*limits: Constraint, contact: str = JOHN, **content: object) -> MemoryEntry:
    kept = {**content, "constraints": codec.CONSTRAINTS.dump(limits)} if limits else dict(content)
    return MemoryEntry(
        an_id(31), an_id(77), MemoryKind.CONSTRAINT, "Not on Mondays.", "John wrote it.", NOW, contact,
        content=kept,
    )  # fmt: skip


def test_what_is_somebodys_own_holds_where_they_are():
    """What is the company's, or the rep's word, holds for all; forgotten and silent entries for nobody."""
    entries = [
        an_entry(NEVER_MONDAY),
        an_entry(AFTER_3, contact=MARY),
        an_entry(MORNINGS, contact=MARY, for_company=True),
        an_entry(AFTER_4, contact=""),
        replace(an_entry(NEVER_MONDAY), forgotten_at=NOW),
        an_entry(),
    ]
    held = standing_for(a_request(), entries)
    assert [one.constraints for one in held] == [(NEVER_MONDAY,), (MORNINGS,), (AFTER_4,)]
    assert [one.contact for one in held] == [JOHN, "", ""]


def test_who_is_out_brings_nothing():
    """They do not come."""
    out = a_request(prospects=(a_prospect(left_out_reason="declined"), a_prospect(id=an_id(9), email=MARY)))
    assert standing_for(out, [an_entry(NEVER_MONDAY)]) == ()


@pytest.mark.parametrize(
    "own, standing, all_of_it",
    [
        ((), (NEVER_MONDAY,), (NEVER_MONDAY,)),
        ((AFTER_3,), (NEVER_MONDAY,), (AFTER_3, NEVER_MONDAY)),
        ((NEVER_MONDAY,), (NEVER_MONDAY,), (NEVER_MONDAY,)),
        ((ONLY_MONDAY,), (NEVER_MONDAY,), (ONLY_MONDAY,)),
        ((AFTER_4,), (AFTER_3,), (AFTER_4,)),
    ],
)
def test_what_they_say_now_goes_before_what_they_said(
    own: tuple[Constraint, ...], standing: tuple[Constraint, ...], all_of_it: tuple[Constraint, ...]
):
    """A day that they name now is open, of two hours the newer counts."""
    request = a_request(constraints=own, standing=(a_standing(constraints=standing),))
    assert planning.limits(request) == all_of_it


def test_a_wish_limits_only_where_wishes_are_asked_for():
    """Then other times are looked for if there are none."""
    request = a_request(standing=(a_standing(constraints=(MORNINGS,), is_wish=True),))
    assert planning.limits(request) == ()
    assert planning.limits(request, with_wishes=True) == (MORNINGS,)
    assert planning.has_wishes(request)


def test_barred_times_are_those_that_do_not_fit_whole():
    """On their clock: NOW is Monday, 9 AM there."""
    request = a_request(standing=(a_standing(0),))
    assert planning.barred(request, (NOW, NOW + DAY)) == (NOW,)
    assert planning.barred(a_request(), (NOW,)) == ()


def changed(request: MeetingRequest, weekday: int, **what: Any) -> Any:
    event = StandingChanged((a_standing(weekday),), ("They said so.",), **what)
    return transition(request, event, NOW)


def test_an_offer_that_has_not_left_is_made_anew():
    """Only if it names a barred time; nothing that is queued leaves."""
    waiting = a_request(
        state=State.PROPOSING,
        offered_times=OFFERS,
        next_action=NextAction(ActionType.SEND_OPTIONS, NOW + HOUR, "Try again."),
    )
    step = changed(waiting, 1)
    assert step.freezes
    assert (step.request.offered_times, step.request.next_action.type) == ((), ActionType.SEND_OPTIONS)
    assert [line.why for line in step.entries] == ["They said so."]
    unharmed = changed(waiting, 6)
    assert (unharmed.freezes, unharmed.request.offered_times) == (False, OFFERS)


def test_an_offer_that_they_have_seen_stands():
    """They may still take it; the next one keeps to what is known."""
    step = changed(an_offered_request(), 1)
    assert (step.freezes, step.request.offered_times) == (False, OFFERS)
    assert planning.limits(step.request)


def test_what_the_rep_takes_out_goes_from_the_conversation_too_and_comes_back():
    """It was said there; everything else that was said there stays."""
    request = an_offered_request(constraints=(NEVER_MONDAY, AFTER_3))
    without = transition(request, StandingChanged((), (), dropped=(NEVER_MONDAY,)), NOW).request
    assert without.constraints == (AFTER_3,)
    again = transition(without, StandingChanged((), (), restored=(NEVER_MONDAY,)), NOW).request
    assert set(again.constraints) == {NEVER_MONDAY, AFTER_3}


def test_news_are_told_with_their_source():
    """What came, what changed, what went; what was heard in the same conversation is told there already."""
    old = a_standing(0)
    new = a_standing(1, text="Not on Tuesdays.")
    other = a_standing(2, entry_id=an_id(901))
    assert news_of((), (old,)) == (f"Of what is known of them: {old.text} {old.source}",)
    assert news_of((old,), (new,))[0].startswith("Changed in what is known of them: Not on Tuesdays.")
    assert news_of((old,), (other,))[-1].startswith("Does not hold any more: Not on that day.")
    assert news_of((), (old,), heard_here=(old,)) == ()


# --- how they like to be reached ----------------------------------------------------------------------------

CONSENT = SmsConsent(date(2026, 1, 5), "web form")


def silent(
    channel: str, *, consent: bool = True, phone: str = "+16155550142", **changes: Any
) -> MeetingRequest:
    person = a_prospect(phone=phone, sms_consent=CONSENT if consent else None)
    wish = a_standing(constraints=(), channel=channel, text="Would rather be reached so.", contact=JOHN)
    history = (HistoryEntry("initial_sent", NOW - 3 * DAY, "", OFFERS),)
    return an_offered_request(
        prospects=(person,), standing=(wish,), history=history, **{"asks_since_reply": 1, **changes}
    )


def next_ask(request: MeetingRequest) -> tuple[str, list[str]]:
    step = transition(request, ActionDue(ActionType.FOLLOW_UP), NOW + timedelta(days=3))
    found = [one for one in step.effects if isinstance(one, FindSlots | RaiseLeverage)]
    way = "phone" if isinstance(found[0], RaiseLeverage) else str(found[0].purpose)
    return way, [line.why for line in step.entries]


def test_a_follow_up_goes_by_text_where_they_like_it_so():
    """And the log says who said it."""
    way, why = next_ask(silent("sms"))
    assert way == SlotPurpose.TEXT
    assert any("Would rather be reached so. John wrote it by mail on June 3, 2026." in one for one in why)


@pytest.mark.parametrize("missing", [{"consent": False}, {"phone": ""}], ids=["no consent", "no number"])
def test_without_consent_or_number_no_text_leaves(missing: dict[str, Any]):
    """Their wish is no consent."""
    assert next_ask(silent("sms", **missing))[0] == SlotPurpose.FOLLOW_UP


def test_two_texts_do_not_follow_each_other():
    """The ladder's own mail is between them."""
    request = silent("sms")
    texted = replace(request, history=(*request.history, HistoryEntry("sms_sent", NOW - DAY)))
    assert next_ask(texted)[0] == SlotPurpose.FOLLOW_UP


def test_who_would_rather_be_called_is_left_to_the_rep():
    """With a card, once; then the ladder goes on."""
    assert next_ask(silent("phone"))[0] == "phone"
    assert next_ask(silent("phone", asks_since_reply=2))[0] != "phone"


def test_an_ask_that_met_an_absence_is_followed_by_the_way_they_like():
    """It counts as none, and is no first mail for all that."""
    asked = turns.without_last_ask(silent("sms"))
    assert asked.asks_since_reply == 0
    assert next_ask(asked)[0] == SlotPurpose.TEXT


def test_who_would_rather_get_mail_gets_no_text():
    """The step of the ladder that is a text is a mail."""
    at_text = {"ladder_step": 2, "meeting_type": MeetingType.DEMO}
    assert next_ask(silent("", **at_text))[0] == SlotPurpose.TEXT
    assert next_ask(silent("email", **at_text))[0] != SlotPurpose.TEXT
