"""A figure that offices are missing from, and what is too long for its cell: nothing is printed that cannot be read."""

import io
import re

import openpyxl
import pytest

import planbook as pb
from planbook import verify
from planbook.book.package import Package
from planbook.book.styles import StyleSheet
from planbook.consolidated.plan_cells import PlanCells
from planbook.domain import width
from tests.plans import adopted, plan, saved
from tests.quarters import returned

ROWS = """
    แผนงานหลักที่ 3 งานบริการ | 1. สำรวจ | 3 ราย; 3 ราย; -; - | ทุก กฟฟ.
                         | 2. รายงาน | 4; 4; -; - | ทุก กฟฟ.
"""


@pytest.fixture
def save(tmp_path):
    def write(files):
        for name, data in files.items():
            (tmp_path / name).write_bytes(data)
        return tmp_path

    return write


def region(*, wide: float = 20, font: float = 14, scale: int = 100) -> bytes:
    """A master whose result columns are so many characters wide, printed at a scale."""
    sheets = openpyxl.load_workbook(io.BytesIO(plan(ROWS)))
    for cell in ("C7", "E7"):
        sheets["CR1"][cell] = 4
        sheets["CR1"][cell].number_format = "0"
    book = openpyxl.load_workbook(io.BytesIO(adopted(saved(sheets))))
    page = book["CR1"]
    page.page_setup.scale = scale
    for column in "DFHJ":
        page.column_dimensions[column].width = wide
    for row in (6, 7):
        for column in range(1, 12):
            page.cell(row, column).font = openpyxl.styles.Font(size=font)
    return saved(book)


def merged(save, data: bytes, **options) -> pb.Outcome:
    typed = {"TRG": {"3/1": 2, "3/2": 5}, "KBI": {"3/1": 1, "3/2": 5}}
    return pb.merge(pb.read_master(data), returned(save, data, typed), **options)


def shown(outcome: pb.Outcome, cell: str) -> tuple[object, str]:
    found = openpyxl.load_workbook(io.BytesIO(outcome.data))["CR1"][cell]
    return found.value, found.number_format


@pytest.mark.parametrize(
    ("partial", "text", "number"),
    [
        (
            "show",
            "3 ราย (2/3)",
            (10, '0"†"'),
        ),  # no room for a count beside a number: a dagger says that some are missing
        ("hold", None, None),
        ("mark", "3 ราย† (2/3)", (10, '0"†"')),
    ],
)
def test_what_the_plan_shows_of_a_figure_that_offices_are_missing_from(save, partial, text, number) -> None:
    outcome = merged(save, region(), partial=partial)
    assert shown(outcome, "D6")[0] == text
    value, form = shown(outcome, "D7")
    if number:
        assert value == number[0]
        assert form.endswith('"†"')
    else:
        assert value is None
    assert {result.key: result.display for result in outcome.results}["3/1"] == "3 ราย (2/3)"  # elsewhere in full
    assert outcome.proof.findings == ()
    assert verify.verify(io.BytesIO(outcome.data), ()).differ == []


@pytest.mark.parametrize(
    ("wide", "text"),
    [(20, "3 ราย (2/3)"), (8, "3 ราย (2/3)"), (6, "3 ราย†"), (4, "3†")],
)
def test_the_count_and_then_the_unit_give_way_to_a_figure_that_can_be_read(save, wide, text) -> None:
    assert shown(merged(save, region(wide=wide)), "D6")[0] == text


@pytest.mark.parametrize(("wide", "text"), [(6, "3 ราย†"), (4, "3†")])
def test_the_mark_of_a_figure_that_offices_are_missing_from_outlives_its_unit(save, wide, text) -> None:
    assert shown(merged(save, region(wide=wide), partial="mark"), "D6")[0] == text


@pytest.mark.parametrize("wide", [4, 6, 8, 10, 14])
@pytest.mark.parametrize(("font", "scale"), [(14, 100), (14, 60), (10, 80), (16, 50)])
def test_no_result_is_printed_smaller_than_eight_points(save, wide, font, scale) -> None:
    outcome = merged(save, region(wide=wide, font=font, scale=scale))
    cells = PlanCells(outcome.data)
    for cell in ("D6", "D7"):
        place = ("CR1", cell)
        points, text = cells.printed_points(place), cells.shows(place)
        assert points == pytest.approx(font * scale / 100)
        room = cells.width(place)
        shrinks = "shrinkToFit" in _alignment(outcome.data, cells.style(place))
        printed = points * min(1, room / max(width(text), 1)) if shrinks else points
        assert printed >= min(8, points) - 0.01, (cell, text, printed)


def _alignment(data: bytes, style: int) -> str:
    package = Package.open(data)
    sheet = StyleSheet(package.read("xl/styles.xml"))
    xfs = re.findall(
        rb"<xf [^>]*?(?:/>|>.*?</xf>)", sheet.to_bytes().partition(b"<cellXfs")[2].partition(b"</cellXfs>")[0]
    )
    return xfs[style].decode()


def test_a_sheet_that_is_fitted_to_its_page_is_measured_by_its_columns() -> None:
    book = openpyxl.load_workbook(io.BytesIO(region()))
    page = book["CR1"]
    page.sheet_properties.pageSetUpPr = openpyxl.worksheet.properties.PageSetupProperties(fitToPage=True)
    page.page_setup.fitToHeight = 0
    page.page_setup.orientation = "landscape"
    small, large = PlanCells(saved(book)), PlanCells(region())
    assert small.printed_points(("CR1", "D6")) < large.printed_points(("CR1", "D6"))
