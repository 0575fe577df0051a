"""A reply that was written before is given again, for exactly the same prompt, drawn the same way."""

from rlm_desktop.engine.kept import KeptEngine
from rlm_desktop.engine.process import LlamaEngine
from rlm_desktop.ports import Completion
from tests.engine.test_generate import job


class Shelf(dict[str, str]):
    """Results by key, in memory."""

    def put(self, key: str, value: str) -> None:
        self[key] = value


def test_the_same_prompt_is_written_once(engine: LlamaEngine) -> None:
    shelf = Shelf()
    told: list[tuple[int, str]] = []
    jobs = [job("Say tea."), job("Say milk.", temperature=0.9, seed=4)]

    first = KeptEngine(engine, shelf).generate(jobs)
    again = KeptEngine(engine, shelf).generate(jobs[::-1], on_text=lambda *piece: told.append(piece))

    assert [reply.text for reply in again] == [reply.text for reply in first[::-1]]
    assert all((one.generated_tokens, one.cached_tokens) == (0, one.prompt_tokens) for one in again)
    assert told == [(0, first[1].text), (1, first[0].text)]


def test_another_seed_is_another_reply(engine: LlamaEngine) -> None:
    shelf = Shelf()
    kept = KeptEngine(engine, shelf)

    kept.generate([job("Say tea.", temperature=0.9, seed=1)])
    kept.generate([job("Say tea.", temperature=0.9, seed=2), job("Say tea.", temperature=0.9, seed=1)])

    assert len(shelf) == 2


def test_only_what_is_new_is_asked_and_told_by_its_own_number(engine: LlamaEngine) -> None:
    shelf = Shelf()
    kept = KeptEngine(engine, shelf)
    done: dict[int, Completion] = {}
    kept.generate([job("Say tea.")])

    replies = kept.generate([job("Say milk."), job("Say tea."), job("Say bread.")], on_done=done.__setitem__)

    assert [replies[index] for index in range(3)] == [done[index] for index in range(3)]
    assert [reply.generated_tokens > 0 for reply in replies] == [True, False, True]


def test_a_damaged_entry_is_written_anew(engine: LlamaEngine) -> None:
    shelf = Shelf()
    kept = KeptEngine(engine, shelf)
    (first,) = kept.generate([job("Say tea.")])
    shelf.update(dict.fromkeys(shelf, "{"))

    assert kept.generate([job("Say tea.")])[0].text == first.text
