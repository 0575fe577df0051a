"""Names for runs that sort by the time they were given."""

import secrets
import threading
import time

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_RANDOM_BITS = 80

_lock = threading.Lock()
_last = 0


def new_ulid() -> str:
    """26 letters: 48 bits of milliseconds, then chance; later ones of one process always sort later."""
    global _last
    with _lock:
        fresh = (time.time_ns() // 1_000_000 << _RANDOM_BITS) | secrets.randbits(_RANDOM_BITS)
        _last = max(fresh, _last + 1)
        return _in_letters(_last)


def _in_letters(number: int) -> str:
    return "".join(_LETTERS[number >> shift & 31] for shift in range(125, -1, -5))
