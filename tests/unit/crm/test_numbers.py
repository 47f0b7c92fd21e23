"""When two telephone numbers are one."""

from __future__ import annotations

import pytest

from xforce_desktop.crm.numbers import is_same_number


@pytest.mark.parametrize(
    "one, other, region, same",
    [
        ("(407) 555-0142", "+1 407 555 0142", "US", True),
        ("407 555 0142 #5", "407-555-0142 ext 5", "US", True),
        ("+14075550142 x5", "+14075550142", "US", True),
        ("407 555 0142", "407 555 0199", "US", False),
        ("020 7946 0958", "+44 20 7946 0958", "GB", True),
        ("020 7946 0958", "+44 20 7946 0958", "US", True),
        ("030 1234567", "+49 30 1234567", "US", True),
        ("020 7946 0958", "020 7946 0999", "US", False),
        ("020 7946 0958", "020-7946-0958", "US", True),
        ("020 7946 0958", "+44 20 7946 0999", "US", False),
        ("(305) 555-0100", "+44 3055550100", "US", False),
        ("(404) 155-0100", "917-736-5000", "US", False),
        ("555-123-4567", "212-736-5000", "US", False),
        ("555-123-4567", "+1 212 736 5000", "US", False),
        ("(404) 155-0100", "+1 404 155 0100", "US", True),
        ("0200 000 0000", "020 7946 0958", "GB", False),
        ("", "", "US", False),
        ("", "407 555 0142", "US", False),
        ("ask me", "ask me", "US", False),
    ],
)
def test_one_line_however_it_is_written(one, other, region, same):
    """With or without its country and extension; what cannot be read is nobody else's."""
    assert is_same_number(one, other, region) is same
    assert is_same_number(other, one, region) is same
