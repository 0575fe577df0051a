"""Tables of Markdown are tables, whatever stands above and below them."""

from tests.context.records.conftest import Parse

TEXT = """# Internships

We keep a list.

 - 🔒 - closed

| Company | Role | Link |
| ------- | :--- | ---: |
| **[Ada & Co](https://ada.example)** | Tester | <a href="https://ada.example/1"><img src="x.png"></a> |
| ↳ | Writer | 🔒 |
| [Bob](https://bob.example) | A<br>B | 🔒 |
| ↳ | C \\| D | <a href="https://bob.example/2">apply</a> |
{more}
Made with care.
""".replace("{more}", "| Cleo | Cook | 🔒 |\n" * 8)


def test_cells_lose_what_only_makes_them_look_and_take_what_stands_above(parse: Parse) -> None:
    parsed = parse({"list.md": TEXT})

    assert list(parsed.types) == ["company", "role", "link"]
    assert parsed.ask("SELECT company, role, link FROM records") == [
        ("Ada & Co", "Tester", "https://ada.example/1"),
        ("Ada & Co", "Writer", "closed"),
        ("Bob", "A, B", "closed"),
        ("Bob", "C | D", "apply"),
        *[("Cleo", "Cook", "closed")] * 8,
    ]


def test_a_sign_takes_what_stands_above_it_and_a_blank_nothing(parse: Parse) -> None:
    rows = [("Ada", "Graz"), ("\u3003", '"'), ("Bob", ""), ('"', "\u3003"), ("", "Linz"), ("Cleo", "\u2033")]
    lines = ["| Name | Town |", "|---|---|", *(f"| {name} | {town} |" for name, town in rows)]
    parsed = parse({"list.md": "\n".join(lines) + "\n"})

    assert parsed.ask("SELECT name, town FROM records") == [
        ("Ada", "Graz"),
        ("Ada", "Graz"),
        ("Bob", None),
        ("Bob", None),
        (None, "Linz"),
        ("Cleo", "Linz"),
    ]


def test_a_text_with_a_small_table_is_no_table(parse: Parse) -> None:
    prose = "\n\n".join(f"Paragraph {n} speaks of the weather." for n in range(40))

    assert not [t for t in parse({"report.md": prose + "\n\n" + TEXT}).tables if t.kind == "delimited"]


def test_signs_are_told_in_the_words_of_the_line_that_explains_them(parse: Parse) -> None:
    rows = "".join(f"| Role {n} {'🛂' * (n % 2)} | {('✅', '❌')[n % 2]} |\n" for n in range(20))
    legend = "**Key:** ✅ = open, ❌ = closed\n\n- 🛂 - no sponsorship"
    text = f"# Roles\n\n{legend}\n\n| Role | State |\n|---|---|\n{rows}"

    assert parse({"list.md": text}).ask("SELECT role, state FROM records LIMIT 2") == [
        ("Role 0", "open"),
        ("Role 1 🛂 (no sponsorship)", "closed"),
    ]
