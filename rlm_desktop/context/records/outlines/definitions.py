"""What source code defines: a row for each function, class and the like, with its name and its file."""

import re
from collections.abc import Sequence

from rlm_desktop.context.records.shapes.shape import Field, Shape, quote
from rlm_desktop.context.records.values.kinds import TEXT

_WORDS = {
    "function": "def|function\\*?|func|fn|fun|sub",
    "class": "class",
    "interface": "interface|protocol",
    "struct": "struct|record",
    "enum": "enum",
    "trait": "trait",
    "module": "module|namespace|object",
    "type": "type",
}
"""What a definition is, and the words that languages have for it."""
_BEFORE = (
    r"(?:(?:export|default|public|private|protected|internal|static|final|abstract|async|unsafe|virtual|override"
    r"|open|sealed|data|inline|const|declare|partial|suspend|case|local|pub(?:\([^()]*\))?)\s+)*"
)
_NAME = r"([A-Za-z_$][\w$]*(?:[.:]{1,2}[A-Za-z_$][\w$]*)*[?!]?)"
_AFTER = r"\s*(?:[(:{<=;\[]|struct\b|interface\b|extends\b|implements\b|where\b|$)"
_BY_WORD = rf"^([ \t]*){_BEFORE}({'|'.join(_WORDS.values())})\s+(?:\([^()]*\)\s*)?{_NAME}{_AFTER}"
_CONTROL = (
    r"^\s*(?:if|else|elif|for|while|switch|return|catch|except|new|throw|raise|assert|do|goto|case|await|yield|del"
    r"|with|not|and|or|lambda|print|typedef|using|import|from)\b"
)
_TYPED = r"(?:[A-Za-z_][\w<>\[\].:,?]*[ \t*&]+)+\*?([A-Za-z_]\w*)[ \t]*\([^;{}=]*\)[ \t]*"
_BY_FORM = rf"^(?:{_TYPED}|[ \t]+{_TYPED}(?:const |noexcept |override |throws [\w., ]+)?\{{)[ \t]*\{{?[ \t]*$"
"""A function of C, Java and their like: a type, a name, brackets, and no semicolon."""


def definition_shape(lines: Sequence[str]) -> Shape | None:
    """The shape of source code that defines anything; other lines are no rows."""
    if not any(_defines(line) for line in lines):
        return None
    by_word, by_form = quote(_BY_WORD), quote(_BY_FORM)
    formed = f"regexp_extract(line, {by_form}, 1) || regexp_extract(line, {by_form}, 2)"
    word = f"regexp_extract(line, {by_word}, 2)"
    whens = " ".join(
        f"WHEN regexp_full_match({word}, {quote(words)}) THEN '{what}'" for what, words in _WORDS.items()
    )
    return Shape(
        kind="blocks",
        row_is="line",
        fits=f"regexp_matches(line, {by_word}) OR"
        f" (regexp_matches(line, {by_form}) AND NOT regexp_matches(line, {quote(_CONTROL)}))",
        fields=(
            Field(name="kind", text=f"CASE {whens} ELSE 'function' END", note="what the line defines"),
            Field(
                name="name",
                text=f"coalesce(nullif(regexp_extract(line, {by_word}, 3), ''), {formed})",
                cast=TEXT.cast,
                note="what it is called",
            ),
            Field(
                name="indented",
                text="CAST(regexp_matches(line, '^[ \t]') AS VARCHAR)",
                type="boolean",
                cast="TRY_CAST({x} AS BOOLEAN)",
                note="within another: a method, say",
            ),
        ),
        only_fitting=True,
        called="definitions",
    )


def _defines(line: str) -> bool:
    return bool(re.match(_BY_WORD, line) or (re.match(_BY_FORM, line) and not re.match(_CONTROL, line)))
