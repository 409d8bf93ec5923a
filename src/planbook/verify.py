"""A second opinion on a consolidated workbook, by a program that shares nothing with planbook.

It reads with openpyxl and reckons with fractions, each rule written anew in a line or two:

* every figure printed in the region's sheets against the accepted reports that the workbook holds, and against the
  number of offices that stand behind it;
* every accepted report against the cell of the return it came from, where returns are given and are plain ``.xlsx``.

What it cannot judge (texts, mails, other kinds of files, returns that are not given, a quarter closed without its
files) is counted as unverified, never as right.

    python verify.py CONSOLIDATED.xlsx [RETURNS…]       (also: python -m planbook.verify …)

Exit code 0 where nothing differs, 1 where something does, 3 where the workbook cannot be read.
"""

import re
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl

Row = dict[str, str]
NUMBER = re.compile(r"-?[\d,]*\.?\d+")
COUNT = re.compile(r"\((\d+)/(\d+)\)")
DONE_NOTHING, NOT_STARTED = ("ไม่มีรายการ", "Nothing to report"), ("ยังไม่เริ่ม", "Not started")


@dataclass
class Verdict:
    """How many figures and reports were verified, how many could not be judged, and a line for each that differs."""

    verified: int = 0
    unverified: int = 0
    differ: list[str] = field(default_factory=list)

    def says(self, good: bool | None, line: str) -> None:
        """Count one thing: right, wrong (``line`` says which), or None for not judged."""
        if good is None:
            self.unverified += 1
        elif good:
            self.verified += 1
        else:
            self.differ.append(line)


def verify(consolidated: Any, returns: tuple[Path, ...] = ()) -> Verdict:
    """Verify a consolidated workbook (a path or a binary stream). Raises ValueError where it is none."""
    book = openpyxl.load_workbook(consolidated)
    facts, figures, cells = (_table(book, name) for name in ("facts", "published", "cells"))
    if not figures:  # a plan without columns of results has no cells
        raise ValueError("not a consolidated workbook with its figures")
    verdict = Verdict()
    printed = _printed(book, cells)
    for figure in figures:
        if figure["asked"] != "0":
            _figure(figure, facts, printed.get((figure["key"], figure["quarter"]), ""), verdict)
    for slot, text in printed.items():
        if text and not any((figure["key"], figure["quarter"]) == slot and figure["figure"] for figure in figures):
            verdict.says(False, f"{slot[0]} Q{slot[1]}: “{text}” is printed and no figure stands behind it")
    _reports(facts, {path.name: path for path in _workbooks(returns)}, verdict)
    return verdict


def _sheet(book: Any, suffix: str) -> Any:
    """The sheet that planbook's defined name points at; None where there is none."""
    name = book.defined_names.get(f"planbook.{suffix}")
    return book[next(name.destinations)[0]] if name is not None else None


def _table(book: Any, suffix: str) -> list[Row]:
    """A table with a row of keys: each row as texts by key; long texts go on in ``key+2``, ``key+3``…"""
    sheet = _sheet(book, suffix)
    lines = [] if sheet is None else list(sheet.iter_rows(values_only=True))
    at = next((n for n, line in enumerate(lines[:20]) if "key" in line and "quarter" in line), None)
    rows: list[Row] = []
    for line in lines[at + 1 :] if at is not None else ():
        row: Row = {}
        for key, value in zip(lines[at or 0], line, strict=True):
            name = str(key or "").partition("+")[0]
            row[name] = row.get(name, "") + ("" if value is None else _text(value))
        if row["quarter"] in ("1", "2", "3", "4"):
            rows.append(row)
    return rows


def _text(value: Any) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _printed(book: Any, cells: list[Row]) -> dict[tuple[str, str], str]:
    """What the region's sheets print of each figure: its cell, and the one below where the count stands."""
    said: dict[tuple[str, str], str] = {}
    for row in sorted(cells, key=lambda row: row["part"]):  # the figure's own cell first
        sheet, _, cell = row["at"].lstrip("=").rpartition("!")
        name = sheet.strip("'").replace("''", "'")
        if row["ours"] != "1" or name not in book.sheetnames or not re.fullmatch(r"\$?[A-Z]+\$?\d+", cell):
            continue
        text = " ".join(_shown(book[name][cell]).split())
        slot = (row["key"], row["quarter"])
        said[slot] = f"{said.get(slot, '')} {text}".strip()
    return said


def _shown(cell: Any) -> str:
    """What a cell says; of a number all its digits, on the scale that its format shows: 92 for 0.92 as percent."""
    if isinstance(value := cell.value, bool) or not isinstance(value, int | float):
        return _text(value or "")
    pattern = re.sub(r'"[^"]*"|\\.', "", str(cell.number_format).split(";")[0])
    thousands = len((re.findall(r"[0#?](,+)(?![0#?,])", pattern) or [""])[0])
    return f"{Decimal(f'{value:.15g}').scaleb(2 * pattern.count('%') - 3 * thousands).normalize():f}"


def _exact(text: str) -> Fraction | None:
    try:
        return Fraction(text) if "/" in text else Fraction(Decimal(text))
    except (InvalidOperation, ValueError, ZeroDivisionError):
        return None


def _value(fact: Row) -> Fraction | None:
    """The exact figure of a report: of a ratio what its parts make."""
    above, below = _exact(fact["numerator.value"]), _exact(fact["denominator.value"])
    return above / below * 100 if above is not None and below else _exact(fact["result.value"])


def _figure(figure: Row, facts: list[Row], printed: str, verdict: Verdict) -> None:
    key, quarter = figure["key"], int(figure["quarter"])
    due = [code for code in figure["due"].split(";") if code]
    mine = {fact["office"]: fact for fact in facts if fact["key"] == key and fact["quarter"] == str(quarter)}
    mine = {code: fact for code, fact in mine.items() if fact["result"] or fact["status"] in DONE_NOTHING + NOT_STARTED}
    kept = _kept(facts, key, quarter, mine) if figure["cumulative"] == "1" and mine else {}
    where = f"{key} Q{quarter}: “{printed}”"
    counted = COUNT.search(printed)
    if counted and (figure["due"] and int(counted[2]) != len(due)):
        return verdict.says(False, f"{where}: {len(due)} offices are due")
    standing = [code for code in due if code in mine and (mine[code]["result"] or mine[code]["status"] in DONE_NOTHING)]
    if counted and int(counted[1]) != len(standing):
        return verdict.says(False, f"{where}: {len(standing)} offices stand behind it")
    number = NUMBER.search(COUNT.sub("", printed))
    exact = _rolled(figure["rule"], {**mine, **kept}, figure)
    if exact is None or number is None or figure["rule"] in ("text", "count"):
        return verdict.says(None if figure["figure"] or not printed else False, f"{where}: no figure stands behind it")
    digits = number[0].replace(",", "")
    unit = Fraction(1, 10 ** len(digits.partition(".")[2]))
    return verdict.says(_rounded(exact, unit) == Fraction(digits), f"{where}: the reports make {float(exact):.15g}")


def _kept(facts: list[Row], key: str, quarter: int, mine: dict[str, Row]) -> dict[str, Row]:
    """Of a running total, the last figures of offices that have none this quarter."""
    last: dict[str, Row] = {}
    for fact in sorted(facts, key=lambda fact: fact["quarter"]):
        earlier = fact["key"] == key and int(fact["quarter"]) < quarter and _value(fact) is not None
        if earlier and not mine.get(fact["office"], {}).get("result"):
            last[fact["office"]] = fact
    return last


def _rolled(rule: str, reports: dict[str, Row], figure: Row) -> Fraction | None:
    """The region's exact figure of the offices' reports; None where the rule makes none."""
    values = [value for fact in reports.values() if (value := _value(fact)) is not None]
    parts = [
        (above, below)
        for fact in reports.values()
        if (above := _exact(fact["numerator.value"])) is not None and (below := _exact(fact["denominator.value"]))
    ]
    if not values:
        nil = any(fact["status"] in DONE_NOTHING for fact in reports.values())
        return Fraction(0) if rule == "sum" and nil and not figure["figure"].startswith(DONE_NOTHING) else None
    if rule in ("ratio", "weighted_mean"):  # a share weighted by its own whole is its part
        return sum((a for a, _ in parts), Fraction()) / sum(b for _, b in parts) * 100 if parts else None
    less = figure["target"].strip().startswith(("≤", "<", "ไม่เกิน", "ภายใน", "น้อยกว่า"))
    more = figure["target"].strip().startswith(("≥", ">", "ไม่น้อยกว่า", "ไม่ต่ำกว่า", "อย่างน้อย", "มากกว่า"))
    weakest: Callable[[list[Fraction]], Fraction] = max if less or (not more and figure["direction"] == "≤") else min
    rules: dict[str, Callable[[list[Fraction]], Fraction]] = {
        "sum": lambda found: sum(found, Fraction()),
        "mean": lambda found: sum(found, Fraction()) / len(found),
        "max": max,
        "min": min,
        "all_met": weakest,
    }
    if rule == "carry":
        return values[0] if len(values) == 1 else None
    return rules[rule](values) if rule in rules else None


def _rounded(value: Fraction, unit: Fraction) -> Fraction:
    """Half up, away from zero."""
    steps = int(abs(value) / unit + Fraction(1, 2))
    return (-steps if value < 0 else steps) * unit


def _workbooks(returns: tuple[Path, ...]) -> list[Path]:
    """The plain workbooks among files and folders; of a name that two files have neither is used."""
    files = [file for path in returns for file in (sorted(path.rglob("*.xlsx")) if path.is_dir() else [path])]
    names = [file.name for file in files]
    return [file for file in files if file.suffix.lower() == ".xlsx" and names.count(file.name) == 1]


def _reports(facts: list[Row], files: dict[str, Path], verdict: Verdict) -> None:
    """Every accepted figure against the cell that it came from."""
    by_file: dict[str, list[Row]] = {}
    for fact in facts:
        by_file.setdefault(fact["file"], []).append(fact)
    for name, rows in by_file.items():
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
    if exact is None and fact["raw"] and " ".join(_text(value or "").split()) == " ".join(fact["raw"].split()):
        return True
    if exact is None or fact["numerator.value"] or isinstance(value, bool) or not isinstance(value, int | float):
        return None
    percent = "%" in str(cell.number_format)
    typed = Fraction(Decimal(f"{value:.15g}")) * (100 if percent else 1)
    return typed == exact


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
    for line in verdict.differ:
        print(f"✗ {line}")
    print(f"verified {verdict.verified}, unverified {verdict.unverified}, differ {len(verdict.differ)}")
    return 1 if verdict.differ else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
