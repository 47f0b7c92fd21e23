"""Pictures of the accounts page and of an import, step by step."""

from __future__ import annotations

import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

from PySide6.QtWidgets import QLineEdit, QTabBar, QTableView, QWidget

from ui.main_window import MainWindow

LIST = (
    "Account name;E-mail address;First name;Last name;Mobile;State;SMS consent;Notes\n"
    "Acme Pest, Inc.;bob@acmepest.example;Bob;Lee;(404) 555-0155;Georgia;2026-01-02 web form;golf\n"
    "Sunshine Pest;ana@sunshine.example;Ana;Ruiz;12;FL;3/4/2026 form;\n"
    "Bayshore Group LLC;not-an-address;Ian;Li;;TX;;\n"
)


async def accounts_states(window: MainWindow, shoot: Callable[[QWidget, str], Awaitable[None]]) -> None:
    """Each list, a company with what goes on, a fault in a form, and the wizard."""
    window.show_accounts()
    await shoot(window, "accounts")
    page, dialog = window.accounts, window.importing
    tabs, table = page.findChild(QTabBar, "accounts_tabs"), page.findChild(QTableView, "accounts_table")
    phone = page.findChild(QLineEdit, "contact_phone")
    assert tabs is not None
    assert table is not None
    assert phone is not None
    table.selectRow(0)
    await shoot(window, "accounts-company")
    tabs.setCurrentIndex(1)
    table.selectRow(0)
    await shoot(window, "accounts-contact")
    phone.setText("12")
    page.form.save_wanted.emit()
    await shoot(window, "accounts-fault")
    page.import_wanted.emit()
    await shoot(dialog, "import-file")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "prospects.csv"
        path.write_text(LIST, "utf-8")
        dialog.file_wanted.emit(str(path))
        await shoot(dialog, "import-columns")
        dialog.preview_wanted.emit()
        await shoot(dialog, "import-preview")
        dialog.import_wanted.emit()
        await shoot(dialog, "import-report")
    dialog.reject()
