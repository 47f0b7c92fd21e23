"""What was learned, in words with its numbers."""

from __future__ import annotations

from collections.abc import Sequence

from xforce_desktop.learning.evidence import in_sum
from xforce_desktop.learning.statistics import Pair, difference
from xforce_desktop.scheduling import knobs
from xforce_desktop.scheduling.knobs import Band, Knob
from xforce_desktop.scheduling.learning_figures import figures
from xforce_desktop.scheduling.lessons import Scope, ScopeKind, Setting, Tally

PERSONAS = {
    "owner": "owners",
    "executive": "executives",
    "operations_manager": "operations managers",
    "regional_manager": "regional managers",
    "technician": "technicians",
    "office_manager": "office managers",
}
TYPES = {
    "discovery": "discovery calls",
    "demo": "demos",
    "follow_up": "follow-up calls",
    "exec_review": "executive reviews",
    "negotiation": "negotiations",
    "custom": "meetings of your own kind",
}
COUNTED = {
    Knob.HOUR: "Asks that were answered",
    Knob.CHANNEL: "Second asks that were answered",
    Knob.GAP: "Requests that came to a meeting",
    Knob.LENGTH: "Requests that came to a meeting",
}
CAN_UNDO = "You can undo this."
NOT_RANDOM = "These were not chosen at random, so something else may lie behind it."


def group_in_words(scope: Scope, company: str = "") -> str:
    """Whom it is about: owners, people asked for demos. `company`: the account's name."""
    if scope.kind is ScopeKind.ACCOUNT:
        return f"people at {company}" if company else "people at this account"
    if scope.kind is ScopeKind.PERSONA_AND_TYPE:
        persona, _, meeting_type = scope.value.partition("/")
        return f"{PERSONAS.get(persona, persona)} asked for {TYPES.get(meeting_type, meeting_type)}"
    if scope.kind is ScopeKind.SEASON:
        return f"people in the season “{scope.value.rpartition('/')[2].replace('_', ' ')}”"
    known = PERSONAS if scope.kind is ScopeKind.PERSONA else TYPES
    name = known.get(scope.value, scope.value.replace("_", " "))
    return name if scope.kind is ScopeKind.PERSONA else f"people asked for {name}"


def value_in_words(knob: Knob, value: str) -> str:
    """As a heading: “from 08:00 to 10:00 their time”, “a text right after the first mail”."""
    if knob is Knob.HOUR:
        return f"asks leave from {knobs.hours_in_words(Band(value))} their time" if value else "at any hour"
    if knob is Knob.CHANNEL:
        return "a text right after the first mail" if value == "text_early" else "a text after two mails"
    if knob is Knob.GAP:
        factor = float(value)
        return "the usual gap between asks" if factor == 1 else f"{factor:g} times the usual gap between asks"
    return f"begin with {value} minutes"


def why_changed(setting: Setting, pairs: Sequence[Pair], before: str, company: str = "") -> str:
    """What is done and on which numbers, and that it can be undone. `pairs`: like beside like."""
    who, knob, pair = group_in_words(setting.scope, company), setting.knob, in_sum(pairs)
    with_it, without = of(pair.with_it), of(pair.without)
    if knob is Knob.CHANNEL:
        found = (
            f"Text first: {who} answered {with_it} second asks where that was to be a text, "
            f"and {without} where it was to be a mail."
        )
    elif knob is Knob.HOUR:
        hours = knobs.hours_in_words(Band(setting.value))
        others = f"from {knobs.hours_in_words(Band(before))}" if before else "at other hours"
        found = (
            f"From {hours} their time: {who} answered {with_it} asks sent then and {without} sent {others}."
        )
    elif knob is Knob.GAP:
        gap = "Shorter gaps" if float(setting.value) < 1 else "Longer gaps"
        other = "with the usual gap" if float(before) == 1 else f"with {before} times"
        found = (
            f"{gap}: of {who}, {with_it} came to a meeting with {setting.value} times the usual gap, "
            f"and {without} {other}."
        )
    else:
        found = (
            f"Begin with {setting.value} minutes: of {who}, {with_it} came to a meeting where that was asked "
            f"for, and {without} where it was {before}."
        )
    return " ".join([found, *_like_with_like(pairs), *([] if knob in RANDOM else [NOT_RANDOM]), CAN_UNDO])


def _like_with_like(pairs: Sequence[Pair]) -> list[str]:
    """Where the sums could mislead, as there are several kinds in them: what follows from each by itself."""
    if len(pairs) == 1:
        return []
    by = difference(pairs, figures().evidence.confidence).by
    return [f"Compared like with like, that is {by * 100:.0f} points better."]


RANDOM = frozenset({Knob.CHANNEL, Knob.GAP})  # differ only where we tried them by lot


def of(tally: Tally) -> str:
    return f"{tally.hits} of {tally.of}"


def interval_in_words(low: float, high: float) -> str:
    """Bounds of the difference in percentage points. Of these numbers only: what was chosen as the clearest
    of many comparisons is mostly a little less in truth."""
    if low > 0:
        return f"In these numbers: between {low * 100:.0f} and {high * 100:.0f} points better"
    return f"In these numbers: between {-low * 100:.0f} points worse and {high * 100:.0f} points better"


def why_taken_back(setting: Setting, pair: Pair) -> str:
    """That it did worse, and what was counted: asks or whole requests."""
    done, counts = value_in_words(setting.knob, setting.value), COUNTED[setting.knob]
    return (
        f"It did worse, so it was taken back ({done}). "
        f"{counts} since then: {of(pair.with_it)} with it, {of(pair.without)} without."
    )
