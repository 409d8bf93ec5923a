"""The sheet ``สถานะ``: who returned, what every activity came to, and what still needs somebody."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from planbook.consolidated.records import Order
from planbook.consolidated.sheets import (
    FILLS,
    HEADING_FILL,
    LINE_HEIGHT,
    SHADES,
    SIGNS,
    SheetStyles,
    add_link,
    lines_needed,
    link_to,
    merge,
    prepare_page,
    put,
    set_height,
)
from planbook.domain import (
    QUARTERS,
    WHOLE_YEAR,
    Finding,
    Key,
    Master,
    OfficeStatus,
    Result,
    ReturnState,
    in_order,
)
from planbook.domain.text import one_line
from planbook.domain.year import Verdict, Year, verdict_of
from planbook.layout.marks import SEVERITIES, STATES
from planbook.layout.own_tables import sheet_text

SHEET = sheet_text("sheet.status")
WIDTHS = (15.0, 46.0, *(14.0, 12.0) * (len(QUARTERS) + 1), 110.0)
"""Characters; the last column holds the English of the findings and is not printed."""
LAST, ENGLISH = 11, 12
YEAR_COLUMN = 2 * len(QUARTERS) + 2
"""Column of the year so far."""
MAX_FINDINGS = 500
LONG_TEXT = 4
"""Lines beyond which a region's joined text is left to the detail sheet."""


@dataclass(frozen=True)
class Link:
    """A link of the line below the title: what it says and the sheet it leads to."""

    caption: str
    sheet: str


class _Page:
    """The status sheet while it is written: the next free row and the looks."""

    def __init__(self, sheet: Any, styles: SheetStyles) -> None:
        self.sheet, self.styles, self.row = sheet, styles, 0
        self.text = styles(border=1, text_wrap=True, align="left", valign="top", indent=1)
        self.middle = styles(border=1, text_wrap=True, align="center", valign="top")
        self.link = styles(border=1, font_color="#1F4E79", underline=1, align="left", valign="top", indent=1)

    def fill(self, colour: str) -> Any:
        return self.styles(border=1, text_wrap=True, align="center", valign="top", bg_color=colour)

    def span(self, first: int, last: int, text: str, style: Any) -> None:
        merge(self.sheet, (self.row, self.row), (first, last), text, style)

    def block(self, title: str) -> int:
        """A block's title line; returns its row for a link to it."""
        self.row += 1
        self.span(0, LAST, title, self.styles(bold=True, font_size=16, bottom=2, bottom_color="#1F4E79"))
        self.sheet.set_row(self.row, 27)
        self.row += 1
        return self.row - 1

    def heading(self, captions: Iterable["_Caption"]) -> None:
        style = self.styles(bold=True, align="center", text_wrap=True, border=1, bg_color=HEADING_FILL)
        for first, last, caption in captions:
            self.span(first, last, caption, style)
        self.row += 1

    def figure(self, col: int, said: "_Said") -> list[tuple[str, float]]:
        """Two cells of a figure; gives their texts with their widths."""
        put(self.sheet, self.row, col, said.figure, self.middle)
        coloured = said.verdict in (Verdict.MET, Verdict.MISSED)
        style = self.fill(FILLS[said.verdict]) if coloured and said.verdict else self.middle
        put(self.sheet, self.row, col + 1, said.behind, style)
        return [(said.figure, WIDTHS[col]), (said.behind, WIDTHS[col + 1])]

    def counts(self, counts: Mapping[int, Counter[Verdict]]) -> None:
        """The row that counts the signs above it, by the first column of each period."""
        bold = self.styles(border=1, bold=True, align="center", text_wrap=True, bg_color=HEADING_FILL)
        self.span(0, 1, sheet_text("sheet.counts"), bold)
        for col, counted in counts.items():
            self.span(col, col + 1, "  ".join(f"{SIGNS[each]} {counted[each]}" for each in Verdict if counted), bold)
        self.row += 1

    def height(self, *cells: tuple[str, float]) -> None:
        set_height(self.sheet, self.row, cells)


def write_status(
    sheet: Any,
    styles: SheetStyles,
    master: Master,
    results: Iterable[Result],
    statuses: Iterable[OfficeStatus],
    findings: Iterable[Finding],
    *,
    details: Mapping[Key, str],
    years: Mapping[Key, Year],
    links: Sequence[Link] = (),
    name: str = SHEET,
) -> None:
    """Write the status sheet onto an empty xlsxwriter worksheet called ``name``.

    ``details`` maps the key of every activity that is asked, in plan order, to the name of its detail sheet
    (empty: none), ``years`` to what it came to in the year so far.
    """
    order = Order(master)
    statuses = sorted(statuses, key=lambda s: (s.quarter, order.office(s.office), s.name))
    findings = in_order(findings)
    page = _Page(sheet, styles)
    prepare_page(sheet, footer=sheet_text("sheet.status-footer", year=master.year or "-"))
    for number, width in enumerate(WIDTHS):
        sheet.set_column(number, number, width)
    _write_top(page, master, statuses, findings)
    links_row = page.row
    page.row += 1
    sheet.freeze_panes(page.row, 0)
    blocks = (
        (sheet_text("sheet.office"), _write_offices(page, statuses)),
        (sheet_text("sheet.activity"), _write_activities(page, master, results, details, years)),
        (sheet_text("sheet.findings"), _write_findings(page, master, findings)),
    )
    targets = [(caption, link_to(name).replace("!A1", f"!A{row + 1}")) for caption, row in blocks]
    targets += [(link.caption, link_to(link.sheet)) for link in links]
    _write_links(page, links_row, targets)
    sheet.print_area(0, 0, max(page.row - 1, 0), LAST)


def _write_top(page: _Page, master: Master, statuses: Sequence[OfficeStatus], findings: Sequence[Finding]) -> None:
    region = master.settings.region or master.plan.region
    year = sheet_text("sheet.of-year", year=master.year) if master.year else ""
    plan = " · ".join(bit for bit in (one_line(master.plan.title), region, year) if bit)
    page.span(0, LAST, sheet_text("sheet.status-title"), page.styles(bold=True, font_size=18, align="center"))
    page.sheet.set_row(0, 28)
    page.row = 1
    page.span(0, LAST, plan, page.styles(align="center"))
    page.row = 2
    latest = max((status.quarter for status in statuses), default=0)
    owing = [status for status in statuses if status.quarter == latest and status.asked]
    states = states_of(owing)
    worth = " · ".join(
        f"{sheet_text(mark.word)} {sum(finding.severity is severity for finding in findings)}"
        for severity, mark in SEVERITIES.items()
    )
    summary = sheet_text("sheet.status-summary", quarter=latest or "-", states=states, count=len(owing), findings=worth)
    page.span(0, LAST, summary, page.styles(align="center"))
    page.row = 3


def states_of(owing: Sequence[OfficeStatus]) -> str:
    """How many of the offices that owe answers have given all, some, none; as the line below the title says it."""
    return " · ".join(
        f"{sheet_text(mark.word)} {sum(status.state is state for status in owing)}"
        for state, mark in STATES.items()
        if state is not ReturnState.NOTHING_DUE
    )


def _write_links(page: _Page, row: int, targets: Sequence[tuple[str, str]]) -> None:
    style = page.styles(font_color="#1F4E79", underline=1, bottom=1, align="center")
    columns = [0, 1, 2, 4, 6, 8, 10]
    for col in range(LAST + 1):
        page.sheet.write_blank(row, col, None, page.styles(bottom=1))
    for col, (caption, target) in zip(columns, targets, strict=False):
        if col >= 2:
            page.sheet.merge_range(row, col, row, col + 1, "", style)
        add_link(page.sheet, row, col, target, sheet_text("sheet.go-to", name=caption), style)


def _write_offices(page: _Page, statuses: Sequence[OfficeStatus]) -> int:
    top = page.block(sheet_text("sheet.offices-block"))
    page.heading(
        (
            _Caption(0, 0, sheet_text("sheet.office-code")),
            _Caption(1, 1, sheet_text("sheet.office")),
            _Caption(2, 2, sheet_text("sheet.quarter")),
            _Caption(3, 3, sheet_text("sheet.status")),
            _Caption(4, 4, sheet_text("sheet.answered")),
            _Caption(5, 5, sheet_text("sheet.percent")),
            _Caption(6, LAST, sheet_text("sheet.file")),
        )
    )
    percent = page.styles(border=1, align="center", valign="top", num_format="0%")
    for status in statuses:
        mark = STATES[status.state]
        put(page.sheet, page.row, 0, status.office, page.middle)
        put(page.sheet, page.row, 1, status.name, page.text)
        page.sheet.write_number(page.row, 2, status.quarter, page.middle)
        put(page.sheet, page.row, 3, sheet_text(mark.word), page.fill(SHADES[mark.colour]))
        put(page.sheet, page.row, 4, f"{status.answered}/{status.asked}", page.middle)
        if status.asked:
            page.sheet.write_number(page.row, 5, status.answered / status.asked, percent)
        else:
            put(page.sheet, page.row, 5, "-", page.middle)
        files = "\n".join(status.files)
        page.span(6, LAST, files, page.text)
        page.height((status.name, WIDTHS[1]), (files, sum(WIDTHS[6 : LAST + 1])))
        page.row += 1
    return top


def _write_activities(
    page: _Page, master: Master, results: Iterable[Result], details: Mapping[Key, str], years: Mapping[Key, Year]
) -> int:
    top = page.block(sheet_text("sheet.activities-block"))
    by_place = {(result.key, result.quarter): result for result in results}
    opened = {quarter for _, quarter in by_place}
    page.heading(
        [
            _Caption(0, 0, sheet_text("sheet.activity-key")),
            _Caption(1, 1, sheet_text("sheet.activity")),
            *(_Caption(2 * q, 2 * q, sheet_text("sheet.result-of", quarter=q)) for q in QUARTERS),
            _Caption(YEAR_COLUMN, YEAR_COLUMN, sheet_text("sheet.whole-year")),
            *(_Caption(2 * q + 1, 2 * q + 1, sheet_text("sheet.office")) for q in (*QUARTERS, len(QUARTERS) + 1)),
        ]
    )
    counts: dict[int, Counter[Verdict]] = {period: Counter() for period in (*QUARTERS, WHOLE_YEAR)}
    for key, detail_sheet in details.items():
        title = one_line(master.activities[key].title)
        if detail_sheet:
            add_link(page.sheet, page.row, 0, link_to(detail_sheet), key, page.link)
        else:
            put(page.sheet, page.row, 0, key, page.text)
        put(page.sheet, page.row, 1, title, page.text)
        texts = [(title, WIDTHS[1])]
        for quarter in QUARTERS:
            result = by_place.get((key, quarter))
            said = _said(result) if quarter in opened else _Said()
            texts += page.figure(2 * quarter, said)
            if said.verdict is not None and not master.activities[key].is_beside:
                counts[quarter][said.verdict] += 1
        year = _of_year(years[key]) if opened else _Said()
        texts += page.figure(YEAR_COLUMN, year)
        if year.verdict is not None and not master.activities[key].is_beside:
            counts[WHOLE_YEAR][year.verdict] += 1
        page.height(*texts)
        page.row += 1
    page.counts({2 * q: counts[q] for q in QUARTERS} | {YEAR_COLUMN: counts[WHOLE_YEAR]})
    legend = sheet_text("sheet.legend")
    page.span(0, LAST, legend, page.styles(font_size=12, font_color="#595959", text_wrap=True))
    page.height((legend, sum(WIDTHS[: LAST + 1])))
    page.row += 1
    return top


class _Caption(NamedTuple):
    """A caption of a heading, over its first to its last column."""

    first: int
    last: int
    text: str


@dataclass(frozen=True)
class _Said:
    """What two cells say of an activity in a period: its figure, and who stands behind it with the verdict's sign."""

    figure: str = ""
    behind: str = ""
    verdict: Verdict | None = None


def _said(result: Result | None) -> _Said:
    verdict = verdict_of(result)
    if result is None:
        return _Said(behind=SIGNS[verdict], verdict=verdict)
    shown = result.display
    if lines_needed(shown, WIDTHS[2]) > LONG_TEXT:
        shown = sheet_text("sheet.see-detail")
    met = "\n" + sheet_text("sheet.met", count=result.offices_met) if result.offices_met is not None else ""
    counted = "" if result.is_unasked else f"{result.offices_reported}/{result.offices_expected} "
    return _Said(shown, f"{counted}{SIGNS[verdict]}{met}", verdict)


def _of_year(year: Year) -> _Said:
    counted = f"{year.reported}/{year.expected} " if year.quarters else ""
    return _Said(year.display, f"{counted}{SIGNS[year.verdict]}", year.verdict)


def _where(master: Master, finding: Finding) -> str:
    about = [
        finding.key,
        master.offices.name_of(finding.office) if finding.office else "",
        sheet_text("sheet.of-quarter", quarter=finding.quarter) if finding.quarter else "",
    ]
    return "\n".join(bit for bit in (" · ".join(bit for bit in about if bit), finding.where) if bit)


def _write_findings(page: _Page, master: Master, findings: Sequence[Finding]) -> int:
    top = page.block(sheet_text("sheet.findings-block"))
    if not findings:
        page.span(0, LAST, sheet_text("sheet.no-findings"), page.styles())
        page.row += 1
        return top
    page.heading(
        (
            _Caption(0, 0, sheet_text("sheet.severity")),
            _Caption(1, 1, sheet_text("sheet.where")),
            _Caption(2, 5, sheet_text("sheet.matter")),
            _Caption(6, LAST, sheet_text("sheet.hint")),
            _Caption(ENGLISH, ENGLISH, "In English"),
        )
    )
    for finding in findings[:MAX_FINDINGS]:
        mark = SEVERITIES[finding.severity]
        where, english = _where(master, finding), f"{finding.message.en}\n{finding.hint.en}".strip()
        put(page.sheet, page.row, 0, sheet_text(mark.word), page.fill(SHADES[mark.colour]))
        put(page.sheet, page.row, 1, where, page.text)
        page.span(2, 5, finding.message.th, page.text)
        page.span(6, LAST, finding.hint.th, page.text)
        put(page.sheet, page.row, ENGLISH, english, page.text)
        page.height(
            (where, WIDTHS[1]),
            (finding.message.th, sum(WIDTHS[2:6])),
            (finding.hint.th, sum(WIDTHS[6 : LAST + 1])),
            (english, WIDTHS[ENGLISH]),
        )
        page.row += 1
    left = len(findings) - MAX_FINDINGS
    if left > 0:
        more = sheet_text("sheet.more-findings", count=left)
        page.span(0, LAST, more, page.styles(italic=True))
        page.sheet.set_row(page.row, LINE_HEIGHT)
        page.row += 1
    return top
