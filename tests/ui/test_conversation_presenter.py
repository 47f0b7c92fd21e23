"""The conversation's decisions, without Qt."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from tests.ui.hands import held
from ui import samples
from ui.acts import Act
from ui.conversation.presenter import ConversationPresenter, Wording
from ui.conversation.reading import reading_of
from ui.formatting import zone_named
from xforce_desktop.errors import BadInput, UnknownRequest
from xforce_desktop.scheduling.desk import RepCommand
from xforce_desktop.scheduling.new_request import Newcomer

ACME, DELTA, HARBOR = (samples.sample_id(name) for name in ("Acme Pest", "Delta Pest", "Harbor Home"))
GARDEN = samples.sample_id("Garden State Pest")


class Paper:
    """A view that remembers the page; its editor holds the draft until something else is typed."""

    def __init__(self) -> None:
        self.page = self.typed = None
        self.fault = ""

    def show_page(self, page):
        self.page = page

    def wording(self):
        draft = self.page.draft
        return self.typed or (draft and Wording(draft.key, draft.subject, draft.body))

    def show_fault(self, text):
        self.fault = text


async def a_page(desk, request_id, *, says=True):
    paper, left = Paper(), []

    async def ask(question):
        return says

    presenter = ConversationPresenter(desk, paper, ask=ask, leave=lambda: left.append(True))
    await presenter.open(request_id)
    return presenter, paper, left


async def test_both_sides_are_shown_with_what_was_understood(desk):
    """Ours, then theirs: new text apart from the quoted history, and the reading with its reasons."""
    _, paper, _ = await a_page(desk, ACME)

    ours, theirs = paper.page.bubbles
    assert (ours.is_ours, ours.quoted, ours.reading) == (True, "", None)
    assert theirs.text == "Thursday at 2 works, thanks. Can you send the link to my office address?"
    assert theirs.quoted.startswith("On Monday, Brent wrote:")
    assert theirs.reading.text == "Understood as: accepts Thursday 2:00 PM"
    assert "second of the offered times" in theirs.reading.why
    assert not theirs.reading.is_doubtful


async def test_the_log_is_a_story_with_its_reasons(desk):
    """Oldest first; each line says what, when and why, and what the agent only noted is small."""
    _, paper, _ = await a_page(desk, ACME)

    started, looked, newest = paper.page.log
    assert started.text == "Started"
    assert looked.is_minor
    assert (newest.text, newest.when) == ("Sent 3 time options", "Yesterday at 2:15 PM")
    assert newest.why.startswith("Three times on three days, all free for you and Sarah.\n• ")


async def test_a_waiting_mail_is_sent_as_it_stands(desk):
    """Unchanged words are approved, not edited."""
    presenter, paper, _ = await a_page(desk, HARBOR)

    await presenter.send()

    assert paper.page.draft.heading == "Waiting for your approval: the first mail"
    assert paper.page.draft.signature.splitlines()[0] == "Brent Carter"
    assert "Brent Carter" not in paper.page.draft.body, "the signature is not typed into the mail"
    assert desk.called("edit_waiting") == []
    assert desk.called("command") == [(HARBOR, RepCommand.APPROVE)]


async def test_the_reps_own_words_are_kept_before_it_is_sent(desk):
    """Edit first, approve second."""
    presenter, paper, _ = await a_page(desk, HARBOR)
    key = paper.page.draft.key
    paper.typed = Wording(key, "Demo", "Hi Ellen, does Wednesday suit you?")

    await presenter.send()

    assert [call[0] for call in desk.calls] == ["edit_waiting", "command"]
    assert desk.called("edit_waiting") == [(key, "Demo", "Hi Ellen, does Wednesday suit you?")]


async def test_an_empty_mail_is_not_sent(desk):
    """It says what is missing."""
    presenter, paper, _ = await a_page(desk, HARBOR)
    paper.typed = Wording(paper.page.draft.key, "Demo", "  ")

    await presenter.send()

    assert paper.fault == "A mail needs a subject and a text."
    assert desk.calls == []


async def test_a_draft_that_has_been_replaced_is_not_sent(desk):
    """What stands in the editor belongs to another mail than the one that waits now."""
    presenter, paper, _ = await a_page(desk, HARBOR)
    paper.typed = Wording("another-key", "Demo", "Hello")

    await presenter.send()

    assert desk.calls == []


@pytest.mark.parametrize("says, commands", [(True, [(DELTA, RepCommand.TAKE_OVER)]), (False, [])])
async def test_discarding_takes_over_after_a_question(desk, says, commands):
    """A mail is thrown away only on the rep's yes."""
    presenter, _, _ = await a_page(desk, DELTA, says=says)

    await presenter.discard()

    assert desk.called("command") == commands


async def test_a_mail_still_being_written_cannot_be_sent(desk):
    """No words yet, no Send."""
    summary = desk.summaries[HARBOR]
    desk.summaries[HARBOR] = replace(summary, waiting=(replace(summary.waiting[0], subject="", body=""),))
    _, paper, _ = await a_page(desk, HARBOR)

    assert not paper.page.draft.is_ready
    assert paper.page.draft.why == "Its words are being written…"


@pytest.mark.parametrize("says", [True, False])
async def test_whom_an_automatic_answer_names_takes_their_place_after_a_question(desk, monkeypatch, says):
    """One button; nobody is written to without the rep's yes."""
    him = desk.summaries[ACME].request.primary
    amy = {"name": "Amy Cho", "address": "amy@acme.example"}
    reading = {"message_kind": "auto_reply", "absence": {"case": "left", "delegate": amy}}
    ours, theirs = samples.conversation(desk.summaries[ACME].request)
    theirs = replace(theirs, from_address=him.email, reading=reading)
    monkeypatch.setattr(samples, "conversation", lambda request: (ours, theirs))
    presenter, paper, _ = await a_page(desk, ACME, says=says)

    button = next(one for one in paper.page.buttons if one.act is Act.REPLACE)
    assert button.label == "Go on with Amy"
    await presenter.act(Act.REPLACE)

    wanted = [(ACME, him.email, Newcomer("amy@acme.example", "Amy Cho"))]
    assert desk.called("replace_person") == (wanted if says else [])


async def test_the_buttons_are_what_may_be_done_now(desk):
    """From the desk's commands, and the same acts as on the dashboard."""
    presenter, paper, _ = await a_page(desk, ACME)
    before = [button.act for button in paper.page.buttons]
    await presenter.act(Act.TAKE_OVER)
    await presenter.refresh()
    after = [button.act for button in paper.page.buttons]

    assert before == [Act.TAKE_OVER, Act.PAUSE, Act.CANCEL]
    assert after == [Act.GIVE_BACK, Act.CANCEL]


async def test_a_request_that_is_gone_leads_back(desk):
    """The page is left, and the reason is told."""
    presenter, _, left = await a_page(desk, ACME)
    del desk.summaries[ACME]

    with pytest.raises(UnknownRequest):
        await presenter.refresh()

    assert left == [True]


@pytest.mark.parametrize(
    "stored, text, is_doubtful",
    [
        ({"message_kind": "auto_reply"}, "an automatic reply", False),
        ({"message_kind": "opt_out"}, "asks not to be written to any more", False),
        ({"message_kind": "reply", "intent": "decline"}, "declines", False),
        (
            {"intent": "accept_time", "any_offered": True},
            "accepts: any of the offered times is fine",
            False,
        ),
        (
            {
                "intent": "propose_alternative",
                "windows": [{"start": "2026-11-26T15:00:00-05:00", "end": "2026-11-26T17:00:00-05:00"}],
            },
            "proposes other times: Thursday 3:00 PM to 5:00 PM",
            False,
        ),
        (
            {
                "intent": "propose_alternative",
                "ambiguous": True,
                "readings": [
                    [{"start": "2026-12-03T14:00:00-05:00", "end": "2026-12-03T15:00:00-05:00"}],
                    [{"start": "2026-12-04T14:00:00-05:00", "end": "2026-12-04T15:00:00-05:00"}],
                ],
            },
            "proposes other times; the time could mean "
            "Thu, Dec 3 2:00 PM to 3:00 PM or Fri, Dec 4 2:00 PM to 3:00 PM",
            True,
        ),
        (
            {"intent": "question", "requires_human": True, "human_reason": "asks for a price"},
            "asks a question",
            True,
        ),
        ({"intent": "accept_time", "selected_time": "tomorrow"}, "accepts", False),
        ({"intent": "propose_alternative", "windows": "all", "why": 7}, "proposes other times", False),
    ],
)
def test_readings_in_words(stored, text, is_doubtful):
    """Whatever is stored, it is said plainly or left out."""
    reading = reading_of(stored, samples.NOW, zone_named(samples.ZONE))

    assert reading is not None
    assert reading.text == f"Understood as: {text}"
    assert reading.is_doubtful is is_doubtful


def test_a_doubtful_no_is_told_as_one():
    """No word of times: whether they want the meeting at all is the question."""
    stored = {"message_kind": "reply", "intent": "decline", "ambiguous": True, "requires_human": True}

    reading = reading_of(stored, samples.NOW, zone_named(samples.ZONE))

    assert reading is not None
    assert reading.text == "Understood as: perhaps a no"
    assert reading.is_doubtful


def test_nothing_read_says_nothing():
    """A mail without a reading has no box."""
    assert reading_of({}, samples.NOW, None) is None


async def test_the_whole_card_stands_above_the_conversation(desk):
    """Whom to call, under which number, why now, what to say and what better not."""
    _, paper, _ = await a_page(desk, GARDEN)
    call, brief = paper.page.call, desk.summaries[GARDEN].cards[0].brief

    assert (call.title, call.who) == ("Call Rosa Klein", "Owner  •  Garden State Pest")
    assert (call.number, call.link) == ("+12015550164", "tel:+12015550164")
    assert call.why == f"{brief.situation} {brief.why_now}"
    assert "10:05 AM EST" in call.why
    said = (*(text for _, text in call.background), *call.say, *call.avoid)
    assert said == (
        brief.why_it_matters,
        brief.what_ai_did,
        brief.what_to_do,
        *brief.talking_points,
        *brief.what_to_avoid,
    )
    assert not call.is_short


@pytest.mark.parametrize(
    "number, shown",
    [("(201) 555-0164 ext. 4", "(201) 555-0164 ext. 4"), ("", "No phone number is on record")],
)
async def test_what_no_phone_can_dial_is_no_link(desk, number, shown):
    """It can still be read and copied."""
    summary = desk.summaries[GARDEN]
    card = summary.cards[0]
    card = replace(card, brief=replace(card.brief, number=number))
    desk.summaries[GARDEN] = replace(summary, cards=(card, card))
    _, paper, _ = await a_page(desk, GARDEN)

    assert (paper.page.call.number, paper.page.call.link) == (shown, "")
    assert paper.page.call.who.endswith("1 of 2")


async def test_beside_a_mail_that_waits_the_card_is_short(desk):
    """The mail needs the room; no card, no call."""
    card = desk.summaries[GARDEN].cards[0]
    desk.summaries[HARBOR] = replace(desk.summaries[HARBOR], cards=(card,))

    assert (await a_page(desk, HARBOR))[1].page.call.is_short
    assert (await a_page(desk, ACME))[1].page.call is None


async def test_the_card_is_closed_by_the_rep(desk):
    """Dismissed: that card and no other."""
    presenter, _, _ = await a_page(desk, GARDEN)
    card_id = desk.summaries[GARDEN].cards[0].id

    await presenter.dismiss(card_id)

    assert desk.called("dismiss_card") == [(GARDEN, card_id)]
    assert desk.summaries[GARDEN].cards == ()
    with pytest.raises(BadInput):
        await presenter.dismiss(card_id)


async def test_a_link_that_has_not_come_is_said_beside_the_time(desk):
    """As long as the meeting is ahead; once the link is there nothing is said of it."""
    booked = next(s for s in desk.summaries.values() if s.request.join_url and not s.request.has_ended)
    request_id = booked.request.id
    _, with_link, _ = await a_page(desk, request_id)
    without = replace(booked.request, join_url="")
    desk.summaries[request_id] = replace(booked, request=without)
    _, lacking, _ = await a_page(desk, request_id)

    assert "Teams link" not in with_link.page.state
    assert "no Teams link yet" in lacking.page.state


async def test_a_click_is_meant_for_the_conversation_that_is_shown(desk):
    """Another one is on its way: its mail is not released by the button under this one."""
    presenter, _, _ = await a_page(desk, HARBOR)
    going = held(desk, "story")
    opening = asyncio.create_task(presenter.open(GARDEN))
    await asyncio.sleep(0)
    assert presenter.request_id == HARBOR
    sending = asyncio.create_task(presenter.send())
    await asyncio.sleep(0)
    going.set()
    await opening
    await sending

    assert desk.called("command") == [(HARBOR, RepCommand.APPROVE)]
    assert presenter.request_id == GARDEN


async def test_what_is_discarded_is_what_was_asked_about(desk):
    """Another conversation was opened while the rep thought."""
    presenter, _, _ = await a_page(desk, HARBOR)

    async def thinking(question):
        await presenter.open(ACME)
        return True

    presenter._ask = thinking
    await presenter.discard()

    assert desk.called("command") == [(HARBOR, RepCommand.TAKE_OVER)]


async def test_only_what_was_seen_is_released(desk):
    """The mail was written anew since it was shown: it is shown first, and leaves with the next click."""
    presenter, paper, _ = await a_page(desk, HARBOR)
    summary = desk.summaries[HARBOR]
    anew = tuple(replace(row, body="Hi Ellen, another mail") for row in summary.waiting)
    desk.summaries[HARBOR] = replace(summary, waiting=anew)
    await presenter.send()

    assert desk.called("command") == []
    assert "Something else waits for your word by now. Nothing was released" in paper.fault
    assert paper.page.draft.body == "Hi Ellen, another mail"
    await presenter.send()
    assert desk.called("command") == [(HARBOR, RepCommand.APPROVE)]


async def test_a_button_of_a_page_that_is_behind_shows_what_there_is(desk):
    """Its refusal is told by the window; the next click is meant for what is seen then."""
    presenter, paper, _ = await a_page(desk, HARBOR)
    summary = desk.summaries[HARBOR]
    anew = tuple(replace(row, body="Hi Ellen, another mail") for row in summary.waiting)
    desk.summaries[HARBOR] = replace(summary, waiting=anew)

    with pytest.raises(BadInput, match="Something else waits"):
        await presenter.act(Act.APPROVE)

    assert paper.page.draft.body == "Hi Ellen, another mail"
