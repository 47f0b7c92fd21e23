"""What is looked up anew now and then, when all else of a pass is done: none stops the others."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence

from sync.credentials import KeyringError
from xforce_desktop.errors import OutsideError, StoreError, XForceError

log = logging.getLogger(__name__)

NOT_UP_TO_DATE = "Something could not be brought up to date; see the log."


class Renewals:
    """`trouble` is empty while all is well, else what is shown."""

    def __init__(self, renewals: Sequence[Callable[[], Awaitable[None]]]) -> None:
        self._renewals = renewals
        self._failing: set[int] = set()  # by their place

    @property
    def trouble(self) -> str:
        return NOT_UP_TO_DATE if self._failing else ""

    async def run(self) -> None:
        """Each has its turn; a failure that nobody expected is logged once, until it works again.

        Raises what ends a pass, such as SignInNeeded, when all have had theirs; StoreError at once.
        """
        first: XForceError | None = None
        for place, renew in enumerate(self._renewals):
            try:
                await renew()
            except StoreError:
                raise
            except (OutsideError, KeyringError) as error:
                first = first or error
            except Exception:  # the next pass tries it again
                if place not in self._failing:
                    log.exception("a renewal failed", extra={"place": place})
                self._failing.add(place)
            else:
                self._failing.discard(place)
        if first is not None:
            raise first
