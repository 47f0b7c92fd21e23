"""Load, transition, commit: the dull shell around the machine.

State, journal line, log lines and outbox rows of one event commit together; effects run afterwards.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TypeVar

from xforce_desktop.clock import Clock
from xforce_desktop.errors import BadInput, UnexpectedEvent
from xforce_desktop.ids import EffectKey, IdSource, RequestId, effect_key
from xforce_desktop.messages.assignment import LetterKind
from xforce_desktop.scheduling import (
    account_watch,
    approval,
    contact_rules,
    creation,
    extras,
    judgement,
    knob_choice,
    leverage,
    prep_queue,
)
from xforce_desktop.scheduling.call_notices import day_began, notice_of
from xforce_desktop.scheduling.desk import notice_id
from xforce_desktop.scheduling.effects import (
    CancelMeeting,
    Effect,
    LeverageTrigger,
    RaiseLeverage,
    SendLetter,
    TellRep,
    UpdateAttendees,
    Urgency,
)
from xforce_desktop.scheduling.events import Event, PersonOptedOut, TextImpossible
from xforce_desktop.scheduling.machine import transition
from xforce_desktop.scheduling.new_request import NewRequest
from xforce_desktop.scheduling.opt_outs import reach_of
from xforce_desktop.scheduling.request import (
    ActionType,
    Actor,
    Attendee,
    EntryType,
    MeetingRequest,
    Outcome,
    State,
)
from xforce_desktop.scheduling.rules import timing
from xforce_desktop.scheduling.softening import why_softer
from xforce_desktop.scheduling.step import Step, entry
from xforce_desktop.scheduling.unit_of_work import (
    JournalLine,
    MomentClosed,
    OutboxRow,
    OutboxStatus,
    Store,
    StoredConflict,
    StoredNotice,
    UnitOfWork,
)
from xforce_desktop.settings import Settings

log = logging.getLogger(__name__)

SEE_NEXT = "See `request show` for what comes next."
OVERTAKEN = "Another message of the same kind waited as well; one of them is enough."
T = TypeVar("T")

QUEUED = frozenset({OutboxStatus.PENDING, OutboxStatus.WAITING})
NEVER_FROZEN = (
    CancelMeeting,
    UpdateAttendees,
)  # withdrawing is part of stopping; who is invited is the rep's word


@dataclass(frozen=True)
class Engine:
    """Moves requests on. All methods are synchronous and each is one transaction."""

    store: Store
    clock: Clock
    ids: IdSource
    settings: Settings = field(default_factory=Settings)

    def create(self, new: NewRequest) -> RequestId:
        """Store a request; its first step is due at once. Raises BadInput for what cannot be arranged."""
        now = self.clock.now()
        new.check_against(now)
        with self.store.begin() as work:
            if gone := work.opted_out([a.address for a in new.external]):
                raise BadInput(f"{gone[0]} asked not to be written to.", "Choose somebody else.")
            request = creation.request_from(new, work, self.ids, now, self.settings)
            work.add(request)
            work.append_actions(request.id, knob_choice.lines_about(request, new.length_minutes, now))
            account_watch.begin(self, work, request, now, self.ids)
            for person in request.external:
                self.bar_texts(work, request.id, person)
            work.commit()
        return request.id

    def bar_texts(self, work: UnitOfWork, request_id: RequestId, person: Attendee) -> None:
        """Take a consent out that an opt-out of the number is stronger than; the rep is told."""
        request, now = work.load(request_id), self.clock.now()
        changed, why = creation.without_barred_consent(work, request, person)
        if not why:
            return
        work.save(request.with_attendee(changed))
        work.append_actions(request_id, [entry(EntryType.NOTED, why, now)])
        tell = TellRep("Somebody may not be texted", f"{request.title}: {why}")
        work.add_notice(_notice(request, tell, EffectKey(f"{request_id}:{person.id}:no-texts"), now))

    def handle(self, request_id: RequestId, event: Event, *, settles: EffectKey | None = None) -> Step | None:
        """Move a request on; `settles` marks the outbox row whose work led to the event. None: no rule."""
        return self.in_transaction(lambda work: self.apply(work, request_id, event, settles=settles))

    def in_transaction(self, work_on: Callable[[UnitOfWork], T]) -> T:
        """Run `work_on` and commit; nothing is kept if it raises."""
        with self.store.begin() as work:
            result = work_on(work)
            work.commit()
        return result

    def apply(
        self, work: UnitOfWork, request_id: RequestId, event: Event, *, settles: EffectKey | None = None
    ) -> Step | None:
        """The same inside a transaction of the caller's."""
        if settles:
            self._settle(work, settles)
        try:
            return self._move_on(work, request_id, event)
        except UnexpectedEvent as error:
            log.info("event without a rule", extra={"request": str(request_id), "reason": error.title})
            line = entry(EntryType.NOTED, f"Left aside: {error.title}", self.clock.now())
            work.append_actions(request_id, [line])
            return None

    def act(self, work: UnitOfWork, request_id: RequestId, event: Event, *, field: str = "") -> Step:
        """What the rep wants. Raises BadInput with the rule's own reason if it is not possible; the caller's
        transaction is then to be given up. `field`: which field of a form that is about."""
        try:
            return self._move_on(work, request_id, event)
        except UnexpectedEvent as error:
            raise BadInput(error.title, error.advice or SEE_NEXT, field=field) from error

    def _move_on(self, work: UnitOfWork, request_id: RequestId, event: Event) -> Step:
        """Raises UnexpectedEvent before anything is written."""
        now, request = self.clock.now(), work.load(request_id)
        step = transition(request, event, now)
        number = work.next_journal_number(request_id)
        work.save(step.request)
        work.append_journal(request_id, JournalLine(number, now, event, request.state, step.request.state))
        work.append_actions(request_id, step.entries)
        if step.freezes:
            self._freeze(work, request_id)
        self._close_cards(work, request, step.request, event)
        extras.keep_track(work, request, step.request, event, now)
        prep_queue.keep_in_step(work, request, step.request, now)
        judgement.keep_track(work, request, step.request, now)
        kept = account_watch.keep(work, request, step.request, event, number, now, self.ids)
        self._queue(work, step.request, extras.enriched(work, step.request, step.effects), number)
        self._raise_what_is_due(work, request, step, event, number)
        if step.releases:
            self._release(work, step.request)
        if step.withholds:
            self._withhold(work, step.request)
        self._keep_conflicts(work, request, step, now)
        if step.stops_texts:
            self._stop_texts(work, step.request)
        for address in step.opts_out:
            self.opt_out(work, address, now, "They asked not to be written to.", heard=request_id)
        for address in step.gone:
            self._forget_helper(work, request, address, number)
        account_watch.pass_on(self, work, kept)
        return step

    def opt_out(
        self, work: UnitOfWork, address: str, at: datetime, reason: str, *, heard: RequestId | None = None
    ) -> None:
        """It holds for the person, wherever they are reached: every open request with them hears of it, but
        for the one that has `heard` it already. Who is out of one is not told of there again. What was
        prepared for the rep to send them is dropped, also where the request has ended."""
        reach = reach_of(work, address)
        for place in (address, *reach.numbers):
            work.opt_out(place, at, reason)
        for other in reach.addresses:
            if not work.opted_out([other]):
                self.opt_out(work, other, at, reason, heard=heard)
        for request in work.requests(include_ended=False):
            copied = tuple(a for a in request.also_write_to if a.casefold() != address.casefold())
            if copied != request.also_write_to:
                work.save(replace(request, also_write_to=copied))
            person = request.attendee_by_address(address)
            is_news = person is not None and person.left_out_reason != "opted out"
            if request.id != heard and is_news and person in request.external:
                self.apply(work, request.id, PersonOptedOut(address))
        _drop_mails_after_meetings(work, address)
        account_watch.leave(self, work, address, at)

    def _forget_helper(self, work: UnitOfWork, request: MeetingRequest, address: str, number: int) -> None:
        """The rep hears which role went with them, as it may be wrong."""
        if why := contact_rules.forget_helper(work, address):
            now = self.clock.now()
            work.append_actions(request.id, [entry(EntryType.NOTED, why, now)])
            told = TellRep("A champion fewer", f"{request.title}: {why}", Urgency.HIGH)
            key = EffectKey(f"{request.id}:{number}:no-champion")
            work.add_notice(_notice(request, told, key, now))

    def _keep_conflicts(self, work: UnitOfWork, before: MeetingRequest, step: Step, now: datetime) -> None:
        """An obstacle is kept with its outcome: an agreed time overcame it, an end without one did not."""
        after = step.request
        if step.conflict:
            found = step.conflict
            work.add_conflict(
                after.id,
                StoredConflict(found.type, found.description, found.resolution, now, found.until),
            )
        if after.has_ended and not before.has_ended:
            work.resolve_conflicts(after.id, after.outcome is Outcome.HELD, now)
        elif after.state is State.CONFIRMING and before.state is not State.CONFIRMING:
            work.resolve_conflicts(after.id, True, now)

    def _withhold(self, work: UnitOfWork, request: MeetingRequest) -> None:
        """What has not begun to leave waits for the rep. Raises BadInput if there is nothing left to stop."""
        held = [row for row in work.outbox_of(request.id) if approval.can_be_undone(row)]
        if not held:
            raise BadInput("Nothing of this request is about to leave.", "See `request show`.")
        waiting = [replace(row, status=OutboxStatus.WAITING, why="You held it back.") for row in held]
        for row in waiting:
            work.update_row(row)
        self._remind_of_waiting(work, request, waiting)

    def _stop_texts(self, work: UnitOfWork, request: MeetingRequest) -> None:
        """A text that has not begun to leave is withdrawn, one that has is looked up; the next step of the
        ladder takes the place of one that asks for a time."""
        now, stopped = self.clock.now(), False
        for row in work.outbox_of(request.id):
            letter = row.effect
            if not isinstance(letter, SendLetter) or not letter.kind.is_text or row.status not in QUEUED:
                continue
            if row.attempts:
                work.update_row(replace(row, status=OutboxStatus.RECALLED, not_before=now))
                continue
            work.update_row(replace(row, status=OutboxStatus.WITHDRAWN))
            stopped = stopped or letter.kind is LetterKind.SMS
        if stopped:
            self.apply(work, request.id, TextImpossible("They may not be texted there any more."))

    def renew(self, work: UnitOfWork, row: OutboxRow) -> OutboxRow:
        """The row with what it may still bring. What the rep has to see again waits for them."""
        request = work.load(row.request_id)
        changed = extras.renewed(work, request, row, self.clock.now())
        if changed.status is OutboxStatus.WAITING and row.status is not OutboxStatus.WAITING:
            tell = TellRep("Waiting for your approval", f"{request.title}: {changed.why}")
            work.add_notice(_notice(request, tell, EffectKey(f"{row.key}:renewed"), self.clock.now()))
            self._remind_of_waiting(work, request, [changed])
        return changed

    def _settle(self, work: UnitOfWork, key: EffectKey) -> None:
        row = work.outbox_row(key)
        assert row is not None, f"no outbox row {key}"
        work.update_row(replace(row, status=OutboxStatus.DONE))

    def _freeze(self, work: UnitOfWork, request_id: RequestId) -> None:
        """Nothing queued may leave. What was begun already is looked up: what left after all is noted or
        withdrawn, nothing is made just to be withdrawn."""
        now = self.clock.now()
        for row in work.outbox_of(request_id):
            if row.status not in QUEUED or isinstance(row.effect, NEVER_FROZEN):
                continue
            if row.attempts == 0:
                work.update_row(replace(row, status=OutboxStatus.WITHDRAWN))
            else:
                work.update_row(replace(row, status=OutboxStatus.RECALLED, not_before=now))

    def _queue(
        self, work: UnitOfWork, request: MeetingRequest, effects: tuple[Effect, ...], number: int
    ) -> None:
        now = self.clock.now()
        rows = []
        for index, effect in enumerate(effects):
            key = effect_key(request.id, number, index)
            if isinstance(effect, TellRep):
                work.add_notice(_notice(request, effect, key, now))
                continue
            if isinstance(effect, RaiseLeverage):
                self._raise_leverage(work, request, effect.trigger, key)
                continue
            decided = approval.release(request, effect, now, timedelta(seconds=self.settings.undo_s))
            reasons = (getattr(effect, "why", ""), why_softer(request, effect), decided.why)
            why = " ".join(text for text in reasons if text)
            rows.append(
                OutboxRow(
                    key, request.id, effect, decided.status, decided.not_before, created_at=now, why=why
                )
            )
            if decided.status is OutboxStatus.WAITING:
                tell = TellRep("Waiting for your approval", f"{request.title}: {decided.why}")
                work.add_notice(_notice(request, tell, EffectKey(f"{key}:waiting"), now))
        work.queue(rows)
        self._remind_of_waiting(work, request, rows)

    def _raise_leverage(
        self, work: UnitOfWork, request: MeetingRequest, trigger: LeverageTrigger, key: EffectKey
    ) -> None:
        """A card and a notice, unless a card for the same is still open or was not wanted."""
        if any(leverage.bars(row, trigger) for row in work.leverage_moments(request.id)):
            return
        now = self.clock.now()
        moment = leverage.moment_for(request, trigger, now)
        told = notice_of(work, moment, day_began(work, now), self.settings.calls_a_day)
        work.add_leverage_moment(request.id, moment, now)
        work.add_notice(_notice(request, told, key, now))

    def _raise_what_is_due(
        self, work: UnitOfWork, before: MeetingRequest, step: Step, event: Event, number: int
    ) -> None:
        """What their silence, no-shows and interest tell after the step, beside what its rule asked for."""
        request, now = step.request, self.clock.now()
        trigger = judgement.last_trigger(before, request) or leverage.due_after(
            request, event, now, work.leverage_moments(request.id)
        )
        if trigger is not None:
            self._raise_leverage(work, request, trigger, effect_key(request.id, number, len(step.effects)))

    def _close_cards(
        self, work: UnitOfWork, before: MeetingRequest, after: MeetingRequest, event: Event
    ) -> None:
        for card in leverage.open_cards(work.leverage_moments(after.id)):
            if why := leverage.why_over(before, after, event, card.brief.address):
                work.close_leverage_moment(card.id, MomentClosed(self.clock.now(), Actor.AI, why))

    def _remind_of_waiting(self, work: UnitOfWork, request: MeetingRequest, rows: list[OutboxRow]) -> None:
        """What waits for the rep cannot go on by itself: remind instead, so that it is never forgotten."""
        waits = any(row.status is OutboxStatus.WAITING for row in rows)
        action = request.next_action
        if waits and action and action.type in {ActionType.SEND_OPTIONS, ActionType.FOLLOW_UP}:
            now = self.clock.now()
            reminding = replace(request, next_action=timing.remind_rep(request, now))
            work.save(timing.with_last_call(reminding, now))

    def _release(self, work: UnitOfWork, request: MeetingRequest) -> None:
        """In order, each as it stands now: what a newer one says again is not sent beside it."""
        now, rows = self.clock.now(), work.outbox_of(request.id)
        waiting = [row for row in rows if row.status is OutboxStatus.WAITING]
        if not waiting and not request.requires_human_review:
            raise BadInput("Nothing of this request waits for your approval.", "See `request show`.")
        overtaken = approval.overtaken(rows)
        for row in overtaken:
            work.update_row(replace(row, status=OutboxStatus.WITHDRAWN))
        if overtaken:
            work.append_actions(request.id, [entry(EntryType.NOTED, OVERTAKEN, now)])
        for row in waiting:
            if row in overtaken:
                continue
            decided = approval.leaving(request, row.effect, now)
            work.update_row(replace(row, status=decided.status, not_before=decided.not_before))


def _drop_mails_after_meetings(work: UnitOfWork, address: str) -> None:
    for request in work.requests():
        if request.followup_template and request.primary.email.casefold() == address.casefold():
            work.save(replace(request, followup_template=None))


def _notice(request: MeetingRequest, effect: TellRep, key: EffectKey, now: datetime) -> StoredNotice:
    return StoredNotice(notice_id(key), request.id, effect.title, effect.text, effect.urgency.value, now)
