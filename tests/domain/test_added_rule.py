"""A rule that a package adds is whole: its year, the year's target, the formulas of its totals; and it never raises."""

from dataclasses import replace
from decimal import Decimal
from statistics import median

import pytest

from planbook.consolidated.detail import compose_detail as composed
from planbook.consolidated.detail_totals import of_quarter, of_year
from planbook.domain import Fact, plugins
from planbook.domain.quantity import Course
from planbook.domain.reckoning import SUM, SheetFunction, added_targets, by_region, numbers_of
from planbook.domain.rollup import ADDED, COUNTS, FIGURES, Over, Rollup, over_with
from planbook.domain.year import Verdict, year_of
from planbook.report.explained import year_lines
from planbook.rollup.results import results_of

from ..plans import master

LABELS = {"th": "กติกาใหม่", "en": "New rule"}
ROW = "แผนงานหลักที่ 3 งานบริการ | 1. สำรวจ | 5 ราย; 5 ราย; -; - | ทุก กฟฟ."


def middle(contributions, _):
    return median(numbers_of(contributions)) if numbers_of(contributions) else None


def fails(*_):
    raise ValueError("as it is")


def twice(contributions, _):
    """Every figure counts twice: no function of a spreadsheet does that."""
    return 2 * sum(numbers_of(contributions), Decimal())


@pytest.fixture
def using(monkeypatch):
    """Installs a rule as a package would, and gives a plan that chooses it."""

    def install(rule: Rollup):
        plugins.installed.cache_clear()
        monkeypatch.setattr(
            plugins, "plugins", lambda group: (plugins.Plugin("added", rule),) if group == plugins.ROLLUP else ()
        )
        return master(ROW, register={"3/1": {"rule": "กติกาใหม่"}})

    yield install
    plugins.installed.cache_clear()


def said(office: str, *quarters: object) -> list[Fact]:
    return [
        Fact(key="3/1", office=office, quarter=quarter, result=Decimal(str(figure)))
        for quarter, figure in enumerate(quarters, start=1)
    ]


FACTS = [*said("TRG", 1, 2), *said("KBI", 3, 1), *said("SCN", 1, 3)]
ADDING = Rollup(
    "piled",
    lambda contributions, _: sum(numbers_of(contributions), Decimal()),
    by_region(Course.UP),
    COUNTS,
    functions=(SUM,),
    over_quarters=over_with(ADDED),
    year_target=added_targets,
    labels=LABELS,
)
ROWS = [10, 11, 12]


def test_a_rule_that_adds_has_the_sum_of_its_quarters_targets_and_formulas(using):
    plan = using(ADDING)
    results, findings = results_of(plan, FACTS, [1, 2])
    year = year_of(plan, "3/1", FACTS, results, {1, 2})
    assert not findings
    assert [result.met for result in results] == [True, True]
    assert (year.value, year.verdict, year.display) == (11, Verdict.MET, "11 ราย (3/3)")
    short = [*FACTS[:5], *said("SCN", 1, 1)[1:]]  # the second quarter missed its target, and 9 is less than 5 and 5
    missed = year_of(plan, "3/1", short, results_of(plan, short, [1, 2])[0], {1, 2})
    assert (missed.value, missed.verdict) == (9, Verdict.MISSED)
    detail = composed(plan, "3/1", FACTS, results, {1, 2})
    assert of_quarter(detail, ROWS, 1, Decimal(5)) == "=SUM(C11:C13)"
    assert of_year(detail, ROWS, Decimal(11)) == "=SUM(J11:J13)"
    assert of_year(detail, ROWS, Decimal(12)) is None  # a formula that says something else is none


def test_a_rule_without_a_year_target_is_met_where_every_quarter_is(using):
    plan = using(replace(ADDING, year_target=lambda _: None, functions=()))
    late = [*said("TRG", 9, 1), *said("KBI", 9, 1), *said("SCN", 9, 1)]
    results, _ = results_of(plan, late, [1, 2])
    assert [result.met for result in results] == [True, False]
    assert year_of(plan, "3/1", late, results, {1, 2}).verdict is Verdict.MISSED
    assert of_quarter(composed(plan, "3/1", late, results, {1, 2}), ROWS, 1, Decimal(27)) is None


def test_a_function_of_a_spreadsheet_that_planbook_does_not_know_makes_the_totals(using):
    plan = using(
        Rollup(
            "middle",
            middle,
            by_region(Course.ANY),
            FIGURES,
            functions=(SheetFunction("MEDIAN", median),),
            labels=LABELS,
        )
    )
    detail = composed(plan, "3/1", FACTS, results_of(plan, FACTS, [1, 2])[0], {1, 2})
    assert of_quarter(detail, ROWS, 1, Decimal(1)) == "=MEDIAN(C11:C13)"
    assert of_quarter(detail, ROWS, 2, Decimal(3)) is None


HALVES = Over(
    "halves", middle, SheetFunction("MEDIAN", median), labels={"th": "ค่ากลางของไตรมาส", "en": "the middle quarter"}
)


def test_a_way_of_its_own_to_put_quarters_together_has_its_own_words(using):
    plan = using(replace(ADDING, over_quarters=lambda _: HALVES))
    year = year_of(plan, "3/1", FACTS, results_of(plan, FACTS, [1, 2])[0], {1, 2})
    assert year.offices == {"TRG": Decimal("1.5"), "KBI": 2, "SCN": 2}
    assert year.value == Decimal("5.5")
    assert "the middle quarter" in "\n".join(year_lines(plan, year, "en"))
    assert "ค่ากลางของไตรมาส" in "\n".join(year_lines(plan, year, "th"))


@pytest.mark.parametrize(
    ("over", "problem"),
    [
        (replace(HALVES, combine=fails), "ValueError: as it is"),
        (replace(HALVES, combine=lambda *_: 0.5), "not float"),
        (replace(HALVES, combine=lambda answers, _: answers[1].number), "IndexError"),
        (replace(HALVES, labels={}), "labels of halves"),
        (replace(HALVES, parts=fails), "ValueError: as it is"),
        (replace(HALVES, function=SheetFunction("MEDIAN", fails)), "ValueError: as it is"),
        (replace(HALVES, function="MEDIAN"), "str is no"),
        ("halves", "str is no"),
    ],
)
def test_a_way_that_fails_is_told_and_makes_no_year(using, over, problem):
    plan = using(replace(ADDING, over_quarters=lambda _: over))
    facts = said("TRG", 1)
    results, findings = results_of(plan, facts, [1])
    assert [problem in finding.message.en for finding in findings] == [True]
    year = year_of(plan, "3/1", facts, results, {1})
    assert composed(plan, "3/1", facts, results, {1}).total.value == year.value
    assert [*year_lines(plan, year, "en")]
    assert of_year(composed(plan, "3/1", facts, results, {1}), ROWS, Decimal(7)) is None


@pytest.mark.parametrize(
    "broken",
    [
        {"year_target": fails},
        {"counting": fails},
        {"functions": (SheetFunction("SUM", fails),)},
        {"functions": ("SUM",)},
        {"verdict": fails},
        {"written": fails},
    ],
)
def test_whatever_of_a_rule_fails_is_told_and_all_else_goes_on(using, broken):
    plan = using(replace(ADDING, **broken))
    results, findings = results_of(plan, FACTS, [1, 2])
    assert {finding.code for finding in findings} == {"plugin-failed"}
    year = year_of(plan, "3/1", FACTS, results, {1, 2})
    detail = composed(plan, "3/1", FACTS, results, {1, 2})
    assert of_quarter(detail, ROWS, 1, Decimal(5)) in (None, "=SUM(C11:C13)")
    assert year.value in (Decimal(11), 0)


def test_a_figure_that_no_function_makes_stays_a_figure(using):
    plan = using(replace(ADDING, combine=twice))
    results, _ = results_of(plan, FACTS, [1])
    assert results[0].value == 10
    assert of_quarter(composed(plan, "3/1", FACTS, results, {1}), ROWS, 1, Decimal(10)) is None
