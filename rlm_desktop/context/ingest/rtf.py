"""Rich text (rtf), also in the packed form in which Outlook keeps the text of a message."""

import struct

from striprtf.striprtf import rtf_to_text

_PACKED = b"LZFu"
_KNOWN = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript "
    b"\\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par "
    b"\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
"""What every packed text may refer to before it has begun."""
_WINDOW = 4096


def plain_rtf(source: bytes) -> str:
    """The text without its formatting."""
    text: str = rtf_to_text(  # type: ignore[no-untyped-call]
        source.decode("latin-1"), encoding="cp1252", errors="replace"
    )
    return text.replace("\r\n", "\n").rstrip("\n") + "\n"


def unpacked(packed: bytes) -> bytes:
    """Rich text as Outlook packs it: bytes as they are, and references to the last 4096."""
    size, _, kind, _ = struct.unpack_from("<II4sI", packed)
    if kind != _PACKED:
        return packed[16 : 16 + size]
    window = bytearray(_KNOWN.ljust(_WINDOW, b" "))
    write, at, out = len(_KNOWN), 16, bytearray()
    while at < len(packed):
        control, at = packed[at], at + 1
        for bit in range(8):
            if at >= len(packed):
                break
            if not control >> bit & 1:
                piece, at = packed[at : at + 1], at + 1
            else:
                reference, at = int.from_bytes(packed[at : at + 2], "big"), at + 2
                start, length = reference >> 4, (reference & 15) + 2
                if start == write % _WINDOW:
                    return bytes(out)
                piece = bytes(window[(start + step) % _WINDOW] for step in range(length))
            for byte in piece:
                window[write % _WINDOW] = byte
                write += 1
            out += piece
    return bytes(out)
