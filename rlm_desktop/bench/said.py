"""What one question came to, asked in a simpler way."""

import msgspec


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the record beside the program's own; `error` where it could not be asked."""

    score: float = 0.0
    answer: str = ""
    seconds: float = 0.0
    prompt_tokens: int = 0
    cached_tokens: int = 0
    """Of these not evaluated anew."""
    generated_tokens: int = 0
    calls: int = 0
    error: str = ""
