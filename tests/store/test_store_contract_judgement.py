"""What every store promises of interest, deal signals and calls; each test runs in memory and on SQLite."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from tests.builders import a_company
from xforce_desktop.clock import ManualClock
from xforce_desktop.crm.records import ContactRecord, TextConsent
from xforce_desktop.errors import StoreError
from xforce_desktop.ids import SeededIds
from xforce_desktop.scheduling.call_records import CallHold
from xforce_desktop.scheduling.crm_desk import CrmDesk
from xforce_desktop.scheduling.deal_signals import DealSignal
from xforce_desktop.scheduling.effects import LeverageTrigger
from xforce_desktop.scheduling.intent import IntentLevel, IntentSignal, SignalType
from xforce_desktop.scheduling.intent_trend import IntentReading
from xforce_desktop.scheduling.leverage import moment_for
from xforce_desktop.scheduling.request import Actor, MeetingRequest
from xforce_desktop.scheduling.unit_of_work import MomentClosed, Store

HOUR = timedelta(hours=1)
SIGNALS = (IntentSignal(SignalType.EAGER, 0.3, "Positive, eager language"),)
Stored = Callable[..., MeetingRequest]


def a_reading(at: datetime, total: float = 0.3) -> IntentReading:
    return IntentReading(at, IntentLevel.MEDIUM, total, 0.6, 9, SIGNALS, "They answered.")


def test_readings_come_back_in_their_order(store: Store, stored: Stored, now: datetime) -> None:
    """Each request has its own."""
    request, other = stored(store), stored(store)
    first, second = a_reading(now), a_reading(now + HOUR, -0.2)
    with store.begin() as work:
        work.add_intent_reading(request.id, first)
        work.add_intent_reading(request.id, second)
        work.add_intent_reading(other.id, first)
        work.commit()
    with store.begin() as work:
        assert list(work.intent_readings(request.id)) == [first, second]
        assert list(work.intent_readings(other.id)) == [first]


def test_a_signal_that_is_superseded_stays_as_history(store: Store, stored: Stored, now: datetime) -> None:
    """Of a deal only those count that hold."""
    with store.begin() as work:
        deal_id = work.deal_id("Acme rollout", None)
        work.commit()
    request = stored(store, deal_id=deal_id)
    first = DealSignal(
        deal_id, request.id, "no_show", "They missed 1 meeting", "negative", 0.2, -20, now, SIGNALS
    )
    second = replace(first, weight=0.4, points=-40, at=now + HOUR)
    with store.begin() as work:
        work.add_deal_signal(first)
        work.supersede_deal_signal(request.id, "meeting_held", now)
        assert list(work.deal_signals(deal_id)) == [first]
        work.supersede_deal_signal(request.id, "no_show", now + HOUR)
        work.add_deal_signal(second)
        work.commit()
    with store.begin() as work:
        assert list(work.deal_signals(deal_id)) == [second]
        gone = replace(first, superseded_at=now + HOUR)
        assert list(work.signals_of_request(request.id)) == [gone, second]
        assert list(work.deal_signals(uuid.uuid4())) == []


def test_open_moments_of_all_requests_with_what_puts_them_off(
    store: Store, stored: Stored, now: datetime
) -> None:
    """Those that rest are open too; what was made counts from when it was done by the rep."""
    first, second = stored(store), stored(store)
    with store.begin() as work:
        for request, at in ((second, now + HOUR), (first, now)):
            work.add_leverage_moment(
                request.id, moment_for(request, LeverageTrigger.PHONE_CALL_NEEDED, at), at
            )
        work.commit()
    with store.begin() as work:
        earlier, later = work.open_moments()
        assert (earlier.request_id, later.request_id) == (first.id, second.id)
        card = uuid.UUID(str(earlier.row["id"]))
        work.snooze_moment(card, now + HOUR)
        found = work.moment(card)
        assert found is not None
        assert found.row["snoozed_until"] == (now + HOUR).isoformat()
        assert len(work.open_moments()) == 2
        assert work.next_due_at() == now + HOUR, "the agent wakes for it"
        work.snooze_moment(card, None)
        assert work.next_due_at() is None
        work.snooze_moment(card, now + HOUR)
        work.close_leverage_moment(card, MomentClosed(now + HOUR, Actor.USER, "Spoke to her."))
        work.note_call_outcome(card, "other")
        work.close_leverage_moment(
            uuid.UUID(str(later.row["id"])), MomentClosed(now + HOUR, Actor.AI, "They have answered.")
        )
        assert (work.calls_made_since(now), work.calls_made_since(now + 2 * HOUR)) == (1, 0)
        done = work.moment(card)
        assert done is not None
        assert done.row["result"] == {"by": "user", "text": "Spoke to her.", "outcome": "other"}
        assert list(work.open_moments()) == []
        assert work.next_due_at() is None, "one that is done does not come back"
        assert work.moment(uuid.uuid4()) is None
        with pytest.raises(StoreError):
            work.snooze_moment(uuid.uuid4(), None)
        with pytest.raises(StoreError):
            work.note_call_outcome(uuid.uuid4(), "")


def test_a_hold_lasts_until_it_ends_or_runs_out(store: Store, stored: Stored, now: datetime) -> None:
    """Also after a restart; the end is written over it."""
    request = stored(store)
    with store.begin() as work:
        work.add_leverage_moment(request.id, moment_for(request, LeverageTrigger.PHONE_CALL_NEEDED, now), now)
        card = uuid.UUID(str(work.open_moments()[0].row["id"]))
        hold = CallHold(uuid.uuid4(), request.id, card, "John Smith", None, ("j@x.example",), now, now + HOUR)
        work.save_call_hold(hold)
        work.commit()
    with store.begin() as work:
        assert list(work.call_holds(now)) == [hold]
        assert list(work.call_holds(now + HOUR)) == []
        work.save_call_hold(replace(hold, ended_at=now))
        assert list(work.call_holds(now)) == []


def test_the_number_on_the_card_goes_with_its_consent(store: Store, now: datetime) -> None:
    """A number that is not theirs; all else on the card stays."""
    consent = TextConsent(now.date(), "Web form")
    john = ContactRecord(
        uuid.uuid4(),
        "John@Acme.example",
        name="John",
        phone="+16155550142",
        timezone="UTC",
        sms_consent=consent,
    )
    with store.begin() as work:
        work.save_records([john])
        work.commit()
    with store.begin() as work:
        work.forget_number("john@acme.EXAMPLE")
        work.forget_number("nobody@acme.example")
        work.commit()
    with store.begin() as work:
        assert list(work.people()) == [replace(john, phone="", sms_consent=None)]


def test_a_company_shows_what_holds_of_its_deals(store: Store, stored: Stored, now: datetime) -> None:
    """Of all its deals, newest first; what was superseded is not told any more."""
    with store.begin() as work:
        work.save_records([company := a_company()])
        deals = [work.deal_id(name, company.id) for name in ("Acme rollout", "Phones")]
        elsewhere = work.deal_id("Not theirs", None)
        work.commit()
    old, newer, theirs = (
        DealSignal(deal, stored(store, deal_id=deal).id, "no_show", "Missed", "negative", 0.2, -20, at)
        for deal, at in ((deals[0], now), (deals[1], now + HOUR), (elsewhere, now))
    )
    gone = replace(old, type="meeting_held", description="Held")
    with store.begin() as work:
        for one in (old, newer, theirs, gone):
            work.add_deal_signal(one)
        assert gone.request_id is not None
        work.supersede_deal_signal(gone.request_id, "meeting_held", now + HOUR)
        work.commit()

    told, _ = CrmDesk(store, ManualClock(now), SeededIds(5)).company_life(company)

    assert list(told) == [newer, old]
