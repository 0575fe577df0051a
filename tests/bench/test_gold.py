"""A right answer is recognised in any usual spelling, and a near miss is not."""

from datetime import date, datetime

import pytest

from rlm_desktop.bench.gold import Day, Gold, Hour, Moment, Number, Word, is_right

DAY = Day(date(2005, 7, 9))


@pytest.mark.parametrize(
    ("gold", "text"),
    [
        (Number(256), "user17, 256"),
        (Number(1405), "There are 1,405 lines."),
        (Number(12), "2003-12"),
        (Number(449.3412), "449.34"),
        (Number(449.3412), "449.3 ms"),
        (Number(449.3412), "449.3412"),
        (Number(3.0), "3.0"),
        (Word("dfs.DataNode$DataXceiver"), "dfs.DataNode$DataXceiver, 454"),
        (Word("Porto"), "porto"),
        (DAY, "2005-07-09"),
        (DAY, "Jul 9"),
        (DAY, "9 July 2005"),
        (DAY, "July 9th"),
        (DAY, "09-Jul-2005"),
        (DAY, "050709"),
        (DAY, "2005/7/9 00:00:00"),
        (DAY, "2005-07-09T00:00:00"),
        (Moment(datetime(2005, 7, 9, 4, 5, 6)), "Jul  9 04:05:06"),
        (Moment(datetime(2005, 7, 9, 4, 5, 6)), "050709 040506"),
        (Moment(datetime(2005, 7, 9, 4, 5, 6)), "2005-07-09T04:05:06.120"),
        (Moment(datetime(2005, 7, 9, 4, 5, 6), with_day=False), "04:05:06,120"),
        (Hour(4), "4"),
        (Hour(4), "04:00"),
        (Hour(4), "between 4 am and 5 am"),
        (Hour(16), "4 pm"),
        (Hour(4), "2005-12-04 04:00:00"),
    ],
)
def test_it_is_there(gold: Gold, text: str) -> None:
    assert gold.is_in(text)


@pytest.mark.parametrize(
    ("gold", "text"),
    [
        (Number(256), "2560"),
        (Number(256), "256.5"),
        (Number(17), "user17"),
        (Number(1405), "1403"),
        (Number(449.3412), "449"),
        (Number(449.3412), "449.4"),
        (Word("user1"), "user17"),
        (Word("ftpd"), "vsftpd"),
        (DAY, "2005-07-19"),
        (DAY, "2005-09-07"),
        (DAY, "Jul 19"),
        (DAY, "19 July"),
        (Moment(datetime(2005, 7, 9, 4, 5, 6)), "04:05:06"),
        (Moment(datetime(2005, 7, 9, 4, 5, 6)), "2005-07-09 14:05:06"),
        (Hour(4), "14"),
        (Hour(4), "4 pm"),
        (Hour(4), "14:04:00"),
    ],
)
def test_it_is_not_there(gold: Gold, text: str) -> None:
    assert not gold.is_in(text)


def test_all_parts_must_stand_in_the_value_or_all_in_the_answer() -> None:
    gold = (Word("user17"), Number(256))

    assert is_right(gold, ["user17", 256], "")
    assert is_right(gold, None, "user17, with 256 lines")
    assert not is_right(gold, "user17", "256")


def test_numbers_of_a_list_are_not_read_as_one_with_thousands() -> None:
    assert is_right((Number(256),), [17, 256], "")
    assert not is_right((Number(17256),), [17, 256], "")


def test_a_long_list_that_happens_to_hold_the_number_is_no_answer() -> None:
    assert not is_right((Number(777),), list(range(1000)), "")
