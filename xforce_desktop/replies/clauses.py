"""Clauses of a text: the pieces about each of which one thing is said."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from xforce_desktop.replies.plain import fold

_SENTENCE_END = re.compile(
    r"[.!?;]+[\"')\]]*(?=\s|$)|\n\s*\n|\n(?=\s*(?:[-*\u2013]|\d{1,2}[.)]\s))|\n|[:;]-?[)(D]"
)
_ABBREVIATION = re.compile(
    r"(?:\b(?:[ap]\.?m|mr|mrs|ms|dr|st|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|mon|tues?|wed|"
    r"thurs?|fri|sat|sun|"
    r"approx|no|vs|e\.g|i\.e|inc|co|ltd|u\.s)|(?:^|\s)[a-z])$"
)
_TITLE = re.compile(r"(?:\b(?:mr|mrs|ms|dr|st|vs|e\.g|i\.e|approx)|(?:^|\s)[a-z])$")
_TURN = re.compile(
    r"(?:,\s*|\s)(?:(?P<word>but|however|although|though|because|since|"
    r"so(?! (?:does|do|is|would|are|will)\b)|except|unless|if|otherwise|"
    r"whereas|while|"
    r"instead of|rather than|as long as|assuming|provided|which|where|when|pero|mais|aber|mas|sondern|"
    r"porque|weil|wenn|"
    r"parce que|then|in case|as i'm|as i|as we|apart from|other than|yet|til then|until then)\b)|\s-\s|"
    r"\s*\((?=[a-z])|"
    r"(?:[,.]+|\s-)\s*(?=(?:(?:oh|ah|uh|um|no|er|sorry|oops),? )*(?:wait\b|i me[ae]nt?\b|"
    r"make that\b|scratch that\b|strike that\b|correction\b))"
)
_COMMA = re.compile(
    r",\s|\sand\s(?=(?:i|we|the|not|then|can|could|will|would|my|he|she|they|mon|tue|wed|thu|fri)\w*\b)|"
    r"\s/\s|\)\s"
)
_BUT_EXCEPTION = re.compile(
    r"\b(?:any\w*|all|every\w*|nothing|no one|none|anything|any (?:day|time))(?: \w+){0,4} but\b"
)


@dataclass(frozen=True)
class Clause:
    """A piece of the text; `text` is folded. `joiner` is the word that led into it ("but", "if", "")."""

    start: int
    end: int
    text: str
    joiner: str
    sentence: int
    is_question: bool
    own_words: str


def clauses_of(text: str) -> list[Clause]:
    """All clauses in order. Offsets are those of `text`."""
    folded = fold(text)
    found: list[Clause] = []
    for number, (start, end, mark) in enumerate(_sentences(text, folded)):
        found.extend(_split_sentence(text, folded, start, end, number, "?" in mark))
    return found


def _sentences(text: str, folded: str) -> list[tuple[int, int, str]]:
    """Start, end and closing mark of each sentence."""
    spans: list[tuple[int, int, str]] = []
    start = 0
    for match in _SENTENCE_END.finditer(folded):
        if match.group().startswith(".") and len(match.group()) == 1 and _goes_on(text, folded, start, match):
            continue
        if match.group() == "\n" and _is_wrapped(folded, start, match.start()):
            continue
        if folded[start : match.start()].strip():
            spans.append((start, match.start(), match.group()))
        start = match.end()
    if folded[start:].strip():
        spans.append((start, len(folded), ""))
    return spans


def _goes_on(text: str, folded: str, start: int, match: re.Match[str]) -> bool:
    """Whether a full stop only ends an abbreviation."""
    before = folded[max(start, match.start() - 8) : match.start()]
    after = text[match.end() : match.end() + 3].strip()
    if not after or not _ABBREVIATION.search(before):
        return False
    if _TITLE.search(before):
        return after[0].isalpha()
    return after[0].isdecimal() or (after[0].islower() and before.endswith(("am", "pm", ".m")))


def _is_wrapped(folded: str, start: int, at: int) -> bool:
    """Whether a line break is only the wrapping of a long line."""
    line_start = max(folded.rfind("\n", 0, at) + 1, start)
    return at - line_start >= 60 and folded[at - 1] not in ".!?:;"


def _split_sentence(
    text: str, folded: str, start: int, end: int, number: int, question: bool
) -> list[Clause]:
    cuts: list[tuple[int, int, str]] = []
    body = folded[start:end]
    exceptions = [m.span() for m in _BUT_EXCEPTION.finditer(body)]
    for match in _TURN.finditer(body):
        if not any(a <= match.start("word") < b for a, b in exceptions if match.group("word")):
            cuts.append((start + match.start(), start + match.end(), match.group("word") or "-"))
    pieces: list[Clause] = []
    at, joiner = start, _leading_joiner(body)
    for cut_start, cut_end, word in [*cuts, (end, end, "")]:
        if folded[at:cut_start].strip():
            piece = folded[at:cut_start]
            pieces.append(Clause(at, cut_start, piece, joiner, number, question, text[at:cut_start]))
            joiner = word
        elif word:
            joiner = word
        at = cut_end
    return pieces


def _leading_joiner(body: str) -> str:
    match = re.match(
        r"\s*(if|but|because|since|unless|although|though|while|assuming|otherwise|when|pero|mais|aber|"
        r"mas|si|wenn)\b",
        body,
    )
    return match.group(1) if match else ""


def comma_pieces(clause: Clause) -> list[Clause]:
    """A clause cut at its commas and before "and I …"."""
    pieces: list[Clause] = []
    at = 0
    for match in [*_COMMA.finditer(clause.text), None]:
        stop = match.start() if match else len(clause.text)
        if clause.text[at:stop].strip():
            pieces.append(
                Clause(
                    clause.start + at,
                    clause.start + stop,
                    clause.text[at:stop],
                    clause.joiner if not pieces else ",",
                    clause.sentence,
                    clause.is_question,
                    clause.own_words[at:stop],
                )
            )
        at = match.end() if match else stop
    return pieces


def merged(pieces: Sequence[Clause], whole: Clause) -> Clause:
    """Neighbouring pieces of `whole` as one."""
    first, last = pieces[0], pieces[-1]
    a, b = first.start - whole.start, last.end - whole.start
    return Clause(
        first.start,
        last.end,
        whole.text[a:b],
        first.joiner,
        first.sentence,
        first.is_question,
        whole.own_words[a:b],
    )
