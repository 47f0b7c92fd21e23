"""Who is to be there, changed from the screen: the engine and the mailbox follow."""

from __future__ import annotations

from tests.desktop.live import JOHN, SARAH, Live, live
from ui.acts import Act
from xforce_desktop.ids import RequestId
from xforce_desktop.scheduling.desk import RepCommand

RITA = "rita@acmepest.example"


async def an_offer_out(app: Live) -> RequestId:
    """A request whose first mail is out, its conversation open."""
    request_id = await app.create()
    await app.desk.sync_now()
    await app.desk.command(request_id, RepCommand.APPROVE)
    await app.desk.sync_now()
    await app.until(lambda: "outreach sent" in app.card(request_id))
    app.press(f"{Act.OPEN}-{request_id}")
    await app.until(lambda: app.press("people") is None)
    return request_id


def test_somebody_added_while_times_are_offered_is_asked_by_name(tmp_path, alone):
    """Typed in the dialog; a mail in the same conversation greets her and names the offered times."""

    async def story(app: Live) -> None:
        request_id = await an_offer_out(app)
        (first,) = await app.sent()
        await app.until(lambda: app.press("people_add_guest") is None)
        await app.until(lambda: app.shows("They are asked by name about the times that stand."))
        app.write("guest_name_0", "Rita Gomez")
        app.write("guest_email_0", JOHN)
        app.press("people_save")
        await app.until(lambda: app.shows("John Smith is in it already."))
        app.write("guest_email_0", RITA)
        app.press("people_save")
        await app.until(lambda: app.shows("Rita Gomez", "Required, has not agreed to a time yet"))
        await app.desk.sync_now()
        await app.until(lambda: app.shows("You added Rita Gomez, who has to agree as well"))
        asked = (await app.sent())[-1]
        assert asked["conversation_id"] == first["conversation_id"]
        assert "Rita" in asked["body"]
        assert RITA in str(asked["to"])
        offered = (await app.summary(request_id)).request.offered_times
        assert len(offered) == 3

    assert live(tmp_path, story, options=alone) == 0


def test_a_colleague_who_is_removed_is_not_invited(tmp_path, alone):
    """The question is answered over the dialog; the invitation goes to John alone."""

    async def story(app: Live) -> None:
        await an_offer_out(app)
        await app.until(lambda: app.press(f"remove-{SARAH}") is None)
        await app.answer()
        await app.until(lambda: app.shows("You removed Sarah Chen"))
        await app.until(lambda: "Sarah Chen" not in app.words(app.window.people))
        app.press("people_close")
        await app.reply("The first one works, thanks.\n\nJohn")
        await app.desk.sync_now()
        invited = {one["address"] for one in (await app.meeting())["attendees"]}
        assert JOHN in invited
        assert SARAH not in invited

    assert live(tmp_path, story, options=alone) == 0
