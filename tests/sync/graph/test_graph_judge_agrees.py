"""The judge of our traffic with Graph, held against a validator that others wrote, on the same schemas."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

from jsonschema import Draft202012Validator

from tests.sync.graph.traffic_walk import walked
from tests.sync.graph_contract import Entry
from tests.sync.graph_judge import Judge

_SAME = ("pattern", "minimum", "maximum", "required", "maxProperties")


def as_json_schema(schema: Any) -> Any:
    """OpenAPI 3.0 as JSON Schema: `nullable` joins the type, and enums compare without regard to case."""
    made: dict[str, Any] = {name: schema[name] for name in (*_SAME, "$ref") if name in schema}
    if "type" in schema:
        made["type"] = [schema["type"], "null"] if schema.get("nullable") else schema["type"]
    if "enum" in schema:
        made["pattern"] = "(?i)^(" + "|".join(schema["enum"]) + ")$"
    if "properties" in schema:
        made["properties"] = {name: as_json_schema(one) for name, one in schema["properties"].items()}
    if "items" in schema:
        made["items"] = as_json_schema(schema["items"])
    for name in ("allOf", "anyOf"):
        if name in schema:
            made[name] = [as_json_schema(one) for one in schema[name]]
    return made


def spoilt(value: Any) -> Iterator[tuple[str, Any]]:
    """The value with one thing in it replaced by something of another kind, each thing in turn."""
    for where, _ in places(value):
        for other in (7, "x", True, [0], None):
            changed = copy.deepcopy(value)
            inner = changed
            for key in where[:-1]:
                inner = inner[key]
            inner[where[-1]] = other
            yield f"{where} = {other!r}", changed


def places(value: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Every place below the top; of a list the first member stands for all."""
    members = (
        value.items() if isinstance(value, dict) else enumerate(value[:1]) if isinstance(value, list) else ()
    )
    for key, one in members:
        if "@" not in str(key):
            yield (*way, key), one
            yield from places(one, (*way, key))


def bodies(judge: Judge) -> Iterator[tuple[str, Any, Any]]:
    """One body of each operation of the walk, asked and answered: its name, its schema, itself."""
    contract, seen = judge.contract, set()
    for entry in walked():
        (name,) = judge.operations([entry])
        for what, schema, body in _parts(contract, entry):
            if schema is not None and isinstance(body, dict) and (name, what) not in seen:
                seen.add((name, what))
                yield f"{what} of {name}", schema, body


def _parts(contract: Any, entry: Entry) -> Iterator[tuple[str, Any, Any]]:
    operation = contract.operation(entry)
    if "requestBody" in operation:
        yield "request", contract.schema(operation["requestBody"]), entry["request"]["body"]
    if entry["response"]["status"] < 400:
        yield "answer", contract.schema(operation["responses"]["2XX"]), entry["response"]["body"]


def test_a_validator_that_others_wrote_agrees(judge):
    """On every body of the walk, and on each of them with one thing of the wrong kind in it."""
    named = judge.contract.doc["components"]["schemas"]
    root = {"components": {"schemas": {name: as_json_schema(one) for name, one in named.items()}}}
    compared = refused = 0
    for name, schema, body in bodies(judge):
        other = Draft202012Validator({**root, **as_json_schema(schema)})
        assert other.is_valid(body), name
        for change, changed in spoilt(body):
            theirs = other.is_valid(changed)
            ours = list(judge.contract.schemas.misfits(schema, changed))
            assert theirs == (ours == []), (name, change, ours, json.dumps(changed)[:300])
            compared, refused = compared + 1, refused + (not theirs)

    assert compared > 1000
    assert refused > 500
