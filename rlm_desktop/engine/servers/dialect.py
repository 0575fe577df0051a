"""What is said to servers in the OpenAI protocol, and what their answers mean, llama.cpp's and vLLM's."""

from collections.abc import Iterator, Mapping
from contextlib import closing
from typing import Any

import msgspec

from rlm_desktop.engine.servers.wire import Wire
from rlm_desktop.errors import BadRequest, EngineError, EngineLost
from rlm_desktop.ports import Completion, Job

_USUAL_WINDOW = 4096
_USUAL_SLOTS = 8
_LIKELIEST = 20
"""Most likely next tokens that are asked for; servers tell no more of them."""
_BYTES_A_TOKEN = 3

NOT_UNDERSTOOD = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What comes of looking into an answer that is JSON and otherwise nothing that the protocol knows."""


class Nature(msgspec.Struct, frozen=True, kw_only=True):
    """What a server told of itself. Of those known here only llama.cpp's and vLLM's take GBNF grammars."""

    model: str
    window: int
    slots: int
    """Requests it works on at once."""
    parameters: int
    llama: bool
    """Whether it is llama.cpp's."""
    vllm: bool = False


def not_understood(wire: Wire) -> EngineError:
    return EngineError(
        f"The server {wire.address} answers in a way that is not understood.",
        hint="See that the address is that of a server with the OpenAI protocol.",
    )


def nature(wire: Wire) -> Nature:
    """Raises `EngineLost`, `EngineError`."""
    first = _first_model(wire)
    try:
        props = wire.get("/props")
    except EngineLost:
        raise
    except EngineError:
        props = {}
    try:
        return _nature(first, props)
    except NOT_UNDERSTOOD as error:
        raise not_understood(wire) from error


def _nature(first: Mapping[str, Any], props: Mapping[str, Any]) -> Nature:
    """What a server says of its first model, and llama.cpp's of itself."""
    meta = first.get("meta") or {}
    window = props.get("default_generation_settings", {}).get("n_ctx") or first.get("max_model_len")
    return Nature(
        model=str(first.get("id", "")),
        window=int(window or _USUAL_WINDOW),
        slots=int(props.get("total_slots") or _USUAL_SLOTS),
        parameters=int(meta.get("n_params") or 0),
        llama=bool(props),
        vllm=first.get("owned_by") == "vllm",
    )


def count_tokens(wire: Wire, known: Nature, text: str) -> int:
    """As the server counts; where it doesn't, a count that is rather too high."""
    body = {"content": text} if known.llama else {"model": known.model, "prompt": text}
    try:
        said = wire.post("/tokenize", body)
        return int(said["count"]) if "count" in said else len(said["tokens"])
    except EngineLost:
        raise
    except (EngineError, *NOT_UNDERSTOOD):
        return len(text.encode("utf-8", "replace")) // _BYTES_A_TOKEN + 1


class Reply:
    """One reply as it arrives."""

    def __init__(self, wire: Wire, known: Nature, job: Job) -> None:
        self._address = wire.address
        self._stream = wire.stream("/v1/chat/completions", _request(known, job))
        self._text: list[str] = []
        self._logprobs: list[float] = []
        self._finish = ""
        self._usage: Mapping[str, Any] = {}
        self._cached = 0

    def pieces(self) -> Iterator[str]:
        """The text, piece by piece, until the reply is whole. Raises `EngineLost` where it never is."""
        with closing(self._stream):
            for event in self._stream:
                if piece := self._piece(event):
                    self._text.append(piece)
                    yield piece
        if not self._finish:
            raise EngineLost(
                f"The server {self._address} ended in the middle of a reply.", hint="See that it still runs."
            )

    def _piece(self, event: Mapping[str, Any]) -> str:
        """What an event adds to the text; the rest of what it says is noted."""
        if "error" in event:
            raise EngineError(f"The server ended a reply: {event['error']}")
        self._usage = event.get("usage") or self._usage
        self._cached = (event.get("timings") or {}).get("cache_n", self._cached)
        text = ""
        for choice in event.get("choices") or ():
            self._finish = choice.get("finish_reason") or self._finish
            told = (choice.get("logprobs") or {}).get("content") or ()
            self._logprobs += [float(token["logprob"]) for token in told]
            text += (choice.get("delta") or {}).get("content") or ""
        return text

    def completion(self) -> Completion:
        details = self._usage.get("prompt_tokens_details") or {}
        prompt = max(0, int(self._usage.get("prompt_tokens", 0)))
        return Completion(
            text="".join(self._text),
            finish="length" if self._finish == "length" else "stop",
            prompt_tokens=prompt,
            # Fewer than none, or more than there are, would give a run more to spend.
            cached_tokens=min(prompt, max(0, int(details.get("cached_tokens") or self._cached))),
            generated_tokens=max(0, int(self._usage.get("completion_tokens", len(self._logprobs)))),
            logprob=sum(self._logprobs) / len(self._logprobs) if self._logprobs else 0.0,
        )


def likeliest(wire: Wire, known: Nature, prompt: str) -> dict[str, float]:
    """The likeliest next pieces of text after a prompt, with their log-probabilities."""
    body = {
        "model": known.model,
        "prompt": prompt,
        "max_tokens": 1,
        "temperature": 0,
        "logprobs": _LIKELIEST,
        "cache_prompt": True,
    }
    said = wire.post("/v1/completions", body if known.llama else _without(body, "cache_prompt"))
    try:
        told = said["choices"][0]["logprobs"]
        if told.get("content"):
            return {token["token"]: float(token["logprob"]) for token in told["content"][0]["top_logprobs"]}
        return {piece: float(logprob) for piece, logprob in told["top_logprobs"][0].items()}
    except (LookupError, TypeError, AttributeError) as error:
        raise EngineError(
            f"The server {wire.address} does not tell how likely tokens are, so it cannot label.",
            hint="Let it return logprobs, or read with a model on this machine.",
        ) from error


def _request(known: Nature, job: Job) -> dict[str, object]:
    sampling = job.sampling
    body: dict[str, object] = {
        "model": known.model,
        "messages": [msgspec.to_builtins(message) for message in job.messages],
        "max_tokens": sampling.max_tokens,
        "temperature": sampling.temperature,
        "top_p": sampling.top_p,
        "seed": sampling.seed,
        "stream": True,
        "stream_options": {"include_usage": True},
        "logprobs": True,
    }
    if sampling.stop:
        body["stop"] = list(sampling.stop)
    return body | (_grammar(known, sampling.grammar) if sampling.grammar else {})


def _grammar(known: Nature, grammar: str) -> dict[str, object]:
    """Raises `BadRequest` where the server would not hold its reply to it."""
    if known.llama:
        return {"grammar": grammar}
    if known.vllm:  # the second until version 0.11; a version that does not know one leaves it out
        return {"structured_outputs": {"grammar": grammar}, "guided_grammar": grammar}
    raise BadRequest(
        "This server takes no grammars of this program's kind.",
        hint="Use llama.cpp's or vLLM's server, or a model on this machine, where replies must have a form.",
    )


def _first_model(wire: Wire) -> Mapping[str, Any]:
    said = wire.get("/v1/models")
    try:
        first: Mapping[str, Any] = said["data"][0]
    except (LookupError, TypeError) as error:
        raise EngineError(
            f"The server {wire.address} names no model.", hint="See that it has loaded one."
        ) from error
    return first


def _without(body: Mapping[str, object], name: str) -> dict[str, object]:
    return {key: value for key, value in body.items() if key != name}
