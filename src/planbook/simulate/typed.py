"""Filling in a form for a rehearsal: every input of every row, no two figures alike, so that a swap shows."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeAlias

from planbook import pipeline
from planbook.book.package import Package, Workbook
from planbook.book.patch import CellValue, patch_sheet
from planbook.domain import Field, FormSpec, Key, Progress
from planbook.layout.form import PROGRESS_LABELS
from planbook.returns.identify import InputCell

Typed: TypeAlias = dict[tuple[Key, str, Field], Decimal | str]
"""What was typed, as it should be read: by activity, office, and input."""


@dataclass(frozen=True)
class Filled:
    """A form's file after an office filled it in, and what it typed."""

    spec: FormSpec
    data: bytes = field(repr=False)
    typed: Typed = field(repr=False)


def fill_in(spec: FormSpec, form: bytes) -> Filled:
    """Fill in every input, as saved by a client that keeps everything else."""
    cells: dict[str, dict[str, CellValue]] = {}
    typed: Typed = {}
    order: dict[tuple[Key, str], int] = {}
    for spot in pipeline.inspect(form).inputs:
        number = order.setdefault((spot.key, spot.office), len(order) + 1)
        said = _said(spot, number, spec.language)
        if said:
            value, read = said
            cells.setdefault(spot.sheet, {})[spot.cell] = value
            typed[spot.key, spot.office, spot.field] = read
    package = Package.open(form)
    parts = {sheet.name: sheet.part for sheet in Workbook(package).sheets}
    changed = {parts[sheet]: patch_sheet(package.read(parts[sheet]), values) for sheet, values in cells.items()}
    return Filled(spec, package.build(changed), typed)


def _said(spot: InputCell, number: int, language: str) -> tuple[CellValue, Decimal | str] | None:
    """What is typed into an input of the row of this number, and how it should be read; None to leave it blank."""
    if spot.field is Field.STATUS:
        progress = Progress.DONE if number % 3 else Progress.IN_PROGRESS
        return PROGRESS_LABELS[progress]["en" if language == "en" else "th"], progress.value
    if spot.field is Field.REMARK:
        text = f"หมายเหตุข้อที่ {number}"
        return (text, text) if number % 2 else None
    if spot.field in (Field.NUMERATOR, Field.DENOMINATOR):
        part = Decimal(number if spot.field is Field.NUMERATOR else number + 10)
        return part, part
    if spot.kind == "percent":
        share = Decimal(number % 100) + Decimal("0.5")
        return share / 100, share
    if spot.kind == "text":
        text = f"ดำเนินการแล้ว ครั้งที่ {number}"
        return text, text
    return Decimal(number), Decimal(number)
