"""A mark of how a file begins and ends: one that only grew is told from one that was written anew."""

import hashlib

from rlm_desktop.context.encodings import ByteStream

SMALLEST = 256 * 1024
"""A smaller file is read again as quickly as it is looked at."""
_EDGE = 64 * 1024


def seal_of(stream: ByteStream, size: int) -> bytes | None:
    """The mark of the first `size` bytes of a file, or nothing where it is not worth one."""
    if size < SMALLEST:
        return None
    digest = hashlib.blake2b(digest_size=16)
    for start in (0, size - _EDGE):
        stream.seek(start)
        digest.update(stream.read(_EDGE))
    return digest.digest()


def only_grew(stream: ByteStream, size: int, seal: bytes | None) -> bool:
    """Whether a file that had `size` bytes still begins with them, as far as its edges tell."""
    return seal is not None and seal_of(stream, size) == seal
