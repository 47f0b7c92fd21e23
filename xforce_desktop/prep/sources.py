"""What is stored of a meeting, its people, their company and the deal, gathered in one transaction.

Only of this company: nothing of any other customer can get into a brief.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from xforce_desktop.crm.records import Company, ContactRecord, Deal
from xforce_desktop.messages.persona import Persona, detect_persona
from xforce_desktop.prep.playbook import playbook
from xforce_desktop.scheduling import turns
from xforce_desktop.scheduling.account_memory import Activity, CompanyFact, MemoryEntry
from xforce_desktop.scheduling.contacts import Contact
from xforce_desktop.scheduling.events import ReplyReceived
from xforce_desktop.scheduling.remembering import is_their_word
from xforce_desktop.scheduling.request import (
    Attendee,
    InviteStatus,
    MeetingRequest,
    MeetingType,
    Outcome,
)
from xforce_desktop.scheduling.seasonality import NORMAL, Season, season_for, trade_of
from xforce_desktop.scheduling.unit_of_work import ConversationMessage, Direction, UnitOfWork


@dataclass(frozen=True)
class PersonKnown:
    """Somebody on their side. `persona` is None where neither title nor the rep says what they do."""

    name: str
    address: str
    title: str = ""
    persona: Persona | None = None
    is_owner: bool = False
    is_champion: bool = False
    attends: bool = True
    is_required: bool = True
    has_declined: bool = False


@dataclass(frozen=True)
class EarlierMeeting:
    """An earlier request with the same company that has ended."""

    title: str
    type: MeetingType
    outcome: Outcome | None
    at: datetime  # of the meeting if there was one, else of its end
    with_whom: frozenset[str] = frozenset()  # addresses


@dataclass(frozen=True)
class BriefSources:
    """Everything a brief may speak of. What is unknown is empty or None."""

    request: MeetingRequest
    meeting_at: datetime
    people: tuple[PersonKnown, ...]
    company: Company | None = None
    deal: Deal | None = None
    memory: tuple[MemoryEntry, ...] = ()
    activities: tuple[Activity, ...] = ()
    intelligence: tuple[CompanyFact, ...] = ()
    messages: tuple[ConversationMessage, ...] = ()  # theirs, oldest first
    by_the_rep: tuple[ConversationMessage, ...] = ()  # what the rep wrote by hand, oldest first
    earlier: tuple[EarlierMeeting, ...] = ()
    season: Season = NORMAL
    moves: int = 0  # of the meeting to another time, once it was booked
    has_several_deals: bool = False  # and which one is meant is not said

    @property
    def zone(self) -> str:
        """The rep's (IANA)."""
        return self.request.preferences.timezone

    @property
    def company_name(self) -> str:
        """The account's present name; what the request was begun with only where there is no account."""
        return self.company.name if self.company else self.request.company_name

    @property
    def attending(self) -> tuple[PersonKnown, ...]:
        return tuple(one for one in self.people if one.attends)

    @property
    def primary(self) -> PersonKnown:
        """Whom the meeting is with first of all, of those who come."""
        address = self.request.primary.email.casefold()
        return next((one for one in self.attending if one.address.casefold() == address), self.attending[0])

    @property
    def trade(self) -> str:
        """A key of `seasonality.trades`; empty where their trade is not on record, or has no seasons here."""
        industry = self.company.industry if self.company else ""
        return trade_of(industry) if industry else ""

    def was_answered(self, message: ConversationMessage) -> bool:
        """Whether the rep wrote to that person by hand since: what they asked is not open any more."""
        who = message.from_address.casefold()
        return any(
            one.at >= message.at and who in {address.casefold() for address in (*one.to, *one.cc)}
            for one in self.by_the_rep
        )

    def was_with_them(self, one: EarlierMeeting) -> bool:
        """Whether somebody was there who is to be there now."""
        return any(person.address.casefold() in one.with_whom for person in self.attending)


def gather(work: UnitOfWork, request: MeetingRequest) -> BriefSources:
    """What the store has for the booked meeting. Nothing in it depends on when it is asked."""
    at = request.scheduled_time
    assert at is not None, "a brief is for a booked meeting"
    since = at - timedelta(days=playbook().limits.recent_days)
    company = work.company(request.company_id) if request.company_id else None
    deals = _deals(work, request)
    sources = BriefSources(
        request=request,
        meeting_at=at,
        people=tuple(_people(work, request)),
        company=company,
        deal=deals[0] if len(deals) == 1 else None,
        memory=tuple(work.account_memory(request.company_id)),
        activities=tuple(work.activities(request.company_id, since)),
        intelligence=tuple(work.company_facts(request.company_id)),
        messages=tuple(_their_words(work, request)),
        earlier=tuple(_earlier(work, request)),
        by_the_rep=tuple(_by_the_rep(work, request)),
        moves=turns.moves(request),
        has_several_deals=len(deals) > 1,
    )
    return replace(sources, season=season_for(request.company_state, at.date(), sources.trade))


def as_stored(work: UnitOfWork, request: MeetingRequest) -> object:
    """All of the store that a brief can come from, without making it: equal as long as nothing of it changed.

    Other requests of the company are looked at by the number of their journal's lines only.
    """
    company = request.company_id
    others = work.requests_at(company) if company else ()
    people = tuple(work.people_at(company)) if company else ()
    conversation = tuple(work.conversation(request.id))
    addresses = {one.email for one in people} | {one.from_address for one in conversation}
    return (
        request,
        work.company(company) if company else None,
        tuple(_deals(work, request)),
        people,
        frozenset(work.opted_out(sorted(addresses))),
        tuple(work.contact(one.email) for one in request.external),
        tuple(work.account_memory(company)),
        tuple(work.activities(company)),
        tuple(work.company_facts(company)),
        conversation,
        tuple((id_, work.next_journal_number(id_)) for id_ in others),
    )


def _deals(work: UnitOfWork, request: MeetingRequest) -> Sequence[Deal]:
    """The deal that the meeting is about, else all of the company's: with several it is not known which."""
    if request.deal_id:
        deal = work.deal(request.deal_id)
        return [deal] if deal else []
    return work.deals_of(request.company_id) if request.company_id else []


def _people(work: UnitOfWork, request: MeetingRequest) -> Iterator[PersonKnown]:
    """Who is to be there, and the champion and owner of the company where they are not: of those nobody who
    is not to be written to, as a brief may say to bring them in."""
    seen = set()
    invited = [one for one in request.external if not one.is_out]
    some_come = any(one.invite_status is not InviteStatus.DECLINED for one in invited)
    for person in invited:
        seen.add(person.email.casefold())
        declined = some_come and person.invite_status is InviteStatus.DECLINED
        known = _attendee(person, work.contact(person.email))
        yield replace(known, attends=not declined, has_declined=declined)
    records = work.people_at(request.company_id) if request.company_id else ()
    leading = [one for one in records if one.is_champion or one.is_owner]
    gone = set(work.opted_out([one.email for one in leading]))
    for record in leading:
        if record.email.casefold() not in seen and record.email not in gone:
            yield _away(record)


def _attendee(person: Attendee, known: Contact | None) -> PersonKnown:
    title = person.title or (known.title if known else "")
    is_owner = bool(known and known.is_owner)
    return PersonKnown(
        name=person.called,
        address=person.email,
        title=title,
        persona=_persona(title, is_owner, known.persona_to_use if known else ""),
        is_owner=is_owner,
        is_champion=bool(known and known.is_champion),
        is_required=person.is_required,
    )


def _away(record: ContactRecord) -> PersonKnown:
    return PersonKnown(
        name=record.name or record.email,
        address=record.email,
        title=record.title,
        persona=_persona(record.title, record.is_owner, ""),
        is_owner=record.is_owner,
        is_champion=record.is_champion,
        attends=False,
    )


def _persona(title: str, is_owner: bool, judged: str) -> Persona | None:
    if judged:
        return Persona(judged)
    return detect_persona(title, is_owner) if title or is_owner else None


def _their_words(work: UnitOfWork, request: MeetingRequest) -> list[ConversationMessage]:
    """Without those of who is not to be written to: what is about them is used no more."""
    theirs = list(_their_own(work, request))
    gone = set(work.opted_out([one.from_address for one in theirs]))
    return [one for one in theirs if one.from_address not in gone]


def _their_own(work: UnitOfWork, request: MeetingRequest) -> Iterator[ConversationMessage]:
    """What a person of theirs wrote for certain, as the account's memory takes it: an automatic answer says
    nothing, and whoever else writes in the conversation does not speak for them."""
    heard = [line.event for line in work.journal(request.id) if isinstance(line.event, ReplyReceived)]
    theirs = {event.message_id for event in heard if is_their_word(request, event)}
    for message in work.conversation(request.id):
        if message.direction is Direction.IN and message.provider_id in theirs:
            yield message


def _by_the_rep(work: UnitOfWork, request: MeetingRequest) -> Iterator[ConversationMessage]:
    """Mails in the conversation that the app did not make."""
    return (one for one in work.conversation(request.id) if one.direction is Direction.OUT and not one.kind)


def _earlier(work: UnitOfWork, request: MeetingRequest) -> Sequence[EarlierMeeting]:
    """By their day, the oldest first."""
    if request.company_id is None:
        return ()
    others = (work.load(id_) for id_ in work.requests_at(request.company_id) if id_ != request.id)
    return sorted(map(_ended, (one for one in others if one.has_ended)), key=lambda one: one.at)


def _ended(other: MeetingRequest) -> EarlierMeeting:
    at = other.scheduled_time or other.completed_at or other.last_action_at or other.created_at
    came = [
        one.email.casefold()
        for one in other.external
        if not one.is_out and one.invite_status is not InviteStatus.DECLINED
    ]
    return EarlierMeeting(other.title, other.meeting_type, other.outcome, at, frozenset(came))
