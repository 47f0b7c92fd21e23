"""Light and dark: colours from resources/styles, applied to the whole application.

Follows the system until the rep chooses one in the View menu; the choice holds while the program runs.
"""

from __future__ import annotations

import tomllib
from enum import StrEnum
from importlib.resources import files
from pathlib import Path
from string import Template

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

RESOURCES = Path(str(files("resources")))
ICONS = RESOURCES / "icons"
STYLES = RESOURCES / "styles"


class Theme(StrEnum):
    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class ThemeSwitch(QObject):
    """Keeps the application in one theme. `applied` carries the theme now seen: light or dark."""

    applied = Signal(str)

    def __init__(self, app: QApplication, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._app = app
        self._choice = Theme.SYSTEM
        self._base_pt = app.font().pointSizeF() if app.font().pointSizeF() > 0 else 10.0
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._on_system_change)

    @property
    def choice(self) -> Theme:
        return self._choice

    def choose(self, choice: Theme) -> None:
        self._choice = choice
        self.apply()

    def apply(self) -> None:
        """Give the application the colours of the chosen theme."""
        theme = self._seen()
        colours = tomllib.loads((STYLES / f"{theme}.toml").read_text(encoding="utf-8"))
        self._app.setPalette(_palette(colours))
        self._app.setStyleSheet(_sheet(theme, colours, self._base_pt))
        self.applied.emit(theme.value)

    def _seen(self) -> Theme:
        if self._choice is not Theme.SYSTEM:
            return self._choice
        is_dark = QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark
        return Theme.DARK if is_dark else Theme.LIGHT

    def _on_system_change(self) -> None:
        if self._choice is Theme.SYSTEM:
            self.apply()


def _sheet(theme: Theme, colours: dict[str, str], base_pt: float) -> str:
    sizes = {
        "size": base_pt,
        "size_small": base_pt * 0.88,
        "size_large": base_pt * 1.15,
        "size_title": base_pt * 1.6,
        "size_code": base_pt * 2.2,
    }
    names = {**colours, **{name: f"{size:.1f}" for name, size in sizes.items()}}
    template = Template((STYLES / "app.qss").read_text(encoding="utf-8"))
    return template.substitute(names, theme=theme.value, icons=ICONS.as_posix())


def _palette(colours: dict[str, str]) -> QPalette:
    role = QPalette.ColorRole
    palette = QPalette()
    for wanted, name in (
        (role.Window, "window"),
        (role.Base, "surface"),
        (role.AlternateBase, "raised"),
        (role.Button, "surface"),
        (role.ToolTipBase, "raised"),
        (role.WindowText, "text"),
        (role.Text, "text"),
        (role.ButtonText, "text"),
        (role.ToolTipText, "text"),
        (role.PlaceholderText, "muted"),
        (role.Highlight, "accent"),
        (role.HighlightedText, "accent_text"),
        (role.Link, "accent"),
    ):
        palette.setColor(wanted, QColor(colours[name]))
    for wanted in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, wanted, QColor(colours["strong_border"]))
    return palette
