"""A form as an .xlsx workbook: cover, fill-in sheet, and the hidden stamp that says what was issued."""

from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell

from planbook.book.write import Book, RangeLists, add_text
from planbook.domain import FormSpec
from planbook.forms.cover import CoverSheet, Logo
from planbook.forms.fill import FillSheet
from planbook.forms.geometry import Table
from planbook.forms.plan_sheet import PlanTextSheet
from planbook.forms.styles import NORMAL, Styles
from planbook.layout import stamp
from planbook.layout.form import (
    COLUMN_NAMES,
    DEFINED_NAME,
    HEADING_ROWS,
    IDENTITY_CELL,
    PROPERTY,
    SHEET_COVER,
    SHEET_FILL,
    SHEET_PLAN_TEXTS,
    SHEET_STAMP,
    title_lines,
)
from planbook.layout.words import words_for
from planbook.words import known

_LISTS_COLUMN = 3
"""The first column of the stamp sheet, counted from 0, that may hold a list for a validation."""


def render(spec: FormSpec, *, logo: Logo | None = None, password: str = "") -> bytes:
    """The form's workbook as bytes, the same for the same spec, logo and password.

    Everything the plan says is written as text, never as a formula or a number. The form's identity stands in four
    places: a cell of the fill-in sheet, the stamp sheet, a document property, and the defined name that points to
    the first. Every column has three witnesses: its key, its caption, and a defined name. ``password`` locks the
    sheets, which are protected without one too: it keeps slips out, not people.
    """
    book = Book(normal=NORMAL, title=title_lines(spec)[0])
    language = known(spec.language)
    words, styles, table = words_for(language), Styles(book), Table(spec, words_for(language).check, language)
    cover = book.add_worksheet(SHEET_COVER[language])
    fill = book.add_worksheet(SHEET_FILL[language])
    texts = book.add_worksheet(SHEET_PLAN_TEXTS[language])
    hidden = book.add_worksheet(SHEET_STAMP)
    CoverSheet(cover, table, styles, words, language).write(logo, password)
    FillSheet(fill, table, styles, words, language).write(RangeLists(hidden, _LISTS_COLUMN), password)
    PlanTextSheet(texts, table, styles, words, language).write(password)
    _write_stamp(hidden, spec)
    hidden.protect(password)
    cover.activate()
    book.define_name(DEFINED_NAME, f"='{SHEET_FILL[language]}'!{_absolute(IDENTITY_CELL)}")
    for number, each in enumerate(table.columns):
        caption = xl_rowcol_to_cell(HEADING_ROWS[-1] - 1, number, row_abs=True, col_abs=True)
        book.define_name(f"{COLUMN_NAMES}{each.key}", f"='{SHEET_FILL[language]}'!{caption}")
    book.set_custom_property(PROPERTY, spec.identity)
    return book.finish()


def _write_stamp(sheet: Any, spec: FormSpec) -> None:
    """The stamp sheet: the identity, the same in readable lines, then the stamp's pieces, one a row."""
    sheet.write_string(0, 0, spec.identity)
    about = (
        ("plan", spec.plan_id),
        ("year", str(spec.year)),
        ("quarter", str(spec.quarter)),
        ("office", spec.office),
        ("office name", spec.office_name),
        ("form version", str(spec.version)),
        ("master", spec.fingerprint),
        ("plan title", spec.plan_title),
    )
    rows = [*about, *((piece, "") for piece in stamp.encode(spec))]
    for row, (left, right) in enumerate(rows, 1):
        add_text(sheet, row, 0, left)
        if right:
            add_text(sheet, row, 1, right)
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 60)
    sheet.hide()


def _absolute(cell: str) -> str:
    letters = cell.rstrip("0123456789")
    return f"${letters}${cell[len(letters) :]}"
