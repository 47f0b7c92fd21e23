"""`model` keeps the key for Claude in the keyring; `read` uses it, unless `--offline` forbids it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sync import credentials
from sync.anthropic.opening import KeyPlace, ModelUse
from tests.cli.conftest import Cli, Said
from tests.sync.anthropic.letter_lies import LETTER_LIES
from tests.sync.anthropic.lies import a_form, accepts
from tests.sync.anthropic.lying_model import LyingModel, lying, served, writing
from xforce_desktop.settings import Settings

URL, KEY = "XFORCE_ANTHROPIC_URL", "XFORCE_ANTHROPIC_KEY"
DEAD = "http://127.0.0.1:9"


@pytest.fixture
def secrets(monkeypatch: pytest.MonkeyPatch) -> credentials.MemorySecrets:
    """A keyring that forgets when the test ends."""
    kept = credentials.MemorySecrets()
    monkeypatch.setattr(credentials, "KeyringSecrets", lambda: kept)
    return kept


@pytest.fixture
def model() -> Iterator[LyingModel]:
    with served(LyingModel()) as serving:
        yield serving


def a_case(name: str, body: str) -> str:
    case = {
        "id": name,
        "now": "2026-07-06T13:40:00-06:00",
        "timezone": "America/Denver",
        "meeting": {"type": "demo", "duration_minutes": 30, "title": "Demo"},
        "proposed_times": ["2026-07-08T09:00:00-06:00", "2026-07-10T11:00:00-06:00"],
        "message": {
            "from_name": "A",
            "from_address": "a@b.example",
            "subject": "Re: Demo",
            "body": body,
            "headers": {},
        },
    }
    return json.dumps(case) + "\n"


TWO = a_case("c1", "Friday at 11 works.") + a_case("c2", "Wednesday at 9 it is.")


def test_a_key_is_saved_and_forgotten(cli: Cli, secrets: credentials.MemorySecrets) -> None:
    """It is piped in or typed, never given as an argument, and never shown; what it means is said."""
    saved = cli("model", "save-key", stdin="sk-a-secret\n")
    kept = secrets.get(credentials.MODEL_KEY)
    forgotten = cli("model", "forget-key")

    assert (saved.status, kept) == (0, "sk-a-secret")
    assert "goes to Anthropic" in saved.stdout
    assert "sk-a-secret" not in saved.stdout + saved.stderr
    assert (forgotten.status, secrets.get(credentials.MODEL_KEY)) == (0, None)


@pytest.mark.parametrize("typed", ["\n", "x" * 5000 + "\n", "two words\n", "clé\n"])
def test_what_is_no_key_is_refused(cli: Cli, secrets: credentials.MemorySecrets, typed: str) -> None:
    assert cli("model", "save-key", stdin=typed).complaint()
    assert secrets.get(credentials.MODEL_KEY) is None


def test_a_key_in_the_environment_outlives_the_keyrings(cli: Cli, secrets: credentials.MemorySecrets) -> None:
    """Whoever forgets the key is told that the variable still lets mail text leave."""
    said = cli("model", "forget-key", ANTHROPIC_API_KEY="from-it")

    assert "ANTHROPIC_API_KEY is set and still holds" in said.stdout
    assert "from-it" not in said.stdout


def test_without_a_keyring_the_other_way_is_named(cli: Cli) -> None:
    assert KEY in cli("model", "save-key", stdin="sk-a-secret\n").one_line()
    assert "no keyring, so no key is kept" in cli("model", "forget-key").stdout


def test_read_asks_the_model_with_one_client(cli: Cli, folder: Path, model: LyingModel) -> None:
    """Our own address counts, not the library's; both answers name their reader and what it took."""
    model.answers = lying(
        lambda heard: a_form("accept_time", offer_number=2 if "Friday" in heard.text else 1)
    )

    said = cli(
        "read",
        "--data",
        str(folder),
        stdin=TWO,
        **{KEY: "sk-a-secret", URL: model.url, "ANTHROPIC_BASE_URL": DEAD},
    )

    answers = said.lines()
    assert [answer["reader"] for answer in answers] == ["claude", "claude"]
    assert [answer["selected_time"][8:10] for answer in answers] == ["10", "08"]
    assert "tokens" in answers[0]["why"][-1]
    assert {call[0]["Authorization"] for call in model.seen} == {"Bearer sk-a-secret"}
    assert "sk-a-secret" not in said.stdout + said.stderr


def test_the_librarys_own_variables_work_too(cli: Cli, folder: Path, model: LyingModel) -> None:
    said = cli(
        "read",
        "--data",
        str(folder),
        stdin=TWO,
        ANTHROPIC_API_KEY="sk-a-secret",
        ANTHROPIC_BASE_URL=model.url,
    )

    assert [answer["reader"] for answer in said.lines()] == ["claude", "claude"]


def test_a_key_in_the_keyring_is_enough(
    cli: Cli, folder: Path, model: LyingModel, secrets: credentials.MemorySecrets
) -> None:
    secrets.set(credentials.MODEL_KEY, "sk-kept")

    said = cli("read", "--data", str(folder), stdin=TWO, **{URL: model.url})

    assert [answer["reader"] for answer in said.lines()] == ["claude", "claude"]
    assert {call[0]["Authorization"] for call in model.seen} == {"Bearer sk-kept"}


def test_offline_forbids_it(cli: Cli, folder: Path, model: LyingModel) -> None:
    named = {KEY: "sk-a-secret", URL: model.url}

    said = cli("read", "--offline", "--data", str(folder), stdin=TWO, **named)

    assert [answer["reader"] for answer in said.lines()] == ["offline", "offline"]
    assert model.seen == []


def test_a_model_that_cannot_be_reached_is_said(cli: Cli, folder: Path) -> None:
    """The answer is there all the same."""
    said = cli("read", "--data", str(folder), stdin=TWO, **{KEY: "sk-a-secret", URL: DEAD})

    answer = said.lines()[0]
    assert (said.status, answer["reader"]) == (0, "offline")
    assert answer["selected_time"] == "2026-07-10T11:00:00-06:00"
    assert answer["why"][-1] == "Read without Claude: it could not be reached"


def test_a_lie_is_not_booked(cli: Cli, folder: Path, model: LyingModel) -> None:
    model.answers = lying(accepts(1))

    said = cli("read", "--data", str(folder), stdin=TWO, **{KEY: "sk-a-secret", URL: model.url})

    first, second = said.lines()
    assert first["selected_time"] is None
    assert "does not find the same offer" in " ".join(first["why"])
    assert second["selected_time"] == "2026-07-08T09:00:00-06:00"


WRITE_CASE = {
    "id": "w1",
    "kind": "initial",
    "now": "2026-06-05T15:00:00+00:00",
    "request": {
        "meeting_type": "demo",
        "duration_minutes": 30,
        "company": "Acme Pest",
        "context": "Dave is a blocker.",
    },
    "recipient": {
        "name": "John Smith",
        "address": "john@acme.example",
        "title": "Owner",
        "timezone": "America/New_York",
    },
    "sender": {
        "name": "Brent Miller",
        "address": "brent@maker.example",
        "timezone": "America/Los_Angeles",
    },
    "proposed_times": ["2026-06-09T14:00:00-04:00", "2026-06-10T11:30:00-04:00"],
}
TO_WRITE = json.dumps(WRITE_CASE) + "\n" + json.dumps(WRITE_CASE | {"id": "w2", "kind": "sms"}) + "\n"
FIELDS = ["id", "channel", "subject", "body", "writer", "checks"]


def test_write_asks_the_model_with_one_client(cli: Cli, folder: Path, model: LyingModel) -> None:
    """Both letters name their writer and what it took; of the people and the notes nothing was told."""
    said = cli("write", "--data", str(folder), stdin=TO_WRITE, **{KEY: "sk-a-secret", URL: model.url})

    mail, text = said.lines()
    assert [mail["writer"], text["writer"]] == ["claude", "claude"]
    assert (mail["checks"], text["checks"]) == ([], [])
    assert "• Tuesday, June 9 at 2:00 PM EDT (11:00 AM PDT for me)" in mail["body"]
    assert text["body"].startswith("Hi John, Brent here. Would Tuesday, June 9 at 2:00 PM EDT")
    assert "tokens, about $0.0" in mail["why"]
    assert list(mail) == [*FIELDS, "why"]
    asked = str(model.written)
    assert [word for word in ("John", "Smith", "acme", "Brent", "Dave", "June") if word in asked] == []


def test_write_without_a_key_or_offline_asks_nobody(cli: Cli, folder: Path, model: LyingModel) -> None:
    """And is the same to the letter, each time."""
    without = cli("write", "--data", str(folder), stdin=TO_WRITE, **{URL: model.url})
    offline = cli(
        "write", "--offline", "--data", str(folder), stdin=TO_WRITE, **{KEY: "sk-x", URL: model.url}
    )

    assert model.written == []
    assert without.stdout == offline.stdout
    assert [list(letter) for letter in offline.lines()] == [FIELDS, FIELDS]
    assert {letter["writer"] for letter in offline.lines()} == {"offline"}


def test_the_setting_keeps_write_offline(cli: Cli, folder: Path, model: LyingModel) -> None:
    folder.mkdir(parents=True)
    (folder / "settings.toml").write_text("claude_writes = false\n")

    said = cli("write", "--data", str(folder), stdin=TO_WRITE, **{KEY: "sk-a-secret", URL: model.url})

    assert ([letter["writer"] for letter in said.lines()], model.written) == (["offline", "offline"], [])


def test_write_says_why_the_model_did_not(cli: Cli, folder: Path, model: LyingModel) -> None:
    """A lie is not sent, a model that cannot be reached is said; the letter is there all the same."""
    model.words = writing(LETTER_LIES["adds a discount"])
    lied = cli("write", "--data", str(folder), stdin=TO_WRITE, **{KEY: "sk-a-secret", URL: model.url})
    lost = cli("write", "--data", str(folder), stdin=TO_WRITE, **{KEY: "sk-a-secret", URL: DEAD})

    offline = cli("write", "--offline", "--data", str(folder), stdin=TO_WRITE)
    for said in (lied, lost):
        assert [{name: letter[name] for name in FIELDS} for letter in said.lines()] == offline.lines()
    assert (
        "Worded without Claude: its text was not fit to be sent, also the second time"
        in lied.lines()[0]["why"]
    )
    assert lost.lines()[0]["why"] == "Worded without Claude: it could not be reached"


class Locked(credentials.MemorySecrets):
    """A keyring that its owner has not opened yet."""

    is_open = False

    def get(self, name: str) -> str | None:
        if not self.is_open:
            raise credentials.KeyringError("Could not read a secret in the keyring", "Unlock the keyring.")
        return super().get(name)


def test_a_locked_keyring_is_tried_again(
    cli: Cli, folder: Path, model: LyingModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There may be a key in it: each reading says why it was done alone, until it is open."""
    kept = Locked()
    monkeypatch.setattr(credentials, "KeyringSecrets", lambda: kept)

    said = cli("read", "--data", str(folder), stdin=TWO, **{URL: model.url})

    assert said.lines()[0]["why"][-1] == "Read without Claude: its key cannot be read"
    assert ModelUse(Settings(), folder, kept).key_place() is KeyPlace.LOCKED
    assert model.seen == []


def model_line(said: Said) -> dict[str, Any]:
    return next(part for part in said.json() if part["part"] == "model")


def test_doctor_says_where_mail_text_goes_and_what_it_cost(on_sandbox: Cli, model: LyingModel) -> None:
    """Without a key it says that nothing leaves; the key itself is never shown."""
    without = model_line(on_sandbox("doctor", "--json"))

    said = on_sandbox("doctor", "--json", **{KEY: "sk-a-secret", URL: model.url})

    assert "read and written on this computer alone" in without["detail"]
    assert "is read, and your messages are worded, by claude" in model_line(said)["detail"]
    assert said.status == 0
    assert model.url in model_line(said)["detail"]
    assert "$0.00 of $2.00" in model_line(said)["detail"]
    assert "sk-a-secret" not in said.stdout


def test_doctor_notices_a_key_that_is_refused(on_sandbox: Cli, model: LyingModel) -> None:
    model.refuses_keys = True

    said = on_sandbox("doctor", "--json", **{KEY: "sk-a-secret", URL: model.url})

    assert said.status == 1
    assert "refuses the key" in model_line(said)["detail"]
    assert model_line(said)["advice"]


def test_doctor_notices_a_model_that_cannot_be_reached(on_sandbox: Cli) -> None:
    said = on_sandbox("doctor", "--json", **{KEY: "sk-a-secret", URL: DEAD})

    assert (said.status, model_line(said)["is_fine"]) == (1, False)


@pytest.mark.parametrize(
    "command",
    ["demo --headless --seed 7 --requests 2", "simulate --seed 7 --requests 2 --days 10"],
)
def test_what_is_told_twice_the_same_asks_no_model(
    cli: Cli, folder: Path, model: LyingModel, command: str
) -> None:
    """Demo and simulation stay as they are, whoever has a key."""
    said = cli(*command.split(), "--data", str(folder), **{KEY: "sk-a-secret", URL: model.url})

    assert (said.status, model.seen) == (0, [])
