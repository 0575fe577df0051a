"""A year that a question names, and a column has in its name: `sales_2014` is of that year, for all rows."""

import re
from collections.abc import Iterator

from sqlglot import exp

from rlm_desktop.rlm.expressions import conjuncts
from rlm_desktop.rlm.question.linking import words

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_ALIKE = 4  # letters
_OF_A_DEED = r"\b(?:\w{{3,}}ed|born|new|begun|built|begin|began|since|until|before|after) (?:in )?{}\b"
"""What was done in that year is a condition, and no name of a figure: shops founded in 2014."""


def mend(tree: exp.Query, question: str) -> Iterator[str]:
    """Rule "its name says the year": no rows are looked for by a year that a column shown has in its name.

    Not where the question speaks of the column that is compared: who was hired in 2014 has a date of hiring.
    """
    for select in tree.find_all(exp.Select):
        where = select.args.get("where")
        shown = [one for one in (*select.expressions, select.args.get("order")) if one is not None]
        names = dict.fromkeys(column.name for one in shown for column in one.find_all(exp.Column))
        of_years = {year: name for name in names for year in _YEAR.findall(name) if question.count(year) == 1}
        if where is None or not of_years:
            continue
        kept = []
        for condition in conjuncts(where.this):
            year = _of_year(condition, question)
            if year not in of_years:
                kept.append(condition)
                continue
            yield f"{of_years[year]} is of {year} by its name: no rows were looked for by it."
        select.set("where", exp.Where(this=exp.and_(*kept)) if kept else None)


def _of_year(condition: exp.Expr, question: str) -> str:
    """The only year that a condition compares with; empty where the question speaks of its column."""
    years = {year for text in condition.find_all(exp.Literal) for year in _YEAR.findall(text.name)}
    columns = [word for one in condition.find_all(exp.Column) for word in words(one.name.replace("_", " "))]
    said = words(question)
    spoken = any(len(w) >= _ALIKE and other.startswith(w[:_ALIKE]) for w in columns for other in said)
    literals = [text.name for text in condition.find_all(exp.Literal)]
    only = all(_YEAR.search(text) or not text.isdigit() for text in literals)
    year = years.pop() if len(years) == 1 and only and not spoken else ""
    return "" if year and re.search(_OF_A_DEED.format(year), question, re.IGNORECASE) else year
