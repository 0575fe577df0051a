"""Programs the root wrote: found in its reply, and brought into the one form that runs."""

import ast
import re
from typing import Literal

import msgspec

Language = Literal["sql", "python"]

_FENCE = re.compile(r"```[ \t]*(\w*)[ \t]*\n(.*?)(?:```|\Z)", re.DOTALL)
_STARTS_SQL = re.compile(r"\s*(?:--[^\n]*\n\s*)*(?:select|with)\b", re.IGNORECASE)

_FINAL_VAR = re.compile(r"^\s*FINAL_VAR\(\s*[\"']?(\w+)[\"']?\s*\)", re.MULTILINE)
_FINAL = re.compile(r"^\s*FINAL\((.*)\)\s*\Z", re.MULTILINE | re.DOTALL)
_A_SENTENCE = 3  # words
_ONLY_SQL = re.compile(r'answer\(sql\("""\n(.*)\n"""\)\)', re.DOTALL)


class Program(msgspec.Struct, frozen=True, kw_only=True):
    """What a candidate wants to run. For SQL, `text` is one query without a closing semicolon."""

    language: Language
    text: str

    @property
    def code(self) -> str:
        """The Python that runs in the interpreter."""
        if self.language == "python":
            return self.text
        return f'answer(sql("""\n{_escaped(self.text)}\n"""))'


def from_reply(text: str) -> Program | None:
    """The program in a model's reply; None where there is none."""
    match = _FENCE.search(text)
    body = (match.group(2) if match else text).strip()
    named = match.group(1).lower() if match else ""
    if not body or (not match and not _STARTS_SQL.match(body)):
        return None
    if named == "sql" or _STARTS_SQL.match(body):
        return Program(language="sql", text=_first_statement(body))
    return Program(language="python", text=body)


def _first_statement(sql: str) -> str:
    """Small models like to add a second query after the first; the first is the one they thought about."""
    inside = ""
    for position, character in enumerate(sql):
        if inside:
            inside = "" if character == inside else inside
        elif character in "'\"":
            inside = character
        elif character == ";":
            return sql[:position].strip()
    return sql.strip()


def final_of(text: str) -> Program | None:
    """The program that a bare FINAL(…) or FINAL_VAR(…) in a reply stands for; None where there is none."""
    if match := _FINAL_VAR.search(text):
        return Program(language="python", text=f"FINAL_VAR({match.group(1)!r})")
    if match := _FINAL.search(text):
        return Program(language="python", text=f"FINAL({_plain(match.group(1))!r})")
    return None


def _plain(text: str) -> str:
    """What was meant between the brackets: a string without its quotation marks, else as it is."""
    bare = text.strip()
    quoted = len(bare) > 1 and bare[0] == bare[-1] and bare[0] in "\"'"
    return bare[1:-1] if quoted else bare


def sql_of(code: str) -> str:
    """The query inside a program's code, where it is nothing but a query; else nothing."""
    match = _ONLY_SQL.fullmatch(code.strip())
    return match.group(1).replace('\\"\\"\\"', '"""').replace("\\\\", "\\") if match else ""


def _escaped(sql: str) -> str:
    return sql.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')


def is_written_out(program: Program, value: object) -> bool:
    """Whether an answer is a sentence that a program has ready for one of several cases: "No such station."

    What it looked for may stand there in other words, so nothing was found out by it.
    """
    if program.language != "python" or not isinstance(value, str) or len(value.split()) < _A_SENTENCE:
        return False
    try:
        tree = ast.parse(program.text)
    except SyntaxError:
        return False
    nodes = list(ast.walk(tree))
    ready = any(isinstance(node, ast.Constant) and node.value == value for node in nodes)
    return ready and any(isinstance(node, ast.If | ast.IfExp | ast.Try) for node in nodes)
