"""One row of the table of faults, carried out: what the rep sees, what is stored, what has left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.end_to_end.fault_kinds import FAULTS
from tests.end_to_end.fault_steps import LATER, OTHERWISE, STEPS, TOGETHER
from tests.end_to_end.fault_world import FaultWorld, Json, Stage, a_fault_world, keep_stage

ONCE, LASTS = "once", "lasts"
OFTEN = {ONCE: 1, LASTS: 1000}
SHORT_TIMEOUT_S, TIMEOUT_S = 0.4, 20.0

NAMES = {
    "SendLetter": "mail",
    "BookMeeting": "invitation",
    "CancelMeeting": "cancellation",
    "UpdateAttendees": "change of guests",
    "FindSlots": "search",
    "CheckAttendance": "look at attendance",
}


@dataclass(frozen=True)
class Seen:
    """What there is right after the pass in which it went wrong."""

    sees: str
    stored: str
    left: str


async def make_stages(folder: Path) -> Mapping[str, Stage]:
    """The moments from which rows begin: nothing yet, a request, its first mail sent, the meeting booked."""
    stages = {}
    for number, name in enumerate(("nothing", "asked", "sent", "booked")):
        before = stages.get(("", "nothing", "asked", "sent")[number])
        here = folder / f"making-{name}"
        async with a_fault_world(here, before) as world:
            if name == "asked":
                await world.create()
            elif name == "sent":
                await world.at_rest()
            elif name == "booked":
                await world.accept_one()
                await world.at_rest()
        stages[name] = keep_stage(world, here, folder / name)
    return stages


async def carry_out(
    step_name: str, fault_name: str, often: str, stages: Mapping[str, Stage], folder: Path
) -> Seen:
    """Let it go wrong, look, let it end, and see the story through to its right end."""
    step, fault = STEPS[step_name], FAULTS[fault_name]
    timeout_s = SHORT_TIMEOUT_S if fault.how["kind"] == "timeout" else TIMEOUT_S
    async with a_fault_world(folder, stages[step.stage], timeout_s=timeout_s) as world:
        await step.before(world)
        told = len(world.notices())
        for match in (step.match, *TOGETHER.get((step_name, fault_name), ())):
            await world.fault(match, fault.how | {"times": OFTEN[often]})
        words = await world.tick()
        if later := LATER.get((step_name, fault_name)):
            await later(world)
        seen = Seen(_sees(world, words, told), _stored(world), await _left(world))
        await world.end_of_faults()
        await OTHERWISE.get((step_name, fault_name), step.after)(world)
    return seen


def _sees(world: FaultWorld, words: str, told: int) -> str:
    """The loop's words, what a queued thing waits for, and new notices."""
    lines = [f"Status: {words}"] if words else []
    if world.id is not None:
        lines += [f"Waits: {row['last_error']}" for row in world.queued() if row["last_error"]]
    lines += [f"Notice: {notice}" for notice in world.notices()[told:]]
    return " ".join(dict.fromkeys(lines)) or "Nothing: it goes on by itself."


def _stored(world: FaultWorld) -> str:
    """The request's state, what is queued or failed, their mails, the folders with a place known."""
    if world.id is None:
        return "no request"
    shown = world.shown()
    queue = Counter(
        f"{NAMES[row['effect']]} {row['status']}"
        for row in shown["outbox"]
        if row["status"] not in {"done", "withdrawn"}
    )
    parts = [shown["state"] + _held(shown), ", ".join(sorted(queue)) or "nothing queued"]
    parts += [f"{len(world.received())} of their mails", f"{world.cursors()} of 2 places"]
    return "; ".join(parts)


def _held(shown: Json) -> str:
    if shown["handled_by"] == "rep":
        return " (the rep's)"
    return " (the rep is asked)" if shown["requires_human_review"] else ""


async def _left(world: FaultWorld) -> str:
    mails, drafts = await world.sent(), await world.drafts()
    events, texts = await world.events(), await world.texts()
    cancelled = sum(event["cancelled"] for event in events)
    parts = [_count(len(mails), "mail"), _count(len(events), "event")]
    parts += [_count(len(drafts), "draft")] if drafts else []
    parts += [_count(len(texts), "text")] if texts else []
    parts += [f"{cancelled} withdrawn"] if cancelled else []
    return ", ".join(parts)


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
