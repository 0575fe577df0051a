"""Fetch one model of the catalogue into the user's data folder, with a bar; print its path.

Run by `bootstrap.py` with the Python of `.venv`.
"""

import sys

from rlm_desktop.engine import catalogue, download
from rlm_desktop.engine.download import Fetching
from rlm_desktop.errors import RlmError
from rlm_desktop.paths import DataFolder


class Bar:
    """A line that moves on a terminal; elsewhere a line every ten per cent."""

    def __init__(self) -> None:
        self.moving = sys.stderr.isatty()
        self.told = ("", -1)

    def show(self, now: Fetching) -> None:
        share = now.done / max(now.total, 1)
        said = (now.doing, int(share * (100 if self.moving else 10)))
        if said == self.told:
            return
        self.told = said
        full = int(24 * share)
        size = f"{now.done / 1e6:,.0f} of {now.total / 1e6:,.0f} MB"
        text = f"  {'█' * full}{'░' * (24 - full)} {size} {now.doing}"
        sys.stderr.write(f"\r\x1b[K{text}" if self.moving else f"{text}\n")

    def close(self) -> None:
        if self.moving:
            sys.stderr.write("\n")


def main(name: str) -> int:
    bar = Bar()
    try:
        found = download.fetch(catalogue.entry(name), DataFolder.default(), on_progress=bar.show)
    except RlmError as error:
        sys.stderr.write(f"\n  {error.message} {error.hint}\n")
        return error.exit_status
    except KeyboardInterrupt:
        return 130
    finally:
        bar.close()
    print(found.path)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
