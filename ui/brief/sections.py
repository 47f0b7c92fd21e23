"""One part of a brief as widgets: heading, lines, and where each line comes from."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout

from ui.brief.shown import Line, ShownSection
from ui.widgets.icons import IconLabel
from ui.widgets.parts import across, column, label, left_to_right, tip_of

TONES = {"landmines": "warning", "objective": "accent", "steps": "good"}


def section_layout(section: ShownSection, *, with_sources: bool) -> QVBoxLayout:
    """Heading and lines; `with_sources` adds the numbers of what each rests on."""
    made = column(gap=5)
    head = across(gap=8)
    if section.icon:
        head.addWidget(IconLabel(section.icon, TONES.get(section.icon, "muted"), 18))
    head.addWidget(label(section.heading, role="strong"))
    head.addStretch(1)
    made.addLayout(head)
    if section.is_prose and not with_sources:
        made.addWidget(_prose(section))
        return made
    for one in section.lines:
        made.addLayout(_line(one, is_bulleted=not section.is_prose, with_sources=with_sources))
    return made


def _prose(section: ShownSection) -> QLabel:
    shown = label(left_to_right(" ".join(one.text for one in section.lines)), wrap=True)
    shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    tip = "\n".join(dict.fromkeys(part for one in section.lines for part in one.tip.split("\n")))
    _explain(shown, tip)
    return shown


def _line(one: Line, *, is_bulleted: bool, with_sources: bool) -> QHBoxLayout:
    row = across(gap=8)
    if is_bulleted:
        row.addWidget(label("•", tone="muted"), 0, Qt.AlignmentFlag.AlignTop)
    words = column(gap=2)
    text = f"{one.text}  (usual)" if one.is_usual else one.text
    said = label(left_to_right(text), role="strong" if one.answer else "", wrap=True)
    if one.is_unknown:
        said.setProperty("tone", "muted")
    parts = [said]
    if one.answer:
        parts.append(label(left_to_right(one.answer), wrap=True))
    if one.gap:
        parts.append(label(one.gap, role="small", tone="muted", wrap=True))
    for part in parts:
        part.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        _explain(part, one.tip)
        words.addWidget(part)
    row.addLayout(words, 1)
    if with_sources:
        notes = label(one.notes, role="small", tone="muted")
        _explain(notes, one.tip)
        row.addWidget(notes, 0, Qt.AlignmentFlag.AlignTop)
    return row


def _explain(shown: QLabel, tip: str) -> None:
    """Its sources on hover, when it has the focus, and for who listens."""
    shown.setToolTip(tip_of(tip).replace("\n", "<br>"))
    shown.setAccessibleDescription(tip)
    shown.setFocusPolicy(Qt.FocusPolicy.TabFocus)
