"""`account`: signing in, out and choosing, through MSAL against the sandbox's Entra."""

from __future__ import annotations

import asyncio
import json
import sys
import webbrowser
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import fail
from keyring.errors import KeyringLocked, PasswordDeleteError

from tests.cli.conftest import Cli, Said
from tests.end_to_end.commands import running_sandbox
from xforce_desktop import checkup
from xforce_desktop.bootstrap import connections
from xforce_desktop.settings import Settings

REP = "brent@xforce.example"
DANA = "dana@xforce.example"
SAVED = Path("sandbox-sign-in") / "sign-in.bin"


class Entra:
    """A sandbox of its own, whose organisation is changed from test to test."""

    def __init__(self, url: str) -> None:
        self.url = url

    def set(self, **asked: Any) -> None:
        httpx.post(f"{self.url}/sandbox/entra", json=asked, trust_env=False).raise_for_status()

    def allow(self, address: str) -> None:
        """The administrator opens the page and agrees."""
        parts = urlsplit(address)
        answer = httpx.get(f"{self.url}{parts.path}?{parts.query}", trust_env=False)
        assert answer.status_code == 302


@pytest.fixture(scope="module")
def entra_url() -> Iterator[str]:
    with running_sandbox() as first_line:
        yield str(first_line["url"])


@pytest.fixture
def entra(entra_url: str) -> Iterator[Entra]:
    entra = Entra(entra_url)
    yield entra
    entra.set(consent="given", policy="open", client_id="", tenant="", account="")


class MemoryKeyring(KeyringBackend):
    """A keyring that forgets when the test ends; it may be locked."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}
        self.is_locked = False

    def get_password(self, service: str, username: str) -> str | None:
        self._check()
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._check()
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._check()
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError("it is not there")

    def _check(self) -> None:
        if self.is_locked:
            raise KeyringLocked("the owner has not opened it")


@pytest.fixture
def secrets() -> Iterator[MemoryKeyring]:
    """The computer's keyring for this test."""
    before, kept = keyring.get_keyring(), MemoryKeyring()
    keyring.set_keyring(kept)
    yield kept
    keyring.set_keyring(before)


@pytest.fixture
def account(cli: Cli, folder: Path, entra: Entra, secrets: object) -> Cli:
    """`account …` on this sandbox and folder."""

    def run(*argv: str, **more: str) -> Said:
        return cli("account", *argv, "--data", str(folder), "--sandbox", entra.url, **more)

    return run


def test_in_by_code_and_out_again(account: Cli, folder: Path) -> None:
    """What is to be typed comes first; what is saved cannot be read, and at the end it is gone."""
    assert account("list", "--json").json() == []

    said = account("sign-in", "--code", "--json")

    assert said.status == 0, said
    code, who = said.lines()
    assert code["url"].startswith("https://")
    assert code["code"]
    assert who == {"address": REP, "pending": False, "missing": []}
    assert REP.encode() not in (folder / SAVED).read_bytes()
    assert [one["in_use"] for one in account("list", "--json").json()] == [True]
    assert account("sign-out", "--json").json() == {"signed_out": REP}
    assert not (folder / SAVED).exists()
    assert account("sign-out").stdout == "Nobody was signed in.\n"


def test_people_are_told_in_sentences(account: Cli) -> None:
    """The code on stderr, the result on stdout."""
    said = account("sign-in", "--code")

    assert "enter the code" in said.stderr
    assert said.stdout == f"Signed in as {REP}.\n"
    assert account("list").stdout == f"* {REP}\n"


def test_in_by_browser(account: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where none can be opened, its address is shown."""
    from tests.sync.graph.test_graph_auth import FakeBrowser

    browser = FakeBrowser()
    browser.can_open = False

    def opened(url: str) -> bool:
        browser.visit_soon(url)
        return browser.open(url)

    monkeypatch.setattr(webbrowser, "open", opened)

    said = account("sign-in", "--json")

    assert said.status == 0, said
    shown, who = said.lines()
    assert shown["url"] == browser.opened[0]
    assert who["address"] == REP


def test_pending_is_said_with_the_address_for_the_administrator(account: Cli, entra: Entra) -> None:
    """Status 1, one line that says what to do; the account is there, and later it works by itself."""
    entra.set(consent="admin")

    said = account("sign-in", "--code", "--json")

    assert said.status == 1
    assert "adminconsent" in said.stderr
    assert said.stderr.count("\n") == 1
    _, pending = said.lines()
    assert pending["pending"] is True
    assert pending["address"] == REP
    assert [one["address"] for one in account("list", "--json").json()] == [REP]
    entra.allow(pending["admin_consent"])
    assert account("sign-in", "--code", "--json").lines()[1]["pending"] is False


def test_partly_granted_is_said(account: Cli, entra: Entra) -> None:
    granted = ["User.Read", "Mail.ReadWrite", "Mail.Send", "Calendars.ReadWrite"]
    entra.set(consent="partial", granted=granted)

    said = account("sign-in", "--code")

    assert said.status == 0
    assert "attendance reports" in said.stdout


def test_two_accounts(account: Cli, entra: Entra, folder: Path) -> None:
    """The one that signed in last is used, until another is chosen; that is kept."""
    account("sign-in", "--code")
    entra.set(account=DANA)
    account("sign-in", "--code")

    def in_use() -> list[str]:
        return [one["address"] for one in account("list", "--json").json() if one["in_use"]]

    assert in_use() == [DANA]
    assert account("use", REP.upper()).status == 0
    assert in_use() == [REP]
    assert json.loads((folder / SAVED).with_name("account.json").read_text())["address"] == REP
    assert "account sign-in" in account("use", "eve@xforce.example").complaint()
    assert account("sign-out", "--json").json() == {"signed_out": REP}
    assert in_use() == [DANA]


def test_somebody_else_is_turned_away(account: Cli, cli: Cli, entra: Entra, folder: Path) -> None:
    """The folder has requests of the rep's: the choice is as it was, and the commands go on."""
    tick = ("tick", "--data", str(folder), "--sandbox", entra.url)
    account("sign-in", "--code")
    assert cli(*tick).status == 0
    entra.set(account=DANA)

    said = account("sign-in", "--code")

    assert said.status == 1
    assert f"belongs to {REP}, not to {DANA}" in said.stderr
    assert "Signed in" not in said.stdout
    assert account("list").stdout == f"* {REP}\n"
    assert json.loads((folder / SAVED).with_name("account.json").read_text())["address"] == REP
    assert cli(*tick).status == 0


def test_somebody_else_is_turned_away_where_the_rep_is_signed_out(
    account: Cli, cli: Cli, entra: Entra, folder: Path
) -> None:
    """Nobody is signed in afterwards, and the rep comes in again."""
    account("sign-in", "--code")
    assert cli("tick", "--data", str(folder), "--sandbox", entra.url).status == 0
    account("sign-out")
    entra.set(account=DANA)

    assert account("sign-in", "--code").status == 1

    assert account("list").stdout == "Nobody is signed in.\n"
    entra.set(account="")
    assert account("sign-in", "--code").stdout == f"Signed in as {REP}.\n"


@pytest.mark.parametrize(
    "tenant,words",
    [
        ({"policy": "blocked"}, "AADSTS53003"),
        ({"client_id": "another"}, "client_id"),
        ({"tenant": "xforce.example"}, "tenant"),
    ],
)
def test_refusals_say_what_to_do(
    account: Cli, entra: Entra, folder: Path, tenant: dict[str, str], words: str
) -> None:
    folder.mkdir(exist_ok=True)
    (folder / "settings.toml").write_text('tenant = "xfroce.example"\n')
    entra.set(**tenant)

    said = account("sign-in", "--code", "--json")

    assert said.status == 1
    assert words in said.one_line()


def test_without_an_application_it_is_for_it(cli: Cli, folder: Path) -> None:
    """Nothing can be signed in to Microsoft until IT has named the registration."""
    said = cli("account", "sign-in", "--data", str(folder))

    assert said.status == 1
    assert "client_id" in said.one_line()


def test_without_a_keyring_nothing_is_written(account: Cli, folder: Path, secrets: MemoryKeyring) -> None:
    """A sign-in that ends with the command would be of no use, and a plain file is never one."""
    keyring.set_keyring(fail.Keyring())

    said = account("sign-in", "--code", "--json")

    assert said.status == 1
    assert "no safe place" in said.one_line()
    assert not (folder / SAVED).exists()


def test_a_locked_keyring_is_another_trouble(account: Cli, folder: Path, secrets: MemoryKeyring) -> None:
    secrets.is_locked = True

    said = account("sign-in", "--code", "--json")

    assert said.status == 1
    assert "Unlock the keyring" in said.one_line()
    assert not (folder / SAVED).exists()


def test_the_commands_use_the_sign_in(account: Cli, cli: Cli, folder: Path, entra: Entra) -> None:
    """`tick` with its tokens; revoked, it says so; signed out, the sandbox's public token does."""
    account("sign-in", "--code")
    tick = ("tick", "--data", str(folder), "--sandbox", entra.url)
    assert cli(*tick).status == 0

    entra.set(revoke=True)
    said = cli(*tick)
    assert said.status == 1
    assert "Sign in to Microsoft again" in said.one_line()
    account("sign-out")
    assert cli(*tick).status == 0


async def test_no_qt(folder: Path) -> None:
    """It is a command like the others."""
    code = "import sys; from xforce_desktop.cli.main import main; "
    code += "main(['account', 'list', '--data', sys.argv[1]]); "
    code += "assert not [n for n in sys.modules if n.startswith('PySide6')]"
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", code, str(folder))
    assert await process.wait() == 0


def findings(said: Said) -> dict[str, dict[str, Any]]:
    return {finding["part"]: finding for finding in said.json()}


@pytest.fixture
def doctor(cli: Cli, folder: Path, entra: Entra, account: Cli) -> Cli:
    """`doctor --json` after a sign-in."""
    account("sign-in", "--code")

    def run() -> Said:
        return cli("doctor", "--json", "--data", str(folder), "--sandbox", entra.url)

    return run


def test_doctor_with_a_sign_in(doctor: Cli) -> None:
    said = doctor()

    assert said.status == 0, said
    assert REP in findings(said)["account"]["detail"]


@pytest.mark.parametrize(
    "tenant,part,words",
    [
        ({"revoke": True}, "account", "Sign in to Microsoft again"),
        ({"consent": "admin"}, "permissions", "adminconsent"),
        ({"policy": "blocked"}, "account", "AADSTS53003"),
        ({"client_id": "another"}, "account", "client_id in settings.toml"),
        ({"tenant": "another.example"}, "account", "tenant in settings.toml"),
        (
            {
                "consent": "admin",
                "granted": ["User.Read", "Mail.ReadWrite", "Mail.Send", "Calendars.ReadWrite"],
            },
            "permissions",
            "attendance reports",
        ),
    ],
)
def test_doctor_says_what_to_do(
    doctor: Cli, entra: Entra, folder: Path, tenant: dict[str, Any], part: str, words: str
) -> None:
    """One part is to be looked at, and the line leads on."""
    httpx.post(f"{entra.url}/sandbox/tokens", json={"lifetime_s": 3600}, trust_env=False)
    (folder / "settings.toml").write_text('tenant = "xforce.example"\n')
    entra.set(**tenant)

    said = doctor()

    assert said.status == 1
    broken = {one["part"]: one for one in said.json() if not one["is_fine"]}
    assert list(broken) == [part], broken
    assert words in broken[part]["detail"] + broken[part]["advice"]
    assert broken[part]["advice"]


def test_doctor_when_the_keyring_is_locked(doctor: Cli, secrets: MemoryKeyring) -> None:
    """It is not said that nobody is signed in."""
    secrets.is_locked = True

    broken = [one for one in doctor().json() if not one["is_fine"]]

    assert [one["part"] for one in broken] == ["account"]
    assert "Unlock the keyring" in broken[0]["advice"]


def test_doctor_without_a_keyring(doctor: Cli, secrets: MemoryKeyring) -> None:
    keyring.set_keyring(fail.Keyring())

    broken = [one for one in doctor().json() if not one["is_fine"]]

    assert [one["part"] for one in broken] == ["account"]
    assert "no safe place for passwords" in broken[0]["detail"]


def test_doctor_without_network(doctor: Cli, cli: Cli, folder: Path) -> None:
    """Offline is not signed out."""
    said = cli("doctor", "--json", "--data", str(folder), "--sandbox", "http://127.0.0.1:1")

    assert [one["part"] for one in said.json() if not one["is_fine"]] == ["network"]


@pytest.mark.parametrize("minutes,is_fine", [(0, True), (30, False)])
async def test_a_wrong_clock_does_not_end_the_looking(
    monkeypatch: pytest.MonkeyPatch, minutes: int, is_fine: bool
) -> None:
    """It is told by Microsoft's clock, before anybody is asked for an account."""

    async def their_time(*_: object) -> datetime:
        return datetime.now(UTC) + timedelta(minutes=minutes)

    monkeypatch.setattr(connections, "microsoft_time", their_time)

    seen = await checkup._clock_or_trouble(Settings())

    assert isinstance(seen, str) == is_fine
