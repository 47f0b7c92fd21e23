"""Pictures of the library of proofs: the list, the form, and a list of them in, out and taken back."""

from __future__ import annotations

import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

from PySide6.QtWidgets import QMessageBox, QWidget

from ui.main_window import MainWindow

LIST = (
    "type,content,source\n"
    "case_study,A lawn care company in Ohio books 40 more visits a month since nobody waits on hold,\n"
    "stat,Two of three callers never call again,\n"
    "stat,34% of their calls come after business hours,Our call report\n"
)


async def proofs_states(window: MainWindow, shoot: Callable[[QWidget, str], Awaitable[None]]) -> None:
    """The library, one more, what an import left out, the question before it goes, and a file in the way."""
    dialog = window.proofs
    window.show_proofs()
    await shoot(dialog, "proofs")
    dialog.add_wanted.emit()
    await shoot(dialog, "proofs-add")
    dialog.back_wanted.emit()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cases.csv"
        path.write_text(LIST, "utf-8")
        dialog.import_wanted.emit(str(path))
        await shoot(dialog, "proofs-imported")
        dialog.back_wanted.emit()
        dialog.undo_wanted.emit()
        await shoot(dialog, "proofs-library")
        for box in dialog.findChildren(QMessageBox):
            await shoot(box, "proofs-undo")
            box.reject()
        dialog.export_wanted.emit(str(path))
        await shoot(dialog, "proofs-in-the-way")
    dialog.accept()
