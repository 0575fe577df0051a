"""A figure of a report is found by company, year and row, and what is computed tells its figures."""

import pytest

from rlm_desktop.rlm.passages.statements import answering, asked, choosing, formulas, items, layout
from rlm_desktop.rlm.passages.statements.shelf import Shelf
from tests.fakes import FakeContext

HEAD = """UNITED STATES SECURITIES AND EXCHANGE COMMISSION
FORM 10-K
For the fiscal year ended December 31, {year}
{name}
(Exact name of registrant as specified in its charter)
"""
BODY = """
Selected figures
Capital expenditures of a part of the business 12 13 14
{filling}
Consolidated Statements of Income
(in millions, except per share data)
Years ended December 31, {year} {before} {earlier}
Net sales $ 1,000 $ 800 $ 640
Cost of sales 600 500 420
Gross profit 400 300 220
Selling, general and administrative expenses (Note 4) 150 140 130
Operating income 250 160 90
Interest expense (10) (8) (6)
Income before income taxes 240 152 84
Provision for income taxes (60) (38) (21)
Net income 180 114 63
Net income attributable to noncontrolling interests 5 4 3
Net income attributable to {name} $ 175 $ 110 $ 60

Consolidated Balance Sheets
(in millions)
December 31, {year} December 31, {before}
Cash and cash equivalents $ 90 $ 70
Receivables, net of allowances of $5 and $4 110 100
Inventories 200 160
Total current assets 400 330
Property and equipment, net 500 460
Total assets $ 1,100 $ 950
Accounts payable 120 100
Total current liabilities 250 220
Long-term debt 300 320
Total shareholders' equity 550 410

Consolidated Statements of Cash Flows
(in millions)
Years ended December 31, {year} {before} {earlier}
Net income $ 180 $ 114 $ 63
Depreciation and amortization 50 45 40
Net cash provided by operating activities 260 170 110
Purchases of property and equipment, including what was built by
the company itself (90) (80) (70)
Net cash used in investing activities (95) (85) (75)
Dividends paid (40) (30) (20)
Net cash used in financing activities (145) (60) (30)
"""


def report(name: str, year: int) -> str:
    filling = "The company makes toys and sells them in many towns. " * 40
    text = HEAD + BODY
    return text.format(name=name, year=year, before=year - 1, earlier=year - 2, filling=filling)


TWO = FakeContext(
    {
        "reports/LUMENTOYS_2018_10K.txt": report("LUMEN TOYS, INC.", 2018),
        "reports/other.txt": report("ORCHARD AND VALE CORPORATION", 2019),
    }
)


def told(question: str, context: FakeContext = TWO) -> answering.Told | None:
    return answering.look_up(question, Shelf(context.documents(), context))


def first(question: str) -> str:
    found = told(question)
    assert found is not None
    return found.text.splitlines()[0]


def test_a_row_is_told_with_its_year_and_its_place() -> None:
    found = told("What is the FY2018 capital expenditure amount (in USD millions) for Lumen Toys?")

    assert found is not None
    assert found.value == 90
    assert found.text.splitlines()[0] == "90 million"
    assert "LUMENTOYS_2018" in found.text
    assert TWO.read(found.spans[0]).startswith("the company itself")


def test_words_to_the_answerer_ask_for_nothing() -> None:
    question = (
        "Assume that you are an analyst with no network. Answer by using the balance sheet: "
        "what is the year end FY2017 net PP&E for Orchard and Vale? Answer in USD billions."
    )

    assert told(question) is None, "no report of that company holds 2017's balance sheet"
    assert first(question.replace("FY2017", "FY2018")) == "0.46 billion"


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("What was the revenue of Lumen Toys in 2017?", "800 million"),
        ("What were Lumen Toys's cash dividends for fiscal year 2018?", "40 million"),
        ("How much net income attributable to shareholders did Lumen Toys have in FY2018?", "175 million"),
        (
            "What are Lumen Toys' total assets at the end of FY2018? Answer in USD thousands.",
            "1,100,000 thousand",
        ),
        ("What is Lumen Toys's year-over-year change in revenue from FY2017 to FY2018?", "25.0 % (growth)"),
        ("What is the FY2016 - FY2018 revenue CAGR of Lumen Toys?", "25.0 % (growth a year)"),
        ("What is the gross margin of Lumen Toys in FY2018?", "40.0 % (gross profit / revenue)"),
        (
            "What is the FY2016 - FY2018 3 year average of capex as a % of revenue for Lumen Toys?"
            " Round to two decimal places.",
            "9.98 % (mean of 3 years of capex / revenue)",
        ),
        (
            "What is the FY2018 DPO of Lumen Toys? DPO is defined as: 365 * (average accounts payable between"
            " FY2017 and FY2018) / (FY2018 COGS + change in inventory between FY2017 and FY2018).",
            "62.73 ((365 * average accounts payable between FY2017 and FY2018) / (FY2018 COGS + change in"
            " inventory between FY2017 and FY2018))",
        ),
        (
            "What is Lumen Toys's FY2018 free cash flow?",
            "170 million (operating cash - capital expenditures)",
        ),
        ("What is the FY2018 effective tax rate of Lumen Toys?", "25.0 % (income tax / income before tax)"),
    ],
)
def test_what_is_asked_is_computed_of_the_rows(question: str, answer: str) -> None:
    assert first(question) == answer


@pytest.mark.parametrize(
    ("question", "answer", "row"),
    [
        ("What was the diluted EPS of Lumen Toys in FY2018?", "3.5", "Diluted, 2018: 3.5"),
        ("What was the FY2017 EPS of Lumen Toys, in USD millions?", "2.2", "Diluted, 2017: 2.2"),
        (
            "What were the dividends declared per share of Lumen Toys in FY2018?",
            "0.8",
            "Dividends declared per share, 2018: 0.8",
        ),
    ],
)
def test_what_is_for_a_share_is_not_counted_in_millions(question: str, answer: str, row: str) -> None:
    shares = (
        "Earnings per share:\nDiluted $ 3.50 $ 2.20 $ 1.20\nDividends declared per share 0.80 0.60 0.40\n"
    )
    text = report("LUMEN TOYS, INC.", 2018).replace(
        "\nConsolidated Balance", f"{shares}\nConsolidated Balance"
    )
    found = told(question, FakeContext({"LUMENTOYS_2018_10K.txt": text}))

    assert found is not None
    assert found.text.splitlines() == [answer, f"{row} (LUMENTOYS_2018_10K.txt)"]


def test_what_is_missing_for_it_is_said_and_nothing_guessed() -> None:
    found = told("What is the FY2018 quick ratio of Lumen Toys less buybacks?")
    assert found is None or not found.text

    missing = told("What is Lumen Toys's FY2017 return on assets?")

    assert missing is not None
    assert not missing.text
    assert "total assets (2016)" in missing.notes[0]


@pytest.mark.parametrize(
    "question",
    [
        "What was the revenue of Lumen Toys in the first quarter of 2018?",
        "What is the FY2018 revenue from wooden trains of Lumen Toys?",
        "What is the FY2018 revenue of Meridian Foods?",
        "Who led Lumen Toys in 2018?",
        "Why did Lumen Toys sell trains in 2018?",
    ],
)
def test_what_no_row_tells_is_left_to_other_ways(question: str) -> None:
    assert told(question) is None


def test_a_year_that_is_named_for_its_beginning_is_the_one_that_ended_in_the_next() -> None:
    text = report("LUMEN TOYS, INC.", 2019).replace("December 31", "February 2")
    context = FakeContext({"a.txt": f"{text}\nFiscal 2018 ended on February 2, 2019.\n"})

    found = told("What was the revenue of Lumen Toys in fiscal 2018?", context)

    assert found is not None
    assert found.text.splitlines()[0] == "1,000 million"


def test_brackets_are_below_zero_and_a_dash_is_nothing() -> None:
    assert layout.amount("$ (1,577)") == -1577
    assert layout.amount("\u2014") == 0
    assert layout.amount("12.5") == 12.5


def test_a_formula_is_read_in_words_and_signs() -> None:
    parsed = formulas.parse("total current assets divided by (A less B)")

    assert formulas.in_words(parsed) == "total current assets / (A - B)"
    with pytest.raises(formulas.NotAFormula):
        formulas.parse("(a + b")


def test_only_the_sentence_that_asks_is_asked() -> None:
    question = "Here is what we need: what is Lumen's net income? Define net income as revenue less costs."

    assert asked.core(question) == "what is Lumen's net income?"


def test_a_name_is_one_item_or_none() -> None:
    assert items.named("PP&E") == items.named("property, plant and equipment")
    assert items.named("revenue from trains") is None


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Does Lumen Toys have positive working capital based on FY2018 data?", "Yes: 150 million"),
        (
            "Does Lumen Toys have an improving gross margin profile as of FY2018?",
            "Yes: 2.5 percentage points",
        ),
        (
            "Has Lumen Toys' long-term debt increased or declined between FY2017 and FY2018?",
            "It fell: -20 million",
        ),
        ("Did Lumen Toys pay dividends in FY2018?", "Yes: 40 million"),
        (
            "Are Lumen Toys's gross margins consistent (not fluctuating more than roughly 2% each year)?",
            "No: 34.4 % (2016); 37.5 % (2017); 40.0 % (2018)",
        ),
        (
            "Among operations, investing, and financing activities, which brought in the most cash flow for"
            " Lumen Toys in FY2018?",
            "Net cash provided by operating activities",
        ),
        ("What was the largest asset of Lumen Toys in 2018?", "Property and equipment, net"),
    ],
)
def test_yes_no_and_which_are_told_with_their_figures(question: str, answer: str) -> None:
    assert first(question).startswith(answer)


def test_what_no_one_figure_decides_is_told_in_part() -> None:
    found = told("Is Lumen Toys a capital-intensive business based on FY2018 data?")

    assert found is not None
    assert not found.is_whole
    assert found.text.startswith("capex as a % of revenue: 9.0 %")


def test_a_change_whose_reasons_are_asked_for_is_told_and_that_more_is_asked() -> None:
    found = told("What drove the gross margin change as of FY2018 for Lumen Toys?")

    assert found is not None
    assert found.explains
    assert found.text.startswith(
        "2.5 percentage points (difference of gross profit / revenue): 37.5 % (2017)"
    )


REPORTS = FakeContext(
    {
        "LUMENTOYS_2017_10K.txt": report("LUMEN TOYS, INC.", 2017),
        "LUMENTOYS_2018_10K.txt": report("LUMEN TOYS, INC.", 2018),
        "LUMENTOYS_2018Q2_10Q.txt": report("LUMEN TOYS, INC.", 2018).replace("10-K", "10-Q"),
        "LUMENTOYS_2018_8K_dated-2018-08-30.txt": report("LUMEN TOYS, INC.", 2018).replace("10-K", "8-K"),
        "ORCHARDVALE_2018_10K.txt": report("ORCHARD AND VALE CORPORATION", 2018),
    }
)


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("What drove the margin of Lumen Toys in FY2017?", ["LUMENTOYS_2017_10K.txt"]),
        ("What did Lumen Toys restructure in Q2 of FY2018?", ["LUMENTOYS_2018Q2_10Q.txt"]),
        ("What does the 10-K of Lumen Toys for 2018 say of trains?", ["LUMENTOYS_2018_10K.txt"]),
        ("What does the annual report of Lumen Toys say of trains?", ["LUMENTOYS_2018_10K.txt"]),
        ("What did Lumen Toys sell on August 30, 2018?", ["LUMENTOYS_2018_8K_dated-2018-08-30.txt"]),
    ],
)
def test_the_report_meant_is_that_of_the_company_and_the_time(question: str, names: list[str]) -> None:
    scope = choosing.scope(question, Shelf(REPORTS.documents(), REPORTS))

    assert scope is not None
    assert list(scope.names[1:]) == names


def test_where_no_company_is_named_all_reports_are_meant() -> None:
    assert choosing.scope("What drove margins in 2018?", Shelf(REPORTS.documents(), REPORTS)) is None


def test_the_second_page_of_a_statement_goes_with_it_and_what_stands_far_away_does_not() -> None:
    parent = """
Condensed Balance Sheets
(in millions)
December 31, 2018 December 31, 2017
Total current assets 40 33
Goodwill 7 7
Total assets 110 95
Total current liabilities 25 22
Total shareholders' equity 55 41
"""
    whole = report("LUMEN TOYS, INC.", 2018).replace(
        "Accounts payable 120 100",
        "Consolidated Balance Sheets\nDecember 31, 2018 2017\nAccounts payable 120 100",
    )
    context = FakeContext({"a.txt": f"{whole}{parent}"})

    found = told("What are the total current liabilities of Lumen Toys in 2018?", context)

    assert found is not None
    assert found.value == 250
    assert told("What is the goodwill of Lumen Toys in 2018?", context) is None


def test_a_company_may_be_written_with_a_small_letter_or_a_sign() -> None:
    context = FakeContext({"a.txt": report("eWAGON INC.", 2018), "b.txt": report("L&T CORPORATION", 2018)})

    small, sign = (told(f"What was {name} net loss in FY2018?", context) for name in ("eWagon's", "L&T's"))

    assert small is not None
    assert sign is not None
    assert small.value == sign.value == 180


def test_a_figure_and_by_how_many_percent_it_changed_are_told_together() -> None:
    found = told("What was Lumen Toys' net income in 2018, and by how many percent did it change?")

    assert found is not None and found.value == 57.9
    assert "180" in found.text and "114" in found.text
