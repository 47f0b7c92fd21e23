"""What all tests share."""

from __future__ import annotations

import os
import ssl
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import certifi
import pytest

from tests.wire_traffic import WireTraffic

if TYPE_CHECKING:
    from tests.fakes import FakeWorld

# Helpers that assert: their failures are to say what was compared.
pytest.register_assert_rewrite("tests.end_to_end.walk")

SHARED_VARIABLE = "XFORCE_SHARED_MATERIAL"
ROOT = Path(__file__).resolve().parent.parent


def pytest_configure(config: pytest.Config) -> None:
    """What the tests say to Graph and Twilio is judged after each of them; modules are compiled once.

    Where the environment says that nothing compiled is kept, each of the many processes that tests start
    compiles the whole program anew, and each run all the tests.
    """
    sys.dont_write_bytecode = False
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    config.pluginmanager.register(WireTraffic(shared_folder), "wire-traffic")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """On several processors a file stays with one process, as its fixtures do; the windows share one."""
    for item in items:
        place = item.path.relative_to(ROOT / "tests")
        group = place.parts[0] if place.parts[0] == "desktop" else place.as_posix()
        item.add_marker(pytest.mark.xdist_group(group))


@pytest.fixture(scope="session", autouse=True)
def _own_device(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What the program keeps for this computer is not written into the home of whoever runs the tests."""
    with pytest.MonkeyPatch.context() as here:
        here.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
        yield


MODEL_VARIABLES = ("XFORCE_ANTHROPIC_KEY", "XFORCE_ANTHROPIC_URL", "ANTHROPIC_API_KEY", "ANTHROPIC_BASE_URL")


@pytest.fixture(scope="session", autouse=True)
def _no_model() -> Iterator[None]:
    """A key in the environment or the keyring of whoever runs the tests is not used for them."""
    with pytest.MonkeyPatch.context() as here:
        for name in MODEL_VARIABLES:
            here.delenv(name, raising=False)
        here.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
        yield


@pytest.fixture(scope="session", autouse=True)
def _certificates_are_read_once() -> Iterator[None]:
    """Not by each client that a test makes: that takes longer than what most of them say to the loopback."""
    plain, usual = ssl.create_default_context, ssl.create_default_context(cafile=certifi.where())

    def once(*place: Any, **how: Any) -> ssl.SSLContext:
        is_usual = not place and how == {"cafile": certifi.where()}
        return usual if is_usual else plain(*place, **how)

    with pytest.MonkeyPatch.context() as here:
        here.setattr(ssl, "create_default_context", once)
        yield


@pytest.fixture(autouse=True)
def new_stores(monkeypatch: pytest.MonkeyPatch) -> None:
    """They are copies of one that was migrated once."""
    if unit_of_work := sys.modules.get("xforce_desktop.store.unit_of_work"):
        from tests.new_stores import copied_if_new, engine_that_knows

        monkeypatch.setattr(unit_of_work, "bring_up_to_date", copied_if_new)
        monkeypatch.setattr(unit_of_work, "engine_for", engine_that_knows)


@pytest.fixture(scope="session")
def shared_material() -> Path:
    """The folder with `contracts/` and `cases/`, which is not part of a clone."""
    place = shared_folder()
    if place is None:
        pytest.skip(
            f"contracts and cases are not here (name their folder in {SHARED_VARIABLE}): a clone stands alone"
        )
    return place


def shared_folder() -> Path | None:
    """Where `contracts/` and `cases/` are; None in a lone clone."""
    named = os.environ.get(SHARED_VARIABLE)
    place = Path(named) if named else ROOT.parent / "shared"
    return place if (place / "contracts").is_dir() and (place / "cases").is_dir() else None


@pytest.fixture
async def world() -> AsyncIterator[FakeWorld]:
    """An agent on a store in memory, everything outside faked: autopilot without undo time."""
    from tests.fakes import a_fake_world

    async with a_fake_world() as world:
        yield world
