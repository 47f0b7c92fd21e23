"""Cards of people (vCard 2.1, 3.0 and 4.0) as entries, and contacts as cards. Pictures are left aside."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from xforce_desktop.crm.entries import Entry, Note, entry
from xforce_desktop.crm.fields import ListField
from xforce_desktop.crm.numbers import DEFAULT_REGION
from xforce_desktop.errors import BadInput

_BEGIN = re.compile(r"^(?=BEGIN:VCARD\s*$)", re.IGNORECASE | re.MULTILINE)
_END = re.compile(r"^END:VCARD\s*$", re.IGNORECASE | re.MULTILINE)
_BULKY = re.compile(
    r"^(?:[\w-]+\.)?(PHOTO|LOGO|SOUND|KEY)[;:].*\n(?:[ \t].*\n|[A-Za-z0-9+/=]{40,}\n)*", re.I | re.M
)
_OWN = "x-xforce-"
OWN_FIELDS = (
    ListField.INDUSTRY,
    ListField.EMPLOYEES,
    ListField.OWNERSHIP,
    ListField.SMS_CONSENT,
    ListField.CHAMPION,
    ListField.MAY_BE_COPIED,
    ListField.OWNER,
)


def is_vcard(text: str) -> bool:
    return text.lstrip().upper().startswith("BEGIN:VCARD")


def entries_of_cards(text: str, today: date, region: str = DEFAULT_REGION) -> Iterator[Entry]:
    """One for each card, numbered from 1; a card that cannot be read is refused and stops no other.

    Raises BadInput if there is no whole card.
    """
    cards = [part for part in _BEGIN.split(text) if _BEGIN.match(part)]
    if not any(map(_END.search, cards)):
        raise BadInput("There is no whole card in this file.", "A card ends with END:VCARD; export it again.")
    for number, card in enumerate(cards, 1):
        yield _entry(number, card, today, region)


def _entry(number: int, card: str, today: date, region: str) -> Entry:
    import vobject
    from vobject.base import VObjectError

    logging.getLogger("vobject").setLevel(logging.CRITICAL)
    end = _END.search(card)
    if end is None:
        return Entry(number, refused="the card has no END:VCARD: it is cut off")
    card = card[: end.end()]
    try:
        plain = _BULKY.sub("", card + "\n")
        parsed = vobject.readOne(plain, allowQP=True, ignoreUnreadable=True, validate=False)
    except (VObjectError, ValueError, LookupError, AttributeError, TypeError, IndexError, KeyError) as error:
        return Entry(number, refused=f"the card cannot be read ({type(error).__name__})")
    contents: Mapping[str, list[Any]] = parsed.contents
    made = entry(number, _cells(contents), today, region, is_table=False)
    more = len(contents.get("email", ())) - 1
    if more < 1 or made.refused:
        return made
    note = Note(f"the card has {more} more; the preferred or first one was used", ListField.EMAIL)
    return Entry(made.number, made.values, (*made.faults, note))


def _cells(contents: Mapping[str, list[Any]]) -> dict[ListField, str]:
    cells = {
        ListField.NAME: _text(contents, "fn") or _full_name(contents),
        ListField.EMAIL: _preferred(contents, "email").removeprefix("mailto:"),
        ListField.PHONE: _preferred(contents, "tel", "cell").removeprefix("tel:").replace(";ext=", " x"),
        ListField.TITLE: _text(contents, "title") or _text(contents, "role"),
        ListField.COMPANY: _text(contents, "org"),
        ListField.TIMEZONE: _text(contents, "tz"),
        ListField.STATE: _state(contents),
    }
    if cells[ListField.NAME] == cells[ListField.EMAIL]:
        del cells[ListField.NAME]
    if not cells[ListField.COMPANY]:
        del cells[ListField.STATE]  # where they live says nothing of a company
    cells |= {field: _text(contents, _OWN + field.replace("_", "-")) for field in OWN_FIELDS}
    return {field: cell for field, cell in cells.items() if cell}


def _text(contents: Mapping[str, list[Any]], name: str) -> str:
    found = contents.get(name)
    if not found:
        return ""
    value = found[0].value
    if isinstance(value, list):
        value = next((part for part in value if part), "")
    return str(value).strip()


def _full_name(contents: Mapping[str, list[Any]]) -> str:
    found = contents.get("n")
    if not found:
        return ""
    value = found[0].value
    parts = (getattr(value, "given", ""), getattr(value, "additional", ""), getattr(value, "family", ""))
    return " ".join(" ".join(part) if isinstance(part, list) else str(part) for part in parts if part)


def _preferred(contents: Mapping[str, list[Any]], name: str, kind: str = "") -> str:
    """The one marked as preferred, else of that kind, else the first."""

    def rank(one: Any) -> tuple[bool, bool]:
        types = _types(one)
        return not ("pref" in types or "PREF" in one.params), kind not in types

    found = contents.get(name, ())
    best = min(found, key=rank, default=None)
    return str(best.value).strip() if best is not None else ""


def _types(one: Any) -> set[str]:
    """What a property says of itself; in version 2.1 the words stand there without "TYPE="."""
    words = [word for some in one.params.values() for word in some]
    return {str(word).casefold() for word in [*words, *one.singletonparams]}


def _state(contents: Mapping[str, list[Any]]) -> str:
    """Of the business address, if there is one."""
    for one in contents.get("adr", ()):
        if "home" not in _types(one) and (region := getattr(one.value, "region", "")):
            return str(region).strip()
    return ""


def card_of(cells: Mapping[ListField, str]) -> str:
    """A card (vCard 3.0) of a contact's cells as the export has them, with CR LF at each end of a line."""
    name = cells.get(ListField.NAME) or cells[ListField.EMAIL]
    given, _, family = name.rpartition(" ")
    lines = [
        "BEGIN:VCARD",
        "VERSION:3.0",
        f"N:{_escaped(family if given else '')};{_escaped(given or family)};;;",
        f"FN:{_escaped(name)}",
        f"EMAIL;TYPE=INTERNET:{_escaped(cells[ListField.EMAIL])}",
    ]
    for field, start in (
        (ListField.COMPANY, "ORG:"),
        (ListField.TITLE, "TITLE:"),
        (ListField.PHONE, "TEL;TYPE=WORK:"),
        (ListField.TIMEZONE, "TZ:"),
    ):
        if cells.get(field):
            lines.append(start + _escaped(cells[field]))
    if cells.get(ListField.STATE):
        lines.append(f"ADR;TYPE=WORK:;;;;{_escaped(cells[ListField.STATE])};;")
    for field in OWN_FIELDS:
        if cells.get(field):
            lines.append(f"{_OWN.upper()}{field.replace('_', '-').upper()}:{_escaped(cells[field])}")
    return "\r\n".join([*map(_folded, lines), "END:VCARD", ""])


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str) -> str:
    """No line longer than 75 bytes: RFC 2426, 2.6."""
    parts, room = [""], 75
    for char in line:
        size = len(char.encode())
        if size > room:
            parts.append("")
            room = 74
        parts[-1] += char
        room -= size
    return "\r\n ".join(parts)
