"""Write `requirements.lock` anew: every package needed, for every system, with the hash of each file.

Needs `uv` (`pip install uv`), which resolves for Linux, macOS and Windows and for each Python at once. Run it
after a change to the dependencies in `pyproject.toml`, or with `--upgrade` to move to newer versions.
"""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "packaging" / "requirements.lock"
HEADER = "# Made by packaging/lock.py from pyproject.toml: change that, then make this anew.\n"


def main(options: list[str]) -> int:
    command = ["uv", "pip", "compile", "--quiet", "--no-config", "--universal", "--python-version", "3.12"]
    command += ["--all-extras", "--generate-hashes", "--no-annotate", "--no-header"]
    # The file says what is installed, never from where: that is the business of each machine.
    command += ["--no-emit-index-url", "--no-emit-find-links", "--output-file", str(LOCK), *options]
    done = subprocess.run([*command, str(ROOT / "pyproject.toml")], check=False)
    if done.returncode:
        return done.returncode
    packages = LOCK.read_text(encoding="utf-8")
    if re.search(r"://|--index|--find-links", packages):
        sys.stderr.write(
            "The lock file names an address; it was made with a setting that must not reach it.\n"
        )
        return 1
    LOCK.write_text(HEADER + packages.removeprefix(HEADER), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
