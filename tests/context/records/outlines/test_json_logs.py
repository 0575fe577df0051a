"""JSON lines with a level, a time and free text are a log: what they say is looked through like its lines."""

import json

from tests.context.records.conftest import Parse

SAID = ("connection received", 'column "a" does not exist')


def entries(**more: object) -> str:
    return "".join(
        json.dumps(
            {
                "severity": ("INFO", "error")[n % 2],
                "ts": f"2026-03-01T10:00:{n:02}Z",
                "record": {"message": f"{SAID[n % 2]} {n}"},
                **more,
            }
        )
        + "\n"
        for n in range(40)
    )


def test_entries_with_a_level_and_a_time_are_a_log(parse: Parse) -> None:
    parsed = parse({"pod.jsonl": entries(logger="db")})

    assert parsed.tables[0].kind == "log"
    assert parsed.ask("SELECT count(*) FROM records WHERE line LIKE '%received%'") == [(20,)]
    assert parsed.ask("SELECT count(*) FROM records WHERE line LIKE '%logger%'") == [(0,)]


def test_other_records_are_none(parse: Parse) -> None:
    rated = {"level": "easy", "ts": "2026-03-01T10:00:00Z"}
    ratings = "".join(json.dumps({**rated, "text": f"page {n}"}) + "\n" for n in range(40))
    timeless = entries().replace('"ts": "2026-03-01T10', '"ts": "x')

    for text in (ratings, timeless):
        parsed = parse({"some.jsonl": text})
        assert parsed.tables[0].kind == "json"
        assert "line" not in parsed.types


def test_findings_with_a_line_number_of_their_own_are_no_log(parse: Parse) -> None:
    parsed = parse({"findings.jsonl": entries(file="a.py", line=12)})

    assert parsed.tables[0].kind == "json" and parsed.types["line"] == "integer"
