"""What is kept of a company while its meetings are arranged, and what its memory does to other requests."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.builders import (
    DAY,
    HOUR,
    JOHN,
    MARY,
    NOW,
    a_failure,
    a_prospect,
    a_reply,
    an_absence,
    an_analysis,
    another_prospect,
)
from tests.unit.scheduling.account_world import MONDAYS, NEVER_MONDAY, World
from xforce_desktop.replies.analysis import Intent, Mark, MarkRole, MessageKind, ReplyAnalysis
from xforce_desktop.replies.automatic import AbsenceCase
from xforce_desktop.scheduling import account_watch
from xforce_desktop.scheduling.account_memory import MemoryKind
from xforce_desktop.scheduling.events import (
    AttendeeReplaced,
    EventChangedByHand,
    MeetingBooked,
    RepCalled,
    RepCancelled,
    ReportedOutcome,
    RepReported,
)
from xforce_desktop.scheduling.new_request import check_new_request
from xforce_desktop.scheduling.request import Actor
from xforce_desktop.scheduling.standing import company_of


@pytest.fixture
def world() -> World:
    return World()


# --- activities ---------------------------------------------------------------------------------------------


def test_the_course_of_a_meeting_is_kept_in_our_words(world: World):
    """From the first mail to the meeting; nothing of what the mails say."""
    asked = world.ask()
    world.offer(asked)
    world.hear(asked, "Secret words", analysis=an_analysis(selected_time=NOW + DAY, new_text="Secret words"))
    world.engine.handle(asked, MeetingBooked(NOW + DAY, "event-1", "https://teams.example/join/1"))
    world.engine.handle(asked, RepCalled("They are silent", "Will come"))
    world.clock.set(NOW + DAY + 2 * HOUR)
    world.engine.handle(asked, RepReported(ReportedOutcome.HELD))
    kinds = sorted(kind for kind, _ in world.course())
    assert kinds == ["call", "email_received", "email_sent", "meeting_booked", "meeting_held"]
    said = [text for _, text in world.course()]
    assert "You asked John Smith for a meeting." in said
    assert "You called John Smith. You noted: “Will come”." in said
    assert not any("Secret" in text for text in said)


def test_a_mail_heard_by_two_requests_is_one_activity(world: World):
    """Also where the same news comes again."""
    one, other = world.ask(), world.ask()
    for request_id in (one, other, one):
        world.hear(request_id, "Which product is it about?")
    assert [kind for kind, _ in world.course()] == ["email_received"]


@pytest.mark.parametrize(
    "analysis, kind",
    [
        (an_absence(AbsenceCase.AWAY), "email_received"),
        (a_failure(), "email_received"),
        (ReplyAnalysis(MessageKind.OPT_OUT, None), "opt_out"),
    ],
)
def test_what_machines_say_and_a_wish_to_be_left_alone_are_activities(
    world: World, analysis: ReplyAnalysis, kind: str
):
    """Each by its own name."""
    asked = world.ask()
    world.hear(asked, "x", analysis=analysis)
    assert kind in [one for one, _ in world.course()]


def test_a_missed_and_a_called_off_meeting_are_activities(world: World):
    """What the rep does by hand, too."""
    asked = world.ask()
    world.offer(asked)
    world.hear(asked, "ok", analysis=an_analysis(selected_time=NOW + DAY))
    world.engine.handle(asked, MeetingBooked(NOW + DAY, "event-1", ""))
    world.engine.handle(asked, EventChangedByHand(NOW + 2 * DAY))
    world.clock.set(NOW + 2 * DAY + 3 * HOUR)
    world.engine.handle(asked, RepReported(ReportedOutcome.NO_SHOW))
    world.engine.handle(asked, RepCancelled())
    kinds = [kind for kind, _ in world.course()]
    assert {"meeting_moved", "meeting_missed", "meeting_cancelled"} <= set(kinds)


def test_without_a_company_nothing_is_kept(world: World):
    """There is nothing that it could be kept of."""
    fields = {
        "meeting_type": "demo",
        "context": "",
        "platform": "teams",
        "external": [{"address": "lone@some.example", "name": "Lone", "required": True}],
    }
    asked = world.engine.create(check_new_request(fields))
    world.hear(asked, MONDAYS, sender="lone@some.example", sender_name="Lone")
    assert world.memory("Some") == []


# --- what they say ------------------------------------------------------------------------------------------


def test_what_they_say_for_good_is_kept_with_its_source(world: World):
    """Who, when, in which message, in which words."""
    asked = world.ask()
    world.hear(asked, MONDAYS)
    (entry,) = world.memory()
    assert (entry.kind, entry.text, entry.contact) == (MemoryKind.CONSTRAINT, "Not on Mondays.", JOHN)
    assert entry.source == "John Smith wrote it by mail on June 8, 2026."
    assert entry.content["quote"] == "Never Mondays, I'm in the field"
    assert entry.content["message_id"] == f"mail-{MONDAYS}"
    assert entry.request_id == asked


@pytest.mark.parametrize(
    "changes",
    [
        {"is_certain": False},
        {"sender": "who@else.example", "sender_name": "Who"},
        {"analysis": replace(an_absence(AbsenceCase.AWAY), new_text=MONDAYS)},
        {"analysis": an_analysis(new_text=MONDAYS, marks=(Mark(0, 5, MarkRole.INSTRUCTION),))},
    ],
    ids=["uncertain", "another company", "automatic", "steering"],
)
def test_nothing_is_kept_of_others_and_of_machines(world: World, changes: dict[str, object]):
    """Only what one of theirs wrote, beyond doubt."""
    world.hear(world.ask(), MONDAYS, **changes)
    assert world.memory() == []


def test_a_colleague_limits_nobody_else(world: World):
    """An assistant's own Mondays are not John's; what is so at their company is kept all the same."""
    asked = world.ask()
    text = f"{MONDAYS} We use PestPac."
    world.hear(asked, text, sender="dana@acme.example", sender_name="Dana")
    assert [one.text for one in world.memory()] == ["They use PestPac."]


def test_the_same_said_again_is_one_entry(world: World):
    """In another request, in other words."""
    world.hear(world.ask(), MONDAYS)
    world.hear(world.ask(), "As I said, I never do Mondays.")
    assert [one.text for one in world.memory()] == ["Not on Mondays."]


def test_a_newer_limit_takes_the_place_of_the_older(world: World):
    """Of hours there is one at a time, and a day that is open is not barred any more."""
    world.hear(world.ask(), "I can only do after 3.")
    world.hear(world.ask(), "I can only do after 4.")
    world.hear(world.ask(), MONDAYS)
    world.hear(world.ask(), "As a rule I only meet on Mondays.")
    assert [one.text for one in world.memory()] == ["Not before 4:00 PM.", "Only on Mondays."]


def test_what_the_rep_took_out_stays_out_until_they_say_it_in_other_words(world: World):
    """The very same words were looked at already."""
    world.hear(world.ask(), MONDAYS)
    (entry,) = world.memory()
    with world.store.begin() as work:
        work.edit_memory(replace(entry, forgotten_at=NOW, edited_at=NOW, edited_by=Actor.USER))
        work.commit()
    world.hear(world.ask(), MONDAYS, message_id="another")
    assert world.memory() == []
    world.hear(world.ask(), "I don't do Mondays.")
    assert [one.text for one in world.memory()] == ["Not on Mondays."]


def test_what_their_own_words_took_out_may_be_said_again(world: World):
    """A contradiction is no word of the rep's."""
    for number, text in enumerate((MONDAYS, "As a rule I only meet on Mondays.", MONDAYS)):
        world.hear(world.ask(), text, message_id=f"mail-{number}")
    assert [one.text for one in world.memory()] == ["Not on Mondays."]


def test_what_one_said_of_themselves_may_be_said_of_all(world: World):
    """And then holds for all, also when they say it of themselves again."""
    for text in ("I never do Mondays.", "We never meet on Mondays.", "I don't do Mondays."):
        world.hear(world.ask(), text)
        (entry,) = world.memory()
    assert entry.is_for_all


def test_the_same_again_writes_nothing(world: World):
    """In whatever words."""
    world.hear(world.ask(), MONDAYS)
    (before,) = world.memory()
    world.hear(world.ask(), "I don't do Mondays.")
    assert world.memory() == [before]


def test_what_the_rep_notes_is_heard_by_every_open_request_at_once(world: World):
    """Those that were asked for before, too."""
    first = world.ask()
    world.ask(context="John never does Mondays.")
    assert [one.constraints for one in world.load(first).standing] == [(NEVER_MONDAY,)]


def test_a_note_bars_no_day_for_somebody_else(world: World):
    """Whose it is has to be said."""
    asked = world.ask(context="Talked to John. He never does Mondays. The owner never has time on Mondays.")
    assert world.load(asked).standing == ()


def test_what_the_rep_notes_in_a_request_is_kept_as_said_by_them(world: World):
    """Sentences about them only; what the meeting is for is no memory."""
    world.ask(context="Demo of the AI receptionist. John mentioned 15% call abandonment. He hates robots.")
    kept = {one.text: (one.kind, one.source) for one in world.memory()}
    said = "Said by you when you asked for the meeting, on June 8, 2026."
    assert kept == {
        "John mentioned 15% call abandonment.": (MemoryKind.PAIN_POINT, said),
        "He hates robots.": (MemoryKind.SENSITIVITY, said),
    }


# --- how they behave ----------------------------------------------------------------------------------------


def test_how_fast_they_answer_is_counted_and_kept_up_to_date(world: World):
    """From the second answer on, in one entry."""
    for index in range(3):
        asked = world.ask()
        world.offer(asked)
        world.clock.advance(timedelta(minutes=30))
        world.hear(asked, f"Which product, number {index}?")
    (entry,) = world.memory()
    assert (entry.kind, entry.text) == (MemoryKind.SCHEDULING, "Answers mails within the hour (3 answers).")
    assert entry.content["count"] == 3


def test_a_missed_meeting_is_counted(world: World):
    """Of those that came about."""
    asked = world.ask()
    world.offer(asked)
    world.hear(asked, "ok", analysis=an_analysis(selected_time=NOW + DAY))
    world.engine.handle(asked, MeetingBooked(NOW + DAY, "event-1", ""))
    world.clock.set(NOW + DAY + 3 * HOUR)
    world.engine.handle(asked, RepReported(ReportedOutcome.NO_SHOW))
    assert "Missed 1 of 1 meeting." in [one.text for one in world.memory()]


# --- what follows -------------------------------------------------------------------------------------------


def test_a_new_request_begins_with_what_is_known_and_says_so(world: World):
    """With who said it and when."""
    world.hear(world.ask(), MONDAYS)
    again = world.ask()
    assert [one.constraints for one in world.load(again).standing] == [(NEVER_MONDAY,)]
    said = "Of what is known of them: Not on Mondays. John Smith wrote it by mail on June 8, 2026."
    assert said in world.log(again)


def test_what_one_says_of_themselves_does_not_hold_for_a_colleague(world: World):
    """What they say of the company does; another company hears of neither."""
    world.hear(world.ask(), f"{MONDAYS} We never meet on Fridays.")
    mary, elsewhere = world.ask(MARY), world.ask("x@else.example", company="Else")
    assert [one.text for one in world.load(mary).standing] == ["Not on Fridays."]
    assert world.load(elsewhere).standing == ()


def test_a_request_under_way_hears_of_it_at_once(world: World):
    """It was said in another conversation."""
    other, asked = world.ask(), world.ask()
    world.hear(asked, MONDAYS)
    assert [one.text for one in world.load(other).standing] == ["Not on Mondays."]
    assert any("Not on Mondays." in line for line in world.log(other))


def test_somebody_new_in_a_request_brings_what_is_known_of_them(world: World):
    """And who is out of it takes it along."""
    world.hear(world.ask(), MONDAYS)
    asked = world.ask(MARY)
    world.engine.handle(asked, AttendeeReplaced(MARY, a_prospect()))
    assert [one.text for one in world.load(asked).standing] == ["Not on Mondays."]
    world.engine.handle(asked, AttendeeReplaced(JOHN, another_prospect()))
    assert world.load(asked).standing == ()


def test_who_opts_out_takes_their_memory_along(world: World):
    """Nothing of it is used any more, in no request."""
    asked, mary = world.ask(), world.ask(MARY)
    world.hear(asked, "We never meet on Fridays. We use PestPac.")
    assert [one.text for one in world.load(mary).standing] == ["Not on Fridays."]
    world.hear(asked, "stop", analysis=ReplyAnalysis(MessageKind.OPT_OUT, None))
    assert [one for one in world.memory() if one.contact == JOHN] == []
    assert world.load(mary).standing == ()


def test_who_is_erased_is_quoted_nowhere(world: World):
    """Not in the memory, not in the course, not in what requests go by, ended ones too."""
    asked, other, ended = world.ask(), world.ask(), world.ask(MARY)
    world.hear(asked, "We never meet on Fridays.")
    world.engine.handle(ended, RepCancelled())
    assert world.load(ended).standing
    with world.store.begin() as work:
        assert account_watch.erase(world.engine, work, JOHN) == 1
        work.commit()
    assert world.memory(include_forgotten=True) == []
    assert [world.load(one).standing for one in (asked, other, ended)] == [(), (), ()]
    assert not any("John" in said for _, said in world.course())


def test_a_killed_transaction_leaves_no_memory(world: World):
    """It is kept with the step or not at all."""
    asked = world.ask()
    with world.store.begin() as work:
        analysis = an_analysis(Intent.QUESTION, new_text=MONDAYS)
        world.engine.apply(work, asked, a_reply(analysis))
        company = work.company_id("Acme")
        assert [one.text for one in work.account_memory(company)] == ["Not on Mondays."]
    assert (world.memory(), world.course()) == ([], [])


def test_the_company_of_a_contact_stands_in_for_none(world: World):
    """A request without a company is the one's where they are known to work."""
    asked = world.ask()
    with world.store.begin() as work:
        request = replace(work.load(asked), company_id=None)
        assert company_of(work, request) == work.company_id("Acme")
