"""Requests, judged after each pass that changed them and once at the end."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

from sync.simulation.double_booked import told_again
from sync.simulation.evidence import AGE_DAYS, RECEIVED, Evidence, Known, request_of
from sync.simulation.left_to_rep import LeftToRep
from sync.simulation.said import Said
from xforce_desktop.scheduling.request import Handler, MeetingRequest, State
from xforce_desktop.scheduling.unit_of_work import OutboxStatus, UnitOfWork

AGE_SLACK = timedelta(days=4)
OUTCOME_DUE = timedelta(days=AGE_DAYS)  # after a meeting the rep may still say how it went
MOST_NO_SHOWS = 3


class Requests:
    """Judges the state of requests, their logs, and what arrived for them."""

    def __init__(self, evidence: Evidence, left: LeftToRep) -> None:
        self._evidence, self._check, self._left = evidence, evidence.tally.check, left

    def changed(self, work: UnitOfWork, request: MeetingRequest, known: Known) -> None:
        """A request as a pass left it: its new lines say why, and something is next."""
        self._left.changed(work, known.last, request)
        known.last = request
        known.phases.append((self._evidence.clock(), request))
        lines = work.actions(request.id)
        for line in lines[known.lines_seen :]:
            self._check("why", bool(line.why.strip()), request.id, f"{line.type} says no why")
        known.lines_seen = len(lines)
        if not request.has_ended:
            action = request.next_action
            self._check("next step", action is not None, request.id, f"nothing is next while {request.state}")
            self._check(
                "limits", request.no_show_count < MOST_NO_SHOWS, request.id,
                f"open after {request.no_show_count} no-shows",
            )  # fmt: skip

    def whole(
        self, work: UnitOfWork, request: MeetingRequest, known: Known, looked_at: datetime | None
    ) -> None:
        """A request at the end: told once, nothing left behind, not open for too long at the last whole pass,
        `looked_at`: after it the computer slept or the services were out of reach."""
        again = told_again(work, request.id)
        self._check("double-booked since", not again, request.id, f"told twice of {again}")
        now = self._evidence.clock()
        ahead = [
            m for m in self._evidence.world.state.meetings.values()
            if not m.removed and m.start_at > now and request_of(m) == request.id
        ]  # fmt: skip
        if request.state is State.CANCELLED:
            ended_long_ago = request.completed_at is not None and now - request.completed_at > timedelta(
                days=8
            )
            left = ahead and ended_long_ago
            self._check("one event", not left, request.id, "a cancelled request left its meeting behind")
        if request.has_ended or request.handled_by is Handler.REP:
            return
        age = (looked_at or request.created_at) - (request.counts_from or request.created_at)
        over = request.is_booked and request.ends_at is not None and now - request.ends_at <= OUTCOME_DUE
        rests = request.state is State.PAUSED or bool(ahead) or over
        young = age <= timedelta(days=AGE_DAYS) + AGE_SLACK
        action = request.next_action
        rows = [row.not_before for row in work.outbox_of(request.id) if row.status is OutboxStatus.PENDING]
        moves = action is None or max([action.at, *rows]) > now - timedelta(days=8)
        self._check(
            "limits", (young or rests) and moves, request.id, f"still {request.state} at an age of {age}"
        )

    def account_for(self, work: UnitOfWork, until: datetime | None) -> None:
        """Whatever arrived before `until` was received, and has one line in one log."""
        lines: Counter[str] = Counter()
        for request in work.requests():
            lines.update(line.email_id for line in work.actions(request.id) if line.type in RECEIVED)
        for said in self._evidence.people.said:
            if until is None or self._shown_at(said) >= until:
                continue
            self._check(
                "received once", work.is_received(said.mail_key) and lines[said.mail_key] == 1, said.address,
                f"{said.kind} {said.mail_key}: received {work.is_received(said.mail_key)}, "
                f"{lines[said.mail_key]} lines",
            )  # fmt: skip

    def _shown_at(self, said: Said) -> datetime:
        if said.channel == "sms":
            return said.at
        mail = self._evidence.world.state.mails[said.mail_key]
        return mail.visible_at or mail.received_at
