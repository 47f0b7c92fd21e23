"""`write` answers each line, or names the line that it cannot use."""

from __future__ import annotations

import argparse
import io
import json
from collections.abc import Callable
from typing import Any

import pytest

from xforce_desktop.cli import write
from xforce_desktop.errors import BadInput

Case = Callable[..., dict[str, Any]]


def _run(lines: list[str], monkeypatch: pytest.MonkeyPatch) -> int:
    parser = argparse.ArgumentParser()
    write.add_parser(parser.add_subparsers())
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(lines)))
    args = parser.parse_args(["write", "--offline"])
    return int(args.run(args))


def test_each_line_gets_its_letter(
    write_case: Case, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    """The fields are those that scripts expect, in the order of the input."""
    sms = write_case(id="w2", kind="sms")
    assert _run([json.dumps(write_case()), "", json.dumps(sms)], monkeypatch) == 0

    first, second = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert set(first) == {"id", "channel", "subject", "body", "writer", "checks"}
    assert (first["id"], first["channel"], first["writer"], first["checks"]) == ("w1", "email", "offline", [])
    assert "Tuesday, June 9 at 2:00 PM EDT" in first["body"]
    assert (second["id"], second["channel"], second["subject"]) == ("w2", "sms", "")


@pytest.mark.parametrize(
    "bad, named", [("{", "line 2"), ('["a"]', "line 2"), ('{"id": "x", "kind": "initial"}', "request")]
)
def test_a_bad_line_is_named(write_case: Case, monkeypatch: pytest.MonkeyPatch, bad: str, named: str):
    """The complaint says where it stands."""
    with pytest.raises(BadInput) as caught:
        _run([json.dumps(write_case()), bad], monkeypatch)

    assert "line 2" in caught.value.title
    assert named in caught.value.title


def test_an_unknown_field_is_named_with_its_line(write_case: Case, monkeypatch: pytest.MonkeyPatch):
    """A typing error does not pass in silence."""
    with pytest.raises(BadInput, match=r"line 1: .*'proposed_tmes'"):
        _run([json.dumps({**write_case(), "proposed_tmes": []})], monkeypatch)
