"""Log lines: what all have in common at their beginning, then a free text; found by aligning samples."""

import re
from collections.abc import Sequence

import msgspec

from rlm_desktop.context.records.logs import elements, leading, spoken
from rlm_desktop.context.records.logs.elements import Element
from rlm_desktop.context.records.logs.regular import regular

MOST = 0.95
"""Share of the lines that must have the next element for it to be one."""
STEPS = 16
MESSAGE = "(.*)"
"""The pattern of the free text at the end of a line."""
PUNCTUATION = re.compile(r"[-|,;:*#>~=]+(?=\s|$)|[|,;]")


DECIDED = r"(?:BLOCK|ALLOW|DROP|ACCEPT|REJECT|DENY|LIMIT)"
"""What a firewall did, as the prefix of its lines says it."""
FEW_DEEDS = 24


class Frame(msgspec.Struct):
    """A pattern under construction, with the name of each of its groups and what is left of each line."""

    rests: list[str]
    pattern: str = ""
    names: list[str] = msgspec.field(default_factory=list)
    values: list[list[str]] = msgspec.field(default_factory=list)
    lines: list[str] = msgspec.field(default_factory=list)
    tail: bool = False
    """Whether the last group is free text up to the end of the line."""

    @property
    def strong(self) -> bool:
        """Whether this is more than words in a row: it has a time, a level or is regular to the end."""
        if {"time", "date", "level", "service", "uptime_seconds"} & set(self.names):
            return True
        return not self.tail and any(name != "word" for name in self.names)


def find_frame(lines: Sequence[str]) -> Frame | None:
    """The frame that at least 95 in 100 of the lines fit, or None where the lines have none."""
    frame = Frame(rests=list(lines), lines=list(lines))
    _take_service(frame)
    _take_element(frame, elements.UPTIME)
    for _ in range(STEPS):
        _take_spaces(frame)
        if _take_spoken(frame):
            return frame
        if _take_head(frame):
            break
        if _take_known(frame) or _take_punctuation(frame):
            continue
        if _take_rest(frame, all_alike=True):
            return frame if frame.strong else None
        if _take_bracket(frame) or _take_cell(frame) or _take_word(frame) or _take_tag(frame):
            continue
        if _take_rest(frame, all_alike=False):
            return frame if frame.strong else None
        break
    if any(frame.rests):
        _take_message(frame)
    return frame if frame.strong else None


def _take(frame: Frame, pattern: str, names: Sequence[str]) -> bool:
    """Go over `pattern` in all lines, if nearly all have it; those that don't are out."""
    compiled = re.compile(pattern)
    found = [compiled.match(rest) for rest in frame.rests]
    if sum(match is not None for match in found) < MOST * len(found):
        return False
    kept = [index for index, match in enumerate(found) if match]
    frame.values = [[column[index] for index in kept] for column in frame.values]
    frame.lines = [frame.lines[index] for index in kept]
    matches = [match for match in found if match]
    for group in range(compiled.groups):
        frame.values.append([match.group(group + 1) or "" for match in matches])
    frame.rests = [rest[match.end() :] for match, rest in ((found[i], frame.rests[i]) for i in kept) if match]
    frame.pattern += pattern
    frame.names += names
    return True


def _take_service(frame: Frame) -> None:
    """The program that a line is from: one of a few, behind each a bar in the same place."""
    bars = {rest.find("|") for rest in frame.rests}
    if len(bars) == 1 and _few(frame.rests):
        _take_element(frame, elements.SERVICE)


def _take_element(frame: Frame, element: Element) -> bool:
    return _take(frame, element.pattern, element.names)


def _take_head(frame: Frame) -> bool:
    """All that a known program writes before what it says."""
    heads = (elements.THREAD, elements.PHP) if "time" in frame.names else elements.HEADS
    return any(_take_element(frame, head) for head in heads)


def _take_spaces(frame: Frame) -> None:
    starts = sum(rest[:1] in (" ", "\t") for rest in frame.rests)
    if starts >= MOST * len(frame.rests):
        _take(frame, r"[ \t]+", ())
    elif starts and frame.pattern:
        _take(frame, r"[ \t]*", ())


def _take_known(frame: Frame) -> bool:
    """A time or a level, each once."""
    if "time" not in frame.names:
        if _share(frame.rests, elements.EPOCH) and leading.words_before_written_time(frame.rests, _share):
            # The same moment stands there once more, as people read it.
            return _take(frame, elements.EPOCH, ())
        forms = [form for form in elements.TIMES if form.names[0] not in frame.names]
        if any(_take_element(frame, form) for form in forms):
            return True
    if "level" in frame.names:
        return False
    if any(_take_element(frame, form) for form in elements.LEVEL):
        return True
    return "time" in frame.names and _take_element(frame, elements.LETTER)


def _take_punctuation(frame: Frame) -> bool:
    first = PUNCTUATION.match(frame.rests[0]) if frame.rests else None
    return bool(first and frame.pattern and _take(frame, re.escape(first.group()), ()))


def _take_spoken(frame: Frame) -> bool:
    """A message that is made as one of the known programs makes it."""
    form = spoken.known(frame.rests) if "time" in frame.names else None
    return form is not None and _take(frame, form.pattern, form.names)


def _take_rest(frame: Frame, *, all_alike: bool) -> bool:
    """The rest of the line, if it is made alike in all lines up to the end; or else in nearly all."""
    rest = None if _known_otherwise(frame) else regular(frame.rests)
    if rest is None:
        return False
    # A line that goes on in another way has its time all the same: questions for days count it.
    timed = not {"time", "date"}.isdisjoint(frame.names)
    others = timed and any(re.match(rest.pattern, each) is None for each in frame.rests)
    if others and (all_alike or "level" in frame.names):
        return False
    return _take(frame, f"(?:{rest.pattern}|.*)" if others else rest.pattern, rest.names)


def _known_otherwise(frame: Frame) -> bool:
    """Whether the lines tell of packets, whose keys have names, or of methods before a level."""
    packets = all(" SRC=" in rest and " PROTO=" in rest for rest in frame.rests)
    return packets or _share(frame.rests, rf"{elements.METHOD}{elements.LEVELS}\b")


def _take_cell(frame: Frame) -> bool:
    """What stands between two bars, in a line that has them from its time on."""
    if "time" not in frame.names or not frame.pattern.endswith(r"\|"):
        return False
    if not _take(frame, elements.CELL, ("",)):
        return False
    frame.names[-1] = leading.name(frame.values[-1], frame.names[:-1], before="text", last=True)
    return True


def _take_bracket(frame: Frame) -> bool:
    called = any(rest.startswith("[req-") for rest in frame.rests)
    if "time" in frame.names and _take_element(frame, elements.REMOTE):
        return True
    forms = (elements.SOURCE, elements.CALLER, elements.PLACE, *((elements.REQUEST,) if called else ()))
    if any(_take_element(frame, form) for form in forms):
        return True
    pattern, there = elements.BRACKET.pattern, _matching(frame.rests, elements.BRACKET.pattern)
    if not frame.rests or there < MOST * len(frame.rests):
        return False
    _take(frame, _if_there(pattern + r"[ \t]*", there, frame) if there < len(frame.rests) else pattern, ("",))
    frame.names[-1] = _bracket_name(frame.values[-1], frame.names[:-1])
    return True


def _bracket_name(values: Sequence[str], before: Sequence[str]) -> str:
    present = [value for value in values if value]
    if present and all(value.isdigit() for value in present):
        return "pid" if "pid" not in before else "thread"
    if present and all(re.fullmatch(r"pid \d+(:tid \d+)?", value) for value in present):
        return "pid"
    if "component" in before and present and all(re.fullmatch(r" *\d+\.\d{6}", value) for value in present):
        return "uptime_seconds"
    if any(re.search(rf"(?:^| ){DECIDED}$", value) for value in present) and len(set(present)) <= FEW_DEEDS:
        return "action"
    return "process" if "process" not in before else "context"


def _take_tag(frame: Frame) -> bool:
    """`component: ` or `process[pid] ` after a time, as long as there are few different ones."""
    # What a database says of a session begins with what it tells: "duration: 3 ms".
    timed = {"time", "uptime_seconds"} & set(frame.names)
    if not timed or {"component", "client_port"} & set(frame.names):
        return False
    pid = "pid" if "pid" not in frame.names else "thread"
    found = [match.group(1) for match in map(re.compile(elements.TAG).match, frame.rests) if match]
    numbered = _matching(frame.rests, elements.NUMBERED)
    # Of what both fit the tag tells more: a sample may lack the names of two words that others have.
    if numbered >= MOST * len(frame.rests) and numbered > len(found):
        return _take(frame, _if_there(elements.NUMBERED, numbered, frame), ("component", pid))
    if len(set(found)) > max(20, 0.3 * len(found)) or any(len(tag.split()) > 3 for tag in set(found)):
        return False
    if len(found) < MOST * len(frame.rests):
        return False
    return _take(frame, _if_there(elements.TAG, len(found), frame), ("component", pid))


def _if_there(pattern: str, matching: int, frame: Frame) -> str:
    """The pattern, in a form that a line without it fits as well: such a line has its time all the same."""
    return pattern if matching == len(frame.rests) else f"(?:{pattern})?"


def _take_word(frame: Frame) -> bool:
    """A word that is followed by something known, or by the blanks of a column."""
    if not frame.rests:
        return False
    if "time" not in frame.names and (count := leading.words_before_time(frame.rests, _share)):
        return _take_named(frame, "time", last=count == 1)
    if "time" in frame.names and _share(frame.rests, elements.PROGRAM):
        return False
    if "level" not in frame.names and _share(frame.rests, rf"{elements.METHOD}{elements.LEVELS}\b"):
        return _take(frame, elements.METHOD, ("component", "function"))
    if "level" not in frame.names and _share(frame.rests, rf"{elements.SESSION}{elements.LEVELS}\b"):
        return _take(frame, elements.SESSION, ("user", "database"))
    if "level" not in frame.names and (count := leading.words_before_level(frame.rests, _share)):
        tagged = _share(frame.rests, rf"\S+[ \t]+{elements.LEVELS}[ \t:]+{elements.TAG}")
        return _take_named(frame, "tag" if tagged else "level", last=count == 1)
    if "time" not in frame.names or "component" in frame.names:
        return False
    few = _few(frame.rests)
    again = leading.repeats(frame.rests, frame.values, MOST)
    if (few or again) and _share(frame.rests, rf"{r'\S+' if again else r'[^\s:]+'}[ \t]+{elements.TAG}"):
        return _take_named(frame, "tag", last=True)
    if (logger := _logger(frame.rests)) or (
        few and (_share(frame.rests, r"\S+[ \t]{2,}") or _share(frame.rests, rf"{elements.OWNER}\["))
    ):
        return _take(frame, logger or r"(\S+)[ \t]+", ("component",))
    return False


def _share(rests: Sequence[str], pattern: str) -> bool:
    return _matching(rests, pattern) >= MOST * len(rests)


def _matching(rests: Sequence[str], pattern: str) -> int:
    compiled = re.compile(pattern)
    return sum(compiled.match(rest) is not None for rest in rests)


def _few(rests: Sequence[str]) -> bool:
    """Whether the first words are few: a host or a component, not the beginning of a sentence."""
    return len({rest.split(maxsplit=1)[0] for rest in rests if rest}) <= max(8, len(rests) // 20)


def _logger(rests: Sequence[str]) -> str:
    """The pattern of one of a few names and a dash, if all begin with them."""
    for pattern in (elements.LOGGER, elements.LONG_LOGGER):
        found = [match.group(1) for match in map(re.compile(pattern).match, rests) if match]
        if len(found) >= MOST * len(rests) and len(set(found)) <= max(20, 0.3 * len(found)):
            return pattern
    return ""


def _take_named(frame: Frame, what: str, *, last: bool) -> bool:
    pattern = r"([^\s:]+)[ \t]+" if _share(frame.rests, r"[^\s:]+[ \t]") else r"(\S+)[ \t]+"
    if not _take(frame, pattern, ("",)):
        return False
    frame.names[-1] = leading.name(frame.values[-1], frame.names[:-1], before=what, last=last)
    return True


def _take_message(frame: Frame) -> None:
    _take(frame, MESSAGE, ("message",))
    frame.tail = True
