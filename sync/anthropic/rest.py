"""After failures in a row the model is left alone for a while, so that not each message waits for it."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from sync.anthropic.trouble import NotAllowed, Unreached
from xforce_desktop.clock import Clock
from xforce_desktop.errors import XForceError

log = logging.getLogger(__name__)

FAILURES = 3
SHORT = timedelta(minutes=5)
LONG = timedelta(minutes=30)  # a refused key does not mend itself


class Rest:
    """Counts failures in a row. Said once when the model goes and once when it is back."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._failures = 0
        self._until: datetime | None = None
        self._reason = ""

    def check(self) -> None:
        """Raises Unreached while resting."""
        if self._until is not None and self._clock.now() < self._until:
            raise Unreached(f"{self._reason}, so it is left alone until {self._until:%H:%M} UTC")

    def worked(self) -> None:
        """The service answered."""
        if self._until is not None:
            log.info("the model answers again")
        self._failures, self._until = 0, None

    def failed(self, trouble: XForceError) -> None:
        """Begin to rest after some failures in a row, at once where asking again cannot help."""
        self._failures += 1
        is_final = isinstance(trouble, NotAllowed)
        if not is_final and self._failures < FAILURES:
            return
        if self._until is None:
            log.warning("the model is not used for a while: %s", trouble.title)
        self._until = self._clock.now() + (LONG if is_final else SHORT)
        self._reason = trouble.title
