"""Everything that goes wrong between the program and the world, drawn from the seed.

`none` lets every call through. `nasty` loses answers after the work was done, refuses calls for a while, ends
the program in the middle of things, shifts the computer's clock and lets the computer sleep.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sync.sandbox.ids import chance
from xforce_desktop.errors import AnswerLost, CursorExpired, OutsideError, SignInNeeded, TemporaryError

CALM, NASTY = "none", "nasty"

CALL_FAILS = 0.012
ANSWER_LOST = 0.02
CRASH_IN_CALL = 0.004
CRASH_IN_COMMIT = 0.0012
CURSOR_EXPIRES = 0.004
PAGE_IS_ODD = 0.06
COPY_IS_LATE = 0.08
MAIL_IS_LATE = 0.06
SECOND_DEVICE = 0.4  # of the worlds
CLOCK_IS_SET = 0.01  # before a pass
CLOCK_LEAPS = 0.15  # of those times
CLOCK_SET_RIGHT = 0.2  # before each pass after a leap
LEAPS_HOURS = (1, 2, 5, 9, 24, 26)
LEAST_LEAP = timedelta(hours=1)
CUT_IN = 0.004  # the other computer begins a pass in the middle of a call


class Crash(BaseException):
    """The program ends here, as if it were killed; nothing of it may catch this."""


@dataclass(frozen=True)
class Outage:
    """A time in which every call is refused in the same way."""

    start: datetime
    end: datetime
    kind: str  # offline, throttled, signed_out


@dataclass(frozen=True)
class Sleep:
    """The computer is shut: nothing runs."""

    start: datetime
    end: datetime


class Weather:
    """Decides for each call, commit and moment. All of it depends on the seed alone."""

    def __init__(self, seed: int, kind: str, begin: datetime, end: datetime) -> None:
        self.is_nasty = kind == NASTY
        self._rng = chance(seed, "weather")
        planning = chance(seed, "weather", "plan")
        self.outages = tuple(_outages(planning, begin, end)) if self.is_nasty else ()
        self.sleeps = tuple(_sleeps(planning, begin, end)) if self.is_nasty else ()
        self.has_second_device = self.is_nasty and planning.random() < SECOND_DEVICE
        self.has_fault_now = False  # whether anything went wrong since `calm_down`
        self.count = 0
        self.leaps = 0  # of the clocks, by hours
        self.refused: set[str] = set()  # calls that got no answer since the pass began
        self.cut_in: Callable[[], None] | None = None  # the other computer's pass, while one is under way

    def _happens(self, share: float) -> bool:
        return self.is_nasty and self._rng.random() < share

    def _went_wrong(self) -> None:
        self.has_fault_now = True
        self.count += 1

    def before_call(self, call: str, now: datetime) -> None:
        """Raises what the program meets instead of an answer; the work is not done then."""
        if not self.is_nasty:
            return
        self._let_cut_in()
        for outage in self.outages:
            if outage.start <= now < outage.end:
                self._went_wrong()
                self.refused.add(call)
                raise _refusal(outage.kind, call, self._rng)
        if self._happens(CALL_FAILS):
            self._went_wrong()
            self.refused.add(call)
            raise _refusal(self._rng.choice(("offline", "throttled", "busy")), call, self._rng)

    def _let_cut_in(self) -> None:
        """Now and then the other computer begins a pass just now; not within that pass again."""
        if self.has_second_device and self.cut_in is not None and self._happens(CUT_IN):
            cut_in, self.cut_in = self.cut_in, None
            try:
                cut_in()
            finally:
                self.cut_in = cut_in

    def after_call(self, call: str, *, is_safe_to_repeat: bool) -> None:
        """Raises what the program meets although the work was done."""
        if self._happens(CRASH_IN_CALL):
            self._went_wrong()
            raise Crash(f"after {call}")
        if self._happens(ANSWER_LOST):
            self._went_wrong()
            kind = TemporaryError if is_safe_to_repeat else AnswerLost
            raise kind(f"The answer of {call} was lost", "It is looked up.")

    def around_commit(self) -> str:
        """`before`, `after` or nothing: when the program ends around a commit."""
        if not self._happens(CRASH_IN_COMMIT):
            return ""
        self._went_wrong()
        return self._rng.choice(("before", "after"))

    def check_cursor(self, cursor: str) -> None:
        """Raises CursorExpired now and then for a saved place in a stream of news."""
        if cursor and self._happens(CURSOR_EXPIRES):
            raise CursorExpired("The saved place is gone.", "It begins again.")

    def oddity_of_page(self) -> str:
        """`repeat` or `shuffle` a page of news, or its first mail is `missing` for now; mostly none of it."""
        return self._rng.choice(("repeat", "shuffle", "missing")) if self._happens(PAGE_IS_ODD) else ""

    def shuffled(self, count: int) -> list[int]:
        """Places of a page in another order."""
        places = list(range(count))
        self._rng.shuffle(places)
        return places

    def copy_delay(self) -> timedelta:
        """How late the copy of a sent mail appears in Sent Items."""
        late = self._happens(COPY_IS_LATE)
        return timedelta(seconds=self._rng.randint(20, 900)) if late else timedelta(0)

    def mail_delay(self) -> timedelta:
        """How late a mail shows in the inbox after it was received."""
        late = self._happens(MAIL_IS_LATE)
        return timedelta(minutes=self._rng.randint(1, 240)) if late else timedelta(0)

    def new_skew(self, old: timedelta) -> timedelta:
        """Now and then the computer's clock is set: back or ahead by seconds, rarely by hours, or right."""
        if abs(old) >= LEAST_LEAP:
            return timedelta(0) if self._happens(CLOCK_SET_RIGHT) else old
        if not self._happens(CLOCK_IS_SET):
            return old
        if self._happens(CLOCK_LEAPS):
            self.leaps += 1
            return self._rng.choice((-1, 1)) * timedelta(hours=self._rng.choice(LEAPS_HOURS))
        seconds = self._rng.choice((0, 0, -20, -90, 15, 45, 240))
        return timedelta(seconds=seconds)

    def chooses_second_device(self) -> bool:
        """Whether the other computer makes the next pass."""
        return self.has_second_device and self._rng.random() < 0.3

    def asleep_until(self, now: datetime) -> datetime | None:
        """The end of the sleep that `now` lies in."""
        for sleep in self.sleeps:
            if sleep.start <= now < sleep.end:
                return sleep.end
        return None


def _refusal(kind: str, call: str, rng: random.Random) -> OutsideError:
    if kind == "signed_out":
        return SignInNeeded(f"Could not do {call}", "Sign in to Microsoft again.")
    wait_s = float(rng.choice((5, 30, 120, 900))) if kind == "throttled" else None
    return TemporaryError(f"Could not do {call} yet", "It will be tried again.", retry_after_s=wait_s)


def _outages(rng: random.Random, begin: datetime, end: datetime) -> list[Outage]:
    found, at = [], begin
    while (at := at + timedelta(hours=rng.randint(20, 160))) < end:
        kind = rng.choice(("offline", "offline", "throttled", "signed_out"))
        found.append(Outage(at, at + timedelta(minutes=rng.choice((5, 20, 90, 300))), kind))
    return found


def _sleeps(rng: random.Random, begin: datetime, end: datetime) -> list[Sleep]:
    """Nights, weekends and whole weeks."""
    found, at = [], begin
    while (at := at + timedelta(hours=rng.randint(12, 90))) < end:
        hours = rng.choice((1, 3, 8, 13, 14, 14, 38, 62, 62, 168))
        found.append(Sleep(at, at + timedelta(hours=hours)))
        at += timedelta(hours=hours)
    return found
