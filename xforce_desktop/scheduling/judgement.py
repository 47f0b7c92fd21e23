"""After each step: what it shows of their interest, of the deal and of the rep's good name."""

from __future__ import annotations

from datetime import datetime

from xforce_desktop.scheduling import leverage, reputation
from xforce_desktop.scheduling.deal_signals import keep_signals
from xforce_desktop.scheduling.effects import LeverageTrigger
from xforce_desktop.scheduling.intent_trend import keep_reading
from xforce_desktop.scheduling.request import EntryType, MeetingRequest, Outcome
from xforce_desktop.scheduling.step import entry
from xforce_desktop.scheduling.unit_of_work import ActionEntry, UnitOfWork


def keep_track(work: UnitOfWork, before: MeetingRequest, after: MeetingRequest, now: datetime) -> None:
    """Once for each step, in its transaction."""
    keep_reading(work, before, after, now)
    keep_signals(work, after, now)
    if line := risk_line(before, after, now):
        work.append_actions(after.id, [line])


def risk_line(before: MeetingRequest, after: MeetingRequest, now: datetime) -> ActionEntry | None:
    """The log's word when the risk to the rep's good name reaches another level."""
    if after.has_ended:
        return None
    was, risk = reputation.assess(before), reputation.assess(after)
    if was.level is risk.level:
        return None
    moved = "rose" if reputation.rises(was.level, risk.level) else "fell"
    reasons = f": {reputation.drivers_in_words(risk)}" if risk.drivers else ""
    level = f"The risk to your good name {moved} to {risk.level.value} ({risk.score} of 100){reasons}."
    return entry(EntryType.NOTED, f"{level} {risk.effect}", now)


def last_trigger(before: MeetingRequest, after: MeetingRequest) -> LeverageTrigger | None:
    """The one card that is left when a request is given up: for a deal worth a call of the rep's own.

    The specification's "relationship repair" after a failed attempt.
    """
    gave_up = after.outcome is Outcome.GAVE_UP and not before.has_ended
    if not gave_up or not leverage.is_worth_a_last_call(after):
        return None
    missed = leverage.has_missed_several(after)
    return LeverageTrigger.MULTIPLE_NO_SHOWS if missed else LeverageTrigger.PERSISTENT_NON_RESPONSE
