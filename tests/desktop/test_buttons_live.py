"""What the buttons say, the engine does."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtWidgets import QComboBox, QPushButton

from tests.desktop.live import REP, SARAH, Live, live
from ui.acts import Act
from xforce_desktop.ids import RequestId
from xforce_desktop.scheduling.desk import Group, RepCommand
from xforce_desktop.scheduling.events import CallResult
from xforce_desktop.scheduling.request import Handler, Outcome, State


async def state_of(app: Live, request_id: RequestId) -> State:
    return (await app.summary(request_id)).request.state


async def an_offered(app: Live, **changes: object) -> RequestId:
    """A request whose first mail is out."""
    request_id = await app.create(**changes)
    await app.desk.sync_now()
    await app.desk.command(request_id, RepCommand.APPROVE)
    await app.desk.sync_now()
    await app.until(lambda: "outreach sent" in app.card(request_id))
    return request_id


async def a_booked(app: Live) -> RequestId:
    """A request that has its meeting, the invitation accepted."""
    request_id = await an_offered(app)
    await app.reply("The first one works, thanks.\n\nJohn")
    await app.desk.sync_now()
    await app.accept_invitation()
    await app.desk.sync_now()
    await app.until(lambda: "Invite accepted" in app.card(request_id))
    return request_id


async def there_is(app: Live, act: Act, request_id: RequestId) -> None:
    await app.until(lambda: app.find(QPushButton, f"{act}-{request_id}"))


async def press_head(app: Live, act: Act) -> None:
    """A button of the open conversation, as soon as it is there."""
    await app.until(lambda: app.find(QPushButton, f"conversation_{act}"))
    app.press(f"conversation_{act}")


def test_pause_stops_the_follow_up_and_resume_brings_it_back(tmp_path, alone):
    """Nothing leaves while it is paused, however long; then it goes on."""

    async def story(app: Live) -> None:
        request_id = await an_offered(app)
        app.press(f"{Act.PAUSE}-{request_id}")
        await there_is(app, Act.RESUME, request_id)
        assert await state_of(app, request_id) is State.PAUSED
        await app.advance(timedelta(days=4))
        assert len(await app.sent()) == 1
        app.press(f"{Act.RESUME}-{request_id}")
        await there_is(app, Act.PAUSE, request_id)
        await app.advance(timedelta(days=4))
        assert len(await app.sent()) == 2

    assert live(tmp_path, story, options=alone) == 0


def test_take_over_silences_the_agent_until_it_is_given_back(tmp_path, alone):
    """The conversation is the rep's, and the agent's again."""

    async def story(app: Live) -> None:
        request_id = await an_offered(app)
        app.press(f"{Act.OPEN}-{request_id}")
        await press_head(app, Act.TAKE_OVER)
        await app.until(lambda: app.shows("You have this one"))
        assert (await app.summary(request_id)).request.handled_by is Handler.REP
        await app.advance(timedelta(days=4))
        assert len(await app.sent()) == 1
        await press_head(app, Act.GIVE_BACK)
        await app.until(lambda: app.shows("Given back to the agent"))
        assert (await app.summary(request_id)).request.handled_by is Handler.AGENT

    assert live(tmp_path, story, options=alone) == 0


def test_cancel_withdraws_the_invitation_after_a_question(tmp_path, alone):
    """No keeps it, yes ends it: the event goes and they are told."""

    async def story(app: Live) -> None:
        request_id = await a_booked(app)
        app.press(f"{Act.CANCEL}-{request_id}")
        await app.answer("answer_no")
        assert await state_of(app, request_id) is State.CONFIRMED
        app.press(f"{Act.CANCEL}-{request_id}")
        await app.answer("answer_yes")
        await app.until(lambda: app.headings()[Group.COMPLETED] == "COMPLETED THIS WEEK (1)")
        await app.desk.sync_now()
        assert [event["cancelled"] for event in await app.control("events")] == [True]
        assert (await app.summary(request_id)).request.outcome is Outcome.CANCELLED_BY_US

    assert live(tmp_path, story, options=alone) == 0


def test_reschedule_asks_them_for_another_time(tmp_path, alone):
    """The booked time is given up and new ones go out in the same conversation."""

    async def story(app: Live) -> None:
        request_id = await a_booked(app)
        before = await app.sent()
        app.press(f"{Act.RESCHEDULE}-{request_id}")
        await app.answer()
        await app.until(lambda: app.headings()[Group.CONFIRMED] == "CONFIRMED & UPCOMING (0)")
        await app.advance(timedelta(minutes=5))
        await there_is(app, Act.OPEN, request_id)
        waiting = (await app.summary(request_id)).waiting
        if waiting:
            app.press(f"{Act.REVIEW}-{request_id}")
            await app.until(lambda: app.find(QPushButton, "send_draft").isEnabled())
            app.press("send_draft")
            await app.until(lambda: app.shows("You approved"))
            await app.desk.sync_now()
        after = await app.sent()
        assert len(after) == len(before) + 1
        assert after[-1]["conversation_id"] == before[0]["conversation_id"]

    assert live(tmp_path, story, options=alone) == 0


def test_the_rep_says_how_it_went(tmp_path, alone):
    """Without a report the dashboard asks; Held ends it."""

    async def story(app: Live) -> None:
        request_id = await a_booked(app)
        await app.past_the_meeting()
        await there_is(app, Act.HELD, request_id)
        assert "Did John join?" in app.card(request_id)
        app.press(f"{Act.HELD}-{request_id}")
        await app.until(lambda: app.headings()[Group.COMPLETED] == "COMPLETED THIS WEEK (1)")
        assert (await app.summary(request_id)).request.outcome is Outcome.HELD

    assert live(tmp_path, story, options=alone) == 0


def test_a_no_show_may_turn_out_to_have_taken_place(tmp_path, alone):
    """No-show asks for a new time; Mark complete puts it right, and nothing more is sent."""

    async def story(app: Live) -> None:
        request_id = await a_booked(app)
        await app.past_the_meeting()
        await there_is(app, Act.NO_SHOW, request_id)
        app.press(f"{Act.NO_SHOW}-{request_id}")
        await app.until(lambda: "No-show: Demo with Acme Pest" in app.words())
        await app.desk.sync_now()
        assert (await app.summary(request_id)).request.no_show_count == 1
        await there_is(app, Act.COMPLETE, request_id)
        mails = len(await app.sent())
        app.press(f"{Act.COMPLETE}-{request_id}")
        await app.answer()
        await app.until(lambda: app.headings()[Group.COMPLETED] == "COMPLETED THIS WEEK (1)")
        await app.advance(timedelta(days=3))
        assert len(await app.sent()) == mails
        assert (await app.summary(request_id)).request.outcome is Outcome.HELD

    assert live(tmp_path, story, options=alone) == 0


def test_a_missed_meeting_needs_attention_until_new_times_are_out(tmp_path, alone):
    """The report names our side alone: a notice says so, and the rep can still call."""

    async def story(app: Live) -> None:
        request_id = await a_booked(app)
        await app.end_meeting(REP, SARAH)
        await app.until(lambda: "John didn’t join" in app.card(request_id))
        assert app.headings()[Group.NEEDS_ATTENTION] == "NEEDS ATTENTION (1)"
        assert app.find(QPushButton, f"{Act.CALL}-{request_id}")
        told = app.window.notices.messages()
        assert [message for message in told if message.request_id == request_id], told

    assert live(tmp_path, story, options=alone) == 0


def test_a_notice_leads_to_the_conversation(tmp_path, alone):
    """What needs the rep is told in the window's bar, and Open opens it."""

    async def story(app: Live) -> None:
        await app.create()
        await app.until(lambda: app.shows("Waiting for your approval", "Demo with Acme Pest"))
        app.press("open_notice")
        await app.until(lambda: app.find(QPushButton, "send_draft").isEnabled())
        assert not app.window.notices.isVisible()

    assert live(tmp_path, story, options=alone) == 0


def test_whom_to_call_is_shown_until_the_call_is_done(tmp_path, alone):
    """Days of silence from an executive: the card with the number stands above the conversation."""

    async def story(app: Live) -> None:
        request_id = await an_offered(app, meeting_type="exec_review", duration_minutes=30)
        await app.advance(timedelta(days=3))
        await app.until(lambda: "For you:" in app.card(request_id))
        app.press(f"{Act.OPEN}-{request_id}")
        await app.until(lambda: app.shows("+14045550142", "Better not", "peer-level"))
        app.press("call_done")
        await app.until(lambda: app.find(QComboBox, "calls_result").isVisible())
        result = app.find(QComboBox, "calls_result")
        result.setCurrentIndex(result.findData(CallResult.OTHER.value))
        app.write("calls_note", "His assistant looks for a time.")
        app.press("calls_save")
        await app.until(lambda: app.shows("His assistant looks for a time"))
        app.press("calls_close")
        assert (await app.summary(request_id)).cards == ()
        assert not app.shows("peer-level")

    assert live(tmp_path, story, options=alone) == 0
