"""What becomes of each changed cell: an entry that counts, one that does not and why, or a finding that reports it.

Conservation (law 3) is counted here: every change is settled exactly once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import NamedTuple

from planbook.book.cells import cell_name
from planbook.book.foreign import Formulas, is_percent_format
from planbook.domain import (
    Entry,
    EntryState,
    Field,
    Finding,
    FormLine,
    FormSpec,
    InputKind,
    LineKind,
    Tally,
    fold,
    is_reason,
    place_of,
)
from planbook.layout.form import COLUMN, Takes, input_columns
from planbook.returns.align import USED, AlignedRow, Alignment, RowMatch
from planbook.returns.changes import ChangedCell, ChangeKind
from planbook.returns.locate import FillSheet
from planbook.returns.quoted import MANY, many, notes_on, quoted_names, quoted_texts, quoting
from planbook.returns.values import InputValue, brief, date_of, is_blank, is_far, read_value, see, seen_text, unchanged
from planbook.words import FindingCode, Sentence

BLANK = Sentence("text.blank")
"""How a blank cell is quoted: ``-`` is what some cells say."""

_REPORTED: dict[ChangeKind, FindingCode] = {
    ChangeKind.CAPTION: "caption-changed",
    ChangeKind.TITLE: "title-changed",
    ChangeKind.COMPUTED: "formula-typed-over",
    ChangeKind.QUARTER: "typed-in-other-quarter",
    ChangeKind.UNASKED: "typed-where-not-asked",
    ChangeKind.CLEARED: "correction-cleared",
}


class Cleared(NamedTuple):
    """A row of a form that showed what had been accepted, all inputs of which are blank now; its first cell's name."""

    line: FormLine
    sheet: str
    cell: str


@dataclass(frozen=True)
class Disposition:
    """What the changed cells of a return, or of a part of it, come to: ``entries`` (accepted and rejected inputs, in
    the order of the sheet), ``findings``, and ``conservation``, the count of all of them: changed cells = accepted +
    rejected + reported. ``blank`` are the rows of the form in which nothing stands, ``cleared`` those among them that
    had held an answer as issued."""

    entries: tuple[Entry, ...] = ()
    findings: tuple[Finding, ...] = ()
    conservation: Tally = field(default_factory=Tally)
    blank: tuple[FormLine, ...] = ()
    cleared: tuple[Cleared, ...] = ()

    def __add__(self, other: "Disposition") -> "Disposition":
        return Disposition(
            self.entries + other.entries,
            self.findings + other.findings,
            self.conservation + other.conservation,
            self.blank + other.blank,
            self.cleared + other.cleared,
        )


def classify(
    file: str, sheet: FillSheet, spec: FormSpec, alignment: Alignment, changes: Sequence[ChangedCell]
) -> Disposition:
    """Decide what becomes of each changed cell of a fill-in sheet of the file ``file``: an accepted entry, a rejected
    one with its finding, or a finding that reports it. ``changes`` are those of
    :func:`planbook.returns.changes.differences`."""
    classifier = _Classifier(file, sheet, spec, alignment)
    for change in changes:
        if change.kind is ChangeKind.INPUT:
            classifier.input(change)
        elif change.kind is ChangeKind.LOCKED:
            classifier.locked(change)
        elif change.kind in _REPORTED:
            classifier.reported(_REPORTED[change.kind], change)
    classifier.ratios()
    classifier.findings += _row_findings(file, sheet, spec, alignment)
    notes = [change for change in changes if change.kind is ChangeKind.NOTE]
    classifier.findings += notes_on(file, notes)
    classifier.count += len(notes)
    classifier.rows([change for change in changes if change.kind is ChangeKind.ROW])
    blank = [row for row in alignment.rows if row.match in USED and _is_blank(row, sheet, spec)]
    cleared = {change.row: change for change in reversed(changes) if change.kind is ChangeKind.CLEARED}
    return replace(
        classifier.disposition(len(changes)),
        blank=tuple(row.line for row in blank if row.line and not row.line.given),
        cleared=tuple(
            Cleared(row.line, sheet.grid.name, cleared[row.number].cell)
            for row in blank
            if row.line and row.number in cleared
        ),
    )


def _is_blank(row: AlignedRow, sheet: FillSheet, spec: FormSpec) -> bool:
    """Whether nothing stands in any input of a row of the form."""
    line = row.line
    if line is None or line.line is not LineKind.ROW:
        return False
    asked = [(column.key, ask) for column in input_columns(spec.quarter).values() if (ask := column.ask(line))]
    inputs = [key for key, ask in asked if ask.takes is not Takes.SHARE and key in sheet.columns]
    return bool(inputs) and all(is_blank(sheet.value(row.number, key)) for key in inputs)


def rejected(settled: Disposition, reason: str) -> Disposition:
    """The same with every entry rejected for ``reason``, the code of a finding: for a sheet of which nothing may be
    taken, as where two filled sheets differ."""
    entries = tuple(
        replace(entry, state=EntryState.REJECTED, value=None, reason=reason)
        if entry.state is EntryState.ACCEPTED
        else entry
        for entry in settled.entries
    )
    count = settled.conservation
    moved = Tally(changed=count.changed, rejected=count.accepted + count.rejected, reported=count.reported)
    return Disposition(entries, settled.findings, moved)


def reported(settled: Disposition) -> Disposition:
    """The same without entries, all changed cells counted as reported: for a sheet that only repeats another."""
    count = settled.conservation
    return Disposition((), settled.findings, Tally(changed=count.changed, reported=count.changed))


class _Classifier:
    def __init__(self, file: str, sheet: FillSheet, spec: FormSpec, alignment: Alignment) -> None:
        self.file, self.sheet, self.spec = file, sheet, spec
        self.unsure = {row.number: _unsure(row) for row in alignment.rows if row.match is RowMatch.UNSURE}
        lines = {row.number for row in alignment.rows if row.line is not None}
        self.merged = {
            cell_name(area[0], area[1]): area
            for area in sheet.grid.merged
            if area[0] < area[2] and len(lines.intersection(range(area[0], area[2] + 1))) > 1
        }
        self.formulas = Formulas(sheet.grid.metadata, sheet.grid.name)
        self.entries: list[Entry] = []
        self.findings: list[Finding] = []
        self.count = 0

    def disposition(self, changed: int) -> Disposition:
        accepted = sum(entry.state is EntryState.ACCEPTED for entry in self.entries)
        count = Tally(changed=changed, accepted=accepted, rejected=len(self.entries) - accepted, reported=self.count)
        return Disposition(tuple(self.entries), tuple(self.findings), count)

    def input(self, change: ChangedCell) -> None:
        """An entry for an input cell; its reason is also a finding, unless the whole row has one."""
        line, column = change.line, change.field
        assert line is not None
        assert column is not None
        if change.match is RowMatch.UNSURE:
            value = InputValue(change.text, None, reason=self.unsure[change.row])
        elif change.column in self.sheet.unsure:
            value = InputValue(change.text, None, reason="columns-contradict")
        else:
            value = self._read(change, line)
            if value.reason:
                self._reject(value, change, line)
            elif change.cell in self.merged:
                self._find("remark-merged", change, raw=value.raw, cells=self._area(change.cell))
        self.entries.append(
            Entry(
                key=line.key,
                office=line.office,
                quarter=self.spec.quarter,
                field=column,
                raw=value.raw,
                value=value.value,
                unit=value.unit,
                file=self.file,
                sheet=change.sheet,
                cell=change.cell,
                state=EntryState.REJECTED if value.reason else EntryState.ACCEPTED,
                reason=value.reason,
            )
        )

    def _reject(self, value: InputValue, change: ChangedCell, line: FormLine) -> None:
        suggested = f" (“{brief(value.raw)}” → {value.suggestion}?)" if value.suggestion else ""
        cells = self._area(change.cell)
        words: dict[str, object] = {"suggestion": value.suggestion, "suggested": suggested, "unit": line.unit}
        words |= {"cells": cells, "date": value.suggestion, "target": line.targets.get(self.spec.quarter, "")}
        words["formula"] = f"={change.behind.formula}" if change.behind else "="
        assert value.reason
        self._find(value.reason, change, raw=value.raw, **words)

    def _area(self, cell: str) -> str:
        area = self.merged.get(cell)
        return f"{cell_name(*area[:2])}:{cell_name(*area[2:])}" if area else ""

    def ratios(self) -> None:
        """Of a ratio's two parts the first is no more than the second, and neither says anything alone."""
        asked = {(line.key, line.office): line for line in self.spec.rows() if line.kind is InputKind.RATIO}
        parts: dict[tuple[str, str], dict[Field, int]] = {}
        for number, entry in enumerate(self.entries):
            if (entry.key, entry.office) in asked and entry.field in (Field.NUMERATOR, Field.DENOMINATOR):
                parts.setdefault((entry.key, entry.office), {})[entry.field] = number
        for places in parts.values():
            entries = [self.entries[at] for at in places.values()]
            figures = [entry.value for entry in entries if isinstance(entry.value, Decimal)]
            if len(figures) < len(entries):
                continue  # one of them was rejected, which says it
            if len(entries) == 1:
                self._refuse("ratio-half", places)
            elif len({fold(entry.unit) for entry in entries if entry.unit}) > 1:
                self._refuse("ratio-units-differ", places)
            elif asked[entries[0].key, entries[0].office].over_100:
                continue
            elif self._figure(places, Field.NUMERATOR) > self._figure(places, Field.DENOMINATOR):
                self._refuse("ratio-over-whole", places)

    def _figure(self, places: Mapping[Field, int], part: Field) -> Decimal:
        value = self.entries[places[part]].value
        return value if isinstance(value, Decimal) else Decimal(0)

    def _refuse(self, code: FindingCode, places: Mapping[Field, int]) -> None:
        for at in places.values():
            entry = self.entries[at]
            self.entries[at] = replace(entry, state=EntryState.REJECTED, value=None, reason=code)
        first = self.entries[min(places.values())]
        raw = " / ".join(self.entries[at].raw for _, at in sorted(places.items(), key=lambda item: item[1]))
        self.findings.append(quoting(code, **{**place_of(first), "raw": raw}))

    def _read(self, change: ChangedCell, line: FormLine) -> InputValue:
        ask = COLUMN[change.column].ask(line)
        assert ask is not None
        takes = ask.takes
        seen = see(change.value, change.behind, self.formulas, change.cell, is_text=takes.is_words)
        if seen.reason:
            return InputValue(seen.text, None, reason=seen.reason, suggestion=seen.suggestion)
        if change.cell in self.merged and takes is not Takes.TEXT:
            return InputValue(change.text, None, reason="input-merged")
        if takes.is_figure:
            unit = self.sheet.value(change.row, "unit")
            if not is_blank(unit) and not unchanged(line.unit, unit):
                return InputValue(
                    f"{change.text} {seen_text(unit)}", None, reason="unit-differs", suggestion=change.text
                )
        number_format = change.behind.number_format if change.behind else None
        value = read_value(seen.value, takes, line.unit, lambda: number_format, shows=seen.shows)
        if value.reason:
            return value
        is_number = isinstance(change.value, int | float) and bool(change.value)
        if takes.is_share and is_number and number_format is not None and not is_percent_format(number_format):
            self._find("percent-sign-missing", change, raw=value.raw, percent=f"{value.value}%")
        if seen.struck:
            self._find("text-struck", change, raw=value.raw, struck=seen.struck)
        if seen.is_external and change.behind is not None:
            self._find("formula-external", change, raw=value.raw, formula=f"={change.behind.formula}")
        return self._plausible(value, change, line) if takes.is_figure else value

    def _plausible(self, value: InputValue, change: ChangedCell, line: FormLine) -> InputValue:
        """The value; a count far above its target without a reason is refused where it may be a date, which a count of
        days may be as well."""
        target = line.targets.get(self.spec.quarter, "")
        number = value.value
        if not isinstance(number, Decimal) or is_reason(seen_text(self.sheet.value(change.row, "remark"))):
            return value
        when = date_of(number, from_1904=self.sheet.grid.metadata.from_1904)
        if when and isinstance(change.value, int | float) and is_far(number, line, target, less_too=True):
            return InputValue(value.raw, None, reason="value-may-be-date", suggestion=when)
        return value

    def locked(self, change: ChangedCell) -> None:
        figures = COLUMN[change.column].quarter is not None
        self.reported("locked-figure-changed" if figures else "locked-text-changed", change)

    def reported(self, code: FindingCode, change: ChangedCell) -> None:
        self._find(code, change)
        self.count += 1

    def _find(self, code: FindingCode, change: ChangedCell, *, raw: str | None = None, **words: object) -> None:
        column = COLUMN.get(change.column)
        line = change.line
        self.findings.append(
            quoting(
                code,
                file=self.file,
                sheet=change.sheet,
                cell=change.cell,
                key=line.key if line else "",
                office=line.office if line else "",
                quarter=self.spec.quarter,
                raw=change.text if raw is None else raw,
                old=change.old or BLANK,
                new=change.text or BLANK,
                column=column.named if column else "",
                **words,
            )
        )

    def rows(self, changes: list[ChangedCell]) -> None:
        """Rows that the office added, or that repeat a line: one finding a row."""
        by_row: dict[int, list[ChangedCell]] = {}
        for change in changes:
            by_row.setdefault(change.row, []).append(change)
        self.count += len(changes)
        added = [cells for cells in by_row.values() if cells[0].match is RowMatch.STRAY]
        if len(added) > MANY:
            self.findings.append(many(self.file, [cell for cells in added for cell in cells]))
            return
        for cells in added:
            self._find("row-added", cells[0], raw=quoted_texts(cells), cells=quoted_names(cells))


def _unsure(row: AlignedRow) -> FindingCode:
    """The code of the finding that says why nothing may be taken from an unsure row."""
    if row.figures_of is not None:
        return "row-figures-moved"
    return "row-twice-differs" if row.duplicates else "row-unsure"


def _row_findings(file: str, sheet: FillSheet, spec: FormSpec, alignment: Alignment) -> list[Finding]:
    """What is to be said of whole rows, whether or not anything was typed in them."""
    found = []
    for row in alignment.rows:
        line = row.line
        kinds: dict[RowMatch, FindingCode] = {
            RowMatch.OUT_OF_STEP: "row-keys-out-of-step",
            RowMatch.UNSURE: _unsure(row),
            RowMatch.COPY: "row-copied",
        }
        code = kinds.get(row.match)
        if code is None:
            continue
        values = [value for value in sheet.grid.rows[row.number - 1] if seen_text(value).strip()]
        found.append(
            quoting(
                code,
                file=file,
                sheet=sheet.grid.name,
                cell=sheet.cell(row.number, "title"),
                key=line.key if line else "",
                office=line.office if line else "",
                quarter=spec.quarter,
                raw=" | ".join(seen_text(value) for value in values),
                title=seen_text(sheet.value(row.number, "title")),
                stray=seen_text(sheet.value(row.number, "key")) or "-",
                rows=", ".join(map(str, row.duplicates or (row.number,))),
                other=row.figures_of.key if row.figures_of else "",
            )
        )
    found += [
        Finding.of(
            "row-missing",
            file=file,
            sheet=sheet.grid.name,
            key=line.key,
            office=line.office,
            quarter=spec.quarter,
            title=line.title,
        )
        for line in alignment.missing
    ]
    return found
