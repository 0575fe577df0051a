"""Which end of a connection is meant: who sends is the client or the source, who answers the other."""

import re

from sqlglot import exp

from rlm_desktop.profile import Table
from rlm_desktop.rlm.queries.verdicts import is_spoken_of
from rlm_desktop.rlm.question.links import Links
from rlm_desktop.rlm.question.spelled import speaking

_ONE = r"(?:\w+ )?(?:machine|host|address|computer|device|ip|system|endpoint|node|client)(?:e?s)?"
_SENDS = (
    r"(?:sent|sends?|asked|asks|made|makes?|issued|requested|requests|queried|opened|initiated|started|connected"
    r"|tried|looked up|called|contacted|downloaded)"
)
_GETS = r"(?:received|receives?|answered|answers|served|serves|handled|handles|responded|responds|accepted)"
_FORM = r"\b(?:which|what)\s+{one}\s+(?:has |have |had |was |were )?(?:\w+ly )?{does}\b"
_SENDER = re.compile(_FORM.format(one=_ONE, does=_SENDS) + rf"|\bwho\s+{_SENDS}\b", re.IGNORECASE)
_RECEIVER = re.compile(_FORM.format(one=_ONE, does=_GETS), re.IGNORECASE)
_ENDS = (
    ("client", "server"),
    ("client_ip", "server_ip"),
    ("source", "destination"),
    ("source_ip", "destination_ip"),
    ("source_address", "destination_address"),
    ("src", "dst"),
    ("src", "dest"),
    ("src_ip", "dst_ip"),
    ("src_ip", "dest_ip"),
    ("srcip", "dstip"),
    ("src_addr", "dst_addr"),
    ("saddr", "daddr"),
)
_WAYS = (
    *_ENDS[2:],
    ("sender", "recipient"),
    ("sender", "receiver"),
    ("from", "to"),
    ("origin", "destination"),
)
_CAME = r"\bfrom"
_WENT = r"\b(?:to|towards?|against)"
_OF = r"(?:ip|source|target|host|machine|address|server|computer|client)"
_AT = rf"\s+(?:the\s+)?(?:{_OF}\s+){{0,2}}[\"'\u201c]?%s(?!\w)"
_SEND = "sends?|sent|(?:transmit|upload|open|request|contact)(?:s|t?ed)?|initiate[sd]?"
_GET = "receives?|received|gets?|got|accept(?:s|ed)?|answer(?:s|ed)?|serve[sd]?"
_HOSTS = ("host", "hostname", "server", "machine", "computer", "node")
_ADDRESSES = ("client", "client_ip", "rhost", "ip", "address")


def mend(tree: exp.Query, question: str, table: Table) -> str:
    """Rule "who sends is the client": that column in the place of the other end's; its name, if turned."""
    sends, gets = _SENDER.search(question), _RECEIVER.search(question)
    if bool(sends) == bool(gets):
        return ""
    names = {column.name.lower() for column in table.columns}
    for sender, receiver in _ENDS:
        meant, other = (sender, receiver) if sends else (receiver, sender)
        used = [column for column in tree.find_all(exp.Column) if column.name.lower() in (meant, other)]
        if not {meant, other} <= names or not used or any(column.name.lower() == meant for column in used):
            continue
        if re.search(rf"\b{re.escape(other.split('_')[0])}s?\b", question, re.IGNORECASE):
            return ""  # It is named.
        for column in used:
            column.replace(exp.column(meant, quoted=True))
        return meant
    return ""


def of_way(tree: exp.Query, question: str, table: Table) -> str:
    """Rule "what came from it has it as its source": the end that the word before an address tells."""
    names = {column.name.lower() for column in table.columns}
    both = {c.name.lower() for one in tree.find_all(exp.EQ, exp.In) for c in one.find_all(exp.Column)}
    for compared in tree.find_all(exp.EQ, exp.In):
        column, values = compared.this, compared.expressions or [compared.expression]
        if not isinstance(column, exp.Column) or not all(isinstance(one, exp.Literal) for one in values):
            continue
        at = _AT % f"(?:{'|'.join(re.escape(one.name) for one in values)})"
        came, went = (re.search(way + at, question, re.IGNORECASE) is not None for way in (_CAME, _WENT))
        for source, target in _WAYS:
            meant, other = (source, target) if came else (target, source)
            if {meant, other} <= both:
                return ""  # A query that looks at both ends tells them apart.
            if came != went and {meant, other} <= names and column.name.lower() == other:
                column.replace(exp.column(meant, quoted=True))
                return meant
    return ""


def of_doer(tree: exp.Query, question: str, table: Table, links: Links) -> str:
    """Rule "who sent it is its source": the end that an address is by what the question says it did."""
    names = {column.name.lower() for column in table.columns}
    held = {(link.column.lower(), link.value) for link in links.values if link.table == table.name}
    used = {c.name.lower() for one in tree.find_all(exp.EQ) for c in one.find_all(exp.Column)}
    for compared in tree.find_all(exp.EQ):
        column, value = compared.this, compared.expression
        if not isinstance(column, exp.Column) or not isinstance(value, exp.Literal):
            continue
        sends, gets = (_does(value.name, deeds, question) for deeds in (_SEND, _GET))
        for source, target in _ENDS if sends != gets else ():
            meant, other = (source, target) if sends else (target, source)
            if not {meant, other} <= names or meant in used:
                continue
            at_other_end = column.name.lower() == other
            if at_other_end or ((meant, value.name) in held and not is_spoken_of(column.name, question)):
                column.replace(exp.column(meant, quoted=True))
                return meant
    return ""


def _does(address: str, deeds: str, question: str) -> bool:
    """Whether a question says of an address, at its beginning or behind it, that it does such a thing."""
    asked = rf"\b(?:did|does|do)\s+(?:the\s+)?(?:{_OF}\s+){{0,2}}[\"'\u201c]?{re.escape(address)}[\"'\u201d]?"
    told = rf"(?<![\w.]){re.escape(address)}[\"'\u201d]?(?:\s+(?:has|have|had))?"
    return re.search(rf"(?:{asked}|{told})\s+(?:{deeds})\b", question, re.IGNORECASE) is not None


def beyond(tree: exp.Query, question: str, table: Table) -> str:
    """Rule "the host of all lines is no answer": where hosts are all one, the address that lines tell.

    Not where it is the lines themselves that a host sent.
    """
    if speaking.words_of(question):
        return ""
    columns = {column.name.lower(): column for column in table.columns}
    group = tree.args.get("group") if isinstance(tree, exp.Select) else None
    key = group.expressions[0] if group and len(group.expressions) == 1 else None
    if not isinstance(key, exp.Column) or not tree.args.get("limit"):
        return ""
    own = columns.get(key.name.lower())
    others = [columns[name] for name in _ADDRESSES if name in columns and columns[name].distinct > 1]
    if own is None or own.name.lower() not in _HOSTS or own.distinct != 1 or not others:
        return ""
    for column in list(tree.find_all(exp.Column)):
        if column.name.lower() == own.name.lower():
            column.replace(exp.column(others[0].name, quoted=True))
    return others[0].name
