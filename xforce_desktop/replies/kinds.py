"""What kind a message is: a person's, an automatic answer, a bounce, an opt-out. Headers first."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum

from xforce_desktop.replies.analysis import MessageKind, ReceivedText
from xforce_desktop.replies.lexicon import pattern
from xforce_desktop.replies.plain import fold


class CalendarAnswer(StrEnum):
    """An answer to an invite that came as mail."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    TENTATIVE = "tentative"
    PROPOSED = "proposed"


_BOUNCE_SENDER = re.compile(
    r"mailer-?daemon|postmaster@|mail delivery (?:sub)?system|mail-?daemon|bounces?[@+]|mdaemon"
)
_BOUNCE_SUBJECT = pattern("bounce_subjects")
_BOUNCE_TEXT = pattern("bounce_texts")
_AUTO_SUBJECT = pattern("automatic_subjects")
_AUTO_TEXT = [
    re.compile(
        r"(?:i am|i'm|i will be|i'll be) (?:currently |now )?(?:out of (?:the )?office|"
        r"away from (?:the office|my (?:desk|email|e-mail))|on (?:annual|parental|maternity|paternity|"
        r"sick|medical|military)? ?(?:leave|vacation|holiday|pto)|traveling|travelling)|"
        r"out of (?:the )?office (?:from|until|through|with|and|returning)|estoy fuera de la oficina|"
        r"estare fuera|je suis (?:actuellement )?(?:absente?|en conge)|"
        r"ich bin (?:derzeit |zurzeit |bis |vom |ab |momentan )|estou (?:ausente|fora|de ferias)|"
        r"estarei (?:ausente|fora)|no longer (?:with|works? (?:at|for)|employed)|"
        r"(?:i have |i've |i )left (?:the company|\w+)|(?:mailbox|inbox|e-?mail(?: address|"
        r" account)?) is (?:no longer|not|un)(?: being)? ?(?:monitored|in use|active|checked)"
    ),
    re.compile(
        r"limited (?:access|availability|connectivity)|(?:no|not have|without|"
        r"intermittent) access to (?:my )?e?-?mail|(?:respond|reply|answer|"
        r"get back to you)(?: to your (?:message|email|e-mail))? (?:up)?on my return|"
        r"when i (?:return|get back|am back)|(?:for|if) (?:an?|any|it is|this is|"
        r"your \w+ is)? ?(?:urgent|immediate|emergenc)\w*|in my absence|during (?:my absence|this time)|"
        r"will (?:not be (?:read|checking|checked|forwarded|monitored)|be returning|return (?:on|to))|"
        r"returning (?:on|to)|please (?:contact|direct|reach out to|forward|update your)|"
        r"thank you for (?:your (?:e-?mail|message|inquiry|enquiry)|contacting|reaching)|en mi ausencia|"
        r"en cas d'urgence|in dringenden fallen|em caso de urgencia|"
        r"acceso limitado|acces limite|a mon retour|nach meiner ruckkehr|zuruck|de retour|de volta|"
        r"a mi regreso|wird nicht (?:weitergeleitet|gelesen)"
    ),
    re.compile(
        r"(?:your|this) (?:ticket|case|request|inquiry|enquiry|message|e-?mail) (?:has been|was|"
        r"is) (?:received|logged|created|assigned|opened)|(?:ticket|case|reference) (?:number|no\.?|id|"
        r"#)|"
        r"we (?:have )?received your (?:ticket|case|request|message|email|e-mail|inquiry|enquiry)|"
        r"do not reply to this|this is an automat|automated (?:response|message|reply|confirmation|"
        r"notification)|"
        r"(?:one of our|a member of our|our team|a representative|an agent)(?: \w+){0,4} (?:will|"
        r"to) (?:respond|be in touch|get back|contact|reply)|within (?:\d+|one|two|three) (?:business |"
        r"working )?(?:hours|days)|"
        r"mensaje automatico|message automatique|automatisch generiert|mensagem automatica|"
        r"your message was read|was read on|"
        r"was displayed on the recipient|this is (?:a|an) (?:unmonitored|unattended)"
    ),
]
_CALENDAR_SUBJECT = re.compile(
    r"^\W*(?P<word>accepted|declined|tentative(?:ly accepted)?|new time proposed|proposed new time|"
    r"meeting (?:accepted|declined)|aceptad[oa]|rechazad[oa]|"
    r"accepte|refuse|zugesagt|abgelehnt|aceito|recusado|mit vorbehalt|provisional(?:mente)?|"
    r"updated invitation with note)\s?:"
)
_ANSWER_WORDS = {
    "accepted": CalendarAnswer.ACCEPTED,
    "meeting accepted": CalendarAnswer.ACCEPTED,
    "aceptado": CalendarAnswer.ACCEPTED,
    "aceptada": CalendarAnswer.ACCEPTED,
    "accepte": CalendarAnswer.ACCEPTED,
    "zugesagt": CalendarAnswer.ACCEPTED,
    "aceito": CalendarAnswer.ACCEPTED,
    "declined": CalendarAnswer.DECLINED,
    "meeting declined": CalendarAnswer.DECLINED,
    "rechazado": CalendarAnswer.DECLINED,
    "rechazada": CalendarAnswer.DECLINED,
    "refuse": CalendarAnswer.DECLINED,
    "abgelehnt": CalendarAnswer.DECLINED,
    "recusado": CalendarAnswer.DECLINED,
    "new time proposed": CalendarAnswer.PROPOSED,
    "proposed new time": CalendarAnswer.PROPOSED,
}
_STOP_WORDS = {
    "stop",
    "stopall",
    "unsubscribe",
    "end",
    "quit",
    "optout",
    "opt out",
    "opt-out",
    "cancel",
    "revoke",
    "remove",
    "remove me",
    "stop please",
    "please stop",
    "stop texting me",
    "arret",
    "baja",
    "alto",
    "stopp",
    "parar",
    "pare",
    "sair",
    "unsub",
    "stop.",
}
_OPT_OUT = pattern("opt_out")


def kind_of(message: ReceivedText, new_text: str) -> MessageKind:
    """The kind of the message; `new_text` is its text without quotes."""
    subject, text = fold(message.subject), fold(new_text)
    headers = {name.lower(): fold(value) for name, value in message.headers.items()}
    sender = fold(f"{message.from_name} {message.from_address}")
    if _is_bounce(sender, subject, text, fold(message.body[:6000]), headers):
        return MessageKind.BOUNCE
    if calendar_answer(message):
        return MessageKind.REPLY
    if _is_automatic(subject, text, headers):
        return MessageKind.AUTO_REPLY
    return MessageKind.OPT_OUT if is_opt_out(text, message.from_address) else MessageKind.REPLY


def calendar_answer(message: ReceivedText) -> CalendarAnswer | None:
    """What an invite answer sent as mail says, by its subject."""
    match = _CALENDAR_SUBJECT.match(fold(message.subject))
    return _ANSWER_WORDS.get(match.group("word"), CalendarAnswer.TENTATIVE) if match else None


def _is_bounce(sender: str, subject: str, text: str, body: str, headers: Mapping[str, str]) -> bool:
    if "delivery-status" in headers.get("content-type", "") or "x-failed-recipients" in headers:
        return True
    if _BOUNCE_SENDER.search(sender) and (
        _BOUNCE_SUBJECT.search(subject) or _BOUNCE_TEXT.search(body) or headers.get("return-path") == "<>"
    ):
        return True
    return bool(_BOUNCE_SUBJECT.search(subject) and _BOUNCE_TEXT.search(body))


def _is_automatic(subject: str, text: str, headers: Mapping[str, str]) -> bool:
    submitted = headers.get("auto-submitted", "no")
    if submitted and not submitted.startswith("no"):
        return True
    if {"x-autoreply", "x-autorespond", "x-autoresponder", "x-auto-reply", "x-mail-autoreply"} & set(headers):
        return headers.get("x-autoreply", "yes") not in {"no", "false"}
    if headers.get("precedence", "") in {
        "auto_reply",
        "auto-reply",
        "junk",
    } or "disposition-notification" in headers.get("content-type", ""):
        return True
    hits = [bool(pattern.search(text)) for pattern in _AUTO_TEXT]
    if _AUTO_SUBJECT.search(subject):
        return not subject.startswith("re:") or (any(hits) and sum(hits) > 1)
    return ((hits[0] and hits[1]) or (hits[2] and sum(hits) > 1)) and not _is_personal(text)


def _is_personal(text: str) -> bool:
    """Words that no robot writes: an answer to the offers beside the absence."""
    return bool(
        re.search(
            r"\b(?:works for me|that works|can we|could we|how about|let'?s|see you|your (?:demo|call|"
            r"offer|times)|sorry for the (?:delay|late)|these (?:times|days)|those (?:times|days)|"
            r"none of)\b",
            text,
        )
    )


def is_opt_out(text: str, from_address: str) -> bool:
    """Whether a person (folded `text`) asks us to stop writing."""
    words = " ".join(re.findall(r"[^\W_]+(?:-[^\W_]+)?", text))
    phone = from_address.startswith("+")
    if words in _STOP_WORDS and (phone or words not in {"cancel", "end", "remove", "quit"}):
        return True
    if phone and words.startswith("stop") and len(words.split()) <= 5 and not words.startswith("stop by"):
        return True
    return bool(_OPT_OUT.search(text))
