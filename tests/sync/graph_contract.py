"""Checks logged calls of Graph against the published description of the operations we use.

A call that is refused was perhaps meant to be wrong: then only the refusal has to be one of Graph's. Our own
program's requests are judged whatever was answered.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import yaml

from sync.graph.http_wire import USER_AGENT
from tests.sync.graph_query import Query, query_misfits
from tests.sync.graph_schema import Schema, Schemas

Entry = Mapping[str, Any]
Operation = Mapping[str, Any]

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_QUOTED = re.compile(r"(?i)(mailFolders|messages|events|onlineMeetings)\('(.*)'\)")
_ERROR: Schema = {"$ref": "#/components/schemas/microsoft.graph.ODataErrors.ODataError"}
# What a fault leaves of an answer is not Graph's any more; these leave it whole.
_HONEST_FAULTS = {None, "", "status", "drop_after"}


class GraphContract:
    """The description, ready to judge entries of `GET /sandbox/log`."""

    def __init__(self, description: Path) -> None:
        self.doc: dict[str, Any] = yaml.load(description.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506  # a safe loader
        self.schemas = Schemas(self.doc["components"]["schemas"])
        self._templates = [(tuple(path.strip("/").split("/")), path) for path in self.doc["paths"]]
        self._parameters: dict[str, list[Mapping[str, Any]]] = {}

    def misfits(self, entries: Iterable[Entry]) -> list[str]:
        """What does not fit, a line each; calls to other services are left out."""
        found: list[str] = []
        for entry in entries:
            if is_graph(entry):
                where = f"{entry['method']} {entry['path']} -> {entry['response']['status']}"
                found += [f"{where}: {words}" for words in self._entry(entry)]
        return found

    def path(self, entry: Entry) -> str:
        """The path as the description writes it; as it was called, if it is not described."""
        return self._described_path(entry["path"])

    def operation(self, entry: Entry) -> Operation | None:
        """What the description says about the operation that was called."""
        found: Operation | None = self.doc["paths"].get(self.path(entry), {}).get(entry["method"].lower())
        return found

    def parameters(self, operation: Operation) -> list[Mapping[str, Any]]:
        """All parameters of an operation."""
        name = operation["operationId"]
        if name not in self._parameters:
            self._parameters[name] = [self._resolved(one) for one in operation.get("parameters", [])]
        return self._parameters[name]

    def item(self, operation: Operation) -> Schema | None:
        """What one item of the operation's answer is; None if it gives none."""
        schema = self.schema(operation["responses"]["2XX"])
        return self.schemas.item(schema) if schema else None

    def _entry(self, entry: Entry) -> Iterator[str]:
        operation = self.operation(entry)
        status = entry["response"]["status"]
        if is_ours(entry) or status < 400:
            yield from self._request(operation, entry)
        if status and entry.get("fault") in _HONEST_FAULTS:
            yield from self._answer(operation, entry)

    def _request(self, operation: Operation | None, entry: Entry) -> Iterator[str]:
        if operation is None:
            yield "no such operation"
            return
        yield from query_misfits(
            Query.read(entry["query"]), self.parameters(operation), self.item(operation), self.schemas
        )
        yield from self._body("request", self._part(operation, "requestBody"), entry["request"]["body"])

    def _answer(self, operation: Operation | None, entry: Entry) -> Iterator[str]:
        status, body = entry["response"]["status"], entry["response"]["body"]
        if status >= 400:
            yield from (f"answer: {words}" for words in self.schemas.misfits(_ERROR, body))
        elif operation is not None:
            if status != operation["x-documented-status"]:
                yield f"status {status} instead of {operation['x-documented-status']}"
            yield from self._body("answer", operation["responses"]["2XX"], body)

    def _body(self, what: str, described: Mapping[str, Any] | None, body: Any) -> Iterator[str]:
        schema = self.schema(described) if described else None
        if schema is None:
            if body not in (None, ""):
                yield f"{what}: a body where none belongs"
        elif body is None:
            yield f"{what}: no body"
        else:
            yield from (f"{what}: {words}" for words in self.schemas.misfits(schema, body))

    def _part(self, operation: Operation, name: str) -> Mapping[str, Any] | None:
        found: Mapping[str, Any] | None = operation.get(name)
        return found

    def schema(self, part: Mapping[str, Any]) -> Schema | None:
        """The schema of a described request body or answer; None if it has no content."""
        part = self._resolved(part)
        schema: Schema | None = part["content"]["application/json"]["schema"] if "content" in part else None
        return schema

    def _resolved(self, one: Mapping[str, Any]) -> Mapping[str, Any]:
        if "$ref" not in one:
            return one
        _, section, name = one["$ref"].removeprefix("#/").split("/")
        found: Mapping[str, Any] = self.doc["components"][section][name]
        return found

    @cache  # noqa: B019  # a contract lives as long as the process
    def _described_path(self, called: str) -> str:
        segments = [one.replace("microsoft.graph.", "") for one in called.strip("/").split("/")[1:]]
        plain: list[str] = []
        for one in map(unquote, segments):
            quoted = _QUOTED.fullmatch(one)
            plain += [quoted[1], quoted[2]] if quoted else [one]
        fitting = [path for template, path in self._templates if _fits(template, plain)]
        return min(fitting, key=lambda path: path.count("{"), default="/" + "/".join(plain))


def is_graph(entry: Entry) -> bool:
    """Whether the call was one of Graph."""
    return str(entry["path"]).lower().startswith("/v1.0/")


def is_ours(entry: Entry) -> bool:
    """Whether our own program made the call: not a test, and not a client that others wrote."""
    return header(entry, "user-agent") == USER_AGENT


def header(entry: Entry, name: str) -> str:
    """A header of the request, "" without one."""
    headers = entry["request"]["headers"]
    return next((str(value) for key, value in headers.items() if key.lower() == name), "")


def _fits(template: tuple[str, ...], path: list[str]) -> bool:
    return len(template) == len(path) and all(
        wanted.startswith("{") or wanted.lower() == one.lower()
        for wanted, one in zip(template, path, strict=True)
    )
