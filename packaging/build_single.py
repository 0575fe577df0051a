"""Make one file that installs itself, without root: `.venv/bin/python packaging/build_single.py`.

`dist/rlm-desktop-VERSION-x86_64.run` holds the folder that `build_app.py` made. It unpacks itself once, so
that every start is as quick as that of the folder. An AppImage would be read through FUSE at each start, and
its runtime comes from no place that a lock file could pin.
"""

import argparse
import gzip
import hashlib
import platform
import shutil
import sys
import tarfile
import tempfile
from collections.abc import Sequence
from pathlib import Path

import build_app
import build_deb
import shipped

SCRIPT = Path(__file__).with_name("linux") / "install.sh"


def build(folder: Path, output: Path) -> Path:
    """The finished file; a folder that holds a model makes a full one."""
    full = "-full" if any((folder / "_internal" / "models").glob("*.gguf")) else ""
    file = output / f"{shipped.NAME}-{shipped.version()}{full}-{platform.machine()}.run"
    with tempfile.TemporaryDirectory(dir=output) as scratch:
        payload = Path(scratch) / "payload"
        _archive(folder, payload, Path(scratch) / "share")
        with file.open("wb") as out, payload.open("rb") as packed:
            out.write(_script(file.name, payload))
            shutil.copyfileobj(packed, out)
    file.chmod(0o755)
    return file


def _archive(folder: Path, payload: Path, share: Path) -> None:
    build_deb.desktop_files(share)
    with (
        payload.open("wb") as raw,
        gzip.GzipFile("", "wb", 6, raw, mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.GNU_FORMAT) as archive,
    ):
        for root, inside in ((folder, ""), (share, "share/")):
            for path in sorted(root.rglob("*")):
                name = inside + path.relative_to(root).as_posix()
                archive.add(path, name, recursive=False, filter=plain)


def plain(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    """Nothing of the builder's machine: not its users, its times or its umask."""
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = ""
    entry.mtime = int(build_app.commit_time())
    entry.mode = 0o755 if entry.isdir() or entry.mode & 0o100 else 0o644
    return entry


def _script(name: str, payload: Path) -> bytes:
    with payload.open("rb") as packed:
        digest = hashlib.file_digest(packed, "sha256").hexdigest()
    text = SCRIPT.read_text(encoding="utf-8")
    said = {
        "VERSION": shipped.version(),
        "FILE": name,
        "SHA256": digest,
        "LINES": str(text.count("\n")),
        "MACHINE": platform.machine(),
    }
    for word, value in said.items():
        text = text.replace(f"@{word}@", value)
    return text.encode()


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description="Make one file that installs itself.")
    parser.add_argument(
        "--folder", type=Path, default=build_app.DIST / shipped.NAME, help="what build_app.py made"
    )
    parser.add_argument("--output", type=Path, default=build_app.DIST, help="where the file is put")
    args = parser.parse_args(arguments)
    file = build(args.folder, args.output)
    print(f"{file.stat().st_size / 1e6:7.1f} MB  {file}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
