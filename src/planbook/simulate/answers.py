"""What an office types into its form: a careful office's answers, or something into every input."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from planbook.book.patch import CellValue
from planbook.domain import Direction, Field, FormLine, InputKind, Key, Progress, read_quantity
from planbook.layout.form import PROGRESS_LABELS
from planbook.returns.identify import InputCell
from planbook.simulate.filling import Form, pick, score

_NARRATIVES = (
    "ดำเนินการตามแผนครบถ้วน ไม่พบปัญหาอุปสรรค",
    "ประชุมชี้แจงผู้เกี่ยวข้องแล้ว และสรุปผลเสนอผู้บริหาร",
    "ลงพื้นที่ร่วมกับส่วนที่เกี่ยวข้อง และติดตามผลทุกเดือน",
    "รวบรวมข้อมูลจากหน่วยงานในสังกัดแล้ว อยู่ระหว่างสรุปรายงาน",
)
_REMARKS = (
    "มีภาพถ่ายประกอบ",
    "ดำเนินการร่วมกับ กฟส. ในสังกัด",
    "รายละเอียดตามบันทึกที่ส่งทางสารบรรณ",
    "ลูกค้าให้ความร่วมมือดี",
)
_SHORTFALLS = (
    "ฝนตกหนัก เลื่อนบางส่วนไปไตรมาสหน้า",
    "รออุปกรณ์จากส่วนกลาง",
    "ลูกค้าขอเลื่อนนัดหมาย",
)
_POSTPONED = "เลื่อนไปดำเนินการในไตรมาสหน้า"
_SHARES = tuple(map(Decimal, ("1", "1", "1", "1", "1", "0.98", "0.95", "0.92", "0.88", "0.8")))


def status(form: Form, progress: Progress) -> str:
    """A status as the form's list offers it."""
    return PROGRESS_LABELS[progress][form.spec.language]


def careful(form: Form) -> Iterator[tuple[str, CellValue]]:
    """Every row that is due answered, most of them at the target or better."""
    lines = {(line.key, line.office): line for line in form.spec.rows() if line.due}
    for row, fields in form.rows.items():
        if row not in lines:
            continue
        line, words = lines[row], (*row, form.spec.quarter)
        if score(*words, "postponed") % 50 == 0:
            yield from _told(form, fields, Progress.NOT_STARTED, _POSTPONED)
            continue
        short = score(*words, "short") % 20 == 0
        for field, value in _values(line, form.spec.quarter, words, short=short).items():
            if field in fields:
                yield fields[field].cell, value
        remark = pick(_REMARKS, *words, "remark") if score(*words, "remark?") % 9 == 0 else ""
        if short:
            yield from _told(form, fields, Progress.IN_PROGRESS, pick(_SHORTFALLS, *words))
        else:
            yield from _told(form, fields, Progress.DONE, remark)


def _told(
    form: Form, fields: Mapping[Field, InputCell], progress: Progress, remark: str
) -> Iterator[tuple[str, CellValue]]:
    if Field.STATUS in fields:
        yield fields[Field.STATUS].cell, status(form, progress)
    if remark and Field.REMARK in fields:
        yield fields[Field.REMARK].cell, remark


def _values(line: FormLine, quarter: int, words: tuple[object, ...], *, short: bool) -> dict[Field, CellValue]:
    """The result of a row, or its two parts: at the target or better, unless the office falls short."""
    target = read_quantity(line.targets.get(quarter))
    wanted = target.value if target is not None and target.value is not None else Decimal(1)
    if line.kind is InputKind.TEXT:
        return {Field.RESULT: pick(_NARRATIVES, *words)}
    if line.kind in (InputKind.PERCENT, InputKind.RATIO):
        share = Decimal("0.75") if short else pick(_SHARES, *words)
        if line.kind is InputKind.PERCENT:
            return {Field.RESULT: share}
        whole = 20 + score(*words, "whole") % 80
        return {Field.NUMERATOR: int(whole * share), Field.DENOMINATOR: whole}
    if line.direction is Direction.AT_MOST:
        return {Field.RESULT: wanted + 2 if short else max(Decimal(1), wanted - score(*words) % 12)}
    if short:
        return {Field.RESULT: max(Decimal(0), wanted - 1)}
    return {Field.RESULT: wanted + pick((0, 0, 0, 0, 0, 0, 1, 2), *words)}


def every_input(form: Form) -> Iterator[tuple[str, CellValue]]:
    """Something in every input of every row, due or not; no two figures alike, so that a swap shows."""
    numbers: dict[tuple[Key, str], int] = {}
    for cell in form.inputs:
        number = numbers.setdefault((cell.key, cell.office), len(numbers) + 1)
        value = _distinct(form, cell, number)
        if value is not None:
            yield cell.cell, value


def _distinct(form: Form, cell: InputCell, number: int) -> CellValue:
    """What is typed into an input of the row of this number; None to leave it blank, as every other remark.

    Counts that are no two alike are far from their targets, so that each has its remark.
    """
    if cell.field is Field.STATUS:
        return status(form, Progress.DONE if number % 3 else Progress.IN_PROGRESS)
    if cell.field is Field.REMARK:
        is_count = form.line(cell).kind is InputKind.NUMBER
        return f"หมายเหตุข้อที่ {number}" if number % 2 or is_count else None
    if cell.field is Field.DENOMINATOR:
        return number + 10
    if cell.kind == "percent":
        return (Decimal(number % 100) + Decimal("0.5")) / 100
    if cell.kind == "text":
        return f"ดำเนินการแล้ว ครั้งที่ {number}"
    return number
