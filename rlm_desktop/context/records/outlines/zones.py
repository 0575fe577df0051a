"""Zones of the domain name system: a row for each record, with its name, its type and what it says."""

import re
from collections.abc import Sequence

from rlm_desktop.context.records.shapes.shape import Field, Shape, Typed, quote

_FEWEST, _MOST = 3, 0.8
_TTL = r"\d+[smhdwSMHDW]?"
_TYPES = (
    "SOA|NS|A|AAAA|CNAME|DNAME|MX|TXT|SPF|PTR|SRV|CAA|DS|DNSKEY|CDS|CDNSKEY|RRSIG|NSEC|NSEC3|NSEC3PARAM|TLSA"
    "|SSHFP|NAPTR|LOC|HINFO|RP|URI|SVCB|HTTPS|ZONEMD|TYPE\\d+"
)
_ROW = (
    rf"^(\S*)[ \t]+(?:({_TTL})[ \t]+)?(?:(IN|CH|HS)[ \t]+)?(?:({_TTL})[ \t]+)?({_TYPES})[ \t]+"
    r"(.*?)[ \t]*(?:;[^\"]*)?$"
)
_GROUPS = ("name", "ttl", "class", "later", "type", "data")
_WHOLE = Typed("integer", "TRY_CAST({x} AS BIGINT)")


def zone_shape(lines: Sequence[str]) -> Shape | None:
    """The shape of a zone; None where most lines are no records of one."""
    told = [line for line in lines if line.strip() and not line.lstrip().startswith((";", "$"))]
    row = re.compile(_ROW)
    found = [match for line in told if (match := row.match(line))]
    classed = sum(bool(match[3]) for match in found)
    if len(found) < max(_FEWEST, _MOST * len(told)) or classed < 0.5 * len(found):
        return None
    return Shape(
        kind="delimited",
        row_is="record",
        extract=f"regexp_extract(line, {quote(_ROW)}, [{', '.join(map(quote, _GROUPS))}])",
        fits="f.type <> ''",
        fields=(
            Field(name="name", text="f.name", note="the name that the record is about"),
            Field(
                name="ttl",
                text="coalesce(nullif(f.ttl, ''), f.later)",
                type=_WHOLE.type,
                cast=_WHOLE.cast,
                note="in seconds",
            ),
            Field(name="class", text="f.class"),
            Field(name="type", text="f.type"),
            Field(name="data", text="f.data", note="what the record says"),
        ),
        comment=";",
        preamble=True,
        carried=("name",),
        share=len(found) / len(told),
    )
