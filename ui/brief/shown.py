"""A brief in the words of the page: the row of the list, the sections, the versions. Knows no Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from urllib.parse import urlsplit

from ui.formatting import capitalised, clock, coming_moment, count, day_in_words, past_moment, zone_named
from xforce_desktop.ids import RequestId
from xforce_desktop.prep import paper
from xforce_desktop.prep.paper import Entry, sections_of, source_line
from xforce_desktop.prep.versions import out_of_date
from xforce_desktop.scheduling.briefs import BriefLine, BriefPage, BriefVersion, PrepBrief

NO_LINK = "This meeting has no link to join by."
IS_OVER = "This meeting has begun or is over; the brief stays for reading."


@dataclass(frozen=True)
class Row:
    """One meeting of the list."""

    request_id: RequestId
    when: str
    title: str
    who: str
    state: str
    is_ready: bool
    is_unread: bool


@dataclass(frozen=True)
class Line:
    """One statement as it is shown. `notes` are the numbers of its sources, `tip` says them in words."""

    text: str
    answer: str = ""
    is_usual: bool = False
    is_unknown: bool = False
    gap: str = ""  # what is not known, beside a question
    notes: str = ""
    tip: str = ""


@dataclass(frozen=True)
class ShownSection:
    heading: str
    icon: str
    is_prose: bool
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Version:
    """A choice of the list of versions; without a number the one that counts."""

    number: int | None
    text: str
    is_shown: bool = False


@dataclass(frozen=True)
class Page:
    """A brief as it is shown. `join_url` is empty where nothing can be joined, `join_tip` then says why."""

    request_id: RequestId
    title: str
    when: str
    length: str
    place: str
    sections: tuple[ShownSection, ...]
    updated: str = ""
    made: str = ""
    hint: str = ""
    join_url: str = ""
    join_tip: str = ""
    key: str = ""  # of the brief
    rating: int = 0
    notes: str = ""
    sources: tuple[str, ...] = ()
    is_made: bool = True
    may_be_made: bool = True
    versions: tuple[Version, ...] = ()  # to choose from; empty where there is nothing to choose
    warning: str = ""  # over one that is out of date
    may_be_rated: bool = True


def row_of(line: BriefLine, now: datetime) -> Row:
    zone = zone_named(line.zone)
    when = capitalised(f"{day_in_words(line.meeting_at, now, zone)}, {clock(line.meeting_at, zone)}")
    stored = line.brief
    return Row(
        line.request_id,
        when,
        line.title,
        line.who,
        _state(line, now),
        is_ready=stored is not None,
        is_unread=stored is not None and stored.viewed_at is None,
    )


def _state(line: BriefLine, now: datetime) -> str:
    if line.brief is not None:
        stars = f", {line.brief.rating} of 5 stars" if line.brief.rating else ""
        return f"{'Read' if line.brief.viewed_at else 'Ready'}{stars}"
    if line.trouble:
        return "Could not be made; open it to try again"
    if line.due_at is not None:
        return f"Is made {coming_moment(line.due_at, now, zone_named(line.zone))}"
    return "Not made yet"


def page_of(page: BriefPage, now: datetime) -> Page:
    """A brief, or the place where it will be."""
    stored, line = page.line.brief, page.line
    zone = zone_named(line.zone)
    url, tip = _join(page)
    warning = out_of_date(page)
    when = capitalised(f"{day_in_words(line.meeting_at, now, zone)} at {clock(line.meeting_at, zone)}")
    plain = Page(
        line.request_id,
        f"Meeting Prep: {line.title}",
        when,
        f"[{line.minutes} min]",
        stored.brief.place if stored else "",
        (),
        join_url=url,
        join_tip=tip,
        may_be_made=not page.is_over and not warning,
        versions=tuple(_versions(page, now, zone)),
        warning=warning,
    )
    if stored is None:
        hint = f"There is no brief yet. {_state(line, now).replace('Is made', 'It is made')}."
        return replace(plain, is_made=False, hint=hint)
    return replace(
        plain,
        sections=tuple(_sections(stored.brief)),
        updated=f"Updated: {'; '.join(stored.changes)}." if stored.changes else "",
        made=f"Made {past_moment(stored.created_at, now, zone)}. {stored.brief.writer_note}{_rated(page)}",
        hint=IS_OVER if page.is_over else "",
        may_be_rated=not warning,
        key=str(stored.id),
        rating=stored.rating or 0,
        notes=stored.notes,
        sources=tuple(
            f"{fact.number}.  {source_line(fact, stored.brief.zone)}"
            for fact in paper.cited_facts(stored.brief)
        ),
    )


def _join(page: BriefPage) -> tuple[str, str]:
    """Only a link over https is opened; whatever else stands there is not."""
    parts = urlsplit(page.join_url)
    if page.is_over and page.line.brief is None:
        return "", IS_OVER
    if not page.join_url:
        return "", NO_LINK
    if parts.scheme != "https" or not parts.hostname:
        return "", "The link of this meeting is no https address, so it is not opened from here."
    return page.join_url, f"Opens {parts.hostname}"


def _sections(brief: PrepBrief) -> Sequence[ShownSection]:
    return [
        ShownSection(
            section.heading,
            section.icon,
            section.is_prose,
            tuple(_line(brief, one) for one in section.entries),
        )
        for section in sections_of(brief)
    ]


def _line(brief: PrepBrief, one: Entry) -> Line:
    text, _, gap = one.statement.text.partition(" (Not known: ")
    return Line(
        text,
        one.answer.text if one.answer else "",
        one.is_usual,
        one.statement.is_unknown and not gap,
        f"Not known: {gap.removesuffix('.)')}" if gap else "",
        ", ".join(str(number) for number in one.cites),
        "\n".join(source_line(brief.fact(number), brief.zone) for number in one.cites),
    )


def _versions(page: BriefPage, now: datetime, zone: tzinfo | None) -> Sequence[Version]:
    """Newest first; one alone, if it counts, leaves no choice."""
    current, shown = page.current, page.shown
    if len(page.versions) < (2 if current else 1):
        return ()
    made = [_version(one, now, zone, is_shown=one is shown) for one in page.versions]
    if current is None:
        made.insert(0, Version(None, "For the time as it stands: not made yet", is_shown=shown is None))
    return made


def _version(one: BriefVersion, now: datetime, zone: tzinfo | None, *, is_shown: bool) -> Version:
    """ "Version 3, made today at 9:00 AM: John wrote …"; one that does not count says so."""
    told = f"Version {one.number}, made {past_moment(one.stored.created_at, now, zone)}: {one.why}"
    if one.is_current:
        return Version(None, told, is_shown)
    return Version(one.number, f"Out of date. {told}", is_shown)


def _rated(page: BriefPage) -> str:
    """Of one that cannot be rated any more what the rep thought."""
    stored, shown = page.line.brief, page.shown
    if stored is None or stored.rating is None or shown is None or shown.is_current:
        return ""
    said = f" You gave it {count(stored.rating, 'star')} of 5"
    return f"{said}: “{stored.notes}”" if stored.notes else f"{said}."
