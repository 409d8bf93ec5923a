"""What offices do to a form, and how planbook should answer: one table, for the demo, the rehearsal and the tests.

Each behaviour is taken from what offices really do (guide: domain, "Percent is a trap"; clients, "What offices do").
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import PurePosixPath
from typing import Any

from planbook.book.package import Package
from planbook.book.patch import CellValue
from planbook.domain import Field, Progress, read_quantity
from planbook.forms.render import render
from planbook.layout.form import COLUMNS
from planbook.returns.identify import InputCell
from planbook.simulate import distort
from planbook.simulate.distort import Edit
from planbook.simulate.filling import Form, Meant, place, saved_at, status


@dataclass(frozen=True)
class Sent:
    """What an office sends back: file name → bytes; and ``meant``, what planbook should read of it or report."""

    files: Mapping[str, bytes]
    meant: Meant


@dataclass(frozen=True)
class Behaviour:
    """Something an office does.

    ``th`` and ``en`` say it in a few words. ``act`` gives what the office sends. ``codes`` are the findings that
    planbook should answer with; with none it should read every cell as meant. ``needs`` are the kinds of result that
    the form must ask for, as often as named. ``partial`` tells that a row then has no answer. ``demo`` and
    ``rehearsed`` tell who tries it: a demo has one office for each, a rehearsal tries it on every form.
    """

    th: str
    en: str
    act: Callable[[Form], Sent]
    codes: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    partial: bool = False
    demo: bool = True
    rehearsed: bool = True

    def fits(self, form: Form) -> bool:
        """Whether an office with this form can do it."""
        return all(len(form.results(kind)) >= self.needs.count(kind) for kind in set(self.needs))

    def name(self, language: str) -> str:
        """What it is, in a few words: in Thai for ``th``, else in English."""
        return self.th if language == "th" else self.en


def as_asked(form: Form) -> Sent:
    """The form filled in, and sent back under its own name."""
    return _sent(form, form.filled())


def _sent(form: Form, data: bytes, suffix: str = "", extension: str = ".xlsx") -> Sent:
    return Sent({_name(form, suffix, extension): data}, form.meant)


def _name(form: Form, suffix: str, extension: str = ".xlsx") -> str:
    return PurePosixPath(form.name).stem + suffix + extension


def _typing(form: Form, changes: Mapping[str, CellValue], meant: Mapping[InputCell, Any] | None = None) -> Sent:
    """The form with something else typed into cells. ``meant`` is what that should be read as, None for nothing; what
    is not named there should be read as before, or reported."""
    new = {place(cell): value for cell, value in (meant or {}).items()}
    kept = {spot: value for spot, value in {**form.meant, **new}.items() if value is not None}
    return Sent({form.name: form.filled(changes)}, kept)


def _edited(edit: Edit) -> Callable[[Form], Sent]:
    def act(form: Form) -> Sent:
        return _sent(form, _as_saved(form, distort.edited(form.filled(), form.spec, edit)))

    return act


def _as_saved(form: Form, data: bytes) -> bytes:
    """A file that openpyxl made, without the present moment that it writes into it."""
    package = Package.open(data)
    return saved_at(package.build({name: package.read(name) for name in package.names}), form.saved())


# What is typed


def _number(form: Form) -> InputCell:
    return form.results("number")[0]


def _percent(form: Form) -> InputCell:
    return form.results("percent")[0]


def _thai_digits(form: Form) -> Sent:
    cell = _number(form)
    return _typing(form, {cell.cell: "๑"}, {cell: Decimal(1)})


def _with_unit(form: Form) -> Sent:
    cell = _number(form)
    return _typing(form, {cell.cell: f"{form.typed[cell.cell]} {cell.unit}"})


def _percent_as_text(form: Form) -> Sent:
    first, second = form.results("percent")[:2]
    return _typing(form, {first.cell: "95%", second.cell: "ร้อยละ 95"}, dict.fromkeys((first, second), Decimal(95)))


def _percent_95(form: Form) -> Sent:
    return _typing(form, {_percent(form).cell: 95})


def _percent_bare(form: Form) -> Sent:
    return _typing(form, {_percent(form).cell: "0.95"})


def _words(form: Form) -> Sent:
    return _typing(form, {_number(form).cell: "รอข้อมูล"})


def _negative(form: Form) -> Sent:
    return _typing(form, {_number(form).cell: -1})


def _left_blank(form: Form) -> Sent:
    cell = _number(form)
    row = form.rows[cell.key, cell.office].values()
    return _typing(form, {each.cell: None for each in row}, dict.fromkeys(row))


def _nothing(form: Form) -> Sent:
    cell = _number(form)
    row = form.rows[cell.key, cell.office]
    remark = "ไตรมาสนี้ไม่มีลูกค้ากลุ่มนี้ในพื้นที่"
    changes = {
        row[Field.RESULT].cell: None,
        row[Field.STATUS].cell: status(form, Progress.NOTHING),
        row[Field.REMARK].cell: remark,
    }
    meant = {row[Field.RESULT]: None, row[Field.STATUS]: Progress.NOTHING.value, row[Field.REMARK]: remark}
    return _typing(form, changes, meant)


def _note_below(form: Form) -> Sent:
    note = form.beside(f"A{form.row_below}", "title")
    return _typing(form, {note: "หมายเหตุ: ข้อมูล ณ วันสิ้นไตรมาส"})


def _note_beside(form: Form) -> Sent:
    note = form.beside(_number(form).cell, len(COLUMNS) + 2)
    return _typing(form, {note: "โทรสอบถามแล้ว รอยืนยัน"})


def _target_edited(form: Form) -> Sent:
    cell = _number(form)
    wanted = read_quantity(cell.target)
    figure = wanted.value if wanted is not None and wanted.value is not None else 0
    target = form.beside(cell.cell, f"target.{form.spec.quarter}")
    return _typing(form, {target: f"{figure + 1} {cell.unit}"})


def _other_quarter(form: Form) -> Sent:
    cell = _number(form).cell
    other = form.beside(cell, f"result.{form.spec.quarter % 4 + 1}")
    return _typing(form, {cell: None, other: form.typed[cell]})


# What is done to the sheet and its file


def _sheet_renamed(form: Form) -> Sent:
    return _sent(form, distort.with_sheet_renamed(form, "ส่งแล้ว"))


def _values_only(form: Form) -> Sent:
    return _sent(form, _as_saved(form, distort.pasted_as_values(form.filled(), form.spec)))


# What is sent


def _zipped(form: Form) -> Sent:
    return _sent(form, distort.zipped(form.name, form.filled()), extension=".zip")


def _corrected(form: Form) -> Sent:
    cell = _number(form).cell
    figure = read_quantity(str(form.typed[cell]))
    assert figure is not None
    assert figure.value is not None
    correction = form.filled({cell: figure.value + 1}, days_later=2)
    return Sent({form.name: form.filled(), _name(form, " (แก้ไข)"): correction}, form.meant)


def _attached_twice(form: Form) -> Sent:
    return Sent({form.name: form.filled(), _name(form, " (1)"): form.filled()}, form.meant)


def _other_plan(form: Form) -> Sent:
    spec = replace(form.spec, plan_id=f"{form.spec.plan_id}-B")
    return _sent(form, replace(form, spec=spec, data=render(spec)).filled(), " (แผนอื่น)")


def _photo(form: Form) -> Sent:
    return Sent({form.name: distort.photo()}, {})


def _own_table(form: Form) -> Sent:
    return Sent({_name(form, " (ทำเอง)"): distort.own_table(form)}, {})


def _typed(
    th: str,
    en: str,
    act: Callable[[Form], Sent],
    *codes: str,
    needs: tuple[str, ...] = ("number",),
    partial: bool = False,
) -> Behaviour:
    return Behaviour(th, en, act, codes, needs, partial)


def _sheet(
    th: str, en: str, edit: Edit, *codes: str, needs: tuple[str, ...] = ("number",), demo: bool = False
) -> Behaviour:
    return Behaviour(th, en, _edited(edit), codes, needs, demo=demo)


def _file(th: str, en: str, act: Callable[[Form], Sent], *codes: str, needs: tuple[str, ...] = ()) -> Behaviour:
    return Behaviour(th, en, act, codes, needs, rehearsed=False)


_TWO = ("number", "number")
_PERCENT = ("percent",)

BEHAVIOURS: dict[str, Behaviour] = {
    "as-asked": Behaviour("กรอกแล้วบันทึก", "filled in and saved", as_asked, demo=False),
    # needs the office: the row has no result until it answers
    "percent-95": _typed(
        "95 ในช่องร้อยละ", "95 in a % cell", _percent_95, "percent-out-of-range", needs=_PERCENT, partial=True
    ),
    "percent-bare": _typed(
        "0.95 เป็นข้อความ", "0.95 as text", _percent_bare, "percent-ambiguous", needs=_PERCENT, partial=True
    ),
    "words": _typed("“รอข้อมูล”", "“waiting for data”", _words, "value-not-understood", partial=True),
    "negative": _typed("ค่าติดลบ", "negative number", _negative, "value-negative", partial=True),
    # needs the office: its file cannot be used
    "other-plan": _file("แบบของแผนอื่น", "another plan's form", _other_plan, "return-of-other-plan", needs=("number",)),
    "photo": _file("รูปถ่ายชื่อ .xlsx", "a photo named .xlsx", _photo, "file-no-spreadsheet"),
    "own-table": _file("ทำตารางเอง", "a table of its own", _own_table, "return-not-a-form"),
    # somebody should look
    "other-quarter": _typed(
        "กรอกผิดไตรมาส", "wrong quarter's cell", _other_quarter, "typed-in-other-quarter", partial=True
    ),
    "note-below": _typed("พิมพ์ใต้ตาราง", "typed below the table", _note_below, "row-added"),
    "note-beside": _typed("พิมพ์ข้างตาราง", "typed beside the table", _note_beside, "note-beside-table"),
    "target-edited": _typed("แก้เป้าหมาย", "changed a target", _target_edited, "locked-figure-changed"),
    "sorted-visible": _sheet(
        "เรียงบางคอลัมน์", "sorted some columns", distort.sort_visible, "row-keys-out-of-step", needs=_TWO, demo=True
    ),
    "corrected": _file("ส่งฉบับแก้ไขตามมา", "sent a correction", _corrected, "return-superseded", needs=("number",)),
    "left-blank": _typed("เว้นว่าง 1 กิจกรรม", "left one blank", _left_blank, needs=_TWO, partial=True),
    "row-deleted": _sheet("ลบแถวหนึ่งแถว", "a row deleted", distort.delete_row, "row-missing"),
    "row-copied": _sheet("คัดลอกแถวแล้วแทรก", "a row copied and inserted", distort.copy_row, "row-copied"),
    "keys-filled-down": _sheet(
        "ลากรหัสแถวแรกลงทุกแถว", "the first key filled down", distort.fill_keys_down, "row-keys-out-of-step"
    ),
    "headings-edited": _sheet("แก้หัวตาราง", "headings edited", distort.edit_headings, "caption-changed"),
    "headings-rewritten": _sheet(
        "แก้หัวตารางทั้งหมด และลบแถวรหัส",
        "all headings rewritten, the key row cleared",
        distort.rewrite_headings,
        *("key-row-lost", "caption-changed"),
    ),
    # for the record
    "stamp-removed": _sheet(
        "ลบชีตที่ซ่อนไว้", "deleted hidden sheet", distort.delete_stamp, "stamp-lost-composed", demo=True
    ),
    "values-only": Behaviour(
        "วางเฉพาะค่าในไฟล์ใหม่",
        "pasted as values into a new workbook",
        _values_only,
        ("stamp-lost-composed",),
        demo=False,
    ),
    "key-columns-deleted": _sheet(
        "ลบคอลัมน์รหัสที่ซ่อนไว้", "the hidden key columns deleted", distort.delete_key_columns, "key-columns-lost"
    ),
    "key-row-deleted": _sheet("ลบแถวรหัสที่ซ่อนไว้", "the hidden key row deleted", distort.delete_key_row, "key-row-lost"),
    "sheet-duplicated": _sheet("ทำสำเนาชีต", "the sheet duplicated", distort.duplicate_sheet, "fill-sheet-twice-same"),
    "attached-twice": _file(
        "แนบไฟล์เดิมซ้ำ", "attached it twice", _attached_twice, "file-same-as-other", needs=("number",)
    ),
    # read as meant
    "thai-digits": _typed("เลขไทย ๑", "Thai digits", _thai_digits),
    "with-unit": _typed("พิมพ์หน่วยด้วย", "typed the unit too", _with_unit),
    "percent-as-text": _typed("“95%” “ร้อยละ 95”", "percent as text", _percent_as_text, needs=_PERCENT * 2),
    "nothing": _typed("เลือกไม่มีรายการ", "nothing to report", _nothing),
    "sorted-rows": _sheet("เรียงทั้งแถว", "sorted whole rows", distort.sort_rows, needs=_TWO, demo=True),
    "sheet-renamed": Behaviour("เปลี่ยนชื่อชีต", "renamed the sheet", _sheet_renamed, needs=("number",)),
    "sheets-renamed": _sheet("เปลี่ยนชื่อทุกชีต", "every sheet renamed", distort.rename_sheets),
    "sheets-turned": _sheet("สลับลำดับชีต", "the sheets in another order", distort.turn_sheets_around),
    "rows-inserted": _sheet("แทรกแถว และหัวจดหมายด้านบน", "rows inserted, a letterhead above", distort.insert_rows),
    "column-inserted": _sheet("แทรกคอลัมน์", "a column inserted", distort.insert_column),
    "column-moved": _sheet("ย้ายคอลัมน์ผล", "the result column moved", distort.move_result_column),
    "other-program": _sheet(
        "บันทึกด้วยโปรแกรมอื่น", "other program", distort.nothing, needs=("number", "percent"), demo=True
    ),
    "zipped": _file("ส่งเป็น .zip", "sent as .zip", _zipped, needs=("number",)),
}
"""Every behaviour by its name, in the order in which demo and rehearsal show them."""
