"""What simulated prospects write is read as it was meant, in every context of our own cases."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from sync.sandbox.offers import Offered
from sync.sandbox.prose import Words
from sync.simulation.answers import FIRST_WORDS
from tests.reply_cases import CONTEXTS, ZONE
from xforce_desktop.replies.analysis import ReceivedText, ReplyAnalysis, ReplyContext
from xforce_desktop.replies.offline_analyst import OfflineAnalyst

THERE = ZoneInfo(ZONE)
SEEDS = range(14)

Case = tuple[datetime, list[Offered]]


def contexts() -> list[Case]:
    found = []
    for today, *offers in CONTEXTS.values():
        times = [datetime.fromisoformat(offer).replace(tzinfo=THERE) for offer in offers]
        found.append(
            (
                datetime.fromisoformat(f"{today} 10:00").replace(tzinfo=THERE),
                [Offered(t, THERE) for t in times],
            )
        )
    return found


def read(words: str, now: datetime, offers: list[Offered]) -> ReplyAnalysis:
    body = f"Hi Alex,\n\n{words}\n\nThanks,\nKaren"
    times = tuple(offer.at for offer in offers)
    message = ReceivedText(
        body=body, subject="Re: Demo", from_name="Karen Hartman", from_address="karen@ridge.example"
    )
    return OfflineAnalyst().read(message, ReplyContext(now, ZONE, "demo", 30, "Demo", times))


def outcome(analysis: ReplyAnalysis) -> tuple[str | None, datetime | None, bool]:
    return analysis.intent, analysis.selected_time, analysis.requires_human


@pytest.mark.parametrize("now, offers", contexts(), ids=list(CONTEXTS))
def test_a_chosen_offer_is_booked(now: datetime, offers: list[Offered]) -> None:
    """However they name it, after an apology and as an assistant too."""
    wrong = []
    for seed in SEEDS:
        words, chosen = Words(random.Random(seed)), offers[seed % len(offers)]
        texts = [
            words.pick(chosen, offers),
            words.ordinal(chosen, offers),
            words.invite(chosen),
            f"{words.sorry()} {words.pick(chosen, offers)}",
        ]
        wrong += [
            text for text in texts if outcome(read(text, now, offers)) != ("accept_time", chosen.at, False)
        ]
        again = [words.yes(chosen), words.agree()]
        wrong += [text for text in again if read(text, now, [chosen]).selected_time != chosen.at]
    assert wrong == []


@pytest.mark.parametrize("now, offers", contexts(), ids=list(CONTEXTS))
def test_other_answers_book_nothing(now: datetime, offers: list[Offered]) -> None:
    """Wishes, noes, questions, and not before a date: even where its number is also a place in our list."""
    wrong = []
    after = (offers[-1].at + timedelta(days=1)).replace(hour=14, minute=0)
    for seed in SEEDS:
        words, day = Words(random.Random(seed)), after + timedelta(days=seed)
        meant = {
            words.own_exact(after): ("propose_alternative", None, False),
            words.own_after(after): ("propose_alternative", None, False),
            words.too_late(): ("propose_alternative", None, False),
            words.later(day + timedelta(days=7)): ("reschedule_later", None, False),
            words.question(): ("question", None, True),
            words.decline(): ("decline", None, True),
        }
        wrong += [text for text, what in meant.items() if outcome(read(text, now, offers)) != what]
    assert wrong == []


@pytest.mark.parametrize("words", [words for forms in FIRST_WORDS.values() for words in forms])
def test_an_obstacle_is_dealt_with_alone(words: str) -> None:
    """What stands in their way is recognised, and the rep is not needed."""
    for now, offers in contexts():
        analysis = read(words, now, offers)
        assert analysis.conflict is not None
        assert (analysis.selected_time, analysis.requires_human) == (None, False)
