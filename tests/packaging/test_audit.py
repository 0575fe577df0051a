"""What is pinned is held against collections of known faults, and what cannot be compared counts as one."""

import ast
import importlib
import json
from pathlib import Path
from types import ModuleType

import pytest

import rlm_desktop
from rlm_desktop import paths

LOCK = """\
# made by hand
good==1.0 \\
    --hash=sha256:00
bad-one==2.0.1 ; python_version < '3.14' \\
    --hash=sha256:11
"""


@pytest.fixture
def audit(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(paths.PROGRAM.parent / "packaging"))
    return importlib.import_module("audit")


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    path = tmp_path / "requirements.lock"
    path.write_text(LOCK, encoding="utf-8")
    return path


def pypa(folder: Path, name: str, *events: dict[str, str], more: str = "") -> Path:
    """A collection of one fault. JSON is YAML too."""
    ranges = [{"type": "ECOSYSTEM", "events": list(events)}]
    about = {"package": {"ecosystem": "PyPI", "name": name}, "ranges": ranges, "versions": []}
    entry = {"id": "PYSEC-1", "aliases": ["CVE-1"], "affected": [about]}
    (folder / "vulns" / name).mkdir(parents=True)
    text = more or json.dumps(entry)
    (folder / "vulns" / name / "PYSEC-1.yaml").write_text(f"{text}\n", encoding="utf-8")
    return folder


def rustsec(folder: Path, name: str, patched: str, about: str = "") -> Path:
    (folder / "crates" / name).mkdir(parents=True)
    table = f'[advisory]\nid = "R-1"\ndate = "2020-01-02"\n{about}\n[versions]\npatched = ["{patched}"]'
    (folder / "crates" / name / "R-1.md").write_text(f"```toml\n{table}\n```\n# It\n", encoding="utf-8")
    return folder


def outcome(audit: ModuleType, lock: Path, *folders: Path, also: str = "") -> int:
    more = ["--also", also] if also else []
    return int(audit.main([*map(str, folders), "--lock", str(lock), *more]))


@pytest.mark.parametrize(
    ("events", "status"),
    [
        ([{"introduced": "0"}], 1),
        ([{"introduced": "0"}, {"fixed": "2.0.1"}], 0),
        ([{"introduced": "0"}, {"fixed": "2.0.2"}], 1),
        ([{"introduced": "2.0.2"}], 0),
        ([{"introduced": "1"}, {"last_affected": "2.0.1"}], 1),
        ([{"introduced": "1"}, {"last_affected": "2.0.0"}], 0),
        ([{"introduced": "0"}, {"fixed": "1.0"}, {"introduced": "2.0"}, {"fixed": "2.1"}], 1),
    ],
)
def test_a_pinned_version_within_a_fault_is_told(
    audit: ModuleType,
    tmp_path: Path,
    lock: Path,
    capsys: pytest.CaptureFixture[str],
    events: list[dict[str, str]],
    status: int,
) -> None:
    assert outcome(audit, lock, pypa(tmp_path, "bad-one", *events)) == status

    said = capsys.readouterr().out
    assert ("FAULT: bad-one 2.0.1: PYSEC-1 CVE-1" in said) == bool(status)
    assert "2 parts held against it, 1 of them named in it" in said


@pytest.mark.parametrize("broken", ["{", "[]", '{"id": "X"}', '{"affected": [{"package": 1}]}'])
def test_an_entry_that_cannot_be_compared_counts_as_a_fault(
    audit: ModuleType, tmp_path: Path, lock: Path, broken: str
) -> None:
    assert outcome(audit, lock, pypa(tmp_path, "bad-one", more=broken)) == 1


def test_a_folder_that_is_no_collection_is_refused(audit: ModuleType, tmp_path: Path, lock: Path) -> None:
    with pytest.raises(SystemExit, match="none of the collections"):
        outcome(audit, lock, tmp_path)


@pytest.mark.parametrize(
    ("patched", "about", "status"),
    [
        (">= 60.0.0", "", 1),
        (">= 50.0.0", "", 0),
        ("^49.1", "", 1),
        ("^50", "", 0),
        (">= 60", 'informational = "unmaintained"', 0),
        (">= 60", 'withdrawn = "2021-01-01"', 0),
        ("nonsense", "", 1),
    ],
)
def test_a_crate_inside_a_package_is_held_against_the_crates_faults(
    audit: ModuleType, tmp_path: Path, lock: Path, patched: str, about: str, status: int
) -> None:
    collection = rustsec(tmp_path, "wasmtime", patched, about)

    assert outcome(audit, lock, collection, also="wasmtime==50.0.1") == status


def test_specifiers_of_faulty_versions_are_understood(audit: ModuleType, tmp_path: Path, lock: Path) -> None:
    (tmp_path / "data").mkdir()
    told = {"$meta": {"timestamp": 1_600_000_000}, "Bad_One": [">=1,<2", "<2.0.2"], "good": ["==0.9"]}
    (tmp_path / "data" / "insecure.json").write_text(json.dumps(told), encoding="utf-8")

    assert outcome(audit, lock, tmp_path) == 1
    assert audit.fits("2.0.1", "<2.0.2") and not audit.fits("2.0.1", ">=1,<2")


def test_what_is_accepted_is_told_with_its_reason_and_is_no_fault(
    audit: ModuleType,
    tmp_path: Path,
    lock: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(audit, "ACCEPTED", {"bad-one": audit.Accepted(("PYSEC-1",), "it is never used")})

    assert outcome(audit, lock, pypa(tmp_path, "bad-one", {"introduced": "0"})) == 0
    assert "accepted: bad-one 2.0.1: PYSEC-1 CVE-1: it is never used" in capsys.readouterr().out


def test_what_is_accepted_inside_one_package_is_a_fault_inside_another(audit: ModuleType) -> None:
    entry = audit.ACCEPTED["crossbeam-epoch"].entries[0]
    inside = [audit.Part(audit.CRATES, "crossbeam-epoch", "0.9.18", package) for package in ("ruff", "deno")]

    assert [bool(audit.Fault(part, entry).accepted) for part in inside] == [True, False]


def test_of_llama_cpp_python_nothing_is_used_that_would_make_a_cache_on_disk() -> None:
    """Why the fault of diskcache is accepted."""
    used = set()
    for module in Path(rlm_desktop.__file__).parent.rglob("*.py"):
        text = module.read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(text)) if "llama_cpp" in text or "diskcache" in text else ():
            match node:
                case ast.ImportFrom(module=str(name)) if name.split(".")[0] in ("llama_cpp", "diskcache"):
                    used |= {alias.name for alias in node.names}
                case ast.Attribute(value=ast.Name(id="llama_cpp"), attr=name):
                    used.add(name)

    assert used == {"llama_cpp", "__version__"}


def test_every_line_of_the_lock_is_held_against_them(audit: ModuleType) -> None:
    lock = audit.LOCK.read_text(encoding="utf-8")

    assert len(audit.pinned(lock)) == sum(
        line.endswith("\\") and line[0].isalnum() for line in lock.splitlines()
    )
    assert len(audit.pinned(lock)) > 70
