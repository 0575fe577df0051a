"""Mails are asked about by what their headers say, and the answers are those of Python's own parser."""

import io
import tarfile
from pathlib import Path

import pytest

from rlm_desktop.bench import mails
from rlm_desktop.bench.gold import shown
from rlm_desktop.bench.suite import Choices, Workplace

SENDERS = ("Ada", "Bo", "Cy", "Di", "Eve", "Flo")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    archive = tmp_path / "data" / mails.ARCHIVE
    archive.parent.mkdir()
    with tarfile.open(archive, "w:gz") as tar:
        for number in range(60):
            name = SENDERS[min(number % 10, 5)]
            text = (
                f"From x@y  Thu Aug 22 12:36:23 2002\nFrom: {name} <{name.lower()}@example.org>\n"
                f"To: {number % 3}@example.org\nSubject: About the harbour number {number}\n"
                f"Date: Thu, {number % 20 + 1:02} Aug 2002 12:00:00 +0100\n"
                f"{'In-Reply-To: <a@b>' if number % 2 else 'X-A: b'}\n\nThe body of {number}.\n"
            ).encode()
            for suffix in ("txt", "json"):
                member = tarfile.TarInfo(f"package/data/easy-ham-1/{number:05}.{suffix}")
                member.size = len(text)
                tar.addfile(member, io.BytesIO(text))
    return archive.parent


def test_the_headers_of_the_mails_answer(tmp_path: Path, data: Path) -> None:
    asked = {each.text: each for each in mails.build(Workplace(tmp_path / "made", data), 1)}

    assert shown(asked["Who sent the most mails, and how many?"].gold) == "Flo, 30"
    assert shown(asked["How many mails have an In-Reply-To header?"].gold) == "30"
    assert shown(asked["How many mails were sent in August 2002?"].gold) == "60"
    assert len(list(Path(next(iter(asked.values())).paths[0]).iterdir())) == 60


def test_without_headers_no_mail_tells(tmp_path: Path, data: Path) -> None:
    place = Workplace(tmp_path / "made", data, Choices(variant="hidden"))
    asked = mails.build(place, 1)

    assert all(each.absent for each in asked)
    assert (Path(asked[0].paths[0]) / "00007.eml").read_text() == "The body of 7.\n"
