"""Whether a mail carries one of ours in it: quoted, forwarded or pasted, also without references."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from xforce_desktop.replies.plain import fold
from xforce_desktop.scheduling.subjects import plain_subject
from xforce_desktop.scheduling.unit_of_work import ConversationMessage, Direction

_WORD = re.compile(r"[^\W_]+")
_ID = re.compile(r"<[^<>\s@]{1,200}@[^<>\s]{1,200}>")
_SUBJECT = re.compile(
    r"^[ \t>|*]*(?:subject|betreff|asunto|objet|assunto|oggetto|onderwerp)\s?:\*?[ \t]*(.{1,300})$",
    re.MULTILINE | re.IGNORECASE,
)
_LONGEST = 60_000  # characters looked at
_LINE_WORDS = 5  # shorter lines are anybody's
_LONG_LINE_WORDS = 10  # one of them is enough


@dataclass(frozen=True)
class Quote:
    """How much of ours is in it. `lines`: distinct lines of one of our mails; `has_id`: its Message-ID;
    `has_head`: the head of a quoted mail with our address and our subject."""

    lines: int = 0
    has_id: bool = False
    has_head: bool = False
    is_long: bool = False

    @property
    def is_enough(self) -> bool:
        return self.has_id or self.has_head or self.lines > 1 or self.is_long

    @property
    def weight(self) -> int:
        """For comparing two requests whose mails sound alike."""
        return 1000 * self.has_id + 100 * self.has_head + self.lines

    @property
    def words(self) -> str:
        if self.has_id:
            return "It names the Message-ID of one of our mails."
        if self.lines > 1 or self.is_long:
            return "It quotes one of our mails."
        return "It carries the head of one of our mails."


NOTHING = Quote()


def may_quote(body: str, own: Sequence[str]) -> bool:
    """Whether it is worth a closer look: `own` are our addresses and our name."""
    text = body[:_LONGEST].casefold()
    return any(one.casefold() in text for one in own if one)


def ids_in(body: str) -> tuple[str, ...]:
    """What may be Message-IDs in the text of a mail."""
    return tuple(dict.fromkeys(_ID.findall(body[:_LONGEST])))[:50]


def quote_of(
    body: str, subject: str, own: Sequence[str], conversation: Sequence[ConversationMessage]
) -> Quote:
    """How much of `conversation`, of what we sent in it, stands in `body`; `subject` is its subject."""
    text = body[:_LONGEST]
    ours = [message for message in conversation if message.direction is Direction.OUT and message.body]
    stream = _stream(text)
    best, is_long = 0, False
    for message in ours:
        found = {line for line in _lines(message.new_text or message.body) if f" {line} " in stream}
        best = max(best, len(found))
        is_long = is_long or any(len(line.split()) >= _LONG_LINE_WORDS for line in found)
    known_ids = {message.message_id for message in ours} - {""}
    return Quote(best, bool(known_ids & set(ids_in(text))), _has_head(text, subject, own), is_long)


def _has_head(text: str, subject: str, own: Sequence[str]) -> bool:
    """A head like "From: us / Subject: ours", in any of the languages that mail programs write it in."""
    wanted = plain_subject(subject)
    if not wanted or not any(one.casefold() in text.casefold() for one in own if "@" in one):
        return False
    return any(plain_subject(found) == wanted for found in _SUBJECT.findall(text))


def _stream(text: str) -> str:
    return f" {' '.join(_WORD.findall(fold(text)))} "


def _lines(text: str) -> set[str]:
    lines = (" ".join(_WORD.findall(fold(line))) for line in text.splitlines())
    return {line for line in lines if len(line.split()) >= _LINE_WORDS}
