"""A figure over all rows of a log is not read off a passage when no query was found for it."""

from tests.fakes import FakeContext
from tests.rlm.asked import Asked, sql

LOG = FakeContext(
    {"jobs.log": "".join(f"10:0{n} INFO job {n} took {n} ms\n" for n in range(10)) * 9},
    {"time": "split_part(line, ' ', 1)", "level": "split_part(line, ' ', 2)", "message": "substr(line, 12)"},
)


def test_no_passage_is_read_for_what_has_to_be_computed() -> None:
    asked = Asked(
        "What was the average size of a job?", [sql("SELECT avg(width) FROM records")] * 30, context=LOG
    )

    assert asked.reply.status == "not_found"
    assert "The columns are: time, level, message" in asked.reply.answer
    assert "search" not in [getattr(event, "plan", "") for event in asked.events]


def test_a_root_that_only_repeats_itself_is_not_asked_a_third_time() -> None:
    strange = "```sql\nSELECT zorro FROM records\n```"
    other = "```sql\nSELECT zebra FROM records\n```"

    def turns(*replies: str) -> int:
        return Asked(
            "How many orders did the red one have?", [*replies, *[strange] * 9]
        ).reply.usage.root_turns

    assert turns(strange, strange, strange) == 2
    assert turns(strange, other, strange) == 3
