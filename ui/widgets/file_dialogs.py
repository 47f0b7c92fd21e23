"""Asks for a file without stopping the loop."""

from __future__ import annotations

from PySide6.QtCore import Qt, SignalInstance
from PySide6.QtWidgets import QFileDialog, QWidget


def ask_source(parent: QWidget, name: str, kinds: str, chosen: SignalInstance) -> None:
    """`chosen` gets the path of a file that is there; `name` is the dialog's object name."""
    dialog = QFileDialog(parent, "Import from", "", kinds)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    _open(dialog, name, chosen)


def ask_target(
    parent: QWidget, name: str, proposed: str, kinds: str, chosen: SignalInstance, *, suffix: str = ""
) -> None:
    """`chosen` gets the path to write to, with `suffix` where none is typed.

    That a file is there already is said in words by who writes.
    """
    dialog = QFileDialog(parent, "Export to", proposed, kinds)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
    dialog.setDefaultSuffix(suffix)
    _open(dialog, name, chosen)


def _open(dialog: QFileDialog, name: str, chosen: SignalInstance) -> None:
    dialog.setObjectName(name)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.fileSelected.connect(chosen)
    dialog.open()
