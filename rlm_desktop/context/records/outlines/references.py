"""References as programs for literature write them: BibTeX, PubMed's form, RIS, EndNote."""

from rlm_desktop.context.records.logs.forms import Form
from rlm_desktop.context.records.shapes.shape import Field

_LETTERS = (
    (r"\\i\b\s*", "i"),
    *(
        (rf"\\{sign}\s*\{{?([A-Za-z])\}}?", rf"\1{mark}")
        for sign, mark in (
            ('"', "\u0308"),
            ("'", "\u0301"),
            ("`", "\u0300"),
            (r"\^", "\u0302"),
            ("~", "\u0303"),
            (r"(?:c\b|c\{)", "\u0327"),
            (r"(?:v\b|v\{)", "\u030c"),
        )
    ),
    (r"\\aa\b\s*", "å"),
    (r"\\AA\b\s*", "Å"),
    (r"\\o\b\s*", "ø"),
    (r"\\O\b\s*", "Ø"),
    (r"\\ae\b\s*", "æ"),
    (r"\\ss\b\s*", "ß"),
    (r"\\l\b\s*", "ł"),
)
"""Letters as TeX writes them: an accent becomes a sign that is put on its letter afterwards."""
_TAGGED = (
    (r"\n {4,}[ \t]*", " "),
    (r"(?:^|\n)([A-Z][A-Z0-9]{1,3}) *-(?: |\n|$)", "\x1e\\1:"),
    (r"\s*\n\s*", " "),
    (r"[ \t]*\x1e", r"\n"),
)
"""What stands on several lines is one, and begins with its tag."""
_DAYS = "['%Y %b %d', '%Y %m %d', '%Y %b', '%Y %m', '%Y']"


_SEVERAL_OF_PUBMED = frozenset(
    [
        *("FAU", "AU", "AD", "AUID", "CN", "FIR", "LA", "PT", "MH", "OT"),
        *("GR", "RN", "IS", "LID", "AID", "PHST", "CIN"),
    ]
)


def _day_of(key: str) -> tuple[Field, ...]:
    """When something was published: often only the month is told, or the year."""
    told = f"regexp_extract({{{key}}}, '^\\d\\d\\d\\d(?:[ /](?:[A-Z][a-z][a-z]|\\d\\d)(?:[ /]\\d+)?)?')"
    day = f"CAST(try_strptime(replace({{x}}, '/', ' '), {_DAYS}) AS DATE)"
    year = f"regexp_extract({{{key}}}, '\\d\\d\\d\\d')"
    return (
        Field(name="published", text=told, type="date", cast=day, note="the first where no day is told"),
        Field(name="year", text=year, type="integer", cast="TRY_CAST({x} AS BIGINT)", note="of publication"),
    )


_OF_ENDNOTE = (
    ("A", "author"),
    ("E", "editor"),
    ("T", "title"),
    ("J", "journal"),
    ("B", "published in"),
    ("D", "year"),
    ("V", "volume"),
    ("N", "issue"),
    ("P", "pages"),
    ("I", "publisher"),
    ("C", "place"),
    ("K", "keywords"),
    ("X", "abstract"),
    ("U", "url"),
    ("R", "doi"),
    ("G", "language"),
    ("@", "issn"),
)
REFERENCES = (
    Form(
        # Once matched, blank lines and remarks are not tried in other ways: there are too many.
        opens=r"\s*+(?:(?:%[^\n]*|@(?i:comment|string|preamble)\b[^\n]*)\n\s*+)*+@[A-Za-z]+\s*[{(]\s*[^\s,{}=]+\s*,\s*\n",
        begins="@",
        steps=(
            (r"^@(\w+)\s*[{(]\s*([^,\s]*)\s*,", r"entry type:\1\nkey:\2"),
            (r"\n[ \t]*([A-Za-z][\w-]*)[ \t]*=[ \t]*", "\x1e\\1:"),
            (r"\nkey:", "\x1ekey:"),
            (r"\s*\n\s*", " "),
            ("\x1e", r"\n"),
            (r"(?m)^([\w-]+:)\{(.*)\}[ ,}]*$", r"\1\2"),
            (r'(?m)^([\w-]+:)"(.*)"[ ,}]*$', r"\1\2"),
            (r"(?m)[ ,}]*$", ""),
            (r"\\(?:text(?:tt|it|bf|sc|sf|rm|sl|up)|emph|mkbib\w+)\s*\{", "{"),
            *_LETTERS,
            (r"\\([&%$#_])", r"\1"),
            (r"([^/])~", r"\1 "),
            (r"[{}]", ""),
        ),
        named={},
        composed=True,
        listed=" and ",
        lists=frozenset(["author", "editor"]),
    ),
    Form(
        opens=r"\s*PMID- *\d",
        begins="PMID-",
        steps=_TAGGED,
        named={
            "TI": "title",
            "FAU": "authors",
            "AU": "authors_in_short",
            "CN": "corporate_author",
            "DP": "published_as_told",
            "DEP": "published_online",
            "JT": "journal",
            "TA": "journal_in_short",
            "LA": "language",
            "PT": "publication_type",
            "PL": "country_of_journal",
            "AB": "abstract",
            "VI": "volume",
            "IP": "issue",
            "PG": "pages",
            "IS": "issn",
            "AD": "affiliations",
            "MH": "subject_headings",
            "OT": "keywords",
            "GR": "grants",
            "RN": "substances",
            "TT": "original_title",
            "LID": "location_id",
            "AID": "article_id",
            "AUID": "author_id",
            "PMC": "pmc_id",
            "FIR": "investigators",
            "DCOM": "completed",
            "LR": "revised",
            "EDAT": "entered",
            "CRDT": "created",
            "PHST": "publication_history",
            "COIS": "conflict_of_interest",
            "CI": "copyright",
            "STAT": "status_of_entry",
            "SO": "cited_as",
            "CIN": "comment_in",
            "RF": "number_of_references",
        },
        left_out=frozenset(["OWN", "SB", "JID", "OTO", "PST", "PMCR", "IRAD", "MHDA", "IR"]),
        several=_SEVERAL_OF_PUBMED,
        lists=frozenset(["fau", "fir"]),
        moments=frozenset(["DEP", "DCOM", "LR"]),
        more=_day_of("DP"),
    ),
    Form(
        opens=r"\s*TY  - *\w",
        begins="TY  -",
        steps=_TAGGED,
        named={
            "TY": "type",
            "TI": "title",
            "T1": "title",
            "T2": "published_in",
            "JO": "journal",
            "JF": "journal",
            "JA": "journal_in_short",
            "AU": "authors",
            "A1": "authors",
            "A2": "editors",
            "ED": "editors",
            "PY": "published_as_told",
            "Y1": "published_as_told",
            "DA": "date",
            "AB": "abstract",
            "N2": "abstract",
            "N1": "notes",
            "KW": "keywords",
            "VL": "volume",
            "IS": "issue",
            "SP": "first_page",
            "EP": "last_page",
            "SN": "issn",
            "DO": "doi",
            "UR": "url",
            "PB": "publisher",
            "CY": "place",
            "AD": "affiliations",
            "LA": "language",
            "DB": "database",
        },
        left_out=frozenset(["ER", "ID"]),
        several=frozenset(["AU", "A1", "A2", "ED", "KW", "AD", "UR", "N1", "SN"]),
        lists=frozenset(["au", "a1", "a2", "ed"]),
        more=(*_day_of("PY"), *_day_of("Y1")),
    ),
    Form(
        opens=r"\s*%0 +\w",
        begins="%0 ",
        steps=(
            (r"^%0 +", "type:"),
            *((rf"\n%{sign} +", f"\x1e{name}:") for sign, name in _OF_ENDNOTE),
            (r"\n%\S +", "\x1eother:"),
            (r"\s*\n\s*", " "),
            (r"[ \t]*\x1e", r"\n"),
        ),
        left_out=frozenset(["other"]),
        several=frozenset(["author", "editor", "keywords"]),
        lists=frozenset(["author", "editor"]),
    ),
)
