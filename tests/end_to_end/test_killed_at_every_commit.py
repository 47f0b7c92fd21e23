"""kill -9 around every commit of the store, and trouble at every call: nothing twice, nothing missing."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from itertools import zip_longest
from pathlib import Path

import httpx
import pytest

from tests.end_to_end.commands import Finished, ForkedCommands, forked_commands, helper_process
from tests.end_to_end.walk import (
    JOHN,
    MINUTE,
    REP,
    Json,
    Sandbox,
    Walk,
    a_form,
    as_they_say,
    offered_in,
)

MOST_COMMITS = 20  # of one pass; a test checks that no pass makes more
SIGKILL = -9
PHONE = "+16155550142"


Kill = tuple[int, str]  # of a commit, and on which side of it


@dataclass
class Scene:
    """One equal walk; `kills` has around which commit each pass of it that is not spared dies once, in their
    order. Without it, `passes` has how these passes ended."""

    walk: Walk
    kills: Sequence[Kill | None] | None
    passes: list[Finished] = field(default_factory=list)
    killed: int = 0

    def tick(self, *, is_spared: bool = False) -> None:
        """A pass that is killed, if it comes that far, and the pass after it."""
        kill = self.kills[len(self.passes)] if self.kills and not is_spared else None
        done = self.walk.run("tick", **({"kill_at": kill[0], "when": kill[1]} if kill else {}))
        if not is_spared:
            self.passes.append(done)
        if kill and done.status == SIGKILL:
            self.killed += 1
            done = self.walk.run("tick")
        assert (done.status, done.stderr) == (0, ""), done

    def last_mail(self) -> Json:
        return self.walk.sandbox.sent()[-1]

    def last_event(self) -> Json:
        return max(self.walk.sandbox.get("events"), key=lambda event: event["created_at"])


def _first_mail(scene: Scene) -> None:
    scene.walk.create(a_form("autopilot"))


def _they_agree(scene: Scene) -> None:
    earliest = min(offered_in(scene.last_mail()))
    scene.walk.reply(f"{as_they_say(earliest)} works, thanks", to=scene.last_mail())


def _accepted_and_reminded(scene: Scene) -> None:
    scene.walk.answer_invitation("accepted")
    shown = scene.walk.show()
    assert shown["next_action"]["type"] == "send_reminder"
    scene.walk.sandbox.advance_to(datetime.fromisoformat(shown["next_action"]["at"]))


def _nobody_comes(scene: Scene) -> None:
    _is_over(scene, REP)


def _they_come(scene: Scene) -> None:
    _is_over(scene, REP, JOHN)


def _is_over(scene: Scene, *present: str) -> None:
    event = scene.last_event()
    scene.walk.sandbox.advance_to(datetime.fromisoformat(event["end"]))
    scene.walk.attended(event, *present)
    scene.walk.sandbox.advance(10 * MINUTE)


def _rep_cancels(scene: Scene) -> None:
    scene.walk.do("request", "cancel", scene.walk.id)


def _first_mail_to_whom_one_may_text(scene: Scene) -> None:
    form = a_form("autopilot")
    (john,) = form["external"]
    consent = {"on": "2026-05-01", "source": "asked on the phone"}
    scene.walk.create(form | {"external": [john | {"phone": PHONE, "sms_consent": consent}]})


def _they_agree_by_text(scene: Scene) -> None:
    earliest = min(offered_in(scene.last_mail()))
    scene.walk.sandbox.post("sms", {"from": PHONE, "body": f"{as_they_say(earliest)} works"})


def _a_text_is_due(scene: Scene) -> None:
    """An hour before the meeting, all that comes before it done."""
    while (action := scene.walk.show()["next_action"])["type"] != "send_text":
        scene.walk.sandbox.advance_to(datetime.fromisoformat(action["at"]))
        scene.tick(is_spared=True)
    scene.walk.sandbox.advance_to(datetime.fromisoformat(action["at"]))


TO_RECOVERY = (_first_mail, _they_agree, _accepted_and_reminded, _nobody_comes)
TO_HELD = (_first_mail, _they_agree, _they_come)
TO_CANCELLED = (_first_mail, _they_agree, _rep_cancels)
Phase = Callable[[Scene], None]


@pytest.fixture
def worlds(http: httpx.Client) -> Iterator[Iterator[Sandbox]]:
    """Equal sandboxes, each used once."""
    with helper_process("-m", "tests.end_to_end.sandboxes", str(MOST_COMMITS + 1)) as (_, first_line):
        yield (Sandbox(url, http) for url in json.loads(first_line))


@pytest.fixture(scope="module")
def crews(forked: ForkedCommands) -> Iterator[list[ForkedCommands]]:
    """Two, so that scenes are played at the same time."""
    with forked_commands() as another:
        yield [forked, another]


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize(
    "phases, killed_from",
    [(TO_RECOVERY, 0), (TO_HELD, 2), (TO_CANCELLED, 2)],
    ids=["recovery", "held", "cancelled"],
)
def test_a_pass_that_is_killed_is_as_if_it_had_not_been(
    worlds: Iterator[Sandbox],
    crews: list[ForkedCommands],
    tmp_path: Path,
    phases: tuple[Phase, ...],
    killed_from: int,
    when: str,
) -> None:
    """Every pass of the path dies once around each of its commits; the pass after it makes good.

    Before a commit only where that differs from after the one before it.
    """
    plain = Scene(Walk(crews[0], next(worlds), _folder(tmp_path / "plain")), None)
    expected = _play(plain, phases, killed_from)
    assert all(2 <= done.commits <= MOST_COMMITS for done in plain.passes)
    assert killed_from or all(done.told_before for done in plain.passes), "each says something outside"
    kills = [[(at, when) for at in _worth_a_kill(done, when)] for done in plain.passes]
    scenes = _scenes(kills, crews, worlds, tmp_path)

    for scene, end in _play_all(scenes, crews, lambda scene: _play(scene, phases, killed_from)):
        assert scene.kills is not None
        assert end == expected, f"killed at {scene.kills}"
        assert scene.killed == sum(kill is not None for kill in scene.kills)


def _worth_a_kill(done: Finished, when: str) -> Iterable[int]:
    """The commits of a pass around which a kill leaves what no other kill leaves: where nothing outside was
    changed since the last commit, a kill before the next one is the kill after the last."""
    return range(1, done.commits + 1) if when == "after" else sorted({1, *done.told_before})


def _scenes(
    kills: Iterable[Iterable[Kill]], crews: list[ForkedCommands], worlds: Iterator[Sandbox], folder: Path
) -> list[Scene]:
    """As few as it takes for each pass to die once for each of its kills."""
    return [
        Scene(Walk(crews[turn % len(crews)], next(worlds), _folder(folder / str(turn))), of_passes)
        for turn, of_passes in enumerate(zip_longest(*kills))
    ]


def test_a_text_about_the_meeting_leaves_once_wherever_a_pass_is_killed(
    worlds: Iterator[Sandbox], crews: list[ForkedCommands], tmp_path: Path
) -> None:
    """The one that confirms and the one of the day. A pass that finds one begun looks for it twice, five
    minutes apart, so it may leave later than without the kill."""
    plain = Scene(Walk(crews[0], next(worlds), _folder(tmp_path / "plain")), None)
    expected = _play_texts(plain)
    assert expected["texts"] == [PHONE, PHONE]
    kills = [[(at, "before") for at in range(1, done.commits + 1)] for done in plain.passes]
    scenes = _scenes(kills, crews, worlds, tmp_path)

    for scene, end in _play_all(scenes, crews, _play_texts):
        assert end == expected, f"killed at {scene.kills}"
        assert scene.killed >= 1


def _play_texts(scene: Scene) -> Json:
    """What there is at the end, without the moments."""
    _first_mail_to_whom_one_may_text(scene)
    scene.tick(is_spared=True)
    for phase in (_they_agree_by_text, _a_text_is_due):
        phase(scene)
        scene.tick()
        for _ in range(2):
            scene.walk.sandbox.advance(6 * MINUTE)
            scene.tick(is_spared=True)
    sandbox, shown = scene.walk.sandbox, scene.walk.show()
    ours = [text for text in sandbox.get("sms") if text["direction"].startswith("outbound")]
    return {
        "texts": [text["to"] for text in ours],
        "done": sorted(line["action_type"] for line in shown["actions"]),
        "sent": [(mail["subject"], mail["to"]) for mail in sandbox.sent()],
        "events": [(event["start"], event["cancelled"], _invited(event)) for event in sandbox.get("events")],
        "request": {name: shown[name] for name in COMPARED},
        "outbox": [(row["effect"], row["status"]) for row in shown["outbox"]],
        "said": [(one["direction"], one["channel"]) for one in shown["conversation"]],
    }


def _play_all(
    scenes: list[Scene], crews: list[ForkedCommands], play: Callable[[Scene], Json]
) -> list[tuple[Scene, Json]]:
    """Each crew plays its own, one after another; all crews at the same time."""

    def of(crew: ForkedCommands) -> list[tuple[Scene, Json]]:
        return [(scene, play(scene)) for scene in scenes if scene.walk.commands is crew]

    with ThreadPoolExecutor(len(crews)) as pool:
        return [end for played in pool.map(of, crews) for end in played]


def _play(scene: Scene, phases: tuple[Phase, ...], killed_from: int) -> Json:
    for number, phase in enumerate(phases):
        phase(scene)
        scene.tick(is_spared=number < killed_from)
    return _what_there_is(scene)


def _folder(path: Path) -> Path:
    """A data folder without the two minutes of undo, so that one pass goes the whole way."""
    path.mkdir()
    (path / "settings.toml").write_text("undo_s = 0\n", encoding="utf-8")
    return path


def _what_there_is(scene: Scene) -> Json:
    """Everything that others can see, and the request, without what is a new random name each time."""
    sandbox, shown = scene.walk.sandbox, scene.walk.show()
    drafts = sandbox.http.get(
        f"{sandbox.url}/v1.0/me/mailFolders/drafts/messages", headers={"Authorization": "Bearer sandbox-rep"}
    ).json()["value"]
    return {
        "sent": [(mail["subject"], offered_in(mail), mail["to"], mail["sent_at"]) for mail in sandbox.sent()],
        "events": [(event["start"], event["cancelled"], _invited(event)) for event in sandbox.get("events")],
        "drafts": [draft["subject"] for draft in drafts],
        "request": {name: shown[name] for name in COMPARED},
        "actions": [(a["action_type"], a["why"], a["at"]) for a in shown["actions"]],
        "conversation": [(m["direction"], m["message_id"], m["at"]) for m in shown["conversation"]],
        "outbox": [(row["effect"], row["status"]) for row in shown["outbox"]],
    }


COMPARED = (
    "state", "outcome", "attempt_count", "no_show_count", "scheduled_time", "next_action", "holds", "waiting",
    "handled_by", "requires_human_review", "invite_accepted", "asks_since_reply", "refused_times",
)  # fmt: skip


def _invited(event: Json) -> list[tuple[str, str]]:
    return [(one["address"], one["response"]) for one in event["attendees"]]
