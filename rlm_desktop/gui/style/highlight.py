"""Programs in colour: Python and SQL as HTML that a text view can show."""

import html

from pygments import lex  # type: ignore[import-untyped]
from pygments.lexers import PythonLexer, SqlLexer  # type: ignore[import-untyped]
from pygments.token import Token  # type: ignore[import-untyped]

from rlm_desktop.gui.style.theme import Colours

LONGEST = 100_000
"""Beyond this many characters a text is shown plain and cut: nobody reads it, and layout would be felt."""

_LEXERS = {"python": PythonLexer, "sql": SqlLexer}


def _ink(look: Colours) -> dict[object, str]:
    """Few colours: words of the language, texts, numbers, comments. The rest is plain."""
    return {
        Token.Keyword: look.accent,
        Token.Operator.Word: look.accent,
        Token.Literal.String: "#8A5A00" if not look.dark else "#E8B45C",
        Token.Literal.Number: "#1D4ED8" if not look.dark else "#8AB4F8",
        Token.Comment: look.faint,
        Token.Name.Function: look.text,
        Token.Name.Builtin: "#6D28D9" if not look.dark else "#C4B5FD",
    }


def code_html(code: str, language: str, look: Colours) -> str:
    """A program as preformatted HTML in the colours of the look."""
    lexer = _LEXERS.get(language.lower())
    if lexer is None or len(code) > LONGEST:
        return plain_html(code)
    ink = _ink(look)
    parts = []
    for kind, text in lex(code, lexer(stripnl=False, ensurenl=False)):
        colour = _colour(kind, ink)
        escaped = html.escape(text)
        parts.append(f'<span style="color:{colour}">{escaped}</span>' if colour else escaped)
    return _pre("".join(parts))


def plain_html(text: str) -> str:
    """Text as preformatted HTML, cut where it is longer than anyone reads."""
    shown = html.escape(text[:LONGEST])
    if len(text) > LONGEST:
        shown += f"\n… {len(text) - LONGEST:,} more characters"
    return _pre(shown)


def _pre(inner: str) -> str:
    return f'<pre style="white-space:pre-wrap; margin:0">{inner}</pre>'


def _colour(kind: object, ink: dict[object, str]) -> str | None:
    while kind is not None:
        if kind in ink:
            return ink[kind]
        kind = getattr(kind, "parent", None)
    return None
