"""Draw the application's icon in every size that desktops ask for: `python packaging/icons.py FOLDER`.

From `resources/icons/application.svg`: PNGs in the folders of a Linux icon theme, `.ico` for Windows and
`.icns` for macOS.
"""

import os
import struct
import sys
import tempfile
from pathlib import Path

from shipped import NAME, ROOT

SOURCE = ROOT / "resources" / "icons" / "application.svg"
LINUX = (16, 22, 24, 32, 48, 64, 128, 256, 512)
WINDOWS = (16, 24, 32, 48, 64, 128, 256)
MACOS = {b"icp4": 16, b"icp5": 32, b"ic07": 128, b"ic08": 256, b"ic09": 512, b"ic10": 1024}


def theme(folder: Path) -> list[Path]:
    """`hicolor/48x48/apps/rlm-desktop.png` and so on, and the drawing itself."""
    made = []
    for size in LINUX:
        made.append(_write(folder / "hicolor" / f"{size}x{size}" / "apps" / f"{NAME}.png", png(size)))
    drawing = folder / "hicolor" / "scalable" / "apps" / f"{NAME}.svg"
    return [*made, _write(drawing, SOURCE.read_bytes())]


def png(size: int) -> bytes:
    """The icon as a square picture."""
    # Here and not above: only what draws needs Qt, and it must not look for a screen.
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    canvas = QImage(size, size, QImage.Format.Format_ARGB32)
    canvas.fill(0)
    painter = QPainter(canvas)
    QSvgRenderer(str(SOURCE)).render(painter)
    painter.end()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "icon.png"
        if not canvas.save(str(file)):
            raise SystemExit(f"Qt could not write an icon of {size} pixels.")
        return file.read_bytes()


def ico() -> bytes:
    """Windows: a table of pictures, then the pictures."""
    pictures = [(size, png(size)) for size in WINDOWS]
    table, at = struct.pack("<HHH", 0, 1, len(pictures)), 6 + 16 * len(pictures)
    for size, picture in pictures:
        side = size % 256  # 256 is written as 0
        table += struct.pack("<BBBBHHII", side, side, 0, 0, 1, 32, len(picture), at)
        at += len(picture)
    return table + b"".join(picture for _, picture in pictures)


def icns() -> bytes:
    """macOS: pictures one after the other, each with its kind and length."""
    body = b""
    for kind, size in MACOS.items():
        picture = png(size)
        body += kind + struct.pack(">I", len(picture) + 8) + picture
    return b"icns" + struct.pack(">I", len(body) + 8) + body


def _write(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def main(folder: Path) -> int:
    made = [*theme(folder), _write(folder / f"{NAME}.ico", ico()), _write(folder / f"{NAME}.icns", icns())]
    for path in made:
        print(f"{path.stat().st_size:8} {path.relative_to(folder)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
