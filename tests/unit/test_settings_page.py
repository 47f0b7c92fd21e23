"""docs/settings.md shows the settings as the program has them."""

from __future__ import annotations

import pytest

from docs.settings_table import BEGIN, END, PAGE, table, with_table
from xforce_desktop.settings import Settings


def test_the_page_shows_the_settings_as_they_are() -> None:
    """Whoever changes a setting writes the table anew: python -m docs.settings_table."""
    page = PAGE.read_text(encoding="utf-8")

    assert with_table(page) == page


@pytest.mark.parametrize("mark", [BEGIN, END])
def test_a_page_without_a_mark_is_not_written(mark: str) -> None:
    """The table would go to its end, or swallow what follows."""
    page = PAGE.read_text(encoding="utf-8").replace(mark, "")

    with pytest.raises(ValueError, match="no place"):
        with_table(page)


def test_each_setting_has_a_row_with_its_sentence() -> None:
    rows = table().splitlines()[2:]

    for row, (name, field) in zip(rows, Settings.model_fields.items(), strict=True):
        assert row.startswith(f"| `{name}` |")
        assert field.description
        assert field.description in row
