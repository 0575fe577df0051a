"""docs/verbs.md tells of just the verbs that programs have, with their parameters; the host serves each."""

import ast
import re
from pathlib import Path

from rlm_desktop.paths import resources
from rlm_desktop.rlm.budget import Budget
from rlm_desktop.rlm.coverage import Ledger
from rlm_desktop.rlm.subcalls import Memory, SubCalls
from rlm_desktop.rlm.tools import Tools
from rlm_desktop.settings import Limits
from tests.fakes import FakeEngine
from tests.rlm.shop import shop

DOCS = Path(__file__).parents[2] / "docs" / "verbs.md"
SOURCE = (resources() / "sandbox" / "guest" / "verbs.py").read_text("utf-8")


def guest() -> dict[str, str]:
    """Each verb of the guest with its parameters as written."""
    tree = ast.parse(SOURCE)
    shown = next(node.value for node in tree.body if isinstance(node, ast.Assign))
    names = ast.literal_eval(shown)
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    for argument in [arg for function in functions.values() for arg in function.args.args]:
        argument.annotation = None
    return {name: ast.unparse(functions[name].args) if name in functions else "" for name in names}


def documented() -> dict[str, str]:
    rows = re.findall(r"^\| `(\w+)(?:\(([^`]*)\))?`", DOCS.read_text("utf-8"), re.MULTILINE)
    return {name: parameters for name, parameters in rows if name != "context"}


def _plain(parameters: str) -> str:
    return parameters.replace(" ", "").replace("'", '"')


def test_every_verb_is_documented_with_its_parameters_and_nothing_else_is() -> None:
    told = {name: _plain(parameters) for name, parameters in documented().items()}

    assert told == {name: _plain(parameters) for name, parameters in guest().items()}


def test_the_host_serves_every_call_the_verbs_make() -> None:
    called = set(re.findall(r'call\("(\w+)"', SOURCE))
    subcalls = SubCalls(
        FakeEngine(), budget=Budget(Limits()), kept=Memory(), emit=print, should_stop=lambda: False
    )
    tools = Tools(shop(), subcalls, Ledger({}), child=lambda question, text: None, emit=print)

    assert called == set(tools.by_name())


def test_every_verb_says_what_it_does() -> None:
    tree = ast.parse(SOURCE)
    bare = [
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and not ast.get_docstring(node)
    ]

    assert not bare
