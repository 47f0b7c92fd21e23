"""Who is to be there, without Qt: what is shown, what is asked, and what reaches the desk."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from ui import samples
from ui.formatting import zone_named
from ui.people import follows
from ui.people.consent import TypedConsent
from ui.people.lines import ENDED, LAST_ONE, page_of
from ui.people.presenter import NOBODY_TICKED, PeoplePresenter, Typed
from ui.request_form.fields import Guest, TeamChoice
from xforce_desktop.errors import BadInput, TemporaryError
from xforce_desktop.scheduling.request import (
    ActionType,
    Approval,
    Attendee,
    Handler,
    HistoryEntry,
    InviteStatus,
    NextAction,
    Side,
    SmsConsent,
    State,
)

ACME, ABC = samples.sample_id("Acme Pest"), samples.sample_id("ABC Exterminators")
NOW, ZONE = samples.NOW, zone_named(samples.ZONE)
THURSDAY = NOW + timedelta(days=2, hours=3, minutes=55)
MARY = samples.prospect("Mary Jones", "mary@acmepest.example")
SARAH = Attendee(samples.sample_id("sarah"), Side.INTERNAL, "Sarah Lopez", "sarah@xforce.example")
RITA = Guest("Rita Gomez", "rita@acmepest.example", "CFO", "+1 404 555 0199", "America/Chicago")


class Paper:
    """A view that remembers what it was told; `guest` and `colleague` are what is typed."""

    def __init__(self) -> None:
        self.page = self.form = self.fault = None
        self.guest, self.colleague = Guest(), None
        self.found, self.follows, self.emptied = [], "", 0

    def show_page(self, page):
        self.page = page

    def show_form(self, form):
        self.form = form

    def typed(self):
        return Typed(self.guest, self.colleague)

    def show_colleagues(self, people, note=""):
        self.found, self.note = list(people), note

    def fill_guest(self, known):
        self.known = known

    def show_follows(self, text):
        self.follows = text

    def show_fault(self, fault):
        self.fault = fault

    def set_busy(self, is_busy):
        pass

    def start_over(self, key):
        self.emptied += 1

    def show_consent(self, form):
        self.consent = form

    def typed_consent(self):
        return self.typed_of_consent


def put(desk, request_id, *more, **changes):
    """The sample with more people in it, otherwise changed."""
    summary = desk.summaries[request_id]
    request = replace(summary.request, attendees=(*summary.request.attendees, *more))
    desk.summaries[request_id] = replace(summary, request=replace(request, **changes))
    return desk.summaries[request_id].request


async def people_of(desk, request_id=ACME, *, says=True):
    asked = []

    async def ask(question):
        asked.append(question)
        return says

    paper = Paper()
    presenter = PeoplePresenter(desk, paper, ask=ask)
    await presenter.open(request_id)
    return presenter, paper, asked


def offered(request, *times):
    """The same, its live offer in a mail that left."""
    return replace(
        request,
        offered_times=times,
        history=(HistoryEntry("options_sent", NOW - timedelta(hours=1), times=times),),
    )


async def test_both_sides_are_shown_with_where_they_stand(desk):
    """Who agreed, who is silent, who need not come and who is left out, and why."""
    gone = replace(MARY, id=samples.sample_id("g"), email="g@acmepest.example", left_out_reason="opted out")
    agreed = replace(MARY, agreed_times=(THURSDAY,))
    put(desk, ACME, replace(SARAH, is_required=False), agreed, gone)

    _, paper, _ = await people_of(desk)

    assert [(line.name, line.standing) for line in paper.page.ours] == [
        ("Brent Carter (you)", "Organizes it"),
        ("Sarah Lopez", "Optional"),
    ]
    assert [line.standing for line in paper.page.theirs] == [
        "Required, has not answered yet",
        "Required, agreed to Thursday 2:00 PM",
        "Left out: they asked not to be written to",
    ]
    assert paper.page.theirs[0].about == "Owner  •  john@acmepest.example  •  +1 404 555 0142"


@pytest.mark.parametrize(
    "status, words",
    [
        (InviteStatus.PENDING, "Required, invited, no answer yet"),
        (InviteStatus.ACCEPTED, "Required, accepted the invitation"),
        (InviteStatus.DECLINED, "Required, declined the invitation"),
        (InviteStatus.TENTATIVE, "Required, answered the invitation with “maybe”"),
    ],
)
async def test_of_a_booked_meeting_the_answer_to_the_invitation_counts(desk, status, words):
    """Theirs and ours are invited alike."""
    request = put(desk, ABC, replace(SARAH, invite_status=status))

    page = page_of(request, NOW, ZONE)

    assert page.ours[1].standing == words


async def test_the_rep_and_the_last_one_of_theirs_stay(desk):
    """The rep has no buttons; the last one can be replaced, and the button says why not removed."""
    _, paper, _ = await people_of(desk)

    assert not paper.page.ours[0].may_change
    assert (paper.page.theirs[0].may_change, paper.page.theirs[0].why_not) == (True, LAST_ONE)


async def test_of_a_request_that_has_ended_nobody_can_be_changed(desk):
    """It may end while the list is open: the list stays and says so."""
    presenter, paper, _ = await people_of(desk)
    put(desk, ACME, state=State.CANCELLED)

    await presenter.refresh()

    assert (paper.page.may_change, paper.page.note) == (False, ENDED)
    assert not any(line.may_change for line in (*paper.page.ours, *paper.page.theirs))


async def test_somebody_of_theirs_is_added_as_typed(desk):
    """Address, name, title, phone, zone, need, and the consent with today's date."""
    presenter, paper, _ = await people_of(desk)
    await presenter.add_guest()
    paper.guest = replace(RITA, is_required=False, may_be_texted=True, how_agreed="web form")

    await presenter.save()

    ((request_id, added),) = desk.called("add_person")
    assert request_id == ACME
    assert (added.address, added.name, added.title, added.timezone, added.required) == (
        "rita@acmepest.example",
        "Rita Gomez",
        "CFO",
        "America/Chicago",
        False,
    )
    assert (added.phone, added.sms_consent.source) == ("+1 404 555 0199", "web form")
    assert added.sms_consent.on.isoformat() == "2026-11-24"
    assert (paper.form, paper.emptied) == (None, 1)
    assert paper.page.theirs[-1].name == "Rita Gomez"


@pytest.mark.parametrize(
    "guest, place, words",
    [
        (replace(RITA, address="rita at acme"), "address", "“rita at acme” is not an email address"),
        (replace(RITA, name=""), "name", "The name: please fill it in."),
        (replace(RITA, timezone="Mars"), "timezone", "“Mars” is not a known time zone"),
        (replace(RITA, may_be_texted=True), "sms_consent.source", "How they agreed to be texted: please"),
        (replace(RITA, address="john@acmepest.example"), "address", "John Smith is in it already."),
    ],
)
async def test_what_is_wrong_is_shown_where_it_was_typed(desk, guest, place, words):
    """The form stays as it is, and nothing speaks of the command line."""
    presenter, paper, _ = await people_of(desk)
    await presenter.add_guest()
    paper.guest = guest

    await presenter.save()

    assert paper.fault.place == place
    assert words in paper.fault.text
    assert "`" not in paper.fault.text
    assert (paper.form.key, paper.emptied) == (f"guest {ACME}", 0)


async def test_other_trouble_keeps_the_form_too(desk):
    """It is said beneath it, with what to do."""
    desk.failures["add_person"] = TemporaryError("Could not do it yet.", "Try again.")
    presenter, paper, _ = await people_of(desk)
    await presenter.add_guest()
    paper.guest = RITA

    await presenter.save()

    assert (paper.fault.place, paper.fault.text) == ("", "Could not do it yet. Try again.")
    assert (paper.form.key, paper.emptied) == (f"guest {ACME}", 0)


async def test_a_colleague_is_picked_from_those_who_are_not_in_it(desk):
    """Neither the rep nor who comes already is offered; one has to be ticked."""
    put(desk, ACME, SARAH)
    presenter, paper, _ = await people_of(desk)
    await presenter.add_colleague()
    await presenter.save()
    nobody = paper.fault
    paper.colleague = TeamChoice("mike@xforce.example", "Mike Chen", "VP Sales", is_required=False)
    await presenter.save()

    assert nobody.text == NOBODY_TICKED
    assert [person.name for person in paper.found] == ["Mike Chen", "Priya Nair", "Tom Whitfield"]
    ((_, added),) = desk.called("add_person")
    assert (added.address, added.title, added.required) == ("mike@xforce.example", "VP Sales", False)


async def test_somebody_comes_in_the_place_of_another(desk):
    """The question is about that side; how much they are needed is not asked again."""
    presenter, paper, _ = await people_of(desk)
    await presenter.replace("john@acmepest.example")
    form, paper.guest = paper.form, RITA
    await presenter.save()

    assert (form.heading, form.is_colleague, form.asks_required) == ("Replace John Smith", False, False)
    ((_, old, new),) = desk.called("replace_person")
    assert (old, new.address, new.name) == ("john@acmepest.example", "rita@acmepest.example", "Rita Gomez")
    assert (new.timezone, new.phone, new.sms_consent, new.title) == (
        "America/Chicago", "+1 404 555 0199", None, "CFO",
    )  # fmt: skip
    assert [line.name for line in paper.page.theirs] == ["Rita Gomez"]


@pytest.mark.parametrize("says, left", [(True, 1), (False, 2)])
async def test_somebody_is_removed_after_a_question(desk, says, left):
    """Only on yes."""
    put(desk, ACME, MARY)
    presenter, paper, asked = await people_of(desk, says=says)

    await presenter.remove(MARY.email)

    assert asked[0].title == "Remove Mary Jones?"
    assert len(paper.page.theirs) == left


async def test_a_removal_that_is_refused_says_why(desk):
    """In the list, where it was asked for."""
    put(desk, ACME, MARY)
    desk.failures["remove_person"] = BadInput("Mary Jones is the last one.", "See `request show`.")
    presenter, paper, _ = await people_of(desk)

    await presenter.remove(MARY.email)

    assert paper.fault.text == "Mary Jones is the last one."


async def test_what_follows_changes_with_the_form(desk):
    """As the tick of Required does."""
    presenter, paper, _ = await people_of(desk)
    await presenter.add_guest()
    needed = paper.follows
    paper.guest = Guest(is_required=False)
    presenter.update_follows()

    assert needed.startswith("Nothing is booked without their yes.")
    assert paper.follows == "They need not be there, so no time depends on them."


def test_a_newcomer_is_asked_by_name_about_the_live_offer(desk):
    """The machine says so; where the rep reviews everything, so does the sentence."""
    request = offered(desk.summaries[ACME].request, THURSDAY)
    person = follows.newcomer(Side.EXTERNAL, is_required=True)

    said = follows.after_adding(request, person, NOW, ZONE)
    reviewed = follows.after_adding(replace(request, approval=Approval.REVIEW_ALL), person, NOW, ZONE)

    assert said.endswith("They are asked by name about the times that stand.")
    assert reviewed.endswith("The mail waits for your word.")


@pytest.mark.parametrize(
    "changes, words",
    [
        ({"handled_by": Handler.REP}, follows.HELD),
        ({"state": State.PAUSED}, follows.PAUSED),
        ({"requires_human_review": True}, follows.REVIEWED),
    ],
)
def test_where_the_agent_keeps_still_it_is_said(desk, changes, words):
    """Nobody is written to then."""
    request = replace(offered(desk.summaries[ACME].request, THURSDAY), **changes)

    said = follows.after_adding(request, follows.newcomer(Side.EXTERNAL, is_required=True), NOW, ZONE)

    assert said.endswith(words)


def test_a_booked_meeting_gets_another_guest(desk):
    """The invitation is named with its time; who is removed loses it."""
    request = put(desk, ABC, MARY, SARAH)
    person = follows.newcomer(Side.INTERNAL, is_required=False)

    assert follows.after_adding(request, person, NOW, ZONE).endswith(
        "They get the invitation for tomorrow 2:00 PM."
    )
    assert follows.remove_question(request, SARAH, NOW, ZONE).text == (
        "Sarah loses the invitation for tomorrow 2:00 PM. Their calendar no longer counts."
    )
    replaced = follows.after_replacing(request, SARAH, person, NOW, ZONE)
    assert "They get, and Sarah Lopez loses, the invitation for tomorrow 2:00 PM." in replaced


def test_who_alone_held_it_up_leaves_and_it_is_booked(desk):
    """All others agreed: the question says what the yes does."""
    asked = offered(put(desk, ACME, MARY), THURSDAY)
    john = asked.primary
    waiting = NextAction(ActionType.FOLLOW_UP, NOW + timedelta(days=1), "Mary is silent.")
    request = replace(asked.with_attendee(replace(john, agreed_times=(THURSDAY,))), next_action=waiting)

    question = follows.remove_question(request, MARY, NOW, ZONE)

    assert question.text == (
        "Mary gets no mail about it. All others have agreed, so the meeting is booked: Thursday 2:00 PM."
    )
    assert (question.yes, question.no) == ("Remove", "Keep Mary")


@pytest.mark.asyncio
async def test_a_consent_is_noted_with_its_source_and_day(desk):
    """For somebody who is in it already; what is known stands in the form, and the line says it."""
    presenter, paper, _ = await people_of(desk)
    await presenter.ask_consent("john@acmepest.example")
    assert paper.consent.heading == "May John Smith be texted?"
    assert (paper.consent.may_withdraw, paper.consent.on) == (False, samples.NOW.astimezone(ZONE).date())

    paper.typed_of_consent = TypedConsent("+1 615 555 0142", "on the phone", paper.consent.on)
    await presenter.save_consent()

    ((_, address, said, phone, why),) = desk.called("note_consent")
    assert (address, said.source, phone, why) == (
        "john@acmepest.example",
        "on the phone",
        "+1 615 555 0142",
        "",
    )
    assert "may be texted (on the phone" in paper.page.theirs[0].about
    await presenter.ask_consent("john@acmepest.example")
    assert (paper.consent.source, paper.consent.may_withdraw) == ("on the phone", True)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "phone, source, place", [("", "web form", "phone"), ("+1 615 555 0142", " ", "source")]
)
async def test_a_consent_needs_number_and_source(desk, phone, source, place):
    """What is missing is said where it belongs; nothing reaches the desk."""
    presenter, paper, _ = await people_of(desk)
    await presenter.ask_consent("john@acmepest.example")
    paper.typed_of_consent = TypedConsent(phone, source, paper.consent.on)
    await presenter.save_consent()

    assert paper.fault.place == place
    assert desk.called("note_consent") == []


@pytest.mark.asyncio
@pytest.mark.parametrize("says", [True, False])
async def test_a_consent_is_taken_back_after_a_question(desk, says):
    """The question says what follows; with no, all stays."""
    agreed = SmsConsent(samples.NOW.date(), "web form")
    john = samples.prospect("Jim Doe", "jim@acmepest.example")
    put(desk, ACME, replace(john, sms_consent=agreed, phone="+16155550142"))
    presenter, paper, asked = await people_of(desk, says=says)
    await presenter.ask_consent("jim@acmepest.example")
    await presenter.withdraw_consent()

    assert "mail goes on" in asked[0].text
    assert len(desk.called("note_consent")) == int(says)
    assert ("may be texted" in paper.page.theirs[-1].about) is not says
