"""Makes resources/reply_classifier.json from labelled replies.

    python -m tests.training.reply_classifier            trains on all, writes the resource
    python -m tests.training.reply_classifier --measure  how well replies not trained on are understood

The replies are those of `tests/reply_cases.py`. Where two answers are right, either counts in measuring, the
first in training. Order and seed are fixed: the same replies give the same file, on every machine.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import random
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tests.reply_cases import (
    Case,
    accepted,
    all_cases,
    case_files,
    context_of,
    message_of,
    never_booked,
    whole_cases,
)
from xforce_desktop.replies.analysis import Intent
from xforce_desktop.replies.classifier import (
    MENTION_HEADS,
    NO,
    NO_CONFLICT,
    REPLY_HEADS,
    YES,
    Heads,
    Model,
    Wording,
    mention_features,
    reply_features,
    softmax,
)
from xforce_desktop.replies.offline_analyst import rules_on

RESOURCE = Path(__file__).parents[2] / "resources" / "reply_classifier.json"
EPOCHS, RATE, SLOWING, SHRINK = 12, 1.2, 0.6, 2e-3
LEAST_SEEN, UNIT, LEAST_WEIGHT = 2, 100, 9
SEED = 11


Features = Callable[[Wording], tuple[str, ...]]


@dataclass(frozen=True)
class Example:
    """Something to be decided on; `labels` are the right ones of each head, the best first."""

    wording: Wording
    labels: dict[str, tuple[str, ...]]


def fingerprint() -> str:
    """Of the cases: the resource holds it, so that a test sees when it is older than they are."""
    return hashlib.sha256(b"".join(path.read_bytes() for path in case_files())).hexdigest()[:16]


def replies(cases: Iterable[Case]) -> list[Example]:
    """Every reply of a person among the cases."""
    return [_reply(case) for case in cases if case["expect"]["intent"]]


def _reply(case: Case) -> Example:
    conflicts = [conflict["type"] if conflict else NO_CONFLICT for conflict in accepted(case, "conflict")]
    labels = {
        "intent": tuple(dict.fromkeys(intent for intent in accepted(case, "intent") if intent)),
        "human": tuple(YES if needed else NO for needed in accepted(case, "requires_human")),
        "conflict": tuple(dict.fromkeys(conflicts)),
    }
    return Example(rules_on(message_of(case), context_of(case)).wording(), labels)


def mentions(cases: Iterable[Case]) -> list[Example]:
    """Every offer that is named in a reply of a person, unless it stays open which one they take."""
    return [one for case in cases if case["expect"]["message_kind"] == "reply" for one in _mentions(case)]


def _mentions(case: Case) -> list[Example]:
    chosen = case["expect"]["selected_time"]
    if case["expect"]["intent"] == Intent.ACCEPT_TIME and not chosen:
        return []
    found = rules_on(message_of(case), context_of(case))
    offers = [datetime.fromisoformat(offer) for offer in case["proposed_times"]]
    right = offers.index(datetime.fromisoformat(chosen)) if chosen else -1
    return [
        Example(wording, {"taken": (YES if offer == right else NO,)})
        for offer, wording in found.mention_wordings()
    ]


def train(data: Sequence[Example], heads: Heads, features: Features) -> Model:
    """The model of these examples: one softmax for each head, by stochastic gradient descent."""
    named = [(features(one.wording), one.labels) for one in data]
    seen = Counter(name for names, _ in named for name in names)
    size = sum(map(len, heads.values()))
    rows = {name: [0.0] * size for name, times in sorted(seen.items()) if times >= LEAST_SEEN}
    bias = [0.0] * size
    prepared = [([rows[name] for name in names if name in rows], labels) for names, labels in named]
    order = random.Random(SEED)
    for epoch in range(EPOCHS):
        order.shuffle(prepared)
        for active, labels in prepared:
            _learn(active, labels, bias, heads, RATE / (1 + SLOWING * epoch))
    return Model(
        heads, tuple(bias), {n: tuple((i, w) for i, w in enumerate(row) if w) for n, row in rows.items()}
    )


def _learn(
    active: list[list[float]],
    labels: dict[str, tuple[str, ...]],
    bias: list[float],
    heads: Heads,
    rate: float,
) -> None:
    scale = 1 / math.sqrt(max(len(active), 1))
    at = 0
    for head, names in heads.items():
        right = labels[head][0]
        sums = [bias[at + i] + scale * sum(row[at + i] for row in active) for i in range(len(names))]
        for i, share in enumerate(softmax(sums)):
            error = share - (names[i] == right)
            bias[at + i] -= 0.05 * rate * error
            for row in active:
                row[at + i] -= rate * scale * (error + SHRINK * row[at + i])
        at += len(names)


def train_both(cases: Sequence[Case]) -> tuple[Model, Model]:
    """The models for whole replies and for named offers."""
    return (
        train(replies(cases), REPLY_HEADS, reply_features),
        train(mentions(cases), MENTION_HEADS, mention_features),
    )


def save(reply: Model, mention: Model) -> None:
    """Write the resource: weights in units of 1/`UNIT`, small ones left out."""
    stored = {"made_from": fingerprint(), "reply": _rounded(reply), "mention": _rounded(mention)}
    lines = json.dumps(stored, ensure_ascii=False, separators=(",", ":")).replace('],"', '],\n"')
    RESOURCE.write_text(lines + "\n", encoding="utf-8")


def _rounded(model: Model) -> dict[str, object]:
    weights = {}
    for name, row in model.weights.items():
        kept = [(i, round(w * UNIT)) for i, w in row if abs(w * UNIT) >= LEAST_WEIGHT]
        if kept:
            weights[name] = [number for pair in kept for number in pair]
    return {"unit": UNIT, "bias": [round(b * UNIT) for b in model.bias], "weights": weights}


def measure(cases: Sequence[Case], folds: int = 4) -> str:
    """Share of right intents outside the training, and how often right where sure; also for named offers."""
    mixed = list(cases)
    random.Random(SEED).shuffle(mixed)
    intents: list[tuple[float, bool]] = []
    taken: list[tuple[float, bool]] = []
    for fold in range(folds):
        reply, mention = train_both([one for at, one in enumerate(mixed) if at % folds != fold])
        intents += _judged(reply, "intent", replies(mixed[fold::folds]), reply_features)
        taken += _judged(mention, "taken", mentions(mixed[fold::folds]), mention_features)
    lines = []
    for what, results in (("intents of replies", intents), ("named offers, taken or not", taken)):
        lines.append(f"{len(results)} {what}, seed {SEED}: right {_share(results)}")
        for sure in (0.5, 0.7, 0.8, 0.9):
            part = [result for result in results if result[0] >= sure]
            lines.append(f"  at least {sure} sure: {len(part)}, right {_share(part)}")
    return "\n".join(lines)


def _judged(model: Model, head: str, data: Sequence[Example], features: Features) -> list[tuple[float, bool]]:
    judged = []
    for one in data:
        shares = model.likelihoods(features(one.wording))[head]
        best = max(shares, key=lambda name: shares[name])
        judged.append((shares[best], best in one.labels[head]))
    return judged


def _share(results: Sequence[tuple[float, bool]]) -> str:
    return f"{sum(right for _, right in results) / max(len(results), 1):.3f}"


def main() -> None:
    """Train and write, or measure."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--measure", action="store_true", help="only say how well it works")
    parser.add_argument(
        "files", nargs="*", type=Path, help="case files; all of tests/unit/replies if none is given"
    )
    options = parser.parse_args()
    cases = [case for path in options.files for case in whole_cases(path)] or [*all_cases(), *never_booked()]
    if options.measure:
        print(measure(cases))
        return
    save(*train_both(cases))
    print(f"{len(cases)} cases, {RESOURCE.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()
