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
_GREETS_BY_NAME = re.compile(
    r"^\W*(?:hi|hello|hey|dear|hola|bonjour|salut|hallo|ola|oi|ciao|hej|liebe[r]?|querid[oa]|estimad[oa]|"
    r"good (?:morning|afternoon|day)),?[ \t]+(?!(?:there|all|everyone|everybody|team|sender|customer|friend|"
    r"sir|madam|colleague|todos|tod[oa]s|a todos|tous|zusammen|client\w*|kund\w*)\b)[a-z][\w'-]{1,20}[,.!: \n-]"
)
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
    if _is_report(message, subject, text, headers):
        if is_success(message) or _says_it_arrived(subject):
            return Sorted(MessageKind.AUTO_REPLY, Automaton.DELIVERY_RECEIPT)
        return Sorted(MessageKind.BOUNCE)
    if receipt := _receipt(subject, text, headers):
        return Sorted(MessageKind.AUTO_REPLY, receipt)
    if calendar_answer(message):
        return Sorted(MessageKind.REPLY)
    if _is_automatic(subject, text, headers):
        return Sorted(MessageKind.AUTO_REPLY, _automaton(subject, text))
    opts_out = is_opt_out(text, message.from_address)
    return Sorted(MessageKind.OPT_OUT if opts_out else MessageKind.REPLY)


def is_personal(text: str) -> bool:
    """Whether folded `text` has what no robot writes: an answer to the offers, a question, a name to greet."""
    return bool(found("personal_words", text) or _GREETS_BY_NAME.match(text)) or bool(
        re.search(r"\w\?(?:\s|$)", text)
    )


def _is_report(message: ReceivedText, subject: str, text: str, headers: MailHeaders) -> bool:
    """A delivery report: by its form, by its sender, or by what both the subject and the text say."""
    if headers.is_delivery_report:
        return True
    sender = fold(f"{message.from_name} {message.from_address}").strip()
    named = bool(found("bounce_subjects", subject))
    body = fold(message.body[:_READ_UP_TO])
    if found("bounce_senders", sender) or headers.has_no_return_path:
        told = bool(found("bounce_texts", body))
        is_absence = bool(found("automatic_subjects", subject)) and not found("bounce_senders", sender)
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
    if headers.is_automatic:
        return True
    away, details = bool(found("absence_away", text)), bool(found("absence_details", text))
    gone = bool(found("absence_left", text) or found("absence_changed_address", text))
    machine = bool(found("ticket_texts", text) or found("receipt_texts", text))
    personal = is_personal(text)
    hits = sum((away or gone, details, machine))
    if found("automatic_subjects", subject) and not headers.is_by_hand:
        if _ANSWERS.match(subject):
            return hits > 1 and not personal
        return hits > 0 or not personal
    if personal:
        return False
    if _ANSWERS.match(subject) and not headers.is_bulk:
        return hits > 1 and ((away or gone) and details) and bool(_THANKS.search(text) or machine)
    return hits > 1 or (hits == 1 and headers.is_bulk and (away or machine))


_THANKS = re.compile(
    r"^\W*(?:(?:hi|hello|dear \w+|good \w+|hola|bonjour|hallo|ola|guten tag)\W+)?(?:thank you|thanks|gracias|merci|"
    r"vielen dank|danke|obrigad|please note|i am|i'm|i will|estoy|je suis|ich bin|estou|this)"
)


def _automaton(subject: str, text: str) -> Automaton:
    whole = f"{subject}\n{text}"
    absent = any(found(name, whole) for name in ("absence_left", "absence_away", "absence_changed_address"))
    if found("ticket_texts", whole) and not found("absence_away", text):
        return Automaton.TICKET
    if absent or _is_absence_subject(subject):
        return Automaton.ABSENCE
    return Automaton.RECEIPT


def _is_absence_subject(subject: str) -> bool:
    """A subject of the absence kind; "Automatic reply" alone may be a receipt's."""
    return bool(
        re.search(
            r"\bout of|\booo\b|away|vacation|holiday|leave|ausen|vacacion|absen|conge|abwesen|urlaub|ferias|fora",
            subject,
        )
    )
