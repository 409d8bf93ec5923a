"""How what came is shown: one table of words, signs and colours, and one way of showing an accepted report."""

from decimal import Decimal

import pytest

from planbook.domain import WHOLE_YEAR, Decision, Direction, Fact, InputKind, Progress, ReturnState, Severity
from planbook.domain.due import bound_of_region
from planbook.domain.quantity import Bound, Comparator, read_quantity
from planbook.domain.rollup import Rule
from planbook.domain.year import Verdict
from planbook.layout.form import label
from planbook.layout.marks import SEVERITIES, STATES, VERDICTS, answer_in_words, shown_report
from planbook.words import languages
from tests import plans


def test_everything_there_is_has_its_word() -> None:
    assert {*SEVERITIES} == {*Severity}
    assert {*STATES} == {*ReturnState}
    assert {*VERDICTS} == {*Verdict}
    for table in (SEVERITIES, STATES, VERDICTS):
        for language in languages():
            said = [mark.said(language) for mark in table.values()]
            assert len({*said}) == len(said)
            assert all(said)


def decision(**words) -> Decision:
    given = {"kind": InputKind.NUMBER, "unit": "แห่ง", "direction": Direction.AT_LEAST, "rule": Rule.SUM} | words
    return Decision(key="8/1", asked=True, **given)


@pytest.mark.parametrize(
    ("said", "words", "target", "shown"),
    [
        ({"result": Decimal(3)}, {}, "5 แห่ง", "3 แห่ง"),
        ({"result": Decimal("94.996")}, {"kind": InputKind.PERCENT, "unit": ""}, "95%", "94.996%"),
        ({"result": Decimal(3), "unit": "ราย"}, {}, "5 แห่ง", "3 ราย"),
        ({"result": "ทำแล้ว"}, {"kind": InputKind.TEXT}, "", "ทำแล้ว"),
        ({"progress": Progress.NOTHING}, {}, "5 แห่ง", label(Progress.NOTHING, "th")),
        ({"progress": Progress.DONE}, {}, "5 แห่ง", ""),
    ],
)
def test_a_report_is_shown_in_one_way(said, words, target, shown) -> None:
    fact = Fact(key="8/1", office="TRG", quarter=1, **said)
    made = shown_report(fact, decision(**words), read_quantity(target), "th")
    assert str(made) == shown
    assert made.words == answer_in_words(fact, "th") == ("" if isinstance(fact.result, Decimal) else shown)


def test_a_count_of_offices_is_measured_by_a_target_in_offices() -> None:
    """The rule's own unit counts wherever the region's figure is judged: a result, a year, a rule of the region."""
    rows = "แผนงานหลักที่ 8 งาน | 1. สำรวจ | 3 หน่วยงาน; -; -; - | ทุก กฟฟ."
    master = plans.master(rows, register={"8/1": {"rule": "นับหน่วยงาน", "unit": "ครั้ง"}})
    activity, made = master.activities["8/1"], master.decisions["8/1"]
    assert made.rule == Rule.COUNT
    assert bound_of_region(activity, made, 1) == Bound(Comparator.AT_LEAST, Decimal(3))
    assert bound_of_region(activity, made, WHOLE_YEAR) is None
