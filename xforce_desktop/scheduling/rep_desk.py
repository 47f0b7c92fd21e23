"""What the rep does, carried out: commands become events, questions are answered from store and calendars."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from xforce_desktop.availability.slots import SlotAnswer, find_slots
from xforce_desktop.clock import Clock
from xforce_desktop.errors import BadInput, UnknownRequest
from xforce_desktop.ids import EffectKey, RandomIds, RequestId
from xforce_desktop.messages.assignment import Assignment, LetterKind
from xforce_desktop.messages.habits import LearnedStyle
from xforce_desktop.messages.letter import Letter
from xforce_desktop.ports import Account, Calendar, Notice, Writer
from xforce_desktop.scheduling import knobs, planning
from xforce_desktop.scheduling import overview as views
from xforce_desktop.scheduling.account_desk import AccountDesk
from xforce_desktop.scheduling.account_memory_desk import AccountMemoryDesk
from xforce_desktop.scheduling.address_desk import AddressDesk
from xforce_desktop.scheduling.call_desk import CallDesk
from xforce_desktop.scheduling.call_ranking import Later
from xforce_desktop.scheduling.calls_desk import CallBoard, CallReport, StartedCall
from xforce_desktop.scheduling.composing import assignment_for
from xforce_desktop.scheduling.creation import request_from
from xforce_desktop.scheduling.crm_desk import CrmDesk
from xforce_desktop.scheduling.desk import Overview, RepCommand, Story
from xforce_desktop.scheduling.effects import SendLetter, SlotPurpose
from xforce_desktop.scheduling.engine import Engine
from xforce_desktop.scheduling.events import (
    Event,
    RepApproved,
    RepAskedIfHere,
    RepCancelled,
    RepGaveBack,
    ReportedOutcome,
    RepPaused,
    RepReported,
    RepRescheduled,
    RepResumed,
    RepTookOver,
    RepUndid,
    RepWentOn,
)
from xforce_desktop.scheduling.insight import Insights
from xforce_desktop.scheduling.insight_desk import InsightDesk
from xforce_desktop.scheduling.new_request import (
    Consent,
    ExternalAttendee,
    InternalAttendee,
    Newcomer,
    NewRequest,
)
from xforce_desktop.scheduling.opt_out_desk import OptOutDesk
from xforce_desktop.scheduling.own_style import forget, manner_of_rep, style_of
from xforce_desktop.scheduling.own_words import with_own_words
from xforce_desktop.scheduling.people_desk import PeopleDesk
from xforce_desktop.scheduling.proofs_service import ProofsService
from xforce_desktop.scheduling.records_desk import RecordsService
from xforce_desktop.scheduling.remembered import FoundPeople, Remembered
from xforce_desktop.scheduling.request import MeetingRequest
from xforce_desktop.scheduling.store_thread import StoreThread
from xforce_desktop.scheduling.template_desk import TemplateDesk
from xforce_desktop.scheduling.unit_of_work import OptOut, OutboxRow, OutboxStatus, UnitOfWork

LONGEST_TEXT = 320  # Twilio's advice: longer ones are cut into pieces that may come apart
EVENTS: dict[RepCommand, Callable[[], Event]] = {
    RepCommand.PAUSE: RepPaused,
    RepCommand.RESUME: RepResumed,
    RepCommand.CANCEL: RepCancelled,
    RepCommand.APPROVE: RepApproved,
    RepCommand.TAKE_OVER: RepTookOver,
    RepCommand.GIVE_BACK: RepGaveBack,
    RepCommand.RESCHEDULE: RepRescheduled,
    RepCommand.UNDO: RepUndid,
    RepCommand.ASK_IF_HERE: RepAskedIfHere,
    RepCommand.GO_ON: RepWentOn,
}


@dataclass(frozen=True)
class Outside:
    """What questions of the rep are answered from."""

    calendar: Calendar
    addresses: AddressDesk
    writer: Writer


class RepDeskService:
    """Everything of `RepDesk` that does not depend on how the program was put together."""

    def __init__(self, engine: Engine, thread: StoreThread, clock: Clock, outside: Outside) -> None:
        self._engine = engine
        self._thread = thread
        self._clock = clock
        self._outside = outside
        self._people = PeopleDesk(engine)
        self.call_desk = CallDesk(engine)
        self._opt_outs = OptOutDesk(engine)
        self.accounts = AccountDesk(engine)
        self.library = ProofsService(self.accounts, thread)
        self.attendees = InsightDesk(engine, thread)
        self.records = RecordsService(CrmDesk(engine.store, clock, engine.ids), thread)
        self.wording = TemplateDesk(engine, thread, clock)
        self.memory = AccountMemoryDesk(engine, thread)

    async def account(self) -> Account | None:
        account: Account | None = await self._thread.run(
            self._engine.in_transaction, lambda work: work.account()
        )
        return account

    async def overview(self) -> Overview:
        now = self._clock.now()
        return await self._thread.run(self._engine.in_transaction, lambda work: views.overview(work, now))

    async def story(self, request_id: RequestId) -> Story:
        now = self._clock.now()
        return await self._thread.run(
            self._engine.in_transaction, lambda work: views.story(work, request_id, now)
        )

    async def create(self, new: NewRequest) -> RequestId:
        return await self._thread.run(self._engine.create, new)

    async def free_times(self, new: NewRequest, count: int = 8) -> SlotAnswer:
        """What the first offer would choose from, most wanted first by day."""
        request, account = await self._thread.run(self._imagined, new)
        return await self._search(request, account, count)

    async def preview(self, new: NewRequest) -> Letter:
        """The first mail as it would read now. Raises BadInput if there is no free time to name."""
        request, account = await self._thread.run(self._imagined, new)
        answer = await self._search(request, account, 3)
        if not answer.slots:
            raise BadInput("There is no free time to offer.", "Widen the dates or the preferred times.")
        offer = SendLetter(LetterKind.INITIAL, tuple(slot.start for slot in answer.slots))
        now = self._clock.now()

        def with_theirs(work: UnitOfWork) -> Assignment:
            settings = self._engine.settings
            manner = manner_of_rep(work, settings.learn_style)
            plain = assignment_for(request, offer, account, now, (), manner)
            return with_own_words(plain, request, work, settings)

        assignment = await self._thread.run(self._engine.in_transaction, with_theirs)
        return await self._outside.writer.write(assignment)

    async def first_length(self, new: NewRequest) -> knobs.FirstLength | None:
        """Found by creating the request with the length left open, and throwing it away."""
        open_form = new.left_open()
        request, _ = await self._thread.run(self._imagined, open_form)
        return knobs.first_length(request.knobs, open_form.length_minutes)

    async def _search(self, request: MeetingRequest, account: Account, count: int) -> SlotAnswer:
        now = self._clock.now()
        plan = planning.search_plan(request, SlotPurpose.OPTIONS, None, now)
        busy = await self._outside.calendar.busy(plan.addresses, plan.range.start, plan.range.end)
        held = await self._thread.run(
            self._engine.in_transaction, lambda work: work.held_spans(except_for=request.id)
        )
        return find_slots(
            planning.slot_query(
                request,
                plan,
                busy,
                purpose=SlotPurpose.OPTIONS,
                within=None,
                held=held,
                account=account,
                count=count,
                now=now,
                settings=self._engine.settings,
            )
        )

    def _imagined(self, new: NewRequest) -> tuple[MeetingRequest, Account]:
        """The request as it would be, in a transaction that is thrown away."""
        now = self._clock.now()
        new.check_against(now)
        with self._engine.store.begin() as work:
            request = request_from(new, work, RandomIds(), now, self._engine.settings)
            account = work.account()
        assert account is not None
        return request, account

    async def colleagues(self, text: str = "") -> FoundPeople:
        return await self._outside.addresses.colleagues(text)

    async def remembered_colleagues(self, text: str = "") -> FoundPeople:
        return await self._outside.addresses.remembered(text)

    async def known_contact(self, address: str) -> Remembered | None:
        return await self._outside.addresses.contact(address)

    async def command(self, request_id: RequestId, command: RepCommand) -> None:
        """Raises BadInput if the command has no meaning for the request now; nothing changes then."""
        await self._thread.run(self._command, request_id, command)

    def _command(self, request_id: RequestId, command: RepCommand) -> None:
        def act(work: UnitOfWork) -> None:
            request = work.load(request_id)
            rows = work.outbox_of(request_id)
            if command not in views.commands(request, rows, self._clock.now()):
                raise BadInput(
                    f"“{command}” is not possible while this request is {_state_in_words(request)}.",
                    "See `request show` for what comes next.",
                )
            self._engine.act(work, request_id, EVENTS[command]())

        self._engine.in_transaction(act)

    async def report(self, request_id: RequestId, outcome: ReportedOutcome) -> None:
        """What became of the meeting. Raises BadInput before it has begun, or where it cannot be so."""

        def act(work: UnitOfWork) -> None:
            request = work.load(request_id)
            if request.has_ended:
                raise BadInput("This request has ended already.", "See `request show`.")
            ahead = request.scheduled_time is not None and request.scheduled_time > self._clock.now()
            if outcome is ReportedOutcome.HELD and request.is_booked and ahead:  # a slip of the hand
                raise BadInput("The meeting has not begun yet.", "Report the outcome once it has.")
            self._engine.act(work, request_id, RepReported(outcome))

        await self._thread.run(self._engine.in_transaction, act)

    async def call_done(
        self, request_id: RequestId, outcome: str = "", card_id: uuid.UUID | None = None
    ) -> None:
        """Raises BadInput if no such card is open."""
        await self._thread.run(self.call_desk.done, request_id, outcome, card_id)

    async def dismiss_card(self, request_id: RequestId, card_id: uuid.UUID | None = None) -> None:
        """Raises BadInput if no such card is open."""
        await self._thread.run(self.call_desk.dismiss, request_id, card_id)

    async def call_board(self) -> CallBoard:
        return await self._thread.run(self.call_desk.board)

    async def start_call(self, card_id: uuid.UUID) -> StartedCall:
        """Raises BadInput without a number that can be dialled."""
        return await self._thread.run(self.call_desk.start, card_id)

    async def put_off_call(self, card_id: uuid.UUID, until: Later | datetime) -> datetime:
        """Raises BadInput for a time that has passed."""
        return await self._thread.run(self.call_desk.put_off, card_id, until)

    async def finish_call(self, card_id: uuid.UUID, report: CallReport) -> None:
        """Raises BadInput for a result that lacks its time, or cannot be."""
        await self._thread.run(self.call_desk.finish, card_id, report)

    async def add_person(self, request_id: RequestId, person: InternalAttendee | ExternalAttendee) -> None:
        """Raises BadInput for who is in it already or asked not to be written to."""
        await self._thread.run(self._people.add, request_id, person)

    async def remove_person(self, request_id: RequestId, address: str) -> None:
        """Raises BadInput for a stranger, for the rep and for the last one on their side."""
        await self._thread.run(self._people.remove, request_id, address)

    async def replace_person(self, request_id: RequestId, address: str, newcomer: Newcomer) -> None:
        """The newcomer is on the same side and needed as much. Raises BadInput as the other two do."""
        await self._thread.run(self._people.replace, request_id, address, newcomer)

    async def attendee_insights(self) -> Insights:
        return await self.attendees.attendee_insights()

    async def remove_blocker(self, request_id: RequestId, address: str) -> None:
        """Raises BadInput for who does not stand in the way."""
        await self.attendees.remove_blocker(request_id, address)

    async def keep_blocker(self, request_id: RequestId) -> None:
        """Raises BadInput where nobody stands in the way."""
        await self.attendees.keep_blocker(request_id)

    async def note_consent(
        self, request_id: RequestId, address: str, consent: Consent | None, phone: str = "", why: str = ""
    ) -> None:
        """Raises BadInput for a stranger, without a number, and where it is so already."""
        await self._thread.run(self._people.note_consent, request_id, address, consent, phone, why)

    async def opt_outs(self) -> Sequence[OptOut]:
        return await self._thread.run(self._opt_outs.all)

    async def bar(self, place: str, reason: str) -> None:
        """Raises BadInput for what is no address, and without a reason."""
        await self._thread.run(self._opt_outs.bar, place, reason)

    async def lift_opt_out(self, place: str, reason: str) -> Sequence[str]:
        """Raises BadInput for who is not on the list, and without a reason."""
        return await self._thread.run(self._opt_outs.lift, place, reason)

    async def learned_style(self) -> LearnedStyle | None:
        """None unless the setting `learn_style` is on and there was something to learn from."""
        if not self._engine.settings.learn_style:
            return None
        return await self._thread.run(self._engine.in_transaction, style_of)

    async def forget_style(self) -> None:
        """Mails up to now are not learned from again."""
        now = self._clock.now()
        await self._thread.run(self._engine.in_transaction, lambda work: forget(work, now))

    async def edit_waiting(self, key: EffectKey, subject: str, body: str) -> None:
        """Keep the rep's wording. Raises BadInput if the message no longer waits or nothing is left of it.

        A text has no subject, and no more letters than go into one.
        """

        def act(work: UnitOfWork) -> None:
            row = work.outbox_row(key)
            if row is None or row.status is not OutboxStatus.WAITING:
                raise BadInput("This mail no longer waits for you.", "Open the conversation again.")
            _check_wording(row, subject, body)
            work.update_row(replace(row, subject=subject.strip(), body=body.rstrip(), edited_by_rep=True))

        await self._thread.run(self._engine.in_transaction, act)

    async def take_notices(self) -> Sequence[Notice]:
        now = self._clock.now()

        def take(work: UnitOfWork) -> list[Notice]:
            unshown = list(work.notices(unshown_only=True))
            for notice in unshown:
                work.mark_notice_shown(notice.id, now)
            return [
                Notice(n.title, n.text, str(n.request_id) if n.request_id else "", n.urgency, n.leads_to)
                for n in unshown
            ]

        return await self._thread.run(self._engine.in_transaction, take)

    def now(self) -> datetime:
        return self._clock.now()


def _check_wording(row: OutboxRow, subject: str, body: str) -> None:
    """Raises BadInput for a wording that cannot be sent."""
    if isinstance(row.effect, SendLetter) and row.effect.kind.is_text:
        if not body.strip():
            raise BadInput("A text message needs words.", "Write some, or take the request over.")
        if len(body.rstrip()) > LONGEST_TEXT:
            raise BadInput(
                f"A text message of {len(body.rstrip())} characters is too long.",
                f"Use at most {LONGEST_TEXT}.",
            )
    elif not body.strip() or not subject.strip():
        raise BadInput("A mail needs a subject and a text.", "Write both, or take the request over.")


def parse_request_id(text: str, work: UnitOfWork) -> RequestId:
    """An id, or its beginning if that is enough to tell it. Raises UnknownRequest."""
    wanted = text.strip().casefold()
    fitting = [r.id for r in work.requests() if wanted and str(r.id).startswith(wanted)]
    if len(fitting) != 1:
        problem = "There is no request" if not fitting else "There are several requests"
        raise UnknownRequest(f"{problem} with the id “{text}”.", "`request list` shows them.")
    return fitting[0]


def _state_in_words(request: MeetingRequest) -> str:
    return request.state.value.replace("_", " ")
