"""The README's picture of a request's life is the one that the transition table gives."""

from __future__ import annotations

from pathlib import Path

import pytest

from docs import state_diagram
from docs.state_diagram import BEGIN, END, README, TOPICS, Edge, block, diagram, edges, topic_of, with_block
from tests.exploration import explore
from xforce_desktop.scheduling.request import ENDED, State


@pytest.fixture(scope="module")
def drawn() -> set[Edge]:
    return edges(explore())


def test_the_readme_shows_the_table_as_it_is() -> None:
    """Whoever changes a rule draws the picture anew: python -m docs.state_diagram."""
    readme = README.read_text(encoding="utf-8")

    assert block() in readme
    assert with_block(readme) == readme


def test_every_state_has_a_way_in_and_no_end_has_a_way_out(drawn: set[Edge]) -> None:
    """Nothing in the picture hangs in the air."""
    assert {edge.to for edge in drawn} == set(State) - {State.INITIATED}
    assert {edge.origin for edge in drawn} == set(State) - ENDED


def test_every_topic_is_in_the_picture_and_every_line_can_be_read_by_mermaid(drawn: set[Edge]) -> None:
    """Words of an arrow hold no colon or semicolon, which would end them."""
    text = diagram(drawn)

    assert [topic.words for topic in TOPICS if topic.words not in text] == []
    for line in text.splitlines():
        if "-->" in line:
            assert line.count(":") <= 1
            assert ";" not in line


def test_an_event_without_words_is_not_left_out_in_silence() -> None:
    """A new event needs a topic before the picture can be drawn."""
    with pytest.raises(LookupError, match="struck by lightning"):
        topic_of("struck by lightning", State.CANCELLED)


def test_another_rule_gives_another_picture(drawn: set[Edge]) -> None:
    """One change of state more or less is noticed, wherever it is."""
    pictures = {diagram(drawn - {edge}) for edge in drawn}

    assert diagram(drawn) not in pictures


def test_a_readme_that_shows_another_picture_is_told_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """--check changes nothing and ends with status 1; without it the picture is put right."""
    readme = tmp_path / "README.md"
    readme.write_text(f"# Before\n\n{BEGIN}\nsomething old\n{END}\n\n# Behind\n", encoding="utf-8")
    monkeypatch.setattr(state_diagram, "README", readme)

    assert state_diagram.main(["--check"]) == 1
    assert "python -m docs.state_diagram" in capsys.readouterr().err
    assert "something old" in readme.read_text(encoding="utf-8")
    assert state_diagram.main([]) == 0
    assert readme.read_text(encoding="utf-8") == f"# Before\n\n{BEGIN}\n{block()}\n{END}\n\n# Behind\n"
    assert state_diagram.main(["--check"]) == 0
