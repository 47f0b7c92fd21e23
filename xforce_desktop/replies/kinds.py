"""What kind a message is: a person's, an automatic answer, a bounce, an opt-out. Headers first."""

from __future__ import annotations

import re
from dataclasses import dataclass

from xforce_desktop.replies.analysis import MessageKind, ReceivedText
from xforce_desktop.replies.automatic import Automaton
from xforce_desktop.replies.calendar_answers import calendar_answer
from xforce_desktop.replies.failures import is_success
from xforce_desktop.replies.lexicon import found
from xforce_desktop.replies.mail_headers import MailHeaders
from xforce_desktop.replies.plain import fold
from xforce_desktop.replies.stop_words import is_opt_out

_ANSWERS = re.compile(r"^\W*(?:re|aw|antw|rv|res|r|sv|vs|tr|rif|ref|resp|odp|ynt)\s?:\s")
_PASSED_ON = re.compile(r"^\W*(?:(?:re|aw|fwd?|wg|rv|tr|enc|i|vb|vl)\s?:\W*)+")
_MACHINES_SAY_IT_BY = 4000  # characters: robots are brief
_READ_UP_TO = 6000
_OWN_WORDS_UP_TO = 1500


@dataclass(frozen=True)
class Sorted:
    """The kind, and which machine wrote an automatic answer."""

    kind: MessageKind
    automaton: Automaton | None = None


def sort_message(message: ReceivedText, new_text: str) -> Sorted:
    """What kind the message is; `new_text` is its text without quotes."""
    subject, text = fold(message.subject), fold(new_text)
    headers = MailHeaders.of(message.headers)
    start = text[:_MACHINES_SAY_IT_BY]
    if _is_report(message, subject, text, headers):
        if is_success(message) or _says_it_arrived(subject):
            return Sorted(MessageKind.AUTO_REPLY, Automaton.DELIVERY_RECEIPT)
        return Sorted(MessageKind.BOUNCE)
    if receipt := _receipt(subject, start, headers):
        return Sorted(MessageKind.AUTO_REPLY, receipt)
    if calendar_answer(message):
        return Sorted(MessageKind.REPLY)
    if _is_automatic(subject, start, headers):
        return Sorted(MessageKind.AUTO_REPLY, _automaton(subject, start))
    opts_out = is_opt_out(text, message.from_address)
    return Sorted(MessageKind.OPT_OUT if opts_out else MessageKind.REPLY)


def reads_like_a_person(text: str) -> bool:
    """Whether a text has a person's words and none of a robot's, whatever its headers say."""
    folded = fold(text[:_MACHINES_SAY_IT_BY])
    return is_personal(folded) and _told(folded).count == 0


def is_personal(text: str) -> bool:
    """Whether folded `text` has what no robot writes: an answer, a question, a name to greet."""
    return bool(found("personal_words", text) or found("greets_by_name", text)) or bool(
        re.search(r"\w\?(?:\s|$)", text)
    )


def _is_report(message: ReceivedText, subject: str, text: str, headers: MailHeaders) -> bool:
    """A delivery report: by its form, by its sender, or by what both the subject and the text say."""
    if headers.is_delivery_report:
        return True
    sender = fold(f"{message.from_name} {message.from_address}").strip()
    named = bool(found("bounce_subjects", subject))
    body = fold(message.body[:_READ_UP_TO])
    is_robot = not sender or bool(found("bounce_senders", sender))
    if is_robot or headers.has_no_return_path:
        told = bool(found("bounce_texts", body))
        is_absence = bool(found("automatic_subjects", subject)) and not is_robot
        return (named or told) and not is_absence
    own_words = text[:_OWN_WORDS_UP_TO]
    if named and headers.is_automatic:
        return True
    return (
        named
        and not _PASSED_ON.match(subject)
        and bool(found("bounce_texts", own_words))
        and not is_personal(own_words)
    )


def _says_it_arrived(subject: str) -> bool:
    return bool(found("delivery_receipts", subject))


def _receipt(subject: str, text: str, headers: MailHeaders) -> Automaton | None:
    """A notice that our mail was opened or has arrived. "Not read" tells of neither."""
    if headers.is_read_receipt or (found("read_receipts", subject) and _is_bare(text)):
        unread = re.search(
            r"(?:not|without being|sin|non|nicht|ungelesen|nao)[^.]{0,20}(?:read|leid|lue?|gelesen|lida)",
            subject + text,
        )
        return Automaton.RECEIPT if unread else Automaton.READ_RECEIPT
    if _says_it_arrived(subject) and _is_bare(text) and not _ANSWERS.match(subject):
        return Automaton.DELIVERY_RECEIPT
    return None


def _is_bare(text: str) -> bool:
    """Whether the text is a receipt's: it names the message and the time, and answers nothing."""
    return bool(found("read_receipts", text) or found("delivery_texts", text)) and not is_personal(text)


def _is_automatic(subject: str, text: str, headers: MailHeaders) -> bool:
    """By a header that proves it; else by the subject with the text, or by a text of robots' words."""
    if headers.is_automatic:
        return True
    told, personal = _told(text), is_personal(text)
    if found("automatic_subjects", subject) and not headers.is_by_hand:
        if _ANSWERS.match(subject):
            return told.count > 1 and not personal
        return told.count > 0 or not personal
    if personal:
        return False
    if _ANSWERS.match(subject) and not headers.is_bulk:
        return (told.is_absent or told.is_machine) and bool(found("absence_surely", text))
    return told.count > 1 or (told.count == 1 and headers.is_bulk and (told.is_absent or told.is_machine))


@dataclass(frozen=True)
class _Told:
    """Which robots' words a text has."""

    is_absent: bool
    has_details: bool
    is_machine: bool

    @property
    def count(self) -> int:
        return sum((self.is_absent, self.has_details, self.is_machine))


def _told(text: str) -> _Told:
    absent = ("absence_away", "absence_left", "absence_changed_address")
    return _Told(
        any(found(name, text) for name in absent),
        bool(found("absence_details", text)),
        any(found(name, text) for name in ("ticket_texts", "receipt_texts")),
    )


def _automaton(subject: str, text: str) -> Automaton:
    whole = f"{subject}\n{text}"
    told = _told(text)
    if found("ticket_texts", whole) and not told.is_absent:
        return Automaton.TICKET
    if told.is_absent or (found("absence_subjects", subject) and not told.is_machine):
        return Automaton.ABSENCE
    return Automaton.RECEIPT
