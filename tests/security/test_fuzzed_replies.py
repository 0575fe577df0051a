"""What a model writes is understood, refused or passed over; nothing that it can write breaks a run."""

import math
import re
import string
from typing import cast

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from rlm_desktop.context.required import required
from rlm_desktop.context.ripgrep import Pattern
from rlm_desktop.errors import RlmError
from rlm_desktop.rlm import other_languages, programs
from rlm_desktop.rlm.budget import Budget
from rlm_desktop.rlm.follow_ups import Earlier, understand
from rlm_desktop.rlm.labelling import prompting, scores, sets
from rlm_desktop.rlm.passages import judging
from rlm_desktop.rlm.passages.refusals import says_nothing
from rlm_desktop.rlm.passages.subcalls import Memory, SubCalls
from rlm_desktop.rlm.plans import slots
from rlm_desktop.rlm.queries.grounding import Grounding
from rlm_desktop.rlm.question import linking
from rlm_desktop.rlm.verbs import readers
from rlm_desktop.settings import Limits
from tests.fakes import FakeContext, FakeEngine
from tests.rlm.asked import PROSE, Asked
from tests.rlm.shop import shop

SHOP = shop()
SLOW = settings(deadline=None, max_examples=20, suppress_health_check=[HealthCheck.too_slow])
ANY = st.text(max_size=80)
SQL_WORDS = """
SELECT count(*) town item FROM records WHERE status = 'paid' 'x AND OR NOT IN ( ) , GROUP BY ORDER DESC
LIMIT 3
-1 1e999 quantity > sum HAVING WITH a AS UNION LIKE '%' IS NULL CASE WHEN THEN END OVER * . x -> [1] {'a':1}
::DATE -- /* ; " BETWEEN EXISTS JOIN ON nowhere
"""
SQL = st.lists(st.sampled_from(SQL_WORDS.split()), max_size=16).map(" ".join)
WHOLE = st.builds(
    "SELECT {} FROM records WHERE {}".format,
    st.sampled_from(["count(*)", "town, count(*)", "*", "max(quantity)", "clerk"]),
    SQL,
)
ANSWERS = ("(", "(float('nan'))", "([[[]]])", "({1: {2: 3}})", "('\\ud800')", "(10**400)", " what", "(\0)")
REPLY = st.one_of(
    ANY,
    SQL.map("```sql\n{}\n```".format),
    WHOLE.map("```sql\n{}\n```".format),
    st.sampled_from(ANSWERS).map("```python\nanswer{}\n```".format),
    st.sampled_from(["", "NONE", "```", "FINAL(1)", "FINAL_VAR(x)", "Yes", "No", "\x1b[2J"]),
)
ASKING = """
how many orders are paid which town has the most in 2024 or not who was wie viele sind offen « » „ “ " '
combien de labels: spam, ham classified as total of quantity list all ? . 5 % \u202e
"""
QUESTION = st.one_of(ANY, st.lists(st.sampled_from(ASKING.split()), max_size=12).map(" ".join))
FLOATS = st.floats(-1e300, 1e300)


def calls(reply: str) -> SubCalls:
    return SubCalls(
        FakeEngine(lambda job: reply),
        budget=Budget(Limits()),
        kept=Memory(),
        emit=lambda event: None,
        should_stop=lambda: False,
    )


@given(QUESTION.filter(str.strip), REPLY, REPLY)
@SLOW
def test_a_run_ends_with_a_reply_whatever_its_models_write(question: str, root: str, reader: str) -> None:
    try:
        reply = Asked(question, [root] * 50, context=SHOP, reader=FakeEngine(lambda job: reader)).reply
    except RlmError as told:
        assert told.message
        return
    assert reply.status in ("answered", "partial", "estimated", "not_found", "stopped", "failed")


@given(REPLY, REPLY)
@settings(SLOW, max_examples=10)
def test_so_does_one_over_prose(root: str, reader: str) -> None:
    context = FakeContext({"a.txt": PROSE})

    reply = Asked(
        "What was the captain called?", [root] * 50, context=context, reader=FakeEngine(lambda job: reader)
    )

    assert reply.reply.status in ("answered", "partial", "estimated", "not_found", "failed")


@given(QUESTION, st.one_of(SQL, WHOLE, ANY))
@settings(SLOW, max_examples=60)
@example("How many orders are paid?", "SELECT count(*) FROM records WHERE NOT")
def test_a_query_is_checked_or_not_run_for_a_reason(question: str, sql: str) -> None:
    links = linking.link(question, SHOP.profile, SHOP.query)

    checked = Grounding(question, SHOP.profile, links, SHOP.query).check(
        programs.Program(language="sql", text=sql)
    )

    assert math.isfinite(checked.score)
    assert checked.problem or checked.program.text


@given(st.text(max_size=200))
def test_a_query_comes_back_out_of_the_program_that_it_became(sql: str) -> None:
    assume("\r" not in sql)
    program = programs.Program(language="sql", text=sql)

    assert programs.sql_of(program.code) == sql


@given(REPLY)
def test_a_reply_holds_a_program_or_none(reply: str) -> None:
    for program in (programs.from_reply(reply), programs.final_of(reply)):
        assert program is None or program.code


@given(st.one_of(st.none(), FLOATS), FLOATS, st.one_of(st.none(), FLOATS), ANY)
def test_a_belief_is_a_share_whatever_a_reader_is_said_to_be_sure_of(
    stated: float | None, support: float, certainty: float | None, reply: str
) -> None:
    belief = judging._weighed(stated, judging.Reading("p", reply, support, certainty))

    assert 0.0 <= belief <= 1.0


@given(REPLY)
def test_a_judge_may_say_anything(reply: str) -> None:
    (belief,) = judging.beliefs(calls(reply), "q?", [judging.Reading("p", reply, 0.5, -0.1)])

    assert 0.0 <= belief <= 1.0


FIELDS = {"amount": "number", "day": "date", "kind": ["bill", "letter"], "paid": "yes or no"}
JSON = st.one_of(
    REPLY,
    st.sampled_from(
        [
            *("[1]", "null", "3", "NaN", "[" * 5000, "1" * 5000, '"x"', "{}", '{"amount": {}}'),
            *('{"amount": "1e", "day": 3}', '{"amount": "' + "9" * 400 + '"}', '{"amount": 1e999}'),
            *('{"field": 3, "type": "number"}', '{"field": "x", "type": "money"}', '{"field": "x"}'),
            '{"field": " ", "type": "text"}',
        ]
    ),
)


@given(JSON)
def test_fields_are_what_they_were_asked_for_or_none(reply: str) -> None:
    (found,) = readers.extract(calls(reply), ["text"], readers.fields_of(FIELDS))

    assert list(found) == list(FIELDS)
    amount = found["amount"]
    assert amount is None or (isinstance(amount, int | float) and math.isfinite(amount))


@given(JSON)
def test_the_field_of_a_plan_is_one_that_is_known(reply: str) -> None:
    found = slots.extraction(FakeEngine(lambda job: reply), "What is the total of the amounts?")

    assert found is None or (found.field and found.type in ("number", "date", "text"))


@given(st.lists(REPLY, min_size=1, max_size=30))
@settings(deadline=None)
def test_notes_are_put_together_until_one_is_left(notes: list[str]) -> None:
    assert readers.combined(calls(notes[0]), "q?", notes) in notes
    assert isinstance(says_nothing(notes[0]), bool)


@given(QUESTION, QUESTION)
def test_labels_that_a_question_names_are_different_and_not_empty(head: str, question: str) -> None:
    for labels in sets.named(question, head):
        assert 2 <= len(labels.labels) == len(set(labels.labels))
        assert all(label.strip() for label in labels.labels)
        assert isinstance(sets.without(question, labels), str)
        assert isinstance(sets.speaks_of(question, labels), bool)


@given(st.lists(ANY, max_size=20))
def test_texts_that_are_labelled_are_short_and_those_without_sense_are_made_of_their_words(
    texts: list[str],
) -> None:
    words = {word for text in texts for word in text.split()}

    assert all(len(prompting.shortened(text)) <= prompting.LONGEST + 4 for text in texts)
    assert {word for text in prompting.idle(texts) for word in text.split()} <= words


@given(st.integers(2, 6), st.data())
def test_scores_stay_likelihoods_when_a_liking_is_evened_out(labels: int, data: st.DataObject) -> None:
    heights = st.lists(st.floats(-700, 0), min_size=labels, max_size=labels)
    rows = data.draw(st.lists(heights, max_size=8))
    idle = data.draw(st.lists(heights, max_size=4))

    even = scores.evened(np.array(rows).reshape(-1, labels), np.array(idle).reshape(-1, labels))

    assert np.isfinite(even).all()
    assert np.allclose(np.exp(even).sum(axis=1), 1.0)


INVOICES = FakeContext(
    {"invoices.csv": "R-1;2025-05-01;Kelani;Ulm;offen\n"}, {"Rechnung": "split_part(line, ';', 1)"}
)


@given(QUESTION, REPLY)
@settings(deadline=None)
def test_a_question_in_other_words_keeps_its_numbers_and_names(question: str, translated: str) -> None:
    meant = other_languages.understood(
        question, context=INVOICES, root=FakeEngine(lambda job: translated), should_stop=lambda: False
    )

    if meant is not None:
        assert meant.question.strip() and meant.why
        if meant.for_reader == "":
            assert all(part.casefold() in meant.question.casefold() for part in re.findall(r"\d+", question))


@given(QUESTION, st.one_of(QUESTION, REPLY), SQL)
@settings(SLOW, max_examples=25)
def test_a_question_that_leans_on_another_is_understood_somehow(
    question: str, completed: str, sql: str
) -> None:
    program = programs.Program(language="sql", text=sql).code
    before = Earlier(question="How many orders are paid?", answer="5", program=program)

    meant = understand(
        question, before, context=SHOP, root=FakeEngine(lambda job: completed), should_stop=lambda: False
    )

    assert isinstance(meant.question, str)


EXPRESSIONS = r"""
. .* \d+ \w ( ) (?: | ? * + {2,3} [a-c] [^x] ^ $ \b (?i) (?P<n> (?<n> (?= (?! \. \x41 \n é user ERROR session
"""
LETTERS = st.text(alphabet=string.ascii_letters, min_size=1, max_size=6)
EXPRESSION = st.lists(st.sampled_from(EXPRESSIONS.split()) | LETTERS, max_size=8).map("".join)
LINE = st.one_of(
    st.text(alphabet="abcuserERRORsession .é1", max_size=40),
    st.lists(st.sampled_from(["user", "ERROR", "session", "A", ".", " ", "12", "é"]), max_size=10).map(
        "".join
    ),
)


@given(EXPRESSION, st.booleans(), LINE, st.data())
@settings(
    max_examples=40, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow], deadline=None
)
def test_what_every_match_must_hold_stands_in_every_line_that_matches(
    expression: str, ignore_case: bool, line: str, data: st.DataObject
) -> None:
    try:
        compiled = re.compile(
            re.sub(r"\(\?<(?![=!])", "(?P<", expression), re.IGNORECASE if ignore_case else 0
        )
    except (re.error, OverflowError):
        assume(False)
        raise
    matching = data.draw(st.one_of(st.just(line), st.from_regex(compiled)))
    first = next((part for part in matching.split("\n") if compiled.search(part)), None)
    pieces = required(Pattern(expression, regex=True, ignore_case=ignore_case))
    if first is not None:
        lowered = first.encode("utf-8", "replace").lower()
        assert all(piece in lowered for piece in pieces), (expression, first, pieces)


@pytest.mark.parametrize("reply", ["[" * 100_000, "{" * 100_000, "9" * 100_000])
def test_nesting_and_digits_without_end_are_no_fields(reply: str) -> None:
    (found,) = readers.extract(calls(reply), ["text"], readers.fields_of(FIELDS))

    assert cast(object, found) == dict.fromkeys(FIELDS)
