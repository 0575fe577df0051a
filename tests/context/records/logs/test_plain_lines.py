"""Lines without a frame are records where they are a list, and not where they are prose with a margin."""

import textwrap

from rlm_desktop.context.records.lines import plain_shape

PROSE = (
    "Redistribution and use in source and binary forms, with or without modification, are permitted "
    "provided that these conditions are met and that nobody is charged for it by the one who does it. "
)
CAPITALS = (
    "THIS PROGRAM IS PROVIDED BY THE ONES WHO MADE IT AND BY NOBODY ELSE, WITHOUT ANY WARRANTY AT ALL. "
)


def test_prose_with_a_part_in_capitals_is_no_list_of_records() -> None:
    lines = textwrap.wrap(PROSE * 4, 72) + textwrap.wrap(CAPITALS * 11, 72)

    assert sum(line[:1].islower() for line in lines) < 0.4 * len(lines)
    assert plain_shape(lines) is None


def test_a_list_of_words_or_of_titles_is_one() -> None:
    assert plain_shape([f"word{number}" for number in range(40)]) is not None
    assert (
        plain_shape([f"The Long and Winding Title of Some Book, Volume {n} of Many" for n in range(40)])
        is not None
    )
