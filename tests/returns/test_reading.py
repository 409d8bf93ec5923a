"""Laws 1 and 2: an untouched form says nothing, a filled one exactly what was typed."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from planbook.domain import InputKind, Progress, Tally
from planbook.layout.form import PROGRESS_LABELS
from planbook.returns.oneform import Reading, facts

from .makers import SHARE, SPEC, STORY, SURVEY, VISITS, address, codes, edited, entries, fill, form, issued, read, row


@pytest.mark.parametrize(
    "spec",
    [
        SPEC,
        replace(SPEC, language="en"),
        replace(SPEC, due_date=""),
        replace(SPEC, quarter=1, lines=()),
        form(
            row("8/1", "เยี่ยมลูกค้า", "ครั้ง", InputKind.NUMBER),
            row("8/1", "เยี่ยมลูกค้า", "ครั้ง", InputKind.NUMBER, office="B01", office_name="กฟย.ข"),
        ),
        form(row("8/1", "  ชื่อ  มี ช่องว่าง\nสองบรรทัด", "ครั้ง", InputKind.NUMBER, targets={1: "  1  ครั้ง "})),
        form(row("8/1", "=SUM(A1)", "0012", InputKind.NUMBER, targets={2: "1,000"})),
        form(row("8/1", "ผล", "ครั้ง", InputKind.NUMBER), plan_title="รายงาน", office_name="ผล"),
    ],
)
def test_an_untouched_form_has_no_entries_and_no_findings(spec):
    reading = read(issued(spec))
    assert (entries(reading), codes(reading), reading.conservation) == ([], [], Tally())
    assert (reading.office, reading.year, reading.quarter) == (spec.office, spec.year, spec.quarter)
    assert (reading.plan_id, reading.version, reading.fingerprint) == ("plan-2562", 2, "abcdef012345")


def answered(reading: Reading) -> tuple[tuple[str, str], ...]:
    """The activities and offices that a reading has an answer of."""
    return reading.answered_in(reading.entries, facts(reading.entries))


def test_a_filled_form_says_exactly_what_was_typed():
    reading = read(
        fill(
            {
                VISITS: 3,
                (VISITS, "remark"): "  ครบทุกราย ",
                SURVEY: 0.955,
                (SHARE, "numerator"): 19,
                (SHARE, "denominator"): 20,
                (STORY, "status"): "ไม่มีรายการ",
            }
        )
    )
    assert entries(reading) == [
        (VISITS, "result", "3"),
        (VISITS, "remark", "ครบทุกราย"),
        (SURVEY, "result", "95.5"),
        (SHARE, "numerator", "19"),
        (SHARE, "denominator", "20"),
        (STORY, "status", "nothing"),
    ]
    assert codes(reading) == []
    assert reading.conservation == Tally(changed=6, accepted=6)
    assert answered(reading) == ((VISITS, "A01"), (SURVEY, "A01"), (SHARE, "A01"), (STORY, "A01"))


def test_an_entry_keeps_the_offices_own_words_and_where_they_stand():
    (entry,) = read(fill({VISITS: "๓ ครั้ง"}), name="ใต้/ก.xlsx").entries
    assert (entry.raw, entry.value, entry.unit) == ("๓ ครั้ง", Decimal(3), "ครั้ง")
    assert (entry.file, entry.sheet, entry.cell) == ("ใต้/ก.xlsx", "รายงานผล", address("result.2", VISITS))


def test_a_rejected_value_is_an_entry_and_a_finding_at_its_cell():
    reading = read(fill({VISITS: "หลายครั้ง", SURVEY: 95}))
    assert entries(reading) == [(VISITS, "result", "value-not-understood"), (SURVEY, "result", "percent-out-of-range")]
    assert codes(reading) == [
        ("value-not-understood", address("result.2", VISITS)),
        ("percent-out-of-range", address("result.2", SURVEY)),
    ]
    assert reading.conservation == Tally(changed=2, rejected=2)
    assert answered(reading) == ()


@pytest.mark.parametrize("progress", list(Progress))
@pytest.mark.parametrize("language", ["th", "en"])
def test_every_status_of_the_list_is_understood(progress, language):
    (entry,) = read(fill({(VISITS, "status"): PROGRESS_LABELS[progress][language]})).entries
    assert entry.value == progress.value


def test_facts_join_the_entries_of_a_row():
    typed = {VISITS: 2, (VISITS, "status"): "เสร็จแล้ว", (VISITS, "remark"): "ดี"}
    (fact,) = facts(read(fill(typed)).entries)
    assert (fact.key, fact.office, fact.quarter) == (VISITS, "A01", 2)
    assert (fact.result, fact.unit, fact.progress, fact.remark) == (Decimal(2), "ครั้ง", Progress.DONE, "ดี")
    assert fact.cell == address("result.2", VISITS)


def test_the_result_of_a_ratio_is_worked_out_from_its_parts():
    (fact,) = facts(read(fill({(SHARE, "numerator"): 2, (SHARE, "denominator"): 3})).entries)
    assert (fact.numerator, fact.denominator) == (Decimal(2), Decimal(3))
    assert (fact.result, fact.unit, fact.raw) == (Fraction(200, 3), "%", "2/3")


def test_a_nil_result_is_an_answer_and_no_figure():
    reading = read(fill({VISITS: "ไม่มี", SURVEY: "-"}))
    assert [(fact.result, fact.progress, fact.raw) for fact in facts(reading.entries)] == [
        (None, Progress.NOTHING, "ไม่มี"),
        (None, Progress.NOTHING, "-"),
    ]
    assert answered(reading) == ((VISITS, "A01"), (SURVEY, "A01"))


def test_a_remark_alone_is_no_answer():
    assert answered(read(fill({(VISITS, "remark"): "รอข้อมูล"}))) == ()


def test_of_two_offices_in_one_form_each_gets_its_own_result():
    spec = form(
        row("8/1", "เยี่ยมลูกค้า", "ครั้ง", InputKind.NUMBER),
        row("8/1", "เยี่ยมลูกค้า", "ครั้ง", InputKind.NUMBER, office="B01", office_name="กฟย.ข"),
    )

    def type_both(rows):
        rows[7][8], rows[8][8] = 1, 2

    assert [(e.office, e.value) for e in edited(type_both, spec).entries] == [("A01", 1), ("B01", 2)]
