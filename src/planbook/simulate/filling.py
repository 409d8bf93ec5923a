"""A form as an office has it open, and what a careful office types into it.

No clock and no random numbers: what looks like chance is a hash of the office, the activity and the quarter, so the
same plan always gives the same returns.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TypeVar

from planbook import pipeline
from planbook.book.package import Package, Workbook
from planbook.book.patch import CellValue, patch_sheet
from planbook.book.refs import cell_name, split_cell
from planbook.domain import Direction, Field, FormLine, FormSpec, InputKind, Key, Progress, read_quantity
from planbook.layout.form import COLUMN_INDEX, FIRST_ROW, PROGRESS_LABELS
from planbook.returns.identify import InputCell

CORE = "docProps/core.xml"
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
_STALE = re.compile(rb"(?<=</f>)<v>[^<]*</v>")
"""What formulas came to in the blank form: left out, so that every program works them out again."""
_CHRISTIAN_ERA = 543
"""What the Buddhist era is ahead."""

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

_T = TypeVar("_T")


def score(*words: object) -> int:
    """A number that depends on the words alone, spread like a thrown die."""
    text = "\0".join(map(str, words))
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8])


def pick(options: Sequence[_T], *words: object) -> _T:
    """One of the options, always the same for the same words."""
    return options[score(*words) % len(options)]


@dataclass(frozen=True)
class Form:
    """An issued form in an office's hands: its file name and bytes, what it asks, and where it is typed."""

    name: str
    spec: FormSpec
    data: bytes

    @cached_property
    def inputs(self) -> tuple[InputCell, ...]:
        """Every cell that may be filled in."""
        return pipeline.inspect(self.data).inputs

    @cached_property
    def rows(self) -> dict[tuple[Key, str], dict[Field, InputCell]]:
        """The input cells of every row that is due this quarter, by activity and office."""
        due = {(line.key, line.office) for line in self.spec.rows() if line.due}
        found: dict[tuple[Key, str], dict[Field, InputCell]] = {}
        for cell in self.inputs:
            if (cell.key, cell.office) in due:
                found.setdefault((cell.key, cell.office), {})[cell.field] = cell
        return found

    @cached_property
    def typed(self) -> dict[str, CellValue]:
        """What a careful office types: cell name → value, every due row answered."""
        return dict(_answers(self))

    def line(self, cell: InputCell) -> FormLine:
        """The form's line that an input cell belongs to."""
        return next(line for line in self.spec.rows() if (line.key, line.office) == (cell.key, cell.office))

    def results(self, kind: str) -> list[InputCell]:
        """The result cells of one kind (``number``, ``percent``, ``text``) that the office answers, in sheet order."""
        cells = (fields.get(Field.RESULT) for fields in self.rows.values())
        return [cell for cell in cells if cell and cell.kind == kind and self.typed.get(cell.cell) is not None]

    def beside(self, cell: str, column: str | int) -> str:
        """The cell in another column (its key, or its number) of the same row."""
        return cell_name(split_cell(cell)[0], COLUMN_INDEX[column] if isinstance(column, str) else column)

    @property
    def row_below(self) -> int:
        """A row under the table, one left blank between."""
        return FIRST_ROW + len(self.spec.lines) + 1

    def filled(self, changes: Mapping[str, CellValue] | None = None, *, days_later: int = 0) -> bytes:
        """The form's file after the office filled it in, with ``changes`` to what a careful office types."""
        package = Package.open(self.data)
        parts = {sheet.name: sheet.part for sheet in Workbook(package).sheets}
        made = {part: _STALE.sub(b"", package.read(part)) for part in parts.values()}
        part = parts[self.inputs[0].sheet]
        made[part] = patch_sheet(made[part], {**self.typed, **(changes or {})})
        return package.build({**made, CORE: saved_at(package.read(CORE), self.saved(days_later))})

    def saved(self, days_later: int = 0) -> str:
        """When the office saved its file: early in the month after the quarter, as ISO 8601."""
        spec = self.spec
        year, month = divmod(spec.quarter * 3, 12)
        day = 1 + score(spec.office, "day") % 9 + days_later
        minute = score(spec.office, "minute") % 480
        hours = f"{8 + minute // 60:02}:{minute % 60:02}"
        return f"{spec.year - _CHRISTIAN_ERA + year:04}-{month + 1:02}-{day:02}T{hours}:00Z"


def saved_at(core: bytes, moment: str) -> bytes:
    """A file's core properties with the moment of its last saving."""
    return _MODIFIED.sub(rb"\g<1>" + moment.encode(), core)


def _answers(form: Form) -> Iterator[tuple[str, CellValue]]:
    lines = {(line.key, line.office): line for line in form.spec.rows()}
    for row, fields in form.rows.items():
        line, words = lines[row], (*row, form.spec.quarter)
        if score(*words, "postponed") % 50 == 0:
            yield from _said(form, fields, Progress.NOT_STARTED, _POSTPONED)
            continue
        short = score(*words, "short") % 20 == 0
        for field, value in _values(line, form.spec.quarter, words, short=short).items():
            if field in fields:
                yield fields[field].cell, value
        remark = pick(_REMARKS, *words, "remark") if score(*words, "remark?") % 9 == 0 else ""
        if short:
            yield from _said(form, fields, Progress.IN_PROGRESS, pick(_SHORTFALLS, *words))
        else:
            yield from _said(form, fields, Progress.DONE, remark)


def _said(
    form: Form, fields: Mapping[Field, InputCell], progress: Progress, remark: str
) -> Iterator[tuple[str, CellValue]]:
    if Field.STATUS in fields:
        yield fields[Field.STATUS].cell, status(form, progress)
    if remark and Field.REMARK in fields:
        yield fields[Field.REMARK].cell, remark


def status(form: Form, progress: Progress) -> str:
    """A status as the form's list offers it."""
    return PROGRESS_LABELS[progress]["en" if form.spec.language == "en" else "th"]


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
