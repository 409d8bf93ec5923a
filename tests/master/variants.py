"""Plan tables of other regions and years, as small tables in a test."""

import io
from dataclasses import dataclass, field

import openpyxl

from planbook.book.cells import cell_name

PLAN = [
    # plan, activity, quarters (four texts, or one across them), responsible
    ("แผนงานหลักที่ 3 งานบริการ", "1. สำรวจความต้องการ", ("1 ครั้ง", "-", "-", "-"), "ทุก กฟฟ."),
    ("ลูกค้า", "ของลูกค้า", (), "ผบค.ผบต."),
    ("", "เป้าหมาย ไตรมาส 1", (), ""),
    ("", "2. ปรับปรุงการให้บริการ", (), ""),
    ("", "01 ติดตั้งระบบ", ("(รอค่าเป้าหมาย)",), "กบล.(ผลส.)"),
    ("", "02 รายงานผล", ("≤ 20 วัน", "≤ 20 วัน", "≤ 20 วัน", "≤ 20 วัน"), "กฟฟ.ชั้น 1-3"),
    ("", "การดำเนินงาน", (), ""),
    ("", "02.1 รวบรวม", (), ""),
    ("", "02.2 สรุป", (), ""),
    ("แผนงานหลักที่ 4 งานข้อมูล", "1. จัดทำฐานข้อมูล", ("10%", "40%", "70%", "100%"), "กบล.(ผลส.)"),
]
KEYS = ["3/1", "3/2", "3/2/01", "3/2/02", "4/1"]


@dataclass
class Layout:
    """Where a variant has its table and columns. ``columns`` is the order of the blocks, left to right."""

    top: int = 3
    left: int = 1
    columns: tuple[str, ...] = ("plan", "activity", "quarters", "budget", "responsible")
    quarters: tuple[int, ...] = (1, 2, 3, 4)
    extra: str = ""
    year: str = "2562"
    sheet: str = "CR1"
    merge_heading: bool = True
    captions: dict[str, str] = field(default_factory=dict)


DEFAULT_CAPTIONS = {
    "plan": "8. แผนงาน / โครงการ / งาน",
    "activity": "9. แผนปฏิบัติ",
    "responsible": "ผู้รับผิดชอบ",
    "target": "เป้าหมาย",
    "result": "ผล",
    "quarter": "ไตรมาส {}",
}


def table(ws, rows=PLAN, layout=None):
    """Write a plan table onto an openpyxl sheet."""
    layout = layout or Layout()
    words = {**DEFAULT_CAPTIONS, **layout.captions}
    top, at = layout.top, layout.left
    places = {}
    for block in layout.columns:
        places[block] = at
        at += {"quarters": 8, "budget": 3}.get(block, 1)
        if block == "activity" and layout.extra:
            ws.cell(top, at, layout.extra)
            at += 1
    ws.cell(1, 1, f"แผนปฏิบัติการ ประจำปี {layout.year}")
    for block in ("plan", "activity", "responsible"):
        if block in places:
            ws.cell(top, places[block], words[block])
    start = places["quarters"]
    ws.cell(top, start, f"เป้าหมาย/ผล ปี {layout.year}")
    for index, quarter in enumerate(layout.quarters):
        ws.cell(top + 1, start + 2 * index, words["quarter"].format(quarter))
        ws.cell(top + 2, start + 2 * index, words["target"])
        ws.cell(top + 2, start + 2 * index + 1, words["result"])
        if layout.merge_heading:
            ws.merge_cells(f"{cell_name(top + 1, start + 2 * index)}:{cell_name(top + 1, start + 2 * index + 1)}")
    if "budget" in places:
        for offset, words_of in enumerate((("งบประมาณ", "ลงทุน"), ("", "ทำการ"), ("", "รวม"))):
            ws.cell(top, places["budget"] + offset, words_of[0] or None)
            ws.cell(top + 2, places["budget"] + offset, words_of[1])
        if layout.merge_heading:
            ws.merge_cells(f"{cell_name(top, places['budget'])}:{cell_name(top, places['budget'] + 2)}")
    for offset, (plan, activity, values, responsible) in enumerate(rows):
        row = top + 3 + offset
        ws.cell(row, places["plan"], plan or None)
        ws.cell(row, places["activity"], activity or None)
        if "responsible" in places:
            ws.cell(row, places["responsible"], responsible or None)
        if len(values) == 1:
            ws.cell(row, start, values[0])
            ws.merge_cells(f"{cell_name(row, start)}:{cell_name(row, start + 7)}")
        for quarter, value in enumerate(values if len(values) > 1 else (), start=1):
            ws.cell(row, start + 2 * layout.quarters.index(quarter), value)


def workbook(*tables, sheets=("CR1",)):
    """A workbook's bytes with one sheet a layout (or ready (rows, layout) pair)."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, item in zip(sheets, tables or (Layout(),), strict=True):
        rows, layout = item if isinstance(item, tuple) else (PLAN, item)
        table(book.create_sheet(name), rows, layout)
    return saved(book)


def saved(book):
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
