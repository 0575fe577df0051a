"""Subtitles are rows: when each is shown, for how long, and what it says."""

import pytest

from tests.context.records.conftest import Parse

SRT = "".join(
    f"{n}\r\n00:0{n}:10,500 --> 00:0{n}:1{n},000\r\n<i>Line {n}</i>\r\nand more\r\n\r\n" for n in range(1, 9)
)
VTT = "WEBVTT\n\nNOTE made by hand\n\n" + "".join(
    f"0{n}:10.500 --> 0{n}:12.000 align:start\n<v Ada>Line {n}\n\n" for n in range(1, 9)
)


def test_each_subtitle_is_a_row(parse: Parse) -> None:
    parsed = parse({"film.srt": SRT})

    assert parsed.ask("SELECT count(*), round(max(seconds), 1), min(start)::VARCHAR FROM records") == [
        (8, 7.5, "00:01:10")
    ]
    assert parsed.ask("SELECT text FROM records WHERE seconds = 1.5") == [("Line 2\nand more",)]
    assert parsed.texts()[0] == SRT.encode().partition(b"\r\n\r\n")[0]


def test_who_speaks_is_a_column(parse: Parse) -> None:
    parsed = parse({"film.vtt": VTT})

    assert parsed.ask("SELECT speaker, count(*), min(text) FROM records GROUP BY 1") == [("Ada", 8, "Line 1")]


@pytest.mark.parametrize("arrow", ["a --> b", "00:00 --> later"])
def test_arrows_of_a_text_make_no_subtitles(parse: Parse, arrow: str) -> None:
    text = "".join(f"We went on, {arrow}, {n} times over.\n\nAnd back.\n\n" for n in range(9))

    assert not any("seconds" in {c.name for c in table.columns} for table in parse({"a.txt": text}).tables)
