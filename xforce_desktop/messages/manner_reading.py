"""What one mail shows of the manner of whoever wrote it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from xforce_desktop.messages.lint_text import straight, tokens, word_lists
from xforce_desktop.messages.manner import NO_MANNER, WORDS, Manner, manner_from
from xforce_desktop.messages.names import first_name, full_name

SHORT_WORDS, LONG_WORDS = 50, 100  # below the first a mail is short, above the second long
_LOOKED_AT = 12  # lines at the end among which a sign-off is sought
_NAME = r"(?:(?:Dr|Mr|Mrs|Ms|Prof)\. )?[^\W\d_a-zß-öø-ÿ][^\W\d_]*(?:['’.-][^\W\d_]+)*\.?"
_NAMES = rf"{_NAME}(?:(?: |, | and | & ){_NAME})*"
_MARK = r"(?P<mark>,|!|:|\s*[-–—]{1,2}(?=\s|$)|(?=\s*$))"
_GREETING = re.compile(
    rf"^(?P<word>(?i:hi|hey|hello|dear))(?: (?:(?P<names>{_NAMES})|(?P<other>(?i:there|all|both|folks|team|"
    rf"everyone|everybody|guys)(?: \w+)?)))?\s*{_MARK}"
)
# "hi john," or "Hi Mr. van den Berg,": a line that is nothing but a greeting.
_GREETING_ALONE = re.compile(
    r"^(?P<word>hi|hey|hello|dear)(?P<names>(?: [^\s,!:?]+){1,4})(?P<mark>,|!|:| ?[-–—]{1,2})$", re.I
)
_NAME_ALONE = re.compile(rf"^(?P<names>{_NAMES})\s*(?P<mark>,|!|:|[-–—])$")
_OTHER_GREETING = re.compile(
    r"^(?:good (?:morning|afternoon|evening|day)|greetings|morning|afternoon)\b", re.I
)
_NO_NAMES = frozenset(
    {
        *(
            "absolutely",
            "agreed",
            "apologies",
            "awesome",
            "certainly",
            "confirmed",
            "congrats",
            "congratulations",
        ),
        *("cool", "correct", "done", "exactly", "fantastic", "fine", "glad", "good"),
        *("got", "great", "happy", "indeed", "likewise", "lovely", "nice", "no"),
        *("noted", "ok", "okay", "perfect", "please", "regarding", "right", "sorry"),
        *("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "today", "tomorrow"),
        *("super", "sure", "thank", "thanks", "understood", "welcome", "well", "wonderful"),
        *("yep", "yes", "yup"),
    }
)
_MARKS = {",": "comma", "!": "exclamation", ":": "colon", "": "none"}
_SIGN_OFFS = sorted(WORDS["sign_off"] - {"none"}, key=len, reverse=True)
_SIGN_OFF = re.compile(
    rf"^(?P<words>{'|'.join(_SIGN_OFFS)})(?: (?:again|so much|in advance))?"
    r"\s*(?P<mark>[,!]?)[,!.–—-]*\s*(?P<rest>.*)$",
    re.I,
)
_CONTRACTED = re.compile(
    r"\b(?:i'm|(?:i|you|we|they)'(?:ve|ll|d|re)|(?:it|that|there|here|what|let|he|she|who)'s|it'll|that'll"
    r"|(?:do|does|did|is|are|was|were|has|have|had|would|could|should|wo|ca)n't)\b",
    re.I,
)
_UNCONTRACTED = re.compile(
    r"\b(?:i am|(?:i|you|we|they) (?:have (?:been|had|\w+ed)|will|would|are)"
    r"|(?:it|that|there|here|what) is|it will|that will|let us"
    r"|(?:do|does|did|is|are|was|were|has|have|had|would|could|should|will) not|cannot)\b",
    re.I,
)
_MINUTES = re.compile(r"\d\s?-?(?P<min>mins?\b\.?)|\d[ -]?minutes?\b", re.I)
_WORD = re.compile(r"\S*[^\W_]\S*")
_DEVICE = re.compile(r"^(?:sent (?:from|via|with|using) |get outlook for )", re.I)
_AFTER_NAME = re.compile(r"\s*(?:[|,(/–—]|\s-\s).*$")  # "Brent Lawson | Account Executive"
_SHORT_CLOSING = 3  # words of a closing line that is on no list, such as "Warmly,"


@dataclass(frozen=True)
class _Parts:
    """A mail without its greeting and closing lines, and what these say."""

    shown: dict[str, str]
    prose: str


def manner_of_mail(text: str, writer: str) -> Manner:
    """What can be told from `text`, which is without quotes: nothing if it is not English.

    `writer` is the name of who signs it.
    """
    parts = _taken_apart(_lines(text), writer)
    prose = parts.prose
    count = len(_WORD.findall(prose))
    if not count or not _is_english(parts):
        return NO_MANNER
    shown = {
        **parts.shown,
        "contractions": _contractions(prose),
        "exclamations": "used" if "!" in prose else "avoided",
        "length": "short" if count < SHORT_WORDS else "long" if count > LONG_WORDS else "standard",
        "minutes": _minutes(prose),
    }
    return manner_from(shown)


def prose_of(text: str, writer: str) -> str:
    """The text between greeting and closing lines, in one line."""
    return " ".join(_taken_apart(_lines(text), writer).prose.split())


def _lines(text: str) -> list[str]:
    """What was written in each line, one blank between words; not what a telephone puts under it."""
    lines = (" ".join(line.split()) for line in straight(text).splitlines())
    return [line for line in lines if line and not _DEVICE.match(line)]


def _is_english(parts: _Parts) -> bool:
    """More English words than others; of a few words that are on neither list the sign-off tells."""
    said = tokens(parts.prose)
    english, foreign = (sum(word in _common(name) for word in said) for name in ("english", "foreign"))
    return english > foreign or (not foreign and parts.shown.get("sign_off", "none") != "none")


@cache
def _common(language: str) -> frozenset[str]:
    return frozenset(word_lists()[language])


def _taken_apart(lines: Sequence[str], writer: str) -> _Parts:
    if not lines:
        return _Parts({}, "")
    greeting, rest = _greeting(lines[0])
    inner = [rest, *lines[1:]] if rest else lines[1:]
    closing, end = _closing(inner, writer)
    return _Parts({**greeting, **closing}, "\n".join(inner[:end]))


def _greeting(line: str) -> tuple[dict[str, str], str]:
    """What the first line says of the greeting, and what else stands in it. An answer that goes straight to
    the point says nothing of how the writer greets."""
    if match := _GREETING.match(line) or _GREETING_ALONE.match(line):
        names, is_other = match["names"] or "", bool(match.groupdict().get("other"))
        said = {"greeting": match["word"].lower(), "greeted_as": _form_of(names.strip(), is_other)}
    elif (match := _NAME_ALONE.match(line)) and match["names"].split()[0].lower() not in _NO_NAMES:
        said = {"greeting": "name", "greeted_as": _form_of(match["names"], False)}
    else:
        return ({"greeting": "other"} if _OTHER_GREETING.match(line) else {}), line
    mark = match["mark"].strip()
    said["greeting_mark"] = _MARKS.get(mark, "dash")
    return said, line[match.end() :].strip()


def _form_of(names: str, is_other: bool) -> str:
    if not names:
        return "other" if is_other else "none"
    if "." in names.rstrip(".") or "/" in names:
        return "other"
    each = re.split(r", | and | & ", names)
    return "full name" if any(len(one.split()) > 1 for one in each) else "first name"


def _closing(lines: Sequence[str], writer: str) -> tuple[dict[str, str], int]:
    """What the last lines say of the sign-off, and where these begin; nothing without one and a name."""
    names = {first_name(writer).lower(): "first name", full_name(writer).lower(): "full name"}
    names.pop("", None)
    start = max(1, len(lines) - _LOOKED_AT)
    for number in range(start, len(lines)):
        if _sign_off_in(lines, number, names):
            return _signed_off(lines, number, names), number
    for number in range(start, len(lines)):
        if signed := names.get(_bare_name(lines[number])):
            above = lines[number - 1]
            if not above.endswith(","):
                return {"sign_off": "none", "signed_as": signed}, number
            is_closing = number > start and len(above.split()) <= _SHORT_CLOSING
            return {"signed_as": signed}, number - is_closing
    return {}, len(lines)


def _sign_off_in(lines: Sequence[str], number: int, names: dict[str, str]) -> re.Match[str] | None:
    """The sign-off, if nothing but a name follows: "Thanks for the call." is a sentence."""
    match = _SIGN_OFF.match(lines[number])
    if not match:
        return None
    if match["rest"]:
        return match if _bare_name(match["rest"]) in names else None
    below = lines[number + 1] if number + 1 < len(lines) else ""
    return match if len(below.split()) <= 4 or _bare_name(below) in names else None


def _signed_off(lines: Sequence[str], number: int, names: dict[str, str]) -> dict[str, str]:
    """Of "Thanks in advance!" above "Best," the latter."""
    match = _sign_off_in(lines, number, names)
    assert match is not None
    if not match["rest"] and number + 1 < len(lines) and _sign_off_in(lines, number + 1, names):
        return _signed_off(lines, number + 1, names)
    below = match["rest"] or "".join(lines[number + 1 : number + 2])
    signed = names.get(_bare_name(below)) or ("" if re.match(r"[^\W\d_]", below) else "none")
    mark = _MARKS[match["mark"]]
    return {"sign_off": match["words"].lower(), "sign_off_mark": mark, "signed_as": signed}


def _bare_name(line: str) -> str:
    """The line in small letters, without what stands around and behind a name."""
    return _AFTER_NAME.sub("", line.strip(" -–—.,")).lower()


def _contractions(prose: str) -> str:
    short, full = len(_CONTRACTED.findall(prose)), len(_UNCONTRACTED.findall(prose))
    if short == full:
        return ""
    return "used" if short > full else "avoided"


def _minutes(prose: str) -> str:
    found = {"min" if match["min"] else "minutes" for match in _MINUTES.finditer(prose)}
    return found.pop() if len(found) == 1 else ""


def contracts(text: str) -> bool:
    """Whether it has a contraction."""
    return _CONTRACTED.search(text.replace("’", "'")) is not None


def spells_out(text: str) -> bool:
    """Whether it has words that most people contract."""
    return _UNCONTRACTED.search(text) is not None
