"""The form's decisions, without Qt."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from fake_desk import FakeDesk

from ui import samples
from ui.request_form.fields import (
    FormFields,
    Guest,
    RangeChoice,
    TeamChoice,
    avoid_in_words,
    filled,
    meeting_in_words,
)
from ui.request_form.presenter import WAITING_HINT, RequestFormPresenter
from ui.request_form.team_search import ASKING, MORE, NOBODY
from ui.sample_learning import DEMOS, a_change
from xforce_desktop.availability.slots import Blocker, SlotAnswer
from xforce_desktop.errors import TemporaryError
from xforce_desktop.ports import Person
from xforce_desktop.scheduling.lessons import ChangeStatus, Tally
from xforce_desktop.scheduling.new_request import Consent
from xforce_desktop.scheduling.remembered import FoundPeople
from xforce_desktop.scheduling.request import Approval, MeetingType, Platform

JOHN = Guest("John Smith", "john@acmepest.example", "Owner", "+1 404 555 0142", "America/Chicago")
SARAH = TeamChoice("sarah@xforce.example", "Sarah Lopez", "Sales Engineer", is_required=False)
WHOLE = FormFields(
    meeting_type=MeetingType.CUSTOM,
    custom_minutes="25",
    team=(SARAH,),
    guests=(JOHN, Guest()),
    company="Acme Pest",
    company_state="GA",
    deal="Acme rollout",
    range_choice=RangeChoice.WEEK,
    preferred=("morning",),
    avoid=("monday", "friday_afternoon"),
    context="15 % of their calls are abandoned.",
    platform=Platform.PHONE,
    location="+1 404 555 0100",
    approval=Approval.REVIEW_ALL,
)


class Form:
    """A view that holds fields and remembers what it was told."""

    def __init__(self, fields: FormFields) -> None:
        self.typed = fields
        self.panels, self.faults, self.letters, self.people = [], [], [], []
        self.rep = self.range = ""
        self.notes, self.known = [], []
        self.times_started_over = 0
        self.lengths = []

    def fields(self):
        return self.typed

    def show_rep(self, name, address):
        self.rep = f"{name} {address}"

    def show_colleagues(self, people, note=""):
        self.people = [person.name for person in people]
        self.notes.append(note)

    def fill_guest(self, known):
        self.known.append(known)

    def show_range(self, words):
        self.range = words

    def show_length(self, line):
        self.lengths.append(line)

    def show_times(self, panel):
        self.panels.append(panel)

    def show_fault(self, fault):
        self.faults.append(fault)

    def show_letter(self, heading, letter, signature):
        self.letters.append((heading, letter, signature))

    def start_over(self):
        self.times_started_over += 1


async def a_form(fields: FormFields = WHOLE, desk: FakeDesk | None = None):
    form, started = Form(fields), []
    presenter = RequestFormPresenter(
        desk or FakeDesk(), form, computer_zone="Europe/Berlin", on_started=started.append
    )
    await presenter.open()
    return presenter, form, started


async def test_every_field_reaches_the_request(desk):
    """What the form holds is what is asked for, with no empty guest."""
    presenter, form, started = await a_form(desk=desk)

    await presenter.start()

    (new,) = desk.created
    (john,) = new.external
    assert (new.meeting_type, new.length_minutes) == (MeetingType.CUSTOM, 25)
    assert (john.name, john.address, john.title) == ("John Smith", "john@acmepest.example", "Owner")
    assert (john.phone, john.timezone, john.required) == ("+1 404 555 0142", "America/Chicago", True)
    assert [(p.address, p.required) for p in new.internal] == [("sarah@xforce.example", False)]
    assert new.company is not None
    assert (new.company.name, new.company.state, new.deal) == ("Acme Pest", "GA", "Acme rollout")
    assert new.preferences.preferred_times == ("morning",)
    assert new.preferences.avoid == ("monday", "friday_afternoon")
    assert new.preferences.timezone == "America/New_York"
    assert (new.platform, new.location) == (Platform.PHONE, "+1 404 555 0100")
    assert (new.context, new.approval) == (WHOLE.context, Approval.REVIEW_ALL)
    assert started == [next(reversed(desk.summaries))]
    assert form.times_started_over == 1


async def test_a_consent_to_texts_is_dated_today(desk):
    """How they agreed, and the day on which it was noted, by the rep's calendar."""
    agreed = replace(JOHN, may_be_texted=True, how_agreed="web form")
    presenter, _, _ = await a_form(replace(WHOLE, guests=(agreed,)), desk)

    await presenter.start()

    today = desk.now().astimezone(ZoneInfo("America/New_York")).date()
    assert desk.created[0].external[0].sms_consent == Consent(on=today, source="web form")


def test_late_in_the_evening_it_is_still_today_for_the_rep():
    """Two o'clock at night in UTC is the evening before in New York."""
    agreed = replace(JOHN, may_be_texted=True, how_agreed="by phone")
    night = datetime(2026, 12, 2, 2, tzinfo=UTC)

    made = filled(FormFields(guests=(agreed,)), night, ZoneInfo("America/New_York"), "America/New_York")

    (guest,) = made.json["external"]
    assert guest["sms_consent"] == {"on": "2026-12-01", "source": "by phone"}


@pytest.mark.parametrize(
    "guest",
    [
        JOHN,
        replace(JOHN, how_agreed="web form"),
        replace(JOHN, phone="", may_be_texted=True, how_agreed="web form"),
    ],
)
async def test_nobody_agreed_by_accident(desk, guest):
    """Without the tick, and without a number to text, there is no consent."""
    presenter, _, _ = await a_form(replace(WHOLE, guests=(guest,)), desk)

    await presenter.start()

    assert desk.created[0].external[0].sms_consent is None


async def test_the_range_is_in_the_reps_zone(desk):
    """Custom dates count whole days of the rep, not of UTC and not of this computer."""
    fields = replace(
        WHOLE, range_choice=RangeChoice.CUSTOM, first_on=date(2026, 12, 1), last_on=date(2026, 12, 2)
    )
    presenter, form, _ = await a_form(fields, desk)

    await presenter.start()

    wanted = desk.created[0].preferences.range
    assert wanted is not None
    assert wanted.start == datetime(2026, 12, 1, 5, tzinfo=UTC)
    assert wanted.end == datetime(2026, 12, 3, 5, tzinfo=UTC)
    assert form.range == "Tue, Dec 1 – Wed, Dec 2"


@pytest.mark.parametrize(
    "fields, place, row, words",
    [
        (replace(WHOLE, guests=(Guest(),)), "external.name", 0, "Say whom to meet"),
        (
            replace(WHOLE, guests=(Guest(), replace(JOHN, address="john at acme"))),
            "external.address",
            1,
            "guest 1",
        ),
        (replace(WHOLE, guests=(replace(JOHN, name=""),)), "external.name", 0, "please fill it in"),
        (
            replace(WHOLE, guests=(replace(JOHN, timezone="Mars/Olympus"),)),
            "external.timezone",
            0,
            "Mars/Olympus",
        ),
        (
            replace(WHOLE, guests=(replace(JOHN, may_be_texted=True),)),
            "external.sms_consent.source",
            0,
            "How guest 1 agreed to be texted: please fill it in",
        ),
        (replace(WHOLE, company=""), "company.name", None, "please fill it in"),
        (replace(WHOLE, custom_minutes="3"), "duration_minutes", None, "greater than or equal to 5"),
        (replace(WHOLE, custom_minutes=""), "duration_minutes", None, "greater than or equal to 5"),
        (replace(WHOLE, guests=(JOHN, JOHN)), "", None, "listed twice"),
        (
            replace(
                WHOLE, range_choice=RangeChoice.CUSTOM, first_on=date(2026, 12, 2), last_on=date(2026, 12, 1)
            ),
            "preferences.range",
            None,
            "not after its start",
        ),
        (
            replace(
                WHOLE, range_choice=RangeChoice.CUSTOM, first_on=date(2026, 11, 1), last_on=date(2026, 11, 2)
            ),
            "preferences.range",
            None,
            "lies ahead",
        ),
    ],
)
async def test_a_fault_is_named_at_its_field(desk, fields, place, row, words):
    """The field, the row and the reason in words; nothing is created and nothing typed is lost."""
    presenter, form, started = await a_form(fields, desk)

    await presenter.start()

    fault = form.faults[-1]
    assert (fault.place, fault.row) == (place, row)
    assert words in fault.text
    assert (desk.created, started, form.times_started_over) == ([], [], 0)


async def test_an_error_of_the_desk_keeps_the_form(desk):
    """What was typed stays when the request could not be started."""
    desk.failures["create"] = TemporaryError("Could not start it yet", "You seem to be offline.")
    presenter, form, started = await a_form(desk=desk)

    with pytest.raises(TemporaryError):
        await presenter.start()

    assert (form.times_started_over, started) == (0, [])


async def test_free_times_are_listed_with_their_reasons(desk):
    """Day, time and why, and how many there are in all."""
    presenter, form, _ = await a_form(desk=desk)

    await presenter.update_times()

    panel = form.panels[-1]
    assert panel.headline == "41 free times; the agent would begin with these."
    first = panel.lines[0]
    assert (first.day, first.time, first.why) == ("Tomorrow, Nov 25", "9:00 AM", "Morning, as you like it.")
    assert len(panel.lines) == 8


async def test_who_stands_in_the_way_is_said(desk):
    """The insight names the person and the gain."""
    presenter, form, _ = await a_form(desk=desk)
    desk.answer = SlotAnswer((), 0, (Blocker("sarah@xforce.example", 78),), ())

    await presenter.update_times()

    assert form.panels[-1].insights == ("Removing Sarah Lopez frees 78 % more times.",)
    assert form.panels[-1].headline == "No free time in this range."


async def test_an_unreadable_calendar_offers_nothing(desk):
    """Fail closed, and say whose calendar it is."""
    presenter, form, _ = await a_form(desk=desk)
    desk.answer = SlotAnswer((), 0, (), ("sarah@xforce.example",))

    await presenter.update_times()

    assert form.panels[-1].lines == ()
    assert "Sarah Lopez" in form.panels[-1].warning


async def test_trouble_with_the_calendars_stays_in_the_list(desk):
    """A calendar that does not answer is no reason for a message box."""
    presenter, form, _ = await a_form(desk=desk)
    desk.failures["free_times"] = TemporaryError(
        "Could not read the calendars yet", "You seem to be offline."
    )

    await presenter.update_times()

    assert form.panels[-1].warning == "Could not read the calendars yet You seem to be offline."


async def test_an_empty_form_waits_quietly(desk):
    """Before anybody is named there is a hint, no fault, and no call."""
    presenter, form, _ = await a_form(FormFields(), desk)

    await presenter.update_times()

    assert form.panels[-1].headline == WAITING_HINT
    assert (form.faults, desk.called("free_times")) == ([], [])


async def test_the_preview_sends_and_stores_nothing(desk):
    """It shows to whom it would go."""
    presenter, form, _ = await a_form(desk=desk)

    await presenter.preview()

    ((heading, letter, signature),) = form.letters
    assert heading == "To John Smith <john@acmepest.example>"
    assert letter.body.startswith("Hi John")
    assert signature.splitlines()[0] == "Brent Carter"
    assert desk.created == []


async def test_colleagues_do_not_include_the_rep(desk):
    """The rep is there anyway."""
    presenter, form, _ = await a_form(desk=desk)

    await presenter.search("sa")

    assert form.rep == "Brent Carter brent@xforce.example"
    assert form.people == ["Sarah Lopez"]


async def test_without_an_account_zone_the_computers_own_is_used(desk):
    """A service that does not say where the rep is."""
    desk._account = replace(samples.REP, timezone="")
    presenter, _, _ = await a_form(desk=desk)

    await presenter.start()

    assert desk.created[0].preferences.timezone == "Europe/Berlin"


@pytest.mark.parametrize(
    "entry, words",
    [
        ("monday", "Mondays"),
        ("friday_afternoon", "Fridays after 2 PM"),
        ("tuesday_morning", "Tuesday mornings"),
    ],
)
def test_avoided_times_in_words(entry, words):
    """As they stand on the chips."""
    assert avoid_in_words(entry) == words


SARAH_FOUND = Person("Sarah Lopez", "sarah@xforce.example")
YESTERDAY = samples.NOW - timedelta(days=1)


@pytest.mark.parametrize(
    "found, note",
    [
        (FoundPeople((SARAH_FOUND,)), ""),
        (FoundPeople((SARAH_FOUND,), has_more=True), MORE),
        (FoundPeople(()), NOBODY),
        (
            FoundPeople((SARAH_FOUND,), YESTERDAY, trouble="Could not look up colleagues yet."),
            "Could not look up colleagues yet. These are from memory, last read yesterday.",
        ),
        (
            FoundPeople((), YESTERDAY, trouble="Could not look up colleagues yet."),
            "Could not look up colleagues yet. Nobody like that is remembered.",
        ),
    ],
)
async def test_where_the_colleagues_come_from_is_said(desk, found, note):
    """From the directory, one page of many, nobody, or from memory and since when."""
    desk.found = found
    _, form, _ = await a_form(desk=desk)

    assert (form.people, form.notes[-1]) == ([one.name for one in found.people], note)


async def test_memory_answers_before_the_directory(desk):
    """Whoever was found before is there at once, while a slow directory is still being asked."""
    desk.memory = FoundPeople((SARAH_FOUND,), YESTERDAY)
    presenter, form, _ = await a_form(desk=desk)
    form.notes.clear()
    held = desk.hold("colleagues")

    searching = asyncio.ensure_future(presenter.search("sar"))
    for _ in range(5):
        await asyncio.sleep(0)
    assert desk.called("colleagues")[-1] == ("sar",)
    assert (form.people, form.notes) == (["Sarah Lopez"], [ASKING])

    held.set()
    await searching
    assert form.notes == [ASKING, ""]


async def test_a_typed_address_brings_what_the_contacts_know(desk):
    """In any letters; an address that nobody knows brings nothing."""
    presenter, form, _ = await a_form(desk=desk)

    await presenter.complete_guest("nobody@bluebird.example")
    await presenter.complete_guest("Rita@Bluebird.example")

    assert [known.phone for known in form.known] == ["+1 615 555 0142"]


DEMO = replace(WHOLE, meeting_type=MeetingType.DEMO)
SHORTER = a_change(DEMOS, Tally(24, 31), Tally(40, 62), ChangeStatus.IN_FORCE)


@pytest.mark.parametrize("keeps, minutes, sent", [(False, 30, None), (True, 60, 60)])
async def test_a_learned_length_is_shown_with_its_reason_and_can_be_kept_off(desk, keeps, minutes, sent):
    """The minutes that will be used, before the start; who keeps the usual ones has them sent."""
    desk.changes = [SHORTER]
    presenter, form, started = await a_form(replace(DEMO, keeps_usual=keeps), desk)

    await presenter.update_times()

    line = form.lengths[-1]
    assert (line.minutes, line.keep) == (minutes, "Keep the usual 60 minutes")
    assert line.what == "Learned: 30 minutes instead of the usual 60."
    assert "24 of 31 came to a meeting" in line.why
    await presenter.start()
    assert [new.duration_minutes for new in desk.created] == [sent]
    assert len(started) == 1


@pytest.mark.parametrize(
    "before, after, said",
    [
        ([], [SHORTER], "Learned: 30 minutes instead of the usual 60."),
        ([SHORTER], [], "What was learned does not hold any more"),
    ],
)
async def test_no_length_is_used_that_the_rep_has_not_seen(desk, before, after, said):
    """Learned or undone since the form was filled: it is shown, and the next click starts it."""
    desk.changes = before
    presenter, form, started = await a_form(DEMO, desk)
    await presenter.update_times()
    desk.changes = after

    await presenter.start()

    assert (desk.created, started, form.times_started_over) == ([], [], 0)
    assert form.faults[-1].text.startswith(said)
    await presenter.start()
    assert len(desk.created) == 1


@pytest.mark.parametrize("fields", [WHOLE, replace(DEMO, meeting_type=MeetingType.DISCOVERY)])
async def test_where_nothing_was_learned_no_length_is_shown(desk, fields):
    """Their own number of minutes, and a type of which nothing is known."""
    desk.changes = [SHORTER]
    presenter, form, started = await a_form(fields, desk)

    await presenter.update_times()
    await presenter.start()

    assert (set(form.lengths), len(started)) == ({None}, 1)


def test_types_are_called_by_the_length_that_holds():
    assert meeting_in_words(MeetingType.DEMO) == "Demo (60 min)"
    assert meeting_in_words(MeetingType.DEMO, 30) == "Demo (30 min)"
    assert meeting_in_words(MeetingType.CUSTOM) == "Custom:"
