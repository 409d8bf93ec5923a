"""adopt: the region's plan workbook, of whatever kind it is, → a master; and reading a master back.

A workbook with macros stays what it is, its macros unread; a template becomes a workbook; a workbook of another kind
goes through LibreOffice where that is installed. What was done is a finding.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, NamedTuple

from planbook.book.bounds import OWN
from planbook.book.cells import split_cell
from planbook.book.owned import owned_sheets, owners
from planbook.book.package import CONTENT_TYPES_PART, Package, Workbook
from planbook.book.safety import Checked, check
from planbook.book.signed import is_signed
from planbook.book.sniff import ENDINGS, Kind
from planbook.domain import (
    Decision,
    Finding,
    Key,
    Master,
    OfficeBook,
    OfficeTarget,
    RegionRule,
    Settings,
    Waiver,
    clean,
    in_order,
)
from planbook.domain.data import Brief, size_of
from planbook.domain.identity import rename_findings
from planbook.errors import BookProblem, PlanbookError
from planbook.layout import own_tables as layout
from planbook.layout.own_tables import sheet_text
from planbook.master.beside import beside, with_beside
from planbook.master.offices import group_rows, office_findings, office_rows, read_offices, skeleton
from planbook.master.parse import Coverage, Parsed, parse_plan
from planbook.master.register import propose_targets, read_register, read_targets, register_rows, target_rows
from planbook.master.responsible import Resolver, UnitWords, propose
from planbook.master.settings import (
    plan_identity,
    read_rules,
    read_settings,
    read_waivers,
    rule_rows,
    setting_rows,
    unit_words,
    waiver_rows,
)
from planbook.master.sheets import PlanSheet, read_sheets
from planbook.master.tables import read_table
from planbook.master.teach import as_text, learn, read_taught, with_headings
from planbook.master.tree import DOUBT_NOT_IN_TREE, DOUBTS
from planbook.words import Sentence

PROPOSED = sheet_text("sheet.proposed")


@dataclass(frozen=True, repr=False)
class Adopted(Brief):
    """What adopt made: the master workbook's bytes, what was noticed, and how many cells were understood."""

    data: bytes = field(repr=False)
    master: Master
    balance: Coverage
    findings: tuple[Finding, ...]

    def brief(self) -> Mapping[str, object]:
        """Which plan, how much of it was understood, how many findings, and how large the master is."""
        return {
            "plan": self.master.settings.plan_id,
            "cells": f"{self.balance.understood}/{self.balance.cells}",
            "findings": len(self.findings),
            "data": size_of(self.data),
        }


def adopt(
    data: bytes,
    file: str,
    offices: OfficeBook | None = None,
    teach: Sequence[str] = (),
    *,
    measures: bool | Collection[Key] = False,
) -> Adopted:
    """Read a plan workbook and add planbook's sheets to it; the region's own sheets stay as they are, byte for byte.

    ``offices`` is the region's list; without one a skeleton is made from the plan's own responsible words. ``teach``
    explains captions (:mod:`planbook.master.teach`). With ``measures`` the register has a row for each measure of the
    sheets' heads and each initiative's budget, none of them asked; with keys for these alone. Raises UsageProblem for a
    lesson that is none,
    BookProblem where the file cannot be read at all, or is of another kind and cannot be converted
    (``plan-not-xlsx``); a plan without a table is a finding (``plan-no-table``).
    """
    taken = take_in(data, file)
    data, checked = taken.data, taken.checked
    owned = owned_sheets(data)
    units = UnitWords.of(offices or OfficeBook())
    sheets = read_sheets(checked, file, skip=owned.values())
    taught = learn(sheets, teach)
    parsed = parse_plan(with_headings(sheets, taught), file, units=units)
    book = offices or skeleton(parsed.plan)
    plan = with_beside(parsed.plan, beside(parsed.plan) if measures is True else measures or ())
    decisions = propose(plan, book)
    targets = propose_targets(parsed.plan, book)
    settings = Settings(
        plan_id=plan_identity(parsed.plan), region=plan.region, year=plan.year, headings=as_text(taught)
    )
    findings = [*taken.findings, *parsed.findings, *_plan_findings(parsed, book, file)]
    if layout.REGISTER.suffix in owned:
        findings.append(Finding.of("adopt-of-master", file=file))
    if offices is None:
        findings.append(Finding.of("offices-made-up", file=file, count=len(book.offices)))
    master = Master(
        plan=plan,
        decisions=decisions,
        offices=book,
        office_targets=tuple(targets),
        settings=settings,
        findings=in_order(findings),
        file=file,
    )
    made = _with_tables(data, master, register_rows(plan, decisions), PROPOSED) if plan.strategies else data
    return Adopted(made, replace(master, data=made), parsed.balance, master.findings)


def decide(
    plan: bytes,
    made: Adopted,
    decisions: Mapping[Key, Decision],
    office_targets: tuple[OfficeTarget, ...],
    settings: Settings | None,
    rules: tuple[RegionRule, ...] = (),
    waivers: tuple[Waiver, ...] = (),
) -> Adopted:
    """A master that was ``made`` of a ``plan``, with decisions of its own in place of what adopt proposed.

    ``decisions`` are those of some activities or of all, ``settings`` None where the proposed ones stay.
    """
    if not (decisions or office_targets or settings or rules or waivers):
        return made
    master = replace(
        made.master,
        decisions={**made.master.decisions, **decisions},
        office_targets=office_targets,
        settings=settings or made.master.settings,
        rules=rules,
        waivers=waivers,
    )
    data = _with_tables(plan, master, register_rows(master.plan, master.decisions))
    return replace(made, data=data, master=replace(master, data=data))


def _with_tables(plan: bytes, master: Master, register: Iterable[Mapping[str, Any]], note: str = "") -> bytes:
    """The plan's workbook with planbook's tables as a master has them; ``note`` is said of every office target."""
    from planbook.book.graft import graft  # who only reads a master writes nothing
    from planbook.master.write_tables import write_tables

    tables = [
        (layout.REGISTER, register),
        (layout.OFFICES, office_rows(master.offices)),
        (layout.GROUPS, group_rows(master.offices)),
        (layout.TARGETS, target_rows(master.office_targets, master.offices, note)),
        (layout.SETTINGS, setting_rows(master.settings)),
        (layout.RULES, rule_rows(master.rules)),
        (layout.WAIVERS, waiver_rows(master.waivers)),
    ]
    return graft(plan, write_tables(tables))


def _plan_findings(parsed: Parsed, book: OfficeBook, file: str) -> list[Finding]:
    """What the staff should look at: words nobody knows, lines that were proposed as activities."""
    findings: list[Finding] = []
    resolver = Resolver(book)
    hiding = _initiatives_with_hidden_rows(parsed)
    for activity in parsed.plan.activities():
        noticed = partial(Finding.of, file=file, sheet=activity.sheet, key=activity.key)
        for token in resolver.resolve(activity.responsible).tokens:
            if token.problem:
                cell = activity.responsible_cell
                findings.append(noticed(token.problem, cell=cell, raw=token.text))
        for doubt in activity.doubts:
            if doubt == DOUBT_NOT_IN_TREE and activity.key.partition("/")[0] in hiding:
                continue  # the parent is what the merged cell hides, which is told already
            findings.append(noticed(DOUBTS[doubt], cell=activity.cell, title=activity.title))
    return findings


def _initiatives_with_hidden_rows(parsed: Parsed) -> set[str]:
    """The numbers of the initiatives in which a merged cell hides an activity."""
    hiding: set[str] = set()
    for finding in parsed.findings:
        if finding.code == "plan-merged-columns":
            row = split_cell(finding.cell)[0]
            above = [i for _, i in parsed.plan.initiatives() if i.sheet == finding.sheet and i.row <= row]
            hiding.update(initiative.number for initiative in above[-1:])
    return hiding


def _checked(data: bytes, file: str) -> Checked:
    """A workbook of a kind that can hold a plan: .xlsx, or .xlsm. Raises BookProblem for every other."""
    checked = check(data, OWN, leave=_merged)
    if checked.kind not in (Kind.XLSX, Kind.XLSM):
        raise not_xlsx(file, checked.kind)
    return checked


def _merged(package: Package) -> Mapping[str, int]:
    """The parts of sheets that merge makes, which are none of a master's; most of its detail forms nobody reads."""
    owned = owners(Workbook(package), layout.NAMES_PREFIX)
    return {sheet.part: 0 for suffix, sheet in owned.items() if layout.is_merged(suffix)}


class OpenedMaster(NamedTuple):
    """The sheets of a master: the region's own, planbook's by suffix, and the names of all of planbook's by suffix."""

    region: list[PlanSheet]
    ours: dict[str, PlanSheet]
    names: dict[str, str]


def open_master(data: bytes, file: str, headings: str | None = None) -> OpenedMaster:
    """The sheets of a master.

    The captions that the staff explained say what they mean: those of ``headings``, or where that is None of the
    master's own settings. Sheets that merge makes are named and not read. Raises BookProblem, ``plan-not-xlsx`` among
    them.
    """
    checked = _checked(data, file)
    owned = owned_sheets(data)
    made = [name for suffix, name in owned.items() if layout.is_merged(suffix)]
    sheets = {sheet.name: sheet for sheet in read_sheets(checked, file, skip=made)}
    ours = {suffix: sheets[name] for suffix, name in owned.items() if name in sheets}
    region = [sheet for name, sheet in sheets.items() if name not in owned.values()]
    said = headings_of(ours) if headings is None else headings
    return OpenedMaster(with_headings(region, read_taught(said)), ours, owned)


def headings_of(ours: Mapping[str, PlanSheet]) -> str:
    """The captions that the settings explain, among planbook's sheets by suffix."""
    sheet = ours.get(layout.SETTINGS.suffix)
    return read_settings(sheet, "")[0].headings if sheet else ""


def adopted_sheets(ours: Mapping[str, PlanSheet]) -> set[str]:
    """The names of the plan's sheets as a master's register has them; ``ours`` are planbook's sheets by suffix."""
    register = ours.get(layout.REGISTER.suffix)
    return {row["sheet"] for row in read_table(register, layout.REGISTER)} if register else set()


def registered(ours: Mapping[str, PlanSheet]) -> set[Key]:
    """The keys that a master's register has; ``ours`` are planbook's sheets by suffix."""
    register = ours.get(layout.REGISTER.suffix)
    return {clean(row["key"]) for row in read_table(register, layout.REGISTER)} if register else set()


def require_adopted(owned: Mapping[str, str], file: str) -> None:
    """Raise PlanbookError ``not-a-master`` where a workbook, whose own sheets by suffix these are, has no register."""
    if layout.REGISTER.suffix not in owned:
        raise PlanbookError("not-a-master", file=file)


def read_plan_book(data: bytes, file: str) -> Master:
    """Read a master, or a plan workbook that was not adopted yet: then without decisions, offices and settings.

    Raises BookProblem where the file cannot be read, and PlanbookError where it has no plan in it.
    """
    master, owned = read_master_book(data, file)
    if not master.plan.strategies:
        said = next(finding for finding in master.findings if finding.code in ("plan-no-table", "plan-near-miss"))
        raise PlanbookError(said.code, **said.fields)
    if layout.REGISTER.suffix in owned:
        return master
    return Master(plan=master.plan, findings=master.findings, file=file, data=data)


def read_master_book(data: bytes, file: str) -> tuple[Master, Mapping[str, str]]:
    """Read a master workbook: the plan from the region's own sheets, the staff's decisions from planbook's.

    Also returns the names of planbook's own sheets by suffix, for what other stages keep there. Raises BookProblem
    where the file cannot be read.
    """
    region, ours, owned = open_master(data, file)
    offices = read_offices(ours.get(layout.OFFICES.suffix), ours.get(layout.GROUPS.suffix))
    sheet = ours.get(layout.SETTINGS.suffix)
    said, noticed = read_settings(sheet, file) if sheet else (None, [])
    words = unit_words(said) if said else []
    parsed = parse_plan(region, file, adopted_sheets(ours), UnitWords.of(offices, words))
    plan = with_beside(parsed.plan, registered(ours))
    decisions = propose(plan, offices, words)
    by_plan = {key: proposal.offices for key, proposal in decisions.items()}
    findings = [*parsed.findings, *noticed]
    settings = said or Settings(plan_id=plan_identity(parsed.plan), region=plan.region, year=plan.year)
    targets = propose_targets(parsed.plan, offices)
    if register := ours.get(layout.REGISTER.suffix):
        decisions, noticed = read_register(register, plan, decisions, offices, file)
        findings += [*noticed, *rename_findings(decisions, file)]
    if sheet := ours.get(layout.TARGETS.suffix):
        targets, noticed = read_targets(sheet, decisions, offices, file)
        findings += noticed
    rules: tuple[RegionRule, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    if sheet := ours.get(layout.RULES.suffix):
        rules, noticed = read_rules(sheet, file)
        findings += noticed
    if sheet := ours.get(layout.WAIVERS.suffix):
        waivers, noticed = read_waivers(sheet, file, decisions, offices, rules)
        findings += noticed
    if sheet := ours.get(layout.OFFICES.suffix):
        findings += office_findings(offices, file, sheet.name)
    master = Master(
        plan=plan,
        decisions=decisions,
        by_plan=by_plan,
        offices=offices,
        office_targets=tuple(targets),
        settings=settings,
        rules=rules,
        waivers=waivers,
        findings=in_order(findings),
        file=file,
        data=data,
    )
    return master, owned


_OTHERS = ENDINGS.keys() - {Kind.XLSX, Kind.XLSM}
_TEMPLATES = (
    (b"spreadsheetml.template.main+xml", b"spreadsheetml.sheet.main+xml"),
    (b"vnd.ms-excel.template.macroEnabled.main+xml", b"vnd.ms-excel.sheet.macroEnabled.main+xml"),
)
_DATES = (rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*", rb"\g<1>1980-01-01T00:00:00Z")


@dataclass(frozen=True)
class Intake:
    """A plan's workbook (.xlsx or .xlsm), checked, and what was done to have one."""

    data: bytes = field(repr=False)
    checked: Checked
    findings: tuple[Finding, ...] = ()


def take_in(data: bytes, file: str) -> Intake:
    """A plan workbook of any kind. ``file`` is its name, for findings.

    Raises BookProblem where the file cannot be read, and ``plan-not-xlsx`` for one of another kind where there is no
    LibreOffice, or it makes nothing of it.
    """
    checked = check(data, OWN)
    if checked.kind in _OTHERS:
        made = _converted(data, checked.kind)
        if made is None:
            raise not_xlsx(file, checked.kind)
        finding = Finding.of("plan-converted", file=file, name=_named(file), kind=str(checked.kind))
        return Intake(made, check(made, OWN), (finding,))
    if checked.package is None or checked.kind not in (Kind.XLSX, Kind.XLSM):
        raise not_xlsx(file, checked.kind)
    findings = [Finding.of("plan-has-macros", file=file, name=_named(file))] if checked.kind is Kind.XLSM else []
    if is_signed(checked.package):
        findings.append(Finding.of("plan-signed", file=file, name=_named(file)))
    types = checked.package.read(CONTENT_TYPES_PART)
    for template, workbook in _TEMPLATES:
        if template in types:
            made = Package.open(data).build({CONTENT_TYPES_PART: types.replace(template, workbook)})
            findings.append(Finding.of("plan-was-template", file=file, name=_named(file)))
            return Intake(made, check(made, OWN), tuple(findings))
    return Intake(data, checked, tuple(findings))


def not_xlsx(file: str, kind: Kind) -> BookProblem:
    """The problem of a plan that is a workbook of another kind."""
    return BookProblem("plan-not-xlsx", file=_named(file), kind=str(kind))


def _named(file: str) -> str | Sentence:
    """A file as sentences call it, also where it has no name."""
    return file or Sentence("text.this-file")


def _converted(data: bytes, kind: Kind) -> bytes | None:
    """A workbook as LibreOffice saves it, without the time that it was saved at: the same plan gives the same bytes."""
    from planbook.book.office import saved_as, soffice  # most plans are workbooks that need nobody else

    program = soffice()
    made = saved_as(program, {"plan": data}, "xlsx", source=str(kind)).get("plan") if program else None
    if made is None:
        return None
    package = Package.open(made)
    # every part written anew has a day of its own no more
    return package.build({name: re.sub(*_DATES, package.read(name)) for name in package.names})
