"""What a build prints: lines of its tasks (Ant), what a compiler says of which file, and how tests went."""

import re
from collections import Counter
from collections.abc import Sequence

from rlm_desktop.context.records.shapes.shape import Field, Shape, quote
from rlm_desktop.profile import FREE_TEXT

_FEWEST = 3
_MOSTLY = 0.6
_MOST_TASKS = 60
_TASK = r"^[ \t]+\[([A-Za-z][\w:.-]*)\] ?(.*)$"
_COMPILER = r"([^\s/\\:]+\.[A-Za-z]\w{0,4}):\d+(?::\d+)?: (?:fatal )?(warning|error)\b"
_RUNNING = re.compile(r"(?m)^([^\n]{0,40}?Running )[\w.$]+[ \t]*\r?\n[^\n]*?Tests run: \d")
_RAN = (
    r"Running ([\w.$]+)[ \t]*\r?\n[^\n]*?Tests run: (\d+), Failures: (\d+), Errors: (\d+)"
    r"(?:, Skipped: (\d+))?,? *Time elapsed: ([\d.]+) ?s"
)
_OF_TESTS = ("test_class", "tests_run", "failures", "errors", "skipped", "seconds")


def build_shapes(head: str, lines: Sequence[str]) -> tuple[Shape, ...]:
    """The shapes of what a build printed: its lines where tasks print them, and how classes of tests went."""
    return tuple(shape for shape in (_of_tasks(lines), _of_tests(head)) if shape is not None)


def _of_tasks(lines: Sequence[str]) -> Shape | None:
    """Lines of Ant: the task in brackets, and what it says."""
    found = [match for line in lines if (match := re.match(_TASK, line))]
    tasks = Counter(match[1] for match in found)
    if len(found) < max(_FEWEST, _MOSTLY * len(lines)) or not 1 < len(tasks) <= _MOST_TASKS:
        return None
    fields = [
        Field(name="task", text="f.task", note=""),
        Field(name="message", text="CASE WHEN f.task <> '' THEN f.message ELSE line END", note=FREE_TEXT),
    ]
    if sum(re.search(_COMPILER, line) is not None for line in lines) >= _FEWEST:
        for group, name in enumerate(("source_file", "level"), 1):
            note = "of which a compiler says something" if group == 1 else "of what a compiler says"
            text = f"regexp_extract(line, {quote(_COMPILER)}, {group})"
            fields.append(Field(name=name, text=text, note=note))
    return Shape(
        kind="log",
        extract=f"regexp_extract(line, {quote(_TASK)}, ['task', 'message'])",
        fits=f"regexp_matches(line, {quote(_TASK)})",
        fields=tuple(fields),
        share=len(found) / len(lines),
    )


def _of_tests(head: str) -> Shape | None:
    """Classes of tests as JUnit tells them, of Ant and of Maven: what ran, and below it how it went."""
    opened = Counter(_RUNNING.findall(head))
    begins, often = opened.most_common(1)[0] if opened else ("", 0)
    if often < _FEWEST:
        return None
    names = ", ".join(map(quote, _OF_TESTS))
    number = "TRY_CAST(nullif({x}, '') AS BIGINT)"
    fields = [
        Field(name="test_class", text="f.test_class"),
        *(Field(name=name, text=f"f.{name}", type="integer", cast=number) for name in _OF_TESTS[1:4]),
        *(
            [Field(name="skipped", text="f.skipped", type="integer", cast=number)]
            if "Skipped: " in head
            else []
        ),
        Field(
            name="seconds",
            text="f.seconds",
            type="decimal",
            cast="TRY_CAST({x} AS DOUBLE)",
            note="in seconds",
        ),
    ]
    return Shape(
        kind="blocks",
        borders="begun",
        row_is="block",
        extract=f"regexp_extract(line, {quote(_RAN)}, [{names}])",
        fits=f"regexp_matches(line, {quote(_RAN)})",
        fields=tuple(fields),
        delimiter=begins,
        only_fitting=True,
        keep_line=False,
        called="test_results",
    )
