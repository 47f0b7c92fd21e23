"""What a delivery report says: which address, for good or for now, why, and about which mail of ours.

The fields of a message/delivery-status part (RFC 3464) come first, where the text holds them; else the plain
words of the mail server.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from xforce_desktop.replies.analysis import ReceivedText
from xforce_desktop.replies.automatic import Failure, FailureKind, FailureReason
from xforce_desktop.replies.lexicon import pattern
from xforce_desktop.replies.mime import whole_text
from xforce_desktop.replies.plain import fold

_ADDRESS = r"[\w.+'=&#~!%/-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}"
_FIELD = re.compile(
    r"^[ \t>]*(?P<name>final-recipient|original-recipient|action|status|diagnostic-code)\s*:[ \t]*"
    r"(?P<value>[^\n]{0,400})",
    re.MULTILINE | re.IGNORECASE,
)
_RETURNED = re.compile(
    r"^[ \t>|]*(?:-{2,}[^\n\w]{0,4}(?:begin )?(?:(?:this is|below|here is|copia|kopie)|"
    r"(?:the )?(?:original|returned|unsent|forwarded|undelivered|ursprunglich\w*|mensaje|mensagem)?[ -]?"
    r"(?:message|mail|nachricht|rfc822|header)s?\b(?! log))[^\n]{0,80}|"
    r"(?:the )?original message (?:headers|follows)[^\n]{0,40}|(?:message )?headers? follow[^\n]{0,20}|"
    r"return-path\s*:|received\s*:\s*(?:from|by|\()|dkim-signature\s*:|arc-seal\s*:|"
    r"(?:en-tetes|encabezados|ursprungliche nachrichtenkopf|cabecalhos)[^\n]{0,60})",
    re.MULTILINE,
)
_ENHANCED = re.compile(r"(?<![\d.])(?P<code>[245]\.\d{1,2}\.\d{1,3})(?![\d.]|-?\d)")
_SMTP = re.compile(r"(?<![\d.:])(?P<code>[45][0-7]\d)(?=[ \-:#\])'\"]|$)")
_SYSTEM = re.compile(
    r"mailer-?daemon|poo?st_?master|no-?reply|mail-?daemon|bounce|microsoftexchange|abuse@|double-bounce"
)
_SENDER_LABEL = re.compile(
    r"(?:^|\W)(?:from|sender|return-path|mail from|reply-to|envelope-from|de|von)\W{1,4}$"
)
_RCPT_LABEL = re.compile(
    r"(?:^|\W)(?:to|rcpt to|recipient|for|an|para|destinataires?|failed|unknown)\W{1,4}$"
)
_MESSAGE_ID = re.compile(
    r"^[ \t>]*(?:x-original-message-id|message-id)\s*:\s*(?P<id><[^<>\s]{3,250}>)",
    re.MULTILINE | re.IGNORECASE,
)
_TO_LINE = re.compile(
    r"^[ \t>]*to\s*:[^\n]{0,200}?(?P<address>" + _ADDRESS + ")", re.MULTILINE | re.IGNORECASE
)
LONGEST_REPORT = 20_000

_BY_STATUS = {
    "1.1": FailureReason.UNKNOWN_ADDRESS,
    "1.0": FailureReason.UNKNOWN_ADDRESS,
    "1.3": FailureReason.UNKNOWN_ADDRESS,
    "1.6": FailureReason.CLOSED_MAILBOX,
    "1.10": FailureReason.UNKNOWN_ADDRESS,
    "1.2": FailureReason.UNKNOWN_DOMAIN,
    "2.0": FailureReason.UNKNOWN_ADDRESS,
    "2.1": FailureReason.CLOSED_MAILBOX,
    "2.2": FailureReason.MAILBOX_FULL,
    "2.3": FailureReason.TOO_LARGE,
    "3.4": FailureReason.TOO_LARGE,
    "4.1": FailureReason.UNREACHABLE,
    "4.4": FailureReason.UNREACHABLE,
    "4.7": FailureReason.UNREACHABLE,
    "4.310": FailureReason.UNKNOWN_DOMAIN,
}
_BY_WORDS = (
    ("failures_full", FailureReason.MAILBOX_FULL),
    ("failures_unknown", FailureReason.UNKNOWN_ADDRESS),
    ("failures_closed", FailureReason.CLOSED_MAILBOX),
    ("failures_domain", FailureReason.UNKNOWN_DOMAIN),
    ("failures_blocked", FailureReason.BLOCKED),
    ("failures_large", FailureReason.TOO_LARGE),
    ("failures_unreachable", FailureReason.UNREACHABLE),
)


def failure_of(message: ReceivedText, known: Collection[str] = ()) -> Failure:
    """Read a delivery report; `known` are addresses on the request, preferred where it names several."""
    text = whole_text(message)[:LONGEST_REPORT]
    headers = {name.lower(): value for name, value in message.headers.items()}
    fields = _fields(text)
    report, returned = _cut(text)
    status = _status(fields, report)
    return Failure(
        kind=_kind(fields, status, _flat(message.subject, report)),
        reason=_reason(status, _flat(*fields.get("diagnostic-code", ()), report)),
        addresses=_addresses(message, headers, fields, report, returned, known),
        status=status,
        message_id=_our_message_id(headers, returned or text),
    )


def _flat(*texts: str) -> str:
    return " ".join(fold(" ".join(texts)).split())


def is_success(message: ReceivedText) -> bool:
    """Whether the report says that the mail did arrive: a delivery receipt in the form of a failure."""
    actions = {fold(one) for one in _fields(whole_text(message)[:LONGEST_REPORT]).get("action", ())}
    return bool(actions) and actions <= {"delivered", "relayed", "expanded"}


def _fields(text: str) -> dict[str, list[str]]:
    """The values of each delivery-status field, continuation lines joined."""
    unfolded = re.sub(r"\n[ \t]+(?=\S)", " ", text) if "-recipient" in text.lower() else text
    found: dict[str, list[str]] = {}
    for match in _FIELD.finditer(unfolded):
        found.setdefault(match.group("name").lower(), []).append(match.group("value").strip())
    return found


def _cut(text: str) -> tuple[str, str]:
    """The words of the server, and what it returns of our mail."""
    match = _RETURNED.search(fold(text), 40)
    return (text[: match.start()], text[match.start() :]) if match else (text, "")


def _status(fields: dict[str, list[str]], report: str) -> str:
    """The most telling code: that of the diagnosis where the field only says 5.0.0."""
    codes = [m.group("code") for value in fields.get("status", ()) for m in _ENHANCED.finditer(value)]
    said = [
        m.group("code") for m in _ENHANCED.finditer(" ".join([*fields.get("diagnostic-code", ()), report]))
    ]
    told = [code for code in [*codes, *said] if not code.endswith(".0.0") and code[0] != "2"]
    return (told or [*codes, *said, ""])[0]


def _kind(fields: dict[str, list[str]], status: str, report: str) -> FailureKind:
    actions = {fold(one).split(" ")[0].strip(";,.") for one in fields.get("action", ())}
    if actions and "failed" not in actions and "delayed" in actions:
        return FailureKind.DELAYED
    if pattern("failures_delayed").search(report) and "failed" not in actions and not status.startswith("5"):
        return FailureKind.DELAYED
    if status:
        return FailureKind.TEMPORARY if status.startswith("4") else FailureKind.PERMANENT
    smtp = _SMTP.search(report)
    if smtp:
        return FailureKind.TEMPORARY if smtp.group("code").startswith("4") else FailureKind.PERMANENT
    is_final = re.search(r"permanent|fatal", report) or not pattern("failures_unreachable").search(report)
    return FailureKind.PERMANENT if is_final else FailureKind.TEMPORARY


def _reason(status: str, report: str) -> FailureReason:
    """The code first where it is a telling one, then words: servers are free with 5.7.1 and 5.5.0."""
    subject = status[2:]
    if subject in _BY_STATUS and subject not in {"1.0", "2.0", "4.1"}:
        return _BY_STATUS[subject]
    for name, reason in _BY_WORDS:
        if pattern(name).search(report):
            return reason
    if subject in _BY_STATUS:
        return _BY_STATUS[subject]
    return FailureReason.BLOCKED if subject.startswith("7.") else FailureReason.OTHER


def _addresses(
    message: ReceivedText,
    headers: dict[str, str],
    fields: dict[str, list[str]],
    report: str,
    returned: str,
    known: Collection[str],
) -> tuple[str, ...]:
    """Who was not reached: by the fields, the header of some servers, the words, then our returned mail."""
    stated = [*fields.get("original-recipient", ()), *fields.get("final-recipient", ())]
    stated.append(headers.get("x-failed-recipients", ""))
    certain = _known_first([a for value in stated for a in _in(value)], known)
    if certain:
        return certain
    told = _known_first(_told(report), known)
    wanted = {fold(address) for address in known}
    if told:
        return tuple(a for a in told if fold(a) in wanted) or told[:1]
    match = _TO_LINE.search(returned)
    return (match.group("address"),) if match else ()


def _known_first(found: list[str], known: Collection[str]) -> tuple[str, ...]:
    wanted = {fold(address) for address in known}
    once = dict.fromkeys(a.lower() if fold(a) in wanted else a for a in found)
    return tuple(sorted(once, key=lambda address: fold(address) not in wanted))


def _in(text: str) -> list[str]:
    return [a.strip(".'") for a in re.findall(_ADDRESS, text) if not _SYSTEM.search(a.lower())]


def _told(report: str) -> list[str]:
    """Addresses in the words of the server; those of the sender and of the servers are none."""
    labelled: list[str] = []
    plain: list[str] = []
    for match in re.finditer(_ADDRESS, report):
        before, address = fold(report[max(0, match.start() - 24) : match.start()]), match.group().strip(".'")
        if (
            _SYSTEM.search(address.lower())
            or _SENDER_LABEL.search(before)
            or before.endswith(("mailto:", "msgid="))
        ):
            continue
        line = report[report.rfind("\n", 0, match.start()) + 1 : match.end() + 2].strip(" \t<>:;,-*\"'()\r\n")
        (labelled if line.strip() == match.group() or _RCPT_LABEL.search(before) else plain).append(address)
    return [*labelled, *plain]


def _our_message_id(headers: dict[str, str], returned: str) -> str:
    match = _MESSAGE_ID.search(returned)
    if match:
        return match.group("id")
    answered = re.search(r"<[^<>\s]{3,250}>", headers.get("in-reply-to", ""))
    return answered.group() if answered else ""
