"""Builds what the isolated interpreter needs at run time: Pyodide, its library and a start-up snapshot.

    python packaging/sandbox_bundle.py [--output resources/sandbox/bundle] [--again]

Needs the packages `deno` and `pyodide-build` in the Python that runs it. It can be interrupted at any
moment: the folder appears whole or not at all. A call with nothing changed does nothing; when only the
guest's sources changed, only the snapshot is made anew (two seconds).
"""

import argparse
import contextlib
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SANDBOX = ROOT / "resources" / "sandbox"
GUEST = SANDBOX / "guest"
RUNTIME = SANDBOX / "runtime"
LOCK = SANDBOX / "pyodide.lock"

PYODIDE = "314.0.7"
FILES = {
    "pyodide.asm.wasm": "cc36e3cab04fdfc9a63ff13eb52eae2b911bf46c025cc7b281f394bd3de1d5e6",
    "pyodide.asm.mjs": "f7cdc8ece80678ceb712f8e65ebe6d3a83203a180c399865f49612a051693635",
    "pyodide.mjs": "6f1d60f7bf529beb300f0f47983c921d3982363640ba20af0e38efdddbc66109",
    "python_stdlib.zip": "fa1957e5777068fc4f7437f96d860ae2fbe9c19732ba06c84e004ec16dd7dd7a",
}
"""SHA-256 of what is kept of the package; the lock file pins the package itself."""

NOTICE = f"""Pyodide {PYODIDE}, unchanged but for the byte-compiled standard library.
Copyright (C) Pyodide contributors and Mozilla. Mozilla Public License 2.0: https://mozilla.org/MPL/2.0/
Sources: https://github.com/pyodide/pyodide
The Python standard library: Python Software Foundation License 2.0, https://docs.python.org/3/license.html
"""
NEEDED = ("deno", "pyodide_build")
LEFT_OVER_SECONDS = 3600


class CannotBuild(Exception):
    """A sentence for the person who runs this."""


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--output", type=Path, default=SANDBOX / "bundle")
    parser.add_argument("--again", action="store_true", help="build everything anew")
    arguments = parser.parse_args()
    try:
        return build(arguments.output.resolve(), again=arguments.again)
    except CannotBuild as error:
        print(f"sandbox bundle: {error}", file=sys.stderr)
        return 1


def build(output: Path, *, again: bool) -> int:
    """Bring the bundle up to date. 0 when it is."""
    manifest = None if again else read_manifest(output)
    wanted = {"library": library_stamp(), "snapshot": snapshot_stamp()}
    if (
        manifest
        and all(manifest.get(key) == value for key, value in wanted.items())
        and is_whole(output, manifest)
    ):
        return 0
    deno = find_deno()
    output.parent.mkdir(parents=True, exist_ok=True)
    with scratch_beside(output) as work:
        if manifest and manifest.get("library") == wanted["library"] and has_library(output, manifest):
            say("the guest changed: making the start-up snapshot anew")
            copy_library(output, work)
        else:
            make_library(deno, work)
        make_snapshot(deno, work)
        write_manifest(work, wanted)
        put_in_place(work, output)
    say(f"ready in {output}")
    return 0


# ---- the parts ----


def make_library(deno: str, work: Path) -> None:
    """Pyodide's files, and the standard library compiled to byte code."""
    say(f"fetching Pyodide {PYODIDE}")
    fetch_pyodide(deno, work)
    say("compiling Python's standard library (about 15 seconds)")
    copy_runtime(work)
    compile_library(deno, work)


def fetch_pyodide(deno: str, work: Path) -> None:
    """Get the package with Deno's npm client; the lock file pins its SHA-512."""
    fetch = work / "fetch"
    fetch.mkdir()
    shutil.copyfile(LOCK, fetch / "deno.lock")
    (fetch / "deno.json").write_text('{"nodeModulesDir": "none"}', encoding="utf-8")
    command = [
        deno,
        "cache",
        "--quiet",
        "--frozen",
        "--no-config",
        "--lock=deno.lock",
        f"npm:pyodide@{PYODIDE}",
    ]
    run(command, "Pyodide could not be fetched", cwd=fetch, DENO_DIR=str(fetch / "cache"))
    # The name of the registry is a folder here; which one it was does not matter.
    found = next((fetch / "cache" / "npm").glob(f"*/pyodide/{PYODIDE}"), None)
    if found is None:
        raise CannotBuild("Deno fetched Pyodide but its files are not where they should be.")
    (work / "pyodide").mkdir()
    for name, digest in FILES.items():
        if sha256(found / name) != digest:
            raise CannotBuild(
                f"{name} of Pyodide {PYODIDE} is not the file that was expected (SHA-256 differs)."
            )
        shutil.copyfile(found / name, work / "pyodide" / name)
    shutil.rmtree(fetch)


def compile_library(deno: str, work: Path) -> None:
    """Run pyodide-build's compiler inside Pyodide, so that the byte code fits its Python exactly."""
    source = work / "pyodide" / "python_stdlib.zip"
    folder = work / "compile"
    folder.mkdir()
    shutil.copyfile(source, folder / "stdlib.zip")
    script = [
        str(work / "compile.mjs"),
        str(site_packages()),
        str(folder),
        "stdlib.zip",
        "pyodide/python_stdlib.zip",
    ]
    run(
        [deno, "run", "-A", "--no-remote", "--no-npm", f"--config={work / 'deno.json'}", *script],
        "the standard library could not be compiled",
    )
    (folder / "stdlib.zip").replace(work / "stdlib.zip")
    shutil.rmtree(folder)
    source.unlink()
    names = run(
        [deno, "run", "-A", "--no-remote", "--no-npm", str(work / "imports.mjs")],
        "the imports could not be read",
    )
    (work / "imports.json").write_text(names, encoding="utf-8")
    (work / "NOTICE").write_text(NOTICE, encoding="utf-8")


def make_snapshot(deno: str, work: Path) -> None:
    """Import the guest in a fresh interpreter and keep its memory."""
    copy_runtime(work)
    target = work / "base.snapshot"
    run(
        [
            deno,
            "run",
            "-A",
            "--no-remote",
            "--no-npm",
            f"--config={work / 'deno.json'}",
            str(work / "freeze.mjs"),
            str(GUEST),
            str(target),
        ],
        "the start-up snapshot could not be made",
    )
    for name in ("compile.mjs", "imports.mjs", "freeze.mjs"):
        (work / name).unlink()


def copy_runtime(work: Path) -> None:
    for source in runtime_files():
        shutil.copyfile(source, work / source.name)


def copy_library(output: Path, work: Path) -> None:
    """What does not depend on the guest, from the bundle that is there."""
    shutil.copytree(output / "pyodide", work / "pyodide")
    for name in ("stdlib.zip", "imports.json", "NOTICE"):
        shutil.copyfile(output / name, work / name)


# ---- stamps and the manifest ----


def library_stamp() -> str:
    """Changes when Pyodide, Deno or the compiler does."""
    versions = {name: version_of(name) for name in ("deno", "pyodide-build")}
    return digest_of([json.dumps([PYODIDE, FILES, versions], sort_keys=True).encode(), LOCK.read_bytes()])


def snapshot_stamp() -> str:
    """Changes when a source of the guest or of the runner does."""
    files = [*guest_files(), *runtime_files()]
    return digest_of(part for file in files for part in (file.name.encode(), file.read_bytes()))


def guest_digests() -> dict[str, str]:
    return {file.name: sha256(file) for file in guest_files()}


def write_manifest(work: Path, stamps: dict[str, str]) -> None:
    files = sorted(path for path in work.rglob("*") if path.is_file())
    manifest = {
        **stamps,
        "pyodide": PYODIDE,
        "deno": version_of("deno"),
        "guest": guest_digests(),
        "files": {path.relative_to(work).as_posix(): [path.stat().st_size, sha256(path)] for path in files},
    }
    (work / "manifest.json").write_text(json.dumps(manifest, indent=1), encoding="utf-8")


def read_manifest(output: Path) -> dict[str, object] | None:
    try:
        manifest = json.loads((output / "manifest.json").read_bytes())
    except (OSError, ValueError):
        return None
    return manifest if isinstance(manifest, dict) else None


def is_whole(output: Path, manifest: dict[str, object]) -> bool:
    """Every file is there with its size. Hashes are checked when the program starts."""
    files = manifest.get("files")
    if not isinstance(files, dict):
        return False
    return all(
        (output / name).is_file() and (output / name).stat().st_size == size
        for name, (size, _) in files.items()
    )


def has_library(output: Path, manifest: dict[str, object]) -> bool:
    """The parts that can be taken over are there and unchanged."""
    files = manifest.get("files")
    if not isinstance(files, dict):
        return False
    kept = [
        name
        for name in files
        if name.startswith("pyodide/") or name in {"stdlib.zip", "imports.json", "NOTICE"}
    ]
    return len(kept) >= len(FILES) + 2 and all(
        (output / name).is_file() and sha256(output / name) == files[name][1] for name in kept
    )


def guest_files() -> list[Path]:
    return sorted(GUEST.glob("*.py"))


def runtime_files() -> list[Path]:
    return sorted([*RUNTIME.glob("*.mjs"), *RUNTIME.glob("*.json")])


# ---- tools ----


def find_deno() -> str:
    if missing := [name for name in NEEDED if importlib.util.find_spec(name) is None]:
        raise CannotBuild(
            f"{' and '.join(missing)} missing here; install them with: {sys.executable} -m pip install "
            + " ".join(name.replace("_", "-") for name in missing)
        )
    import deno

    return str(deno.find_deno_bin())


def site_packages() -> Path:
    found = importlib.util.find_spec("pyodide_build")
    if found is None or found.origin is None:
        raise CannotBuild("pyodide-build is not installed in this Python.")
    return Path(found.origin).resolve().parent.parent


def version_of(package: str) -> str:
    from importlib.metadata import PackageNotFoundError, version

    with contextlib.suppress(PackageNotFoundError):
        return version(package)
    return "none"


def run(command: list[str], failure: str, *, cwd: Path | None = None, **environment: str) -> str:
    """Run a command quietly; what it said is shown only when it fails."""
    variables = {**os.environ, "DENO_NO_UPDATE_CHECK": "1", "NO_COLOR": "1", **environment}
    done = subprocess.run(
        command, cwd=cwd, env=variables, capture_output=True, text=True, encoding="utf-8", check=False
    )
    if done.returncode:
        raise CannotBuild(f"{failure} (status {done.returncode}):\n{done.stderr.strip()[-2000:]}")
    return done.stdout


@contextlib.contextmanager
def scratch_beside(output: Path) -> Iterator[Path]:
    """A folder on the same disk, so that it can be renamed into place; gone when something fails."""
    for left_over in output.parent.glob(f".{output.name}-*"):
        if time.time() - left_over.stat().st_mtime > LEFT_OVER_SECONDS:  # else another build may be at work
            shutil.rmtree(left_over, ignore_errors=True)
    work = Path(tempfile.mkdtemp(prefix=f".{output.name}-", dir=output.parent))
    try:
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)


def put_in_place(work: Path, output: Path) -> None:
    work.chmod(0o755)
    old = work.with_name(work.name + "-old")
    if output.exists():
        output.replace(old)
    work.replace(output)
    shutil.rmtree(old, ignore_errors=True)


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def digest_of(parts: Iterable[bytes]) -> str:
    whole = hashlib.sha256()
    for part in parts:
        whole.update(hashlib.sha256(part).digest())
    return whole.hexdigest()


def say(text: str) -> None:
    print(f"sandbox bundle: {text}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
