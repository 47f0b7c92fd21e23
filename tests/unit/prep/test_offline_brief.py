"""The offline brief, over meetings of every kind: sourced, honest, without filler and in plain English."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from tests.unit.prep.scenarios import SCENARIOS, Guest, Scenario, brief_of, by_name, sources_of, stored_of
from xforce_desktop.prep.paper import as_html, as_text, cited_facts
from xforce_desktop.scheduling.briefs import Part, PrepBrief
from xforce_desktop.scheduling.request import MeetingType

EVERY = pytest.mark.parametrize("one", SCENARIOS, ids=lambda one: one.name)
AWKWARD = re.compile(
    r"  |\ba [aeio]\w|\ban [bcdfgjklmnpqrstvwxz]|\b(\w{3,}) \1\b|\.\.|,,| [,.;:!?]|None|\{\{|\bthey is\b|"
    r"“”|’’s|\(\)"
)
FALSE_FRIENDS = re.compile(
    r"\ban (?:hour|honest|HVAC|MBA|RFP|SMS|NDA)|\ba (?:one|union|used?|European)\b", re.IGNORECASE
)


@EVERY
def test_each_statement_has_a_source(one: Scenario) -> None:
    """And every fact that is named is there."""
    brief = brief_of(one)

    for statement in brief.all_statements():
        assert statement.cites
        assert all(brief.fact(number).number == number for number in statement.cites)


@EVERY
def test_all_eight_parts_are_there_and_none_is_too_long(one: Scenario) -> None:
    brief = brief_of(one)
    counts = {part: len(brief.statements(part)) for part in Part}

    assert all(counts.values())
    assert 2 <= counts[Part.EXECUTIVE_SUMMARY] <= 3
    assert counts[Part.MEETING_OBJECTIVE] == 2
    assert 3 <= counts[Part.KEY_TALKING_POINTS] <= 5
    assert 3 <= counts[Part.QUESTIONS_TO_ASK] <= 5
    assert counts[Part.OBJECTION_PREP] <= 8
    assert len(as_text(stored_of(one)).splitlines()) < 80, "a page or two"


@EVERY
def test_it_reads_well(one: Scenario) -> None:
    """No template shows through: articles, doubled words and stops are right, and nothing is said twice."""
    brief = brief_of(one)
    texts = [statement.text for statement in brief.all_statements()]

    for text in texts:
        found = AWKWARD.search(FALSE_FRIENDS.sub("X", text))
        assert found is None, (found, text)
        assert text[0].isupper() or text[0] in '“"0123456789', text
        assert text[-1] in ".!?”)" or text.endswith(("minutes", "one.”")), text
    assert len(set(texts)) == len(texts)


@EVERY
def test_numbers_in_what_is_said_of_them_stand_in_its_facts(one: Scenario) -> None:
    """Digits are theirs or the playbook's, never made up."""
    brief = brief_of(one)
    for part in (Part.EXECUTIVE_SUMMARY, Part.SCHEDULING_INSIGHT):
        for statement in brief.statements(part):
            told = " ".join(
                f"{f.text} {f.at:%d}" if f.at else f.text for f in map(brief.fact, statement.cites)
            )
            for number in re.findall(r"\d[\d,.]*\d|\d", statement.text):
                assert number.lstrip("0") in told or number.split(".")[0] in told, (statement.text, told)


def test_the_same_sources_give_the_same_brief() -> None:
    assert brief_of(SCENARIOS[0]) == brief_of(SCENARIOS[0])


def test_it_leads_with_their_own_number_and_answers_their_question() -> None:
    points = _texts(by_name("owner, demo"), Part.KEY_TALKING_POINTS)

    assert points[0] == "Answer John’s question first: “Does it work with FieldRoutes?”"
    assert points[1] == "Lead with the 15% call abandonment that John mentioned in the discovery call."


def test_sore_points_from_the_notes_are_landmines_word_for_word() -> None:
    mines = _texts(by_name("owner, demo"), Part.LANDMINES_TO_AVOID)

    assert "Don't push “AI” terminology: he prefers “smart answering”." in mines


def test_what_is_not_known_is_said_to_be_unknown() -> None:
    """Of a company with nothing but a name: no claim, questions for each gap."""
    brief = brief_of(by_name("nearly nothing"))

    summary = brief.executive_summary
    assert "neither trade, size nor ownership is on record" in summary[0].text
    assert summary[0].is_unknown
    assert all(one.is_unknown for one in brief.questions_to_ask)
    assert "(Not known: who decides.)" in " ".join(one.text for one in brief.questions_to_ask)
    assert brief.landmines_to_avoid[0].is_unknown


def test_a_question_is_not_asked_where_the_answer_is_on_record() -> None:
    """Who decides, what they use, by when: told in the notes, so not asked."""
    questions = " ".join(_texts(by_name("champion present"), Part.QUESTIONS_TO_ASK))

    assert "handle it today" not in questions
    assert "by when" not in questions


def test_their_objections_come_before_the_usual_ones_which_are_marked() -> None:
    brief = brief_of(by_name("follow-up, late"))
    kinds = [one.is_theirs for one in brief.objection_prep]

    assert kinds == sorted(kinds, reverse=True)
    assert "under contract with Ruby until March" in brief.objection_prep[0].objection.text
    assert brief.objection_prep[0].response.text.startswith("Don't argue with the contract.")
    usual = brief.objection_prep[-1]
    assert not usual.is_theirs
    assert all(brief.fact(number).is_general for number in usual.objection.cites)


def test_a_missed_meeting_is_not_thrown_at_them() -> None:
    brief = brief_of(by_name("two no-shows"))

    assert any("two meetings they missed" in one.text for one in brief.landmines_to_avoid)
    assert not any("missed" in one.text for one in brief.next_steps_to_propose)


def test_bad_news_of_theirs_is_the_first_landmine_and_nothing_else() -> None:
    """Said with care, and quoted in no other part."""
    hard = "My father passed away on Saturday, so we lost some calls last week."
    one = replace(by_name("owner, demo"), said=((1, 0, f"Hi,\n\nSorry for the wait. {hard}\n\nJohn"),))

    brief = brief_of(one)

    first = brief.landmines_to_avoid[0]
    assert first.text.startswith(f"John is going through something hard: “{hard}” One warm sentence")
    for part in Part:
        told = [text for text in _texts(one, part) if "passed away" in text]
        assert told == ([first.text] if part is Part.LANDMINES_TO_AVOID else [])


def test_one_missed_meeting_that_was_booked_anew_is_no_end_of_interest() -> None:
    """They have taken another date since; a second miss speaks for itself."""
    once = replace(by_name("nearly nothing"), no_shows=1, asked=(None, 20.0), delays=0, signals=())

    told = " ".join(_texts(once, Part.SCHEDULING_INSIGHT))

    assert "(intent still unclear): they missed one meeting." in told
    assert "Nothing in it speaks for or against their interest." in told
    twice = " ".join(_texts(replace(once, no_shows=2), Part.SCHEDULING_INSIGHT))
    assert "hardly any intent left" in twice


def test_the_insight_says_how_the_date_came_about_and_what_follows() -> None:
    told = " ".join(_texts(by_name("champion present"), Part.SCHEDULING_INSIGHT))

    assert told.startswith("Took two asks over two days to get this date (high intent): they proposed times")
    assert "Be direct about the next step" in told


def test_days_that_do_not_work_for_them_are_left_out_of_the_next_date() -> None:
    assert "When you name a date: not on Mondays." in _texts(
        by_name("negotiation"), Part.NEXT_STEPS_TO_PROPOSE
    )


def test_the_trade_asks_its_own_questions() -> None:
    """Swarm season is asked about where pests are the trade, and nowhere else."""
    pests = _texts(by_name("technician"), Part.QUESTIONS_TO_ASK)
    dental = _texts(by_name("custom, other trade"), Part.QUESTIONS_TO_ASK)

    assert any("swarm season" in text for text in pests)
    assert not any("swarm" in text for text in dental)


def test_an_other_company_never_gets_into_it() -> None:
    """Two companies in one store: no word of the one stands in the other's brief."""
    mine = by_name("owner, demo")
    text = as_text(stored_of(mine), with_sources=True)

    for other in SCENARIOS:
        if other.company and other is not mine:
            assert other.company not in text


@pytest.mark.parametrize("type_", MeetingType)
def test_every_type_of_meeting_has_a_brief_however_little_is_known(type_: MeetingType) -> None:
    """The playbook has a last line everywhere, for a stranger and for somebody with each title."""
    for title in (
        "",
        "Owner",
        "CFO",
        "Operations Manager",
        "Regional Manager",
        "Office Manager",
        "Technician",
    ):
        bare = Scenario("bare", "Somewhere Inc", type_, (Guest("Jo Doe", title),), trade="")
        brief = brief_of(bare)
        assert all(brief.statements(part) for part in Part)


def test_stored_words_are_no_template() -> None:
    """What somebody typed is shown as it is, whatever it holds."""
    odd = replace(by_name("owner, demo"), company="{{ 7*7 }} & <b>Sons</b>", context="Avoid {% raw %} talk.")
    brief = brief_of(odd)
    page = as_html(stored_of(odd), lambda name: name)

    assert "{{ 7*7 }} & <b>Sons</b>" in brief.executive_summary[0].text
    assert "&lt;b&gt;Sons&lt;/b&gt;" in page
    assert "<b>Sons" not in page
    assert any("{% raw %}" in one.text for one in brief.landmines_to_avoid)


def test_sources_are_numbered_and_dated() -> None:
    """Text with sources lists each fact that was cited, once, with where it stands."""
    stored = stored_of(by_name("owner, demo"))
    text = as_text(stored, with_sources=True)

    assert "Message from John Smith, October 11: John Smith wrote:" in " ".join(text.split())
    numbers = [fact.number for fact in cited_facts(stored.brief)]
    assert numbers == sorted(set(numbers))


def test_a_mail_that_only_arranges_the_meeting_says_nothing() -> None:
    plain = replace(
        by_name("owner, demo"), context="", said=((1, 0, "Tuesday at 2 works. Thanks, talk then!"),), deal={}
    )
    assert not [fact for fact in sources_facts(plain) if fact.startswith("message.")]


def sources_facts(one: Scenario) -> list[str]:
    return [fact.key for fact in brief_of(one).facts]


def _texts(one: Scenario, part: Part) -> list[str]:
    brief: PrepBrief = brief_of(one)
    return [statement.text for statement in brief.statements(part)]


def test_gathering_twice_is_the_same() -> None:
    """Nothing in it depends on when it is asked."""
    assert sources_of(SCENARIOS[5]) == sources_of(SCENARIOS[5])
