"""All that many places of a running text tell: each is read by itself, code lists, counts, adds up, compares.

"At which ports did the ship call?", "how much was the painter paid in all?": no one passage tells, and a
reader of long passages names the first. The places are found by code, all of them, by a name of the question
or else a rare word of it; what each tells is a model's reading, and the sentences are shown.
"""

import re
from collections.abc import Callable, Sequence

import msgspec

from rlm_desktop import events
from rlm_desktop.reply import Coverage
from rlm_desktop.rlm import compare
from rlm_desktop.rlm.evidence import Places
from rlm_desktop.rlm.passages import anchors, open_questions
from rlm_desktop.rlm.passages.anchors import Anchor
from rlm_desktop.rlm.passages.gathering import Gathered, Gatherer, Mention
from rlm_desktop.rlm.plans import menu, whole_documents
from rlm_desktop.rlm.plans.answers import Answer
from rlm_desktop.rlm.plans.hosted import Hosted
from rlm_desktop.rlm.plans.run import Run
from rlm_desktop.rlm.question import gathered, intent
from rlm_desktop.rlm.question.amounts import NUMBER, value_of
from rlm_desktop.rlm.question.gathered import Asked
from rlm_desktop.rlm.question.linking import words
from rlm_desktop.spans import DocumentId

SUITED: tuple[menu.Plan, ...] = ("program", "search", "direct")
"""First plans of texts that tell it in sentences."""
_WHO = re.compile(
    r"^\W*(?:(?:to|by|from|for|with|at|in|on) )?"
    r"(?:who|whom|whose|(?:which|what) (?!(?:is|are|was|were)\b)[\w-]+)\b",
    re.IGNORECASE,
)
_FEW = 12  # places of a name that are read though one was asked for
_OF_ONE_PLACE = ("search", "exhaustive")
"""Plans that tell what one passage tells, or what most of them do."""
_SEVERAL = re.compile(r"[,;\n]| and ")
_ONE_PLACE = "All of them were asked for, and one is told here: the text may tell of more."
_DOUBTS_SHOWN = 8
_ADDENDS_SHOWN = 30
_BRIEF = 120
_AMOUNT = re.compile(rf"(?<![\w.,])(?P<number>{NUMBER})(?![\w]|[.,]\d)", re.IGNORECASE)
_DIGITS = re.compile(r"(?<![\w.,])\d[\d,]*(?:\.\d+)?(?![\w]|[.,]\d)")
_YEAR = re.compile(r"1[5-9]\d\d|20\d\d")
_WHOLE = re.compile(r"\b(?:in all|altogether|in total|all told|overall|a total of)\b", re.IGNORECASE)


class _Value(msgspec.Struct, frozen=True):
    """One of the things that are told, with the places that tell it."""

    name: str
    places: tuple[Mention, ...]


class Gathering:
    """Runs this plan for one run."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._hosted = Hosted(run)

    def answer(self, route: menu.Route, search: Callable[[], Answer | None]) -> Answer | None:
        """None where the question is for something else, or no places tell it.

        A number that one place tells by itself is looked for first, by `search`. Raises `BudgetSpent`.
        """
        run = self._run
        wanted = gathered.asked(run.question)
        if wanted is None or open_questions.is_open(run.question) or self._is_of_documents(wanted):
            return None
        within = run.scope.documents or self._hosted.running_text()
        anchor = anchors.find(wanted.of_one, [wanted.noun], run.parts.context, within) if within else None
        if anchor is None:
            return None
        if wanted.told and route.plans[0] != "direct":
            told = search()
            if told and told.status == "answered" and intent.says_number(told.text):
                return told
        return self._told(wanted, anchor, within)

    def beside(self, answer: Answer) -> Answer:
        """What a reader found in one place, with what other places tell that have the same name.

        Where all were asked for, one place is marked as such. Raises `BudgetSpent`.
        """
        run = self._run
        if answer.status != "answered" or answer.plan not in _OF_ONE_PLACE:
            return answer
        if not isinstance(answer.value, str):
            return answer
        if wanted := gathered.asked(run.question):
            told = wanted.told and intent.says_number(answer.text)
            return answer if told or _SEVERAL.search(answer.value) else answer.but_partial(_ONE_PLACE)
        if answer.plan != "search":
            return answer
        within = run.scope.documents or self._hosted.running_text()
        if not within or not _WHO.match(run.question) or open_questions.is_open(run.question):
            return answer
        anchor = anchors.of_names(run.question, run.parts.context, within)
        if anchor is None or anchor.lines > _FEW:
            return answer
        found = Gatherer(run.parts.context, run.subcalls).gather(run.question, run.question, anchor)
        first = set(words(answer.value))
        others = [each for each in merged(found.told) if not first & set(words(each.name))]
        if run.last is not None:
            for span in found.read:
                run.last.ledger.read_by_model(span)
            answer = msgspec.structs.replace(answer, coverage=run.last.ledger.totals())
        if not others:
            return answer
        lines = [_doubted(each.places[0]) for each in others]
        spans = tuple(
            dict.fromkeys((*answer.places.spans, *(each.places[0].sentence.span for each in others)))
        )
        text = "\n\n".join([answer.text, "Other places tell:", *lines])
        return msgspec.structs.replace(answer, text=text, places=Places(len(spans), spans)).but_partial(
            f"Other places tell something else or more: {', '.join(each.name for each in others)}."
        )

    def _is_of_documents(self, wanted: Asked) -> bool:
        prose = self._hosted.running_text()
        return bool(wanted.noun) and (
            whole_documents.documents_meant(None, wanted.noun, self._run.ready, prose) is not None
        )

    def _told(self, wanted: Asked, anchor: Anchor, within: Sequence[DocumentId]) -> Answer | None:
        run = self._run
        run.parts.emit(
            events.PlanChosen(
                plan="gather",
                why="The question asks for all that several places tell: each is read by itself.",
            )
        )
        run.parts.emit(events.Noted(text=_places_of(anchor)))
        found = Gatherer(run.parts.context, run.subcalls).gather(run.question, wanted.of_one, anchor)
        if wanted.kind == "sum":
            answer = self._sum(wanted, found)
        elif wanted.kind in ("most", "least"):
            answer = self._extreme(wanted, found)
        else:
            answer = self._listed(wanted, found)
        if answer is None:
            return None
        covered = self._covered(found, within)
        return _with_doubts(msgspec.structs.replace(answer, coverage=covered), anchor, found)

    def _listed(self, wanted: Asked, found: Gathered) -> Answer | None:
        values = merged(found.told)
        if not values:
            return None
        names = [each.name for each in values]
        listed = compare.in_words(names)
        count = wanted.kind == "count"
        return self._answer(
            f"{len(names):,}: {listed}" if count else listed, len(names) if count else names, found.told
        )

    def _sum(self, wanted: Asked, found: Gathered) -> Answer | None:
        totals = [place for place in found.told if _WHOLE.search(place.sentence.text)]
        parts = [
            (number, place)
            for place in found.told
            if place not in totals and (number := amount_in(" ".join(place.values), wanted.noun)) is not None
        ]
        if len(parts) < 2:
            return None
        total = sum(number for number, _ in parts)
        shown = " + ".join(_shown(number) for number, _ in parts[:_ADDENDS_SHOWN])
        more = " + …" if len(parts) > _ADDENDS_SHOWN else ""
        unit = f" {wanted.noun}" if wanted.noun else ""
        places = [place for _, place in parts]
        answer = self._answer(f"{_shown(total)}{unit} = {shown}{more}", _plain(total), places)
        if totals:
            answer = answer.but_partial(f"The text gives a sum itself: “{totals[0].sentence.text}”")
        return answer.but_partial(
            "What two places tell of the same thing is counted twice: see the sentences."
        )

    def _extreme(self, wanted: Asked, found: Gathered) -> Answer | None:
        """Who has the largest amount, added up over the places of each."""
        sums: list[tuple[float, _Value]] = []
        lacking = 0
        for each in merged(found.told):
            numbers = [amount_in(place.sentence.text, wanted.noun) for place in each.places]
            lacking += sum(number is None for number in numbers)
            if any(number is not None for number in numbers):
                sums.append((sum(number for number in numbers if number is not None), each))
        if len(sums) < 2:
            return None
        sums.sort(key=lambda each: each[0], reverse=wanted.kind == "most")
        rows = [[each.name, _plain(number)] for number, each in sums]
        best = [each.name for number, each in sums if number == sums[0][0]]
        text = f"{compare.in_words(best)}, {_shown(sums[0][0])}"
        rest = "\n".join(f"{name}: {_shown(float(number))}" for name, number in rows[len(best) :])
        answer = self._answer(f"{text}\n\n{rest}", rows[0], [p for _, each in sums for p in each.places])
        return answer.but_partial("Some of the sentences tell no amount.") if lacking else answer

    def _answer(self, text: str, value: object, places: Sequence[Mention]) -> Answer:
        spans = tuple(dict.fromkeys(place.sentence.span for place in places))
        return Answer(
            status="answered", text=text, value=value, places=Places(len(spans), spans), plan="gather"
        )

    def _covered(self, found: Gathered, within: Sequence[DocumentId]) -> Coverage:
        tools = self._run.tools(0, 0)
        tools.ledger.scan_documents(within)
        for span in found.read:
            tools.ledger.read_by_model(span)
        return tools.ledger.totals()


def _with_doubts(answer: Answer, anchor: Anchor, found: Gathered) -> Answer:
    """The answer with what was read for it, and the sentences that may tell more."""
    read = f"{len(found.read):,} of {found.places:,}"
    note = f"{read} sentences that have “{anchor.word}” were read, each by itself."
    told = msgspec.structs.replace(answer, notes=(note, *answer.notes))
    if found.stopped:
        told = told.but_partial(found.stopped)
    if len(found.read) < found.places:
        told = told.but_partial("They are those that share most with the question; the others may tell more.")
    if not anchor.is_name:
        told = told.but_partial("What is told in other words was not found.")
    if not found.doubtful:
        return told
    lines = [_doubted(place) for place in found.doubtful[:_DOUBTS_SHOWN]]
    text = "\n\n".join([told.text, "Less sure, and not in the answer:", *lines])
    doubts = [place.sentence.span for place in found.doubtful[:_DOUBTS_SHOWN]]
    spans = tuple(dict.fromkeys((*told.places.spans, *doubts)))
    told = msgspec.structs.replace(told, text=text, places=Places(len(spans), spans))
    return told.but_partial(_doubts(found.doubtful))


def _doubts(doubtful: Sequence[Mention]) -> str:
    names = [name for place in doubtful for name in place.values]
    named = ", ".join(dict.fromkeys(names)) or f"“{doubtful[0].sentence.text[:_BRIEF]}”"
    if len(doubtful) == 1:
        return f"Of one sentence it is not sure whether it tells something: {named}."
    return f"Of {len(doubtful):,} sentences it is not sure whether they tell something: {named}."


def _doubted(place: Mention) -> str:
    quote = f"“{place.sentence.text}”"
    return f"{', '.join(place.values)}: {quote}" if place.values else quote


def _places_of(anchor: Anchor) -> str:
    return f"Looked for “{anchor.word}” by code: {anchor.lines:,} lines have it."


def merged(told: Sequence[Mention]) -> list[_Value]:
    """Each thing once, under its longest name: "Fenwick" is Orla Fenwick where one is called so."""
    names: dict[frozenset[str], str] = {}
    for place in told:
        for value in place.values:
            key = frozenset(words(value))
            names.setdefault(key, value)
    of: dict[frozenset[str], frozenset[str]] = {}
    for key in names:
        longer = [other for other in names if key < other]
        of[key] = longer[0] if len(longer) == 1 else key
    found: dict[frozenset[str], list[Mention]] = {}
    for place in told:
        for value in place.values:
            places = found.setdefault(of[frozenset(words(value))], [])
            if place not in places:
                places.append(place)
    return [_Value(names[key], tuple(places)) for key, places in found.items()]


def amount_in(text: str, unit: str) -> float | None:
    """The one amount that a text tells, or the one of that unit; None where there are several, or none."""
    if unit and unit.lower() != "money":
        stem = "".join(words(unit))
        of_unit = re.findall(
            rf"(?<![\w.,])({NUMBER})[ -](?:[a-z]+ )?{re.escape(stem)}\w{{0,3}}\b", text, re.IGNORECASE
        )
        if len(set(of_unit)) == 1:
            return value_of(of_unit[0])
    numbers = {value_of(each) for each in _DIGITS.findall(text) if not _YEAR.fullmatch(each)}
    if not numbers:
        bare = [match["number"] for match in _AMOUNT.finditer(text)]
        numbers = {value_of(each) for each in bare if each.lower() not in ("a", "an")}
    return numbers.pop() if len(numbers) == 1 else None


def _plain(number: float) -> int | float:
    return int(number) if number == int(number) else round(number, 6)


def _shown(number: float) -> str:
    return f"{_plain(number):,}"
