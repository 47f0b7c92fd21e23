"""The rep's own style through the command line: off by default, learned in the loop, kept over a thread."""

from __future__ import annotations

from datetime import timedelta

from tests.end_to_end.walk import Walk, a_form
from tests.sync.graph.sent_by_rep import clear

OWNER = {"address": "john@acmepest.example", "name": "John Smith", "title": "Owner"}


def _write_as_ever(walk: Walk, count: int = 20) -> None:
    """The rep's own mails of the days before."""
    for one in clear(count):
        walk.sandbox.http.post(
            f"{walk.sandbox.url}/sandbox/mail/sent-by-rep",
            content=one.encode(),
            headers={"Content-Type": "message/rfc822"},
        ).raise_for_status()


def _learn(walk: Walk, *, wanted: bool = True) -> None:
    walk.folder.mkdir(parents=True, exist_ok=True)
    (walk.folder / "settings.toml").write_text(f"learn_style = {'true' if wanted else 'false'}\n")


def _looks(walk: Walk) -> int:
    """How often Sent Items was read for the style."""
    log = walk.sandbox.get("log")
    entries = log if isinstance(log, list) else log["entries"]
    return sum(one["path"].endswith("/mailFolders/sentitems/messages") for one in entries)


def _bodies(walk: Walk) -> list[str]:
    return [mail["body"] for mail in walk.sandbox.sent() if mail["sent_by"] == "app"]


def test_by_default_nothing_is_read_and_nothing_changes(walk: Walk) -> None:
    _write_as_ever(walk)

    walk.create(a_form("autopilot", external=[OWNER]))
    walk.pass_time(timedelta(minutes=5))

    assert _looks(walk) == 0
    assert _bodies(walk)[0].startswith("Hey John,\n")
    assert _bodies(walk)[0].rstrip().endswith("\nBrent")
    assert "learn_style is off" in walk.run("style", "show").stdout
    assert "learn_style is off" in walk.run("doctor").stdout


def test_what_is_learned_shows_in_the_mails_and_stays_in_the_thread(walk: Walk) -> None:
    """Learned in a pass, shown with its numbers; forgotten midway, the thread goes on as it began."""
    _learn(walk)
    _write_as_ever(walk)
    walk.do("tick")
    assert _looks(walk) == 1

    walk.create(a_form("autopilot", external=[OWNER]))
    walk.pass_time(timedelta(minutes=5))
    shown = walk.run("style", "show").stdout
    told = walk.do("style", "show", "--json")
    assert "greeting: hi, in 20 of 20 mails" in shown
    assert {one["habit"] for one in told["habits"] if one["is_followed"]} >= {"greeting", "sign_off"}
    assert "learned from 20 mails of yours" in walk.run("doctor").stdout

    assert walk.do("style", "forget", "--json")["habits"] == []
    assert "is forgotten" in walk.run("style", "forget").stdout
    assert walk.do("style", "show", "--json")["habits"] == []
    walk.pass_time(timedelta(days=4))

    first, second = _bodies(walk)[:2]
    for body in (first, second):
        assert body.startswith("Hi John -\n"), body
    assert "\nCheers,\nBrent" in first
    assert "\nCheers,\nBrent" in second
    assert _looks(walk) == 1


def test_a_thread_that_began_before_goes_on_as_it_began(walk: Walk) -> None:
    """The setting is switched on between the first mail and the second."""
    walk.start(a_form("autopilot", external=[OWNER]))
    _learn(walk)
    _write_as_ever(walk)

    walk.pass_time(timedelta(days=4))

    assert walk.do("style", "show", "--json")["mails"] == 20
    first, second = _bodies(walk)[:2]
    assert first.startswith("Hey John,\n")
    assert second.startswith("Hey John,\n")
    assert "Cheers" not in second
