"""Whatever arrives, the reader answers within a second and never raises."""

from __future__ import annotations

import json
import os
import random
import statistics
import time
from datetime import datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from tests.stopwatch import fastest_s
from tests.unit.replies.shapes import PIECES, SHAPES, TAGS, busy_mails, filled, long_mails
from xforce_desktop.replies.analysis import ReceivedText, ReplyAnalysis, ReplyContext
from xforce_desktop.replies.html_text import read_html
from xforce_desktop.replies.new_text import split_message
from xforce_desktop.replies.offline_analyst import OfflineAnalyst
from xforce_desktop.replies.plain import plain_text
from xforce_desktop.replies.times import find_times

NOW = datetime.fromisoformat("2026-07-06T13:40:00-06:00")
OFFERS = ("2026-07-08T09:00:00-06:00", "2026-07-08T15:00:00-06:00", "2026-07-10T11:00:00-06:00")
CONTEXT = ReplyContext(
    NOW, "America/Denver", "demo", 30, "Demo", tuple(datetime.fromisoformat(offer) for offer in OFFERS)
)
SEED = int(os.environ.get("XFORCE_FUZZ_SEED") or random.SystemRandom().randrange(10**6))
REPEAT = f"repeat with XFORCE_FUZZ_SEED={SEED}"
_USUAL_YARDSTICK_S = 0.09


@pytest.fixture(scope="module")
def allowed_s() -> float:
    """A second; more on a machine on which plain work takes longer than where the rules were measured."""
    OfflineAnalyst().read(mail("Friday at 11 works"), CONTEXT)
    begun = time.process_time()
    sum(number * number for number in range(1_500_000))
    return max(1.0, (time.process_time() - begun) / _USUAL_YARDSTICK_S)


def mail(body: str, **parts: Any) -> ReceivedText:
    """A mail of Alex's."""
    return ReceivedText(
        **{
            "from_name": "Alex Brandt",
            "from_address": "alex@oakpest.example",
            "subject": "Re: Demo",
            **parts,
        },
        body=body,
    )


def read(message: ReceivedText) -> ReplyAnalysis:
    """Read a message; what the reader's own net caught counts as raised."""
    analysis = OfflineAnalyst().read(message, CONTEXT)
    assert analysis.why != ("The message could not be read",)
    return analysis


@pytest.mark.parametrize("shape", SHAPES)
def test_a_megabyte_of_anything_takes_no_second(shape, allowed_s):
    """As a body and as a phrase, whatever it is made of; and nothing is booked from it unread."""
    text = SHAPES[shape]()
    readings: list[ReplyAnalysis] = []

    assert fastest_s(lambda: readings.append(read(mail(text))), allowed_s) < allowed_s
    assert fastest_s(lambda: find_times(text, NOW, "America/Denver", 30), allowed_s) < allowed_s
    analysis = readings[-1]
    assert analysis.selected_time is None or len(analysis.new_text) < 4_000


@pytest.mark.parametrize("place", ["subject", "from_name", "from_address", "header", "hidden"])
@pytest.mark.parametrize("piece", ["1", " ", "a@", "monday ", "on ", "<a ", "ignore ", "Accepted: "])
def test_a_megabyte_beside_the_body_takes_no_second(place, piece, allowed_s):
    """Subject, names and headers are bounded too."""
    text = filled(piece)
    parts = {"headers": {"X-Note": text, "Auto-Submitted": text}} if place == "header" else {place: text}

    assert fastest_s(lambda: read(mail("Friday at 11 works", **parts)), allowed_s) < allowed_s


_HTML = st.lists(
    st.sampled_from([*TAGS, "Friday 11:00", "</p>", "</blockquote>", ">", '"', "\n"]), max_size=60
)
_MAIL = st.lists(st.sampled_from([*PIECES, "Friday 11:00 works", "no", "\n\n"]), max_size=60)
_ANY = st.one_of(
    st.text(st.characters(), max_size=3000),
    st.binary(max_size=3000).map(lambda raw: raw.decode("latin-1")),
    _HTML.map("".join),
    _MAIL.map("".join),
)


@seed(SEED)
@settings(max_examples=300, deadline=2000, database=None, suppress_health_check=[HealthCheck.too_slow])
@given(body=_ANY, subject=st.text(max_size=60), name=st.text(max_size=30))
def test_nothing_makes_it_raise(body, subject, name):
    """Random characters, bytes, broken markup and broken mails."""
    try:
        read(mail(body, subject=subject, from_name=name))
        find_times(body, NOW, "America/Denver", 30)
    except Exception as error:
        raise AssertionError(REPEAT) from error


@seed(SEED)
@settings(max_examples=200, deadline=2000, database=None, suppress_health_check=[HealthCheck.too_slow])
@given(body=_ANY)
def test_nothing_is_made_up(body):
    """Every word of the new text stands in the message, digits and letters of every width written plainly."""
    sources = (read_html(body).text, body, plain_text(body), plain_text(read_html(body).text))
    plain = "".join("".join(source.split()) for source in sources)
    words = [word for word in split_message(body).text.split() if word.isascii() and word.isalnum()]

    assert [word for word in words if word not in plain and len(word) > 3] == [], REPEAT


@pytest.mark.parametrize("kind", long_mails())
def test_a_long_mail_is_read_in_a_fifth_of_a_second(kind, allowed_s):
    """20,000 characters in under 200 ms."""
    text = long_mails()[kind]
    analysis = read(mail(text))

    assert fastest_s(lambda: read(mail(text)), 0.2 * allowed_s) < 0.2 * allowed_s
    assert len(text) == 20_000
    assert analysis.selected_time == CONTEXT.proposed_times[2] or kind == "words"


@pytest.mark.parametrize("kind", busy_mails())
def test_forty_times_in_a_long_mail_take_a_fifth_of_a_second(kind, allowed_s):
    """Plain and with the markup of two programs, 20,000 characters in under 200 ms."""
    text = busy_mails()[kind]
    assert fastest_s(lambda: read(mail(text)), 0.2 * allowed_s) < 0.2 * allowed_s
    assert len(text) == 20_000


def test_the_middle_mail_takes_fifteen_milliseconds_at_most(own_cases, allowed_s):
    """Half of our own cases are read faster than 15 ms."""
    spent = []
    for case in own_cases:
        message = case["message"]
        begun = time.process_time()
        read(ReceivedText(**{**message, "headers": message.get("headers", {})}))
        spent.append(time.process_time() - begun)

    assert statistics.median(spent) < 0.015 * allowed_s, json.dumps(sorted(spent)[-5:])


def test_a_cut_message_says_so():
    """Who writes more than is read is told, and nothing is booked; a long history does not count."""
    answer = "Friday at 11 works.\n\n"
    history = "On Tue, Jul 7, 2026 at 9:01 AM Sam <s@x.example> wrote:\n" + filled(
        "> Friday 11:00?\n", 60_000
    )

    long_words = read(mail(answer + filled("We wrote a lot more. ", 60_000)))
    long_history = read(mail(answer + history))

    assert long_words.selected_time is None
    assert "not all of it was read" in long_words.why[0]
    assert long_history.selected_time == CONTEXT.proposed_times[2]
