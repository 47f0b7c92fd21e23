"""What the facts amount to: the words, flags and sources that the playbook's lines ask for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from jinja2 import StrictUndefined
from jinja2.sandbox import SandboxedEnvironment

from xforce_desktop.messages.persona import Persona
from xforce_desktop.messages.purpose import may_stand_in_title, purpose_of
from xforce_desktop.prep import words
from xforce_desktop.prep.facts import FactBook
from xforce_desktop.prep.playbook import Line, pain_patterns, playbook, topic_patterns
from xforce_desktop.prep.remarks import Remark, as_noun, decider_in, told_in
from xforce_desktop.prep.sources import BriefSources, PersonKnown
from xforce_desktop.replies.raised import PERSONAL
from xforce_desktop.scheduling import turns
from xforce_desktop.scheduling.briefs import SourceKind, Statement
from xforce_desktop.scheduling.intent import SchedulingIntent, SignalType, intent_of
from xforce_desktop.scheduling.request import MeetingType, Outcome

MOST_PAINS = 2
THEIR_TROUBLE = "the trouble they described"
PRESSED_FROM = 4  # asks
_CALLS = frozenset({"missed_calls", "after_hours", "call_abandonment", "slow_response"})
_ENVIRONMENT = SandboxedEnvironment(undefined=StrictUndefined, autoescape=False)  # plain text, never HTML
_PLAYBOOK = "What usually helps in such a meeting; nothing of it was said by them"


@dataclass
class Known:
    """Made once for a brief. `used` are facts that a statement has told, so that none is told twice."""

    book: FactBook
    sources: BriefSources
    intent: SchedulingIntent
    flags: set[str] = field(default_factory=set)
    values: dict[str, str] = field(default_factory=dict)
    refs: dict[str, tuple[int, ...]] = field(default_factory=dict)
    pain_keys: tuple[str, ...] = ()
    used: set[int] = field(default_factory=set)

    @property
    def type(self) -> MeetingType:
        return self.sources.request.meeting_type

    @property
    def remarks(self) -> Sequence[Remark]:
        return self.book.remarks

    def say(self, text: str, cites: Iterable[str | int], *, is_unknown: bool = False) -> Statement:
        """A statement over names of `refs` or numbers of facts; without any it is the playbook's."""
        numbers: list[int] = []
        for one in cites:
            numbers.extend([one] if isinstance(one, int) else self.ref(one))
        numbers = list(dict.fromkeys(numbers)) or list(self.ref("playbook"))
        return Statement(text[:1].upper() + text[1:], tuple(numbers), is_unknown)

    def line(self, line: Line) -> Statement:
        return self.say(self.rendered(line.t), line.cites)

    def rendered(self, text: str) -> str:
        """A wording of the playbook with the words of this meeting in it."""
        return _ENVIRONMENT.from_string(text).render(self.values)

    def ref(self, name: str) -> tuple[int, ...]:
        """The facts behind a name. What is usual and what is missing become facts when first named."""
        if name == "playbook":
            return (self.book.add("playbook", SourceKind.PLAYBOOK, _PLAYBOOK, "Usual practice"),)
        if name.startswith("missing."):
            gap = name.removeprefix("missing.")
            text = f"Not on record: {playbook().unknown[gap]}"
            where = "Looked for in notes, mails, deal, contacts and account memory"
            return (self.book.add(name, SourceKind.MISSING, text, where),)
        return self.refs.get(name, ())

    def about(self, *topics: str) -> list[Remark]:
        """Remarks on one of these that no statement has told yet, theirs first. What is personal is never
        taken for anything else."""
        wanted = set(topics)
        found = [
            one
            for one in self.remarks
            if one.topics & wanted
            and one.fact not in self.used
            and (PERSONAL in wanted or PERSONAL not in one.topics)
        ]
        return sorted(found, key=lambda one: not one.is_theirs)

    def tell(self, remark: Remark) -> Remark:
        self.used.add(remark.fact)
        return remark

    def knows(self, *topics: str) -> bool:
        return any(one.topics & set(topics) for one in self.remarks)


def known_from(sources: BriefSources) -> Known:
    """All that the parts of a brief are written from."""
    known = Known(FactBook(sources), sources, intent_of(sources.request))
    _meeting(known)
    _company(known)
    _people(known)
    _pains(known)
    _products(known)
    _deal(known)
    _scheduling(known)
    _past(known)
    return known


def _set(known: Known, flag: str, cites: Sequence[int | None] = (), **values: str) -> None:
    known.flags.add(flag)
    known.values.update(values)
    if numbers := tuple(one for one in cites if one is not None):
        known.refs[flag] = numbers


def _meeting(known: Known) -> None:
    sources, request = known.sources, known.sources.request
    known.flags |= {f"type:{request.meeting_type}", f"trade:{sources.trade}"}
    known.refs["meeting"] = known.book.numbers("meeting")
    known.values |= {
        "minutes": str(request.duration_minutes),
        "noun": words.noun_of(request),
        "first": words.first_of(sources.primary.name),
        "season": playbook().season_words.get(sources.season.type, ""),
    }
    matter = may_stand_in_title(request.title, sources.company_name) or _topic(known)
    if request.meeting_type is MeetingType.CUSTOM and matter and matter.lower() != "meeting":
        cites = known.refs["meeting"] + known.book.numbers("notes.")
        _set(
            known,
            "matter",
            cites,
            matter=matter[:1].lower() + matter[1:] if matter[1:2].islower() else matter,
        )
    if season := known.book.number("season"):
        _set(known, "season_busy" if sources.season.busy else "season_quiet")
        known.refs["season"] = (season,)


def _topic(known: Known) -> str:
    """What the notes say the meeting is about, as a phrase."""
    request = known.sources.request
    return purpose_of(request.context, request.primary.name, known.sources.company_name).topic


def _company(known: Known) -> None:
    name = known.sources.company_name
    known.refs["company"] = known.book.numbers("company.")
    known.values |= {
        "company": name,
        "company_or_they": name or "they",
        "company_or_them": name or "them",
        "handles": "handles" if name else "handle",
    }


def _people(known: Known) -> None:
    sources, attending = known.sources, known.sources.attending
    known.refs["people"] = tuple(n for one in attending if (n := _number(known, one)) is not None)
    if len(attending) > 1:
        known.flags.add("group")
    if primary := sources.primary.persona:
        known.flags.add(f"persona:{primary}")
    owners = [one for one in sources.people if one.is_owner or one.persona is Persona.OWNER]
    here = [one for one in owners if one.attends]
    told = [(one.fact, who) for one in known.remarks if "decision" in one.topics and (who := decider_in(one))]
    named = [fact for fact, who in told if any(_is_meant(one, who) for one in attending)]
    away = [fact for fact, who in told if fact not in named]
    if told:
        known.flags.add("decider_told")
    if named or (here and not away):
        _set(known, "decider_here", [*(_number(known, one) for one in here), *named])
        known.refs["decider"] = known.refs["decider_here"]
    elif owners or away:
        _set(known, "someone_else_decides")
        gone = [_number(known, one) for one in owners if not one.attends]
        known.refs["decider_away"] = tuple(n for n in [*gone, *away] if n)
    for champion in (one for one in sources.people if one.is_champion):
        flag = "champion_here" if champion.attends else "champion_away"
        if champion.attends and len(attending) == 1:
            flag = "champion_alone"
        _set(known, flag, champion=words.first_of(champion.name))
        known.refs["champion"] = tuple(n for n in (_number(known, champion),) if n)


def _is_meant(person: PersonKnown, who: str) -> bool:
    """Whether this name is theirs: the first one, or all of it."""
    return who.casefold() in {words.first_of(person.name).casefold(), person.name.casefold()}


def _number(known: Known, person: PersonKnown) -> int | None:
    return known.book.number(f"person.{person.address.casefold()}")


def _pains(known: Known) -> None:
    """What troubles them as a phrase: of the deal, of a note, or by the words of what they said."""
    found: list[tuple[str, str, tuple[int, ...]]] = []  # phrase, key, facts
    deal = known.sources.deal
    for pain in deal.identified_pain_points if deal else ():
        number = known.book.number(f"deal.pain.{pain}")
        found.append((words.pain_name(pain), words.pain_key(pain), (number,) if number else ()))
    for remark in known.remarks:
        if "pain" not in remark.topics:
            continue
        told = told_in(remark)
        for key, pattern in pain_patterns().items():
            if pattern.search(remark.text):
                phrase = (
                    playbook().pains[key].name if told is None or "number" in remark.topics else told.what
                )
                found.append((phrase, key, (remark.fact,)))
    if not found:
        told_of = [one.fact for one in known.remarks if "pain" in one.topics]
        found.extend((THEIR_TROUBLE, "", (number,)) for number in told_of[:1])
    merged: dict[str, tuple[str, tuple[int, ...]]] = {}
    for phrase, key, facts in found:
        kept = merged.get(key or phrase, (phrase, ()))
        merged[key or phrase] = (kept[0], tuple(dict.fromkeys((*kept[1], *facts))))
    chosen = list(merged.items())[:MOST_PAINS]
    if not chosen:
        return
    pain = words.listed([phrase for _, (phrase, _) in chosen])
    known.pain_keys = tuple(key for key, _ in chosen if key in playbook().pains)
    is_plural = words.is_plural(pain)
    _set(known, "pain", [n for _, (_, facts) in chosen for n in facts], pain=pain)
    known.flags |= {f"pain:{key}" for key in known.pain_keys}
    known.flags |= {"pain_is_plural" if is_plural else "pain_is_mass"}
    known.values["costs"] = "cost" if is_plural else "costs"
    if set(known.pain_keys) & _CALLS:
        known.flags.add("pain_calls")
    if known.flags & {"pain_calls"}:
        known.flags.add("calls")
    if numbers := [r.fact for r in known.remarks if {"pain", "number"} <= r.topics]:
        _set(known, "number", numbers)


def _products(known: Known) -> None:
    deal = known.sources.deal
    names = [words.product_name(one) for one in deal.products] if deal else []
    if names:
        _set(known, "product", known.book.numbers("deal.product."), product=words.listed(names))
        if any(word in name for name in names for word in ("receptionist", "call")):
            known.flags.add("calls")
    elif topic := _topic(known):
        _set(known, "product", known.book.numbers("notes."), product=topic)
    tools: dict[str, int] = {}
    for remark in known.remarks:
        for match in topic_patterns()["software"].finditer(remark.text):
            tools.setdefault(match[0], remark.fact)
    if tools:
        _set(known, "software", list(tools.values()), software=words.listed(list(tools)[:2]))


def _deal(known: Known) -> None:
    deal = known.sources.deal
    if deal is None:
        return
    _set(known, "deal", known.book.numbers("deal."), deal_name=deal.name)
    if bucket := words.stage_bucket(deal.stage):
        _set(known, f"stage:{bucket}")
    known.refs["stage"] = known.book.numbers("deal.stage")
    known.refs["value"] = known.book.numbers("deal.value")


def _scheduling(known: Known) -> None:
    request, book = known.sources.request, known.book
    known.refs["scheduling"] = book.numbers("scheduling.")
    known.values |= {
        "asks": words.counted(request.attempt_count, "ask").split()[0],
        "no_shows": "",
        "minutes_before": "",
    }
    if request.no_show_count:
        _set(known, "no_show", no_shows=words.counted(request.no_show_count, "meeting"))
        known.refs["no_shows"] = book.numbers("scheduling.no_shows")
        if request.no_show_count > 1:
            known.flags.add("several_no_shows")
    last = turns.last_reply(request)
    if last is not None and last.sentiment in {"negative", "frustrated"}:
        known.flags |= {"negative", last.sentiment}
        known.refs["tone"] = book.numbers("scheduling.tone")
    if any(one.type is SignalType.PUSHING_OUT for one in known.intent.signals):
        known.flags.add("later_quarter")
    if request.attempt_count >= PRESSED_FROM:
        known.flags.add("pressed")
    before = max((turn.minutes for turn in request.history), default=0)
    if before > request.duration_minutes:
        _set(known, "shortened", minutes_before=str(before))


def _past(known: Known) -> None:
    """The last meeting with one of these people that was held, and whether there was any before."""
    sources = known.sources
    held = [
        (number, one) for number, one in enumerate(sources.earlier, start=1) if one.outcome is Outcome.HELD
    ]
    if held or known.knows("met") or sources.request.no_show_count:
        known.flags.add("met_before")
    else:
        known.flags.add("first_meeting")
    with_them = [(number, one) for number, one in held if sources.was_with_them(one)]
    if with_them:
        number, last = with_them[-1]
        noun = _TYPE_NOUNS[last.type]
        _set(known, "last_held", last_noun=noun, last_day=words.day_of(last.at, sources.zone))
        known.refs["last_held"] = known.book.numbers(f"earlier.{number}")
    elif held:
        number, last = held[-1]
        _set(known, "held_with_others", last_noun=_TYPE_NOUNS[last.type])
        known.values["last_day"] = words.day_of(last.at, sources.zone)
        known.refs["held_with_others"] = known.book.numbers(f"earlier.{number}")


_TYPE_NOUNS = {
    MeetingType.DISCOVERY: "discovery call",
    MeetingType.DEMO: "demo",
    MeetingType.FOLLOW_UP: "follow-up call",
    MeetingType.EXEC_REVIEW: "executive review",
    MeetingType.NEGOTIATION: "agreement call",
    MeetingType.CUSTOM: "meeting",
}


def as_phrase(remark: Remark) -> str:
    """What a note says somebody brought up, as "the 15% call abandonment that John mentioned"; else empty."""
    told = told_in(remark)
    if told is None:
        return ""
    link = ", which" if " who " in told.what or " that " in told.what else " that"
    return f"{as_noun(told.what)}{link} {told.who} {told.verb}{told.where}"
