"""One window per data folder: a second start raises the first one and ends."""

from __future__ import annotations

import hashlib
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

ANSWER_MS = 1000


class SingleInstance(QObject):
    """Holds the name of a data folder for this user. `raised`: another start asked for us."""

    raised = Signal()

    def __init__(self, data_folder: Path) -> None:
        super().__init__()
        digest = hashlib.sha256(str(data_folder.resolve()).encode()).hexdigest()
        self._name = f"xforce-desktop-{digest[:20]}"
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_connection)

    def claim(self) -> bool:
        """True if we are the first. Otherwise the first one has been told to come up."""
        socket = QLocalSocket()
        socket.connectToServer(self._name)
        if socket.waitForConnected(ANSWER_MS):
            socket.disconnectFromServer()
            return False
        QLocalServer.removeServer(self._name)  # left behind by a crash: nobody answered
        return self._server.listen(self._name)

    def release(self) -> None:
        self._server.close()

    def _on_connection(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.disconnected.connect(socket.deleteLater)
            socket.disconnectFromServer()
            self.raised.emit()
