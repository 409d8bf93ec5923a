"""The picture of what planbook understood of a plan workbook: one page that asks for nothing, to be looked over.

Questions come first, each with a link to its row. Then every row of every sheet, each cell in its role's colour with
the role in words, and below the row where an activity begins what will be asked about it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import groupby
from typing import cast

from planbook.book.cells import cell_name, split_cell
from planbook.domain import Decision, Finding, Key, Master, in_order
from planbook.domain.plan import CellRole, ReadCell, ReadSheet
from planbook.domain.plugins import rule_label
from planbook.layout.decisions import note_text
from planbook.layout.marks import SEVERITIES
from planbook.report.webpage import web_page
from planbook.words import TextCode, optional_text, section, text

_LONG = 60
"""Letters from which a text has a wide column."""
_SHADE = {CellRole.ASKED: "asked-cell"}
"""The CSS classes of roles where they are not the role's own name."""


def preview(master: Master, sheets: Sequence[ReadSheet], findings: Iterable[Finding], language: str) -> bytes:
    """The page, in a language: the region's ``sheets`` as they were read, and what was noticed."""
    page = _Preview(master, sheets, findings, language)
    title = page.say("preview.title", year=master.year or "-")
    activities = master.plan.counts[1]
    asked = len(master.asked_in_tables)
    parts = {
        "language": language,
        "page_title": escape(f"{title} · {master.file}" if master.file else title),
        "plan_title": escape(master.plan.title.replace("\n", " ")),
        "about": escape(
            page.say("preview.about", activities=activities, asked=asked, offices=len(master.offices.offices))
        ),
        "skip": escape(page.say("preview.skip")),
        "parts": escape(page.say("report.parts")),
        "questions": escape(page.say("preview.questions", count=page.count)),
        "only": escape(page.say("preview.only")),
        "legend": escape(page.say("preview.legend")),
        "tabs": "".join(page.tabs()),
        "asked": page.questions(),
        "roles": "".join(page.legend()),
        "sheets": "".join(page.sheet(number, sheet) for number, sheet in enumerate(sheets)),
    }
    return web_page("preview", parts)


class _Preview:
    """One page: what is asked at which row, and the pieces of HTML."""

    def __init__(self, master: Master, sheets: Sequence[ReadSheet], findings: Iterable[Finding], language: str) -> None:
        self.master, self.sheets, self.language = master, sheets, language
        self.roles = section("role", language)
        self.rows: dict[tuple[str, int], str] = {}
        self.begins: dict[Key, str] = {}
        for number, sheet in self._read():
            self.rows |= {(sheet.name, cell.row): f"s{number}-{cell.row}" for cell in sheet.cells}
            self.begins |= {key: self.rows[sheet.name, row] for row, keys in sheet.begins.items() for key in keys}
        noticed = in_order(findings)
        self.findings = [finding for finding in noticed if finding.severity.needs_somebody]
        self.remarks = [finding for finding in noticed if not finding.severity.needs_somebody]
        self.notes = self._review_notes()
        self.at: dict[str, list[Finding]] = defaultdict(list)
        for finding in self.findings:
            self.at[self.place(finding)].append(finding)

    def _read(self) -> list[tuple[int, ReadSheet]]:
        return [(number, sheet) for number, sheet in enumerate(self.sheets) if sheet.aside is None]

    def _review_notes(self) -> dict[str, list[Key]]:
        """What the register asks to be looked at: each note with the activities it stands at."""
        notes: dict[str, list[Key]] = defaultdict(list)
        for key, decision in self.master.decisions.items():
            for note in decision.review:
                notes[note_text(note, self.language)].append(key)
        return notes

    @property
    def count(self) -> int:
        """How many questions there are."""
        return len(self.findings) + sum(map(len, self.notes.values()))

    def say(self, code: TextCode, **args: object) -> str:
        """A text in the page's language."""
        return text(code, self.language, **args)

    def place(self, finding: Finding) -> str:
        """The anchor of the row that a finding is about: its cell's, else its activity's; empty for neither."""
        if finding.cell and (anchor := self.rows.get((finding.sheet, split_cell(finding.cell)[0]))):
            return anchor
        return self.begins.get(finding.key, "")

    # Questions

    def questions(self) -> str:
        """Everything that somebody has to say something about, and what is told for the record."""
        parts = [self._list(self.findings)] if self.findings else []
        if self.notes:
            parts.append(f"<h3>{escape(self.say('preview.review'))}</h3><ul>")
            for note, keys in self.notes.items():
                known = [key for key in keys if key in self.begins]
                links = " · ".join(f'<a href="#{self.begins[key]}">{escape(key)}</a>' for key in known)
                parts.append(f"<li>{escape(note)}: {links}</li>")
            parts.append("</ul>")
        if not parts:
            parts.append(f"<p>{escape(self.say('preview.nothing'))}</p>")
        if self.remarks:
            remarks = escape(self.say("preview.remarks", count=len(self.remarks)))
            parts.append(f"<details><summary>{remarks}</summary>{self._list(self.remarks)}</details>")
        return "".join(parts)

    def _list(self, findings: Sequence[Finding]) -> str:
        return f'<ol class="asked">{"".join(map(self._finding, findings))}</ol>'

    def _finding(self, finding: Finding) -> str:
        anchor = self.place(finding)
        where = escape("!".join(filter(None, (finding.sheet, finding.cell))) or finding.key)
        link = f'<a href="#{anchor}">{where or "↓"}</a>' if anchor else where
        return f"<li>{self._words(finding, link)}</li>"

    def _words(self, finding: Finding, where: str) -> str:
        rank = finding.severity
        head = f'<b class="{rank}">{SEVERITIES[rank].sign} {escape(SEVERITIES[rank].said(self.language))}</b> {where}'
        message, hint = finding.message.text(self.language), finding.hint.text(self.language)
        return f"<p>{head}</p><p>{escape(message)}</p><p>→ {escape(hint)}</p>"

    # The sheets

    def tabs(self) -> Iterator[str]:
        """A link to each sheet, with how many questions it has."""
        for number, sheet in enumerate(self.sheets):
            count = sum(len(found) for anchor, found in self.at.items() if anchor.startswith(f"s{number}-"))
            yield f'<a href="#s{number}">{escape(sheet.name)}{f" ({count})" if count else ""}</a>'

    def legend(self) -> Iterator[str]:
        """Every role that a cell has, with how many have it."""
        counts = Counter(cell.role for sheet in self.sheets for cell in sheet.cells)
        for role in CellRole:
            if counts[role]:
                yield f'<li class="{_shade(role)}">{escape(self.roles[f"role.{role}"])} {counts[role]:,}</li>'

    def sheet(self, number: int, sheet: ReadSheet) -> str:
        """A sheet's rows; of one that was set aside as a whole only why."""
        title = f"s{number}-title"
        head = f'<section id="s{number}" aria-labelledby="{title}"><h2 id="{title}">{escape(sheet.name)}</h2>'
        aside = optional_text(sheet.aside, self.language)
        if aside:
            why = self.say("preview.sheet-aside", why=aside, count=len(sheet.cells))
            return f"{head}<p>{escape(why)}</p></section>"
        columns = sorted({cell.column for cell in sheet.cells})
        letters = "".join(f'<th scope="col">{cell_name(1, column)[:-1]}</th>' for column in columns)
        rows = groupby(sheet.cells, key=lambda cell: cell.row)
        body = "".join(self._row(sheet, row, list(cells), columns) for row, cells in rows)
        corner = escape(self.say("preview.row"))
        table = f'<thead><tr><th scope="col">{corner}</th>{letters}</tr></thead><tbody>{body}</tbody>'
        group = f'<div class="wide" tabindex="0" role="group" aria-labelledby="{title}">'
        return f"{head}{group}<table>{table}</table></div></section>"

    def _row(self, sheet: ReadSheet, row: int, cells: Sequence[ReadCell], columns: Sequence[int]) -> str:
        anchor, keys = self.rows[sheet.name, row], sheet.begins.get(row, ())
        asked = self.at.get(anchor, [])
        reviewed = any(self.master.decisions[key].review for key in keys if key in self.master.decisions)
        quiet = "" if asked or reviewed or any(cell.role.is_open for cell in cells) else ' class="quiet"'
        wide = f'<th></th><td colspan="{len(columns)}">'
        lines = [f'<tr id="{anchor}"{quiet}><th scope="row">{row}</th>{self._cells(cells, columns)}</tr>']
        for said in filter(None, map(self._decided, keys)):
            lines.append(f'<tr class="said{" quiet" if quiet else ""}">{wide}{said}</td></tr>')
        for finding in asked:
            lines.append(f'<tr class="ask">{wide}{self._words(finding, escape(finding.cell))}</td></tr>')
        return "".join(lines)

    def _cells(self, cells: Sequence[ReadCell], columns: Sequence[int]) -> str:
        by_column, made, covered = {cell.column: cell for cell in cells}, [], 0
        for column in columns:
            cell = by_column.get(column)
            if cell is None:
                made.append("" if column < covered else "<td></td>")
                continue
            covered = column + cell.across
            # a cell that is merged over another that has a text of its own does not hide it
            shown = [other for other in columns if column <= other < covered]
            until = next((n for n, other in enumerate(shown) if n and other in by_column), len(shown))
            across = f' colspan="{until}"' if until > 1 else ""
            shade = f"{_shade(cell.role)}{' long' if len(cell.text) > _LONG else ''}"
            said = f"{cell.name} · {self._said(cell)}"
            made.append(f'<td class="{shade}"{across}><small>{escape(said)}</small>{escape(cell.text)}</td>')
        return "".join(made)

    def _said(self, cell: ReadCell) -> str:
        """A cell's role in words: of a target or result also which quarter's, of one set aside also why."""
        role = self.roles[f"role.{cell.role}"]
        if cell.quarter is not None:
            return f"{role} {self.say('preview.quarter', quarter=cell.quarter)}"
        why = optional_text(cell.why, self.language)
        return f"{role} ({why})" if why else role

    def _decided(self, key: Key) -> str:
        """What will be asked about an activity, as the register says."""
        decision = self.master.decisions.get(key)
        if decision is None:
            return ""
        if not decision.asked:
            said = self.say("preview.not-asked", key=key)
        else:
            who, count = decision.who or "-", len(decision.offices)
            said = self.say("preview.is-asked", key=key, count=count, who=who, how=self._how(decision))
        asks = escape("; ".join(note_text(note, self.language) for note in decision.review))
        review = f'<p class="warning">! {asks}</p>' if asks else ""
        return f"{escape(said)}{review}"

    def _how(self, decision: Decision) -> str:
        direction = cast(TextCode, f"direction.{decision.direction.name.lower()}")
        kind, rule = cast(TextCode, f"kind.{decision.kind}"), rule_label(decision.rule, self.language)
        unit = f" ({decision.unit})" if decision.unit else ""
        return f"{self.say(kind)}{unit} · {self.say(direction)} · {rule}"


def _shade(role: CellRole) -> str:
    return _SHADE.get(role, role.value)
