"""A region's workbook keeps all that is in it: adopted, sent out, merged twice, every other part is the same bytes.

``python -m tests.laws.fidelity [NAMES…]`` takes every workbook of the public collection beside the repository, where
that folder is there, and every odd package of :mod:`tests.laws.packages`, and asks two validators whether they find
anything that the source did not have. It takes some minutes; :mod:`tests.laws.test_fidelity` does a part of it.
"""

import importlib.util
import json
import subprocess
import sys
import tempfile
from collections.abc import Collection, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from openxml_audit import OpenXmlValidator

import planbook as pb
from planbook.book.owned import owned_sheets
from planbook.book.package import CONTENT_TYPES_PART, Package, Workbook
from planbook.book.parts import rels_name
from tests.conftest import ROOT
from tests.filling import fill
from tests.laws.packages import ODDITIES, odd
from tests.plans import OFFICES, plan

CORPUS = ROOT.parent / "shared" / "corpus"
REFUSED = {"poi__57914.xlsx": "file-strict", "poi__SimpleStrict.xlsx": "file-strict"}
"""Workbooks that planbook does not take, and the code of the sentence that says so."""
PLAN = """
    แผนงานหลักที่ 3 งานบริการ | 1. สำรวจ     | 1 ครั้ง; 1 ครั้ง; -; - | ทุก กฟฟ.
                          | 2. เยี่ยมลูกค้า | 3 ราย; 3 ราย; -; -  | กฟฟ.ชั้น 1-3
                          |               | (100 ราย)
"""
DESPITE = ("rule-carry-offices", "rule-text-figures", "rule-sum-percent", "rule-needs-ratio", "budget-sum")
"""Errors of a plan that do not matter here."""


@dataclass(frozen=True)
class Journey:
    """What became of a region's workbook: the master, and the workbook after each of two merges."""

    source: bytes
    master: bytes
    first: bytes
    second: bytes


def journey(source: bytes) -> Journey:
    """Adopt a workbook, send an office its form for two quarters, and merge what it fills in."""
    master = pb.adopt(source, OFFICES.encode()).data
    first = _merged(master, 1)
    return Journey(source, master, first, _merged(first, 2))


def _merged(master: bytes, quarter: int) -> bytes:
    form = next(data for _, data in pb.generate(master, quarter, offices=["TRG"], despite=DESPITE))
    keys = [cell.key for cell in pb.inspect(form).inputs if cell.key][:1]
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / f"TRG-{quarter}.xlsx").write_bytes(fill(form, {keys[0]: 2}))
        once = pb.merge(master, [folder]).proven()
        again = pb.merge(once, [folder]).proven()
    assert pb.merge(again, []).proven() == again, "merging nothing changes nothing"
    return once


def changed_parts(before: bytes, after: bytes) -> set[str]:
    """The parts of a workbook that are gone from it, or are not the same bytes, but for those that have to change:
    what lists the workbook's parts, sheets, texts and formats, and the sheets that planbook or the plan has."""
    old, new = Package.open(before), Package.open(after)
    book = Workbook(old)
    plans = {strategy.sheet for strategy in pb.read_plan(after).plan.strategies} | set(owned_sheets(before).values())
    may = {CONTENT_TYPES_PART, book.part, rels_name(book.part), *(s.part for s in book.sheets if s.name in plans)}
    may |= {part for kind in ("sharedStrings", "styles", "calcChain") if (part := book.target(kind))}
    may |= {rel.part for rel in old.rels("") if rel.kind == "extended-properties"}
    names = {name.lower(): name for name in new.names}
    lost = {name for name in old.names if name.lower() not in names}
    same = {name for name in old.names if name not in lost and old.read(name) == new.read(names[name.lower()])}
    return set(old.names) - same - {old.find(name) or name for name in may}


def audited(data: bytes) -> set[str]:
    """What the auditor (a validator in Python) finds in a workbook."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "book.xlsx"
        path.write_bytes(data)
        found = {str(error) for error in OpenXmlValidator().validate(str(path)).errors}
    # inline strings are allowed (18.3.1.53), whether there is a list of shared ones or not
    return {error for error in found if "inline-string" not in error}


def validated(data: bytes) -> set[str]:
    """What the validator of the Open XML SDK finds in a workbook: the kind of error, the part, and what it says."""
    modules = ROOT / "tests" / "clients" / "validator" / "node_modules"
    program = modules / "@xarsh" / "ooxml-validator" / "dist" / "src" / "cli.js"
    assert program.exists(), "the proofs need the validator: ./dev proofs installs it"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "book.xlsx"
        path.write_bytes(data)
        done = subprocess.run(
            ["node", str(program), str(path)], capture_output=True, encoding="utf-8", timeout=300, check=False
        )
    assert done.returncode in (0, 1), done.stderr[-2000:]
    errors = json.loads(done.stdout)["errors"]
    return {f"{each.get('errorType')} {_part(each)}: {each.get('description')}" for each in errors}


def _part(error: Mapping[str, object]) -> object:
    path = error.get("path")
    return path.get("partUri") if isinstance(path, dict) else path


def corpus(names: Collection[str] = ()) -> Iterator[tuple[str, bytes]]:
    """Every workbook of the public collection (or those of some names) with a plan in it, by its name; none where the
    folder is not there."""
    if not CORPUS.exists():
        return
    spec = importlib.util.spec_from_file_location("inject", CORPUS / "inject.py")
    assert spec
    assert spec.loader
    inject = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(inject)
    for path in sorted(CORPUS.glob("*.xls[xm]")):
        if not names or path.name in names:
            yield path.name, inject.inject(path.read_bytes())[0]


def problems(name: str, source: bytes, *, validate: bool = True) -> list[str]:
    """What is not as it should be of a workbook's journey; empty where all is."""
    try:
        went = journey(source)
    except pb.PlanbookError as problem:
        wanted = REFUSED.get(name, "")
        return [] if problem.code == wanted else [f"refused: {problem.code}, not {wanted or 'taken'}"]
    if name in REFUSED:
        return [f"taken, not refused: {REFUSED[name]}"]
    found = [f"changed: {part}" for part in sorted(changed_parts(went.source, went.master))]
    found += [f"changed by a merge: {part}" for part in sorted(changed_parts(went.source, went.second))]
    checks = (audited, validated) if validate else (audited,)
    for check in checks:
        found += [f"{check.__name__}: {error}" for error in sorted(_news(check(went.source), check(went.second)))]
    return found


def _news(before: set[str], after: set[str]) -> set[str]:
    """The errors that a workbook has and its source had not; of a source that the validator could not open, whether it
    can be opened now."""
    unopened = any(error.startswith("Exception") for error in before)
    return {error for error in after - before if not unopened or error.startswith("Exception")}


def main(names: list[str]) -> int:
    """Prove all of it, or the workbooks of some names; the number of workbooks that are not as they should be."""
    sources = {oddity: odd(plan(PLAN), [oddity]) for oddity in ODDITIES}
    sources |= dict(corpus(names))
    chosen = {name: source for name, source in sources.items() if not names or name in names}
    wrong = 0
    # a process for each processor: each asks programs of its own
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        for name, found in zip(chosen, pool.map(problems, chosen, chosen.values()), strict=True):
            wrong += bool(found)
            print(f"{'✗' if found else '✓'} {name}", *found, sep="\n    ", flush=True)
    print(f"{len(chosen)} workbooks, {wrong} not as they should be")
    return wrong


if __name__ == "__main__":
    sys.exit(1 if main(sys.argv[1:]) else 0)
