"""Parts of one plan, each merged by itself and then joined, come to what merging at once comes to."""

import io
from collections.abc import Mapping

import openpyxl
import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

import planbook as pb
from planbook.book.owned import owned_sheets
from planbook.cli import main
from planbook.simulate.filling import saved_at

from ..filling import fill
from ..plans import adopted, edit, plan

PLAN = """
    แผนงานหลักที่ 8 งานลูกค้า | 1. สำรวจความต้องการของลูกค้า | 1 ครั้ง; 1 ครั้ง; -; -       | ทุก กฟฟ.
                         | 2. เยี่ยมลูกค้ารายสำคัญ       | 3 ราย; 3 ราย; 3 ราย; 3 ราย | ทุก กฟฟ.
                         | 3. แก้ไฟฟ้าขัดข้อง           | ≤ 20 วัน; ≤ 20 วัน; -; -   | ทุก กฟฟ.
                         | 4. ความพึงพอใจ              | 90%; 90%; 90%; 90%       | ทุก กฟฟ.
"""
UP = """
    แผนงานหลักที่ 2 บริการของสายงาน | 1. แก้ไฟฟ้าขัดข้อง          | ≤ 20 วัน; ≤ 20 วัน; -; -     | ทุก กฟฟ.
                              | 2. เยี่ยมลูกค้ารายสำคัญ     | 30 ราย; 30 ราย; 30 ราย; 30 ราย | ทุก กฟฟ.
"""
HEAD = "code,name,kind,groups,aliases,via,province,mail\n"
OFFICES = {
    "TRG": "TRG,กฟจ.ตรัง,กฟฟ.1,,,,ตรัง,\n",
    "KBI": "KBI,กฟจ.กระบี่,กฟฟ.1,,,,กระบี่,\n",
    "PTL": "PTL,กฟจ.พัทลุง,กฟฟ.2,,,,พัทลุง,\n",
    "SCN": "SCN,กฟส.สิชล,กฟส.,,,,นครศรีธรรมราช,\n",
}
KEYS = ("8/1", "8/2", "8/3", "8/4")
Typed = Mapping[str, Mapping[str, object]]


def region(*codes: str, rows: str = PLAN, **words) -> bytes:
    """A master whose offices are those of some codes."""
    return adopted(plan(rows, **words), HEAD + "".join(OFFICES[code] for code in codes))


def returns(master: bytes, typed: Typed, day: int = 1) -> list[tuple[str, bytes]]:
    """The returned forms of offices, saved on a day of April."""
    made = {spec.office: form for (_, form), spec in zip(*_forms(master, typed), strict=True)}
    return [
        (f"{code}-{day}.xlsx", saved_at(fill(made[code], dict(what)), f"2019-04-{day:02d}T08:00:00Z"))
        for code, what in typed.items()
    ]


def _forms(master: bytes, typed: Typed):
    generated = pb.generate(master, 1, offices=list(typed))
    return list(generated), list(generated.specs.values())


def merged(tmp_path, master: bytes, typed: Typed, day: int = 1) -> bytes:
    folder = tmp_path / f"returns-{len(list(tmp_path.iterdir()))}"
    folder.mkdir()
    for name, data in returns(master, typed, day) if typed else ():
        (folder / name).write_bytes(data)
    return pb.merge(master, [folder]).proven()


def read(data: bytes) -> tuple[object, ...]:
    """All that law 5 speaks of: facts, figures, status, and the cells of the plan's sheet."""
    master = pb.read_master(data)
    outcome = pb.check(master, [])
    page = openpyxl.load_workbook(io.BytesIO(data))["CR1"]
    cells = {cell.coordinate: cell.value for row in page.iter_rows() for cell in row}
    return outcome.facts, outcome.results, [(s.office, s.quarter, s.state, s.answered) for s in outcome.offices], cells


ANSWERS = st.dictionaries(
    st.sampled_from(sorted(OFFICES)),
    st.dictionaries(st.sampled_from(KEYS), st.integers(1, 9), min_size=1),
    min_size=1,
)


@pytest.mark.proof
@settings(max_examples=2, phases=[Phase.explicit, Phase.generate])  # each example makes three workbooks
@example({"KBI": {"8/1": 1}}, 1)
@example({"KBI": {"8/1": 3, "8/3": 6}}, 2)
@given(ANSWERS, st.integers(1, 3))
def test_merging_parts_and_joining_is_merging_at_once(tmp_path_factory, typed: Typed, cut: int) -> None:
    folder = tmp_path_factory.mktemp("join")
    codes = tuple(OFFICES)
    whole = merged(folder, region(*codes), typed)
    parts = [
        merged(folder, region(*some), {code: what for code, what in typed.items() if code in some})
        for some in (codes[:cut], codes[cut:])
    ]
    joined = pb.join(parts)
    assert read(joined.proven()) == read(whole)
    again = pb.merge(joined.proven(), []).proven()  # its status page no longer tells what the join noticed
    assert read(again) == read(whole)
    assert pb.merge(again, []).proven() == again, "merging nothing changes nothing"
    assert [finding.code for finding in joined.findings if finding.code.startswith("figure-")] == []


def test_parts_of_one_master_with_other_returns_are_joined(tmp_path) -> None:
    master = region("TRG", "KBI", "SCN")
    typed = {"TRG": {"8/2": 3}, "KBI": {"8/2": 4}}
    parts = [merged(tmp_path, master, {code: what}) for code, what in typed.items()]
    assert read(pb.join(parts).proven()) == read(merged(tmp_path, master, typed))
    one, other = pb.join(parts), pb.join(parts[::-1])
    assert (one.facts, one.results) == (other.facts, other.results)


def test_a_part_without_results_is_named_first_or_last(tmp_path) -> None:
    master = region("TRG", "KBI")
    empty, full = master, merged(tmp_path, master, {"TRG": {"8/2": 3}})
    for parts in ([empty, full], [full, empty]):
        assert [f.code for f in pb.join(parts).findings if f.code.startswith("join-")] == ["join-no-results"]


def test_one_office_with_two_answers_is_asked_and_the_later_one_counts(tmp_path) -> None:
    master = region("TRG", "KBI")
    parts = [merged(tmp_path, master, {"TRG": {"8/2": figure}}, day) for day, figure in ((2, 7), (1, 3))]
    for books in (parts, parts[::-1]):
        joined = pb.join(books)
        assert [(fact.office, fact.raw) for fact in joined.facts] == [("TRG", "7")]
        (asked,) = [finding for finding in joined.findings if finding.code == "join-answers-differ"]
        assert (asked.key, asked.office, asked.quarter) == ("8/2", "TRG", 1)
        assert {asked.raw, asked.args["used"]} == {"3", "7"}
    same = pb.join([parts[0], parts[0]])
    assert [finding.code for finding in same.findings if finding.code.startswith("join-")] == ["join-part-twice"]


def test_who_fills_in_is_who_any_part_asks(tmp_path) -> None:
    parts = [
        edit(region("TRG"), "register", {"8/2": {"who": "กฟจ.ตรัง"}}),
        edit(region("KBI"), "register", {"8/2": {"who": "กฟจ.กระบี่", "rule": "ค่ามากที่สุด"}}),
    ]
    joined = pb.join([merged(tmp_path, part, {}) for part in parts])
    again = pb.read_master(joined.proven())
    assert again.decisions["8/2"].offices == ("TRG", "KBI")
    assert again.decisions["8/1"].who == "ทุก กฟฟ."
    codes = {(finding.code, finding.key) for finding in joined.findings if finding.code.startswith("join-")}
    assert codes == {("join-decision-differs", "8/2"), ("join-no-results", "")}


def test_different_plans_are_rolled_up_into_the_plan_one_level_up(tmp_path) -> None:
    other = PLAN.replace("หลักที่ 8", "หลักที่ 5").replace("2. เยี่ยม", "6. เยี่ยม").replace("สำรวจความต้องการ", "สอบถามปัญหา")
    parts = [
        merged(tmp_path, region("TRG", "SCN"), {"TRG": {"8/1": 1, "8/2": 3, "8/3": 12}, "SCN": {"8/2": 2, "8/3": 18}}),
        merged(tmp_path, region("KBI", rows=other), {"KBI": {"5/6": 4, "5/3": 25}}),
    ]
    joined = pb.join(parts, plan(UP))
    figures = {(result.key, result.quarter): result.display for result in joined.results}
    assert figures["2/2", 1] == "9 ราย (3/3)"
    assert figures["2/1", 1] == "25 วัน (3/3)"
    assert sorted({fact.key for fact in joined.facts}) == ["2/1", "2/2"]
    told = {(finding.code, finding.key) for finding in joined.findings if finding.code.startswith("join-")}
    assert told == {("join-activity-unknown", "8/1")}
    page = openpyxl.load_workbook(io.BytesIO(joined.proven()))["CR1"]
    assert str(page["D7"].value).startswith("9 ราย")
    assert {"facts", "register", "status"} <= owned_sheets(joined.proven()).keys()
    master = adopted(plan(UP), HEAD + "".join(OFFICES.values()))
    assert set(pb.join(parts, master).facts) == set(joined.facts)


def code_of(*parts: bytes, master: bytes | None = None) -> str:
    with pytest.raises(pb.PlanbookError) as told:
        pb.join(parts, master)
    return told.value.code


def test_what_does_not_belong_together_is_refused() -> None:
    one = region("TRG")
    assert code_of(one) == "join-one"
    assert code_of(one, region("KBI", year=2563)) == "join-years"
    assert code_of(one, region("KBI"), master=plan(UP, year=2563)) == "join-years"
    assert code_of(one, region("KBI", rows=PLAN.replace("ความพึงพอใจ", "ร้องเรียน"))) == "join-plans"
    renamed = adopted(plan(PLAN), HEAD + OFFICES["TRG"].replace("ตรัง", "ระนอง"))
    assert code_of(one, renamed) == "join-office-code"
    assert code_of(one, plan(PLAN)) == "not-a-master"


def test_the_command_joins_workbooks(tmp_path, capsys: pytest.CaptureFixture[str]) -> None:
    for code, figure in (("TRG", 3), ("KBI", 4)):
        (tmp_path / f"{code}.xlsx").write_bytes(merged(tmp_path, region(code), {code: {"8/2": figure}}))
    out = tmp_path / "sector.xlsx"
    words = ["join", str(tmp_path / "TRG.xlsx"), str(tmp_path / "KBI.xlsx"), "-o", str(out)]
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code in (0, 1)
    said = capsys.readouterr().out
    assert "หน่วยงาน 2 แห่ง ผล 2 รายการ" in said
    assert sorted(fact.raw for fact in pb.read_master(out).facts) == ["3", "4"]
    with pytest.raises(SystemExit) as ended:
        main([*words[:2], str(tmp_path / "TRG.xlsx"), "-o", str(tmp_path / "TRG.xlsx"), "--force"])
    assert ended.value.code == 2


@pytest.fixture(scope="module")
def halves(tmp_path_factory) -> tuple[bytes, bytes]:
    """A plan's two parts, each merged by itself."""
    folder = tmp_path_factory.mktemp("halves")
    typed = {"TRG": {"8/1": 1, "8/2": 3}, "PTL": {"8/1": 2}}
    return tuple(
        merged(folder, region(code, other), {code: typed[code]}) for code, other in (("TRG", "KBI"), ("PTL", "SCN"))
    )


def named(name: str, data: bytes) -> io.BytesIO:
    stream = io.BytesIO(data)
    stream.name = name
    return stream


def twice(outcome: pb.Outcome) -> list[tuple[str, object]]:
    return [(each.file, each.args["other"]) for each in outcome.findings if each.code == "join-part-twice"]


def test_a_part_given_twice_is_told_and_counts_once(halves, tmp_path) -> None:
    one, other = halves
    both = pb.join([named("ก.xlsx", one), named("ข.xlsx", other)])
    assert twice(both) == []
    again = pb.join([named("ก.xlsx", one), named("ข.xlsx", other), named("ก สำเนา.xlsx", one)])
    assert twice(again) == [("ก สำเนา.xlsx", "ก.xlsx")]
    assert read(again.proven()) == read(both.proven())
    # a client has saved the copy: other bytes, the same answers; and a copy alone
    book = openpyxl.load_workbook(io.BytesIO(one))
    book.save(tmp_path / "ก อีกครั้ง.xlsx")
    saved = pb.join([named("ก.xlsx", one), tmp_path / "ก อีกครั้ง.xlsx"])
    assert twice(saved) == [("ก อีกครั้ง.xlsx", "ก.xlsx")]
    assert saved.facts == pb.read_master(one).facts
    # nobody has reported in it: still the same file
    blank = region("TRG")
    assert twice(pb.join([named("1.xlsx", blank), named("2.xlsx", blank)])) == [("2.xlsx", "1.xlsx")]


def test_an_older_file_of_a_region_beside_its_newer_one_is_told(halves, tmp_path) -> None:
    old, other = halves
    new = merged(tmp_path, old, {"KBI": {"8/1": 4}}, day=3)
    outcome = pb.join([named("เก่า.xlsx", old), named("ข.xlsx", other), named("ใหม่.xlsx", new)])
    assert twice(outcome) == [("เก่า.xlsx", "ใหม่.xlsx")]
    assert read(outcome.proven()) == read(pb.join([new, other]).proven())
