"""What stands in a list is no markup in its tooltip either: a name comes from somebody's mail."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QAbstractItemModel, Qt

from tests.builders import an_id
from ui.accounts.model import RecordsModel
from ui.accounts.words import RecordLine
from ui.brief.model import BriefsModel
from ui.brief.presenter import Row
from ui.calls.model import CallsModel
from ui.calls.presenter import CallLine
from ui.learned.view import RowsModel
from ui.memory.model import ActivitiesModel
from ui.memory.words import ActivityLine
from xforce_desktop.crm.records import Kind
from xforce_desktop.ids import RequestId

TRAP = 'Eve <img src="//host.example/x">'
SHOWN = "<qt>Eve &lt;img src=&quot;//host.example/x&quot;&gt;</qt>"


def activities() -> QAbstractItemModel:
    model = ActivitiesModel()
    model.show_lines((ActivityLine(TRAP, TRAP, TRAP, "", None),))
    return model


def briefs() -> QAbstractItemModel:
    model = BriefsModel()
    model.set_rows((Row(RequestId(an_id(1)), TRAP, TRAP, TRAP, TRAP, True, False),))
    return model


def calls() -> QAbstractItemModel:
    model = CallsModel()
    model.show((CallLine(an_id(1), TRAP, TRAP, TRAP, True),))
    return model


def records() -> QAbstractItemModel:
    model = RecordsModel()
    model.show_lines(next(iter(Kind)), [RecordLine("1", (TRAP,) * 9)])
    return model


def watched() -> QAbstractItemModel:
    model = RowsModel(("One", "Two"), None)  # type: ignore[arg-type]  # nothing owns it here
    model.show_rows(((TRAP, TRAP),))
    return model


@pytest.mark.parametrize("build", [activities, briefs, calls, records, watched])
def test_a_name_that_looks_like_a_picture_is_shown_as_letters(
    build: Callable[[], QAbstractItemModel],
) -> None:
    """Nothing is fetched, and each column says what it shows."""
    model = build()
    for column in range(model.columnCount()):
        index = model.index(0, column)
        assert index.data(Qt.ItemDataRole.ToolTipRole) == SHOWN
        assert index.data(Qt.ItemDataRole.DisplayRole) == TRAP
