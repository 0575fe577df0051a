"""A server with the OpenAI protocol that answers by rule, on this machine's own address."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class FakeServer(ThreadingHTTPServer):
    """Replies with what it was asked, in capitals, word by word."""

    daemon_threads = True

    def __init__(
        self, *, model: str = "fake", llama: bool = True, slots: int = 2, owned_by: str = ""
    ) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.model, self.llama, self.slots, self.owned_by = model, llama, slots, owned_by
        self.asked: list[dict[str, object]] = []
        self.delay = 0.0
        self.broken_off = 0
        self.dies = False
        self.page = b""
        """What it says of itself instead."""
        self.odd: bytes | None = None
        """What it answers instead."""

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that went away is nothing to speak of."""


@contextmanager
def serving(**how: object) -> Iterator[FakeServer]:
    server = FakeServer(**how)  # type: ignore[arg-type]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    server: FakeServer

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        if self.server.page:
            self._send(200, self.server.page)
        elif self.path == "/v1/models":
            meta = {"n_params": 7}
            named = {"id": self.server.model, "owned_by": self.server.owned_by}
            self._say({"data": [{**named, "meta": meta, "max_model_len": 512}]})
        elif self.path == "/props" and self.server.llama:
            self._say({"total_slots": self.server.slots, "default_generation_settings": {"n_ctx": 256}})
        else:
            self._say({"error": {"message": "no such place"}}, status=404)

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append(body)
        if self.server.dies:
            self.connection.close()
            return
        if self.server.odd is not None:
            self._send(200, self.server.odd)
        elif self.path == "/v1/chat/completions":
            self._reply(body)
        elif self.path == "/v1/completions":
            self._say(self._likeliest(str(body["prompt"])))
        elif self.path == "/tokenize" and self.server.llama:
            self._say({"tokens": body["content"].split()})
        else:
            self._say({"error": {"message": "no such place"}}, status=404)

    def _reply(self, body: dict[str, object]) -> None:
        messages = body["messages"]
        assert isinstance(messages, list)
        text = messages[-1]["content"]
        if len(text) > 1000:
            self._say({"error": {"message": "exceeds the context size", "type": "x"}}, status=400)
            return
        self.send_response(200)
        self.end_headers()
        words = text.upper().split()
        try:
            for number, word in enumerate(words):
                time.sleep(self.server.delay)
                piece = f" {word}" if number else word
                told = {"content": [{"token": piece, "logprob": -0.5}]}
                self._event({"choices": [{"delta": {"content": piece}, "logprobs": told}]})
            self._event({"choices": [{"delta": {}, "finish_reason": "stop"}]})
            usage = {"prompt_tokens": 11, "completion_tokens": len(words)}
            self._event({"choices": [], "usage": usage, "timings": {"cache_n": 4}})
            self.wfile.write(b"data: [DONE]\n\n")
        except OSError:
            self.server.broken_off += 1

    def _event(self, event: object) -> None:
        self.wfile.write(f"data: {json.dumps(event)}\n\n".encode())
        self.wfile.flush()

    def _likeliest(self, prompt: str) -> object:
        """A colour goes on as its kind: the labels are " warm", " warm red" and " cold"."""
        if prompt.endswith(" warm"):
            pieces = {" red": -0.1, "\n": -2.4}
        else:
            warm = "red" in prompt.rsplit("Item:", 1)[-1]
            pieces = {" warm": -0.2 if warm else -3.0, " c": -3.0 if warm else -0.2, "!": -9.0}
        if self.server.llama:
            tops = [{"token": piece, "logprob": logprob} for piece, logprob in pieces.items()]
            return {"choices": [{"logprobs": {"content": [{"token": "", "top_logprobs": tops}]}}]}
        return {"choices": [{"logprobs": {"top_logprobs": [pieces]}}]}

    def _say(self, body: object, *, status: int = 200) -> None:
        self._send(status, json.dumps(body).encode())

    def _send(self, status: int, data: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)
