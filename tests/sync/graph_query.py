"""Judges the query of a call of Graph: options that exist, in the form they have, naming what is there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from sync.sandbox.odata import expansions
from tests.sync.graph_schema import Schema, Schemas

Parameter = Mapping[str, Any]

TOKENS = ("$skiptoken", "$deltatoken")
_COMPARED = re.compile(r"([A-Za-z][\w./]*)\s+(?:eq|ne|gt|ge|lt|le|in)\b")
_TESTED = re.compile(r"\b(?:startswith|endswith|contains)\(\s*([\w./]+)\s*,")
_ANY = re.compile(r"([A-Za-z][\w./]*)/any\(\s*(\w+)\s*:", re.IGNORECASE)
_STRINGS = re.compile(r"'(?:[^']|'')*'")
_ENTITY = "microsoft.graph.entity"
_CAST = re.compile(r"(microsoft\.graph\.\w+)/(.+)", re.IGNORECASE)


@dataclass(frozen=True)
class Query:
    """The options of a call, decoded, in order."""

    options: tuple[tuple[str, str], ...]

    @classmethod
    def read(cls, text: str) -> Query:
        return cls(tuple(parse_qsl(text, keep_blank_values=True)))

    def get(self, name: str) -> str:
        """The value of an option, "" without it."""
        return dict(self.options).get(name, "")

    def __contains__(self, name: str) -> bool:
        return any(name == one for one, _ in self.options)

    def names(self) -> list[str]:
        return [name for name, _ in self.options]

    def listed(self, name: str) -> list[str]:
        """The members of an option that is a list."""
        return [one.strip() for one in self.get(name).split(",")] if name in self else []

    @property
    def goes_on(self) -> bool:
        """Whether it is a link that the service gave, to be followed as it is."""
        return any(name in self for name in TOKENS)


def query_misfits(
    query: Query, parameters: Sequence[Parameter], item: Schema | None, schemas: Schemas
) -> Iterator[str]:
    """What is wrong with a query, a line each. `item`: what the operation gives one of."""
    described = {one["name"]: one for one in parameters if one["in"] == "query"}
    for name in sorted(set(query.names()) - set(described)):
        yield f"query option {name} is not known here"
    for name in sorted({name for name in query.names() if query.names().count(name) > 1}):
        yield f"query option {name} is said twice"
    for name, one in described.items():
        if _is_missing(one, query):
            yield f"query option {name} is required"
        if name in query:
            yield from _form(name, query.get(name), one["schema"])
    if item is not None:
        yield from _names(query, item, schemas)


def _is_missing(parameter: Parameter, query: Query) -> bool:
    is_wanted = parameter.get("required") or (parameter.get("x-required-on-first-call") and not query.goes_on)
    return bool(is_wanted) and not query.get(parameter["name"])


def _form(name: str, value: str, schema: Schema) -> Iterator[str]:
    if not value:
        yield f"query option {name} is empty"
    if schema["type"] == "integer" and not value.isdigit():
        yield f"query option {name} is no whole number: {value}"
    if schema["type"] == "boolean" and value not in ("true", "false"):
        yield f"query option {name} is neither true nor false: {value}"
    if schema.get("uniqueItems") and len(set(value.split(","))) < len(value.split(",")):
        yield f"query option {name} names something twice"


def _names(query: Query, item: Schema, schemas: Schemas) -> Iterator[str]:
    for name in query.listed("$select"):
        if not _has(item, name, schemas):
            yield f"$select names {name}, which is no property here"
    for one in query.listed("$orderby"):
        name, _, way = one.partition(" ")
        if not _has(item, name, schemas) or way not in ("", "asc", "desc"):
            yield f"$orderby names {one}, which cannot be ordered by"
    for name in filtered(query.get("$filter")):
        if not _has(item, name, schemas, any_case=True):
            yield f"$filter names {name}, which is no property here"
    for name in expansions(query.get("$expand")):
        if not _has(item, name, schemas, only_navigation=True):
            yield f"$expand names {name}, which cannot be expanded"


def filtered(text: str) -> list[str]:
    """The properties that a filter compares, in order; those of the variable of an `any` are left out."""
    plain = _STRINGS.sub("''", text)
    variables = {found[2] for found in _ANY.finditer(plain)}
    found = [
        (one.start(), one[1]) for pattern in (_COMPARED, _TESTED, _ANY) for one in pattern.finditer(plain)
    ]
    return [name for _, name in sorted(found) if name.partition("/")[0] not in variables]


def _has(
    item: Schema, path: str, schemas: Schemas, *, any_case: bool = False, only_navigation: bool = False
) -> bool:
    """Whether a property exists; one of a subtype only behind the subtype's name."""
    cast = _CAST.fullmatch(path)
    if cast:
        kind = schemas.kind(cast[1])
        return (
            kind is not None
            and item.get("name") in kind["ancestors"]
            and _has(kind, cast[2], schemas, only_navigation=only_navigation)
        )
    first, _, rest = path.partition("/")
    properties = item.get("properties", {})
    named = {name.lower(): name for name in properties} if any_case else {name: name for name in properties}
    found = properties.get(named.get(first.lower() if any_case else first, ""))
    if found is None:
        return False
    if only_navigation and not _leads_elsewhere(found, schemas):
        return False
    return not rest or _has(schemas.inner(found), rest, schemas, any_case=any_case)


def _leads_elsewhere(found: Schema, schemas: Schemas) -> bool:
    """Whether a property is an item of its own, or a list of them: what can be expanded."""
    return bool(found.get("x-ms-navigationProperty")) or _ENTITY in schemas.inner(found).get("ancestors", ())
