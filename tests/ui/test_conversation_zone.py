"""In whose clock the times are said, in the head of the conversation."""

from __future__ import annotations

from dataclasses import replace

from ui import samples
from ui.conversation.presenter import page_of
from ui.people.lines import page_of as people_page_of
from xforce_desktop.scheduling.desk import Story, Summary
from xforce_desktop.scheduling.request import Attendee
from xforce_desktop.scheduling.zone_ledger import ZoneEvidence, ZoneSource, verdict

CENTRAL, EASTERN = "America/Chicago", "America/New_York"
PHONE = ZoneEvidence(ZoneSource.PHONE_KEPT, "+16155550142", CENTRAL, samples.NOW)
SAID = ZoneEvidence(ZoneSource.SAID, "I'm in Nashville", CENTRAL, samples.NOW)


def _story(*evidence: ZoneEvidence, **person: object) -> Story:
    summary: Summary = samples.pending()[0]
    request = summary.request
    john: Attendee = replace(request.primary, **person)
    changed = replace(summary, request=replace(request.with_attendee(john), zone_asked=True))
    return Story(changed, (), (), verdict(evidence, samples.NOW, EASTERN))


def test_what_is_assumed_is_said_with_its_reasons() -> None:
    """The weightiest first, and whether they were asked."""
    page = page_of(_story(PHONE, zone=CENTRAL, zone_is_sure=False), samples.NOW, None)

    assert page.zone == "Times in Central time (assumed)"
    assert page.zone_why.splitlines() == [
        "Central time: their phone number (+16155550142)",
        "Eastern time: nothing better than your own zone",
        "They were asked whether it is right.",
    ]


def test_what_they_said_is_said_plainly() -> None:
    page = page_of(_story(SAID, PHONE, zone=CENTRAL), samples.NOW, None)

    assert page.zone == "Times in Central time"
    assert page.zone_why.startswith("Central time: they said so (I'm in Nashville)")


def test_a_request_from_before_the_ledger_shows_nothing() -> None:
    page = page_of(_story(PHONE), samples.NOW, None)

    assert (page.zone, page.zone_why) == ("", "")


def test_the_people_have_their_clocks() -> None:
    """Beside address and number; only assumed where nobody said so."""
    request = _story(zone=CENTRAL, zone_is_sure=False).summary.request

    assert "Central time, assumed" in people_page_of(request, samples.NOW, None).theirs[0].about
