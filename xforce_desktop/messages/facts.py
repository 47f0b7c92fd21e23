"""What the sentences may speak of: every fact of an assignment in words."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files

from xforce_desktop.messages import when
from xforce_desktop.messages.assignment import (
    PROOF_KINDS,
    Assignment,
    LetterKind,
    Meeting,
    Proof,
    as_readings,
)
from xforce_desktop.messages.constraint_words import heard, is_seasonal
from xforce_desktop.messages.names import first_name, full_name, joined
from xforce_desktop.messages.persona import Persona, detect_persona, tone_of
from xforce_desktop.messages.purpose import TROUBLE, Purpose, may_stand_in_title, purpose_of
from xforce_desktop.messages.register import manner_for, min_word_in

_REPLY_MARKS = re.compile(r"^(?:\s*(?:re|aw|fw|fwd|wg)\s*:\s*)+", re.IGNORECASE)
_SOURCE_ID = re.compile(r"[_/\\]|^\S+\d{3,}$")


@dataclass(frozen=True)
class MeetingName:
    """How the meeting is called: "demo", "a demo", "Demo" as a heading, and "of" before its matter."""

    noun: str
    a_noun: str
    subject: str
    link: str


@cache
def _meetings() -> dict[str, dict[str, object]]:
    return tomllib.loads(files("resources").joinpath("meetings.toml").read_text("utf-8"))


def persona_of(assignment: Assignment) -> Persona:
    """The override where one is set, otherwise what the title suggests."""
    recipient = assignment.recipient
    return Persona(recipient.persona) if recipient.persona else detect_persona(recipient.title)


def purpose_for(assignment: Assignment) -> Purpose:
    """What may be said of the rep's notes to this recipient."""
    people = [person.name for person in (assignment.champion, assignment.target) if person is not None]
    others = (*people, *assignment.others, *assignment.silent, assignment.sender.name)
    purpose = purpose_of(
        assignment.meeting.context, assignment.recipient.name, assignment.meeting.company, others
    )
    if assignment.others or assignment.kind in (LetterKind.CHAMPION_CC, LetterKind.CHAMPION_INTRO):
        return purpose.without_mention()
    return purpose


def meeting_name(meeting: Meeting) -> MeetingName:
    """The name of the meeting's type; a custom meeting is called by its title where that can be shown."""
    entry = _meetings()[meeting.meeting_type]
    noun, link, heading = str(entry["noun"]), str(entry["link"]), str(entry["subject"])
    if meeting.meeting_type == "custom":
        title = may_stand_in_title(meeting.title, meeting.company)
        if title:
            return MeetingName(
                _in_sentence(title), f"the {_in_sentence(title)}", title[:1].upper() + title[1:], link
            )
    return MeetingName(noun, f"{entry['article']} {noun}", heading, link)


def _in_sentence(title: str) -> str:
    words = re.sub(r"^(?:the|a|an|our)\s+", "", title, flags=re.IGNORECASE).split()
    plain = words[0][1:].islower() and not any(word[:1].isupper() for word in words[1:])
    return " ".join([words[0].lower() if plain else words[0], *words[1:]])


def running_subject(meeting: Meeting) -> str:
    """The subject of the conversation without its reply marks; the meeting's name if there is none yet."""
    subject = _REPLY_MARKS.sub("", meeting.subject).strip()
    if subject:
        return subject
    name = meeting_name(meeting).subject
    return f"{name} for {meeting.company}" if meeting.company and meeting.meeting_type != "custom" else name


def offers_of(assignment: Assignment) -> tuple[datetime, ...]:
    """The proposed times in their order, each once."""
    return tuple(dict.fromkeys(assignment.proposed_times))


def facts_of(assignment: Assignment) -> dict[str, object]:
    """Every name that a template may use. Absent facts are empty, so that `needs` can ask for them."""
    meeting, persona = assignment.meeting, persona_of(assignment)
    name, purpose, tone = meeting_name(meeting), purpose_for(assignment), tone_of(persona)
    length = meeting.duration_minutes
    titled = name.a_noun.startswith("the ")
    the_noun, our_noun = f"the {name.noun}", name.a_noun if titled else f"our {name.noun}"
    return {
        "type": meeting.meeting_type,
        "sender": first_name(assignment.sender.name),
        "first": first_name(assignment.recipient.name),
        "names": greeting_names(assignment),
        "group": bool(assignment.others),
        "company": meeting.company,
        "noun": name.noun,
        "a_noun": name.a_noun,
        "Noun": name.subject,
        "the_noun": the_noun,
        "The_noun": _capital(the_noun),
        "the_meeting": the_noun,
        "The_meeting": _capital(the_noun),
        "our_meeting": our_noun,
        "Our_meeting": _capital(our_noun),
        "topic": purpose.topic,
        "Topic": _capital(_without_our(purpose.topic)),
        "short_topic": purpose.short_topic,
        "a_meeting": _joined_topic(name.a_noun, name.link, purpose.topic),
        "a_long_meeting": _joined_topic(_long(name, length), name.link, purpose.topic),
        "a_short_meeting": _joined_topic(name.a_noun, name.link, purpose.short_topic),
        "A_short_meeting": _capital(_joined_topic(name.a_noun, name.link, purpose.short_topic)),
        "the_short_meeting": _joined_topic(the_noun, name.link, purpose.short_topic),
        "a_long": _long(name, length),
        "how_topic": purpose.topic.startswith(("how ", "what ", "where ", "why ")),
        "showable": _is_showable(purpose.topic),
        "recall": purpose.recall,
        "met": purpose.met,
        "asked": purpose.asked,
        "wished": purpose.wished,
        "minutes": when.spoken_length(length),
        "Minutes": _capital(when.spoken_length(length)),
        "min": when.spoken_length(length).replace("minutes", min_word_in(tone, manner_for(assignment))),
        "subject": running_subject(meeting),
        "season": assignment.season_line,
        "invite": _invite(meeting),
        "Invite": _capital(_invite(meeting)),
        "plural_invite": _invite(meeting).endswith("details"),
        "phone": meeting.platform.lower() == "phone",
        "in_person": meeting.platform.lower() == "in_person",
        "no_link": meeting.platform.lower() in ("phone", "in_person"),
        "platform": meeting.platform,
        "join_url": meeting.join_url,
        "few": "a couple of" if len(offers_of(assignment)) == 2 else "a few",
        "many": len(offers_of(assignment)) > 1,
        "offers": bool(offers_of(assignment)),
        "heard": heard(assignment.constraint),
        "seasonal": is_seasonal(assignment.constraint),
        "busy_season": "busy" in assignment.season_line.lower() or "hard" in assignment.season_line.lower(),
        "hourly": length % 60 == 0,
        "moved": meeting.moved,
        **_time_facts(assignment),
        **_people_facts(assignment),
        **_shorter(assignment, name.link, purpose.short_topic),
        **_proof_facts(assignment.proof),
    }


def greeting_names(assignment: Assignment) -> str:
    """Who is greeted: "John", or "John and Mary" where the mail goes to both; empty if nobody can be."""
    every = (assignment.recipient.name, *assignment.others)
    return joined([first_name(name) for name in every if first_name(name)])


def _is_showable(topic: str) -> bool:
    """Whether it is a thing or a way of doing that can be shown, no trouble of theirs ("missed calls")."""
    return re.match(r"(our|the|how|what|where|why)\b", topic) is not None and not TROUBLE.search(topic)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _without_our(topic: str) -> str:
    return re.sub(r"^(our|the) ", "", topic)


def _long(name: MeetingName, minutes: int) -> str:
    """The meeting with its length: "a 30-minute demo"."""
    adjective = when.length_adjective(minutes)
    if name.a_noun.startswith("the "):
        return f"the {adjective} {name.noun}"
    return f"{_article_of(adjective)} {adjective} {name.noun}"


def _article_of(adjective: str) -> str:
    return "an" if re.match(r"8|11-|18-", adjective) else "a"


def _joined_topic(meeting: str, link: str, topic: str) -> str:
    return f"{meeting} {link} {topic}" if topic else meeting


def _invite(meeting: Meeting) -> str:
    """What the invitation brings; no link is promised that is not there."""
    platforms = _meetings()["platforms"]
    platform = "other" if meeting.lacks_link else meeting.platform.lower()
    return str(platforms.get(platform, platforms["other"]))


def _time_facts(assignment: Assignment) -> dict[str, object]:
    zone, ours = assignment.recipient.timezone, assignment.sender.timezone
    at, now = assignment.meeting.scheduled_time, assignment.now
    until = when.format_day(assignment.until) if assignment.until else ""
    theirs = as_readings(assignment.their_times)
    spoken_theirs = [
        when.spoken(one.start, zone)
        for one in theirs
        if one.end is None or _is_start(one.start, one.end, assignment)
    ]
    facts: dict[str, object] = {
        "until": until,
        "readings": bool(assignment.readings),
        "their_time": spoken_theirs[0] if len(theirs) == 1 and spoken_theirs else "",
        "their_day": when.format_day(when.local(theirs[0].start, zone).date())
        if len(theirs) == 1 and not spoken_theirs
        else "",
        "single_theirs": len(theirs) == 1,
        **dict.fromkeys(
            ("at", "at_plain", "at_clock", "at_day_clock", "at_day_clock_plain", "for_clock", "day_word"), ""
        ),
        "day_past": False,
        "day_or_meeting": "the meeting",
    }
    if at is not None:
        word = when.relative_day(at, now, zone)
        clock, plain, beside = when.clock(at, zone), when.spoken(at, zone), when.beside(at, zone, ours)
        day_clock = {"today": f"today at {clock}", "tomorrow": f"tomorrow, {plain}"}.get(word, f"on {plain}")
        facts |= {
            "at": plain + beside,
            "at_plain": plain,
            "at_clock": clock,
            "at_day_clock": day_clock + beside,
            "at_day_clock_plain": day_clock,
            "for_clock": day_clock.removeprefix("on ") + beside,
            "day_word": word,
            "day_past": at < now and word in ("today", "yesterday"),
            "day_or_meeting": word if at < now and word in ("today", "yesterday") else "the meeting",
        }
    return facts


def _is_start(start: datetime, end: datetime, assignment: Assignment) -> bool:
    """Whether a window is no longer than the meeting, so that its start says it all."""
    return (end - start).total_seconds() <= assignment.meeting.duration_minutes * 60


def _people_facts(assignment: Assignment) -> dict[str, object]:
    champion, target = assignment.champion, assignment.target
    silent = [first_name(name) for name in assignment.silent if first_name(name)]
    return {
        "champion": first_name(champion.name) if champion else "",
        "target": first_name(target.name) if target else "",
        "target_full": full_name(target.name) if target else "",
        "silent": joined(silent) if joined(silent) != greeting_names(assignment) else "",  # greeted already
    }


_SHORTER = (
    *("shorter", "shorter_minutes", "Shorter_minutes", "a_shorter", "A_shorter", "a_long_shorter"),
    *("A_long_shorter", "a_shorter_meeting", "A_shorter_meeting"),
)


def _shorter(assignment: Assignment, link: str, topic: str) -> dict[str, object]:
    meeting, minutes = assignment.meeting, assignment.meeting.new_duration_minutes
    if not minutes:
        return dict.fromkeys(_SHORTER, "")
    table = _meetings()[meeting.meeting_type]["shorter"]
    assert isinstance(table, dict), "shorter forms are a table"
    noun = str(table.get(str(minutes)) or ("version" if meeting.meeting_type == "demo" else "call"))
    article = "an" if noun[0] in "aeiou" else "a"
    a_long = f"{_article_of(when.length_adjective(minutes))} {when.length_adjective(minutes)} {noun}"
    return {
        "shorter": noun,
        "shorter_minutes": when.spoken_length(minutes),
        "Shorter_minutes": _capital(when.spoken_length(minutes)),
        "a_shorter": f"{article} {noun}",
        "A_shorter": f"{article} {noun}".capitalize(),
        "a_long_shorter": a_long,
        "A_long_shorter": _capital(a_long),
        "a_shorter_meeting": _joined_topic(a_long, link, topic),
        "A_shorter_meeting": _capital(_joined_topic(a_long, link, topic)),
    }


def _proof_facts(proof: Proof | None) -> dict[str, object]:
    kinds = {kind: proof is not None and proof.kind == kind for kind in PROOF_KINDS}
    if proof is None:
        return {"proof_said": "", "proof_link": "", "plain_proof": False, **kinds}
    content = " ".join(proof.content.split()).strip('"“”').rstrip(".")
    source = proof.source.strip()
    shown = source if source and not _SOURCE_ID.search(source) and len(source.split()) <= 6 else ""
    link = proof.link if proof.link.startswith(("https://", "http://")) else ""
    if proof.kind == "testimonial":
        content = f'"{content}"'
    end = "" if content[-1:] in "!?" and not shown else "."
    said = f"{content} ({shown}){end}" if shown else f"{content}{end}"
    return {
        "proof_said": f"{said}\n{link}" if link else said,
        "proof_link": link,
        "plain_proof": len(content.split()) > 3 and content[:1].isupper(),
        **kinds,
    }
