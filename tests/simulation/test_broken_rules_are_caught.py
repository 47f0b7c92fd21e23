"""Each rule is broken once, on purpose, and the simulation has to say so under the right name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest

from sync import clock_guard, drafts, lease, letters, outbox, slots, texts
from sync.simulation import weather
from sync.simulation.life import live
from sync.simulation.plan import WorldPlan
from xforce_desktop.availability import policy, workdays
from xforce_desktop.availability import slots as free_slots
from xforce_desktop.ports import OutgoingMail
from xforce_desktop.scheduling import approval, cadence, composing, engine, machine, planning
from xforce_desktop.scheduling.effects import CancelMeeting, SendLetter
from xforce_desktop.scheduling.events import ActionDue, DoubleBooked, ReplyReceived, RepRescheduled
from xforce_desktop.scheduling.phones import number_of
from xforce_desktop.scheduling.request import ON_CALENDAR, ActionType
from xforce_desktop.scheduling.rules import meeting_texts, rep, sending, texting, timing
from xforce_desktop.scheduling.step import Step
from xforce_desktop.store import memory_outbox, memory_requests

Patch = pytest.MonkeyPatch
WORLDS = 4  # at most; the first in which it shows is enough


@dataclass(frozen=True)
class Broken:
    """A rule, how it is broken, and the invariant that has to notice in a world of that seed."""

    rule: str
    by: Callable[[Patch], None]
    noticed_by: str
    seed: int = 1
    requests: int = 16
    days: int = 30


def double_send(patch: Patch) -> None:
    """Each mail leaves twice under one key."""
    send = letters.Letters._send

    async def twice(self: Any, row: Any, effect: Any, request: Any, draft_id: str) -> str:
        outcome = await send(self, row, effect, request, draft_id)
        people = composing.envelope(request)
        again = OutgoingMail(people.to, (), row.subject, row.body, request.reply_to_id)
        await self._mail.dispatch(await self._mail.prepare(again, row.key))
        return outcome

    patch.setattr(letters.Letters, "_send", twice)


def no_look_up(patch: Patch) -> None:
    """What was begun before is begun again without asking what became of it."""
    perform = letters.Letters.perform

    async def blindly(self: Any, row: Any, effect: Any, request: Any) -> str | None:
        return await perform(self, replace(row, attempts=0, provider_id=""), effect, request)

    async def settled_nothing(self: Any) -> int:
        return 0

    patch.setattr(letters.Letters, "perform", blindly)
    patch.setattr(outbox.Outbox, "settle_begun", settled_nothing)


def lost_freeze(patch: Patch) -> None:
    """What is queued leaves although they wrote."""
    patch.setattr(engine.Engine, "_freeze", lambda self, work, request_id: None)


def no_holidays(patch: Patch) -> None:
    """Every weekday is a working day."""
    patch.setattr(workdays, "is_public_holiday", lambda on, locale: False)


def no_hours(patch: Patch) -> None:
    """Mails leave at any hour."""
    patch.setattr(cadence, "next_sending_time", lambda at, locale: at)


def no_second_look(patch: Patch) -> None:
    """Times are not looked at again when a mail leaves or a meeting is booked."""

    async def nothing_taken(self: Any, request: Any, starts: Any) -> dict[Any, str]:
        return {}

    patch.setattr(slots.Slots, "taken_among", nothing_taken)


def past_is_fine(patch: Patch) -> None:
    """A time that has passed is offered all the same."""
    patch.setattr(policy.Policy, "_too_soon", lambda self, start, notice_minutes: "")


def no_holds(patch: Patch) -> None:
    """Slots in live offers are offered to others as well."""
    patch.setattr(memory_requests.MemoryRequests, "held_spans", lambda self, *, except_for: ())


def unread_is_free(patch: Patch) -> None:
    """A calendar that cannot be read counts as empty."""
    patch.setattr(free_slots, "_unreadable", lambda query: ())
    patch.setattr(planning, "unreadable", lambda request, busy: ())


def opt_out_forgotten(patch: Patch) -> None:
    """Whoever asked not to be written to is written to."""
    _no_reply_rule(patch, lambda event: event.analysis.message_kind.value == "opt_out")


def decline_forgotten(patch: Patch) -> None:
    """A no changes nothing."""
    _no_reply_rule(patch, lambda event: getattr(event.analysis.intent, "value", "") == "decline")


def _no_reply_rule(patch: Patch, forgets: Callable[[ReplyReceived], bool]) -> None:
    for key, rule in list(machine.RULES.items()):
        if key[1] is ReplyReceived:
            patch.setitem(machine.RULES, key, _forgetful(rule, forgets))


def _forgetful(rule: Any, forgets: Callable[[ReplyReceived], bool]) -> Any:
    def deaf(request: Any, event: ReplyReceived, now: Any) -> Step:
        return Step(request) if forgets(event) else rule(request, event, now)

    return deaf


def reminder_twice(patch: Patch) -> None:
    """Each reminder is written two times."""
    for state in ON_CALENDAR:
        key = (state, ActionDue, ActionType.SEND_REMINDER)
        rule = machine.RULES[key]

        def again(request: Any, event: Any, now: Any, rule: Any = rule) -> Step:
            step: Step = rule(request, event, now)
            return step.also(*(one for one in step.effects if isinstance(one, SendLetter)))

        patch.setitem(machine.RULES, key, again)


def reminder_late(patch: Patch) -> None:
    """Reminders leave three hours after their time."""
    reminder_at = cadence.reminder_at
    wait = timedelta(hours=3)
    patch.setattr(cadence, "reminder_at", lambda *args: tuple(at + wait for at in reminder_at(*args)))


def text_too_late(patch: Patch) -> None:
    """The text before a meeting leaves five minutes into it."""
    wait = timedelta(minutes=5)
    patch.setattr(cadence, "text_reminder_at", lambda meeting_at, *args: meeting_at + wait)
    patch.setattr(approval, "why_of_no_use", lambda *args: "")
    patch.setattr(meeting_texts, "_why_none_today", lambda *args: "")


def event_stays(patch: Patch) -> None:
    """A cancelled request leaves its meeting on the calendar."""
    queue = engine.Engine._queue

    def without(self: Any, work: Any, request: Any, effects: Any, number: int) -> None:
        queue(self, work, request, tuple(e for e in effects if not isinstance(e, CancelMeeting)), number)

    patch.setattr(engine.Engine, "_queue", without)


def mark_not_saved(patch: Patch) -> None:
    """It is not kept which mails were read."""
    patch.setattr(memory_outbox.MemoryOutbox, "mark_received", lambda self, item: None)


def no_stop(patch: Patch) -> None:
    """Nobody is ever given up."""
    patch.setattr(timing, "why_stop", lambda request, now: None)


def no_reason(patch: Patch) -> None:
    """Sent mails do not say why."""
    line = sending._sent_line

    def silent(*args: Any) -> Any:
        return replace(line(*args), why="")

    patch.setattr(sending, "_sent_line", silent)


def nothing_next(patch: Patch) -> None:
    """After an ask nothing is planned."""
    asked = sending._asked

    def forgotten(*args: Any) -> Step:
        step = asked(*args)
        return replace(step, request=replace(step.request, next_action=None))

    patch.setattr(sending, "_asked", forgotten)


def other_times_written(patch: Patch) -> None:
    """A mail names other times than those that were found."""
    assignment_for = drafts.assignment_for

    def shifted(*args: Any) -> Any:
        wanted = assignment_for(*args)
        times = tuple(at + timedelta(hours=1) for at in wanted.proposed_times)
        return replace(wanted, proposed_times=times)

    patch.setattr(drafts, "assignment_for", shifted)


def consent_ignored(patch: Patch) -> None:
    """Whoever has a number is texted, agreed or not, also after a STOP."""

    def anybody(work: Any, request: Any) -> Any:
        person = composing.texted(request)
        return texts.Allowed(number_of(request, person), person.email)

    patch.setattr(texts, "_allowed", anybody)
    patch.setattr(texting, "why_no_text", lambda *args: "")


def no_lease(patch: Patch) -> None:
    """Two computers work with one store at the same time."""
    patch.setattr(lease.Lease, "take", lambda self, work: None)
    patch.setattr(weather, "SECOND_DEVICE", 1.0)


def wrong_clock_is_fine(patch: Patch) -> None:
    """Nobody compares the computer's clock with the service's."""

    async def never(self: Any) -> None:
        return None

    patch.setattr(clock_guard.ClockGuard, "check", never)
    patch.setattr(weather, "CLOCK_LEAPS", 1.0)


def moves_by_itself(patch: Patch) -> None:
    """A meeting that is double-booked since is arranged anew without a word of the rep."""

    def moved(request: Any, event: DoubleBooked, now: Any) -> Step:
        return rep.on_rescheduled(request, RepRescheduled(), now)

    for state in ON_CALENDAR:
        patch.setitem(machine.RULES, (state, DoubleBooked, None), moved)


def goes_on_with_theirs(patch: Patch) -> None:
    """What the rep took over is theirs in name; the step that was next is still taken."""
    hand_over = rep._hand_over

    def in_name_only(request: Any, why: str, now: Any) -> Step:
        step = hand_over(request, why, now)
        return replace(step, request=replace(step.request, next_action=request.next_action))

    patch.setattr(rep, "_hand_over", in_name_only)


BROKEN = (
    Broken("double send", double_send, "one mail per key"),
    Broken("no look-up before a repeat", no_look_up, "one mail per key", seed=8, requests=12, days=40),
    Broken("lost freeze", lost_freeze, "answered and unread", requests=24, days=40),
    Broken("ignored holiday", no_holidays, "their hours", seed=4, requests=30),
    Broken("ignored hours", no_hours, "their hours"),
    Broken("no second look at the slots", no_second_look, "free and readable", requests=40, days=60),
    Broken("times that have passed", past_is_fine, "ahead", requests=40, days=60),
    Broken("ignored holds", no_holds, "one offer per slot", requests=30),
    Broken("unreadable counts as free", unread_is_free, "free and readable", seed=3, requests=24, days=40),
    Broken("forgotten opt-out", opt_out_forgotten, "nothing after the end", seed=2, requests=40),
    Broken("forgotten decline", decline_forgotten, "nothing after the end", seed=24, requests=30),
    Broken("reminder twice", reminder_twice, "reminders"),
    Broken("reminder late", reminder_late, "reminders", seed=2, requests=8),
    Broken("text too late", text_too_late, "texts in time"),
    Broken("event stays", event_stays, "one event", requests=12, days=60),
    Broken("received mark not saved", mark_not_saved, "received once", requests=4, days=5),
    Broken("no stop rule", no_stop, "limits", requests=30, days=60),
    Broken("no reason", no_reason, "why", requests=4, days=10),
    Broken("nothing next", nothing_next, "next step", requests=4, days=10),
    Broken("consent ignored", consent_ignored, "texts", seed=2, requests=24),
    Broken("lease not checked", no_lease, "one computer", requests=4, days=10),
    Broken("wrong clock not seen", wrong_clock_is_fine, "right clock", requests=24, days=40),
    Broken("moved after a double booking", moves_by_itself, "nothing by itself", requests=40, days=60),
    Broken("goes on with what is the rep's", goes_on_with_theirs, "the rep's", requests=40, days=60),
    Broken("other times in the text", other_times_written, "what is written", requests=4, days=10),
)


@pytest.mark.parametrize("broken", BROKEN, ids=[one.rule for one in BROKEN])
def test_a_broken_rule_is_caught(broken: Broken, monkeypatch: Patch) -> None:
    """The invariant that the rule serves is violated, and found to be."""
    broken.by(monkeypatch)

    assert any(_is_caught(broken, number) for number in range(WORLDS)), f"seed {broken.seed}"


def _is_caught(broken: Broken, number: int) -> bool:
    """Whether this world notices; each begins on another day."""
    plan = WorldPlan(number, broken.seed + number, broken.requests, broken.days, "nasty")
    life = live(plan, until=broken.noticed_by)
    return broken.noticed_by in {violation.invariant for violation in life.violations}
