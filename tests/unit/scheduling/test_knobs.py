"""What a setting does to a request, and what stands above it."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest

from tests.builders import DAY, HOUR, NOW, a_prospect, a_request, an_account, an_offered_request
from xforce_desktop.clock import ManualClock
from xforce_desktop.ids import RequestId, SeededIds
from xforce_desktop.messages.assignment import LetterKind
from xforce_desktop.scheduling import approval, cadence, knobs
from xforce_desktop.scheduling.creation import request_from
from xforce_desktop.scheduling.effects import FindSlots, SendLetter, SlotPurpose
from xforce_desktop.scheduling.engine import Engine
from xforce_desktop.scheduling.events import ActionDue
from xforce_desktop.scheduling.knob_choice import learned_for, with_knobs
from xforce_desktop.scheduling.knobs import Band, Knob, KnobUse, Source, TextPlace
from xforce_desktop.scheduling.lessons import (
    ChangeStatus,
    LearnedChange,
    Scope,
    ScopeKind,
    Setting,
    Tally,
    groups_of,
)
from xforce_desktop.scheduling.new_request import NewRequest
from xforce_desktop.scheduling.request import ActionType, Approval, MeetingType, SmsConsent, Standing
from xforce_desktop.scheduling.rules import ladder, timing
from xforce_desktop.scheduling.strategy import meeting_types, strategy_for
from xforce_desktop.settings import Settings
from xforce_desktop.store.memory import MemoryStore

CHICAGO = cadence.Locale("America/Chicago", "US", "TN")
TEXTS = SmsConsent(date(2026, 6, 1), "by phone")


def use(knob, value):
    return KnobUse(knob, value, Source.LEARNED, f"{knob} {value}.", uuid.UUID(int=7))


def local(at):
    return at.astimezone(CHICAGO.zone)


def a_change(knob, kind, scope, value, status=ChangeStatus.IN_FORCE):
    setting = Setting(knob, Scope(kind, scope), value)
    return LearnedChange(
        uuid.uuid4(), setting, "", NOW, Tally(9, 9), Tally(1, 9), 0.1, 0.9, 0.0, 0.1, 1, f"Because {value}.",
        status,
    )  # fmt: skip


@pytest.mark.parametrize("band", list(Band))
def test_bands_lie_within_working_hours_and_leave_no_gap(band):
    """From 08:00 to 18:00 there, one after the other."""
    first, end = knobs.hours_of(band)
    assert time(8) <= first < end <= time(18)
    assert all(knobs.hours_of(a)[1] == knobs.hours_of(b)[0] for a, b in pairwise(Band))
    assert knobs.band_at(first) is band


@pytest.mark.parametrize(
    "at, band", [(time(6), Band.EARLY), (time(9, 59), Band.EARLY), (time(19), Band.LATE)]
)
def test_a_clock_outside_is_in_the_nearest_band(at, band):
    """A text may leave in the evening."""
    assert knobs.band_at(at) is band


@pytest.mark.parametrize(
    "band, at, wanted",
    [
        (Band.EARLY, datetime(2026, 6, 8, 14, tzinfo=UTC), "Mon 09:00"),  # is in it
        (Band.EARLY, datetime(2026, 6, 8, 16, tzinfo=UTC), "Tue 08:00"),  # over for today
        (Band.LATE, datetime(2026, 6, 8, 14, tzinfo=UTC), "Mon 15:00"),  # still to come
        (Band.EARLY, datetime(2026, 6, 12, 20, tzinfo=UTC), "Mon 08:00"),  # not at a weekend
        (
            Band.EARLY,
            datetime(2026, 7, 2, 20, tzinfo=UTC),
            "Mon 08:00",
        ),  # nor on the 3rd, a holiday that year
    ],
)
def test_an_ask_waits_for_the_learned_hours(band, at, wanted):
    """The next such moment of a working day there."""
    assert f"{local(cadence.within_hours(at, knobs.hours_of(band), CHICAGO)):%a %H:%M}" == wanted


def test_hours_outside_working_hours_move_nothing():
    """Whoever answers before eight is written to from eight on."""
    at = datetime(2026, 6, 8, 10, tzinfo=UTC)
    found = cadence.within_hours(at, (time(6), time(8)), CHICAGO)
    assert found == cadence.next_sending_time(at, CHICAGO)


def test_the_next_follow_up_falls_into_the_learned_hours_and_says_so():
    """A day later at nine would be its time; late means three in the afternoon."""
    plain = timing.follow_up(an_offered_request(), NOW)
    late = timing.follow_up(an_offered_request(knobs=(use(Knob.HOUR, "late"),)), NOW)

    assert f"{local(late.at):%H:%M}" == "15:00"
    assert late.at >= plain.at
    assert "from 15:00 to 18:00 their time" in late.why
    assert "15:00" not in plain.why


@pytest.mark.parametrize(
    "value, hours, said", [("0.75", 36, False), ("1.5", 54, "x 1.5 because a longer gap was learned here")]
)
def test_a_learned_gap_stretches_the_seasons(value, hours, said):
    """24 hours x 1.5 for the summer x the factor, moved into their hours. Nobody is pressed in the summer,
    also where the request began before it with a shorter gap."""
    request = an_offered_request(knobs=(use(Knob.GAP, value),))
    due = cadence.next_sending_time(NOW + hours * HOUR, CHICAGO)

    action = timing.follow_up(request, NOW)

    assert action.at == due
    assert said in action.why if said else "gap" not in action.why


@pytest.mark.parametrize(
    "season, factor, bounded", [(2.0, 1.5, 2.5), (0.5, 0.75, 0.5), (1.0, 0.75, 0.75), (3.0, 1.0, 3.0)]
)
def test_a_learned_multiplier_has_bounds(season, factor, bounded):
    """From 0.5 to 2.5; what the trade itself says is not touched."""
    assert knobs.bounded(season, factor) == bounded


def test_a_shorter_gap_is_another_day_all_the_same():
    """No two asks on one day of theirs."""
    winter = datetime(2027, 1, 11, 15, tzinfo=UTC)
    request = an_offered_request(knobs=(use(Knob.GAP, "0.75"),), created_at=winter)
    action = timing.follow_up(request, winter)
    assert local(action.at).date() > local(winter).date()
    assert "because a shorter gap was learned here" in action.why


@pytest.mark.parametrize("month, value", [(6, None), (1, "0.75")])
def test_a_shorter_gap_that_was_learned_does_not_hold_in_a_busy_season(month, value):
    """It was learned in quiet ones; then a wider group's longer one may hold."""
    changes = [
        a_change(Knob.GAP, ScopeKind.PERSONA, "owner", "0.75"),
        a_change(Knob.GAP, ScopeKind.SEASON, "pest_control/summer_peak", "1.5"),
    ]
    at = datetime(2026, month, 8, 15, tzinfo=UTC)

    alone = knobs.use_of(begun(Settings(), changes[:1], created_at=at).knobs, Knob.GAP)
    both = knobs.use_of(begun(Settings(), changes, created_at=at).knobs, Knob.GAP)

    assert (alone.value if alone else None) == value
    assert both.value == (value or "1.5")


@pytest.mark.parametrize("meeting_type", meeting_types())
def test_a_text_only_changes_places(meeting_type):
    """Same steps, first mail first; where the strategy has no text there is none."""
    steps = strategy_for(meeting_type).channel_progression
    early = knobs.placed(steps, TextPlace.EARLY)

    assert sorted(early) == sorted(steps)
    assert (early[0], early[-1]) == (steps[0], steps[-1])
    assert early == steps or early[1] == "sms"


@pytest.mark.parametrize(
    "consent, is_learned, purpose",
    [
        (TEXTS, True, SlotPurpose.TEXT),
        (TEXTS, False, SlotPurpose.FOLLOW_UP),
        (None, True, SlotPurpose.FOLLOW_UP),  # no setting stands above consent
    ],
)
def test_the_second_ask_is_a_text_where_that_was_learned(consent, is_learned, purpose):
    """With the reason in the log."""
    john = a_prospect(phone="+16155550142", sms_consent=consent)
    learned = (use(Knob.CHANNEL, "text_early"),) if is_learned else ()
    request = an_offered_request(prospects=(john,), knobs=learned)

    step = ladder.on_follow_up_due(request, ActionDue(ActionType.FOLLOW_UP), NOW + 3 * DAY)

    assert [one.purpose for one in step.effects if isinstance(one, FindSlots)] == [purpose]
    said = [line.why for line in step.entries]
    assert ("channel text_early." in said) == (purpose is SlotPurpose.TEXT)


def test_a_text_that_they_asked_for_is_not_said_to_be_tried():
    """The reason in the log is the one that put it there."""
    likes = Standing(uuid.UUID(int=3), "Would rather be texted.", "Kept by you.", channel="sms")
    john = a_prospect(phone="+16155550142", sms_consent=TEXTS)
    tried = (replace(use(Knob.CHANNEL, "text_late"), source=Source.VARIED, why="Tried at random: late."),)
    request = an_offered_request(prospects=(john,), knobs=tried, standing=(likes,))

    step = ladder.on_follow_up_due(request, ActionDue(ActionType.FOLLOW_UP), NOW + 3 * DAY)

    assert [one.purpose for one in step.effects if isinstance(one, FindSlots)] == [SlotPurpose.TEXT]
    said = " ".join(line.why for line in step.entries)
    assert "Tried at random" not in said
    assert "Would rather be texted." in said


@pytest.mark.parametrize("kind, waits", [(LetterKind.INITIAL, True), (LetterKind.COUNTER, False)])
def test_what_they_wait_for_is_not_held_back(kind, waits):
    """An answer to them leaves at once; what nobody waits for, in the learned hours."""
    request = a_request(approval=Approval.AUTOPILOT, knobs=(use(Knob.HOUR, "late"),))

    released = approval.release(request, SendLetter(kind), NOW, timedelta(0))

    assert (f"{local(released.not_before):%H:%M}" == "15:00") == waits
    assert (f"It waits for 15:00 to 18:00, their time. {use(Knob.HOUR, 'late').why}" == released.why) == waits


def test_the_narrowest_group_decides():
    """Account before persona with type, that before persona, type and season; undone ones do not count."""
    groups = groups_of("c1", "owner", "demo", "pest_control", "normal")
    changes = [
        a_change(Knob.HOUR, ScopeKind.PERSONA, "owner", "late"),
        a_change(Knob.HOUR, ScopeKind.PERSONA_AND_TYPE, "owner/demo", "early"),
        a_change(Knob.HOUR, ScopeKind.ACCOUNT, "c1", "morning", ChangeStatus.UNDONE),
        a_change(Knob.HOUR, ScopeKind.PERSONA, "executive", "afternoon"),
        a_change(Knob.GAP, ScopeKind.SEASON, "pest_control/normal", "0.75"),
    ]
    learned = learned_for(groups, changes)
    assert [(one.knob, one.value) for one in learned] == [(Knob.HOUR, "early"), (Knob.GAP, "0.75")]


def begun(settings, changes=(), ended=0, number=1, minutes=None, least=15, **fields):
    """A new demo with an owner who agreed to texts, after so many requests have ended."""
    work = _Counting(ended, changes)
    request = a_request(
        id=RequestId(uuid.UUID(int=number, version=4)),
        prospects=(a_prospect(phone="+16155550142", sms_consent=TEXTS, title="Owner"),),
        least_duration_minutes=least,
        duration_minutes=minutes or 60,
        **fields,
    )
    return with_knobs(request, work, settings, length_is_open=minutes is None)


class _Counting:
    """So many postmortems, and these changes."""

    def __init__(self, ended, changes):
        self._ended, self._changes = ended, changes

    def count_postmortems(self):
        return self._ended

    def learned_changes(self):
        return self._changes

    def contact(self, address):
        return None


def test_a_reps_first_requests_run_plainly():
    """Twenty have to end before anything is tried; a share of 0 tries nothing ever."""
    everything = Settings(learning_variation=0.5)
    assert all(not begun(everything, ended=19, number=n).knobs for n in range(1, 60))
    assert any(begun(everything, ended=20, number=n).knobs for n in range(1, 60))
    assert all(not begun(Settings(learning_variation=0), ended=99, number=n).knobs for n in range(1, 60))


def test_about_the_wanted_share_is_tried_and_always_the_same():
    """By the request's id; each with its reason, gaps in a busy season only longer."""
    settings = Settings(learning_variation=0.25)
    uses = [begun(settings, ended=20, number=n).knobs for n in range(1, 801)]
    tried = {knob: [u.value for us in uses for u in us if u.knob is knob] for knob in Knob}

    assert all(150 <= len(tried[knob]) <= 250 for knob in (Knob.HOUR, Knob.GAP, Knob.CHANNEL))
    assert set(tried[Knob.HOUR]) == set(Band)
    assert set(tried[Knob.GAP]) == {"1.5"}
    assert set(tried[Knob.CHANNEL]) == {"text_early"}
    assert tried[Knob.LENGTH] == []
    assert all(u.why.startswith("Tried at random") for us in uses for u in us)
    assert uses[:50] == [begun(settings, ended=20, number=n).knobs for n in range(1, 51)]


def test_with_something_learned_what_was_before_is_tried_now_and_then():
    """Else nobody would see that it does worse by now."""
    change = a_change(Knob.CHANNEL, ScopeKind.PERSONA, "owner", "text_early")
    values = {
        knobs.use_of(begun(Settings(), [change], 20, n).knobs, Knob.CHANNEL).value for n in range(1, 60)
    }
    assert values == {"text_early", "text_late"}


@pytest.mark.parametrize(
    "minutes, least, mode, wanted",
    [(None, 15, "on", 30), (60, 15, "on", 60), (None, 45, "on", 60), (None, 15, "off", 60)],
)
def test_a_learned_length_holds_only_where_the_rep_names_none(minutes, least, mode, wanted):
    """Their own word, their least length and the setting stand above it."""
    change = a_change(Knob.LENGTH, ScopeKind.MEETING_TYPE, "demo", "30")
    request = begun(Settings(learning=mode), [change], minutes=minutes, least=least)
    assert (request.duration_minutes, request.first_duration_minutes or 60) == (wanted, wanted)


def test_a_request_that_begins_has_what_was_learned():
    """Through the store, from the form of `request new`."""
    clock = ManualClock(NOW)
    store = MemoryStore(clock)
    change = a_change(Knob.LENGTH, ScopeKind.MEETING_TYPE, MeetingType.DEMO.value, "30")
    form = {"meeting_type": "demo", "external": [{"address": "j@acme.example", "name": "John"}]}
    with store.begin() as work:
        work.save_account(an_account())
        work.save_learned_change(change)
        new = NewRequest.model_validate(form)
        request = request_from(new, work, SeededIds(3), NOW, Settings())
        work.save_learned_change(replace(change, status=ChangeStatus.UNDONE))
        plain = request_from(new, work, SeededIds(3), NOW, Settings())
    assert request.duration_minutes == 30
    assert request.knobs[0].change_id == change.id
    assert (plain.duration_minutes, plain.knobs) == (60, ())


def test_a_learned_length_is_named_in_the_log_with_its_reason():
    """Nobody asked for thirty minutes; a number of the rep's own is obeyed and called theirs."""
    clock = ManualClock(NOW)
    engine = Engine(MemoryStore(clock), clock, SeededIds(3), Settings())
    change = a_change(Knob.LENGTH, ScopeKind.MEETING_TYPE, MeetingType.DEMO.value, "30")
    form = {"meeting_type": "demo", "external": [{"address": "j@acme.example", "name": "John"}]}
    with engine.store.begin() as work:
        work.save_account(an_account())
        work.save_learned_change(change)
        work.commit()
    whys = []
    for named in ({}, {"duration_minutes": 60}):
        made = engine.create(NewRequest.model_validate(form | named))
        whys.append([line.why for line in engine.in_transaction(lambda work, it=made: work.actions(it))])
    learned = "You asked for a meeting with John. It begins with 30 minutes instead of the usual 60, as was"
    assert whys == [[f"{learned} learned.", change.why], ["You asked for a 60-minute meeting with John."]]
