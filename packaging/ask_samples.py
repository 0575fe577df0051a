"""Ask the questions of the sample library in the terminal, one after the other.

Run by `bootstrap.py run` where there is no display.
"""

import subprocess
import sys
import tomllib
from pathlib import Path

from rlm_desktop import paths


def main() -> int:
    program = Path(sys.executable).with_name("rlm-desktop")
    sample = paths.sample_questions()
    asked = tomllib.loads(sample.read_text(encoding="utf-8"))["question"]
    failed = 0
    for number, question in enumerate(asked, start=1):
        print(f"\n{number} of {len(asked)}  {question['ask']}  ({question['over']})", flush=True)
        command = [program, "ask", question["ask"], sample.parent / question["over"]]
        status = subprocess.run(command, check=False).returncode
        if status == 130:
            return status
        failed += status != 0
    print(f"\nAsk your own:  {program} ask QUESTION PATH…")
    return 1 if failed else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
