"""Phone numbers and ids, so that their digits are not read as times."""

from __future__ import annotations

from collections.abc import Sequence

from xforce_desktop.replies.clocks import is_hours_of_day
from xforce_desktop.replies.month_days import run_of_days
from xforce_desktop.replies.named_day import text_at
from xforce_desktop.replies.tokens import Token
from xforce_desktop.replies.written_dates import iso_date, numeric_date


def after_phone(tokens: Sequence[Token], at: int) -> int:
    """The index after digits of a phone or an id (seven or more, in groups), else `at`."""
    if (
        len(text_at(tokens, at)) == 4
        and text_at(tokens, at).startswith("20")
        and text_at(tokens, at + 1) == "-"
    ):
        return at
    if (
        iso_date(tokens, at)
        or numeric_date(tokens, at)
        or is_hours_of_day(tokens, at)
        or run_of_days(tokens, at)
    ):
        return at
    if not tokens[at].is_number and text_at(tokens, at) not in {"(", "+"}:
        return at
    digits, step, groups = 0, at, 0
    while step < len(tokens) and step < at + 12:
        token = tokens[step]
        if token.after_break and step > at:
            break
        if token.is_number and len(token.text) <= 12:
            digits, groups, step = digits + len(token.text), groups + 1, step + 1
        elif token.text in {"-", ".", "(", ")", "+", "/"} and (token.glued or token.text in {"(", ")", "+"}):
            step += 1
        else:
            break
    numbers = [t.text for t in tokens[at:step] if t.is_number]
    is_date = any(len(n) == 4 and n.startswith("20") for n in numbers) and digits <= 8
    long_group = any(len(n) >= 3 and not is_date for n in numbers)
    return (
        step
        if (digits >= 7 and groups >= 2 and long_group and not is_date) or (digits >= 7 and groups == 1)
        else at
    )
