"""The OData query options Graph's mail and calendar understand: $filter, $orderby, $select, $expand.

A filter works on the JSON form of an item. Times compare as instants, strings without regard to case
(except ids and the name half of an extended property's id).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sync.sandbox.errors import GraphError, bad_request

Json = dict[str, Any]
Test = Callable[[Mapping[str, Any]], bool]

_TOKEN = re.compile(
    r"\s*(?:(?P<string>'(?:[^']|'')*')|(?P<paren>[(),:])|"
    r"(?P<time>\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:?\d\d)?)|(?P<number>-?\d+(?:\.\d+)?)|(?P<word>[\w./@]+))"
)
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "eq": lambda a, b: bool(a == b),
    "ne": lambda a, b: bool(a != b),
    "gt": lambda a, b: a is not None and b is not None and bool(a > b),
    "ge": lambda a, b: a is not None and b is not None and bool(a >= b),
    "lt": lambda a, b: a is not None and b is not None and bool(a < b),
    "le": lambda a, b: a is not None and b is not None and bool(a <= b),
}
_FUNCTIONS: dict[str, Callable[[str, str], bool]] = {
    "startswith": str.startswith,
    "endswith": str.endswith,
    "contains": lambda text, part: part in text,
}
_MOST_LISTED = 15
_CASE_SENSITIVE = {"id", "conversationId", "internetMessageId", "joinWebUrl", "transactionId", "iCalUId"}


class Filter:
    """A parsed $filter. `names` are the properties it mentions, in order."""

    def __init__(self, text: str) -> None:
        self._text, self._tokens, self._at = text, _tokens(text), 0
        self.names: list[str] = []
        self._listed = 0
        self._test = self._either()
        if self._at != len(self._tokens):
            raise _malformed(text)

    def matches(self, item: Mapping[str, Any]) -> bool:
        """Whether an item passes."""
        return self._test(item)

    def _peek(self) -> str:
        return self._tokens[self._at][1] if self._at < len(self._tokens) else ""

    def _take(self, wanted: str | None = None) -> tuple[str, str]:
        if self._at >= len(self._tokens) or (wanted is not None and self._peek() != wanted):
            raise _malformed(self._text)
        self._at += 1
        return self._tokens[self._at - 1]

    def _either(self) -> Test:
        tests = [self._both()]
        while self._peek().lower() == "or":
            self._take()
            tests.append(self._both())
        return tests[0] if len(tests) == 1 else lambda item: any(test(item) for test in tests)

    def _both(self) -> Test:
        tests = [self._single()]
        while self._peek().lower() == "and":
            self._take()
            tests.append(self._single())
        return tests[0] if len(tests) == 1 else lambda item: all(test(item) for test in tests)

    def _single(self) -> Test:
        if self._peek().lower() == "not":
            self._take()
            inner = self._single()
            return lambda item: not inner(item)
        if self._peek() == "(":
            self._take("(")
            inner = self._either()
            self._take(")")
            return inner
        kind, name = self._take()
        if kind != "word":
            raise _malformed(self._text)
        if name.lower() in _FUNCTIONS:
            return self._function(_FUNCTIONS[name.lower()])
        if name.lower().endswith("/any"):
            return self._any(name[:-4])
        return self._comparison(name)

    def _function(self, function: Callable[[str, str], bool]) -> Test:
        self._take("(")
        name = self._take()[1]
        self._take(",")
        wanted = str(_literal(*self._take())).lower()
        self._take(")")
        self.names.append(name)
        return lambda item: any(function(str(value).lower(), wanted) for value in _all_values(item, name))

    def _any(self, collection: str) -> Test:
        self._take("(")
        variable = self._take()[1]
        self._take(":")
        inner = self._either()
        self._take(")")
        self.names.append(collection)
        return lambda item: any(inner({variable: one}) for one in _value(item, collection) or [])

    def _comparison(self, name: str) -> Test:
        operator = self._take()[1].lower()
        if operator == "in":
            return self._membership(name)
        if operator not in _COMPARE:
            raise _malformed(self._text)
        wanted = _literal(*self._take())
        self.names.append(name)
        compare = _COMPARE[operator]
        if name.endswith("/id"):
            return lambda item: same_property(str(_value(item, name)), str(wanted))
        sensitive = name.rpartition("/")[2] in _CASE_SENSITIVE
        return lambda item: compare(_plain(_value(item, name), sensitive), _plain(wanted, sensitive))

    def _membership(self, name: str) -> Test:
        """`name in ('a','b')`: 15 values at most, in the whole filter."""
        self._take("(")
        wanted = [_literal(*self._take())]
        while self._peek() == ",":
            self._take()
            wanted.append(_literal(*self._take()))
        self._take(")")
        self.names.append(name)
        self._listed += len(wanted)
        if self._listed > _MOST_LISTED:
            raise bad_request(
                "Too many child clauses specified in search filter expression.", "Request_BadRequest"
            )
        sensitive = name.rpartition("/")[2] in _CASE_SENSITIVE
        plain = [_plain(one, sensitive) for one in wanted]
        return lambda item: _plain(_value(item, name), sensitive) in plain


def same_property(one: str, other: str) -> bool:
    """Whether two ids name one extended property: the name keeps its case, the rest does not."""
    first, _, name = one.partition(" Name ")
    second, _, other_name = other.partition(" Name ")
    return first.lower() == second.lower() and name == other_name


def _tokens(text: str) -> list[tuple[str, str]]:
    found, at = [], 0
    while at < len(text.rstrip()):
        match = _TOKEN.match(text, at)
        if match is None or match.lastgroup is None:
            raise _malformed(text)
        found.append((match.lastgroup, match[match.lastgroup]))
        at = match.end()
    return found


def _malformed(text: str) -> GraphError:
    return bad_request(f"Invalid filter clause: {text}", "ErrorInvalidUrlQueryFilter")


def _literal(kind: str, text: str) -> Any:
    if kind == "string":
        return text[1:-1].replace("''", "'")
    if kind == "number":
        return float(text)
    words: dict[str, Any] = {"true": True, "false": False, "null": None}
    return words.get(text.lower(), text)


def _value(item: Mapping[str, Any], path: str) -> Any:
    value: Any = item
    for part in path.split("/"):
        if not isinstance(value, Mapping):
            return None
        value = value.get(part)
    return value


def _all_values(item: Mapping[str, Any], path: str) -> list[Any]:
    value = _value(item, path)
    return [] if value is None else [value]


def _plain(value: Any, sensitive: bool) -> Any:
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return float(value)
    if isinstance(value, str):
        moment = _moment(value)
        return moment if moment is not None else (value if sensitive else value.lower())
    return value


def _moment(text: str) -> datetime | None:
    if not re.match(r"\d{4}-\d\d-\d\dT", text):
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def ordered(items: list[Json], order: str, where: Filter | None) -> list[Json]:
    """Items by $orderby. Raises `InefficientFilter` if the filter does not begin with the same properties."""
    if not order:
        return items
    keys = [part.split() for part in order.split(",") if part.strip()]
    names = [key[0] for key in keys]
    if where is not None and where.names[: len(names)] != names:
        message = "The restriction or sort order is too complex for this operation."
        raise bad_request(message, "InefficientFilter")
    for key in reversed(keys):
        descending = len(key) > 1 and key[1].lower() == "desc"
        items = sorted(items, key=_sort_key(key[0]), reverse=descending)
    return items


def _sort_key(name: str) -> Callable[[Json], tuple[bool, str]]:
    def key(item: Json) -> tuple[bool, str]:
        value = _value(item, name)
        return value is not None, str(value).lower()

    return key


def chosen(item: Json, select: str) -> Json:
    """Only the properties of $select, with the id and the annotations."""
    if not select:
        return item
    names = {name.strip().lower() for name in select.split(",")}
    return {key: value for key, value in item.items() if key == "id" or "@" in key or key.lower() in names}


def expansions(expand: str) -> dict[str, str]:
    """What $expand asks for: name to the options in its parentheses."""
    found: dict[str, str] = {}
    for part in _split(expand):
        name, _, options = part.partition("(")
        found[name.strip()] = options.removesuffix(")").strip()
    return found


def _split(text: str) -> Sequence[str]:
    parts, depth, quoted = [""], 0, False
    for letter in text:
        quoted ^= letter == "'"
        depth += 0 if quoted else (letter == "(") - (letter == ")")
        if letter == "," and depth == 0 and not quoted:
            parts.append("")
        else:
            parts[-1] += letter
    return [part for part in parts if part.strip()]
