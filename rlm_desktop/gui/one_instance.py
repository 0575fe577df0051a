"""One window for each data folder: a second start hands its files to the first, and ends."""

import ctypes
import hashlib
import os
import sys
from collections.abc import Sequence

import msgspec
from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from rlm_desktop.paths import DataFolder

PATIENCE_MS = 1_000
MOST_BYTES = 1_000_000
_SOL_SOCKET, _SO_PEERCRED = 1, 17


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
        if not socket.waitForConnected(PATIENCE_MS) or not _is_ours(socket):
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
            except (msgspec.MsgspecError, RecursionError):
                # Whoever wrote this is not this program.
                wish = Wish()
            self.wished.emit(wish)
            socket.deleteLater()

        socket.readyRead.connect(take)
        socket.disconnected.connect(tell)


def _is_ours(socket: QLocalSocket) -> bool:
    """Whether the other end is a program of the same person (Linux; elsewhere the system's place says so).

    The name can be worked out and lies where all may write: somebody else may be there first, to be told what
    is opened, and to keep the window from coming.
    """
    if sys.platform != "linux":
        return True
    person, size = (ctypes.c_uint32 * 3)(), ctypes.c_uint32(12)  # process, user, group
    told = ctypes.CDLL(None).getsockopt(
        int(socket.socketDescriptor()), _SOL_SOCKET, _SO_PEERCRED, person, ctypes.byref(size)
    )
    return told == 0 and int(person[1]) == os.getuid()
