"""A desk over the sample meetings: it behaves, in memory, with nothing behind it.

For screenshots, for working on the screens, and the base of the tests' fake.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from ui import samples
from ui.sample_base import SampleBase
from ui.sample_briefs import SampleBriefs
from ui.sample_calls import SampleCalls, interest_of
from ui.sample_figures import SampleMetrics
from ui.sample_insight import SampleInsight
from ui.sample_learning import SampleLearning
from ui.sample_memory import SampleMemory
from ui.sample_proofs import SampleProofs
from ui.sample_records import SampleRecords
from ui.sample_sign_in import SampleSignIn
from ui.sample_wording import SampleWording
from xforce_desktop.availability.slots import Blocker, Slot, SlotAnswer
from xforce_desktop.errors import BadInput
from xforce_desktop.ids import EffectKey, RequestId
from xforce_desktop.messages.habits import LearnedStyle
from xforce_desktop.messages.letter import Letter
from xforce_desktop.pace import Surroundings
from xforce_desktop.ports import Notice
from xforce_desktop.scheduling.desk import (
    Group,
    Overview,
    RepCommand,
    Story,
    Summary,
    SyncAnswer,
    SyncState,
    SyncStatus,
)
from xforce_desktop.scheduling.events import ReportedOutcome
from xforce_desktop.scheduling.new_request import (
    Consent,
    ExternalAttendee,
    InternalAttendee,
    Newcomer,
    NewRequest,
)
from xforce_desktop.scheduling.remembered import FoundPeople, Remembered
from xforce_desktop.scheduling.request import (
    Actor,
    Attendee,
    EntryType,
    Handler,
    MeetingRequest,
    Outcome,
    Side,
    SmsConsent,
    State,
)
from xforce_desktop.scheduling.rules.people import SEE
from xforce_desktop.scheduling.unit_of_work import ActionEntry, OptOut


class SampleDesk(
    SampleWording,
    SampleMetrics,
    SampleSignIn,
    SampleMemory,
    SampleInsight,
    SampleRecords,
    SampleBriefs,
    SampleCalls,
    SampleLearning,
    SampleProofs,
):
    """Has the shape of RepDesk with `start` and `close`."""

    def __init__(self, *, is_empty: bool = False, needs_welcome: bool = False) -> None:
        SampleBase.__init__(self, is_empty=is_empty)
        self.notices: list[Notice] = []
        self.opted_out: list[OptOut] = [] if is_empty else samples.opt_outs()
        self.style = None if is_empty else samples.learned_style()
        self.directory_trouble = ""  # why colleagues come from memory, if they do
        SampleSignIn.__init__(self, needs_welcome=needs_welcome)
        SampleWording.__init__(self)
        SampleMetrics.__init__(self, is_empty=is_empty)
        SampleBriefs.__init__(self)
        SampleMemory.__init__(self, is_empty=is_empty)
        SampleInsight.__init__(self, is_empty=is_empty)
        SampleRecords.__init__(self, is_empty=is_empty)
        SampleProofs.__init__(self, is_empty=is_empty)
        SampleCalls.__init__(self)
        SampleLearning.__init__(self, is_empty=is_empty)

    async def start(self) -> None:
        self._tell()

    async def close(self) -> None:
        self._listeners.clear()

    async def overview(self) -> Overview:
        return Overview(
            self._now,
            self._of(Group.PENDING),
            self._of(Group.CONFIRMED),
            self._of(Group.NEEDS_ATTENTION),
            self._of(Group.COMPLETED),
        )

    async def story(self, request_id: RequestId) -> Story:
        summary = self._summary(request_id)
        was_written = summary.request.attempt_count > 0
        mails = samples.conversation(summary.request) if was_written else ()
        return Story(
            summary,
            samples.actions(summary),
            mails,
            interest=interest_of(summary),
            postmortem=self._postmortem_of(summary.request),
        )

    async def create(self, new: NewRequest) -> RequestId:
        who = new.external[0]
        company = new.company.name if new.company else who.name
        made = replace(
            samples.request(
                company, new.meeting_type, new.length_minutes, samples.prospect(who.name, who.address)
            ),
            id=RequestId(uuid.uuid4()),
            created_at=self._now,
            state=State.INITIATED,
            context=new.context,
            approval=new.approval,
        )
        started = ActionEntry(EntryType.CREATED, Actor.USER, "You started it.", self._now)
        commands = (RepCommand.PAUSE, RepCommand.CANCEL, RepCommand.TAKE_OVER)
        self.summaries[made.id] = Summary(made, Group.PENDING, started, (), (), commands)
        self._tell()
        return made.id

    async def free_times(self, new: NewRequest, count: int = 8) -> SlotAnswer:
        first = samples.NOW.replace(hour=14, minute=0) + timedelta(days=1)
        whys = ("morning, as you like it", "an afternoon for choice", "a full hour, nothing before it")
        days = [first + timedelta(days=n) for n in range(2 * count)]
        free = [day for day in days if day.weekday() < 5][:count]
        starts = [day + timedelta(hours=(n * 5) % 7) for n, day in enumerate(free)]
        slots = tuple(Slot(start, whys[n % 3]) for n, start in enumerate(starts))
        blockers = [Blocker(person.address, 78) for person in new.internal if "sarah" in person.address]
        return SlotAnswer(slots, 41, tuple(blockers), ())

    async def preview(self, new: NewRequest) -> Letter:
        first = new.external[0].name.split()[0]
        body = (
            f"Hi {first},\n\nI would like to show you how the AI receptionist answers the calls that come in "
            "after hours. Would one of these suit you?\n\n"
            "  • Wednesday, Nov 25, 9:00 AM\n  • Thursday, Nov 26, 2:00 PM\n  • Monday, Nov 30, 10:00 AM\n\n"
            "If none fits, tell me what would.\n\nBest,\nBrent"
        )
        return Letter("email", "Demo of the AI receptionist", body)

    async def colleagues(self, text: str = "") -> FoundPeople:
        wanted = text.casefold()
        found = (
            p for p in samples.TEAM if p.name.casefold().startswith(wanted) or p.address.startswith(wanted)
        )
        if self.directory_trouble:
            yesterday = samples.NOW - timedelta(days=1)
            return FoundPeople(tuple(found)[:2], yesterday, trouble=self.directory_trouble)
        return FoundPeople(tuple(found))

    async def remembered_colleagues(self, text: str = "") -> FoundPeople:
        return FoundPeople(())

    async def known_contact(self, address: str) -> Remembered | None:
        return samples.CONTACT if address.casefold() == samples.CONTACT.address else None

    async def command(self, request_id: RequestId, command: RepCommand) -> None:
        summary = self._summary(request_id)
        request = summary.request
        match command:
            case RepCommand.PAUSE:
                self._change(summary, replace(request, state=State.PAUSED), Group.PENDING, EntryType.PAUSED)
            case RepCommand.RESUME:
                moved = replace(request, state=State.AWAITING_RESPONSE)
                self._change(summary, moved, Group.PENDING, EntryType.RESUMED)
            case RepCommand.CANCEL:
                ended = replace(
                    request,
                    state=State.CANCELLED,
                    outcome=Outcome.CANCELLED_BY_US,
                    completed_at=self._now,
                    next_action=None,
                )
                self._change(summary, ended, Group.COMPLETED, EntryType.CANCELLED)
            case RepCommand.APPROVE:
                sent = replace(request, state=State.AWAITING_RESPONSE, is_approved=True, attempt_count=1)
                self._change(summary, sent, Group.PENDING, EntryType.APPROVED)
            case RepCommand.TAKE_OVER:
                held = replace(request, handled_by=Handler.REP)
                self._change(summary, held, Group.NEEDS_ATTENTION, EntryType.HANDED_TO_REP)
            case RepCommand.GIVE_BACK:
                back = replace(request, handled_by=Handler.AGENT)
                self._change(summary, back, Group.PENDING, EntryType.GIVEN_BACK)
            case RepCommand.UNDO:
                self._change(summary, request, Group.NEEDS_ATTENTION, EntryType.WAITING)
            case RepCommand.ASK_IF_HERE:
                self._change(summary, request, summary.group, EntryType.NOTED)
            case RepCommand.RESCHEDULE:
                anew = replace(request, state=State.PROPOSING, scheduled_time=None, calendar_event_id="")
                self._change(summary, anew, Group.PENDING, EntryType.RESCHEDULING_STARTED)

    async def report(self, request_id: RequestId, outcome: ReportedOutcome) -> None:
        summary = self._summary(request_id)
        if outcome is ReportedOutcome.HELD:
            ended = replace(
                summary.request, state=State.COMPLETED, outcome=Outcome.HELD, completed_at=self._now
            )
            self._change(summary, ended, Group.COMPLETED, EntryType.COMPLETED)
            return
        anew = replace(summary.request, state=State.PROPOSING, scheduled_time=None)
        self._change(summary, anew, Group.PENDING, EntryType.RESCHEDULING_STARTED)

    async def add_person(self, request_id: RequestId, person: InternalAttendee | ExternalAttendee) -> None:
        summary = self._summary(request_id)
        known = summary.request.attendee_by_address(person.address)
        if known is not None:
            raise BadInput(f"{known.called} is in it already.", SEE, field="address")
        people = (*summary.request.attendees, _attendee(person))
        self._change_people(summary, people, EntryType.ATTENDEE_ADDED, f"You added {person.name}.")

    async def remove_person(self, request_id: RequestId, address: str) -> None:
        summary = self._summary(request_id)
        people = tuple(one for one in summary.request.attendees if one.email != address)
        self._change_people(summary, people, EntryType.ATTENDEE_REMOVED, f"You removed {address}.")

    async def note_consent(
        self, request_id: RequestId, address: str, consent: Consent | None, phone: str = "", why: str = ""
    ) -> None:
        summary = self._summary(request_id)
        person = summary.request.attendee_by_address(address)
        if person is None:
            raise BadInput(f"{address} is nobody on their side.", SEE, field="address")
        agreed = SmsConsent(consent.on, consent.source) if consent else None
        changed = replace(person, sms_consent=agreed, phone=phone or person.phone)
        if agreed and not changed.phone:
            raise BadInput(f"There is no number of {person.called} to text.", field="phone")
        people = summary.request.with_attendee(changed).attendees
        self._change_people(
            summary, people, EntryType.NOTED, f"You noted whether {person.called} may be texted."
        )

    async def replace_person(self, request_id: RequestId, address: str, newcomer: Newcomer) -> None:
        summary = self._summary(request_id)
        people = tuple(
            replace(
                one,
                id=uuid.uuid4(),
                email=newcomer.address,
                name=newcomer.name,
                phone=newcomer.phone,
                title=newcomer.title,
                agreed_times=None,
            )
            if one.email == address
            else one
            for one in summary.request.attendees
        )
        why = f"You replaced {address} by {newcomer.name}."
        self._change_people(summary, people, EntryType.ATTENDEE_ADDED, why)

    def _change_people(
        self, summary: Summary, people: tuple[Attendee, ...], kind: EntryType, why: str
    ) -> None:
        changed = replace(summary.request, attendees=people)
        last = ActionEntry(kind, Actor.USER, why, self._now)
        self.summaries[changed.id] = replace(summary, request=changed, last=last)
        self._tell()

    async def opt_outs(self) -> Sequence[OptOut]:
        return tuple(self.opted_out)

    async def learned_style(self) -> LearnedStyle | None:
        return self.style

    async def forget_style(self) -> None:
        self.style = None
        self._tell()

    async def bar(self, place: str, reason: str) -> None:
        self.opted_out.insert(0, OptOut(place, self._now, f"You put them on the list: {reason}"))
        self._tell()

    async def lift_opt_out(self, place: str, reason: str) -> Sequence[str]:
        self.opted_out = [
            replace(one, lifted_at=self._now, lifted_why=reason) if one.address == place else one
            for one in self.opted_out
        ]
        self._tell()
        others = {samples.HANK: samples.HANKS_NUMBER, samples.HANKS_NUMBER: samples.HANK}
        return [
            one.address for one in self.opted_out if one.address == others.get(place) and not one.lifted_at
        ]

    async def edit_waiting(self, key: EffectKey, subject: str, body: str) -> None:
        for request_id, summary in self.summaries.items():
            rows = tuple(
                replace(row, subject=subject, body=body, edited_by_rep=True) if row.key == key else row
                for row in summary.waiting
            )
            self.summaries[request_id] = replace(summary, waiting=rows)

    def heed(self, surroundings: Surroundings) -> None:
        """A sample looks for nothing."""

    async def sync_now(self) -> SyncAnswer:
        self._tell()
        return SyncAnswer(0, 0)

    def sync_state(self) -> SyncState:
        last = self._now - timedelta(seconds=20)
        return SyncState(SyncStatus.FINE, "", last, self._is_sandbox)

    async def take_notices(self) -> Sequence[Notice]:
        taken, self.notices = self.notices, []
        return taken

    async def skip_ahead(self) -> datetime:
        self._now += timedelta(hours=1)
        self._tell()
        return self._now

    def tell(self, notice: Notice) -> None:
        """Leave a notice for the rep."""
        self.notices.append(notice)
        self._tell()

    def _of(self, group: Group) -> tuple[Summary, ...]:
        return tuple(summary for summary in self.summaries.values() if summary.group is group)

    def _change(self, summary: Summary, changed: MeetingRequest, group: Group, kind: EntryType) -> None:
        last = ActionEntry(kind, Actor.USER, "You asked for it.", self._now)
        self.summaries[changed.id] = Summary(changed, group, last, (), (), _commands_in(changed))
        self._tell()


def _attendee(person: InternalAttendee | ExternalAttendee) -> Attendee:
    if isinstance(person, InternalAttendee):
        return Attendee(
            uuid.uuid4(), Side.INTERNAL, person.name, person.address, person.required, title=person.title
        )
    consent = person.sms_consent
    return Attendee(
        uuid.uuid4(),
        Side.EXTERNAL,
        person.name,
        person.address,
        person.required,
        title=person.title,
        phone=person.phone,
        timezone=person.timezone or "",
        sms_consent=SmsConsent(consent.on, consent.source) if consent else None,
    )


def _commands_in(request: MeetingRequest) -> tuple[RepCommand, ...]:
    if request.has_ended:
        return ()
    if request.handled_by is Handler.REP:
        return (RepCommand.GIVE_BACK, RepCommand.CANCEL)
    if request.state is State.PAUSED:
        return (RepCommand.RESUME, RepCommand.CANCEL, RepCommand.TAKE_OVER)
    return (RepCommand.PAUSE, RepCommand.CANCEL, RepCommand.TAKE_OVER)
