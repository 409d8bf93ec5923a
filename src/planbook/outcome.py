"""What the verbs came to: the forms of a quarter, and what checking or merging found; people and programs ask these."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from planbook.book.files import refuse_inputs, refuse_kind, write_all, write_together
from planbook.domain import (
    Change,
    Entry,
    Fact,
    Finding,
    FirstReturn,
    FormParts,
    FormSpec,
    Key,
    Master,
    OfficeStatus,
    Received,
    Result,
    ReturnState,
    Tally,
    needs_somebody,
)
from planbook.domain.data import Brief, size_of
from planbook.domain.due import all_due
from planbook.domain.filed import Filed
from planbook.errors import ExitCode, PlanbookError
from planbook.layout.own_tables import sheet_text
from planbook.report.run import Run, work_of
from planbook.report.work import Work
from planbook.words import known

if TYPE_CHECKING:
    import pandas as pd

    from planbook.consolidated.proof import Proof
    from planbook.domain.explanation import Explanation
    from planbook.forms.cover import Logo
    from planbook.report.data import MergeReport

# what writes files is imported by who asks for one: a check needs neither forms nor mails nor a consolidated workbook


@dataclass(frozen=True, repr=False)
class Generated(Brief):
    """The forms of a quarter: file name → what the form says, in two parts. Bytes are made when asked for.

    ``index`` is the name of the index's file where there are mail drafts and an index too, else empty.
    """

    master: Master
    parts: Mapping[str, FormParts]
    findings: tuple[Finding, ...]
    logo: Logo | None = None
    index: str = ""

    def brief(self) -> Mapping[str, object]:
        """Quarter, how many forms and drafts, how many findings."""
        spec = next((each.shared for each in self.parts.values()), None)
        quarter = f"{spec.year}-Q{spec.quarter}" if spec else "-"
        return {
            "quarter": quarter,
            "forms": len(self.parts),
            "drafts": max(0, len(self.extras) - 1),
            "findings": len(self.findings),
        }

    @cached_property
    def specs(self) -> Mapping[str, FormSpec]:
        """File name → what the form says."""
        return {name: each.whole() for name, each in self.parts.items()}

    @property
    def extras(self) -> tuple[str, ...]:
        """The names of the mail drafts and, last, of the index."""
        from planbook.mail.drafts import draft_name

        return (*map(draft_name, self.parts), self.index) if self.index else ()

    def __iter__(self) -> Iterator[tuple[str, bytes]]:
        """Each form's file name and bytes, in the order of the offices sheet."""
        from planbook.forms.render import Renderer

        render = Renderer(logo=self.logo, password=self.master.settings.password)
        for name, each in self.parts.items():
            yield name, render(each)

    def files(self) -> Iterator[tuple[str, bytes]]:
        """The name and bytes of every file: each form and its draft, then the index."""
        from planbook.mail.drafts import form_draft
        from planbook.mail.index import Issued, index_workbook

        issued: list[Issued] = []
        for name, data in self:
            yield name, data
            if self.index:
                spec = self.parts[name].whole()
                office = self.master.offices.by_code[spec.office]
                draft = form_draft(spec, office, self.master.settings, name, data)
                yield draft.name, draft.data
                issued.append(Issued.of(name, spec, data, draft.to, draft.name))
        if self.index:
            yield self.index, index_workbook(issued, self.master.file)

    def save(
        self, folder: str | Path, *, overwrite: bool = False, tick: Callable[[str], None] = lambda _name: None
    ) -> None:
        """Write every file to a folder; ``tick`` is told each form's name. Raises UsageProblem ``output-exists``,
        before anything is written, where a file of one of the names is there already, unless ``overwrite``, and
        ``output-is-input`` where it is the master."""
        names = [*self.parts, *self.extras]
        refuse_inputs([Path(folder) / name for name in names], list(filter(None, [self.master.path])))
        write_all(
            Path(folder),
            names,
            self.files(),
            overwrite=overwrite,
            tick=lambda name: tick(name) if name in self.parts else None,
        )


@dataclass(frozen=True, kw_only=True, repr=False)
class Outcome(Brief):
    """The outcome of ``check`` or ``merge``.

    ``facts`` are all reports that count now, of this and earlier quarters; ``entries`` every input cell that offices
    filled in; ``results`` the region's results; ``offices`` who returned; ``changes`` the figures of closed quarters
    that read differently now; ``filed`` every return that the plan knows, and ``reserve`` every report of a row that
    several of them have spoken of; ``received`` the returns that say whose they are, ``first_returns`` how the first
    of each office and quarter was, ``files`` how many workbooks came and ``places`` where those given by their paths
    are. After a merge ``proof`` is the layout proof and ``data`` the consolidated workbook's bytes; after a check None
    and empty.
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
    reserve: tuple[Fact, ...] = ()
    filed: tuple[Filed, ...] = ()
    received: tuple[Received, ...] = ()
    first_returns: tuple[FirstReturn, ...] = ()
    files: int = 0
    places: Mapping[str, Path] = field(default_factory=dict)
    proof: Proof | None = None
    data: bytes = b""
    details: bytes = field(default=b"", repr=False)
    """The detail forms as a workbook of their own, where the merge was asked for one; else empty."""
    inputs: tuple[Path, ...] = ()
    """The files and folders that all this came from, which are never written over."""

    def brief(self) -> Mapping[str, object]:
        """Plan and quarters, who returned, how many figures and findings, and how large the workbook is."""
        returned = sum(status.state is not ReturnState.MISSING for status in self.offices)
        return {
            "plan": self.master.settings.plan_id,
            "quarters": self.quarters,
            "returned": f"{returned}/{len(self.offices)}",
            "entries": len(self.entries),
            "facts": len(self.facts),
            "results": len(self.results),
            "findings": len(self.findings),
            "data": size_of(self.data),
        }

    @property
    def status(self) -> tuple[OfficeStatus, ...]:
        """Who returned and how complete; the same as ``offices``."""
        return self.offices

    @property
    def exit_code(self) -> ExitCode:
        """1 where any error or warning needs somebody, else 0."""
        return ExitCode.of(needs_somebody(self.findings))

    @cached_property
    def report(self) -> MergeReport:
        """The outcome as the JSON report has it (``schemas/merge-report.schema.json``)."""
        from planbook.report.data import MergeReport

        return MergeReport.of(self.work(), self.entries)

    def work(self, *, strict: bool = False) -> Work:
        """The outcome as the flat data that every report shows. ``strict`` counts warnings as errors."""
        if strict not in self._works:
            self._works[strict] = self._worked_out(strict)
        return self._works[strict]

    @cached_property
    def _works(self) -> dict[bool, Work]:
        """What was worked out already: a command shows it, makes reports of it, and says what comes next by it."""
        return {}

    def _worked_out(self, strict: bool) -> Work:
        run = Run(
            master=self.master,
            quarters=self.quarters,
            entries=self.entries,
            facts=self.facts,
            findings=self.findings,
            results=self.results,
            offices=self.offices,
            conservation=self.conservation,
            received=self.received,
            first_returns=self.first_returns,
            due=all_due(self.master, self.facts, self.quarters),
            files=self.files,
        )
        return work_of(run, strict=strict)

    def explain(self, key: Key, quarter: int) -> Explanation:
        """Everything behind one figure. Raises KeyError for an activity that the plan does not have."""
        from planbook.rollup.explain import explain

        return explain(self.master, self.facts, (*self.master.changes, *self.changes), key, quarter)

    def to_frame(self) -> pd.DataFrame:
        """The facts as a tidy table, one row an activity, office and quarter; numbers are exact
        (:data:`planbook.report.data.COLUMNS`)."""
        from planbook.report.data import facts_frame

        return facts_frame(self.master, self.facts)

    def proven(self) -> bytes:
        """The consolidated workbook's bytes. Raises PlanbookError after a check, or where the layout proof failed."""
        if not self.data:
            raise PlanbookError("check-has-no-workbook")
        if self.proof is not None and not self.proof.holds:
            first = self.proof.findings[0]
            raise PlanbookError(first.code, **first.fields)
        return self.data

    def save(
        self,
        path: str | Path,
        *,
        report: str | Path | Iterable[str | Path] = (),
        strict: bool = False,
        overwrite: bool = False,
    ) -> None:
        """Write the consolidated workbook, its detail forms where they have a file of their own
        (:func:`details_beside`), and its reports (see :meth:`save_reports`), all or none. Raises
        PlanbookError as :meth:`proven` does, UsageProblem ``output-exists`` where a file is there already, unless
        ``overwrite``, ``output-is-input`` where it is the master, a return, or in a folder of returns,
        ``outputs-are-one`` where two are the same file, ``output-needs-ending`` where the master has macros and the
        name does not end in .xlsm, or the other way round."""
        reports = _listed(report)
        attached = {details_beside(path): self.details} if self.details else {}
        refuse_inputs([Path(path), *attached, *reports], self.inputs)
        refuse_kind(Path(path), self.proven())
        files = {Path(path): self.proven(), **attached, **self._reports(reports, strict)}
        write_together(files, overwrite=overwrite)

    def save_reports(
        self, report: str | Path | Iterable[str | Path], *, strict: bool = False, overwrite: bool = False
    ) -> None:
        """Write reports, each in the shape that its name's ending says: ``.json`` (its schema is
        ``merge-report.schema.json``), ``.jsonl`` (a finding a line), ``.xlsx`` (the worklist), ``.html`` (the board),
        and what plug-ins add. ``strict`` counts warnings as errors.

        Raises UsageProblem ``report-ending`` for any other ending, ``output-exists`` as :meth:`save` does.
        """
        reports = _listed(report)
        refuse_inputs(reports, self.inputs)
        write_together(self._reports(reports, strict), overwrite=overwrite)

    def report_as(self, ending: str, *, strict: bool = False, language: str = "", folder: str | Path = "") -> bytes:
        """A report's bytes in the shape of an ending such as ``.xlsx`` (see :meth:`save_reports`).

        ``language`` is the master's unless another is named; links to files lead from ``folder``, else from the current
        one. Raises UsageProblem ``report-ending``.
        """
        from planbook.report.formats import Material, format_of, links_from

        make = format_of(f"report{ending}")
        names = dict.fromkeys([*(f.file for f in self.findings), *(f for s in self.offices for f in s.files)])
        return make(
            Material(
                work=self.work(strict=strict),
                entries=self.entries,
                language=known(language or self.master.settings.language),
                links=links_from(Path(folder), filter(None, names), self.places),
            )
        )

    def _reports(self, reports: Sequence[Path], strict: bool) -> dict[Path, bytes]:
        return {path: self.report_as(path.suffix, strict=strict, folder=path.parent) for path in reports}


def details_beside(path: str | Path) -> Path:
    """The name of the detail forms' own workbook, beside the consolidated one."""
    return Path(path).with_name(f"{Path(path).stem}-{sheet_text('sheet.details-file')}.xlsx")


def _listed(report: str | Path | Iterable[str | Path]) -> list[Path]:
    return [Path(report)] if isinstance(report, str | Path) else [Path(each) for each in report]
