"""A second opinion on a consolidated workbook, by a program that shares nothing with planbook.

It reads with openpyxl and reckons with fractions: every printed figure, its offices and its verdict against the
accepted reports, the first page's counts against the figures, every report against its return's cell. What it cannot
judge (texts, mails, other kinds of files, returns not given, a year's sum of quarters met and missed) is unverified.

    python verify.py CONSOLIDATED.xlsx [RETURNS…]    exit code 0: nothing differs, 1: something does, 3: not readable
"""

import re
import sys
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from itertools import groupby, takewhile
from operator import itemgetter
from pathlib import Path
from typing import Any

import openpyxl

Row = dict[str, str]
COUNT = re.compile(r"\((\d+)/(\d+)\)")
SIGNS = {"1": "✓", "0": "✗", "": "○", "-": "–"}
ACTIVITY = re.compile(r"(?!เกณฑ์).*/(?!งบ$)")  # a key that is no measure of a sheet's head and no budget spent
DONE_NOTHING, NOT_STARTED = ("ไม่มีรายการ", "Nothing to report"), ("ยังไม่เริ่ม", "Not started")


@dataclass
class Opinion:
    """How many figures and reports were verified, how many could not be judged, and a line for each that differs."""

    verified: int = 0
    unverified: int = 0
    differ: list[str] = field(default_factory=list)

    def says(self, good: bool | None, line: str) -> None:
        """Count one thing: right, wrong (``line`` says which), or None for not judged."""
        self.verified += good is True
        self.unverified += good is None
        self.differ += [line] if good is False else []


def verify(consolidated: Any, returns: tuple[Path, ...] = ()) -> Opinion:
    """Verify a consolidated workbook (a path or a binary stream). Raises ValueError where it is none."""
    book = openpyxl.load_workbook(consolidated)
    facts, figures, cells = (_table(book, name) for name in ("facts", "published", "cells"))
    if not figures:  # a plan without columns of results has no cells
        raise ValueError("not a consolidated workbook with its figures")
    verdict, printed = Opinion(), _printed(book, cells)
    for figure in (asked := [figure for figure in figures if figure["asked"] != "0"]):
        _figure(figure, facts, printed.get((figure["key"], figure["quarter"]), ""), verdict)
    there = {(figure["key"], figure["quarter"]) for figure in figures if figure["figure"]}
    for (key, quarter), text in ((slot, text) for slot, text in printed.items() if text and slot not in there):
        verdict.says(False, f"{key} Q{quarter}: “{text}” is printed and no figure stands behind it")
    if front := _sheet(book, "front"):
        held = openpyxl.load_workbook(consolidated, data_only=True, read_only=True)[front.title]
        _front(book, [*held.iter_rows(max_col=22, values_only=True)], asked, verdict)
    _reports(facts, returns, verdict)
    return verdict


def _sheet(book: Any, suffix: str) -> Any:
    """The sheet that planbook's defined name points at; None where there is none."""
    name = book.defined_names.get(f"planbook.{suffix}")
    return book[next(name.destinations)[0]] if name is not None else None


def _table(book: Any, suffix: str, needed: str = "quarter") -> list[Row]:
    """A table with a row of keys: each row as texts by key; long texts go on in ``key+2``, ``key+3``…"""
    lines = list(sheet.iter_rows(values_only=True)) if (sheet := _sheet(book, suffix)) else []
    at = next((n for n, line in enumerate(lines[:20]) if "key" in line and needed in line), None)
    rows: list[Row] = []
    for line in lines[at + 1 :] if at is not None else ():
        rows.append({})
        for key, value in zip(lines[at or 0], line, strict=True):
            name = str(key or "").partition("+")[0]
            rows[-1][name] = rows[-1].get(name, "") + _text(value)
    return [row for row in rows if needed != "quarter" or row["quarter"] in ("1", "2", "3", "4")]


def _text(value: Any) -> str:
    return "" if value is None else str(int(value) if isinstance(value, float) and value.is_integer() else value)


def _printed(book: Any, cells: list[Row]) -> dict[tuple[str, str], str]:
    """What the region's sheets print of each figure: its cell, and the one below where the count stands."""
    said: dict[tuple[str, str], str] = {}
    for row in sorted(cells, key=lambda row: row["part"]):  # the figure's own cell first
        sheet, _, cell = row["at"].lstrip("=").rpartition("!")
        name = sheet.strip("'").replace("''", "'")
        if row["ours"] == "1" and name in book.sheetnames and re.fullmatch(r"\$?[A-Z]+\$?\d+", cell):
            slot = row["key"], row["quarter"]
            said[slot] = " ".join(f"{said.get(slot, '')} {_shown(book[name][cell])}".split())
    return said


def _front(book: Any, rows: list[tuple[Any, ...]], asked: list[Row], verdict: Opinion) -> None:
    """The counts that the first page has of the whole plan, each perspective, strategy and initiative."""
    lists = asked, _table(book, "register", "asked")
    asked, register = ([row for row in each if ACTIVITY.match(row["key"])] for each in lists)
    listed = {str(cell.value) for cell in _sheet(book, "status")["A"]}
    activities = [row for row in register if row["key"] in listed]
    head = next((n for n, row in enumerate(rows) if row[2:6] == (*SIGNS.values(),)), len(rows))
    table = list(takewhile(lambda row: SIGNS["1"] not in str(row[0]), rows[head + 1 :]))  # the legend stands below
    sheets, numbers = ({each[name] for each in register} for name in ("sheet", "initiative"))
    clear = not sheets & numbers and {figure["key"] for figure in asked} <= {each["key"] for each in activities}
    stands = {each["key"]: _stands(asked, each["key"]) for each in activities}
    for n, row in enumerate(table):
        name, below = str(row[0]), takewhile(lambda line: str(line[0]) in sheets | numbers, table[n + 1 :])
        named = {name} if name in sheets | numbers else {str(line[0]) for line in below} if n else sheets
        mine = [stands[each["key"]] for each in activities if named & {each["sheet"], each["initiative"]}]
        for at, sign in enumerate([*SIGNS.values()] * 5, start=2):
            found = [each.get(period := (at + 2) // 4) for each in mine]
            judged = clear and "?" not in found and isinstance(row[at], int) and (None not in found or not row[at])
            good = row[at] == found.count(sign) if judged else None
            verdict.says(good, f"first page, {name} Q{period}: {sign} {row[at]}, not {found.count(sign)}")


def _stands(asked: list[Row], key: str) -> dict[int, str]:
    """Where an activity stands in each quarter asked for, and in the year (5): ? where a sum may make up for a miss."""
    mine = {figure["quarter"]: figure for figure in asked if figure["key"] == key}
    found = {int(each): SIGNS[mine[each]["met"] if each in mine else "-"] for each in {row["quarter"] for row in asked}}
    due = [figure for _, figure in sorted(mine.items()) if figure["due"]]
    met = [figure["met"] for figure in due[-1:] if figure["cumulative"] == "1"] or [figure["met"] for figure in due]
    sums = len(met) > 1 and due[-1]["rule"] in ("sum", "ratio", "weighted_mean") and set(met) != {"1"}
    worst = next(each for each in ("0", "", "1", "-") if each in (met or ["-"]))
    return {**found, 5: "?" if sums else SIGNS[worst]}


def _shown(cell: Any) -> str:
    """What a cell says; of a number all its digits, on the scale that its format shows: 92 for 0.92 as percent."""
    if isinstance(value := cell.value, bool) or not isinstance(value, int | float):
        return _text(value)
    pattern = re.sub(r'"[^"]*"|\\.', "", str(cell.number_format).split(";")[0])
    thousands = len((re.findall(r"[0#?](,+)(?![0#?,])", pattern) or [""])[0])
    return f"{Decimal(f'{value:.15g}').scaleb(2 * pattern.count('%') - 3 * thousands).normalize():f}"


def _exact(text: str) -> Fraction | None:
    return Fraction(text) if re.fullmatch(r"-?\d+(\.\d*)?([eE][+-]?\d{1,3})?|-?\d+/[1-9]\d*", text) else None


def _value(fact: Row) -> Fraction | None:
    above, below = _exact(fact["numerator.value"]), _exact(fact["denominator.value"])  # what the parts of a ratio make
    return above / below * 100 if above is not None and below else _exact(fact["result.value"])


def _figure(figure: Row, facts: list[Row], printed: str, verdict: Opinion) -> None:
    key, quarter = figure["key"], int(figure["quarter"])
    due = [code for code in figure["due"].split(";") if code]
    mine = {fact["office"]: fact for fact in facts if fact["key"] == key and fact["quarter"] == str(quarter)}
    mine = {code: fact for code, fact in mine.items() if fact["result"] or fact["status"] in DONE_NOTHING + NOT_STARTED}
    where, kept = f"{key} Q{quarter}: “{printed}”", dict[str, Row]()
    if figure["cumulative"] == "1" and mine:  # of a running total the last figures of those that have none now stand
        before = [fact for fact in facts if fact["key"] == key and int(fact["quarter"]) < quarter]
        last = {row["office"]: row for row in sorted(before, key=itemgetter("quarter")) if _value(row) is not None}
        kept = {office: row for office, row in last.items() if not mine.get(office, {}).get("result")}
    counted = COUNT.search(printed)
    standing = [code for code in due if code in mine and (mine[code]["result"] or mine[code]["status"] in DONE_NOTHING)]
    if counted and (int(counted[1]) != len(standing) or (due and int(counted[2]) != len(due))):
        return verdict.says(False, f"{where}: {len(standing)} of {len(due)} offices stand behind it")
    number = re.search(r"-?[\d,]*\.?\d+", COUNT.sub("", printed))
    exact = _rolled(figure["rule"], {**mine, **kept}, figure)
    if exact is None or number is None or figure["rule"] in ("text", "count"):
        return verdict.says(None if figure["figure"] or not printed else False, f"{where}: no figure stands behind it")
    met = _met(figure, exact, len(standing) == len(due))
    verdict.says(met, f"{where}: the target {figure['target']} says otherwise")
    same = _rounded(exact, Fraction(1, 10 ** len(number[0].partition(".")[2]))) == Fraction(number[0].replace(",", ""))
    return verdict.says(same, f"{where}: the reports make {float(exact):.15g}")


def _rolled(rule: str, reports: dict[str, Row], figure: Row) -> Fraction | None:
    """The region's exact figure of the offices' reports; None where the rule makes none."""
    values = [value for fact in reports.values() if (value := _value(fact)) is not None]
    pairs = [(_exact(fact["numerator.value"]), _exact(fact["denominator.value"])) for fact in reports.values()]
    parts = [(above, below) for above, below in pairs if above is not None and below]
    if not values:
        nil = any(fact["status"] in DONE_NOTHING for fact in reports.values())
        return Fraction(0) if rule == "sum" and nil and not figure["figure"].startswith(DONE_NOTHING) else None
    if rule in ("ratio", "weighted_mean"):  # a share weighted by its own whole is its part
        return sum((a for a, _ in parts), Fraction()) / sum(b for _, b in parts) * 100 if parts else None
    mean, weakest = sum(values, Fraction()) / len(values), max(values) if _less(figure) else min(values)
    made = {"sum": mean * len(values), "mean": mean, "max": max(values), "min": min(values), "all_met": weakest}
    return values[0] if rule == "carry" and len(values) == 1 else made.get(rule)


def _less(figure: Row) -> bool:
    """Whether less is better: the target's own words say so, else the register's."""
    target, less = figure["target"].strip(), ("≤", "<", "ไม่เกิน", "ภายใน", "น้อยกว่า")
    more = ("≥", ">", "ไม่น้อยกว่า", "ไม่ต่ำกว่า", "อย่างน้อย", "มากกว่า")
    return target.startswith(less) or (figure["direction"] == "at_most" and not target.startswith(more))


def _met(figure: Row, exact: Fraction, complete: bool) -> bool | None:
    """Whether the verdict is what a plain target (``1 ครั้ง``, ``≤ 20 วัน``, ``95%``) makes of a complete figure."""
    plain = re.fullmatch(r"(?:[≤≥] ?)?(\d[\d,]*\.?\d*) ?[^\d\s()/]*", figure["target"].strip())
    if plain is None or figure["own_targets"] or not complete or not figure["met"]:
        return None
    target = Fraction(plain[1].replace(",", ""))
    return (exact <= target if _less(figure) else exact >= target) == (figure["met"] == "1")


def _rounded(value: Fraction, unit: Fraction) -> Fraction:
    return int(abs(value) / unit + Fraction(1, 2)) * unit * (-1 if value < 0 else 1)  # half up, away from zero


def _reports(facts: list[Row], returns: tuple[Path, ...], verdict: Opinion) -> None:
    """Every accepted figure against its cell in the plain workbooks; of a name that two files have neither is used."""
    found = [file for path in returns for file in (sorted(path.rglob("*.xlsx")) if path.is_dir() else [path])]
    names = [file.name for file in found]
    files = {file.name: file for file in found if file.suffix.lower() == ".xlsx" and names.count(file.name) == 1}
    for name, rows in groupby(sorted(facts, key=itemgetter("file")), itemgetter("file")):
        try:
            book = openpyxl.load_workbook(files[name], data_only=True) if name in files else None
        except Exception:  # whatever openpyxl makes of an office's file: then nobody says that it is right
            book = None
        for fact in rows:
            where = f"{fact['key']} Q{fact['quarter']} {fact['office']} ({name} {fact['sheet']}!{fact['cell']})"
            good = _same(book[fact["sheet"]][fact["cell"]], fact) if book and fact["sheet"] in book.sheetnames else None
            verdict.says(good, f"{where}: “{fact['result']}” was accepted, the file has something else")


def _same(cell: Any, fact: Row) -> bool | None:
    """Whether a cell holds the figure that was accepted; None where that takes planbook's own eyes."""
    exact, value = _exact(fact["result.value"]), cell.value
    if exact is None and fact["raw"] and " ".join(_text(value).split()) == " ".join(fact["raw"].split()):
        return True
    if exact is None or fact["numerator.value"] or isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return Fraction(Decimal(f"{value:.15g}")) * (100 if "%" in str(cell.number_format) else 1) == exact


def main(arguments: list[str]) -> int:
    """Run on the command line; give the exit code."""
    if not arguments or arguments[0].startswith("-"):
        print("usage: python verify.py CONSOLIDATED.xlsx [RETURNS…]", file=sys.stderr)
        return 2
    try:
        verdict = verify(arguments[0], tuple(map(Path, arguments[1:])))
    except Exception as problem:  # a workbook that openpyxl cannot read has no second opinion
        print(f"cannot verify {arguments[0]}: {problem}", file=sys.stderr)
        return 3
    counts = f"verified {verdict.verified}, unverified {verdict.unverified}, differ {len(verdict.differ)}"
    print(*(f"✗ {line}" for line in verdict.differ), counts, sep="\n")
    return 1 if verdict.differ else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
