"""Evidence of somebody's zone, weighed: which zone, how sure, and whether they are asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.builders import DAY, NOW, a_prospect, a_request
from xforce_desktop.scheduling.zone_ledger import (
    ZoneEvidence,
    ZoneSource,
    ZoneVerdict,
    figures,
    same_clock,
    verdict,
    zone_name,
)
from xforce_desktop.scheduling.zone_sources import from_phone, from_state, known_of, zones_of_state

EASTERN, CENTRAL, MOUNTAIN, PACIFIC = (
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Los_Angeles",
)
PHOENIX, LONDON = "America/Phoenix", "Europe/London"
WINTER = datetime(2026, 1, 12, 15, tzinfo=UTC)


def said(zone: str, at: datetime = NOW) -> ZoneEvidence:
    return ZoneEvidence(ZoneSource.SAID, f"I'm in {zone}", zone, at)


def card(zone: str) -> ZoneEvidence:
    return ZoneEvidence(ZoneSource.CARD, zone, zone, NOW - DAY)


def below(zone: str) -> ZoneEvidence:
    return ZoneEvidence(ZoneSource.SIGNATURE, "12 Main St", zone, NOW)


def echoed(zone: str) -> ZoneEvidence:
    return ZoneEvidence(ZoneSource.ECHOED, "2 CDT", zone, NOW)


def clock(minutes: int, zone: str, at: datetime = NOW) -> ZoneEvidence:
    return ZoneEvidence(ZoneSource.HEADERS, "Date", zone, at, offset_min=minutes)


def state(name: str) -> tuple[ZoneEvidence, ...]:
    return from_state(name, NOW)


def phone(number: str) -> tuple[ZoneEvidence, ...]:
    return from_phone(number, NOW)


@pytest.mark.parametrize(
    "evidence, zone, is_sure",
    [
        ((), EASTERN, False),
        # one thing
        ((said(MOUNTAIN),), MOUNTAIN, True),
        ((card(CENTRAL),), CENTRAL, True),
        ((below(PACIFIC),), PACIFIC, True),
        ((echoed(CENTRAL),), CENTRAL, True),
        (state("GA"), EASTERN, True),
        (state("Arizona"), PHOENIX, True),
        (state("TX"), CENTRAL, True),
        (state("FL"), EASTERN, True),
        (state("TN"), CENTRAL, False),
        (state("Kentucky"), EASTERN, False),
        (state("ID"), "America/Boise", False),
        (state("SD"), CENTRAL, False),
        (state("Ontario"), "America/Toronto", True),
        (state("England"), LONDON, True),
        (state("Atlantis"), EASTERN, False),
        (phone("(615) 555-0142"), CENTRAL, False),
        (phone("+1 602 555 0133"), PHOENIX, False),
        (phone("+1 800 555 0199"), EASTERN, False),
        (phone("+44 20 7946 0958"), LONDON, True),
        (phone("+44 7911 123456"), LONDON, True),
        (phone("call me"), EASTERN, False),
        ((clock(-300, CENTRAL),), CENTRAL, False),
        ((clock(-360, MOUNTAIN),) * 2, MOUNTAIN, True),
        # several that agree
        ((*state("TN"), *phone("615 555 0142")), CENTRAL, True),
        ((*state("TN"), clock(-300, CENTRAL), clock(-300, CENTRAL)), CENTRAL, True),
        ((*state("TN"), below(EASTERN)), EASTERN, True),
        ((*phone("615 555 0142"), echoed(CENTRAL)), CENTRAL, True),
        ((*state("GA"), clock(-240, EASTERN)), EASTERN, True),
        # against each other
        ((*state("GA"), clock(-360, MOUNTAIN)), EASTERN, False),
        ((*state("GA"), *phone("602 555 0133")), EASTERN, False),
        ((card(CENTRAL), *phone("602 555 0133")), CENTRAL, True),
        ((card(CENTRAL), clock(-420, PACIFIC), *phone("213 555 0133"), below(PACIFIC)), CENTRAL, False),
        ((said(MOUNTAIN), card(CENTRAL), *state("GA"), below(EASTERN)), MOUNTAIN, True),
        ((said(MOUNTAIN, NOW - 2 * DAY), said(PACIFIC)), PACIFIC, True),
        ((said(PACIFIC), said(MOUNTAIN, NOW - 2 * DAY)), PACIFIC, True),
        # a clock that two zones show
        ((clock(-420, PACIFIC), *state("AZ")), PHOENIX, True),
        ((clock(-420, PACIFIC), *state("CA")), PACIFIC, True),
        ((clock(-420, MOUNTAIN, WINTER), *state("AZ")), PHOENIX, True),
        ((clock(-420, MOUNTAIN, WINTER), *state("CA")), PACIFIC, False),
        # equal clocks under other names
        ((card("America/Detroit"), *state("NY")), "America/Detroit", True),
        # where they are for a while
        ((ZoneEvidence(ZoneSource.TRAVELLING, "London next week", LONDON, NOW), *state("GA")), EASTERN, True),
    ],
)
def test_the_verdict(evidence: tuple[ZoneEvidence, ...], zone: str, is_sure: bool) -> None:
    """The zone, and whether it is sure enough not to ask."""
    found = verdict(evidence, NOW, EASTERN)

    assert (found.zone, found.is_sure) == (zone, is_sure), found
    assert 0 < found.confidence <= 1


def test_more_that_agrees_is_never_less_sure() -> None:
    """Each thing by itself, and with one more that says the same."""
    for more in (echoed(CENTRAL), below(CENTRAL), clock(-300, CENTRAL), card(CENTRAL)):
        before: ZoneVerdict = verdict(state("TN"), NOW, EASTERN)
        assert verdict((*state("TN"), more), NOW, EASTERN).confidence > before.confidence


def test_the_runner_up_and_the_words() -> None:
    """What speaks for the verdict, the weightiest first, and what else was possible."""
    found = verdict((*state("TN"), *phone("615 555 0142")), NOW, EASTERN)

    assert found.runner_up == EASTERN
    assert found.why == "Central time: their phone number, the state of their company."
    assert verdict((), NOW, EASTERN).why == "Eastern time: nothing better than your own zone."
    assert verdict((), NOW, EASTERN).runner_up == ""


def test_a_state_is_shared_out_wholly() -> None:
    """The table: real zones, shares that make a whole, each name a state."""
    for code, zones in figures().states.items():
        assert sum(zones.values()) == pytest.approx(1), code
        assert all(zone_name(zone) for zone in zones)
    assert set(figures().state_names.values()) <= set(figures().states)
    assert len([code for code in figures().states if zones_of_state(code)]) > 60
    assert zones_of_state("") == {}


def test_what_a_request_holds_of_somebody() -> None:
    """Card, number and state; the weights fall as they should."""
    request = replace(a_request(), company_state="TN")
    found = known_of(a_prospect(phone="615 555 0142"), request)

    assert [one.source for one in found] == ["card", "phone_kept", "state", "state"]
    assert found[0].weight > found[2].weight > found[1].weight * 0.9


def test_clocks_that_agree_all_year() -> None:
    assert same_clock(EASTERN, "America/Toronto", NOW)
    assert not same_clock(PHOENIX, PACIFIC, NOW)
    assert zone_name("America/Sao_Paulo") == "Sao Paulo time"
