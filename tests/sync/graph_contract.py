"""Checks logged calls of Graph against the published description of the operations we use.

The description is OpenAPI 3.0; its schemas become JSON Schema here: `nullable` joins the type, and values of
enums compare without regard to case, because the service itself writes and takes them so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote

import yaml
from jsonschema import Draft202012Validator

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_KEPT = (
    "pattern",
    "minimum",
    "maximum",
    "required",
    "additionalProperties",
    "minLength",
    "maxLength",
    "uniqueItems",
)
_ERROR = "#/components/schemas/microsoft.graph.ODataErrors.ODataError"
# Descriptions are older than the service: it writes the right spelling of this one too.
_ALSO = {"meetingTenativelyAccepted": ["meetingTentativelyAccepted"]}


class GraphContract:
    """The description, ready to judge entries of `GET /sandbox/log`."""

    def __init__(self, description: Path) -> None:
        self._doc = yaml.load(description.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506  # a safe loader
        schemas = self._doc["components"]["schemas"]
        self._root = {"components": {"schemas": {name: _converted(one) for name, one in schemas.items()}}}
        self._templates = [(_template(path), path) for path in self._doc["paths"]]
        self._judges: dict[str, Draft202012Validator] = {}

    def misfits(self, entries: Iterable[Mapping[str, Any]]) -> list[str]:
        """What does not fit, a line each; calls to other services are left out."""
        found: list[str] = []
        for entry in entries:
            if entry["path"].lower().startswith("/v1.0/"):
                where = f"{entry['method']} {entry['path']}"
                found += [f"{where}: {words}" for words in self._entry(entry)]
        return found

    def _entry(self, entry: Mapping[str, Any]) -> list[str]:
        path = self._path(entry["path"])
        operation = self._doc["paths"].get(path, {}).get(entry["method"].lower())
        if operation is None:
            return ["no such operation"]
        found = self._query(operation, entry["query"])
        status, answer = entry["response"]["status"], entry["response"]["body"]
        if status == 0:
            return found
        if status >= 400:
            return found + self._judge({"$ref": _ERROR}, answer)
        if status != operation["x-documented-status"]:
            found.append(f"status {status} instead of {operation['x-documented-status']}")
        found += self._body("request", self._request_schema(operation), entry["request"]["body"])
        return found + self._body("answer", self._schema(operation["responses"]["2XX"]), answer)

    def _body(self, what: str, schema: Any, body: Any) -> list[str]:
        if schema is None:
            return [] if body in (None, {}, "") else [f"{what}: a body where none belongs"]
        if body is None:
            return [f"{what}: no body"] if what == "answer" else []
        found = [f"{what}: {words}" for words in self._judge(schema, body)]
        return found + [f"{what}: unknown property {name}" for name in self._unknown(schema, body)]

    def _judge(self, schema: Any, body: Any) -> list[str]:
        key = repr(schema)
        if key not in self._judges:
            self._judges[key] = Draft202012Validator({**self._root, **_converted(schema)})
        found = [f"{error.json_path}: {error.message[:200]}" for error in self._judges[key].iter_errors(body)]
        kinds = [one for one in _items(body) if isinstance(one.get("@odata.type"), str)]
        for one in kinds if "ODataError" not in key else []:
            name = one["@odata.type"].removeprefix("#")
            if name in self._root["components"]["schemas"]:
                ref = {**self._root, "$ref": f"#/components/schemas/{name}"}
                found += [error.message[:200] for error in Draft202012Validator(ref).iter_errors(one)]
        return found

    def _unknown(self, schema: Any, body: Any) -> set[str]:
        unknown: set[str] = set()
        for one in _items(body):
            named = str(one.get("@odata.type", "")).removeprefix("#")
            known = self._names(schema) | self._names(
                {"$ref": f"#/components/schemas/{named}"} if named else {}
            )
            unknown |= {name for name in one if "@" not in name and name not in known}
        return unknown

    def _names(self, schema: Any) -> set[str]:
        """All property names of a schema; of the members, if it describes a collection."""
        if "$ref" in schema:
            target = self._doc["components"]["schemas"].get(schema["$ref"].rpartition("/")[2], {})
            return self._names(target)
        names = set(schema.get("properties", {}))
        for part in (*schema.get("allOf", ()), *schema.get("anyOf", ())):
            names |= self._names(part)
        members = schema.get("properties", {}).get("value", {})
        if members.get("type") == "array":
            names |= self._names(members["items"])
        return names

    def _query(self, operation: Mapping[str, Any], query: str) -> list[str]:
        known = {self._parameter(one)["name"] for one in operation.get("parameters", [])}
        asked = {name for name, _ in parse_qsl(query, keep_blank_values=True)}
        return [f"query option {name} is not known here" for name in sorted(asked - known)]

    def _parameter(self, one: Mapping[str, Any]) -> Mapping[str, Any]:
        if "$ref" in one:
            found: Mapping[str, Any] = self._doc["components"]["parameters"][one["$ref"].rpartition("/")[2]]
            return found
        return one

    def _request_schema(self, operation: Mapping[str, Any]) -> Any:
        return self._schema(operation["requestBody"]) if "requestBody" in operation else None

    def _schema(self, part: Mapping[str, Any]) -> Any:
        if "$ref" in part:
            section, name = part["$ref"].split("/")[-2:]
            part = self._doc["components"][section][name]
        return part["content"]["application/json"]["schema"] if "content" in part else None

    def _path(self, path: str) -> str:
        plain = unquote(path).removeprefix("/v1.0").replace("microsoft.graph.", "")
        plain = re.sub(r"(?i)\b(mailFolders|messages|events)\('([^']*)'\)", r"\1/\2", plain)
        return next((name for pattern, name in self._templates if pattern.fullmatch(plain)), plain)


def _template(path: str) -> re.Pattern[str]:
    pattern = re.sub(r"\\\{[^}]+\\\}", "[^/]+", re.escape(path))
    return re.compile(pattern, re.IGNORECASE)


def _items(body: Any) -> list[dict[str, Any]]:
    if not isinstance(body, dict):
        return []
    members = body.get("value")
    inner = [one for one in members if isinstance(one, dict)] if isinstance(members, list) else []
    return [body, *inner]


def _converted(schema: Any) -> Any:
    if not isinstance(schema, dict):
        return schema
    made: dict[str, Any] = {name: schema[name] for name in _KEPT if name in schema}
    if "$ref" in schema:
        made["$ref"] = schema["$ref"]
    if "type" in schema:
        made["type"] = [schema["type"], "null"] if schema.get("nullable") else schema["type"]
    if "enum" in schema:
        values = [value for one in schema["enum"] for value in (one, *_ALSO.get(one, []))]
        made["pattern"] = "(?i)^(?:" + "|".join(re.escape(value) for value in values) + ")$"
    if "properties" in schema:
        made["properties"] = {name: _converted(one) for name, one in schema["properties"].items()}
    if "items" in schema:
        made["items"] = _converted(schema["items"])
    for name in ("allOf", "anyOf"):
        if name in schema:
            made[name] = [_converted(one) for one in schema[name]]
    return made
