"""A brief as text and as a page for print: the same words as on the screen, in the specification's order."""

from __future__ import annotations

import html
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from xforce_desktop.messages import when
from xforce_desktop.scheduling.briefs import Fact, Part, PrepBrief, Statement, StoredBrief

TEXT_WIDTH = 78
USUAL = "usual"

# Heading and drawing of each part, in the order of the specification's picture; objections are not in it, and
# stand beside what else needs care.
SECTIONS: tuple[tuple[Part, str, str], ...] = (
    (Part.EXECUTIVE_SUMMARY, "EXECUTIVE SUMMARY", ""),
    (Part.MEETING_OBJECTIVE, "MEETING OBJECTIVE", "objective"),
    (Part.KEY_TALKING_POINTS, "KEY TALKING POINTS", "points"),
    (Part.QUESTIONS_TO_ASK, "QUESTIONS TO ASK", "questions"),
    (Part.LANDMINES_TO_AVOID, "LANDMINES TO AVOID", "landmines"),
    (Part.OBJECTION_PREP, "OBJECTION PREP", "objections"),
    (Part.SCHEDULING_INSIGHT, "SCHEDULING INSIGHT", "insight"),
    (Part.NEXT_STEPS_TO_PROPOSE, "NEXT STEPS TO PROPOSE", "steps"),
)
PROSE = frozenset({Part.EXECUTIVE_SUMMARY, Part.MEETING_OBJECTIVE, Part.SCHEDULING_INSIGHT})


@dataclass(frozen=True)
class Entry:
    """One line of a section. `answer` is what to say to an objection; `is_usual`: nothing that they said."""

    statement: Statement
    answer: Statement | None = None
    is_usual: bool = False

    @property
    def cites(self) -> tuple[int, ...]:
        more = self.answer.cites if self.answer else ()
        return tuple(dict.fromkeys((*self.statement.cites, *more)))


@dataclass(frozen=True)
class Section:
    """One part as it is shown."""

    part: Part
    heading: str
    icon: str
    entries: tuple[Entry, ...]
    is_prose: bool


def sections_of(brief: PrepBrief) -> tuple[Section, ...]:
    """Those that say something, in order."""
    made = (
        Section(part, heading, icon, tuple(_entries(brief, part)), part in PROSE)
        for part, heading, icon in SECTIONS
    )
    return tuple(section for section in made if section.entries)


def _entries(brief: PrepBrief, part: Part) -> Iterator[Entry]:
    if part is not Part.OBJECTION_PREP:
        yield from map(Entry, brief.statements(part))
        return
    for one in brief.objection_prep:
        yield Entry(one.objection, one.response, is_usual=not one.is_theirs)


def source_line(fact: Fact, zone: str) -> str:
    """ "Message from John Smith, November 24: John Smith wrote: “…”"."""
    day = f", {day_and_month(fact.at, zone)}" if fact.at else ""
    return f"{fact.where}{day}: {fact.text}"


def day_and_month(moment: datetime, zone: str) -> str:
    return when.format_day(when.local(moment, zone).date()).partition(", ")[2]


def time_line(brief: PrepBrief, now: datetime | None = None) -> str:
    """ "Tomorrow at 2:00 PM EDT", or with the date where it is neither today nor tomorrow."""
    near = when.relative_day(brief.meeting_at, now, brief.zone) if now else ""
    if near:
        return f"{near.capitalize()} at {when.clock(brief.meeting_at, brief.zone)}"
    return when.spoken(brief.meeting_at, brief.zone)


def cited_facts(brief: PrepBrief) -> tuple[Fact, ...]:
    """The facts that some statement rests on, in their order."""
    cited = {number for one in brief.all_statements() for number in one.cites}
    return tuple(fact for fact in brief.facts if fact.number in cited)


def made_line(stored: StoredBrief) -> str:
    """When and how it was made."""
    brief = stored.brief
    return f"Made {when.spoken(stored.created_at, brief.zone)}. {brief.writer_note}"


# for a terminal


def as_text(
    stored: StoredBrief, now: datetime | None = None, *, with_sources: bool = False, warning: str = ""
) -> str:
    """For a terminal. `warning` stands over everything else."""
    brief = stored.brief
    lines = [*_wrapped(warning), ""] if warning else []
    length = f"[{brief.minutes} min]"
    lines += [f"Meeting Prep: {brief.title}", f"{time_line(brief, now)}  {length}  {brief.place}"]
    if stored.changes:
        lines += _wrapped(f"Updated: {'; '.join(stored.changes)}")
    for section in sections_of(brief):
        lines += ["", section.heading]
        if section.is_prose:
            said = " ".join(_noted(one.statement.text, one, with_sources) for one in section.entries)
            lines += _wrapped(said)
            continue
        for one in section.entries:
            text = f"{one.statement.text}{f' ({USUAL})' if one.is_usual else ''}"
            lines += _wrapped(_noted(text, one, with_sources and one.answer is None), "• ")
            if one.answer:
                lines += _wrapped(_noted(one.answer.text, one, with_sources), "  → ")
    lines += ["", *_wrapped(made_line(stored))]
    if with_sources:
        lines += ["", "SOURCES"]
        for fact in cited_facts(brief):
            lines += _wrapped(source_line(fact, brief.zone), f"{fact.number}. ")
    return "\n".join(lines) + "\n"


def _noted(text: str, entry: Entry, is_wanted: bool) -> str:
    return f"{text} {''.join(f'[{number}]' for number in entry.cites)}" if is_wanted else text


def _wrapped(text: str, bullet: str = "") -> list[str]:
    indent = " " * len(bullet)
    return textwrap.wrap(text, TEXT_WIDTH, initial_indent=bullet, subsequent_indent=indent) or [bullet]


# for print

_STYLE = """
body {
  font-family: 'Inter', 'Segoe UI', 'Helvetica Neue', 'DejaVu Sans', sans-serif;
  font-size: 10pt; color: #1d2330;
}
h1 { font-size: 16pt; margin: 0 0 2pt 0; }
.heading { font-size: 10pt; margin: 5px 0 4px 0; }
p { margin: 0 0 3pt 0; }
ul { margin: 0 0 2pt 0; -qt-list-indent: 1; }
li { margin: 0 0 3pt 0; }
.muted { color: #5b6475; font-size: 9pt; }
.small { color: #5b6475; font-size: 8pt; }
.warning { color: #8f5200; margin: 0 0 6pt 0; }
sup { color: #5b6475; font-size: 9pt; }
"""


def as_html(
    stored: StoredBrief, icon: Callable[[str], str], *, with_sources: bool = True, warning: str = ""
) -> str:
    """A page of plain HTML. `icon` gives the address of a drawing by its name; `warning` stands on top."""
    brief = stored.brief
    out = [
        "<!DOCTYPE html><html lang='en'><head><meta charset='utf-8'>",
        f"<title>{_safe(brief.title)}</title><style>{_STYLE}</style></head><body>",
        f"<p class='warning'><b>{_safe(warning)}</b></p>" if warning else "",
        f"<h1>Meeting Prep: {_safe(brief.title)}</h1>",
        "<table width='100%' cellspacing='0' cellpadding='0'><tr>"
        f"<td><p class='muted'>{_safe(time_line(brief))}, {_safe(brief.place)}</p></td>"
        f"<td align='right'><p class='muted'>{brief.minutes} min</p></td></tr></table>",
    ]
    if stored.changes:
        out.append(f"<p class='muted'><b>Updated:</b> {_safe('; '.join(stored.changes))}</p>")
    for section in sections_of(brief):
        out += ["<hr>", *_section_html(section, icon, with_sources)]
    out += ["<hr>", f"<p class='small'>{_safe(made_line(stored))}</p>"]
    if with_sources:
        out.append("<p class='heading' style='page-break-before: always'><b>SOURCES</b></p>")
        facts = (f"{fact.number}. {source_line(fact, brief.zone)}" for fact in cited_facts(brief))
        out += [f"<p class='small'>{_safe(line)}</p>" for line in facts]
    return "\n".join([*out, "</body></html>"])


def _section_html(section: Section, icon: Callable[[str], str], with_sources: bool) -> Iterator[str]:
    drawing = f"<img src='{icon(section.icon)}' width='13' height='13'>&nbsp; " if section.icon else ""
    yield f"<p class='heading'>{drawing}<b>{section.heading}</b></p>"
    if section.is_prose:
        yield f"<p>{' '.join(_entry_html(one, with_sources) for one in section.entries)}</p>"
        return
    yield "<ul>"
    for one in section.entries:
        yield f"<li>{_entry_html(one, with_sources)}</li>"
    yield "</ul>"


def _entry_html(one: Entry, with_sources: bool) -> str:
    said = _safe(one.statement.text)
    if one.is_usual:
        said += f" <span class='muted'>({USUAL})</span>"
    if one.answer:
        said = f"<b>{said}</b><br>{_safe(one.answer.text)}"
    notes = ", ".join(str(number) for number in one.cites)
    return f"{said}<sup> {notes}</sup>" if with_sources else said


def _safe(text: str) -> str:
    return html.escape(text)
