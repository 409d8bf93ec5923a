"""What offices do to a form besides filling it in, and how planbook should answer: a table, name → function.

Each habit is taken from what offices really do (guide: domain, "Percent is a trap"; clients, "What offices do"). One
office has at most one of them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TypeAlias

from planbook.domain import Field, Progress, read_quantity
from planbook.forms.render import render
from planbook.layout.form import COLUMNS
from planbook.simulate import files
from planbook.simulate.filling import Form, status

Sent: TypeAlias = dict[str, bytes]
"""What an office sends back: file name → bytes."""


@dataclass(frozen=True)
class Habit:
    """Something an office does. ``codes`` are the findings that answer it; with none, every cell is read as meant.

    ``needs`` are the kinds of result that the form must ask for, as often as named; ``partial`` tells that a row then
    has no answer. ``th`` and ``en`` say what the office did in a few words.
    """

    th: str
    en: str
    act: Callable[[Form], Sent]
    needs: tuple[str, ...] = ("number",)
    codes: tuple[str, ...] = ()
    partial: bool = False

    def fits(self, form: Form) -> bool:
        """Whether an office with this form can do it."""
        return all(len(form.results(kind)) >= self.needs.count(kind) for kind in set(self.needs))


def carefully(form: Form) -> Sent:
    """The form filled in as asked, and sent back under its own name."""
    return {form.name: form.filled()}


def _number(form: Form) -> str:
    return form.results("number")[0].cell


def _percent(form: Form) -> str:
    return form.results("percent")[0].cell


def _renamed(form: Form, suffix: str, extension: str = ".xlsx") -> str:
    return PurePosixPath(form.name).stem + suffix + extension


# Values


def _thai_digits(form: Form) -> Sent:
    return {form.name: form.filled({_number(form): "๑"})}


def _with_unit(form: Form) -> Sent:
    cell = form.results("number")[0]
    return {form.name: form.filled({cell.cell: f"{form.typed[cell.cell]} {cell.unit}"})}


def _percent_as_text(form: Form) -> Sent:
    first, second = form.results("percent")[:2]
    return {form.name: form.filled({first.cell: "95%", second.cell: "ร้อยละ 95"})}


def _percent_95(form: Form) -> Sent:
    return {form.name: form.filled({_percent(form): 95})}


def _percent_bare(form: Form) -> Sent:
    return {form.name: form.filled({_percent(form): "0.95"})}


def _words(form: Form) -> Sent:
    return {form.name: form.filled({_number(form): "รอข้อมูล"})}


def _negative(form: Form) -> Sent:
    return {form.name: form.filled({_number(form): -1})}


def _left_blank(form: Form) -> Sent:
    cell = form.results("number")[0]
    row = form.rows[cell.key, cell.office]
    return {form.name: form.filled({each.cell: None for each in row.values()})}


def _nothing(form: Form) -> Sent:
    cell = form.results("number")[0]
    row = form.rows[cell.key, cell.office]
    changes = {
        row[Field.RESULT].cell: None,
        row[Field.STATUS].cell: status(form, Progress.NOTHING),
        row[Field.REMARK].cell: "ไตรมาสนี้ไม่มีลูกค้ากลุ่มนี้ในพื้นที่",
    }
    return {form.name: form.filled(changes)}


# The table


def _note_below(form: Form) -> Sent:
    note = form.beside(f"A{form.row_below}", "title")
    return {form.name: form.filled({note: "หมายเหตุ: ข้อมูล ณ วันสิ้นไตรมาส"})}


def _note_beside(form: Form) -> Sent:
    note = form.beside(_number(form), len(COLUMNS) + 2)
    return {form.name: form.filled({note: "โทรสอบถามแล้ว รอยืนยัน"})}


def _target_edited(form: Form) -> Sent:
    cell = form.results("number")[0]
    wanted = read_quantity(cell.target)
    figure = wanted.value if wanted is not None and wanted.value is not None else 0
    target = form.beside(cell.cell, f"target.{form.spec.quarter}")
    return {form.name: form.filled({target: f"{figure + 1} {cell.unit}"})}


def _other_quarter(form: Form) -> Sent:
    cell = _number(form)
    other = form.beside(cell, f"result.{form.spec.quarter % 4 + 1}")
    return {form.name: form.filled({cell: None, other: form.typed[cell]})}


def _sorted_rows(form: Form) -> Sent:
    first, second = form.results("number")[:2]
    return {form.name: files.swapped(form, first.cell, second.cell, hidden=True)}


def _sorted_visible(form: Form) -> Sent:
    first, second = form.results("number")[:2]
    return {form.name: files.swapped(form, first.cell, second.cell, hidden=False)}


# The file


def _sheet_renamed(form: Form) -> Sent:
    return {form.name: files.with_sheet_renamed(form, "ส่งแล้ว")}


def _stamp_removed(form: Form) -> Sent:
    return {form.name: files.without_stamp(form)}


def _other_program(form: Form) -> Sent:
    return {form.name: files.saved_elsewhere(form)}


def _zipped(form: Form) -> Sent:
    return {_renamed(form, "", ".zip"): files.zipped(form.name, form.filled())}


def _corrected(form: Form) -> Sent:
    cell = form.results("number")[0]
    figure = read_quantity(str(form.typed[cell.cell]))
    assert figure is not None
    assert figure.value is not None
    correction = form.filled({cell.cell: figure.value + 1}, days_later=2)
    return {form.name: form.filled(), _renamed(form, " (แก้ไข)"): correction}


def _attached_twice(form: Form) -> Sent:
    return {form.name: form.filled(), _renamed(form, " (1)"): form.filled()}


def _other_plan(form: Form) -> Sent:
    spec = form.spec.model_copy(update={"plan_id": f"{form.spec.plan_id}-B"})
    other = Form(form.name, spec, render(spec))
    return {_renamed(form, " (แผนอื่น)"): other.filled()}


def _photo(form: Form) -> Sent:
    return {form.name: files.photo()}


def _own_table(form: Form) -> Sent:
    return {_renamed(form, " (ทำเอง)"): files.own_table(form)}


HABITS: dict[str, Habit] = {
    # needs the office: the row has no result until it answers
    "percent-95": Habit(
        "95 ในช่องร้อยละ", "95 in a % cell", _percent_95, ("percent",), ("percent-out-of-range",), partial=True
    ),
    "percent-bare": Habit(
        "0.95 เป็นข้อความ", "0.95 as text", _percent_bare, ("percent",), ("percent-ambiguous",), partial=True
    ),
    "words": Habit("“รอข้อมูล”", "“waiting for data”", _words, codes=("value-not-understood",), partial=True),
    "negative": Habit("ค่าติดลบ", "negative number", _negative, codes=("value-negative",), partial=True),
    # needs the office: its file cannot be used
    "other-plan": Habit("แบบของแผนอื่น", "another plan's form", _other_plan, codes=("return-of-other-plan",)),
    "photo": Habit("รูปถ่ายชื่อ .xlsx", "a photo named .xlsx", _photo, (), ("file-no-spreadsheet",)),
    "own-table": Habit("ทำตารางเอง", "a table of its own", _own_table, (), ("return-not-a-form",)),
    # somebody should look
    "other-quarter": Habit(
        "กรอกผิดไตรมาส", "wrong quarter's cell", _other_quarter, codes=("typed-in-other-quarter",), partial=True
    ),
    "note-below": Habit("พิมพ์ใต้ตาราง", "typed below the table", _note_below, codes=("row-added",)),
    "note-beside": Habit("พิมพ์ข้างตาราง", "typed beside the table", _note_beside, codes=("note-beside-table",)),
    "target-edited": Habit("แก้เป้าหมาย", "changed a target", _target_edited, codes=("locked-figure-changed",)),
    "sorted-visible": Habit(
        "เรียงบางคอลัมน์", "sorted some columns", _sorted_visible, ("number", "number"), ("row-keys-out-of-step",)
    ),
    "corrected": Habit("ส่งฉบับแก้ไขตามมา", "sent a correction", _corrected, codes=("return-superseded",)),
    "left-blank": Habit("เว้นว่าง 1 กิจกรรม", "left one blank", _left_blank, ("number", "number"), partial=True),
    # for the record
    "stamp-removed": Habit("ลบชีตที่ซ่อนไว้", "deleted hidden sheet", _stamp_removed, codes=("stamp-lost-composed",)),
    "attached-twice": Habit("แนบไฟล์เดิมซ้ำ", "attached it twice", _attached_twice, codes=("file-same-as-other",)),
    # read as meant
    "thai-digits": Habit("เลขไทย ๑", "Thai digits", _thai_digits),
    "with-unit": Habit("พิมพ์หน่วยด้วย", "typed the unit too", _with_unit),
    "percent-as-text": Habit("“95%” “ร้อยละ 95”", "percent as text", _percent_as_text, ("percent", "percent")),
    "nothing": Habit("เลือกไม่มีรายการ", "nothing to report", _nothing),
    "sorted-rows": Habit("เรียงทั้งแถว", "sorted whole rows", _sorted_rows, ("number", "number")),
    "sheet-renamed": Habit("เปลี่ยนชื่อชีต", "renamed the sheet", _sheet_renamed),
    "other-program": Habit("บันทึกด้วยโปรแกรมอื่น", "other program", _other_program, ("number", "percent")),
    "zipped": Habit("ส่งเป็น .zip", "sent as .zip", _zipped),
}
"""Every habit by its name, in the order of the summary."""
