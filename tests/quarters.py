"""Quarters of small plans: forms sent, filled in and returned on a day of April; and what staff type in between."""

import io
from collections.abc import Mapping

import openpyxl

import planbook as pb
from planbook.simulate.filling import saved_at

from .filling import Typed, fill
from .plans import saved


def form(data: bytes, office: str, quarter: int = 1) -> bytes:
    """The form of an office, whatever the rules think of sending it."""
    made = pb.generate(data, quarter, offices=[office], despite=["rule-carry-offices"])
    return next(form for _, form in made)


def returned(save, data: bytes, typed: Mapping[str, Typed], *, day: int = 1, quarter: int = 1):
    """A folder with the returns of offices on forms of the master ``data``, saved on a day of April."""
    return save(
        {
            f"{office}-{day}.xlsx": saved_at(fill(form(data, office, quarter), what), f"2019-04-{day:02d}T08:00:00Z")
            for office, what in typed.items()
        }
    )


def typed_by_staff(data: bytes, values: Mapping[str, object], sheet: str = "CR1") -> bytes:
    """A workbook after staff typed into cells of a sheet."""
    workbook = openpyxl.load_workbook(io.BytesIO(data))
    for ref, value in values.items():
        workbook[sheet][ref] = value
    return saved(workbook)
