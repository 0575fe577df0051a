"""A program with its process number is known without a colon as well."""

from rlm_desktop.context.records.logs.frames import find_frame


def test_a_word_with_a_number_in_brackets_is_component_and_pid() -> None:
    lines = [
        f"2026-03-17 06:{n % 60:02}:34,801 {level} {word}[{3000 + n}] {text} {n}"
        for n in range(200)
        for level, word, text in [
            (("INFO ", "web", "GET /tea"), ("ERROR", "payment", "bank did not answer for order"))[n % 2]
        ]
    ]

    frame = find_frame(lines)

    assert frame is not None
    assert {"component", "pid", "level"} <= set(frame.names)
