"""Who wrote, seen from one request: an attendee, the same person elsewhere, a colleague, a robot, a stranger.

A display name proves nothing by itself: anybody can write any name into it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files

from xforce_desktop.ports import MailItem
from xforce_desktop.replies.plain import fold
from xforce_desktop.replies.words import words_of
from xforce_desktop.scheduling.request import Attendee, MeetingRequest


class Bond(StrEnum):
    """How a writer belongs to a request."""

    ATTENDEE = "attendee"
    IN_COPY = "in_copy"  # answered before, or taken in by the rep
    ALIAS = "alias"  # an attendee under another address of the same company
    COLLEAGUE = "colleague"  # somebody else of the same company
    NAMESAKE = "namesake"  # says to be an attendee, from somewhere else
    ASSISTANT = "assistant"  # says to write for an attendee, from somewhere else
    SHARED_BOX = "shared_box"  # a ticket system, a list or a mailbox that nobody answers for
    OURS = "ours"
    STRANGER = "stranger"


@dataclass(frozen=True)
class Writer:
    """`person`: the address of the attendee who it is, or may be; empty for somebody else."""

    bond: Bond
    words: str
    person: str = ""


NAME_PARTS = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
TITLES = words_of("mr mrs ms miss dr prof sir jr sr ii iii phd mba cpa esq herr frau mme")
NOBODY = re.compile(
    r"^(?:(?:no|do-?not)[._-]?reply|notifications?|bounces?|mailer|automailer|alerts?|tickets?|case-?\d*)\b"
)
TICKET = re.compile(
    r"\[\s*(?:#\s?\w+|[A-Z]{2,6}-\d+|"
    r"[\w .-]{0,20}(?:ticket|case|request|issue|anfrage|vorgang|incident)\b[^\]]{0,30})\s*\]"
    r"|(?:\(|\b)(?:ticket|case|incident)\s?(?:id|no\.?|number)?\s?[#:]\s?\w+|##-.{0,60}-##",
    re.IGNORECASE,
)
FOR_SOMEBODY = re.compile(
    r"\b(?:on behalf of|assistant (?:to|of|for)|(?:his|her|their) (?:executive )?assistant"
    r"|i (?:handle|manage|keep|run) \w+'?s? (?:calendar|schedule|diary)"
    r"|(?:writing|scheduling|answering) for)\b",
    re.IGNORECASE,
)
LONGEST_LOOKED_AT = 4000  # characters of a body: who writes says so at its top or under the text


def writer_of(item: MailItem, request: MeetingRequest, known_as: Mapping[str, str] | None = None) -> Writer:
    """Who of `request` wrote `item`, the closest bond first. `known_as`: other addresses of attendees."""
    for found in (
        _attendee(item, request),
        _ours(item, request),
        _vouched_for(item, request, known_as or {}),
        _known(item, request),
    ):
        if found is not None:
            return found
    if is_shared_box(item) or is_bulk(item):
        return Writer(Bond.SHARED_BOX, "A shared mailbox or a ticket system wrote it.")
    return _of_the_company(item, request) or _elsewhere(item, request)


def is_shared_box(item: MailItem) -> bool:
    """Whether it came through a list or a ticket system, or from a mailbox that takes no answers."""
    headers = {name.lower() for name in item.headers}
    local = item.from_address.casefold().partition("@")[0]
    return "list-id" in headers or bool(NOBODY.match(local) or TICKET.search(item.subject))


def is_bulk(item: MailItem) -> bool:
    """Whether it was sent to many."""
    headers = {name.lower(): value.casefold() for name, value in item.headers.items()}
    return "list-unsubscribe" in headers or headers.get("precedence", "") in {"bulk", "list", "junk"}


def is_perhaps_forged(item: MailItem) -> bool:
    """Whether the receiving service found that the address did not send it (RFC 8601)."""
    headers = {name.lower(): value.casefold() for name, value in item.headers.items()}
    return "dmarc=fail" in headers.get("authentication-results", "")


def is_colleague(address: str, request: MeetingRequest) -> bool:
    """Whether the address is at the company of somebody on their side."""
    return any(same_company(address, a.email) for a in request.external)


def same_company(one: str, other: str) -> bool:
    """Whether two addresses are of one company: its domain or a part of it, no service for everybody."""
    first, second = domain_of(one), domain_of(other)
    if not first or not second or {first, second} & shared_domains():
        return False
    longer, shorter = (first, second) if len(first) >= len(second) else (second, first)
    return longer == shorter or (longer.endswith(f".{shorter}") and "." in shorter)


def domain_of(address: str) -> str:
    return address.casefold().rpartition("@")[2]


def mailbox_of(address: str) -> str:
    """The address without what a mail service ignores: letter case, "+tag", dots at Google."""
    local, _, domain = address.strip().casefold().rpartition("@")
    local = local.partition("+")[0] or local
    if domain in {"gmail.com", "googlemail.com"}:
        local, domain = local.replace(".", ""), "gmail.com"
    return f"{local}@{domain}"


@lru_cache(maxsize=1)
def shared_domains() -> frozenset[str]:
    """Mail domains of the public, whose users are no colleagues of one another."""
    text = files("resources").joinpath("shared_mail_domains.txt").read_text(encoding="utf-8")
    return frozenset(line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#"))


def same_name(one: str, other: str) -> bool:
    """Whether two names are one person's: given and family name in any order, middle names aside."""
    first, second = name_words(one), name_words(other)
    return len(first) > 1 and len(second) > 1 and (first <= second or second <= first)


def name_words(name: str) -> frozenset[str]:
    """The words of a name without titles and remarks in brackets, folded."""
    plain = re.sub(r"\([^)]*\)|\[[^\]]*\]|\bvia\b.*", " ", name[:200])
    return frozenset(w for w in NAME_PARTS.findall(fold(plain)) if len(w) > 1 and w not in TITLES)


def _attendee(item: MailItem, request: MeetingRequest) -> Writer | None:
    own = item.from_address.casefold()
    for person in request.external:
        if person.email.casefold() == own:
            return Writer(Bond.ATTENDEE, f"From {person.called}.", person.email)
    for person in request.external:
        if mailbox_of(person.email) == mailbox_of(own):
            words = f"From another spelling of {person.called}'s address."
            return Writer(Bond.ATTENDEE, words, person.email)
    return None


def _vouched_for(item: MailItem, request: MeetingRequest, known_as: Mapping[str, str]) -> Writer | None:
    person = request.attendee_by_address(known_as.get(mailbox_of(item.from_address), ""))
    if person is None:
        return None
    return Writer(Bond.ATTENDEE, f"From another address of {person.called} that is known.", person.email)


def _known(item: MailItem, request: MeetingRequest) -> Writer | None:
    """Somebody in copy; whoever has an attendee's name there is that attendee under another address."""
    if mailbox_of(item.from_address) not in {mailbox_of(one) for one in request.also_write_to}:
        return None
    for person in request.external:
        if same_name(item.from_name, person.name):
            words = f"From {person.called}, under another address that is known."
            return Writer(Bond.ATTENDEE, words, person.email)
    return Writer(Bond.IN_COPY, "From somebody who is in copy.")


def _ours(item: MailItem, request: MeetingRequest) -> Writer | None:
    own = item.from_address.casefold()
    if any(own == a.email.casefold() for a in request.internal) or same_company(own, request.organizer.email):
        return Writer(Bond.OURS, "Somebody on our own side wrote it.")
    return None


def _of_the_company(item: MailItem, request: MeetingRequest) -> Writer | None:
    near = [person for person in request.external if same_company(item.from_address, person.email)]
    for person in near:
        fits = _local_fits(item.from_address, person) and not _is_other_name(item.from_name, person.name)
        if same_name(item.from_name, person.name) or fits:
            words = f"From another address of {person.called} at the same company."
            return Writer(Bond.ALIAS, words, person.email)
    for person in near:
        is_own_box = fold(item.from_name.split(" ")[0]) in mailbox_of(item.from_address).partition("@")[0]
        is_other = is_own_box and _is_other_name(item.from_name, person.name)
        if mailbox_of(person.email) in _answers_to(item) and not is_other:
            return Writer(Bond.ALIAS, f"Answers to it go to {person.called}.", person.email)
    return Writer(Bond.COLLEAGUE, f"From a colleague of {near[0].called}.") if near else None


def _elsewhere(item: MailItem, request: MeetingRequest) -> Writer:
    for person in request.external:
        if same_name(item.from_name, person.name):
            words = f"It bears the name of {person.called}, but not their address."
            return Writer(Bond.NAMESAKE, words, person.email)
        if mailbox_of(person.email) in _answers_to(item):
            words = f"Answers to it go to {person.called}, whose address it does not bear."
            return Writer(Bond.NAMESAKE, words, person.email)
    top = _top_of(item)
    for person in request.external:
        if _signed_by(top, person):
            words = f"It is signed by {person.called}, but not from their address."
            return Writer(Bond.NAMESAKE, words, person.email)
        if FOR_SOMEBODY.search(top) and name_words(person.name) & name_words(top):
            words = f"Somebody we do not know says to write for {person.called}."
            return Writer(Bond.ASSISTANT, words, person.email)
    return Writer(Bond.STRANGER, "Somebody we do not know wrote it.")


def _answers_to(item: MailItem) -> set[str]:
    value = next((value for name, value in item.headers.items() if name.lower() == "reply-to"), "")
    return {mailbox_of(one) for one in re.findall(r"[\w.+'-]+@[\w.-]+", value[:1000])}


def other_answer_address(item: MailItem) -> str:
    """Where else answers are wanted, if that is one address and not the one it came from."""
    others = _answers_to(item) - {mailbox_of(item.from_address)}
    return others.pop() if len(others) == 1 and not is_shared_box(item) else ""


def _is_other_name(written: str, name: str) -> bool:
    """Whether a display name is that of somebody else: its given name is neither theirs nor its initial."""
    given = [w for w in NAME_PARTS.findall(fold(written)) if w not in TITLES]
    own = [w for w in NAME_PARTS.findall(fold(name)) if w not in TITLES]
    if len(given) < 2 or not own or "@" in written:
        return False
    return own[0] not in given and not any(len(w) == 1 and own[0].startswith(w) for w in given)


def _local_fits(address: str, person: Attendee) -> bool:
    """Whether the part before the @ is made of the attendee's names: "jsmith", "john.smith", "smith.j"."""
    local = mailbox_of(address).partition("@")[0]
    if local == mailbox_of(person.email).partition("@")[0]:
        return True
    words = [w for w in NAME_PARTS.findall(fold(person.name)) if w not in TITLES]
    if len(words) < 2:
        return False
    given, family = words[0], words[-1]
    plain = re.sub(r"[._-]", "", local)
    return plain in {given + family, family + given, given[0] + family, family + given[0], given + family[0]}


def _top_of(item: MailItem) -> str:
    """What stands above the first quoted line."""
    lines: list[str] = []
    for line in item.body[:LONGEST_LOOKED_AT].splitlines():
        if line.lstrip().startswith((">", "|")) or re.match(r"\s*\*?(?:From|Von|De|Da)\s?:|\s*_{8,}", line):
            break
        lines.append(line)
    return "\n".join(lines)


def _signed_by(top: str, person: Attendee) -> bool:
    """Whether a line is the attendee's whole name and nothing else."""
    wanted = name_words(person.name)
    return len(wanted) > 1 and any(name_words(line) == wanted for line in top.splitlines() if len(line) < 60)
