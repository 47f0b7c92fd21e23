"""What every store promises of conflicts, sent messages and tentative events; in memory and on SQLite."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.store.store_values import NOW, Stored, a_message, due_at
from xforce_desktop.availability.spans import Span
from xforce_desktop.errors import StoreError
from xforce_desktop.ids import RequestId
from xforce_desktop.ports import Account, OwnAbsence
from xforce_desktop.replies.analysis import ConflictType
from xforce_desktop.scheduling.remembered import Origin, Remembered
from xforce_desktop.scheduling.request import ActionType, Handler, NextAction, Outcome, Resolution, State
from xforce_desktop.scheduling.unit_of_work import Direction, HoldEvent, Store, StoredConflict
from xforce_desktop.scheduling.zone_ledger import MOST_CLOCKS_KEPT, ZoneEvidence, ZoneSource

APPROVAL = StoredConflict(ConflictType.NEED_APPROVAL, "Their boss decides.", Resolution.PAUSE_AND_RESUME, NOW)
DAY = timedelta(days=1)


def test_a_conflict_is_kept_with_its_outcome(store: Store, stored: Stored):
    """Resolved once: the first outcome stays, and the days it took are counted."""
    request = stored(store)
    with store.begin() as work:
        work.add_conflict(request.id, APPROVAL)
        work.resolve_conflicts(request.id, True, NOW + 3 * DAY)
        work.add_conflict(request.id, replace(APPROVAL, created_at=NOW + 4 * DAY))
        work.resolve_conflicts(request.id, False, NOW + 5 * DAY)
        work.commit()

    with store.begin() as work:
        first, second = work.conflicts(request.id)
    assert (first.resolution_successful, first.days_to_resolve) == (True, 3)
    assert first.resolved_at == NOW + 3 * DAY
    assert (second.resolution_successful, second.days_to_resolve) == (False, 1)


def test_a_conflict_needs_its_request(store: Store):
    with store.begin() as work, pytest.raises(StoreError):
        work.add_conflict(RequestId(uuid.uuid4()), APPROVAL)


def test_what_was_sent_lately_is_known_across_requests(store: Store, stored: Stored):
    """Ours only, since a moment, oldest first, with whom it went to and what it was for."""
    first, second = stored(store), stored(store)
    with store.begin() as work:
        work.add_message(second.id, _ours("b", NOW + DAY, kind="sms", channel="sms", to=("+13055550100",)))
        work.add_message(first.id, _ours("a", NOW, kind="initial"))
        work.add_message(first.id, _ours("old", NOW - DAY, kind="initial"))
        work.add_message(first.id, a_message("theirs", at=NOW + DAY))
        work.commit()

    with store.begin() as work:
        sent = work.sent_since(NOW)
        kept = work.conversation(second.id)
    assert [(one.request_id, one.kind, one.to) for one in sent] == [
        (first.id, "initial", ("john@acme.example",)),
        (second.id, "sms", ("+13055550100",)),
    ]
    assert sent[0].company_id == first.company_id
    assert [one.channel for one in kept] == ["sms"]


def _ours(provider_id: str, at: object, **changes: object):
    return a_message(
        provider_id, **{"direction": Direction.OUT, "at": at, "to": ("john@acme.example",)} | changes
    )


def test_tentative_events_are_written_down_before_they_are_made(store: Store, stored: Stored):
    """First without an event id, then with it, then gone."""
    request = stored(store)
    hold = HoldEvent(uuid.uuid4(), request.id, Span(NOW, NOW + DAY))
    for change in (hold, replace(hold, event_id="AAMk="), replace(hold, event_id="AAMk=", is_leaving=True)):
        with store.begin() as work:
            work.save_hold_event(change)
            work.commit()
        with store.begin() as work:
            assert list(work.hold_events()) == [change]
    with store.begin() as work:
        work.drop_hold_event(hold.id)
        work.drop_hold_event(hold.id)
        work.commit()
    with store.begin() as work:
        assert list(work.hold_events()) == []


def test_with_the_rep_only_the_reminder_is_due(store: Store, stored: Stored):
    """A follow-up rests while the rep has the request; reminding the rep of it does not."""
    stored(store, handled_by=Handler.REP, next_action=due_at(NOW))
    reminded = stored(
        store, handled_by=Handler.REP, next_action=NextAction(ActionType.REMIND_REP, NOW, "Still yours?")
    )

    with store.begin() as work:
        assert list(work.due_requests(NOW)) == [reminded.id]
        assert work.next_due_at() == NOW


def test_given_up_requests_of_a_company_are_counted(store: Store, stored: Stored):
    """The company's own ones, and only those that were given up."""
    with store.begin() as work:
        company_id = work.company_id("Acme Pest")
        work.commit()
    stored(store, company_id=company_id, state=State.CANCELLED, outcome=Outcome.GAVE_UP, next_action=None)
    stored(store, company_id=company_id, state=State.COMPLETED, outcome=Outcome.HELD, next_action=None)
    stored(store, state=State.CANCELLED, outcome=Outcome.GAVE_UP, next_action=None)

    with store.begin() as work:
        assert work.failed_at_company(company_id) == 1
        assert work.failed_at_company(None) == 0
        assert work.deal_value(None) is None


def test_what_speaks_for_a_zone_is_kept_for_the_person(store: Store):
    """Once for each message and zone, in order of time, whatever the spelling of the address; of clocks the
    newest."""
    said = ZoneEvidence(ZoneSource.SAID, "I'm in Denver", "America/Denver", NOW)
    below = ZoneEvidence(ZoneSource.SIGNATURE, "Knoxville, TN", "America/Chicago", NOW - DAY, share=0.64)
    clocks = [
        ZoneEvidence(ZoneSource.HEADERS, f"Date: {n}", "America/Denver", NOW + n * DAY, offset_min=-360)
        for n in range(MOST_CLOCKS_KEPT + 3)
    ]
    with store.begin() as work:
        work.add_zone_evidence("John@Acme.example", "one", [said, said])
        work.add_zone_evidence("john@acme.example", "one", [below])
        work.add_zone_evidence("john@acme.example", "two", [below])
        for number, clock in enumerate(clocks):
            work.add_zone_evidence("john@acme.example", f"clock {number}", [clock])
        work.add_zone_evidence("mary@acme.example", "three", [])
        work.commit()

    with store.begin() as work:
        kept = list(work.zone_evidence("JOHN@acme.example"))
        assert list(work.zone_evidence("mary@acme.example")) == []
    assert kept == [below, said, *clocks[3:]]


def somebody(name: str, address: str, origin: Origin = Origin.COLLEAGUE, days: int = 0) -> Remembered:
    return Remembered(origin, address, name, NOW + days * DAY)


def test_people_are_remembered_and_found_again(store: Store):
    """By how a word of the name, the whole name or the address begins; by name, each origin for itself."""
    with store.begin() as work:
        work.remember([somebody("Sarah Chen", "s.chen@x.example"), somebody("Émile Zola", "ez@x.example")])
        work.remember([somebody("anna maria lee", "Lee@x.example")])
        work.remember([somebody("Sarah Contact", "s@acme.example", Origin.CONTACT)])
        work.commit()

    with store.begin() as work:
        found = {
            text: [one.name for one in work.remembered(Origin.COLLEAGUE, text)]
            for text in ("", "SAR", "chen", "émile", "zo", "maria l", "lee@", "x.example", "%", "hen")
        }
        assert len(work.remembered(Origin.COLLEAGUE, "", 2)) == 2
    assert found == {
        "": ["anna maria lee", "Sarah Chen", "Émile Zola"],
        "SAR": ["Sarah Chen"],
        "chen": ["Sarah Chen"],
        "émile": ["Émile Zola"],
        "zo": ["Émile Zola"],
        "maria l": ["anna maria lee"],
        "lee@": ["anna maria lee"],
        "x.example": [],
        "%": [],
        "hen": [],
    }


def test_what_is_remembered_is_renewed_and_forgotten(store: Store):
    """One row for each address and origin, whatever its letters; the oldest are named first."""
    card = Remembered(Origin.CONTACT, "J@acme.example", "John", NOW, "Owner", "Acme", "+1 404 555 0142")
    with store.begin() as work:
        work.remember([somebody("Sarah", "s@x.example"), somebody("Mike", "m@x.example", days=-2), card])
        work.remember([somebody("Sarah Chen", "S@x.example", days=1)])
        work.commit()

    with store.begin() as work:
        assert [one.name for one in work.remembered_since(Origin.COLLEAGUE, NOW, 9)] == ["Mike"]
        assert [o.name for o in work.remembered_since(Origin.COLLEAGUE, NOW + 9 * DAY, 9)] == [
            "Mike",
            "Sarah Chen",
        ]
        assert [o.name for o in work.remembered(Origin.COLLEAGUE, read_since=NOW + DAY)] == ["Sarah Chen"]
        assert work.remembered_contact("j@ACME.example") == card
        assert work.remembered_contact("s@x.example") is None
        work.forget(["M@x.example", "who@x.example"], Origin.COLLEAGUE)
        work.forget(["j@acme.example"], Origin.COLLEAGUE)
        work.commit()

    with store.begin() as work:
        assert [one.name for one in work.remembered(Origin.COLLEAGUE)] == ["Sarah Chen"]
        assert work.remembered_contact("j@acme.example") == card


def test_an_erased_person_is_remembered_nowhere(store: Store):
    """Without an origin, of both kinds."""
    with store.begin() as work:
        work.remember([somebody("J", "j@x.example"), somebody("J", "J@x.example", Origin.CONTACT)])
        work.forget(["j@X.example"])
        work.commit()

    with store.begin() as work:
        assert [*work.remembered(Origin.COLLEAGUE), *work.remembered(Origin.CONTACT)] == []


@pytest.mark.parametrize(
    "away", [None, OwnAbsence(), OwnAbsence(NOW, NOW + 3 * DAY), OwnAbsence(None, NOW), OwnAbsence(NOW)]
)
def test_when_the_rep_works_and_is_away_is_kept(store: Store, away: OwnAbsence | None):
    """Days, hours and automatic replies, open at either end."""
    account = Account("Brent", "b@x.example", working_days=(0, 1, 2, 3), away=away)
    with store.begin() as work:
        work.save_account(account)
        work.commit()
    with store.begin() as work:
        assert work.account() == account
