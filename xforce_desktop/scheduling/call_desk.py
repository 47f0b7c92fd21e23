"""The calls that are asked of the rep: which comes first, and what the rep does about each."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from xforce_desktop.errors import BadInput
from xforce_desktop.ids import RequestId
from xforce_desktop.messages import when
from xforce_desktop.scheduling import cadence, call_holds, intent_trend, leverage
from xforce_desktop.scheduling.call_notices import day_began, notice_of_return
from xforce_desktop.scheduling.call_ranking import Later, Standing, in_order, later_at, rank_of
from xforce_desktop.scheduling.call_records import CallHold, KeptMoment
from xforce_desktop.scheduling.calls_desk import Call, CallBoard, CallPlace, CallReport, StartedCall
from xforce_desktop.scheduling.engine import Engine
from xforce_desktop.scheduling.events import CallResult, RepCalled
from xforce_desktop.scheduling.leverage import LeverageCard, open_cards
from xforce_desktop.scheduling.phones import is_dialable
from xforce_desktop.scheduling.request import Actor, Attendee, EntryType, MeetingRequest
from xforce_desktop.scheduling.rules.calls import IN_WORDS, number_is_wrong, without_number
from xforce_desktop.scheduling.step import entry
from xforce_desktop.scheduling.unit_of_work import MomentClosed, UnitOfWork

LONGEST_OUTCOME = 1000


@dataclass(frozen=True)
class CallDesk:
    """Synchronous, each method one transaction. Raises BadInput if there is no such card that is open;
    nothing changes then."""

    engine: Engine

    def board(self) -> CallBoard:
        """All open calls in the order of their rank."""
        return self.engine.in_transaction(self._board)

    def _board(self, work: UnitOfWork) -> CallBoard:
        now, a_day = self.engine.clock.now(), self.engine.settings.calls_a_day
        made = work.calls_made_since(day_began(work, now))
        holds = {hold.moment_id: hold for hold in work.call_holds(now)}
        found = [(kept, work.load(kept.request_id)) for kept in _on_the_board(work, tuple(holds))]
        standings = [_standing(work, kept, request, now) for kept, request in found]
        of_card = {standing.card.id: one for standing, one in zip(standings, found, strict=True)}
        calls, left = [], max(a_day - made, 0)
        for standing, rank in in_order([(standing, rank_of(standing, now)) for standing in standings]):
            (kept, request), hold = of_card[standing.card.id], holds.get(standing.card.id)
            back_at = leverage.rests_until(kept.row)
            place = _place(left, is_put_off=back_at is not None, is_calling=hold is not None)
            left -= place is CallPlace.TODAY
            calls.append(_call(request, standing, place, rank.points, rank.reasons, back_at, hold))
        order = list(CallPlace)
        calls.sort(key=lambda call: order.index(call.place))
        return CallBoard(now, tuple(calls), made, a_day)

    def start(self, card_id: uuid.UUID) -> StartedCall:
        """The rep is calling now. Raises BadInput without a number that a phone can dial."""

        def act(work: UnitOfWork) -> StartedCall:
            now = self.engine.clock.now()
            kept = _open_moment(work, card_id, now)
            request = work.load(kept.request_id)
            card = leverage.as_of(leverage.card_of(kept.row), request, now)
            if not is_dialable(card.brief.number):
                number = card.brief.number or "none is on record"
                raise BadInput(
                    f"There is no number that can be dialled ({number}).", "Note how it went instead."
                )
            until = now + timedelta(minutes=self.engine.settings.call_hold_minutes)
            people = tuple(person.email.casefold() for person in request.external)
            who, company = card.brief.who, request.company_id
            hold = CallHold(self.engine.ids.new(), request.id, card_id, who, company, people, now, until)
            work.snooze_moment(card_id, None)
            call_holds.begin(work, hold, now)
            return StartedCall(card.brief.who, card.brief.number, until)

        return self.engine.in_transaction(act)

    def put_off(self, card_id: uuid.UUID, until: Later | datetime) -> datetime:
        """It comes back by itself; returns when (UTC). Raises BadInput for a time that has passed."""

        def act(work: UnitOfWork) -> datetime:
            now = self.engine.clock.now()
            kept = _open_moment(work, card_id, now)
            request = work.load(kept.request_id)
            zone, person = rep_zone(work, request), _person(kept, request)
            at = later_at(until, now, zone, leverage.place_of(request, person))
            work.snooze_moment(card_id, at)
            why = f"You put “{leverage.card_of(kept.row).title}” off until {when.spoken(at, zone)}."
            work.append_actions(request.id, [entry(EntryType.NOTED, why, now, actor=Actor.USER)])
            self._hang_up(work, card_id)
            return at

        return self.engine.in_transaction(act)

    def finish(self, card_id: uuid.UUID, report: CallReport) -> None:
        """The call is over. Raises BadInput where the result needs a time, and for what cannot follow."""
        note = _short(report.note)
        if report.result.needs_time and report.at is None:
            raise BadInput(f"When is missing: {IN_WORDS[report.result]}.", "Give the time.")

        def act(work: UnitOfWork) -> None:
            kept = _open_moment(work, card_id, self.engine.clock.now())
            request, card = work.load(kept.request_id), leverage.card_of(kept.row)
            person = _person(kept, request)
            self._hang_up(work, card_id)
            called = RepCalled(card.title, note, report.result, report.at, person.email)
            if request.has_ended:
                self._after_the_end(work, request, called)
            else:
                self.engine.act(work, request.id, called)
            if report.result is CallResult.WRONG_NUMBER:
                self._forget_number(work, request, person.email)
            if report.result is CallResult.CALL_BACK:
                work.snooze_moment(card_id, report.at)
            else:
                self._close(work, card, note)
                work.note_call_outcome(card_id, report.result.value)

        self.engine.in_transaction(act)

    def _after_the_end(self, work: UnitOfWork, request: MeetingRequest, called: RepCalled) -> None:
        """Nothing follows for the request; the log keeps what came of the call."""
        if called.result is CallResult.BOOKED:
            raise BadInput(
                "This request has ended, so nothing is booked in it.", "Start a new one: request new."
            )
        assert called.result is not None, "a report says what came of it"
        said = f": {called.outcome}" if called.outcome else "."
        why = f"“{called.about}” is done: {IN_WORDS[called.result]}{said}"
        line = entry(EntryType.NOTED, why, self.engine.clock.now(), actor=Actor.USER)
        work.append_actions(request.id, [line])

    def _forget_number(self, work: UnitOfWork, request: MeetingRequest, address: str) -> None:
        """Also on the contact's card and in other requests with that number."""
        work.forget_number(address)
        given = request.attendee_by_address(address)
        now = self.engine.clock.now()
        for other in work.requests(include_ended=False):
            person = other.attendee_by_address(address)
            if given is None or person is None or not person.phone or person.phone != given.phone:
                continue
            work.save(other.with_attendee(without_number(person)))
            work.append_actions(other.id, [entry(EntryType.NOTED, number_is_wrong(person), now)])

    def done(self, request_id: RequestId, outcome: str, card_id: uuid.UUID | None = None) -> None:
        """The rep has called: what was to press them is not sent. `outcome` is what came of it in the rep's
        words, and may be empty. Without `card_id` all open cards of the request are meant."""
        said = _short(outcome)

        def close(work: UnitOfWork) -> None:
            for card in _open(work, request_id, card_id):
                self._hang_up(work, card.id)
                request = work.load(request_id)
                if not request.has_ended:
                    person = leverage.person_of(request, card.brief.address)
                    self.engine.act(work, request_id, RepCalled(card.title, said, person=person.email))
                self._close(work, card, said)

        self.engine.in_transaction(close)

    def dismiss(self, request_id: RequestId, card_id: uuid.UUID | None = None) -> None:
        """The rep does not want it; the same is not raised again for this request."""

        def close(work: UnitOfWork) -> None:
            for card in _open(work, request_id, card_id):
                self._hang_up(work, card.id)
                why = f"You set “{card.title}” aside."
                line = entry(EntryType.NOTED, why, self.engine.clock.now(), actor=Actor.USER)
                work.append_actions(request_id, [line])
                self._close(work, card, is_dismissed=True)

        self.engine.in_transaction(close)

    def dismiss_one(self, card_id: uuid.UUID) -> None:
        """The same by the card alone."""
        now = self.engine.clock.now()
        kept = self.engine.in_transaction(lambda work: _open_moment(work, card_id, now))
        self.dismiss(kept.request_id, card_id)

    def _hang_up(self, work: UnitOfWork, card_id: uuid.UUID) -> None:
        """What waited for the call goes on."""
        now = self.engine.clock.now()
        for hold in work.call_holds(now):
            if hold.moment_id == card_id:
                call_holds.end(work, hold, now)

    def _close(
        self, work: UnitOfWork, card: LeverageCard, text: str = "", *, is_dismissed: bool = False
    ) -> None:
        now = self.engine.clock.now()
        work.close_leverage_moment(card.id, MomentClosed(now, Actor.USER, text, is_dismissed))


def rep_zone(work: UnitOfWork, request: MeetingRequest) -> str:
    account = work.account()
    return account.timezone if account and account.timezone else request.preferences.timezone


def _short(text: str) -> str:
    said = " ".join(text.split())
    if len(said) > LONGEST_OUTCOME:
        raise BadInput("That is too long.", f"Use at most {LONGEST_OUTCOME} characters.")
    return said


def _place(left: int, *, is_put_off: bool, is_calling: bool) -> CallPlace:
    """`left`: how many calls today still has room for."""
    if is_put_off:
        return CallPlace.LATER
    return CallPlace.TODAY if is_calling or left > 0 else CallPlace.WAITING


def _person(kept: KeptMoment, request: MeetingRequest) -> Attendee:
    return leverage.person_of(request, leverage.card_of(kept.row).brief.address)


def _standing(work: UnitOfWork, kept: KeptMoment, request: MeetingRequest, now: datetime) -> Standing:
    card = leverage.as_of(leverage.card_of(kept.row), request, now)
    place = leverage.place_of(request, _person(kept, request))
    fallen = intent_trend.fall_of(work.intent_readings(request.id))
    return Standing(card, request.deal_value, fallen, cadence.next_sending_time(now, place))


def _call(
    request: MeetingRequest,
    standing: Standing,
    place: CallPlace,
    points: float,
    reasons: tuple[str, ...],
    back_at: datetime | None,
    hold: CallHold | None,
) -> Call:
    return Call(
        standing.card,
        request.id,
        request.title or request.meeting_type.value.replace("_", " ").capitalize(),
        leverage.person_of(request, standing.card.brief.address).email,
        place,
        points,
        reasons,
        back_at,
        hold.until if hold else None,
    )


def _on_the_board(work: UnitOfWork, calling: tuple[uuid.UUID, ...]) -> list[KeptMoment]:
    """Open ones, and those about which the rep is on the phone although they were closed meanwhile."""
    found = list(work.open_moments())
    there = {str(kept.row["id"]) for kept in found}
    others = (work.moment(card_id) for card_id in calling if str(card_id) not in there)
    return [*found, *(kept for kept in others if kept is not None)]


def _open_moment(work: UnitOfWork, card_id: uuid.UUID, now: datetime) -> KeptMoment:
    """Also one that was closed while the rep is on the phone about it: they have still to hang up."""
    kept = work.moment(card_id)
    is_calling = any(hold.moment_id == card_id for hold in work.call_holds(now))
    if kept is None or not (leverage.is_open(kept.row) or is_calling):
        raise BadInput("This call is not asked of you any more.", "The list of calls has those that are.")
    return kept


def _open(work: UnitOfWork, request_id: RequestId, card_id: uuid.UUID | None) -> list[LeverageCard]:
    cards = open_cards(work.leverage_moments(request_id))
    found = [card for card in cards if card_id in (None, card.id)]
    if not found:
        raise BadInput("No call is asked of you here any more.", "See `request show` for its cards.")
    return found


def wake_those_put_off(work: UnitOfWork, now: datetime) -> int:
    """Cards whose time has come are open again, and the rep is told; returns how many."""
    due = [kept for kept in work.open_moments() if _is_back(kept, now)]
    for kept in due:
        card = leverage.card_of(kept.row)
        request = work.load(kept.request_id)
        work.add_notice(notice_of_return(leverage.as_of(card, request, now), request, kept.row, now))
        work.snooze_moment(card.id, None)
    return len(due)


def _is_back(kept: KeptMoment, now: datetime) -> bool:
    until = leverage.rests_until(kept.row)
    return until is not None and until <= now
