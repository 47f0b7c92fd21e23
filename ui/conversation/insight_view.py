"""The panel beside a conversation: their interest with its trend, and the rep's good name."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui.conversation.insight import Insight
from ui.widgets.parts import button, column, empty_out, frame, label, line, restyle
from ui.widgets.sparkline import Sparkline


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
        self._signs, self._drivers = column(gap=1), column(gap=1)
        self._details = QWidget()
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
        empty_out(self._signs)
        for words in (*insight.signs, *(insight.trend_words.splitlines() if insight.trend else ())):
            self._signs.addWidget(label(f"• {words}", role="small", wrap=True))
        empty_out(self._drivers)
        for words in insight.drivers or ("Nothing strains it.",):
            self._drivers.addWidget(label(f"• {words}", role="small", wrap=True))

    def _lay_out_details(self) -> None:
        layout = column(self._details, gap=4)
        layout.addWidget(label("Their interest", role="small", tone="muted"))
        layout.addLayout(self._signs)
        layout.addWidget(label("Your good name", role="small", tone="muted"))
        layout.addLayout(self._drivers)

    def _unfold(self, is_shown: bool) -> None:
        self._details.setVisible(is_shown)
        self._fold.setText("Less" if is_shown else "What it rests on")
