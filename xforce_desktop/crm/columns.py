"""Which column means what: by its name, else by what stands in it; the rep has the last word."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from xforce_desktop.crm.csv_reading import ListTable
from xforce_desktop.crm.fields import (
    ListField,
    fields_by_name,
    label_of,
    list_words,
    plain_name,
    states_by_name,
    without_accents,
)
from xforce_desktop.errors import BadInput

_SAMPLED = 300  # cells with something in them
_SHOWN = 3
_FEWEST_WORDS = 3  # different cells from which on words say what a column is
_MOST = 0.8  # share of the cells that have to look so
_YES_OR_NO = frozenset({ListField.CHAMPION, ListField.MAY_BE_COPIED, ListField.OWNER})
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_NUMBER = re.compile(r"\+?[\d\s().\-/]{7,20}(\s*(x|ext\.?)\s*\d+)?", re.IGNORECASE)
_ZONE = re.compile(r"(America|Europe|Africa|Asia|Australia|Pacific|Atlantic|Indian|US)/[A-Za-z_/\-]+")


@dataclass(frozen=True)
class ColumnGuess:
    """What a column is taken for, None: left out; and why. `samples` are some of its cells."""

    name: str
    field: ListField | None
    why: str
    samples: tuple[str, ...] = ()


def guess_columns(table: ListTable, told: Mapping[str, str] | None = None) -> tuple[ColumnGuess, ...]:
    """One for each column, in their order. `told` maps names of columns to fields, or to "": left out.

    Raises BadInput for a column or a field that there is not, and for two columns told to be the same.
    """
    own = _told(table, told or {})
    cells = [_cells(table, place) for place in range(len(table.head))]
    by_name = _by_name(table, own, cells)
    taken = {one for one in (*own.values(), *by_name.values()) if one}
    found: list[ColumnGuess] = []
    for place, name in enumerate(table.head):
        samples = tuple(dict.fromkeys(cells[place]))[:_SHOWN]
        field, why = _one(place, name, cells[place], own, by_name, taken)
        if field is not None and place not in own:
            taken.add(field)
        found.append(ColumnGuess(name, field, why, samples))
    return tuple(found)


def _one(
    place: int,
    name: str,
    cells: Sequence[str],
    own: Mapping[int, ListField | None],
    by_name: Mapping[int, ListField],
    taken: set[ListField],
) -> tuple[ListField | None, str]:
    if place in own:
        chosen = own[place]
        return chosen, "as you said" if chosen else "left out, as you said"
    if place in by_name:
        return by_name[place], f"it is called “{name}”"
    named = fields_by_name().get(plain_name(name))
    if named and _is_no_answer(named[0], cells):
        return None, f"it is called “{name}”, and what stands in it is neither yes nor no"
    if named:
        return None, f"another column is the {label_of(named[0])} already"
    field = None if _is_something_else(name) else _by_values(cells)
    if field is None:
        return None, "nothing says what it is" if cells else "it is empty"
    if field in taken:
        return None, f"it looks like a {label_of(field)}, and another column is that already"
    return field, f"its name says nothing; what stands in it looks like a {label_of(field)}"


def _is_no_answer(field: ListField, cells: Sequence[str]) -> bool:
    """The owner of an account is usually the rep: by its name alone no column says yes or no."""
    answers = list_words().yes | list_words().no | list_words().empty
    return field in _YES_OR_NO and sum(cell.casefold() in answers for cell in cells) < _MOST * len(cells)


def _is_something_else(name: str) -> bool:
    """A fax, an id or a postal code looks like a telephone number and is none."""
    words = set(re.findall(r"[a-z]+", without_accents(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name))))
    return bool(words & list_words().never)


def _told(table: ListTable, told: Mapping[str, str]) -> dict[int, ListField | None]:
    chosen: dict[int, ListField | None] = {}
    for name, field in told.items():
        place = _place_of(name, table.head)
        if field and field not in set(ListField):
            raise BadInput(f"“{field}” is no field.", f"Use one of {', '.join(ListField)}.")
        if field and ListField(field) in chosen.values():
            raise BadInput(f"Two columns cannot both be the {label_of(ListField(field))}.", "Leave one out.")
        chosen[place] = ListField(field) if field else None
    return chosen


def _place_of(told: str, head: Sequence[str]) -> int:
    """The column of that very name, else the one that is called nearly so."""
    exact = " ".join(told.split())
    if exact in head:
        return head.index(exact)
    near = [place for place, name in enumerate(head) if plain_name(name) == plain_name(told) != ""]
    if not near:
        raise BadInput(f"There is no column “{told}”.", f"There are: {', '.join(head)}.")
    if len(near) > 1:
        names = ", ".join(head[place] for place in near)
        raise BadInput(f"“{told}” may be several columns.", f"Write the name as it stands: {names}.")
    return near[0]


def _by_name(
    table: ListTable, own: Mapping[int, ListField | None], cells: Sequence[Sequence[str]]
) -> dict[int, ListField]:
    """Of several columns with names of one field, the more usual name wins, then the first."""
    if not table.has_head:
        return {}
    best: dict[ListField, tuple[int, int]] = {}
    for place, name in enumerate(table.head):
        known = fields_by_name().get(plain_name(name))
        if known is None or place in own or known[0] in own.values():
            continue
        field, rank = known
        if _is_no_answer(field, cells[place]):
            continue
        if field not in best or (rank, place) < best[field]:
            best[field] = (rank, place)
    return {place: field for field, (_, place) in best.items()}


def _cells(table: ListTable, place: int) -> list[str]:
    found: list[str] = []
    for row in table.rows:
        if not row.fault and (cell := row.cells[place]):
            found.append(cell[:80])
            if len(found) == _SAMPLED:
                break
    return found


def _by_values(cells: Sequence[str]) -> ListField | None:
    """What cells look like that can be told from anything else; words like names and trades cannot."""
    looks: tuple[tuple[ListField, Callable[[str], bool]], ...] = (
        (ListField.EMAIL, lambda cell: bool(_ADDRESS.fullmatch(cell))),
        (ListField.TIMEZONE, lambda cell: bool(_ZONE.fullmatch(cell))),
        (ListField.PHONE, _is_number),
        (ListField.STATE, lambda cell: plain_name(cell) in states_by_name()),
        (ListField.COMPANY, _is_firm),
    )
    for field, fits in looks:
        least = 0.5 if field is ListField.COMPANY else _MOST
        enough = _FEWEST_WORDS if field in (ListField.STATE, ListField.COMPANY) else 1
        if len(set(cells)) >= enough and sum(map(fits, cells)) >= least * len(cells):
            return field
    return None


def _is_number(cell: str) -> bool:
    digits = sum(char.isdigit() for char in cell)
    is_written_so = cell.startswith("+") or any(char in cell for char in "()-. ") or digits == 10
    return bool(_NUMBER.fullmatch(cell)) and 7 <= digits <= 17 and is_written_so and not _is_day(cell)


def _is_day(cell: str) -> bool:
    return bool(re.fullmatch(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}", cell))


def _is_firm(cell: str) -> bool:
    words = cell.split()
    return len(words) > 1 and plain_name(words[-1]) in list_words().legal_forms
