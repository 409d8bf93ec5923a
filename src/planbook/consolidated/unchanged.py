"""Detail forms that say what they said: a merge copies them out of the workbook that it starts from, unread.

The hidden table ``planbook.made`` has a row for each detail form, with a digest of all that it was composed of, and the
checksum and size of its part as the merge left it. A form with the same digest, whose part nobody has touched since, is
copied; and nobody can have typed anything on it. A client that saves the workbook writes every part anew, and then all
forms are made anew. The facts and the published figures stand in the table too, for what a form shows is held against
them.
"""

import hashlib
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from planbook.book.grid import read_grids
from planbook.book.owned import owners
from planbook.book.package import Member, Package, Workbook
from planbook.consolidated.kept import add_texts, hidden_columns, hidden_table
from planbook.consolidated.records import exact_records
from planbook.domain import Fact, Key, Master, Result, parent_key
from planbook.layout.own_tables import LONG, MADE, NAMES_PREFIX, PUBLISHED, is_detail

if TYPE_CHECKING:
    from planbook.book.fitted import FittedSheet

MADE_SHEET = f"planbook-{MADE}"
"""What the sheet is called; nobody sees it."""
WRITTEN = 3
"""Counts the ways in which forms have been written: one more whenever the same facts make a form look otherwise."""
_KEYS = ("suffix", "of", "crc", "size", "formulas")
_FIRST = 3
_YES = "1"
_SHOWN = attrgetter(
    "office", "quarter", "result", "raw", "unit", "numerator", "denominator", "progress", "remark", "doubt"
)


@dataclass(frozen=True, slots=True)
class Made:
    """A sheet as a merge left it: the digest of what it was composed of (empty: not told), its part's checksum and
    size, and whether formulas stand on it."""

    of: str
    crc: int
    size: int
    formulas: bool = False


def write_made(sheet: Any, made: Mapping[str, Made]) -> None:
    """Write the table, by suffix, onto an empty worksheet of :class:`planbook.book.write.Book`, which is hidden."""
    table = hidden_table(sheet, _KEYS)
    for row, (suffix, each) in enumerate(made.items(), start=_FIRST):
        texts = {"suffix": suffix, "of": each.of, "crc": str(each.crc), "size": str(each.size)}
        add_texts(table, row, {**texts, "formulas": _YES if each.formulas else ""})


def _read_made(rows: Sequence[Sequence[object]]) -> dict[str, Made]:
    found = {}
    for record in exact_records(rows, hidden_columns(_KEYS), {"suffix", "crc", "size"}):
        crc, size = record.text("crc"), record.text("size")
        if crc.isdecimal() and size.isdecimal():
            made = Made(record.text("of"), int(crc), int(size), record.text("formulas") == _YES)
            found[record.text("suffix")] = made
    return found


def left(page: "FittedSheet", digest: str = "") -> Made:
    """What is to be noted of a sheet, which is sealed."""
    page.seal()
    assert page.sealed is not None
    return Made(digest, *page.sealed[1:], page.has_formulas)


@dataclass(frozen=True)
class Untouched:
    """A sheet that is as the last merge left it: its name, what the merge noted, its part as it is."""

    name: str
    made: Made
    part: Member


def untouched(data: bytes) -> dict[str, Untouched]:
    """The detail forms of a workbook that are as the last merge left them, by suffix.

    None of them where the facts or the published figures are not. Raises BookProblem where the file cannot be read.
    """
    package = Package.open(data)
    owned = owners(Workbook(package), NAMES_PREFIX)
    if MADE not in owned:
        return {}
    (grid,) = read_grids(data, [owned[MADE].name])
    found = {}
    for suffix, made in _read_made(grid.rows).items():
        part = package.member(owned[suffix].part) if suffix in owned else None
        if part and (part.crc, part.size, part.method) == (made.crc, made.size, zipfile.ZIP_DEFLATED):
            found[suffix] = Untouched(owned[suffix].name, made, part)
    if not {LONG[0], PUBLISHED} <= found.keys():
        return {}
    return {suffix: each for suffix, each in found.items() if is_detail(suffix)}


class Digests:
    """Digests of what detail forms are composed of, one an activity. ``place`` is what, beside the master, is the same
    for all of them."""

    def __init__(self, master: Master, *place: object) -> None:
        self._master = master
        initiatives = [(initiative.number, initiative.title) for _, initiative in master.plan.initiatives()]
        office_book = (master.year, master.offices, master.settings, master.plan.summary, initiatives)
        self._same = hashlib.blake2b(repr((WRITTEN, *place, *office_book)).encode("utf-8", "surrogatepass"))
        self._targets: dict[Key, list[object]] = {}
        for line in master.office_targets:
            self._targets.setdefault(line.key, []).append(line)

    def of(self, key: Key, name: str, facts: Iterable[Fact], results: Iterable[Result]) -> str:
        """The digest of an activity's form on the sheet of this name."""
        master, above, at = self._master, [], key
        while at in master.activities:
            activity = master.activities[at]
            above.append((activity, activity.responsible))
            at = parent_key(at) or ""
        decided = (master.decisions[key], self._targets.get(key))
        said = (name, above, decided, [*results], [_SHOWN(fact) for fact in facts])
        digest = self._same.copy()
        digest.update(repr(said).encode("utf-8", "surrogatepass"))
        return digest.hexdigest()[:32]
