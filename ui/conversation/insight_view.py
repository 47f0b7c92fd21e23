"""The panel beside a conversation: their interest with its trend, and the rep's good name."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtWidgets import QWidget

from ui.conversation.insight import Insight
from ui.widgets.parts import button, column, frame, label, line, restyle, scrolled
from ui.widgets.sparkline import Sparkline

DETAILS_HEIGHT = 130  # what is longer scrolls, so that the log below keeps its room


class InsightWidget(QWidget):
    """Short at first; what it rests on is shown on a click."""

    def __init__(self) -> None:
        super().__init__()
        self._insight: Insight | None = None
        self._interest, self._risk = label(role="strong", wrap=True), label(role="strong", wrap=True)
        self._interest.setObjectName("insight_interest")
        self._risk.setObjectName("insight_risk")
        self._advice, self._effect = label(role="small", wrap=True), label(role="small", wrap=True)
        self._deal = label(role="small", tone="muted", wrap=True)
        self._trend = Sparkline("insight_trend")
        self._signs, self._drivers = label(role="small", wrap=True), label(role="small", wrap=True)
        self._inside = QWidget()
        self._details = scrolled(self._inside)
        self._details.setFixedHeight(DETAILS_HEIGHT)
        self._fold = button("What it rests on", "insight_fold", kind="link")
        self._fold.clicked.connect(lambda: self._unfold(self._details.isHidden()))
        panel = frame("panel")
        inside = column(panel, margin=16, gap=6)
        upper = (self._interest, self._trend, self._advice, self._deal)
        lower = (self._risk, self._effect, self._details, self._fold)
        for widget in (*upper, line(), *lower):
            inside.addWidget(widget)
        self._lay_out_details()
        column(self).addWidget(panel)
        self._unfold(False)

    def show_insight(self, insight: Insight) -> None:
        if insight == self._insight:
            return
        self._insight = insight
        self._interest.setText(insight.interest)
        self._risk.setText(insight.risk)
        restyle(self._interest, tone=insight.interest_tone)
        restyle(self._risk, tone=insight.risk_tone)
        self._advice.setText(insight.advice)
        self._deal.setText(insight.deal)
        self._deal.setVisible(bool(insight.deal))
        self._effect.setText(insight.effect)
        self._trend.show_values(insight.trend, insight.trend_words)
        self._signs.setText(_points((*insight.signs, *insight.trend_words.splitlines())))
        self._drivers.setText(_points(insight.drivers or ("Nothing strains it.",)))

    def _lay_out_details(self) -> None:
        layout = column(self._inside, gap=4)
        layout.addWidget(label("Their interest", role="small", tone="muted"))
        layout.addWidget(self._signs)
        layout.addWidget(label("Your good name", role="small", tone="muted"))
        layout.addWidget(self._drivers)
        layout.addStretch(1)

    def _unfold(self, is_shown: bool) -> None:
        self._details.setVisible(is_shown)
        self._fold.setText("Less" if is_shown else "What it rests on")


def _points(lines: Iterable[str]) -> str:
    return "\n".join(f"• {line}" for line in lines)
