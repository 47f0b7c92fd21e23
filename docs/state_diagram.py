"""Draws the README's picture of a request's life from the transition table.

    python -m docs.state_diagram            puts it into README.md
    python -m docs.state_diagram --check    says whether README.md has it as it is now (exit status 1: not)

Nothing is drawn by hand. The rules are probed with representatives of every event, on every kind of request
that can be reached (`tests/exploration.py`). Where the state is another one afterwards, that is an arrow;
`TOPICS` only puts words to the events. What leads to one state from many is a line of a note there instead of
many arrows.
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from docs.drawn_part import with_part
from tests.exploration import Map, explore
from xforce_desktop.scheduling.request import ENDED, State

README = Path(__file__).resolve().parents[1] / "README.md"
BEGIN = "<!-- state diagram: python -m docs.state_diagram -->"
END = "<!-- end of state diagram -->"
MOST_ARROWS = 3  # of one topic to one state; more become a note
MOST_LEFT_OUT = 2
ON_THE_NEXT_LINE = "<br/>"


@dataclass(frozen=True)
class Topic:
    """Words for events that lead on for the same reason; `names` is a pattern for their names in the probe.

    A `usual` one is the way that most requests go: it is shown as arrows, however many.
    """

    words: str
    names: str
    to: frozenset[State] = frozenset(State)
    is_usual: bool = False

    def fits(self, name: str, to: State) -> bool:
        return to in self.to and re.fullmatch(self.names, name) is not None


def _to(*states: State) -> frozenset[State]:
    return frozenset(states)


# The first that fits counts.
TOPICS = (
    Topic("the rep cancels", "cancelled", _to(State.CANCELLED)),
    Topic("they decline or opt out",
          "declined|opt out|opted out elsewhere|called: not_interested",
          _to(State.CANCELLED)),
    Topic("a stop rule (asked too often, too old, too many no-shows)",
          "due .*|resumed|given back|went on|.* no_show|none .*|stale .*",
          _to(State.CANCELLED)),
    Topic("the rep says it was held", "reported held"),
    Topic("the report shows them there", "attendance held"),
    Topic("the report shows nobody", "attendance no_show", _to(State.NO_SHOW)),
    Topic("the rep says that nobody came", "reported no_show", _to(State.NO_SHOW)),
    Topic("the rep pauses", "paused"),
    Topic("they are away, or ask to meet later",
          "away.*|later.*|conflict .*|called: call_back",
          _to(State.PAUSED)),
    Topic("the day they named has come, or the rep resumes it", "due resume_after_conflict|resumed"),
    Topic("the rep gives it back", "given back|went on"),
    Topic("everybody accepts the invitation", "invite accepted", _to(State.CONFIRMED)),
    Topic("not everybody accepts it any more", "invite .*", _to(State.CONFIRMING)),
    Topic("the reminder is sent", "sent reminder"),
    Topic("the invitation is declined", "invite (declined|elsewhen|tentative)"),
    Topic("the rep changes who comes", "somebody .*"),
    Topic("the rep moves the event in Outlook", "moved by hand", _to(State.CONFIRMING)),
    Topic("the rep has called them", "called(: other|: voicemail)?", _to(State.AWAITING_RESPONSE)),
    Topic("the rep wants another time", "rescheduled|reported moved"),
    Topic("the agreed time was taken or has passed", "slot taken|due remind_rep", _to(State.NEGOTIATING)),
    Topic("a time is agreed", "accept.*|found their_times|called: booked", _to(State.CONFIRMING)),
    Topic("they keep the booked time", "accept.*", _to(State.CONFIRMED, State.REMINDER_SENT)),
    Topic("one of several agrees", "accept.*", _to(State.AWAITING_RESPONSE)),
    Topic("they want another time, or are not clear",
          "accept.*|own times|no time suits|two readings|unclear|conflict .*", _to(State.NEGOTIATING)),
    Topic("the rep has to look",
          "question|needs a person|frustrated|bounce.*|uncertain|refused|declined|opt out|left the company|"
          "another address|away, names somebody|called: not_interested",
          _to(State.NEGOTIATING)),
    Topic("the offer is sent", "sent .*", _to(State.AWAITING_RESPONSE)),
    Topic("other times are sought", "found .*|none their_times|stale .*|due send_options",
          _to(State.NEGOTIATING)),
    Topic("nobody answers", "due follow_up", _to(State.PROPOSING)),
    Topic("times are sought", "due send_options|found .*", _to(State.PROPOSING), is_usual=True),
)  # fmt: skip
UNUSUAL = tuple(topic for topic in TOPICS if not topic.is_usual)


@dataclass(frozen=True)
class Edge:
    """That `topic` leads from one state to another."""

    origin: State
    to: State
    topic: Topic


def edges(found: Map) -> set[Edge]:
    """All changes of state that the table makes. Raises LookupError for an event without a topic."""
    return {
        Edge(way.origin.request.state, way.to.request.state, topic_of(way.name, way.to.request.state))
        for way in found.ways
        if way.step is not None and way.origin.request.state is not way.to.request.state
    }


def topic_of(name: str, to: State) -> Topic:
    """By the event's name without who it was and whether it came late."""
    plain = re.sub(r"( \(.*\)| all the same)+$", "", name)
    for topic in TOPICS:
        if topic.fits(plain, to):
            return topic
    raise LookupError(f"TOPICS has no words for “{plain}”, which leads to {to}.")


def diagram(every: set[Edge]) -> str:
    """As Mermaid: arrows where they are few, notes where they are many; the same edges give the same text."""
    left = set(every)
    notes: dict[State, list[str]] = defaultdict(list)
    for state in State:
        for topic in UNUSUAL:
            into = {edge for edge in left if edge.to is state and edge.topic is topic}
            if len(into) > MOST_ARROWS:
                left -= into
                notes[state].append(f"{_from({edge.origin for edge in into}, state)}: {topic.words}")
    for state in State:
        for topic in UNUSUAL:
            out = {edge for edge in left if edge.origin is state and edge.topic is topic}
            if len(out) > MOST_ARROWS:
                left -= out
                notes[state].append(f"{topic.words}: on to {_named({edge.to for edge in out})}")
    return "\n".join(["stateDiagram-v2", *(f"    {line}" for line in _lines(_arrows(left), notes))])


def _arrows(few: set[Edge]) -> dict[tuple[State, State], list[str]]:
    """The words of each arrow, in the order of `TOPICS`."""
    arrows: dict[tuple[State, State], list[str]] = defaultdict(list)
    for edge in sorted(few, key=lambda one: TOPICS.index(one.topic)):
        arrows[edge.origin, edge.to].append(edge.topic.words)
    return arrows


def _named(states: set[State]) -> str:
    return ", ".join(_plain(state) for state in State if state in states)


def _lines(arrows: dict[tuple[State, State], list[str]], notes: dict[State, list[str]]) -> Iterator[str]:
    for state in State:
        if "_" in state.value:
            yield f'state "{_plain(state)}" as {state.value}'
    yield f"[*] --> {State.INITIATED.value} : a request is made"
    for (origin, to), words in sorted(arrows.items(), key=lambda one: _in_order(*one[0])):
        yield f"{origin.value} --> {to.value} : {ON_THE_NEXT_LINE.join(words)}"
    for state in State:
        if state in ENDED:
            yield f"{state.value} --> [*]"
    for state, said in notes.items():
        yield f"note right of {state.value}"
        yield from (f"    {line}" for line in said)
        yield "end note"


def _in_order(origin: State, to: State) -> tuple[int, int]:
    order = list(State)
    return order.index(origin), order.index(to)


def _plain(state: State) -> str:
    return state.value.replace("_", " ")


def _from(origins: set[State], to: State) -> str:
    """Where a line of a note comes from, in as few words as it takes."""
    missing = set(State) - ENDED - {to} - origins
    if not missing:
        return "from every open state"
    if len(missing) <= MOST_LEFT_OUT:
        return f"from every open state but {_named(missing)}"
    return f"from {_named(origins)}"


def block() -> str:
    """What stands between the markers."""
    return f"```mermaid\n{diagram(edges(explore()))}\n```"


def with_block(readme: str) -> str:
    """The README with the diagram as it is now. Raises ValueError if a marker is missing."""
    return with_part(readme, BEGIN, END, block())


def main(arguments: list[str]) -> int:
    """Write the diagram, or with --check only compare."""
    readme = README.read_text(encoding="utf-8")
    drawn = with_block(readme)
    if "--check" not in arguments:
        README.write_text(drawn, encoding="utf-8")
        return 0
    if drawn != readme:
        sys.stderr.write("README.md shows another state diagram: python -m docs.state_diagram draws it.\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
