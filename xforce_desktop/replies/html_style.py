"""How an HTML element looks: whether a person can see its text, and whether it stands out in colour."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

Colour = tuple[int, int, int]

_GONE = re.compile(
    r"display\s*:\s*none|opacity\s*:\s*0*\.?0+(?![.\d])|mso-hide\s*:\s*(?!none)|"
    r"(?<![-\w])(?:max-)?(?:height|width)\s*:\s*0(?![.\d])[^;]*;(?=.*overflow\s*:\s*hidden)|"
    r"overflow\s*:\s*hidden(?=.*(?<![-\w])(?:max-)?(?:height|width)\s*:\s*0(?![.\d]))|"
    r"text-indent\s*:\s*-\s*\d{3,}|"
    r"(?<![-\w])(?:left|top|right|bottom|margin-left|margin-top)\s*:\s*-\s*\d{3,}|"
    r"clip\s*:\s*rect\s*\(\s*[01](?:px)?\b|clip-path\s*:\s*(?:inset\(\s*(?:50|100)%|circle\(\s*0)|"
    r"transform\s*:\s*(?:scale[xy]?\(\s*0\s*[,)]|translate[xy]?\(\s*-\s*\d{4,})",
    re.IGNORECASE | re.DOTALL,
)
_VISIBILITY = re.compile(r"visibility\s*:\s*(\w+)", re.IGNORECASE)
_FONT_SIZE = re.compile(
    r"font-size\s*:\s*([\d.]+)\s*(px|pt|em|rem|%)?|(?<!-)font\s*:[^;]*?\b([\d.]+)(px|pt)", re.IGNORECASE
)
_COLOUR = re.compile(r"(?<![-\w])color\s*:\s*([^;]+)", re.IGNORECASE)
_BACKGROUND = re.compile(r"background(?:-color)?\s*:\s*([^;]+)", re.IGNORECASE)
_WHITE_SPACE = re.compile(r"white-space\s*:\s*(?:pre|break-spaces)", re.IGNORECASE)
_HEX = re.compile(r"#([0-9a-f]{6}|[0-9a-f]{3})\b", re.IGNORECASE)
_RGB = re.compile(
    r"rgba?\(\s*(\d{1,3})\s*,?\s*(\d{1,3})\s*,?\s*(\d{1,3})\s*(?:[,/]\s*([\d.]+)(%?))?", re.IGNORECASE
)
_CSS_RULE = re.compile(r"([^{}]{1,400})\{([^{}]{0,2000})\}")
_SIMPLE_SELECTOR = re.compile(r"(?:\w+)?([.#][\w-]+)")
_NAMED: Mapping[str, Colour] = {
    "white": (255, 255, 255),
    "black": (0, 0, 0),
    "red": (255, 0, 0),
    "darkred": (139, 0, 0),
    "green": (0, 128, 0),
    "blue": (0, 0, 255),
    "purple": (128, 0, 128),
    "orange": (255, 165, 0),
    "magenta": (255, 0, 255),
    "yellow": (255, 255, 0),
    "snow": (255, 250, 250),
    "ivory": (255, 255, 240),
    "whitesmoke": (245, 245, 245),
}
_WHITE: Colour = (255, 255, 255)
_TELL_APART = 36
"""Sum of the differences in red, green and blue under which a person sees nothing. A guess."""

_LIVELY = 100
_SMALLEST_PX = 2.0


@dataclass(frozen=True)
class Look:
    """What an element hands down to its text. A child can undo everything but `gone`."""

    gone: bool = False
    invisible: bool = False
    tiny: bool = False
    colour: Colour | None = None
    background: Colour = _WHITE
    transparent: bool = False
    keeps_lines: bool = False
    in_link: bool = False

    @property
    def is_hidden(self) -> bool:
        """Whether a person who looks at the mail does not see this text."""
        return self.gone or self.invisible or self.tiny or self.transparent or self._blends_in

    @property
    def is_inked(self) -> bool:
        """Whether the text stands out by a lively colour, as answers between the lines do."""
        coloured = self.colour is not None and max(self.colour) - min(self.colour) >= _LIVELY
        marked = max(self.background) - min(self.background) >= _LIVELY
        return (coloured or marked) and not self.in_link

    @property
    def _blends_in(self) -> bool:
        if self.colour is None:
            return False
        return sum(abs(a - b) for a, b in zip(self.colour, self.background, strict=True)) < _TELL_APART


PLAIN = Look()


def look_of(tag: str, given: Mapping[str, str], parent: Look, hiding: frozenset[str]) -> Look:
    """How an element looks inside `parent`; `hiding`: selectors that the page's style sheet hides."""
    if not given and tag not in {"a", "pre"}:
        return parent
    style = given.get("style", "")[:2000]
    look = parent
    if _is_gone(given, style, hiding):
        look = replace(look, gone=True)
    if match := _VISIBILITY.search(style):
        look = replace(look, invisible=match[1].lower() in {"hidden", "collapse"})
    if match := _FONT_SIZE.search(style):
        look = replace(look, tiny=_is_tiny(match[1] or match[3], match[2] or match[4] or ""))
    look = _coloured(look, given, style)
    if tag == "pre" or _WHITE_SPACE.search(style):
        look = replace(look, keeps_lines=True)
    return replace(look, in_link=True) if tag == "a" else look


def hidden_selectors(sheet: str) -> frozenset[str]:
    """Classes (".x") and ids ("#x") that a style sheet hides everywhere, not only on some screens."""
    everywhere = re.sub(
        r"@media[^{]{0,300}\{(?:[^{}]{0,400}\{[^{}]{0,2000}\}){0,200}[^{}]{0,400}\}", "", sheet[:60_000]
    )
    found: set[str] = set()
    for selectors, body in _CSS_RULE.findall(everywhere):
        if _hides(body):
            for one in selectors.split(","):
                if match := _SIMPLE_SELECTOR.fullmatch(one.strip()):
                    found.add(match[1].lower())
    return frozenset(found)


def _hides(style: str) -> bool:
    return look_of("div", {"style": style}, PLAIN, frozenset()).is_hidden


def _is_gone(given: Mapping[str, str], style: str, hiding: frozenset[str]) -> bool:
    if "hidden" in given or given.get("aria-hidden", "").lower() == "true" or _GONE.search(style):
        return True
    if not hiding:
        return False
    names = {f".{name}" for name in given.get("class", "").lower().split()}
    return bool(names & hiding) or f"#{given.get('id', '').lower()}" in hiding


def _is_tiny(size: str, unit: str) -> bool:
    try:
        number = float(size)
    except ValueError:
        return False
    factor = {"em": 16.0, "rem": 16.0, "%": 0.16, "pt": 1.33}.get(unit.lower(), 1.0)
    return number * factor < _SMALLEST_PX


def _coloured(look: Look, given: Mapping[str, str], style: str) -> Look:
    written = _COLOUR.search(style)
    colour_text = written[1] if written else given.get("color") or given.get("text") or ""
    if colour_text:
        clear = colour_text.strip().lower() == "transparent" or _is_clear(colour_text)
        look = replace(
            look, transparent=clear, colour=_colour(colour_text) or (None if not clear else look.colour)
        )
    painted = _BACKGROUND.search(style)
    ground_text = painted[1] if painted else given.get("bgcolor") or ""
    if ground_text and not _is_clear(ground_text):
        ground = _colour(ground_text)
        if ground is not None:
            look = replace(look, background=ground)
        elif "url(" in ground_text.lower() or "gradient" in ground_text.lower():
            look = replace(look, background=(128, 128, 128))
    return look


def _is_clear(text: str) -> bool:
    match = _RGB.search(text)
    return bool(match and match[4] and float(match[4].strip(".") or 0) == 0)


def _colour(text: str) -> Colour | None:
    lowered = text.strip().lower()
    for name in lowered.replace("!important", " ").split():
        if name in _NAMED:
            return _NAMED[name]
    if match := _HEX.search(lowered):
        digits = match[1] if len(match[1]) == 6 else "".join(2 * one for one in match[1])
        return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)
    if match := _RGB.search(lowered):
        return min(int(match[1]), 255), min(int(match[2]), 255), min(int(match[3]), 255)
    return None
