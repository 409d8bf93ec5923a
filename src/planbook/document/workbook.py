"""A plan document as a new workbook in the original layout, written with xlsxwriter."""

from collections.abc import Sequence
from decimal import Decimal
from math import ceil
from typing import Any

from planbook.book.cells import page_text
from planbook.book.looks import Styles
from planbook.book.write import Book, add_band, add_text
from planbook.document.model import Amount, MeasureData, PlanDocument, StrategyData, SummaryData
from planbook.document.rows import SourceRow, initiative_rows
from planbook.domain import QUARTERS, digits, join_lines, width
from planbook.layout import detail
from planbook.layout import original as layout
from planbook.layout import original as look
from planbook.layout.own_tables import sheet_text
from planbook.words import TextCode

CELL_PADDING = 5 / 7
"""xlsxwriter adds it to a column's width; the files of Excel count it in."""

_CENTRED = {"align": "center", "valign": "vcenter", "text_wrap": True}
_STYLES: dict[str, dict[str, Any]] = {
    "title": {"font_size": look.TITLE_SIZE, "bold": True, **_CENTRED},
    "subtitle": {"font_size": look.SUBTITLE_SIZE, "bold": True, **_CENTRED},
    "heading": {"bold": True, **_CENTRED, "border": 1},
    "caption": {**_CENTRED, "border": 1},
    "boxed": {"valign": "vcenter", "border": 1},
    "goal": {**_CENTRED, "left": 1, "right": 1},
    "plan": {"bold": True, "valign": "top", "left": 1, "right": 1},
    "text": {"valign": "top", "left": 1, "right": 1},
    "value": {"align": "center", "valign": "top", "left": 1, "right": 1},
    "plain": {"valign": "top"},
}


class _Book:
    """A workbook being written, and its formats."""

    def __init__(self, title: str) -> None:
        self.book = Book(title=title, author="planbook")
        self.styles = Styles(self.book, {"font_name": look.FONT, "font_size": look.FONT_SIZE}, _STYLES)

    def style(self, name: str, *, last: bool = False, wrap: bool = False, number: str = "") -> Any:
        """A named format; ``last`` closes the table below, ``number`` is a number format."""
        more = ({"bottom": 1} if last else {}) | ({"text_wrap": True} if wrap else {})
        return self.styles(name, **more, **({"num_format": number} if number else {}))

    def sheet(self, name: str, widths: Sequence[float]) -> Any:
        """A new sheet, A4 landscape, with its columns."""
        sheet = self.book.add_worksheet(name)
        for column, column_width in enumerate(widths):
            sheet.set_column(column, column, column_width - CELL_PADDING)
        sheet.set_landscape()
        sheet.set_paper(look.PAPER_A4)
        sheet.set_margins(**look.MARGINS)
        return sheet

    def finish(self) -> bytes:
        """The workbook's bytes."""
        return self.book.finish()


def write_plan(document: PlanDocument, spare_rows: int = 0) -> bytes:
    """A workbook of a completed document: the summary, one sheet a strategy, an empty detail form.

    ``spare_rows`` ruled empty rows follow each sheet's last initiative, to be typed into.
    """
    book = _Book(document.title or "")
    names = {strategy.sheet.casefold() for strategy in document.strategies}
    if document.summary:
        _write_summary(book, _free(sheet_text(look.SUMMARY_SHEET), names), document.title or "", document.summary)
    for strategy in document.strategies:
        _StrategySheet(book, strategy, strategy.year or document.year, spare_rows).write()
    _write_detail(book, _free(sheet_text(look.DETAIL_SHEET), names), document.year)
    return book.finish()


def _free(name: str, taken: set[str]) -> str:
    """A sheet name that no strategy has."""
    return next(free for free in (name, *(f"{name} {n}" for n in range(2, 1000))) if free.casefold() not in taken)


def _write_summary(book: _Book, name: str, title: str, lines: Sequence[SummaryData]) -> None:
    sheet = book.sheet(name, look.SUMMARY_WIDTHS)
    sheet.center_horizontally()
    # the title's part in square brackets is a line of its own, as in the original
    head, _, tail = title.partition(" [")
    lines_of_title = (head, f"[{tail}") if join_lines([head, f"[{tail}"]) == title else (title, "")
    for row, (text, style) in enumerate(zip(lines_of_title, ("title", "subtitle"), strict=True)):
        sheet.set_row(row, 28)
        _merge(sheet, row, 0, row, 2, text, book.style(style))
    sheet.set_row(3, look.ROW_HEIGHT)
    for column, caption in enumerate(look.SUMMARY_HEADINGS):
        add_text(sheet, 3, column, sheet_text(caption), book.style("heading"))
    first, groups = 4, list[tuple[int, int]]()
    for row, line in enumerate(lines, first):
        tall = max(ceil(width(line.strategy) / 28), ceil(width(line.initiatives) / 46), 1)
        sheet.set_row(row, look.ROW_HEIGHT * tall)
        add_text(sheet, row, 1, line.strategy, book.style("caption"))
        add_text(sheet, row, 2, line.initiatives, book.style("boxed", wrap=True))
        if groups and lines[row - first - 1].perspective == line.perspective:
            groups[-1] = (groups[-1][0], row)
        else:
            groups.append((row, row))
    for top, bottom in groups:
        # a name in brackets goes on a line of its own, as in the original
        text = lines[top - first].perspective.replace(" (", "\n(")
        if top == bottom and ("\n" in text or width(text) > 40):
            sheet.set_row(top, look.ROW_HEIGHT * 2)
        _merge(sheet, top, 0, bottom, 0, text, book.style("caption"))


def _write_detail(book: _Book, name: str, year: int | None) -> None:
    """The empty detail form, to be filled by hand or by merge."""
    sheet = book.sheet(name, [column.width for column in detail.COLUMNS])
    last = len(detail.COLUMNS) - 1
    sheet.merge_range(
        detail.TITLE_ROW - 1, 0, detail.TITLE_ROW - 1, last, sheet_text(detail.TITLE), book.style("title")
    )
    for heading in detail.HEADING_FIELDS:
        add_text(sheet, heading.row - 1, 0, sheet_text(heading.caption), book.style("plain"))
    for cell in detail.TABLE_HEADING:
        text = sheet_text(cell.caption, year=year or look.DOTS, unit=detail.UNIT_DOTS, quarter=cell.quarter)
        left, right = (detail.COLUMN_INDEX[key] - 1 for key in cell.columns)
        _merge(
            sheet,
            cell.rows[0] - 1,
            left,
            cell.rows[1] - 1,
            right,
            text,
            book.style("heading" if cell.bold else "caption"),
        )
    end = detail.FIRST_ROW - 1 + look.DETAIL_ROWS
    for row in range(end):
        sheet.set_row(row, detail.ROW_HEIGHT)
        for column in range(last + 1) if row >= detail.FIRST_ROW - 1 else ():
            sheet.write_blank(row, column, None, book.style("boxed"))
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(detail.HEADING_ROWS[0] - 1, detail.HEADING_ROWS[1] - 1)


def _merge(sheet: Any, top: int, left: int, bottom: int, right: int, text: str, style: Any) -> None:
    add_band(sheet, top, left, right, text, style, last_row=bottom)


class _StrategySheet:
    """One strategy's sheet, written from its first row down; rows and columns here are counted from 0."""

    def __init__(self, book: _Book, strategy: StrategyData, year: int | None, spare_rows: int) -> None:
        self.book, self.strategy, self.year, self.spare_rows = book, strategy, year, spare_rows
        self.sheet = book.sheet(strategy.sheet, look.STRATEGY_WIDTHS)
        self.row = 0

    def write(self) -> None:
        """Write title, header block, plan table and page set-up."""
        sheet, strategy = self.sheet, self.strategy
        self._across(0, look.PLAN, look.RESPONSIBLE, strategy.title, "title")
        self._height(0, look.ROW_HEIGHT * (2 if width(strategy.title) > 130 else 1.3))
        self.row = 2
        left = (strategy.objective, strategy.strategy)
        self._items(look.ITEMS_ONE_TO_FOUR, left, strategy.measures, spare=4)
        self._items(look.ITEMS_FIVE_TO_SEVEN, (strategy.division_strategy,), strategy.division_measures, spare=2)
        self.row += look.WIDE_GAP if self._reads_like_captions() else look.GAP
        heading = self.row
        self._heading()
        first = self.row
        breaks = self._table([line for initiative in strategy.initiatives for line in initiative_rows(initiative)])
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(heading, first - 1)
        sheet.print_area(0, 0, max(self.row, first) - 1, look.RESPONSIBLE - 1)
        sheet.freeze_panes(first, look.FIRST_TARGET - 1)
        sheet.set_h_pagebreaks(breaks)
        perspective = layout.perspective(strategy.title)
        words = " - ".join([*([perspective] if perspective else []), strategy.sheet])
        # a header holds 255 characters, and & begins a code in it
        sheet.set_header("&R " + page_text(words), {"margin": 0.5})
        sheet.set_footer("&C&P", {"margin": 0.5})

    def _reads_like_captions(self) -> bool:
        """Whether a header line near the table begins like one of the table's own captions."""
        patterns = (layout.ACTIVITY_COLUMN, layout.PLAN_COLUMN, layout.RESPONSIBLE_COLUMN, layout.BUDGET_BLOCK)
        strategy = self.strategy
        texts = [strategy.title, *strategy.objective, *strategy.strategy, *strategy.division_strategy]
        for measure in (*strategy.measures, *strategy.division_measures):
            texts += [measure.text, measure.target.raw if measure.target else ""]
        return any(pattern.match(digits(text)) for text in texts for pattern in patterns)

    def _items(
        self,
        codes: tuple[TextCode, ...],
        left: tuple[Sequence[str], ...],
        measures: Sequence[MeasureData],
        spare: int,
    ) -> None:
        """Write items 1 to 4, or 5 to 7: strategies on the left, measures with their targets on the right."""
        captions = [sheet_text(code) for code in codes]
        if len(left) == 1:
            self._across(self.row, look.PLAN, look.ACTIVITY, captions[0], "heading")
        else:
            for column, caption in zip((look.PLAN, look.ACTIVITY), captions, strict=False):
                self._cell(self.row, column, caption, "heading")
        self._measure(captions[-2], captions[-1], "heading", "heading")
        count = max(len(measures), *map(len, left)) or (spare if self.spare_rows else 0)
        for index in range(count):
            self.row += 1
            tall = 1
            for column, texts in zip((look.PLAN, look.ACTIVITY), left, strict=False):
                self._cell(self.row, column, texts[index] if index < len(texts) else "", "text")
            if len(left) == 1:
                self._cell(self.row, look.ACTIVITY, "", "text")
            measure = measures[index] if index < len(measures) else None
            if measure:
                tall = ceil(width(measure.text) / look.ROOM[look.FIRST_TARGET])
            target = measure.target.raw if measure and measure.target else ""
            self._measure(measure.text if measure else "", target, "text", "goal", wrap=tall > 1)
            self._height(self.row, look.ROW_HEIGHT * tall)
        self.row += 1

    def _measure(self, text: str, target: str, text_style: str, target_style: str, *, wrap: bool = False) -> None:
        self._height(self.row, look.ROW_HEIGHT)
        self._across(self.row, look.FIRST_TARGET, look.LAST_RESULT, text, text_style, wrap=wrap)
        self._across(self.row, look.BUDGET["capital"], look.RESPONSIBLE, target, target_style)

    def _heading(self) -> None:
        for caption in look.TABLE_HEADING:
            text = sheet_text(caption.text, year=self.year or look.DOTS, quarter=caption.quarter)
            style = self.book.style("heading" if caption.bold else "caption")
            top, bottom = self.row + caption.row, self.row + caption.to_row
            _merge(self.sheet, top, caption.column - 1, bottom, caption.to_column - 1, text, style)
        for _ in range(look.HEADING_ROWS):
            self._height(self.row, look.ROW_HEIGHT)
            self.row += 1

    def _table(self, lines: list[SourceRow]) -> list[int]:
        """Write the table's rows; returns the rows before which a page ends."""
        lines = [*lines, *(SourceRow() for _ in range(self.spare_rows))]
        breaks: list[int] = []
        room, opened = float(look.PAGE_ROWS - self.row), self.row
        for index, line in enumerate(lines):
            if line.opens or line.plan.startswith(look.INITIATIVE_PREFIX):
                opened = self.row
            if room < 1:
                cut = opened if 0 < self.row - opened <= look.SOFT_PAGE_ROWS else self.row
                breaks.append(cut)
                room = look.PAGE_ROWS - look.HEADING_ROWS - (self.row - cut)
            room -= self._line(line, last=index == len(lines) - 1)
            self.row += 1
        return breaks

    def _line(self, line: SourceRow, *, last: bool) -> int:
        """Write one row; returns how many lines of text it is high."""
        tall = max(
            ceil(width(line.plan) / look.ROOM[look.PLAN]),
            ceil(width(line.text) / look.ROOM[look.ACTIVITY]),
            ceil(width(line.span) / look.ROOM[look.FIRST_TARGET]),
            ceil(width(line.responsible) / look.ROOM[look.RESPONSIBLE]),
            1,
        )
        wrap, row = tall > 1, self.row
        self._height(row, look.ROW_HEIGHT * tall)
        self._cell(row, look.PLAN, line.plan, "plan" if line.plan else "text", last=last, wrap=wrap)
        indent = " " if layout.BULLET.match(line.text) else ""
        self._cell(row, look.ACTIVITY, indent + line.text if line.text else "", "text", last=last, wrap=wrap)
        if line.span:
            self._across(row, look.FIRST_TARGET, look.LAST_RESULT, line.span, "text", last=last, wrap=wrap)
        else:
            for quarter in QUARTERS:
                column = look.target_column(quarter)
                self._cell(row, column, line.targets.get(quarter, ""), "value", last=last, wrap=wrap)
                self._cell(row, column + 1, "", "value", last=last)
        for part, column in look.BUDGET.items():
            amount: Amount | None = getattr(line.budget, part) if line.budget else None
            self._amount(row, column, amount, last=last)
        self._cell(row, look.RESPONSIBLE, line.responsible, "value", last=last, wrap=wrap)
        return tall

    def _amount(self, row: int, column: int, amount: Amount | None, *, last: bool) -> None:
        """A budget: a number where it is nothing but one, so that a workbook can add it up; else its text."""
        number = Decimal(amount.value) if amount and amount.value is not None else None
        plain = number is not None and amount == Amount.model_validate(f"{number:,f}")
        if number is not None and plain and Decimal(repr(float(number))) == number:
            shown = "#,##0" if number == number.to_integral_value() else "#,##0.0#####"
            style = self.book.style("value", last=last, number=shown)
            self.sheet.write_number(row, column - 1, float(number), style)
            return
        self._cell(row, column, amount.raw if amount else "", "value", last=last)

    def _cell(self, row: int, column: int, text: str, style: str, *, last: bool = False, wrap: bool = False) -> None:
        """Write a text as text, whatever it looks like, or an empty cell that keeps its borders."""
        _merge(self.sheet, row, column - 1, row, column - 1, text, self.book.style(style, last=last, wrap=wrap))

    def _across(
        self, row: int, first: int, last_column: int, text: str, style: str, *, last: bool = False, wrap: bool = False
    ) -> None:
        look_of_it = self.book.style(style, last=last, wrap=wrap)
        _merge(self.sheet, row, first - 1, row, last_column - 1, text, look_of_it)

    def _height(self, row: int, points: float) -> None:
        self.sheet.set_row(row, points)
