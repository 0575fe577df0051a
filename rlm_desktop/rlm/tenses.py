"""What was done, where other lines tell that it is being done: "generated" beside "generating"."""

import re

from rlm_desktop.errors import TableError
from rlm_desktop.rlm import alternatives, forms
from rlm_desktop.rlm.linking import Links, Query, identifier, literal

_PASSIVE = re.compile(r"\b(?:was|were|been|being|is|are|get|got)\b[^?.,;]*?\b([a-z]{3,}ed)\b", re.IGNORECASE)


def of_the_same(question: str, links: Links, query: Query) -> str:
    """What to tell of lines that say the same verb in another form; empty where there are none."""
    for match in _PASSIVE.finditer(question):
        verb = match.group(1).lower()
        said = [one for one in links.worded if verb in one.phrase.lower().split() and not one.left_out]
        stem = forms.cut(verb)
        if links.quoted or len(said) != 1 or alternatives.is_left_out(verb, question):
            continue
        others = [one.condition for one in links.worded if one is not said[0] and one.table == said[0].table]
        rest = [word for word in said[0].phrase.lower().split() if word != verb]
        others += [f"contains(lower(line), {literal(word)})" for word in rest]
        other = literal(rf"(?:^|[^\pL\pN])({re.escape(stem)}(?:ing|es|e|s)?)(?:[^\pL\pN]|$)")
        where = " AND ".join([*others, f"NOT ({said[0].condition})", f"regexp_matches(lower(line), {other})"])
        form = f"regexp_extract(lower(line), {other}, 1)"
        counted = f"SELECT {form} AS form, count(*) AS n FROM {identifier(said[0].table)} WHERE {where}"
        try:
            rows = query(f"{counted} GROUP BY 1 ORDER BY n DESC, form LIMIT 1").rows
        except TableError:
            continue
        if rows:
            shown, count = rows[0]
            return (
                f"Lines that say “{said[0].said}” were looked at ({said[0].rows:,});"
                f" {int(str(count)):,} others say “{shown}”."
            )
    return ""
