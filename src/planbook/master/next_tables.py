"""The tables beside the register of a new year's master: what the region decided for good, and what is the year's own.

Offices and groups are taken as they are, rules with their activities' keys of this year, settings but for the id, the
year and the dates by which forms are due. Per-office targets are those that the new plan lists, and nothing is waived
yet.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from planbook.domain import QUARTERS, Finding, Key, OfficeBook, Plan, Settings, clean, digits
from planbook.domain.decision import BELOW
from planbook.domain.report import Slot
from planbook.domain.text import BETWEEN
from planbook.layout import own_tables as layout
from planbook.layout.own_tables import RULES, SETTINGS, TARGETS, TableColumn, TableSheet, sheet_text
from planbook.master.adopt import PROPOSED
from planbook.master.register import propose_targets, target_rows
from planbook.master.settings import plan_identity, setting_rows
from planbook.master.sheets import PlanSheet
from planbook.master.tables import whole_table
from planbook.words import FindingCode, TextCode

_OF_ITS_YEAR = ("plan_id", "year", *(f"due.{quarter}" for quarter in QUARTERS))
"""Settings that say something about one year's plan."""
_ANY_KEY = re.compile(r"\d+(?:/[\d.]+(?:#\d+)?)*")
_NAMED = re.compile(r"\[([^\[\]]*)\]")
"""An activity that a rule's condition names: ``[8/1/03]``."""


@dataclass(frozen=True)
class LastYear:
    """Last year's figures, to stand beside this year's targets.

    ``results`` are what the plan showed by activity and quarter; ``by_office`` what an office reported, by activity,
    office and quarter.
    """

    results: Mapping[tuple[Key, int], str] = field(default_factory=dict)
    by_office: Mapping[Slot, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class CarriedOver:
    """What became of last year's numbers: of initiatives, and keys of activities, that are in the new plan."""

    before: int
    year: int
    initiatives: Mapping[str, str]
    activities: Mapping[Key, Key]


_BESIDE: Mapping[str, TextCode] = {"last-target": "sheet.last-target", "last-result": "sheet.last-result"}
"""The columns of an office's targets that tell of last year, and their captions."""


class OtherTables:
    """The tables of a new year, made of last year's ``tables`` (by suffix); ``findings`` tell what stays behind."""

    def __init__(
        self, plan: Plan, tables: Mapping[str, PlanSheet], offices: OfficeBook, over: CarriedOver, file: str
    ) -> None:
        self.plan, self.tables, self.offices, self.over, self.file = plan, tables, offices, over, file
        self.findings: list[Finding] = []

    def _notice(self, code: FindingCode, **words: Any) -> None:
        self.findings.append(Finding.of(code, file=self.file, **words))

    def kept_tables(self) -> list[tuple[TableSheet, list[dict[str, str]]]]:
        """The region's tables that hold for every year, as they stand."""
        return [
            whole_table(self.tables[table.suffix], table) for table in layout.OF_REGION if table.suffix in self.tables
        ]

    def targets(self, figures: LastYear | None) -> tuple[TableSheet, list[dict[str, Any]]]:
        """Per-office targets: those that the new plan lists. Where last year's figures are wanted, the offices that had
        targets of their own stand there with those, and with nothing as this year's."""
        listed = propose_targets(self.plan, self.offices)
        rows: list[dict[str, Any]] = [dict(row) for row in target_rows(listed, self.offices, PROPOSED)]
        _, old = whole_table(self.tables[TARGETS.suffix], TARGETS) if TARGETS.suffix in self.tables else (TARGETS, [])
        waiting: dict[Key, list[dict[str, str]]] = {}
        for line in old:
            if key := self.over.activities.get(clean(line.get("key", ""))):
                waiting.setdefault(key, []).append(line)
        there = {(row["key"], row["office"]): row for row in rows}
        for key, lines in waiting.items():
            if not any(row["key"] == key for row in rows):
                self._notice("next-year-office-targets", key=key, count=len(lines), before=self.over.before)
            if figures is None:
                continue
            for line in lines:
                office = clean(line.get("office", ""))
                row = there.setdefault((key, office), {"key": key, "office": office, "name": line.get("name", "")})
                if row not in rows:
                    rows.append(row)
                row |= self._office_figures(line, office, figures)
        if figures is None:
            return TARGETS, rows
        captions = {name: sheet_text(code, year=self.over.before) for name, code in _BESIDE.items()}
        added = [TableColumn(name, 24, wrap=True, own_caption=caption) for name, caption in captions.items()]
        return TableSheet(TARGETS.suffix, (*TARGETS.columns, *added), TARGETS.tab), rows

    def _office_figures(self, line: Mapping[str, str], office: str, figures: LastYear) -> dict[str, str]:
        """What an office's own targets were last year, and what it reported."""
        key = clean(line.get("key", ""))
        targets = {quarter: clean(line.get(f"q{quarter}", "")) for quarter in QUARTERS}
        results = {quarter: figures.by_office.get(Slot(key, office, quarter), "") for quarter in QUARTERS}
        whole = clean(line.get("year", ""))
        return {
            "last-target": BETWEEN.join(filter(None, (whole, _by_quarter(targets)))),
            "last-result": _by_quarter(results),
        }

    def rules(self) -> tuple[TableSheet, list[dict[str, Any]]]:
        """The region's rules, with the keys of activities as they are now."""
        if RULES.suffix not in self.tables:
            return RULES, []
        table, rows = whole_table(self.tables[RULES.suffix], RULES)
        made = []
        for row in rows:
            places = [self._place_now(part.strip(), row) for part in re.split(r"[;\n]", row.get("where", ""))]
            # text and names in turn: every second piece is an activity's key
            pieces = _NAMED.split(row.get("condition", ""))
            pieces[1::2] = [f"[{self._place_now(key, row)}]" for key in pieces[1::2]]
            made.append({**row, "where": BETWEEN.join(filter(None, places)), "condition": "".join(pieces)})
            if row.get("since") or row.get("until"):
                since, until = row.get("since") or QUARTERS[0], row.get("until") or QUARTERS[-1]
                self._notice("next-year-rule-quarters", raw=f"{since}-{until}", rule=row.get("name", ""))
        return table, made

    def _place_now(self, said: str, rule: Mapping[str, str]) -> str:
        """An activity that a rule names, or all below one (``8/1/*``), under this year's key; one that is gone keeps
        a key that no activity has, so that the rule is not taken for another's."""
        key, below, _ = digits(said).replace(" ", "").partition(BELOW)
        if not _ANY_KEY.fullmatch(key):
            return said
        keys = {**self.over.initiatives, **self.over.activities}
        now = keys.get(key)
        if now is None:
            self._notice("next-year-rule-activity", raw=said, rule=rule.get("name", ""), before=self.over.before)
        return f"{now or f'{key}~{self.over.before}'}{below}"

    def settings(self, old: Settings) -> tuple[TableSheet, list[dict[str, Any]]]:
        """The settings as they stand, with what belongs to the new year."""
        own = {"plan_id": plan_identity(replace(self.plan, year=self.over.year)), "year": str(self.over.year or "")}
        proposed = setting_rows(Settings(plan_id=own["plan_id"], year=self.over.year or None))
        fresh = {str(row["key"]): dict(row) for row in proposed}
        if SETTINGS.suffix not in self.tables:
            return SETTINGS, list(fresh.values())
        table, rows = whole_table(self.tables[SETTINGS.suffix], SETTINGS)
        made: list[dict[str, Any]] = []
        for row in rows:
            key = clean(row.get("key", ""))
            made.append({**row, "value": own.get(key, "")} if key in _OF_ITS_YEAR else dict(row))
            if key not in _OF_ITS_YEAR and str(self.over.before) in digits(row.get("value", "")):
                said = {"raw": row["value"], "caption": row.get("caption", "")}
                self._notice("next-year-setting-names-year", **said, before=self.over.before)
        if old.due:
            self._notice("next-year-due", raw=BETWEEN.join(old.due.values()), before=self.over.before)
        have = {clean(row.get("key", "")) for row in made}
        return table, [*made, *(row for key, row in fresh.items() if key not in have)]


def _by_quarter(texts: Mapping[int, str]) -> str:
    return BETWEEN.join(sheet_text("sheet.in-quarter", quarter=n, text=text) for n, text in texts.items() if text)
