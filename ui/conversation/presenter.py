"""Turns one request's story into a page, and keeps the rep's edits of a mail that waits. Knows no Qt."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from typing import Protocol

from ui.acts import (
    COMMAND_BUTTONS,
    Act,
    ActButton,
    RequestActs,
    attention_buttons,
    check_seen,
    discard_question,
    outcome_buttons,
    prep_buttons,
    replace_button,
    replace_question,
)
from ui.asking import Ask
from ui.conversation.calls import CallCard, call_of
from ui.conversation.ended import EndedCard, ended_card
from ui.conversation.insight import Insight, insight_of
from ui.conversation.log import LogLine, log_lines, reasons
from ui.conversation.marks import legend_of, segments_of
from ui.conversation.reading import Reading, reading_of
from ui.conversation.zone import zone_line, zone_reasons
from ui.formatting import capitalised, meeting_moment, past_moment, zone_named
from ui.marked_text import Segment
from ui.people.lines import number_of_people
from ui.wording import (
    calling_in_words,
    next_in_words,
    people_of,
    state_in_words,
    title_of,
    waiting_in_words,
)
from xforce_desktop.errors import BadInput, UnknownRequest
from xforce_desktop.ids import EffectKey, RequestId
from xforce_desktop.messages.signature import signature_text
from xforce_desktop.replies.plain import plain_text
from xforce_desktop.scheduling.desk import RepCommand, RepDesk, Story, Summary
from xforce_desktop.scheduling.effects import SendLetter
from xforce_desktop.scheduling.request import FollowUpTemplate
from xforce_desktop.scheduling.suggestions import Replacement, replacement_in
from xforce_desktop.scheduling.unit_of_work import ConversationMessage, Direction

NO_LINK = "no Teams link yet"
_COMMAND_ORDER = (
    RepCommand.ASK_IF_HERE,
    RepCommand.UNDO,
    RepCommand.GO_ON,
    RepCommand.GIVE_BACK,
    RepCommand.RESUME,
    RepCommand.TAKE_OVER,
    RepCommand.PAUSE,
    RepCommand.RESCHEDULE,
    RepCommand.CANCEL,
)
_CORRECTION = ActButton(
    Act.TAKE_OVER, "Not what they meant?", "Take over: the agent keeps still, and you answer yourself"
)
NO_MAILS = "No mail has gone out yet."


@dataclass(frozen=True)
class Bubble:
    """One mail: what is new in it, and what it quotes."""

    message_id: str
    is_ours: bool
    sender: str
    when: str
    subject: str
    text: str
    quoted: str
    reading: Reading | None
    segments: tuple[Segment, ...] = ()
    legend: tuple[Segment, ...] = ()
    correction: ActButton | None = None  # where the rep can say that it was meant otherwise


@dataclass(frozen=True)
class Draft:
    """A mail that waits for the rep's word. Not ready while its words are still being written."""

    key: EffectKey
    heading: str
    why: str
    subject: str
    body: str
    is_ready: bool
    is_text: bool = False  # a text message has no subject
    signature: str = ""  # follows the text when it leaves


@dataclass(frozen=True)
class Page:
    """Everything the widget shows of one request."""

    request_id: RequestId
    title: str
    who: str
    state: str
    coming: str
    buttons: tuple[ActButton, ...]
    bubbles: tuple[Bubble, ...]
    hint: str
    log: tuple[LogLine, ...]
    draft: Draft | None
    also_waiting: str
    call: CallCard | None = None
    people: str = ""  # leads to who is to be there; empty where nobody can be changed any more
    zone: str = ""  # in which zone they are shown times
    zone_why: str = ""
    after_meeting: FollowUpTemplate | None = None
    insight: Insight | None = None
    ended: EndedCard | None = None


@dataclass(frozen=True)
class Wording:
    """What stands in the editor."""

    key: EffectKey
    subject: str
    body: str


class ConversationView(Protocol):
    """What the presenter tells the widget."""

    def show_page(self, page: Page) -> None: ...

    def wording(self) -> Wording | None: ...

    def show_fault(self, text: str) -> None: ...


class ConversationPresenter:
    """Shows one request at a time; `leave` goes back to the dashboard."""

    def __init__(self, desk: RepDesk, view: ConversationView, *, ask: Ask, leave: Callable[[], None]) -> None:
        self._desk = desk
        self._view = view
        self._ask = ask
        self._leave = leave
        self._acts = RequestActs(desk, ask, lambda request_id: None)
        self._request_id: RequestId | None = None
        self._summary: Summary | None = None
        self._draft: Draft | None = None
        self._replacement: Replacement | None = None

    async def open(self, request_id: RequestId) -> None:
        """Show this request from now on."""
        self._request_id = request_id
        await self.refresh()

    def close(self) -> None:
        """Show none."""
        self._request_id = self._summary = self._draft = None

    async def refresh(self) -> None:
        """Show the story as it is now; if the request is gone, leave."""
        wanted = self._request_id
        if wanted is None:
            return
        try:
            story = await self._desk.story(wanted)
        except UnknownRequest:
            self._leave()
            raise
        account, signature = await self._desk.account(), await self._desk.signature()
        if wanted != self._request_id:
            return
        zone = zone_named(account.timezone) if account else None
        page = page_of(story, self._desk.now(), zone, signature_text(signature))
        self._summary, self._draft = story.summary, page.draft
        self._replacement = replacement_in(story.conversation, story.summary.request)
        self._view.show_page(page)

    async def act(self, act: Act) -> None:
        """Do what a button of the head asks for."""
        if self._summary is None:
            return
        try:
            if act is Act.REPLACE:
                await self._replace(self._summary.request.id)
            else:
                await self._acts.do(self._summary, act)
        except BadInput:  # the page is behind what there is
            await self.refresh()
            raise

    async def _replace(self, request_id: RequestId) -> None:
        """Put whom their automatic answer named in their place, after a question."""
        found = self._replacement
        if found is not None and await self._ask(replace_question(found)):
            await self._desk.replace_person(request_id, found.person.email, found.newcomer)

    async def send(self) -> None:
        """Send the waiting mail as it stands in the editor."""
        wording, draft, shown = self._view.wording(), self._draft, self._summary
        if wording is None or draft is None or shown is None or wording.key != draft.key:
            return
        if not wording.body.strip() or not (draft.is_text or wording.subject.strip()):
            self._view.show_fault(
                "A text message needs words." if draft.is_text else "A mail needs a subject and a text."
            )
            return
        self._view.show_fault("")
        try:
            await check_seen(self._desk, shown)
        except BadInput as error:
            await self.refresh()
            self._view.show_fault(str(error))
            return
        if (wording.subject, wording.body) != (draft.subject, draft.body):
            await self._desk.edit_waiting(wording.key, wording.subject, wording.body)
        await self._desk.command(shown.request.id, RepCommand.APPROVE)

    async def discard(self) -> None:
        """Throw the waiting mail away by taking the conversation over."""
        shown = self._summary
        if shown is not None and await self._ask(discard_question(shown.request)):
            await self._desk.command(shown.request.id, RepCommand.TAKE_OVER)

    @property
    def request_id(self) -> RequestId | None:
        """The request that is shown; while another one is on its way, still this one."""
        return self._summary.request.id if self._summary else None

    async def dismiss(self, card_id: uuid.UUID) -> None:
        """The rep does not want this card."""
        if self.request_id is not None:
            await self._desk.dismiss_card(self.request_id, card_id)


def page_of(story: Story, now: datetime, zone: tzinfo | None, signature: str = "") -> Page:
    """The story in words, times in `zone`. `signature` is what leaves below the rep's mails."""
    summary = story.summary
    request = summary.request
    draft = _draft(summary, zone, signature)
    state = state_in_words(summary, now, zone)
    if request.scheduled_time is not None and not request.has_ended:
        lacks = f"  •  {NO_LINK}" if request.lacks_link and request.scheduled_time > now else ""
        state = f"{meeting_moment(request.scheduled_time, now, zone)}{lacks}  •  {state}"
    others = [waiting_in_words(row, zone) for row in summary.waiting if draft is None or row.key != draft.key]
    if summary.calling is not None:
        state = f"{calling_in_words(summary.calling, zone)}  •  {state}"
    return Page(
        request_id=request.id,
        title=title_of(request),
        who=people_of(request),
        state=state,
        coming=next_in_words(summary, now, zone),
        buttons=tuple(_buttons(story, now, draft)),
        bubbles=_bubbles(story, now, zone),
        hint="" if story.conversation or draft else NO_MAILS,
        log=log_lines(story.actions, now, zone),
        draft=draft,
        also_waiting=f"Your word releases this too: {', '.join(others)}." if others else "",
        call=call_of(summary.cards, is_short=draft is not None),
        people="" if request.has_ended else f"People ({number_of_people(request)})",
        zone=zone_line(story),
        zone_why=zone_reasons(story),
        after_meeting=request.followup_template,
        insight=insight_of(story, now, zone) if request.history else None,
        ended=ended_card(story.postmortem),
    )


def _buttons(story: Story, now: datetime, draft: Draft | None) -> list[ActButton]:
    summary = story.summary
    buttons = outcome_buttons(summary, now)
    if found := replacement_in(story.conversation, summary.request):
        buttons.append(replace_button(found))
    if draft is None and summary.waiting and RepCommand.APPROVE in summary.commands:
        buttons.append(ActButton(Act.APPROVE, "Approve", "Let the agent do what waits", "primary"))
    buttons += prep_buttons(summary) + attention_buttons(summary, now)
    return buttons + [COMMAND_BUTTONS[command] for command in _COMMAND_ORDER if command in summary.commands]


def _draft(summary: Summary, zone: tzinfo | None, signature: str) -> Draft | None:
    row = next((row for row in summary.waiting if isinstance(row.effect, SendLetter)), None)
    if row is None:
        return None
    is_ready = bool(row.body.strip()) and RepCommand.APPROVE in summary.commands
    is_text = isinstance(row.effect, SendLetter) and row.effect.kind.is_text
    return Draft(
        key=row.key,
        heading=f"Waiting for your approval: {waiting_in_words(row, zone)}",
        why="\n".join(reasons(row.said_why)) if row.body.strip() else "Its words are being written…",
        subject=row.subject,
        body=row.body,
        is_ready=is_ready,
        is_text=is_text,
        signature="" if is_text else signature,
    )


def _bubbles(story: Story, now: datetime, zone: tzinfo | None) -> tuple[Bubble, ...]:
    """All mails; what was understood of the newest of theirs can be corrected by taking over."""
    bubbles = [_bubble(message, now, zone) for message in story.conversation]
    read = [number for number, bubble in enumerate(bubbles) if bubble.reading]
    if read and RepCommand.TAKE_OVER in story.summary.commands:
        bubbles[read[-1]] = replace(bubbles[read[-1]], correction=_CORRECTION)
    return tuple(bubbles)


def _bubble(message: ConversationMessage, now: datetime, zone: tzinfo | None) -> Bubble:
    is_ours = message.direction is Direction.OUT
    written = message.new_text or message.body
    text = written.strip()
    lead = len(written) - len(written.lstrip())
    segments = () if is_ours else segments_of(text, lead, message.reading, now, zone)
    return Bubble(
        message_id=message.provider_id,
        is_ours=is_ours,
        sender=message.from_name or message.from_address,
        when=capitalised(past_moment(message.at, now, zone)),
        subject=message.subject or ("Text message" if message.channel == "sms" else ""),
        text=text,
        quoted=_quoted(message.body, text),
        reading=None if is_ours else reading_of(message.reading, now, zone),
        segments=segments,
        legend=legend_of(segments),
    )


def _quoted(body: str, text: str) -> str:
    """What stands in the mail below its new text, else the whole of it; empty if that is nothing more."""
    whole_body = plain_text(body).strip()
    if whole_body == text or body.strip() == text:
        return ""
    return whole_body.removeprefix(text).strip()
