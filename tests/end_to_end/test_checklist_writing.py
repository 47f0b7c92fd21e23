"""The specification's checklists "Persona & Tone", "Social Proof" and "Champion Leverage", on the whole way
from the command line to the mail that leaves. How single sentences sound is in tests/unit/messages."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest

from tests.end_to_end.walk import JOHN, THEIR_ZONE, Json, Walk, a_form, as_they_say, new_text, offered_in

APRIL = datetime(2027, 4, 5, 9, 30, tzinfo=THEIR_ZONE)  # a Monday, a normal season in Tennessee
MARY = "mary@acmepest.example"
SUSAN = "susan@acmepest.example"
FAMILY = "A family-owned company with 12 trucks cut its missed calls from 18% to 3%"
BRANCHES = "An operator with eight branches automated the scheduling of all of them"
STAT = "34% of pest control calls come after business hours"
GREETINGS = {
    "Owner": ("Hey John,", "Brent"),
    "VP Sales": ("John,", "Brent"),
    "Operations Manager": ("Hi John,", "Best,\nBrent"),
    "Regional Manager": ("Hi John,", "Thanks,\nBrent"),
    "Office Manager": ("Hi John,", "Thanks,\nBrent"),
    "Lead Technician": ("Hey John,", "Thanks!\nBrent"),
}


# --- Persona & Tone -----------------------------------------------------------------------------------------


def test_each_title_gets_its_tone(walk: Walk) -> None:
    """ "Persona detection works for common titles", and the greeting and the sign-off that go with each."""
    walk.sandbox.begin_at(APRIL)
    for number, title in enumerate(GREETINGS):
        start, week = APRIL + number * timedelta(days=7), timedelta(days=5)  # no slot is offered twice
        wanted = {"range": {"start": start.isoformat(), "end": (start + week).isoformat()}}
        person = _john(address=f"john{number}@acmepest.example", title=title)
        walk.create(a_form(external=[person], preferences=wanted | {"timezone": "America/New_York"}))
    walk.do("tick")
    for request_id, (greeting, sign_off) in zip(walk.ids, GREETINGS.values(), strict=True):
        (waiting,) = walk.show(request_id)["waiting"]
        assert waiting["body"].startswith(f"{greeting}\n")
        assert waiting["body"].rstrip().endswith(f"\n{sign_off}")


def test_persona_override_applies_when_set(walk: Walk) -> None:
    """ "Persona override applies when set": the rep's judgement beats the title, until it is taken back."""
    walk.sandbox.begin_at(APRIL)
    walk.do("contacts", "add", JOHN, "--name", "John Smith", "--title", "Owner", "--company", "Acme Pest")
    listed = walk.do("contacts", "tone", JOHN, "executive", "--reason", "He writes in single lines")
    assert [(one["tone"], one["tone_is_set"], one["reason"]) for one in listed] == [
        ("executive", True, "He writes in single lines")
    ]
    walk.create(a_form(external=[_john(title="Owner")]))
    walk.tick()
    assert walk.show()["waiting"][0]["body"].startswith("John,\n")

    (back,) = walk.do("contacts", "tone", JOHN, "by-title")
    assert (back["tone"], back["tone_is_set"], back["reason"]) == ("owner", False, "")
    walk.create(a_form(external=[_john(title="Owner")]))
    walk.tick()
    assert walk.show()["waiting"][0]["body"].startswith("Hey John,\n")


def test_the_tone_is_kept_over_the_thread(walk: Walk) -> None:
    """First mail, follow-up, other times, confirmation: one greeting and one sign-off."""
    walk.sandbox.begin_at(APRIL)
    walk.start(_short_form(external=[_john(title="Owner")]))
    walk.pass_to_next_action()
    walk.say("None of these work for me, could you offer something the week after?")
    walk.say(f"{as_they_say(offered_in(walk.sandbox.sent()[-1])[0])} works.")

    mails = [new_text(mail) for mail in walk.sandbox.sent()]
    assert len(mails) == 4
    for text in mails:
        assert text.startswith("Hey John,\n")
        assert text.rstrip().endswith("\nBrent")


@pytest.mark.parametrize(
    "month, industry, said",
    [
        (4, "", "swarm season"),
        (4, "Software", ""),
        (7, "Pest control", "summer is your busiest"),
        (12, "", "before spring"),
        (10, "", ""),
    ],
)
def test_a_follow_up_knows_their_season(walk: Walk, month: int, industry: str, said: str) -> None:
    """The specification's line of the season, at most once in a thread, and only to that trade."""
    walk.sandbox.begin_at(datetime(2027, month, 7, 9, 30, tzinfo=THEIR_ZONE))
    company = {"name": "Acme Pest", "state": "GA", "industry": industry}
    walk.start(_short_form(company=company, external=[_john(title="Operations Manager")]))
    walk.pass_to_next_action()
    walk.pass_to_next_action()

    mails = [_flat(new_text(mail)) for mail in walk.sandbox.sent()]
    lines = ("swarm season", "summer is your busiest", "before spring hits")
    told = [line for text in mails for line in lines if line in text]
    assert len(told) <= 1
    assert all(said and said in line for line in told)
    if said:
        assert told, mails


# --- Social Proof -------------------------------------------------------------------------------------------


def test_proof_is_injected_from_the_second_ask_on_and_never_twice(walk: Walk) -> None:
    """ "Social proof injected on attempts 2-4" and "Same proof not repeated in thread"."""
    walk.sandbox.begin_at(APRIL)
    _keep(walk, content=FAMILY, type="case_study")
    walk.start(_short_form())
    walk.pass_to_next_action()
    walk.pass_to_next_action()

    mails = [new_text(mail) for mail in walk.sandbox.sent()]
    assert [_flat(FAMILY) in _flat(text) for text in mails] == [False, True, False]
    assert len(mails[1].split()) < 115, "a hundred words and the times"
    assert walk.sandbox.sent()[1]["in_reply_to"] == walk.sandbox.sent()[0]["message_id"]
    walk.check_one_conversation()


def test_another_proof_follows_the_first(walk: Walk) -> None:
    """Two that suit: each once."""
    walk.sandbox.begin_at(APRIL)
    _keep(walk, content=FAMILY, type="case_study")
    _keep(walk, content=STAT, type="stat", source="A benchmark of ours")
    walk.start(_short_form())
    walk.pass_to_next_action()
    shown = walk.pass_to_next_action()

    said = [_flat(new_text(mail)) for mail in walk.sandbox.sent()]
    assert sum(_flat(FAMILY) in text for text in said) == 1
    assert sum(_flat(STAT) in text for text in said) == 1
    assert [use["attempt_number"] for use in shown["proofs"]] == [2, 3]


def test_the_proof_matches_the_company(walk: Walk) -> None:
    """ "Proof selected matches company profile": by trade, size and ownership; none where none suits."""
    walk.sandbox.begin_at(APRIL)
    _keep(
        walk,
        content=BRANCHES,
        type="case_study",
        relevant_for={"ownership": ["pe_backed"], "least_employees": 50},
    )
    _keep(
        walk,
        content=FAMILY,
        type="case_study",
        relevant_for={"industries": ["Pest control"], "most_employees": 49},
    )
    small = {"name": "Acme Pest", "state": "TN", "industry": "pest_control", "employees": 14}
    walk.start(_short_form(company=small | {"ownership": "family"}))
    walk.pass_to_next_action()
    assert _flat(FAMILY) in _flat(new_text(walk.sandbox.sent()[1]))
    walk.pass_to_next_action()
    assert _flat(BRANCHES) not in _flat(new_text(walk.sandbox.sent()[2]))


def test_proof_usage_and_conversion_are_tracked(walk: Walk) -> None:
    """ "Proof usage tracked for conversion": what was sent to whom, whether they answered, whether it was
    booked; one that was not answered counts against it."""
    walk.sandbox.begin_at(APRIL)
    proof = _keep(walk, content=FAMILY, type="case_study")
    walk.start(_short_form())
    shown = walk.pass_to_next_action()
    (use,) = shown["proofs"]
    assert (use["social_proof_id"], use["attempt_number"]) == (proof, 2)
    assert (use["led_to_response"], use["led_to_scheduling"]) == (None, None)
    assert _figures(walk) == (1, 0, 0, 0.0)

    shown = walk.say(f"{as_they_say(offered_in(walk.sandbox.sent()[-1])[0])} works for me.")
    assert shown["proofs"][0]["led_to_response"] is True
    walk.answer_invitation("accepted")
    walk.settle()
    assert walk.show()["proofs"][0]["led_to_scheduling"] is True
    assert _figures(walk) == (1, 1, 1, 1.0)

    first = walk.id
    other = _john(address="peter@other.example", name="Peter Hill")
    walk.create(_short_form(company={"name": "Other Pest", "state": "TN"}, external=[other]))
    walk.tick()
    walk.do("request", "approve", walk.id)
    walk.settle()
    assert walk.id != first
    walk.pass_until(datetime.fromisoformat(walk.show()["next_action"]["at"]) + timedelta(minutes=1))
    assert walk.show()["proofs"], "the library's only proof suits them too"
    walk.do("request", "cancel", walk.id)
    assert walk.show()["proofs"][0]["led_to_scheduling"] is False
    assert _figures(walk) == (2, 1, 1, 0.5)


def test_a_claim_without_a_source_is_not_kept(walk: Walk) -> None:
    """What goes out under the rep's name needs somebody who said it; a retired one is sent no more."""
    refused = walk.run("proofs", "add", stdin=json.dumps({"type": "stat", "content": STAT}))
    assert refused.status == 2
    assert "needs its source" in refused.stderr
    proof = _keep(walk, content=FAMILY, type="case_study")
    assert walk.do("proofs", "retire", proof)[0]["is_active"] is False
    walk.start(_short_form())
    walk.pass_to_next_action()
    assert _flat(FAMILY) not in _flat(new_text(walk.sandbox.sent()[1]))


# --- Champion Leverage --------------------------------------------------------------------------------------


def test_champion_is_identified_for_the_company(walk: Walk) -> None:
    """ "Champion identified for company": whom the rep named, one at a time."""
    _champion(walk)
    walk.create(_short_form())
    assert walk.show()["champion"] == {"address": MARY, "name": "Mary Jones", "may_be_copied": True}
    walk.do("contacts", "add", SUSAN, "--name", "Susan Vance", "--company", "Acme Pest")
    walk.do("contacts", "champion", SUSAN)
    assert walk.show()["champion"] == {"address": SUSAN, "name": "Susan Vance", "may_be_copied": False}
    walk.do("contacts", "champion", SUSAN, "--no")
    assert walk.show()["champion"] is None


def test_champion_is_copied_in_after_two_failed_attempts(walk: Walk) -> None:
    """ "Champion CC'd after 2 failed attempts": in the third ask, by name, in the same conversation."""
    walk.sandbox.begin_at(APRIL)
    _champion(walk)
    walk.start(_short_form())
    walk.pass_to_next_action()
    shown = walk.pass_to_next_action()

    copied = [mail["cc"] for mail in walk.sandbox.sent()]
    assert copied == [[], [], [MARY]]
    assert "Mary" in new_text(walk.sandbox.sent()[2])
    assert walk.sandbox.sent()[2]["to"] == [JOHN]
    assert any("copied in" in action["why"] for action in shown["actions"])
    walk.check_one_conversation()


@pytest.mark.parametrize("leave, is_out", [(False, False), (True, True)])
def test_champion_is_not_copied_in_without_leave(walk: Walk, leave: bool, is_out: bool) -> None:
    """Only who agreed to it, and has not asked to hear nothing."""
    walk.sandbox.begin_at(APRIL)
    _champion(walk, leave=leave)
    if is_out:
        walk.do("opt-outs", "add", MARY, "--reason", "She asked me on the phone")
    walk.start(_short_form())
    walk.pass_to_next_action()
    walk.pass_to_next_action()
    assert [mail["cc"] for mail in walk.sandbox.sent()] == [[], [], []]


def test_champion_is_not_copied_in_on_their_own_scheduling(walk: Walk) -> None:
    """ "Champion not CC'd on their own scheduling"."""
    walk.sandbox.begin_at(APRIL)
    _champion(walk)
    walk.start(_short_form(external=[_john(address=MARY, name="Mary Jones")]))
    walk.pass_to_next_action()
    walk.pass_to_next_action()
    assert [(mail["to"], mail["cc"]) for mail in walk.sandbox.sent()] == [([MARY], [])] * 3


def test_an_introduction_is_asked_for_executive_meetings(walk: Walk) -> None:
    """ "'Ask for intro' email generated for exec meetings": at once, to the champion alone, and apart from
    the conversation with the executive. Their answer is the rep's to read; it books nothing."""
    walk.sandbox.begin_at(APRIL)
    _champion(walk, leave=False)
    executive = _john(address=SUSAN, name="Susan Vance", title="CEO")
    walk.create(a_form(meeting_type="exec_review", duration_minutes=30, external=[executive]))
    walk.tick()
    assert len(walk.show()["waiting"]) == 2
    walk.do("request", "approve", walk.id)
    walk.settle()

    first, asked = sorted(walk.sandbox.sent(), key=lambda mail: mail["to"] == [MARY])
    assert (first["to"], first["cc"]) == ([SUSAN], [])
    assert (asked["to"], asked["cc"]) == ([MARY], [])
    assert asked["subject"] == "Quick favor - connecting with Susan Vance"
    assert "having trouble" not in asked["body"], "nobody has been asked before"
    assert not offered_in(asked)
    assert asked["conversation_id"] != first["conversation_id"]
    shown = walk.show()
    assert (shown["attempt_count"], shown["email_thread_id"]) == (1, first["conversation_id"])

    walk.reply("Sure, sounds good, happy to help!", to=asked, sender=f"Mary Jones <{MARY}>")
    walk.settle()
    shown = walk.show()
    assert shown["requires_human_review"]
    assert walk.sandbox.events() == []
    assert len(walk.sandbox.sent()) == 2


def test_no_introduction_is_asked_for_other_meetings(walk: Walk) -> None:
    """A demo of the same company goes without."""
    walk.sandbox.begin_at(APRIL)
    _champion(walk)
    walk.start(_short_form())
    assert [mail["to"] for mail in walk.sandbox.sent()] == [[JOHN]]


def _john(**changes: str) -> Json:
    return {"address": JOHN, "name": "John Smith", "timezone": "America/Chicago"} | changes


def _short_form(**changes: object) -> Json:
    """A meeting that cannot become shorter, so that each ask is a follow-up."""
    return a_form(duration_minutes=15, internal=[], **changes)


def _keep(walk: Walk, **proof: object) -> str:
    return str(walk.do("proofs", "add", stdin=json.dumps(proof))[-1]["id"])


def _figures(walk: Walk) -> tuple[int, int, int, float]:
    (one,) = walk.do("proofs", "list")
    return one["times_used"], one["answered"], one["booked"], one["conversion_rate"]


def _champion(walk: Walk, *, leave: bool = True) -> None:
    walk.do("contacts", "add", MARY, "--name", "Mary Jones", "--title", "COO", "--company", "Acme Pest")
    walk.do("contacts", "champion", MARY, *(["--may-be-copied"] if leave else []))


def _flat(text: str) -> str:
    """Lines of a mail are wrapped."""
    return " ".join(text.split())
