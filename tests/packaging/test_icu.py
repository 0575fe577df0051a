"""Qt's data of Unicode, made small: what is left sorts as all of it did."""

import importlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from rlm_desktop import paths

SORTING = """
import functools
from PySide6.QtCore import QCollator, QLocale
words = [
    "Ärger", "Zebra", "zoo", "apfel", "Åsa", "Öl", "File10", "file9", "日本", "中文",
    "çay", "cok", "ß", "ss",
]
for code in ("de", "sv", "ja", "zh", "tr", "en", "da", "C"):
    order = QCollator(QLocale(code))
    order.setNumericMode(True)
    print(ascii(sorted(words, key=functools.cmp_to_key(order.compare))))
print(ascii(QLocale("tr").toUpper("i") + QLocale("de").toUpper("ß") + QLocale("el").toLower("ΣΑΣ")))
print(next(line.split()[-1] for line in open("/proc/self/maps", encoding="utf-8") if "icudata" in line))
"""


@pytest.fixture
def icu(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(paths.PROGRAM.parent / "packaging"))
    return importlib.import_module("icu")


def test_rules_for_sorting_stay_and_names_of_countries_go(icu: ModuleType) -> None:
    for name in (
        "coll/de.res",
        "coll/ucadata.icu",
        "root.res",
        "supplementalData.res",
        "nfkc.nrm",
        "cnvalias.icu",
    ):
        assert icu.keeps(name)
    for name in ("de_AT.res", "haw.res", "region/de.res", "brkitr/cjdict.dict", "gb18030.cnv", "zone/de.res"):
        assert not icu.keeps(name)


def test_an_archive_that_is_packed_again_is_the_same(icu: ModuleType) -> None:
    header = (16).to_bytes(2, "little") + b"\xda\x27" + bytes(8) + b"CmnD"
    items = [("x/a.res", b"one" * 16), ("x/b.res", bytes(32)), ("x/coll/c.res", b"sixteen bytes...")]

    packed = icu.pack(header, items)

    assert icu.unpacked(packed) == (header, items)
    assert icu.pack(*icu.unpacked(packed)) == packed


@pytest.mark.skipif(sys.platform != "linux", reason="only on Linux does Qt bring ICU along")
@pytest.mark.slow
def test_the_small_library_sorts_and_changes_case_as_the_large_one_did(
    icu: ModuleType, tmp_path: Path
) -> None:
    found = importlib.util.find_spec("PySide6")
    assert found and found.origin
    (large,) = (Path(found.origin).parent / "Qt" / "lib").glob(icu.LIBRARY)
    small = tmp_path / large.name
    shutil.copyfile(large, small)

    icu.make_small(small)

    assert small.stat().st_size < 7_000_000
    before, after = (
        subprocess.run(
            [sys.executable, "-c", SORTING],
            env={**os.environ, **more},
            capture_output=True,
            encoding="utf-8",
            check=True,
        ).stdout.splitlines()
        for more in ({}, {"LD_LIBRARY_PATH": str(tmp_path)})
    )
    assert [Path(said[-1]).resolve() for said in (before, after)] == [large.resolve(), small.resolve()]
    assert before[:-1] == after[:-1]
