"""Why llama.cpp did not load a file, with the reason that it gave."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from rlm_desktop.engine.llama.shape import Shape
from rlm_desktop.errors import BadRequest, ModelRefused, ResourceShort, RlmError

_REASON: Final = re.compile(r"error loading model: (.+)")
_LONGEST: Final = 200


def refused(path: Path, complaints: Iterable[str]) -> ModelRefused:
    """`complaints`: what llama.cpp logged. They may quote names from the file."""
    reasons = [found[1] for line in complaints if (found := _REASON.search(line))]
    told = "".join(letter if letter.isprintable() else "�" for letter in reasons[-1]) if reasons else ""
    why = f": {told[:_LONGEST].rstrip('. ')}" if told else ""
    return ModelRefused(
        f"llama.cpp cannot load {path.name}{why}.",
        hint="The file may be damaged or newer than this program; verify it or get it again.",
    )


def not_begun(path: Path, shape: Shape) -> RlmError:
    """Why no context was made of a model that is loaded: memory, where the settings go together."""
    if shape.cache != "f16" and shape.flash_attention == "off":
        return BadRequest(
            f"A cache of {shape.cache} needs flash attention.",
            hint='Set engine.flash_attention to "auto", or engine.cache_type to "f16".',
        )
    return ResourceShort(
        f"There is not enough memory for {path.name} with a window of {shape.cells} tokens.",
        hint="Choose a smaller window or a smaller model, or close other programs.",
    )
