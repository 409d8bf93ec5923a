"""Workbooks of several writers to test against, and looks at what came out."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import xlsxwriter
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

HERE = Path(__file__).parent
ORIGINAL = HERE.parents[2] / "shared" / "original" / "plan-2562.xlsx"

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE_RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def png(red: int = 255) -> io.BytesIO:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">L", len(data)) + kind + data + struct.pack(">L", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + bytes((red, 0, 0)) * 4 for _ in range(4))
    head = struct.pack(">2L5B", 4, 4, 8, 2, 0, 0, 0)
    parts = (chunk(b"IHDR", head), chunk(b"IDAT", zlib.compress(rows)), chunk(b"IEND", b""))
    return io.BytesIO(b"\x89PNG\r\n\x1a\n" + b"".join(parts))


def by_openpyxl() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "แผน ก"
    thin = Side(style="thin")
    for row in range(1, 31):
        for col in range(1, 8):
            cell = sheet.cell(row, col, f"ข้อ {row}.{col}" if col < 4 else row * col)
            cell.font = Font(name="TH SarabunPSK", size=14, bold=row == 1)
            cell.border = Border(left=thin, right=thin, top=thin, bottom=thin)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet["D5"].number_format = '0.0" บาท"'
    sheet["E5"].number_format = "0.00%"
    sheet["F5"].fill = PatternFill("solid", fgColor="FFFF00")
    sheet["G31"] = "=SUM(G2:G30)"
    sheet["A2"].comment = Comment("หมายเหตุ", "ผู้เขียน")
    sheet.merge_cells("A1:C1")
    sheet.print_title_rows = "1:1"
    sheet.print_area = "A1:G31"
    sheet.conditional_formatting.add(
        "D2:D30", CellIsRule(operator="lessThan", formula=["5"], font=Font(color="FF0000"))
    )
    validation = DataValidation(type="list", formula1='"ใช่,ไม่ใช่"')
    validation.add("C2:C30")
    sheet.add_data_validation(validation)
    second = book.create_sheet("รูป")
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=4, min_row=2, max_row=9))
    second.add_chart(chart, "B2")
    second.print_area = "A1:F20"
    book.add_named_style(NamedStyle(name="หัวเรื่อง", font=Font(bold=True)))
    second["A1"].style = "หัวเรื่อง"
    book.defined_names["รายการ"] = DefinedName("รายการ", attr_text="'แผน ก'!$A$2:$A$30")
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def by_xlsxwriter() -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        book.set_custom_property("เลขที่", "กฟต.2")
        bold = book.add_format({"bold": True, "font_name": "TH SarabunPSK", "font_size": 14, "num_format": "0.000"})
        sheet = book.add_worksheet("Plan")
        sheet.set_header("&L&G", {"image_left": "logo.png", "image_data_left": png()})
        for row in range(20):
            sheet.write_string(row, 0, f"ข้อ {row}")
            sheet.write_number(row, 1, row / 7, bold)
        sheet.write_formula("C1", "=SUM(B1:B20)", bold, 27)
        sheet.conditional_format("B1:B20", {"type": "data_bar", "data_bar_2010": True})
        sheet.conditional_format("B1:B20", {"type": "cell", "criteria": ">", "value": 1, "format": bold})
        sheet.insert_image("F1", "a.png", {"image_data": png()})
        sheet.write_comment("A1", "ดูหน้า 2")
        sheet.add_sparkline("D1", {"range": "Plan!B1:B20"})
        sheet.insert_textbox("H1", "ข้อความ")
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": "=Plan!$B$1:$B$20"})
        sheet.insert_chart("F8", chart)
        other = book.add_worksheet("Other")
        other.add_table("A1:B4", {"name": "Table1", "data": [["a", 1], ["b", 2], ["c", 3]]})
        other.repeat_rows(0)
        other.activate()
        book.add_chartsheet("Chart").set_chart(_chart(book))
        book.define_name("total", "=Plan!$C$1")
    return stream.getvalue()


def _chart(book: xlsxwriter.Workbook) -> Any:
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=Plan!$B$1:$B$20"})
    return chart


def by_hand(
    sheet: str = "<sheetData/>", *, prefix: str = "", main: str = MAIN, encoding: str = "utf-8", book: str = ""
) -> bytes:
    """The least workbook there can be: no styles, no strings. ``sheet`` is what stands inside ``worksheet``."""
    rels = f'<Relationships xmlns="{PACKAGE_RELS}">{{}}</Relationships>'
    one = '<Relationship Id="rId1" Type="{}/{}" Target="{}"/>'
    colon, mark = (f"{prefix}:", f":{prefix}") if prefix else ("", "")

    def part(name: str, inner: str) -> bytes:
        head = f'<?xml version="1.0" encoding="{encoding}"?>'
        return f'{head}<{colon}{name} xmlns{mark}="{main}" xmlns:r="{OFFICE_RELS}">{inner}</{colon}{name}>'.encode(
            encoding
        )

    overrides = "".join(
        f'<Override PartName="/xl/{name}" ContentType="{TYPES}.{kind}+xml"/>'
        for name, kind in (("workbook.xml", "sheet.main"), ("worksheets/sheet1.xml", "worksheet"))
    )
    endings = "".join(
        f'<Default Extension="{ending}" ContentType="application/{kind}"/>'
        for ending, kind in (("rels", "vnd.openxmlformats-package.relationships+xml"), ("xml", "xml"))
    )
    content = (
        f'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{endings}{overrides}</Types>'
    )
    sheets = f'<{colon}sheets><{colon}sheet name="S" sheetId="7" r:id="rId1"/></{colon}sheets>{book}'
    return zipped(
        {
            "[Content_Types].xml": content.encode(),
            "_rels/.rels": rels.format(one.format(OFFICE_RELS, "officeDocument", "xl/workbook.xml")).encode(),
            "xl/workbook.xml": part("workbook", sheets),
            "xl/_rels/workbook.xml.rels": rels.format(
                one.format(OFFICE_RELS, "worksheet", "/xl/worksheets/sheet1.xml")
            ).encode(),
            "xl/worksheets/sheet1.xml": part("worksheet", sheet),
        }
    )


def by_libreoffice() -> bytes:
    """``by_openpyxl()`` saved again by LibreOffice 7.4 (``soffice --convert-to xlsx``)."""
    return (HERE / "data" / "libreoffice.xlsx").read_bytes()


BASES: dict[str, Callable[[], bytes]] = {
    "openpyxl": by_openpyxl,
    "xlsxwriter": by_xlsxwriter,
    "libreoffice": by_libreoffice,
    "hand": by_hand,
    "prefixed": lambda: by_hand("<x:sheetData/>", prefix="x"),
    "utf16": lambda: by_hand(encoding="utf-16"),
}
if ORIGINAL.exists():
    BASES["original"] = ORIGINAL.read_bytes


def own_sheets(*, sheets: tuple[str, ...] = ("กิจกรรม", "ผล'งาน"), mark: str = "ก", names: bool = True) -> bytes:
    """A workbook such as planbook grafts: everything xlsxwriter can do that must survive."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        head = book.add_format({"bold": True, "font_name": "TH SarabunPSK", "bg_color": "#DDEBF7", "border": 1})
        money = book.add_format({"num_format": '#,##0.00" บาท"', "border": 1, "shrink": True})
        day = book.add_format({"num_format": "d mmm yyyy", "align": "center"})
        percent = book.add_format({"num_format": "0.00%", "locked": False})
        wrap = book.add_format({"text_wrap": True, "valign": "top", "font_size": 14, "font_color": "#C00000"})
        red = book.add_format({"font_color": "#9C0006", "bg_color": "#FFC7CE", "num_format": "0.0000"})
        for number, name in enumerate(sheets):
            quoted = "'" + name.replace("'", "''") + "'"
            sheet = book.add_worksheet(name)
            sheet.set_column("B:C", 20, wrap)
            sheet.set_row(0, 30, head)
            sheet.merge_range("A1:C1", f"ทะเบียน {mark}", head)
            for row in range(1, 9):
                sheet.write_string(row, 0, f" ข้อ {row} <&> ")
                sheet.write_number(row, 1, row * 1.5, money)
                sheet.write_number(row, 2, row / 10, percent)
                sheet.write_number(row, 3, 44000 + row, day)
                sheet.write_number(row, 4, row)
                sheet.write_blank(row, 5, None, head)
            sheet.write_rich_string("G2", "ปกติ", head, "หนา", " ท้าย")
            sheet.write_formula("B10", "=SUM(B2:B9)", money, 54)
            sheet.write_boolean("G3", True)
            sheet.write_url("G4", "https://example.org/?a=1&b=2", string="เว็บ")
            sheet.write_url("G5", f"internal:{quoted}!A1", string="บนสุด")
            sheet.write_comment("B2", "หมายเหตุ", {"author": "ก"})
            sheet.data_validation("E2:E9", {"validate": "list", "source": ["ใช่", "ไม่ใช่"]})
            sheet.conditional_format("B2:B9", {"type": "cell", "criteria": "<", "value": 5, "format": red})
            sheet.conditional_format("C2:C9", {"type": "data_bar", "data_bar_2010": True})
            sheet.insert_image("J2", "b.png", {"image_data": png(100 + number)})
            chart = book.add_chart({"type": "bar"})
            chart.add_series({"values": [name, 1, 1, 8, 1], "categories": [name, 1, 0, 8, 0]})
            sheet.insert_chart("J8", chart)
            sheet.repeat_rows(0)
            sheet.print_area("A1:G10")
            sheet.autofilter("A1:F9")
            sheet.freeze_panes(1, 0)
            if names:
                suffix = ("register", "facts", "status")[number]
                book.define_name(f"planbook.{suffix}", f"={quoted}!$A$1")
        if names:
            book.define_name("ตัวเลือก", f"={quoted}!$A$2:$A$9")
        last = book.get_worksheet_by_name(sheets[-1])
        last.add_table("L30:M32", {"name": "PlanTable", "data": [["x", 1], ["y", 2]]})
        last.activate()
    return stream.getvalue()


def zipped(parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return stream.getvalue()


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def first_sheet(data: bytes) -> bytes:
    return parts_of(data)["xl/worksheets/sheet1.xml"]


def with_part(data: bytes, name: str, part: bytes) -> bytes:
    return zipped(parts_of(data) | {name: part})
