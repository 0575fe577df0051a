"""The words that a query may have, once a root used a column that is not there: SQL's and the tables' own.

A small root that took a column `time` for granted writes it again however often it is told. Under a grammar
that knows no other names than those of the tables, it has to choose one of them.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from rlm_desktop.profile import Table
from rlm_desktop.rlm.plans.candidates import Candidate
from rlm_desktop.rlm.verbs import grammars

_KEYWORDS = """
select from where and or not in like ilike is null between group by order having limit desc asc distinct as
join left inner on using case when then else end union all with cast true false exists over partition
filter offset nulls last first
"""
_TYPES = "date timestamp varchar integer double"
"""These stand behind AS and before a bracket, so that none of them is taken for a column."""
_PERIODS = "year month day hour minute"
"""These stand before a bracket or FROM, or are the unit of an interval in quotation marks."""
_FUNCTIONS = """
count sum avg min max median mode round lower upper strftime date_trunc date_part
extract quantile_cont contains starts_with regexp_matches regexp_extract split_part substr length abs
coalesce nullif date_diff datediff dayname monthname dayofweek list_contains string_agg greatest least concat
trim replace any_value arg_max arg_min try_cast row_number rank
"""
_ALIASES = "n m a b t x y k total number share average first_one second_one"
_NO_SUCH = re.compile(r"\bno (?:column|table)\b", re.IGNORECASE)
_FENCE = "```sql\n"


def is_wanted(drawn: Sequence[Candidate], tables: Iterable[Table]) -> bool:
    """Whether all programs so far were refused, some for a column or a table that there is none of.

    Not of logs: what their lines do not tell no other column tells, and that is to be said.
    """
    if any(table.kind == "log" for table in tables):
        return False
    refused = [candidate.problem() for candidate in drawn if not candidate.answered]
    return len(refused) == len(drawn) and any(_NO_SUCH.search(why) for why in refused)


def grammar(tables: Iterable[Table]) -> str:
    """GBNF of one fenced query: words in any order, each of them SQL's or a name in the tables."""
    known = " | ".join(grammars.terminal(word) for word in _words(tables))
    fence = grammars.terminal(_FENCE).replace("\n", "\\n")
    return (
        f'root ::= {fence} between* word (apart word)* between* "\\n```"\n'
        f'word ::= {known} | ("DATE " | "INTERVAL ") text\n'
        "apart ::= between{1,30}\n"
        "between ::= text | [ \\n0-9(),*=<>!+/%.;|-]\n"
        'text ::= "\'" ([^\'\\n])* "\'"\n'
    )


def _words(tables: Iterable[Table]) -> Iterator[str]:
    """Each once, names also in the quotation marks that SQL has for them."""
    names = [name for table in tables for name in (table.name, *(column.name for column in table.columns))]
    keywords = [form for word in _KEYWORDS.split() for form in (word.upper(), word)]
    functions = [form for word in _FUNCTIONS.split() for form in (word.upper(), word)]
    functions += [f"{form}(" for word in _PERIODS.split() for form in (word.upper(), word)]
    functions += [f"{word} FROM" for word in _PERIODS.upper().split()]
    keywords += [f"AS {word})" for word in _TYPES.upper().split()]
    quoted = [f'"{name}"' for name in names]
    yield from dict.fromkeys([*keywords, *functions, *names, *quoted, *_ALIASES.split()])
