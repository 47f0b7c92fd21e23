"""Writes docs/faults.md's table from the rows that the tests carry out.

python -m docs.faults_table
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from docs.drawn_part import with_part
from tests.end_to_end.fault_kinds import FAULTS
from tests.end_to_end.fault_steps import STEPS

PAGE = Path(__file__).resolve().parent / "faults.md"
ROWS = Path(__file__).resolve().parents[1] / "tests" / "end_to_end" / "faults.toml"
BEGIN = "<!-- faults: python -m docs.faults_table -->"
END = "<!-- end of faults -->"
OFTEN = {"once": "once", "lasts": "until it ends"}


def rows() -> list[dict[str, str]]:
    """Step, fault, how often, and what is to be seen, stored and gone out then."""
    return list(tomllib.loads(ROWS.read_text(encoding="utf-8"))["row"])


def table() -> str:
    """A table for each step, in the order in which a meeting comes about."""
    return "\n".join(_lines()).strip()


def _lines() -> Iterator[str]:
    for step, group in groupby(rows(), key=lambda row: row["step"]):
        words = STEPS[step].words
        yield f"### {words[0].upper()}{words[1:]}\n"
        yield "| what goes wrong | how often | what the rep sees | what is stored | what has left |"
        yield "| --- | --- | --- | --- | --- |"
        for row in group:
            fault = FAULTS[row["fault"]].words
            cells = (fault, OFTEN[row["often"]], row["sees"], row["stored"], row["left"])
            yield f"| {' | '.join(cells)} |"
        yield ""


def with_table(page: str) -> str:
    """The page with the table as the rows are now."""
    return with_part(page, BEGIN, END, table())


if __name__ == "__main__":
    PAGE.write_text(with_table(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
