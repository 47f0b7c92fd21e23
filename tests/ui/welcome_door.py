"""The sign-in page for tests without Qt: it remembers what it was told to show."""

from __future__ import annotations


class Door:
    """`shown` lists pairs of a page's name and its content."""

    def __init__(self) -> None:
        self.shown = []

    def show_heading(self, heading):
        self.shown.append(("heading", heading))

    def show_choice(self, choice):
        self.shown.append(("choice", choice))

    def show_waiting(self, message, *, offers_code=False):
        self.shown.append(("waiting", message))

    def show_code(self, code):
        self.shown.append(("code", code))

    def show_time_left(self, words):
        self.shown.append(("time left", words))

    def show_code_over(self, told):
        self.shown.append(("code over", told))

    def show_consent(self, page):
        self.shown.append(("consent", page))

    def show_keyring(self, page):
        self.shown.append(("keyring", page))

    def names(self):
        """The pages in the order in which they came."""
        return [name for name, _ in self.shown if name != "time left"]

    def last(self, name):
        """What is on the page that is seen now, which has to be that of `name`."""
        seen, content = [one for one in self.shown if one[0] != "time left"][-1]
        assert seen == name, f"{seen} is shown, not {name}"
        return content
