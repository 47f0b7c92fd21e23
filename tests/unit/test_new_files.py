"""What the rep asks to be written to a file is there whole, or not at all."""

from __future__ import annotations

import resource
import signal
from collections.abc import Iterator

import pytest

from xforce_desktop.errors import BadInput
from xforce_desktop.new_files import write_new


@pytest.fixture
def no_space() -> Iterator[None]:
    """No file may grow beyond ten bytes."""
    heard = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    least, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, most))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (least, most))
    signal.signal(signal.SIGXFSZ, heard)


@pytest.mark.usefixtures("no_space")
def test_a_full_disk_leaves_no_half_of_a_file(tmp_path):
    """So that the next try finds its name free."""
    target = tmp_path / "list.csv"
    with pytest.raises(BadInput, match="cannot be written"):
        write_new(target, b"x" * 100)

    assert not target.exists()


def test_nothing_is_written_over(tmp_path):
    """A file that is there stays as it is."""
    target = tmp_path / "list.csv"
    write_new(target, b"first")
    with pytest.raises(BadInput, match="exists already"):
        write_new(target, b"second")

    assert target.read_bytes() == b"first"
