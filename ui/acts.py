"""What the rep can do with one request, and the questions that come first. Knows no Qt.

Dashboard and conversation share it, so that a button means the same wherever it stands.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ui.asking import Ask, Question
from ui.formatting import clock, first_name, zone_named
from ui.wording import asks_outcome, title_of
from xforce_desktop.errors import BadInput
from xforce_desktop.ids import RequestId
from xforce_desktop.scheduling.desk import Group, RepCommand, RepDesk, Summary
from xforce_desktop.scheduling.effects import SendLetter
from xforce_desktop.scheduling.events import ReportedOutcome
from xforce_desktop.scheduling.jobs import meeting_to_prepare
from xforce_desktop.scheduling.request import ON_CALENDAR, MeetingRequest
from xforce_desktop.scheduling.suggestions import Replacement


class Act(StrEnum):
    """What a button asks for."""

    OPEN = "open"
    REVIEW = "review"
    APPROVE = "approve"
    PAUSE = "pause"
    RESUME = "resume"
    CANCEL = "cancel"
    RESCHEDULE = "reschedule"
    TAKE_OVER = "take-over"
    GIVE_BACK = "give-back"
    HELD = "held"
    NO_SHOW = "no-show"
    MOVED = "moved"
    CALL = "call"
    COMPLETE = "complete"
    UNDO = "undo"
    ASK_IF_HERE = "ask-if-here"
    GO_ON = "go-on"
    REPLACE = "replace"
    PREP = "prep"


@dataclass(frozen=True)
class ActButton:
    """A button; `kind` is plain, primary or grave."""

    act: Act
    label: str
    tip: str = ""
    kind: str = "plain"


PREP_BUTTON = ActButton(Act.PREP, "Prep", "What to know before this meeting")
COMMAND_BUTTONS = {
    RepCommand.ASK_IF_HERE: ActButton(
        Act.ASK_IF_HERE,
        "Not here yet?",
        "Sends a short note that asks whether they are on their way",
        "primary",
    ),
    RepCommand.UNDO: ActButton(Act.UNDO, "Undo", "Hold back what is about to leave; it waits for your word"),
    RepCommand.GO_ON: ActButton(
        Act.GO_ON,
        "Go on anyway",
        "Send the next message although it may cost your good name; holds until the risk rises further",
    ),
    RepCommand.GIVE_BACK: ActButton(Act.GIVE_BACK, "Give back", "The agent goes on from here"),
    RepCommand.TAKE_OVER: ActButton(
        Act.TAKE_OVER, "Take over", "The agent keeps still until you give it back"
    ),
    RepCommand.RESUME: ActButton(Act.RESUME, "Resume", "Go on where it stopped"),
    RepCommand.PAUSE: ActButton(Act.PAUSE, "Pause", "Nothing leaves until you resume"),
    RepCommand.RESCHEDULE: ActButton(Act.RESCHEDULE, "Reschedule", "Ask them for another time"),
    RepCommand.CANCEL: ActButton(Act.CANCEL, "Cancel", "End this request", "grave"),
}
_COMMANDS = {
    Act.PAUSE: RepCommand.PAUSE,
    Act.RESUME: RepCommand.RESUME,
    Act.TAKE_OVER: RepCommand.TAKE_OVER,
    Act.GIVE_BACK: RepCommand.GIVE_BACK,
    Act.UNDO: RepCommand.UNDO,
    Act.ASK_IF_HERE: RepCommand.ASK_IF_HERE,
    Act.GO_ON: RepCommand.GO_ON,
}
_OUTCOMES = {
    Act.HELD: ReportedOutcome.HELD,
    Act.NO_SHOW: ReportedOutcome.NO_SHOW,
    Act.MOVED: ReportedOutcome.MOVED,
}


class RequestActs:
    """Carries out what a button asks for, after a question where it cannot be taken back."""

    def __init__(self, desk: RepDesk, ask: Ask, open_request: Callable[[RequestId], None]) -> None:
        self._desk = desk
        self._ask = ask
        self._open = open_request

    async def do(self, summary: Summary, act: Act) -> None:
        """`summary` is what the rep sees of the request."""
        request = summary.request
        if act in (Act.OPEN, Act.REVIEW):
            self._open(request.id)
        elif act is Act.APPROVE:
            await check_seen(self._desk, summary)
            await self._desk.command(request.id, RepCommand.APPROVE)
        elif act in _COMMANDS:
            await self._desk.command(request.id, _COMMANDS[act])
        elif act in _OUTCOMES:
            await self._desk.report(request.id, _OUTCOMES[act])
        else:
            await self._do_if_wanted(request, act)

    async def _do_if_wanted(self, request: MeetingRequest, act: Act) -> None:
        question = {
            Act.CALL: lambda: call_question(request, self._desk.now()),
            Act.COMPLETE: lambda: complete_question(request),
            Act.CANCEL: lambda: cancel_question(request),
            Act.RESCHEDULE: lambda: reschedule_question(request),
        }[act]()
        if not await self._ask(question):
            return
        if act is Act.COMPLETE:
            await self._desk.report(request.id, ReportedOutcome.HELD)
            return
        command = {
            Act.CALL: RepCommand.TAKE_OVER,
            Act.CANCEL: RepCommand.CANCEL,
            Act.RESCHEDULE: RepCommand.RESCHEDULE,
        }[act]
        await self._desk.command(request.id, command)


async def check_seen(desk: RepDesk, shown: Summary) -> None:
    """The rep's word releases what they see. Raises BadInput where something else waits by now."""
    story = await desk.story(shown.request.id)
    seen = {(row.key, row.subject, row.body) for row in shown.waiting}
    if any((row.key, row.subject, row.body) not in seen for row in story.summary.waiting):
        raise BadInput(
            "Something else waits for your word by now.", "Nothing was released: look at it, and decide then."
        )


def outcome_buttons(summary: Summary, now: datetime) -> list[ActButton]:
    """Held, No-show, Moved, where the rep is asked what became of the meeting."""
    if not asks_outcome(summary, now):
        return []
    return [
        ActButton(Act.HELD, "Held", "They were there", "primary"),
        ActButton(Act.NO_SHOW, "No-show", "Nobody came; ask them for a new time"),
        ActButton(Act.MOVED, "Moved", "You agreed on another time"),
    ]


def prep_buttons(summary: Summary) -> list[ActButton]:
    """Where a meeting is booked there is a brief, or will be."""
    return [PREP_BUTTON] if meeting_to_prepare(summary.request) else []


def approval_buttons(summary: Summary) -> list[ActButton]:
    """What releases things that wait for the rep's word."""
    if any(isinstance(row.effect, SendLetter) for row in summary.waiting):
        return [ActButton(Act.REVIEW, "Review && send", "Read the mail, change it, send it", "primary")]
    if summary.waiting and RepCommand.APPROVE in summary.commands:
        return [ActButton(Act.APPROVE, "Approve", "Let the agent do what waits", "primary")]
    return []


def attention_buttons(summary: Summary, now: datetime) -> list[ActButton]:
    """Call instead where the rep is needed; Mark complete also as long as a missed meeting is made up for."""
    request, buttons = summary.request, []
    if request.has_ended:
        return []
    needs_rep = summary.group is Group.NEEDS_ATTENTION
    if (
        needs_rep
        and any(person.phone for person in request.external)
        and RepCommand.TAKE_OVER in summary.commands
    ):
        tip = "Shows the number; you take the conversation over"
        buttons.append(ActButton(Act.CALL, "Call instead", tip))
    is_past = request.scheduled_time is not None and request.scheduled_time <= now
    was_missed = request.no_show_count > 0 and request.state not in ON_CALENDAR
    if ((needs_rep and is_past) or was_missed) and not asks_outcome(summary, now):
        buttons.append(ActButton(Act.COMPLETE, "Mark complete", "The meeting took place after all"))
    return buttons


def cancel_question(request: MeetingRequest) -> Question:
    """Asked before a request is ended."""
    is_booked = request.scheduled_time is not None and bool(request.calendar_event_id)
    effect = (
        f"The invitation is withdrawn and {request.primary.name} is told."
        if is_booked
        else f"{request.primary.name} gets no further mail about it."
    )
    return Question(
        title=f"Cancel “{title_of(request)}”?",
        text=f"{effect} This ends the request and cannot be taken back.",
        yes="Cancel the meeting" if is_booked else "Cancel the request",
        no="Keep it",
        is_grave=True,
    )


def reschedule_question(request: MeetingRequest) -> Question:
    """Asked before a booked time is given up."""
    return Question(
        title=f"Find another time for “{title_of(request)}”?",
        text=f"The agent asks {request.primary.name} for a new time; the booked one is given up.",
        yes="Find another time",
        no="Keep the time",
    )


def complete_question(request: MeetingRequest) -> Question:
    """Asked before a request is closed as held."""
    return Question(
        title=f"Mark “{title_of(request)}” as complete?",
        text="It is noted as held, and nothing more is sent.",
        yes="Mark complete",
        no="Not yet",
    )


def discard_question(request: MeetingRequest) -> Question:
    """Asked before a mail that waits is thrown away."""
    return Question(
        title="Discard this mail?",
        text=(
            f"It is not sent. The conversation with {request.primary.name} is yours until you give it back."
        ),
        yes="Discard and take over",
        no="Keep the mail",
    )


def replace_button(found: Replacement) -> ActButton:
    """Puts whom an automatic answer named in the place of who sent it."""
    who = found.newcomer.name or found.newcomer.address
    if who == found.person.name:
        return ActButton(Act.REPLACE, "Use the new address", f"Write to {found.newcomer.address} from now on")
    tip = f"{who} comes in the place of {found.person.called} and is asked for a time"
    return ActButton(Act.REPLACE, f"Go on with {first_name(who)}", tip)


def replace_question(found: Replacement) -> Question:
    """Asked before anybody is written to whom only a machine named."""
    who = found.newcomer.name or found.newcomer.address
    return Question(
        title=f"Write to {found.newcomer.address} instead?",
        text=f"{who} takes the place of {found.person.called} ({found.person.email}).",
        yes="Write to them",
        no="Not now",
    )


def call_question(request: MeetingRequest, now: datetime) -> Question:
    """Shows whom to call, at which number and what the time is there; yes takes the conversation over."""
    person = next(p for p in (request.primary, *request.external) if p.phone)
    there = zone_named(person.timezone or request.recipient_timezone)
    title = f", {person.title}" if person.title else ""
    return Question(
        title=f"Call {person.name}{title}",
        text=(
            f"{person.phone}\nIt is {clock(now, there)} for {first_name(person.name)}.\n\n"
            "If you call, the conversation is yours: the agent sends nothing until you give it back."
        ),
        yes="I’ll call",
        no="Not now",
    )


def doing_in_words(act: Act) -> str:
    """What a button's work is called while it runs."""
    return {
        Act.APPROVE: "Releasing",
        Act.PAUSE: "Pausing",
        Act.RESUME: "Resuming",
        Act.CANCEL: "Cancelling",
        Act.RESCHEDULE: "Rescheduling",
        Act.TAKE_OVER: "Taking over",
        Act.GIVE_BACK: "Giving back",
        Act.UNDO: "Holding back",
        Act.ASK_IF_HERE: "Asking them",
        Act.GO_ON: "Going on",
    }.get(act, "")
