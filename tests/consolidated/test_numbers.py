"""Results beside targets that are numbers: numbers with a format, which the region's own formulas reckon with."""

import io
from decimal import Decimal
from fractions import Fraction

import openpyxl
import pytest

import planbook as pb
from planbook.book.package import Package
from planbook.consolidated.fill_results import fill_results
from planbook.consolidated.proof import prove
from planbook.consolidated.result_figures import scale_of, with_digits
from planbook.domain import Result, Rule
from planbook.domain.quantity import without_comparator
from planbook.verify import verify

from ..plans import adopted, plan, saved, shown
from ..quarters import returned, typed_by_staff

PLAN = """
    แผนงานหลักที่ 8 งานลูกค้า | 1. อบรม   | 10 คน; 10 คน; 10 คน; 10 คน  | กฟฟ.ชั้น 1-3
                         | 2. พอใจ  | 90%; 90%; 90%; 90%        | กฟฟ.ชั้น 1-3
                         | 3. ซ่อม   | 20 วัน; 20 วัน; 20 วัน; 20 วัน | กฟฟ.ชั้น 1-3
                         | 4. รายงาน | 1 ครั้ง; 1 ครั้ง; 1 ครั้ง; 1 ครั้ง | กบล.(ผลส.)
"""
"""Targets of activity 1 stand in C6, E6 …, those of the others below; results beside them."""
TARGETS = "CEGI"


def numbered(values: dict[int, tuple[float, str]], own: dict[str, str] | None = None) -> bytes:
    """The plan with targets that are numbers: row → value and number format, in every quarter; ``own`` are the formats
    of result cells."""
    book = openpyxl.load_workbook(io.BytesIO(plan(PLAN)))
    for row, (value, form) in values.items():
        for column in TARGETS:
            cell = book["CR1"][f"{column}{row}"]
            cell.value, cell.number_format = value, form
    for ref, form in (own or {}).items():
        book["CR1"][ref].number_format = form
    return adopted(saved(book))


def result(key: str, value, unit: str, display: str, quarter: int = 1) -> Result:
    return Result(
        key=key, quarter=quarter, value=value, unit=unit, rule=Rule.SUM, offices_reported=2, offices_expected=2,
        met=None, shown=shown(display),
    )  # fmt: skip


def written(data: bytes, *results: Result):
    master = pb.read_master(data)
    placed = fill_results(master, results)
    assert prove(data, placed.data, placed.cells).findings == ()
    return placed, openpyxl.load_workbook(io.BytesIO(placed.data))["CR1"]


@pytest.mark.parametrize(
    ("target", "given", "value", "form"),
    [
        ((10, "General"), (Decimal(14), "คน", "14 คน (2/2)"), 14, "General"),
        ((10, "0"), (Decimal("14.5"), "คน", "14.5 คน (2/2)"), 14.5, "0.0"),
        ((10, '#,##0" คน";-0;"-"'), (Decimal(1400), "คน", "1,400 คน (2/2)"), 1400, '#,##0" คน"'),
        ((10, '#,##0" คน";-0;"-"'), (Decimal(0), "คน", "0 คน (2/2)"), 0, '#,##0" คน"'),
        ((20, '"≤ "0" วัน"'), (Decimal(25), "วัน", "25 วัน (2/2)"), 25, '0" วัน"'),
        ((10, "General"), (Fraction(100, 3), "คน", "33.33 คน (2/2)"), 33.3333333333333, "0.00"),
        ((10, '_-* #,##0_-;-* #,##0_-;_-* "-"??_-;_-@_-'), (Decimal(7), "คน", "7 คน (2/2)"), 7, "_-* #,##0_-"),
    ],
)
def test_a_result_has_the_number_format_of_its_target_without_comparator_or_dash(target, given, value, form):
    _, page = written(numbered({6: target}), result("8/1", *given))
    assert (page["D6"].value, page["D6"].number_format) == (value, form)


@pytest.mark.parametrize(
    ("target", "value", "form"),
    [
        ((0.9, "0%"), 0.920633333333333, "0.00%"),
        ((90, '0"%"'), 92.0633333333333, '0.00"%"'),
        ((90, "General"), 92.0633333333333, "0.00"),
    ],
)
def test_a_percentage_is_on_the_scale_of_its_target(target, value, form):
    _, page = written(numbered({7: target}), result("8/2", Fraction(9206333333333333, 10**14), "%", "92.06% (2/2)"))
    assert page["D7"].value == pytest.approx(value, rel=1e-14)
    assert page["D7"].number_format == form


def test_where_nobody_can_tell_the_scale_the_result_stays_a_text():
    _, page = written(numbered({7: (0.9, "General")}), result("8/2", Decimal(92), "%", "92% (2/2)"))
    assert str(page["D7"].value).startswith("92%")


def test_beside_targets_that_are_texts_results_are_texts():
    _, page = written(adopted(plan(PLAN)), result("8/1", Decimal(14), "คน", "14 คน (2/2)"))
    assert page["D6"].value == "14 คน (2/2)" or page["D6"].value == "14 คน"


def test_the_regions_own_format_of_a_result_cell_stays_where_it_shows_the_figure():
    data = numbered({6: (10, "0")}, own={"D6": '0.00" คน"', "F6": "0", "H6": '0;-0;"-"'})
    results = [
        result("8/1", Decimal(14), "คน", "14 คน (2/2)"),
        result("8/1", Decimal("14.5"), "คน", "14.5 คน (2/2)", 2),
        result("8/1", Decimal(0), "คน", "0 คน (2/2)", 3),
    ]
    _, page = written(data, *results)
    assert [page[ref].number_format for ref in ("D6", "F6", "H6")] == ['0.00" คน"', "0.0", "0"]


def test_the_list_of_formats_does_not_grow_with_counts_or_quarters(save):
    data = numbered({6: (10, "General"), 7: (0.9, "0%")})
    typed = {"TRG": {"8/1": 7, "8/2": 0.95}, "KBI": {"8/1": 8, "8/2": 0.955}}
    sizes = []
    for quarter in (1, 2, 3, 4):
        outcome = pb.merge(data, returned(save, data, typed, quarter=quarter), quarter=quarter)
        assert outcome.proof.holds
        data = outcome.data
        styles = openpyxl.load_workbook(io.BytesIO(data))._cell_styles
        sizes.append(len(styles))
    assert sizes[1:] == sizes[:1] * 3
    page = openpyxl.load_workbook(io.BytesIO(data))["CR1"]
    assert [page[ref].value for ref in ("D6", "F6", "H6", "J6")] == [15, 15, 15, 15]
    assert page["D7"].value == 0.9525
    assert not [f for f in outcome.findings if f.code.startswith("result-cell")], "its own numbers are known again"


def test_a_second_opinion_reads_the_numbers(save):
    data = numbered({6: (10, "General"), 7: (0.9, "0%")})
    typed = {"TRG": {"8/1": 7, "8/2": 0.95}, "KBI": {"8/1": 8, "8/2": 0.956}}
    made = pb.merge(data, returned(save, data, typed)).data
    assert verify(io.BytesIO(made)).differ == []
    changed = verify(io.BytesIO(typed_by_staff(made, {"D7": 0.99})))
    assert len(changed.differ) == 1


def test_a_number_typed_over_is_told_as_it_is_shown_and_one_that_goes_gives_the_cell_back(save):
    data = numbered({7: (0.9, "0%")}, own={"D7": "0.0"})
    made = pb.merge(data, returned(save, data, {"TRG": {"8/2": 0.95}, "KBI": {"8/2": 0.956}})).data
    edited = typed_by_staff(made, {"D7": 0.99})
    told = [(f.raw, f.fields["before"]) for f in pb.lint(edited) if f.code == "result-cell-edited"]
    assert told == [("99.0%", "95.3%")]
    out = [pb.Choice(file=f"{office}-1.xlsx", use=pb.Use.EXCLUDE, because="ส่งผิด") for office in ("TRG", "KBI")]
    gone = pb.merge(made, [], choices=out)
    page = openpyxl.load_workbook(io.BytesIO(gone.data))["CR1"]
    assert (page["D7"].value, page["D7"].number_format) == (None, "0.0")


def test_a_result_below_which_there_is_a_free_row_has_its_count_there():
    rows = PLAN.replace("| 2. พอใจ", "| เป้าหมายตามข้อตกลง\n | 2. พอใจ")
    book = openpyxl.load_workbook(io.BytesIO(plan(rows)))
    for column in TARGETS:
        book["CR1"][f"{column}6"] = 10
    _, page = written(adopted(saved(book)), result("8/1", Decimal(14), "", "14 (2/2)"))
    assert (page["D6"].value, page["D7"].value) == (14, "(2/2)")


def with_formulas(data: bytes, formulas: dict[str, str]) -> bytes:
    """A master whose staff typed formulas, as Excel saves it: with a chain of calculation that names them."""
    data = typed_by_staff(data, formulas)
    package = Package.open(data)
    cells = "".join(f'<c r="{ref}" i="1"/>' for ref in formulas)
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml"
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/calcChain"
    types = package.read("[Content_Types].xml").replace(
        b"</Types>", f'<Override PartName="/xl/calcChain.xml" ContentType="{kind}"/></Types>'.encode()
    )
    rels = package.read("xl/_rels/workbook.xml.rels").replace(
        b"</Relationships>", f'<Relationship Id="rId99" Type="{rel}" Target="calcChain.xml"/></Relationships>'.encode()
    )
    return package.build(
        {
            "[Content_Types].xml": types,
            "xl/_rels/workbook.xml.rels": rels,
            "xl/calcChain.xml": f'<calcChain xmlns="{main}">{cells}</calcChain>'.encode(),
        }
    )


TYPED = {"TRG": {"8/1": 7, "8/2": 0.95}, "KBI": {"8/1": 8, "8/2": 0.96}, "PLS": {"8/4": 1}}


def test_a_formula_in_a_result_cell_stays_and_is_told_unless_the_staff_choose_otherwise(save):
    data = with_formulas(numbered({6: (10, "0")}), {"D6": "=3+4", "Q1": "=1+1"})
    returns = returned(save, data, TYPED)
    kept = pb.merge(data, returns)
    assert kept.proof.holds
    page = openpyxl.load_workbook(io.BytesIO(kept.data))["CR1"]
    assert page["D6"].value == "=3+4"
    told = [(f.cell, f.fields["formula"], f.fields["new"]) for f in kept.findings if f.code == "result-formula-kept"]
    assert told == [("D6", "=3+4", "15 (2/2)")]
    assert "xl/calcChain.xml" in Package.open(kept.data).names
    assert not [f for f in pb.lint(kept.data) if f.code == "result-cell-edited"]
    again = pb.merge(kept.data, returns)
    assert again.data == kept.data, "merging twice equals merging once"
    book = openpyxl.load_workbook(io.BytesIO(kept.data), data_only=True)
    detail = next(sheet for sheet in book.worksheets if sheet.title.startswith("8-1"))
    assert any("15" in str(cell.value) for row in detail.iter_rows() for cell in row), "the figure is on its form"

    replaced = pb.merge(data, returns, replace_formulas=True)
    assert replaced.proof.holds
    page = openpyxl.load_workbook(io.BytesIO(replaced.data))["CR1"]
    assert page["D6"].value == 15
    package = Package.open(replaced.data)
    assert "xl/calcChain.xml" not in package.names, "no chain names a cell that has no formula"
    assert b"calcChain" not in package.read("[Content_Types].xml") + package.read("xl/_rels/workbook.xml.rels")
    later = pb.merge(replaced.data, returns)
    page = openpyxl.load_workbook(io.BytesIO(later.data))["CR1"]
    assert page["D6"].value == 15, "what gave way once does not come back"


def test_one_formula_that_fills_several_result_cells_stays_in_any_case(save):
    book = openpyxl.load_workbook(io.BytesIO(numbered({6: (10, "0")})))
    book["CR1"]["D6"] = openpyxl.worksheet.formula.ArrayFormula("D6:D7", "={1;2}")
    data = saved(book)
    for choice in (False, True):
        outcome = pb.merge(data, returned(save, data, TYPED), replace_formulas=choice)
        assert outcome.proof.holds
        assert {f.cell for f in outcome.findings if f.code == "result-formula-kept"} == {"D6", "D7"}


def test_formulas_that_read_result_cells_are_listed_and_computed_on_opening(save):
    book = openpyxl.load_workbook(io.BytesIO(numbered({6: (10, "0"), 7: (0.9, "0%")})))
    page = book["CR1"]
    page["P6"], page["P7"] = "=SUM(D6,F6,H6,J6)", '=IFERROR($D$7/C7,"")'
    page["P8"], page["Q8"] = "=SUM(ผลรายเดือน)", '="D6"&C6'
    book.defined_names["ผลรายเดือน"] = openpyxl.workbook.defined_name.DefinedName("ผลรายเดือน", attr_text="'CR1'!$D:$D")
    other = book.create_sheet("สรุปของเรา")
    other["A1"] = "=CR1!D8"
    data = saved(book)
    outcome = pb.merge(data, returned(save, data, TYPED | {"TRG": {**TYPED["TRG"], "8/3": 12}}))
    assert outcome.proof.holds
    told = {(f.code, f.sheet): f.fields["cells"] for f in outcome.findings if f.code.startswith("result-formulas")}
    assert told == {
        ("result-formulas", "CR1"): "P6, P7, P8",
        ("result-formulas", "สรุปของเรา"): "A1",
        ("result-formulas-text", "CR1"): "P8",
        ("result-formulas-text", "สรุปของเรา"): "A1",
    }
    assert b'fullCalcOnLoad="1"' in Package.open(outcome.data).read("xl/workbook.xml")


@pytest.mark.parametrize(
    ("code", "scale"),
    [("General", 1), ("0%", 100), ("0,,", Decimal("0.000001")), ("@", None), ("d/m/yyyy", None), ("# ?/?", None)],
)
def test_what_one_is_shown_as(code, scale):
    assert scale_of(code) == scale


def test_a_format_keeps_its_words_and_gains_the_decimals_that_are_needed():
    assert with_digits('"ไม่เกิน "0.0" วัน";-0', Decimal("3.25"), 2, without_comparator) == '0.00" วัน"'
    assert with_digits("0,,", Decimal("1.5"), 1) == "0.0,,"
