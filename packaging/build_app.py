"""Make the application that needs no Python: `.venv/bin/python packaging/build_app.py`, then look in `dist/`.

A folder with one program in it and everything that program needs, apart from what each desktop has. With
`--model FILE` that model comes along. llama.cpp is built for every processor the first time (an hour on two
cores); `--llama FOLDER` takes libraries that were built before.
"""

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import icu
import libraries
import materials
import portable_llama
import shipped

SPEC = Path(__file__).with_name("rlm-desktop.spec")
WORK = shipped.ROOT / "build"
DIST = shipped.ROOT / "dist"


def build(output: Path, llama: Path, models: Sequence[Path] = ()) -> Path:
    """The finished folder."""
    _need_sandbox()
    _freeze(output, llama)
    folder = output / shipped.NAME
    inside = _inside(output)
    materials.copy_licences(inside / "licences")
    parts: list[materials.Material] = []
    if sys.platform == "linux":
        _drop_unasked(inside)
        _strip(inside)
        _make_unicode_small(inside)
        parts = materials.from_the_builder(inside)
        materials.copy_systems_licences(parts, inside / "licences" / "system")
    (inside / "sbom.json").write_text(materials.sbom(shipped.version(), parts), encoding="utf-8")
    for model in models:
        shutil.copyfile(model, inside / "models" / model.name)
    return folder


def _inside(output: Path) -> Path:
    """Where the program's own files lie. For macOS the folder was copied into the app already."""
    if sys.platform == "darwin":
        return output / "RLM Desktop.app" / "Contents" / "Resources"
    return output / shipped.NAME / "_internal"


def _need_sandbox() -> None:
    for bundle, script in (("bundle", "sandbox_bundle.py"), ("wasi-bundle", "wasi_bundle.py")):
        if not (shipped.ROOT / "resources" / "sandbox" / bundle / "manifest.json").is_file():
            raise SystemExit(f"The sandbox is not built yet: python packaging/{script}")


def _freeze(output: Path, llama: Path) -> None:
    made = WORK / "freeze"
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN"]
    command += ["--distpath", str(output), "--workpath", str(made), str(SPEC)]
    env = {**os.environ, "RLM_LLAMA": str(llama), "SOURCE_DATE_EPOCH": commit_time(), "PYTHONHASHSEED": "1"}
    made.mkdir(parents=True, exist_ok=True)
    if subprocess.run(command, cwd=shipped.ROOT, env=env, check=False).returncode:
        raise SystemExit("PyInstaller failed; what it said stands above.")


def commit_time() -> str:
    """Seconds since 1970 of the last commit: the one time that may stand in what is built."""
    said = subprocess.run(
        ["git", "log", "-1", "--format=%ct"],
        cwd=shipped.ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return said.stdout.strip() or "0"


def _drop_unasked(inside: Path) -> None:
    """Libraries that came with a part that was left out again."""
    names = [path.name for path in inside.rglob("lib*") if path.name.startswith(shipped.LOADED_BY_NAME)]
    for path in libraries.unasked(inside, loaded_by_name=names):
        path.unlink()


def _strip(inside: Path) -> None:
    for pattern in shipped.UNSTRIPPED:
        for path in inside.glob(pattern):
            subprocess.run(["strip", "--strip-unneeded", str(path)], check=True)


def _make_unicode_small(inside: Path) -> None:
    """Where Qt brings its own; a build that is linked with the system's has none."""
    for library in inside.rglob(icu.LIBRARY):
        if not library.is_symlink():
            icu.make_small(library)


def sizes(folder: Path) -> list[tuple[int, str]]:
    """Bytes of each part of the package, the largest first."""
    found: dict[str, int] = {}
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink():
            parts = path.relative_to(folder).parts
            part = "/".join(parts[:2]) if parts[0] == "_internal" else parts[0]
            found[part] = found.get(part, 0) + path.stat().st_size
    return sorted(((size, part) for part, size in found.items()), reverse=True)


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description="Make the application that needs no Python.")
    parser.add_argument("--output", type=Path, default=DIST, help="where the folder is put")
    parser.add_argument("--llama", type=Path, help="a folder of llama.cpp's libraries")
    parser.add_argument("--model", type=Path, action="append", default=[], help="a model that comes along")
    args = parser.parse_args(arguments)
    llama = args.llama or portable_llama.build(WORK)
    folder = build(args.output.resolve(), llama.resolve(), args.model)
    listed = sizes(folder)
    for size, part in listed[:15]:
        print(f"{size / 1e6:7.1f} MB  {part}")
    print(f"{sum(size for size, _ in listed) / 1e6:7.1f} MB  in all: {folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
