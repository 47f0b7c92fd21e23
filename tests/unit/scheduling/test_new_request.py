"""What may be asked for, checked before anything is stored."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.builders import DAY, JOHN, NOW, SARAH
from xforce_desktop.errors import BadInput
from xforce_desktop.scheduling.new_request import check_new_request, parse_new_request
from xforce_desktop.scheduling.request import Approval, MeetingType, Platform


def _form(**changes: Any) -> dict[str, Any]:
    return {"meeting_type": "demo", "external": [{"address": JOHN, "name": "John Smith"}]} | changes


def test_little_is_enough() -> None:
    """A type and somebody to meet; the rest has defaults."""
    new = check_new_request(_form())

    assert (new.meeting_type, new.length_minutes) == (MeetingType.DEMO, 60)
    assert (new.approval, new.platform) == (Approval.REVIEW_FIRST, Platform.TEAMS)


@pytest.mark.parametrize(
    "meeting_type, minutes",
    [("discovery", 30), ("demo", 60), ("follow_up", 30), ("exec_review", 30), ("negotiation", 30)],
)
def test_each_type_has_its_length(meeting_type: str, minutes: int) -> None:
    """The usual length, unless another is asked for."""
    assert check_new_request(_form(meeting_type=meeting_type)).length_minutes == minutes
    assert check_new_request(_form(meeting_type=meeting_type, duration_minutes=20)).length_minutes == 20


@pytest.mark.parametrize("company", ["Acme Pest", {"name": "Acme Pest"}])
def test_a_company_is_a_name_or_more(company: Any) -> None:
    """Both spellings mean the same."""
    new = check_new_request(_form(company=company))

    assert new.company is not None
    assert (new.company.name, new.company.state) == ("Acme Pest", "")


@pytest.mark.parametrize(
    "changes, place",
    [
        ({"external": []}, "external"),
        ({"external": [{"address": JOHN}]}, "external.0.name"),
        ({"external": [{"address": "john@", "name": "John"}]}, "external.0.address"),
        ({"external": [{"address": JOHN, "name": "J", "timezone": "CDT7"}]}, "external.0.timezone"),
        ({"external": [{"address": JOHN, "name": "J"}] * 2}, "twice"),
        ({"internal": [{"address": SARAH}, {"address": SARAH.upper()}]}, "twice"),
        ({"internal": [{"address": JOHN}]}, "twice"),
        ({"meeting_type": "custom"}, "duration_minutes"),
        ({"duration_minutes": 4}, "duration_minutes"),
        ({"duration_minutes": 481}, "duration_minutes"),
        ({"duration_minutes": "long"}, "duration_minutes"),
        ({"approval": "never"}, "approval"),
        ({"platform": "pigeon"}, "platform"),
        ({"preferences": {"timezone": ""}}, "preferences.timezone"),
        ({"preferences": {"avoid": ["monday_noon"]}}, "monday_noon"),
        ({"preferences": {"preferred_times": ["night"]}}, "night"),
        ({"wish": "soon"}, "wish"),
    ],
)
def test_what_cannot_be_arranged_is_named(changes: dict[str, Any], place: str) -> None:
    """One line that says where it is wrong and what to do."""
    with pytest.raises(BadInput) as refusal:
        check_new_request(_form(**changes))

    assert place in refusal.value.title
    assert "\n" not in str(refusal.value)
    assert refusal.value.advice


@pytest.mark.parametrize("text", ["", "{", "nonsense", "[1]", '"demo"', "null", "NaN"])
def test_what_is_no_json_object(text: str) -> None:
    """Whatever is piped in, the answer is one sentence."""
    with pytest.raises(BadInput, match="JSON"):
        parse_new_request(text)


def test_a_range_has_to_lie_ahead() -> None:
    """Its end decides: one that has begun may still be used."""
    begun = check_new_request(_form(preferences={"range": _range(NOW - DAY, NOW + DAY)}))
    over = check_new_request(_form(preferences={"range": _range(NOW - 2 * DAY, NOW)}))

    begun.check_against(NOW)
    with pytest.raises(BadInput, match="passed"):
        over.check_against(NOW)


@pytest.mark.parametrize("days", [0, -1])
def test_a_range_has_to_have_a_length(days: int) -> None:
    """An end before its start is a slip, not a wish."""
    with pytest.raises(BadInput, match="not after its start"):
        check_new_request(_form(preferences={"range": _range(NOW, NOW + days * DAY)}))


def _range(start: Any, end: Any) -> dict[str, str]:
    return {"start": start.isoformat(), "end": end.isoformat()}


def test_parsing_and_checking_agree() -> None:
    """The command line and the desktop form share one gate."""
    form = _form(
        title="Demo of the routing", internal=[{"address": SARAH, "name": "Sarah", "required": False}]
    )

    assert parse_new_request(json.dumps(form)) == check_new_request(form)
