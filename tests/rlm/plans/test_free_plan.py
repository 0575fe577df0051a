"""A root that writes what it likes, turn after turn, until it gives an answer."""

from itertools import pairwise

from tests.fakes import FakeContext
from tests.rlm.asked import PROSE, Asked


def test_a_free_root_goes_on_until_it_gives_an_answer() -> None:
    asked = Asked(
        "How often is the sea mentioned?",
        ["```python\nprint(scan('sea').matches)\n```", "```python\nFINAL(scan('sea').matches)\n```"],
        context=FakeContext({"a.txt": PROSE}),
        plan="free",
    )

    assert asked.reply.value == 400
    assert asked.reply.plan == "free"
    assert "400" in asked.root.jobs[1].messages[-1].content


def test_each_prompt_of_a_free_root_begins_with_the_one_before_so_the_prefix_is_reused() -> None:
    look = "```python\nprint(1)\n```"
    asked = Asked("Free?", [look, look, "```python\nFINAL(1)\n```"], plan="free")

    prompts = [job.messages for job in asked.root.jobs]
    for before, after in pairwise(prompts):
        assert after[: len(before)] == before


def test_passages_are_fetched_page_after_page_without_beginning_again() -> None:
    text = "".join(f"line {n} of a long text\n" for n in range(2000))
    code = "```python\npieces = list(passages(200))\nFINAL([len(pieces), sum(len(p) for p in pieces)])\n```"
    asked = Asked("How long?", [code], context=FakeContext({"a.txt": text}), plan="free")

    assert isinstance(asked.reply.value, list)
    count, size = asked.reply.value
    assert size == len(text)
    assert count > 150
    assert asked.reply.coverage.exhaustive


def test_rows_are_counted_and_grouped_by_verbs() -> None:
    code = "```python\nFINAL([count(\"town = 'Graz'\"), count(), group('clerk', top=1)[0]])\n```"

    assert Asked("How many?", [code], plan="free").reply.value == [3, 8, ["dana", 3]]
