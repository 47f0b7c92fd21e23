"""What follows from one event: the request afterwards, what to do, and the lines for the log."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from xforce_desktop.scheduling.effects import Effect
from xforce_desktop.scheduling.events import Event
from xforce_desktop.scheduling.request import Actor, ConflictContext, EntryType, MeetingRequest
from xforce_desktop.scheduling.unit_of_work import ActionEntry


@dataclass(frozen=True)
class Step:
    """`freezes`: nothing queued for this request may leave. `releases`: what waits for the rep may go.

    `opts_out`: addresses that are never to be written to again. `gone`: those of helpers who are not there
    any more. `conflict`: an obstacle to be kept.
    """

    request: MeetingRequest
    effects: tuple[Effect, ...] = ()
    entries: tuple[ActionEntry, ...] = ()
    freezes: bool = False
    releases: bool = False
    opts_out: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    conflict: ConflictContext | None = None
    withholds: bool = False  # what is about to leave waits for the rep instead
    stops_texts: bool = False  # a text that is queued or waits does not leave; the next step takes its place

    def also(self, *effects: Effect) -> Step:
        return replace(self, effects=self.effects + effects)

    def noting(self, *entries: ActionEntry) -> Step:
        """The same with these log lines before its own."""
        return replace(self, entries=entries + self.entries)

    def frozen(self) -> Step:
        return replace(self, freezes=True)


Rule = Callable[[MeetingRequest, Event, datetime], Step]


def entry(
    kind: EntryType,
    why: str,
    now: datetime,
    *,
    actor: Actor = Actor.AI,
    email_id: str = "",
    times: tuple[datetime, ...] = (),
    selected: datetime | None = None,
    content: str = "",
) -> ActionEntry:
    """One line of the action log; `why` is what the rep reads when asking why."""
    return ActionEntry(
        type=kind,
        actor=actor,
        why=why,
        at=now,
        email_id=email_id,
        times_proposed=times,
        time_selected=selected,
        message_content=content,
    )
