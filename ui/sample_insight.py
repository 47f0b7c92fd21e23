"""Somebody of ours who stands in the way of one of the sample meetings."""

from __future__ import annotations

from datetime import timedelta

from ui import samples
from xforce_desktop.ids import RequestId
from xforce_desktop.scheduling.insight import InsightCard, Insights


class SampleInsight:
    """The part of the sample desk that knows who of ours stands in the way. A decision closes the card."""

    def __init__(self, *, is_empty: bool) -> None:
        acme = RequestId(samples.sample_id("Acme Pest"))
        self.insights = Insights() if is_empty else Insights((_sarah(acme),))

    async def attendee_insights(self) -> Insights:
        return self.insights

    async def remove_blocker(self, request_id: RequestId, address: str) -> None:
        self.insights = Insights()

    async def keep_blocker(self, request_id: RequestId) -> None:
        friday = samples.NOW + timedelta(days=3)
        times = f"{friday:%A, %B} {friday.day} at 2:00 PM EST"
        task = f"Ask Sarah to free one of these for Demo with Acme Pest: {times}."
        self.insights = Insights((), {request_id: (task,)})


def _sarah(request_id: RequestId) -> InsightCard:
    return InsightCard(
        request_id=request_id,
        address="sarah@xforce.example",
        headline="With Sarah, who is optional, Demo with Acme Pest is held back by internal availability: "
        "9 free times, on 2 days.",
        blocker="Sarah Lopez (Sales Engineer)",
        impact="Removing Sarah increases available slots by 78% (from 9 to 16)",
        recommendation="Proceed with AE-only discovery, loop Sarah into the technical deep-dive later.",
        remove="Remove Sarah & Continue",
        keep="Keep & Escalate",
    )
