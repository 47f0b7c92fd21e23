"""`contacts`, `proofs` and `request consent`: what is kept of people, and what a follow-up can bring."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.cli.conftest import Cli

PROOF = {"type": "case_study", "content": "A family-owned company cut its missed calls from 18% to 3%"}
ZOE = "zoë@acmepest.example"


def test_a_proof_is_kept_retired_and_restored(on_sandbox: Cli) -> None:
    (kept,) = on_sandbox("proofs", "add", stdin=json.dumps(PROOF)).json()
    assert (kept["content"], kept["times_used"], kept["conversion_rate"]) == (PROOF["content"], 0, None)
    assert "already" in on_sandbox("proofs", "add", stdin=json.dumps(PROOF)).complaint()
    (retired,) = on_sandbox("proofs", "retire", kept["id"]).json()
    assert not retired["is_active"]
    assert "use them again there" in on_sandbox("proofs", "add", stdin=json.dumps(PROOF)).complaint()
    (restored,) = on_sandbox("proofs", "restore", kept["id"]).json()
    assert restored["is_active"]
    assert on_sandbox("proofs", "list").json() == [restored]


@pytest.mark.parametrize(
    "changes, words",
    [
        ({"type": "rumor"}, "type: “rumor” is none; use one of case_study, stat"),
        ({"content": "short"}, "content has to have 10 characters at least"),
        ({"content": 7}, "content has to be a text"),
        ({"type": "stat"}, "needs its source"),
        ({"link": "/resources/study"}, "link"),
        ({"relevant_for": {"least_employees": 50, "most_employees": 5}}, "most_employees"),
        ({"relevant_for": {"colour": ["red"]}}, "There is no field relevant_for.colour"),
        ({"relevant_for": {"industries": "hvac"}}, "relevant_for.industries has to be a list of texts"),
        ({"relevant_for": {"most_employees": 2.5}}, "relevant_for.most_employees has to be a whole number"),
        ({"id": "x"}, "id"),
    ],
)
def test_a_proof_that_cannot_be_is_refused_in_a_line(
    on_sandbox: Cli, changes: dict[str, Any], words: str
) -> None:
    assert words in on_sandbox("proofs", "add", stdin=json.dumps(PROOF | changes)).complaint()


@pytest.mark.parametrize(
    "line, words",
    [
        (("proofs", "add"), "not JSON"),
        (("proofs", "retire", "7"), "no id of a proof"),
        (("proofs", "retire", "00000000-0000-4000-8000-000000000000"), "There is no proof"),
        (("contacts", "champion", "who@acme.example"), "not known"),
        (("contacts", "add", "nobody", "--name", "N"), "not an email address"),
        (("contacts", "tone", "who@acme.example", "rude"), "rude"),
    ],
)
def test_what_cannot_be_is_said_in_a_line(on_sandbox: Cli, line: tuple[str, ...], words: str) -> None:
    assert words in on_sandbox(*line).complaint()


def test_a_champion_needs_a_company(on_sandbox: Cli) -> None:
    """Without one nobody could be helped."""
    on_sandbox("contacts", "add", "mary@acme.example", "--name", "Mary Jones").json()
    assert "where Mary Jones works" in on_sandbox("contacts", "champion", "mary@acme.example").complaint()
    on_sandbox("contacts", "add", "mary@acme.example", "--name", "Mary Jones", "--company", "Acme").json()
    (mary,) = on_sandbox("contacts", "champion", "mary@acme.example", "--may-be-copied").json()
    assert (mary["company"], mary["is_champion"], mary["may_be_copied"]) == ("Acme", True, True)


def test_a_consent_is_noted_and_taken_back(on_sandbox: Cli, form: dict[str, Any]) -> None:
    """For who is on the request already, with the day that is given."""
    request_id = on_sandbox("request", "new", "-", stdin=json.dumps(form)).json()["id"]
    line = ("request", "consent", request_id, ZOE)
    on_sandbox(*line, "--phone", "615 555 0142", "--sms-consent", "web form", "--on", "2026-01-02").json()
    person = on_sandbox("request", "show", request_id).json()["attendees"][-1]
    assert person["sms_consent"] == {"given_on": "2026-01-02", "source": "web form"}
    on_sandbox(*line, "--withdrawn", "She told me so").json()
    shown = on_sandbox("request", "show", request_id).json()
    assert shown["attendees"][-1]["sms_consent"] is None
    assert any("She told me so" in one["why"] and one["actor"] == "user" for one in shown["actions"])
    assert "required" in on_sandbox(*line).complaint()
    assert "is no day" in on_sandbox(*line, "--sms-consent", "x", "--on", "tomorrow").complaint()


def test_a_champion_works_there(on_sandbox: Cli, form: dict[str, Any]) -> None:
    """Nobody of ours is asked to introduce us; and who does not help is not copied in either."""
    on_sandbox("request", "new", "-", stdin=json.dumps(form)).json()
    on_sandbox("contacts", "add", "sarah@xforce.example", "--name", "Sarah Chen", "--company", "Acme").json()
    assert "on our side" in on_sandbox("contacts", "champion", "sarah@xforce.example").complaint()
    both = ("contacts", "champion", "mary@acme.example", "--no", "--may-be-copied")
    assert "not allowed with" in on_sandbox(*both).complaint()


def test_a_proof_that_cannot_be_kept(on_sandbox: Cli) -> None:
    """Told in words, whatever was given."""
    assert "one object" in on_sandbox("proofs", "add", stdin="[]").complaint()
    ftp = {"type": "resource", "content": "A calculator of missed calls", "link": "ftp://x.example"}
    assert "begins with https://" in on_sandbox("proofs", "add", stdin=json.dumps(ftp)).complaint()
