"""Bad news of their own in a message: the rep answers it; a funeral among other appointments goes on."""

from __future__ import annotations

import tomllib
from pathlib import Path
from time import process_time

import pytest

from tests.unit.replies.conftest import Read
from xforce_desktop.replies.analysis import Intent
from xforce_desktop.replies.bad_news import BAD_NEWS, bad_news_in, is_personal
from xforce_desktop.replies.raised import PERSONAL, raised_in

CASES = tomllib.loads(Path(__file__).with_name("bad_news_cases.toml").read_text("utf-8"))


@pytest.mark.parametrize("text", CASES["grave"])
def test_bad_news_is_for_the_rep(read: Read, text: str) -> None:
    """Whatever time they name beside it."""
    said = read(f"Hi Brent, {text} Friday at 11 works.")

    assert BAD_NEWS in said.signals
    assert said.requires_human
    assert said.human_reason.startswith("They have bad news of their own.")
    assert any(one.endswith("is bad news of their own") for one in said.why)


@pytest.mark.parametrize("text", CASES["mild"])
def test_what_only_moves_a_date_is_no_news_for_the_rep(text: str) -> None:
    """But personal all the same."""
    assert not bad_news_in(text)
    assert PERSONAL in raised_in(text)


@pytest.mark.parametrize("text", CASES["none"])
def test_what_only_looks_like_it_is_none(text: str) -> None:
    """A manner of speaking, the trade's own words, a customer's trade, what was long ago."""
    assert not bad_news_in(text)
    assert not is_personal(text)


def test_the_words_that_told_are_quoted(read: Read) -> None:
    said = read("So sorry. My daughter was taken to the hospital. Friday at 11 works.")

    assert said.why[0] == "“My daughter was taken to the hospital” is bad news of their own"
    assert said.intent is Intent.ACCEPT_TIME


def test_a_long_message_is_read_at_once() -> None:
    begun = process_time()
    assert not bad_news_in("my wife and her family and our friends and my son " * 400)

    assert process_time() - begun < 1.5
