"""What a clause says about the times in it: chosen, fine, asked for, refused, or not settled."""

from __future__ import annotations

import re
from enum import StrEnum

from xforce_desktop.replies.lexicon import pattern


class Stance(StrEnum):
    """How the writer stands to a time."""

    CHOOSE = "choose"
    FINE = "fine"
    ASK = "ask"
    PREFER = "prefer"
    BARE = "bare"
    REFUSE = "refuse"
    AWAY = "away"
    TENTATIVE = "tentative"
    SAID = "said"
    UNKNOWN = "unknown"


# Words that look like refusals and are none: blanked, or read as agreement, before the rest is looked at.
_AGREEING_NEGATIONS = pattern("agreeing_negations")
_HARMLESS = pattern("harmless_negations")
_REFUSE = pattern("refusals")
_REFUSE_BEFORE = re.compile(
    r"(?:\bnot|\bexcept(?: for)?|\bbut not|\binstead of|\brather than|\bother than|\bexcluding|\bbesides|"
    r"\bapart from|\bno|\bany\w* (?:\w+ )?but|\ball (?:\w+ ){0,2}but|\beverything but|\bnicht|\bpas|"
    r"\bnao|\bnever|\bnot on|\bavoid|\bnor|\bthan(?: (?:do|take|have|make|sit through|meet|go with))?)"
    r"(?:\W+(?:the|on|at|for|this|that|el|le|am|um|my|a))*\W*$"
)
_CHOOSE = pattern("choices")
_FINE = pattern("approvals")
_PREFER = re.compile(
    r"\b(?:prefer(?:red|ence|ably|able)?|ideally|rather|better|best|easiest|easier|favou?rite|"
    r"first choice|slight edge|"
    r"prefiero|prefere|lieber|besser|mieux|mejor|melhor)\b"
)
_ASK = pattern("requests")
_TENTATIVE = pattern("tentative")
_BUSY_DAYS = pattern("busy_days")
_UNREAL = pattern("unreal")
_HEARSAY = pattern("hearsay")
_OTHER_MATTER = pattern("other_matters")
_OBLIGED = pattern("obligations")
_FIRST_PERSON = re.compile(
    r"\b(?:i|we|me|us|my|our|i'?m|i'?ve|we'?re|we'?ve|he|she|he's|she's|they|tengo|ich|je|eu)\b"
)
_VERBS = re.compile(
    r"\b(?:i'?m|we'?re|i am|we are|he'?s|she'?s|is|are|was|were|has|have|had|i'?ve|i'?ll be|starts?|"
    r"ends?|go|goes)\b"
)
_CONDITION = pattern("open_conditions")
_EASY_CONDITION = pattern("easy_conditions")


_REASON_JOINERS = {"which", "where", "because", "since", "porque", "weil", "parce que", "until then"}


def stance_of(text: str, joiner: str, question: bool, bare: bool) -> Stance:
    """How a clause (folded) stands to the times in it.

    `joiner` is the word that led into it; `bare` says that hardly anything but the time is in it.
    """
    agreeing = bool(_AGREEING_NEGATIONS.search(text))
    if _UNREAL.search(text) or (question and _asks_about(text)):
        return Stance.SAID
    if _BUSY_DAYS.search(text):
        return Stance.AWAY
    cleaned = _HARMLESS.sub(" ", _AGREEING_NEGATIONS.sub(" ok ", text))
    reason = joiner in _REASON_JOINERS and not _CHOOSE.search(cleaned)
    if reason and (not _FINE.search(cleaned) or _HEARSAY.search(cleaned)):
        return Stance.SAID
    if joiner in {"except", "unless", "instead of", "rather than", "other than", "apart from"}:
        return Stance.REFUSE
    if _HEARSAY.search(cleaned) and not (
        _CHOOSE.search(cleaned) or (re.search(r"\bworks\b|\bok\b", cleaned) and "told" not in cleaned)
    ):
        return Stance.SAID
    if re.search(r"\btold|never said|didn'?t say\b", cleaned) or (_OTHER_MATTER.search(cleaned) and not bare):
        return Stance.SAID
    return _plain_stance(cleaned, joiner, question, bare, agreeing)


def _plain_stance(text: str, joiner: str, question: bool, bare: bool, agreeing: bool) -> Stance:
    tentative = _TENTATIVE.search(text)
    refused = _REFUSE.search(text)
    asked = _ASK.search(text)
    if tentative and not (asked and question):
        no_way = refused and not re.search(r"yet|don't|not sure|\bmight|maybe\b", text)
        return Stance.REFUSE if no_way else Stance.TENTATIVE
    if refused and not agreeing and not (question and asked and not re.search(r"^\W*no\b|n'?t work", text)):
        return Stance.REFUSE
    if joiner == "if":
        return Stance.ASK if _IF_MOVED.search(text) else Stance.SAID
    if _ELSEWHERE_THEN.search(text):
        return Stance.AWAY
    if re.search(
        r"\binstead|make it|move|push|shift|bump|swap|switch|change|slide|need(?:s)? to be|has to be|"
        r"would need|rather\b",
        text,
    ):
        return Stance.PREFER if not question and _PREFER.search(text) else Stance.ASK
    if _CHOOSE.search(text) and not (question and asked):
        return Stance.CHOOSE
    if asked and question:
        return Stance.ASK
    if _PREFER.search(text):
        return Stance.PREFER
    if _FINE.search(text):
        return Stance.FINE
    if bare and not _VERBS.search(text):
        return Stance.BARE
    return Stance.ASK if asked else _stance_left(text, question)


def _stance_left(text: str, question: bool) -> Stance:
    """What remains of a clause that neither takes, refuses nor asks for a time."""
    if question:
        return Stance.SAID
    return Stance.AWAY if _OBLIGED.search(text) and _FIRST_PERSON.search(text) else Stance.UNKNOWN


_IF_MOVED = re.compile(
    r"\b(?:make|move|push|do|start|shift|go|bump|change|switch|is|was|were|it'?s|earlier|"
    r"later|said|say|made it|called it|could be|were|did)\b"
)
_ELSEWHERE_THEN = re.compile(
    r"\b(?:i|we|he|she|they)(?:'ve)? (?:have|has|need|needs|got|gotta|must)(?: got)?(?: to)? (?:be (?:on|"
    r"at|in|out|off|over|back|"
    r"there|gone|home|done|finished)|leave|catch|pick|drop|head|run|get to|go to)\b"
)
_FACT_QUESTION = re.compile(
    r"^\W*(?:(?:and|but|so|also|btw) )?(?:is|are|was|were|did|do|does|has|have|had|why|how come|who|you|"
    r"he|she|they)\b"
)
_STILL_GOOD = re.compile(
    r"\b(?:works?|ok|okay|good|fine|alright|all right|possible|doable|available|open|free|suits?|"
    r"you (?:have|do))\b"
)


def _asks_about(text: str) -> bool:
    """Whether a question asks something about a time other than whether it is free."""
    return bool(_FACT_QUESTION.search(text)) and not _STILL_GOOD.search(text)


def has_cue(text: str) -> bool:
    """Whether a piece says anything about a time by itself."""
    cleaned = _HARMLESS.sub(" ", text)
    return bool(
        _REFUSE.search(cleaned)
        or _CHOOSE.search(cleaned)
        or _FINE.search(cleaned)
        or _TENTATIVE.search(cleaned)
        or _ASK.search(cleaned)
        or _OBLIGED.search(cleaned)
        or _HEARSAY.search(cleaned)
        or _BUSY_DAYS.search(cleaned)
        or _UNREAL.search(cleaned)
    )


def refused_in_front(before: str) -> bool:
    """Whether the words right in front of a time refuse it: "not the 3", "any day but"."""
    near = _HARMLESS.sub(" ", _AGREEING_NEGATIONS.sub(" ok ", before[-40:]))
    return bool(_REFUSE_BEFORE.search(near))


def conditional(text: str) -> bool:
    """Whether an if-clause makes an acceptance depend on something open."""
    return not _EASY_CONDITION.search(text) or bool(
        _CONDITION.search(text) and "keep" not in text and "minutes" not in text
    )


def is_refusal(text: str) -> bool:
    """Whether a clause without a time refuses."""
    cleaned = _HARMLESS.sub(" ", _AGREEING_NEGATIONS.sub(" ok ", text))
    return bool(_REFUSE.search(cleaned))


def is_tentative(text: str) -> bool:
    """Whether a clause leaves things open."""
    return bool(_TENTATIVE.search(_HARMLESS.sub(" ", text)))


def is_agreement(text: str) -> bool:
    """Whether a clause without a time agrees."""
    cleaned = _HARMLESS.sub(" ", _AGREEING_NEGATIONS.sub(" ok ", text))
    return bool(_FINE.search(cleaned) or _CHOOSE.search(cleaned)) and not _REFUSE.search(cleaned)
