"""Why this answer: who wrote the program is said as it was."""

from rlm_desktop.gui.answers.explaining import explained
from rlm_desktop.reply import Usage
from tests.gui.fake_runs import a_reply


def test_a_query_that_a_rule_made_is_not_told_as_the_planners() -> None:
    said = " ".join(explained(a_reply(usage=Usage(candidates=0, seconds=0.2))))

    assert "a rule made it, and no model wrote it" in said
    assert "Planner" not in said


def test_programs_of_the_planner_are_counted_and_its_name_is_told() -> None:
    said = " ".join(explained(a_reply()))

    assert "The Planner wrote 3 programs for your question, in 1 turn." in said
    assert "Planner: Qwen2.5-Coder-1.5B-Instruct." in said


def test_what_was_looked_up_needed_no_model() -> None:
    said = " ".join(explained(a_reply(plan="search", program="", usage=Usage(seconds=0.2))))

    assert "no model was needed" in said


def test_where_a_model_read_the_answer_is_not_told_as_code_alone() -> None:
    said = " ".join(explained(a_reply(plan="exhaustive", usage=Usage(sub_calls=12, cached_calls=2))))

    assert "The Reader was given 12 passages, 2 of them known from before." in said
    assert "not a model's memory" not in said
