"""One window for each data folder: a second start hands its files to the first, and ends."""

import hashlib
from collections.abc import Sequence

import msgspec
from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from rlm_desktop.paths import DataFolder

PATIENCE_MS = 1_000
MOST_BYTES = 1_000_000


class Wish(msgspec.Struct, frozen=True):
    """What the program was started with."""

    paths: tuple[str, ...] = ()
    sample: bool = False


class OneInstance(QObject):
    """Listens for later starts, on a socket of the file system that no network reaches."""

    wished = Signal(object)
    """A later start asked for this."""

    def __init__(self, data: DataFolder, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._name = "rlm-desktop-" + hashlib.sha256(str(data.root.resolve()).encode()).hexdigest()[:20]
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._answer)

    def hand_over(self, paths: Sequence[str], *, sample: bool) -> bool:
        """Give a wish to the window that is there; whether there is one."""
        socket = QLocalSocket()
        socket.connectToServer(self._name)
        if not socket.waitForConnected(PATIENCE_MS):
            return False
        socket.write(msgspec.json.encode(Wish(tuple(paths), sample)))
        socket.flush()
        socket.waitForBytesWritten(PATIENCE_MS)
        socket.disconnectFromServer()
        return True

    def listen(self) -> bool:
        """Be the one window from now on. What a crash left of the socket is cleared away."""
        if self._server.listen(self._name):
            return True
        QLocalServer.removeServer(self._name)
        return self._server.listen(self._name)

    def close(self) -> None:
        self._server.close()

    def _answer(self) -> None:
        socket = self._server.nextPendingConnection()
        if socket is None:
            return
        came = bytearray()

        def take() -> None:
            came.extend(bytes(socket.readAll().data())[: MOST_BYTES - len(came)])

        def tell() -> None:
            take()
            try:
                wish = msgspec.json.decode(bytes(came), type=Wish)
            except msgspec.MsgspecError:
                # Whoever wrote this is not this program.
                wish = Wish()
            self.wished.emit(wish)
            socket.deleteLater()

        socket.readyRead.connect(take)
        socket.disconnected.connect(tell)
