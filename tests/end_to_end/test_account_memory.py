"""What they say for good outlives the meeting it was said about: over HTTP, on the command line, on disk."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from tests.end_to_end.walk import JOHN, Json, Walk, a_form, offered_in

OURS = ZoneInfo("America/New_York")
MONDAY = 0
SAID = "Never Mondays, I'm in the field. Which other times do you have?"


def _monday_and_tuesday(walk: Walk) -> Json:
    """A form for the Monday and Tuesday of the week after next."""
    today = walk.sandbox.now().astimezone(OURS).replace(hour=0, minute=0, second=0, microsecond=0)
    begins = today + timedelta(days=14 - today.weekday())
    span = {"start": begins.isoformat(), "end": (begins + timedelta(days=2)).isoformat()}
    return a_form(preferences={"timezone": "America/New_York", "range": span})


def _after(walk: Walk, form: Json) -> Json:
    """The first mail of one more request, which may have to wait for another day."""
    walk.create(form)
    walk.tick()
    walk.do("request", "approve", walk.id)
    due = walk.settle()
    while due is not None and not (ours := _of_ours(walk)):
        walk.sandbox.advance_to(due)
        due = walk.settle()
    return {"sent_at": ours[0]["at"], "body": ours[0]["body"]}


def _of_ours(walk: Walk) -> list[Json]:
    return [one for one in walk.show()["conversation"] if one["direction"] == "out"]


def _memory(walk: Walk) -> Json:
    listed: Json = walk.do("memory", "list", "--company", "acme pest")
    return listed


def test_a_second_request_never_offers_the_day_they_never_meet_on(walk: Walk) -> None:
    """ "never Mondays, I'm in the field": the next meeting with them keeps to it and says why."""
    form = _monday_and_tuesday(walk)
    first = walk.start(form)
    assert MONDAY in {start.weekday() for start in offered_in(first)}, "else the memory changes nothing"
    walk.say(SAID)
    (entry,) = [one for one in _memory(walk)["memory"] if one["kind"] == "constraint"]
    assert (entry["text"], entry["limits"], entry["contact"]) == ("Not on Mondays.", ["not on Mondays"], JOHN)
    assert entry["quote"] == "Never Mondays, I'm in the field"
    assert entry["source"].startswith("John Smith wrote it by mail on ")

    second = _after(walk, form)
    shown = walk.show()
    assert {start.weekday() for start in offered_in(second)} == {MONDAY + 1}
    assert any(f"Not on Mondays. {entry['source']}" in one["why"] for one in shown["actions"])
    assert [(one["text"], one["holds_here"]) for one in shown["memory"]] == [("Not on Mondays.", True)]
    assert "Monday" not in second["body"], "nothing of the memory is told"


def test_what_the_rep_takes_out_or_rewords_holds_at_the_next_decision(walk: Walk) -> None:
    """Of requests under way too; undone or not, each change is in the log."""
    form = _monday_and_tuesday(walk)
    walk.start(form)
    walk.say(SAID)
    (entry,) = _memory(walk)["memory"]
    second = _after(walk, form)
    assert {start.weekday() for start in offered_in(second)} == {MONDAY + 1}

    changed = walk.do("memory", "edit", entry["id"], "Never on Tuesdays")
    assert (changed["limits"], changed["changed_by"]) == (["not on Tuesdays"], "user")
    why = [one["why"] for one in walk.show()["actions"]]
    assert any(line.startswith("Changed in what is known of them: Never on Tuesdays") for line in why)
    third = _after(walk, form)
    assert {start.weekday() for start in offered_in(third)} == {MONDAY}

    walk.do("memory", "forget", entry["id"])
    assert _memory(walk)["memory"] == []
    assert any(one["why"].startswith("Does not hold any more") for one in walk.show()["actions"])
    assert walk.show()["constraints"] == []


def test_what_the_rep_adds_holds_and_what_happened_is_listed(walk: Walk) -> None:
    """Added by hand, for the company; the course has each mail once, in our words."""
    form = _monday_and_tuesday(walk)
    walk.start(form)
    walk.say("Which product is this about?")
    added = walk.do("memory", "add", "--company", "Acme Pest", "--kind", "constraint", "Never on Mondays")
    assert [(one["text"], one["holds_for"]) for one in added["memory"]] == [("Never on Mondays", "company")]
    walk.do("request", "cancel", walk.id)  # its offer would hold the times
    second = _after(walk, form)
    assert {start.weekday() for start in offered_in(second)} == {MONDAY + 1}

    walk.do("memory", "note", "--company", "Acme Pest", "Met John at the fair")
    course = _memory(walk)["activities"]
    summaries = [one["summary"] for one in course]
    assert summaries.count("You asked John Smith for a meeting.") == 2
    assert "John Smith asked a question." in summaries
    assert "Met John at the fair" in summaries
    assert not any("Which product" in one["summary"] for one in course)


def test_what_the_store_tells_is_worked_out_on_demand(walk: Walk) -> None:
    """Twice the same comes to the same; each fact says where it comes from."""
    walk.start(_monday_and_tuesday(walk))
    walk.sandbox.advance(timedelta(minutes=5))
    walk.say("Which product is this about?")
    facts = walk.do("memory", "refresh", "--company", "Acme Pest")["facts"]
    told = {one["topic"]: one["text"] for one in facts}
    assert told["people"] == "John Smith (role not known)."
    assert told["under_way"].startswith("Under way: Demo with Acme Pest")
    assert "John Smith asked a question." in told["last_contact"]
    assert all(one["source"] and datetime.fromisoformat(one["as_of"]) for one in facts)
    again = walk.do("memory", "refresh", "--company", "Acme Pest")["facts"]
    assert [one["text"] for one in again] == [one["text"] for one in facts]


def test_who_opts_out_takes_what_they_said_along(walk: Walk) -> None:
    """Nothing of theirs is listed or gone by any more; that they asked for it is."""
    walk.start(_monday_and_tuesday(walk))
    walk.say(SAID)
    walk.say("Please stop emailing me and remove me from your list.")
    listed = _memory(walk)
    assert listed["memory"] == []
    assert "John Smith asked not to be written to." in [one["summary"] for one in listed["activities"]]


def test_wrong_use_is_said_in_one_line(walk: Walk) -> None:
    """An unknown company, an entry that is not there, no words, a stranger."""
    walk.start(_monday_and_tuesday(walk))
    for argv, said in (
        (("list", "--company", "Acme"), "There is no company “Acme”. Did you mean Acme Pest?"),
        (("edit", "00000000-0000-4000-8000-000000000000", "x"), "Nothing is remembered as"),
        (("add", "--company", "Acme Pest", "--kind", "fact", " "), "There are no words to keep."),
        (
            ("add", "--company", "Acme Pest", "--kind", "fact", "--contact", "who@else.example", "x"),
            "who@else.example is not known at that company.",
        ),
        (("add", "--company", "Acme Pest", "--kind", "gossip", "x"), "invalid choice"),
    ):
        done = walk.run("memory", *argv)
        assert done.status == 2, done
        assert said in done.stderr
        assert len(done.stderr.strip().splitlines()) == 1
