"""A list of proofs comes in and goes out again on either store, and what would go is known beforehand."""

from __future__ import annotations

import asyncio
from contextlib import closing
from pathlib import Path

import pytest

from tests.store.conftest import AnyStore
from xforce_desktop.clock import ManualClock
from xforce_desktop.errors import BadInput
from xforce_desktop.ids import SeededIds
from xforce_desktop.scheduling.account_desk import AccountDesk
from xforce_desktop.scheduling.engine import Engine
from xforce_desktop.scheduling.proofs_service import ProofsService
from xforce_desktop.scheduling.store_thread import StoreThread

LIST = (
    b"type,content,source\n"
    b"case_study,Twelve trucks lost no call,\nstat,Two of three,\nresource,A calculator,\n"
)


@pytest.fixture
def desk(store: AnyStore, clock: ManualClock) -> AccountDesk:
    return AccountDesk(Engine(store, clock, SeededIds(3)))


def test_what_an_undo_would_do_is_known_and_changes_nothing(desk: AccountDesk) -> None:
    """One that was retired since stays; the other goes. The undo then does just that."""
    desk.import_proofs(LIST, "list.csv")
    trucks, calculator = sorted(desk.proofs(), key=lambda one: one.proof.type)
    desk.retire_proof(calculator.id)

    told = desk.last_proof_import()

    assert told is not None
    assert (told[0].source, told[1].removed) == ("list.csv", 1)
    (kept,) = told[1].kept
    assert kept.startswith("A calculator: ")
    assert "is active" not in kept
    assert {one.id for one in desk.proofs()} == {trucks.id, calculator.id}
    assert desk.undo_proofs() == told
    assert [one.id for one in desk.proofs()] == [calculator.id]


def test_without_an_import_there_is_nothing_to_undo(desk: AccountDesk) -> None:
    """Before the first, and after it was taken back."""
    assert desk.last_proof_import() is None
    desk.import_proofs(LIST, "list.csv")
    desk.undo_proofs()
    assert desk.last_proof_import() is None
    with pytest.raises(BadInput, match="no import of proofs"):
        desk.undo_proofs()


def test_the_import_that_is_named_is_taken_back(desk: AccountDesk) -> None:
    """Not the last one; what is undone already is said to be."""
    _, first = desk.import_proofs(LIST, "first.csv")
    desk.import_proofs(b"type,content,source\nresource,A checklist,\n", "second.csv")
    assert first is not None

    batch, _ = desk.undo_proofs(first.id)

    assert batch.id == first.id
    assert [one.proof.content for one in desk.proofs()] == ["A checklist"]
    with pytest.raises(BadInput, match="no import of proofs"):
        desk.undo_proofs(first.id)


def test_files_are_read_and_written_off_the_loop(desk: AccountDesk, tmp_path: Path) -> None:
    """What is exported reads the same again; a file that is there stays as it is."""
    source, target = tmp_path / "list.csv", tmp_path / "out.csv"
    source.write_bytes(LIST)

    async def there_and_back() -> None:
        with closing(StoreThread()) as thread:
            library = ProofsService(desk, thread)
            rows, batch = await library.import_proofs(str(source))
            assert batch is not None
            assert [row.reason for row in rows] == [
                "",
                "a stat needs its source: whose number or words it is",
                "",
            ]
            assert await library.export_proofs(str(target)) == str(target)
            await library.undo_proofs()
            assert not await library.proofs()
            await library.import_proofs(str(target))
            kept = {one.proof.content for one in await library.proofs()}
            assert kept == {"Twelve trucks lost no call", "A calculator"}
            with pytest.raises(BadInput, match="exists already"):
                await library.export_proofs(str(target))
            with pytest.raises(BadInput, match="cannot be written"):
                await library.export_proofs(str(tmp_path / "none" / "out.csv"))
            with pytest.raises(BadInput, match="cannot be read"):
                await library.import_proofs(str(tmp_path / "none.csv"))

    asyncio.run(there_and_back())
