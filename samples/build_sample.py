"""Build the sample plan ``plan-2562.xlsx`` from ``plan-2562.toml``.

    python samples/build_sample.py            write the workbook
    python samples/build_sample.py --check    exit 1 if the workbook on disk differs

Texts are data and live in the TOML file; how the sheets look is here. The output depends on nothing else:
no clock, no locale.
"""

from __future__ import annotations

import argparse
import io
import re
import sys
import tomllib
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

HERE = Path(__file__).resolve().parent
DATA = HERE / "plan-2562.toml"
WORKBOOK = HERE / "plan-2562.xlsx"

CREATED = datetime(2019, 1, 2, tzinfo=UTC).replace(tzinfo=None)
FONT = "TH SarabunPSK"
ROW_HEIGHT = 21
TALL_ROW_HEIGHT = 44
QUARTERS = 4

CELL_PADDING = 5 / 7  # XlsxWriter adds it to a width; Excel's files count it in

# Columns of a strategy sheet, counted from 0.
PLAN, ACTIVITY, FIRST_TARGET, LAST_RESULT, INVEST, OPERATE, TOTAL, RESPONSIBLE = 0, 1, 2, 9, 10, 11, 12, 13
STRATEGY_WIDTHS = (34, 52, 9, 7, 9, 7, 9, 7, 9, 7, 8, 8, 8, 16)
SUMMARY_WIDTHS = (38, 26, 40)
DETAIL_WIDTHS = (34, *[10] * 9, 12, 24)

PAGE_ROWS = 32  # rows on a printed page, the repeated heading included
SOFT_PAGE_ROWS = 9  # so many rows may stay free at a page's foot to keep an activity together
TITLE_ROWS = 4  # an initiative's first rows, not parted from its title
DETAIL_ROWS = 17  # empty rows of the detail form

DETAIL_FIELDS = (
    "มุมมองตาม BSC :",
    "ลำดับของแผนงาน :",
    "ชื่อแผนงาน :",
    "ชื่อกิจกรรม (ถ้ามี) :",
    "ชื่อกิจกรรมย่อย (ถ้ามี) :",
    "ผู้รับผิดชอบข้อมูล  :",
)


@dataclass(frozen=True)
class Row:
    """One row of the plan table: a piece of the activity's text and what stands beside it."""

    text: str
    targets: tuple[str, ...]  # none, one (lies across all quarters), or one a quarter
    responsible: str
    total: str

    @classmethod
    def parse(cls, line: str) -> Row:
        """Read ``text | targets | responsible | budget total``; fields may be left off at the end."""
        text, targets, responsible, total = (*line.split("|"), "", "", "")[:4]
        values = tuple(value.strip() for value in targets.split(";")) if targets.strip() else ()
        if len(values) not in (0, 1, QUARTERS):
            raise ValueError(f"{QUARTERS} targets, one text or nothing expected: {line!r}")
        return cls(text.rstrip(), values, responsible.strip(), total.strip())

    @property
    def number(self) -> str:
        """The number printed before the text (``03.1`` of ``03.1 …``), empty when there is none."""
        found = re.match(r"\s*(\d+(?:\.\d+)*)", self.text)
        return found.group(1) if found else ""

    @property
    def opens(self) -> bool:
        """Tell whether a page had better begin here than on the next rows."""
        return bool(self.number and (self.targets or self.responsible or re.match(r"\d+\. ", self.text)))


def load() -> dict[str, Any]:
    """Read the data file."""
    return tomllib.loads(DATA.read_text(encoding="utf-8"))


def rows_of(block: dict[str, Any]) -> list[Row]:
    """Give the rows of a block of the plan table."""
    return [Row.parse(line) for line in block["rows"].splitlines()]


def build() -> bytes:
    """Build the workbook and give its bytes."""
    data = load()
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    book.set_properties({"title": plan_title(data), "author": "planbook", "created": CREATED})
    look = formats(book)
    write_summary(book.add_worksheet("สรุป"), look, data)
    for sheet in data["sheets"]:
        StrategySheet(book.add_worksheet(sheet["name"]), look, data, sheet).write()
    write_detail(book.add_worksheet("รายละเอียดแนบ"), look, data["year"])
    book.close()
    return stream.getvalue()


def plan_title(data: dict[str, Any]) -> str:
    """Give the title line of a strategy sheet."""
    return f"แผนปฏิบัติการ ประจำปี {data['year']} ด้าน {data['perspective']}"


def formats(book: xlsxwriter.Workbook) -> dict[str, Format]:
    """Make the cell formats, under the names used below."""

    def add(size: int, **properties: Any) -> Format:
        return book.add_format({"font_name": FONT, "font_size": size, **properties})

    centred = {"align": "center", "valign": "vcenter", "text_wrap": True}
    boxed, sides = {"border": 1}, {"left": 1, "right": 1}
    end = {**sides, "bottom": 1}
    return {
        "title": add(18, bold=True, **centred),
        "subtitle": add(16, bold=True, **centred),
        "heading": add(14, bold=True, **centred, **boxed),
        "caption": add(14, **centred, **boxed),
        "boxed": add(14, valign="vcenter", **boxed),
        "goal": add(14, **centred, **sides),
        "plan": add(14, bold=True, valign="top", **sides),
        "text": add(14, valign="top", **sides),
        "value": add(14, align="center", valign="top", **sides),
        "plan_end": add(14, bold=True, valign="top", **end),
        "text_end": add(14, valign="top", **end),
        "value_end": add(14, align="center", valign="top", **end),
        "plain": add(14, valign="top"),
    }


def set_up(sheet: Worksheet, widths: tuple[int, ...], rows: int) -> None:
    """Set column widths, row heights and what all sheets print alike."""
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width - CELL_PADDING)
    for row in range(rows):
        sheet.set_row(row, ROW_HEIGHT)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.set_margins(left=0.75, right=0.75, top=1, bottom=1)


def write_summary(sheet: Worksheet, look: dict[str, Format], data: dict[str, Any]) -> None:
    """Write which plans belong to which perspective."""
    groups = data["summary"]
    set_up(sheet, SUMMARY_WIDTHS, 4 + sum(len(group["plans"]) for group in groups))
    sheet.center_horizontally()
    sheet.merge_range(0, 0, 0, 2, "สรุปแผนงานแต่ละด้านตาม Balanced Scorecard (BSC)", look["title"])
    subtitle = f"[ แผนปฏิบัติการ {data['region']} ประจำปี {data['year']} ]"
    sheet.merge_range(1, 0, 1, 2, subtitle, look["subtitle"])
    for column, heading in enumerate(("มุมมอง", "กลยุทธ์", "แผนงาน")):
        sheet.write_string(3, column, heading, look["heading"])
    top = 4
    for group in groups:
        bottom = top + len(group["plans"]) - 1
        if bottom == top:
            sheet.set_row(top, TALL_ROW_HEIGHT)
            sheet.write_string(top, 0, group["perspective"], look["caption"])
        else:
            sheet.merge_range(top, 0, bottom, 0, group["perspective"], look["caption"])
        for row, (strategy, plans) in enumerate(group["plans"], top):
            sheet.write_string(row, 1, strategy, look["caption"])
            sheet.write_string(row, 2, plans, look["boxed"])
        top = bottom + 1


def write_detail(sheet: Worksheet, look: dict[str, Format], year: int) -> None:
    """Write the empty detail form: heading fields, then office rows by quarters."""
    head = 3 + len(DETAIL_FIELDS)
    set_up(sheet, DETAIL_WIDTHS, head + 3 + DETAIL_ROWS)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(head, head + 2)
    sheet.merge_range(0, 0, 0, 11, "รายละเอียดแนบประกอบแผนงาน", look["title"])
    for row, field in enumerate(DETAIL_FIELDS, 2):
        sheet.write_string(row, 0, field, look["plain"])
    sheet.merge_range(head, 0, head + 2, 0, "หน่วยงาน", look["heading"])
    unit = "(หน่วยวัด : ……………………..)"
    sheet.merge_range(head, 1, head, 8, f"เป้าหมาย/ผล ปี {year} {unit}", look["heading"])
    for column, heading in enumerate(("รวม", "หน่วยวัด", "หมายเหตุ"), 9):
        sheet.merge_range(head, column, head + 2, column, heading, look["heading"])
    write_quarters(sheet, look, head + 1, 1)
    for row in range(head + 3, head + 3 + DETAIL_ROWS):
        for column in range(len(DETAIL_WIDTHS)):
            sheet.write_blank(row, column, None, look["boxed"])


def write_quarters(sheet: Worksheet, look: dict[str, Format], row: int, column: int) -> None:
    """Write the two heading rows of the quarters: ไตรมาส over เป้าหมาย and ผล."""
    for quarter in range(QUARTERS):
        left = column + 2 * quarter
        sheet.merge_range(row, left, row, left + 1, f"ไตรมาส {quarter + 1}", look["heading"])
        sheet.write_string(row + 1, left, "เป้าหมาย", look["caption"])
        sheet.write_string(row + 1, left + 1, "ผล", look["caption"])


class StrategySheet:
    """One strategy's sheet, written from its first row down."""

    def __init__(self, sheet: Worksheet, look: dict[str, Format], data: dict[str, Any], own: dict[str, Any]) -> None:
        self.sheet, self.look, self.data, self.own = sheet, look, data, own
        self.row = 0

    def write(self) -> None:
        """Write title, heading block, plan table and page set-up."""
        self.sheet.merge_range(0, PLAN, 0, RESPONSIBLE, plan_title(self.data), self.look["title"])
        self.row = 2
        self._items(
            ("1. วัตถุประสงค์เชิงยุทธศาสตร์", "2. กลยุทธ์ระดับองค์กร"),
            ("3. เกณฑ์วัดการดำเนินงาน", "4. เป้าหมาย"),
            (self.own["objective"], self.own["strategy"]),
            self.own["measures"],
        )
        self._items(
            ("5. กลยุทธ์ระดับสายงาน",),
            ("6. เกณฑ์วัดการดำเนินงาน", "7. เป้าหมาย"),
            (self.own["division_strategy"], []),
            self.own["division_measures"],
        )
        self.row += 1
        head = self.row
        self._table_heading()
        first = self.row
        breaks = self._table()
        set_up(self.sheet, STRATEGY_WIDTHS, self.row)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.set_margins(left=0.75, right=0.75, top=1, bottom=1)
        self.sheet.set_header(f"&R {self.data['perspective']} - {self.own['name']}", {"margin": 0.5})
        self.sheet.set_footer("&C&P", {"margin": 0.5})
        self.sheet.repeat_rows(head, first - 1)
        self.sheet.print_area(0, PLAN, self.row - 1, RESPONSIBLE)
        self.sheet.freeze_panes(first, FIRST_TARGET)
        self.sheet.set_h_pagebreaks(breaks)

    def _items(
        self,
        left_captions: tuple[str, ...],
        right_captions: tuple[str, str],
        left: tuple[list[str], list[str]],
        measures: str,
    ) -> None:
        """Write items 1 to 4, or 5 to 7: strategies on the left, measures with their targets on the right."""
        if len(left_captions) == 1:
            self.sheet.merge_range(self.row, PLAN, self.row, ACTIVITY, left_captions[0], self.look["heading"])
        else:
            self.sheet.write_row(self.row, PLAN, left_captions, self.look["heading"])
        self._measure(self.row, *right_captions, self.look["heading"], self.look["heading"])
        lines = [line.partition("|") for line in measures.splitlines()]
        count = max(len(lines), *map(len, left))
        for index in range(count):
            row = self.row + 1 + index
            for column, texts in enumerate(left):
                self._text(row, column, texts[index] if index < len(texts) else "", self.look["text"])
            text, _, target = lines[index] if index < len(lines) else ("", "", "")
            self._measure(row, text.strip(), target.strip(), self.look["text"], self.look["goal"])
        self.row += 1 + count

    def _measure(self, row: int, text: str, target: str, text_look: Format, target_look: Format) -> None:
        self.sheet.merge_range(row, FIRST_TARGET, row, LAST_RESULT, text, text_look)
        self.sheet.merge_range(row, INVEST, row, RESPONSIBLE, target, target_look)

    def _table_heading(self) -> None:
        """Write the three-row heading of the plan table."""
        top, heading, caption = self.row, self.look["heading"], self.look["caption"]
        left = (
            ("8. แผนงาน / โครงการ / งาน", "9. แผนปฏิบัติ"),
            ("(Operating Strategies หรือ", "(ระบุกิจกรรมหลักพร้อมปริมาณหรือเป้าหมาย)"),
            ("Strategic Initiatives)", "(Activities / Action Steps)"),
        )
        for row, texts in enumerate(left, top):
            self.sheet.write_row(row, PLAN, texts, heading if row == top else caption)
        results = f"เป้าหมาย/ผล ปี {self.data['year']}"
        self.sheet.merge_range(top, FIRST_TARGET, top, LAST_RESULT, results, heading)
        write_quarters(self.sheet, self.look, top + 1, FIRST_TARGET)
        self.sheet.merge_range(top, INVEST, top, TOTAL, "งบประมาณ (ล้านบาท)", heading)
        for column, texts in ((INVEST, ("(1)", "ลงทุน")), (OPERATE, ("(2)", "ทำการ"))):
            self.sheet.write_column(top + 1, column, texts, caption)
        self.sheet.merge_range(top + 1, TOTAL, top + 2, TOTAL, "รวม", caption)
        self.sheet.merge_range(top, RESPONSIBLE, top + 2, RESPONSIBLE, "ผู้รับผิดชอบ", heading)
        self.row += 3

    def _table(self) -> list[int]:
        """Write the plan's rows; give the rows before which a page ends."""
        blocks = [(block["left"], rows_of(block)) for block in self.own["blocks"]]
        last = self.row + sum(len(rows) for _, rows in blocks) - 1
        breaks: list[int] = []
        room = PAGE_ROWS - self.row  # rows left on this page
        start = self.row  # where the last activity began
        for left, rows in blocks:
            for index, row in enumerate(rows):
                if index == 0 or (row.opens and index > TITLE_ROWS):
                    start = self.row
                if room == 0:
                    cut = start if self.row - start <= SOFT_PAGE_ROWS else self.row
                    breaks.append(cut)
                    room = PAGE_ROWS - 3 - (self.row - cut)
                title = left[index] if index < len(left) else ""
                self._plan_row(title, row, "_end" if self.row == last else "")
                self.row += 1
                room -= 1
        return breaks

    def _plan_row(self, title: str, row: Row, end: str) -> None:
        value = self.look["value" + end]
        self._text(self.row, PLAN, title, self.look[("plan" if title else "text") + end])
        self._text(self.row, ACTIVITY, row.text, self.look["text" + end])
        if len(row.targets) == 1:
            across = self.look["text" + end]
            self.sheet.merge_range(self.row, FIRST_TARGET, self.row, LAST_RESULT, row.targets[0], across)
        else:
            for quarter, target in enumerate(row.targets or [""] * QUARTERS):
                self._text(self.row, FIRST_TARGET + 2 * quarter, target, value)
                self._text(self.row, FIRST_TARGET + 2 * quarter + 1, "", value)
        for column, text in ((INVEST, ""), (OPERATE, ""), (TOTAL, row.total), (RESPONSIBLE, row.responsible)):
            self._text(self.row, column, text, value)

    def _text(self, row: int, column: int, text: str, look: Format) -> None:
        """Write a text as text, whatever it looks like, or an empty cell that keeps its borders."""
        if text:
            self.sheet.write_string(row, column, text, look)
        else:
            self.sheet.write_blank(row, column, None, look)


def parts(workbook: bytes) -> dict[str, bytes]:
    """Unpack a workbook; packed bytes depend on the zlib in use, unpacked ones do not."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as package:
        return {name: package.read(name) for name in package.namelist()}


def is_current() -> bool:
    """Tell whether the workbook on disk is what the data says."""
    return WORKBOOK.is_file() and parts(WORKBOOK.read_bytes()) == parts(build())


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; give its exit status."""
    parser = argparse.ArgumentParser(description="Build samples/plan-2562.xlsx from samples/plan-2562.toml.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if the workbook differs")
    if parser.parse_args(arguments).check:
        current = is_current()
        print(f"{WORKBOOK.name}: {'up to date' if current else 'differs, run build_sample.py'}")
        return 0 if current else 1
    WORKBOOK.write_bytes(build())
    return 0


if __name__ == "__main__":
    sys.exit(main())
