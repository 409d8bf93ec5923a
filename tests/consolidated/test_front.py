"""The first page for management: counts that add up, links that lead somewhere, charts that live on its cells."""

import io
import re
import shutil
import subprocess
from collections import Counter
from dataclasses import replace
from decimal import Decimal

import openpyxl
import pytest

import planbook as pb
from planbook.book.owned import owned_sheets
from planbook.book.package import Package
from planbook.book.write import Book
from planbook.consolidated.front import PERIODS, compose_front
from planbook.consolidated.front_lists import FIRST_COUNT, LAST, LINE, PAGE, Places
from planbook.consolidated.front_page import write_front
from planbook.consolidated.sheets import SheetStyles
from planbook.domain import WHOLE_YEAR, Fact, Master
from planbook.domain.year import Verdict, year_of
from planbook.rollup.results import results_of, statuses_of
from tests.plans import master
from tests.quarters import returned, typed_by_staff

CR1 = """
    แผนงานหลักที่ 3 งานบริการ | 1. สำรวจ | 4 ราย; 4 ราย; -; - | ทุก กฟฟ. | 1.5; 0.5; 2
                         | 2. อบรม | 1 ครั้ง; -; -; - | ทุก กฟฟ. | ; 0.25
                         | 3. สรุปบทเรียน | -; -; สรุป; - | ทุก กฟฟ.
"""
OM1 = "แผนงานหลักที่ 4 งานระบบ | 1. ตรวจสอบ | ≤ 20 วัน; ≤ 20 วัน; -; - | กบล.(ผลส.)"


def region(**settings: object) -> Master:
    return master(CR1, OM1=OM1, summary="CR1 | แผนงานหลักที่ 3\nOM1 | แผนงานหลักที่ 4", settings=settings)


def fact(key: str, office: str, result: float, quarter: int = 1, **more: object) -> Fact:
    exact = Decimal(str(result))
    return Fact(**{"key": key, "office": office, "quarter": quarter, "result": exact, **more})


FACTS = [
    fact("3/1", "TRG", 2),
    fact("3/1", "KBI", 1, remark="รองบ"),
    fact("3/2", "TRG", 1),
    fact("3/2", "KBI", 0, remark="ฝนตก"),
    fact("3/2", "SCN", 1),
    fact("4/1", "PLS", 18),
]


def front(plan: Master, facts: list[Fact], quarters: tuple[int, ...] = (1,)):
    results, _ = results_of(plan, facts, quarters)
    statuses = [status for quarter in quarters for status in statuses_of(plan, facts, quarter, {})]
    years = {
        key: year_of(plan, key, [f for f in facts if f.key == key], [r for r in results if r.key == key], {*quarters})
        for key, decision in plan.decisions.items()
        if decision.asked and key in plan.activities
    }
    return compose_front(plan, facts, results, statuses, years, quarters)


def counted(line, period: int = 1) -> str:
    marks = {Verdict.MET: "✓", Verdict.MISSED: "✗", Verdict.OPEN: "○", Verdict.NOTHING_DUE: "–"}
    return " ".join(f"{marks[each]}{line.counts[period][each]}" for each in Verdict if line.counts[period][each])


def test_activities_are_counted_by_perspective_strategy_and_initiative() -> None:
    page = front(region(), FACTS)
    assert [(line.level, line.number, counted(line)) for line in page.lines] == [
        (0, "", "✓1 ✗1 ○1 –1"),
        (1, "", "✓1 ✗1 ○1 –1"),
        (2, "CR1", "✗1 ○1 –1"),
        (3, "3", "✗1 ○1 –1"),
        (2, "OM1", "✓1"),
        (3, "4", "✓1"),
    ]
    assert [line.budget for line in page.lines] == [Decimal("2.25")] * 4 + [None] * 2
    assert counted(page.lines[0], WHOLE_YEAR) == counted(page.lines[0])
    assert counted(page.lines[0], 2) == ""  # that quarter has not been asked for


def test_every_activity_is_counted_once_in_every_period() -> None:
    page = front(region(), FACTS, (1, 2))
    for period in (1, 2, WHOLE_YEAR):
        whole, *others = [line.counts[period] for line in page.lines]
        assert sum(whole.values()) == 4
        for level in (1, 2, 3):
            lines = [line.counts[period] for line in page.lines if line.level == level]
            assert sum(lines, Counter()) == +whole
        del others


def test_what_is_behind_comes_first_with_the_offices_that_it_hangs_on() -> None:
    page = front(region(), FACTS)
    assert [(each.key, each.verdict, each.offices) for each in page.behind] == [
        ("3/2", Verdict.MISSED, ("กฟจ.กระบี่",)),
        ("3/1", Verdict.OPEN, ("กฟส.สิชล",)),
    ]
    assert [(each.name, each.answered, each.asked, each.missed) for each in page.late] == [
        ("กฟส.สิชล", 1, 2, 0),
        ("กฟจ.กระบี่", 2, 2, 2),
        ("กฟจ.ตรัง", 2, 2, 1),
    ]
    assert [(each.key, each.text, each.missed) for each in page.remarks] == [
        ("3/1", "รองบ", True),
        ("3/2", "ฝนตก", True),
    ]


def test_an_office_that_nothing_was_asked_of_is_not_behind() -> None:
    page = front(region(), [fact("3/1", "TRG", 9, 3)], (3,))
    assert "กบล.(ผลส.)" not in {each.name for each in page.late}
    assert counted(page.lines[-1], 3) == "–1"


@pytest.fixture(scope="module")
def merged(tmp_path_factory) -> pb.Outcome:
    folder = tmp_path_factory.mktemp("front")

    def save(files):
        for name, data in files.items():
            (folder / name).write_bytes(data)
        return folder

    plan = region()
    typed = {"TRG": {"3/1": 2, "3/2": 1}, "KBI": {"3/1": 1, "3/2": 0}, "PLS": {"4/1": 18}}
    return pb.merge(plan, returned(save, plan.data, typed))


def page_of(data: bytes, *, values: bool = False):
    book = openpyxl.load_workbook(io.BytesIO(data), data_only=values)
    return book[owned_sheets(data)["front"]]


def test_it_is_the_first_sheet_or_stands_behind_as_the_region_likes(merged: pb.Outcome) -> None:
    names = openpyxl.load_workbook(io.BytesIO(merged.data)).sheetnames
    assert names[:4] == ["สรุปผู้บริหาร", "สรุป", "CR1", "OM1"]
    behind = pb.merge(region(front="หลัง"), [], quarter=1)
    assert openpyxl.load_workbook(io.BytesIO(behind.data)).sheetnames[:3] == ["สรุป", "CR1", "OM1"]
    assert [outcome.proof.findings for outcome in (merged, behind)] == [(), ()]


def test_names_that_belong_to_a_sheet_follow_it(merged: pb.Outcome) -> None:
    again = pb.merge(pb.read_master(merged.data), [], quarter=1)
    assert again.proof.findings == ()
    once, book = (openpyxl.load_workbook(io.BytesIO(each.data)) for each in (merged, again))
    assert book.sheetnames == once.sheetnames
    said = [[cell.value for row in page_of(each.data).iter_rows() for cell in row] for each in (merged, again)]
    assert said[0] == said[1]
    assert book["สถานะ"].print_area.startswith("'สถานะ'!")
    assert book["สรุปผู้บริหาร"].print_area.startswith("'สรุปผู้บริหาร'!")


def test_sums_are_formulas_and_hold_what_they_come_to(merged: pb.Outcome) -> None:
    live, held = page_of(merged.data), page_of(merged.data, values=True)
    formulas = {cell.coordinate: cell.value for row in live.iter_rows() for cell in row if cell.data_type == "f"}
    assert formulas
    for name, formula in formulas.items():
        parts = re.sub(r"^=(SUM)?|[()]", "", formula).split(",")
        cells = [cell for part in parts for row in _rows(held, part) for cell in row]
        assert held[name].value == pytest.approx(sum(cell.value or 0 for cell in cells)), (name, formula)


def _rows(sheet, part: str):
    found = sheet[part]
    return found if isinstance(found, tuple) else ((found,),)


def test_charts_refer_to_cells_of_the_page(merged: pb.Outcome) -> None:
    package = Package.open(merged.data)
    charts = [package.read(name).decode() for name in package.names if name.startswith("xl/charts/chart")]
    assert len(charts) == 2
    held = page_of(merged.data, values=True)
    for chart in charts:
        references = re.findall(r"<c:f>(?:'([^']+)'|([^!<]+))!([^<]+)</c:f>", chart)
        assert len(references) == 12  # four series: name, captions, figures
        assert {one or other for one, other, _ in references} == {"สรุปผู้บริหาร"}
        for _, _, area in references:
            assert all(cell.value is not None for row in _rows(held, area.replace("$", "")) for cell in row)


def test_labels_of_the_charts_show_their_figures_and_nothing_else(merged: pb.Outcome) -> None:
    package = Package.open(merged.data)
    charts = [package.read(name).decode() for name in package.names if name.startswith("xl/charts/chart")]
    for labels in (each for chart in charts for each in re.findall(r"<c:dLbls>(.*?)</c:dLbls>", chart)):
        shown = dict(re.findall(r'<c:show(\w+) val="(\d)"', labels))
        assert shown == {
            "LegendKey": "0",
            "Val": "1",
            "CatName": "0",
            "SerName": "0",
            "Percent": "0",
            "BubbleSize": "0",
        }


def test_the_longest_key_fits_its_column_and_long_titles_their_rows() -> None:
    page = front(region(), FACTS)
    key, title = "8/1/03/03.1/03.1.1", "สำรวจความต้องการของลูกค้า " * 12
    book = Book(title="")
    sheet = book.add_worksheet("หน้า")
    behind = replace(page.behind[0], key=key, title=title)
    write_front(sheet, book, SheetStyles(book), replace(page, behind=(behind,)), Places("สถานะ", {key: "สถานะ"}))
    made = openpyxl.load_workbook(io.BytesIO(book.finish()))["หน้า"]
    assert made.column_dimensions["A"].width >= len(key) + 1
    (row,) = [cell.row for cell in made["A"] if cell.value == key]
    said = made.cell(row, 2).value
    assert said.endswith("…")
    assert made.row_dimensions[row].height > 1.9 * LINE


def test_a_plan_too_long_for_two_pages_goes_without_its_initiatives_and_says_so() -> None:
    page = front(region(), FACTS)
    strategy, initiative = (next(line for line in page.lines if line.level == level) for level in (2, 3))
    for count, kept in ((20, 20), (300, 0)):
        long = replace(page, lines=(page.lines[0], strategy, *[initiative] * count), behind=(), late=(), remarks=())
        book = Book(title="")
        sheet = book.add_worksheet("หน้า")
        write_front(sheet, book, SheetStyles(book), long, Places("สถานะ", {}))
        made = openpyxl.load_workbook(io.BytesIO(book.finish()))["หน้า"]
        assert sum(cell.value == initiative.number for cell in made["A"]) == kept
        said = any("แสดงถึงระดับกลยุทธ์" in str(cell.value) for cell in made["A"])
        assert said is not bool(kept)
        assert sum(each.height or LINE for each in made.row_dimensions.values()) < 2 * PAGE


def test_every_link_leads_to_a_cell_that_is_there_and_back(merged: pb.Outcome) -> None:
    book = openpyxl.load_workbook(io.BytesIO(merged.data))
    ours = owned_sheets(merged.data)
    leads: dict[str, set[str]] = {}
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.hyperlink and cell.hyperlink.location:
                    name, _, ref = cell.hyperlink.location.rpartition("!")
                    assert book[name.strip("'")][ref] is not None
                    leads.setdefault(sheet.title, set()).add(name.strip("'"))
    detail = ours["detail.3_1"]
    assert {"CR1", "OM1", detail, ours["status"], ours["details"]} <= leads[ours["front"]]
    assert {"CR1", ours["front"], ours["status"], ours["details"]} <= leads[detail]
    assert {"CR1", detail, ours["front"]} <= leads[ours["details"]]
    assert not leads.keys() & {"CR1", "OM1", "สรุป"}  # law 6: no links on the region's own sheets


def test_what_staff_type_on_it_is_gone_with_the_next_merge(merged: pb.Outcome) -> None:
    typed = typed_by_staff(merged.data, {"A8": "บันทึกของเขต"}, sheet="สรุปผู้บริหาร")
    again = pb.merge(pb.read_master(typed), [], quarter=1)
    assert [f.code for f in again.findings if f.code.startswith("proof")] == []
    said = [cell.value for row in page_of(again.data).iter_rows(max_col=LAST + 1) for cell in row]
    assert "บันทึกของเขต" not in said


def test_it_prints_on_two_pages_of_a4(merged: pb.Outcome, tmp_path) -> None:
    if shutil.which("soffice") is None:  # the layout alone
        page = page_of(merged.data)
        assert (page.page_setup.fitToWidth, page.page_setup.fitToHeight) == (1, 2)
        return
    (tmp_path / "book.xlsx").write_bytes(merged.data)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", "--headless", profile, "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(tmp_path / "book.xlsx")], check=True, capture_output=True, timeout=500)
    feet = subprocess.run(["pdftotext", "-layout", str(tmp_path / "book.pdf"), "-"], capture_output=True, check=True)
    pages = feet.stdout.decode().split("\f")
    assert sum("สรุปผลการดำเนินงานตามแผนปฏิบัติการ ปี 2562" in page for page in pages) <= 2


def test_columns_of_counts_are_those_of_the_periods() -> None:
    assert FIRST_COUNT + 4 * len(PERIODS) == LAST
