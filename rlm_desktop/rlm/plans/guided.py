"""Programs by the root: candidates are drawn until enough of them agree on a grounded answer."""

import re
from collections.abc import Iterable, Sequence
from typing import Literal

from rlm_desktop.errors import TableError
from rlm_desktop.ports import Message
from rlm_desktop.profile import Table
from rlm_desktop.rlm import compare, examples, prompts
from rlm_desktop.rlm.plans import vocabulary
from rlm_desktop.rlm.plans.answers import Answer
from rlm_desktop.rlm.plans.candidates import Candidate, Candidates, Group
from rlm_desktop.rlm.plans.run import Run
from rlm_desktop.rlm.queries import scant
from rlm_desktop.rlm.queries.conditions.asked_for import AskedFor
from rlm_desktop.rlm.queries.doubts import row_nouns
from rlm_desktop.rlm.queries.grounding import Grounding
from rlm_desktop.rlm.queries.tables.naming import NOTHING_NAMED, Naming, name_columns
from rlm_desktop.rlm.question import intent, linking, shapes
from rlm_desktop.rlm.question.linking import Links

_SURE = 0.85
"""Grounding score from which an answer that most candidates share is taken without asking again."""
_FAIR = 0.6
"""The same for an answer that all share."""
_AT_FIRST = 2
_MOST_NAMES = 200
_TEXTS = re.compile(r"(?:contains\(lower\([\w\"]+\), |\bI?LIKE )'%?([^'%]+)%?'", re.IGNORECASE)
"""What a program looks for in the text of lines."""
_SCANNED = re.compile(r"""\bscan\(\s*r?["']([^"']+)["']""")
"""A phrase that a program looks for in all lines."""
_MOST_WEIGHT = 0.6
_AT_ODDS = "The programs are at odds about it: no answer has most of them behind it."
_LEFT_EMPTY = "The rows that are meant have nothing there: this was read elsewhere in the text."
_MANY = 5
"""So many programs that all agree are enough, whatever their score."""


class Guided:
    """Lets the root write programs for one run."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self.drawn: list[Candidates] = []
        self.left_out = ""
        """What to tell of a part of the question that no program can take account of."""
        self.nowhere = ""
        """What to tell where nothing was found because of that part."""

    def agreed(self, plan: str) -> Answer | None:
        """The best answer of the programs so far; None where none gave any."""
        for drawn in self.drawn:
            if drawn.groups():
                return self._chosen(drawn, plan)
        return None

    def records(self, links: Links) -> Answer | None:
        """Queries over the tables, whose nameless columns are given names first."""
        naming = name_columns(prompts.most_relevant(self._run.profile, links), self._run.subcalls)
        named = naming.profile(self._run.profile)
        card = prompts.tables_card(named, naming.links(links))
        return self._guided("sql", card, self._new_candidates(links, naming), named.tables)

    def program(self, links: Links) -> Answer | None:
        """Python over a text without tables."""
        return self._guided("text", prompts.text_card(self._run.profile), self._new_candidates(links))

    def left_empty(self) -> str:
        """Why what is read elsewhere is doubtful: rows that a program found have nothing in its column."""
        for candidate in (each for drawn in self.drawn for each in drawn.all):
            program = candidate.checked.program if candidate.checked else None
            if program is None or program.language != "sql" or not candidate.outcome.answered:
                continue
            if (
                candidate.error is None
                and compare.is_empty(candidate.value)
                and self._finds_rows(program.text)
            ):
                return _LEFT_EMPTY
        return ""

    def _finds_rows(self, sql: str) -> bool:
        try:
            return bool(self._run.query(f"SELECT 1 FROM ({sql}) LIMIT 1").rows)
        except TableError:
            return False

    def _guided(
        self,
        kind: Literal["sql", "text"],
        card: str,
        drawn: Candidates,
        tables: Sequence[Table] = (),
    ) -> Answer | None:
        """Draw candidates until enough of them agree on a grounded answer, or the turns are spent.

        `tables` are those that a query may name, as the root sees them.
        """
        settings = self._run.settings
        shown = examples.load(kind)
        if settings.fitting_examples:
            shown = examples.for_question(kind, self._run.question, self._run.profile)
        messages = self._messages(kind, shown, card)
        plan = "records" if kind == "sql" else "program"
        turns = 2 if settings.at_once else max(2, settings.limits.turns)
        for turn in range(1, turns):
            asked = self._asked(messages, shown, card, kind, turn, drawn)
            held = vocabulary.grammar(tables) if tables and vocabulary.is_wanted(drawn.all, tables) else None
            if turn > 2 and held is None and drawn.repeats_itself(turn - 1):
                break
            drawn.draw(asked, turn=turn, seed=self._run.seed, greedy=turn == 1, grammar=held)
            groups = drawn.groups()
            if groups:
                drawn.tell_groups()
            if groups and (self._settled(groups) or self._only_doubts_a_word(groups)):
                break
        return self._chosen(drawn, plan)

    def _messages(
        self, kind: Literal["sql", "text"], shown: examples.Examples, card: str
    ) -> tuple[Message, ...]:
        """What the root is asked; after a question that had a query, with that as the example next to it."""
        before = self._run.meant.example if kind == "sql" else None
        return prompts.for_root(kind, shown, card, self._run.question, before=before)

    def _asked(
        self,
        messages: Sequence[Message],
        shown: examples.Examples,
        card: str,
        kind: Literal["sql", "text"],
        turn: int,
        drawn: Candidates,
    ) -> list[Sequence[Message]]:
        """The first turn asks alike; later turns tell what failed, or ask with examples in another order.

        Two that agree are enough; more are drawn when they do not.
        """
        count = max(1, self._run.settings.candidates)
        if turn == 1:
            return [messages] * (count if self._run.settings.at_once else min(_AT_FIRST, count))
        if drawn.groups():
            other = self._messages(kind, examples.rotated(shown, turn), card)
            return [other] * count
        failed = drawn.all[0] if turn == 2 else drawn.all[-1]
        told = prompts.after_failure(messages, failed.reply, failed.problem(), self._run.question)
        return [told] * count

    def _only_doubts_a_word(self, groups: Sequence[Group]) -> bool:
        """Whether all agree and score low for a word that no line says: more turns change nothing."""
        return bool(self.left_out) and len(groups) == 1

    @staticmethod
    def _settled(groups: Sequence[Group]) -> bool:
        """Whether one grounded answer has more than half of the programs that gave any."""
        first, drawn = groups[0], sum(len(group.members) for group in groups)
        checked = first.best.checked
        score = checked.score if checked and not checked.doubts else 0.0
        if first.is_certainly_none or (len(groups) == 1 and (score >= _FAIR or drawn >= _MANY)):
            return True
        return score >= _SURE and len(first.members) * 2 > drawn and first.best.weight > 0.6

    def _new_candidates(self, links: Links, naming: Naming = NOTHING_NAMED) -> Candidates:
        grounding = Grounding(
            self._run.question,
            self._run.profile,
            links,
            self._run.query,
            naming,
            self._run.meant.kept,
            enabled=self._run.settings.grounding,
            called=[document.name for document in self._run.ready[:_MOST_NAMES]],
        )
        if self._run.settings.grounding:
            grounding.ask_about(AskedFor(self._run.question, self._run.subcalls, self._rows))
        drawn = Candidates(
            root=self._run.parts.root,
            interpreter=self._run.parts.interpreter,
            grounding=grounding,
            budget=self._run.budget,
            new_tools=self._run.tools,
            emit=self._run.parts.emit,
            should_stop=self._run.parts.should_stop,
            seconds=self._run.settings.sandbox.seconds,
        )
        self.drawn.append(drawn)
        return drawn

    def _rows(self, table: Table) -> Sequence[str]:
        return row_nouns.shown(table, self._run.query)

    def _chosen(self, drawn: Candidates, plan: str) -> Answer | None:
        groups = drawn.groups()
        if not groups:
            return None
        best: Candidate = groups[0].best
        if not _may_answer(self._run.question, best.value, (document.name for document in self._run.ready)):
            return None
        if best.checked and best.checked.program.language == "python" and self._tells_nothing(best):
            return None  # The words may stand apart: passages are looked for.
        answer = self._run.answers.of_candidate(best, groups, plan=plan)
        if groups[0].is_certainly_none and self.nowhere:
            return answer.as_none(self.nowhere)
        doubts = best.checked.doubts if best.checked else ()
        apart = _AT_ODDS if _are_at_odds(groups) else ""
        for why in filter(None, (self.left_out, *doubts, self._nothing_at_once(best), apart)):
            answer = answer.but_partial(why)
        why = self._scant(best) if answer.status == "answered" else ""
        return answer.but_partial(why) if why else answer

    def _tells_nothing(self, best: Candidate) -> bool:
        said = compare.in_words(best.value)
        return bool(self._nothing_at_once(best)) or shapes.lacks_number(self._run.question, said)

    def _scant(self, best: Candidate) -> str:
        if best.checked is None or best.checked.expects_nothing:
            return ""
        program, tables = best.checked.program, self._run.profile.tables
        called = [document.name for document in self._run.ready[:_MOST_NAMES]]
        if why := scant.unscanned(program, best.value, self._run.question, called):
            return why
        called += [name for t in tables for name in (t.name, *(column.name for column in t.columns))]
        why = scant.doubt(program, best.value, self._run.question)
        return why or scant.of_one(program, best.value, self._run.question, called)

    def _nothing_at_once(self, best: Candidate) -> str:
        """Rule "none is seldom asked for": no line has all that the program looked for at once."""
        question, code = self._run.question, best.checked.program.text if best.checked else ""
        scanned = [text for text in _SCANNED.findall(code) if len(text.split()) > 1]
        texts = scanned or sorted(set(_TEXTS.findall(code)))
        if not texts or linking.quoted(question) or linking.contained(question):
            return ""
        said = " and ".join(f"“{text}”" for text in texts)
        none = compare.is_nothing_found(best.value)
        return (
            f"No line says {said} and is like the rest of the question: it may be said otherwise."
            if none
            else ""
        )


def _are_at_odds(groups: Sequence[Group]) -> bool:
    """Rule "two of three agree": whether no answer has most of the weight of all that were found."""
    return groups[0].weight < _MOST_WEIGHT * sum(group.weight for group in groups)


def _may_answer(question: str, value: object, documents: Iterable[str] = ()) -> bool:
    """Rule "how many is a number": names alone do not answer it, unless they are to be listed.

    The number in the name of a document is none either.
    """
    asked = intent.of(question)
    if not asked.count or asked.listing:
        return True
    said = compare.in_words(value)
    return intent.says_number(said) and all(name not in said for name in documents)
