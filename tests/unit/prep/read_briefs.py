"""Briefs of made-up meetings for people to read: `python -m tests.unit.prep.read_briefs [WORDS OF A NAME]`.

Whoever changes the playbook reads them as a rep would, five minutes before the call.
"""

from __future__ import annotations

import sys
from datetime import timedelta

from tests.unit.prep.scenarios import SCENARIOS, stored_of
from xforce_desktop.prep.paper import as_text


def main(words: list[str]) -> int:
    """Print those whose name holds the words, all without any."""
    for one in SCENARIOS:
        if " ".join(words).casefold() in one.name.casefold():
            a_day_before = one.now + one.meeting_in - timedelta(hours=24)
            sys.stdout.write(f"{'=' * 30} {one.name}\n\n{as_text(stored_of(one), a_day_before)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
