"""Judges JSON values by the schemas of Graph's description, strictly and fast.

Stricter than a validator of JSON Schema would be: a property nobody described is a misfit at any depth, an
`@odata.type` has to name a kind of what stands there, and a moment has to exist. As the service itself writes
and takes the values of enums, they compare without regard to case. tests/sync/graph/test_graph_judge.py holds
this against a validator that others wrote.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from typing import Any

Schema = Mapping[str, Any]

_REF = "#/components/schemas/"
_NOTHING = "odata.null"
_PYTHON: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "boolean": (bool,),
    "integer": (int,),
    "number": (int, float),
}
# Words the judge acts on, and words that say nothing about a value. Any other stops it: nothing is skipped.
_JUDGED = {
    "$ref", "allOf", "anyOf", "type", "nullable", "enum", "properties", "items", "required", "pattern",
    "format", "minimum", "maximum",
}  # fmt: skip
_SILENT = {
    "title", "description", "default", "additionalProperties", "maxProperties", "x-source",
    "x-ms-navigationProperty", "x-preferred-spelling", "x-ms-primary-error-message", "x-derived-types",
}  # fmt: skip
# The description is older than the service, which writes the right spelling of this one too.
_ALSO = {"meetingtenativelyaccepted": "meetingtentativelyaccepted"}
# Kinds the service names and the description leaves out: judged as what they are a kind of.
_UNDESCRIBED = {"communicationsUserIdentity", "azureCommunicationServicesUserIdentity"}
_ANNOTATIONS = re.compile(r"([A-Za-z]\w*)?@(odata\.\w+|removed)")


class Schemas:
    """The named schemas of a description; those in other places of it may be judged by, too."""

    def __init__(self, named: Mapping[str, Schema]) -> None:
        self._named = {name: schema for name, schema in named.items() if name != _NOTHING}
        for schema in self._named.values():
            _check_words(schema)
        self._flat: dict[str, Schema] = {}

    def misfits(self, schema: Schema, value: Any, where: str = "$") -> Iterator[str]:
        """What does not fit, a line each, with its place in the value."""
        if "anyOf" in schema:
            schema, may_be_nothing = self._either(schema["anyOf"])
            if value is None and may_be_nothing:
                return
        schema = self.flat(schema)
        if value is None:
            if not schema.get("nullable"):
                yield f"{where}: null where a value belongs"
        elif not _is(value, schema.get("type")):
            yield f"{where}: {_short(value)} is no {schema['type']}"
        elif isinstance(value, dict):
            yield from self._object(schema, value, where)
        elif isinstance(value, list):
            for number, one in enumerate(value):
                yield from self.misfits(schema["items"], one, f"{where}[{number}]")
        else:
            yield from _scalar(schema, value, where)

    def flat(self, schema: Schema) -> Schema:
        """The schema with its references and its parts (`allOf`) put together."""
        name = str(schema.get("$ref", "")).removeprefix(_REF)
        if name:
            if name not in self._flat:
                self._flat[name] = {**self.flat(self._named[name]), "name": name}
            return self._flat[name]
        if "allOf" not in schema:
            return schema
        parts = [self.flat(part) for part in schema["allOf"]]
        properties = {key: one for part in parts for key, one in part.get("properties", {}).items()}
        ancestors = {one for part in parts for one in (part.get("name"), *part.get("ancestors", ())) if one}
        required = [one for part in parts for one in part.get("required", ())]
        return {"type": "object", "properties": properties, "ancestors": ancestors, "required": required}

    def kind(self, name: str) -> Schema | None:
        """A named schema, put together; None for a name that is not described."""
        return self.flat({"$ref": _REF + name}) if name in self._named else None

    def item(self, schema: Schema) -> Schema:
        """What one member of the collection is, if the schema describes a collection; else itself."""
        flat = self.flat(schema)
        members = flat.get("properties", {}).get("value", {})
        return self.flat(members["items"]) if members.get("type") == "array" else flat

    def inner(self, schema: Schema) -> Schema:
        """What stands at a property: the object itself, or one member of a list of them."""
        if "anyOf" in schema:
            schema = self._either(schema["anyOf"])[0]
        flat = self.flat(schema)
        return self.flat(flat["items"]) if flat.get("type") == "array" else flat

    def _either(self, options: list[Schema]) -> tuple[Schema, bool]:
        """The one option beside nothing, and whether nothing is one."""
        real = [one for one in options if one.get("$ref") != _REF + _NOTHING]
        assert len(real) == 1, options
        return real[0], len(real) < len(options)

    def _object(self, schema: Schema, value: dict[str, Any], where: str) -> Iterator[str]:
        named = value.get("@odata.type")
        if named is not None:
            schema, trouble = self._as_it_says(schema, str(named))
            yield from (f"{where}: {trouble}" for _ in range(bool(trouble)))
        yield from (
            f"{where}: no {name}, which is required"
            for name in schema.get("required", ())
            if name not in value
        )
        described = schema.get("properties", {})
        for name, one in value.items():
            if name in described:
                yield from self.misfits(described[name], one, f"{where}.{name}")
            elif described and not _ANNOTATIONS.fullmatch(name):  # of some things the parts are not described
                yield f"{where}: unknown property {name}"

    def _as_it_says(self, schema: Schema, named: str) -> tuple[Schema, str]:
        """The schema that an `@odata.type` names, and what is wrong with it."""
        name = named.removeprefix("#")
        if name.removeprefix("microsoft.graph.") in _UNDESCRIBED or name == schema.get("name"):
            return schema, ""
        kind = self.kind(name)
        if kind is None:
            return schema, f"unknown @odata.type {named}"
        if schema.get("name") not in kind.get("ancestors", ()):
            return schema, f"{named} is no {schema.get('name')}"
        return kind, ""


def _is(value: Any, kind: str | None) -> bool:
    if kind is None:
        return True
    return isinstance(value, _PYTHON[kind]) and (kind == "boolean" or not isinstance(value, bool))


def _scalar(schema: Schema, value: Any, where: str) -> Iterator[str]:
    if "enum" in schema and str(value).lower() not in _values(tuple(schema["enum"])):
        yield f"{where}: {_short(value)} is none of {', '.join(schema['enum'])}"
    if "pattern" in schema and not re.search(schema["pattern"], value):
        yield f"{where}: {_short(value)} does not match {schema['pattern'][:60]}"
    elif schema.get("format") == "date-time" and not _exists(value):
        yield f"{where}: {_short(value)} is no moment"
    if "minimum" in schema and not schema["minimum"] <= value <= schema["maximum"]:
        yield f"{where}: {value} is not within {schema['minimum']} and {schema['maximum']}"


@cache
def _values(listed: tuple[str, ...]) -> set[str]:
    lowered = {one.lower() for one in listed}
    return lowered | {other for one, other in _ALSO.items() if one in lowered}


def _exists(moment: str) -> bool:
    try:
        datetime.fromisoformat(moment)
    except ValueError:
        return False
    return True


def _short(value: Any) -> str:
    return repr(value)[:80]


def _check_words(schema: Schema) -> None:
    unknown = set(schema) - _JUDGED - _SILENT
    assert not unknown, f"the judge does not know {unknown}"
    inner = [*schema.get("properties", {}).values(), *schema.get("allOf", ()), *schema.get("anyOf", ())]
    for one in (*inner, *([schema["items"]] if "items" in schema else [])):
        _check_words(one)
