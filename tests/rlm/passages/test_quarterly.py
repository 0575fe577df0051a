"""A figure of a quarter is found by company, period and row; what is not surely meant is told in part."""

from datetime import date

import pytest

from rlm_desktop.rlm.passages.statements import answering, asked, periods, quarterly, timed
from rlm_desktop.rlm.passages.statements.shelf import Shelf
from rlm_desktop.spans import DocumentId
from tests.fakes import FakeContext

HEAD = """UNITED STATES SECURITIES AND EXCHANGE COMMISSION
FORM 10-Q
For the quarterly period ended {day}, {year}
{name}
(Exact name of registrant as specified in its charter)
"""
BODY = """
{filling}
Condensed Consolidated Statements of Income
(In millions, except number of shares which are reflected in thousands and per share amounts)
(Unaudited)
Three Months Ended Six Months Ended
{day},
{year}
{day},
{before}
{day},
{year}
{day},
{before}
Revenue:
Toys $ 700 $ 560 $ 1,300 $ 1,000
Games 300 240 600 500
Total revenue 1,000 800 1,900 1,500
Cost of revenue:
Toys 400 340 800 640
Total cost of revenue 400 340 800 640
Gross profit 600 460 1,100 860
Operating expenses:
Research and development 100 90 190 170
Operating income 500 370 910 690
Income before income taxes 500 370 910 690
Provision for income taxes (125) (74) (220) (140)
Net income $ 375 $ 296 $ 690 $ 550
Diluted earnings per share $ 1.25 $ 1.00 $ 2.30 $ 1.85

Condensed Consolidated Balance Sheets
(In millions)
{day}, December 31,
{year} {before}
Cash and cash equivalents $ 90 $ 70
Inventories 210 160
Total current assets 300 230
Total assets $ 900 $ 800
Accounts payable 120 100
Total current liabilities 250 220

Condensed Consolidated Statements of Cash Flows
(In millions)
Six Months Ended
{day},
{year} {before}
Net income $ 690 $ 550
Depreciation and amortization of property and equipment and of what else the company has bought for a
long time 40 35
Inventories (50) (20)
Net cash provided by operating activities 680 565
Purchases of property and equipment (90) (80)
Net cash used in investing activities (90) (80)

Our segments tell what they sell, and where they sell it, as the person does who decides about them all day.
(In millions) Three Months Six Months
{year} {before} % Change {year} {before} % Change
Revenue
North Region $ 650 $ 500 30 % $ 1,200 $ 950 26 %
South Region 350 300 17 % 700 550 27 %
Total $ 1,000 $ 800 25 % $ 1,900 $ 1,500 27 %
Members at end of period (1) 44 40 10 % 44 40 10 %
Free cash flow
1,2 $ 320 $ 260 23 % $ 590 $ 485 22 %
Total number of shares repurchased 3 2 50 % 5 4 25 %
"""


def report(name: str, day: str, year: int) -> str:
    filling = "The company makes toys and sells them in many towns of the country, as it always has. " * 40
    return (HEAD + BODY).format(name=name, day=day, year=year, before=year - 1, filling=filling)


LUMEN = {"10q/2023 Q2 LUM.txt": report("LUMEN TOYS, INC.", "June 30", 2023)}
SCALED = report("ORCHARD AND VALE CORPORATION", "June 30", 2023).replace("1,000", "3,000").replace("(2)", "")
TWO = FakeContext({**LUMEN, "10q/other.txt": SCALED})
COURSE = FakeContext(
    {
        "10q/2022 Q2 LUM.txt": report("LUMEN TOYS, INC.", "June 30", 2022).replace("1,000", "750"),
        **LUMEN,
        "10q/other.txt": SCALED,
    }
)


def told(question: str, context: FakeContext = TWO) -> answering.Told | None:
    return quarterly.look_up(question, Shelf(context.documents(), context))


def first(question: str, context: FakeContext = TWO) -> str:
    found = told(question, context)
    return found.text.split("\n")[0] if found else ""


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("What was Lumen Toys' net income in the second quarter of 2023?", "375 million"),
        ("What was Lumen Toys' net income for the six months ended June 30, 2023?", "690 million"),
        ("What was Lumen Toys' net income in Q2 2022?", "296 million"),
        ("What was Lumen Toys' net income in the first half of 2023?", "690 million"),
        (
            "What diluted earnings per share did Lumen Toys report for the six months ended June 30, 2023?",
            "2.3",
        ),
        ("What was Lumen Toys' revenue from games in its latest 10-Q?", "300 million"),
        ("How much did Lumen Toys spend on research and development in Q2 2023?", "100 million"),
        ("What was the revenue of Lumen Toys' North region in Q2 2023?", "650 million"),
        ("How many members did Lumen Toys have at the end of June 2023?", "44 million"),
        ("What was Lumen Toys' free cash flow in Q2 2023?", "320 million"),
        ("What was Lumen Toys' research and development expenditure in Q2 2023?", "100 million"),
        ("What was Lumen Toys' cost of revenue from toys in Q2 2023?", "400 million"),
        ("What were Lumen Toys' inventories as of June 30, 2023?", "210 million"),
        ("What were Lumen Toys' expenses for toys in Q2 2023?", "400 million"),
        ("What was Lumen Toys' diluted earnings per share in Q2 2023?", "1.25"),
    ],
)
def test_the_column_of_the_period_is_told(question: str, answer: str) -> None:
    assert first(question) == answer


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        (
            "By how many percent did Lumen Toys' total revenue grow in Q2 2023 compared to the year before?",
            "25.0 %",
        ),
        (
            "What was Lumen Toys' revenue in Q2 2023, and by how many percent did it change from a year ago?",
            "25",
        ),
        ("What was Lumen Toys' operating margin in Q2 2023?", "50.0 %"),
        (
            "What was Lumen Toys' effective tax rate in Q2 2023, and how does it compare to a year ago?",
            "5.0 per",
        ),
        (
            "What percentage of Lumen Toys' total revenue did the toys segment contribute in Q2 2023?",
            "70.0 %",
        ),
        ("How did Lumen Toys' net income in Q2 2023 compare with a year earlier?", "79 million"),
    ],
)
def test_what_is_computed_of_periods_is_of_the_same_length(question: str, answer: str) -> None:
    assert first(question).startswith(answer)


def test_each_figure_has_its_period_beside_it() -> None:
    found = told("What was Lumen Toys' gross profit in the quarter ended June 30, 2023?")

    assert found is not None and found.is_whole
    assert (
        "Gross profit, three months ended June 30, 2023: 600 in millions (10q/2023 Q2 LUM.txt)" in found.text
    )


def test_cash_flows_that_are_told_to_date_alone_are_told_in_part() -> None:
    found = told("What was Lumen Toys' operating cash flow in Q2 2023?")

    assert found is not None and not found.is_whole
    assert "six months ended June 30, 2023: 680" in found.text and found.notes


def test_a_course_of_time_has_the_quarter_of_each_report() -> None:
    found = told("How has Lumen Toys' total revenue changed over the reported quarters?", COURSE)

    assert found is not None
    assert "750 million (three months ended June 30, 2022)" in found.text
    assert "1,000 million (three months ended June 30, 2023)" in found.text


def test_a_file_that_is_named_for_another_quarter_is_told_with_the_right_one() -> None:
    misnamed = FakeContext(
        {"10q/2022 Q4 LUM.txt": report("LUMEN TOYS, INC.", "June 30", 2023), **dict(COURSE_LATER)}
    )

    found = told("What was Lumen Toys' net income in Q4 2022?", misnamed)

    assert found is not None and not found.is_whole
    assert "375" in found.text and "December 31, 2022" in found.text


COURSE_LATER = {"10q/december.txt": report("LUMEN TOYS, INC.", "December 31", 2022)}


def test_which_of_two_companies_has_more_is_told_with_both() -> None:
    found = told("Which had the higher revenue in Q2 2023, Lumen Toys or Orchard and Vale?")

    assert found is not None and found.value == "Orchard and Vale"
    assert "1,000" in found.text and "3,000" in found.text


@pytest.mark.parametrize(
    ("question", "texts"),
    [
        ("Which company had the lower revenue in Q2 2023, Acme or Lumen Toys?", LUMEN),
        ("Which company had the lower revenue in Q2 2023, Lumen Toys or Lumen Toys, Inc.?", LUMEN),
        ("Which had the higher revenue in Q2 2023, Lumen Toys or Orchard Bakery?", {}),
        ("Which had the higher gross profit in Q2 2023, Lumen Toys or Orchard and Vale?", {}),
    ],
)
def test_none_has_more_where_one_has_no_reports_or_both_have_the_same(
    question: str, texts: dict[str, str]
) -> None:
    assert told(question, FakeContext(texts) if texts else TWO) is None


@pytest.mark.parametrize(
    "question",
    [
        "What was Lumen Toys' net income in Q3 2023?",
        "How did Lumen Toys' operating expenses compare to its revenue in Q2 2023?",
        "How much revenue did Lumen Toys earn from advertisements in Q2 2023?",
        "What did Lumen Toys pay for repurchased shares in Q2 2023?",
        "How many employees did Lumen Toys have on June 30, 2023?",
        "What legal proceedings does Lumen Toys disclose in its Q2 2023 10-Q?",
        "What was Lumen Toys' net income in 2022?",
        "By how many percent was Lumen Toys' revenue in Q2 2022 lower than in Q2 2023?",
        "What were the expenses of Lumen Toys' South region in Q2 2023?",
        "How much did Lumen Toys spend on the South region in Q2 2023?",
        "What was Lumen Toys' revenue per member in Q2 2023?",
        "What was Lumen Toys' net income for the three months ended June 30, 2023 and"
        " the six months ended June 30, 2023?",
        "What was Lumen Toys' net income in Q2 2023, the three months ended June 30, 2023?",
    ],
)
def test_what_the_tables_do_not_surely_tell_is_left_to_others(question: str) -> None:
    assert told(question) is None


def test_a_long_name_of_a_row_does_not_end_its_table() -> None:
    text = report("LUMEN TOYS, INC.", "June 30", 2023)

    labels = [row.label for table in timed.tables(text, DocumentId(0)) for row in table.rows]

    assert "Net cash provided by operating activities" in labels


def test_two_quarters_of_one_year_have_it_both() -> None:
    found = periods.of("Compare the revenue in the first and second quarters of 2023.")

    assert found is not None and [(each.number, each.year) for each in found.periods] == [
        (1, 2023),
        (2, 2023),
    ]


def test_by_how_many_percent_it_changed_is_a_growth_of_what_was_asked_before() -> None:
    found = asked.of("What was net income in 2017, and by how many percent did it change?")

    assert found is not None and (found.how, found.years) == ("growth", (2017,))
    assert asked.bare(found.measure) == "net income"


@pytest.mark.parametrize("day", ["June 31, 2023", "June 0, 2023", "February 29, 2023"])
def test_a_day_that_there_is_not_is_no_period(day: str) -> None:
    assert told(f"How much cash did Lumen Toys have on {day}?") is None
    assert told(f"What was Lumen Toys' net income for the three months ended {day}?") is None


@pytest.mark.parametrize(
    ("heading", "days"),
    [
        ("31/12/2023 30/06/2023", [date(2023, 12, 31), date(2023, 6, 30)]),
        ("12/31/2023 6/30/2023", [date(2023, 12, 31), date(2023, 6, 30)]),
        ("31/31/2023 30/06/2023", []),
        ("June 0, June 30, 2023 2023", []),
    ],
)
def test_days_of_a_heading_may_stand_before_their_months_and_what_is_no_day_is_none(
    heading: str, days: list[date]
) -> None:
    text = f"{heading}\nCash 90 70\nInventories 210 160\n"

    found = timed.tables(text, DocumentId(0))

    assert [column.end for table in found for column in table.columns] == days
