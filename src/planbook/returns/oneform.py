"""Reading one returned form: from its sheets to what its office reported, and what has to be said about it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, fields, replace
from decimal import Decimal
from functools import partial
from operator import is_
from typing import Any

from planbook.book.foreign import ForeignBook, ForeignSheet
from planbook.domain import (
    FORM_VERSION,
    Entry,
    EntryState,
    Fact,
    Field,
    Finding,
    FormSpec,
    Frozen,
    Key,
    Number,
    Progress,
    Tally,
    clean,
    in_order,
)
from planbook.domain.filed import FormRow
from planbook.domain.number import share
from planbook.domain.units import PERCENT
from planbook.layout.copies import cell_of
from planbook.layout.form import COLUMNS, input_columns
from planbook.returns.align import align, other_office, with_key_columns
from planbook.returns.changes import differences
from planbook.returns.classify import (
    Disposition,
    classify,
    rejected,
    reported,
)
from planbook.returns.locate import FillSheet, Identity, Located, locate
from planbook.returns.pages import classify_comments, classify_drawings, classify_foreign, classify_pages
from planbook.returns.rows import IssuedRows, packed, unpacked
from planbook.words import Sentence

Compose = Callable[[str, int], FormSpec | None]
"""Composes the form of an office (code) and quarter again from the master; None where it has none."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading(Frozen):
    """One returned form, read.

    ``file`` is its name. ``office`` (a code), ``year`` (Buddhist era), ``quarter`` (1 to 4) and ``plan_id`` are whose
    it says it is, ``fingerprint`` the master it was made from, ``version`` its layout's. ``modified`` is when the file
    says it was saved (ISO 8601 as written, local time where it has no zone, often wrong), empty where it does not say.
    A file that is no form has an empty ``office``, no entries, and the finding that says why.
    """

    file: str
    office: str = ""
    year: int = 0
    quarter: int = 0
    plan_id: str = ""
    version: int = 0
    fingerprint: str = ""
    modified: str = ""
    language: str = ""
    entries: tuple[Entry, ...] = ()
    findings: tuple[Finding, ...] = ()
    conservation: Tally = field(default_factory=Tally)
    rows: IssuedRows = field(default_factory=IssuedRows)
    copy_of: tuple[str, ...] = ()
    """of a correction copy the files in which the figures that it repeats count"""

    read_as: str = ""
    """the name that the file had when it was read, where it goes by another now"""
    correction: bool = False
    """whether the form showed what had been accepted"""
    blank: tuple[tuple[Key, str], ...] = ()
    """activities and offices whose rows hold nothing"""
    withdrawn: tuple[Fact, ...] = ()
    """facts without content: what the form showed in a row that is blank now"""

    @property
    def issued(self) -> dict[Key, tuple[str, str]]:
        """Title and unit of each activity that the form asks about, as it was issued."""
        return {line.key: (line.title, line.unit) for line in self.rows}

    def answered_in(self, entries: tuple[Entry, ...], said: Iterable[Fact]) -> tuple[FormRow, ...]:
        """The activities and offices that have an answer, as the form has them; ``said`` are the facts of ``entries``,
        which are the return's own as they count today."""
        as_they_came = all(map(is_, entries, self.entries))
        return tuple(
            (fact.key, fact.office) for fact in (said if as_they_came else facts(self.entries)) if fact.is_answer
        )

    def named(self, name: str) -> "Reading":
        """The same as if the file had had another name."""
        return replace(
            self,
            file=name,
            entries=tuple(replace(entry, file=name) for entry in self.entries),
            findings=tuple(replace(each, file=name) for each in self.findings),
            withdrawn=tuple(replace(fact, file=name) for fact in self.withdrawn),
        )

    def __reduce__(self) -> tuple[object, ...]:
        values = {each.name: getattr(self, each.name) for each in fields(self)}
        return _received, ({**values, "entries": packed(self.entries)},)


def _received(values: dict[str, Any]) -> Reading:
    """A reading as it came from the process that made it."""
    return Reading(**{**values, "entries": unpacked(values["entries"])})


def read_opened(name: str, book: ForeignBook, composed: FormSpec | None) -> Reading | Finding | Identity:
    """Read one returned form: its reading; a finding where it cannot be used; its identity where its stamp is lost and
    it was not ``composed`` again from the master, so that there is nothing to compare it with.
    """
    located = locate(name, book)
    if located is None:
        return Finding.of("return-not-a-form", file=name)
    if not located.agreed:
        return located.findings[0]
    said = located.identity
    if said is None:
        return Finding.of("identity-lost", file=name)
    about = partial(Finding.of, file=name, office=said.office, quarter=said.quarter)
    if said.version > FORM_VERSION:
        return about("form-version-newer", raw=str(said.version), known=FORM_VERSION)
    spec = located.issued or composed
    if spec is None:
        return said
    findings = list(located.findings)
    if said.version < FORM_VERSION:
        findings.append(about("form-version-older", raw=str(said.version), known=FORM_VERSION))
    if located.issued is None:
        findings.append(about("stamp-lost-composed"))
    if book.metadata.macros:
        findings.append(Finding.of("file-has-macros", file=name))
    renamed = tuple(grid for grid in located.others if _is_cover(grid, spec))
    settled = _sheets(name, located, spec)
    settled += classify_pages(name, replace(located, covers=(*located.covers, *renamed)), spec)
    for grid in located.others:
        if grid not in renamed:
            settled += classify_foreign(name, grid) + classify_drawings(name, grid)
    for sheet in located.sheets:
        settled += classify_drawings(name, sheet.grid)
    settled += Disposition(findings=tuple(_still_asked(name, located, spec, settled.entries)))
    settled += classify_comments(name, book.metadata.notes(), spec)
    return Reading(
        file=name,
        office=said.office,
        year=said.year,
        quarter=said.quarter,
        plan_id=said.plan,
        version=said.version,
        fingerprint=said.master,
        modified=book.metadata.modified(),
        language=spec.language,
        entries=settled.entries,
        findings=in_order(
            replace(each, office=each.office or said.office, quarter=each.quarter or said.quarter)
            for each in _naming_offices((*findings, *settled.findings), spec)
        ),
        conservation=settled.conservation,
        rows=IssuedRows.of(spec.rows(), spec.office),
        correction=spec.correction,
        blank=tuple((line.key, line.office) for line in settled.blank),
        withdrawn=tuple(
            Fact(
                key=each.line.key,
                office=each.line.office,
                quarter=spec.quarter,
                file=name,
                sheet=each.sheet,
                cell=each.cell,
                saved=book.metadata.modified(),
            )
            for each in settled.cleared
        ),
        copy_of=spec.copy_of,
    )


def _still_asked(name: str, located: Located, spec: FormSpec, entries: Iterable[Entry]) -> Iterable[Finding]:
    """What a correction copy asked and its office left alone: the row that it is about stands as it was sent."""
    changed = {(entry.key, entry.office) for entry in entries}
    for question in spec.questions:
        if (question.key, question.office) not in changed and (question.key or not changed):
            yield Finding.of(
                "question-open" if question.error else "question-unconfirmed",
                file=name,
                sheet=located.sheets[0].grid.name,
                cell=cell_of(spec, question),
                key=question.key,
                office=question.office or spec.office,
                quarter=spec.quarter,
                raw=question.typed,
                said=question.said,
                how=question.hint or "-",
                copy_of=spec.copy_of,
            )


def _naming_offices(findings: Iterable[Finding], spec: FormSpec) -> Iterable[Finding]:
    """The findings of a form; on one that several offices share, their sentences name the office beside the activity,
    which stands there once for each."""
    names = {line.office: line.office_name for line in spec.rows()}
    for each in findings:
        if len(names) > 1 and each.key and each.office in names:
            shared = Sentence("text.activity-of-office", {"key": each.key, "office": names[each.office]})
            yield replace(each, args={**each.args, "key": shared})
        else:
            yield each


def _is_cover(grid: ForeignSheet, spec: FormSpec) -> bool:
    """Whether a sheet under another name is the cover, which names office and plan."""
    texts = {clean(value) for row in grid.rows[:40] for value in row if isinstance(value, str)}
    return {clean(f"{spec.office_name} ({spec.office})"), clean(spec.plan_title)} <= texts


def _sheets(name: str, located: Located, spec: FormSpec) -> Disposition:
    """All fill-in sheets. The first that was filled in counts; others must be blank or say the same."""
    read = [(sheet, _sheet(name, sheet, spec)) for sheet in located.sheets]
    filled = [pair for pair in read if pair[1].entries]
    if len(read) == 1:
        return read[0][1]
    speaker = (filled or read)[0]
    total, agree = speaker[1], all(_said(other) == _said(speaker[1]) for _, other in filled)
    if agree:
        for sheet, other in read:
            if sheet is not speaker[0]:
                note = Finding.of("fill-sheet-twice-same", file=name, sheet=sheet.grid.name, other=speaker[0].grid.name)
                total += reported(other) + Disposition(findings=(note,))
        return total
    names = [sheet.grid.name for sheet, _ in filled]
    note = Finding.of("fill-sheets-differ", file=name, sheet=names[1], other=names[0])
    total = Disposition(findings=(note,))
    for _, other in read:
        total += rejected(other, note.code)
    return total


def _said(settled: Disposition) -> frozenset[object]:
    """All that its entries say, wherever they stand."""
    return frozenset((entry.key, entry.office, entry.field, entry.raw) for entry in settled.entries)


def _sheet(name: str, sheet: FillSheet, spec: FormSpec) -> Disposition:
    sheet = with_key_columns(sheet, spec)
    alignment = align(sheet, spec)
    changes = differences(sheet, spec, alignment)
    settled = classify(name, sheet, spec, alignment, changes)
    if other := other_office(sheet, alignment):
        note = Finding.of(
            "table-of-other-office",
            file=name,
            sheet=sheet.grid.name,
            cell=sheet.cell(alignment.first_row, "office_name"),
            office=spec.office,
            quarter=spec.quarter,
            raw=other,
            own=spec.office_name,
        )
        settled = rejected(settled, note.code) + Disposition(findings=(note,))
    return Disposition(findings=tuple(_columns(name, sheet, spec))) + settled


def _columns(name: str, sheet: FillSheet, spec: FormSpec) -> Iterable[Finding]:
    """What is missing of the sheet's columns."""
    about = partial(Finding.of, file=name, sheet=sheet.grid.name)
    if sheet.by_captions:
        yield about("key-row-lost")
    if "key" not in sheet.columns or "office" not in sheet.columns:
        yield about("key-columns-lost")
    if sheet.unsure:
        doubtful = [column for column in COLUMNS if column.key in sheet.unsure]
        yield about("columns-contradict", columns=tuple(column.named for column in doubtful))
    asked = [column for column in input_columns(spec.quarter).values() if any(map(column.ask, spec.rows()))]
    gone = [column for column in asked if column.key not in sheet.columns]
    if gone:
        yield about("input-columns-missing", columns=tuple(column.named for column in gone))


def facts(entries: Iterable[Entry], saved: str = "") -> tuple[Fact, ...]:
    """The accepted entries as facts, one for each activity, office and quarter, in the order of the entries.

    A ratio's result is its percentage. A nil result ("ไม่มี") is no figure but the progress ``nothing``, unless a
    status says otherwise. ``saved`` is when their file was saved.
    """
    rows: dict[tuple[object, ...], dict[Field, Entry]] = {}
    for entry in entries:
        if entry.state is EntryState.ACCEPTED:
            rows.setdefault((entry.key, entry.office, entry.quarter), {}).setdefault(entry.field, entry)
    return tuple(_fact(fields, saved) for fields in rows.values())


def _fact(fields: dict[Field, Entry], saved: str) -> Fact:
    result, status, remark = fields.get(Field.RESULT), fields.get(Field.STATUS), fields.get(Field.REMARK)
    part, whole = _figure(fields.get(Field.NUMERATOR)), _figure(fields.get(Field.DENOMINATOR))
    shown = result or fields.get(Field.NUMERATOR) or next(iter(fields.values()))
    progress = Progress(str(status.value)) if status else None
    value: Number | str | None = result.value if result else None
    unit = result.unit if result else ""
    raw = result.raw if result else ""
    if value == Progress.NOTHING:
        value, progress = None, progress or Progress.NOTHING
    if result is None and part is not None and whole:
        value, unit = share(part, whole), PERCENT
        raw = f"{fields[Field.NUMERATOR].raw}/{fields[Field.DENOMINATOR].raw}"
    return Fact(
        key=shown.key,
        office=shown.office,
        quarter=shown.quarter,
        result=value,
        raw=raw,
        unit=unit,
        numerator=part,
        denominator=whole,
        progress=progress,
        remark=str(remark.value) if remark else "",
        file=shown.file,
        sheet=shown.sheet,
        cell=shown.cell,
        saved=saved,
    )


def _figure(entry: Entry | None) -> Decimal | None:
    return entry.value if entry and isinstance(entry.value, Decimal) else None
