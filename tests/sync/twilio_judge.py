"""Checks logged calls of Twilio against its published description, and what its documentation says beside it.

The description is taken at its strictest: an answer has every property that is described and no other. A call
that is refused was perhaps meant to be wrong: then only the refusal has to be one of Twilio's. What its own
library sends is judged whatever was answered.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from jsonschema import Draft202012Validator, FormatChecker

Entry = Mapping[str, Any]
Schema = Mapping[str, Any]
FORM = "application/x-www-form-urlencoded"
# Not in the description, but on each of its error pages: twilio.com/docs/usage/twilios-response
ERROR: Schema = {
    "type": "object",
    "required": ["code", "message", "more_info", "status"],
    "properties": {
        "code": {"type": "integer", "minimum": 10000, "maximum": 99999},
        "message": {"type": "string", "minLength": 1},
        "more_info": {"type": "string"},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "details": {"type": ["object", "null"]},
    },
    "additionalProperties": False,
}
LONGEST = 1600  # characters of a text
_LIBRARY = "twilio-python/"
# What a fault leaves of an answer is not Twilio's any more; these leave it whole.
_HONEST_FAULTS = {None, "", "status", "drop_after"}
_NUMBER = re.compile(r"\+[1-9]\d{6,14}")
_SHORT_CODE = re.compile(r"\d{3,8}")
_PARSED: Mapping[str, Callable[[str], Any]] = {"integer": int, "number": float}

_FORMATS = FormatChecker(formats=())


@_FORMATS.checks("date-time-rfc-2822", raises=(TypeError, ValueError))
def _is_rfc_2822(value: object) -> bool:
    return not isinstance(value, str) or parsedate_to_datetime(value).tzinfo is not None


@_FORMATS.checks("date-time", raises=ValueError)
def _is_moment(value: object) -> bool:
    """Lists take a day as well: twilio.com/docs/messaging/api/message-resource."""
    if not isinstance(value, str):
        return True
    if re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        return bool(date.fromisoformat(value))
    return datetime.fromisoformat(value).tzinfo is not None


@_FORMATS.checks("phone-number")
def _is_number(value: object) -> bool:
    return not isinstance(value, str) or bool(_NUMBER.fullmatch(value) or _SHORT_CODE.fullmatch(value))


@_FORMATS.checks("uri")
def _is_uri(value: object) -> bool:
    """A path counts, and an empty one where nothing is set, as Twilio's own examples have it."""
    return not isinstance(value, str) or bool(re.fullmatch(r"((https?:/)?/\S*)?", value))


@_FORMATS.checks("currency")
def _is_currency(value: object) -> bool:
    return not isinstance(value, str) or bool(re.fullmatch("[A-Z]{3}", value))


class TwilioJudge:
    """Judges entries of `GET /sandbox/log`."""

    def __init__(self, description: Path) -> None:
        self.doc: dict[str, Any] = json.loads(description.read_text("utf-8"))
        self._paths = {path: _pattern(path) for path in self.doc["paths"]}
        parts = self.doc["components"]["schemas"]
        self._components = {"schemas": {name: _strict(part) for name, part in parts.items()}}

    def misfits(self, entries: Sequence[Entry]) -> list[str]:
        """What is wrong, a line each; calls to other services are left out."""
        return [
            f"{entry['method']} {entry['path']} -> {entry['response']['status']}: {words}"
            for entry in entries
            if is_twilio(entry)
            for words in self._entry(entry)
        ]

    def operations(self, entries: Sequence[Entry]) -> set[str]:
        """What was called that is described."""
        named = (self._operation(entry) for entry in entries if is_twilio(entry))
        return {operation["operationId"] for operation, _ in named if operation}

    def is_ours(self, entry: Entry) -> bool:
        return is_of_the_library(entry)

    def _entry(self, entry: Entry) -> Iterator[str]:
        operation, place = self._operation(entry)
        status, is_ours = entry["response"]["status"], is_of_the_library(entry)
        if is_ours or status < 400:
            if operation is None:
                yield "no such operation"
            else:
                yield from self._request(operation, place, entry)
        if is_ours:
            yield from _manners(entry)
        if status and entry.get("fault") in _HONEST_FAULTS:
            yield from self._answer(operation, entry)

    def _operation(self, entry: Entry) -> tuple[Mapping[str, Any] | None, Mapping[str, str]]:
        for path, pattern in self._paths.items():
            found = pattern.fullmatch(entry["path"])
            if found:
                return self.doc["paths"][path].get(entry["method"].lower()), found.groupdict()
        return None, {}

    def _request(self, operation: Mapping[str, Any], place: Mapping[str, str], entry: Entry) -> Iterator[str]:
        described = {(one["in"], one["name"]): one["schema"] for one in operation.get("parameters", ())}
        for name, value in place.items():
            yield from self._one(f"path {name}", described.get(("path", name)), value)
        for name, value in parse_qsl(entry["query"], keep_blank_values=True):
            yield from self._one(f"query {name}", described.get(("query", name)), value)
        body = entry["request"]["body"]
        if "requestBody" not in operation:
            if body not in (None, "", {}):
                yield "request: a body where none belongs"
        elif not isinstance(body, dict):
            yield "request: no form"
        else:
            yield from self._form(operation["requestBody"]["content"][FORM]["schema"], body)

    def _form(self, schema: Schema, body: Mapping[str, str]) -> Iterator[str]:
        for name in schema.get("required", ()):
            if name not in body:
                yield f"form: {name} is missing"
        for name, value in body.items():
            yield from self._one(f"form {name}", schema["properties"].get(name), value)

    def _one(self, where: str, schema: Schema | None, value: str) -> Iterator[str]:
        """A value that came as text, judged as what it stands for."""
        if schema is None:
            yield f"{where} is not described"
            return
        try:
            yield from self._judged(where, schema, _read(self._resolved(schema), value))
        except ValueError:
            yield f"{where}: {value!r} is no {schema['type']}"

    def _answer(self, operation: Mapping[str, Any] | None, entry: Entry) -> Iterator[str]:
        status, body = entry["response"]["status"], entry["response"]["body"]
        if status >= 400:
            yield from self._judged("answer", ERROR, body)
            if isinstance(body, dict) and body.get("status") != status:
                yield f"answer: says {body.get('status')}"
            return
        if operation is None:
            return
        if str(status) not in operation["responses"]:
            yield f"status {status} instead of {', '.join(operation['responses'])}"
            return
        kind = _header(entry["response"]["headers"], "content-type")
        content = operation["responses"][str(status)]["content"]
        if kind.partition(";")[0] not in content:
            yield f"answer: is {kind}"
            return
        yield from self._judged("answer", _strict(content[kind.partition(";")[0]]["schema"]), body)

    def _judged(self, where: str, schema: Schema, value: Any) -> Iterator[str]:
        judge = Draft202012Validator({**schema, "components": self._components}, format_checker=_FORMATS)
        for error in judge.iter_errors(value):
            yield f"{where}{error.json_path.removeprefix('$')}: {error.message[:160]}"

    def _resolved(self, schema: Schema) -> Schema:
        if "$ref" not in schema:
            return schema
        found: Schema = self._components["schemas"][schema["$ref"].rpartition("/")[2]]
        return found


def _manners(entry: Entry) -> Iterator[str]:
    """What the documentation asks beside the description."""
    if _header(entry["request"]["headers"], "authorization").partition(" ")[0] != "Basic":
        yield "no Basic credentials"
    if entry["method"] != "POST" or not isinstance(entry["request"]["body"], dict):
        return
    body = entry["request"]["body"]
    if _header(entry["request"]["headers"], "content-type").partition(";")[0] != FORM:
        yield "form: is not sent as one"
    if ("From" in body) is ("MessagingServiceSid" in body):
        yield "form: either From or MessagingServiceSid"
    if not body.get("Body", "").strip():
        yield "form: no words"
    if len(body.get("Body", "")) > LONGEST:
        yield f"form: more than {LONGEST} characters"


def is_twilio(entry: Entry) -> bool:
    """Whether the call was one of Twilio."""
    return str(entry["path"]).startswith("/2010-04-01/")


def is_of_the_library(entry: Entry) -> bool:
    """Whether Twilio's own library made the call, as the program does; not a test by hand."""
    return _header(entry["request"]["headers"], "user-agent").startswith(_LIBRARY)


def _header(headers: Mapping[str, str], name: str) -> str:
    return next((str(value) for key, value in headers.items() if key.lower() == name), "")


def _pattern(path: str) -> re.Pattern[str]:
    """A path of the description as an expression with its parts by name."""
    return re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+?)", re.escape(path)))


def _read(schema: Schema, value: str) -> Any:
    """Text as what the schema wants. Raises ValueError if it is no number."""
    kind = schema.get("type")
    if kind == "boolean":
        return {"true": True, "false": False}.get(value, value)
    if kind == "array":
        return [value]
    return _PARSED.get(str(kind), str)(value)


def _strict(part: Any) -> Any:
    """JSON Schema for a part of OpenAPI 3.0: `nullable` joins the type; described properties all come, and no
    others."""
    if isinstance(part, list):
        return [_strict(one) for one in part]
    if not isinstance(part, dict):
        return part
    made = {name: _strict(value) for name, value in part.items() if name not in {"nullable", "examples"}}
    if part.get("nullable") and isinstance(part.get("type"), str):
        made["type"] = [part["type"], "null"]
        if "enum" in part:
            made["enum"] = [*part["enum"], None]
    if isinstance(part.get("properties"), dict) and part.get("type") == "object":
        made |= {"required": sorted(part["properties"]), "additionalProperties": False}
    return made


@cache
def judge_of(shared: Path) -> TwilioJudge | None:
    """A judge by the description in this folder, read once; None if there is none."""
    description = shared / "contracts" / "twilio.openapi.json"
    return TwilioJudge(description) if description.exists() else None
