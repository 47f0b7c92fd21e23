"""Since when something has been so with a row of the outbox: kept as one setting for each kind of trouble."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from sync.rows import EVER
from xforce_desktop.ids import EffectKey
from xforce_desktop.scheduling.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Since:
    """The beginnings, under the name of their setting."""

    setting: str

    def began(self, work: UnitOfWork, key: EffectKey, now: datetime) -> datetime:
        """When it began with this row: now, if it was not so before. Rows that are over are dropped."""
        kept = self._kept(work)
        known = kept.get(key)
        if known is not None:
            return datetime.fromisoformat(known)
        waiting = {str(row.key) for row in work.due_rows(now + EVER)}
        kept = {other: at for other, at in kept.items() if other in waiting}
        self._keep(work, kept | {str(key): now.isoformat()})
        return now

    def is_over(self, work: UnitOfWork, key: EffectKey) -> None:
        """What comes later begins anew."""
        kept = self._kept(work)
        if kept.pop(key, None) is not None:
            self._keep(work, kept)

    def _kept(self, work: UnitOfWork) -> dict[str, str]:
        kept: dict[str, str] = json.loads(work.setting(self.setting) or "{}")
        return kept

    def _keep(self, work: UnitOfWork, kept: dict[str, str]) -> None:
        work.save_setting(self.setting, json.dumps(kept))


HELD_UP = Since("rows_held_up_since")
OUT_OF_SIGHT = Since("rows_out_of_sight_since")
