"""What stands at the beginning of log lines: times, levels, processes, addresses, bracketed words.

Every pattern is written in the part of the syntax that Python's `re` and the table engine's RE2 share.
"""

import msgspec

from rlm_desktop.context.records.values.time_forms import ISO_STAMP, TIME_FORMS

WORDS = (
    "trace|debug|debug1|debug2|debug3|finest|finer|fine|config|verbose|informational|information|info|notice|"
    "warning|warn|error|err|severe|critical|crit|alert|emergency|emerg|fatal|panic|failure|audit"
)
# Written out in three ways: a pattern that ignores case costs the table engine several times as much.
POSTGRES = "LOG|DETAIL|HINT|STATEMENT|CONTEXT|QUERY|LOCATION"
"""What PostgreSQL writes where others have a level; in small letters these are words like others."""
MYSQL = "Note|System"
"""What MySQL and MariaDB write besides, in brackets; elsewhere these are words like others."""
LEVELS = rf"(?:{WORDS.upper()}|{WORDS}|{'|'.join(word.title() for word in WORDS.split('|'))}|{POSTGRES})"
LETTERS = r"[VDIWEFCN]"
ADDRESS = r"\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}"


class Element(msgspec.Struct, frozen=True):
    """Something that nearly all lines have at the same place.

    `pattern` has one capturing group for each of `names`.
    """

    pattern: str
    names: tuple[str, ...]


def _times() -> tuple[Element, ...]:
    """Every form of a time, in brackets and bare, in the order of the forms."""
    found = []
    for form in TIME_FORMS:
        name = "date" if form.type == "date" else "time"
        found += [Element(rf"\[({form.pattern})\]", (name,)), Element(rf"({form.pattern})\b", (name,))]
    return tuple(found)


WRITTEN = _times()
EPOCH = r"1[0-9]{9}(?:[0-9]{3})?\b"
TIMES = (*WRITTEN, Element(rf"({EPOCH})", ("time",)))
"""Seconds since 1970 are a time, too, where nothing else is."""
LEVEL = (
    Element(rf"\[[ ]*({LEVELS})[ ]*\]", ("level",)),
    Element(rf"<({LEVELS})>", ("level",)),
    Element(rf"({LEVELS})\b", ("level",)),
)
RUBY = Element(
    r"[A-Z], \[(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?) #(\d+)\][ \t]+"
    rf"({LEVELS}|ANY) -- ([^:]*): ?",
    ("time", "pid", "level", "component"),
)
"""What Ruby's logger writes before what it is told."""
KLOG = Element(
    rf"({LETTERS})(\d{{4}} \d\d:\d\d:\d\d\.\d{{6}})[ \t]+(\d+) ([^\s:\]]+):(\d+)\][ \t]?",
    ("level", "time", "pid", "source_file", "code_line"),
)
"""What Kubernetes and others that log as Google does write before what they say."""
RUST = Element(rf"\[({ISO_STAMP}) +({LEVELS}) +([\w:-]+)\][ \t]*", ("time", "level", "component"))
PYTHON = Element(rf"({LEVELS}):([A-Za-z_][\w.]*):", ("level", "component"))
"""What Python's logger writes unless it is told another form."""
AUDIT = Element(
    r"type=([A-Z0-9_]+) msg=audit\((1[0-9]{9}\.\d{3}):(\d+)\): ?", ("type", "time", "event_number")
)
COMPILER = Element(
    r"([^\s:]+\.[A-Za-z+]{1,5}):(\d+)(?::(\d+))?: (?:fatal )?(warning|error|note): ",
    ("source_file", "code_line", "code_column", "level"),
)
SQUID = Element(
    r"(1[0-9]{9}\.\d{3})[ \t]+(\d+) (\S+) ([A-Z_]+)/(\d{3}) (\d+) ([A-Z_]+) (\S+) (\S+)"
    r" ([A-Z_]+)/(\S+) (\S+)",
    (
        *("time", "elapsed_ms", "client", "result", "status", "bytes", "method", "url", "user", "hierarchy"),
        *("server", "content_type"),
    ),
)
BALANCER = Element(
    rf"(https?|h2|wss?|grpcs?) ({ISO_STAMP}) (\S+) ([\d.]+):(\d+) (\S+)"
    r" (-?[\d.]+) (-?[\d.]+) (-?[\d.]+) (\S+) (\S+) (\d+) (\d+) \"(\S+) (\S+) ([^\"]*)\" \"([^\"]*)\"",
    (
        *("connection", "time", "load_balancer", "client", "client_port", "target", "request_time_seconds"),
        *("target_time_seconds", "response_time_seconds", "status", "target_status", "received_bytes"),
        *("sent_bytes", "method", "url", "protocol", "user_agent"),
    ),
)
"""What Amazon's load balancers tell of each request."""
HEADS = (RUBY, KLOG, RUST, PYTHON, AUDIT, COMPILER, SQUID, BALANCER)
"""What lines of known programs begin with; what follows is said in words, if anything does."""
UPTIME = Element(r"\[ *(\d{1,7}\.\d{6})\] ", ("uptime_seconds",))
"""The kernel's own clock."""
PHP = Element(
    r"PHP (Warning|Notice|Deprecated|Strict Standards|(?:Fatal|Parse|[RC]\w+able fatal) error):[ \t]+",
    ("level",),
)
THREAD = Element(rf"(\d+) \[({LEVELS}|{MYSQL})\][ \t]*", ("pid", "level"))
"""What MySQL and MariaDB write before what they say, which is all that follows."""
LETTER = Element(rf"({LETTERS})[/ ]", ("level",))
NUMBERED = r"([A-Za-z_][\w.\-/()]*)\[(\d+)\]:?[ \t]+"
"""A word with a number in brackets is a program and its process, with or without a colon."""

TAG = r"([^\s\[\]:,\"=(@][^\[\]:,\"=]*)(?:\[(\d+)\](?: \([^()]*\))?)?:(?:[ \t]+|$)"
LOGGER = r"(\d*[A-Za-z_$][\w.$:/-]*)[ \t]+-[ \t]+"
"""A name before a dash, as Java's logs have it: "shop.CardService - Card declined"."""
LONG_LOGGER = r"(\d*[A-Za-z_$][\w.$:/-]*(?: [^\s-]\S*){0,2}?)[ \t]+-[ \t]+"
"""The same with more than a word: "chrome.exe *64 - example.org:443 close"."""
BRACKET = Element(r"\[((?:[^\[\]]|\[[^\[\]]*\])*)\]", ("bracket",))
SOURCE = Element(r"\[([^:\]]*(?:\[[^\]]*\][^:\]]*)?):([^@]*)@(\d+)\]", ("node", "component", "code_line"))
REQUEST = Element(r"\[(?:(req-[\w-]+)((?: [^\[\]]*)?)|-)\]", ("request_id", "context"))
"""A request that is called so, as OpenStack's services do it, and who made it."""
CALLER = Element(r"\[([^@\s]+)@(\d+)\]", ("component", "code_line"))
PLACE = Element(r"\[([A-Za-z_$][\w.$]*):(\d+)\]", ("component", "code_line"))
"""The class and the line of its source code that wrote a line of the log."""
PROGRAM = r"[A-Za-z_][\w.@/-]*[ \t]*\[\d+\]:"
METHOD = r"((?:[a-z_]\w*\.)+[A-Z_]\w*(?:\$\w+)*)[ \t]+([\w$<>]+)[ \t]+"
"""A class with its package and one of its methods, as Java's own log has them before a level."""
OWNER = r"([A-Za-z_][\w.$/-]*)[ \t]+"
SESSION = r"([^\s@]+)@([^\s@]+)[ \t]+"
"""Who is connected to which database, before a level."""
REMOTE = Element(
    r"(?:[A-Z]{2,5})?:((?:\[local\]|[^\s()@\[\]]+)?)(?:\((\d+)\))?:([^\s:@]*)@([^\s:@]*):\[(\d+)\]:[ \t]*",
    ("client", "client_port", "user", "database", "pid"),
)
"""The same of databases that others keep: `UTC:10.0.0.7(50916):hr@shop:[14386]:`, empty where nobody is."""
CELL = r"([^|]*)\|"
SERVICE = Element(r"([A-Za-z0-9][\w.-]*)[ \t]+\|(?:[ \t]|$)", ("service",))
"""Which of several programs a line is from, as Docker Compose writes it before all that they say."""
