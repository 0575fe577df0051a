"""Rows of figures are found by their labels, in the documents that the question names."""

from rlm_desktop import events
from rlm_desktop.rlm.passages import figures
from rlm_desktop.rlm.passages.figures import Row
from rlm_desktop.rlm.question.documents import scopes
from rlm_desktop.rlm.question.documents.scopes import ALL
from rlm_desktop.spans import DocumentId, Hit, Span
from tests.fakes import FakeContext
from tests.rlm.asked import Asked

FILLER = "The market was calm and nothing of note happened in it.\n" * 400
REPORT = """{company} Inc.
Form 10-Q for the quarter ended {quarter}
(In millions)
Three Months Ended Nine Months Ended
{first} {second} {first} {second}
Net sales:
Products $ 60,584 $ 63,355 $ 230,901 $ 245,241
Total net sales {sales} 82,959 293,787 304,182
Gross margin {margin} 35,885 128,721 132,687
"""


def report(company: str, quarter: str, margin: str, *, latest_last: bool = False) -> str:
    first, second = ("2022", "2023") if latest_last else ("2023", "2022")
    values = {"company": company, "quarter": quarter, "margin": margin, "sales": "81,797"}
    return REPORT.format(first=first, second=second, **values) + FILLER


def reports() -> FakeContext:
    return FakeContext(
        {
            "10q/2023 Q1 AAA.pdf": report("Apple", "April 1, 2023", "41,000"),
            "10q/2023 Q2 AAA.pdf": report("Apple", "July 1, 2023", "36,413"),
            "10q/2023 Q1 BBB.pdf": report("Birch", "April 1, 2023", "9,100"),
            "10q/2023 Q2 BBB.pdf": report("Birch", "July 1, 2023", "8,200", latest_last=True),
        }
    )


def named(question: str, context: FakeContext) -> list[str]:
    documents = context.documents()
    scope = scopes.of(question, context, documents)
    return [document.name for document in documents if document.id in scope.documents]


def test_a_name_at_the_head_and_a_quarter_in_the_name_say_which_report_is_meant() -> None:
    context = reports()

    assert named("What was Apple's gross margin in Q1 2023?", context) == ["10q/2023 Q1 AAA.pdf"]
    assert named("What was Birch's margin in the second quarter of 2023?", context) == ["10q/2023 Q2 BBB.pdf"]
    assert named("What was the gross margin of Apple in the latest report?", context) == [
        "10q/2023 Q2 AAA.pdf"
    ]
    assert len(named("How did Apple's gross margin change over time?", context)) == 2


def test_a_question_that_names_no_document_is_about_all() -> None:
    assert scopes.of("What was the gross margin?", reports(), reports().documents()) == ALL


def test_both_words_of_a_name_in_the_name_of_a_document_say_that_it_is_meant() -> None:
    texts = ("smart_window_terms", "smart_window_privacy", "window_terms", "rust_2_release", "use_terms")
    context = FakeContext({f"legal/{name}.md": f"Terms of {n}.\n" + FILLER for n, name in enumerate(texts)})
    smart = ["legal/smart_window_terms.md", "legal/smart_window_privacy.md"]

    assert named("How old must a person be to use Smart Window?", context) == smart
    assert named("How old must one be for a window that is smart?", context) == []
    assert named("What did the Rust Team write?", context) == []
    assert named("Smart Window users must be how old?", context) == []


def test_a_name_and_a_year_of_a_document_s_own_name_say_that_it_is_meant() -> None:
    """Not those of other years at whose head the name stands."""
    speeches = {f"speeches/{year}-Lincoln-1.txt": "Fellow citizens.\n" + FILLER for year in (1861, 1862)}
    speeches |= {f"speeches/{year}-Biden-1.txt": "As Lincoln said.\n" + FILLER for year in (2022, 2023)}
    context = FakeContext(speeches)

    assert named("What did Lincoln say about the debt in 1862?", context) == ["speeches/1862-Lincoln-1.txt"]
    assert named("What did Biden say in 1862?", context) == []


def test_in_the_minutes_means_the_documents_called_so() -> None:
    context = FakeContext({"a/01-minutes.md": "x", "a/02-minutes.md": "y", "a/customer-letter.md": "z"})

    assert named("What was decided in the minutes?", context) == ["a/01-minutes.md", "a/02-minutes.md"]
    assert named("Which customer complained?", context) == []


def test_what_stands_at_another_documents_head_does_not_lead_out_of_the_minutes() -> None:
    orders = "city;country\nMadrid;Spain\n" + FILLER
    context = FakeContext({"a/01-minutes.md": "x", "a/orders.csv": orders, "a/shop.log": "9:00 " + FILLER})

    assert named("Which town of Spain is in the minutes?", context) == ["a/01-minutes.md"]


def rows(text: str) -> list[Row]:
    return list(figures.rows([Hit(Span(DocumentId(0), 0, len(text.encode())), text)]))


def test_the_years_above_say_which_column_is_the_latest() -> None:
    first, last = (
        next(row for row in rows(report("A", "Q", "36,413", latest_last=late)) if row.label == "Gross margin")
        for late in (False, True)
    )

    assert first.value() == "36,413"
    assert last.value() == "35,885"
    assert first.unit == "in millions"


def test_a_row_of_a_table_of_contents_is_no_row_of_figures() -> None:
    assert rows("Item 1A. Risk Factors 20\nGross margin 36,413\n")[0].label == "Gross margin"


def test_a_label_that_says_more_than_the_question_is_not_meant() -> None:
    found = rows("Gross margin 36,413 1\nGross margin of other products 5,000 2\n")

    assert [row.label for row in figures.meant("What was the gross margin?", found, frozenset())] == [
        "Gross margin"
    ]
    assert figures.meant("What was the depreciation of trucks?", found, frozenset()) == []


def test_a_figure_is_answered_from_its_row_without_a_model() -> None:
    asked = Asked("What was Apple's gross margin in Q2 2023?", context=reports())

    assert asked.reply.status == "answered"
    assert asked.reply.answer.startswith("Gross margin: 36,413 in millions")
    assert asked.reply.evidence.shown[0].document == "10q/2023 Q2 AAA.pdf"
    assert asked.reply.evidence.shown[0].quote.startswith("Gross margin 36,413")
    assert not asked.root.jobs and not asked.reader.jobs
    assert asked.seen(events.PlanChosen)


def test_a_row_whose_columns_are_not_known_is_told_in_part_where_more_than_a_quarter_is_asked_for() -> None:
    question = "In the Q2 2023 10-Q, what was Apple's gross margin for the nine months ended July 1, 2023?"
    asked = Asked(question, context=reports())

    assert asked.reply.status == "partial"
    assert "128,721" in asked.reply.answer and "several columns" in asked.reply.notes[0]


def test_over_time_each_report_tells_its_figure_and_the_rest_is_said_to_be_open() -> None:
    asked = Asked("How has Apple's gross margin changed over time, and what does it mean?", context=reports())

    assert asked.reply.status == "partial"
    assert "2023 Q1 AAA: Gross margin: 41,000" in asked.reply.answer
    assert "2023 Q2 AAA: Gross margin: 36,413" in asked.reply.answer
    assert "beyond them" in asked.reply.notes[0]


def test_why_and_who_are_no_questions_for_figures() -> None:
    assert not figures.asked_for("Why did the gross margin fall?")
    assert not figures.asked_for("What were the main factors of the gross margin?")
    assert figures.asked_for("What was the gross margin, and why did it fall?")


def test_a_number_behind_a_word_of_all_names_is_that_of_a_document() -> None:
    context = FakeContext({f"pep-{n:04}.rst": "Abstract\n" for n in (8, 212, 279)})
    documents = context.documents()

    def meant(question: str) -> list[str]:
        scope = scopes.of(question, context, documents)
        return [document.name for document in documents if document.id in scope.documents]

    assert meant("What is the status of PEP 212?") == ["pep-0212.rst"]
    assert meant("What was decided in 212 days?") == []
    assert meant("What is the status of PEP 9?") == []


SEGMENTS = """
(In millions)
Three Months Ended
2023 2022
Revenue
Cloud $ 24,259 $ 20,325
Devices 13,666 13,332
Total revenue 37,925 33,657
Operating income
Cloud 11,751 8,978
Devices 5,174 4,216
Total operating income 16,925 13,194
Current assets
Inventories 3,000 2,500
"""


def segments() -> FakeContext:
    return FakeContext({"10q/report.txt": SEGMENTS + FILLER})


def test_of_rows_with_one_name_that_under_the_heading_asked_for_is_meant() -> None:
    asked = Asked("What was the revenue of Cloud?", context=segments())

    assert "Cloud: 24,259 in millions" in asked.reply.answer
    assert "11,751" not in asked.reply.answer


def test_where_no_heading_says_which_is_meant_all_are_told_with_theirs() -> None:
    asked = Asked("What were the figures for Cloud?", context=segments())

    assert "Cloud, under \u201cRevenue\u201d: 24,259" in asked.reply.answer
    assert "Cloud, under \u201cOperating income\u201d: 11,751" in asked.reply.answer


def test_a_share_is_computed_from_its_two_rows() -> None:
    asked = Asked("What percentage of total revenue did Devices contribute?", context=segments())

    assert asked.reply.answer == "36.0% (Devices 13,666 of Total revenue 37,925, in millions)"
    assert [quote.quote for quote in asked.reply.evidence.shown] == [
        "Devices 13,666 13,332",
        "Total revenue 37,925 33,657",
    ]


def test_a_row_is_found_by_one_word_of_a_long_question() -> None:
    question = "What do the inventories suggest about product demand and supply management in the market?"
    found = figures.rows_of(question, [DocumentId(0)], segments())

    assert "Inventories" in [row.label for row in found]


def test_of_two_figures_that_are_compared_it_is_told_what_one_is_of_the_other() -> None:
    asked = Asked("How did total operating income compare to total revenue?", context=segments())

    assert asked.reply.answer == (
        "44.6% (Total operating income 16,925 of Total revenue 37,925, in millions)"
    )
