"""What checking or merging came to: one object that people and programs can ask."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from planbook.book.files import write_atomic
from planbook.consolidated.proof import Proof
from planbook.domain import Change, Entry, Fact, Finding, Frozen, Key, Master, OfficeStatus, Result, Severity, Tally
from planbook.errors import ExitCode, PlanbookError
from planbook.report.data import FindingData, MergeReport

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, kw_only=True, slots=True)
class Explanation(Frozen):
    """Why a figure is what it is: the result, and every fact behind it with its file and cell."""

    result: Result | None
    facts: tuple[Fact, ...]
    missing: tuple[str, ...]
    """Codes of the offices that were asked and have not answered."""


@dataclass(frozen=True, kw_only=True)
class Outcome(Frozen):
    """The outcome of ``check`` or ``merge``.

    ``facts`` are all reports that count now, of this and earlier quarters; ``entries`` every input cell that offices
    filled in; ``results`` the region's results; ``offices`` who returned; ``data`` the consolidated workbook's bytes
    (empty after a check).
    """

    master: Master
    quarters: tuple[int, ...] = ()
    entries: tuple[Entry, ...] = ()
    facts: tuple[Fact, ...] = ()
    findings: tuple[Finding, ...] = ()
    results: tuple[Result, ...] = ()
    offices: tuple[OfficeStatus, ...] = ()
    conservation: Tally = field(default_factory=Tally)
    changes: tuple[Change, ...] = ()
    proof: Proof | None = None
    data: bytes = b""

    @property
    def status(self) -> tuple[OfficeStatus, ...]:
        """Who returned and how complete; the same as ``offices``."""
        return self.offices

    @property
    def exit_code(self) -> ExitCode:
        """1 where any error or warning needs somebody, else 0."""
        needs = any(finding.severity is not Severity.INFO for finding in self.findings)
        return ExitCode.FINDINGS if needs else ExitCode.CLEAN

    @cached_property
    def report(self) -> MergeReport:
        """The outcome as the JSON report has it (``schemas/merge-report.schema.json``)."""
        return MergeReport(
            plan=self.master.settings.plan_id,
            year=self.master.year,
            quarters=self.quarters,
            entries=self.entries,
            findings=tuple(map(FindingData.of, self.findings)),
            offices=self.offices,
            results=self.results,
            conservation=self.conservation,
        )

    def explain(self, key: Key, quarter: int) -> Explanation:
        """Everything behind one figure. Raises KeyError for an activity that the plan does not have."""
        self.master.activities[key]
        facts = tuple(fact for fact in self.facts if fact.key == key and fact.quarter == quarter)
        result = next((r for r in self.results if r.key == key and r.quarter == quarter), None)
        answered = {fact.office for fact in facts if fact.is_answer}
        decision = self.master.decisions.get(key)
        missing = tuple(code for code in decision.offices if code not in answered) if decision else ()
        return Explanation(result=result, facts=facts, missing=missing if result else ())

    def to_frame(self) -> pd.DataFrame:
        """The facts as a tidy table, one row an activity, office and quarter; numbers are exact decimals."""
        import pandas as pd

        columns = [
            "key", "title", "office", "office_name", "quarter", "result", "unit", "numerator", "denominator",
            "progress", "remark", "raw", "file", "sheet", "cell",
        ]  # fmt: skip
        activities, offices = self.master.activities, self.master.offices.by_code
        rows = [
            {
                **asdict(fact),
                "title": activities[fact.key].title if fact.key in activities else "",
                "office_name": offices[fact.office].name if fact.office in offices else "",
            }
            for fact in self.facts
        ]
        return pd.DataFrame(rows, columns=columns)

    def save(self, path: str | Path, *, overwrite: bool = False) -> None:
        """Write the consolidated workbook. Raises PlanbookError after a check, or where the layout proof failed."""
        if not self.data:
            raise PlanbookError("check-has-no-workbook")
        if self.proof is not None and not self.proof.holds:
            first = self.proof.findings[0]
            raise PlanbookError(first.code, **first.told)
        write_atomic(Path(path), self.data, overwrite=overwrite)
