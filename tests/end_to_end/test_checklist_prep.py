"""The specification's checklist, "Meeting Prep Integration", over HTTP, and what the commands do."""

from __future__ import annotations

import json
import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.end_to_end.prep_store import notices
from tests.end_to_end.walk import THEIR_ZONE, Json, Walk, a_form, as_they_say, offered_in
from tests.end_to_end.walk_with_model import WalkWithModel
from xforce_desktop.scheduling.briefs import Part

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
OCTOBER = datetime(2026, 10, 5, 9, 30, tzinfo=THEIR_ZONE)  # a Monday
NOTES = (
    "Demo of our AI receptionist. John mentioned 15% call abandonment. Don't push “AI”: he prefers “smart "
    "answering”."
)
SIGKILL = -9
KINDS = ["refresh_account_intelligence", "generate_meeting_prep", "create_followup_template"]


def booked(walk: Walk, choice: int = -1, **form: object) -> Json:
    """Booked by John's own words, for the last time that was offered."""
    walk.sandbox.begin_at(OCTOBER)
    john = a_form()["external"][0] | {"title": "Owner"}
    first = walk.start(a_form(context=NOTES, external=[john]) | form)
    walk.reply(f"{as_they_say(offered_in(first)[choice])} works. We lose a lot of calls after 5pm.", to=first)
    walk.settle()
    shown = walk.show()
    assert shown["scheduled_time"]
    return shown


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def test_checklist_prep_brief_queued_24h_before_meeting(walk: Walk) -> None:
    """ "Prep brief queued 24h before meeting" """
    shown = booked(walk)

    (job,) = [job for job in shown["jobs"] if job["kind"] == "generate_meeting_prep"]
    assert moment(shown["scheduled_time"]) - moment(job["run_at"]) == DAY
    (line,) = [line for line in shown["actions"] if line["action_type"] == "prep_queued"]
    assert line["why"].startswith("Queued: intelligence refresh, prep brief, follow-up template for ")
    assert line["actor"] == "ai"


def test_checklist_intelligence_refresh_queued_automatically(walk: Walk) -> None:
    """ "Intelligence refresh queued automatically": and done before the brief is made."""
    shown = booked(walk)
    assert [job["kind"] for job in shown["jobs"]] == KINDS
    walk.pass_until(moment(shown["scheduled_time"]) - 23 * HOUR)

    jobs = {job["kind"]: job["status"] for job in walk.show()["jobs"]}

    assert jobs["refresh_account_intelligence"] == "done"
    known = walk.do("brief", "show", walk.id, "--json")["sources"]
    assert known


def test_checklist_follow_up_template_created_at_meeting_time(walk: Walk) -> None:
    """ "Follow-up template created at meeting time" """
    start = moment(booked(walk)["scheduled_time"])
    walk.pass_until(start - timedelta(minutes=1))
    assert walk.show()["followup_template"] is None

    walk.pass_until(start)
    walk.settle()

    template = walk.show()["followup_template"]
    assert template["subject"] == "Great talking today - next steps for Acme Pest"
    assert {"point_1", "point_2", "point_3", "next_step_1", "next_step_2", "next_milestone"} <= set(
        template["placeholders_to_fill"]
    )


def test_checklist_prep_notification_sent_to_rep(walk: Walk) -> None:
    """ "Prep notification sent to rep": once, and it leads to the brief."""
    start = moment(booked(walk)["scheduled_time"])
    walk.pass_until(start - 20 * HOUR)

    told = [one for one in notices(walk.folder) if one["title"].startswith("Prep")]

    assert [(one["title"], one["leads_to"]) for one in told] == [("Prep ready: demo with Acme Pest", "brief")]


def test_checklist_prep_brief_contains_all_sections(walk: Walk) -> None:
    """ "Prep brief contains all sections": eight of them, each statement with its source."""
    start = moment(booked(walk)["scheduled_time"])
    walk.pass_until(start - 20 * HOUR)

    (brief,) = walk.show()["briefs"]
    content = brief["brief_content"]
    assert list(content) == [part.value for part in Part]
    assert all(content.values())
    assert "the 15% call abandonment that John mentioned" in content["key_talking_points"][0]
    assert "he prefers “smart answering”" in content["landmines_to_avoid"][0]
    shown = walk.do("brief", "show", walk.id, "--json")
    numbers = {fact["number"] for fact in shown["sources"]}
    assert all(one["sources"] and set(one["sources"]) <= numbers for one in shown["statements"])
    assert brief["meeting_time"] == walk.show()["scheduled_time"]
    assert brief["company_id"] == walk.show()["company_id"]


def test_checklist_scheduling_insight_included_in_prep(walk: Walk) -> None:
    """ "Scheduling insight included in prep": how the date came about, and how to act on it."""
    start = moment(booked(walk)["scheduled_time"])
    walk.pass_until(start - 20 * HOUR)

    insight = walk.show()["briefs"][0]["brief_content"]["scheduling_insight"]

    assert insight.startswith("One ask was enough for this date (")
    assert "intent)" in insight


def test_a_meeting_that_moves_and_one_that_is_cancelled(walk: Walk) -> None:
    """Re-timed when it moves, withdrawn when it ends; nothing doubles."""
    shown = booked(walk)
    walk.do("request", "cancel", walk.id)
    walk.settle()

    jobs = walk.show()["jobs"]

    assert {job["status"] for job in jobs} == {"withdrawn"}
    assert len(jobs) == len({job["key"] for job in jobs}) == len(shown["jobs"])


def test_read_made_rated_and_written_as_a_page(walk: Walk, tmp_path: Path) -> None:
    """What the command does, before the day on which it would be made by itself."""
    booked(walk)
    early = walk.run("brief", "show", walk.id)
    assert early.status == 2
    assert "There is no brief yet. It is made at " in early.stderr

    made = walk.do("brief", "make", walk.id)
    assert made["viewed_at"]
    walk.do("brief", "rate", walk.id, "4", "--notes", "Short and right.")
    (line,) = walk.do("brief", "list")
    page = tmp_path / "brief.html"
    assert f"Saved to {page}" in walk.run("brief", "show", walk.id, "--html", str(page)).stdout
    over = walk.run("brief", "show", walk.id, "--html", str(page))
    text = walk.run("brief", "show", walk.id, "--text", "--sources").stdout

    assert line["feedback_rating"] == 4
    assert (over.status, "exists already" in over.stderr) == (2, True)
    assert "EXECUTIVE SUMMARY" in text
    assert "SOURCES" in text
    assert "data:image/svg+xml;base64," in page.read_text("utf-8")
    assert walk.run("brief", "rate", walk.id, "6").status == 2
    assert walk.show()["briefs"][0]["feedback_notes"] == "Short and right."


def test_older_versions_are_opened_by_their_number(walk: Walk, tmp_path: Path) -> None:
    """Each is as it was made, says why, and that it does not count any more."""
    booked(walk)
    first = walk.do("brief", "make", walk.id)
    walk.reply("One more thing: does it work with FieldRoutes?", to=walk.sandbox.sent()[-1])
    walk.settle()
    second = walk.do("brief", "make", walk.id)

    older = walk.do("brief", "show", walk.id, "--version", "1")
    text = walk.run("brief", "show", walk.id, "--version", "1", "--text").stdout
    page = tmp_path / "old.html"
    walk.run("brief", "show", walk.id, "--version", "1", "--html", str(page))
    missing = walk.run("brief", "show", walk.id, "--version", "7")

    assert (second["version"], second["is_current"], second["earlier_briefs"]) == (2, True, 1)
    assert (older["version"], older["is_current"]) == (1, False)
    assert older["brief_content"] == first["brief_content"]
    assert [(one["version"], one["is_current"]) for one in second["versions"]] == [(2, True), (1, False)]
    assert "FieldRoutes" in second["versions"][0]["why"]
    assert second["versions"][1]["why"] == "the first one"
    assert text.startswith("Out of date: version 1 of 2. The one that counts is version 2, made ")
    assert "Out of date: version 1 of 2." in page.read_text("utf-8")
    assert missing.status == 2
    assert "There is no version 7 of this brief. Versions 1 to 2 are kept." in missing.stderr


def test_it_says_so_where_there_is_no_meeting(walk: Walk) -> None:
    walk.sandbox.begin_at(OCTOBER)
    walk.start(a_form())

    done = walk.run("brief", "make", walk.id)

    assert done.status == 2
    assert done.stderr.count("\n") == 1
    assert "No meeting is booked here." in done.stderr


def test_claude_makes_it_better_and_its_lies_stay_out(modelled: WalkWithModel) -> None:
    """Honest statements get in, each checked; planted ones do not; what is left out stays offline."""
    modelled.model.prepares = _partly_lying
    start = moment(booked(modelled, choice=0)["scheduled_time"])
    modelled.pass_until(start - 20 * HOUR)

    content = modelled.show()["briefs"][-1]["brief_content"]
    shown = modelled.do("brief", "show", modelled.id, "--json")

    assert content["landmines_to_avoid"] == ["Don't push “AI”, he prefers “smart answering”."]
    assert "Globex" not in json.dumps(content)
    assert "99%" not in json.dumps(content)
    assert content["executive_summary"].startswith("Acme Pest")
    assert shown["writer"].startswith(
        "Claude worded: landmines to avoid; the rest was written on this computer"
    )
    told = modelled.model.briefed[0]
    assert any("smart answering" in fact["says"] for fact in told["facts"])
    assert "@" not in json.dumps(told), "no mail address goes there"


def _partly_lying(told: Json) -> Json:
    number = next(fact["number"] for fact in told["facts"] if "smart answering" in fact["says"])
    empty: Json = {part.value: [] for part in Part}
    return empty | {
        "landmines_to_avoid": [
            {"text": "Don't push “AI”, he prefers “smart answering”.", "facts": [number]},
            {"text": "Don't mention Globex, which left us.", "facts": [number]},
        ],
        "key_talking_points": [{"text": "Lead with 99% call abandonment.", "facts": [number]}] * 4,
    }


@pytest.mark.parametrize("broken", ["not the form", "nothing"])
def test_without_a_usable_answer_the_offline_brief_stands(modelled: WalkWithModel, broken: str) -> None:
    modelled.model.prepares = lambda told: (
        {"oops": 1} if broken == "not the form" else {p.value: [] for p in Part}
    )
    start = moment(booked(modelled, choice=0)["scheduled_time"])
    modelled.pass_until(start - 20 * HOUR)

    shown = modelled.do("brief", "show", modelled.id, "--json")

    assert shown["writer"].startswith("Written on this computer; without Claude: ")
    assert all(shown["brief_content"].values())


@pytest.mark.parametrize("when", ["before", "after"])
def test_killed_around_every_commit_it_is_made_once(walk: Walk, when: str, tmp_path: Path) -> None:
    """kill -9 at each commit of the pass in which it is due, then a pass as after a restart: one brief, one
    notice, one mail for after the meeting, whatever had been kept by then."""
    start = moment(booked(walk)["scheduled_time"])
    walk.pass_until(start - DAY - timedelta(minutes=1))
    walk.sandbox.advance_to(start - DAY + timedelta(minutes=1))
    kept, killed = walk.folder, 0
    for number in range(1, 30):
        walk.folder = tmp_path / f"killed-{number}"
        shutil.copytree(kept, walk.folder)
        done = walk.run("tick", kill_at=number, when=when)
        if done.status != SIGKILL:
            break
        killed += 1
        walk.do("tick")
        shown = walk.show()
        assert len(shown["briefs"]) == 1, f"killed {when} commit {number}"
        assert [job["status"] for job in shown["jobs"]] == ["done", "done", "pending"]
        assert [one["title"] for one in notices(walk.folder) if one["title"].startswith("Prep")] == [
            "Prep ready: demo with Acme Pest"
        ]
    assert killed >= 4, "begun and ended, for both jobs"
