"""Chats as programs write them down: who said what when, and who came and went (IRC, WhatsApp)."""

import re
from collections import Counter
from collections.abc import Sequence

import msgspec

from rlm_desktop.context.records.logs.elements import LEVELS
from rlm_desktop.context.records.shapes.shape import Field, Shape, quote
from rlm_desktop.context.records.values.kinds import TEXT, kind_of
from rlm_desktop.profile import FREE_TEXT

_FEWEST = 5
_SAID, _FITTING = 0.3, 0.9
_MARK = "\u200e"
"""A sign without width that such programs put before some lines."""
_CLOCK = r"\d{1,2}:\d\d(?::\d\d)?(?:[ " + "\u202f" + r"]?[AaPp][Mm])?"
_DAY = r"(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4})"
_STAMP = rf"\[?((?:{_DAY},?[T ])?{_CLOCK})\]?[ \t]+"
_IN_BRACKETS = r"(?:[\[(][^\])]*[\])][ \t]*)?"
_HAPPENED = (
    r"(?:has |is |was |sets? )?(?:joined|quit|left|parted|kicked|banned|mode|now known as|→|->)(?:\W.*)?"
)
"""What programs write of somebody behind a sign of their own, ⇐ or »."""
_IRC = (
    rf"^(?:{_STAMP})?(?:<[ @+%&~]?([^>\s]+)>[ \t]?(.*)"
    rf"|[^\w\s<>\[\]()\"'#*]{{1,3}}[ \t]+(\S+)[ \t]+{_IN_BRACKETS}({_HAPPENED})"
    r"|\*[ \t]+(\S+)[ \t]+((?:→|->|is now known as)[ \t]+\S+)|\*[ \t]+(\S+)[ \t]+(.*)"
    rf"|(?:===|-!-|\*\*\*|-->|<--)[ \t]+(\S+)[ \t]+{_IN_BRACKETS}(.*))$"
)
_TO_THE_MINUTE = r"\d{4}-\d\d-\d\d \d\d:\d\d"
"""Lines of logs tell the second."""
_MESSENGER = (
    rf"^{_MARK}?\[?({_DAY}, {_CLOCK}|{_TO_THE_MINUTE})(?:\] | - ){_MARK}?(?:([^:]{{1,60}}): (.*)|()()()()()()"
    r"([^:]{1,60}?) ((?:joined|left|was added|added|created|changed|removed|deleted)\b.*)|.*)$"
)
_GROUPS = ("time", "said_by", "said", "w1", "e1", "w2", "e2", "did_by", "did", "w3", "e3")
_OF_EVENTS = (5, 7, 11)
_CAME, _WENT = r"^(?:has )?(?:joined|entered)", r"^(?:has )?(?:left|quit|parted)"


class _Way(msgspec.Struct, frozen=True):
    """One way to write a chat down; `no_levels` where lines of logs look alike."""

    pattern: str
    said: float
    no_levels: bool = False


_WAYS = (_Way(_IRC, _SAID), _Way(_MESSENGER, 0.6, no_levels=True))


def chat_shape(lines: Sequence[str]) -> Shape | None:
    """The shape of a chat; None where the lines are none."""
    for way in _WAYS:
        compiled = re.compile(way.pattern)
        found = [match for line in lines if (match := compiled.match(line))]
        speakers = Counter(match[2] for match in found if match[2])
        said = speakers.total()
        if said < max(_FEWEST, way.said * len(lines)) or len(speakers) > 0.7 * said:
            continue
        if way.no_levels and any(re.fullmatch(LEVELS, speaker) for speaker in speakers):
            continue
        return _shape(way.pattern, found, share=len(found) / len(lines))
    return None


def _shape(pattern: str, found: Sequence[re.Match[str]], *, share: float) -> Shape:
    times = [match[1] for match in found if match[1]]
    kind = kind_of(times, name="time") if times else TEXT
    by = "coalesce(nullif(f.said_by, ''), nullif(f.did_by, ''))"
    who, event = (f"concat({', '.join(f'f.{letter}{n}' for n in (1, 2, 3))})" for letter in "we")
    events = [text for match in found if (text := next(filter(None, map(match.group, _OF_EVENTS)), ""))]
    fields = [
        Field(name="time", text="f.time", type=kind.type, cast=kind.cast, note=kind.note),
        Field(name="speaker", text=by),
        Field(
            name="message",
            text=f"CASE WHEN {by} IS NOT NULL THEN coalesce(nullif(f.said, ''), f.did) END",
            note=FREE_TEXT,
        ),
        *(
            Field(name=name, text=f"CASE WHEN regexp_matches({event}, {quote(form)}) THEN {who} END")
            for name, form in (("joined_by", _CAME), ("left_by", _WENT))
            if any(re.search(form, text) for text in events)
        ),
    ]
    if events:
        fields.append(Field(name="event", text=event, note="what is told and nobody said"))
    return Shape(
        kind="log",
        extract=f"regexp_extract(line, {quote(pattern)}, [{', '.join(map(quote, _GROUPS))}])",
        fits=f"regexp_matches(line, {quote(pattern)})",
        fields=tuple(fields if times else fields[1:]),
        share=share,
    )
