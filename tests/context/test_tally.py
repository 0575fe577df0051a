"""Values that an expression takes out of lines are counted exactly, and each knows its places."""

import re
from collections import Counter

import pytest

from rlm_desktop.context import tally
from rlm_desktop.errors import VerbMisused
from tests.context.conftest import MakeLibrary

LOG = b"".join(b"10.0.0.%d GET /%d %d\r\n" % (n % 7, n % 50, (200, 200, 500)[n % 3]) for n in range(3000))
MAIL = b"".join(b"From a\nSubject: no %d\n\nto 10.0.0.%d 500\n" % (n, n % 3) for n in range(5))


def test_groups_are_those_of_a_plain_count_over_files_and_extracts(library_of: MakeLibrary) -> None:
    library = library_of(
        {
            "a.log": LOG,
            "b/c.log": b"\xef\xbb\xbf10.0.0.9 500\n" + LOG,
            "d.txt": "Grüße von 10.0.0.8 500".encode("cp1252"),
            "m.mbox": MAIL,
        }
    )

    with library.tally(r"(10\.\d\.\d\.\d).* 500") as counted:
        texts = [library.read(span) for span in library.passages(size=1 << 20)]
        expected = Counter(re.findall(r"(10\.\d\.\d\.\d).* 500", "".join(texts)))
        assert dict(counted.groups) == expected
        assert counted.total == expected.total()
        assert counted.groups == sorted(expected.items(), key=lambda pair: (-pair[1], pair[0]))
        for value, number in counted.groups:
            lines = [library.line_at(place.document, place.start) for place in counted.places(value)]
            assert len(lines) == number
            assert all(value in line.text and line.text.endswith("500") for line in lines)


def test_without_a_group_all_of_the_match_is_the_value(library_of: MakeLibrary) -> None:
    library = library_of({"a.log": LOG})

    with library.tally(r"\b(?:200|500)\b") as counted:
        assert counted.groups == [("200", 2000), ("500", 1000)]


@pytest.mark.parametrize(
    ("expression", "has"),
    [
        *(("(a)", True), (r"\(a\)", False), ("[(]a", False), ("(?:a)", False), ("(?P<x>a)", True)),
        *(
            ("(?<x>a)", True),
            ("(?<=a)b", False),
            ("(?i)a", False),
            (r"[^\]()]", False),
            ("[[:alpha:](]", False),
        ),
    ],
)
def test_a_group_is_told_from_other_brackets(expression: str, has: bool) -> None:
    assert tally.has_group(expression) is has


def test_what_cannot_be_counted_is_explained(
    library_of: MakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = library_of({"a.log": LOG})
    monkeypatch.setattr(tally, "MOST_VALUES", 20)

    for expression in ("", "a\nb", "(", r"/(\d+)"):
        with pytest.raises(VerbMisused):
            library.tally(expression)


def test_files_are_scanned_before_their_records_are_parsed(library_of: MakeLibrary) -> None:
    library = library_of({"a.log": LOG})
    (folder,) = library.paths
    (path,) = [document.path for document in library.documents()]
    with open(path, "ab") as file:  # noqa: PTH123
        file.write(b"10.0.0.1 one more\n")

    library.read_in()

    assert folder
    assert library.scan("one more").matches == 1
    assert library.update().read == 0


def test_places_are_right_where_a_line_has_several_values(library_of: MakeLibrary) -> None:
    lines = [b"<td>%d</td> and <td>%d</td>, <td></td>\n" % (n % 3, n) for n in range(2000)]
    library = library_of({"a.html.txt": b"".join(lines), "b.txt": b"no\n<td>1</td><td>2</td>"})

    for expression in (r"<td>(\d*)</td>", r"<td>\d*</td>"):
        with library.tally(expression) as counted:
            places = sorted(
                (place.document, place.start)
                for value, _ in counted.groups
                for place in counted.places(value)
            )
        texts = [
            (one.id, "".join(part.text + "\n" for part in library.lines(one.id, 1, one.lines)))
            for one in library.documents()
        ]
        assert places == sorted(
            (document, found.start()) for document, text in texts for found in re.finditer(expression, text)
        )
