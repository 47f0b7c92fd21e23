"""The dashboard's decisions, without Qt."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from fake_desk import FakeDesk

from ui import samples
from ui.acts import Act
from ui.dashboard.presenter import DashboardPresenter
from xforce_desktop.errors import BadInput, TemporaryError
from xforce_desktop.scheduling.desk import Group, RepCommand
from xforce_desktop.scheduling.events import ReportedOutcome
from xforce_desktop.scheduling.request import State

ACME, DELTA, BAYSHORE = (samples.sample_id(name) for name in ("Acme Pest", "Delta Pest", "Bayshore Group"))


class Board:
    """A view that remembers what it was told."""

    def __init__(self) -> None:
        self.sections = {}
        self.hint = ""
        self.needing = ""

    def show_sections(self, sections):
        self.sections = {section.group: section for section in sections}

    def show_insights(self, cards):
        self.insights = cards

    def show_needing(self, words):
        self.needing = words

    def show_empty(self, hint):
        self.hint = hint

    def card(self, title):
        cards = [card for section in self.sections.values() for card in section.cards if title in card.title]
        assert len(cards) == 1, title
        return cards[0]


class Rep:
    """Answers questions as told, and remembers them."""

    def __init__(self, says: bool = True) -> None:
        self.says = says
        self.asked = []

    async def __call__(self, question):
        self.asked.append(question)
        return self.says


async def a_board(desk: FakeDesk, rep: Rep | None = None):
    board, opened = Board(), []
    presenter = DashboardPresenter(desk, board, ask=rep or Rep(), open_request=opened.append)
    await presenter.refresh()
    return presenter, board, opened


async def test_four_groups_with_their_counts(desk):
    """The specification's groups, in its order."""
    _, board, _ = await a_board(desk)

    assert [section.heading for section in board.sections.values()] == [
        "PENDING CONFIRMATION (5)",
        "CONFIRMED & UPCOMING (2)",
        "NEEDS ATTENTION (4)",
        "COMPLETED THIS WEEK (3)",
    ]


async def test_a_card_says_what_the_picture_says(desk):
    """Person and state, what happened last, what comes next, how old it is."""
    _, board, _ = await a_board(desk)

    card = board.card("Acme Pest")

    assert (card.title, card.corner) == ("Demo with Acme Pest", "2 days active")
    assert (card.who, card.state) == ("John Smith", "Awaiting response to time options")
    assert [f"{line.label}: {line.text}" for line in card.lines] == [
        "Last: Sent 3 time options yesterday at 2:15 PM",
        "Next: Follow-up tomorrow at 10:00 AM if there is no answer",
    ]
    assert card.lines[1].tip.startswith("John usually answers in the morning")
    assert [button.label for button in card.buttons] == ["View conversation", "Pause", "Cancel"]


@pytest.mark.parametrize(
    "company, state",
    [
        ("Gulf Coast", "Mary proposed other times, reviewing"),
        ("Sunshine Pest", "Initial outreach sent"),
        ("Lakeside Services", "Paused until Tue, Dec 1"),
        ("Harbor Home", "A mail waits for your approval"),
        ("ABC Exterminators", "Invite accepted"),
        ("Bayshore Group", "Did Nina join?"),
        ("Summit Field", "You have this one"),
        ("Redwood Pest", "Cancelled by them"),
    ],
)
async def test_each_state_has_its_words(desk, company, state):
    """No card shows the machine's own spelling."""
    _, board, _ = await a_board(desk)

    assert board.card(company).state == state


async def test_a_confirmed_meeting_shows_when_and_its_reminder(desk):
    """Day and time in the corner, the reminder as a line of its own."""
    _, board, _ = await a_board(desk)

    card = board.card("ABC Exterminators")

    assert card.corner == "Tomorrow 2:00 PM"
    assert "Reminder: scheduled for tomorrow at 9:00 AM" in [f"{li.label}: {li.text}" for li in card.lines]
    assert [button.label for button in card.buttons] == ["View details", "Prep", "Reschedule", "Cancel"]


async def test_a_missed_meeting_can_be_answered_called_or_closed(desk):
    """A no-show whose mail is ready."""
    _, board, _ = await a_board(desk)

    card = board.card("Delta Pest")

    assert card.title == "No-show: Demo with Delta Pest"
    assert card.corner == "Was today 9:00 AM"
    assert [button.act for button in card.buttons] == [
        Act.REVIEW,
        Act.OPEN,
        Act.CALL,
        Act.COMPLETE,
        Act.CANCEL,
    ]


async def test_whom_to_call_stands_on_the_card(desk):
    """Name and number; the reason is told when one looks closer."""
    _, board, _ = await a_board(desk)
    card = board.card("Garden State Pest")
    line = next(line for line in card.lines if line.label == "For you")

    assert line.text == "Call Rosa Klein, +12015550164"
    assert line.tip.startswith("Rosa Klein hasn't responded to 3 messages")
    assert card.icon == "attention"


async def test_an_outcome_is_asked_only_after_the_start(desk):
    """Held, No-show and Moved appear once the meeting's time has come."""
    summary = desk.summaries[BAYSHORE]
    later = replace(summary.request, scheduled_time=samples.NOW + timedelta(hours=1))
    _, board, _ = await a_board(desk)
    past = {button.act for button in board.card("Bayshore").buttons}
    desk.summaries[BAYSHORE] = replace(summary, request=later)
    _, board, _ = await a_board(desk)
    ahead = {button.act for button in board.card("Bayshore").buttons}

    assert {Act.HELD, Act.NO_SHOW, Act.MOVED} <= past
    assert not {Act.HELD, Act.NO_SHOW, Act.MOVED} & ahead


async def test_completed_are_counted_by_outcome(desk):
    """The two lines of the picture, with the logged reason."""
    _, board, _ = await a_board(desk)

    assert board.sections[Group.COMPLETED].notes == (
        "2 meetings held",
        "1 cancelled by the prospect (Redwood Pest: budget is frozen until spring)",
    )


async def test_nothing_yet_says_how_to_begin():
    """An empty dashboard has a hint instead of four empty groups."""
    _, board, _ = await a_board(FakeDesk(is_empty=True))

    assert "New meeting" in board.hint
    assert board.sections == {}


async def test_cancelling_is_asked_first(desk):
    """A no keeps the request, a yes ends it."""
    rep = Rep(says=False)
    presenter, _, _ = await a_board(desk, rep)

    await presenter.act(ACME, Act.CANCEL)
    kept = desk.called("command")
    rep.says = True
    await presenter.act(ACME, Act.CANCEL)

    assert kept == []
    assert rep.asked[0].is_grave
    assert "Demo with Acme Pest" in rep.asked[0].title
    assert desk.called("command") == [(ACME, RepCommand.CANCEL)]


async def test_pausing_needs_no_question(desk):
    """What can be taken back is done at once, and the card follows."""
    rep = Rep()
    presenter, board, _ = await a_board(desk, rep)

    await presenter.act(ACME, Act.PAUSE)
    await presenter.refresh()

    assert rep.asked == []
    assert board.card("Acme Pest").state == "Paused"
    assert Act.RESUME in [button.act for button in board.card("Acme Pest").buttons]


async def test_calling_shows_the_number_and_takes_over(desk):
    """The number and the time there; the agent keeps still afterwards."""
    rep = Rep()
    presenter, _, _ = await a_board(desk, rep)

    await presenter.act(DELTA, Act.CALL)

    assert "+1 305 555 0177" in rep.asked[0].text
    assert "10:05 AM for Tom" in rep.asked[0].text
    assert desk.called("command") == [(DELTA, RepCommand.TAKE_OVER)]


@pytest.mark.parametrize(
    "act, outcome",
    [
        (Act.HELD, ReportedOutcome.HELD),
        (Act.NO_SHOW, ReportedOutcome.NO_SHOW),
        (Act.MOVED, ReportedOutcome.MOVED),
        (Act.COMPLETE, ReportedOutcome.HELD),
    ],
)
async def test_outcomes_are_reported(desk, act, outcome):
    """What the rep says became of a meeting reaches the desk."""
    presenter, _, _ = await a_board(desk)

    await presenter.act(BAYSHORE, act)

    assert desk.called("report") == [(BAYSHORE, outcome)]


async def test_review_and_view_open_the_conversation(desk):
    """Both lead to the same page."""
    presenter, _, opened = await a_board(desk)

    await presenter.act(DELTA, Act.REVIEW)
    await presenter.act(ACME, Act.OPEN)

    assert opened == [DELTA, ACME]


async def test_errors_are_not_swallowed(desk):
    """What the desk cannot do reaches whoever runs the coroutine, with its advice."""
    presenter, _, _ = await a_board(desk)
    desk.failures["command"] = TemporaryError("Could not pause it yet", "You seem to be offline.")

    with pytest.raises(TemporaryError, match="offline"):
        await presenter.act(ACME, Act.PAUSE)


async def test_every_state_can_be_shown(desk):
    """No combination of group and state breaks the dashboard."""
    summary = desk.summaries[ACME]
    for group in Group:
        for state in State:
            desk.summaries = {
                ACME: replace(summary, group=group, request=replace(summary.request, state=state))
            }
            _, board, _ = await a_board(desk)
            assert board.card("Acme Pest").state


async def test_what_needs_the_rep_is_counted_at_the_top(desk):
    """Their group is the third, and may lie below the fold."""
    _, board, _ = await a_board(desk)

    assert board.needing == f"{len(board.sections[Group.NEEDS_ATTENTION].cards)} need you"


async def test_nothing_is_announced_beside_a_mail_that_waits(desk):
    """While the rep's word is awaited, nothing leaves by itself."""
    _, board, _ = await a_board(desk)
    waiting = [
        card
        for section in board.sections.values()
        for card in section.cards
        if any(line.label.startswith("Waiting") for line in card.lines)
    ]

    assert waiting
    assert not [line for card in waiting for line in card.lines if line.label == "Next"]


async def test_a_card_releases_only_what_it_showed(desk):
    """Something came since the overview was read."""
    presenter, _, _ = await a_board(desk)
    (waiting, *_) = [one for one in desk.summaries.values() if one.waiting]
    another = replace(waiting.waiting[0], key="another")
    desk.summaries[waiting.request.id] = replace(waiting, waiting=(*waiting.waiting, another))

    with pytest.raises(BadInput, match="Something else waits"):
        await presenter.act(waiting.request.id, Act.APPROVE)

    assert desk.called("command") == []
    await presenter.act(waiting.request.id, Act.APPROVE)
    assert desk.called("command") == [(waiting.request.id, RepCommand.APPROVE)]
