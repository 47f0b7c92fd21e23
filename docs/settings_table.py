"""Writes docs/settings.md's table from the fields of `xforce_desktop/settings.py`.

python -m docs.settings_table
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from docs.drawn_part import with_part
from xforce_desktop.settings import Settings

PAGE = Path(__file__).resolve().parent / "settings.md"
BEGIN = "<!-- settings: python -m docs.settings_table -->"
END = "<!-- end of settings -->"


def table() -> str:
    """A row for each setting, in the order of the class; defaults as TOML writes them."""
    return "\n".join(_lines())


def _lines() -> Iterator[str]:
    yield "| setting | default | meaning |"
    yield "| --- | --- | --- |"
    limits = Settings.model_json_schema()["properties"]
    for name, field in Settings.model_fields.items():
        default = json.dumps(field.default)
        meaning = f"{field.description}{_range(limits[name])}"
        yield f"| `{name}` | `{default}` | {meaning} |"


def _range(schema: dict[str, object]) -> str:
    if "minimum" not in schema:
        return ""
    return f" {schema['minimum']} to {schema['maximum']}."


def with_table(page: str) -> str:
    """The page with the table as the settings are now."""
    return with_part(page, BEGIN, END, table())


if __name__ == "__main__":
    PAGE.write_text(with_table(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
