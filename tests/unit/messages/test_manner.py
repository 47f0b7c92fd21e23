"""A rep's manner in letters: within the tone, kept over the thread, and nothing wrong in hundreds of them."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from sync.anthropic.commission import told_of
from tests.unit.messages import generated
from tests.unit.messages.generated import many
from xforce_desktop.errors import BadInput
from xforce_desktop.messages.assignment import Assignment, LetterKind, parse_assignment
from xforce_desktop.messages.habits import Habit, LearnedStyle, as_json, from_json, learned
from xforce_desktop.messages.letter import Letter
from xforce_desktop.messages.limits import greeting_for, inner_body, sign_off_for, words
from xforce_desktop.messages.lint import check
from xforce_desktop.messages.manner import NO_MANNER, WORDS, Manner, manner_from
from xforce_desktop.messages.manner_reading import contracts, manner_of_mail, prose_of, spells_out
from xforce_desktop.messages.model_letter import frame_for
from xforce_desktop.messages.offline_writer import OfflineWriter

Case = Callable[..., dict[str, Any]]
CHEERFUL = Manner(
    "hey", "dash", "first name", "cheers", "comma", "first name", "used", "used", "short", "minutes"
)
TWICE_EACH = 2 * len(LetterKind) * len(generated.TITLES)
FORMAL = Manner(
    *("hello", "comma", "first name", "kind regards", "comma", "full name"),
    *("avoided", "avoided", "standard", "minutes"),
)
TITLES = {
    "owner": "Owner",
    "executive": "VP Sales",
    "operations_manager": "Operations Manager",
    "technician": "Technician",
}


@pytest.fixture
def to(write_case: Case) -> Callable[..., Assignment]:
    """The assignment of a mail to somebody with a persona, by a rep with a manner."""

    def make(persona: str, manner: Manner = NO_MANNER, **more: Any) -> Assignment:
        plain = parse_assignment(write_case(kind="follow_up"))
        recipient = replace(plain.recipient, name="John Smith", title=TITLES[persona], persona="")
        sender = replace(plain.sender, name="Brent Lawson")
        return replace(plain, recipient=recipient, sender=sender, manner=manner, **more)

    return make


@pytest.mark.parametrize(
    "persona, manner, greeting, sign_off",
    [
        ("owner", NO_MANNER, "Hey John,", "Brent"),
        ("owner", CHEERFUL, "Hey John -", "Cheers,\nBrent"),
        ("owner", FORMAL, "Hey John,", "Brent"),
        ("operations_manager", NO_MANNER, "Hi John,", "Best,\nBrent"),
        ("operations_manager", CHEERFUL, "Hi John -", "Best,\nBrent"),
        ("operations_manager", FORMAL, "Hello John,", "Kind regards,\nBrent Lawson"),
        ("executive", NO_MANNER, "John,", "Brent"),
        ("executive", CHEERFUL, "John -", "Brent"),
        ("executive", FORMAL, "Hello John,", "Kind regards,\nBrent Lawson"),
        ("technician", NO_MANNER, "Hey John,", "Thanks!\nBrent"),
        ("technician", FORMAL, "Hey John,", "Thanks,\nBrent"),
        ("technician", Manner(greeting="hi", greeting_mark="exclamation"), "Hi John!", "Thanks!\nBrent"),
        ("executive", Manner(greeting_mark="exclamation"), "John,", "Brent"),
    ],
)
def test_the_persona_decides_and_the_habit_chooses_among_equals(
    to, persona: str, manner: Manner, greeting: str, sign_off: str
):
    """Casual forms reach no executive, formal ones no technician; the lint wants what the writer wrote."""
    assignment = to(persona, manner)

    letter = OfflineWriter().write(assignment)

    assert (greeting_for(assignment), sign_off_for(assignment)) == (greeting, sign_off)
    assert letter.body.startswith(f"{greeting}\n")
    assert letter.body.endswith(f"\n{sign_off}")
    assert letter.checks == ()
    other = Letter("email", letter.subject, letter.body.replace(greeting, "Greetings John,", 1))
    assert any(finding.startswith("greeting is not") for finding in check(other, assignment))


@pytest.mark.parametrize(
    "before, after",
    [(NO_MANNER, FORMAL), (FORMAL, NO_MANNER), (FORMAL, CHEERFUL), (CHEERFUL, FORMAL)],
)
@pytest.mark.parametrize("persona", sorted(TITLES))
def test_a_thread_keeps_what_it_began_with(to, persona: str, before: Manner, after: Manner):
    """Learned, forgotten or changed meanwhile: greeting and sign-off stay; texts do not count."""
    first = OfflineWriter().write(to(persona, before, kind=LetterKind.INITIAL))
    text = "Hi John, Brent here. Does Tuesday at 2 work?"

    later = to(persona, after, earlier=(text, first.body, text), attempt=2)

    letter = OfflineWriter().write(later)
    assert letter.checks == ()
    assert letter.body.splitlines()[0] == first.body.splitlines()[0]
    assert sign_off_for(later) == sign_off_for(to(persona, before))
    assert letter.body.endswith(f"\n{sign_off_for(later)}")


def test_what_the_rep_changed_by_hand_in_the_first_mail_stays(to):
    """They made "Hey" a "Hi" and put thanks under it."""
    first = OfflineWriter().write(to("owner")).body
    changed = first.replace("Hey John,", "Hi John,").removesuffix("Brent") + "Thanks,\nBrent"

    later = to("owner", earlier=(changed,), attempt=2)

    assert (greeting_for(later), sign_off_for(later)) == ("Hi John,", "Thanks,\nBrent")


@pytest.mark.parametrize("manner", [CHEERFUL, FORMAL], ids=["cheerful", "formal"])
def test_nothing_is_wrong_in_any_letter_of_a_rep_with_habits(manner: Manner):
    """Each kind of mail to each persona twice, in this manner."""
    writer, wrong = OfflineWriter(), []
    for number, plain in enumerate(many(1, TWICE_EACH)):
        assignment = replace(plain, manner=manner)
        letter = writer.write(assignment)
        if letter.checks:
            wrong.append((number, assignment.kind, letter.checks, letter.body))

    assert wrong == []


def test_sentences_follow_the_habit():
    """No contraction for who avoids them, fewer long forms for who uses them; no shouting, and shorter."""
    mails = (one for one in many(3, TWICE_EACH) if not one.kind.is_text)
    plain = [replace(one, zone_note="") for one in mails]  # a ready sentence, which comes in the manner
    formal, cheerful, neutral = (
        [inner_body(OfflineWriter().write(a).body, a) for a in (replace(one, manner=m) for one in plain)]
        for m in (FORMAL, replace(CHEERFUL, exclamations="avoided"), NO_MANNER)
    )
    contracted = [sum(contracts(body) for body in bodies) for bodies in (formal, neutral, cheerful)]
    print("mails with a contraction:", contracted, "of", len(plain))

    assert contracted[0] == 0 < contracted[1]
    assert sum(map(spells_out, cheerful)) < sum(map(spells_out, neutral))
    assert sum("!" in body for body in cheerful) < sum("!" in body for body in neutral)
    assert sum(map(words, cheerful)) < sum(map(words, neutral))


def test_a_rep_who_writes_minutes_gets_minutes(to):
    """Only where the tone has "min" at all."""
    texts = [
        OfflineWriter().write(replace(to("owner", manner, kind=LetterKind.INITIAL), seed=seed)).body
        for manner in (NO_MANNER, CHEERFUL)
        for seed in range(40)
    ]

    assert any(" min " in text or " min\n" in text or " min?" in text for text in texts[:40])
    assert not any(" min " in text or " min\n" in text or " min?" in text for text in texts[40:])


def test_claude_is_told_words_of_ours_and_no_others(to):
    """Three habits from closed lists; nothing at all where nothing is known."""
    silent, formal = (
        told_of(frame_for(one, OfflineWriter().write(one))) for one in (to("owner"), to("owner", FORMAL))
    )

    assert "writer_habits" not in silent
    assert formal["writer_habits"] == {
        "contractions": "avoided",
        "exclamations": "avoided",
        "length": "standard",
    }


@pytest.mark.parametrize(
    "text, shown",
    [
        ("Hi John - are you free? I'm around.\n\nThanks, Brent", {"greeting": "hi", "greeting_mark": "dash"}),
        (
            "Karen,\n\nWe will be there.\n\nBest,\nBrent Lawson",
            {"greeting": "name", "signed_as": "full name"},
        ),
        ("Thanks,\n\nI'll do that.\n\nBrent", {"greeting": None, "sign_off": "none"}),
        ("Good morning John,\nYes.\nThank you,\nBrent", {"greeting": "other", "sign_off": "thank you"}),
        ("Hi all,\n\nThanks for the call.\n\n- Brent", {"greeted_as": "other", "sign_off": "none"}),
        ("Hey Mary and Sue,\nSee you.\nCheers!\nB", {"greeted_as": "first name", "sign_off": "cheers"}),
        ("Hi Mr. Smith,\n\nI do not know.\n\nRegards", {"greeted_as": "other", "signed_as": "none"}),
        ("Hello John Smith:\nNot yet.\nBrent", {"greeted_as": "full name", "greeting_mark": "colon"}),
        ("Best of luck.\n\nBest\nBrent", {"sign_off": "best", "signed_as": "first name"}),
        ("Great, 20 min then.\n\nIt is 30 minutes.", {"greeting": None, "contractions": "avoided"}),
    ],
)
def test_what_one_mail_shows(text: str, shown: dict[str, str]):
    known = manner_of_mail(text, "Brent Lawson").known()

    assert {name: known.get(name) for name in shown} == shown
    assert all(word in WORDS[name] for name, word in known.items())


HI, BEST = "Hi John,\n\nIt works for me.\n\n", "\n\nBest,\nBrent"
AS_EVER = {"greeting": "hi", "greeted_as": "first name", "sign_off": "best", "signed_as": "first name"}


@pytest.mark.parametrize(
    "text, shown",
    [
        (f"{HI}Best,\nBrent Lawson, CPA\nAE", AS_EVER | {"signed_as": "full name"}),
        (
            f"{HI}Best,\nBrent Lawson | Account Executive | XForce",
            AS_EVER | {"signed_as": "full name", "exclamations": "avoided"},
        ),
        (f"{HI}Best,\nBren", AS_EVER | {"signed_as": None}),
        (f"{HI}Thanks in advance!\n\nBest,\nBrent", AS_EVER | {"exclamations": "avoided"}),
        (f"{HI}Warmly,\nBrent", AS_EVER | {"sign_off": None}),
        ("Hi John,\n\nIs it set? Thanks in advance,\nBrent", AS_EVER | {"sign_off": None}),
        (f"{HI}Sent from my iPhone", AS_EVER | {"sign_off": None, "signed_as": None}),
        (f"hi john,\n\nIt works.{BEST}", AS_EVER),
        (f"Hi John.\n\nIt works.{BEST}", AS_EVER | {"greeting_mark": "none"}),
        (f"Hi John -- it works.{BEST}", AS_EVER | {"greeting_mark": "dash"}),
        (f"Hi John and team,\n\nIt works.{BEST}", AS_EVER),
        (f"Hi Mr. van den Berg,\n\nIt works.{BEST}", AS_EVER | {"greeted_as": "other"}),
        (f"Hi van der Berg,\n\nIt works.{BEST}", AS_EVER | {"greeted_as": "full name"}),
        (f"Tuesday,\n\nif it works.{BEST}", AS_EVER | {"greeting": None, "greeted_as": None}),
        ("Yes, works for me.", {"greeting": None, "sign_off": None, "length": "short"}),
    ],
)
def test_mails_as_they_are_written(text: str, shown: dict[str, str | None]):
    """A sign-off or name of another kind says nothing, and is not taken for none."""
    known = manner_of_mail(text, "Brent Lawson").known()

    assert {name: known.get(name) for name in shown} == shown
    if "Warmly" in text or "|" in text or "iPhone" in text:
        assert prose_of(text, "Brent Lawson") == "It works for me."


@pytest.mark.parametrize(
    "text",
    [
        "Guten Tag Herr Schmidt,\n\nich schicke es Ihnen und melde mich.\n\nMit freundlichen Grüßen\nBrent",
        "Hallo Sven,\n\nja, gern!\n\nViele Grüße\nBrent",
        "Hi Sven,\n\ndas passt mir gut.\n\nLG Brent",
        "Bonjour Marie,\n\nje vous envoie le plan demain.\n\nCordialement,\nBrent",
        "Hi John,",
        "",
    ],
)
def test_mails_in_other_languages_and_empty_ones_say_nothing(text: str):
    assert manner_of_mail(text, "Brent Lawson") == NO_MANNER


def test_a_monstrous_line_takes_no_time():
    """Blanks, names and signs by the ten thousand."""
    began = time.process_time()
    for line in (
        f"Hi{' ' * 50_000}x",
        "Aaaa " * 20_000 + "1",
        "Hi " + "A'a" * 20_000,
        f"x\nBest{',' * 50_000}x",
    ):
        manner_of_mail(line, "Brent Lawson")

    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    "text",
    [
        *("{", "[]", "3", '{"mails": 1}', '{"at": "soon", "mails": 1, "habits": []}'),
        '{"at": "2026-06-08", "mails": 1, "habits": []}',
        '{"at": "2026-06-08T00:00:00+00:00", "mails": 1, "habits": [{"name": "greeting"}]}',
    ],
)
def test_a_record_that_is_none_is_nothing(text: str):
    """It stops no letter."""
    assert from_json(text) is None


@pytest.mark.parametrize(
    "mails, of, is_settled",
    [(15, 15, True), (14, 14, False), (9, 15, True), (8, 15, False), (60, 101, False)],
)
def test_a_habit_needs_evidence(mails: int, of: int, is_settled: bool):
    assert Habit("greeting", "hi", mails, of).is_settled is is_settled


def test_the_record_holds_only_words_of_the_lists():
    """Written and read again it is the same; what is on no list says nothing."""
    chance = random.Random(4)
    shown = [
        manner_from({name: chance.choice(sorted(words)) for name, words in WORDS.items()}) for _ in range(50)
    ]
    style = learned(shown, datetime(2026, 6, 8, tzinfo=UTC))
    foreign = replace(style, habits=(*style.habits, Habit("sign_off", "Yours, Brent", 40, 40)))

    assert from_json(as_json(style)) == style
    assert from_json(as_json(foreign)) == style
    assert LearnedStyle(style.at, 0).manner == NO_MANNER


def test_a_case_of_write_may_name_a_manner(write_case: Case):
    """From the closed lists, or it is refused by name."""
    case = write_case(manner={"greeting": "hello"})
    assert parse_assignment(case).manner == Manner(greeting="hello")

    with pytest.raises(BadInput, match=r"manner\.greeting"):
        parse_assignment(write_case(manner={"greeting": "yo"}))
