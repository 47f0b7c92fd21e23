"""Which permissions a traffic needs, by what the description says of each operation for a work account."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from tests.sync.graph_contract import Entry, GraphContract, is_ours
from tests.sync.graph_query import Query

_LEVELS = ("ReadBasic", "Read", "ReadWrite")
_PARTS = re.compile(r"(\w+)\.(ReadBasic|Read|ReadWrite)((?:\.\w+)*)")
# What the lowest permission leaves out: learn.microsoft.com/graph/permissions-reference
_NOT_IN_BASIC_MAIL = {
    "body",
    "uniqueBody",
    "bodyPreview",
    "attachments",
    "extensions",
    "internetMessageHeaders",
}
_BASIC_PROFILE = {"id", "displayName", "givenName", "surname", "mail", "userPrincipalName", "photo"}

Needs = Mapping[str, frozenset[str]]  # an operation to the permissions of which any one is enough


def needs_of(contract: GraphContract, entries: Iterable[Entry]) -> dict[str, frozenset[str]]:
    """What our own calls need, by operation; what one call needs more than another counts."""
    found: dict[str, frozenset[str]] = {}
    for entry in entries:
        operation = contract.operation(entry) if is_ours(entry) else None
        if operation is None:
            continue
        said = operation["x-permissions"]
        enough = frozenset(one for one in (*said["least"], *said["also"]) if _suffices(one, entry, contract))
        name = f"{entry['method']} {contract.path(entry)}"
        found[name] = found.get(name, enough) & enough
    return found


def covers(asked: str, needed: str) -> bool:
    """Whether a permission includes another: who may write may read, of the same things."""
    if asked == needed:
        return True
    one, other = _PARTS.fullmatch(asked), _PARTS.fullmatch(needed)
    return (
        one is not None
        and other is not None
        and (one[1], one[3]) == (other[1], other[3])
        and _LEVELS.index(one[2]) > _LEVELS.index(other[2])
    )


def uncovered(asked: Iterable[str], needs: Needs) -> list[str]:
    """Operations for which none of the permissions asked for is enough."""
    asked = list(asked)
    return sorted(name for name, enough in needs.items() if not _is_met(asked, enough))


def unneeded(asked: Iterable[str], needs: Needs) -> list[str]:
    """Permissions without which, or with a weaker one for which, everything would work just the same."""
    asked = list(asked)
    return sorted(one for one in asked if any(not uncovered(less, needs) for less in _with_less(asked, one)))


def least(contract: GraphContract, entries: Iterable[Entry]) -> set[str]:
    """What the description calls the least for one of our calls, without what only administrators grant."""
    found: set[str] = set()
    for entry in entries:
        operation = contract.operation(entry) if is_ours(entry) else None
        if operation is not None:
            said = operation["x-permissions"]
            found |= {one for one in said["least"] if _suffices(one, entry, contract)}
            found -= set(said["adminConsent"])
    return found


def _is_met(asked: list[str], enough: frozenset[str]) -> bool:
    return any(covers(one, other) for one in asked for other in enough)


def _with_less(asked: list[str], one: str) -> Iterable[list[str]]:
    """The list without `one`, and with each weaker permission instead of it."""
    rest = [other for other in asked if other != one]
    yield rest
    parts = _PARTS.fullmatch(one)
    for level in _LEVELS[: _LEVELS.index(parts[2])] if parts else ():
        yield [*rest, f"{parts[1]}.{level}{parts[3]}" if parts else one]


def _suffices(permission: str, entry: Entry, contract: GraphContract) -> bool:
    """Whether this one gives what this call asks for, where the lowest leaves something out."""
    query, path = Query.read(entry["query"]), contract.path(entry)
    selected = {name.partition("/")[0] for name in query.listed("$select")}
    if permission == "Mail.ReadBasic":
        is_whole = not selected and not query.goes_on
        return not (is_whole or selected & _NOT_IN_BASIC_MAIL or "singleValue" in entry["query"])
    if permission == "User.ReadBasic.All" and path == "/me":
        return bool(selected) and selected <= _BASIC_PROFILE
    return True
