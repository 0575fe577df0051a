"""One question to a process that knows llama.cpp, which answers without loading a model and ends."""

from io import BytesIO
from pathlib import Path

import msgspec

from rlm_desktop.engine import cards, fit, frames, gguf
from rlm_desktop.engine.child import OF_THE_FILE, child_command, child_environment, load_request, our_error
from rlm_desktop.engine.fit import Need
from rlm_desktop.errors import EngineLost, ModelRefused
from rlm_desktop.hearing import heard
from rlm_desktop.settings import EngineSettings

_HINT = "`rlm-desktop doctor` says what is missing."
_MOST_BYTES = 1_000_000
_PATIENCE = 60.0
"""Seconds; the largest vocabularies take two of them."""


def weigh(model: Path, settings: EngineSettings) -> Need:
    """What a model will take with these settings, as llama.cpp lays it out.

    Raises `ModelRefused`, `EngineLost`.
    """
    gguf.read(model)
    event = _asked(frames.Weigh(load=load_request(model, settings)))
    if event is None:
        raise ModelRefused(
            f"llama.cpp broke off while it looked at {model.name}.",
            hint=OF_THE_FILE,
        )
    if not isinstance(event, frames.Weighed):
        raise our_error(event)
    return event.need


def room(wanted: int, *, gpu_layers: int) -> int:
    """Bytes that models may take now, of the machine's memory and, where `wanted` is more, of its cards'.

    `gpu_layers`: as in the settings. Raises `EngineLost`.
    """
    free = fit.available()
    # Only asked where it matters: it takes a process.
    return free + cards.own_memory(survey().devices) if wanted > free and gpu_layers else free


def survey(settings: EngineSettings | None = None) -> frames.Surveyed:
    """What llama.cpp was built for here, which devices it finds, and whether a model's process has walls.

    Raises `EngineLost`.
    """
    event = _asked(frames.Survey(walls=settings.walls if settings else True))
    if event is None:
        raise EngineLost("llama.cpp ended without an answer.", hint=_HINT)
    if not isinstance(event, frames.Surveyed):
        raise our_error(event)
    return event


def _asked(request: frames.Request) -> frames.Event | None:
    """None where the process ended without a word."""
    asking = BytesIO()
    frames.write(asking, request)
    try:
        answered = heard(
            child_command(),
            asking.getvalue(),
            most=_MOST_BYTES,
            patience=_PATIENCE,
            environment=child_environment(),
        )
        return frames.read_event(BytesIO(answered))
    except (OSError, ValueError, msgspec.MsgspecError) as error:
        raise EngineLost(f"llama.cpp could not be asked: {error}.", hint=_HINT) from error
