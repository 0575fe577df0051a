"""`sandbox run`: a script over files, told as the contract says."""

from pathlib import Path

import msgspec

from rlm_desktop.sandbox.bundle import Bundle
from rlm_desktop.sandbox.script import ScriptResult, run_script
from rlm_desktop.settings import SandboxLimits
from tests.sandbox.conftest import mount


def run(bundle: Bundle, code: str, *paths: Path) -> ScriptResult:
    return run_script(code, mounts=[mount(path) for path in paths], limits=SandboxLimits(), bundle=bundle)


def test_a_script_gives_its_output_and_its_answer(bundle: Bundle, text: Path) -> None:
    result = run(
        bundle, "print('looking')\nFINAL(sum('user3' in line for line in lines))\nprint('never')", text
    )

    assert (result.ok, result.output, result.answer, result.error) == (True, "looking\n", 286, None)


def test_the_result_has_the_shape_of_the_contract(bundle: Bundle) -> None:
    told = msgspec.json.decode(msgspec.json.encode(run(bundle, "1 / 0")))

    assert told.keys() == {"ok", "output", "answer", "error", "seconds", "calls", "killed"}
    assert told["error"]["kind"] == "ZeroDivisionError"


def test_without_a_model_a_sub_call_fails_in_a_way_the_script_can_catch(bundle: Bundle) -> None:
    result = run(bundle, "try:\n    llm_query('x')\nexcept RuntimeError as error:\n    print(error)")

    assert result.ok and "--sub" in result.output
