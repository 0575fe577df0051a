"""The published protocol whole: a scripted root, and the real interpreter for it and for its children."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import msgspec
import pytest

from rlm_desktop import events
from rlm_desktop.context.library import Library
from rlm_desktop.engine.writing import Text
from rlm_desktop.errors import PromptTooLong
from rlm_desktop.events import Event
from rlm_desktop.paths import DataFolder
from rlm_desktop.ports import Job
from rlm_desktop.reply import Reply
from rlm_desktop.rlm.follow_ups import Earlier, Understood
from rlm_desktop.rlm.loop import Loop, Parts
from rlm_desktop.rlm.passages.subcalls import Memory
from rlm_desktop.rlm.plans import freely
from rlm_desktop.runtime.nesting import nest_in
from rlm_desktop.sandbox.bundle import Bundle
from rlm_desktop.sandbox.process import Sandbox
from rlm_desktop.settings import Limits, Settings
from tests.fakes import FakeEngine

BARE = "said without a program: "
TEXT = "The ship left Elsin.\nIts captain was Brandt.\nThe dog was Ponto.\n"


class House:
    """One text, one interpreter over it, and as many free runs as a test asks for."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        (folder / "ship.txt").write_text(TEXT, encoding="utf-8")
        (folder / "library").mkdir()
        self.settings = Settings(data=DataFolder(folder / "data"))
        self.library = stack.enter_context(Library(folder / "library"))
        self.library.add([folder / "ship.txt"])
        self.library.update(emit=lambda event: None, should_stop=lambda: False)
        self.sandbox = stack.enter_context(
            Sandbox(mounts=self.library.mounts(), limits=self.settings.sandbox)
        )
        self.events: list[Event] = []
        self.root = FakeEngine()
        self.reader = FakeEngine()

    def ask(
        self,
        *programs: str,
        limits: Limits | None = None,
        parameters: int = 1,
        plan: str = "free",
        earlier: Earlier | None = None,
    ) -> Reply:
        """A run whose root writes these programs, one a turn, its children's among them."""
        self.events = []
        self.root = FakeEngine([_reply(program) for program in programs])
        self.root.info = msgspec.structs.replace(FakeEngine.info, parameters=parameters)
        self.reader = FakeEngine(_answer)
        settings = msgspec.structs.replace(self.settings, limits=limits or Limits())
        parts = Parts(
            context=self.library,
            root=self.root,
            sub=self.reader,
            interpreter=self.sandbox,
            kept=Memory(),
            emit=self.events.append,
            should_stop=lambda: False,
            nest=nest_in(self.library, settings, lambda: False),
        )
        meant = Understood(question="Who was the captain?", earlier=earlier)
        return Loop(parts, settings, run="r", question=meant.question, meant=meant).run(plan)

    def seen_by_root(self) -> Sequence[str]:
        """What the root was shown of each turn before."""
        return [job.messages[-1].content for job in self.root.jobs[1:]]


def _reply(program: str) -> str:
    return (
        program.removeprefix(BARE) if program.startswith(BARE) else f"Let me see.\n```python\n{program}\n```"
    )


def _answer(job: Job) -> str:
    asked = job.messages[-1].content
    if "too long" in asked:
        raise PromptTooLong("The prompt does not fit.")
    if "Who was the captain" in asked:
        return "Brandt" if "captain was Brandt" in asked else "NONE"
    return asked.upper()


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    Bundle.find()
    with ExitStack() as stack:
        yield House(tmp_path_factory.mktemp("free"), stack)


def test_variables_stay_and_the_root_sees_what_it_printed(house: House) -> None:
    reply = house.ask(
        "x = context[:8]\nprint(len(context), x)",
        "names = [line.split()[-1] for line in context.lines]\nSHOW_VARS()",
        BARE + 'FINAL_VAR("names")',
    )

    assert reply.value == ["Elsin.", "Brandt.", "Ponto."]
    assert f"{len(TEXT)} The ship" in house.seen_by_root()[0]
    assert "'names': 'list'" in house.seen_by_root()[1]
    assert reply.usage.root_turns == 3 and reply.usage.prompt_tokens > 0


def test_reserved_names_are_put_right_before_each_step(house: House) -> None:
    reply = house.ask(
        "context = llm_query = FINAL = answer = 3\nx = 1",
        "print(type(context).__name__)\nFINAL(llm_query('a') + str(x))",
    )

    assert reply.value == "A1"


def test_batches_keep_their_order_and_one_failure_costs_no_other(house: House) -> None:
    reply = house.ask('FINAL(llm_query_batched(["one", "too long", "three", "one"]))')

    assert reply.value == ["ONE", "Error: The prompt does not fit.", "THREE", "ONE"]


def test_a_model_may_be_named_as_in_the_published_programs(house: House) -> None:
    reply = house.ask('FINAL([llm_query("one", model="any"), *llm_query_batched(["two"], model=None)])')

    assert reply.value == ["ONE", "TWO"]


def test_the_answer_may_be_filled_step_by_step_in_a_dict(house: House) -> None:
    reply = house.ask(
        'answer["content"] = "Bra"',
        'answer["content"] += "ndt"\nprint("not yet")',
        'answer["ready"] = True',
    )

    assert reply.value == "Brandt"


def test_a_dict_put_in_its_place_counts_as_well(house: House) -> None:
    assert house.ask('answer = {"content": 7, "ready": True}').value == 7


@pytest.mark.parametrize(("said", "value"), [("FINAL(Brandt)", "Brandt"), ('FINAL("Brandt")', "Brandt")])
def test_final_may_stand_in_the_reply_itself(house: House, said: str, value: str) -> None:
    assert house.ask(BARE + said).value == value


def test_a_variable_that_is_not_there_is_no_answer(house: House) -> None:
    reply = house.ask('found = "Brandt"', 'FINAL_VAR("final_answer")', "FINAL_VAR(found)")

    assert reply.value == "Brandt"
    assert "There is no variable 'final_answer'; those that are defined: found." in house.seen_by_root()[1]


def test_a_program_may_follow_a_sentence() -> None:
    written = Text((freely.END,))
    written.add(b"Let me look.\n```repl\nFINAL(1)\n```\nThat is it.")

    assert written.whole == "Let me look.\n```repl\nFINAL(1)"


def test_a_failure_is_shown_and_the_work_goes_on(house: House) -> None:
    reply = house.ask("print(nothing)", "FINAL(1)")

    assert reply.value == 1
    assert "NameError" in house.seen_by_root()[0]


def test_a_program_that_failed_is_not_run_again_and_another_plan_takes_over(house: House) -> None:
    house.ask(*["print(nothing)"] * 5)

    assert [type(event) for event in house.events].count(events.ProgramFailed) == 1
    assert "was written before and failed" in house.seen_by_root()[1]
    assert len(house.root.jobs) == 4


def test_a_child_has_its_own_interpreter_and_text(house: House) -> None:
    reply = house.ask(
        'x = 5\ntold = rlm_query("How many lines?", "a\\nb\\nc\\n")\nFINAL([told, x])',
        'x = "mine"\nFINAL(len(list(context.lines)))',  # written for the child
    )

    assert reply.value == [3, 5]
    assert reply.usage.root_turns == 2
    noted = [event.text for event in house.events if isinstance(event, events.Noted)]
    assert noted == ["A run within this run was asked: How many lines?"]


def test_below_the_last_level_a_child_only_reads(house: House) -> None:
    reply = house.ask(
        'FINAL(rlm_query("What is there?", "the first level"))',
        'FINAL(rlm_query("Who was the captain?", "The captain was Brandt."))',
    )

    assert reply.value == "Brandt"
    assert len(house.root.jobs) == 2


def test_children_answer_in_order_over_the_same_text(house: House) -> None:
    reply = house.ask(
        'FINAL(rlm_query_batched(["first?", "second?"]))',
        "FINAL(context[:3])",
        "FINAL(context.lines[2])",
    )

    assert reply.value == ["The", "The dog was Ponto."]
    assert reply.coverage.exhaustive


def test_a_child_that_spends_its_share_leaves_the_rest_to_the_run(house: House) -> None:
    greedy = '[llm_query(f"greedy {n}") for n in range(9)]'
    reply = house.ask(
        'told = rlm_query("Who was the captain?", "The captain was Brandt.")\n'
        'FINAL([told, llm_query("left")])',
        greedy,
        limits=Limits(calls=8),
    )

    # Four calls were the child's share; then its text is read at once, and the run goes on.
    assert reply.value == ["Brandt", "LEFT"]
    assert reply.usage.sub_calls == 6
    assert any("spent its share" in event.text for event in house.events if isinstance(event, events.Noted))


def test_a_spent_budget_ends_the_run_in_order(house: House) -> None:
    reply = house.ask('for n in range(9):\n    llm_query(f"call {n}")', limits=Limits(calls=3))

    assert reply.status in ("partial", "failed", "stopped")
    assert any(isinstance(event, events.BudgetRanOut) for event in house.events)


def test_a_planner_of_seven_billion_parameters_is_free_of_itself(house: House) -> None:
    assert house.ask("FINAL(1)", parameters=7_600_000_000, plan="auto").plan == "free"


def test_a_follow_up_finds_the_answer_before_in_a_variable(house: House) -> None:
    earlier = Earlier(
        question="Which ships left?", answer="Rosa, Elsin", value=["Rosa", "Elsin"], plan="free"
    )

    reply = house.ask("x = len(earlier_answer)", "FINAL([x, earlier_answer[0]])", earlier=earlier)

    assert reply.value == [2, "Rosa"]
    assert "Which ships left?" in house.root.jobs[0].messages[-1].content
