"""A bare system to try a package in: made once, each time with an empty layer over it (Linux, as root)."""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

DESKTOP = (
    *(
        "libegl1",
        "libgl1",
        "libopengl0",
        "libfontconfig1",
        "libdbus-1-3",
        "libwayland-cursor0",
        "libx11-xcb1",
    ),
    *("libglib2.0-0", "libglib2.0-bin", "dbus", "fonts-dejavu-core", "xdg-utils", "shared-mime-info"),
    *("desktop-file-utils", "hicolor-icon-theme"),
)
"""What each desktop has, and the program leaves to it; and `gio`, which opens a desktop entry."""
PERSON, HOME = "tea", "home/tea"


def make_root(root: Path) -> None:
    """A bare Debian, of the release and from the mirror that this machine has its own packages from."""
    release = re.search(r"^VERSION_CODENAME=(\w+)", Path("/etc/os-release").read_text(encoding="utf-8"), re.M)
    asked = subprocess.run(
        ["apt-get", "indextargets", "--format", "$(REPO_URI)"], capture_output=True, text=True
    )
    mirror = next((line for line in asked.stdout.splitlines() if line.rstrip("/").endswith("/debian")), "")
    if release is None or not mirror:
        raise SystemExit("This machine does not say where its packages are from; make the root by hand.")
    include = f"--include={','.join(DESKTOP)}"
    subprocess.run(["debootstrap", "--variant=minbase", include, release[1], str(root), mirror], check=True)


@contextmanager
def over(root: Path, brought: Path) -> Iterator[tuple[Path, Path]]:
    """The root with an empty layer over it, what is brought on a stick, and the screen's socket."""
    with tempfile.TemporaryDirectory(dir=root.parent) as scratch, ExitStack() as mounted:
        changed, work, whole = (Path(scratch) / name for name in ("changed", "work", "root"))
        for folder in (changed, work, whole):
            folder.mkdir()
            folder.chmod(0o755)

        def mount(*arguments: str | Path) -> None:
            subprocess.run(["mount", *map(str, arguments)], check=True)
            mounted.callback(subprocess.run, ["umount", "-l", str(arguments[-1])], check=False)

        layers = f"lowerdir={root},upperdir={changed},workdir={work}"
        mount("-t", "overlay", "overlay", "-o", layers, whole)
        for name in ("media/stick", "tmp/.X11-unix", HOME):
            (whole / name).mkdir(parents=True, exist_ok=True)
        mount("--bind", "-o", "ro", brought, whole / "media/stick")
        mount("--bind", "/tmp/.X11-unix", whole / "tmp/.X11-unix")
        mount("--bind", "/proc", whole / "proc")
        mount("--bind", "/sys", whole / "sys")
        mount("--rbind", "/dev", whole / "dev")
        yield whole, changed
