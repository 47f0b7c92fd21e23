"""The offline writer's letters could go out as they are."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from xforce_desktop.messages import when
from xforce_desktop.messages.assignment import Assignment, LetterKind, Proof
from xforce_desktop.messages.limits import inner_body, septets, words
from xforce_desktop.messages.model_letter import frame_for, letter_of
from xforce_desktop.messages.offline_writer import OfflineWriter
from xforce_desktop.messages.text_message import with_soft_line
from xforce_desktop.scheduling.reputation import softer_lines

Build = Callable[..., Assignment]
TITLES = ("Owner", "Operations Manager", "Regional Manager", "VP Sales", "Lead Technician", "Office Manager")
ZONES = (
    "America/New_York",
    "Pacific/Honolulu",
    "Asia/Kolkata",
    "America/Sao_Paulo",
    "Europe/London",
    "America/Los_Angeles",
)


@pytest.mark.parametrize("kind", list(LetterKind))
def test_the_same_seed_gives_the_same_letter(assign: Build, kind: LetterKind):
    """Six seeds give at least three letters."""
    one, two = (OfflineWriter().write(assign(kind.value, seed=5)) for _ in range(2))
    others = {OfflineWriter().write(assign(kind.value, seed=seed)).body for seed in range(6)}

    assert one == two
    assert len(others) > 2


@pytest.mark.parametrize(
    "kind, most",
    [
        ("initial", 150),
        ("follow_up", 75),
        ("confirmation", 50),
        ("reminder", 40),
        ("no_show", 60),
        ("de_escalate", 50),
        ("constraint", 50),
        ("social_proof", 99),
    ],
)
@pytest.mark.parametrize("title", TITLES)
def test_word_limits_hold(assign: Build, kind: str, most: int, title: str):
    """Counted without greeting and sign-off, the listed times in both zones included."""
    assignment = assign(kind, title=title, seed=len(title))

    assert words(inner_body(OfflineWriter().write(assignment).body, assignment)) <= most


@pytest.mark.parametrize("title", ["Owner", "VP Sales", "Regional Manager", "Lead Technician"])
@pytest.mark.parametrize("kind", ["initial", "follow_up", "confirmation", "reminder"])
def test_brief_personas_get_under_fifty_words(assign: Build, kind: str, title: str):
    """With three times in one zone there is no excuse."""
    assignment = assign(kind, title=title, sender_zone="America/New_York")

    assert words(inner_body(OfflineWriter().write(assignment).body, assignment)) < 50


@pytest.mark.parametrize("zone", [*ZONES, "Australia/Sydney", "America/Phoenix"])
def test_each_offer_is_listed_in_their_zone_with_ours_beside(assign: Build, zone: str):
    """All proposed times are in the first mail, in their order."""
    assignment = assign("initial", title="Operations Manager", zone=zone)
    lines = [line for line in OfflineWriter().write(assignment).body.splitlines() if line.startswith("• ")]

    assert [line.split(" (")[0] for line in lines] == [
        f"• {when.spoken(one, zone)}" for one in assignment.proposed_times
    ]
    for line, one in zip(lines, assignment.proposed_times, strict=True):
        beside = when.beside(one, zone, "America/Los_Angeles", brief=True).strip(" ()")
        assert beside in line


def test_an_offer_on_both_sides_of_the_clock_change(assign: Build):
    """Each line has the zone of its own day."""
    times = (datetime(2026, 3, 10, 15, tzinfo=UTC), datetime(2026, 3, 30, 15, tzinfo=UTC))
    assignment = assign(
        "initial", zone="Europe/London", proposed_times=times, now=datetime(2026, 3, 5, tzinfo=UTC)
    )
    letter = OfflineWriter().write(assignment)

    assert "March 10 at 3:00 PM GMT (8:00 AM PDT" in letter.body
    assert "March 30 at 4:00 PM BST (8:00 AM PDT" in letter.body
    assert letter.checks == ()


@pytest.mark.parametrize("title", TITLES)
def test_follow_ups_change_their_tone(assign: Build, title: str):
    """The third asks whether the timing is bad, the fourth whether it is of interest, and offers later."""
    for seed in range(2):
        third = OfflineWriter().write(assign("follow_up", title=title, attempt=3, seed=seed)).body.lower()
        fourth = OfflineWriter().write(assign("follow_up", title=title, attempt=4, seed=seed)).body.lower()
        assert any(word in third for word in ("bad", "timing"))
        assert any(word in fourth for word in ("interest", "make sense", "something you'd like"))
        assert "later" in fourth


def test_follow_ups_of_one_thread_differ(assign: Build):
    """Four follow-ups, four openings."""
    bodies = [
        OfflineWriter().write(assign("follow_up", attempt=attempt, seed=2)).body for attempt in (1, 2, 3, 4)
    ]

    assert len({body.split("\n\n")[1] for body in bodies}) == 4


@pytest.mark.parametrize(
    "count, said",
    [
        (1, ("come up", "came up", "got away")),
        (2, ("schedule", "to plan")),
        (3, ("now isn't", "isn't the moment")),
    ],
)
def test_no_show_mails_grow_softer(assign: Build, count: int, said: tuple[str, ...]):
    """The tone follows how often it happened, and never blames."""
    for seed in range(5):
        body = (
            OfflineWriter().write(assign("no_show", meeting={"no_show_count": count}, seed=seed)).body.lower()
        )
        assert any(one in body for one in said), body


@pytest.mark.parametrize(
    "kind, subject",
    [
        ("follow_up", "Re: Demo for Acme Pest"),
        ("counter", "Re: Demo for Acme Pest"),
        ("confirmation", "Confirmed: Demo - Tuesday, June 9 at 2:00 PM EDT"),
        ("reminder", "Reminder: Demo today at 2:00 PM EDT"),
        ("no_show", "Missed you today - let's reschedule"),
        ("champion_intro", "Quick favor - connecting with Susan Vance"),
        ("cancellation", "Cancelled: Demo - Tuesday, June 9 at 2:00 PM EDT"),
    ],
)
def test_subjects(assign: Build, kind: str, subject: str):
    """Each kind has the subject that its reader expects."""
    assert OfflineWriter().write(assign(kind)).subject == subject


@pytest.mark.parametrize("offered", [1, 2, 3])
@pytest.mark.parametrize("title", TITLES)
def test_other_times_are_not_called_near(assign: Build, title: str, offered: int):
    """What can be offered may be days from what they asked for."""
    times = assign("counter").proposed_times[:offered]
    for seed in range(6):
        body = OfflineWriter().write(assign("counter", title=title, seed=seed, proposed_times=times)).body
        assert not re.search(r"\b(clos(e|er|est)|near\w*)\b", body, re.IGNORECASE), body


def test_reply_marks_are_not_doubled(assign: Build):
    """ "RE: Fwd:" of the conversation becomes one "Re:"."""
    letter = OfflineWriter().write(assign("follow_up", meeting={"subject": "RE: Fwd: Demo times"}))

    assert letter.subject == "Re: Demo times"


def test_a_custom_meeting_is_called_by_its_title(assign: Build):
    """The title stands in the sentence; a title that is an internal note does not."""
    shown = OfflineWriter().write(
        assign("initial", meeting={"meeting_type": "custom", "title": "Kickoff workshop", "context": ""})
    )
    hidden = OfflineWriter().write(
        assign("initial", meeting={"meeting_type": "custom", "title": "Pricing push", "context": ""})
    )

    assert "kickoff workshop" in shown.body
    assert "pricing" not in f"{hidden.subject} {hidden.body}".lower()


@pytest.mark.parametrize(
    "title",
    ["Damage control", "Rescue call", "Win-back call", "Hard sell", "Churn save", "Sales call", "Last stand"],
)
def test_a_title_that_shows_what_we_want_of_them_is_not_said(assign: Build, title: str):
    """Only known words leave, as of the notes."""
    meeting = {"meeting_type": "custom", "title": title, "context": ""}
    letter = OfflineWriter().write(assign("initial", meeting=meeting))

    assert title.lower() not in f"{letter.subject} {letter.body}".lower()


@pytest.mark.parametrize(
    "title", ["Quarterly review", "Pilot kickoff", "Route planning session", "Site visit"]
)
def test_an_ordinary_title_is_said(assign: Build, title: str):
    """An occasion, or what it is about."""
    meeting = {"meeting_type": "custom", "title": title, "context": ""}

    assert title.lower() in OfflineWriter().write(assign("initial", meeting=meeting)).body.lower()


def test_a_group_is_greeted_by_name_and_the_silent_are_asked(assign: Build):
    """Both stand in the greeting; only the silent one is asked."""
    body = OfflineWriter().write(assign("ask_silent")).body

    assert body.startswith("Hey John and Mary,\n")
    assert "Mary, " in body.split("\n\n", 1)[1]


def test_notes_about_the_recipient_stay_inside(assign: Build):
    """Neither the remark nor its words reach the mail."""
    context = "Budget is weak and John is difficult. Push hard before quarter end."
    for kind in ("initial", "follow_up", "confirmation"):
        letter = OfflineWriter().write(assign(kind, meeting={"context": context}))
        assert not {"budget", "difficult", "push", "quarter"} & set(
            letter.body.lower().replace(",", " ").split()
        )
        assert letter.checks == ()


@pytest.mark.parametrize(
    "name, greeted",
    [
        ("Smith, John", "Hey John,"),
        ("Dr. Wei Chen", "Hey Dr. Chen,"),
        ("JOHN SMITH", "Hey John,"),
        ("", "Hey there,"),
        ("info@acme.example", "Hey there,"),
    ],
)
def test_names_are_used_as_people_use_them(assign: Build, name: str, greeted: str):
    """Order, case and titles of a name are put right for the greeting."""
    assert (
        OfflineWriter()
        .write(assign("initial", name=name, meeting={"context": ""}))
        .body.startswith(greeted + "\n")
    )


@pytest.mark.parametrize("name", ["John Smith", "José Ünal", "王小明", "Christopher Wolfeschlegelstein", ""])
@pytest.mark.parametrize("zone", ["America/New_York", "America/Argentina/Buenos_Aires"])
def test_text_messages_fit_one_segment(assign: Build, name: str, zone: str):
    """GSM-7, 160 characters, one time, whatever the name and zone."""
    late = datetime(2026, 9, 30, 16, 30, tzinfo=UTC)
    for attempt in (1, 2, 5):
        assignment = assign(
            "sms", name=name, zone=zone, attempt=attempt, proposed_times=(late, late + timedelta(days=1))
        )
        letter = OfflineWriter().write(assignment)
        assert (letter.channel, letter.subject, letter.checks) == ("sms", "", ())
        assert (septets(letter.body) or 999) <= 160
        assert letter.body.count("September 30") + letter.body.count("Sep 30") == 1


def test_a_text_after_a_no_show_does_not_blame(assign: Build):
    """It says that it is fine and offers one time."""
    assignment = assign(
        "sms", meeting={"no_show_count": 1, "scheduled_time": assign("sms").now - timedelta(hours=2)}
    )

    assert "o worries" in OfflineWriter().write(assignment).body


def test_a_proof_without_a_full_address_is_not_linked(assign: Build):
    """A path alone would be a broken link in a mail."""
    letter = OfflineWriter().write(
        assign("social_proof", proof=Proof("resource", "Missed calls calculator", "", "/tools/roi"))
    )

    assert "/tools" not in letter.body
    assert letter.checks == ()


@pytest.mark.parametrize("soft_line", softer_lines())
@pytest.mark.parametrize("attempt", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("name", ["John Smith", "Maximiliano-Bartholomew Featherstonehaugh"])
def test_a_softer_text_is_one_segment_and_no_last_try(assign: Build, soft_line: str, attempt: int, name: str):
    """The sentence stands in it, before a name that signs it; nothing is said of how often we tried."""
    for seed in range(5):
        letter = OfflineWriter().write(
            assign("sms", name=name, attempt=attempt, seed=seed, soft_line=soft_line)
        )
        assert letter.checks == ()
        assert soft_line in letter.body
        assert (septets(letter.body) or 999) <= 160
        assert "last" not in letter.body
        assert not letter.body.endswith(f"Brent {soft_line}"), letter.body


@pytest.mark.parametrize(
    "text, softer",
    [
        ("Would Friday work?", "Would Friday work? Later is fine too."),
        ("I have Friday open. Brent", "I have Friday open. Later is fine too. Brent"),
    ],
)
def test_the_softer_sentence_stands_before_the_name(text: str, softer: str):
    assert with_soft_line(text, "Later is fine too.", "Brent") == softer
    assert with_soft_line(text, "", "Brent") == text


def test_a_model_leaves_room_for_the_softer_sentence(assign: Build):
    """The program adds it to the text that a model worded, and takes it off what the model may use."""
    soft_line = "Later is fine too."
    plain, soft = (
        frame_for(one, OfflineWriter().write(one))
        for one in (assign("sms"), assign("sms", soft_line=soft_line))
    )

    letter = letter_of(("Would {{time}} work for you?",), soft)

    assert letter.body.endswith(f"work for you? {soft_line}")
    assert plain.characters - soft.characters == len(soft_line) + 1
