"""All pieces of time phrases in a text: lists of days and lists of times, as they stand there."""

from __future__ import annotations

from collections.abc import Sequence

from xforce_desktop.replies.day_pieces import DayReader
from xforce_desktop.replies.phones import after_phone
from xforce_desktop.replies.piece import Piece
from xforce_desktop.replies.time_pieces import TimeReader
from xforce_desktop.replies.tokens import Token


def pieces_of(tokens: Sequence[Token]) -> list[Piece]:
    """Day pieces and time pieces in order; never goes back, so the work grows with the text only."""
    days, times = DayReader(tokens), TimeReader(tokens)
    found: list[Piece] = []
    at = 0
    while at < len(tokens):
        beyond = after_phone(tokens, at)
        if beyond > at:
            at = beyond
            continue
        piece = days.read(at) or times.read(at, found[-1] if found else None)
        if piece:
            found.append(piece)
            at = max(piece.after, at + 1)
        else:
            at += 1
    return found
