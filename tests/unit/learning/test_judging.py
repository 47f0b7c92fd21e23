"""When a setting moves, when it rests, when it is taken back: on evidence, one at a time."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest

from tests.builders import DAY, NOW
from xforce_desktop.ids import RequestId
from xforce_desktop.learning import words
from xforce_desktop.learning.evidence import (
    Tallies,
    compare,
    counted,
    error_of_a_look,
    settings_for,
    units_of,
)
from xforce_desktop.learning.judging import Found, Known, judge, value_now
from xforce_desktop.learning.statistics import Pair
from xforce_desktop.scheduling.knob_choice import learned_for
from xforce_desktop.scheduling.knobs import Knob
from xforce_desktop.scheduling.learning_figures import figures
from xforce_desktop.scheduling.lessons import Ask, ChangeStatus, Lesson, Scope, ScopeKind, Setting, Tally

CHANGE = uuid.UUID(int=9)
OWNERS_TEXT = Setting(Knob.CHANNEL, Scope(ScopeKind.PERSONA, "owner"), "text_early")
numbers = count(1)


def an_ask(number=1, answered=False, channel="email", hour=11, kind="follow_up"):
    return Ask(number, NOW, hour, 0, 1, channel, kind, 0, None, answered, None)


def a_lesson(second="email", answered=False, at=NOW, **changes):
    """An owner whose first ask nobody answered, and whose second came by that channel."""
    plain = Lesson(
        request_id=RequestId(uuid.UUID(int=next(numbers))),
        created_at=at,
        ended_at=at + DAY,
        company="",
        persona="owner",
        meeting_type="discovery",
        trade="",
        state="TN",
        month=6,
        season="normal",
        first_minutes=30,
        gap="1",
        could_text=True,
        came_about=True,
        asks=(an_ask(), an_ask(2, answered, second)),
        place_of_text="text_early" if second == "sms" else "text_late",
    )
    return replace(plain, **changes)


def lessons(texts, mails, at=NOW):
    """So many of so many second asks answered, by text and by mail."""
    made = [
        a_lesson(channel, number < hits, at)
        for channel, (hits, of) in (("sms", texts), ("email", mails))
        for number in range(of)
    ]
    return made


def known(seen, changes=(), looks=None):
    return Known(seen, changes, looks or {}, Tallies(seen))


def judged(seen, changes=(), looks=None, newest=None, now=NOW + 30 * DAY, asks_first=False) -> Found:
    return judge(known(seen, changes, looks), newest or seen[-1], now, CHANGE, asks_first=asks_first)


CLEAR = lessons((20, 26), (12, 60))


def test_a_clear_difference_moves_one_setting_and_says_on_which_numbers():
    """The change has both groups, an interval, and the words."""
    change = judged(CLEAR).change

    assert change is not None
    assert change.setting == OWNERS_TEXT
    assert (change.with_it, change.without) == (Tally(20, 26), Tally(12, 60))
    assert 0.3 < change.low < change.high < 0.8
    assert change.error <= change.allowed_error
    assert change.why == (
        "Text first: owners answered 20 of 26 second asks where that was to be a text, and 12 of 60 where it "
        "was to be a mail. You can undo this."
    )


@pytest.mark.parametrize(
    "texts, mails", [((9, 9), (12, 60)), ((8, 26), (12, 60)), ((12, 26), (30, 60)), ((30, 160), (30, 160))]
)
def test_too_few_or_too_little_moves_nothing(texts, mails):
    """Fewer than ten in the smaller group are not even looked at."""
    assert judged(lessons(texts, mails)).change is None


def test_what_was_looked_at_waits_for_the_next_size():
    """A look that found nothing is spent; the same numbers are not looked at again."""
    seen = lessons((5, 12), (12, 60))
    found = judged(seen)
    assert found.change is None
    assert found.looks[OWNERS_TEXT.key] == 1

    again = judged([*seen, *lessons((3, 3), (0, 0))], looks=found.looks)
    assert OWNERS_TEXT.key not in again.looks
    later = judged([*seen, *lessons((14, 16), (0, 0))], looks=found.looks)
    assert later.change is not None


def test_the_whole_error_is_shared_out_and_not_exceeded():
    """All that may ever be looked at, at all looks, adds up to the nominal error of a history."""
    spent = 0.0
    members = figures().members
    lesson = a_lesson(company="acme", trade="pest_control")
    for setting in settings_for(lesson):
        looks = len(figures().evidence.looks)
        spent += error_of_a_look(setting) * looks * members[setting.scope.kind.value]

    assert spent == pytest.approx(figures().evidence.family_error)


def test_after_a_change_all_rest():
    """Fifteen requests must end before another setting may move."""
    first = judged(CLEAR).change
    early = [a_lesson(asks=(an_ask(1, n < 20, hour=9),)) for n in range(26)]
    other = [a_lesson(asks=(an_ask(1, n < 4, hour=14),)) for n in range(60)]
    seen = [*CLEAR, *early, *other]
    later = NOW + 31 * DAY

    assert judged(seen, [first]).change is None
    ended = [a_lesson(at=later, asks=()) for _ in range(figures().evidence.rest_requests)]
    again = judged([*seen, *ended], [first], newest=seen[-1], now=later + 2 * DAY).change
    assert again is not None
    assert again.setting.knob is Knob.HOUR


def test_one_setting_moves_at_a_time():
    """Where two are clear at once the clearer one moves; the other keeps its look for later."""
    early = [a_lesson(asks=(an_ask(1, n < 24, hour=9),), could_text=True) for n in range(26)]
    seen = [*CLEAR, *early, *(a_lesson(asks=(an_ask(1, False, hour=14),)) for _ in range(60))]

    found = judged(seen)

    assert found.change is not None
    moved = [key for key in found.looks if key.split("|")[0] in {"hour", "channel"}]
    assert sum(key.startswith("hour|persona:owner|early") for key in moved) == (
        found.change.setting.knob is Knob.HOUR
    )
    assert sum(key == OWNERS_TEXT.key for key in moved) == (found.change.setting == OWNERS_TEXT)


def test_what_waits_for_the_reps_word_is_a_proposal_and_blocks_others():
    """With the setting on ask."""
    proposed = judged(CLEAR, asks_first=True).change

    assert proposed is not None
    assert proposed.status is ChangeStatus.PROPOSED
    assert judged([*CLEAR, *lessons((0, 30), (0, 0))], [proposed]) == Found()


def test_what_was_undone_needs_twice_the_evidence():
    """The same numbers do not bring it back, nor a few more, nor those of a group with the same people."""
    undone = replace(judged(CLEAR).change, status=ChangeStatus.UNDONE, ended_at=NOW - DAY, at=NOW - DAY)

    assert judged(CLEAR, [undone]).change is None
    more = [*CLEAR, *lessons((14, 18), (6, 30))]
    assert judged(more, [undone]).change is None
    assert judged([*more, *lessons((6, 8), (6, 30))], [undone]).change is not None


def test_what_does_worse_since_is_taken_back():
    """Only requests that began after it count for it; the words say how it went."""
    change = judged(CLEAR).change
    later = change.at + timedelta(hours=1)
    since = lessons((3, 60), (12, 20), later)

    found = judged([*CLEAR, *since], [change], now=later + 40 * DAY)

    assert found.change is not None
    assert (found.change.id, found.change.status) == (change.id, ChangeStatus.TAKEN_BACK)
    assert found.change.ended_why == (
        "It did worse, so it was taken back (a text right after the first mail). Second asks that were "
        "answered since then: 3 of 60 with it, 12 of 20 without."
    )


def test_what_goes_on_well_stays():
    """The looks of a change are its own."""
    change = judged(CLEAR).change
    later = change.at + timedelta(hours=1)

    found = judged([*CLEAR, *lessons((40, 60), (4, 20), later)], [change], now=later + 40 * DAY)

    assert found.change is None or found.change.id != change.id
    assert f"back|{change.id}" in found.looks


def test_a_season_that_turned_is_no_fault_of_a_change():
    """Everybody answered more before it; since then they answer alike, with it and without."""
    change = judged(CLEAR).change
    later = change.at + timedelta(hours=1)
    before, since = lessons((0, 0), (60, 80)), lessons((12, 60), (4, 20), later)

    found = judged([*CLEAR, *before, *since], [change], now=later + 40 * DAY)

    assert found.change is None
    assert f"back|{change.id}" in found.looks


@pytest.mark.parametrize("waits", [True, False])
def test_what_does_harm_is_taken_back_while_all_else_rests(waits):
    """Whether a proposal waits for the rep's word, or too few requests have ended since another change."""
    change = judged(CLEAR).change
    later = change.at + timedelta(hours=1)
    status = ChangeStatus.PROPOSED if waits else ChangeStatus.IN_FORCE
    setting = Setting(Knob.GAP, Scope(ScopeKind.PERSONA, "technician"), "0.75")
    other = replace(change, id=uuid.UUID(int=10), setting=setting, status=status, at=later + 2 * DAY)

    found = judged([*CLEAR, *lessons((3, 60), (12, 20), later)], [change, other], now=later + 3 * DAY)

    assert found.change is not None
    assert (found.change.id, found.change.status) == (change.id, ChangeStatus.TAKEN_BACK)


@pytest.mark.parametrize("days, is_over", [(29, False), (30, True)])
def test_a_proposal_without_an_answer_lapses(days, is_over):
    """It must not stop everything else for ever; it is said why, and it needs twice the evidence then."""
    proposed = judged(CLEAR, asks_first=True).change

    found = judged(CLEAR, [proposed], now=proposed.at + days * DAY)

    assert (found.change is not None) == is_over
    if found.change is not None:
        assert (found.change.id, found.change.status) == (proposed.id, ChangeStatus.UNDONE)
        assert "within 30 days" in found.change.ended_why
        assert judged([*CLEAR, *lessons((3, 4), (6, 30))], [found.change]).change is None


def test_answers_to_them_say_nothing_about_an_hour():
    """First mails in the morning, offers of other times after lunch, which are mostly answered: no hour is
    better."""
    asks = (an_ask(1, True, hour=9, kind="initial"), an_ask(1, True, hour=13, kind="counter"))
    silent = (an_ask(1, False, hour=9, kind="initial"),)
    seen = [a_lesson(asks=asks if number % 4 == 0 else silent) for number in range(240)]

    assert judged(seen).change is None
    assert {unit.value for unit in units_of(seen[0], Knob.HOUR)} == {"early"}


def test_chases_after_a_word_of_theirs_are_compared_with_such():
    """Who has written once answers more often, and at the hours of that day."""
    cold = a_lesson(asks=(an_ask(1, kind="initial"), an_ask(2)))
    warm = a_lesson(asks=(an_ask(1, True, kind="initial"), an_ask(1, True, kind="counter"), an_ask(2)))
    strata = [[unit.stratum for unit in units_of(one, Knob.HOUR)] for one in (cold, warm)]

    assert strata == [["first 1", "chase 2"], ["first 1", "chase 2, heard"]]


def test_gaps_are_compared_within_a_season():
    """Shorter ones are tried in quiet seasons only, in which more comes about anyway."""
    seen = [
        a_lesson(gap=gap, season=season, came_about=number < hits)
        for gap, season, hits, of in (
            ("0.75", "winter_slow", 24, 40),
            ("1", "winter_slow", 72, 120),
            ("1", "summer_peak", 36, 120),
        )
        for number in range(of)
    ]

    assert judged(seen).change is None
    (pair,) = compare(counted(u for one in seen for u in units_of(one, Knob.GAP)), "0.75", "1")
    assert (pair.with_it, pair.without) == (Tally(24, 40), Tally(72, 120))


def test_who_likes_texts_does_not_make_texts_win():
    """They get one whatever was drawn: the second ask counts for what was drawn."""
    asked_for = a_lesson("sms", True, place_of_text="text_late")
    unknown = a_lesson("sms", True, place_of_text="")

    assert [unit.value for unit in units_of(asked_for, Knob.CHANNEL)] == ["text_late"]
    assert list(units_of(unknown, Knob.CHANNEL)) == []


def test_the_difference_that_counts_and_is_shown_is_that_of_like_with_like():
    """The sums look worse with it, as it was used where hardly anybody answers; each by itself is better."""
    seen = [
        a_lesson(asks=(an_ask(1, n < hits, hour=hour, kind=kind),))
        for hour, kind, hits, of in (
            (9, "initial", 22, 25),
            (13, "initial", 26, 60),
            (9, "follow_up", 2, 75),
            (13, "follow_up", 1, 20),
        )
        for n in range(of)
    ]
    change = judged(seen)

    assert change.change is not None
    assert (change.change.with_it, change.change.without) == (Tally(24, 100), Tally(27, 80))
    assert change.change.low > 0
    assert "Compared like with like, that is 22 points better." in change.change.why


def test_a_shorter_beginning_is_found_by_how_many_came_about():
    """Of demos that began with half an hour, against the hour that is usual; longer ones are never tried."""
    seen = [
        a_lesson(meeting_type="demo", first_minutes=minutes, came_about=number < hits, asks=(an_ask(),))
        for minutes, hits, of in ((30, 56, 64), (60, 30, 70))
        for number in range(of)
    ]
    change = judged(seen).change

    assert change is not None
    assert (change.setting.knob, change.setting.value, change.before) == (Knob.LENGTH, "30", "60")
    assert not change.randomised
    assert "not chosen at random" in change.why
    assert judged([replace(one, meeting_type="discovery") for one in seen]).change is None


def test_tallies_keep_up_with_what_was_corrected():
    """A lesson that was replaced counts once, as it is now."""
    seen = lessons((5, 12), (12, 60))
    tallies = Tallies(seen)
    corrected = [replace(seen[0], ended_at=NOW + 5 * DAY, asks=(an_ask(),)), *seen[1:]]

    tallies.keep_up([*corrected, a_lesson("sms", True)])

    counts = tallies.counts(Knob.CHANNEL, OWNERS_TEXT.scope)
    assert counts["second", "text_early"] == Tally(5, 12)


def test_tallies_leave_out_those_for_whom_another_change_holds():
    """Also of what came since they were asked for the first time."""
    demos = frozenset({Scope(ScopeKind.MEETING_TYPE, "demo")})
    seen = [*lessons((5, 12), (0, 0)), a_lesson("sms", True, meeting_type="demo")]
    tallies = Tallies(seen)
    assert tallies.counts(Knob.CHANNEL, OWNERS_TEXT.scope, demos)["second", "text_early"] == Tally(5, 12)

    more = [a_lesson("sms", True, meeting_type=kind) for kind in ("demo", "discovery")]
    tallies.keep_up([*seen, *more])

    assert tallies.counts(Knob.CHANNEL, OWNERS_TEXT.scope, demos)["second", "text_early"] == Tally(6, 13)
    assert tallies.counts(Knob.CHANNEL, OWNERS_TEXT.scope)["second", "text_early"] == Tally(8, 15)


OWNERS = Scope(ScopeKind.PERSONA, "owner")


def an_hour(number, value, before, at):
    """A change of the hour for owners that is in force."""
    change = judged(CLEAR).change
    return replace(
        change, id=uuid.UUID(int=number), setting=Setting(Knob.HOUR, OWNERS, value), before=before, at=at
    )


def first_mails(hour, hits, of, at):
    """So many of so many first mails of that hour answered."""
    asks = [(an_ask(1, number < hits, hour=hour, kind="initial"),) for number in range(of)]
    return [a_lesson(at=at, asks=one, place_of_text="") for one in asks]


EARLY, AFTERNOON = an_hour(1, "early", "", NOW - 200 * DAY), an_hour(2, "afternoon", "early", NOW)


@pytest.mark.parametrize("changes", [[EARLY, AFTERNOON], [AFTERNOON, EARLY]])
def test_of_two_changes_of_one_setting_the_newest_holds(changes):
    """For judging as for new requests; the older one may be found again, against the newer."""
    now = {
        value: value_now(changes, Setting(Knob.HOUR, OWNERS, value))
        for value in ("early", "afternoon", "late")
    }

    assert now == {"early": "afternoon", "afternoon": None, "late": "afternoon"}
    assert [use.value for use in learned_for([OWNERS], changes)] == ["afternoon"]


def test_what_a_newer_change_took_over_from_is_neither_found_again_nor_taken_back():
    """Nobody is told a second time, nor that a setting was taken back which is used no more."""
    before, since = NOW - 100 * DAY, NOW + DAY
    seen = [*first_mails(9, 30, 60, before), *first_mails(13, 24, 26, before)]
    seen += [*first_mails(13, 55, 60, since), *first_mails(9, 10, 26, since)]

    found = judged(seen, [EARLY, AFTERNOON], {AFTERNOON.setting.key: 2}, now=since + 60 * DAY)

    assert found.change is None
    assert f"back|{EARLY.id}" not in found.looks


def test_what_was_used_before_holds_again_once_the_newer_one_is_gone():
    """And is judged again: here it does worse."""
    gone = replace(AFTERNOON, status=ChangeStatus.UNDONE, ended_at=NOW + DAY)

    assert value_now([EARLY, gone], AFTERNOON.setting) == "early"
    since = [*first_mails(9, 2, 40, NOW + 2 * DAY), *first_mails(13, 35, 40, NOW + 2 * DAY)]
    found = judged(since, [EARLY, gone], now=NOW + 3 * DAY)
    assert found.change is not None
    assert (found.change.id, found.change.status) == (EARLY.id, ChangeStatus.TAKEN_BACK)


@pytest.mark.parametrize(
    "before, said", [("1", "30 of 80 with the usual gap."), ("0.75", "30 of 80 with 0.75 times.")]
)
def test_a_gap_is_told_beside_what_it_took_the_place_of(before, said):
    """The usual gap is no number of times."""
    setting = Setting(Knob.GAP, Scope(ScopeKind.SEASON, "pest_control/summer_peak"), "1.5")

    why = words.why_changed(setting, [Pair(Tally(20, 25), Tally(30, 80))], before)

    assert said in why


@pytest.mark.parametrize(
    "knob, value, counted_are",
    [
        (Knob.HOUR, "early", "Asks that were answered since then"),
        (Knob.GAP, "1.5", "Requests that came to a meeting since then"),
        (Knob.LENGTH, "30", "Requests that came to a meeting since then"),
    ],
)
def test_what_is_taken_back_says_what_was_counted(knob, value, counted_are):
    """Asks, or whole requests; and that it did worse."""
    why = words.why_taken_back(Setting(knob, OWNERS, value), Pair(Tally(3, 60), Tally(12, 20)))

    assert why.startswith("It did worse")
    assert f"{counted_are}: 3 of 60 with it, 12 of 20 without." in why
