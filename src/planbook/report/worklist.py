"""The worklist: a workbook to work through, a row a finding, with filters and links to files and sheets.

It speaks the language that it is asked for; a text is never more than a text (:mod:`planbook.book.write`).
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from planbook.book.cells import quoted
from planbook.book.looks import A3, FONT, Styles, set_page
from planbook.book.table import KeyColumn, Looks, Rows, TableWriter
from planbook.book.write import Book, Sheet, add_link, add_number, add_text
from planbook.domain import Finding, Severity, finding_kinds, width
from planbook.layout.marks import SEVERITIES, STATES
from planbook.report.console import STEPS, settled_line
from planbook.report.work import NextStep, OfficeWork, Work
from planbook.words import TextCode, text

_ROWS = Rows(keys=1, captions=4, first=5)
"""Below the hidden row of keys stand the title and a line that says what the run came to."""
_LINE, _MOST_LINES = 22, 18
"""Points of a line, and how many lines a row may begin with."""
_CELL: dict[str, Any] = {"border": 1, "border_color": "#B4BCCB"}
_BASE = {"font_name": FONT, "font_size": 14, "valign": "top"}
_STYLES: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 20, "font_color": "#1F3864"},
    "label": {"font_color": "#5B6472"},
    "head": {**_CELL, "bold": True, "bg_color": "#D9E2F3", "text_wrap": True, "align": "center", "valign": "vcenter"},
    "plain": {**_CELL, "text_wrap": True},
    "raw": {**_CELL},
    "centre": {**_CELL, "align": "center"},
    "link": {**_CELL, "font_color": "#1D4ED8", "underline": 1, "text_wrap": True},
    "tick": {**_CELL, "bg_color": "#FFF9D9", "text_wrap": True},
    "bad": {**_CELL, "bg_color": "#F8D7DA"},
    "fair": {**_CELL, "bg_color": "#FFF3CD"},
    "good": {**_CELL, "bg_color": "#D7EFDC"},
}


@dataclass(frozen=True)
class _Column:
    key: str
    caption: TextCode
    width: float


_FINDINGS = (
    _Column("number", "sheet.number", 7),
    _Column("severity", "sheet.severity", 14),
    _Column("office", "sheet.code", 12),
    _Column("name", "sheet.office", 28),
    _Column("quarter", "sheet.quarter", 9),
    _Column("key", "sheet.activity-key", 17),
    _Column("message", "sheet.matter", 62),
    _Column("hint", "sheet.hint", 56),
    _Column("file", "sheet.file", 36),
    _Column("sheet", "sheet.sheet", 16),
    _Column("cell", "sheet.cell", 9),
    _Column("raw", "sheet.typed", 24),
    _Column("code", "report.kind", 24),
    _Column("done", "report.done", 14),
)
_OFFICES = (
    _Column("office", "sheet.code", 12),
    _Column("name", "sheet.office", 32),
    _Column("quarter", "sheet.quarter", 9),
    _Column("state", "sheet.status", 20),
    _Column("answered", "report.answered", 9),
    _Column("asked", "report.asked", 9),
    _Column("errors", "severity.error", 11),
    _Column("warnings", "severity.warning", 13),
    _Column("step", "report.to-do", 34),
    _Column("files", "sheet.file", 60),
)
_WAIVERS = (
    _Column("office", "sheet.code", 12),
    _Column("name", "sheet.office", 32),
    _Column("key", "sheet.activity-key", 17),
    _Column("rule", "report.rule", 28),
    _Column("reason", "report.reason", 60),
    _Column("until", "report.until", 14),
    _Column("by", "report.by", 24),
    _Column("applied", "report.applied", 14),
)
_FIRST = (
    _Column("quarter", "sheet.quarter", 9),
    _Column("of", "report.of-what", 22),
    _Column("what", "report.what", 28),
    _Column("matter", "sheet.matter", 70),
    _Column("passed", "report.passed", 14),
    _Column("all", "report.of-all", 14),
    _Column("who", "report.who-failed", 60),
)


class _Page:
    """One sheet of the worklist while it is written. A row begins as high as its texts need, and may grow."""

    def __init__(self, book: Book, styles: Styles, name: str, columns: Sequence[_Column], language: str) -> None:
        self.sheet: Sheet = book.add_worksheet(name)
        self.styles, self.language = styles, language
        shown = [KeyColumn(each.key, text(each.caption, language), each.width) for each in columns]
        looks = Looks(styles("label"), styles("head"), styles("plain"))
        self.table = TableWriter(self.sheet, shown, _ROWS, looks)
        self.row, self.lines = _ROWS.first, 1
        self.room = {each.key: each.width for each in columns}

    def next(self) -> None:
        """Go on to the next row."""
        self.sheet.set_row(self.row - 1, _LINE * min(self.lines, _MOST_LINES))
        self.sheet.growing.add(self.row)
        self.row, self.lines = self.row + 1, 1

    def _fit(self, key: str, said: str) -> None:
        # an estimate that errs upwards: lines break between words
        room = self.room[key] - 5
        self.lines = max(self.lines, sum(max(1, math.ceil(width(line) / room)) for line in said.split("\n")))

    def top(self, title: str, about: str) -> None:
        self.sheet.set_row(1, 30)
        self.sheet.set_row(2, _LINE)
        self.sheet.set_row(_ROWS.captions - 1, 2 * _LINE)
        add_text(self.sheet, 1, 0, title, self.styles("title"))
        add_text(self.sheet, 2, 0, about, self.styles("label"))

    def put(self, key: str, value: str | int, look: str = "plain") -> None:
        if isinstance(value, str):
            if look != "raw":  # it may be a whole row of a form, formulas and all
                self._fit(key, value)
            self.table.text(self.row, key, value, self.styles(look))
        else:
            centred = look if look != "plain" else "centre"
            add_number(self.sheet, self.row - 1, self.table.col(key), value, self.styles(centred))

    def link(self, key: str, address: str, said: str) -> None:
        self._fit(key, said)
        add_link(self.sheet, self.row - 1, self.table.col(key), address, said, self.styles("link"))

    def close(self, frozen: int) -> None:
        last = self.row - 1
        self.table.close(last)
        self.sheet.freeze_panes(_ROWS.captions, frozen)
        set_page(self.sheet, paper=A3)
        self.sheet.repeat_rows(_ROWS.captions - 1)
        self.sheet.set_footer("&C&P / &N")
        self.sheet.hide_gridlines(2)


def worklist(work: Work, language: str, links: Mapping[str, str]) -> bytes:
    """The worklist as a workbook: findings, offices, first returns. ``links`` lead to files from the folder that it
    will stand in, by the names of the files; one that is not there has no link."""
    book = Book(title=text("report.worklist", language))
    styles = Styles(book, _BASE, _STYLES)
    names = [text(code, language) for code in ("report.findings", "report.offices-sheet", "report.first-sheet")]
    waivers_name = text("report.waivers-sheet", language)
    counts = work.counts
    about = " · ".join(
        (
            text("report.about", language, year=work.year, quarter=work.quarter or "-", files=work.files),
            *settled_line(work, language),
            *(
                f"{SEVERITIES[severity].said(language)} {count:,}"
                for severity, count in zip(Severity, (counts.errors, counts.warnings, counts.infos), strict=True)
            ),
        )
    )
    findings = _Page(book, styles, names[0], _FINDINGS, language)
    offices = _Page(book, styles, names[1], _OFFICES, language)
    first = _Page(book, styles, names[2], _FIRST, language)
    findings.top(text("report.worklist", language), about)
    offices.top(text("report.offices-sheet", language), about)
    first.top(text("report.first-sheet", language), text("report.first-note", language))
    of_office = _offices(offices, work, links)
    rows = _findings(
        findings, work, links, {office: f"internal:{quoted(names[1])}!A{row}" for office, row in of_office}
    )
    for (office, row), page in ((pair, offices) for pair in of_office):
        if office in rows:
            page.row = row
            page.link("office", f"internal:{quoted(names[0])}!A{rows[office]}", office)
    offices.row = _ROWS.first + len(of_office)
    _first_pass(first, work)
    pages = [(findings, 4), (offices, 2), (first, 3)]
    if work.waivers:
        waivers = _Page(book, styles, waivers_name, _WAIVERS, language)
        waivers.top(waivers_name, about)
        _waivers(waivers, work)
        pages.append((waivers, 2))
    for page, frozen in pages:
        page.close(frozen)
    return book.finish()


def _offices(page: _Page, work: Work, links: Mapping[str, str]) -> list[tuple[str, int]]:
    """A row an office and quarter; the code of each and its row."""
    places = []
    for office in work.offices:
        places.append((office.office, page.row))
        page.put("office", office.office)
        page.put("name", office.name)
        page.put("quarter", office.quarter)
        page.put("state", STATES[office.state].said(page.language), STATES[office.state].colour)
        for key in ("answered", "asked", "errors", "warnings"):
            page.put(key, getattr(office, key), _look(key, office))
        page.put("step", "" if office.step is NextStep.NOTHING else text(STEPS[office.step], page.language))
        if len(office.files) == 1 and office.files[0] in links:
            page.link("files", links[office.files[0]], office.files[0])
        else:
            page.put("files", "\n".join(office.files))
        page.next()
    return places


def _look(key: str, office: OfficeWork) -> str:
    if key == "errors" and office.errors:
        return "bad"
    return "fair" if key == "warnings" and office.warnings else "plain"


def _findings(page: _Page, work: Work, links: Mapping[str, str], offices: Mapping[str, str]) -> dict[str, int]:
    """A row a finding, by office, last what is for the record alone; the first row of each office."""
    order = {office.office: number for number, office in enumerate(work.offices)}
    last = len(order)

    def place(item: tuple[Finding, str]) -> tuple[bool, int, str, int]:
        finding, owner = item
        severity = work.severity(finding)
        return (not severity.needs_somebody, order.get(owner, last), owner, list(Severity).index(severity))

    rows: dict[str, int] = {}
    for number, (finding, owner) in enumerate(sorted(zip(work.findings, work.owners, strict=True), key=place), 1):
        rows.setdefault(owner, page.row)
        mark = SEVERITIES[work.severity(finding)]
        page.put("number", number)
        page.put("severity", f"{mark.sign} {mark.said(page.language)}", mark.colour)
        if owner in offices:
            page.link("office", offices[owner], owner)
        else:
            page.put("office", owner)
        page.put("name", work.names.get(owner, "") if owner else text("report.regions-own", page.language))
        page.put("quarter", finding.quarter or "")
        for key, said in (("key", finding.key), ("sheet", finding.sheet), ("code", finding.code)):
            page.put(key, said)
        page.put("raw", finding.raw, "raw")
        page.put("message", finding.message.text(page.language))
        page.put("hint", finding.hint.text(page.language))
        _file(page, finding, links)
        page.put("done", "", "tick")
        page.next()
    return rows


def _file(page: _Page, finding: Finding, links: Mapping[str, str]) -> None:
    """The file, and the cell, each as a link where the file can be opened from here."""
    address = links.get(finding.file, "")
    if address:
        page.link("file", address, finding.file)
    else:
        page.put("file", finding.file)
    if address and finding.sheet and finding.cell and "#" not in address:
        page.link("cell", f"{address}#{quoted(finding.sheet)}!{finding.cell}", finding.cell)
    else:
        page.put("cell", finding.cell)


def _waivers(page: _Page, work: Work) -> None:
    """A row a waiver, with how many findings of this run it applied to; one that is over is marked."""
    for waiver in work.waivers:
        page.put("office", waiver.office)
        page.put("name", work.names.get(waiver.office, waiver.office))
        for key in ("key", "rule", "reason", "by"):
            page.put(key, getattr(waiver, key))
        page.put("until", waiver.until, "fair" if waiver.expired else "plain")
        page.put("applied", waiver.applied)
        page.next()


def _first_pass(page: _Page, work: Work) -> None:
    """How the first returns of each quarter were: offices, rows, rules; then every rule and row that failed offices."""
    titles = {activity.key: activity.title for activity in work.activities}
    kinds = finding_kinds()
    for first in work.first_pass:
        earlier = text("report.earlier", page.language, count=first.earlier) if first.earlier else ""
        totals: tuple[tuple[TextCode, int, int, str], ...] = (
            ("report.offices-sheet", first.offices_passed, first.offices, earlier),
            ("report.rows", first.rows_passed, first.rows, ""),
            ("report.rules", first.rules_passed, first.rules, ""),
        )
        for code, passed, whole, note in totals:
            _line(page, first.quarter, _Statement(text(code, page.language), "", note), (passed, whole), "")
        for stumble in first.stumbles:
            severity = next(kind.severity for kind_code, kind in kinds.items() if kind_code == stumble.code)
            said = f"{SEVERITIES[severity].said(page.language)}: {_sentence(work, stumble.code, page.language)}"
            who = ", ".join(work.names.get(office, office) for office in stumble.offices)
            passed = first.offices - len(stumble.offices)
            _line(
                page,
                first.quarter,
                _Statement(text("report.rule", page.language), stumble.code, said),
                (passed, first.offices),
                who,
            )
        for row in first.hard:
            title = titles.get(row.key, "")
            passed = row.asked - row.failed
            _line(
                page,
                first.quarter,
                _Statement(text("report.row", page.language), row.key, title),
                (passed, row.asked),
                "",
            )


def _sentence(work: Work, code: str, language: str) -> str:
    """What a kind of finding says, by the first of its kind."""
    return next((finding.message.text(language) for finding in work.findings if finding.code == code), code)


class _Statement(NamedTuple):
    """What a line is about: a rule or a row, which, and what it says."""

    of: str
    what: str
    matter: str


def _line(page: _Page, quarter: int, said: "_Statement", counts: tuple[int, int], who: str) -> None:
    page.put("quarter", quarter)
    for key, value in zip(("of", "what", "matter"), said, strict=True):
        page.put(key, value)
    for key, count in zip(("passed", "all"), counts, strict=True):
        page.put(key, count)
    page.put("who", who)
    page.next()
