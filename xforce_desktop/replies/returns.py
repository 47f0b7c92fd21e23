"""Days away and of return in other languages, said in English: what reads dates then reads them all.

Only for automatic absences: their few turns of phrase are translated word by word, not their sentences.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from xforce_desktop.replies.plain import fold

_MONTHS = (
    "january enero janvier januar janeiro gennaio januari",
    "february febrero fevrier februar fevereiro febbraio februari",
    "march marzo mars marz marco maart marts",
    "april abril avril aprile",
    "may mayo mai maio maggio mei maj",
    "june junio juin juni junho giugno",
    "july julio juillet juli julho luglio",
    "august agosto aout augustus augusti",
    "september septiembre setiembre septembre setembro settembre",
    "october octubre octobre oktober outubro ottobre",
    "november noviembre novembre novembro",
    "december diciembre decembre dezember dezembro dicembre december",
)
_WEEKDAYS = (
    "monday lunes lundi montag segunda-feira segunda lunedi maandag mandag mandagen",
    "tuesday martes mardi dienstag terca-feira terca martedi dinsdag tirsdag tisdag",
    "wednesday miercoles mercredi mittwoch quarta-feira quarta mercoledi woensdag onsdag",
    "thursday jueves jeudi donnerstag quinta-feira quinta giovedi donderdag torsdag",
    "friday viernes vendredi freitag sexta-feira sexta venerdi vrijdag fredag",
    "saturday sabado samedi samstag sonnabend sabato zaterdag lordag",
    "sunday domingo dimanche sonntag domenica zondag sondag",
)
_ENGLISH = {word: group.split()[0] for group in (*_MONTHS, *_WEEKDAYS) for word in group.split()}
_NAME = re.compile(rf"(?<!\w)(?:{'|'.join(sorted(_ENGLISH, key=len, reverse=True))})(?![\w-])")
MONTH_NAMES = "|".join(group.split()[0] for group in _MONTHS)
_SPAN = re.compile(
    r"\bfrom (?:\w+day,? )?(?:the |le |el |den |dem )?\d{1,2}(?:st|nd|rd|th)?"
    r"(?:[./]\d{1,2}\.?(?:[./]?\d{2,4})?)?"
    rf"(?: (?:{MONTH_NAMES}))?(?:,? \d{{4}})?,? "
    r"(?:to|al|au|a|ao|until|till|til|through|-) (?=\w*day|the |\d)"
)

_SHORT_SPAN = re.compile(
    rf"\b\d{{1,2}}\.? ?- ?(?=\d{{1,2}}\.? (?:{MONTH_NAMES})\b)|"
    r"\b\d{1,2}[/.]\d{1,2}\.?(?:[/.]?\d{2,4})? ?- ?(?=\d{1,2}[/.]\d{1,2})"
)
_BARE_DAY = re.compile(
    r"\b(?P<before>isback(?: on)?(?: the)?|\w+day,?|(?:until|through)(?: the)?) (?P<day>[12]?\d|3[01])"
    rf"(?=\.?(?:[,;!)\s]|$))(?!\.?,? ?(?:{MONTH_NAMES}|of|am|pm|a\.m|p\.m|h|uhr|o'clock|weeks?|days?)\b)"
)


def in_english(text: str) -> str:
    """Folded `text` with days, months and the words about them in English; a span is its last day away."""
    said = _NAME.sub(lambda match: _ENGLISH[match.group()], fold(text))
    for form, replacement in _words():
        said = form.sub(replacement, said)
    said = re.sub(r" {2,}", " ", said)
    said = _SHORT_SPAN.sub("away through ", _SPAN.sub("away through ", said))
    return _BARE_DAY.sub(_ordinal, said)


def _ordinal(match: re.Match[str]) -> str:
    """ "until 10" as "until the 10th"."""
    day, before = int(match.group("day")), match.group("before")
    ending = "th" if 10 < day < 20 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{before}{'' if before.endswith('the') else ' the'} {day}{ending}"


@cache
def _words() -> tuple[tuple[re.Pattern[str], str], ...]:
    text = files("resources").joinpath("reply_words", "return_words.txt").read_text(encoding="utf-8")
    lines = [
        line.partition(" =>") for line in text.splitlines() if " =>" in line and not line.startswith("# ")
    ]
    return tuple((re.compile(form), replacement.strip()) for form, _, replacement in lines)
