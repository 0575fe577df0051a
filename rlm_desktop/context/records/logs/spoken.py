"""Messages whose form is known from the programs that write them.

Requests through a proxy (HAProxy), names that are looked up (dnsmasq, BIND), addresses that are found and
banned (fail2ban). Their fields have no keys in the text, and programs' handbooks say what they are called.
"""

import re
from collections.abc import Sequence

import msgspec

from rlm_desktop.context.records.logs.elements import ADDRESS

LASTED, ABORTED = "_time_ms", "-1"
"""How long a step of a request took, and what stands there where it was not reached."""
_MOST = 0.8
_SURE = 5
_IP = rf"(?:{ADDRESS}|[0-9a-fA-F:]*:[0-9a-fA-F:.]+)"
_PEER = rf"({_IP}):(\d+) \[([^\]]+)\] (\S+?)~? ([^\s/]+)/(\S+)"
_CONNECTED = r"(\d+)/(\d+)/(\d+)/(\d+)/\+?(\d+) (\d+)/(\d+)"
_PEER_NAMES = ("client_ip", "client_port", "accepted", "frontend", "backend", "server")
_CONNECTED_NAMES = (
    "active_connections",
    "frontend_connections",
    "backend_connections",
    "server_connections",
    "retries",
    "server_queue",
    "backend_queue",
)


class Message(msgspec.Struct, frozen=True):
    """One form of messages, and what its groups are called. `needs` stands in some of them."""

    pattern: str
    names: tuple[str, ...]
    needs: str = ""


MESSAGES = (
    Message(
        rf"{_PEER} (-?\d+)/(-?\d+)/(-?\d+)/(-?\d+)/\+?(-?\d+) (-?\d+) \+?(\d+) (\S+) (\S+) (\S{{4}})"
        rf" {_CONNECTED}(?: \{{([^{{}}]*)\}})?(?: \{{([^{{}}]*)\}})? \"(.*?)\"?",
        (
            *_PEER_NAMES,
            "request_time_ms",
            "queue_time_ms",
            "connect_time_ms",
            "response_time_ms",
            "total_time_ms",
            "status",
            "bytes",
            "request_cookie",
            "response_cookie",
            "termination_state",
            *_CONNECTED_NAMES,
            "request_headers",
            "response_headers",
            "request",
        ),
    ),
    Message(
        rf"{_PEER} (-?\d+)/(-?\d+)/\+?(-?\d+) \+?(\d+) (\S\S) {_CONNECTED}",
        (
            *_PEER_NAMES,
            "queue_time_ms",
            "connect_time_ms",
            "total_time_ms",
            "bytes",
            "termination_state",
            *_CONNECTED_NAMES,
        ),
    ),
    Message(
        r"(?:\d+ \S+/\d+ )?(validation result|[\w/.-]+(?: blocked| denied)?)(?:\[([A-Z][A-Z0-9]*)\])?"
        r" (?:(\S+) )?(?:from (\S+)|to (\S+)|is (.+?))",
        ("action", "query_type", "name", "client", "server", "answer"),
        "query[",
    ),
    Message(
        rf"(?:queries: )?(?:info: )?client (?:@\S+ )?({_IP})#(\d+) \([^()]*\): (?:view \S+: )?query: (\S+)"
        r" (\S+) (\S+) (\S+) \(([^()]*)\)",
        ("client", "client_port", "name", "query_class", "query_type", "flags", "server"),
    ),
    Message(
        r"\[([\w.-]+)\] (Found|Ban|Unban|Restore Ban|Ignore|Increase Ban) (\S+)"
        r"(?: - (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d))?",
        ("jail", "action", "address", "found_at"),
    ),
)


def known(rests: Sequence[str]) -> Message | None:
    """The form that most of the messages have; None where they have none of the known."""
    for form in MESSAGES:
        compiled = re.compile(rf"{form.pattern}[ \t]*$")
        fitting = sum(compiled.match(rest) is not None for rest in rests)
        needed = not form.needs or any(form.needs in rest for rest in rests)
        if fitting >= max(_SURE, _MOST * len(rests)) and needed:
            return msgspec.structs.replace(form, pattern=rf"(?:{form.pattern}[ \t]*$|.*)")
    return None
