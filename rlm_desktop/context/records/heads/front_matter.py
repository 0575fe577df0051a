"""Front matter: what stands between `---` or `+++` before a text, with its lists and its nested keys.

A file may be YAML from its first line to its last: then all of it is such a head.
"""

import re
import tomllib
from collections.abc import Iterator, Sequence

from rlm_desktop.context.records.shapes.listed import PARTED

Pair = tuple[str, str]
_TOML = re.compile(r"\A\+\+\+[ \t]*\n(.*?)^\+\+\+[ \t]*$", re.DOTALL | re.MULTILINE)
_FENCED_TOML = re.compile(
    r"\s*```+[ \t]*toml[ \t]*\n(.*?)\n```+[ \t]*(?:\n+#[ \t]+(.+?)[ \t#]*)?(?:\n|\Z)", re.DOTALL
)
"""The same in a fence of Markdown, with the heading that follows it."""
_LONGEST = 32 * 1024
_KEY = re.compile(r"(\s*)([A-Za-z][\w .()/-]{0,38}?(?: #)?):(?:[ \t]+(.*)|[ \t]*)$")
_ITEM = re.compile(r"\s*-[ \t]+(.*)$")
_FOLDED = re.compile(r"[>|][+-]?\d?$")
_QUOTED = re.compile(r"\"(.*)\"|'(.*)'", re.DOTALL)
_IN_ROW = re.compile(r"\s*(\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*'|[^,\[\]{}\"']+)\s*(?:,|$)")
_OF_ANYTHING = frozenset(["name", "title", "id", "value", "type", "url", "email", "date", "description"])
"""Keys that say something only together with what they stand under."""
_WRAPPERS = frozenset(["extra", "params", "taxonomies", "meta", "custom", "page"])
"""What site builders put a page's own keys under."""
_REMARK = re.compile(r"(?:^|\s)#.*$")
_OF_MAIL = frozenset(["received", "message-id", "subject", "mime-version"])
_CALLED = re.compile(r"(?:name|title|id):[ \t]+(.+)$")
"""What one of several things of many keys each is called by."""

_DEEPEST = 8


def toml_pairs(text: str) -> list[Pair]:
    """The keys and values between `+++`, or in a fence with the title below; none where there is no such."""
    match = _TOML.match(text[:_LONGEST]) or _FENCED_TOML.match(text[:_LONGEST])
    if match is None:
        return []
    below = match.group(2) if match.re is _FENCED_TOML else None
    try:
        found = tomllib.loads(match.group(1))
    except (tomllib.TOMLDecodeError, RecursionError):
        return []
    told = list(_named(list(_flat(found, ""))))
    named = {key.casefold() for key, _ in told}
    return [("Title", below), *told] if below and "title" not in named else told


def of_yaml(text: str) -> list[Pair]:
    """The keys and values of a file that is YAML and nothing else; none where it is anything besides.

    Keys stand once each at the margin, what is set in belongs to one, and so do items below a bare key. There
    are such, or remarks: else it may be a mail whose few lines have colons.
    """
    lines = [_without_remark(line) for line in text[:_LONGEST].removeprefix("---\n").splitlines()]
    lines = [line for line in lines[: -1 if len(text) > _LONGEST else None] if line.strip()]
    keys: list[str] = []
    bare = False
    nests = any(line.startswith("#") for line in text[:_LONGEST].splitlines())
    for line in lines:
        match = _KEY.match(line)
        if match and not match.group(1):
            keys.append(match.group(2).casefold())
            bare = not match.group(3)
        elif not keys or (line[:1] not in " \t" and not (bare and line.startswith("- "))):
            return []
        else:
            nests = nests or bare
    once = len(set(keys)) == len(keys) > 1 and _OF_MAIL.isdisjoint(keys)
    return yaml_pairs(lines) if once and nests else []


def _without_remark(line: str) -> str:
    """A line without the remark behind its sign; a sign within quotes begins none."""
    match = _REMARK.search(line)
    quoted = match is not None and any(line[: match.start()].count(sign) % 2 for sign in "\"'")
    return line if match is None or quoted else line[: match.start()]


def yaml_pairs(lines: Sequence[str]) -> list[Pair]:
    """The keys and values of the lines between `---`: what is set in farther belongs to the key above."""
    pairs: list[tuple[str, str, list[str]]] = []
    for line in lines:
        match = _KEY.match(line)
        inside = line[:1] in (" ", "\t")
        if match and not inside:
            pairs.append(("", match.group(2).strip(), [match.group(3) or ""]))
        elif match and pairs and not _ITEM.match(line) and _may_nest(pairs[-1]):
            owner = pairs[-1][0] or pairs[-1][1]
            pairs.append((owner, match.group(2).strip(), [match.group(3) or ""]))
        elif pairs:
            pairs[-1][2].append(line.strip())
    told = [(owner, key, _value(parts)) for owner, key, parts in pairs]
    owners = {owner for owner, _, _ in told if owner}
    return list(_named([pair for pair in told if pair[2] or pair[1] not in owners]))


def _may_nest(pair: tuple[str, str, list[str]]) -> bool:
    """Whether a key may have others beneath it: it has no value of its own, or is beneath one itself."""
    return bool(pair[0]) or not "".join(pair[2]).strip()


def _value(parts: Sequence[str]) -> str:
    """A value on one line; a list parted by the sign for it."""
    first, rest = parts[0].strip(), [part for part in parts[1:] if part]
    items = [match.group(1) for part in rest if (match := _ITEM.match(part))]
    items = [match.group(1) for one in items if (match := _CALLED.match(one))] or items
    if not first and items:
        return PARTED.join(map(_bare, items))
    if _FOLDED.match(first):
        first = ""
    whole = " ".join([first, *rest]).strip()
    if whole.startswith("[") and whole.endswith("]"):
        return PARTED.join(filter(None, map(_bare, _IN_ROW.findall(whole[1:-1]))))
    return _bare(whole)


def _bare(text: str) -> str:
    """A value without the quotes around all of it."""
    match = _QUOTED.fullmatch(text.strip())
    if match is None or (match.group(1) or match.group(2) or "").count(text.strip()[0]) % 2:
        return text.strip()
    inside = match.group(1) if match.group(1) is not None else match.group(2).replace("''", "'")
    return inside.replace('\\"', '"') if '"' not in inside.replace('\\"', "") else text.strip()


def _flat(found: dict[str, object], owner: str, depth: int = 0) -> Iterator[tuple[str, str, str]]:
    """What a head tells, each with the key that it stands under; nothing of what lies too deep in it."""
    for key, value in found.items():
        if isinstance(value, dict):
            yield from _flat(value, key, depth + 1) if depth < _DEEPEST else ()
        elif isinstance(value, list):
            plain = [_told(one) for one in value if not isinstance(one, dict | list)]
            yield owner, key, PARTED.join(filter(None, plain))
        else:
            yield owner, key, _told(value)


def _told(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return " ".join(str(value).split())


def _named(told: Sequence[tuple[str, str, str]]) -> Iterator[Pair]:
    """Keys by their own name, or with what they stand under where that alone tells which is meant."""
    seen: set[str] = set()
    for owner, key, value in told:
        alone = not owner or owner.lower() in _WRAPPERS or key.lower() not in _OF_ANYTHING
        name = key if alone and key.lower() not in seen else f"{owner} {key}".strip()
        if name.lower() not in seen:
            seen.add(name.lower())
            yield name.replace(":", " "), value
