"""What each of the two walls around a child holds by itself, and that nothing gets past both."""

from pathlib import Path

import pytest

from tests.security.attempts import EITHER, FREE, LANDLOCK, SECCOMP
from tests.security.programs import BOTH, LAYERS, confined

pytestmark = pytest.mark.skipif(not BOTH, reason="this system has no Landlock and seccomp")


@pytest.fixture
def names(tmp_path: Path) -> dict[str, str]:
    (tmp_path / "secret").write_text("secret", encoding="utf-8")
    (tmp_path / "own").write_text("a document", encoding="utf-8")
    return {
        "secret": str(tmp_path / "secret"),
        "own": str(tmp_path / "own"),
        "made": str(tmp_path / "made"),
        "folder": str(tmp_path),
    }


def tried(attempts: dict[str, str], names: dict[str, str], layers: str) -> dict[str, str]:
    named = {name: body.format(**names) for name, body in attempts.items()}
    return confined(named, read=Path(names["own"]), held=LAYERS[layers])


def open_ways(results: dict[str, str]) -> list[str]:
    return [name for name, result in results.items() if result == "got it"]


def test_nothing_gets_past_both_and_work_goes_on(names: dict[str, str]) -> None:
    assert open_ways(tried({**LANDLOCK, **SECCOMP, **EITHER}, names, "both")) == []
    assert open_ways(tried(FREE, names, "both")) == list(FREE)
    assert sorted(path.name for path in Path(names["folder"]).iterdir()) == ["own", "secret"]


def test_landlock_alone_holds_files_and_programs(names: dict[str, str]) -> None:
    assert open_ways(tried({**LANDLOCK, **EITHER}, names, "landlock")) == []


def test_the_filter_of_calls_alone_holds_sockets_processes_and_attributes(names: dict[str, str]) -> None:
    assert open_ways(tried({**SECCOMP, **EITHER}, names, "seccomp")) == []


def test_what_one_wall_holds_is_open_without_it_so_that_the_tests_mean_something(
    names: dict[str, str],
) -> None:
    reads = {name: body for name, body in LANDLOCK.items() if "read" in name or "parent's" in name}
    reaches = {
        name: SECCOMP[name]
        for name in (
            "UDP",
            "TCP",
            "a local socket",
            "the rights of a secret",
            "fork",
            "memory that programs share",
        )
    }

    assert open_ways(tried(reads, names, "seccomp")) == list(reads)
    assert open_ways(tried(reaches, names, "landlock")) == list(reaches)
    assert open_ways(tried({"a signal": EITHER["a signal to the parent"]}, names, "none")) == ["a signal"]
