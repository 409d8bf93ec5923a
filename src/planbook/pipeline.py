"""The whole flow on one page: adopt → lint → generate → (offices fill in) → check → merge → generate …

Each function takes paths, bytes or streams and returns values; what is wrong with the data is in the findings, never an
exception. PlanbookError is raised where there is no going on.

| step | in | out |
|---|---|---|
| ``adopt`` | a plan workbook, a list of offices | a master: the same workbook with planbook's sheets |
| ``lint`` | a master | findings for the staff |
| ``generate`` | a master, a quarter | a form for each reporting office |
| ``check`` | a master, returned files | an outcome: entries, findings, results, who returned |
| ``merge`` | a master, returned files | the same, and the consolidated workbook: the next quarter's master |
| ``remind`` | an outcome | mail drafts to offices that owe answers |
| ``update`` | a changed plan, a master | a master with the old decisions and results under the new plan |
| ``export_plan``, ``new_plan`` | a master; a document | the plan as data; a plan workbook made of it |
"""

from collections.abc import Sequence
from pathlib import Path

from planbook.book.files import Source, read_source
from planbook.documents import export_plan as export_plan
from planbook.documents import new_master as new_master
from planbook.documents import new_plan as new_plan
from planbook.documents import read_document as read_document
from planbook.domain import Finding, Master, in_order
from planbook.issuing import Generated as Generated
from planbook.issuing import MasterNotReady as MasterNotReady
from planbook.issuing import generate as generate
from planbook.issuing import remind as remind
from planbook.issuing import with_settings as with_settings
from planbook.master.adopt import Adopted as Adopted
from planbook.mastering import adopt as adopt
from planbook.mastering import read_master as read_master
from planbook.mastering import read_plan as read_plan
from planbook.mastering import update as update
from planbook.merging import Progress as Progress
from planbook.merging import consolidate as consolidate
from planbook.merging import review as review
from planbook.outcome import Outcome
from planbook.returns.collect import SourceFile, collect
from planbook.returns.identify import Inspection, identify
from planbook.review import lint as lint_rules


def lint(master: Master) -> tuple[Finding, ...]:
    """What the staff should look at in a master: what reading it found, and what the rules of review find."""
    return in_order([*master.findings, *lint_rules(master)])


def inspect(source: Source, *, apart: bool = False) -> Inspection:
    """What a workbook is; for a form, every input cell.

    ``apart`` reads it in a process of its own, which a hostile file may end: for files of whom one does not know.
    """
    file, data = read_source(source)
    return identify(file, data, isolated=apart)


def _collected(returns: Sequence[Source] | Source) -> tuple[list[SourceFile], list[Finding]]:
    """The files of what was given: paths of files and folders, bytes, streams, one or several."""
    given = list(returns) if isinstance(returns, Sequence) and not isinstance(returns, str | bytes) else [returns]
    files, noticed = collect([Path(item) for item in given if isinstance(item, str | Path)])
    for number, item in enumerate(given, start=1):
        if not isinstance(item, str | Path):
            name, data = read_source(item)
            files.append(SourceFile(name or f"return-{number}.xlsx", data))
    return files, noticed


def check(
    master: Master,
    returns: Sequence[Source] | Source,
    *,
    quarter: int | None = None,
    workers: int = 1,
    progress: Progress | None = None,
) -> Outcome:
    """Read and validate returns (files, folders, bytes or streams) without making a consolidated workbook."""
    files, noticed = _collected(returns)
    return review(master, files, noticed, quarter=quarter, workers=workers, progress=progress)


def merge(
    master: Master | Source,
    returns: Sequence[Source] | Source,
    *,
    quarter: int | None = None,
    workers: int = 1,
    progress: Progress | None = None,
) -> Outcome:
    """Read, validate and roll up returns, and make the consolidated workbook (``Outcome.save`` writes it)."""
    if not isinstance(master, Master):
        master = read_master(master)
    files, noticed = _collected(returns)
    outcome = review(master, files, noticed, quarter=quarter, workers=workers, progress=progress)
    return consolidate(outcome)
