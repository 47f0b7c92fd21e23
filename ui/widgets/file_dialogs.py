"""Asks for a file without stopping the loop."""

from __future__ import annotations

import re
from pathlib import Path

from PySide6.QtCore import Qt, SignalInstance
from PySide6.QtWidgets import QFileDialog, QWidget

_ENDING = re.compile(r"\*(\.\w+)")


def ask_source(parent: QWidget, name: str, kinds: str, chosen: SignalInstance) -> None:
    """`chosen` gets the path of a file that is there; `name` is the dialog's object name."""
    dialog = QFileDialog(parent, "Import from", "", kinds)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.fileSelected.connect(chosen)
    _open(dialog, name)


def ask_target(parent: QWidget, name: str, proposed: str, kinds: str, chosen: SignalInstance) -> None:
    """`chosen` gets the path to write to, with the ending of the kind that is chosen where none is typed.

    That a file is there already is said in words by who writes.
    """
    dialog = QFileDialog(parent, "Export to", proposed, kinds)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
    dialog.fileSelected.connect(lambda path: chosen.emit(_with_ending(path, dialog.selectedNameFilter())))
    _open(dialog, name)


def _with_ending(path: str, kind: str) -> str:
    ending = _ENDING.search(kind)
    return path if Path(path).suffix or ending is None else path + ending.group(1)


def _open(dialog: QFileDialog, name: str) -> None:
    dialog.setObjectName(name)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
