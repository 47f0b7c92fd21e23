"""JSON lines from files or standard input, with errors that name the line and the field."""

from __future__ import annotations

import argparse
import io
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from xforce_desktop.errors import BadInput

LONGEST_MEETING_MINUTES = 24 * 60
YEARS = range(1900, 2200)
BYTE_ORDER_MARK = b"\xef\xbb\xbf"  # Windows editors begin a file with it


def lines_parser(
    subparsers: argparse._SubParsersAction[argparse.ArgumentParser], name: str, does: str, example: object
) -> argparse.ArgumentParser:
    """A command that answers JSON lines; its help shows one that it takes."""
    parser = subparsers.add_parser(
        name,
        help=f"{does} (JSON lines in and out)",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog=f"A line, for example:\n{json.dumps(example)}",
    )
    parser.add_argument(
        "files", nargs="*", metavar="FILE", help="JSON lines; standard input if none is given"
    )
    return parser


@dataclass(frozen=True)
class Row:
    """One JSON object and where it stood, so that a complaint can point at it."""

    fields: dict[str, object]
    where: str
    path: str = ""

    def has(self, name: str) -> bool:
        """Whether the field is there and not null."""
        return self.fields.get(name) is not None

    def _field(self, name: str) -> object:
        if name not in self.fields:
            raise BadInput(f"{self.where}: field {self.path + name!r} is missing", "Add it and run again.")
        return self.fields[name]

    def _wrong(self, name: str, wanted: str) -> BadInput:
        return BadInput(
            f"{self.where}: field {self.path + name!r} is not {wanted}", "Correct it and run again."
        )

    def text(self, name: str) -> str:
        """A string, possibly empty; a number is taken as its digits for `id` fields."""
        value = self._field(name)
        if name == "id" and isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        if not isinstance(value, str):
            raise self._wrong(name, "a text")
        return value

    def texts(self, name: str) -> list[str]:
        """A list of strings."""
        value = self._field(name)
        if not isinstance(value, list) or not all(isinstance(entry, str) for entry in value):
            raise self._wrong(name, "a list of texts")
        return list(value)

    def text_map(self, name: str) -> dict[str, str]:
        """An object whose values are texts."""
        value = self._field(name)
        if not isinstance(value, dict) or not all(isinstance(entry, str) for entry in value.values()):
            raise self._wrong(name, "an object of texts")
        return dict(value)

    def inner(self, name: str) -> Row:
        """An object inside this one."""
        value = self._field(name)
        if not isinstance(value, dict):
            raise self._wrong(name, "an object")
        return Row(value, self.where, f"{self.path}{name}.")

    def minutes(self, name: str) -> int:
        """Whole minutes between one and a day."""
        value = self._field(name)
        if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= LONGEST_MEETING_MINUTES:
            raise self._wrong(name, "a whole number of minutes between 1 and 1440")
        return value

    def moment(self, name: str) -> datetime:
        """An aware instant."""
        return self._parsed(name, self.text(name))

    def moments(self, name: str) -> tuple[datetime, ...]:
        """Aware instants, in their order."""
        return tuple(self._parsed(name, entry) for entry in self.texts(name))

    def _parsed(self, name: str, text: str) -> datetime:
        try:
            moment = datetime.fromisoformat(text)
        except ValueError as error:
            raise self._wrong(name, "an ISO 8601 time") from error
        if moment.tzinfo is None:
            raise self._wrong(name, "a time with an offset")
        if moment.year not in YEARS:
            raise self._wrong(name, f"a time between the years {YEARS.start} and {YEARS.stop - 1}")
        return moment

    def zone(self, name: str) -> str:
        """The name of a time zone that exists."""
        value = self.text(name)
        try:
            ZoneInfo(value)
        except (ValueError, OSError, LookupError) as error:
            raise self._wrong(name, f"a known time zone ({value!r})") from error
        return value


def rows_from(files: Sequence[str]) -> Iterator[Row]:
    """Each line of the files, or of standard input, as an object. Raises BadInput."""
    for name in files or ["-"]:
        yield from _rows(name)


def _rows(name: str) -> Iterator[Row]:
    shown = "standard input" if name == "-" else name
    for number, line in enumerate(_lines(name), start=1):
        if line.strip():
            yield _row(line.removeprefix(BYTE_ORDER_MARK) if number == 1 else line, f"{shown}, line {number}")


def _lines(name: str) -> Iterator[bytes]:
    """Raw lines: a line that is not UTF-8 is to be named by its number."""
    if name == "-":
        yield from _piped_lines()
        return
    try:
        with Path(name).open("rb") as stream:
            yield from stream
    except OSError as error:
        reason = error.strerror or "it is no file"
        raise BadInput(f"{name} cannot be read: {reason}", "Name a UTF-8 file of JSON lines.") from error


def standard_input() -> bytes:
    """All of it, whatever the console's code page."""
    return b"".join(_piped_lines())


def _piped_lines() -> Iterator[bytes]:
    if isinstance(sys.stdin, io.TextIOWrapper):
        yield from sys.stdin.buffer
    else:
        yield from (line.encode() for line in sys.stdin)


def _row(line: bytes, where: str) -> Row:
    try:
        value = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise BadInput(f"{where} is not UTF-8 text", "Save it as UTF-8 and run again.") from error
    except (ValueError, RecursionError) as error:
        raise BadInput(f"{where} is not JSON", "Give one JSON object per line.") from error
    if not isinstance(value, dict):
        raise BadInput(f"{where} is not a JSON object", "Give one JSON object per line.")
    return Row(value, where)
