"""A form in an office's hands: where it is typed, what is typed there, and what planbook should read of it.

An office answers carefully, or types something into every input. No clock and no random numbers: what looks like chance
is a hash of the words it is about, so the same plan always gives the same returns.
"""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple, TypeAlias, TypeVar

from planbook import pipeline
from planbook.book.cells import cell_name, split_cell
from planbook.book.package import Package, SheetInfo, Workbook
from planbook.book.patch import CellValue, patch_sheet
from planbook.domain import Direction, Field, FormLine, FormSpec, InputKind, Key, Progress, read_quantity
from planbook.layout.form import FIRST_ROW, PROGRESS_LABELS, column_numbers
from planbook.returns.identify import InputCell
from planbook.words.times import BUDDHIST_ERA


class InputPlace(NamedTuple):
    """An input of a form: an activity, an office, and which of its inputs."""

    key: Key
    office: str
    field: Field


Meant: TypeAlias = dict[InputPlace, Decimal | str]
"""What planbook should read: a status by its value (``Progress``), a percentage as 95 for 95 %."""

FormFiller: TypeAlias = "Callable[[Form], Iterator[tuple[str, CellValue]]]"
"""What an office types into its form: pairs of a cell's name and a value."""

CORE = "docProps/core.xml"
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
_STALE = re.compile(rb"(?<=</f>)<v>[^<]*</v>")
"""What formulas came to in the blank form: left out, so that every program works them out again."""

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
    """An issued form: its file name and bytes, what it asks, and what the office answers."""

    name: str
    spec: FormSpec
    data: bytes = field(repr=False)
    answers: FormFiller = field(repr=False)

    @cached_property
    def inputs(self) -> tuple[InputCell, ...]:
        """Every cell that may be filled in."""
        return pipeline.inspect(self.data).inputs

    @cached_property
    def rows(self) -> dict[tuple[Key, str], dict[Field, InputCell]]:
        """The input cells of every row, by activity and office."""
        found: dict[tuple[Key, str], dict[Field, InputCell]] = {}
        for cell in self.inputs:
            found.setdefault((cell.key, cell.office), {})[cell.field] = cell
        return found

    @cached_property
    def typed(self) -> dict[str, CellValue]:
        """What the office types: cell name → value; empty where it has nothing to answer."""
        return dict(self.answers(self))

    @cached_property
    def meant(self) -> Meant:
        """What planbook should read of what the office types."""
        typed = ((cell, self.typed.get(cell.cell)) for cell in self.inputs)
        return {place(cell): _meaning(cell, value) for cell, value in typed if value is not None}

    def line(self, cell: InputCell) -> FormLine:
        """The form's line that an input cell belongs to."""
        return next(line for line in self.spec.rows() if (line.key, line.office) == (cell.key, cell.office))

    def results(self, kind: str) -> list[InputCell]:
        """The result cells of one kind (``number``, ``percent``, ``text``) that the office answers, in sheet order."""
        cells = (fields.get(Field.RESULT) for fields in self.rows.values())
        return [cell for cell in cells if cell and cell.kind == kind and self.typed.get(cell.cell) is not None]

    def beside(self, cell: str, column: str | int) -> str:
        """The cell in another column (its key, or its number) of the same row."""
        number = column_numbers(self.spec.quarter)[column] if isinstance(column, str) else column
        return cell_name(split_cell(cell)[0], number)

    @property
    def row_below(self) -> int:
        """A row under the table, one left blank between."""
        return FIRST_ROW + len(self.spec.lines) + 1

    def filled(self, changes: Mapping[str, CellValue] | None = None, *, days_later: int = 0) -> bytes:
        """The form's file after the office filled it in, with ``changes`` to what it would type otherwise."""
        package = Package.open(self.data)
        fresh = package.build({sheet.part: _STALE.sub(b"", package.read(sheet.part)) for sheet in _sheets(package)})
        cells = {**self.typed, **(changes or {})}
        return saved_at(typed_into(fresh, {self.inputs[0].sheet: cells} if cells else {}), self.saved(days_later))

    def saved(self, days_later: int = 0) -> str:
        """When the office saved its file: early in the month after the quarter, as ISO 8601."""
        spec = self.spec
        year, month = divmod(spec.quarter * 3, 12)
        day = 1 + score(spec.office, "day") % 9 + days_later
        minute = score(spec.office, "minute") % 480
        hours = f"{8 + minute // 60:02}:{minute % 60:02}"
        return f"{spec.year - BUDDHIST_ERA + year:04}-{month + 1:02}-{day:02}T{hours}:00Z"


def place(cell: InputCell) -> InputPlace:
    """Which input of the form a cell is."""
    return InputPlace(cell.key, cell.office, cell.field)


def _meaning(cell: InputCell, value: CellValue) -> Decimal | str:
    if cell.field is Field.STATUS:
        return next(each.value for each in Progress if value in PROGRESS_LABELS[each].values())
    if isinstance(value, str):
        return value
    return Decimal(str(value)) * (100 if cell.kind == "percent" else 1)


def _sheets(package: Package) -> list[SheetInfo]:
    return Workbook(package).sheets


def typed_into(book: bytes, cells: Mapping[str, Mapping[str, CellValue]]) -> bytes:
    """A workbook with cells set, by sheet name and cell, as saved by a client that keeps everything else."""
    package = Package.open(book)
    parts = {sheet.name: sheet.part for sheet in _sheets(package)}
    return package.build({parts[name]: patch_sheet(package.read(parts[name]), here) for name, here in cells.items()})


def saved_at(book: bytes, moment: str) -> bytes:
    """A workbook that says it was last saved at a moment (ISO 8601)."""
    package = Package.open(book)
    return package.build({CORE: _MODIFIED.sub(rb"\g<1>" + moment.encode(), package.read(CORE))})


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
            yield from _with_status(form, fields, Progress.NOT_STARTED, _POSTPONED)
            continue
        short = score(*words, "short") % 20 == 0
        for name, value in _values(line, form.spec.quarter, words, short=short).items():
            if name in fields:
                yield fields[name].cell, value
        remark = pick(_REMARKS, *words, "remark") if score(*words, "remark?") % 9 == 0 else ""
        if short:
            yield from _with_status(form, fields, Progress.IN_PROGRESS, pick(_SHORTFALLS, *words))
        else:
            yield from _with_status(form, fields, Progress.DONE, remark)


def _with_status(
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
    if line.kind.is_share:
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
