"""What is kept of how requests ended, and of what was changed for it, in SQLite."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import func
from sqlmodel import col, select

from xforce_desktop.ids import RequestId
from xforce_desktop.scheduling.codec import Form
from xforce_desktop.scheduling.knobs import Knob
from xforce_desktop.scheduling.learnings import POSTMORTEM
from xforce_desktop.scheduling.lessons import (
    ChangeStatus,
    LearnedChange,
    Lesson,
    Postmortem,
    Scope,
    ScopeKind,
    SeasonPattern,
    Setting,
    Tally,
)
from xforce_desktop.scheduling.request import ENDED, Outcome
from xforce_desktop.store.request_repository import Repository
from xforce_desktop.store.tables import (
    LearnedChangeRow,
    LearningLookRow,
    SchedulingPostmortemRow,
    SchedulingRequestRow,
    SeasonalityPatternRow,
)

LESSON: Form[Lesson] = Form(Lesson)
HAS_ENDED = [state.value for state in sorted(ENDED)]


class LearningRepository(Repository):
    """The part of the transaction that knows what was learned."""

    def add_postmortem(self, found: Postmortem) -> None:
        values = _postmortem_columns(found)
        row = self._postmortem_row(found.request_id)
        if row is None:
            self._insert(
                SchedulingPostmortemRow(id=self._ids.new(), scheduling_request_id=found.request_id, **values)
            )
        else:
            self._overwrite(row, values)
        self._note(found.request_id, POSTMORTEM.dump(found))

    def _note(self, request_id: RequestId, shown: Any) -> None:
        request = self._session.get(SchedulingRequestRow, request_id)
        if request is not None:
            self._overwrite(request, {"postmortem": shown})

    def _postmortem_row(self, request_id: RequestId) -> SchedulingPostmortemRow | None:
        wanted = select(SchedulingPostmortemRow).where(
            SchedulingPostmortemRow.scheduling_request_id == request_id
        )
        return self._session.exec(wanted).first()

    def postmortem(self, request_id: RequestId) -> Postmortem | None:
        row = self._postmortem_row(request_id)
        return _postmortem(row) if row else None

    def postmortems(self) -> Sequence[Postmortem]:
        wanted = select(SchedulingPostmortemRow).where(col(SchedulingPostmortemRow.lesson).is_not(None))
        in_order = wanted.order_by(
            col(SchedulingPostmortemRow.ended_at), col(SchedulingPostmortemRow.scheduling_request_id)
        )
        return [_postmortem(row) for row in self._session.exec(in_order)]

    def count_postmortems(self) -> int:
        counted = select(func.count()).select_from(SchedulingPostmortemRow)
        return self._session.exec(counted.where(col(SchedulingPostmortemRow.lesson).is_not(None))).one()

    def ended_without_postmortem(self) -> Sequence[RequestId]:
        request, kept = SchedulingRequestRow, SchedulingPostmortemRow
        both = (col(kept.scheduling_request_id) == col(request.id)) & col(kept.lesson).is_not(None)
        wanted = (
            select(request.id)
            .outerjoin(kept, both)
            .where(
                col(request.status).in_(HAS_ENDED),
                col(request.outcome).is_not(None),
                col(request.completed_at).is_not(None),
                col(kept.id).is_(None),
            )
            .order_by(col(request.completed_at), col(request.id))
        )
        return [RequestId(one) for one in self._session.exec(wanted)]

    def learned_changes(self) -> Sequence[LearnedChange]:
        in_order = select(LearnedChangeRow).order_by(
            col(LearnedChangeRow.changed_at), col(LearnedChangeRow.id)
        )
        return [_change(row) for row in self._session.exec(in_order)]

    def save_learned_change(self, change: LearnedChange) -> None:
        row = self._session.get(LearnedChangeRow, change.id)
        values = _change_columns(change)
        if row is None:
            self._insert(LearnedChangeRow(id=change.id, **values))
        else:
            self._overwrite(row, values)

    def looks(self) -> Mapping[str, int]:
        return {row.key: row.count for row in self._session.exec(select(LearningLookRow))}

    def save_looks(self, key: str, count: int, at: datetime) -> None:
        row = self._session.get(LearningLookRow, key)
        if row is None:
            self._insert(LearningLookRow(key=key, count=count, last_at=at))
        else:
            self._overwrite(row, {"count": count, "last_at": at})

    def season_patterns(self) -> Sequence[SeasonPattern]:
        in_order = select(SeasonalityPatternRow).order_by(
            col(SeasonalityPatternRow.state), col(SeasonalityPatternRow.month)
        )
        return [_pattern(row) for row in self._session.exec(in_order)]

    def save_season_pattern(self, pattern: SeasonPattern) -> None:
        same = select(SeasonalityPatternRow).where(
            SeasonalityPatternRow.state == pattern.state, SeasonalityPatternRow.month == pattern.month
        )
        row = self._session.exec(same).first()
        values: dict[str, Any] = {
            "pattern_type": pattern.pattern_type,
            "avg_days_to_schedule": _rounded(pattern.avg_days_to_schedule),
            "avg_attempts_needed": _rounded(pattern.avg_attempts_needed),
            "recommended_interval_multiplier": _rounded(pattern.interval_multiplier),
            "sample_size": pattern.sample_size,
            "last_updated": pattern.last_updated,
        }
        if row is None:
            self._insert(
                SeasonalityPatternRow(id=self._ids.new(), state=pattern.state, month=pattern.month, **values)
            )
        else:
            self._overwrite(row, values)


def _rounded(number: float | None) -> Decimal | None:
    """Two places, as the columns have them."""
    return None if number is None else Decimal(str(round(number, 2))).quantize(Decimal("0.01"))


def _postmortem_columns(found: Postmortem) -> dict[str, Any]:
    return {
        "outcome": found.outcome.value,
        "total_attempts": found.total_attempts,
        "days_to_schedule": found.days_to_schedule,
        "no_shows": found.no_shows,
        "channels_used": list(found.channels_used),
        "de_escalated": found.de_escalated,
        "social_proof_used": found.social_proof_used,
        "champion_involved": found.champion_involved,
        "what_worked": list(found.what_worked),
        "what_failed": list(found.what_failed),
        "learnings_for_account": list(found.for_account),
        "learnings_for_meeting_type": list(found.for_meeting_type),
        "learnings_for_season": list(found.for_season),
        "created_at": found.created_at,
        "ended_at": found.lesson.ended_at,
        "days_until_booked": found.days_until_booked,
        "lesson": LESSON.dump(found.lesson),
    }


def _postmortem(row: SchedulingPostmortemRow) -> Postmortem:
    return Postmortem(
        request_id=RequestId(row.scheduling_request_id),
        outcome=Outcome(row.outcome),
        created_at=row.created_at,
        total_attempts=row.total_attempts or 0,
        days_to_schedule=row.days_to_schedule,
        days_until_booked=row.days_until_booked,
        no_shows=row.no_shows or 0,
        channels_used=tuple(row.channels_used or ()),
        de_escalated=bool(row.de_escalated),
        social_proof_used=bool(row.social_proof_used),
        champion_involved=bool(row.champion_involved),
        what_worked=tuple(row.what_worked or ()),
        what_failed=tuple(row.what_failed or ()),
        for_account=tuple(row.learnings_for_account or ()),
        for_meeting_type=tuple(row.learnings_for_meeting_type or ()),
        for_season=tuple(row.learnings_for_season or ()),
        lesson=LESSON.parse(row.lesson),
    )


def _change_columns(change: LearnedChange) -> dict[str, Any]:
    setting = change.setting
    return {
        "knob": setting.knob.value,
        "scope_kind": setting.scope.kind.value,
        "scope": setting.scope.value,
        "value": setting.value,
        "value_before": change.before,
        "changed_at": change.at,
        "with_hits": change.with_it.hits,
        "with_of": change.with_it.of,
        "without_hits": change.without.hits,
        "without_of": change.without.of,
        "low": change.low,
        "high": change.high,
        "error": change.error,
        "allowed_error": change.allowed_error,
        "look": change.look,
        "why": change.why,
        "status": change.status.value,
        "randomised": change.randomised,
        "ended_at": change.ended_at,
        "ended_why": change.ended_why,
    }


def _change(row: LearnedChangeRow) -> LearnedChange:
    return LearnedChange(
        id=row.id,
        setting=Setting(Knob(row.knob), Scope(ScopeKind(row.scope_kind), row.scope), row.value),
        before=row.value_before,
        at=row.changed_at,
        with_it=Tally(row.with_hits, row.with_of),
        without=Tally(row.without_hits, row.without_of),
        low=row.low,
        high=row.high,
        error=row.error,
        allowed_error=row.allowed_error,
        look=row.look,
        why=row.why,
        status=ChangeStatus(row.status),
        randomised=row.randomised,
        ended_at=row.ended_at,
        ended_why=row.ended_why,
    )


def _pattern(row: SeasonalityPatternRow) -> SeasonPattern:
    days, attempts = row.avg_days_to_schedule, row.avg_attempts_needed
    return SeasonPattern(
        state=row.state,
        month=row.month,
        pattern_type=row.pattern_type,
        avg_days_to_schedule=None if days is None else float(days),
        avg_attempts_needed=None if attempts is None else float(attempts),
        interval_multiplier=float(row.recommended_interval_multiplier),
        sample_size=row.sample_size,
        last_updated=row.last_updated,
    )
