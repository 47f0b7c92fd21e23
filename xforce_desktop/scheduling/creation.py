"""From what was asked for to a request with people, ids and a first step."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import datetime

from xforce_desktop.availability.spans import Span
from xforce_desktop.availability.workdays import country_of
from xforce_desktop.crm.numbers import DEFAULT_REGION, is_same_number
from xforce_desktop.crm.records import Company, ContactRecord
from xforce_desktop.errors import SignInNeeded
from xforce_desktop.ids import IdSource, RequestId
from xforce_desktop.ports import Account
from xforce_desktop.scheduling import zone_desk
from xforce_desktop.scheduling.knob_choice import with_knobs
from xforce_desktop.scheduling.new_request import (
    DEFAULT_RANGE,
    ExternalAttendee,
    InternalAttendee,
    NewRequest,
)
from xforce_desktop.scheduling.phones import number_of
from xforce_desktop.scheduling.request import (
    ActionType,
    Attendee,
    MeetingRequest,
    MeetingType,
    NextAction,
    Preferences,
    Side,
    SmsConsent,
)
from xforce_desktop.scheduling.seasonality import trade_of
from xforce_desktop.scheduling.standing import with_standing
from xforce_desktop.scheduling.unit_of_work import UnitOfWork
from xforce_desktop.scheduling.which_company import (
    company_meant,
    company_of_contact,
    free_name,
    said_name,
)
from xforce_desktop.settings import Settings

DEFAULT_ZONE = "America/New_York"  # the specification's, where neither form nor account names one
TYPE_NAMES = {
    MeetingType.DISCOVERY: "Discovery",
    MeetingType.DEMO: "Demo",
    MeetingType.FOLLOW_UP: "Follow-up",
    MeetingType.EXEC_REVIEW: "Executive review",
    MeetingType.NEGOTIATION: "Negotiation",
    MeetingType.CUSTOM: "Meeting",
}


def request_from(
    new: NewRequest, work: UnitOfWork, ids: IdSource, now: datetime, settings: Settings
) -> MeetingRequest:
    """Build the request; note its people, company and deal. Raises SignInNeeded before the rep is known."""
    account = work.account()
    if account is None:
        raise SignInNeeded("Nobody is signed in yet.", "Sign in, or use the sandbox.")
    user_id = work.save_account(account)
    company = _company(new, work)
    company_id = company.id if company else None
    deal_id = work.deal_id(new.deal, company_id) if new.deal else None
    external = tuple(external_attendee(person, work, ids, company_id) for person in new.external)
    wanted = new.preferences.range
    request = MeetingRequest(
        id=RequestId(ids.new()),
        created_by=user_id,
        meeting_type=new.meeting_type,
        duration_minutes=new.length_minutes,
        title=new.title or default_title(new),
        context=new.context,
        platform=new.platform,
        location=new.location,
        preferences=Preferences(
            range=Span(wanted.start, wanted.end) if wanted else Span(now, now + DEFAULT_RANGE),
            timezone=new.preferences.timezone or account.timezone or DEFAULT_ZONE,
            preferred_times=new.preferences.preferred_times,
            avoid=new.preferences.avoid,
        ),
        attendees=(*_internal(new, account, ids), *external),
        created_at=now,
        deal_id=deal_id,
        deal_value=work.deal_value(deal_id),
        account_failures=work.failed_at_company(company_id),
        least_duration_minutes=settings.least_duration_minutes,
        company_id=company_id,
        company_name=new.company.name if new.company else said_name(company) if company else "",
        company_state=(new.company.state if new.company else "") or (company.state if company else ""),
        trade=trade_of(work.company_profile(company_id).industry),
        approval=new.approval,
        next_action=NextAction(ActionType.SEND_OPTIONS, now, "Find times and write the first mail."),
    )
    placed = with_standing(work, zone_desk.with_zones(work, request, now))
    return with_knobs(placed, work, settings, length_is_open=new.duration_minutes is None)


def _company(new: NewRequest, work: UnitOfWork) -> Company | None:
    """The one that was named, added if it is new; else where whom the mails greet is known to work."""
    asked, address = new.company, next((one for one in new.external if one.required), new.external[0]).address
    if asked is None:
        return company_of_contact(work, address)
    meant = company_meant(work, asked.name, asked.state, address)
    name = meant.name if meant else free_name(work, asked.name, asked.state)
    return work.company(work.company_id(name, asked.state, asked.industry, asked.employees, asked.ownership))


def default_title(new: NewRequest) -> str:
    """ "Demo with Acme Pest", as the dashboard says it."""
    who = new.company.name if new.company else new.external[0].name
    return f"{TYPE_NAMES[new.meeting_type]} with {who}"


def _internal(new: NewRequest, account: Account, ids: IdSource) -> tuple[Attendee, ...]:
    """The rep first, as organizer, whether named or not; then the colleagues."""
    named = {person.address.casefold(): person for person in new.internal}
    own = {account.address.casefold(), *(alias.casefold() for alias in account.aliases)}
    rep = Attendee(
        ids.new(), Side.INTERNAL, account.name, account.address, is_organizer=True, title=account.title
    )
    colleagues = [colleague(person, ids) for address, person in named.items() if address not in own]
    return (rep, *colleagues)


def colleague(person: InternalAttendee, ids: IdSource) -> Attendee:
    """Somebody of ours, with an id of their own."""
    return Attendee(
        ids.new(), Side.INTERNAL, person.name, person.address, is_required=person.required, title=person.title
    )


def without_barred_consent(
    work: UnitOfWork, request: MeetingRequest, person: Attendee
) -> tuple[Attendee, str]:
    """Who said STOP from a number is not texted there, whatever was recorded since: the person without the
    consent, and why; empty if nothing is in its way. Mail goes on."""
    number = number_of(request, person)
    if person.sms_consent is None or not number or not work.opted_out([number]):
        return person, ""
    who = person.called
    why = (
        f"{who} will not be texted: {number} asked not to be written to, and the consent given here does "
        "not lift that. Mail goes on."
    )
    return replace(person, sms_consent=None), why


def external_attendee(
    person: ExternalAttendee, work: UnitOfWork, ids: IdSource, company_id: uuid.UUID | None
) -> Attendee:
    """Somebody on their side, kept as a contact of the company too; what was left open comes from there."""
    known = work.contact_record(person.address)
    phone = person.phone or (known.phone if known else "")
    consent = _consent(person, known, phone)
    return Attendee(
        id=ids.new(),
        side=Side.EXTERNAL,
        name=person.name,
        email=person.address,
        is_required=person.required,
        title=person.title or (known.title if known else ""),
        phone=phone,
        timezone=person.timezone or (known.timezone if known else ""),
        contact_id=work.contact_id(person.name, person.address, company_id, person.title, person.phone),
        sms_consent=consent,
    )


def _consent(person: ExternalAttendee, known: ContactRecord | None, phone: str) -> SmsConsent | None:
    """As given now; else the one we have, which holds for the number we have."""
    if person.sms_consent:
        return SmsConsent(person.sms_consent.on, person.sms_consent.source)
    if known is None or known.sms_consent is None:
        return None
    region = country_of(person.timezone or known.timezone) or DEFAULT_REGION
    if not is_same_number(phone, known.phone, region):
        return None
    return SmsConsent(known.sms_consent.given_on, known.sms_consent.source)
