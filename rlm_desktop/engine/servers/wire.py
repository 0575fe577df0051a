"""HTTP to one server the user named: JSON there, JSON or a stream of it back, broken off from any thread."""

import contextlib
import http.client
import os
import socket
import threading
from collections.abc import Generator, Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

import msgspec

from rlm_desktop.engine.encodable import encodable
from rlm_desktop.errors import BadRequest, EngineError, EngineLost, PromptTooLong

KEY_VARIABLE = "RLM_SERVER_KEY"
"""Environment variable with the key of servers that want one; it is sent to no server that was not named."""

_PATIENCE = 600.0
"""Seconds without a single byte, after which a server is given up: a long prompt may take minutes."""
_LONGEST_COMPLAINT = 64 * 1024
_LONGEST_ANSWER = 64 << 20
"""Bytes; of a longer one the rest is left, and what is cut off is no JSON."""
_DATA = b"data:"
_DONE = b"[DONE]"


class Wire:
    """One server. Several requests may be under way at once, each on a connection of its own."""

    def __init__(self, address: str, *, patience: float = _PATIENCE) -> None:
        try:
            parts = urlsplit(address)
            host, port = parts.hostname, parts.port
        except ValueError:  # a port beyond all ports, half of a bracket
            parts, host, port = urlsplit(""), None, None
        if parts.scheme not in ("http", "https") or not host or parts.username:
            raise BadRequest(
                f"{address} is not the address of a server.",
                hint="Give it as http://HOST:PORT; a key goes into the environment as " + KEY_VARIABLE + ".",
            )
        self.address = address.rstrip("/")
        self._secure = parts.scheme == "https"
        self._host, self._port = host, port
        self._base = parts.path.rstrip("/").removesuffix("/v1")
        self._patience = patience
        self._open: set[http.client.HTTPConnection] = set()
        self._lock = threading.Lock()
        self._broken_off = False

    def get(self, path: str) -> Any:  # noqa: ANN401 - what a server says is looked at where it is used
        """Raises `EngineLost` where nobody answers, `EngineError` where the answer is a refusal."""
        with self._asked("GET", path, None) as answer:
            return self._decoded(answer.read(_LONGEST_ANSWER))

    def post(self, path: str, body: Mapping[str, object]) -> Any:  # noqa: ANN401
        with self._asked("POST", path, body) as answer:
            return self._decoded(answer.read(_LONGEST_ANSWER))

    def stream(self, path: str, body: Mapping[str, object]) -> Generator[Any]:
        """Server-sent events, decoded, until the server says that it is done."""
        with self._asked("POST", path, body) as answer:
            while line := answer.readline(_LONGEST_ANSWER):
                if line.startswith(_DATA):
                    data = line[len(_DATA) :].strip()
                    if data == _DONE:
                        return
                    yield self._decoded(data)

    def break_off(self) -> None:
        """End every request under way, and begin none; whoever asks gets `EngineLost`. From any thread."""
        with self._lock:
            self._broken_off = True
            for connection in self._open:
                if connection.sock:
                    with contextlib.suppress(OSError):
                        connection.sock.shutdown(socket.SHUT_RDWR)

    @contextlib.contextmanager
    def _asked(
        self, method: str, path: str, body: Mapping[str, object] | None
    ) -> Iterator[http.client.HTTPResponse]:
        kind = http.client.HTTPSConnection if self._secure else http.client.HTTPConnection
        connection = kind(self._host, self._port, timeout=self._patience)
        try:
            payload = None if body is None else _encoded(body)
            self._connect(connection)
            connection.request(method, self._base + path, body=payload, headers=_headers())
            with connection.getresponse() as answer:
                if answer.status != http.HTTPStatus.OK:
                    raise self._refusal(answer)
                yield answer
        except (OSError, http.client.HTTPException) as error:
            raise EngineLost(
                f"The server {self.address} does not answer ({error or type(error).__name__}).",
                hint="See that it runs and that the address is right.",
            ) from error
        finally:
            with self._lock:
                self._open.discard(connection)
            connection.close()

    def _connect(self, connection: http.client.HTTPConnection) -> None:
        with self._lock:
            self._open.add(connection)
        connection.connect()
        with self._lock:
            if self._broken_off:  # while there was no socket yet that could have been shut
                raise ConnectionAbortedError("broken off")

    def _refusal(self, answer: http.client.HTTPResponse) -> EngineError:
        text = answer.read(_LONGEST_COMPLAINT).decode("utf-8", "replace")
        said = _message(text)
        if answer.status == http.HTTPStatus.BAD_REQUEST and _is_too_long(text):
            return PromptTooLong(
                f"The prompt does not fit the window of the server {self.address}: {said}",
                hint="Send less text at once, or start the server with a larger window.",
            )
        return EngineError(
            f"The server {self.address} refuses: {answer.status} {said}",
            hint=f"If it wants a key, put it into the environment as {KEY_VARIABLE}."
            if answer.status in (http.HTTPStatus.UNAUTHORIZED, http.HTTPStatus.FORBIDDEN)
            else "Look at what the server itself says.",
        )

    def _decoded(self, data: bytes) -> Any:  # noqa: ANN401
        try:
            return msgspec.json.decode(data)
        except (msgspec.MsgspecError, RecursionError) as error:
            raise EngineError(
                f"The server {self.address} answered with what is not JSON.",
                hint="See that the address is that of a server with the OpenAI protocol.",
            ) from error


def _encoded(body: Mapping[str, object]) -> bytes:
    try:
        return msgspec.json.encode(body)
    except UnicodeEncodeError:
        return msgspec.json.encode(encodable(body))


def _headers() -> dict[str, str]:
    key = os.environ.get(KEY_VARIABLE, "").strip()
    if not (key.isascii() and key.isprintable()):
        raise BadRequest(
            f"The key in {KEY_VARIABLE} has letters that no key has.", hint="Set it again, without quotes."
        )
    return {"Content-Type": "application/json", **({"Authorization": f"Bearer {key}"} if key else {})}


def _message(text: str) -> str:
    try:
        error = msgspec.json.decode(text)["error"]
        return str(error["message"] if isinstance(error, dict) else error)
    except (msgspec.MsgspecError, LookupError, TypeError):
        return " ".join(text.split())[:200]


def _is_too_long(text: str) -> bool:
    return "exceed_context_size" in text or "context length" in text or "context size" in text
