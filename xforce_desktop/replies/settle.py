"""From statements to a result: which offers they take, which they refuse, which times they name instead."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from xforce_desktop.replies.analysis import Window
from xforce_desktop.replies.clauses import Clause
from xforce_desktop.replies.daytime import TimeKind
from xforce_desktop.replies.lexicon import pattern
from xforce_desktop.replies.named_day import DayKind
from xforce_desktop.replies.offers import Match, Matcher
from xforce_desktop.replies.picks import PickKind
from xforce_desktop.replies.plainness import strange_words
from xforce_desktop.replies.quoting import quoted
from xforce_desktop.replies.stance import Stance, is_tentative, refused_in_front
from xforce_desktop.replies.statements import Parsed, Statement

_TAKING = {Stance.CHOOSE, Stance.FINE, Stance.PREFER, Stance.BARE, Stance.ASK}
_CORRECTION = pattern("corrections")
_NOT_ME = pattern("not_me")
_JUST_NOT = re.compile(
    r"^\W*(?:ha\W+)?(?:no|nope|nah|not really|not happening|never|(?:i|we) (?:can'?t|cannot|won'?t)|"
    r"it (?:isn'?t|doesn'?t|won'?t))(?: sorry)?\W*$"
)
_ELSEWHEN = re.compile(
    r"^\W*(?:but )?(?:(?:maybe|just|only|if|can we|could we|it|a|an|bit|little|touch|hour|half|much|"
    r"slightly|tad|\d+|minutes|min|or|two|so|say) )*(?:earlier|later|sooner)\b(?! (?:today|this|that|on|"
    r"in|next))"
)
_OTHER_TIME = re.compile(
    r"\b(?:different|another|other) (?:time|day|week|hour|date)s?\b|\bwrong (?:day|time|week|date)\b"
)
_OPEN_MATTER = pattern("open_matters")
_HARMLESS_OPEN = pattern("open_matters_not")


@dataclass(frozen=True)
class Named:
    """A time or place as it was named in the text, how the writer stood to it, and what it means."""

    start: int
    end: int
    stance: Stance
    match: Match


@dataclass
class Settlement:
    """What the statements come to. `taken` and `refused` are indices of our offers.

    `strange` are words beside an offer that an acceptance does not need.
    `words` are the writer's own for each offer, `own_words` and `refused_words` those for other times,
    `told_words` those for offers that are named but not answered; `told_own` are own times so named,
    with their place and the number of their sentence (-1 where it only tells something);
    `own_sentences` those in which times of `own` stand.
    `named` is each of them in order.
    """

    taken: set[int] = field(default_factory=set)
    refused: set[int] = field(default_factory=set)
    unsure: set[int] = field(default_factory=set)
    own: list[Window] = field(default_factory=list)
    readings: list[tuple[Window, ...]] = field(default_factory=list)
    any_offered: bool = False
    contradiction: bool = False
    doubtful: bool = False
    zone_doubt: bool = False
    open_matter: bool = False
    refuses_all: bool = False
    words: dict[int, str] = field(default_factory=dict)
    strange: dict[int, tuple[str, ...]] = field(default_factory=dict)
    own_words: list[str] = field(default_factory=list)
    refused_words: list[str] = field(default_factory=list)
    told_words: list[str] = field(default_factory=list)
    bare_times: bool = False
    refused_times: bool = False
    prefers_own: bool = False
    excluded: set[date] = field(default_factory=set)
    told: frozenset[int] = frozenset()
    told_own: list[tuple[int, int, Window]] = field(default_factory=list)
    own_sentences: set[int] = field(default_factory=set)
    loose_end: bool = False
    why: list[str] = field(default_factory=list)
    named: list[Named] = field(default_factory=list)


@dataclass
class _Course:
    """The state while statements are read in order."""

    matcher: Matcher
    result: Settlement
    context: tuple[date, ...] = ()
    last_taken: frozenset[int] = frozenset()
    chosen: bool = False
    by_person: dict[str, frozenset[int]] = field(default_factory=dict)
    own_dates: set[date] = field(default_factory=set)
    last_clause: Clause | None = None
    unread: frozenset[int] = frozenset()
    for_somebody: bool = False
    gone: list[Window] = field(default_factory=list)
    last_day: dict[int, date] = field(default_factory=dict)
    any_day: dict[int, list[Window]] = field(default_factory=dict)
    wholly_gone: set[date] = field(default_factory=set)


def settle(
    parsed: Parsed, matcher: Matcher, context: tuple[date, ...] = (), for_somebody: bool = False
) -> Settlement:
    """Read all statements in order. `context` are dates already spoken of, for times without a day.

    `for_somebody`: an assistant writes, so that a time good for a named person is good for the prospect.
    """
    dates = {matcher.date_of(index) for index in range(len(matcher.offers))}
    course = _Course(matcher, Settlement(), context or (tuple(dates) if len(dates) == 1 else ()))
    course.for_somebody = for_somebody
    spans = sorted({(s.clause.start, s.clause.end) for s in parsed.statements})
    events: list[tuple[int, Statement | Clause]] = [(s.start, s) for s in parsed.statements]
    events += [(p.start - 1, p) for p in parsed.pieces]
    for _, event in sorted(events, key=lambda pair: (pair[0], isinstance(pair[1], Statement))):
        if isinstance(event, Statement):
            _read(course, event, parsed)
        else:
            _read_piece(course, event, (event.start, event.end) in spans)
    _finish(course)
    return course.result


def _read_piece(course: _Course, piece: Clause, has_mention: bool) -> None:
    """A clause as such: corrections, "but not me", and what leaves the matter open."""
    result = course.result
    if _CORRECTION.search(piece.text) and not re.search(r"\b(?:too|also|as well)\b", piece.text):
        _forget(course)
    if _OTHER_TIME.search(piece.text) or (not has_mention and _ELSEWHEN.search(piece.text)):
        result.loose_end = True
    turned = piece.joiner in {"but", ",", "although", "though", "however"} or _JUST_NOT.match(piece.text)
    if (
        not has_mention
        and course.last_taken
        and turned
        and (_NOT_ME.search(piece.text) or _JUST_NOT.match(piece.text))
    ):
        result.taken -= course.last_taken
        result.refused |= course.last_taken
        result.why.append(f"{quoted(piece.text)} takes it back")
    if _OPEN_MATTER.search(piece.text) and not _HARMLESS_OPEN.search(piece.text):
        result.open_matter = True


def _note_words(
    result: Settlement, offers: frozenset[int], statement: Statement, said: str, parsed: Parsed
) -> None:
    """Keep what they said about offers, and the strangest words of the plainest clause about each."""
    clause = statement.clause
    text = clause.text
    for other in parsed.statements:
        if other.clause == clause and len(text) == clause.end - clause.start:
            a, b = other.start - clause.start, min(other.end, clause.end) - clause.start
            text = text[:a] + " " * (b - a) + text[b:]
    strange = strange_words(text, f"{clause.own_words} {statement.who}")
    for offer in offers:
        result.words.setdefault(offer, said)
        result.strange[offer] = min(result.strange.get(offer, strange), strange, key=len)


def _forget(course: _Course) -> None:
    """What was said so far is taken back."""
    result = course.result
    for kept in (result.taken, result.own, result.readings, result.words, result.strange, result.own_words):
        kept.clear()
    result.named.clear()
    result.told = frozenset()
    result.any_offered = result.prefers_own = result.loose_end = course.chosen = False
    course.last_clause = None


OF_NO_SENTENCE = -1
_WEEK = timedelta(days=7)


def _in_order_of_list(course: _Course, statement: Statement, match: Match) -> Match:
    """The meaning that goes on from the day named before it in the sentence: "Mon 11, Wed 2:30 or Thu 8"."""
    phrase, sentence = statement.phrase, statement.clause.sentence
    if phrase is None or not phrase.days or not match.readings or match.offers:
        return match
    before = course.last_day.get(sentence)
    plain = all(day.kind is DayKind.WEEKDAY and not day.which and day.week is None for day in phrase.days)
    if before and plain:
        later = tuple(r for r in match.readings if r and r[0].start.date() > before)
        if not later and len(match.readings) == 1 and before - match.readings[0][0].start.date() < _WEEK:
            later = (tuple(Window(w.start + _WEEK, w.end + _WEEK) for w in match.readings[0]),)
        match = replace(match, readings=later[:1] or match.readings)
    if len(match.readings) == 1:
        course.last_day[sentence] = match.readings[0][-1].start.date()
    return match


def _read(course: _Course, statement: Statement, parsed: Parsed) -> None:
    match = _in_order_of_list(course, statement, _match(course, statement, parsed))
    said = " ".join(parsed.written[statement.start : statement.end].split())
    stance = Stance.TENTATIVE if statement.conditional and statement.stance in _TAKING else statement.stance
    course.result.named.append(Named(statement.start, statement.end, stance, match))
    if (
        stance is not Stance.SAID
        and statement.phrase
        and statement.phrase.days
        and match.dates
        and stance is not Stance.REFUSE
    ):
        course.context = tuple(sorted(match.dates))
    if stance in {Stance.SAID, Stance.UNKNOWN}:
        course.result.told |= match.offers
        if match.offers:
            course.result.told_words.append(said)
        elif len(match.readings) == 1:
            sentence = statement.clause.sentence if stance is Stance.UNKNOWN else OF_NO_SENTENCE
            course.result.told_own.extend((statement.start, sentence, window) for window in match.readings[0])
        points = statement.phrase.times if statement.phrase else ()
        if stance is Stance.UNKNOWN and any(span.kind is TimeKind.POINT for span in points):
            course.unread |= match.offers
        return
    if stance in {Stance.REFUSE, Stance.AWAY}:
        course.result.refused_words.append(said)
        _refuse(course, statement, match, stance)
    elif stance is Stance.TENTATIVE:
        _leave_open(course, statement, match, said)
    else:
        if match.offers and match.exact:
            _note_words(course.result, match.offers, statement, said, parsed)
        elif match.readings:
            course.result.own_words.append(said)
        _take(course, statement, match, stance, said)


def _match(course: _Course, statement: Statement, parsed: Parsed) -> Match:
    if statement.pick:
        beside = [s for s in parsed.statements if s.clause == statement.clause and s.phrase and s.phrase.days]
        among = (
            frozenset().union(
                *(course.matcher.match(s.phrase, course.context).offers for s in beside if s.phrase)
            )
            if beside
            else frozenset()
        )
        return course.matcher.match_pick(
            statement.pick,
            among if statement.pick.kind is not PickKind.NONE else frozenset(),
            frozenset(course.result.refused),
        )
    assert statement.phrase is not None
    if not course.context and not statement.phrase.days and not statement.phrase.weak:
        course.context = _day_ahead(course, statement, parsed)
    match = course.matcher.match(statement.phrase, course.context if not statement.phrase.days else ())
    lonely = (
        not statement.phrase.days
        and not match.offers
        and course.context
        and statement.stance not in {Stance.ASK, Stance.PREFER}
    )
    if lonely and not statement.phrase.weak:
        wider = course.matcher.match(statement.phrase, ())
        return wider if wider.offers and wider.exact and not match.readings else match
    return match


def _day_ahead(course: _Course, statement: Statement, parsed: Parsed) -> tuple[date, ...]:
    """The day named further on in the same sentence: "3:30 rather than 3 on Wednesday"."""
    for other in parsed.statements:
        same = other.clause.sentence == statement.clause.sentence and other.start > statement.start
        if (
            same
            and other.phrase
            and other.phrase.days
            and other.clause.joiner in {"rather than", "instead of", "than"}
        ):
            return tuple(sorted(course.matcher.match(other.phrase).dates))
    return ()


def _refuse(course: _Course, statement: Statement, match: Match, stance: Stance) -> None:
    result = course.result
    phrase = statement.phrase
    if statement.pick and statement.pick.kind is PickKind.NONE:
        result.refuses_all = True
        result.taken.clear()
        result.any_offered = False
    if phrase and not phrase.days and (not match.offers or match.readings) and not phrase.weak:
        result.refused_times = result.refused_times or stance is Stance.REFUSE
        before = statement.clause.text[: max(0, statement.start - statement.clause.start)]
        joined = statement.clause.joiner in {"except", "apart from", "other than"}
        if len(match.readings) == 1 and (joined or refused_in_front(before)):
            course.gone.extend(match.readings[0])
        if not match.exact:
            result.taken -= match.offers
            result.refused |= match.offers
        return
    if (
        statement.pick
        and statement.pick.kind in {PickKind.ANY, PickKind.THIS, PickKind.BOTH}
        and not match.offers
    ):
        return
    result.taken -= match.offers
    result.refused |= match.offers
    if phrase and phrase.days and not phrase.times and not _TOO_FAR.search(statement.clause.text):
        wide = any(day.kind in {DayKind.WEEK, DayKind.SPAN, DayKind.EVERY} for day in phrase.days)
        (course.wholly_gone if wide else result.excluded).update(match.dates)
    elif match.readings:
        course.gone.extend(match.readings[0])
    if phrase and phrase.days:
        result.refused_times = result.refused_times or not match.offers


def _leave_open(course: _Course, statement: Statement, match: Match, said: str) -> None:
    result = course.result
    if match.offers:
        result.unsure |= match.offers
        result.taken -= match.offers
        return
    if statement.pick:
        return
    if "not sure" in statement.clause.text or "unsure" in statement.clause.text:
        return
    if not match.readings or is_checking(statement.clause.text):
        return
    result.own_words.append(said)
    if len(match.readings) == 1:
        _add_own(course, match)
    else:
        result.readings.extend(match.readings)


def is_checking(text: str) -> bool:
    """Whether a clause promises to look first."""
    return bool(_OPEN_MATTER.search(text)) and is_tentative(text)


def _take(course: _Course, statement: Statement, match: Match, stance: Stance, said: str) -> None:
    result = course.result
    if match.contradiction:
        result.contradiction = True
        result.why.append(f"{quoted(said)} does not fit the calendar or our list, so we ask")
        return
    if match.doubtful:
        result.doubtful = True
        result.zone_doubt = result.zone_doubt or match.zone_doubt
        result.unsure |= match.offers
        result.why.append(f"{quoted(said)} can mean more than one of our offers, so we ask")
        return
    if statement.pick and statement.pick.kind in {PickKind.ANY, PickKind.BOTH}:
        _take_any(course, statement, match)
        return
    if match.offers and match.exact:
        if _is_moved_away(statement, stance):
            _refuse(course, statement, match, Stance.REFUSE)
        else:
            _accept(course, statement, match.offers, stance)
        return
    if _is_plural_part(statement) and not _narrows(course, match):
        result.bare_times = True
        return
    if match.readings:
        result.prefers_own = result.prefers_own or stance in {Stance.ASK, Stance.PREFER}
        if len(match.readings) > 1:
            result.readings.extend(match.readings)
        else:
            every = statement.phrase and any(day.kind is DayKind.EVERY for day in statement.phrase.days)
            if every:
                course.any_day.setdefault(statement.clause.sentence, []).extend(match.readings[0])
            else:
                _add_own(course, match)
            result.own_sentences.add(statement.clause.sentence)
    elif statement.phrase and not statement.phrase.days:
        result.bare_times = True
        result.loose_end = result.loose_end or any(
            span.kind is TimeKind.POINT for span in statement.phrase.times
        )


_MOVED = re.compile(r"\b(?:push|move|bump|shift|change|reschedule|slide|swap|switch|postpone|delay)\b")


def _is_moved_away(statement: Statement, stance: Stance) -> bool:
    """Could we move Friday: the offer is what they want to leave, unless it is where they want to go."""
    before = statement.clause.text[: max(0, statement.start - statement.clause.start)]
    moved = stance is Stance.ASK and bool(_MOVED.search(before))
    return moved and not re.search(r"\b(?:to|until|till|for|with)(?: the)?\W*$", before)


def _is_plural_part(statement: Statement) -> bool:
    phrase = statement.phrase
    return bool(phrase and not phrase.days and phrase.times and all(span.plural for span in phrase.times))


def _narrows(course: _Course, match: Match) -> bool:
    """Whether every window named lies within one named before."""
    windows = match.readings[0] if match.readings else ()
    return bool(windows) and all(
        any(w.start <= n.start and n.end <= w.end for w in course.result.own) for n in windows
    )


_TOO_FAR = re.compile(r"\btoo (?:late|early|soon)\b")


def _any_day_within(course: _Course) -> None:
    """ "Any afternoon Tuesday to Thursday": their afternoons; "the week of the 15th, any day": that week."""
    own = course.result.own
    for windows in course.any_day.values():
        narrower = [w for w in own if w.start.date() in {one.start.date() for one in windows}]
        clocks = {(w.start.time(), w.end.time()) for w in windows}
        if not narrower:
            own.extend(w for w in windows if w not in own)
        elif len(clocks) == 1 and all(w.end - w.start >= _WHOLE_DAY for w in narrower):
            days = {w.start.date() for w in narrower}
            own[:] = [w for w in own if w not in narrower] + [w for w in windows if w.start.date() in days]


_WHOLE_DAY = timedelta(hours=8)


def _add_own(course: _Course, match: Match) -> None:
    own = course.result.own
    for window in match.readings[0]:
        wider = [w for w in own if w != window and w.start <= window.start and window.end <= w.end]
        for wide in wider:
            own.remove(wide)
        if window not in own:
            own.append(window)
        course.own_dates.add(window.start.date())


def _take_any(course: _Course, statement: Statement, match: Match) -> None:
    result = course.result
    if course.chosen or not match.offers or (result.own and not result.taken):
        return
    if result.taken and len(match.offers) >= len(course.matcher.offers):
        if statement.stance is Stance.ASK:
            return
        result.any_offered = len(result.taken) > 1
        return
    result.taken = set(match.offers - result.refused)
    result.any_offered = True
    course.last_taken = match.offers


def _accept(course: _Course, statement: Statement, offers: frozenset[int], stance: Stance) -> None:
    """Take offers: a choice replaces, a part of what was taken narrows, others are added."""
    result = course.result
    result.refused -= offers
    if statement.who and not course.for_somebody:
        seen = course.by_person.get(statement.who)
        course.by_person[statement.who] = offers | (seen or frozenset())
        return
    taken = result.taken
    same_clause = course.last_clause == statement.clause
    course.last_clause = statement.clause
    if (
        stance is Stance.CHOOSE
        and not (course.chosen and not offers & taken)
        and not (same_clause and not offers < frozenset(taken))
    ):
        result.taken, result.any_offered, course.chosen = set(offers), False, True
    elif taken and (
        offers < frozenset(taken) or (stance is Stance.PREFER and not course.chosen and not same_clause)
    ):
        result.taken, result.any_offered = set(offers), False
    elif not (taken and offers > frozenset(taken)) and not (course.chosen and stance is not Stance.CHOOSE):
        result.taken |= offers
    course.last_taken = offers


def _without(window: Window, gone: list[Window]) -> list[Window]:
    """What is left of a window outside the refused ones."""
    left = [window]
    for away in gone:
        left = [
            piece
            for w in left
            for piece in (
                [w]
                if away.end <= w.start or w.end <= away.start
                else [Window(w.start, away.start), Window(away.end, w.end)]
            )
            if piece.start < piece.end
        ]
    return left


def _is_excluded(window: Window, course: _Course) -> bool:
    """Whether a refused day holds it; an hour that they name within a refused week is meant all the same."""
    on = window.start.date()
    is_whole = window.end - window.start >= _WHOLE_DAY
    return on in course.result.excluded or (is_whole and on in course.wholly_gone)


def _finish(course: _Course) -> None:
    result = course.result
    if course.by_person:
        shared = frozenset.intersection(*course.by_person.values())
        if not result.taken and len(course.by_person) == 1:
            result.unsure |= set(shared)
        elif not result.taken:
            result.taken = set(shared - result.refused)
            result.unsure |= set(frozenset().union(*course.by_person.values()))
        elif shared and not course.chosen and result.taken & shared:
            result.taken &= shared
        elif not result.taken & shared:
            result.unsure |= result.taken | shared
            result.taken = set()
    _any_day_within(course)
    result.own = [w for w in result.own if not _is_excluded(w, course)]
    result.own = [left for window in result.own for left in _without(window, course.gone)]
    if result.own and result.taken:
        moved = {i for i in result.taken if course.matcher.date_of(i) in course.own_dates}
        if moved and not course.chosen:
            result.taken -= moved
            result.any_offered = result.any_offered and len(result.taken) > 1
    if course.unread - result.taken - result.refused:
        result.loose_end = True
    if result.taken:
        result.refuses_all = False


def offers_in(text_parsed: Parsed, matcher: Matcher) -> frozenset[int]:
    """All offers that a quoted piece shows, whatever is said about them."""
    found: set[int] = set()
    for statement in text_parsed.statements:
        if statement.phrase and statement.phrase.days:
            found |= matcher.match(statement.phrase).offers
    return frozenset(found)
