"""Which device works with a store: one at a time, also when its folder is shared between computers.

The lock of the folder holds for one computer only. The lease stands in the store itself: each pass takes it,
and whatever is about to leave takes it again in the transaction that says so. A device that was asleep for
longer than the lease therefore begins nothing more once another one has taken over.
"""

from __future__ import annotations

import functools
import json
import socket
import uuid
from datetime import datetime, timedelta

from xforce_desktop.clock import Clock, as_utc
from xforce_desktop.errors import StoreBusy
from xforce_desktop.scheduling.unit_of_work import UnitOfWork

SETTING = "runner_lease"
GOOD_FOR = timedelta(minutes=10)  # after the last pass or beginning of its owner
_RANDOM_NODE = 1 << 40  # uuid.getnode() sets this bit where the computer has no address of its own


class Lease:
    """One device's claim on a store. `device` is this computer if not given."""

    def __init__(self, clock: Clock, device: str = "") -> None:
        self._clock = clock
        self._device = device
        self._seen: tuple[str, datetime] | None = None

    def take(self, work: UnitOfWork) -> None:
        """Take the lease or prolong it, in the caller's transaction.

        Raises StoreBusy while another device has it.
        """
        now, owner = self._clock.now(), self._device or this_device()
        stored = work.setting(SETTING) or ""
        if self._is_anothers(stored, owner, now):
            raise StoreBusy(
                "X-FORCE is at work with this data on another computer.",
                f"End it there; {GOOD_FOR // timedelta(minutes=1)} minutes later this one takes over.",
            )
        work.save_setting(SETTING, json.dumps({"owner": owner, "until": (now + GOOD_FOR).isoformat()}))

    def _is_anothers(self, stored: str, owner: str, now: datetime) -> bool:
        """One that stays unchanged for as long as it is good is over as well: its clock may be wrong."""
        if not stored:
            return False
        lease = json.loads(stored)
        if lease["owner"] == owner:
            return False
        if self._seen is None or self._seen[0] != stored:
            self._seen = stored, now
        return now < as_utc(datetime.fromisoformat(lease["until"])) and now - self._seen[1] < GOOD_FOR


@functools.cache
def this_device() -> str:
    """The same text for every start on this computer: its name, and its network address if it has one."""
    node = uuid.getnode()
    return socket.gethostname() if node & _RANDOM_NODE else f"{socket.gethostname()}/{node:012x}"
