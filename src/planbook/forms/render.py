"""A form as an .xlsx workbook: cover, fill-in sheet, and the hidden stamp that says what was issued."""

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell

from planbook.book.package import Package
from planbook.book.splice import Slots, Template
from planbook.book.write import Book, RangeLists, add_text
from planbook.book.xmlio import escape_text
from planbook.domain import FormLine, FormParts, FormSpec, LineKind, Own
from planbook.domain.data import to_data
from planbook.forms.copies import CopySheet
from planbook.forms.cover import CoverSheet, Logo
from planbook.forms.fill import FillSheetWriter, page_office
from planbook.forms.looks import NORMAL, PAST_RESULT, FormStyles, FormTable, lines_in, points
from planbook.forms.plan_sheet import PlanTextSheet
from planbook.layout import stamp
from planbook.layout.checks import looks_back
from planbook.layout.copies import SHEET_COPY
from planbook.layout.form import (
    COLUMN_NAMES,
    DEFINED_NAME,
    FIRST_ROW,
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


_KEPT = 32
"""Sets of forms whose template is kept: offices of a set rarely all follow each other."""
_TEXTS_PART, _SHEETS, _FILL_PART = "xl/sharedStrings.xml", "xl/worksheets/", "xl/worksheets/sheet2.xml"
_ITEM = re.compile(r"<si>(.*?)</si>", re.DOTALL)
_TEXT_CELL = re.compile(r' t="s"><v>(?P<text>\d+)</v></c>')
_ROW = re.compile(r'(?P<before><row r="(?P<row>\d+)"[^>]*? ht=")(?P<height>[0-9.]+)')


class Renderer:
    """Writes forms as workbooks: the forms of a set once, and of each further form only what is its own.

    The same form, logo and password give the same bytes, whatever was written before. ``logo`` is a picture for the
    covers; ``password`` locks the sheets, which are protected without one too: it keeps slips out, not people.
    """

    def __init__(self, *, logo: Logo | None = None, password: str = "") -> None:
        self._logo, self._password = logo, password
        self._sets: dict[int, _Set] = {}

    def __call__(self, parts: FormParts) -> bytes:
        """The form's workbook."""
        made = self._sets.pop(id(parts.shared), None)
        if made is None:
            made = _Set(parts.shared, self._logo, self._password)
        self._sets[id(parts.shared)] = made
        if len(self._sets) > _KEPT:
            self._sets.pop(next(iter(self._sets)))
        return made.form(parts.own)


def render(spec: FormSpec, *, logo: Logo | None = None, password: str = "") -> bytes:
    """The workbook of a form that shares nothing with others (:class:`Renderer`)."""
    return Renderer(logo=logo, password=password)(FormParts(shared=spec))


class _Set:
    """The forms of a set as one workbook with slots for what is a form's own; a form that shares nothing is a set.

    A result of a closed quarter has two slots: its text among the shared texts, and its cell, which is blank where an
    office has no such result. Its row's height is one too: the text may take more lines than all others in the row.
    """

    def __init__(self, shared: FormSpec, logo: Logo | None, password: str) -> None:
        self.shared = shared  # held, so that no other object gets its number
        slots = Slots(json.dumps(to_data(shared), ensure_ascii=False))
        marked = shared if shared.office else _with_slots(shared, slots)
        data = write_form(marked, [*stamp.encode_shared(shared), slots("own")], logo=logo, password=password)
        items = _ITEM.findall(Package.open(data).read(_TEXTS_PART).decode())
        self._cells = {
            f"cell.{name}": str(number) for number, name in enumerate(_result_of(slots, each) for each in items) if name
        }
        by_number = {number: name for name, number in self._cells.items()}
        rows = {str(FIRST_ROW + int(name.split(".")[2])) for name in self._cells}
        heights: dict[str, bytes] = {}

        def cell(found: re.Match[str]) -> str:
            name = by_number.get(found["text"])
            return slots(name) if name else found[0]

        def row(found: re.Match[str]) -> str:
            if found["row"] not in rows:
                return found[0]
            name = _height(int(found["row"]) - FIRST_ROW)
            heights[name] = found["height"].encode()
            return f"{found['before']}{slots(name)}"

        def with_cells(member: str, text: str) -> str:
            return _ROW.sub(row, _TEXT_CELL.sub(cell, text)) if rows and member == _FILL_PART else text

        def context(member: str, name: str) -> str:
            return "page" if name == "name" and member.startswith(_SHEETS) else name

        self._template = Template(data, slots, context, with_cells)
        self._blank = dict.fromkeys(self._cells, b"/>") | {name.removeprefix("cell."): b"" for name in self._cells}
        self._blank |= heights

    def form(self, own: Own) -> bytes:
        """The form that has this of its own."""
        name = own.office_name
        values = self._blank | {
            "own": stamp.encode_own(own).encode(),
            "code": escape_text(own.office).encode(),
            "name": escape_text(name).encode(),
            "page": escape_text(page_office(name)).encode(),
        }
        for place, results in own.earlier.items():
            height, lines = _height(place), max(lines_in(text, PAST_RESULT) for text in results.values())
            if lines > 1:
                values[height] = f"{max(float(values[height]), points(lines)):.16g}".encode()
            for quarter, text in results.items():
                result = _result(place, quarter)
                values[result] = escape_text(text).encode()
                values[f"cell.{result}"] = f' t="s"><v>{self._cells[f"cell.{result}"]}</v></c>'.encode()
        return self._template.fill(values)


def _result(place: int, quarter: int) -> str:
    return f"result.{place}.{quarter}"


def _height(place: int) -> str:
    return f"height.{place}"


def _result_of(slots: Slots, item: str) -> str | None:
    """The name of the earlier result that a shared text stands for; None for any other text."""
    name = slots.name(item.removeprefix("<t>").removesuffix("</t>"))
    return name if name and name.startswith("result.") else None


def _with_slots(shared: FormSpec, slots: Slots) -> FormSpec:
    """A set's form with slots in place of the office, and of every result of a closed quarter that is a form's own."""

    def row(place: int, line: FormLine) -> FormLine:
        if line.line is not LineKind.ROW:
            return line
        results = (
            {number: slots(_result(place, number)) for number in range(1, shared.quarter)}
            if not looks_back(line)
            else {}
        )
        return replace(line, office=slots("code"), office_name=slots("name"), earlier=line.earlier or results)

    lines = tuple(map(row, range(len(shared.lines)), shared.lines))
    return replace(shared, office=slots("code"), office_name=slots("name"), lines=lines)


def write_form(spec: FormSpec, stamped: Sequence[str], *, logo: Logo | None = None, password: str = "") -> bytes:
    """A form's workbook, written cell by cell; ``stamped`` are the texts of its stamp.

    Everything the plan says is written as text, never as a formula or a number. The form's identity stands in four
    places: a cell of the fill-in sheet, the stamp sheet, a document property, and the defined name that points to
    the first. What a column is can be told by three marks: its key, its caption, and a defined name.
    """
    book = Book(normal=NORMAL, title=title_lines(spec)[0])
    language = known(spec.language)
    words, styles, table = words_for(language), FormStyles(book), FormTable(spec, language)
    asked = book.add_worksheet(SHEET_COPY[language]) if spec.questions else None
    cover = book.add_worksheet(SHEET_COVER[language])
    fill = book.add_worksheet(SHEET_FILL[language])
    texts = book.add_worksheet(SHEET_PLAN_TEXTS[language])
    hidden = book.add_worksheet(SHEET_STAMP)
    if asked is not None:
        CopySheet(asked, table, styles, words, language).write(password)
    CoverSheet(cover, table, styles, words, language).write(logo, password)
    FillSheetWriter(fill, table, styles, words, language).write(RangeLists(hidden, _LISTS_COLUMN), password)
    PlanTextSheet(texts, table, styles, words, language).write(password)
    _write_stamp(hidden, spec, stamped)
    hidden.protect(password)
    (asked or cover).activate()
    book.define_name(DEFINED_NAME, f"='{SHEET_FILL[language]}'!{_absolute(IDENTITY_CELL)}")
    for number, each in enumerate(table.columns):
        caption = xl_rowcol_to_cell(HEADING_ROWS[-1] - 1, number, row_abs=True, col_abs=True)
        book.define_name(f"{COLUMN_NAMES}{each.key}", f"='{SHEET_FILL[language]}'!{caption}")
    book.set_custom_property(PROPERTY, spec.identity)
    return book.finish()


def _write_stamp(sheet: Any, spec: FormSpec, stamped: Sequence[str]) -> None:
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
    rows = [*about, *((piece, "") for piece in stamped)]
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
