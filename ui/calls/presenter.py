"""Shows the calls in order, and carries out what the rep does about each. Knows no Qt."""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Protocol

from ui.calls.words import GONE, RESULTS, badge_of, raised_of, reasons_of, state_of, summary_of
from ui.conversation.calls import CallCard, call_of
from ui.formatting import zone_named
from xforce_desktop.errors import BadInput, XForceError
from xforce_desktop.ids import RequestId
from xforce_desktop.scheduling.call_ranking import Later
from xforce_desktop.scheduling.calls_desk import Call, CallBoard, CallPlace, CallReport
from xforce_desktop.scheduling.desk import RepDesk
from xforce_desktop.scheduling.events import CallResult

MOST_IN_TRAY = 3


@dataclass(frozen=True)
class CallLine:
    """One line of the list."""

    card_id: uuid.UUID
    title: str
    about: str
    state: str
    is_today: bool


@dataclass(frozen=True)
class CallSheet:
    """Everything of the call that is chosen. `can_start`: there is a number that a phone can dial."""

    card: CallCard
    request_id: RequestId
    about: str
    state: str
    can_start: bool
    is_calling: bool


@dataclass(frozen=True)
class TypedReport:
    """What the rep chose and typed; `at` is a clock time without a zone, the rep's own."""

    result: CallResult
    at: datetime
    note: str


class CallsView(Protocol):
    """What the presenter tells the dialog."""

    def show_lines(self, lines: tuple[CallLine, ...], told: str, chosen: uuid.UUID | None) -> None: ...

    def show_sheet(self, sheet: CallSheet | None) -> None: ...

    def fill_report(self, typed: TypedReport) -> None:
        """The form with this in it."""
        ...

    def show_report(self, is_shown: bool) -> None: ...

    def typed(self) -> TypedReport: ...

    def show_fault(self, text: str) -> None: ...


class CallsPresenter:
    """`view` is asked for when it is first needed. `dial` gets a `tel:` link and returns whether something
    dials it; `told` hears what the dashboard says of the calls, and the top ones. The card whose call is
    reported stays chosen, whatever becomes of it."""

    def __init__(
        self,
        desk: RepDesk,
        view: Callable[[], CallsView],
        *,
        dial: Callable[[str], bool],
        told: Callable[[str, tuple[CallLine, ...]], None],
    ) -> None:
        self._desk = desk
        self._get_view = view
        self._dial = dial
        self._told = told
        self._board: CallBoard | None = None
        self._chosen: uuid.UUID | None = None
        self._asked_of: uuid.UUID | None = None  # the card whose report is in the form
        self._empty: TypedReport | None = None  # what stood in it at first
        self._half_typed: dict[uuid.UUID, TypedReport] = {}  # of other cards
        self._saving: uuid.UUID | None = None
        self._zone: tzinfo | None = None
        self._is_open = self._is_reporting = False

    @property
    def _view(self) -> CallsView:
        return self._get_view()

    @property
    def chosen(self) -> uuid.UUID | None:
        """The card that is shown: what is clicked is meant for it, whatever comes next."""
        return self._chosen

    async def open(self, card_id: uuid.UUID | None = None) -> None:
        """Show the list, with that call chosen, else the first."""
        self._is_open, self._chosen = True, card_id
        self._ask_report(False)
        await self.refresh()

    async def open_report(self, card_id: uuid.UUID) -> None:
        """Show the list and ask what came of that call, if it is still asked of the rep: of no other one."""
        await self.open(card_id)
        if self._chosen == card_id:
            self.ask_report()
        else:
            self._view.show_fault(GONE)

    def close(self) -> None:
        self._is_open = self._is_reporting = False

    async def refresh(self) -> None:
        """The list, and what dashboard and tray say of it, as they are now."""
        board, account = await self._desk.call_board(), await self._desk.account()
        self._board, self._zone = board, zone_named(account.timezone) if account else None
        lines = tuple(self._line(call, board.now) for call in board.calls)
        self._told(badge_of(board), tuple(line for line in lines if line.is_today)[:MOST_IN_TRAY])
        if self._is_open:
            self._show_board(board)

    def _show_board(self, board: CallBoard) -> None:
        lines = tuple(self._line(call, board.now) for call in board.calls)
        if self._chosen not in {line.card_id for line in lines}:
            if self._is_reporting:
                self._view.show_fault(GONE)
            else:
                self._chosen = lines[0].card_id if lines else None
        self._view.show_lines(lines, summary_of(board), self._chosen)
        self._show_chosen()

    def choose(self, card_id: uuid.UUID) -> None:
        if card_id == self._chosen:
            return
        self._chosen = card_id
        self._ask_report(False)
        self._show_chosen()

    async def start(self, card_id: uuid.UUID) -> None:
        """Hold the mail first, then let the phone dial."""
        await self._tried(self._call_now(card_id))

    async def _call_now(self, card_id: uuid.UUID) -> None:
        started = await self._desk.start_call(card_id)
        if not self._dial(started.link):
            until = started.held_until.astimezone(self._zone)
            raise BadInput(
                f"This computer has no app that makes calls: dial {started.number}.",
                f"Nothing leaves for {started.who} before {until:%H:%M}.",
            )

    async def put_off(self, until: Later, card_id: uuid.UUID) -> None:
        await self._tried(self._desk.put_off_call(card_id, until))

    async def _tried(self, act: Awaitable[object]) -> bool:
        """What cannot be is said in the dialog if it is open, as it hides what the window says, over the
        calls as they are now; returns whether it was done."""
        if not self._is_open:
            await act
            return True
        self._view.show_fault("")
        try:
            await act
        except XForceError as error:
            self._view.show_fault(str(error))
            await self.refresh()
            return False
        return True

    def ask_report(self) -> None:
        self._ask_report(self._chosen is not None)

    def leave_report(self) -> None:
        """The buttons again, of a call that is still asked of the rep."""
        self._ask_report(False)
        if self._board is not None:
            self._show_board(self._board)

    def _ask_report(self, is_shown: bool) -> None:
        self._is_reporting = is_shown
        self._view.show_fault("")
        if is_shown and self._chosen is not None and self._asked_of != self._chosen:
            self._fill_report(self._chosen)
        self._view.show_report(is_shown)

    def _fill_report(self, card_id: uuid.UUID) -> None:
        """With what is half typed of that call; what is half typed of another one is kept for it."""
        if self._asked_of is not None and (typed := self._view.typed()) != self._empty:
            self._half_typed[self._asked_of] = typed
        ahead = self._desk.now().astimezone(self._zone) + timedelta(hours=1)
        at = ahead.replace(minute=0, second=0, microsecond=0, tzinfo=None)
        self._asked_of, self._empty = card_id, TypedReport(next(iter(RESULTS)), at, "")
        self._view.fill_report(self._half_typed.pop(card_id, self._empty))

    async def report(self) -> None:
        """What came of the call, as typed. What cannot be is said in the form."""
        card_id = self._asked_of
        if card_id is None or not self._is_reporting or self._saving == card_id:
            return
        self._saving, typed = card_id, self._view.typed()
        at = self._moment(typed.at) if typed.result.needs_time else None
        report = CallReport(typed.result, at, typed.note)
        try:
            if await self._tried(self._desk.finish_call(card_id, report)):
                self._leave_finished(card_id, typed)
                await self.refresh()
        finally:
            self._saving = None

    def _leave_finished(self, card_id: uuid.UUID, typed: TypedReport) -> None:
        """Unless the rep has begun another report meanwhile, or typed on in this one."""
        self._half_typed.pop(card_id, None)
        if self._asked_of == card_id and self._view.typed() == typed:
            self._asked_of = None
            self._ask_report(False)

    def _moment(self, clock: datetime) -> datetime:
        """In the rep's zone; the computer's where none is known."""
        return clock.replace(tzinfo=self._zone) if self._zone else clock.astimezone()

    async def dismiss(self, card_id: uuid.UUID) -> None:
        """The rep will not call; the same card does not come again."""
        if call := self._call(card_id):
            await self._tried(self._desk.dismiss_card(call.request_id, card_id))
        else:
            self._view.show_fault(GONE)

    def _call(self, card_id: uuid.UUID | None) -> Call | None:
        calls = self._board.calls if self._board else ()
        return next((call for call in calls if call.card.id == card_id), None)

    def _show_chosen(self) -> None:
        call = self._call(self._chosen)
        if call is None and self._is_reporting:
            return  # what is being typed keeps its card
        self._view.show_sheet(self._sheet(call) if call and self._board else None)

    def _line(self, call: Call, now: datetime) -> CallLine:
        brief = call.card.brief
        about = "  •  ".join(word for word in (brief.company, call.meeting) if word)
        return CallLine(
            call.card.id, call.card.title, about, state_of(call, now, self._zone), call in self._today()
        )

    def _today(self) -> tuple[Call, ...]:
        return self._board.at(CallPlace.TODAY) if self._board else ()

    def _sheet(self, call: Call) -> CallSheet:
        card, now = call_of((call.card,)), self._desk.now()
        assert card is not None, "one card was given"
        return CallSheet(
            card=card,
            request_id=call.request_id,
            about=f"{reasons_of(call)}. {raised_of(call, now, self._zone)}.",
            state=state_of(call, now, self._zone),
            can_start=bool(card.link),
            is_calling=call.held_until is not None,
        )
