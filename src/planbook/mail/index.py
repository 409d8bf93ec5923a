"""The index: a workbook that lists every form issued for a quarter, with fingerprints, to tick off and to prove."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from planbook.book.write import FONT, Book, Styles, add_link, add_text, set_page
from planbook.domain import FormSpec

_LINE = 22
"""Points of a row."""
_HEADING = 7
"""Rows above the table's captions, counted from 1."""


@dataclass(frozen=True)
class Issued:
    """A form as it was issued: its file's name, what it says, its fingerprint, to whom it goes, and its draft."""

    file: str
    spec: FormSpec
    sha256: str
    mail: str = ""
    draft: str = ""

    @classmethod
    def of(cls, file: str, spec: FormSpec, data: bytes, mail: str = "", draft: str = "") -> "Issued":
        """The same, from the form's bytes."""
        return cls(file, spec, hashlib.sha256(data).hexdigest(), mail, draft)


_COLUMNS: tuple[tuple[str, float], ...] = (
    ("ที่", 6),
    ("รหัส", 13),
    ("หน่วยงาน", 32),
    ("อีเมล", 32),
    ("ไฟล์แบบฟอร์ม", 44),
    ("ร่างอีเมล", 44),
    ("จำนวนแถว", 10),
    ("ถึงกำหนด", 10),
    ("ส่งแล้ว (วันที่)", 14),
    ("ได้รับคืน (วันที่)", 14),
    ("ลายนิ้วมือไฟล์ (SHA-256)", 70),
)
_TEXTS = (1, 2, 3, 10)
_TICKS = (8, 9)

_BASE = {"font_name": FONT, "font_size": 14, "valign": "top"}
_CELL: dict[str, Any] = {"border": 1, "border_color": "#B4BCCB"}
_STYLES: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 20, "font_color": "#1F3864"},
    "label": {"font_color": "#5B6472"},
    "plain": {},
    "head": {**_CELL, "bold": True, "bg_color": "#D9E2F3", "text_wrap": True, "align": "center", "valign": "vcenter"},
    "cell": {**_CELL, "text_wrap": True},
    "centre": {**_CELL, "align": "center"},
    "tick": {**_CELL, "bg_color": "#FFF9D9", "num_format": "@"},
    "link": {**_CELL, "font_color": "#1D4ED8", "underline": 1},
}


def index_name(spec: FormSpec, codes: Sequence[str] = ()) -> str:
    """The file name of the index; one of some offices alone has a name of its own, which hangs on their ``codes``."""
    name = f"ดัชนีแบบฟอร์ม {spec.year}-Q{spec.quarter}" + (" แก้ไข" if spec.correction else "")
    if codes:
        digest = hashlib.sha256("\n".join(sorted(codes)).encode()).hexdigest()[:8]
        name += f" เฉพาะ {len(codes)} หน่วยงาน ({digest})"
    return f"{name}.xlsx"


def index_workbook(issued: Sequence[Issued], master: str) -> bytes:
    """The index as a workbook. ``issued`` are the forms in the order of the offices sheet, at least one; ``master`` is
    the file name of the workbook that they were made from."""
    book = Book(title="ดัชนีแบบฟอร์ม")
    styles = Styles(book, _BASE, _STYLES)
    sheet = book.add_worksheet("ดัชนี")
    _about(sheet, issued, master, styles)
    for col, (caption, units) in enumerate(_COLUMNS):
        sheet.set_column(col, col, units)
        add_text(sheet, _HEADING, col, caption, styles("head"))
    for number, form in enumerate(issued, 1):
        _row(sheet, _HEADING + number, number, form, styles)
    _page(sheet, _HEADING + len(issued))
    return book.finish()


def _about(sheet: Any, issued: Sequence[Issued], master: str, styles: Styles) -> None:
    spec = issued[0].spec
    kind = "แบบแก้ไขผล" if spec.correction else "แบบรายงานผล"
    sheet.set_default_row(_LINE)
    sheet.set_row(0, 30)
    add_text(sheet, 0, 0, f"ดัชนี{kind} ปี {spec.year} ไตรมาสที่ {spec.quarter}", styles("title"))
    about = (
        ("แผน", " · ".join(filter(None, (spec.plan_title, spec.region))), spec.plan_id),
        ("แผนหลัก", master, f"ลายนิ้วมือ {spec.fingerprint}"),
        ("กำหนดส่งคืน", spec.due_date or "-", ""),
        ("ผู้ประสานงาน", spec.contact or "-", ""),
        ("จำนวนแบบฟอร์ม", f"{len(issued)} ไฟล์", f"รุ่นแบบฟอร์ม {spec.version}"),
    )
    for row, (label, value, more) in enumerate(about, 1):
        add_text(sheet, row, 0, label, styles("label"))
        add_text(sheet, row, 2, value, styles("plain"))
        add_text(sheet, row, 5, more, styles("plain"))


def _row(sheet: Any, row: int, number: int, form: Issued, styles: Styles) -> None:
    spec = form.spec
    rows = list(spec.rows())
    texts = {1: spec.office, 2: spec.office_name, 3: form.mail, 10: form.sha256}
    sheet.write_number(row, 0, number, styles("centre"))
    for col in _TEXTS:
        add_text(sheet, row, col, texts[col], styles("cell"))
    for col, file in ((4, form.file), (5, form.draft)):
        if file:
            add_link(sheet, row, col, "external:" + file.replace("#", "%23"), file, styles("link"))
        else:
            sheet.write_blank(row, col, None, styles("cell"))
    sheet.write_number(row, 6, len(rows), styles("centre"))
    sheet.write_number(row, 7, sum(line.due for line in rows), styles("centre"))
    for col in _TICKS:
        sheet.write_blank(row, col, None, styles("tick"))


def _page(sheet: Any, last: int) -> None:
    sheet.freeze_panes(_HEADING + 1, 3)
    sheet.autofilter(_HEADING, 0, last, len(_COLUMNS) - 1)
    set_page(sheet)
    sheet.repeat_rows(_HEADING)
    sheet.print_area(0, 0, last, len(_COLUMNS) - 2)
    sheet.set_footer("&C&P / &N")
    sheet.hide_gridlines(2)
