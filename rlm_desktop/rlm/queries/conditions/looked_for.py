"""How a text is looked for in rows: inside which column, in which form, as a whole number or word by word."""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from sqlglot import exp, parse_one

from rlm_desktop.profile import Column
from rlm_desktop.rlm.expressions import call
from rlm_desktop.rlm.queries.conditions import containing
from rlm_desktop.rlm.queries.conditions.stored_values import StoredValues, in_one_word
from rlm_desktop.rlm.queries.verdicts import Verdict
from rlm_desktop.rlm.question import alternatives
from rlm_desktop.rlm.question.lines import inside_values
from rlm_desktop.rlm.question.linking import COMMON, Links, identifier, literal, words
from rlm_desktop.rlm.question.spelled import several

_OF_ENDS = re.compile(r"\b(?:begin|start|end|finish|prefix|suffix)\w*\b", re.IGNORECASE)
_AT_AN_END = re.compile(
    r"\b(?:begin|start|end|finish)\w*\s+(?:\w+\s+)?(?:with|mit|auf)\b|\b(?:ends?|ending) in\b"
    r"|\bat the (?:end|start|beginning)\b|\b(?:prefix|suffix)",
    re.IGNORECASE,
)
"""A text is asked for at an end of others: what "started", or how it "ended", may stand anywhere."""
_OF_LETTERS = re.compile(
    r"\b(?:letters?|characters?|contain\w*|includ\w+|parts?|substrings?|syllables?|somewhere|anywhere)\b"
    r"|\bin (?:an?|the|any|its|their|his|her|your|our|my) (?:\w+ ){0,2}names?\b",
    re.IGNORECASE,
)
"""What is looked for is a row of letters, wherever it stands in a word."""

_TITLES = frozenset(("subject", "title", "headline", "summary", "topic"))
_MOST_PARTS = 4
_A_PHRASE = 3  # words: fewer may be meant with their signs, as ".bak"
_NAMED = r"\b(?:mention(?:s|ed|ing)?|nam(?:es?|ed|ing)|contain(?:s|ed|ing)?)\s+{}(?!\w)"
"""What names a word may say it with others: "name ibrutinib" is also said of ibrutinib capsules."""
_LEFT_OUT = re.compile(
    r"^(?:not|never|without|except(?:ing)?(?: for)?|excluding|other than|apart from|besides)\s+"
    r"(?:(?:in|from|of|at|by|the|counting)\s+)*(\S+(?:\s\S+){1,2})\s*$"
)
"""A longer name that is left out: East Hartford, of "in Hartford (not East Hartford)"."""
_RATHER_THAN = r"\b(?:rather than|instead of|as opposed to)\s+(?:[a-z]+\s+){0,2}?"


class LookedFor:
    """Judges what the programs for one question look for inside texts."""

    def __init__(self, question: str, links: Links, values: StoredValues) -> None:
        self._question = question.lower()
        self._raw = question
        self._links = links
        self._values = values
        self._denies = False
        self.uses: Counter[str] = Counter()
        """How often each column stands in the query at hand."""

    @contextmanager
    def denied(self, denies: bool = True) -> Iterator[None]:
        """While what is looked for is what a query leaves out."""
        before, self._denies = self._denies, denies or self._denies
        try:
            yield
        finally:
            self._denies = before

    def contains(self, condition: exp.Expr, columns: dict[str, Column], table: str) -> Verdict:
        """LIKE '%…%' as an exact search: quoted text to the letter, other words in any case."""
        pattern = condition.expression
        column = condition.this
        if not isinstance(pattern, exp.Literal) or not isinstance(column, exp.Column):
            return self._lowered(condition, table)
        match = re.fullmatch(r"%([^%]+)%", pattern.this)
        stored = columns.get(column.name.lower())
        if match is None and self._means_an_end(condition, table):
            return self._at_an_end(condition, stored, table)
        match = match or re.fullmatch(r"%([^%]+)|([^%]+)%", pattern.this)
        if not match:
            return containing.in_any_order(condition, column, self._raw, lambda one: self.holds(one, table))
        text = next(filter(None, match.groups()))
        if containing.means_the_line(column, text, columns, self._links, self._raw):
            column, stored = exp.column("line"), columns["line"]
        if stored and stored.type != "text":
            column = exp.cast(column.copy(), "varchar")
        inside = inside_values.elsewhere(text, stored, columns, self._links)
        if inside is not None and inside.table == table:
            return Verdict(parse_one(inside.condition, dialect="duckdb"), inside_values.told(inside))
        if whole := self._whole(column, text, stored, columns):
            return whole
        if text in self._links.quoted:
            exact = call("contains", column.copy(), exp.Literal.string(text))
            return self._written_otherwise(exact, column, text, table) or Verdict(exact)
        if other := self.named_instead(stored, text, columns, table):
            lowered = call("lower", exp.column(other))
            found = call("contains", lowered, exp.Literal.string(text.lower()))
            return Verdict(found, f"'{text}' was looked for in {other}, which the question names.")
        return self._inside(column, text, stored, columns, table)

    def _whole(
        self, column: exp.Expr, text: str, stored: Column | None, columns: dict[str, Column]
    ) -> Verdict | None:
        """A number that is all of its digits, or what was written with blanks around it."""
        number = containing.whole_number(column, text, stored, columns, self._links, self._raw)
        if number is not None:
            return Verdict(number, f"{text} was looked for as a whole number.")
        said = containing.whole_words(column, text, self._links)
        return Verdict(said, f"“{text.strip()}” was looked for as words.") if said else None

    def _means_an_end(self, condition: exp.Expr, table: str) -> bool:
        """Whether the question says where a text stands; its words may do so if some row has it there."""
        if _AT_AN_END.search(self._raw):
            return True
        return _OF_ENDS.search(self._raw) is not None and self.holds(condition, table)

    def _at_an_end(self, condition: exp.Expr, stored: Column | None, table: str) -> Verdict:
        """What should begin or end so, as the question says: in other capitals or signs, but nowhere else."""
        if stored is not None and stored.type != "text":
            condition = condition.copy()
            condition.set("this", exp.cast(condition.this.copy(), "varchar"))
        match = re.fullmatch(r"(%)?([^%]+)(?(1)|%)", condition.expression.name)
        if not match or not isinstance(condition, exp.Like) or self.holds(condition, table):
            return Verdict(condition)
        before, text = match.groups()
        column = condition.this
        others: list[exp.Expr] = [exp.ILike(this=column.copy(), expression=condition.expression.copy())]
        parts = re.findall(r"[^\W_]+", text.lower())
        if len(parts) >= _A_PHRASE:
            at_end = "ends_with" if before else "starts_with"
            others.append(call(at_end, _bare(column), exp.Literal.string(f" {' '.join(parts)} ")))
        for other in others:
            if self.holds(other, table):
                why = f"No row has “{text}” to the letter: other capitals and signs were taken, too."
                return Verdict(other, why)
        return Verdict(condition)

    def _lowered(self, condition: exp.Expr, table: str) -> Verdict:
        """A text in a column that the query writes small itself: a short word is a word there, too."""
        column = condition.this.this if isinstance(condition.this, exp.Lower) else None
        match = re.fullmatch(r"%([^%]+)%", condition.expression.name)
        if not match or not isinstance(column, exp.Column) or match[1] in self._links.quoted:
            return Verdict(condition)
        return self._short_word(column, match[1], table) or Verdict(condition)

    def _inside(
        self, column: exp.Expr, text: str, stored: Column | None, columns: dict[str, Column], table: str
    ) -> Verdict:
        """A text as it stands in a column: as one of a list, at the beginning of words, or anywhere."""
        lowered = call("lower", column.copy())
        if apart := self._as_a_word(lowered, text, table):
            return apart
        found = call("contains", lowered, exp.Literal.string(text.lower()))
        written = just = None
        if isinstance(column, exp.Column):
            just = self._one_of(stored, text, table) or self._no_opposite(column, text, table)
            just = just or self._short_word(column, text, table)
            written = None if just else self._written_otherwise(found, column, text, table)
        found = self._without_longer(found, column, text, table)
        return (
            just
            or written
            or self._said_apart(found, text, table)
            or self._word_by_word(column, found, text, table)
            or self._in_any_form(found, text, stored, columns, table)
        )

    def _as_a_word(self, lowered: exp.Expr, text: str, table: str) -> Verdict | None:
        """Rule "a blank before a word is its border": a text may as well begin with the word."""
        word = text.strip().lower()
        if not word or " " in word or word == text.lower() or text in self._links.quoted:
            return None
        before = r"(?:^|[^\pL\pN])" if text[0].isspace() else ""
        behind = r"(?:[^\pL\pN]|$)" if text[-1].isspace() else ""
        shape = exp.Literal.string(f"{before}{re.escape(word)}{behind}")
        found = call("regexp_matches", lowered, shape)
        return (
            Verdict(found, f"“{word}” was looked for as a word of its own.")
            if self.holds(found, table)
            else None
        )

    def _word_by_word(self, column: exp.Expr, found: exp.Expr, text: str, table: str) -> Verdict | None:
        """Rule "the mmc patch is [PATCH] mmc": what no title has in one piece, it may have in several."""
        parts = [part for part in re.findall(r"[^\W_]+", text.lower()) if part not in COMMON]
        of_titles = isinstance(column, exp.Column) and column.name.lower() in _TITLES
        if not of_titles or not 1 < len(parts) <= _MOST_PARTS or self.holds(found, table):
            return None
        each = [call("contains", call("lower", column.copy()), exp.Literal.string(part)) for part in parts]
        apart = exp.and_(*each)
        if not self.holds(apart, table):
            return None
        return Verdict(apart, f"No {column.name} has '{text}': its words were looked for one by one.")

    def _without_longer(self, found: exp.Expr, column: exp.Expr, text: str, table: str) -> exp.Expr:
        """Rule "Republican, not Democratic-Republican": without rows that say a longer word, left out.

        Not where the shorter word is left out itself: "neither Republican nor Democratic-Republican".
        """
        if self._denies or alternatives.is_left_out(text.strip(), self._raw):
            return found
        longer = rf"(?<![\w-])[\w-]*{re.escape(text.lower())}[\w-]*"
        for start, end in alternatives.left_out(self._raw):
            stretch = self._question[start:end]
            names = [match.group() for match in re.finditer(longer, stretch)]
            names += _LEFT_OUT.findall(stretch) if names == [text.lower()] else []
            for name in names:
                said = call("contains", call("lower", column.copy()), exp.Literal.string(name))
                if name != text.lower() and text.lower() in name and self.holds(said, table):
                    found = exp.and_(found, exp.Not(this=said))
        return found

    def _one_of(self, stored: Column | None, text: str, table: str) -> Verdict | None:
        """Rule "zlib1g is not zlib1g-dev": of a list those rows that have just this, where any has it."""
        if stored is None or not several.parts_of(stored):
            return None
        if named := self.among_others(stored, text, table):
            return named
        listed = self._values.element(stored, text.strip(), table)
        why = f"Rows whose {stored.name} lists '{text.strip()}' were taken, not those with what contains it."
        return Verdict(listed, why) if listed is not None else None

    def among_others(self, stored: Column, text: str, table: str) -> Verdict | None:
        """Rule "who names it may say more": what rows are said to name is a word of what they list."""
        word = text.strip().lower() if several.parts_of(stored) else ""
        if not re.fullmatch(r"[a-z]{4,}", word) or not re.search(_NAMED.format(word), self._question):
            return None
        whole = exp.Literal.string(rf"(?:^|[^\pL\pN]){word}(?:[^\pL\pN]|$)")
        found = call("regexp_matches", call("lower", exp.column(stored.name)), whole)
        if not self.holds(found, table):
            return None
        return Verdict(found, f"“{word}” was looked for as a word of its own.")

    def _no_opposite(self, column: exp.Column, text: str, table: str) -> Verdict | None:
        """Rule "to disconnect is not to connect": a word that rows say with a "not" grown onto it as well."""
        word = text.strip().lower()
        if not re.fullmatch(r"[a-z]{4,}", word) or word in self._links.quoted:
            return None
        lowered = call("lower", column.copy())
        opposite = exp.Literal.string(rf"(?:^|[^\pL])(?:dis|un|in|im|ir|non-?){word}")
        if not self.holds(call("regexp_matches", lowered, opposite), table):
            return None
        begins = rf"(?:^|[^\pL\pN]){word}"
        for shape in (rf"{begins}(?:[^\pL\pN]|$)", begins):
            plain = call("regexp_matches", lowered.copy(), exp.Literal.string(shape))
            if self.holds(plain, table):
                return Verdict(plain, f"“{word}” was looked for at the beginning of words: others deny it.")
        return None

    def _short_word(self, column: exp.Column, text: str, table: str) -> Verdict | None:
        """Rule "a car is no card": a short word is looked for as a word, where cells have it as one."""
        word = text.strip().lower()
        if not re.fullmatch(r"[a-z]{2,3}", word) or column.name == "line":
            return None
        if _OF_ENDS.search(self._raw) or _OF_LETTERS.search(self._raw):
            return None
        whole = exp.Literal.string(rf"(?:^|[^\pL\pN]){word}s?(?:[^\pL\pN]|$)")
        found = call("regexp_matches", call("lower", column.copy()), whole)
        if not self.holds(found, table):
            return None
        return Verdict(found, f"“{word}” was looked for as a word of its own.")

    def _in_any_form(
        self, found: exp.Expr, text: str, stored: Column | None, columns: dict[str, Column], table: str
    ) -> Verdict:
        """Rule "academies are each an academy": where no row says a word so, in its other form or place."""
        if stored is None or stored.name == "line" or " " in text or self.holds(found, table):
            return Verdict(found)
        texts = [c for c in columns.values() if c.type == "text" and c.name != stored.name]
        # "Mutt" is rather what values begin with than a word in some of them.
        begun = {column.name for column in self._values.at_the_beginning(text, texts, table)}
        texts.sort(key=lambda column: column.name not in begun)
        for name in (stored.name, *(column.name for column in texts)):
            for form in dict.fromkeys(("".join(words(text)), text.lower())):
                other = call("contains", call("lower", exp.column(name)), exp.Literal.string(form))
                if form and self.holds(other, table):
                    return Verdict(other, f"'{form}' was looked for inside {name}.")
        return Verdict(found, doubt=f"No row has “{text}” in its {stored.name}.")

    def _written_otherwise(
        self, exact: exp.Expr, column: exp.Column, text: str, table: str
    ) -> Verdict | None:
        """Rule "Development-cycle is a development cycle": a phrase that no row has to the letter.

        It is looked for in other capitals, and with other signs between its words.
        """
        parts = re.findall(r"[^\W_]+", text.lower())
        if not parts or self.holds(exact, table):
            return None
        loose = call("contains", _bare(column), exp.Literal.string(f" {' '.join(parts)} "))
        if self.holds(loose, table):
            why = f"No row has “{text}” to the letter: other capitals and signs were taken, too."
            return Verdict(loose, why)
        joined = in_one_word(text) if text not in self._links.quoted else ""
        if not joined or not isinstance(column, exp.Column):
            return None
        capitals = call("regexp_matches", column.copy(), exp.Literal.string("[a-z][A-Z]"))
        inside = call("contains", call("lower", column.copy()), exp.Literal.string(joined))
        written = exp.and_(inside, capitals)
        return Verdict(written, f"“{text}” is written in one word.") if self.holds(written, table) else None

    def _in_parts(self, text: str, texts: list[Column], table: str) -> Verdict | None:
        """Rule "North Bend, Ohio may be North Bend, Hamilton, Ohio": parts with one other between; a doubt.

        Not with what parts the entries of a list: "Smith, Adam; Jones, John" is no "Smith, John".
        """
        parts = [part.strip().lower() for part in text.split(",")]
        if len(parts) < 2 or not all(parts):
            return None
        known = [re.escape(part) for part in parts]

        def with_one(between: str) -> exp.Literal:
            gaps = range(1, len(known))
            shapes = (", ".join(known[:at]) + f", {between}, " + ", ".join(known[at:]) for at in gaps)
            return exp.Literal.string(rf"(?:^|[^\pL\pN])(?:{'|'.join(shapes)})(?:[^\pL\pN]|$)")

        for column in texts:
            lowered = call("lower", exp.column(column.name))
            found = call("regexp_matches", lowered, with_one("[^,;|&]+"))
            listed = call("regexp_matches", lowered.copy(), with_one("[^,;|&]* (?:and|und) [^,;|&]*"))
            if self.holds(found, table) and not self.holds(listed, table):
                doubt = f"'{text}' was looked for in {column.name}, with other parts in between."
                return Verdict(found, doubt=doubt)
        return None

    def holds(self, condition: exp.Expr, table: str) -> bool:
        where = condition.sql(dialect="duckdb")
        return self._values.any(f"SELECT 1 FROM {identifier(table)} WHERE {where} LIMIT 1")

    def named_instead(self, stored: Column | None, text: str, columns: dict[str, Column], table: str) -> str:
        """Rule "the column that is named": the one that the question names right before it, if it has it."""
        if stored is None or stored.name == "line" or stored.is_free_text:
            return ""
        texts = {
            column.name for column in columns.values() if column.type == "text" and column.name != "line"
        }
        named = {
            column
            for of, column in self._links.columns
            if of == table and column in texts and containing.stands_before(column, text, self._question)
        }
        if len(named) != 1 or stored.name in named or named & self.uses.keys():
            return ""
        other = named.pop()
        holds = f"contains(lower({identifier(other)}), {literal(text.lower())})"
        return other if self._values.any(f"SELECT 1 FROM {identifier(table)} WHERE {holds} LIMIT 1") else ""

    def _said_apart(self, condition: exp.Expr, text: str, table: str) -> Verdict | None:
        """Rule "words are looked for one by one": where no row has the phrase, but its words (`wording`)."""
        apart = [
            w for w in self._links.worded if w.table == table and set(words(w.phrase)) <= set(words(text))
        ]
        if not apart or self.holds(condition, table):
            return None
        return Verdict(None, f"No row says '{text}': its words were looked for one by one.")

    def part_of(self, condition: exp.Expr, stored: Column, columns: dict[str, Column], table: str) -> Verdict:
        """Rule "a phrase is found inside": no field is just this text, so rows that contain it are meant."""
        text = str(condition.expression.name)
        others = [c for c in columns.values() if c.type == "text" and (c.is_free_text or c.name == "line")]
        for column in [stored, *others]:
            holds = f"contains(lower({identifier(column.name)}), {literal(text.lower())})"
            if self._values.any(f"SELECT 1 FROM {identifier(table)} WHERE {holds} LIMIT 1"):
                like = exp.Like(this=exp.column(column.name), expression=exp.Literal.string(f"%{text}%"))
                with self.denied(isinstance(condition, exp.NEQ)):
                    found = self.contains(like, columns, table).condition
                if isinstance(condition, exp.NEQ) and found is not None:
                    found = exp.Not(this=found)
                return Verdict(found, f"'{text}' was looked for inside {column.name}.")
        if not isinstance(condition, exp.EQ):
            return self._left_out(text, stored)
        if apart := self._in_parts(text, [stored, *others], table):
            return apart
        apart = self._said_apart(condition, text, table)
        return apart or Verdict(
            condition, doubt=f"No row has “{text}” as its {stored.name}.", impossible=True
        )

    def _left_out(self, text: str, stored: Column) -> Verdict:
        """Rule "what no row has leaves nothing out", neither the rows whose field is empty.

        Of "the one rather than the other" the one is asked for: it is no other of its column.
        """
        none = f"No row has “{text}” as its {stored.name}: nothing was left out."
        set_against = re.search(_RATHER_THAN + re.escape(text), self._raw, re.IGNORECASE)
        return Verdict(None, why=none) if set_against else Verdict(None, doubt=none)


def _bare(column: exp.Expr) -> exp.Expr:
    """The words of a column in lower case, with a space before and behind each."""
    signs = (exp.Literal.string(r"[^\pL\pN]+"), exp.Literal.string(" "), exp.Literal.string("g"))
    bare = call("trim", call("regexp_replace", call("lower", column.copy()), *signs))
    return call("concat", exp.Literal.string(" "), bare, exp.Literal.string(" "))
