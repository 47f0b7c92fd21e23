"""Who the rep is, and who works with the rep."""

from __future__ import annotations

import re

from sync.sandbox.company import EVERYBODY, Colleague, colleague_at, further_colleague
from sync.sandbox.errors import bad_request
from sync.sandbox.graph_call import GraphCall, Json, Reply
from sync.sandbox.graph_pages import page
from sync.sandbox.graph_schedule import working_hours
from sync.sandbox.ids import digest
from sync.sandbox.odata import chosen
from sync.sandbox.people import Person
from sync.sandbox.state import ContactEntry
from sync.sandbox.zones import iana_names, windows_name, windows_names


def get_me(call: GraphCall) -> Reply:
    """GET /me: whoever the token is for."""
    context = f"{call.base_url}/v1.0/$metadata#users/$entity"
    rep = call.world.rep
    who = rep if call.account in ("", rep.address) else colleague_at(call.account)
    user = chosen(_user(who), call.option("select"))
    return Reply(200, {"@odata.context": context} | user, call.applied())


def list_users(call: GraphCall) -> Reply:
    """GET /users"""
    state = call.world.state
    further = map(further_colleague, range(state.further_colleagues))
    there = (one for one in (*EVERYBODY, *further) if one.address not in state.left)
    users = [_user(person) for person in sorted(there, key=lambda person: person.name)]
    return page(call, users, lambda item: chosen(item, call.option("select")), "users", default_top=100)


def mailbox_settings(call: GraphCall) -> Reply:
    """GET /me/mailboxSettings"""
    rep = call.world.rep
    settings: Json = {
        "archiveFolder": "AAMkArchive",
        "timeZone": windows_name(rep.zone),
        "delegateMeetingMessageDeliveryOptions": "sendToDelegateOnly",
        "dateFormat": "M/d/yyyy",
        "timeFormat": "h:mm tt",
        "userPurpose": "user",
        "automaticRepliesSetting": {"status": "disabled", "externalAudience": "all"},
        "language": {"locale": "en-US", "displayName": "English (United States)"},
        "workingHours": working_hours(rep.zone),
    }
    changed = settings | call.world.state.mailbox_settings
    return Reply(200, chosen(changed, call.option("select")), call.applied())


def list_contacts(call: GraphCall) -> Reply:
    """GET /me/contacts: the prospects the rep has met, and cards put there by hand."""
    cards = [_contact(person) for person in call.world.people]
    cards += [_card(one) for one in call.world.state.contacts]
    return page(call, cards, lambda item: chosen(item, call.option("select")), "contacts")


def list_people(call: GraphCall) -> Reply:
    """GET /me/people"""
    people = [_person(person) for person in EVERYBODY if person is not call.world.rep]
    return page(call, people, lambda item: item, "people")


def supported_zones(call: GraphCall, standard: str = "") -> Reply:
    """GET /me/outlook/supportedTimeZones, Windows names unless IANA names are asked for."""
    match = re.search(r"'(\w+)'", standard)
    kind = match[1].lower() if match else "windows"
    if kind not in ("windows", "iana"):
        raise bad_request("The time zone standard is Windows or Iana.", "ErrorInvalidParameter")
    names = windows_names() if kind == "windows" else iana_names()
    found = [{"alias": name, "displayName": name} for name in names]
    return page(call, list(found), lambda item: item, "Collection(timeZoneInformation)", default_top=1000)


def _user(person: Colleague) -> Json:
    return {
        "businessPhones": [person.phone],
        "displayName": person.name,
        "givenName": person.given_name,
        "jobTitle": person.title,
        "department": person.department,
        "mail": person.address,
        "mobilePhone": None,
        "officeLocation": None,
        "preferredLanguage": "en-US",
        "surname": person.surname,
        "userPrincipalName": person.address,
        "id": person.object_id,
    }


def _person(person: Colleague) -> Json:
    return {
        "id": person.object_id,
        "displayName": person.name,
        "givenName": person.given_name,
        "surname": person.surname,
        "jobTitle": person.title,
        "department": person.department,
        "userPrincipalName": person.address,
        "scoredEmailAddresses": [{"address": person.address, "relevanceScore": 20.0}],
        "phones": [{"type": "business", "number": person.phone}],
        "personType": {"class": "Person", "subclass": "OrganizationUser"},
    }


def _card(entry: ContactEntry) -> Json:
    return {
        "id": "AAMkContact" + digest("contact", entry.address).hex()[:24],
        "displayName": entry.name,
        "companyName": entry.company or None,
        "jobTitle": entry.title or None,
        "businessPhones": [entry.phone] if entry.phone else [],
        "mobilePhone": None,
        "emailAddresses": [{"address": entry.address, "name": entry.name}],
    }


def _contact(person: Person) -> Json:
    return {
        "id": "AAMkContact" + digest("contact", person.address).hex()[:24],
        "displayName": person.name,
        "companyName": person.company.name,
        "jobTitle": person.title,
        "businessPhones": [person.phone],
        "emailAddresses": [{"address": person.address, "name": person.name}],
    }
