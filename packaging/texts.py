"""Brings the catalogues of translations up to date with the texts of the window.

    python packaging/texts.py          every text is in every catalogue; what is gone leaves
    python packaging/texts.py --check  changes nothing; says what is missing, and fails if anything is

A text is what `tr`, `trn`, `later` or `words.counted` is called with. A new one comes without a
translation, and `--check` names it until it has one.
"""

import argparse
import ast
import string
import sys
from collections.abc import Iterator
from pathlib import Path

from rlm_desktop.gui.saying import po
from rlm_desktop.gui.saying.words import plural

ROOT = Path(__file__).parents[1]
WINDOW = ROOT / "rlm_desktop" / "gui"
CATALOGUES = ROOT / "resources" / "translations"

Texts = dict[str, str]
"""Each text with its form for several things, or with nothing."""


def texts() -> Texts:
    """Every text of the window, in the order in which a reader of the code meets them."""
    found: Texts = {}
    for module in sorted(WINDOW.rglob("*.py")):
        for one, many in _of(ast.parse(module.read_text(encoding="utf-8"))):
            found[one] = many or found.get(one, "")
    return found


def _of(module: ast.Module) -> Iterator[tuple[str, str]]:
    for node in ast.walk(module):
        if not isinstance(node, ast.Call):
            continue
        given = [
            arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
        ]
        match _name(node.func):
            case "tr" | "later" if given:
                yield given[0], ""
            case "trn" if len(given) > 1:
                yield given[0], given[1]
            case "counted" if given:
                yield f"{{n}} {given[-1]}", f"{{n}} {plural(given[-1])}"


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def missing(catalogue: po.Catalogue, wanted: Texts) -> list[str]:
    """What is wrong with a catalogue, a line for each text."""
    wrong = []
    for one, many in wanted.items():
        forms = catalogue.get(one)
        if forms is None:
            wrong.append(f"not translated: {one!r}")
        elif len(forms) != (2 if many else 1):
            wrong.append(f"needs {2 if many else 1} forms: {one!r}")
        elif any(_blanks(form) - _blanks(one) for form in forms):
            wrong.append(f"names a value that the text has not: {one!r}")
    return [*wrong, *(f"no longer a text: {one!r}" for one in catalogue if one not in wanted)]


def _blanks(text: str) -> set[str]:
    """The values that are put into a text."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def written(header: str, catalogue: po.Catalogue, wanted: Texts) -> str:
    """A catalogue with an entry for every text."""
    entries = [header.strip()]
    for one, many in sorted(wanted.items()):
        forms = catalogue.get(one, ("", "") if many else ("",))
        lines = [f"msgid {po.quoted(one)}"]
        if many:
            lines.append(f"msgid_plural {po.quoted(many)}")
            lines += [f"msgstr[{number}] {po.quoted(form)}" for number, form in enumerate(forms)]
        else:
            lines.append(f"msgstr {po.quoted(forms[0])}")
        entries.append("\n".join(lines))
    return "\n\n".join(entries) + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(description="Bring the catalogues of translations up to date.")
    parser.add_argument(
        "--check", action="store_true", help="change nothing; fail where something is missing"
    )
    asked = parser.parse_args()
    wanted, wrong = texts(), 0
    for path in sorted(CATALOGUES.glob("*.po")):
        catalogue = po.read(path)
        if not asked.check:
            header = path.read_text(encoding="utf-8").split("\n\n")[0]
            path.write_text(written(header, catalogue, wanted), encoding="utf-8")
        for line in missing(catalogue, wanted):
            wrong += not line.startswith("no longer") or asked.check
            print(f"{path.name}: {line}")
    print(f"{len(wanted)} texts")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
