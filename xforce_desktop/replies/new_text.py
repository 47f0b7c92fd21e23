"""What is new in a message: without quotes, signature, disclaimer; inline answers are kept."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from xforce_desktop.replies.history import Line, marked
from xforce_desktop.replies.lexicon import pattern
from xforce_desktop.replies.plain import fold, plain_body
from xforce_desktop.replies.signatures import without_banner, without_signature

_LONGEST_BLOCK = 4000
_LONGEST_NOTE = 300
_MOST_ANSWERS = 60


@dataclass(frozen=True)
class InlineAnswer:
    """Words written under a quoted piece."""

    quote: str
    text: str


@dataclass(frozen=True)
class NewText:
    """A message taken apart. `text` is all that is new, `main` what does not answer a quoted piece.

    `hidden` stood in its HTML and is not seen. `may_go_on`: it is longer than is read, and more of the
    writer's own words may follow.
    """

    text: str
    main: str
    answers: tuple[InlineAnswer, ...] = ()
    quoted: str = ""
    forwarded: bool = False
    signature: str = ""
    hidden: str = ""
    may_go_on: bool = False


def split_message(body: str, from_name: str = "") -> NewText:
    """Take a body (plain or HTML) apart. `from_name` helps to find the signature."""
    plain = plain_body(body)
    found = marked(plain.text)
    lines = _with_tagged_answers(found.lines[_banner_length(found.lines) :], from_name)
    parts = _assembled(_blocks(lines), from_name, found.forwarded)
    return replace(parts, hidden=plain.hidden, may_go_on=plain.is_cut and _may_go_on(found.lines, parts))


def _may_go_on(lines: Sequence[Line], parts: NewText) -> bool:
    """Whether new text may stand behind the place where a long body was cut: not if that is plain history."""
    return bool(parts.answers) or not (lines and lines[-1].quoted)


def _banner_length(lines: Sequence[Line]) -> int:
    top = [line.text for line in lines[:12]]
    return without_banner(top) if not any(line.quoted for line in lines[:2]) else 0


def _with_tagged_answers(lines: Sequence[Line], from_name: str) -> Sequence[Line]:
    """Quoted lines that begin with the writer's initials or name are theirs, if they say so above."""
    above = "\n".join(line.text for line in lines if not line.quoted)
    if not pattern("inline_notes").search(fold(above[: 10 * _LONGEST_NOTE])):
        return lines
    names = _tags(from_name)
    if not names:
        return lines
    named = "|".join(map(re.escape, names))
    tag = re.compile(
        rf"^\W{{0,3}}(?:[\[(*]{{1,2}}(?:{named})[\])*]{{1,2}}\s*[:>-]*|(?:{named})\s?[:>-]+)\s*(?P<answer>\S.*)$",
        re.IGNORECASE,
    )
    found: list[Line] = []
    for line in lines:
        match = tag.match(line.text[:_LONGEST_NOTE]) if line.quoted else None
        found.append(Line(match["answer"], False) if match else line)
    return found


def _tags(from_name: str) -> list[str]:
    words = re.findall(r"[^\W\d_]+", from_name)
    if not words:
        return []
    initials = "".join(word[0] for word in words)
    return [name for name in (from_name.strip(), words[0], words[-1], initials) if len(name) > 1]


@dataclass(frozen=True)
class _Block:
    quoted: bool
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        return "\n".join(self.lines).strip("\n")

    @property
    def is_blank(self) -> bool:
        return not self.text.strip()


def _blocks(lines: Sequence[Line]) -> list[_Block]:
    """Runs of quoted and of new lines; blank new lines between quoted ones belong to the quote."""
    blocks: list[_Block] = []
    run: list[str] = []
    quoted = False
    for line in lines:
        if not run or line.quoted == quoted or (not line.quoted and not line.text.strip()):
            quoted = line.quoted if not run else quoted
            if len(run) < _LONGEST_BLOCK:
                run.append(line.text)
        else:
            blocks.append(_Block(quoted, tuple(run)))
            run, quoted = [line.text], line.quoted
    return [*blocks, _Block(quoted, tuple(run))] if run else blocks


def _assembled(blocks: Sequence[_Block], from_name: str, forwarded: bool) -> NewText:
    fresh = [index for index, block in enumerate(blocks) if not block.quoted and not block.is_blank]
    texts: list[str] = []
    answers: list[InlineAnswer] = []
    main: list[str] = []
    signatures: list[str] = []
    for index in fresh:
        quote = blocks[index - 1].text if index > 0 and blocks[index - 1].quoted else ""
        text, signature = without_signature(blocks[index].text, from_name, below_quote=bool(quote))
        signatures.append(signature)
        if not text:
            continue
        texts.append(text)
        if quote and len(answers) < _MOST_ANSWERS:
            answers.append(InlineAnswer(quote, text))
        else:
            main.append(text)
    return NewText(
        text="\n\n".join(texts),
        main="\n\n".join(main),
        answers=tuple(answers),
        quoted="\n".join(block.text for block in blocks if block.quoted),
        forwarded=forwarded,
        signature="\n".join(filter(None, signatures)),
    )
