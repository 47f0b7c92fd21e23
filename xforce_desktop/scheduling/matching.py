"""Whose answer a mail is. One matcher; each hit says its evidence, and doubt goes to the rep.

The mail service's conversation id alone proves nothing: two conversations can share one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from xforce_desktop.ids import RequestId
from xforce_desktop.ports import MailItem
from xforce_desktop.scheduling.request import MeetingRequest

ROBOT_NAMES = ("mailer-daemon", "postmaster", "microsoftexchange")


@dataclass(frozen=True)
class Match:
    """A request that a mail belongs to. `is_certain` False: only the rep can tell."""

    request_id: RequestId
    evidence: str
    is_certain: bool = True


@dataclass(frozen=True)
class Traces:
    """What the store knows about a mail: requests found by its references and by its conversation id."""

    by_reference: Sequence[MeetingRequest] = ()
    by_conversation: Sequence[MeetingRequest] = ()
    open_requests: Sequence[MeetingRequest] = ()


def match(item: MailItem, traces: Traces) -> Match | None:
    """The request that `item` answers, or None. References first, then conversation, then sender."""
    return (
        _undeliverable(item, traces)
        or _by_reference(item, traces.by_reference)
        or _by_conversation(item, traces.by_conversation)
        or _by_sender(item, traces.open_requests)
    )


def _undeliverable(item: MailItem, traces: Traces) -> Match | None:
    """A delivery failure names the failed recipient as its own To."""
    if not item.from_address.casefold().startswith(ROBOT_NAMES):
        return None
    known = _first_open(traces.by_reference) or _first_open(traces.by_conversation)
    if known:
        return Match(known.id, "A delivery report about our mail.")
    failed = {address.casefold() for address in item.to}
    for request in traces.open_requests:
        if any(a.email.casefold() in failed for a in request.external):
            return Match(request.id, "A delivery report that names this attendee.")
    return None


def _by_reference(item: MailItem, candidates: Sequence[MeetingRequest]) -> Match | None:
    request = _first_open(candidates)
    if request is None:
        return None
    if _belongs(item.from_address, request):
        return Match(request.id, "It answers one of our mails.")
    return Match(
        request.id, "It answers one of our mails, but somebody we do not know wrote it.", is_certain=False
    )


def _by_conversation(item: MailItem, candidates: Sequence[MeetingRequest]) -> Match | None:
    for request in candidates:
        if not request.has_ended and _belongs(item.from_address, request):
            return Match(request.id, "It is in the same conversation and from the same people.")
    return None


def _by_sender(item: MailItem, open_requests: Sequence[MeetingRequest]) -> Match | None:
    """A new mail of a prospect outside the conversation: certain only if it is an automatic answer."""
    theirs = [r for r in open_requests if r.attempt_count and _is_participant(item.from_address, r)]
    if not theirs:
        return None
    if len(theirs) > 1:
        evidence = "From this attendee, but it could belong to several meetings."
        return Match(theirs[-1].id, evidence, is_certain=False)
    if item.headers.get("Auto-Submitted", "no").casefold() != "no":
        return Match(theirs[0].id, "An automatic answer from this attendee.")
    return Match(theirs[0].id, "From this attendee, but outside the conversation.", is_certain=False)


def _first_open(candidates: Sequence[MeetingRequest]) -> MeetingRequest | None:
    """The request that is still open; else the newest, so that its log is complete."""
    still_open = [request for request in candidates if not request.has_ended]
    return still_open[-1] if still_open else (candidates[-1] if candidates else None)


def _belongs(address: str, request: MeetingRequest) -> bool:
    """Whether somebody is on their side: an attendee, one who wrote before, or a colleague by domain."""
    return _is_participant(address, request) or is_colleague(address, request)


def _is_participant(address: str, request: MeetingRequest) -> bool:
    known = {a.email.casefold() for a in request.external} | {a.casefold() for a in request.also_write_to}
    return address.casefold() in known


def is_colleague(address: str, request: MeetingRequest) -> bool:
    """Whether the address is at the company of somebody on their side."""
    domain = _domain(address)
    if not domain or domain in shared_domains():
        return False
    return any(_domain(a.email) == domain for a in request.external)


def _domain(address: str) -> str:
    return address.casefold().rpartition("@")[2]


@lru_cache(maxsize=1)
def shared_domains() -> frozenset[str]:
    """Mail domains of the public, whose users are no colleagues of one another."""
    text = files("resources").joinpath("shared_mail_domains.txt").read_text(encoding="utf-8")
    return frozenset(line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#"))
