"""Marks of the times that a reply names, by what became of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from xforce_desktop.replies.analysis import Intent, Mark, MarkRole, ReplyAnalysis, ReplyContext, Window
from xforce_desktop.replies.offers import Match
from xforce_desktop.replies.settle import Named, Settlement
from xforce_desktop.replies.stance import Stance

_ONLY_TOLD = {Stance.SAID, Stance.UNKNOWN}
_LONGEST_ANSWER = 60
_REFUSING = {Stance.REFUSE, Stance.AWAY}


@dataclass(frozen=True)
class _Outcome:
    """What the times are held against."""

    analysis: ReplyAnalysis
    settled: Settlement
    offers: tuple[Window, ...]

    def of_offers(self, indices: Sequence[int]) -> tuple[Window, ...]:
        return tuple(self.offers[index] for index in sorted(indices))


def marks_of_times(analysis: ReplyAnalysis, settled: Settlement, context: ReplyContext) -> list[Mark]:
    """A mark for each named time that was taken, refused, proposed or left open, not for those only told."""
    length = timedelta(minutes=context.duration_minutes)
    offers = tuple(Window(start, start + length) for start in context.proposed_times)
    outcome = _Outcome(analysis, settled, offers)
    return [mark for named in settled.named for mark in _marks(named, outcome)]


def answer_as_named(text: str, at: int, offers: frozenset[int], whole: Settlement) -> list[Named]:
    """A short answer under an offer ("this one", "nope") as what names it; `at` is its place in the text."""
    if at < 0 or not offers or len(text) > _LONGEST_ANSWER:
        return []
    sides = ((whole.refused, Stance.REFUSE), (whole.taken, Stance.FINE), (whole.unsure, Stance.TENTATIVE))
    stance = next((stance for side, stance in sides if offers <= side), Stance.UNKNOWN)
    return [Named(at, at + len(text), stance, Match(offers))]


def _marks(named: Named, outcome: _Outcome) -> list[Mark]:
    if named.stance in _ONLY_TOLD:
        return []
    role, windows = _meaning(named, outcome)
    return [Mark(named.start, named.end, role, windows)] if role else []


def _meaning(named: Named, outcome: _Outcome) -> tuple[MarkRole | None, tuple[Window, ...]]:
    settled, match = outcome.settled, named.match
    own = _own(named, outcome)
    if _is_refused(named, settled):
        return MarkRole.REFUSED, outcome.of_offers(list(match.offers)) or _first(named)
    if named.stance in _REFUSING:
        return None, ()
    if own:
        return MarkRole.OWN_TIME, own
    if len(match.readings) > 1 and outcome.analysis.readings:
        return MarkRole.DOUBT, tuple(dict.fromkeys(w for reading in match.readings for w in reading))
    taken = outcome.of_offers([index for index in match.offers if index in settled.taken | settled.unsure])
    if taken:
        return _role_of_offer(named, outcome), taken
    return (MarkRole.DOUBT, ()) if match.contradiction else (None, ())


def _is_refused(named: Named, settled: Settlement) -> bool:
    """Whether it was turned down and stayed so; also an offer that they ask to move away from."""
    offers = named.match.offers
    if named.stance in _REFUSING:
        return not (offers and offers <= settled.taken)
    return named.stance is Stance.ASK and bool(offers) and offers <= settled.refused


def _role_of_offer(named: Named, outcome: _Outcome) -> MarkRole:
    """How an offer that they named stands at the end."""
    analysis, match = outcome.analysis, named.match
    is_open = named.stance is Stance.TENTATIVE or match.doubtful or match.contradiction
    if is_open or analysis.intent is not Intent.ACCEPT_TIME or not match.offers & outcome.settled.taken:
        return MarkRole.DOUBT
    if analysis.any_offered:
        return MarkRole.CHOICE
    return MarkRole.ACCEPTED_TIME if analysis.selected_time else MarkRole.DOUBT


def _own(named: Named, outcome: _Outcome) -> tuple[Window, ...]:
    """Which of the windows that count in the end these words name."""
    if len(named.match.readings) != 1 or (named.match.offers and named.match.exact):
        return ()
    meant = named.match.readings[0]
    same = tuple(window for window in outcome.analysis.windows if window in meant)
    return same or tuple(
        window
        for window in outcome.analysis.windows
        if any(window.start < other.end and other.start < window.end for other in meant)
    )


def _first(named: Named) -> tuple[Window, ...]:
    return named.match.readings[0] if named.match.readings else ()
