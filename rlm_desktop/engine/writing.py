"""A reply as it is written: tokens become text, stop strings end it, whole characters are streamed."""

import codecs
from collections.abc import Callable

from rlm_desktop.engine.llama import Attention, Held, Logits, Model
from rlm_desktop.engine.sampler import Sampler
from rlm_desktop.ports import Completion, Sampling

_LOOKED_AT = 8
"""Tokens between two looks at whether a reply goes round and round."""
_SHORTEST, _LONGEST = 3, 80
"""Letters of what is written over and over, blanks apart."""
_TIMES, _LETTERS = 5, 160
"""So often at least, and so many letters of it: no program needs that, and it would go on to the limit."""


def goes_round(text: str) -> bool:
    """Whether a text ends in the same few words over and over, as a lost small model writes."""
    tail = "".join(text[-4 * _TIMES * _LONGEST :].split())[-_TIMES * _LONGEST :]
    for size in range(_SHORTEST, min(_LONGEST, len(tail) // _TIMES) + 1):
        unit = tail[-size:]
        times = max(_TIMES, -(-_LETTERS // size))
        if tail.endswith(unit * times) and any(map(str.isalnum, unit)):
            return True
    return False


class Text:
    """The text so far, and how much of it may be shown: not what a stop string may still take back."""

    def __init__(self, stop: tuple[str, ...]) -> None:
        self._stop = tuple(word for word in stop if word)
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._shown = 0
        self.whole = ""
        self.stopped = False

    def add(self, piece: bytes) -> str:
        """Take the bytes of a token; returns what may now be shown of the text."""
        before = len(self.whole)
        self.whole += self._decoder.decode(piece)
        return self._show(before)

    def finish(self) -> str:
        """The reply is over: an unfinished character becomes a mark, and the rest is shown."""
        if not self.stopped:
            before = len(self.whole)
            self.whole += self._decoder.decode(b"", final=True)
            self._find_stop(before)
        rest = self.whole[self._shown :]
        self._shown = len(self.whole)
        return rest

    def _show(self, before: int) -> str:
        self._find_stop(before)
        safe = len(self.whole) if self.stopped else len(self.whole) - self._held_back()
        piece = self.whole[self._shown : safe]
        self._shown = max(self._shown, safe)
        return piece

    def _find_stop(self, before: int) -> None:
        places = [self.whole.find(word, max(0, before - len(word) + 1)) for word in self._stop]
        found = [place for place in places if place >= 0]
        if found:
            self.whole = self.whole[: min(found)]
            self.stopped = True

    def _held_back(self) -> int:
        """How many characters at the end may be the beginning of a stop string."""
        most = len(self.whole)
        return max(
            (
                size
                for word in self._stop
                for size in range(1, min(len(word), most + 1))
                if self.whole.endswith(word[:size])
            ),
            default=0,
        )


class Writing:
    """Writes one reply: a task of the batcher."""

    writes = True
    wants_logits = True
    on_held: Callable[[Held], None] | None = None
    on_attention: Callable[[Attention | None], None] | None = None

    def __init__(
        self,
        model: Model,
        prompt: list[int],
        sampling: Sampling,
        *,
        call: int,
        window: int,
        keep: int | None,
        on_text: Callable[[str], None] | None,
        on_done: Callable[[Completion], None],
    ) -> None:
        self.call = call
        self.keep = keep
        self.tokens = list(prompt)
        self.reserve = max(1, min(sampling.max_tokens, window - len(prompt)))
        self._model = model
        self._sampler = Sampler(model, sampling)
        self._prompt = len(prompt)
        self._text = Text(sampling.stop)
        self._logprobs = 0.0
        self._generated = 0
        self.streams = on_text is not None
        self._on_text = on_text
        self._on_done = on_done
        self.cached = 0

    def advance(self, logits: Logits | None) -> bool:
        assert logits is not None
        token, logprob = self._sampler.draw(logits)
        self._generated += 1
        self._logprobs += logprob
        self.reserve -= 1
        if self._model.is_end(token):
            return self._end("stop")
        self._say(self._text.add(self._model.piece(token)))
        if self._text.stopped:
            return self._end("stop")
        round_and_round = self._generated % _LOOKED_AT == 0 and goes_round(self._text.whole)
        if self.reserve <= 0 or round_and_round:
            return self._end("length")
        self.tokens.append(token)
        return True

    def close(self) -> None:
        self._sampler.close()

    def _say(self, piece: str) -> None:
        if piece and self._on_text:
            self._on_text(piece)

    def _end(self, finish: str) -> bool:
        self._say(self._text.finish())
        self._on_done(
            Completion(
                text=self._text.whole,
                finish="stop" if finish == "stop" or self._text.stopped else "length",
                prompt_tokens=self._prompt,
                cached_tokens=self.cached,
                generated_tokens=self._generated,
                logprob=self._logprobs / self._generated,
            )
        )
        return False
