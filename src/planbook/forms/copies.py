"""Correction copies: for an office a fresh form with all that it had typed in place, and what is asked about it, a row
a question on the first sheet, with a link to its cell.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from planbook.book.looks import set_page
from planbook.book.write import Sheet, add_band, add_link, add_text
from planbook.domain import (
    Entry,
    EntryState,
    Fact,
    Field,
    Finding,
    FormLine,
    FormParts,
    FormSpec,
    InputKind,
    Key,
    LineKind,
    Master,
    Question,
    Severity,
    finding_kinds,
    fold,
)
from planbook.domain.filed import last_part
from planbook.domain.number import HUNDRED, cell_text, is_number, quotient
from planbook.forms.compose import compose, given_of, reporting_offices
from planbook.forms.fill import add_page_texts, period_of
from planbook.forms.issue import compose_all, form_filenames
from planbook.forms.looks import FormStyles, FormTable, lines_in, points
from planbook.layout.copies import about, cell_of, copy_words, listed_rows, still_open, subtitle, title
from planbook.layout.form import COLUMN, FILE_PATTERN, IDENTITY_CELL, KEY_ROW, SHEET_FILL, Ask, input_columns
from planbook.layout.words import Words
from planbook.words import optional_text, text

_TOPICS = frozenset({"file", "identity", "table", "change", "value"})
"""Topics of findings that an office is asked about, beside what the rules on returns find."""
_REGIONS_OWN = frozenset({"return-superseded", "return-order-unknown", "copy-without-return"})
"""Findings of those topics that are the region's to settle."""
_IN_REMARK = frozenset({"nil-without-reason", "evidence-missing"})
"""Findings that are mended in the remark, whatever cell they are about."""


@dataclass(frozen=True, kw_only=True)
class Came:
    """What came back of a quarter: the ``facts`` that count, every input cell that was filled in (``entries``), what
    could be read of files that were refused (``unused``, under the keys that their activities have today), what is
    ``asked`` of each office, by its code, and in which language its forms were, where that is known."""

    facts: Iterable[Fact]
    entries: Iterable[Entry]
    unused: Iterable[Entry]
    asked: Mapping[str, Sequence[Finding]]
    languages: Mapping[str, str]


def is_asked(finding: Finding, rules: Collection[str]) -> bool:
    """Whether an office is asked about a finding; ``rules`` are the codes that the rules on returns report."""
    needed = finding.severity.needs_somebody and finding.code not in _REGIONS_OWN
    return needed and (finding.topic in _TOPICS or finding.code in rules)


def owner_by_name(master: Master, quarter: int, file: str) -> str:
    """The code of the office whose form a file is by its name alone, for one that cannot be opened; empty where no form
    of the quarter was sent under a name like it, or more than one."""
    said = fold(last_part(file).rpartition(".")[0])
    forms = compose_all(master, quarter)
    found = {parts.head.office for name, parts in forms.items() if said.startswith(fold(name.rpartition(".")[0]))}
    return found.pop() if len(found) == 1 else ""


def correction_copies(master: Master, quarter: int, came: Came) -> dict[str, FormParts]:
    """File name → copy, in the order of the offices sheet: for each reporting office that is asked about anything, in
    the language of the form that it filled in."""
    offices = [office.code for office in reporting_offices(master, quarter) if came.asked.get(office.code)]
    own, every = {code: set[str]() for code in offices}, {*offices}
    for office in master.offices.offices:
        if (reporter := master.offices.reporter(office.code).code) in every:
            own[reporter].add(office.code)
    facts = [fact for fact in came.facts if fact.quarter == quarter]
    entries = [entry for entry in came.entries if entry.quarter == quarter]
    speaking = {
        language: replace(master, settings=replace(master.settings, language=language))
        for language in {*came.languages.values()}
    }
    specs = [
        _copy(
            compose(speaking.get(came.languages.get(code, ""), master), code, quarter),
            [fact for fact in facts if fact.office in own[code]],
            [entry for entry in entries if entry.office in own[code]],
            [entry for entry in came.unused if entry.office in own[code] and entry.quarter == quarter],
            came.asked[code],
        )
        for code in offices
    ]
    names = form_filenames(specs, master.settings.file_pattern or FILE_PATTERN)
    return {names[spec.office]: FormParts(shared=_placed(spec, names[spec.office])) for spec in specs}


_Row = tuple[Key, str]
"""An activity and the office that a row is about."""


def _copy(
    spec: FormSpec,
    facts: Iterable[Fact],
    entries: Sequence[Entry],
    unused: Iterable[Entry],
    asked: Sequence[Finding],
) -> FormSpec:
    counts = {(fact.key, fact.office): fact for fact in facts}
    refused: dict[_Row, dict[Field, Entry]] = {}
    for entry in entries:
        if entry.state is EntryState.REJECTED and entry.reason not in _REGIONS_OWN:
            refused.setdefault((entry.key, entry.office), {})[entry.field] = entry
    rescued: dict[_Row, dict[Field, Entry]] = {}
    for entry in unused:
        # the status is left for the office to choose: only then does the row count
        if entry.field is not Field.STATUS and (entry.key, entry.office) not in counts:
            rescued.setdefault((entry.key, entry.office), {})[entry.field] = entry
    lines, questions = [], []
    for line in spec.lines:
        row = (line.key, line.office)
        if line.line is LineKind.ROW:
            line = _filled(line, counts.get(row), refused.get(row, {}), rescued.get(row, {}), spec.language)
            if row in rescued and row not in refused:
                questions.append(_to_confirm(spec, line, rescued[row]))
        lines.append(line)
    typed = {_TypedCell(entry.file, entry.sheet, entry.cell): entry for entry in (*entries, *unused)}
    rows = {(line.key, line.office): line for line in spec.rows()}
    found = [_question(spec, finding, typed, rows) for finding in asked]
    return replace(
        spec,
        correction=True,
        questions=tuple(dict.fromkeys([*found, *questions])),
        copy_of=tuple(dict.fromkeys(fact.file for fact in counts.values() if fact.file)),
        lines=tuple(lines),
    )


def _filled(
    line: FormLine, fact: Fact | None, refused: Mapping[Field, Entry], rescued: Mapping[Field, Entry], language: str
) -> FormLine:
    """A row with everything that was typed in place; what does not count stands there as the text it was."""
    given = given_of(fact, line.kind, language) if fact else {}
    for field, entry in rescued.items():
        given.setdefault(field.value, _in_cell(entry, line))
    texts = {field.value: entry.raw for field, entry in refused.items() if field.value not in given}
    # 95 in a cell of percentages would be shown as 9500 %
    kept = [field for field in texts if line.kind is InputKind.PERCENT and field == Field.RESULT.value]
    return replace(line, given=given | texts, as_text=tuple(kept))


def _in_cell(entry: Entry, line: FormLine) -> str:
    """An input that was read as the cell holds it."""
    if not is_number(entry.value):
        return entry.raw
    share = entry.field is Field.RESULT and line.kind is InputKind.PERCENT
    return cell_text(quotient(entry.value, HUNDRED) if share else entry.value)


def _to_confirm(spec: FormSpec, line: FormLine, rescued: Mapping[Field, Entry]) -> Question:
    return Question(
        key=line.key,
        office=line.office,
        column="status",
        said=text("copy.unconfirmed", spec.language),
        hint=text("copy.confirm", spec.language),
        typed=" · ".join(entry.raw for entry in rescued.values()),
        wanted=_wanted(spec, line, _first_input(line)),
        error=True,
    )


class _TypedCell(NamedTuple):
    """A cell of a return that somebody typed into."""

    file: str
    sheet: str
    cell: str


def _question(
    spec: FormSpec,
    finding: Finding,
    typed: Mapping[_TypedCell, Entry],
    rows: Mapping[_Row, FormLine],
) -> Question:
    """A finding as what the copy asks. It names the file that came until the copy's own name and cell are known."""
    entry = typed.get(_TypedCell(finding.file, finding.sheet, finding.cell))
    row = (entry.key, entry.office) if entry else (finding.key, finding.office or spec.office)
    line = rows.get(row)
    field = Field.REMARK if finding.code in _IN_REMARK else entry.field if entry else _first_input(line)
    asked = Question(
        said=finding.message.text(spec.language),
        hint=_hint(finding, spec.language),
        typed=finding.raw,
        error=finding.severity is Severity.ERROR,
    )
    if line is None:
        return asked
    placed = replace(asked, key=row[0], office=row[1], column=_column(spec, field), wanted=_wanted(spec, line, field))
    there = replace(finding, file=_COPY, sheet=SHEET_FILL[spec.language], cell=cell_of(spec, placed))
    return replace(placed, said=there.message.text(spec.language))


def _hint(finding: Finding, language: str) -> str:
    """How an office mends what was found."""
    if finding.topic in ("file", "identity"):
        return text("copy.send-again", language)
    if finding_kinds()[finding.code].by_office:
        return finding.hint.text(language)
    return text("copy.mend" if finding.severity is Severity.ERROR else "copy.answer", language)


_COPY = "\0"
"""Stands for the copy's own file name, which depends on what all copies are called."""


def _placed(spec: FormSpec, name: str) -> FormSpec:
    questions = (replace(each, said=each.said.replace(_COPY, name)) for each in spec.questions)
    return replace(spec, questions=tuple(questions))


def _first_input(line: FormLine | None) -> Field:
    return Field.NUMERATOR if line is not None and line.kind is InputKind.RATIO else Field.RESULT


def _column(spec: FormSpec, field: Field) -> str:
    return input_columns(spec.quarter)[field].key


def _wanted(spec: FormSpec, line: FormLine, field: Field) -> str:
    """What should stand in a row's input: what its prompt says first, and for a figure the target."""
    ask: Ask | None = COLUMN[_column(spec, field)].ask(line)
    said = optional_text(ask.prompt, spec.language).split("\n")[0] if ask else ""
    target = line.targets.get(spec.quarter, "").strip()
    if target and field in (Field.RESULT, Field.NUMERATOR, Field.DENOMINATOR):
        said = " · ".join(filter(None, (said, text("copy.target", spec.language, target=target))))
    return said


_WIDTHS = (5, 15, 34, 20, 22, 34, 52, 44)
"""Character units of the columns, in the order of :attr:`planbook.layout.copies.CopyWords.heads`."""
_FIRST = 2
"""The first row that is seen, counted from 0; above it the rows that are hidden as on the table's sheet."""


class CopySheet:
    """The writer of the sheet, from the top down; ``row`` is the next free row, counted from 0."""

    def __init__(self, sheet: Sheet, table: FormTable, styles: FormStyles, words: Words, language: str) -> None:
        self.sheet, self.spec, self.styles, self.words = sheet, table.spec, styles, words
        self.fill, self.own = SHEET_FILL[language], copy_words(language)
        self.row = _FIRST

    def write(self, password: str = "") -> None:
        """Write the whole sheet, protected with ``password``."""
        for index, units in enumerate(_WIDTHS):
            self.sheet.set_column(index, index, units)
        self.sheet.write_string(IDENTITY_CELL, self.spec.identity, self.styles("hidden"))
        for row in range(KEY_ROW - 1, _FIRST):
            self.sheet.set_row(row, None, None, {"hidden": True})
        self._line(title(self.spec), "title", 20)
        self._line(subtitle(self.spec), "subtitle", 16)
        self._line(about(self.spec), "value")
        if said := still_open(self.spec):
            self._line(said, "value")
        self._table()
        self._page()
        self.sheet.protect(password, {"format_columns": True, "format_rows": True, "autofilter": True})

    def _line(self, text: str, style: str, size: int = 14) -> None:
        room = sum(_WIDTHS) * 14 / size
        self.sheet.set_row(self.row, points(lines_in(text, room), size))
        add_band(self.sheet, self.row, 0, len(_WIDTHS) - 1, text, self.styles(style))
        self.row += 1

    def _table(self) -> None:
        head = self.row
        self.sheet.set_row(head, 26)
        for index, caption in enumerate(self.own.heads):
            add_text(self.sheet, head, index, caption, self.styles("head"))
        self.row += 1
        for question, row in zip(self.spec.questions, listed_rows(self.spec), strict=True):
            height = max(lines_in(text, units) for text, units in zip(row.texts, _WIDTHS, strict=True))
            self.sheet.set_row(self.row, points(height))
            self.sheet.growing.add(self.row + 1)
            swatch = "swatch_wrong" if question.error else "swatch_unusual"
            looks = ("centre", swatch, "text", "link", "text", "text", "text", "text")
            for index, (said, look) in enumerate(zip(row.texts, looks, strict=True)):
                if look == "link" and row.cell:
                    add_link(self.sheet, self.row, index, f"internal:'{self.fill}'!{row.cell}", said, self.styles(look))
                else:
                    add_text(self.sheet, self.row, index, said, self.styles("text" if look == "link" else look))
            self.row += 1
        self.sheet.freeze_panes(head + 1, 0)
        self.sheet.repeat_rows(head)
        self.sheet.autofilter(head, 0, self.row - 1, len(_WIDTHS) - 1)

    def _page(self) -> None:
        sheet: Any = self.sheet
        sheet.hide_gridlines(2)
        sheet.set_zoom(100)
        sheet.ignore_errors({"number_stored_as_text": f"A1:H{self.row}"})
        set_page(sheet, margins={"left": 0.3, "right": 0.3, "top": 0.6, "bottom": 0.5})
        sheet.print_area(_FIRST, 0, self.row - 1, len(_WIDTHS) - 1)
        add_page_texts(sheet, self.spec.office_name, period_of(self.spec, self.words), self.words.page)
