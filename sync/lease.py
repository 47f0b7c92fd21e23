"""Which device works with a store: one at a time, also when its folder is shared between computers.

The lock of the folder holds for one computer only. The lease stands in the store itself: each pass takes it,
and whatever is about to leave takes it again in the transaction that says so. A device that was asleep for
longer than the lease therefore begins nothing more once another one has taken over.
"""

from __future__ import annotations

import functools
import json
import logging
import socket
import uuid
from datetime import datetime, timedelta
from pathlib import Path

import filelock

from xforce_desktop.clock import Clock, as_utc
from xforce_desktop.errors import StoreBusy
from xforce_desktop.paths import device_folder
from xforce_desktop.scheduling.unit_of_work import UnitOfWork

log = logging.getLogger(__name__)

SETTING = "runner_lease"
GOOD_FOR = timedelta(minutes=10)  # after the last pass or beginning of its owner
ID_FILE = "device-id"
LOCK_TIMEOUT_S = 5


class Lease:
    """One device's claim on a store. `device` is this computer if not given."""

    def __init__(self, clock: Clock, device: str = "") -> None:
        self._clock = clock
        self._device = device
        self._seen: tuple[str, datetime] | None = None
        self._was_taken = False

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
        self._was_taken = True

    def release(self, work: UnitOfWork) -> None:
        """Let another computer go on at once, in the caller's transaction.

        One that this object did not take is left alone: it may be that of the app beside this command.
        """
        stored = work.setting(SETTING) or ""
        if self._was_taken and stored and json.loads(stored)["owner"] == (self._device or this_device()):
            work.save_setting(SETTING, "")
        self._was_taken = False

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
    """The same text for every start on this computer: an id drawn once, and the computer's name.

    The name tells computers apart that share a home folder. An id that cannot be kept holds until the program
    ends: after a crash the next start waits until the lease is over. A computer cloned with its files and its
    name counts as the same one.
    """
    try:
        drawn = _kept_id(device_folder())
    except OSError as error:  # a lock that cannot be had is one as well
        log.warning("this computer's id cannot be kept", extra={"reason": str(error)})
        drawn = uuid.uuid4().hex
    return f"{drawn}/{socket.gethostname()}"


def _kept_id(folder: Path) -> str:
    """Read it, or draw it. It appears whole or not at all: of two programs that draw at once, both then have
    that of the first."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / ID_FILE
    with filelock.FileLock(folder / f"{ID_FILE}.lock", timeout=LOCK_TIMEOUT_S):
        kept = path.read_text(encoding="ascii", errors="replace").strip() if path.exists() else ""
        if not kept:  # the first start, or one that was cut off while it wrote
            kept = uuid.uuid4().hex
            path.write_text(kept, encoding="ascii")
    return kept
