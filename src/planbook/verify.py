"""A second opinion on a consolidated workbook, by a program that shares nothing with planbook.

Every printed figure, its offices and its verdict against the accepted reports, the first page's counts and budgets,
every report against its return's cell. What it cannot judge (texts, mails, files not given) is unverified.
``python verify.py CONSOLIDATED.xlsx [RETURNS…]`` ends with 0 where nothing differs, 1 where something does.
"""

import re
import sys
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import groupby, takewhile
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl

Row = dict[str, str]
Said = tuple[bool | None, str]  # a thing judged: right, wrong (the text says which), None for not judged
Answers = dict[str, list[Row]]  # what offices answered, by the activity's key and in order of quarters
COUNT, SPENT, SUMS = re.compile(r"\((\d+)/(\d+)\)"), "งบ", ("sum", "ratio", "weighted_mean")
SIGNS = {"1": "✓", "0": "✗", "": "○", "-": "–"}
ACTIVITY = re.compile(rf"(?!เกณฑ์).*/(?!{SPENT}$)")  # a key that is no measure of a sheet's head and no budget spent
TARGET = re.compile(r"(?:[≤≥] ?)?(\d[\d,]*\.?\d*) ?([^\d\s()/]*)")  # 1 ครั้ง, ≤ 20 วัน, 95%
LESS = re.compile("(≤|<|ไม่เกิน|ภายใน|น้อยกว่า)|≥|>|ไม่น้อยกว่า|ไม่ต่ำกว่า|อย่างน้อย|มากกว่า")
DONE_NOTHING = ("ไม่มีรายการ", "Nothing to report")  # stands behind a figure, where "not started" does not


class Opinion(NamedTuple):
    """How many figures and reports were verified, how many could not be judged, and a line for each that differs."""

    verified: int
    unverified: int
    differ: list[str]


def verify(consolidated: Any, returns: tuple[Path, ...] = ()) -> Opinion:
    """Verify a consolidated workbook (a path or a binary stream). Raises ValueError where it is none."""
    book = openpyxl.load_workbook(consolidated)
    facts, figures, cells = (_table(book, name) for name in ("facts", "published", "cells"))
    if not figures:  # a plan without columns of results has no cells
        raise ValueError("not a consolidated workbook with its figures")
    printed, asked = _printed(book, cells), [figure for figure in figures if figure["asked"] != "0"]
    spoke = [fact for fact in facts if fact["result"] or fact["status"] in DONE_NOTHING]
    answers = {key: [*mine] for key, mine in groupby(spoke, itemgetter("key"))}
    said = [*_reports(facts, returns), *(each for figure in asked for each in _figure(figure, answers, printed))]
    gone = printed.keys() - {(figure["key"], figure["quarter"]) for figure in figures if figure["figure"]}
    said += [(False, f"{key} Q{quarter}: “{printed[key, quarter]}” has no figure behind it") for key, quarter in gone]
    if front := _sheet(book, "front"):
        held = openpyxl.load_workbook(consolidated, data_only=True, read_only=True)[front.title]
        said += _front(book, [*held.iter_rows(max_col=22, values_only=True)], asked, answers)
    good = [each for each, _ in said]
    return Opinion(good.count(True), good.count(None), [line for each, line in said if each is False])


def _sheet(book: Any, suffix: str) -> Any:  # that planbook's defined name points at; None where there is none
    name = book.defined_names.get(f"planbook.{suffix}")
    return book[next(name.destinations)[0]] if name is not None else None


def _table(book: Any, suffix: str, needed: str = "quarter") -> list[Row]:  # long texts go on in key+2, key+3…
    lines = list(sheet.iter_rows(values_only=True)) if (sheet := _sheet(book, suffix)) else []
    at = next((n for n, line in enumerate(lines[:20]) if "key" in line and needed in line), None)
    rows: list[Row] = []
    for line in lines[at + 1 :] if at is not None else ():
        rows.append({})
        for name, value in zip((str(key or "").partition("+")[0] for key in lines[at or 0]), line, strict=True):
            rows[-1][name] = rows[-1].get(name, "") + _text(value)
    rows.sort(key=lambda row: (row["key"], row.get("quarter")))
    return [row for row in rows if row.get("quarter", "1") in ("1", "2", "3", "4")]


def _text(value: Any) -> str:
    return "" if value is None else str(int(value) if isinstance(value, float) and value.is_integer() else value)


def _printed(book: Any, cells: list[Row]) -> dict[tuple[str, str], str]:  # the region's sheets, by key and quarter
    said: dict[tuple[str, str], str] = {}
    for row in sorted(cells, key=itemgetter("part")):  # the figure's own cell, then the one below with (n/m)
        sheet, _, cell = row["at"].lstrip("=").replace("''", "'").rpartition("!")
        name, slot = re.sub("^'|'$", "", sheet), (row["key"], row["quarter"])
        if row["ours"] == "1" and name in book.sheetnames and re.fullmatch(r"\$?[A-Z]+\$?\d+", cell):
            said[slot] = " ".join(f"{said.get(slot, '')} {_shown(book[name][cell])}".split())
    return {slot: text for slot, text in said.items() if text}


def _front(book: Any, rows: list[tuple[Any, ...]], asked: list[Row], answers: Answers) -> Iterator[Said]:
    budgets = [[*mine] for key, mine in groupby(asked, itemgetter("key")) if key.endswith(f"/{SPENT}")]
    planned, spent = [_bound(each[-1], sure=True)[1] for each in budgets], [_year(each, answers) for each in budgets]
    most, whole = (sum((each or 0 for each in values), Fraction()) for values in (planned, spent))
    made = most, whole, SIGNS["0" if whole > most else "" if None in spent else "1"]
    for row in (row for row in rows if row[0] == SPENT):
        said = *(_exact(re.sub(r"[^\d.]", "", str(row[at] or "0"))) for at in (5, 9)), row[14]
        good = said == made if budgets and None not in planned else None
        yield good, f"first page, spent: {row[9]} of {row[5]} {row[14]}, not {float(whole)} of {float(most)}"
    lists = asked, _table(book, "register", "asked")
    asked, register = ([row for row in each if ACTIVITY.match(row["key"])] for each in lists)
    listed = {str(cell.value) for cell in _sheet(book, "status")["A"]}
    activities = [row for row in register if row["key"] in listed]
    head = next((n for n, row in enumerate(rows) if row[2:6] == (*SIGNS.values(),)), len(rows))
    table = list(takewhile(lambda row: SIGNS["1"] not in str(row[0]), rows[head + 1 :]))  # the legend stands below
    sheets, numbers = ({each[name] for each in register} for name in ("sheet", "initiative"))
    clear = not sheets & numbers and {figure["key"] for figure in asked} <= {each["key"] for each in activities}
    stands = {each["key"]: _stands(asked, each["key"], answers) for each in activities}
    for n, row in enumerate(table):
        name, below = str(row[0]), takewhile(lambda line: str(line[0]) in sheets | numbers, table[n + 1 :])
        named = {name} if name in sheets | numbers else {str(line[0]) for line in below} if n else sheets
        mine = [stands[each["key"]] for each in activities if named & {each["sheet"], each["initiative"]}]
        for at, sign in enumerate([*SIGNS.values()] * 5, start=2):
            found = [each.get(period := (at + 2) // 4) for each in mine]
            judged = clear and "?" not in found and isinstance(row[at], int) and (None not in found or not row[at])
            good = row[at] == found.count(sign) if judged else None
            yield good, f"first page, {name} Q{period}: {sign} {row[at]}, not {found.count(sign)}"


def _stands(asked: list[Row], key: str, answers: Answers) -> dict[int, str]:  # by quarter, 5 is the year; ? unknown
    mine = {each["quarter"]: each for each in asked if each["key"] == key and (each["due"] or each["met"])}
    found = {int(each): SIGNS[mine[each]["met"] if each in mine else "-"] for each in {row["quarter"] for row in asked}}
    due = [figure for _, figure in sorted(mine.items()) if figure["due"]]
    met = [figure["met"] for figure in due[-1:] if figure["cumulative"] == "1"] or [figure["met"] for figure in due]
    worst = SIGNS[next(each for each in ("0", "", "1", "-") if each in (met or ["-"]))]
    sums = len(met) > 1 and {*met} != {"1"} and due[-1]["rule"] in SUMS
    return {**found, 5: _made_up(due, answers, worst) if sums else worst}


def _made_up(due: list[Row], answers: Answers, worst: str) -> str:  # a year whose quarters may make up for each other
    added, value, bounds = due[0]["rule"] == "sum", _year(due, answers), [_bound(figure, sure=True) for figure in due]
    targets, less = [target for _, target in bounds if target is not None], {less for less, _ in bounds}
    if value is None or len(targets) < len(due) or len(less) > 1:
        return "?"
    if not added and len({*targets}) > 1:
        return worst  # the year has no target of its own
    bound = sum(targets) if added else targets[0]
    met = value <= bound if True in less else value >= bound
    complete = all({*figure["due"].split(";")} <= _behind(figure, answers)[0].keys() for figure in due)
    return SIGNS[str(int(met)) if complete or (added and met is (False in less)) else ""]  # a sum can only grow


def _year(figures: list[Row], answers: Answers) -> Fraction | None:  # the last of a running total, or all rolled up
    behind, reports = [(each, *_behind(each, answers)) for each in figures], answers.get(figures[-1]["key"], [])
    if figures[-1]["cumulative"] == "1":
        return next((_rolled(each, [*{**now, **kept}.values()]) for each, now, kept in reversed(behind) if now), None)
    odd = figures[-1]["rule"] not in SUMS or any(fact["result"] and _value(fact) is None for fact in reports)
    return None if odd else _rolled(figures[-1], reports)


def _shown(cell: Any) -> str:  # of a number all its digits, on the scale that its format shows: 92 for 0.92 as percent
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


def _behind(figure: Row, answers: Answers) -> tuple[dict[str, Row], dict[str, Row]]:  # a quarter's; and what is kept
    mine, quarter, runs = answers.get(figure["key"], []), figure["quarter"], figure["cumulative"] == "1"
    now = {fact["office"]: fact for fact in mine if fact["quarter"] == quarter}
    last = {fact["office"]: fact for fact in mine if runs and fact["quarter"] < quarter and _value(fact) is not None}
    return now, {office: fact for office, fact in last.items() if not now.get(office, {}).get("result")}


def _figure(figure: Row, answers: Answers, printed: dict[tuple[str, str], str]) -> Iterator[Said]:
    said, due = printed.get((figure["key"], figure["quarter"]), ""), re.findall("[^;]+", figure["due"])
    where, (mine, kept) = f"{figure['key']} Q{figure['quarter']}: “{said}”", _behind(figure, answers)
    standing = [code for code in due if code in mine]
    number, exact = re.search(r"-?[\d,]*\.?\d+", COUNT.sub("", said)), _rolled(figure, [*{**mine, **kept}.values()])
    counted, (less, target) = COUNT.search(said), _bound(figure)
    if counted and (int(counted[1]) != len(standing) or (due and int(counted[2]) != len(due))):
        yield False, f"{where}: {len(standing)} of {len(due)} offices stand behind it"
    elif exact is None or number is None or figure["rule"] in ("text", "count"):
        yield None if figure["figure"] or not said else False, f"{where}: no figure stands behind it"
    else:
        sure = target is not None and len(standing) == len(due) and figure["met"] and not figure["own_targets"]
        met = ("1" if exact == target or (exact < (target or 0)) is less else "0") == figure["met"]
        yield met if sure else None, f"{where}: the target {figure['target']} says otherwise"
        unit, shown = Fraction(1, 10 ** len(number[0].partition(".")[2])), Fraction(number[0].replace(",", ""))
        same = int(abs(exact) / unit + Fraction(1, 2)) * unit == abs(shown) and exact * shown >= 0  # rounded half up
        yield same, f"{where}: the reports make {float(exact):.15g}"


def _rolled(figure: Row, reports: list[Row]) -> Fraction | None:  # the exact figure; None where the rule makes none
    rule, values = figure["rule"], [value for fact in reports if (value := _value(fact)) is not None]
    parts = [(part, _exact(fact["denominator.value"]) or 0) for fact in reports if (part := _value(fact)) is not None]
    if not values:
        return Fraction(0) if rule == "sum" and any(fact["status"] in DONE_NOTHING for fact in reports) else None
    if rule in ("ratio", "weighted_mean"):  # a share weighted by its own whole is its part
        return sum((a * b for a, b in parts), Fraction()) / whole if (whole := sum(b for _, b in parts)) else None
    mean, weakest = sum(values, Fraction()) / len(values), max(values) if _bound(figure)[0] else min(values)
    made = {"sum": mean * len(values), "mean": mean, "max": max(values), "min": min(values), "all_met": weakest}
    return values[0] if rule == "carry" and len(values) == 1 else made.get(rule)


def _bound(figure: Row, *, sure: bool = False) -> tuple[bool, Fraction | None]:  # is less better; the target's figure
    said, plain = LESS.match(text := figure["target"].strip()), TARGET.fullmatch(text)
    units = ("%",) if figure.get("kind") in ("ratio", "percent") else ("", figure.get("unit"))
    target = Fraction(plain[1].replace(",", "")) if plain and (not sure or plain[2] in units) else None
    return bool(said[1]) if said else figure["direction"] == "at_most", target


def _reports(facts: list[Row], returns: tuple[Path, ...]) -> Iterator[Said]:
    found = [file for path in returns for file in (sorted(path.rglob("*.xlsx")) if path.is_dir() else [path])]
    files = {file.name: file for file in found if [each.name for each in found].count(file.name) == 1}
    for name, rows in groupby(sorted(facts, key=itemgetter("file")), itemgetter("file")):
        try:
            book = openpyxl.load_workbook(files[name], data_only=True) if name in files else None
        except Exception:  # whatever openpyxl makes of an office's file: then nobody says that it is right
            book = None
        for fact in rows:
            where = f"{fact['key']} Q{fact['quarter']} {fact['office']} ({name} {fact['sheet']}!{fact['cell']})"
            good = _same(book[fact["sheet"]][fact["cell"]], fact) if book and fact["sheet"] in book.sheetnames else None
            yield good, f"{where}: “{fact['result']}” was accepted, the file has something else"


def _same(cell: Any, fact: Row) -> bool | None:  # None where it takes planbook's own eyes
    exact, value = _exact(fact["result.value"]), cell.value
    if exact is None:
        return (" ".join(_text(value).split()) == " ".join(fact["raw"].split()) != "") or None
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
