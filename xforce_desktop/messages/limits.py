"""How long a message may be: its words without greeting and sign-off, or the characters of a text message."""

from __future__ import annotations

import re
import unicodedata

from xforce_desktop.messages.assignment import Assignment, LetterKind
from xforce_desktop.messages.facts import greeting_names, persona_of
from xforce_desktop.messages.names import first_name
from xforce_desktop.messages.persona import tone_of
from xforce_desktop.messages.register import greeting_in, manner_for, sign_off_in

SMS_SEPTETS = 160  # one GSM-7 segment
BULLET = "• "

# Most words of a kind. Those the specification does not limit have a limit of ours.
MOST_WORDS = {
    LetterKind.INITIAL: 150,
    LetterKind.FOLLOW_UP: 75,
    LetterKind.CONFIRMATION: 50,
    LetterKind.REMINDER: 40,
    LetterKind.NO_SHOW: 60,
    LetterKind.DE_ESCALATE: 50,
    LetterKind.CONSTRAINT: 50,
    LetterKind.SOCIAL_PROOF: 99,
    LetterKind.COUNTER: 75,
    LetterKind.CLARIFY: 75,
    LetterKind.CHAMPION_CC: 75,
    LetterKind.CHAMPION_INTRO: 80,
    LetterKind.PAUSE_ACK: 50,
    LetterKind.CANCELLATION: 60,
    LetterKind.RUNNING_LATE: 50,
    LetterKind.ASK_SILENT: 75,
}
_BY_PERSONA = (LetterKind.INITIAL, LetterKind.FOLLOW_UP, LetterKind.CONFIRMATION, LetterKind.REMINDER)
_WORD = re.compile(r"\S*[^\W_]\S*")
_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_EXTENDED = frozenset("^{}\\[~]|€")
_PLAIN = str.maketrans(
    {"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "•": "-", "\u00a0": " "}
)


def most_words(assignment: Assignment) -> int:
    """The limit of the kind."""
    return MOST_WORDS.get(assignment.kind, 150)


def persona_words(assignment: Assignment) -> int:
    """The stricter of kind and persona; the list of times may pass it where it cannot be kept."""
    if assignment.kind not in _BY_PERSONA:
        return most_words(assignment)
    return min(most_words(assignment), tone_of(persona_of(assignment)).most_words)


def words(text: str) -> int:
    """Words as a reader counts them: bullets and lone signs are none."""
    return len(_WORD.findall(text))


def without_list(text: str) -> str:
    """The prose of a body, without the bulleted lines."""
    return "\n".join(line for line in text.splitlines() if not re.match(r"\s*(?:[•*-]|\d[.)])\s", line))


def greeting_for(assignment: Assignment) -> str:
    """The greeting line: the persona's, in the rep's own manner or that of the thread."""
    tone = tone_of(persona_of(assignment))
    return greeting_in(tone, manner_for(assignment), greeting_names(assignment))


def sign_off_for(assignment: Assignment) -> str:
    """The closing lines, likewise, with the rep's own name."""
    tone = tone_of(persona_of(assignment))
    return sign_off_in(tone, manner_for(assignment), assignment.sender.name)


def inner_body(body: str, assignment: Assignment) -> str:
    """The body between greeting and sign-off; whatever does not look like these is kept."""
    greeting, sign_off = greeting_for(assignment), sign_off_for(assignment)
    inner = body.strip()
    if inner.startswith(greeting):
        inner = inner[len(greeting) :]
    elif re.match(r"[^\n]{1,60},\n", inner):
        inner = inner.partition("\n")[2]
    if inner.endswith("\n" + sign_off):
        inner = inner[: -len(sign_off)]
    else:
        inner = re.sub(
            rf"\n[^\n]{{0,30}}\n?{re.escape(first_name(assignment.sender.name))}[^\n]{{0,30}}\s*$",
            "\n",
            inner,
        )
    return inner.strip()


def septets(text: str) -> int | None:
    """The length of a text message in GSM-7, None if it needs another alphabet."""
    if any(char not in _GSM and char not in _GSM_EXTENDED for char in text):
        return None
    return sum(2 if char in _GSM_EXTENDED else 1 for char in text)


def to_gsm(text: str) -> str:
    """The text in letters that a single segment can carry; what has no such form is left out."""
    return "".join(_gsm_char(char) for char in text.translate(_PLAIN))


def _gsm_char(char: str) -> str:
    if char in _GSM or char in _GSM_EXTENDED:
        return char
    return "".join(part for part in unicodedata.normalize("NFKD", char) if part in _GSM)
