"""What becomes of a row that did not succeed: tried again later, with word to the rep, or refused."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sync.errors import CalendarsUnread, OutOfSight, RefusedByGraph
from sync.rows import STILL_TO_DO
from sync.since import HELD_UP, OUT_OF_SIGHT
from xforce_desktop.clock import Clock
from xforce_desktop.errors import OutsideError
from xforce_desktop.scheduling.desk import notice_id
from xforce_desktop.scheduling.effects import (
    BookMeeting,
    CancelMeeting,
    CheckAttendance,
    Effect,
    FindSlots,
    MoveMeeting,
    SendLetter,
    UpdateAttendees,
    Urgency,
)
from xforce_desktop.scheduling.engine import Engine
from xforce_desktop.scheduling.events import AttendanceEvidence, AttendanceSeen, MessageRefused
from xforce_desktop.scheduling.retry import retry_at
from xforce_desktop.scheduling.unit_of_work import OutboxRow, OutboxStatus, StoredNotice, UnitOfWork

log = logging.getLogger(__name__)

TRIES_AFTER_ONE = 4  # a wait of minutes for work that could not even begin, time and again
TOLD_AFTER = timedelta(hours=4)
SEARCHED_FOR = timedelta(hours=24)  # after a mail that is neither a draft nor sent, from when it was missed
LOST = (
    "It is unknown whether it left: its draft is gone, and no sent copy shows. "
    "Please look in Sent Items, and write by hand if it is not there."
)


@dataclass(frozen=True)
class Naming:
    """How the rep calls a thing that was to be done."""

    what: str  # begins a sentence: "… waits since"
    refused: str  # a title
    advice: str = ""


A_TEXT = Naming("A text message", "A text message could not be sent")
NAMES: dict[type[Effect], Naming] = {
    SendLetter: Naming("A mail", "A mail could not be sent"),
    BookMeeting: Naming("The invitation", "The invitation could not be sent"),
    MoveMeeting: Naming("The new time of the meeting", "The meeting could not be moved"),
    CancelMeeting: Naming(
        "The cancellation",
        "The invitation could not be withdrawn",
        "Please remove the meeting from your calendar by hand.",
    ),
    UpdateAttendees: Naming(
        "The change of who is invited",
        "The people invited could not be changed",
        "Please change them in your calendar by hand.",
    ),
    FindSlots: Naming("The search for free times", "The calendars could not be searched"),
    CheckAttendance: Naming("The look at who attended", "Who attended could not be seen"),
}


def name_of(row: OutboxRow) -> Naming:
    """How the rep calls what this row is for."""
    effect = row.effect
    is_text = isinstance(effect, SendLetter) and effect.kind.is_text
    return A_TEXT if is_text else NAMES[type(effect)]


class Troubles:
    """To be called on the thread of the store."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    def postpone(self, row: OutboxRow, error: OutsideError) -> None:
        """Try again later: at the service's own wish, else ever more rarely. `attempts` stays: what has not
        begun is checked again as if it were new. After hours the rep hears of it, once."""
        log.info("postponed", extra={"request": str(row.request_id), "effect": type(row.effect).__name__})
        self._engine.in_transaction(lambda work: self._postpone(work, row, error))

    def _postpone(self, work: UnitOfWork, row: OutboxRow, error: OutsideError) -> None:
        current, now = work.outbox_row(row.key), self._clock.now()
        if current is None or current.status not in STILL_TO_DO:
            return
        since = HELD_UP.began(work, current.key, now)
        if isinstance(error, OutOfSight) and _is_lost(work, current, now):
            self.give_up(work, current, LOST)
            return
        tries = current.attempts or (TRIES_AFTER_ONE if current.last_error else 1)
        at = retry_at(now, tries, getattr(error, "retry_after_s", None))
        reason = _in_words(row, error)
        work.update_row(replace(current, not_before=at, last_error=reason))
        if isinstance(error, CalendarsUnread):
            waits = name_of(row).what
            tell_once(work, current, "unread", "A calendar cannot be read", f"{waits} waits: {reason}", now)
        if now - since > TOLD_AFTER:
            title, text = _still_waiting(current, now - since, reason)
            tell_once(work, current, "held-up", title, text, now)

    def refuse(self, row: OutboxRow, error: OutsideError) -> None:
        """It will not be tried again; the rep has to look."""
        reason = _in_words(row, error)
        try:
            self._engine.in_transaction(lambda work: self._refuse(work, row, reason))
        except Exception:  # a rule that breaks must not bring the row back at each pass
            log.exception("a refusal could not be handled", extra={"request": str(row.request_id)})
            self._engine.in_transaction(lambda work: self._only_tell(work, row, reason))

    def tell_unworded(self, row: OutboxRow) -> None:
        """A mail that is to wait for the rep has no text yet."""
        text = "It waits for you without a text, as none could be made; please write it yourself."
        now = self._clock.now()
        self._engine.in_transaction(
            lambda work: tell_once(work, row, "unworded", "A mail could not be worded", text, now)
        )

    def _refuse(self, work: UnitOfWork, row: OutboxRow, reason: str) -> None:
        current = work.outbox_row(row.key)
        if current is not None and current.status in STILL_TO_DO:
            self.give_up(work, current, reason)

    def give_up(self, work: UnitOfWork, current: OutboxRow, reason: str) -> None:
        """The row is failed first: what follows from the event must not find it still open."""
        work.update_row(replace(current, status=OutboxStatus.FAILED, last_error=reason))
        if isinstance(current.effect, CheckAttendance):
            unseen = f"The attendance report cannot be read ({reason.rstrip('.')})."
            self._engine.apply(work, current.request_id, AttendanceSeen(AttendanceEvidence.UNKNOWN, unseen))
            return
        name = name_of(current)
        full = f"{reason} {name.advice}".strip()
        if self._engine.apply(work, current.request_id, MessageRefused(full, name.refused)) is None:
            tell_once(work, current, "refused", name.refused, full, self._clock.now())

    def _only_tell(self, work: UnitOfWork, row: OutboxRow, reason: str) -> None:
        current = work.outbox_row(row.key)
        assert current is not None, f"no outbox row {row.key}"
        work.update_row(replace(current, status=OutboxStatus.FAILED, last_error=reason))
        tell_once(work, current, "refused", name_of(row).refused, reason, self._clock.now())


def tell_once(work: UnitOfWork, row: OutboxRow, topic: str, title: str, text: str, now: datetime) -> None:
    """A notice about a row; the same topic is told once for each row."""
    its_id = notice_id(f"{row.key}:{topic}")
    if any(notice.id == its_id for notice in work.notices()):
        return
    words = f"{work.load(row.request_id).title}: {text}"
    work.add_notice(StoredNotice(its_id, row.request_id, title, words, Urgency.HIGH.value, now))


def _still_waiting(row: OutboxRow, waited: timedelta, reason: str) -> tuple[str, str]:
    text = (
        f"{name_of(row).what} has been waiting for {waited // timedelta(hours=1)} hours. {reason} "
        "It is tried on by itself; if it is urgent, do it by hand and take the request over."
    )
    return "Something has been waiting for hours", text


def _in_words(row: OutboxRow, error: OutsideError) -> str:
    words = f"{error.title.rstrip('.')}. {error.advice}".strip()
    is_forbidden = isinstance(error, RefusedByGraph) and error.status == 403
    if is_forbidden and isinstance(row.effect, CheckAttendance):
        return f"{words} The permission to read attendance reports is missing."
    return words


def _is_lost(work: UnitOfWork, row: OutboxRow, now: datetime) -> bool:
    """Missed for so long that it will not show any more. What the row waited for before is not counted."""
    return now - OUT_OF_SIGHT.began(work, row.key, now) >= SEARCHED_FOR
