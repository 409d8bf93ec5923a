"""Every rule of lint: a case that it reports and one like it that it does not; and the sample, exactly."""

import ast
import inspect
import io
import json
from dataclasses import replace
from importlib import import_module

import openpyxl
import pytest

import planbook as pb
from planbook.cli import main
from planbook.domain import Fact, Master, Measure, OfficeTarget, finding_kinds, read_quantity
from planbook.layout.decisions import notes_text
from planbook.review import LINT_RULES, lint
from planbook.words import sentences

from ..plans import OFFICES, added, master
from ..quarters import returned

ONE = "แผนงานหลักที่ 3 งานบริการ | 1. สำรวจลูกค้า | {} | {}"


def one(targets: str = "1 ครั้ง; 1 ครั้ง; 1 ครั้ง; 1 ครั้ง", who: str = "ทุก กฟฟ.", *lines: str, **words) -> Master:
    """A master whose plan has one activity, 3/1; ``lines`` are the lines below it."""
    return master("\n".join([ONE.format(targets, who), *(f"| {line}" for line in lines)]), **words)


def three(first: str = "1", second: str = "2", third: str = "3", **words) -> Master:
    """A master whose plan has three activities with these numbers."""
    numbers = f"""
        แผนงานหลักที่ 3 งานบริการ | {first}. สำรวจลูกค้า  | 1 ครั้ง; -; -; - | ทุก กฟฟ.
                              | {second}. อบรมพนักงาน | 1 ครั้ง; -; -; - | ทุก กฟฟ.
                              | {third}. สรุปรายงาน   | 1 ครั้ง; -; -; - | กบล.(ผลส.)
    """
    return master(numbers, **words)


def inherited(title: str, who: str = "") -> Master:
    """An activity with this title under one whose offices it takes."""
    return master(f"""
        แผนงานหลักที่ 3 งานบริการ | 1. บริการลูกค้า |                | ทุก กฟฟ.
                              | 01 {title}     | 1 ครั้ง; -; -; - | {who}
    """)


LISTED = ("เป้าหมาย กฟต.2 จำนวน {} ราย (จาก 87 ราย)", "การดำเนินงาน", "1.กฟจ.ตรัง 4 ราย", "2.กฟจ.กระบี่ 5 ราย", "{}")
PERCENT = "100%; 100%; 100%; 100%"


def listed(region: int, total: str) -> Master:
    """Two offices with 4 and 5 customers, the region's figure, and the total line below them."""
    return one(
        PERCENT,
        "กฟฟ.ชั้น 1-3",
        *(line.format(word) for line, word in zip(LISTED, (region, "", "", "", total), strict=True)),
    )


def rule(who: str = "ทุก กฟฟ.", targets: str = "1 ครั้ง; 1 ครั้ง; 1 ครั้ง; 1 ครั้ง", **typed: str) -> Master:
    """One activity with something typed into its row of the register."""
    return one(targets, who, register={"3/1": typed})


def without_mail(*codes: str) -> str:
    return "\n".join(
        line.rsplit(",", 1)[0] + "," if line.split(",")[0] in codes else line for line in OFFICES.splitlines()
    )


def via(**codes: str) -> str:
    """The list of offices, some of them reporting through another."""
    lines = [line.split(",") for line in OFFICES.splitlines()]
    return "\n".join(",".join([*line[:5], codes.get(line[0], line[5]), *line[6:]]) for line in lines)


def budget(amounts: str) -> Master:
    return master(f"แผนงานหลักที่ 3 งานบริการ | 1. สำรวจ | 1 ครั้ง; -; -; - | ทุก กฟฟ. | {amounts}")


def two_sheets(summary: str = "CR1 | แผนงานหลักที่ 3-4\nCR2 | แผนงานหลักที่ 5", fifth: int = 5, **words) -> Master:
    """Initiatives 3 and 4 on CR1 and one more on CR2, with a summary sheet."""
    line = "แผนงานหลักที่ {} งานของลูกค้า | 1. ทำงานที่ {} | 1 ครั้ง; -; -; - | ทุก กฟฟ."
    rows = "\n".join(line.format(number, number) for number in (3, 4))
    return master(rows, CR2=line.format(fifth, fifth), summary=summary, **words)


def pairs(plan: Master) -> list[tuple[str, str]]:
    return [(finding.code, finding.key) for finding in lint(plan)]


def asked_by(condition: str, where: str = "", **more: str) -> Master:
    """A master with one rule of the region's own."""
    return one(rules=[{"name": "ของเขต", "where": where, "condition": condition, "message": "โปรดตรวจ", **more}])


def asked_both(*conditions: str) -> Master:
    """A master with two rules of the region's own over the same rows."""
    return one(
        rules=[{"name": f"ข้อ {condition}", "condition": condition, "message": "โปรดตรวจ"} for condition in conditions]
    )


CASES = {
    "rule-of-unknown-activity": (lambda: asked_by("ผล > [3/9]"), lambda: asked_by("ผล > [3/1]", "3/*")),
    "rule-of-other-rule": (lambda: asked_by("ผล > [ของเขต]"), lambda: asked_by("ผล > [3/1]", "3/*")),
    "rule-never-asked": (
        lambda: asked_by("ผล > 5", since="3", until="2"),
        lambda: asked_by("ผล > 5", since="1", until="2"),
    ),
    "rule-never-holds": (lambda: asked_by("AND(ผล > 5, ผล < 4)"), lambda: asked_by("AND(ผล > 4, ผล < 5)")),
    "rule-always-holds": (lambda: asked_by("OR(ผล > 5, ผล <= 5)"), lambda: asked_by("OR(ผล > 5, ผล < 5)")),
    "rules-contradict": (lambda: asked_both("ผล < 5", "ผล >= 5"), lambda: asked_both("ผล < 5", "ผล > 6")),
    "who-from-parent": (lambda: inherited("สำรวจลูกค้าใน จ.ภูเก็ต"), lambda: inherited("สำรวจลูกค้าทุกราย")),
    # code: (a master that has it, one like it that does not)
    "nobody-fills-in": (lambda: one(who=""), lambda: one()),
    "register-not-as-plan": (
        lambda: one(register={"3/1": {"who": "กฟจ.ตรัง"}}),
        lambda: one(who="กฟจ.ตรัง, กฟจ.กระบี่", register={"3/1": {"who": "กฟจ.กระบี่, กฟจ.ตรัง"}}),
    ),
    "group-code-unknown": (lambda: with_group("TRG; XXX"), lambda: with_group("TRG; KBI")),
    "review-open": (lambda: one("(เมื่อมีการร้องขอ)"), lambda: one()),
    "results-without-activity": (lambda: with_fact("9/9"), lambda: with_fact("3/1")),
    "target-not-understood": (lambda: one("ตามแผนงาน; 1 ครั้ง; -; -"), lambda: one("2 ครั้ง; 1 ครั้ง; -; -")),
    "target-pending": (lambda: one("(รอค่าเป้าหมาย)"), lambda: one("(เมื่อมีการร้องขอ)")),
    "target-blank": (lambda: one(".... ราย; 3 ราย; 3 ราย; 3 ราย"), lambda: one("-; 3 ราย; 3 ราย; 3 ราย")),
    "target-is-words": (lambda: one("(เมื่อมีการร้องขอ)"), lambda: one("(รอค่าเป้าหมาย)")),
    "note-blank": (
        lambda: one(PERCENT, "ทุก กฟฟ.", "เป้าหมาย ........ ราย"),
        lambda: one(PERCENT, "ทุก กฟฟ.", "เป้าหมาย 3 ราย"),
    ),
    "measures-pending": (lambda: with_measure("รอค่าเป้าหมาย"), lambda: with_measure("ระดับ 4.37")),
    "office-target-not-understood": (lambda: with_office_target("ตามแผน"), lambda: with_office_target("4 ราย")),
    "target-units-differ": (lambda: one("1 ครั้ง; 3 ราย; -; -"), lambda: one("1 ครั้ง; 3; -; -")),
    "target-percent-unclear": (lambda: one("95%; 95; -; -"), lambda: one("95%; 95%; -; -")),
    "target-unit-other": (lambda: rule(targets="2 แห่ง; -; -; -", unit="ครั้ง"), lambda: rule(targets="2; 3 ครั้ง; -; -")),
    "target-share-unclear": (
        lambda: rule(targets="0.95; -; -; -", unit="%"),
        lambda: rule(targets="95; -; -; -", unit="%"),
    ),
    "target-percent-over-100": (lambda: one("100%; 120%; -; -"), lambda: one("100%; 100%; -; -")),
    "target-against-direction": (
        lambda: rule(targets="≤ 20 วัน; ≤ 20 วัน; -; -", direction="≥ มากกว่าดี"),
        lambda: rule(targets="≤ 20 วัน; ≤ 20 วัน; -; -"),
    ),
    "rule-sum-percent": (lambda: rule(targets=PERCENT, rule="รวม"), lambda: rule(targets=PERCENT, rule="เฉลี่ย")),
    "rule-mean-of-times": (lambda: rule(rule="เฉลี่ย"), lambda: rule(rule="เฉลี่ย", unit="ระดับ")),
    "rule-all-met-no-target": (
        lambda: rule(targets="(รอค่าเป้าหมาย)", kind="จำนวน", rule="ครบทุกหน่วยงาน"),
        lambda: rule(rule="ครบทุกหน่วยงาน"),
    ),
    "rule-needs-ratio": (
        lambda: rule(targets=PERCENT, rule="อัตราส่วน"),
        lambda: rule(targets=PERCENT, rule="อัตราส่วน", kind="ตัวตั้ง/ตัวหาร"),
    ),
    "rule-carry-offices": (
        lambda: rule(rule="ใช้ค่าของหน่วยงานเดียว"),
        lambda: rule(rule="ใช้ค่าของหน่วยงานเดียว", who="กฟจ.ตรัง"),
    ),
    "rule-text-figures": (
        lambda: rule(kind="ข้อความ", rule="รวม"),
        lambda: rule(kind="ข้อความ", rule="นับหน่วยงาน"),
    ),
    "office-targets-sum": (lambda: listed(8, "รวม 9 ราย"), lambda: listed(9, "รวม 9 ราย")),
    "office-targets-total": (lambda: listed(9, "รวม 10 ราย"), lambda: listed(9, "รวม 9 ราย")),
    "arithmetic-product": (
        lambda: one(PERCENT, "ทุก กฟฟ.", "การดำเนินงาน", "4 ราย/กฟฟ./ไตรมาส (จำนวน 17 กฟฟ. รวม 340 ราย)"),
        lambda: one(PERCENT, "ทุก กฟฟ.", "การดำเนินงาน", "3 ราย/กฟฟ./ไตรมาส(จำนวน 17 กฟฟ. รวม 51 ราย)"),
    ),
    "arithmetic-year": (
        lambda: one(PERCENT, "ทุก กฟฟ.", "เป้าหมาย ทั้งปี 440 ราย", "ไตรมาสละ 111 ราย"),
        lambda: one(PERCENT, "ทุก กฟฟ.", "เป้าหมาย ทั้งปี 444 ราย", "ไตรมาสละ 111 ราย (เดือนละ 37 ราย)"),
    ),
    "office-count-differs": (
        lambda: one(PERCENT, "ทุก กฟฟ.", "เป้าหมาย กฟฟ.ชั้น 1-3 มี 17 แห่ง"),
        lambda: one(PERCENT, "ทุก กฟฟ.", "เป้าหมาย กฟฟ.ชั้น 1-3 มี 2 แห่ง"),
    ),
    "activity-number-twice": (lambda: three("1", "1", "2"), three),
    "activity-parent-not-found": (
        lambda: master("แผนงานหลักที่ 3 งาน | 1. สำรวจ | 1 ครั้ง; -; -; - | ทุก กฟฟ.\n| 4.1 สรุป | 1 ครั้ง; -; -; - | ทุก กฟฟ."),
        lambda: master("แผนงานหลักที่ 3 งาน | 1. สำรวจ | 1 ครั้ง; -; -; - | ทุก กฟฟ.\n| 1.1 สรุป | 1 ครั้ง; -; -; - | ทุก กฟฟ."),
    ),
    "numbering-gap": (lambda: three("1", "2", "4"), three),
    "initiative-twice": (lambda: two_sheets(fifth=4), two_sheets),
    "summary-range-differs": (lambda: two_sheets("CR1 | แผนงานหลักที่ 3-5"), lambda: two_sheets("CR1 | แผนงานหลักที่ 3-4")),
    "budget-sum": (lambda: budget("1.5; 2; 4"), lambda: budget("1.5; 2; 3.5")),
    "budget-part": (lambda: budget("1.5; -; 4"), lambda: budget("1.5; -; 1.5")),
    "offices-without-mail": (lambda: one(offices=without_mail("TRG")), lambda: one(offices=without_mail("PLS"))),
    "office-via-circle": (lambda: one(offices=via(TRG="KBI", KBI="TRG")), lambda: one(offices=via(TRG="KBI"))),
    "offices-asked-nothing": (one, lambda: one(who="ทุก กฟฟ., กบล.(ผลส.)")),
    "year-sheet-differs": (lambda: other_year("เป้าหมาย/ผล ปี 2563"), lambda: other_year("เป้าหมาย/ผล ปี 2562")),
    "year-title-differs": (lambda: one(title="แผนปฏิบัติการ ประจำปี 2561"), one),
    "year-setting-differs": (lambda: one(settings={"year": 2563}), lambda: one(settings={"year": "๒๕๖๒"})),
    "year-unknown": (lambda: without_year(), one),
    "due-date-empty": (
        lambda: one(settings={"due.1": "10 เม.ย.", "due.3": "10 ต.ค.", "due.4": "10 ม.ค."}),
        lambda: one(settings={f"due.{quarter}": "วันที่ 10" for quarter in range(1, 5)}),
    ),
    "contact-empty": (one, lambda: one(settings={"contact": "กองแผน โทร 1234"})),
}


def with_group(codes: str) -> Master:
    plan = one()
    groups = (
        *plan.offices.groups,
        replace(plan.offices.groups[0], name="กลุ่มนำร่อง", codes=tuple(codes.split("; "))),
    )
    return replace(plan, offices=replace(plan.offices, groups=groups))


def with_fact(key: str) -> Master:
    return replace(one(), facts=(Fact(key=key, office="TRG", quarter=1, raw="1"),))


def with_measure(target: str) -> Master:
    plan = one()
    strategy = replace(
        plan.plan.strategies[0], measures=(Measure(text="3.1 ความพึงพอใจ", target=read_quantity(target)),)
    )
    return replace(plan, plan=replace(plan.plan, strategies=(strategy,)))


def with_office_target(target: str) -> Master:
    quantity = read_quantity(target)
    assert quantity
    return replace(one(), office_targets=(OfficeTarget(key="3/1", office="TRG", quarter=1, target=quantity),))


def other_year(caption: str) -> Master:
    plan = two_sheets()
    strategies = tuple(replace(s, year=int(caption[-4:]) if s.sheet == "CR2" else s.year) for s in plan.plan.strategies)
    return replace(plan, plan=replace(plan.plan, strategies=strategies))


def without_year() -> Master:
    plan = one(settings={"year": None})
    return replace(plan, plan=replace(plan.plan, year=None))


@pytest.mark.parametrize("code", CASES)
def test_a_rule_reports_what_it_is_for_and_nothing_like_it(code: str) -> None:
    wrong, right = CASES[code]
    assert code in [finding.code for finding in lint(wrong())]
    assert code not in [finding.code for finding in lint(right())]


def test_every_code_is_declared_has_a_case_and_stands_in_the_finding_kinds_in_both_languages() -> None:
    declared = [code for rule in LINT_RULES for code in rule.codes]
    assert len(declared) == len(set(declared))
    assert set(CASES) == set(declared)
    for code in declared:
        for part in ("message", "hint"):
            text = sentences("th")[f"finding.{code}.{part}"]
            assert any("\u0e00" <= char <= "\u0e7f" for char in text), code
            text = sentences("en")[f"finding.{code}.{part}"]
            assert any(char.isascii() and char.isalpha() for char in text), code


@pytest.mark.parametrize("rule", LINT_RULES, ids=lambda rule: rule.topic)
def test_a_topic_reports_only_the_codes_that_it_declares(rule) -> None:
    module = rule.check.__module__
    declared = {code for other in LINT_RULES if other.check.__module__ == module for code in other.codes}
    source = inspect.getsource(import_module(module))
    texts = {
        node.value
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert texts & finding_kinds().keys() == declared


def test_the_sample_says_exactly_this(sample) -> None:
    assert pairs(sample.master) == [
        ("office-targets-sum", "8/1/03/03.2"),
        ("target-blank", "8/1/04/04.1"),
        ("measures-pending", ""),
        ("target-is-words", "4/1/1.1/1.1.1"),
        ("target-pending", "4/3/3.1"),
        ("target-pending", "4/4/4.1"),
        ("measures-pending", ""),
        ("note-blank", "8/1/02/02.1"),
        ("note-blank", "8/4"),
        ("arithmetic-product", "8/7"),
        ("arithmetic-year", "8/7"),
        ("measures-pending", ""),
        ("review-open", ""),
        ("who-from-parent", "6/9/01"),
        ("who-from-parent", "6/9/02"),
        ("contact-empty", ""),
        ("due-date-empty", ""),
    ]
    said = [(finding.code, finding.sheet, finding.key) for finding in pb.lint(sample.master)]
    assert said[:2] == [("office-targets-sum", "CR2", "8/1/03/03.2"), ("target-blank", "CR2", "8/1/04/04.1")]
    assert ("responsible-counted", "กิจกรรม", "8/1/04/04.1") in said
    assert not [finding for finding in pb.lint(sample.master) if finding.severity == "error"]


def test_the_sums_quote_both_figures(sample) -> None:
    found = next(finding for finding in lint(sample.master) if finding.code == "office-targets-sum")
    assert sample.master.activities["8/1/03/03.2"].cell == "B90"
    assert (found.sheet, found.cell) == ("CR2", "B91"), "the line that states the sum"
    assert "48 ราย" in found.message.th
    assert "44 ราย" in found.message.th
    assert "17" in found.message.en


def test_the_product_quotes_its_line_and_the_right_ones_say_nothing(sample) -> None:
    found = [finding for finding in lint(sample.master) if finding.code == "arithmetic-product"]
    assert [finding.raw for finding in found] == ["03.3 หม้อแปลง 4 ราย/กฟฟ./ไตรมาส (จำนวน 17 กฟฟ. รวม 340 ราย)"]
    assert "17 × 4 = 68 ราย" in found[0].message.en


@pytest.mark.parametrize(
    "line",
    [
        "กฟฟ.ชั้น 1-3 จำนวน 17 แห่ง, กฟส. 26 แห่ง",
        "(กฟฟ.ชั้น 1-3 มี 17 แห่ง และ กฟส. มี 26 แห่ง)",
        "รวมผลของ กฟฟ.ชั้น 1-3 (17 กฟฟ.)",
        "ทุก กฟฟ. กฟต.2 43 แห่ง",
    ],
)
def test_printed_numbers_of_offices_are_compared_with_the_offices_sheet(sample, line: str) -> None:
    offices = sample.offices.read_text(encoding="utf-8-sig")
    words = {"settings": {"region": "กฟต.2"}}
    assert "office-count-differs" not in dict(
        pairs(one(PERCENT, "ทุก กฟฟ.", f"เป้าหมาย {line}", offices=offices, **words))
    )
    assert "office-count-differs" in dict(pairs(one(PERCENT, "ทุก กฟฟ.", f"เป้าหมาย {line}", **words)))


def test_ten_of_a_group_are_no_statement_on_the_whole_group() -> None:
    plan = one(PERCENT, "กฟส.", "เป้าหมาย กฟฟ.ชั้น 1-3 ที่หมดอายุการรับรอง,กฟส. 10 แห่ง")
    assert "office-count-differs" not in dict(pairs(plan))


def test_a_line_that_counts_on_after_a_procedure_is_proposed_as_an_activity() -> None:
    plan = master("""
        แผนงานหลักที่ 3 งานบริการ | 1. ประชุม      | 1 ครั้ง; -; -; - | ทุก กฟฟ.
                              | การดำเนินงาน
                              | 2. ติดต่อสถานที่
                              | 3. สรุปรายงาน | 1 ครั้ง; -; -; - | กบล.(ผลส.)
    """)
    assert list(plan.activities) == ["3/1", "3/2", "3/3"]
    assert plan.activities["3/2"].doubts == ("no-values",)
    assert "numbering-gap" not in dict(pairs(plan))


def test_a_summary_line_of_another_perspective_says_nothing_about_this_workbook() -> None:
    assert "summary-range-differs" not in dict(pairs(two_sheets("OM1 | แผนงานหลักที่ 12-22\nCR2 | แผนงานหลักที่ 5")))


def test_an_initiative_given_twice_is_not_reported_again_for_each_activity() -> None:
    codes = [code for code, _ in pairs(two_sheets("CR1 | แผนงานหลักที่ 3-4", fifth=4))]
    assert codes.count("initiative-twice") == 1
    assert "activity-number-twice" not in codes


def test_quarterly_targets_of_all_offices_add_up_to_the_regions() -> None:
    plan = one("9 ราย; 9 ราย; -; -", "กฟฟ.ชั้น 1-3")
    targets = tuple(
        OfficeTarget(key="3/1", office=code, quarter=quarter, target=read_quantity(text))
        for quarter, texts in ((1, ("4 ราย", "5 ราย")), (2, ("4 ราย", "6 ราย")))
        for code, text in zip(("TRG", "KBI"), texts, strict=True)
    )
    found = [f for f in lint(replace(plan, office_targets=targets)) if f.code == "office-targets-sum"]
    assert [(finding.quarter, finding.cell) for finding in found] == [(2, "E6")]


def test_targets_by_which_nothing_is_measured_are_told_at_their_cells() -> None:
    """Of a line once, whatever quarters; of an office's own, too; not where the region's rule measures by them."""
    wrong = rule(targets="2 แห่ง; 3 แห่ง; -; 4 ครั้ง.", unit="ครั้ง")
    assert [f.code for f in lint(wrong) if f.code.startswith("target-unit")] == ["target-units-differ"]
    wrong = rule(targets="2 แห่ง; 3 แห่ง; -; 4", unit="ครั้ง")
    (found,) = (finding for finding in lint(wrong) if finding.code == "target-unit-other")
    assert (found.sheet, found.cell, found.raw, found.quarter) == ("CR1", "C6", "2 แห่ง, 3 แห่ง", None)
    for right in (
        rule(targets="2 แห่ง; -; -; -", unit="ครั้ง", kind="ข้อความ"),
        rule(targets="2 หน่วยงาน; -; -; -", unit="ครั้ง", rule="นับหน่วยงาน"),
        rule(targets="2 แห่ง; -; -; -", unit="ครั้ง", asked="ไม่"),
    ):
        assert "target-unit-other" not in dict(pairs(right))


def test_an_offices_own_target_in_another_unit_is_told_at_its_cell() -> None:
    data = added(
        one().data, "targets", [{"key": "3/1", "office": "KBI", "q2": "5 ราย", "q3": "2 ครั้ง", "year": "9 ราย"}]
    )
    (found,) = (finding for finding in lint(pb.read_master(data)) if finding.code == "target-unit-other")
    assert (found.raw, found.quarter, found.office) == ("กฟจ.กระบี่: 5 ราย", 2, "")
    assert openpyxl.load_workbook(io.BytesIO(data))[found.sheet][found.cell].value == "5 ราย"


def test_a_merge_says_which_figures_are_measured_by_nothing(save) -> None:
    data = rule(targets="2 แห่ง; 2 แห่ง; -; -", unit="ครั้ง").data
    outcome = pb.merge(data, returned(save, data, {"TRG": {"3/1": 1}, "KBI": {"3/1": 5}, "SCN": {"3/1": 2}}))
    assert [result.met for result in outcome.results] == [None]
    told = [(f.code, f.sheet, f.cell, f.quarter, f.raw) for f in outcome.findings if f.code == "target-unit-other"]
    assert told == [("target-unit-other", "CR1", "C6", 1, "2 แห่ง")]
    data = rule(targets="2 ครั้ง; -; -; -", unit="ครั้ง").data
    outcome = pb.merge(data, returned(save, data, {"TRG": {"3/1": 1}}))
    assert "target-unit-other" not in [finding.code for finding in outcome.findings]


def test_who_is_said_once_what_is_wrong_with_an_unknown_word() -> None:
    plan = one(who="11 กฟฟ.")
    codes = [finding.code for finding in pb.lint(plan)]
    assert "responsible-counted" in codes
    assert "nobody-fills-in" not in codes


def test_what_is_not_reported_on_is_not_looked_at() -> None:
    plan = rule(targets="ตามแผนงาน; 1 ครั้ง; -; -", asked="ไม่", rule="ใช้ค่าของหน่วยงานเดียว")
    assert {"target-not-understood", "rule-carry-offices"}.isdisjoint(code for code, _ in pairs(plan))


def test_the_command_says_it_in_words_and_as_json(sample, tmp_path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "master.xlsx"
    path.write_bytes(sample.adopted.data)
    with pytest.raises(SystemExit) as ended:
        main(["lint", str(path)])
    assert ended.value.code == 1
    assert "48 ราย" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        main(["lint", str(path), "--json"])
    report = json.loads(capsys.readouterr().out)
    assert (report["format"], report["year"]) == ("planbook-lint-report/1", 2562)
    assert {finding["code"] for finding in report["findings"]} >= {"office-targets-sum", "arithmetic-product"}


def test_the_command_is_content_with_a_plan_that_has_nothing_wrong(
    tmp_path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "master.xlsx"
    path.write_bytes(one(who="ทุก กฟฟ., กบล.(ผลส.)").data)
    with pytest.raises(SystemExit) as ended:
        main(["--lang", "en", "lint", str(path)])
    assert ended.value.code == 0
    assert "0 errors" in capsys.readouterr().out


def test_a_responsible_cell_that_says_other_than_the_register_is_told(sample) -> None:
    assert "register-not-as-plan" not in {finding.code for finding in lint(sample.master)}
    decision = sample.master.decisions["6/5"]
    other = replace(decision, who="กฟจ.ตรัง", offices=("TRG",))
    changed = replace(sample.master, decisions={**sample.master.decisions, "6/5": other})
    found = [finding for finding in lint(changed) if finding.code == "register-not-as-plan"]
    assert [(finding.key, finding.raw, finding.severity) for finding in found] == [("6/5", "กฟจ.ตรัง", "info")]
    assert sample.master.offices.by_code[decision.offices[0]].name in found[0].message.th


def test_inherited_offices_are_flagged_in_the_register_where_the_text_names_places() -> None:
    flagged = inherited("สำรวจ กฟฟ. นอกเหนือจาก 3 จังหวัด").decisions["3/1/01"]
    assert "ข้อความระบุพื้นที่หรือหน่วยงาน" in notes_text(flagged.review)
    assert inherited("สำรวจลูกค้าทุกราย").decisions["3/1/01"].review == ()
    named = inherited("สำรวจลูกค้าในจังหวัดตรัง", "กฟจ.ตรัง")
    assert named.decisions["3/1/01"].review == ()
    assert "who-from-parent" not in [finding.code for finding in lint(named)]
