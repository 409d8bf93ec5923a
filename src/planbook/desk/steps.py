"""What is done in the folder of a year, a function a step: each calls the pipeline and writes one run of the history.

The page and ``planbook start`` call these; what they write is what the commands of the same names write.
"""

import os
import unicodedata
import zipfile
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path, PurePath
from types import MappingProxyType

from planbook import pipeline
from planbook.book.files import file_name, read_source
from planbook.book.sniff import Kind, sniff
from planbook.desk.answers import answered, with_settings, with_waiver
from planbook.desk.folder import CORRECTIONS, FORMS, MASTER, OFFICES, PLAN, RETURNS, QuarterStep, YearFolder, files_in
from planbook.desk.history import change
from planbook.domain import Key, Master, is_reason
from planbook.domain.filed import Choice, HandEdits, Use
from planbook.errors import PlanbookError, UsageProblem
from planbook.layout.own_tables import KIND_UNIT, KIND_WORKING_GROUP
from planbook.master.adopt import Adopted
from planbook.outcome import Generated, Outcome
from planbook.pipeline.checking import OnRead, Tick, silent
from planbook.returns.choices import USES, answers_file, read_answers
from planbook.returns.collect import collect

WORKERS = min(4, os.cpu_count() or 1)
LONGEST_NAME = 220
"""Bytes that a file's name keeps, a Thai letter takes three; disks allow 255, and a name may still get a number."""
_LONGEST_ENDING = 10


def safe_name(name: str, default: str = "file") -> str:
    """A file's name that is no path: what folders stood before it is cut off, and the mark of a file that a program has
    open (``~$``). ``default`` is its name where nothing is left."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1].strip(". ").removeprefix("~$")
    suffix = PurePath(last).suffix
    suffix = suffix if len(suffix) <= _LONGEST_ENDING and suffix[1:].isalnum() else ""
    return file_name(last.removesuffix(suffix), suffix, default, most=LONGEST_NAME)


# 1. The plan


def start(root: Path, plan: tuple[str, bytes], offices: tuple[str, bytes] | None = None) -> tuple[YearFolder, Adopted]:
    """Make the folder of a year of a plan workbook (its name and bytes), and of a list of offices if there is one.

    Raises UsageProblem ``desk-started`` where the folder has a master or a plan already, and as ``adopt`` does.
    """
    year = YearFolder(root)
    if root.exists() and not root.is_dir():
        raise UsageProblem("folder-is-file", folder=str(root))
    if year.master.exists() or year.plan:
        raise UsageProblem("desk-started", folder=str(root))
    made = set_plan(year, plan, offices)
    for folder in (year.forms(1), year.returns(1), year.corrections(1), year.consolidated(1).parent):
        folder.mkdir(parents=True, exist_ok=True)
    return year, made


def set_plan(year: YearFolder, plan: tuple[str, bytes], offices: tuple[str, bytes] | None = None) -> Adopted:
    """Adopt a plan workbook (its name and bytes) as the year's master, in place of the one so far.

    The list of offices is the one that is given, else the one in the folder; without any, offices are made up of the
    plan's own words. Raises PlanbookError where the plan has no activity (``desk-no-activity``), UsageProblem where it
    has macros.
    """
    name, data, begins = safe_name(plan[0], "plan.xlsx"), plan[1], not year.has_begun
    listed = offices or _listed(year)
    made = _adopted((name, data), listed)
    files: dict[str, bytes | None] = {f"{PLAN}/{path.name}": None for path in files_in(year.root / PLAN)}
    files[f"{PLAN}/{name}"] = data
    if listed:
        files[f"{PLAN}/{_list_name(listed[0])}"] = listed[1]
    year.root.mkdir(parents=True, exist_ok=True)
    change(year, QuarterStep.PLAN, 0, {**files, MASTER: made.data}, begins=begins)
    return made


def set_offices(year: YearFolder, offices: tuple[str, bytes]) -> Adopted:
    """Adopt the year's plan again with a list of offices (its name and bytes); decisions so far go with the master that
    it replaces. Raises UsageProblem ``desk-no-plan`` where the folder has no plan."""
    plan = year.plan
    if plan is None:
        raise UsageProblem("desk-no-plan", folder=str(year.root))
    made = _adopted(read_source(plan), offices)
    old = year.office_list
    files: dict[str, bytes | None] = {f"{PLAN}/{old.name}": None} if old else {}
    files[f"{PLAN}/{_list_name(offices[0])}"] = offices[1]
    change(year, QuarterStep.OFFICES, 0, {**files, MASTER: made.data})
    return made


def _adopted(plan: tuple[str, bytes], offices: tuple[str, bytes] | None) -> Adopted:
    _refuse_macros(plan)
    made = pipeline.adopt(_named(plan), _named(offices) if offices else None)
    _require_activities(made, plan[0])
    return made


def _refuse_macros(plan: tuple[str, bytes]) -> None:
    """A master of a plan with macros has them too, and would have to be called .xlsm."""
    if sniff(plan[1]) is Kind.XLSM:
        raise UsageProblem("desk-plan-has-macros", file=plan[0])


def _require_activities(made: Adopted, file: str) -> None:
    if not made.master.activities:
        worst = next(iter(made.findings), None)
        raise (PlanbookError(worst.code, **worst.fields) if worst else PlanbookError("desk-no-activity", file=file))


def _listed(year: YearFolder) -> tuple[str, bytes] | None:
    path = year.office_list
    return read_source(path) if path else None


def _list_name(name: str) -> str:
    return OFFICES + (PurePath(safe_name(name)).suffix.lower() or ".csv")


class _Named(BytesIO):
    """Bytes with the name of the file that they came in."""

    def __init__(self, name: str, data: bytes) -> None:
        super().__init__(data)
        self.name = name


def _named(file: tuple[str, bytes]) -> _Named:
    return _Named(*file)


def offices_made_up(master: Master) -> bool:
    """Whether a master's offices are those that adopt made up of the plan's own words."""
    return all(office.kind in (KIND_UNIT, KIND_WORKING_GROUP) for office in master.offices.offices)


def update_plan(year: YearFolder, quarter: int, plan: tuple[str, bytes]) -> Adopted:
    """Put the decisions and results of the quarter's master under a changed plan (``adopt --update``), in its place.

    Raises PlanbookError as ``update`` does, and where the new plan has no activity.
    """
    base = year.base(quarter)
    _refuse_macros(plan)
    made = pipeline.update(_named((safe_name(plan[0], "plan.xlsx"), plan[1])), base)
    _require_activities(made, plan[0])
    files: dict[str, bytes | None] = {}
    if year.plan:
        files[f"{PLAN}/{year.plan.name}"] = None
    files[f"{PLAN}/{safe_name(plan[0], 'plan.xlsx')}"] = plan[1]
    change(year, QuarterStep.PLAN, quarter, {**files, _name(year, base): made.data})
    return made


def set_answers(year: YearFolder, quarter: int, answers: Mapping[Key, Mapping[str, str]]) -> None:
    """Write answers to the register's questions into the quarter's master (:func:`planbook.desk.answers.answered`)."""
    base = year.base(quarter)
    change(year, QuarterStep.PLAN, quarter, {_name(year, base): answered(pipeline.read_master(base), answers)})


def set_settings(year: YearFolder, quarter: int, settings: Mapping[str, str]) -> None:
    """Write settings, by the keys of the settings sheet, into the quarter's master."""
    base = year.base(quarter)
    change(year, QuarterStep.FORMS, quarter, {_name(year, base): with_settings(pipeline.read_master(base), settings)})


def _name(year: YearFolder, path: Path) -> str:
    return path.relative_to(year.root).as_posix()


# 2. Forms out


def make_forms(year: YearFolder, quarter: int, *, despite: Iterable[str] = (), tick: Tick = silent) -> Generated:
    """Make a quarter's forms, mail drafts and index, in place of those so far.

    Raises MasterNotReady where the master has errors whose codes are not in ``despite``.
    """
    base = year.base(quarter)
    master = pipeline.read_master(base)
    logo = str(base.parent / master.settings.logo) if master.settings.logo else None
    made = pipeline.generate(pipeline.with_settings(master, logo=logo), quarter, mail=True, despite=despite)
    files: dict[str, bytes | None] = {_name(year, path): None for path in files_in(year.forms(quarter))}
    for name, data in made.files():
        files[f"{FORMS}/Q{quarter}/{name}"] = data
        if name in made.specs:
            tick(name)
    change(year, QuarterStep.FORMS, quarter, files)
    return made


def zipped(files: Iterable[tuple[str, bytes]]) -> bytes:
    """Files by name as one zip, the same bytes for the same files."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files:
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


# 3. Returns in


def put_returns(year: YearFolder, quarter: int, came: Iterable[tuple[str, bytes]]) -> tuple[str, ...]:
    """Put what came back into a quarter's folder, as it came; gives the names that are new.

    A file that is there already, by its name and bytes, is left out; another one of its name gets a number.
    """
    there = {path.name.casefold(): path.read_bytes() for path in files_in(year.returns(quarter))}
    files: dict[str, bytes | None] = {}
    for given, data in came:
        name = _free(safe_name(given), data, there)
        if name.casefold() not in there:
            there[name.casefold()] = data
            files[f"{RETURNS}/Q{quarter}/{name}"] = data
    if files:
        change(year, QuarterStep.RETURNS, quarter, files)
    return tuple(PurePath(name).name for name in files)


def take_back(year: YearFolder, quarter: int, name: str) -> None:
    """Take a file out of a quarter's returns; its run keeps it. Raises UsageProblem ``desk-no-file``."""
    if name not in {path.name for path in files_in(year.returns(quarter))}:
        raise UsageProblem("desk-no-file", path=name)
    change(year, QuarterStep.RETURNS, quarter, {f"{RETURNS}/Q{quarter}/{name}": None})


def _free(name: str, data: bytes, taken: Mapping[str, bytes]) -> str:
    """A name that no file of other bytes has: with a number where it takes one."""
    path, free, number = PurePath(name), name, 2
    while taken.get(free.casefold(), data) != data:
        free, number = f"{path.stem} ({number}){path.suffix}", number + 1
    return free


def chosen(year: YearFolder, quarter: int) -> tuple[Choice, ...]:
    """What was chosen for a quarter's returns. Raises UsageProblem as :func:`read_answers` does."""
    path = year.answers(quarter)
    return read_answers(path) if path.is_file() else ()


def choose(
    year: YearFolder, quarter: int, file: str, use: str, because: str = "", rivals: Collection[str] = ()
) -> None:
    """Write what is chosen for a file into the quarter's answers; an empty ``use`` takes the choice back.

    ``use`` is ``prefer``, ``combine``, ``exclude`` or ``withdraw``. ``rivals`` are the other files of the same office:
    where this file is to be used, they are so no longer. Raises UsageProblem ``desk-reason`` where a file
    shall not count and no reason is given, ``desk-answer-bad`` for another use.
    """
    if use not in ("", *USES):
        raise UsageProblem("desk-answer-bad", key=file[:80], value=use[:80])
    if use in ("exclude", "withdraw") and not is_reason(because):
        raise UsageProblem("desk-reason")
    over = () if use in ("", "exclude", "withdraw") else rivals
    others = [
        choice
        for choice in chosen(year, quarter)
        if choice.file != file and (choice.file not in over or choice.use is Use.EXCLUDE)
    ]
    now = [*others, _choice(file, use, because)] if use else others
    data = answers_file(now) if now else None
    change(year, QuarterStep.RETURNS, quarter, {_name(year, year.answers(quarter)): data})


def rivals(outcome: Outcome, file: str) -> set[str]:
    """The other files of the office and quarter that a file is of, those of earlier merges among them."""
    known = [(each.file, each.office, each.quarter) for each in outcome.received]
    known += [(each.file, each.office, each.quarter) for each in outcome.filed]
    mine = {(office, quarter) for name, office, quarter in known if name == file}
    return {name for name, office, quarter in known if office and (office, quarter) in mine} - {file}


def _choice(file: str, use: str, because: str) -> Choice:
    return Choice(file=file, use=Use.EXCLUDE if use == "withdraw" else Use(use), because=because.strip())


def waive(year: YearFolder, quarter: int, waiver: Mapping[str, str]) -> None:
    """Write a waiver, by the columns of the waivers sheet, into the quarter's master.

    Raises UsageProblem ``desk-reason`` where it says no reason, ``desk-answer-bad`` for what the sheet cannot hold.
    """
    base = year.base(quarter)
    if not is_reason(waiver.get("reason", "")):
        raise UsageProblem("desk-reason")
    change(year, QuarterStep.RETURNS, quarter, {_name(year, base): with_waiver(pipeline.read_master(base), waiver)})


def check(year: YearFolder, quarter: int, *, tick: Tick = silent, verdict: OnRead | None = None) -> Outcome:
    """Check a quarter's returns: what ``planbook check`` of its folder says."""
    master, came = pipeline.read_master(year.base(quarter)), collect([year.returns(quarter)])
    return pipeline.check(
        master, came, quarter=quarter, choices=chosen(year, quarter), workers=WORKERS, tick=tick, verdict=verdict
    )


def make_corrections(year: YearFolder, quarter: int, outcome: Outcome, *, tick: Tick = silent) -> Generated:
    """Make a correction copy and a mail draft for each office that is asked about its return (``check --corrections``),
    in place of those so far."""
    logo = outcome.master.settings.logo
    made = pipeline.corrections(outcome, mail=True, logo=str(year.base(quarter).parent / logo) if logo else None)
    files: dict[str, bytes | None] = {_name(year, path): None for path in files_in(year.corrections(quarter))}
    for name, data in made.files():
        files[f"{CORRECTIONS}/Q{quarter}/{name}"] = data
        tick(name)
    change(year, QuarterStep.CORRECTIONS, quarter, files)
    return made


# 4. Merge


@dataclass(frozen=True)
class FigureChange:
    """A figure of the plan that a merge would change: what the plan shows now and what it would; empty for nothing."""

    key: Key
    quarter: int
    title: str
    old: str
    new: str
    reported: int
    expected: int


def merge(
    year: YearFolder,
    quarter: int,
    *,
    hand_edits: Mapping[tuple[str, str], HandEdits] = MappingProxyType({}),
    tick: Tick = silent,
) -> Outcome:
    """What ``planbook merge`` of a quarter's returns comes to; nothing is written.

    Figures that somebody typed over in the quarter's consolidated workbook, which this one is to replace, are asked
    about; ``hand_edits`` says what becomes of each, by its sheet and cell.
    """
    master, came, there = (
        pipeline.read_master(year.base(quarter)),
        collect([year.returns(quarter)]),
        year.consolidated(quarter),
    )
    return pipeline.merge(
        master,
        came,
        quarter=quarter,
        choices=chosen(year, quarter),
        hand_edits=hand_edits,
        over=there if there.is_file() else None,
        workers=WORKERS,
        tick=tick,
    )


def figure_changes(year: YearFolder, quarter: int, outcome: Outcome) -> tuple[FigureChange, ...]:
    """The figures that would read differently from the plan as it stands: the quarter's consolidated workbook, and
    where there is none its master."""
    there = year.consolidated(quarter)
    now = pipeline.read_master(there) if there.is_file() else outcome.master
    old = {(each.key, each.quarter): each.figure for each in now.published}
    made = pipeline.read_master(outcome.proven())
    new = {(each.key, each.quarter): each.figure for each in made.published}
    behind = {(each.key, each.quarter): each for each in outcome.results}
    found = []
    for place in [*new, *(place for place in old if place not in new)]:
        if old.get(place, "") != new.get(place, ""):
            result, activity = behind.get(place), made.activities.get(place[0])
            found.append(
                FigureChange(
                    key=place[0],
                    quarter=place[1],
                    title=activity.title if activity else "",
                    old=old.get(place, ""),
                    new=new.get(place, ""),
                    reported=result.offices_reported if result else 0,
                    expected=result.offices_expected if result else 0,
                )
            )
    return tuple(found)


def save_merged(year: YearFolder, quarter: int, outcome: Outcome) -> None:
    """Put a merge's consolidated workbook in its place. Raises PlanbookError where its layout proof failed."""
    change(year, QuarterStep.MERGE, quarter, {_name(year, year.consolidated(quarter)): outcome.proven()})
