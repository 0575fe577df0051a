"""Sizes, counts and times as people say them, and text made safe for a terminal."""

from rlm_desktop.legible import legible


def count(number: int, thing: str, things: str = "") -> str:
    """ "1 document", "1,204 documents"."""
    return f"{number:,} {thing if number == 1 else things or thing + 's'}"


def size(number: int) -> str:
    """ "812 bytes", "4.4 MB"."""
    if number < 1000:
        return count(number, "byte")
    amount = float(number)
    for unit in ("kB", "MB", "GB"):
        amount /= 1000
        if amount < 999.95:
            return f"{amount:.1f} {unit}"
    return f"{amount / 1000:,.1f} TB"


def duration(seconds: float) -> str:
    """ "0.4 s", "41 s", "4 min 10 s", "2 h 5 min"."""
    if seconds < 9.95:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


def plain(text: str) -> str:
    """Text without what could steer a terminal or turn its lines around: it comes from files and models."""
    return legible(text)


def one_line(text: str, most: int = 100) -> str:
    """Plain text on one line, cut with an ellipsis."""
    flat = " ".join(plain(text).split())
    return flat if len(flat) <= most else flat[: most - 1] + "…"
