"""From offices to the region: each rule, what it shows, and what a missing or nil answer does to it."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planbook.domain import (
    Activity,
    Decision,
    Direction,
    Entry,
    EntryState,
    Fact,
    Field,
    Initiative,
    InputKind,
    Master,
    Office,
    OfficeBook,
    OfficeTarget,
    Plan,
    Progress,
    ReturnState,
    Rule,
    Strategy,
    TargetLine,
    read_quantity,
)
from planbook.domain.filed import Filed, Report
from planbook.rollup.choose import Held
from planbook.rollup.choose import choose as choose_among
from planbook.rollup.results import results_of, statuses_of

OFFICES = tuple(Office(code=code, name=f"กฟฟ.{code}") for code in "ABCD")


def master(target="1 ครั้ง", rule=Rule.SUM, unit="ครั้ง", kind=InputKind.NUMBER, direction=Direction.AT_LEAST, own=None):
    """A plan of one activity, 1/1, that four offices report on."""
    quantity = read_quantity(target)
    line = TargetLine(row=1, targets={1: quantity} if quantity else {})
    activity = Activity(key="1/1", number="1", title="งาน", level=1, sheet="S", rows=(1, 2), lines=(line,))
    plan = Plan(
        year=2562,
        title="แผน",
        strategies=(
            Strategy(
                sheet="S",
                title="S",
                initiatives=(Initiative(number="1", title="ก", sheet="S", row=1, activities=(activity,)),),
            ),
        ),
    )
    decision = Decision(
        key="1/1", asked=True, kind=kind, unit=unit, direction=direction, rule=rule, offices=tuple("ABCD")
    )
    targets = tuple(
        OfficeTarget(key="1/1", office=code, quarter=1, target=read_quantity(raw)) for code, raw in (own or {}).items()
    )
    return Master(plan=plan, decisions={"1/1": decision}, offices=OfficeBook(offices=OFFICES), office_targets=targets)


def facts(**said):
    """``facts(A=1, B="ไม่มี")``: a number is a result, a Progress a status without one, a pair numerator and
    denominator."""
    made = []
    for office, value in said.items():
        fact = {"key": "1/1", "office": office, "quarter": 1}
        if isinstance(value, Progress):
            made.append(Fact(**fact, progress=value))
        elif isinstance(value, tuple):
            part, whole = map(Decimal, value)
            made.append(Fact(**fact, result=part / whole * 100, numerator=part, denominator=whole))
        else:
            made.append(Fact(**fact, result=value if isinstance(value, str) else Decimal(str(value))))
    return made


def result(plan, said):
    (only,), _ = results_of(plan, said, [1])
    return only


@pytest.mark.parametrize(
    ("plan", "said", "value", "met", "display"),
    [
        (master("10 ราย", unit="ราย"), facts(A=4, B=3, C=2, D=1), 10, True, "10 ราย (4/4)"),
        (master("10 ราย", unit="ราย"), facts(A=4, B=3), 7, None, "7 ราย (2/4)"),
        (master("5 ราย", unit="ราย"), facts(A=4, B=3), 7, True, "7 ราย (2/4)"),
        (master("10 ราย", unit="ราย"), facts(A=4, B=3, C=2, D=0), 9, False, "9 ราย (4/4)"),
        (master(rule=Rule.ALL_MET), facts(A=1, B=1, C=1, D=1), 1, True, "1 ครั้ง (4/4)"),
        (master(rule=Rule.ALL_MET), facts(A=1, B=2, C=1), 1, None, "1 ครั้ง (3/4)"),
        (master(rule=Rule.ALL_MET), facts(A=1, B=0, C=1), 0, False, "0 ครั้ง (3/4)"),
        (master(rule=Rule.ALL_MET), facts(A=1, B=1, C=1, D=Progress.NOTHING), 1, True, "1 ครั้ง (4/4)"),
        (master(rule=Rule.ALL_MET), facts(A=1, B=1, C=1, D=Progress.NOT_STARTED), 1, None, "1 ครั้ง (3/4)"),
        (master("80%", Rule.MEAN, "%"), facts(A=80, B=90, C=100, D=50), 80, True, "80% (4/4)"),
        (master("80%", Rule.MEAN, "%"), facts(A=100, B=100, C=50), Fraction(250, 3), None, "83.33% (3/4)"),
        (master("80%", Rule.MEAN, "%"), facts(A=100, B=Progress.NOTHING), 100, None, "100% (2/4)"),
        (master("80%", Rule.RATIO, "ราย"), facts(A=(1, 1), B=(1, 9)), 20, None, "20% (2/4)"),
        (master("80%", Rule.WEIGHTED_MEAN, "%"), facts(A=(1, 1), B=(1, 9)), 20, None, "20% (2/4)"),
        (
            master("≤ 20 วัน", Rule.MAX, "วัน", direction=Direction.AT_MOST),
            facts(A=12, B=20, C=7, D=1), 20, True, "20 วัน (4/4)",
        ),
        (master("≤ 20 วัน", Rule.MAX, "วัน", direction=Direction.AT_MOST), facts(A=12, B=21), 21, False, "21 วัน (2/4)"),
        (master("≤ 20 วัน", Rule.MAX, "วัน", direction=Direction.AT_MOST), facts(A=12), 12, None, "12 วัน (1/4)"),
        (master("3", Rule.MIN, ""), facts(A=4, B=3, C=5, D=9), 3, True, "3 (4/4)"),
        (master("1 ครั้ง", Rule.COUNT, ""), facts(A=1, B=0, C=2), 2, None, "2 หน่วยงาน (3/4)"),
        (master("", Rule.COUNT, ""), facts(A="ทำ", B="ทำ"), 2, None, "2 หน่วยงาน (2/4)"),
    ],
)  # fmt: skip
def test_each_rule(plan, said, value, met, display):
    found = result(plan, said)
    exact = value if isinstance(value, Fraction) else Decimal(str(value))
    assert (found.value, found.met, found.display) == (exact, met, display)
    assert found.offices_reported == sum(each.progress is not Progress.NOT_STARTED for each in said)


def test_a_missing_office_is_never_a_zero_and_silence_is_no_result():
    found = result(master("10 ราย"), [])
    assert (found.value, found.met, found.display) == (None, None, "")
    assert (found.offices_reported, found.offices_expected) == (0, 4)


def test_nil_everywhere_is_an_answer():
    found = result(master("10 ราย", unit="ราย"), facts(A=Progress.NOTHING, B=Progress.NOTHING))
    assert (found.value, found.display) == (0, "ไม่มีรายการ (2/4)")


def test_narratives_are_joined_by_office():
    plan = master("", Rule.TEXT, "", InputKind.TEXT)
    found = result(plan, facts(B="อบรมแล้ว", A="ประชุมแล้ว"))
    assert found.value == "กฟฟ.A: ประชุมแล้ว\nกฟฟ.B: อบรมแล้ว"
    assert (found.met, found.display) == (None, "รายงาน (2/4)")


def test_carry_takes_the_one_value_and_says_when_there_are_several():
    plan = master(rule=Rule.CARRY)
    assert result(plan, facts(A=3)).value == 3
    (found,), findings = results_of(plan, facts(A=3, B=4), [1])
    assert found.value is None
    assert [finding.code for finding in findings] == ["rule-carry-many"]


def test_an_offices_own_target_decides_whether_it_met_it():
    plan = master("5 ราย", Rule.ALL_MET, "ราย", own={"A": "2 ราย"})
    assert result(plan, facts(A=2, B=5, C=6, D=7)).met is True
    assert result(plan, facts(A=1, B=5, C=6, D=7)).met is False


def test_nothing_is_due_where_the_target_says_so_but_an_answer_still_counts():
    plan = master("-", unit="ราย")
    assert results_of(plan, [], [1]) == ((), ())
    found = result(plan, facts(A=2))
    assert (found.value, found.offices_reported, found.offices_expected, found.met) == (2, 0, 0, None)


@given(st.lists(st.decimals(0, 100, places=2), min_size=1, max_size=4))
def test_a_mean_stays_among_its_values(values):
    said = facts(**dict(zip("ABCD", values, strict=False)))
    found = result(master("80%", Rule.MEAN, "%"), said)
    assert min(values) <= found.value <= max(values)


def entry(file, value, office="A"):
    return Entry(
        key="1/1", office=office, quarter=1, field=Field.RESULT, raw=str(value), value=Decimal(value), unit="ราย",
        file=file, sheet="ผล", cell="G9", state=EntryState.ACCEPTED,
    )  # fmt: skip


def fact(file, value, office="A"):
    return Fact(key="1/1", office=office, quarter=1, result=Decimal(value), raw=str(value), file=file, cell="G9")


def choose(known, reported, entries, year):
    """Choose among facts as if each file were a return of the office that its facts are about."""
    files = {(f.file, f.saved, f.quarter, f.office): [] for f in reported}
    for f in reported:
        files[f.file, f.saved, f.quarter, f.office].append(f)
    came = [
        Report(filed=Filed(file=file, saved=saved, quarter=quarter, office=office), facts=tuple(said))
        for (file, saved, quarter, office), said in files.items()
    ]
    return choose_among(Held(facts=tuple(known)), came, entries, year=year)


def test_of_two_returns_the_one_saved_last_counts_and_the_other_is_rejected_openly():
    entries = [entry("ก.xlsx", 1), entry("ข.xlsx", 2)]
    said = [fact("ก.xlsx", 1), fact("ข.xlsx", 2)]
    saved = {"ก.xlsx": "2026-02-01T00:00:00Z", "ข.xlsx": "2026-01-01T00:00:00Z"}
    chosen = choose([], [replace(f, sheet="ผล", saved=saved[f.file]) for f in said], entries, year=2569)
    assert [kept.result for kept in chosen.facts] == [1]
    assert [(e.file, str(e.state), e.reason) for e in chosen.entries] == [
        ("ก.xlsx", "accepted", ""),
        ("ข.xlsx", "rejected", "return-superseded"),
    ]
    assert [(f.code, f.file) for f in chosen.findings] == [("return-superseded", "ข.xlsx")]


def test_the_same_report_twice_counts_once_without_alarm():
    chosen = choose([], [fact("ก.xlsx", 1), fact("ข.xlsx", 1)], [], year=2569)
    assert len(chosen.facts) == 1
    assert [str(finding.severity) for finding in chosen.findings] == ["info"]


def test_a_known_figure_changes_only_openly():
    chosen = choose([fact("เดิม.xlsx", 1)], [fact("แก้.xlsx", 5)], [], year=2569)
    assert [kept.result for kept in chosen.facts] == [5]
    assert [finding.code for finding in chosen.findings] == ["figure-changed"]
    assert [(change.old, change.new) for change in chosen.changes] == [(1, 5)]
    again = choose(chosen.facts, [fact("แก้.xlsx", 5)], [], year=2569)
    assert (again.findings, again.changes) == ((), ())


def test_a_known_figure_of_a_file_saved_later_stays():
    old, new = (replace(fact(f"{n}.xlsx", n), saved=f"2026-0{n}-01T00:00:00Z") for n in (1, 2))
    chosen = choose([new], [old], [entry("1.xlsx", 1)], year=2569)
    assert (chosen.facts, chosen.changes) == ((new,), ())
    assert [(e.state, e.reason) for e in chosen.entries] == [("rejected", "return-superseded")]
    assert [f.code for f in chosen.findings] == ["return-superseded"]
    same_name = choose([replace(new, file="1.xlsx", sheet="ผล")], [old], [entry("1.xlsx", 1)], year=2569)
    assert [e.state for e in same_name.entries] == ["rejected"], "the corrected file had the name of the first"
    undated = replace(old, saved="")
    assert choose([new], [undated], [], year=2569).facts == (undated,), (
        "a file without a date may well be the newer one"
    )


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("2026-03-31T23:30:00+07:00", "2026-03-31T17:00:00Z"),  # 16:30 and 17:00 in UTC
        ("2569-03-31T08:00:00Z", "2026-04-01T08:00:00Z"),  # a clock set to the Buddhist era
        ("2026-03-31T12:00:00", "2026-03-31T05:00:01Z"),  # local time, as LibreOffice writes it
        ("2026-03-31T12:00:00-05:00", "2026-04-01T01:00:00+07:00"),
        ("๒๕๖๙-03-31", "2026-03-31T10:00:00Z"),
        ("2026-03-31t05:00:00.9z", "2026-03-31T05:00:01Z"),
    ],
)
@pytest.mark.parametrize("names", [("ก.xlsx", "ข.xlsx"), ("ข.xlsx", "ก.xlsx")])
def test_times_are_compared_as_times_however_they_are_written(first, second, names):
    said = [replace(fact(name, n), saved=at) for n, (name, at) in enumerate(zip(names, (first, second), strict=True))]
    chosen = choose([], said, [], year=2569)
    assert [kept.result for kept in chosen.facts] == [1]
    close = first not in ("2569-03-31T08:00:00Z", "๒๕๖๙-03-31")  # the others lie less than 14 hours apart
    code = "return-order-close" if close else "return-superseded"
    assert [(f.code, f.file) for f in chosen.findings] == [(code, names[0])]
    assert choose(said[1:], said[:1], [], year=2569).facts == (said[1],), "what was merged before is the later one"


@pytest.mark.parametrize(
    "undated",
    ["", "เมื่อวาน", "2026-13-01T00:00:00Z", "1970-01-01T00:00:00Z", "2000-01-01T00:00:00Z", "2006-09-16T00:00:00Z"],
)
@pytest.mark.parametrize("names", [("ก.xlsx", "ข.xlsx"), ("ข.xlsx", "ก.xlsx")])
def test_a_file_that_does_not_say_when_it_was_saved_is_not_lost_and_somebody_is_asked(undated, names):
    dated, other = replace(fact(names[0], 1), saved="2026-04-02T03:00:00Z"), replace(fact(names[1], 2), saved=undated)
    entries = [replace(entry(names[0], 1), sheet=""), replace(entry(names[1], 2), sheet="")]
    chosen = choose([], [dated, other], entries, year=2569)
    assert chosen.facts == (other,)
    assert {each.file: str(each.state) for each in chosen.entries} == {names[0]: "rejected", names[1]: "accepted"}
    assert [(f.code, str(f.severity), f.file) for f in chosen.findings] == [("return-order-unknown", "error", names[0])]
    # one that says the same is no question, and one that came in later is known to be the later one
    assert [f.code for f in choose([], [dated, replace(other, result=dated.result)], [], year=2569).findings] == [
        "return-repeated"
    ]
    assert choose([other], [dated], [], year=2569).facts == (dated,)
    assert choose([dated], [other], [], year=2569).facts == (other,)


def test_a_late_return_that_comes_with_the_next_quarters_is_told():
    late = fact("ช้า.xlsx", 3, office="B")
    next_one = replace(fact("ถัดไป.xlsx", 5), quarter=2)
    assert [f.code for f in choose([fact("เดิม.xlsx", 1)], [late, next_one], [], year=2569).findings] == ["figure-late"]
    assert choose([fact("เดิม.xlsx", 1)], [late], [], year=2569).findings == (), "its quarter is still open"
    assert choose([], [late, next_one], [], year=2569).findings == (), "nothing was merged before"


def test_not_started_is_neither_nothing_nor_a_figure():
    plan = master("1 ราย", Rule.SUM)
    assert result(plan, facts(A=Progress.NOT_STARTED, B=Progress.NOT_STARTED)).display == "ยังไม่เริ่ม (0/4)"
    assert result(plan, facts(A=Progress.NOT_STARTED, B=Progress.NOT_STARTED)).value is None
    assert result(plan, facts(A=2, B=Progress.NOT_STARTED)).display == "2 ครั้ง (1/4)"
    assert result(plan, facts(A=Progress.NOTHING, B=Progress.NOT_STARTED)).display == "ไม่มีรายการ (1/4)"


def test_what_an_office_reported_stays_when_it_is_no_longer_on_the_list():
    plan = master("1 ราย", Rule.SUM)
    assert (result(plan, facts(A=2, Z=3)).value, result(plan, facts(A=2, Z=3)).display) == (5, "5 ครั้ง (1/4)")


def test_an_activity_given_to_another_office_leaves_its_closed_quarters_as_they_were():
    plan = master("1 ราย", Rule.CARRY)
    only = replace(plan.decisions["1/1"], offices=("B",))
    plan = replace(plan, decisions={"1/1": only})
    before = Fact(key="1/1", office="A", quarter=1, result=Decimal(3))
    later = Fact(key="1/1", office="B", quarter=2, result=Decimal(4))
    said = {r.quarter: r.display for r in results_of(plan, [before, later])[0]}
    assert said == {1: "3 ครั้ง", 2: "4 ครั้ง"}
    alone = {r.quarter: r.display for r in results_of(plan, [before])[0]}
    assert alone == {1: "3 ครั้ง (0/1)"}, "the quarter is open: today's office has not reported"


def test_who_returned_and_how_complete():
    plan = master("1 ราย")
    statuses = statuses_of(plan, facts(A=1), 1, {"A": ["ก.xlsx"], "B": ["ข.xlsx"]})
    assert [(s.office, s.state, s.answered, s.asked) for s in statuses] == [
        ("A", ReturnState.COMPLETE, 1, 1),
        ("B", ReturnState.PARTIAL, 0, 1),
        ("C", ReturnState.MISSING, 0, 1),
        ("D", ReturnState.MISSING, 0, 1),
    ]


def test_a_number_of_offices_is_in_offices_whatever_they_measured():
    found = result(master("1 ครั้ง", Rule.COUNT), facts(A=1, B=0, C=2))
    assert (found.value, found.unit, found.display) == (2, "หน่วยงาน", "2 หน่วยงาน (3/4)")


def test_the_smallest_of_a_few_cannot_be_rescued_by_the_rest():
    assert result(master("3 ราย", Rule.MIN, "ราย"), facts(A=1, B=9)).met is False
    assert result(master("3 ราย", Rule.MIN, "ราย"), facts(A=4, B=9)).met is None


def test_where_nothing_is_due_not_started_fails_nobody():
    assert result(master("-", Rule.ALL_MET), facts(A=Progress.NOT_STARTED)).met is None


def facts_in(quarter, **said):
    return [replace(fact, quarter=quarter) for fact in facts(**said)]


def test_a_verdict_is_given_on_the_exact_figure_and_the_digits_that_decide_are_shown():
    mean = result(master("60%", Rule.MEAN, "%", InputKind.PERCENT), facts(A=59.99, B=60, C=59.995, D=59.995))
    assert (mean.value, mean.met, mean.display) == (Decimal("59.995"), False, "59.995% (4/4)")
    days = master("≤ 20 วัน", Rule.MEAN, "วัน", direction=Direction.AT_MOST)
    late = result(days, facts(A=20, B=20.009, C=20, D=20.009))
    assert (late.value, late.met, late.display) == (Decimal("20.0045"), False, "20.005 วัน (4/4)")


def test_a_third_is_a_third_to_the_end():
    said = facts(A=(1, 3), B=(2, 29))
    assert result(master("80%", Rule.RATIO, "%", InputKind.RATIO), said).display == "9.38% (2/4)"
    weighted = result(master("80%", Rule.WEIGHTED_MEAN, "%", InputKind.RATIO), said)
    assert (weighted.value, weighted.display) == (Decimal("9.375"), "9.38% (2/4)")
    weakest = result(master("80%", Rule.MIN, "%", InputKind.RATIO), facts(A=(1, 3), B=(2, 3)))
    assert (weakest.value, weakest.display) == (Fraction(100, 3), "33.33% (2/4)")


@pytest.mark.parametrize(
    ("plan", "said", "code"),
    [
        (master("100%", Rule.SUM, "%", InputKind.PERCENT), facts(A=90, B=80), "rule-sum-percent"),
        (master("100%", Rule.WEIGHTED_MEAN, "%", InputKind.PERCENT), facts(A=90, B=80), "rule-needs-ratio"),
        (master("5 ราย", Rule.RATIO, "ราย"), facts(A=2), "rule-needs-ratio"),
        (master("", Rule.MEAN, "", InputKind.TEXT), facts(A="ทำแล้ว", B=Progress.NOTHING), "rule-text-figures"),
        (master("80%", Rule.RATIO, "%", InputKind.RATIO), facts(A=50, B=60), "rule-answers-unused"),
    ],
)
def test_no_figure_is_made_that_the_rule_cannot_make_and_it_is_told(plan, said, code):
    (found,), findings = results_of(plan, said, [1])
    assert (found.value, found.met, found.display, found.offices_reported) == (None, None, "", 0)
    assert [finding.code for finding in findings] == [code]


def test_an_answer_that_the_rule_cannot_use_does_not_stand_behind_the_figure():
    (found,), findings = results_of(master("80%", Rule.RATIO, "%", InputKind.RATIO), facts(A=(1, 2), B=60), [1])
    assert (found.value, found.display) == (50, "50% (1/4)")
    assert [(finding.code, finding.args["offices"]) for finding in findings] == [("rule-answers-unused", "กฟฟ.B")]


def test_a_targets_own_comparator_counts_while_an_office_is_missing():
    assert result(master("≤ 5 ครั้ง", Rule.SUM), facts(A=3)).met is None
    assert result(master("≤ 5 ครั้ง", Rule.SUM), facts(A=6)).met is False
    assert result(master("≤ 5 ครั้ง", Rule.MIN), facts(A=3)).met is True
    assert result(master("= 5 ครั้ง", Rule.SUM), facts(A=5)).met is None


def test_who_met_the_target_is_told_apart_from_who_stands_behind_the_figure():
    found = result(master(rule=Rule.ALL_MET), facts(A=1, B=0, C=Progress.NOTHING, D=Progress.NOT_STARTED))
    assert (found.display, found.offices_reported, found.offices_expected, found.offices_met) == (
        "0 ครั้ง (3/4)", 3, 4, 2,
    )  # fmt: skip
    assert result(master(rule=Rule.SUM), facts(A=1)).offices_met is None


def test_a_missing_office_does_not_vanish_because_its_quarter_closed():
    plan = master("1 ราย", own={"A": "-"})
    plan = replace(plan, decisions={"1/1": replace(plan.decisions["1/1"], offices=("A", "B"))})
    found = {r.quarter: r.display for r in results_of(plan, [*facts(A=5), *facts_in(2, A=1)])[0]}
    assert found[1] == "5 ครั้ง (0/1)"
    states = {each.office: each.state for each in statuses_of(plan, [*facts(A=5), *facts_in(2, A=1)], 1, {})}
    assert states == {"A": ReturnState.NOTHING_DUE, "B": ReturnState.MISSING}


def cumulative(rule=Rule.SUM):
    plan = master("", rule)
    return replace(plan, decisions={"1/1": replace(plan.decisions["1/1"], cumulative=True)})


def test_a_running_total_keeps_the_last_of_an_office_that_is_missing_and_marks_it():
    said = [*facts(A=10, B=10, C=10, D=4), *facts_in(2, A=12, B=Progress.NOTHING, C=Progress.NOT_STARTED)]
    found = {r.quarter: r for r in results_of(cumulative(), said, [1, 2])[0]}
    assert (found[1].value, found[1].display, found[1].kept) == (34, "34 ครั้ง (4/4)", ())
    assert (found[2].value, found[2].display, found[2].kept) == (36, "36 ครั้ง (2/4)*", ("C", "D"))


def test_a_quarter_in_which_nobody_reported_a_running_total_shows_none():
    found = {r.quarter: r for r in results_of(cumulative(), facts(A=10), [1, 2])[0]}
    assert (found[2].value, found[2].display) == (None, "")
