"""Text that tries to instruct the assistant. It changes nothing but this: the rep looks first."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import replace

from xforce_desktop.replies.analysis import Intent, ReplyAnalysis
from xforce_desktop.replies.lexicon import found, pattern
from xforce_desktop.replies.long_list import long_list
from xforce_desktop.replies.plain import LONGEST_READ, fold
from xforce_desktop.replies.said import Said

INSTRUCTS = "The text tries to instruct the assistant"
_INSTRUCTIONS = "instructions"
_HIDDEN_REQUEST = pattern("hidden_requests")
_ENCODED = re.compile(r"[A-Za-z0-9+/_-]{24,}={0,2}")
_LEAST_HIDDEN_WORDS = 4
# Letters of other scripts that look like ours: Cyrillic and Greek, small as `fold` leaves them.
_LOOK_ALIKES = str.maketrans("асеорхуіѕјһԁԛԝьαεικνορτυχ", "aceopxyisjhdqwbaeiknoptux")
_DIGITS_AS_LETTERS = str.maketrans("013457@$", "oieastas")
_OTHER_SCRIPT_BESIDE_OURS = re.compile(r"[a-z][\u0370-\u03ff\u0400-\u052f]|[\u0370-\u03ff\u0400-\u052f][a-z]")
_DIGIT_IN_WORD = re.compile(r"[a-z][013457@$]+[a-z]")
_SPACED = re.compile(r"(?:\b\w[ ._-]{1,4}){7,}\w\b")
_REACH, _APART = 300, "\n.\n"
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_WRAPPED = re.compile(r"(?<=[^\s.!?:>])[ \t]*\r?\n[> \t]*(?=[a-z])")
_MARKED_UP = re.compile(r"[<&]|[^\x00-\x7f]")
_TAGS = re.compile(r"(?<!\U0001f3f4)[\U000e0020-\U000e007e]{8,}")  # a flag's begin with the black flag


def instructs_assistant(*texts: str) -> bool:
    """Whether any of the texts (body with hidden parts, subject, names) tries to steer the assistant."""
    return any(_steers(text) for text in dict.fromkeys(text[:LONGEST_READ] for text in texts) if text)


def asks_unseen(*hidden: str) -> bool:
    """Whether words that no person sees ask for something: someone to add, a time to take.

    Where everybody can read it that is an ordinary answer; hidden it was written for a machine.
    """
    return any(_HIDDEN_REQUEST.search(" ".join(fold(text[:LONGEST_READ]).split())) for text in hidden)


def instruction_in(text: str) -> Said:
    """The words that try to steer the assistant, where they are written out; empty if there are none."""
    return found(_INSTRUCTIONS, fold(text))


def is_as_written(body: str) -> bool:
    """Whether a body is what a person sees, without markup or special characters that hide something."""
    return not _MARKED_UP.search(body[:LONGEST_READ])


def _steers(text: str) -> bool:
    if _TAGS.search(text) or any(_hides_words(run.group()) for run in _ENCODED.finditer(text)):
        return True
    instructions = long_list(_INSTRUCTIONS)
    unwrapped = _WRAPPED.sub(" ", text)  # a mailer breaks lines in the middle of a sentence
    return any(form and instructions.is_in(form) for form in _forms(fold(unwrapped)))


def _hides_words(run: str) -> bool:
    """Whether a run of letters is base64 for a sentence; addresses of web pages and pictures are not."""
    kept = run.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        hidden = base64.b64decode(kept[: len(kept) - (len(kept) % 4 == 1)] + "=" * (-len(kept) % 4))
    except binascii.Error:
        return False
    is_text = all(32 <= byte < 127 or byte in b"\r\n\t" for byte in hidden)
    return is_text and len(re.findall(rb"(?<![^\s])[A-Za-z]{2,}", hidden)) >= _LEAST_HIDDEN_WORDS


def _forms(folded: str) -> Iterator[str]:
    """The text as it is, and as it is meant where its letters are disguised."""
    yield folded
    bare = _INVISIBLE.sub("", folded)
    if bare != folded:
        yield bare
    yield _around(_OTHER_SCRIPT_BESIDE_OURS, bare).translate(_LOOK_ALIKES)
    yield _around(_DIGIT_IN_WORD, bare).translate(_DIGITS_AS_LETTERS)
    for spaced in _SPACED.finditer(bare):
        yield _joined(spaced.group())
    if "erongi" in bare or "metsys" in bare or "tnatsissa" in bare:
        yield bare[::-1]


def _around(pattern: re.Pattern[str], text: str) -> str:
    """The parts of a text in which the words that a pattern finds can mean something, each by itself."""
    parts: list[list[int]] = []
    for match in pattern.finditer(text):
        start, end = max(0, match.start() - _REACH), match.end() + _REACH
        if parts and start <= parts[-1][1]:
            parts[-1][1] = end
        else:
            parts.append([start, end])
    return _APART.join(text[start:end] for start, end in parts)


def _joined(spaced: str) -> str:
    """Letters with single gaps become words; where the gaps are wider a word ends."""
    words = re.split(r"[ ._-]{2,}", spaced)
    return " ".join(re.sub(r"[ ._-]", "", word) for word in words)


def looked_at_first(analysis: ReplyAnalysis) -> ReplyAnalysis:
    """The reading of a text that tries to steer the assistant: the rep looks first, nothing is booked."""
    kept = {Intent.QUESTION, Intent.DECLINE}
    return replace(
        analysis,
        intent=analysis.intent if analysis.intent in kept else Intent.UNCLEAR,
        selected_time=None,
        windows=(),
        readings=(),
        any_offered=False,
        new_attendees=(),
        people=(),
        resume_on=None,
        conflict=None,
        requires_human=True,
        human_reason=f"{INSTRUCTS}.",
        why=(INSTRUCTS, *analysis.why),
    )
