"""The whole app, lived in by a test: the real window on the real desk, on a sandbox in this process."""

from __future__ import annotations

import asyncio
import email.message
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox, QPlainTextEdit, QPushButton, QWidget

from sync.sandbox.server import Sandbox, SandboxOptions
from sync.sandbox.world import World
from tests.desktop.real_app import desk_factory
from ui import app as ui_app
from ui.bridge import RunningDesk
from ui.main_window import MainWindow
from xforce_desktop.ids import RequestId
from xforce_desktop.scheduling.desk import Group, Summary
from xforce_desktop.scheduling.new_request import check_new_request

REP, SARAH, JOHN = "brent@xforce.example", "sarah@xforce.example", "john@acmepest.example"
PATIENCE_S = 30.0
LOOK_EVERY_S = 0.01


@dataclass
class Live:
    """A running app. Names are object names; `until` waits for what the rep would wait for."""

    desk: RunningDesk
    sandbox: Sandbox | None = None

    @property
    def window(self) -> MainWindow:
        """The window, as soon as there is one."""
        return next(w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow) and w.isVisible())

    async def until(self, condition: Callable[[], object], wait_s: float = PATIENCE_S) -> None:
        """Let the app run until `condition` is true; an error in it counts as not yet."""
        end_s = time.monotonic() + wait_s
        trouble: Exception | None = None
        while time.monotonic() < end_s:
            try:
                if condition():
                    return
                trouble = None
            except (StopIteration, AssertionError, AttributeError, KeyError, IndexError) as error:
                trouble = error
            await asyncio.sleep(LOOK_EVERY_S)
        raise AssertionError(f"it never came to this; the window says:\n{self.words()}") from trouble

    # what the rep sees

    def words(self, part: QWidget | None = None) -> str:
        """Everything that can be read in the windows, or in a part of one."""
        _show_what_waits()
        parts = [part] if part else [w for w in QApplication.topLevelWidgets() if w.isVisible()]
        shown = [made for one in parts for made in one.findChildren(QLabel) if made.isVisible()]
        return "\n".join(made.text() for made in shown if made.text())

    def shows(self, *texts: str) -> bool:
        """Whether all of `texts` can be read."""
        words = self.words()
        return all(text in words for text in texts)

    def headings(self) -> dict[Group, str]:
        """The headings of the four groups, with their counts."""
        return {group: self.window.dashboard.heading_of(group).text() for group in Group}

    def card(self, request_id: RequestId) -> str:
        """What the card of this request says."""
        return self.words(self.find(QWidget, f"card-{request_id}"))

    def find(self, kind: type[Any], name: str) -> Any:
        """The visible widget of this name."""
        _show_what_waits()
        found = [made for made in self.window.findChildren(kind, name) if made.isVisible()]
        assert found, f"{name} is not there"
        return found[0]

    # what the rep does

    def press(self, name: str) -> None:
        button = self.find(QPushButton, name)
        assert button.isEnabled(), name
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def write(self, name: str, text: str) -> None:
        """Type `text` over what stands in the field."""
        field = self.find(QWidget, name)
        field.setFocus()
        field.selectAll()
        QTest.keyClicks(field, text)

    def replace_text(self, name: str, text: str) -> None:
        """Paste `text` over what stands in a field of several lines."""
        field = self.find(QPlainTextEdit, name)
        field.setFocus()
        field.selectAll()
        field.insertPlainText(text)

    async def answer(self, name: str = "answer_yes") -> None:
        """Answer the question that is being asked."""
        await self.until(lambda: self._question() is not None)
        box = self._question()
        assert box is not None
        QTest.mouseClick(box.findChild(QPushButton, name), Qt.MouseButton.LeftButton)

    def _question(self) -> QMessageBox | None:
        boxes = [w for w in QApplication.topLevelWidgets() if w.objectName() == "question" and w.isVisible()]
        return boxes[0] if boxes and isinstance(boxes[0], QMessageBox) else None

    # the world

    async def control(self, name: str, body: object = None, raw: bytes = b"") -> Any:
        """One of the sandbox's own controls; without a body it is read."""
        assert self.sandbox is not None
        url = f"{self.sandbox.url}/sandbox/{name}"
        async with httpx.AsyncClient(trust_env=False) as http:
            if raw:
                answer = await http.post(url, content=raw, headers={"Content-Type": "message/rfc822"})
            else:
                answer = await (http.get(url) if body is None else http.post(url, json=body))
        return answer.raise_for_status().json()

    @property
    def world(self) -> World:
        """The sandbox's inside, for looks that must not take the loop's time."""
        assert self.sandbox is not None
        return self.sandbox.world

    async def sent(self) -> list[Any]:
        """Mails that left, oldest first."""
        return list(await self.control("sent"))

    async def meeting(self) -> Any:
        """The one event that stands."""
        (event,) = [event for event in await self.control("events") if not event["cancelled"]]
        return event

    async def advance(self, by: timedelta) -> None:
        """Move the sandbox's clock and look for news."""
        await self.control("clock", {"advance_s": by.total_seconds()})
        await self.desk.sync_now()

    async def reply(self, words: str, sender: str = f"John Smith <{JOHN}>") -> None:
        """Their hand-written answer to our last mail arrives."""
        last = (await self.sent())[-1]
        mail = email.message.EmailMessage()
        mail["From"], mail["To"] = sender, REP
        mail["Subject"] = f"Re: {last['subject'].removeprefix('Re: ')}"
        mail["In-Reply-To"] = mail["References"] = last["message_id"]
        mail.set_content(words)
        await self.control("mail", raw=bytes(mail))

    async def accept_invitation(self) -> None:
        body = {"event_id": (await self.meeting())["id"], "address": JOHN, "response": "accepted"}
        await self.control("invite-response", body)

    async def past_the_meeting(self) -> None:
        """Go past its end and the time of a report, which there is none."""
        event = await self.meeting()
        left = datetime.fromisoformat(event["end"]) - self.desk.now()
        await self.advance(left + timedelta(minutes=10))
        for _ in range(4):
            await self.advance(timedelta(minutes=30))

    async def end_meeting(self, *present: str) -> None:
        """Go past the meeting's end and its report: these were there."""
        event = await self.meeting()
        left = datetime.fromisoformat(event["end"]) - self.desk.now()
        await self.control("clock", {"advance_s": left.total_seconds()})
        await self.control("attendance", {"event_id": event["id"], "present": list(present)})
        await self.advance(timedelta(hours=1))

    # requests

    async def create(self, **changes: object) -> RequestId:
        """A demo with John, made without the form as soon as the start is over."""
        await self.until(lambda: not self.shows("Starting…") and self.window.dashboard.isVisible())
        return await self.desk.create(check_new_request(a_form(self.desk) | changes))

    async def summary(self, request_id: RequestId) -> Summary:
        return (await self.desk.story(request_id)).summary


def _show_what_waits() -> None:
    """A widget laid out a moment ago is shown by a queued call: without it there is half a screen to see."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.MetaCall.value)


def a_form(desk: RunningDesk) -> dict[str, Any]:
    """`request new` for a demo with John of Acme Pest, in the two weeks from now."""
    now = desk.now()
    return {
        "meeting_type": "demo",
        "context": "They lose calls after hours.",
        "platform": "teams",
        "company": {"name": "Acme Pest", "state": "GA"},
        "internal": [{"address": SARAH, "name": "Sarah Chen", "required": True}],
        "external": [
            {"address": JOHN, "name": "John Smith", "timezone": "America/New_York", "phone": "+14045550142"}
        ],
        "preferences": {
            "range": {"start": now.isoformat(), "end": (now + timedelta(days=14)).isoformat()},
            "timezone": "America/New_York",
        },
        "approval": "review_first",
    }


Script = Callable[[Live], Awaitable[None]]


def live(
    folder: Path,
    script: Script,
    *,
    options: SandboxOptions | None = None,
    sandbox_url: str = "",
    **started: Any,
) -> int:
    """Run the app on `folder` and `script` in it, then quit; returns the exit status.

    With `options` on such a sandbox of its own, else on the one named or on what the folder itself leads to.
    """
    troubles: list[Exception] = []
    told: list[asyncio.Task[None]] = []

    async def begin() -> RunningDesk:
        sandbox = None
        if options is not None:
            sandbox = Sandbox(options)
            await sandbox.start()
        desk = await desk_factory(folder, sandbox_url=sandbox.url if sandbox else sandbox_url, **started)()
        if sandbox is not None:
            _close_after(desk, sandbox)
        told.append(asyncio.create_task(tell(Live(desk, sandbox))))
        return desk

    async def tell(app: Live) -> None:
        try:
            await script(app)
        except Exception as error:  # noqa: BLE001  # told again below, outside the loop
            troubles.append(error)
        for window in QApplication.topLevelWidgets():
            if isinstance(window, MainWindow):
                window.quit_wanted.emit()

    status = ui_app.run(begin, data_folder=folder)
    if troubles:
        raise troubles[0]
    return status


def _close_after(desk: Any, sandbox: Sandbox) -> None:
    """Have `desk.close` stop the sandbox too, when everything else has ended."""
    close = desk.close

    async def closing() -> None:
        await close()
        await sandbox.stop()

    desk.close = closing
