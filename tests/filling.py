"""Filling in forms in the words of the domain: ``fill(form, {"8/1/03/03.2": "๑๐๐%"})``."""

from collections.abc import Mapping

import planbook as pb
from planbook.book.patch import CellValue
from planbook.simulate.filling import typed_into

Typed = Mapping[str | tuple[str, str], CellValue]
"""What is typed: an activity's key for its result, or (key, field)."""


def fill(form: bytes, typed: Typed, office: str | None = None) -> bytes:
    """The form with values typed into its input cells, as saved by a client that keeps everything else.

    ``office`` chooses the row where a form asks several offices about one activity.
    """
    cells: dict[str, dict[str, CellValue]] = {}
    wanted = {(item, "result") if isinstance(item, str) else item: value for item, value in typed.items()}
    for spot in pb.inspect(form).inputs:
        if (spot.key, str(spot.field)) in wanted and office in (None, spot.office):
            cells.setdefault(spot.sheet, {})[spot.cell] = wanted.pop((spot.key, str(spot.field)))
    assert not wanted, f"the form has no such inputs: {sorted(wanted)}"
    return typed_into(form, cells)


def fill_all(form: bytes, *, number: CellValue = 1, percent: CellValue = 0.95, text: CellValue = "เรียบร้อย") -> bytes:
    """The form with every result filled in, by kind of input, and every ratio with 19 of 20."""
    by_kind = {"number": number, "percent": percent, "text": text}
    cells: dict[str, dict[str, CellValue]] = {}
    for spot in pb.inspect(form).inputs:
        if spot.field == "result":
            cells.setdefault(spot.sheet, {})[spot.cell] = by_kind[spot.kind]
        elif spot.field in ("numerator", "denominator"):
            cells.setdefault(spot.sheet, {})[spot.cell] = 19 if spot.field == "numerator" else 20
    return typed_into(form, cells)
