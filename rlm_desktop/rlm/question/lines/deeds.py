"""What was done, as a column of a few deeds writes it: 'denied', where it is asked what a firewall did deny.

The verb of a question stands in another form than the value: only verbs are looked at, so that the orders
that a question counts are no rows that are 'ordered'.
"""

import re
from collections.abc import Iterator

import msgspec

from rlm_desktop.profile import Column, Profile, Table
from rlm_desktop.rlm.question import forms
from rlm_desktop.rlm.question.lines import wording
from rlm_desktop.rlm.question.links import Link, Links, Query

_MOST_DEEDS = 12
_WORD = re.compile(r"[A-Za-z]+(?:['\u2019]t)?")
_CLAUSE = re.compile(r"[?.;:!]|,\s+(?:and|but)\s")
_HELPS = frozenset(("did", "do", "does", "didn't", "don't", "doesn't"))
_NO_VERBS_BEHIND = """
a all an and any at by each every first for from in its last many more most much new no of old on or other
per some such than that the their these this those to what which whose with
"""
_BEFORE_NOUNS = frozenset(_NO_VERBS_BEHIND.split())
_BEFORE_VERBS = frozenset(("and", "or"))


def added(links: Links, question: str, profile: Profile, _query: Query) -> Links:
    """The links with such values; not of logs with free text, which is looked through for the verb itself."""
    known = {link.phrase for link in links.values}
    found = [
        link
        for table in profile.tables
        if not wording.has_wording(table)
        for link in _of_table(question, table)
        if link.phrase not in known
    ]
    return msgspec.structs.replace(links, values=(*links.values, *found)) if found else links


def _of_table(question: str, table: Table) -> Iterator[Link]:
    """The values of a column of a few deeds that the verbs of a question are other forms of."""
    said = {token.lower() for token in _WORD.findall(question)}
    verbs = list(dict.fromkeys(_verbs(question)))
    for column in table.columns if verbs else ():
        deeds = _deeds(column)
        if said & {value.lower() for value in deeds}:
            continue
        for verb in verbs:
            found = [value for value in deeds if _is_form(verb, value)]
            if len(found) == 1:
                yield Link(verb, table.name, column.name, found[0], deeds[found[0]], otherwise=True)


def _deeds(column: Column) -> dict[str, int]:
    """The values of a column that has a few, each one word; nothing of any other."""
    values = dict(column.values)
    words = all(value.isascii() and value.isalpha() for value in values)
    few = 1 < len(values) == column.distinct <= _MOST_DEEDS
    return values if column.type == "text" and few and words else {}


def _verbs(question: str) -> Iterator[str]:
    """The words of a question that tell a deed: what somebody did, behind "did", and what was done."""
    for clause in _CLAUSE.split(question):
        helped, before = False, ""
        for token in _WORD.findall(clause):
            word = token.lower()
            is_noun = before in _BEFORE_NOUNS - (_BEFORE_VERBS if helped else frozenset())
            plain = helped and word not in _HELPS and not word.endswith(("s", "ed", "ing"))
            if token.islower() and not is_noun and (plain or forms.is_past(word)):
                yield token
            helped, before = helped or word in _HELPS, word


def _is_form(verb: str, value: str) -> bool:
    return forms.cut(verb) == forms.cut(value.lower()) or forms.of_one_verb(verb, value.lower())
