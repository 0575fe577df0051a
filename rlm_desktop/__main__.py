"""`rlm-desktop`: the window without arguments, a command with them."""

import io
import sys


def main() -> int:
    _speak_utf8()
    from rlm_desktop.cli.main import main as run

    return run()


def _speak_utf8() -> None:
    """Files and pipes get UTF-8 everywhere; nothing that is printed can fail for its letters."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            encoding = stream.encoding if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=encoding, errors="backslashreplace")


if __name__ == "__main__":
    sys.exit(main())
