"""What a mail of theirs says about the zone they are in: their words, the address below, their clock.

Only what they say of themselves decides: a zone that they quote from us, a colleague's, or one for a few days
does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_tz

from xforce_desktop.ports import MailItem
from xforce_desktop.replies.new_text import split_message
from xforce_desktop.replies.plain import fold
from xforce_desktop.replies.tokens import Token, tokens_of
from xforce_desktop.replies.zones import PLACES, Whose, read_zone
from xforce_desktop.scheduling.zone_ledger import ZoneEvidence, ZoneSource, figures, offset_min, same_clock
from xforce_desktop.scheduling.zone_sources import zones_of_state

_MOST_READ = 4000  # characters
_LONGEST_SENTENCE = 400
SURE_SHARE = 0.9  # of a state in one zone, from which its name says the zone
_SENTENCE = re.compile(r"[^.!?\n;]+(?:\.(?=\w)[^.!?\n;]+)*")
_SELF = re.compile(
    r"\b(?:i'?m|i am|we'?re|we are|(?:i|we)(?:'?ll| will) be|(?:i|we) (?:live|work|sit)|based|located"
    r"|(?:my|our) (?:office|offices|team|hq|shop|place|branch)(?:'?s| is| are)?|here|actually|moved|relocated"
    r"|my (?:time ?zone|clock)(?:'?s| is)?|estoy|estamos|je suis|nous sommes|ich bin|wir sind|estou)\b"
)
_PLACED = re.compile(
    r"(?:in|on|at|from|to|out of|into|en|a|bin in|sind in)\s+(?:the\s+|sunny\s+|downtown\s+|el\s+|la\s+)?$"
)
_OTHERS = re.compile(
    r"\b(?:you(?:'re| are| guys)|are you|your|he(?:'s| is)|she(?:'s| is)|they(?:'re| are)"
    r"|my (?:boss|gm|manager|colleague|partner|wife|husband|director|cfo|ceo)|if|unless|whenever"
    r"|not|isn'?t|aren'?t|was|were|used to|customers?|clients?|headquarters|head office)\b"
)
_FOR_NOW = re.compile(
    r"\b(?:that|this|next|all|the|whole|coming) (?:week|month|day|weekend|afternoon|morning)"
    r"|\bweek of\b|\b(?:will|'?ll|going to|gonna) be\b|\bmeetings? in\b"
    r"|\b(?:travel\w*|visit\w*|fly\w*|trip|on the road|vacation|holiday|conference|trade ?show)\b"
    r"|\b(?:until|till|through|for (?:a|the|two|three|\d)|temporarily|currently)\b"
    r"|\b(?:on )?(?:mon|tues?|wednes|thurs?|fri|satur|sun)(?:day)?s?\b|\b(?:today|tomorrow|then|these days)\b"
    r"|\b(?:january|february|march|april|june|july|august|september|october|november|december)\b"
)
_ONCE = re.compile(r"\b(?:originally|born|grew up|raised)\b[^,;]*$")
_ONCE_BEHIND = re.compile(r"[\w.]+(?: [\w.]+){0,2}(?:, ?\w+)?,? originally\b")
_STAY = re.compile(r"\b(?:here in|moved|relocated|based|located|live|always|permanently)\b")
_ASKED_FOR = re.compile(
    r"\b(?:please|instead|use|thanks|my time|for me|here|actually|not|off|wrong|correct)\b"
)
_HERE = re.compile(
    r"^\w+(?: (?:time|standard|daylight))*\W{1,3}"
    r"(?:here|my time|for me|for us|on my (?:end|side)|please|instead)\b"
)
_MINE = re.compile(r"\b(?:my|our) (?:time|clock|time ?zone)\b[^,;]{0,12}$|\bit'?s\s+(?:in\s+)?$")
_OFFSET_OF_NONE = {"+0000", "-0000", "gmt", "utc", "ut", "z"}
_CITY_STATE = re.compile(
    r"(?P<city>[A-Z][\w.'-]*(?: [A-Z][\w.'-]*){0,2})?,?\s*\b(?P<state>[A-Z]{2})\b\.?"
    r"(?:,?\s+(?P<zip>\d{5}(?:-\d{4})?|[A-Z]\d[A-Z] ?\d[A-Z]\d))?"
)


@dataclass(frozen=True)
class ZoneHeard:
    """What a mail says. `said`: of themselves. `beside_clock`: only as a zone beside a time, so that the time
    is read with it. `is_travelling`: they name a place where they are for a while."""

    evidence: tuple[ZoneEvidence, ...] = ()
    said: ZoneEvidence | None = None
    beside_clock: bool = False
    is_travelling: bool = False


@dataclass(frozen=True)
class Seen:
    """How they saw our times: `shown` is the zone these stood in, `ours` the rep's own; `has_times`: they
    choose or propose times in their answer."""

    shown: str
    ours: str
    has_times: bool = False


def heard_in_mail(item: MailItem, seen: Seen) -> ZoneHeard:
    """All that a mail tells."""
    parts = split_message(item.body, item.from_name)
    words = heard_in_text(parts.text, item.at, seen)
    below = tuple(from_signature(parts.signature, item.at))
    return ZoneHeard(
        (*words.evidence, *below, *from_date_header(item.headers, item.at)),
        words.said,
        words.beside_clock,
        words.is_travelling,
    )


def heard_in_text(text: str, at: datetime, seen: Seen) -> ZoneHeard:
    """Their own words only."""
    found: list[ZoneEvidence] = []
    for sentence in _SENTENCE.findall(text[:_MOST_READ]):
        found += _of_themselves(sentence.strip()[:_LONGEST_SENTENCE], at)
    said = [one for one in found if one.source is ZoneSource.SAID]
    travelling = any(one.source is ZoneSource.TRAVELLING for one in found)
    if said:
        return ZoneHeard(tuple(found), said[-1], False, travelling)
    beside = _beside_clocks(text, at, seen)
    is_said = beside is not None and beside.source is ZoneSource.SAID
    evidence = (*found, *((beside,) if beside else ()))
    return ZoneHeard(evidence, beside if is_said and not travelling else None, is_said, travelling)


def _of_themselves(sentence: str, at: datetime) -> Iterator[ZoneEvidence]:
    folded = fold(sentence)
    for start, zone, share, is_zone_word in _named(sentence):
        before = folded[:start]
        if _ONCE.search(before) or _ONCE_BEHIND.match(folded, start):
            continue
        if not _is_about_themselves(before, folded, is_zone_word):
            continue
        for_now = _FOR_NOW.search(folded) and not _STAY.search(before)
        if for_now and not (is_zone_word and _ASKED_FOR.search(folded)):
            yield ZoneEvidence(ZoneSource.TRAVELLING, sentence[:200], zone, at)
        elif share >= SURE_SHARE:
            yield ZoneEvidence(ZoneSource.SAID, sentence[:200], zone, at)
        else:
            yield ZoneEvidence(ZoneSource.SIGNATURE, sentence[:200], zone, at, share)


def _is_about_themselves(before: str, folded: str, is_zone_word: bool) -> bool:
    clause = re.split(r"[,(]|\bbut\b|\band\b", before)[-1]
    if _OTHERS.search(clause) or folded.strip().startswith(("if ", "are you", "is it", "unless ")):
        return False
    if re.search(r"\b(?:here in|aqui en|ici a|hier in)\s+(?:the\s+)?$", before):
        return True
    if is_zone_word:
        here = _HERE.search(folded[len(before) :])
        is_of_the_time = here is not None and _has_clock(before) and not here[0].endswith(("here", "my time"))
        if _MINE.search(before) or (here and not is_of_the_time):
            return True
    return bool(_SELF.search(clause) and (_PLACED.search(clause) or is_zone_word) and not _has_clock(clause))


def _has_clock(clause: str) -> bool:
    """Whether a time stands right before it: then the zone is the time's."""
    return re.search(r"\d\s*(?:[ap]\.?m\.?|o'?clock)?\s*\(?\s*$", clause) is not None


def _named(sentence: str) -> Iterator[tuple[int, str, float, bool]]:
    """Zones and places in it: where, the zone, how sure, and whether it is a zone's name and no place."""
    tokens = tokens_of(sentence)
    at = 0
    while at < len(tokens):
        zone = read_zone(tokens, at)
        if zone and zone[0].whose is Whose.NAMED and zone[0].region:
            yield tokens[at].start, zone[0].region, 1.0, True
            at = zone[1]
            continue
        place = _place_at(tokens, at)
        if place:
            yield tokens[at].start, place[0], place[1], False
            at = place[2]
            continue
        at += 1


def _place_at(tokens: list[Token], at: int) -> tuple[str, float, int] | None:
    """The place that begins here: its zone, how sure, and the index after it. "Portland, ME" is in Maine."""
    for length in (3, 2, 1):
        name = " ".join(token.text for token in tokens[at : at + length])
        if len(name) <= 3 and not tokens[at].raw[:1].isupper():
            continue
        zones = zones_of_state(name) if len(name) > 3 else {}
        zones = zones or ({PLACES[name]: 1.0} if name in PLACES else {})
        after = at + length
        code, behind = _state_behind(tokens, after) if name[-1:] != "," else ("", after)
        is_city = name in PLACES or (tokens[at].raw[:1].isupper() and len(tokens[at].raw) > 1)
        if code and is_city:
            stated = figures().states[code]
            # Boise is known by its zone's own name.
            namesake = (zone for zone in stated if fold(zone.rpartition("/")[2].replace("_", " ")) == name)
            exact = PLACES.get(name, "") or next(namesake, "")
            zones = {exact: 1.0} if exact in stated else stated
            after = behind
        if zones:
            best = max(zones, key=lambda zone: zones[zone])
            return best, zones[best], after
    return None


def _state_behind(tokens: list[Token], at: int) -> tuple[str, int]:
    """The state or province that stands there, as a code or written out, and the index after it."""
    if at < len(tokens) and tokens[at].text == ",":
        at += 1
    raw = tokens[at].raw if at < len(tokens) else ""
    if len(raw) == 2 and raw.isupper() and raw in figures().states:
        return raw, at + 1
    for length in (3, 2, 1):
        name = " ".join(token.text for token in tokens[at : at + length])
        if name in figures().state_names:
            return figures().state_names[name], at + length
    return "", at


def _beside_clocks(text: str, at: datetime, seen: Seen) -> ZoneEvidence | None:
    """A zone beside a time is theirs if it is neither ours nor the one we wrote, and the only one there."""
    tokens = tokens_of(text[:_MOST_READ])
    zones: dict[str, str] = {}
    for index in range(1, len(tokens)):
        zone = read_zone(tokens, index)
        if zone and zone[0].whose is Whose.NAMED and zone[0].region and _after_clock(tokens, index):
            start = max(tokens[index].start - 20, 0)
            zones.setdefault(zone[0].region, text[start : tokens[zone[1] - 1].end].strip())
    if len(zones) != 1:
        return None
    (region, words), *_ = zones.items()
    if same_clock(region, seen.shown, at):
        return ZoneEvidence(ZoneSource.ECHOED, words, seen.shown, at)
    if same_clock(region, seen.ours, at):
        return None
    return ZoneEvidence(ZoneSource.SAID if seen.has_times else ZoneSource.ECHOED, words, region, at)


def _after_clock(tokens: list[Token], at: int) -> bool:
    before = [token for token in tokens[max(at - 4, 0) : at] if token.text not in {"(", ".", ","}]
    while before and before[-1].text in {"am", "pm", "a", "p", "m", "noon", "o", "clock", "'"}:
        before.pop()
    return bool(before) and before[-1].is_number


def from_signature(signature: str, at: datetime) -> Iterator[ZoneEvidence]:
    """The address under a mail: city, state and ZIP, or a city that we know beside another part."""
    lines = [line[:_LONGEST_SENTENCE] for line in signature[:_MOST_READ].splitlines()]
    for line in lines:
        found = [match for match in _CITY_STATE.finditer(line) if match["state"] in figures().states]
        found = [match for match in found if match["zip"] or match["city"]]
        if found:
            yield from _of_address(found[-1], line, at)
            return
    for line in lines:
        parts = [fold(part.strip(" .")) for part in re.split(r"[,|•·*]|\s-\s|\d{3,}", line)]
        places = [part for part in parts if part in PLACES]
        if places and len([part for part in parts if part]) > 1:
            yield ZoneEvidence(ZoneSource.SIGNATURE, line.strip()[:200], PLACES[places[0]], at)
            return


def _of_address(match: re.Match[str], line: str, at: datetime) -> Iterator[ZoneEvidence]:
    stated = figures().states[match["state"]]
    exact = PLACES.get(fold(match["city"] or ""), "")
    zones = {exact: 1.0} if exact in stated else stated
    for zone, share in zones.items():
        yield ZoneEvidence(ZoneSource.SIGNATURE, line.strip()[:200], zone, at, share)


def from_date_header(headers: Mapping[str, str], at: datetime) -> tuple[ZoneEvidence, ...]:
    """The clock of the computer it was written on. UTC says nothing: servers write it for everybody."""
    value = next((value for name, value in headers.items() if name.lower() == "date"), "")
    shift = value.split("(")[0].strip().rpartition(" ")[2].casefold()
    parsed = parsedate_tz(value)
    if parsed is None or parsed[9] is None or shift in _OFFSET_OF_NONE or parsed[9] % 900:
        return ()
    minutes = parsed[9] // 60
    zone = _with_offset(minutes, at)
    words = f"Date: {' '.join(value.split())[:80]}"
    return (ZoneEvidence(ZoneSource.HEADERS, words, zone, at, offset_min=minutes),) if zone else ()


def _with_offset(minutes: int, at: datetime) -> str:
    return next((zone for zone in figures().clocks if offset_min(zone, at) == minutes), "")
