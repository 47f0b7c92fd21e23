"""What is new in a message: without quotes, signature, disclaimer; inline answers are kept."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from xforce_desktop.replies.plain import fold, plain_text

_ATTRIBUTION = re.compile(
    r"^\s*(?:on|le|el|am|em|il|op|den|no dia)\b.{3,160}?(?:wrote|writes|a ecrit|escribio|"
    r"schrieb\b.{0,80}|escreveu|"
    r"ha scritto|schreef|skrev)\s*(?:<?\S+@\S+>?\s*)?:?\s*$"
)
_ATTRIBUTION_START = re.compile(r"^\s*(?:on|le|el|am|em)\b.{0,40}\d")
_ATTRIBUTION_END = re.compile(r"(?:wrote|writes|ecrit|escribio|schrieb|escreveu|scritto)\s*:\s*$")
_NAME_WROTE = re.compile(
    r"^[^\n:]{2,80}(?:<\S+@\S+>|\([^)]*@[^)]*\)) ?(?:wrote|escribio|schrieb|a ecrit|escreveu)\s*:?\s*$"
)
_ORIGINAL = re.compile(
    r"^\s*-{2,}\s*(?:original message|original appointment|forwarded message|mensaje original|"
    r"message d'origine|"
    r"ursprungliche nachricht|mensagem original|weitergeleitete nachricht|mensaje reenviado|"
    r"message transfere|"
    r"reply above this line|forwarded by)\b"
)
_FORWARD = re.compile(
    r"^\s*(?:-{2,}\s*(?:forwarded message|weitergeleitete|mensaje reenviado|message transfere)|"
    r"begin forwarded message)"
)
_HEADER_FROM = re.compile(r"^\s*\*?(?:from|de|von|da|van)\s?:\*?\s+\S")
_HEADER_NEXT = re.compile(
    r"^\s*\*?(?:sent|date|to|subject|cc|enviado(?: el)?|fecha|para|asunto|envoye|objet|a|gesendet|an|"
    r"betreff|datum|"
    r"data|assunto)\s?:\*?\s"
)
_RULE = re.compile(r"^\s*_{8,}\s*$")
_QUOTED = re.compile(r"^\s{0,3}[>|]")
_QUOTE_MARKS = re.compile(r"^\s{0,3}(?:[>|]\s?)+")
_SENT_FROM = re.compile(
    r"^\s*\(?(?:sent (?:from|via|with|on)(?: my)?|get outlook for|enviado desde|envoye de mon|von meinem|"
    r"gesendet von|"
    r"enviado do|obter o outlook|obtener outlook|typed (?:on|with)|dictated)\b"
)
_DISCLAIMER = re.compile(
    r"^\W{0,4}(?:this (?:e-?mail|message|communication|transmission)(?: \S+){0,8} (?:confidential|"
    r"intended|privileged|"
    r"may contain|contains)|confidential(?:ity)?\b|disclaimer\b|the information (?:contained )?in this|"
    r"privileged and confidential|legal notice|notice: this|please consider the environment|caution: this|"
    r"external e?mail|\[external|este (?:correo|mensaje|e-mail)(?: \S+){0,6} (?:confidencial|contiene)|"
    r"ce (?:message|courriel)(?: \S+){0,6} confidentiel|diese e-?mail|esta mensagem|"
    r"if you (?:are not|have received this))"
)
_CLOSING = re.compile(
    r"^\W*(?:(?:many |kind |best |warm |kindest |warmest )?(?:thanks|thank you|thx|tks|ta|cheers|regards|"
    r"wishes|best)"
    r"(?: (?:again|so much|a lot|and regards|regards|in advance|you|very much|bunch|a bunch|a million|"
    r"much|kindly))?|"
    r"sincerely(?: yours)?|yours(?: \w+)?|respectfully|cordially|warmly|take care|talk soon|mahalo|"
    r"saludos(?: cordiales)?|atentamente|cordialement|bien a vous|mit freundlichen grussen|viele grusse|"
    r"beste grusse|lg|vg|mfg|atenciosamente|abracos?|obrigad[oa]|gracias|merci|danke|br|rgds|ttyl|xo+|"
    r"all the best|"
    r"best regards|kind regards|have a (?:good|great|nice|lovely) \w+)\W*$"
)
_CONTENT = re.compile(
    r"\b(?:mon|tues?|wed|thur?s?|fri|sat|sun|today|tomorrow|morning|afternoon|yes|yep|yeah|no|nope|ok|"
    r"okay|sure|works?|"
    r"fine|good|great|perfect|confirmed?|done|either|any|both|first|second|third|last|option|stop|"
    r"unsubscribe|noon|"
    r"none|neither|call|later|next|maybe|monday|tuesday|wednesday|thursday|friday|one|two|three|please|"
    r"what|when|"
    r"how|who|why|not|can|will|accepted|declined|agreed|deal|sounds|see you|booked?|cancel|busy|pass|thx|"
    r"thanks)\b"
)
_NAME_LIKE = re.compile(r"^[-~*]{0,3}\s?(?:[^\W\d_][\w'.-]*\.?)(?: [^\W\d_(\"'][\w'.\-\")]*){0,3}[,.]?$")
_POSTSCRIPT = re.compile(r"^\s*p\.? ?s\.?\b")


@dataclass(frozen=True)
class InlineAnswer:
    """Words written under a quoted piece."""

    quote: str
    text: str


@dataclass(frozen=True)
class NewText:
    """A message taken apart. `text` is all that is new, `main` what does not answer a quoted piece."""

    text: str
    main: str
    answers: tuple[InlineAnswer, ...] = ()
    quoted: str = ""
    forwarded: bool = False
    signature: str = ""


def split_message(body: str, from_name: str = "") -> NewText:
    """Take a body (plain or HTML) apart. `from_name` helps to find the signature."""
    lines = plain_text(body).split("\n")
    marks = _marked(lines)
    blocks = _blocks(lines, marks)
    forwarded = any(_FORWARD.match(fold(line)) for line in lines)
    return _assembled(blocks, from_name, forwarded)


def _marked(lines: Sequence[str]) -> list[bool]:
    """Which lines are somebody else's: True is quoted."""
    marks = [False] * len(lines)
    folded = [fold(line[:300]) for line in lines]
    at = 0
    while at < len(lines):
        length = _attribution_length(folded, at)
        if length:
            for step in range(length):
                marks[at + step] = True
            at += length
            if not _next_is_prefixed(lines, at):
                at = _mark_rest(lines, marks, at)
            continue
        if _starts_history(folded, at):
            _mark_rest(lines, marks, at)
            break
        marks[at] = bool(_QUOTED.match(lines[at]))
        at += 1
    return marks


def _mark_rest(lines: Sequence[str], marks: list[bool], at: int) -> int:
    """All that follows is quoted; unless the message began with it, then prefixed lines decide."""
    for step in range(at, len(lines)):
        marks[step] = True
    return len(lines)


def _next_is_prefixed(lines: Sequence[str], at: int) -> bool:
    for line in lines[at : at + 6]:
        if line.strip():
            return bool(_QUOTED.match(line))
    return True


def _attribution_length(folded: Sequence[str], at: int) -> int:
    """Lines that "On … wrote:" takes at `at`; 0 if it is none."""
    line = folded[at].lstrip("> ")
    if _ATTRIBUTION.match(line) or _NAME_WROTE.match(line):
        return 1
    if not _ATTRIBUTION_START.match(line):
        return 0
    for extra in (1, 2):
        if at + extra < len(folded) and _ATTRIBUTION_END.search(folded[at + extra]):
            return extra + 1
    return 0


def _starts_history(folded: Sequence[str], at: int) -> bool:
    """Whether an Outlook-like or forwarded history begins here."""
    line = folded[at]
    if _ORIGINAL.match(line) or _FORWARD.match(line):
        return True
    if _RULE.match(line):
        return any(_HEADER_FROM.match(later) for later in folded[at + 1 : at + 4])
    if _HEADER_FROM.match(line):
        return any(_HEADER_NEXT.match(later) for later in folded[at + 1 : at + 4])
    return False


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


def _blocks(lines: Sequence[str], marks: Sequence[bool]) -> list[_Block]:
    """Runs of quoted and of new lines; blank new lines between quoted ones belong to the quote."""
    blocks: list[_Block] = []
    for line, quoted in zip(lines, marks, strict=True):
        shown = _QUOTE_MARKS.sub("", line) if quoted else line
        if blocks and (blocks[-1].quoted == quoted or (not quoted and not line.strip())):
            blocks[-1] = (
                _Block(blocks[-1].quoted, (*blocks[-1].lines, shown))
                if len(blocks[-1].lines) < 4000
                else blocks[-1]
            )
        else:
            blocks.append(_Block(quoted, (shown,)))
    return blocks


def _assembled(blocks: Sequence[_Block], from_name: str, forwarded: bool) -> NewText:
    fresh = [index for index, block in enumerate(blocks) if not block.quoted and not block.is_blank]
    texts: list[str] = []
    answers: list[InlineAnswer] = []
    main: list[str] = []
    signatures: list[str] = []
    for index in fresh:
        text, signature = _without_signature(blocks[index].text, from_name)
        signatures.append(signature)
        if not text:
            continue
        texts.append(text)
        quote = blocks[index - 1].text if index > 0 and blocks[index - 1].quoted else ""
        if quote:
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


def _without_signature(text: str, from_name: str) -> tuple[str, str]:
    """The text, and the signature, closing and disclaimer cut from its end."""
    lines = text.split("\n")
    end = _cut(lines, from_name)
    kept = lines[:end]
    dropped = lines[end:]
    extra = [line for line in dropped if _POSTSCRIPT.match(fold(line))]
    return "\n".join(kept + extra).strip(), "\n".join(dropped).strip()


def _cut(lines: Sequence[str], from_name: str) -> int:
    """The index of the first line that is no longer the message."""
    end = len(lines)
    for index, line in enumerate(lines):
        folded = fold(line[:300])
        if (
            line.rstrip() in {"--", "-- ", "---", "__"}
            or _SENT_FROM.match(folded)
            or (_DISCLAIMER.match(folded) and (index > 0 or len(lines) > 3))
        ):
            if _DISCLAIMER.match(folded) and not any(earlier.strip() for earlier in lines[:index]):
                continue
            end = index
            break
    return _cut_name_block(lines, end, from_name)


def _cut_name_block(lines: Sequence[str], end: int, from_name: str) -> int:
    """Move `end` up over a closing word, a name and the lines of a signature."""
    own = {word for word in re.split(r"[^\w]+", fold(from_name)) if len(word) > 1}
    first = next((index for index, line in enumerate(lines) if line.strip()), 0)
    cut = end
    for index in range(first, end):
        line = lines[index].strip()
        if not line:
            continue
        folded = fold(line)
        is_name = _is_name(line, folded, own)
        closing = bool(_CLOSING.match(folded))
        if (index > first and is_name and _tail_is_signature(lines[index:end], own)) or (
            closing and index > first and _tail_is_signature(lines[index + 1 : end], own)
        ):
            cut = index
            break
    return cut


def _is_name(line: str, folded: str, own: set[str]) -> bool:
    """Whether a line is the sender's name, or looks like one."""
    words = [word for word in re.split(r"[^\w]+", folded) if word]
    if not words or len(words) > 6:
        return False
    matches = [
        w
        for w in words
        if w in own or any(len(w) >= 2 and (o.startswith(w[:3]) and len(w) >= 3) for o in own)
    ]
    if (
        matches
        and len(words) <= 4
        and (len(matches) == len(words) or (words[0] in matches and not _CONTENT.search(folded)))
    ):
        return True
    initials = "".join(words)
    if (
        own
        and len(initials) <= 3
        and not _CONTENT.search(folded)
        and line.replace(".", "").replace(" ", "").isupper()
    ):
        return True
    return (
        bool(_NAME_LIKE.match(line))
        and line[:1].isupper()
        and len(words) <= 4
        and not _CONTENT.search(folded)
        and all(
            w[:1].isupper() or w in {"de", "van", "von", "la", "and", "of", "the", "in"} or w[:1] in "&("
            for w in line.strip(".,-~* ").split()
        )
    )


def _tail_is_signature(lines: Sequence[str], own: set[str]) -> bool:
    """Whether what follows is only name, title, firm, numbers: short lines that are no sentences."""
    filled = [line.strip() for line in lines if line.strip()]
    if len(filled) > 14:
        return False
    for line in filled:
        folded = fold(line)
        if _POSTSCRIPT.match(folded) or _CLOSING.match(folded):
            continue
        if line.endswith("?") or (len(line) > 90 and not re.search(r"[|*]|\d{3}", line)):
            return False
        words = folded.split()
        if len(words) > 5 and line.endswith((".", "!")) and not re.search(r"[|@\d]", line):
            return False
        if (
            re.search(r"\b(?:i|i'm|we|we're|you|me|us|can't|don't|please|works|let's)\b", folded)
            and len(words) > 3
            and "|" not in line
        ):
            return False
    return True
