"""We ask for the permissions that our calls need, for no more and no stronger ones, and IT can read why."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sync.sandbox.tenant import REGISTERED
from tests.sync.graph.traffic_walk import walked
from tests.sync.graph_judge import ASKED
from tests.sync.graph_permissions import covers, least, needs_of, uncovered, unneeded
from ui.welcome.consent import WANTS

ROOT = Path(__file__).resolve().parents[3]
PAGE = ROOT / "docs" / "microsoft365.md"
_ROW = re.compile(r"^\| `([\w.]+)` \| (.+) \| (.+) \| (the rep|an administrator) \|$", re.MULTILINE)
_NAME = re.compile(r"`((?:User|Mail|Calendars|Contacts|MailboxSettings|OnlineMeeting)\w*\.[\w.]+)`")
_CODE = re.compile(r"`([^`]+)`")


def rows() -> dict[str, set[str]]:
    """The table for IT: a permission to the calls it is for."""
    section = PAGE.read_text(encoding="utf-8").partition("\n## Permissions\n")[2].partition("\n## ")[0]
    return {name: set(_CODE.findall(calls)) for name, _, calls, _ in _ROW.findall(section)}


def test_every_call_is_allowed_by_what_we_ask_for(judge):
    assert uncovered(ASKED, needs_of(judge.contract, walked())) == []


def test_nothing_is_asked_for_that_no_call_needs(judge):
    """Neither a whole permission too many, nor a stronger one where a weaker would do."""
    assert unneeded(ASKED, needs_of(judge.contract, walked())) == []


def test_each_is_the_least_for_some_call_and_no_call_wants_more(judge):
    """The one that the description recommends, not one that happens to be enough; none for administrators."""
    assert set(ASKED) <= least(judge.contract, walked())


@pytest.mark.parametrize("missing", ASKED)
def test_without_any_of_them_something_fails(judge, missing):
    rest = [one for one in ASKED if one != missing]

    assert uncovered(rest, needs_of(judge.contract, walked()))


@pytest.mark.parametrize("extra", ["People.Read", "Mail.Read", "Calendars.Read.Shared"])
def test_one_too_many_would_be_noticed(judge, extra):
    """Also one that another includes."""
    assert extra in unneeded((*ASKED, extra), needs_of(judge.contract, walked()))


@pytest.mark.parametrize(
    "weak, strong",
    [
        ("Mail.ReadWrite", "Mail.ReadWrite.Shared"),
        ("MailboxSettings.Read", "MailboxSettings.ReadWrite"),
        ("OnlineMeetings.Read", "OnlineMeetings.ReadWrite"),
        ("User.Read", "User.ReadWrite"),
    ],
)
def test_one_too_strong_would_be_noticed(judge, weak, strong):
    asked = [strong if one == weak else one for one in ASKED]
    needs = needs_of(judge.contract, walked())

    assert strong in unneeded(asked, needs) or uncovered(asked, needs)


@pytest.mark.parametrize(
    "asked, needed, is_enough",
    [
        ("Mail.ReadWrite", "Mail.Read", True),
        ("Mail.ReadWrite", "Mail.ReadBasic", True),
        ("Mail.Read", "Mail.ReadWrite", False),
        ("Mail.ReadWrite", "Mail.Send", False),
        ("Calendars.ReadWrite", "Calendars.Read.Shared", False),
        ("User.Read", "User.Read.All", False),
        ("User.Read.All", "User.ReadBasic.All", True),
    ],
)
def test_what_includes_what(asked, needed, is_enough):
    """Who may write may read, of the same things and of nothing else."""
    assert covers(asked, needed) is is_enough


def test_the_page_for_it_names_what_we_ask_for():
    """In the same order, each once."""
    assert list(rows()) == list(ASKED)


@pytest.mark.parametrize("page", ["README.md", "packaging/README.md"])
def test_the_readmes_name_the_same(page):
    """What the app is for, and what IT has to register."""
    text = (ROOT / page).read_text(encoding="utf-8")

    assert set(_NAME.findall(text)) == set(ASKED)


def test_the_sandboxs_organisation_has_registered_the_same():
    """Its list is its own: what the app asks for by mistake is not allowed there by itself."""
    assert set(REGISTERED) == set(ASKED)


def test_each_is_put_in_words_for_an_administrator():
    assert set(WANTS) == set(ASKED)


def test_the_page_for_it_names_the_calls_that_we_make(judge):
    """Each beside the permission that allows it."""
    needs = needs_of(judge.contract, walked())
    made = {
        asked: {call for call, enough in needs.items() if any(covers(asked, one) for one in enough)}
        for asked in ASKED
    }

    assert rows() == made
