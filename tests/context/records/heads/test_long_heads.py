"""Blank lines and remarks at the head of a text take no time to speak of, however many there are."""

import time

import pytest

from tests.context.records.conftest import Parse


@pytest.mark.parametrize(
    "line",
    [
        "\n",
        " \n",
        "# remark\n \n",
        "% remark\n\n",
        "; remark\n\n",
        "#\n\n",
        "-\n\n",
        "\t\n",
        "@comment{x}\n\n",
        "* \n",
        "version: 1\n\n",
    ],
)
def test_a_long_head_of_nothing_is_looked_at_once(parse: Parse, line: str) -> None:
    started = time.process_time()

    parse({"notes.txt": line * 2_000 + "x is all that stands here\n"})

    assert time.process_time() - started < 6
