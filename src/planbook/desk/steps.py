"""What is done in the folder of a year, a function a step: each calls the pipeline and writes one run of the history.

The page and ``planbook start`` call these; what they write is what the commands of the same names write.
"""

import unicodedata
from io import BytesIO
from pathlib import Path, PurePath

from planbook import pipeline
from planbook.book.files import read_source
from planbook.desk.folder import MASTER, OFFICES, PLAN, Step, YearFolder, files_in
from planbook.desk.history import change
from planbook.domain import Master
from planbook.errors import PlanbookError, UsageProblem
from planbook.layout.own_tables import KIND_UNIT, KIND_WORKING_GROUP
from planbook.master.adopt import Adopted

LONGEST_NAME = 220
"""Bytes that a file's name keeps, a Thai letter takes three; disks allow 255, and a name may still get a number."""
_NOT_IN_NAMES = frozenset('<>:"/\\|?*')


def safe_name(name: str, default: str = "file") -> str:
    """A file's name that is no path and that every system takes: what folders stood before it is cut off, and so are
    letters that some system does not allow. ``default`` is its name where nothing is left."""
    last = unicodedata.normalize("NFC", name.replace("\\", "/").rsplit("/", 1)[-1])
    kept = "".join(char for char in last if char.isprintable() and char not in _NOT_IN_NAMES)
    # a name that ends in a dot, begins with one or is a device's is none on Windows, or hidden elsewhere
    kept = kept.strip(". ").removeprefix("~$")
    suffix = PurePath(kept).suffix[:10]
    room = LONGEST_NAME - len(suffix.encode())
    stem = kept.removesuffix(suffix).encode()[:room].decode(errors="ignore").strip(". ")
    if stem.upper() in _DEVICES:
        stem = f"_{stem}"
    return (stem or default) + suffix


_DEVICES = {"CON", "PRN", "AUX", "NUL", *(f"{port}{n}" for port in ("COM", "LPT") for n in range(1, 10))}


# 1. The plan


def start(root: Path, plan: tuple[str, bytes], offices: tuple[str, bytes] | None = None) -> tuple[YearFolder, Adopted]:
    """Make the folder of a year of a plan workbook (its name and bytes), and of a list of offices if there is one.

    Raises UsageProblem ``desk-started`` where the folder has a master or a plan already, and as ``adopt`` does.
    """
    year = YearFolder(root)
    if root.exists() and not root.is_dir():
        raise UsageProblem("demo-folder-is-file", folder=str(root))
    if year.master.exists() or year.plan:
        raise UsageProblem("desk-started", folder=str(root))
    made = set_plan(year, plan, offices)
    for folder in (year.forms(1), year.returns(1), year.corrections(1), year.consolidated(1).parent):
        folder.mkdir(parents=True, exist_ok=True)
    return year, made


def set_plan(year: YearFolder, plan: tuple[str, bytes], offices: tuple[str, bytes] | None = None) -> Adopted:
    """Adopt a plan workbook (its name and bytes) as the year's master, in place of the one so far.

    The list of offices is the one that is given, else the one in the folder; without any, offices are made up of the
    plan's own words. Raises PlanbookError where the plan has no activity (``desk-no-activity``).
    """
    name, data = safe_name(plan[0], "plan.xlsx"), plan[1]
    listed = offices or _listed(year)
    made = _adopted((name, data), listed)
    files: dict[str, bytes | None] = {f"{PLAN}/{path.name}": None for path in files_in(year.root / PLAN)}
    files[f"{PLAN}/{name}"] = data
    if listed:
        files[f"{PLAN}/{_list_name(listed[0])}"] = listed[1]
    change(year, Step.PLAN, 0, {**files, MASTER: made.data})
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
    change(year, Step.OFFICES, 0, {**files, MASTER: made.data})
    return made


def _adopted(plan: tuple[str, bytes], offices: tuple[str, bytes] | None) -> Adopted:
    made = pipeline.adopt(_named(plan), _named(offices) if offices else None)
    if not made.master.activities:
        worst = next(iter(made.findings), None)
        raise PlanbookError(worst.code, **worst.told) if worst else PlanbookError("desk-no-activity", file=plan[0])
    return made


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
