"""A booked meeting that they move: what they and the rep are told of it, over HTTP."""

from __future__ import annotations

from datetime import datetime, timedelta

from tests.end_to_end.walk import (
    REP,
    SARAH,
    THEIR_ZONE,
    Walk,
    a_form,
    as_they_say,
    is_free,
    new_text,
    offered_in,
)

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MONDAY = datetime(2027, 4, 5, 9, 30, tzinfo=THEIR_ZONE)


def test_a_moved_meeting_is_told_as_one(walk: Walk) -> None:
    """The confirmation says that it moved; moving it is no interest, and the brief tells of it."""
    walk.sandbox.begin_at(MONDAY)
    first = walk.start(a_form("autopilot"))
    walk.sandbox.advance(2 * HOUR)
    walk.reply(f"{as_they_say(offered_in(first)[-1])} works.", to=first)
    walk.settle()
    walk.pass_time(HOUR)
    assert "moved" not in new_text(walk.sandbox.sent()[-1])
    at = _free_in_the_second_week(walk)
    clock = f"{at.hour % 12 or 12}{'am' if at.hour < 12 else 'pm'}"
    walk.reply(
        f"Sorry, something came up. Can we move it to {at:%A, %B} {at.day} at {clock}?",
        to=walk.sandbox.sent()[-1],
    )
    walk.settle()
    walk.pass_time(HOUR)

    told = new_text(walk.sandbox.sent()[-1])
    shown = walk.show()
    brief = walk.do("brief", "make", walk.id)["brief_content"]

    assert datetime.fromisoformat(shown["scheduled_time"]) == at
    assert any(said in told for said in ("moved", "is now on")), told
    assert [one["type"] for one in shown["intent"]["signals"]] == ["fast_responder"]
    assert brief["scheduling_insight"].startswith("Booked after one ask, then moved once (medium intent)")
    assert "enough" not in brief["scheduling_insight"]


def _free_in_the_second_week(walk: Walk) -> datetime:
    """An hour at which our side is free, on their clock."""
    hours = (datetime(2027, 4, day, hour, tzinfo=THEIR_ZONE) for day in (14, 15, 16) for hour in range(9, 16))
    return next(at for at in hours if all(is_free(walk.sandbox, one, at) for one in (REP, SARAH)))
