"""Any value in any field of the form, and anything else that may come back."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sync.anthropic.trouble import UnusableAnswer
from sync.anthropic.wire import Form, reading_from
from tests.sync.anthropic.conftest import Case, told
from tests.sync.anthropic.harm import booked_wrongly, wrongs
from xforce_desktop.replies.analysis import ConflictType, Intent, ReplyContext, Sentiment
from xforce_desktop.replies.checked import checked
from xforce_desktop.replies.model_reading import Concern, ModelReading
from xforce_desktop.replies.offline_analyst import OfflineAnalyst

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40),
    lambda inner: (
        st.lists(inner, max_size=5) | st.dictionaries(st.sampled_from([*Form.model_fields, "x"]), inner)
    ),
    max_leaves=12,
)
FIRST, LAST = (datetime.fromisoformat(day) for day in ("2026-01-01", "2027-12-31"))
MOMENTS = st.datetimes(FIRST, LAST).map(lambda one: f"{one.isoformat()}-06:00")
FORMS = st.fixed_dictionaries(
    {
        "intent": st.sampled_from([one.value for one in Intent]),
        "offer_number": st.none() | st.integers(-3, 9),
        "leaves_choice_to_us": st.booleans(),
        "windows": st.lists(st.fixed_dictionaries({"start": MOMENTS, "end": MOMENTS}), max_size=4),
        "conflict": st.none()
        | st.fixed_dictionaries(
            {
                "type": st.sampled_from([one.value for one in ConflictType]),
                "until": st.none() | st.dates(date(2026, 1, 1), date(2028, 1, 1)).map(date.isoformat),
            }
        ),
        "come_back_on": st.none() | st.dates(date(2026, 1, 1), date(2028, 1, 1)).map(date.isoformat),
        "sentiment": st.sampled_from([one.value for one in Sentiment]),
        "concerns": st.lists(st.sampled_from([one.value for one in Concern]), max_size=4),
        "people": st.lists(st.emails() | st.text(max_size=20), max_size=4),
        "deciding_words": st.lists(st.text(max_size=30), max_size=3),
    }
)


@given(st.one_of(JSON.map(json.dumps), st.text(max_size=200)))
def test_whatever_comes_back_is_a_form_or_unusable(text: str) -> None:
    context = ReplyContext(datetime(2026, 7, 6, tzinfo=UTC), "America/Denver", "demo", 30, "Demo", ())
    with suppress(UnusableAnswer):
        assert isinstance(reading_from(text, context), ModelReading)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), filled=FORMS)
def test_no_form_at_all_does_harm(own_cases: list[Case], data: st.DataObject, filled: dict[str, Any]) -> None:
    """Any value in any field, about any of our cases."""
    case = data.draw(st.sampled_from(own_cases))
    message, context = told(case)
    offline = OfflineAnalyst().read(message, context)
    try:
        reading = reading_from(json.dumps(filled), context)
    except UnusableAnswer:
        return

    result = checked(offline, reading, message, context)

    assert wrongs(offline, result, message) == []
    assert not booked_wrongly(case, result)
