# ruff: noqa: E501  # notes as they are typed
"""A brief says what is so: who decides, whom a pronoun means, who comes, which deal and meeting is meant."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.builders import DAY, an_id
from tests.unit.prep.scenarios import COMPANY_ID, OCTOBER, Guest, Scenario, brief_of, store_of
from tests.unit.prep.test_their_words import JOHN, MARY, PLAIN, texts
from xforce_desktop.crm.records import Deal
from xforce_desktop.ids import RequestId
from xforce_desktop.prep.brief import write
from xforce_desktop.prep.fresh import changes
from xforce_desktop.prep.remarks import Remark, decider_in
from xforce_desktop.prep.sources import gather
from xforce_desktop.scheduling.account_memory import MemoryKind
from xforce_desktop.scheduling.briefs import Part, PrepBrief
from xforce_desktop.scheduling.request import InviteStatus, MeetingRequest, MeetingType, Outcome, State
from xforce_desktop.scheduling.unit_of_work import UnitOfWork

YES = "Success: John says yes to a short pilot with a start date."
BRINGS = "Success: John wants it and brings whoever decides into a next call that has a date."
UNKNOWN = "Success: you know who decides, and the next step has a date."


@pytest.mark.parametrize(
    "note, success",
    [
        ("John decides.", YES),
        ("John Smith makes the final call.", YES),
        ("John runs the shop. He decides.", YES),
        ("John is the decision maker.", YES),
        ("John mentioned that his wife decides.", BRINGS),
        ("His brother Johnny decides.", BRINGS),
        ("John says the owner signs off on everything.", BRINGS),
        ("Their CFO Pete approves what John wants.", BRINGS),
        ("They decide in June.", UNKNOWN),
        ("John decides on a date tomorrow.", UNKNOWN),
        ("Nobody decides before June, says John.", UNKNOWN),
    ],
)
def test_who_decides_is_the_subject_of_the_verb(note: str, success: str) -> None:
    brief = brief_of(replace(PLAIN, context=note))

    assert texts(brief, Part.MEETING_OBJECTIVE)[1] == success


@pytest.mark.parametrize(
    "said, success", [("I make the final decision.", YES), ("We will decide in June.", UNKNOWN)]
)
def test_who_writes_i_decides(said: str, success: str) -> None:
    brief = brief_of(replace(PLAIN, said=((1, 0, said),)))

    assert texts(brief, Part.MEETING_OBJECTIVE)[1] == success


def test_a_name_within_a_name_is_somebody_else() -> None:
    brief = brief_of(replace(PLAIN, guests=(Guest("Al Reyes"),), context="His brother Alan decides."))

    assert "brings whoever decides" in texts(brief, Part.MEETING_OBJECTIVE)[1]


def test_nobody_of_them_by_name_is_nobody() -> None:
    assert decider_in(Remark("We decide on this together.", "John", True, frozenset(), 1)) == ""


@pytest.mark.parametrize(
    "note, point",
    [
        ("Mary runs the office. She complained about missed calls.", "Lead with missed calls that Mary complained about."),
        ("John met Mary at the show. She complained about missed calls.", "Lead with missed calls that Mary complained about."),
        ("Zed runs the office. He complained about missed calls.", "Lead with what you noted: “He complained about missed calls.”"),
        ("They complained about missed calls.", "Lead with missed calls that they complained about."),
        ("She complained about missed calls.", "Lead with what you noted: “She complained about missed calls.”"),
    ],
)  # fmt: skip
def test_a_pronoun_means_who_was_named_before(note: str, point: str) -> None:
    brief = brief_of(replace(PLAIN, guests=(JOHN, MARY), context=note))

    assert texts(brief, Part.KEY_TALKING_POINTS)[0] == point


def brief_with(one: Scenario, change: object) -> PrepBrief:
    """After `change(work, request)` in its store."""
    store, request_id = store_of(one)
    with store.begin() as work:
        change(work, work.load(request_id))  # type: ignore[operator]
        return write(gather(work, work.load(request_id)))


def test_of_several_deals_none_is_claimed_and_none_denied() -> None:
    def two(work: UnitOfWork, request: MeetingRequest) -> None:
        work.save_records([Deal(an_id(900 + n), company_id=COMPANY_ID, name=f"D{n}") for n in (1, 2)])

    told = texts(brief_with(PLAIN, two), Part.EXECUTIVE_SUMMARY)[2]
    assert told == (
        "They have several deals, and which one this is about is not said; what hurts them is not on record."
    )


def test_who_declined_is_not_met() -> None:
    def decline(work: UnitOfWork, request: MeetingRequest) -> None:
        mary = replace(request.external[1], invite_status=InviteStatus.DECLINED, is_required=False)
        work.save(request.with_attendee(mary))

    told = texts(brief_with(replace(PLAIN, guests=(JOHN, MARY)), decline), Part.EXECUTIVE_SUMMARY)[1]
    assert told.startswith("You meet John Smith (General Manager) for")
    assert told.endswith(" Mary Jones has declined.")


def earlier(request: MeetingRequest, number: int, days: int, made: int, address: str) -> MeetingRequest:
    """A demo held with this person so many days ago, asked for `made` days ago."""
    rep, guest = request.attendees[:2]
    at = OCTOBER - days * DAY
    return replace(
        request, id=RequestId(an_id(60 + number)), meeting_type=MeetingType.DEMO, state=State.COMPLETED,
        outcome=Outcome.HELD, scheduled_time=at, completed_at=at, created_at=OCTOBER - made * DAY, next_action=None,
        calendar_event_id=f"old-{number}",
        attendees=(
            replace(rep, id=an_id(610 + 10 * number)),
            replace(guest, id=an_id(611 + 10 * number), email=address, name="Zed Roe"),
        ),
    )  # fmt: skip


def test_a_meeting_with_others_left_nothing_open_with_this_one() -> None:
    follow_up = replace(PLAIN, type=MeetingType.FOLLOW_UP)
    brief = brief_with(
        follow_up, lambda work, request: work.add(earlier(request, 1, 20, 30, "zed@their.example"))
    )

    assert texts(brief, Part.EXECUTIVE_SUMMARY)[1].endswith(
        "the demo of September 23 was with others at Acme Pest."
    )
    assert not any("left open" in one for one in texts(brief, Part.MEETING_OBJECTIVE))


def test_the_last_meeting_is_the_latest_one_and_not_the_one_asked_for_last() -> None:
    def two(work: UnitOfWork, request: MeetingRequest) -> None:
        work.add(earlier(request, 1, 10, 60, JOHN.email))
        work.add(earlier(request, 2, 40, 50, JOHN.email))

    brief = brief_with(replace(PLAIN, type=MeetingType.FOLLOW_UP), two)
    assert "after the demo of October 3," in texts(brief, Part.MEETING_OBJECTIVE)[0]


def test_who_was_never_to_come_is_not_missed() -> None:
    champion = Guest("Mary Jones", "Office Manager", is_champion=True, attends=False)
    before, after = brief_of(replace(PLAIN, guests=(JOHN, champion))), brief_of(PLAIN)

    assert changes(before, after).words == ()


def test_without_a_company_record_none_is_named_as_the_source() -> None:
    def unknown(work: UnitOfWork, request: MeetingRequest) -> None:
        work.save(replace(request, company_id=None))

    assert not any("Company record" in fact.where for fact in brief_with(PLAIN, unknown).facts)


def test_what_is_kept_of_their_time_and_ways_is_told_once() -> None:
    kept = (
        (MemoryKind.CONSTRAINT, "Not on Mondays.", "I never do Mondays."),
        (MemoryKind.PREFERENCE, "Would rather be called.", "I prefer a phone call."),
    )
    brief = brief_of(replace(PLAIN, memory=kept))
    steps = brief.next_steps_to_propose

    assert [one.text for one in steps[2:]] == [
        "When you name a date: not on Mondays.",
        "For what follows, keep to what is known of them: John would rather be called.",
    ]
    assert all(brief.fact(number).key.startswith("memory.") for one in steps[2:] for number in one.cites)
