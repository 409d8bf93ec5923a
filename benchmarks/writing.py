"""Rows on what planbook writes, merges and asks: forms, results in the plan, the sheets of a merge, a whole merge."""

import random
import time
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import duckdb
from frame import Bench, Figure, Memory, Work, cpu, deflate, row
from reading import plan
from tests.laws.full_year import consolidated, region, year

import planbook as pb
from planbook.book.base import Base
from planbook.book.fitted import Fitted
from planbook.book.package import Package, Workbook
from planbook.book.patch import CellValue, patch_sheet
from planbook.book.quick import split_sheet
from planbook.book.workers import run_isolated
from planbook.consolidated.consolidate import build_own_sheets
from planbook.consolidated.facts import write_facts
from planbook.consolidated.sheets import SheetStyles
from planbook.domain import Fact
from planbook.returns.reading import BUDGET
from planbook.simulate.filling import typed_into

# Forms


def _further_form(bench: Bench, activities: int) -> Figure:
    """What a form costs when the first of its set is made. Each is made once, twenty in a round: one takes 0.2 ms."""
    once, rounds = bench.size(20, 5), 7
    forms = iter(pb.generate(plan(activities, 10 + once * (rounds + 1)), quarter=1))
    first = next(forms)[1]

    def make() -> None:
        for _ in range(once):
            next(forms)

    return bench.against(make, deflate([first] * once), rounds=rounds, each=once)


@row("forms", "a further form of a set, 86 activities", unit="D", goal=0.1)
def further_form(bench: Bench) -> Figure:
    return _further_form(bench, 86)


@row("forms", "a further form of a set, 400 activities", unit="D", goal=0.1)
def further_long_form(bench: Bench) -> Figure:
    return _further_form(bench, bench.size(400, 100))


# Results in the plan


@row("merge", "800 result cells set in a sheet of 400 activities", unit="D", goal=2.0)
def results_set(bench: Bench) -> Figure:
    """Beside deflating the sheet, of a plan in the region's layout."""
    data = pb.new_master(pb.export_plan(pb.read_master(region(400, 3)))).data
    activities = pb.read_master(data).activities.values()
    package = Package.open(data)
    name = next(iter(activities)).sheet
    part = next(sheet.part for sheet in Workbook(package).sheets if sheet.name == name)
    xml = package.read(part)
    places = [cell for activity in activities for cell in [*activity.result_cells.values()][:2]]
    cells: dict[str, CellValue] = {cell: f"{number} ครั้ง" for number, cell in enumerate(places)}
    return bench.against(lambda: patch_sheet(xml, cells), deflate([data], lambda member: member == part))


# The sheets of a merge


@row("merge", "the sheet of 150,000 facts", unit="D", goal=2.5, slow=True)
def facts_sheet(bench: Bench) -> Figure:
    data = region(400, 94)
    master = pb.read_master(data)
    facts = year(master)[:150_000]

    def write() -> bytes:
        book = Fitted(Base(data))
        page = book.add_worksheet("ผลรายหน่วยงาน")
        page.sharing = True
        write_facts(page, SheetStyles(book), master, facts)
        page.seal()
        return book.finish()

    return bench.against(write, deflate([write()]), rounds=3)


@cache
def _year(activities: int, offices: int) -> tuple[bytes, list[Fact]]:
    data = region(activities, offices)
    return data, year(pb.read_master(data))


@row("merge", "all sheets of planbook's own, 86 activities of 20 offices in a year", unit="D", goal=4.0)
def own_sheets(bench: Bench) -> Figure:
    data, facts = _year(bench.size(86, 20), 20)
    master = pb.read_master(data)
    outcome = pb.check(replace(master, facts=tuple(facts)), [])

    def write() -> bytes:
        return build_own_sheets(master, outcome.facts, outcome.results, outcome.offices, (), base=Base(data))

    return bench.against(write, deflate([write()]), rounds=3)


@row("merge", "the whole workbook of these: results, sheets, proof, read back", unit="D")
def whole_workbook(bench: Bench) -> Figure:
    data, facts = _year(bench.size(86, 20), 20)
    return bench.against(lambda: consolidated(data, facts), deflate([consolidated(data, facts).data]), rounds=3)


# A whole merge


def many_returns(master: pb.Master, offices: int) -> Iterator[tuple[str, bytes]]:
    """The filled forms of so many offices, a number in every row; no two say the same.

    As offices answer: of a hundred figures 62 are the target of 5, thirty a little more, and eight are less, or many
    times as much. Half of these eight have a reason in their remark; four in a hundred are questioned. A few rows more
    have a remark that nobody asked for.
    """
    rows: dict[str, dict[str, str]] = {}
    for number, (name, form) in enumerate(pb.generate(master, quarter=1)):
        if number == offices:
            return
        if not rows:
            spots = pb.inspect(form).inputs
            sheet = spots[0].sheet
            for spot in spots:
                rows.setdefault(spot.key, {})[spot.field] = spot.cell
        dice, typed = random.Random(number), dict[str, CellValue]()
        for cells in rows.values():
            figure = typed[cells["result"]] = dice.choices((5, 6, 7, 8, 10, 3, 4, 40), (62, 12, 8, 6, 4, 3, 4, 1))[0]
            if dice.random() < (0.04 if 5 <= figure <= 10 else 0.5):
                typed[cells["remark"]] = f"เลื่อนไปจัดไตรมาสหน้า {dice.randint(1, 99)} ราย"
        yield name, typed_into(form, {sheet: typed})


def _merge(bench: Bench, activities: int, offices: int, returns: int) -> Figure:
    """Processor time and memory of the process tree of one merge of the last ``returns``, into a workbook that has
    those of the other offices."""
    master = plan(activities, offices)
    folders = [bench.folder / f"{name}-{activities}-{offices}-{returns}" for name in ("before", "now")]
    for folder in folders:
        folder.mkdir()
    for number, (name, data) in enumerate(many_returns(master, offices)):
        (folders[number >= offices - returns] / name).write_bytes(data)
    if returns < offices:
        master = pb.read_master(pb.merge(master, [folders[0]], workers=2).data)
    with Memory() as memory:
        spent = cpu(lambda: pb.merge(master, [folders[1]], workers=2).data)
    return Figure(ratio=spent, cpu=spent, memory=memory.peak)


@row("merge", "992 returns of 400 activities", unit="s", goal=40, slow=True)
def large_merge(bench: Bench) -> Figure:
    return _merge(bench, 400, 992, 992)


@row("merge", "10 returns into the plan of the other 982", unit="s", slow=True)
def few_into_large(bench: Bench) -> Figure:
    return _merge(bench, 400, 992, 10)


@row("merge", "10 returns into a plan of 200 offices and 86 activities", unit="s", slow=True)
def few_into_many(bench: Bench) -> Figure:
    return _merge(bench, 86, 200, 10)


# Start


@row("start", "a worker, the server that forks it at work", unit="ms", goal=50)
def worker_starts(_: Bench) -> Figure:
    """By the clock."""

    def start() -> float:
        began = time.perf_counter()
        assert [*run_isolated(split_sheet, [b"x"], workers=1, budget=BUDGET)] == [None]
        return (time.perf_counter() - began) * 1000

    start()
    took = sorted(start() for _ in range(9))
    return Figure(ratio=took[4], spread=took[6] - took[2], cpu=took[4] / 1000)


# Asking


@row("asking", "a query of the Parquet dataset in DuckDB", unit="s", goal=1)
def query(bench: Bench) -> Figure:
    data, facts = _year(bench.size(86, 20), 20)
    folder = bench.folder / "dataset"
    for name, part in pb.export_dataset(consolidated(data, facts).data).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(part)
    said = (
        "SELECT quarter, key, sum(number) AS total, count(*) AS offices"
        f" FROM read_parquet('{folder}/**/*.parquet', hive_partitioning = true) GROUP BY ALL ORDER BY ALL"
    )
    took = sorted(cpu(lambda: duckdb.sql(said).fetchall()) for _ in range(5))
    assert duckdb.sql(said).fetchall()
    return Figure(ratio=took[2], spread=took[3] - took[1], cpu=took[2])


# Growth


@row("growth", "the workbook of a merge, by offices", unit="power of n", goal=1.4)
def workbook_grows(bench: Bench) -> Figure:
    def prepare(offices: int) -> Work:
        data, facts = _year(20, offices)
        return lambda: consolidated(data, facts)

    return bench.growth((5, 15, 50) if bench.quick else (10, 30, 100, 300, 1000), prepare)
