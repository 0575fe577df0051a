"""The headers that documents begin with, in the forms that people write them in."""

import pytest

from rlm_desktop.context.records.heads.head import head_of, plainly
from tests.context.records.conftest import Parse

WANTED = "Title: Old rope\nAuthor: Ada Lovelace\nStatus: Accepted"


@pytest.mark.parametrize(
    "text",
    [
        "Title: Old rope\nAuthor: Ada Lovelace\nStatus: Accepted\n\nText\n",
        "---\nTitle: Old rope\nAuthor: Ada Lovelace\nStatus: Accepted\n---\nText: no header\n",
        "# Old rope\n\n* Author: [Ada Lovelace](https://example.org/ada)\n* Status: **Accepted**\n\n## Why\n",
        "Old rope\n========\n\n- **Author:** Ada Lovelace\n- **Status**: Accepted\n\nText: it\n",
        "# Old rope\n\n**Author:** Ada Lovelace\n**Status:** Accepted\n\nText\n",
        "# Old rope\n\n| Field | Value |\n|---|---|\n| Author | Ada Lovelace |\n| Status | `Accepted` |\n",
        "= Old rope =\n\n:Author: Ada Lovelace\n:Status: Accepted\n\nText\n",
        "<pre>\n  Title: Old rope\n  Author: Ada Lovelace\n  Status: Accepted\n</pre>\n\n==Why==\n",
        "```\n  Title: Old rope\n  Author: Ada Lovelace\n  Status: Accepted\n```\n\n## Why\n",
        "MADE:\n* (1 Apr) it\n\n<pre>\nTitle: Old rope\nAuthor: Ada Lovelace\nStatus: Accepted\n</pre>",
        "Old rope\n\n- Author: Ada Lovelace\n- Status: Accepted\n\nText\n",
        "---\nTitle: Old rope\n---\n\n- Author: Ada Lovelace\n- Status: Accepted\n\nText\n",
        "Old rope\n===\n\n.. contents::\n   :depth: 2\n.. Author:: Ada Lovelace\n.. Status:: Accepted\n",
        "---\nTitle: Old rope\nAuthor: Ada Lovelace\n---\nA.\n\n- 🪢 Status: Accepted\n- Kin: none\n\n# A\n",
        "# Old rope\n\n Field | Value |\n|---|---|\n| Author\u00a0: | Ada Lovelace |\n| Status | Accepted|\n",
        "# Old rope\n\n|Section|Value|\n|---|---|\n|Author|Ada |\n| |Lovelace|\n|Status|Accepted|\n",
        "# Old rope\n\n|Author|Ada Lovelace|\n|-|-|\n|Status|Accepted|\n\n[a]: b\n\n* [x](#x)\n * [y](#y)\n",
        '= Old rope\n:toc: left\n\n[cols="1h,1"]\n|===\n| Author\n| link:https://e.org[Ada Lovelace]\n\n'
        "// no\n| Status\n| Accepted :ok_hand:\n|===\n\n== Why\n",
        "= Old rope\nifdef::a[]\n:tip-caption: b\n|===\n|*Author*|Ada Lovelace\n|Status: |_Accepted_\n|===\n",
        "= Old rope\n\n|===\n|Author\n|https://e.org/ada[Ada\nLovelace^]\n|Status\n|Accepted\n|===\n",
        "<!-- no\n# title -->\n# Old rope\n\n- Author: Ada Lovelace[^1]\n[^1]: she\n- Status: Accepted\n",
    ],
)
def test_headers_are_found_in_the_usual_forms(text: str) -> None:
    assert [line for line in head_of(text).splitlines() if line != "Kin: none"] == WANTED.splitlines()


@pytest.mark.parametrize(
    "text",
    [
        "# Old rope\n\nIt is said: rope ages.\n\n* one\n* two\n",
        "# Old rope\n\n* Note: one key makes no head\n\nText\n",
        "# Old rope\n\nText\n\n## Further down\n\n```\nName: a\nSize: 3\n```\n",
        "It was a cold and long morning.\n",
        "= Old rope\n\nText.\n\n== Sizes\n\n|===\n|Small |3\n|Large |4\n|===\n",
        '= Old rope\n\n[cols="1,1,1"]\n|===\n|Small |3 |4\n|Large |4 |5\n|===\n',
        "= Old rope\n:toc: left\n:icons: font\n\nText\n",
        "-----BEGIN PGP SIGNATURE-----\nVersion: GnuPG\nComment: none\n\niD8DBQE9\n",
    ],
)
def test_other_beginnings_are_no_headers(text: str) -> None:
    assert head_of(text) == ""


def test_persons_and_addresses_with_a_line_each_are_a_list() -> None:
    head = head_of(
        "<pre>\n  BIP: 9\n  Authors: Ada <ada@example.org>\n           Bob <bob@example.org>\n"
        "  Title: On\n         ropes\n</pre>\n"
    )

    assert "Authors: Ada <ada@example.org>, Bob <bob@example.org>" in head
    assert "Title: On ropes" in head


def test_values_are_told_without_what_only_sets_them() -> None:
    assert plainly("[SE-1](a.md), [`let` \\[sic\\]](b(c).md)") == "SE-1, let \\[sic\\]"
    assert (
        plainly("[Ada](a), [Bob](b) and [Cyd](c)") == plainly("[Ada](a) [Bob](b) [Cyd](c)") == "Ada, Bob, Cyd"
    )
    assert plainly("**Implemented (Swift 5.9)**") == "Implemented (Swift 5.9)"
    assert plainly("(2016-06-17)") == "2016-06-17"
    assert plainly("[[bip-2|BIP 2]] and [https://example.org the list]") == "BIP 2 and the list"
    assert plainly("`gen_blocks`[^name] <!-- once --> ") == "gen_blocks"


def test_a_key_in_two_spellings_is_one_column(parse: Parse) -> None:
    files: dict[str, str | bytes] = {
        f"{n}.md": f"# No {n}\n\n* {'Author' if n % 3 else 'Authors'}: Ada\n"
        f"* Review {'M' if n % 2 else 'm'}anager: Bob\n* RFC PR{' #' if n == 4 else ''}: {n}\n\nText\n"
        for n in range(1, 9)
    }
    parsed = parse(files)

    assert list(parsed.types) == ["name", "title", "author", "review_manager", "rfc_pr", "bytes", "lines"]
    assert parsed.ask("SELECT count(author), count(review_manager), sum(rfc_pr) FROM records") == [(8, 8, 36)]


def test_keys_that_stand_beside_each_other_are_two_columns(parse: Parse) -> None:
    files: dict[str, str | bytes] = {
        f"{n}.md": f"Author: Ada\nAuthors: Ada and Bob\nNumber: {n}\n\nText\n" for n in range(1, 9)
    }
    parsed = parse(files)

    assert parsed.ask("SELECT author, authors FROM records LIMIT 1") == [("Ada", "Ada and Bob")]


def _mail(n: int, date: str) -> str:
    return (
        "Return-Path: <list@example.org>\nReceived: from a\n by b\nX-Loop: list\n"
        f"From: Ada <ada@example.org>\nSender: list@example.org\nTo: bob@example.org\n"
        f"Subject: number {n}\nDate: {date}\n\nText: it\n"
    )


def test_what_people_look_for_in_mail_comes_before_what_programs_write(parse: Parse) -> None:
    files: dict[str, str | bytes] = {
        f"{n:03}.eml": _mail(n, f"{n % 28 + 1} Jun 2000 10:00:00") for n in range(9)
    }
    parsed = parse(files)

    names = list(parsed.types)
    assert names[:6] == ["name", "sender", "sender_address", "recipient", "subject", "date"]
    assert set(names[6:10]) == {"return_path", "received", "x_loop", "sent_through"}


def test_mail_is_dated_in_several_forms(parse: Parse) -> None:
    usual = [f"Thu, {n % 28 + 1} Aug 2002 18:26:25 +0700 (EST)" for n in range(90)]
    others = ["5 Sep 2002 8:01:02 GMT", "2002-10-08T08:00:02+01:00", "Thu,  1 Aug 2002 11:54:55 UT"]
    parsed = parse({f"{n:03}.eml": _mail(n, date) for n, date in enumerate([*usual, *others])})

    assert parsed.types["date"] == "timestamp"
    assert parsed.ask("SELECT count(date), max(date)::DATE::VARCHAR FROM records") == [(93, "2002-10-08")]


def test_one_wrong_date_among_headers_leaves_the_column_dates(parse: Parse) -> None:
    dates = [f"2014-{n % 12 + 1:02}-03" for n in range(197)] + ["2014-19-19", "2015/03/04", "23-07-2016"]
    parsed = parse(
        {f"{n:03}.md": f"- Name: x{n}\n- Start: ({date})\n\nText\n" for n, date in enumerate(dates)}
    )

    assert parsed.types["start"] == "date"
    assert parsed.ask("SELECT count(start), max(start)::VARCHAR FROM records") == [(199, "2016-07-23")]


def test_what_is_attached_to_mail_is_no_mail(parse: Parse) -> None:
    files: dict[str, str | bytes] = {f"{n:03}.eml": _mail(n, "1 Jun 2000 10:00:00") for n in range(9)}
    said = ("The ship left.", "Nobody came to the port.", "It was cold, and a long morning.", "So they went.")
    lines = "".join(f"{said[n % 4]}\n" for n in range(40))
    parsed = parse(files | {"notes.txt": lines})

    assert [table.name for table in parsed.tables] == ["records"]
    assert parsed.ask("SELECT count(*) FROM records") == [(9,)]


def test_what_stands_in_brackets_behind_a_kind_is_a_column_of_its_own(parse: Parse) -> None:
    states = ["Implemented (Swift 5.9)", "Implemented (Swift 6.0) (in part)", "Rejected", "Accepted"]
    files: dict[str, str | bytes] = {
        f"{n:02}.md": f"# Ropes (part {n})\n\n* Number: {n}\n* Status: **{states[n % 4]}**\n\nText\n"
        for n in range(20)
    }
    parsed = parse(files)

    assert list(parsed.types)[1:5] == ["title", "number", "status", "status_detail"]
    assert parsed.ask("SELECT status, status_detail FROM records ORDER BY number LIMIT 3") == [
        ("Implemented", "Swift 5.9"),
        ("Implemented", "Swift 6.0"),
        ("Rejected", None),
    ]


def test_a_form_of_dates_that_no_sample_had_is_read_as_well(parse: Parse) -> None:
    texts = [f"- Name: x{n}\n- Start: 2014-{n % 12 + 1:02}-03\n\nText\n" for n in range(900)]
    texts[1] = texts[1].replace("2014-02-03", "23-07-2016")
    parsed = parse({f"{n:03}.md": text for n, text in enumerate(texts)})

    assert parsed.types["start"] == "date"
    assert parsed.ask("SELECT max(start)::VARCHAR FROM records") == [("2016-07-23",)]


def test_what_stands_below_a_heading_with_a_colon_is_no_field(parse: Parse) -> None:
    head = "Title: Rope {n}\nAuthor: Ada Lovelace\nStatus: {status}\n"
    motivation = "Motivation:\n  " + "Ropes age, and nobody says when. " * 10 + "\n"
    ticket = "Ticket: 4711\n"
    texts: dict[str, str | bytes] = {
        f"{n}.txt": head.format(n=n, status="Open") + (motivation + ticket if n < 3 else "") + "\nText\n"
        for n in range(9)
    }

    names = parse(texts).types

    assert "motivation" not in names
    assert {"title", "status", "ticket"} <= set(names)
