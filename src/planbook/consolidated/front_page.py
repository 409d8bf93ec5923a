"""The first page for management, written: figures, charts that live on its cells, the table, and what lies behind."""

from collections.abc import Iterable, Sequence
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell

from planbook.book.cells import page_text, quoted
from planbook.book.write import A4, FONT
from planbook.consolidated.front import PERIODS, Front, Line
from planbook.consolidated.front_grid import DATA, FIRST_COUNT, INK, LAST, RULE, WIDTHS, Grid, Places
from planbook.consolidated.front_lists import write_lists
from planbook.consolidated.sheets import (
    FILLS,
    LINE_HEIGHT,
    SIGNS,
    Styles,
    add_link,
    lines_needed,
    link_to,
    merge,
    put,
)
from planbook.domain import QUARTERS, WHOLE_YEAR, ReturnState
from planbook.domain.year import Verdict
from planbook.layout.own_tables import sheet_text
from planbook.words import TextCode

CHART_ROWS = 13
_BARS = {
    Verdict.MET: "#4E9A5B",
    Verdict.MISSED: "#C0504D",
    Verdict.OPEN: "#F0B840",
    Verdict.NOTHING_DUE: "#D0D3D6",
}
_LOOKS: dict[int, dict[str, Any]] = {
    0: {"bold": True, "bg_color": "#D9E2F3"},
    1: {"bold": True, "bg_color": "#EDF2F9"},
    2: {"bold": True},
}
"""How a line of the table looks, by its level."""
_NO_ZERO = '0;-0;"";@'


def write_front(sheet: Any, book: Any, styles: Styles, front: Front, places: Places) -> None:
    """Write the page onto an empty worksheet of ``book`` (:class:`planbook.book.write.Book`)."""
    _Page(sheet, book, styles, front, places).write()


class _Page(Grid):
    """The page while it is written."""

    def __init__(self, sheet: Any, book: Any, styles: Styles, front: Front, places: Places) -> None:
        super().__init__(sheet, styles, front, places)
        self.book = book

    def write(self) -> None:
        """All of it, from the top."""
        sheet = self.sheet
        sheet.set_portrait()
        sheet.set_paper(A4)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.5)
        sheet.fit_to_pages(1, 2)
        sheet.center_horizontally()
        sheet.hide_gridlines(2)
        sheet.set_default_row(LINE_HEIGHT)
        sheet.set_zoom(85)
        label = page_text(sheet_text("sheet.front-footer", year=self.front.year or "-"))
        sheet.set_footer(f'&L&"{FONT},Regular"&14{label}&R&"{FONT},Regular"&14' + sheet_text("sheet.page"))
        for number, width in enumerate(WIDTHS):
            sheet.set_column(number, number, width)
        sheet.set_column(DATA, DATA, 20)
        self._top()
        tiles = self.row
        self.skip(3, (46, 38, 10))
        charts = self.row
        self.skip(CHART_ROWS)
        self.skip(1, (10,))
        rows = self._table()
        self._tiles(tiles, rows[0])
        self._charts(charts, rows)
        write_lists(self)
        sheet.print_area(0, 0, max(self.row - 1, 0), LAST)

    # The top

    def _top(self) -> None:
        front, band = (
            self.front,
            self.styles(bold=True, font_size=24, align="center", font_color="#FFFFFF", bg_color=INK),
        )
        self.span(0, LAST, sheet_text("sheet.front-title"), band)
        self.next(40)
        said = [front.title, sheet_text("sheet.of-year", year=front.year) if front.year else ""]
        said.append(sheet_text("sheet.until-quarter", quarter=front.quarter) if front.quarter else "")
        line = self.styles(align="center", font_size=16, font_color="#FFFFFF", bg_color=INK, text_wrap=True)
        text = " · ".join(filter(None, said))
        self.span(0, LAST, text, line)
        self.next(27 * lines_needed(text, sum(WIDTHS) * 0.85))
        link = self.styles(font_color="#1F4E79", underline=1, align="center")
        leads = [(self.places.status, sheet_text("sheet.status")), (self.places.index, sheet_text("sheet.details"))]
        spots = [(0, 1), (FIRST_COUNT, LAST)]
        for (name, caption), (first, last) in zip(leads, spots, strict=True):
            if name:
                self.span_link(first, last, link_to(name), sheet_text("sheet.go-to", name=caption), link)
        self.next(24)

    def _tiles(self, row: int, whole: int) -> None:
        """The latest quarter at a glance; the figures are those of the table's first row."""
        front = self.front
        counts = front.lines[0].counts[front.quarter or QUARTERS[0]]
        budget = front.lines[0].budget
        money = f"{budget.normalize():,f}" if budget is not None else "-"
        label: dict[str, Any] = {"align": "center", "font_color": "#404040", "valign": "bottom", "text_wrap": True}
        number: dict[str, Any] = {"align": "center", "bold": True, "font_size": 28, "bottom": 5}
        owing = sum(count for state, count in front.returned.items() if state is not ReturnState.NOTHING_DUE)
        texts: list[tuple[int, int, str, str, str]] = [
            (0, 1, sheet_text("sheet.tile-budget"), money, INK),
            (18, LAST, sheet_text("sheet.tile-offices"), f"{front.returned[ReturnState.COMPLETE]}/{owing}", INK),
        ]
        for first, last, caption, value, colour in texts:
            merge(self.sheet, (row, row), (first, last), caption, self.styles(**label))
            merge(
                self.sheet,
                (row + 1, row + 1),
                (first, last),
                value,
                self.styles(**number, font_color=colour, bottom_color=colour),
            )
        for place, (verdict, colour) in enumerate(_BARS.items()):
            first = FIRST_COUNT + 4 * place
            caption = f"{SIGNS[verdict]} {sheet_text(_CAPTIONS[verdict])}"
            merge(self.sheet, (row, row), (first, first + 3), caption, self.styles(**label))
            ink = colour if verdict is not Verdict.NOTHING_DUE else "#7F7F7F"
            style = self.styles(**number, font_color=ink, bottom_color=colour)
            self.sheet.merge_range(row + 1, first, row + 1, first + 3, "", style)
            cell = xl_rowcol_to_cell(whole, _column(front.quarter or 1, verdict))
            self.sheet.write_formula(row + 1, first, f"={cell}", style, counts.get(verdict, 0))

    # The table

    def _table(self) -> list[int]:
        """The counts of every line; gives the row of each. Sums are formulas over the rows that they sum up."""
        style, top = self.heading, self.row
        merge(self.sheet, (top, top + 1), (0, 1), sheet_text("sheet.front-plan"), style)
        for place, period in enumerate(PERIODS):
            first = FIRST_COUNT + 4 * place
            caption = (
                sheet_text("sheet.whole-year")
                if period == WHOLE_YEAR
                else sheet_text("sheet.of-quarter", quarter=period)
            )
            merge(self.sheet, (top, top), (first, first + 3), caption, style)
            for verdict in Verdict:
                fill = self.styles(bold=True, align="center", border=1, border_color=RULE, bg_color=FILLS[verdict])
                put(self.sheet, top + 1, _column(period, verdict), SIGNS[verdict], fill)
        merge(self.sheet, (top, top + 1), (LAST, LAST), sheet_text("sheet.front-budget"), style)
        self.skip(2, (24, 24))
        rows = list(range(self.row, self.row + len(self.front.lines)))
        for number, line in enumerate(self.front.lines):
            self._line(line, _inside(self.front.lines, number, rows))
        self.sheet.freeze_panes(3, 0)
        legend = sheet_text("sheet.front-legend")
        self.span(0, LAST, legend, self.styles(font_color="#595959", text_wrap=True, valign="top"))
        self.next(self.high((legend, 0, LAST)) + 6)
        return rows

    def _line(self, line: Line, inside: Sequence[int]) -> None:
        look = _LOOKS.get(line.level, {})
        edge: dict[str, Any] = {"border": 1, "border_color": RULE, "valign": "vcenter", **look}
        title = line.title or sheet_text("sheet.whole")
        words = self.styles(**edge, text_wrap=True)
        if line.row:  # on a short text: LibreOffice breaks no line of a link
            link = self.styles(**edge, font_color="#1F4E79", underline=1, align="center")
            add_link(self.sheet, self.row, 0, f"internal:{quoted(line.sheet)}!A{line.row}", line.number, link)
            put(self.sheet, self.row, 1, title, words)
        else:
            self.span(0, 1, title, words)
        for period in PERIODS:
            for verdict in Verdict:
                col, count = _column(period, verdict), line.counts[period][verdict]
                style = self.styles(**edge, align="center", num_format=_NO_ZERO)
                if inside:
                    self.sheet.write_formula(self.row, col, _added(inside, col), style, count)
                else:
                    self.sheet.write_number(self.row, col, count, style)
        money = self.styles(**edge, align="right", num_format="#,##0.###")
        if line.budget is None:
            put(self.sheet, self.row, LAST, "", money)
        elif inside:
            self.sheet.write_formula(self.row, LAST, _added(inside, LAST), money, float(line.budget))
        else:
            self.sheet.write_number(self.row, LAST, float(line.budget), money)
        self.next(self.high((title, 1 if line.row else 0, 1), bold=bool(look.get("bold"))))

    # The charts

    def _charts(self, row: int, rows: Sequence[int]) -> None:
        """Two charts side by side, over figures that refer to the table's."""
        front = self.front
        plain, count = self.styles(font_color="#7F7F7F"), self.styles(font_color="#7F7F7F", align="center")
        put(self.sheet, row - 1, DATA, sheet_text("sheet.chart-figures"), plain)
        strategies = [number for number, line in enumerate(front.lines) if line.level == 2]
        blocks = [
            [(sheet_text("sheet.of-quarter", quarter=quarter), 0, quarter) for quarter in QUARTERS],
            [(front.lines[number].number, number, front.quarter or 1) for number in strategies],
        ]
        top, tops = row, []
        for block in blocks:
            for place, verdict in enumerate(Verdict, start=1):
                put(self.sheet, top, DATA + place, sheet_text(_CAPTIONS[verdict]), plain)
            for below, (caption, number, period) in enumerate(block, start=top + 1):
                put(self.sheet, below, DATA, caption, plain)
                for place, verdict in enumerate(Verdict, start=1):
                    cell = xl_rowcol_to_cell(rows[number], _column(period, verdict))
                    value = front.lines[number].counts[period][verdict]
                    self.sheet.write_formula(below, DATA + place, f"={cell}", count, value)
            tops.append(top)
            top += len(block) + 2
        titles = [sheet_text("sheet.chart-quarters"), sheet_text("sheet.chart-strategies", quarter=front.quarter or 1)]
        kinds, places = ("column", "bar"), (0, 6)
        for title, kind, first, place, block in zip(titles, kinds, tops, places, blocks, strict=True):
            if block:
                self._chart(row, place, title, kind, (first, first + 1, first + len(block)))

    def _chart(self, row: int, col: int, title: str, kind: str, cells: tuple[int, int, int]) -> None:
        """A stacked chart. ``cells`` are the rows of its captions, of its first and of its last figures."""
        name, font = self.sheet.name, {"name": FONT, "size": 14}
        head, first, last = cells
        chart = self.book.add_chart({"type": kind, "subtype": "stacked"})
        for place, (_, colour) in enumerate(_BARS.items(), start=1):
            chart.add_series(
                {
                    "name": [name, head, DATA + place],
                    "categories": [name, first, DATA, last, DATA],
                    "values": [name, first, DATA + place, last, DATA + place],
                    "fill": {"color": colour},
                    "gap": 60,
                    "data_labels": {"value": True, "num_format": _NO_ZERO, "font": {**font, "bold": True}},
                }
            )
        chart.set_title(
            {"name": title, "name_font": {"name": FONT, "size": 18, "bold": True, "color": INK}, "overlay": False}
        )
        chart.set_legend({"position": "bottom", "font": font})
        upright = kind == "column"
        lines = {"visible": upright, "line": {"color": "#E3E3E3"}}
        figures = {"num_font": font, "major_gridlines": lines, "min": 0, "num_format": "0", "visible": upright}
        captions = {"num_font": font, "major_gridlines": {"visible": False}}
        chart.set_x_axis(captions if upright else figures)
        chart.set_y_axis(figures if upright else {**captions, "reverse": True})
        chart.set_chartarea({"border": {"color": RULE}})
        widths = [int(width * 7 + 5) for width in WIDTHS]
        wide = sum(widths[:6]) if col == 0 else sum(widths[6:])
        chart.set_size({"width": wide - 8, "height": int(CHART_ROWS * LINE_HEIGHT / 0.75) - 4})
        self.sheet.insert_chart(
            row, col, chart, {"x_offset": 4, "y_offset": 2, "object_position": 1, "description": title}
        )


_CAPTIONS: dict[Verdict, TextCode] = {
    Verdict.MET: "sheet.verdict-met",
    Verdict.MISSED: "sheet.verdict-missed",
    Verdict.OPEN: "sheet.verdict-open",
    Verdict.NOTHING_DUE: "sheet.verdict-nothing",
}


def _column(period: int, verdict: Verdict) -> int:
    return FIRST_COUNT + 4 * PERIODS.index(period) + [*Verdict].index(verdict)


def _inside(lines: Sequence[Line], number: int, rows: Sequence[int]) -> list[int]:
    """The rows that a line sums up: of the next level that there is, until a line of its own or a higher one."""
    below = []
    for at in range(number + 1, len(lines)):
        if lines[at].level <= lines[number].level:
            break
        below.append(at)
    nearest = min((lines[at].level for at in below), default=0)
    return [rows[at] for at in below if lines[at].level == nearest]


def _added(rows: Iterable[int], col: int) -> str:
    """A formula that adds the cells of a column: a range where the rows follow one another."""
    rows = list(rows)
    if rows == list(range(rows[0], rows[-1] + 1)):
        return f"=SUM({xl_rowcol_to_cell(rows[0], col)}:{xl_rowcol_to_cell(rows[-1], col)})"
    return f"=SUM({','.join(xl_rowcol_to_cell(row, col) for row in rows)})"
