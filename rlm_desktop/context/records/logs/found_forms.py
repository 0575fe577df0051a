"""Forms of records that are found in the text itself.

Blocks in braces (leases of a DHCP server, zones), blocks whose lines begin with a word (fingerprints, hosts)
or with a key and its colon (`P:musl`, an index of packages), records parted by a line of signs (`%%`), and
the entries of a log of slow queries.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from rlm_desktop.context.records.logs.forms import Form
from rlm_desktop.context.records.shapes.shape import Field

_FEWEST = 3
_NEARLY_ALL = 0.9
_FEWEST_KEYS = 2
_MOST_KEYS = 60
_OFTEN = 0.02
_CHILDREN = 12
_OPENING = re.compile(r'([A-Za-z][\w-]*)((?:[ \t]+(?:"[^"\n]*"|[^\s{};"]+))*)[ \t]*\{[ \t]*$')
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[^\s;]+')
_WORD = re.compile(r"[A-Za-z][\w-]*$")
_SIGNS = re.compile(r"(?m)^(%%+|\$\$\$\$+|-{3,}|={3,}|\*{3,}|#{3,}|~{3,}|//)[ \t]*\r?$")
_PAIR = re.compile(r"[A-Za-z][\w ./-]{0,38}:(?:[ \t]|$)")
_LINE = re.compile(r"([A-Z][\w-]*)(?:[ \t]+\S|\()")
_TIGHT = re.compile(r"([A-Za-z][\w-]{0,19}):(?!//)\S")
_SAY_PACKAGES = frozenset("CPVA")
_LETTERS = """
P package, V version, A architecture, S package-bytes, I installed-bytes, T description, U url, L license
o origin, m maintainer, t build-time, c commit, D depends, p provides, i install-if, r replaces, C checksum
k provider-priority
"""
_OF_PACKAGES = dict[str, str](re.findall(r"(\w) ([\w-]+)", _LETTERS))
"""What the letters say in indexes of packages (APKINDEX)."""
_COMMENT = re.compile(r"(?m)^[ \t]*#[^\n]*\n?")
_CLOCKED = r"\d (\d{4}/\d\d/\d\d \d\d:\d\d:\d\d)"
"""A moment behind the number of its day of the week."""
_OF_QUERIES = {
    "Query_time": "query_time_seconds",
    "Lock_time": "lock_time_seconds",
    "Id": "connection_id",
    "Schema": "database",
}
_FIRST_WORD = r"upper(regexp_extract({statement}, '^\W*(\w+)', 1))"
_CELLS = {("Class", 4): ("vendor", "os_family", "os_generation", "device_type")}
"""What stands between the bars of fields that are known (fingerprints of operating systems)."""


def found_forms(text: str, lines: Sequence[str]) -> Iterator[Form]:
    """The forms that the text may have, the surest first; `lines` are from all over it."""
    for find in (_slow_queries, _releases, _braced, _parted, _keyed, _worded):
        form = find(text, lines)
        if form is not None:
            yield form


def _slow_queries(text: str, _lines: Sequence[str]) -> Form | None:
    """Entries of MySQL's log of slow queries: lines of figures behind `# `, and the statement below them."""
    entries = len(re.findall(r"(?m)^# User@Host: ", text))
    timed = len(re.findall(r"(?m)^# Time: \d{4}-\d\d-\d\dT\S+[^\n]*\n# User@Host: ", text))
    if entries < _FEWEST or "\n# Query_time: " not in text:
        return None
    # Where a time stands only above the first entry of its second, that of the statement tells each.
    each = timed >= 0.95 * entries
    return Form(
        begins="# Time: " if each else "# User@Host: ",
        steps=(
            (r"(?s)\n/\S*(?:mysqld|mariadbd)\S*, Version: .*$", ""),
            (r"(?m)^# ([^\n]*)\n", "\x1e\\1\x1e"),
            (r"\x1euse `?([\w$-]+)`?;\n", "\x1edatabase:\\1\x1e"),
            (r"\x1eSET timestamp=(\d+);\n?", "\x1etimestamp:\\1\x1estatement:"),
            (r"\s*\n\s*", " "),
            (
                r"\x1eUser@Host: ([^\[\x1e]*)\[[^\]\x1e]*\] @ *([^\[\x1e]*?) *\[([^\]\x1e]*)\]",
                "\x1euser:\\1\x1ehost:\\2\x1eaddress:\\3",
            ),
            (r"[ \t]+([A-Z][A-Za-z]+_[a-z_]+|Id|Schema|Killed|Errno):[ \t]*", "\x1e\\1:"),
            (r"\x1e+", r"\n"),
        ),
        named=_OF_QUERIES if each else {**_OF_QUERIES, "timestamp": "time"},
        left_out=frozenset(["timestamp"] if each else ["Time"]),
        more=(Field(name="command", text=_FIRST_WORD, note="the first word of the statement"),),
        carried=("database",),
        rare=True,
    )


def _releases(text: str, _lines: Sequence[str]) -> Form | None:
    """A changelog of a package for Debian: `name (version) suite; urgency=…`, changes, and who signed it."""
    name = re.match(r"\s*([a-z0-9][a-z0-9+.-]*) \([^\s()]+\) [^;\n]+; urgency=", text)
    begun = len(re.findall(rf"(?m)^{re.escape(name[1])} \([^\s()]+\) [^;\n]+; ", text)) if name else 0
    if name is None or begun < _FEWEST or len(re.findall(r"(?m)^ -- .*<[^>\n]*>  ", text)) < begun - 1:
        return None
    head = r"^(\S+) \(([^)\n]*)\) ([^;\n]*); urgency=([\w-]+)[^\n]*\n"
    signed = r"\s*\n -- ([^<\n]*?) +<([^>\n]*)> +(?:\w\w\w, +)?([^\n]*?)(?: [+-]\d\d\d\d)?\s*$"
    return Form(
        begins=f"{name[1]} (",
        steps=(
            (r"(?m)^#[^\n]*\n?", ""),
            (head, "\x1epackage:\\1\x1eversion:\\2\x1edistribution:\\3\x1eurgency:\\4\x1echanges:"),
            (signed, "\x1emaintainer:\\1\x1eemail:\\2\x1ereleased:\\3\x1e"),
            (r"\s*\n\s*", " "),
            (r"\x1e+", r"\n"),
        ),
    )


def _braced(text: str, _lines: Sequence[str]) -> Form | None:
    """Blocks that one line opens, `lease 10.0.0.7 {`, with a statement on each line up to the brace."""
    rows = [line for line in text.split("\n") if line.strip() and line.lstrip()[:1] not in ("#", "/")]
    opened = [match[1] for line in rows if (match := _OPENING.match(line))]
    if len(opened) < _FEWEST:
        return None
    word, count = Counter(opened).most_common(1)[0]
    inner = [line.strip() for line in rows if line[:1] in " \t"]
    stated = [line for line in inner if line.endswith(";") and "{" not in line]
    closed = sum(line.startswith("}") for line in rows)
    whole = len(stated) >= _NEARLY_ALL * len(inner) and len(inner) >= 2 * count
    if count < max(_FEWEST, 0.8 * len(opened)) or not whole or closed < 0.8 * len(opened):
        return None
    keys = sorted(set(_keys([_TOKEN.findall(line) for line in stated])), key=lambda key: (-len(key), key))
    steps = [
        (r"\A(\S+)[ \t]+([^\n{]*?)[ \t]*\{[^\n]*", r"\1:\2"),
        (r"(?m)^\}[^\n]*$", ""),
        (r"(?m)^[ \t]*#[^\n]*$", ""),
    ]
    for key in keys[:_MOST_KEYS]:
        said = r"[ \t]+".join(map(re.escape, key)).replace(r"\-", "-")
        called = " ".join(part for part in key if part != "set")
        steps.append((rf"(?m)^[ \t]+{said}[ \t]+(?:= ?)?", f"{called}:"))
    steps += [
        (r"(?m)[ \t]*;[ \t]*$", ""),
        (r'(?m)^([\w -]+:)"([^\n]*)"$', r"\1\2"),
        (rf"(?m)^([\w -]+:){_CLOCKED}$", r"\1\2"),
        (r"(?m)^([\w -]+:)never$", r"\1"),
    ]
    return Form(begins=f"{word} ", steps=tuple(steps), rare=True, named={word: _called(word, text)})


def _called(word: str, text: str) -> str:
    """What stands behind the word that opens a block is told by what it is, or called as that word."""
    values = re.findall(rf"(?m)^{re.escape(word)}[ \t]+(\S+)", text)
    addresses = sum(re.fullmatch(r"\d{1,3}(?:\.\d{1,3}){3}", value) is not None for value in values)
    return "ip_address" if addresses >= _NEARLY_ALL * len(values) else word


def _keys(statements: Sequence[Sequence[str]], above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The words that statements begin with, up to where their values do."""
    firsts = Counter(words[0] for words in statements if words)
    usual = [word for word, _ in firsts.most_common(_MOST_KEYS) if _WORD.match(word)]
    for word in usual:
        rests = [list(words[1:]) for words in statements if words[:1] == [word]]
        rests = [rest[1:] if rest[:1] == ["="] else rest for rest in rests]
        inner = {rest[0] for rest in rests if rest}
        deeper = all(len(rest) > 1 for rest in rests) and len(inner) <= _CHILDREN
        if deeper and all(map(_WORD.match, inner)):
            yield from _keys(rests, (*above, word))
        else:
            yield (*above, word)


def _parted(text: str, _lines: Sequence[str]) -> Form | None:
    """Records of `Key: value` lines with a line of signs between them."""
    signs = Counter(match[1] for match in _SIGNS.finditer(text))
    if not signs:
        return None
    sign, count = signs.most_common(1)[0]
    pieces = re.split(rf"(?m)^{re.escape(sign)}[ \t]*\r?\n", text)[1:-1]
    if count < _FEWEST or not pieces:
        return None
    told = [
        [line for line in piece.split("\n") if line.strip() and line[:1] not in " \t"] for piece in pieces
    ]
    fit = sum(len(lines) >= _FEWEST_KEYS and all(map(_PAIR.match, lines)) for lines in told)
    if fit < _NEARLY_ALL * len(pieces):
        return None
    return Form(begins=f"{sign}\n", steps=((r"\n[ \t]+", " "),), rare=True)


def _keyed(text: str, _lines: Sequence[str]) -> Form | None:
    """Blocks between blank lines of `K:value`, without a blank behind the colon, begun by the same key."""
    blocks = [block.split("\n") for block in re.split(r"\n(?:[ \t]*\n)+", text.strip("\n"))]
    blocks = blocks[:-1] if len(blocks) > _FEWEST else blocks
    matches = [[_TIGHT.match(line) for line in block] for block in blocks]
    all_lines = [match for block in matches for match in block]
    if len(blocks) < _FEWEST or sum(map(bool, all_lines)) < _NEARLY_ALL * len(all_lines):
        return None
    told = [[match[1] for match in block if match] for block in matches]
    word, begun = Counter(keys[0] for keys in told if keys).most_common(1)[0]
    alone = sum(keys.count(word) == 1 for keys in told)
    often = Counter(key for keys in told for key in set(keys))
    common = sum(count >= _NEARLY_ALL * len(blocks) for count in often.values())
    if min(begun, alone) < _NEARLY_ALL * len(blocks) or common < _FEWEST or len(often) > _MOST_KEYS:
        return None
    named = _OF_PACKAGES if often.keys() >= _SAY_PACKAGES else {}
    steps = tuple((f"(?m)^{key}:", f"{name}:") for key, name in named.items() if key in often)
    return Form(begins=f"{word}:", steps=steps, rare=True)


def _worded(text: str, lines: Sequence[str]) -> Form | None:
    """Blocks between blank lines, each begun by the same word, whose lines begin with words that recur."""
    plain = _COMMENT.sub("", text)
    blocks = [block.strip("\n").split("\n") for block in re.split(r"\n(?:[ \t]*\n)+", plain) if block.strip()]
    blocks = blocks[:-1] if len(blocks) > _FEWEST else blocks
    matches = [[_LINE.match(line) for line in block] for block in blocks]
    firsts = Counter(block[0][1] for block in matches if block and block[0])
    if not firsts:
        return None
    word, count = firsts.most_common(1)[0]
    if count < max(_FEWEST, _NEARLY_ALL * len(blocks)):
        return None
    begun = [block for block in matches if block[0] and block[0][1] == word]
    keys = Counter(key for block in begun for key in {match[1] for match in block if match})
    often = {key for key, times in keys.items() if times >= _OFTEN * len(begun)}
    all_lines = [match for block in begun for match in block]
    fit = sum(match is not None and match[1] in often for match in all_lines)
    common = sum(times >= 0.8 * len(begun) for times in keys.values())
    if common < _FEWEST_KEYS or fit < 0.95 * len(all_lines) or len(often) > _MOST_KEYS:
        return None
    cells: dict[str, tuple[str, ...]] = {}
    for key in often:
        values = [line[len(key) + 1 :] for line in (*text.split("\n"), *lines) if line.startswith(f"{key} ")]
        width, alike = (
            Counter(value.count("|") + 1 for value in values).most_common(1)[0] if values else (1, 0)
        )
        if width > 1 and alike >= 0.95 * len(values):
            names = tuple(f"{key}_{number}" for number in range(1, width + 1))
            cells[key] = _CELLS.get((key, width), names)
    steps = (
        (r"(?m)^[ \t]*#[^\n]*$", ""),
        (r"(?m)^([A-Z][\w-]*)[ \t]+", r"\1:"),
        (r"(?m)^([A-Z][\w-]*)\(", r"\1:("),
    )
    return Form(begins=f"{word} ", steps=steps, cells=cells, rare=True)
