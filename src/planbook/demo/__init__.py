"""A whole quarter on the sample plan: adopt, generate, sixty offices that fill in (or do not), merge."""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from planbook import pipeline
from planbook.book.atomic import write_atomic
from planbook.demo.filling import Form
from planbook.demo.samples import OFFICES, PLAN, sample
from planbook.demo.simulate import Planted, Returns, simulate
from planbook.errors import UsageProblem
from planbook.model import EntryState, Finding, Master, ReturnState
from planbook.outcome import Outcome
from planbook.returns.collect import collect

PLAN_FOLDER = "1-plan"
MASTER = "2-master.xlsx"
FORMS_FOLDER = "3-forms"
RETURNS_FOLDER = "4-returns"
CONSOLIDATED = "5-consolidated.xlsx"
REPORT = "5-report.json"

Step: TypeAlias = Callable[[str, int], AbstractContextManager[Callable[[str], None]]]
"""Opens a step of the work, named, with its number of pieces; gives what is called after each piece."""


@dataclass(frozen=True)
class Demo:
    """What the demo did: the folder, the master and its forms, what offices sent back, and what the merge came to."""

    folder: Path
    quarter: int
    master: Master
    forms: tuple[str, ...]
    returns: Returns
    outcome: Outcome

    def answers(self, planted: Planted) -> tuple[Finding, ...]:
        """The findings about what an office sent back."""
        return tuple(finding for finding in self.outcome.findings if _about(finding, planted))

    def is_answered(self, planted: Planted) -> bool:
        """Whether planbook answered a habit as its table says: with its findings, or by reading every cell."""
        codes = {finding.code for finding in self.answers(planted)}
        if planted.habit.codes:
            return codes.issuperset(planted.habit.codes)
        mine = [entry for entry in self.outcome.entries if _of(entry.file, planted)]
        state = {status.office: status.state for status in self.outcome.offices}.get(planted.office)
        wanted = ReturnState.PARTIAL if planted.habit.partial else ReturnState.COMPLETE
        return bool(mine) and state is wanted and all(entry.state is EntryState.ACCEPTED for entry in mine)

    @property
    def as_planned(self) -> bool:
        """Whether every habit was answered, every typed cell is accounted for, and the plan's layout was kept."""
        proof = self.outcome.proof
        return (
            all(map(self.is_answered, self.returns.planted))
            and self.outcome.conservation.balanced
            and proof is not None
            and proof.holds
        )


def _of(file: str, planted: Planted) -> bool:
    return any(file == name or file.startswith(f"{name}/") for name in planted.files)


def _about(finding: Finding, planted: Planted) -> bool:
    return _of(finding.file, planted) if finding.file else finding.office == planted.office


def run(
    folder: Path,
    quarter: int = 1,
    *,
    force: bool = False,
    workers: int = 1,
    step: Step = lambda _label, _length: nullcontext(lambda _name: None),
) -> Demo:
    """Do a quarter's work on the sample plan in ``folder``, which is made; the same files on every run.

    Raises UsageProblem where the folder is there and not empty, unless ``force``, which replaces files that the demo
    makes and leaves all others alone; even then where forms or returns of something else stand among its own.
    """
    _refuse_filled(folder, force)
    plan, offices = folder / PLAN_FOLDER / PLAN, folder / PLAN_FOLDER / OFFICES
    with step("รับแผน", 1) as tick:
        for path in (plan, offices):
            write_atomic(path, sample(path.name), overwrite=force)
        write_atomic(folder / MASTER, pipeline.adopt(plan, offices).data, overwrite=force)
        master = pipeline.read_master(folder / MASTER)
        tick(MASTER)
    made = pipeline.generate(master, quarter)
    forms: dict[str, Form] = {}
    with step("สร้างแบบฟอร์ม", len(made.specs)) as tick:
        for name, data in made:
            forms[name] = Form(name, made.specs[name], data)
            tick(name)
    with step("หน่วยงานกรอกผล", len(forms)) as tick:
        returns = simulate(forms, tick)
    issued = {name: form.data for name, form in forms.items()}
    made_here = {folder / FORMS_FOLDER: issued, folder / RETURNS_FOLDER: returns.files}
    for where, own in made_here.items():
        _refuse_strangers(where, own)
    for where, own in made_here.items():
        for name, data in own.items():
            write_atomic(where / name, data, overwrite=force)
    files, noticed = collect([folder / RETURNS_FOLDER])
    with step("รวมผล", len(files)) as tick:
        reviewed = pipeline.review(master, files, noticed, quarter=quarter, workers=workers, progress=tick)
        outcome = pipeline.consolidate(reviewed)
    outcome.save(folder / CONSOLIDATED, overwrite=force)
    write_atomic(folder / REPORT, outcome.report.to_json(), overwrite=force)
    return Demo(folder, quarter, master, tuple(forms), returns, outcome)


def _refuse_filled(folder: Path, force: bool) -> None:
    if folder.exists() and not folder.is_dir():
        raise UsageProblem(
            f"{folder} เป็นไฟล์ ไม่ใช่โฟลเดอร์ ให้ตั้งชื่อโฟลเดอร์อื่น",
            f"{folder} is a file; name another folder",
            code="output-exists",
        )
    if not force and folder.exists() and any(folder.iterdir()):
        raise UsageProblem(
            f"โฟลเดอร์ {folder} มีไฟล์อยู่แล้ว ให้ตั้งชื่อโฟลเดอร์อื่น หรือใช้ --force เพื่อเขียนทับไฟล์ของการสาธิต",
            f"the folder {folder} is not empty; name another one, or use --force to replace the demo's own files",
            code="output-exists",
        )


def _refuse_strangers(folder: Path, own: Iterable[str]) -> None:
    """Stop where the folder holds files that are not of this run: they would be merged with the demo's."""
    found = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
    strangers = [name for name in found if name not in set(own) and not name.startswith((".", "~$"))]
    if strangers:
        raise UsageProblem(
            f"ใน {folder} มี {strangers[0]} (รวม {len(strangers)} รายการ) ที่ไม่ใช่ของการสาธิตครั้งนี้ ให้ย้ายออกหรือใช้โฟลเดอร์อื่น",
            f"{folder} holds {strangers[0]} ({len(strangers)} in all) which this demo did not make; "
            "move it away or name another folder",
            code="output-exists",
        )
