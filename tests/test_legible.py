"""Nothing that a stranger wrote steers a terminal, hides from a person, or reads the other way round."""

import io
import json

import pytest

from rlm_desktop.cli.terminal import Terminal
from rlm_desktop.legible import legible, legible_json, legible_name

STEERING = ["\x1b", "\x07", "\x9b", "\x7f", "\r", "\x08", "\u202e", "\u2066", "\ud800", "\U000e0041"]


@pytest.mark.parametrize("letter", STEERING)
def test_what_steers_hides_or_turns_is_seen(letter: str) -> None:
    assert legible(f"a{letter}b") == legible_name(f"a{letter}b") == "a\ufffdb"


def test_what_people_write_stays() -> None:
    for text in (
        "größe\tund\nmehr",
        "\u0645\u06cc\u200c\u062e\u0648",
        "שלום\u200f",
        "screenshot 1\u202fPM",
        "👩\u200d🚀",
        "日本",
    ):
        assert legible(text) == text
    assert legible_name("two\nlines\u2028three") == "two\ufffdlines\ufffdthree"


def test_json_stays_the_same_document_without_orders_to_a_terminal() -> None:
    value = {"\x9bkey": "\u202eabc\x7f\x1b[2J", "plain": "größe"}

    written = legible_json(json.dumps(value, ensure_ascii=False))

    assert json.loads(written) == value
    assert not {"\x9b", "\u202e", "\x7f", "\x1b"} & set(written)


@pytest.mark.parametrize("letter", STEERING)
def test_whatever_a_command_says_cannot_steer_the_terminal(letter: str) -> None:
    out, err = io.StringIO(), io.StringIO()
    terminal = Terminal(out, err)
    terminal._can_draw = True

    text = f"a{letter}b"
    terminal.say(text)
    terminal.say_grey(text)
    terminal.tell(text)
    terminal.complain(text)
    terminal.draw_bar(text)
    if letter < "\ud800":
        terminal.say_json({text: text})

    ours = err.getvalue().replace("\r\x1b[2K", "")
    assert letter not in out.getvalue() and letter not in ours


def test_an_export_that_another_program_reads_is_left_as_it_is() -> None:
    class Screen(io.StringIO):
        def isatty(self) -> bool:
            return True

    for out, written in ((io.StringIO(), "a\x1bb\n"), (Screen(), "a\ufffdb\n")):
        Terminal(out, io.StringIO()).say_document("a\x1bb")
        assert out.getvalue() == written


def test_lines_that_end_as_on_windows_show_no_sign() -> None:
    assert legible("one\r\ntwo\rthree") == "one\ntwo\ufffdthree"
