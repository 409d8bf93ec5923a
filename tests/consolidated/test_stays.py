"""No stale figure: a result cell that nothing stands behind any more is put back as the region had it, and told."""

import io

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font, PatternFill

import planbook as pb
from planbook.book.owned import strip
from planbook.book.package import Package, Workbook
from planbook.book.patch import read_cells
from planbook.book.styles import StyleSheet
from planbook.consolidated.kept import read_result_cells
from planbook.simulate.filling import saved_at

from ..filling import fill
from ..plans import adopted, edit, plan, saved
from ..quarters import returned, typed_by_staff

PLAN = """
    แผนงานหลักที่ 8 งานลูกค้า | 1. สำรวจความต้องการ  | 1 ครั้ง; 1 ครั้ง; 1 ครั้ง; 1 ครั้ง | กบล.(ผลส.)
                         | 2. เยี่ยมลูกค้ารายสำคัญ | 3 ราย; 3 ราย; 3 ราย; 3 ราย     | กฟฟ.ชั้น 1-3
                         | เป้าหมายตามข้อตกลง
                         | 3. แก้ไขไฟดับ         | 60%; 60%; 60%; 60%             | กฟฟ.ชั้น 1-3
"""
"""Results of the first quarter go to D6, D7 (with a free row D8 below), and D9."""
REPORTED = {"PLS": {"8/1": 1}, "TRG": {"8/2": 3, "8/3": 0.9}, "KBI": {"8/2": 4, "8/3": 0.8}}
HISTORY = {"figure-restated", "result-cell-restored", "result-cell-typed", "result-cell-overwritten", "figure-changed"}


def book(data: bytes, sheet: str = "CR1"):
    return openpyxl.load_workbook(io.BytesIO(data))[sheet]


def cells(outcome: pb.Outcome, *refs: str) -> tuple[object, ...]:
    assert outcome.proof.holds
    page = book(outcome.data)
    return tuple(page[ref].value for ref in refs)


def told(outcome: pb.Outcome) -> list[tuple[str, str, str]]:
    return sorted((f.code, f.key, f.raw) for f in outcome.findings if f.code in HISTORY)


@pytest.fixture
def plain() -> bytes:
    return adopted(plan(PLAN))


@pytest.fixture
def merged(plain, save) -> bytes:
    outcome = pb.merge(plain, returned(save, plain, REPORTED))
    assert cells(outcome, "D6", "D7", "D8", "D9") == ("1 ครั้ง", "7 ราย", "(2/2)", "85% (2/2)")
    return outcome.data


def test_a_correction_that_holds_a_remark_alone_takes_the_figure_away(merged, save):
    ((_, reopened),) = pb.generate(merged, 1, offices=["PLS"], correction=True)
    changed = fill(reopened, {"8/1": None, ("8/1", "remark"): "ยังไม่ได้ทำ"})
    remark = save({"แก้.xlsx": saved_at(changed, "2019-04-02T08:00:00Z")})
    outcome = pb.merge(merged, remark)
    assert cells(outcome, "D6") == (None,)
    assert told(outcome) == [("figure-changed", "8/1", "-"), ("result-cell-restored", "8/1", "1 ครั้ง")]
    assert pb.merge(outcome.data, remark).data == outcome.data
    assert [(change.office, change.old, change.new) for change in pb.read_master(outcome.data).changes] == [
        ("PLS", 1, None),
        ("", "1 ครั้ง", None),
    ]


@pytest.mark.parametrize(
    ("key", "typed", "stands", "cell"),
    [
        ("8/1", {"asked": "ไม่"}, (None, "7 ราย", "(2/2)", "85% (2/2)"), "1 ครั้ง"),
        ("8/2", {"who": "กฟจ.ตรัง"}, ("1 ครั้ง", "7 ราย", None, "85% (2/2)"), "(2/2)"),
        ("8/2", {"asked": "ไม่"}, ("1 ครั้ง", None, None, "85% (2/2)"), "7 ราย (2/2)"),
        ("8/3", {"rule": "อัตราส่วน", "kind": "ตัวตั้ง/ตัวหาร"}, ("1 ครั้ง", "7 ราย", "(2/2)", None), "85% (2/2)"),
    ],
)
def test_what_the_register_no_longer_asks_goes_and_is_told(merged, key, typed, stands, cell):
    outcome = pb.merge(edit(merged, "register", {key: typed}), [])
    assert cells(outcome, "D6", "D7", "D8", "D9") == stands
    assert [(f.key, f.raw) for f in outcome.findings if f.code == "result-cell-restored"] == [(key, cell)]
    assert [f.key for f in outcome.findings if f.code == "figure-restated"] == [key]
    again = pb.merge(outcome.data, [])
    assert again.data == outcome.data
    assert told(again) == []


def test_a_second_office_under_carry_leaves_no_figure_of_the_first(merged, save):
    asked = edit(merged, "register", {"8/1": {"who": "กบล.(ผลส.), กฟจ.ตรัง"}})
    outcome = pb.merge(asked, returned(save, asked, {"TRG": {"8/1": 5}}, day=2))
    assert cells(outcome, "D6") == (None,)
    assert ("result-cell-restored", "8/1", "1 ครั้ง") in told(outcome)


@pytest.mark.parametrize("value", ["ตามแผน", 12, 0.5, True, "=1+C6", "0012"])
def test_what_the_region_had_there_comes_back_as_it_was(plain, save, value):
    workbook = openpyxl.load_workbook(io.BytesIO(plain))
    cell = workbook["CR1"]["D6"]
    cell.value, cell.font, cell.fill = value, Font(bold=True), PatternFill("solid", fgColor="FFFF00")
    cell.number_format = "0.00"
    before = saved(workbook)
    first = pb.merge(before, returned(save, before, REPORTED), replace_formulas=True)
    assert cells(first, "D6") == ("1 ครั้ง",)
    outcome = pb.merge(edit(first.data, "register", {"8/1": {"asked": "ไม่"}}), [])
    assert cells(outcome, "D6") == (value,)
    now = book(outcome.data)["D6"]
    assert (now.font.b, now.fill.fgColor.rgb, now.number_format) == (True, "00FFFF00", "0.00")


def test_a_text_in_several_looks_comes_back_in_them(plain, save):
    rich = CellRichText("ตาม ", TextBlock(InlineFont(b=True, color="FFC00000"), "แผน <2> & "), "เดิม")
    staff = openpyxl.load_workbook(io.BytesIO(plain), rich_text=True)
    staff["CR1"]["D6"] = rich
    merged = pb.merge(saved(staff), returned(save, plain, {"PLS": {"8/1": 1}}))
    assert cells(merged, "D6") == ("1 ครั้ง",)
    outcome = pb.merge(edit(merged.data, "register", {"8/1": {"asked": "ไม่"}}), [])
    assert outcome.proof.holds
    assert openpyxl.load_workbook(io.BytesIO(outcome.data), rich_text=True)["CR1"]["D6"].value == rich
    assert [f.args["new"] for f in outcome.findings if f.code == "result-cell-restored"] == ["ตาม แผน <2> & เดิม"]


def test_a_text_that_was_shrunk_leaves_the_cells_look_as_it_was(plain, save):
    """Byte for byte the same format, and no format more than the shrunk one."""
    edited = edit(plain, "register", {"8/3": {"kind": "จำนวน", "unit": "ราย", "rule": "รวม"}})
    first = pb.merge(edited, returned(save, edited, {"TRG": {"8/3": 12345}, "KBI": {"8/3": 1}}))
    assert book(first.data)["D9"].alignment.shrink_to_fit
    off = pb.merge(edit(first.data, "register", {"8/3": {"asked": "ไม่"}}), [])
    assert (book(off.data)["D9"].value, bool(book(off.data)["D9"].alignment.shrink_to_fit)) == (None, False)
    straight = first.data
    package = Package.open(pb.merge(straight, returned(save, edited, {"TRG": {"8/3": 1}}, day=3)).data)
    styles = StyleSheet(package.read(Workbook(package).styles_part))
    part = Workbook(package).sheet("CR1").part
    assert styles.number_format(read_cells(package.read(part), ["D9"])["D9"].style) == "General"


def test_a_figure_that_grows_short_again_is_no_longer_shrunk(plain, save):
    edited = edit(plain, "register", {"8/3": {"kind": "จำนวน", "unit": "ล้านบาท", "rule": "รวม"}})
    long = returned(save, edited, {"TRG": {"8/3": 1234567890}, "KBI": {"8/3": 1}})
    short = returned(save, edited, {"TRG": {"8/3": 1}}, day=2)
    parts = pb.merge(pb.merge(edited, long).data, short)
    at_once = pb.merge(edited, [long, short])
    looks = [(book(o.data)["D9"].value, bool(book(o.data)["D9"].alignment.shrink_to_fit)) for o in (parts, at_once)]
    assert looks[0] == looks[1]


# Where the cell has gone meanwhile


def moved_rows(data: bytes, *, follow: bool) -> bytes:
    """Two rows put in above the activities; a spreadsheet program lets the formulas follow, a library does not."""
    workbook = openpyxl.load_workbook(io.BytesIO(data))
    page = workbook["CR1"]
    page.insert_rows(6, 2)
    if follow:
        for row in workbook["planbook-cells"].iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.value.startswith("='CR1'!"):
                    ref = cell.value.rpartition("!")[2]
                    cell.value = f"='CR1'!{ref[0]}{int(ref[1:]) + 2}"
    return saved(workbook)


@pytest.mark.parametrize("follow", [True, False])
def test_a_cell_whose_row_was_moved_is_found_again(merged, follow):
    shifted = edit(moved_rows(merged, follow=follow), "register", {"8/1": {"asked": "ไม่"}})
    outcome = pb.merge(shifted, [])
    assert cells(outcome, "D8", "D9", "D10", "D11") == (None, "7 ราย", "(2/2)", "85% (2/2)")
    assert told(outcome) == [("figure-restated", "8/1", "-"), ("result-cell-restored", "8/1", "1 ครั้ง")]


def test_a_cell_of_an_activity_that_is_no_longer_one_is_found_by_its_formula(merged):
    gone = typed_by_staff(merged, {"B6": None, "C6": None, "E6": None, "G6": None, "I6": None, "N6": None})
    outcome = pb.merge(gone, [])
    assert cells(outcome, "D6") == (None,)
    restated = [f for f in outcome.findings if f.code == "figure-restated"]
    assert [(f.key, f.fields["cause"][0].code) for f in restated] == [("8/1", "cause.activity-gone")]


def test_a_sheet_that_was_renamed_is_followed(merged):
    workbook = openpyxl.load_workbook(io.BytesIO(merged))
    workbook["CR1"].title = "แผน CR1"
    outcome = pb.merge(edit(saved(workbook), "register", {"8/1": {"asked": "ไม่"}}), [])
    assert book(outcome.data, "แผน CR1")["D6"].value is None
    assert told(outcome) == [("figure-restated", "8/1", "-"), ("result-cell-restored", "8/1", "1 ครั้ง")]


def test_a_workbook_of_an_earlier_version_knows_what_its_facts_still_come_to(merged):
    """It kept no table: what its facts come to, and a count of offices under a result, are taken for planbook's."""
    old = strip(merged, suffixes=lambda suffix: suffix in ("cells", "published"))
    assert read_result_cells(old) is None
    same = pb.merge(old, [])
    assert told(same) == []
    assert cells(same, "D6", "D7", "D8", "D9") == ("1 ครั้ง", "7 ราย", "(2/2)", "85% (2/2)")
    left = pb.merge(edit(old, "register", {"8/2": {"who": "กฟจ.ตรัง"}}), [])
    assert cells(left, "D7", "D8") == ("7 ราย", None)
    assert ("result-cell-restored", "8/2", "(2/2)") in told(left)


# What somebody typed


def test_what_was_typed_over_a_result_gives_way_by_choice_and_is_kept_for_good(merged, plain, save):
    typed = typed_by_staff(merged, {"D6": "2 ครั้ง", "D8": "(43/43)", "D9": None})
    outcome = pb.merge(typed, [], hand_edits=pb.HandEdits.REPLACE)
    assert cells(outcome, "D6", "D8", "D9") == ("1 ครั้ง", "(2/2)", "85% (2/2)")
    assert [(key, raw) for _, key, raw in told(outcome)] == [("8/1", "2 ครั้ง"), ("8/2", "(43/43)"), ("8/3", "-")]
    kept = [(change.key, change.old, change.new) for change in outcome.changes]
    assert kept == [("8/1", "2 ครั้ง", "1 ครั้ง"), ("8/2", "(43/43)", "(2/2)"), ("8/3", None, "85% (2/2)")]
    data = outcome.data
    for day in (2, 3):
        data = pb.merge(data, returned(save, plain, {"KBI": {"8/2": 4, "8/3": 0.8}}, day=day)).data
    assert {(c.key, c.old) for c in pb.read_master(data).changes} >= {(key, old) for key, old, _ in kept}


def test_what_was_typed_twice_is_kept_twice(merged):
    for _ in range(2):
        merged = pb.merge(typed_by_staff(merged, {"D6": "2 ครั้ง"}), [], hand_edits=pb.HandEdits.REPLACE).data
    assert [change.old for change in pb.read_master(merged).changes] == ["2 ครั้ง", "2 ครั้ง"]


def test_what_was_typed_over_a_result_stays_until_somebody_chooses(merged, plain, save):
    typed = typed_by_staff(merged, {"D6": "2 ครั้ง", "D7": "70 ราย"})
    data = typed
    for more in ([], returned(save, plain, {"KBI": {"8/2": 5, "8/3": 0.8}}, day=3)):
        outcome = pb.merge(data, more)
        assert cells(outcome, "D6", "D7", "D8") == ("2 ครั้ง", "70 ราย", "(2/2)")
        asked = [(f.key, f.raw) for f in outcome.findings if f.code == "result-cell-asked"]
        assert asked == [("8/1", "2 ครั้ง"), ("8/2", "70 ราย")]
        data = outcome.data
    assert pb.merge(data, []).data == data
    kept = pb.merge(data, [], hand_edits=pb.HandEdits.KEEP)
    assert cells(kept, "D6", "D7", "D8") == ("2 ครั้ง", "70 ราย", None)
    assert [(c.key, c.new) for c in kept.changes if c.new in ("2 ครั้ง", "70 ราย")] == [
        ("8/1", "2 ครั้ง"),
        ("8/2", "70 ราย"),
    ]
    again = pb.merge(kept.data, [])
    assert again.data == kept.data, "a choice is kept"
    assert [(f.code, f.key) for f in again.findings if f.code.startswith("result-cell")] == [
        ("result-cell-kept", "8/1"),
        ("result-cell-kept", "8/2"),
    ]
    back = pb.merge(again.data, [], hand_edits=pb.HandEdits.REPLACE)
    assert cells(back, "D6", "D7", "D8") == ("1 ครั้ง", "8 ราย", "(2/2)")
    assert cells(pb.merge(typed, [], hand_edits=pb.HandEdits.REPLACE), "D6", "D7") == ("1 ครั้ง", "7 ราย")


def test_what_was_typed_where_no_return_stands_stays_and_is_told_once(merged):
    typed = typed_by_staff(merged, {"F7": "9 ราย"})
    outcome = pb.merge(typed, [])
    assert cells(outcome, "F7") == ("9 ราย",)
    assert told(outcome) == [("result-cell-typed", "8/2", "9 ราย")]
    assert [(c.quarter, c.old, c.new) for c in outcome.changes] == [(2, None, "9 ราย")]
    assert pb.merge(outcome.data, []).data == outcome.data


def test_what_stood_in_a_result_cell_before_the_first_merge_is_the_regions(plain, save):
    before = typed_by_staff(plain, {"F7": "9 ราย"})
    outcome = pb.merge(before, returned(save, plain, REPORTED))
    assert told(outcome) == []
    assert cells(outcome, "F7") == ("9 ราย",)


def test_a_cell_typed_over_whose_result_goes_keeps_what_was_typed(merged):
    typed = edit(typed_by_staff(merged, {"D6": "ยกเลิก"}), "register", {"8/1": {"asked": "ไม่"}})
    outcome = pb.merge(typed, [])
    assert cells(outcome, "D6") == ("ยกเลิก",)
    assert [code for code, *_ in told(outcome)] == ["figure-restated", "result-cell-typed"]


def test_what_was_typed_on_a_detail_form_is_told_and_kept(merged):
    typed = typed_by_staff(merged, {"C13": 0.99, "C14": None, "E13": "7", "C15": "99%"}, sheet="8-3")
    found = [(f.office, f.quarter, f.raw, f.fields["kept"]) for f in pb.read_master(typed).findings]
    assert found == [
        ("TRG", 1, "99%", "90%"),
        ("TRG", 2, "7", "-"),
        ("KBI", 1, "-", "80%"),
        ("", 1, "99%", "85% (2/2)"),
    ]
    outcome = pb.merge(typed, [])
    assert book(outcome.data, "8-3")["C13"].value == 0.9
    kept = [(c.office, c.quarter, c.old, c.new) for c in pb.read_master(outcome.data).changes]
    assert sorted(kept, key=str) == sorted(
        [("TRG", 1, "99%", "90%"), ("TRG", 2, "7", None), ("KBI", 1, None, "80%"), ("", 1, "99%", "85% (2/2)")], key=str
    )
    assert "detail-typed-over" not in {f.code for f in pb.merge(outcome.data, []).findings}


def test_rows_moved_and_columns_added_on_a_detail_form_are_no_edits(merged):
    workbook = openpyxl.load_workbook(io.BytesIO(merged))
    page = workbook["8-3"]
    page.insert_cols(2)
    page.insert_rows(14)
    assert [f.code for f in pb.read_master(saved(workbook)).findings] == []
