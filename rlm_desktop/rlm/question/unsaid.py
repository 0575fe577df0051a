"""What is told of words of a question that no line of the text says."""

from rlm_desktop.rlm.question.links import Links


def left_out(links: Links) -> str:
    """What to tell of an answer that may leave out a part of the question; empty where there is nothing."""
    if links.unchecked:
        return "The question's words could not be looked up in all lines: some may have been left out."
    if not links.unsaid:
        return ""
    where = "in no line, or in none of those that say the rest"
    return f"{_named(links)} stands {where}: the answer takes no account of it. Ask with words of the text."


def nowhere(links: Links) -> str:
    """What to tell where a program looked for a word that no line says, and rightly found nothing."""
    return (
        f"{_named(links)} stands in no line, or in none of those that say the rest." if links.unsaid else ""
    )


def _named(links: Links) -> str:
    return " or ".join(f"“{word}”" for word in links.unsaid)
