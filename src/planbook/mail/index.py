"""The index: a workbook that lists every form issued for a quarter, with fingerprints, to tick off and to prove."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from planbook.book.looks import FONT, Styles, set_page
from planbook.book.table import KeyColumn, Looks, Rows, TableWriter
from planbook.book.write import Book, Sheet, add_link, add_number, add_text
from planbook.domain import FormSpec
from planbook.domain.text import BETWEEN
from planbook.layout.own_tables import sheet_text

_LINE = 22
"""Points of a row."""


@dataclass(frozen=True)
class Issued:
    """A form as it was issued: its file's name, what it says, its fingerprint, the addresses it goes to, its draft."""

    file: str
    spec: FormSpec
    sha256: str
    mail: tuple[str, ...] = ()
    draft: str = ""

    @classmethod
    def of(cls, file: str, spec: FormSpec, data: bytes, mail: tuple[str, ...] = (), draft: str = "") -> "Issued":
        """The same, from the form's bytes."""
        return cls(file, spec, hashlib.sha256(data).hexdigest(), mail, draft)


_COLUMNS: tuple[KeyColumn, ...] = (
    KeyColumn("number", sheet_text("sheet.number"), 6),
    KeyColumn("office", sheet_text("sheet.code"), 13),
    KeyColumn("office_name", sheet_text("sheet.office"), 32),
    KeyColumn("mail", sheet_text("sheet.mail"), 32),
    KeyColumn("file", sheet_text("sheet.form-file"), 44),
    KeyColumn("draft", sheet_text("sheet.draft"), 44),
    KeyColumn("rows", sheet_text("sheet.rows"), 10),
    KeyColumn("due", sheet_text("sheet.due"), 10),
    KeyColumn("sent", sheet_text("sheet.sent"), 14),
    KeyColumn("returned", sheet_text("sheet.returned"), 14),
    KeyColumn("sha256", sheet_text("sheet.fingerprint"), 70),
)
_ROWS = Rows(keys=7, captions=8, first=9)
"""Below the lines that say what the index is of, which are as many as before there were keys."""

_BASE = {"font_name": FONT, "font_size": 14, "valign": "top"}
_CELL: dict[str, Any] = {"border": 1, "border_color": "#B4BCCB"}
_STYLES: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 20, "font_color": "#1F3864"},
    "label": {"font_color": "#5B6472"},
    "plain": {},
    "head": {**_CELL, "bold": True, "bg_color": "#D9E2F3", "text_wrap": True, "align": "center", "valign": "vcenter"},
    "cell": {**_CELL, "text_wrap": True},
    "centre": {**_CELL, "align": "center"},
    "tick": {**_CELL, "bg_color": "#FFF9D9", "num_format": "@"},
    "link": {**_CELL, "font_color": "#1D4ED8", "underline": 1},
}


def index_name(spec: FormSpec, codes: Sequence[str] = ()) -> str:
    """The file name of the index; one of some offices alone has a name of its own, which hangs on their ``codes``."""
    name = sheet_text("sheet.index-name", year=spec.year, quarter=spec.quarter)
    if spec.correction:
        name += sheet_text("sheet.index-correction")
    if codes:
        digest = hashlib.sha256("\n".join(sorted(codes)).encode()).hexdigest()[:8]
        name += sheet_text("sheet.index-some", count=len(codes), digest=digest)
    return f"{name}.xlsx"


def index_workbook(issued: Sequence[Issued], master: str) -> bytes:
    """The index as a workbook. ``issued`` are the forms in the order of the offices sheet, at least one; ``master`` is
    the file name of the workbook that they were made from."""
    book = Book(title=sheet_text("sheet.index-title"))
    styles = Styles(book, _BASE, _STYLES)
    sheet = book.add_worksheet(sheet_text("sheet.index"))
    table = TableWriter(sheet, _COLUMNS, _ROWS, Looks(styles("label"), styles("head"), styles("cell")))
    _about(sheet, issued, master, styles)
    for number, form in enumerate(issued, 1):
        _row(table, number, form, styles)
    last = _ROWS.captions + len(issued)
    table.close(last)
    _page(sheet, last)
    return book.finish()


def _about(sheet: Sheet, issued: Sequence[Issued], master: str, styles: Styles) -> None:
    spec = issued[0].spec
    period = {"year": spec.year, "quarter": spec.quarter}
    sheet.set_default_row(_LINE)
    sheet.set_row(0, 30)
    add_text(
        sheet,
        0,
        0,
        (
            sheet_text("sheet.index-of-corrections", **period)
            if spec.correction
            else sheet_text("sheet.index-of-forms", **period)
        ),
        styles("title"),
    )
    about = (
        (sheet_text("sheet.plan"), " · ".join(filter(None, (spec.plan_title, spec.region))), spec.plan_id),
        (sheet_text("sheet.master"), master, sheet_text("sheet.fingerprint-is", fingerprint=spec.fingerprint)),
        (sheet_text("sheet.due-back"), spec.due_date or "-", ""),
        (sheet_text("sheet.contact"), spec.contact or "-", ""),
        (
            sheet_text("sheet.forms"),
            sheet_text("sheet.files", count=len(issued)),
            sheet_text("sheet.version", version=spec.version),
        ),
    )
    for row, (label, value, more) in enumerate(about, 1):
        add_text(sheet, row, 0, label, styles("label"))
        add_text(sheet, row, 2, value, styles("plain"))
        add_text(sheet, row, 5, more, styles("plain"))


def _row(table: TableWriter, number: int, form: Issued, styles: Styles) -> None:
    spec, row = form.spec, _ROWS.captions + number
    rows = list(spec.rows())
    for key, text in (
        ("office", spec.office),
        ("office_name", spec.office_name),
        ("mail", BETWEEN.join(form.mail)),
        ("sha256", form.sha256),
    ):
        table.text(row, key, text, styles("cell"))
    for key, file in (("file", form.file), ("draft", form.draft)):
        style = styles("link" if file else "cell")
        add_link(table.sheet, row - 1, table.col(key), "external:" + file.replace("#", "%23"), file, style)
    for key, count in (("number", number), ("rows", len(rows)), ("due", sum(line.due for line in rows))):
        add_number(table.sheet, row - 1, table.col(key), count, styles("centre"))
    for key in ("sent", "returned"):
        table.text(row, key, "", styles("tick"))


def _page(sheet: Sheet, last: int) -> None:
    sheet.freeze_panes(_ROWS.captions, 3)
    set_page(sheet)
    sheet.repeat_rows(_ROWS.captions - 1)
    sheet.print_area(0, 0, last - 1, len(_COLUMNS) - 2)
    sheet.set_footer("&C&P / &N")
    sheet.hide_gridlines(2)
