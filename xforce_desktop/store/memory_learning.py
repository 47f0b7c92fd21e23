"""What is kept of how requests ended, and of what was changed for it, in memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from xforce_desktop.ids import RequestId
from xforce_desktop.scheduling.lessons import LearnedChange, Postmortem, SeasonPattern
from xforce_desktop.store.memory_requests import MemoryPart


class MemoryLearning(MemoryPart):
    """The part of the transaction that knows what was learned."""

    def add_postmortem(self, found: Postmortem) -> None:
        self._must_exist(found.request_id)
        self._log.put(self._tables.postmortems, found.request_id, found)

    def postmortem(self, request_id: RequestId) -> Postmortem | None:
        return self._tables.postmortems.get(request_id)

    def postmortems(self) -> Sequence[Postmortem]:
        kept = self._tables.postmortems.values()
        return sorted(kept, key=lambda one: (one.lesson.ended_at, one.request_id))

    def count_postmortems(self) -> int:
        return len(self._tables.postmortems)

    def ended_without_postmortem(self) -> Sequence[RequestId]:
        found = [
            (request.completed_at, request.id)
            for request in self._tables.requests.values()
            if request.has_ended
            and request.outcome
            and request.completed_at
            and request.id not in self._tables.postmortems
        ]
        return [request_id for _, request_id in sorted(found)]

    def learned_changes(self) -> Sequence[LearnedChange]:
        return sorted(self._tables.learned_changes.values(), key=lambda one: (one.at, one.id))

    def save_learned_change(self, change: LearnedChange) -> None:
        self._log.put(self._tables.learned_changes, change.id, change)

    def looks(self) -> Mapping[str, int]:
        return dict(self._tables.learning_looks)

    def save_looks(self, key: str, count: int, at: datetime) -> None:
        self._log.put(self._tables.learning_looks, key, count)

    def season_patterns(self) -> Sequence[SeasonPattern]:
        return [self._tables.season_patterns[key] for key in sorted(self._tables.season_patterns)]

    def save_season_pattern(self, pattern: SeasonPattern) -> None:
        """To two places, as the columns have them."""
        days, attempts = pattern.avg_days_to_schedule, pattern.avg_attempts_needed
        rounded = replace(
            pattern,
            avg_days_to_schedule=None if days is None else round(days, 2),
            avg_attempts_needed=None if attempts is None else round(attempts, 2),
            interval_multiplier=round(pattern.interval_multiplier, 2),
        )
        self._log.put(self._tables.season_patterns, (pattern.state, pattern.month), rounded)
