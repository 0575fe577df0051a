"""Make Debian packages of the folder that `build_app.py` made: `.venv/bin/python packaging/build_deb.py`.

`dist/rlm-desktop_VERSION_amd64.deb` holds the program; `--model FILE` makes a second one, for the model.
Needs dpkg-deb. What the package asks of the system is found out from the files, not written down.
"""

import argparse
import gzip
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import build_app
import icons
import libraries
import shipped

LINUX = Path(__file__).with_name("linux")
HOME = Path("usr/lib") / shipped.NAME
MAINTAINER = "The RLM Desktop developers <rlm-desktop@localhost>"
LINES = """Package: {package}
Version: {version}
Architecture: {architecture}
Maintainer: {maintainer}
Installed-Size: {kilobytes}
Depends: {depends}
Section: utils
Priority: optional
Description: {summary}
"""
SUMMARY = """Ask questions of gigabytes of private text, with no network
 Add folders of documents, logs, tables or mail of any size and ask in plain
 words. A small language model on this machine writes programs that go through
 all of the text; every answer points to the places it rests on. Nothing leaves
 the machine."""
MODEL_SUMMARY = """Language model for RLM Desktop
 The model that writes the programs and reads the passages."""


def program(folder: Path, output: Path) -> Path:
    """The package of the program."""
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch) / "root"
        shutil.copytree(folder, root / HOME, symlinks=True)
        _lay_out(root)
        summary = {"package": shipped.NAME, "architecture": architecture(), "summary": SUMMARY}
        return _pack(root, output, **summary, depends=", ".join(depends(folder)))


def model(file: Path, output: Path) -> Path:
    """The package of a model; it is found beside the catalogue."""
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch) / "root"
        place = root / HOME / "_internal" / "models"
        place.mkdir(parents=True)
        shutil.copyfile(file, place / file.name)
        name = f"{shipped.NAME}-model-{re.sub('[^a-z0-9.+-]', '-', file.stem.lower())}"
        summary = {"package": name, "architecture": "all", "summary": MODEL_SUMMARY}
        # A model's bytes are as good as random: to compress them takes minutes and wins nothing.
        return _pack(root, output, **summary, depends=shipped.NAME, compression="none")


def _lay_out(root: Path) -> None:
    """The places where a Debian system looks for programs and what belongs to them."""
    _link(root / "usr" / "bin" / shipped.NAME, f"../lib/{shipped.NAME}/{shipped.NAME}")
    share = root / "usr" / "share"
    desktop_files(share)
    documents = share / "doc" / shipped.NAME
    _copy(LINUX / "copyright", documents)
    changes = gzip.compress((shipped.ROOT / "docs" / "changelog.md").read_bytes(), mtime=0)
    (documents / "changelog.gz").write_bytes(changes)


def desktop_files(share: Path) -> None:
    """What a desktop wants to know of a program: its entry, icons, description, kinds of files."""
    _copy(LINUX / "rlm-desktop.desktop", share / "applications")
    _copy(LINUX / "org.rlmdesktop.rlmdesktop.metainfo.xml", share / "metainfo")
    _copy(LINUX / "rlm-desktop.xml", share / "mime" / "packages")
    icons.theme(share / "icons")


def depends(folder: Path) -> list[str]:
    """Debian's packages of the libraries that the folder leaves to the system, with the least C library."""
    files = libraries.programs(folder)
    asked = [name for name in libraries.from_the_system(folder) if not name.startswith("ld-linux")]
    names = {_package_of(library) for library in asked} - {"libc6"}
    return [f"libc6 (>= {libraries.least_glibc(files)})", *sorted(names)]


def _package_of(library: str) -> str:
    found = libraries.package_of(library)
    if found is None:
        raise SystemExit(f"No package of this machine holds {library}, which the program asks for.")
    return found


def _pack(
    root: Path,
    output: Path,
    *,
    package: str,
    architecture: str,
    summary: str,
    depends: str,
    compression: str = "zstd",
) -> Path:
    control = root / "DEBIAN"
    kilobytes = sum(path.lstat().st_size for path in _files(root)) // 1024
    control.mkdir()
    said = LINES.format(
        package=package,
        version=shipped.version(),
        architecture=architecture,
        maintainer=MAINTAINER,
        kilobytes=kilobytes,
        depends=depends,
        summary=summary,
    )
    (control / "control").write_text(said, encoding="utf-8")
    _plain_modes(root)
    output.mkdir(parents=True, exist_ok=True)
    file = output / f"{package}_{shipped.version()}_{architecture}.deb"
    # dpkg-deb puts this time on everything that is younger.
    env = {**os.environ, "SOURCE_DATE_EPOCH": build_app.commit_time()}
    # zstd is read by every system whose C library is new enough for the program, and unpacks in seconds.
    level = ["-z12", "--no-uniform-compression"] if compression == "zstd" else []
    command = ["dpkg-deb", "--root-owner-group", f"-Z{compression}", *level, "--build", str(root), str(file)]
    subprocess.run(command, env=env, check=True, stdout=subprocess.DEVNULL)
    # Read as a whole once: dpkg-deb 1.21 was seen to write a part that it could not read again.
    for reading in ("--info", "--contents"):
        subprocess.run(["dpkg-deb", reading, str(file)], check=True, stdout=subprocess.DEVNULL)
    return file


def _plain_modes(root: Path) -> None:
    """Whatever the builder's umask was: programs 755, the rest 644, and one time for all."""
    at = int(build_app.commit_time())
    for path in sorted(root.rglob("*"), reverse=True):
        if not path.is_symlink():
            runs = path.is_dir() or path.stat().st_mode & 0o100
            path.chmod(0o755 if runs else 0o644)
        os.utime(path, (at, at), follow_symlinks=False)
    root.chmod(0o755)


def _files(root: Path) -> Iterable[Path]:
    return (path for path in root.rglob("*") if path.is_file() or path.is_symlink())


def _copy(file: Path, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(file, folder / file.name)


def _link(link: Path, target: str) -> None:
    link.parent.mkdir(parents=True, exist_ok=True)
    link.symlink_to(target)


def architecture() -> str:
    said = subprocess.run(["dpkg", "--print-architecture"], capture_output=True, encoding="utf-8", check=True)
    return said.stdout.strip()


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description="Make Debian packages of the finished folder.")
    parser.add_argument(
        "--folder", type=Path, default=build_app.DIST / shipped.NAME, help="what build_app.py made"
    )
    parser.add_argument("--output", type=Path, default=build_app.DIST, help="where the packages are put")
    parser.add_argument(
        "--model", type=Path, action="append", default=[], help="a model to make a package of"
    )
    args = parser.parse_args(arguments)
    made = [program(args.folder, args.output), *(model(file, args.output) for file in args.model)]
    for file in made:
        print(f"{file.stat().st_size / 1e6:7.1f} MB  {file}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
