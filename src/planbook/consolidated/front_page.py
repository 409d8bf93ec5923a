"""The first page for management, written: figures, charts that live on its cells, the table, and what lies behind."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from xlsxwriter.utility import xl_rowcol_to_cell

from planbook.book.cells import page_text, quoted
from planbook.book.looks import A4, FONT
from planbook.consolidated.front import PERIODS, Front, FrontLine
from planbook.consolidated.front_lists import (
    DATA,
    FIRST_COUNT,
    INK,
    LAST,
    LINE,
    PAGE,
    RULE,
    SIZE,
    FrontGrid,
    Places,
    write_lists,
)
from planbook.consolidated.sheets import (
    FILLS,
    SIGNS,
    SheetStyles,
    add_link,
    link_to,
    merge,
    put,
)
from planbook.domain import QUARTERS, WHOLE_YEAR, ReturnState
from planbook.domain.explanation import Meaning, Shows
from planbook.domain.number import format_number
from planbook.domain.year import Verdict
from planbook.layout.marks import VERDICTS
from planbook.layout.own_tables import sheet_text

CHART_ROWS = 13
"""Rows of the charts; one more for every strategy beyond six."""
LISTS = 600
"""Points of rows that are kept for what lies behind the counts."""
_HALF = 5
"""The column where the right half of the page begins."""
_TITLE_LINES = (6, 3, 2, 1)
"""Lines that a title of the table may take: as many as leave room for what lies behind."""
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
_TILES = ((2, 6), (7, 11), (12, 16), (17, LAST))
"""The columns of the tiles of counts."""
_NO_ZERO = '0;-0;"";@'


def write_front(
    sheet: Any, book: Any, styles: SheetStyles, front: Front, places: Places
) -> Mapping[tuple[int, int], Meaning]:
    """Write the page onto an empty worksheet of ``book`` (:class:`planbook.book.write.Book`); gives what its numbers
    show, by row and column from 0."""
    page = _Page(sheet, book, styles, front, places)
    page.write()
    return page.meanings


class _Page(FrontGrid):
    """The page while it is written."""

    def __init__(self, sheet: Any, book: Any, styles: SheetStyles, front: Front, places: Places) -> None:
        super().__init__(sheet, styles, front, places)
        self.book = book

    def write(self) -> None:
        """All of it, from the top."""
        sheet = self.sheet
        sheet.set_portrait()
        sheet.set_paper(A4)
        sheet.set_margins(left=0.3, right=0.3, top=0.5, bottom=0.7)
        sheet.fit_to_pages(1, 2)
        sheet.center_horizontally()
        sheet.hide_gridlines(2)
        sheet.set_default_row(LINE)
        sheet.set_zoom(85)
        label = page_text(sheet_text("sheet.front-footer", year=self.front.year or "-"))
        sheet.set_footer(f'&L&"{FONT},Regular"&{SIZE}{label}&R&"{FONT},Regular"&{SIZE}' + sheet_text("sheet.page"))
        for number, width in enumerate(self.widths):
            sheet.set_column(number, number, width)
        sheet.set_column(DATA, DATA, 20)
        self._top()
        tiles = self.row
        caption = self.high((sheet_text("sheet.tile-budget"), 0, 0))
        self.skip(3, (max(caption, 2 * LINE), 38, 10))
        charts = self.row
        strategies = sum(line.level == 2 for line in self.front.lines)
        high = CHART_ROWS + max(0, strategies - 6)
        self.skip(high)
        self.skip(1, (10,))
        placed = self._table()
        self._tiles(tiles, placed[0][1])
        self._charts(charts, high, placed)
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
        line = self.styles(align="center", font_color="#FFFFFF", bg_color=INK, text_wrap=True)
        text = " · ".join(filter(None, said))
        self.span(0, LAST, text, line)
        self.next(self.high((text, 0, LAST)))
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
        money = format_number(budget) if budget is not None else "-"
        label: dict[str, Any] = {"align": "center", "font_color": "#404040", "valign": "bottom", "text_wrap": True}
        number: dict[str, Any] = {"align": "center", "bold": True, "font_size": 28, "bottom": 5}
        owing = sum(count for state, count in front.returned.items() if state is not ReturnState.NOTHING_DUE)
        texts: list[tuple[int, int, str, str, str]] = [
            (0, 0, sheet_text("sheet.tile-budget"), money, INK),
            (1, 1, sheet_text("sheet.tile-offices"), f"{front.returned[ReturnState.COMPLETE]}/{owing}", INK),
        ]
        for first, last, caption, value, colour in texts:
            merge(self.sheet, (row, row), (first, last), caption, self.styles(**label))
            style = self.styles(**number, font_color=colour, bottom_color=colour)
            merge(self.sheet, (row + 1, row + 1), (first, last), value, style)
        self.means(0, 0, _money(front.lines[0]), row=row + 1)
        self.means(1, 1, Meaning(shows=Shows.RETURNED, quarter=front.quarter), row=row + 1)
        for (verdict, colour), (first, last) in zip(_BARS.items(), _TILES, strict=True):
            caption = f"{SIGNS[verdict]} {sheet_text(VERDICTS[verdict].word)}"
            merge(self.sheet, (row, row), (first, last), caption, self.styles(**label))
            ink = colour if verdict is not Verdict.NOTHING_DUE else "#7F7F7F"
            style = self.styles(**number, font_color=ink, bottom_color=colour)
            self.sheet.merge_range(row + 1, first, row + 1, last, "", style)
            cell = xl_rowcol_to_cell(whole, _column(front.quarter or 1, verdict))
            self.sheet.write_formula(row + 1, first, f"={cell}", style, counts.get(verdict, 0))
            self.means(first, last, _count(front.lines[0], front.quarter or QUARTERS[0], verdict), row=row + 1)

    # The table

    def _table(self) -> list[tuple[FrontLine, int]]:
        """The counts of every line; gives the lines with the row of each. Sums are formulas over what they sum up."""
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
        self.skip(2)
        lines, most = self._fitting(2 * PAGE - LISTS - self.points)
        rows = list(range(self.row, self.row + len(lines)))
        for number, line in enumerate(lines):
            self._line(line, most, _inside(lines, number, rows))
        self.sheet.freeze_panes(3, 0)
        left_out = len(lines) < len(self.front.lines)
        legend = sheet_text("sheet.front-legend") + (f"   {sheet_text('sheet.front-fewer')}" if left_out else "")
        self.span(0, LAST, legend, self.styles(font_color="#595959", text_wrap=True, valign="top"))
        self.next(self.high((legend, 0, LAST)) + 6)
        return list(zip(lines, rows, strict=True))

    def _fitting(self, room: float) -> tuple[list[FrontLine], int]:
        """The table's lines, and how many lines of text a title may take, so that the table has room.

        A plan too long for titles of one line goes without its initiatives, a plan of a great many strategies without
        these.
        """
        lines = list(self.front.lines)
        for level in (3, 2):
            for most in _TITLE_LINES:
                if sum(self._high(line, self._title(line, most)) for line in lines) <= room:
                    return lines, most
            lines = [line for line in lines if line.level < level]
        return lines, 1

    def _title(self, line: FrontLine, most: int) -> str:
        title = line.title or sheet_text("sheet.whole")
        return self.shortened(title, most, 1 if line.row else 0, 1, bold=_is_bold(line))

    def _high(self, line: FrontLine, title: str) -> float:
        return self.high((title, 1 if line.row else 0, 1), bold=_is_bold(line))

    def _line(self, line: FrontLine, most: int, inside: Sequence[int]) -> None:
        look = _LOOKS.get(line.level, {})
        edge: dict[str, Any] = {"border": 1, "border_color": RULE, "valign": "vcenter", **look}
        title = self._title(line, most)
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
                self.means(col, col, _count(line, period, verdict))
        money = self.styles(**edge, align="right", num_format="#,##0.###")
        if line.budget is None:
            put(self.sheet, self.row, LAST, "", money)
        elif inside:
            self.sheet.write_formula(self.row, LAST, _added(inside, LAST), money, float(line.budget))
        else:
            self.sheet.write_number(self.row, LAST, float(line.budget), money)
        self.means(LAST, LAST, _money(line))
        self.next(self._high(line, title))

    # The charts

    def _charts(self, row: int, high: int, placed: Sequence[tuple[FrontLine, int]]) -> None:
        """Two charts side by side and ``high`` rows high, over figures that refer to the table's."""
        front = self.front
        plain, count = self.styles(font_color="#7F7F7F"), self.styles(font_color="#7F7F7F", align="center")
        put(self.sheet, row - 1, DATA, sheet_text("sheet.chart-figures"), plain)
        strategies = [each for each in placed if each[0].level == 2]
        blocks = [
            [(sheet_text("sheet.of-quarter", quarter=quarter), placed[0], quarter) for quarter in QUARTERS],
            [(each[0].number, each, front.quarter or 1) for each in strategies],
        ]
        top, tops = row, []
        for block in blocks:
            for place, verdict in enumerate(Verdict, start=1):
                put(self.sheet, top, DATA + place, sheet_text(VERDICTS[verdict].word), plain)
            for below, (caption, (line, source), period) in enumerate(block, start=top + 1):
                put(self.sheet, below, DATA, caption, plain)
                for place, verdict in enumerate(Verdict, start=1):
                    cell = xl_rowcol_to_cell(source, _column(period, verdict))
                    value = line.counts[period][verdict]
                    self.sheet.write_formula(below, DATA + place, f"={cell}", count, value)
                    self.means(DATA + place, DATA + place, _count(line, period, verdict), row=below)
            tops.append(top)
            top += len(block) + 2
        titles = [sheet_text("sheet.chart-quarters"), sheet_text("sheet.chart-strategies", quarter=front.quarter or 1)]
        kinds, places = ("column", "bar"), (0, _HALF)
        for title, kind, first, place, block in zip(titles, kinds, tops, places, blocks, strict=True):
            if block:
                chart = self._chart(title, kind, _Figures(first, first + 1, first + len(block)))
                self._insert(chart, title, (row, place), high)

    def _chart(self, title: str, kind: str, cells: "_Figures") -> Any:
        """A stacked chart of these figures."""
        name, font = self.sheet.name, {"name": FONT, "size": SIZE}
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
            {"name": title, "name_font": {"name": FONT, "size": 20, "bold": True, "color": INK}, "overlay": False}
        )
        chart.set_legend({"position": "bottom", "font": font})
        upright = kind == "column"
        lines = {"visible": upright, "line": {"color": "#E3E3E3"}}
        figures = {"num_font": font, "major_gridlines": lines, "min": 0, "num_format": "0", "visible": upright}
        captions = {"num_font": font, "major_gridlines": {"visible": False}}
        chart.set_x_axis(captions if upright else figures)
        chart.set_y_axis(figures if upright else {**captions, "reverse": True})
        chart.set_chartarea({"border": {"color": RULE}})
        return chart

    def _insert(self, chart: Any, title: str, place: tuple[int, int], high: int) -> None:
        """Put a chart into the left or the right half of the page. ``place`` is its row and column, ``high`` its height
        in rows."""
        row, col = place
        pixels = [int(width * 7 + 5) for width in self.widths]
        wide = sum(pixels[:_HALF] if col < _HALF else pixels[_HALF:])
        chart.set_size({"width": wide - 8, "height": int(high * LINE / 0.75) - 4})
        look = {"x_offset": 4, "y_offset": 2, "object_position": 1, "description": title}
        self.sheet.insert_chart(row, col, chart, look)


class _Figures(NamedTuple):
    """The rows of a chart's captions, of its first and of its last figures."""

    head: int
    first: int
    last: int


def _count(line: FrontLine, period: int, verdict: Verdict) -> Meaning:
    title = f"{line.number} {line.title}".strip()
    return Meaning(shows=Shows.COUNT, quarter=period, verdict=verdict, keys=line.keys, title=title)


def _money(line: FrontLine) -> Meaning:
    return Meaning(shows=Shows.BUDGET, keys=line.keys, title=f"{line.number} {line.title}".strip())


def _is_bold(line: FrontLine) -> bool:
    return bool(_LOOKS.get(line.level, {}).get("bold"))


def _column(period: int, verdict: Verdict) -> int:
    return FIRST_COUNT + 4 * PERIODS.index(period) + [*Verdict].index(verdict)


def _inside(lines: Sequence[FrontLine], number: int, rows: Sequence[int]) -> list[int]:
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
