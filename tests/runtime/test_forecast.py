"""What reading everything would cost is told by the speed that was measured here, or by a usual one."""

from pathlib import Path

import pytest

from rlm_desktop.rlm.plans.menu import SAMPLE_SECONDS
from rlm_desktop.runtime.forecast import forecast, told
from rlm_desktop.runtime.speeds import Speed, Speeds, usual
from rlm_desktop.settings import Limits

DEFAULT_BYTES = 1_117_320_768


def test_a_usual_speed_is_near_what_was_measured_with_two_processors() -> None:
    assert usual(DEFAULT_BYTES, 2).reads == pytest.approx(88, rel=0.15)
    assert usual(491_400_064, 2).reads == pytest.approx(192, rel=0.15)


def test_a_larger_model_is_slower_and_more_processors_are_faster() -> None:
    assert usual(4 * DEFAULT_BYTES, 2).reads < usual(DEFAULT_BYTES, 2).reads < usual(DEFAULT_BYTES, 8).reads


def test_a_very_small_model_is_not_promised_to_be_faster_without_end() -> None:
    assert usual(1000, 2) == usual(1, 2)


def test_twice_the_speed_takes_half_the_time() -> None:
    slow = forecast(6_000_000, Limits(), 50.0, measured=False, bytes_a_token=3.6)
    fast = forecast(6_000_000, Limits(), 100.0, measured=True, bytes_a_token=3.6)

    assert fast.seconds == pytest.approx(slow.seconds / 2)
    assert (slow.measured, fast.measured) == (False, True)


def test_a_log_takes_longer_than_a_letter_of_its_size_and_a_sample_no_more_than_minutes() -> None:
    letter = forecast(6_000_000, Limits(), 50.0, measured=True, bytes_a_token=4.0)
    log = forecast(6_000_000, Limits(), 50.0, measured=True, bytes_a_token=1.7)

    assert 2 * letter.seconds < log.seconds
    assert letter.sample_seconds <= SAMPLE_SECONDS
    assert log.sample_seconds == SAMPLE_SECONDS


def test_a_short_text_is_read_whole_by_an_estimate_as_well() -> None:
    cost = forecast(20_000, Limits(), 1000.0, measured=True, bytes_a_token=4.0)

    assert cost.sample_seconds >= cost.seconds


def test_it_is_told_in_calls_tokens_and_time_with_what_takes_less() -> None:
    cost = forecast(6_000_000, Limits(), 100.0, measured=True, bytes_a_token=4.0)
    usual = forecast(60_000, Limits(), 100.0, measured=False, bytes_a_token=4.0)
    short = forecast(10_000, Limits(), 100.0, measured=False, bytes_a_token=4.0)

    assert list(told(cost)) == [
        "Reading every page takes up to 1,000 calls, 1,600,000 tokens and about 4 hours"
        " at the speed measured here.",
        "An estimate from 40 passages takes about 3 minutes; a question that names a document takes less.",
        "The limits of a run leave room for 11% of the text.",
    ]
    first, second = told(usual)
    assert "at the usual speed" in first and second.startswith("An estimate")
    assert list(told(short)) == []


def test_what_was_measured_is_known_to_the_next_start(tmp_path: Path) -> None:
    speed = Speed(reads=87.0, writes=19.0)
    Speeds(tmp_path / "speeds.json").put("cc32", speed)

    assert Speeds(tmp_path / "speeds.json").get("cc32") == speed
