"""All that the adapters say to Graph is what Graph's own description, and its manners, allow."""

from __future__ import annotations

from sync.graph.http_wire import USER_AGENT
from tests.sync.graph.traffic_walk import walked
from tests.sync.graph_contract import header, is_ours
from tests.sync.graph_query import Query


def test_every_call_fits_the_description(judge):
    """One of each, requests and answers: not a single misfit, and at least one call per operation we use."""
    assert judge.misfits(walked()) == []
    assert len(judge.operations(walked())) >= 18


def test_every_call_says_who_makes_it():
    """The organisation's IT finds us in its logs by that, and the judge knows our calls from a test's."""
    assert len(walked()) >= 40
    assert {header(entry, "user-agent") for entry in walked()} == {USER_AGENT}
    assert all(is_ours(entry) for entry in walked())


def test_no_two_calls_have_the_same_id():
    """Else neither Microsoft nor we could tell them apart in a log."""
    ids = [header(entry, "client-request-id") for entry in walked()]

    assert len(set(ids)) == len(ids)


def test_nothing_is_fetched_that_was_not_asked_for(judge):
    """Where an operation offers a choice we choose, and the sandbox gives no more than that."""
    chosen = 0
    for entry in walked():
        query = Query.read(entry["query"])
        body = entry["response"]["body"]
        if not query.get("$select") or not isinstance(body, dict) or "error" in body:
            continue
        given = {name.partition("/")[0] for name in query.listed("$select")} | {"id"}
        given |= {name.partition("(")[0] for name in query.listed("$expand")}
        for item in body.get("value", [body]):
            extra = {name for name in item if "@" not in name} - given
            assert not extra, (entry["path"], extra)
        chosen += 1

    assert chosen > 20
