"""One rule, two engines: what planbook says of a row and what a spreadsheet works out of the rule's formula.

Random rules over random rows, with all that is pasted into cells: LibreOffice reckons them in one workbook.
"""

import csv
import random
import subprocess
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from planbook.rules import (
    UNUSABLE,
    Name,
    Ref,
    RuleRow,
    RuleValue,
    Sort,
    bound,
    parse_rule,
    refs,
    truth_of,
)
from planbook.rules.formula import fails, holds
from planbook.words import text

ROWS = 10_000
WRITTEN = [
    "ผล >= เป้าหมาย",
    "ผล + [8/1/01] = [8/1/02]",
    "AND(ผล<=เป้าหมาย, [8/1/01]<>0)",
    "OR(ผล>90%*เป้าหมาย, NOT([8/1/01]<[8/1/02]))",
    "IF([8/1/01]>0, ผล/[8/1/01]<=100%, ผล=0)",
    "SUM(ผล,[8/1/01],[8/1/02]) <= 3*เป้าหมาย",
    "MAX(ผล,[8/1/01])-MIN(ผล,[8/1/01])<=0.3",
    "ABS(ผล-ไตรมาสก่อน)<=0.1",
    "ไตรมาสก่อน = ROUND(ผล*0.3,1)",
    "ROUND(ผล/ตัวหาร,2)>=0.5",
    "ตัวตั้ง/ตัวหาร = ผล",
    "ตัวตั้ง/ตัวหาร/ผล > 1",
    "ตัวตั้ง/(ตัวหาร/ผล) > 1",
    "IF(ISBLANK(ผล),0,ผล)+IF(ISNUMBER(ไตรมาสก่อน),ไตรมาสก่อน,0) < เป้าหมาย",
    'AND(ISBLANK(ผล),สถานะ="ไม่มีรายการ",ISBLANK(หมายเหตุ))',
    'OR(สถานะ<>"Done",หมายเหตุ="done")',
    "สถานะ=หมายเหตุ",
    "IF(ผล>เป้าหมาย,ISBLANK(หมายเหตุ),NOT(ISBLANK(หมายเหตุ)))",
    "-(ผล-เป้าหมาย)*2 > -5%",
    "ผล-(เป้าหมาย-ไตรมาสก่อน)=ผล-เป้าหมาย+ไตรมาสก่อน",
    "0.1+0.2=0.3",
    "AND(ผล<เป้าหมาย,LEN(หมายเหตุ)<2)",
    'AND(สถานะ<>"Done",สถานะ<>"ยังไม่เริ่ม",ผล>0.3,ผล<=12.5)',
    "LEN(สถานะ)+ผล>=7",
    "ผล/0>1",
]
NUMBERS = [*(f"[8/1/0{n}]" for n in (1, 2)), "ผล", "เป้าหมาย", "ตัวตั้ง", "ตัวหาร", "ไตรมาสก่อน"]
TEXTS = ["สถานะ", "หมายเหตุ"]
COLUMNS = [refs(parse_rule(f"{name}=1"))[0] for name in NUMBERS] + [Ref(Name.STATUS), Ref(Name.REMARK)]
SAID = ["ไม่มีรายการ", "ยังไม่เริ่ม", "Done", "done ", "-", "(a", ' "ก" ']


def number(dice: random.Random, depth: int) -> str:
    """A number in the language."""
    kind = dice.random()
    if depth <= 0 or kind < 0.35:
        drawn = dice.choice(["0", "1", "5%", "0.3", "12.5", "100", "1000000.01"])
        return dice.choice(NUMBERS) if dice.random() < 0.8 else drawn
    if kind < 0.75:
        return f"({number(dice, depth - 1)}{dice.choice('+-*/')}{number(dice, depth - 1)})"
    if kind < 0.9:
        given = ",".join(number(dice, depth - 2) for _ in range(dice.randint(1, 3)))
        return f"{dice.choice(['SUM', 'MIN', 'MAX'])}({given})"
    if kind < 0.91:
        return f"LEN({dice.choice(TEXTS)})"
    if kind < 0.96:
        return f"{dice.choice(['ABS(', '(-'])}{number(dice, depth - 1)})"
    return f"IF({truth(dice, depth - 2)},{number(dice, depth - 2)},{number(dice, depth - 2)})"


def truth(dice: random.Random, depth: int) -> str:
    """A condition in the language."""
    kind = dice.random()
    if depth <= 0 or kind < 0.5:
        if dice.random() < 0.2:
            said = dice.choice(SAID).replace('"', '""')
            return f'{dice.choice(TEXTS)}{dice.choice(["=", "<>"])}"{said}"'
        if dice.random() < 0.15:
            return f"{dice.choice(['ISBLANK', 'ISNUMBER'])}({dice.choice([*NUMBERS, *TEXTS])})"
        return f"{number(dice, depth)}{dice.choice(['=', '<>', '<', '<=', '>', '>='])}{number(dice, depth)}"
    if kind < 0.85:
        given = ",".join(truth(dice, depth - 1) for _ in range(dice.randint(1, 3)))
        return f"{dice.choice(['AND', 'OR'])}({given})"
    if kind < 0.92:
        return f"NOT({truth(dice, depth - 1)})"
    return f"IF({truth(dice, depth - 1)},{truth(dice, depth - 1)},{truth(dice, depth - 1)})"


def figure(dice: random.Random) -> Decimal:
    """A figure as offices type them, now and then a large one with satang."""
    kind = dice.random()
    if kind < 0.5:
        return Decimal(dice.choice([0, 1, 2, 3, 5, 10]))
    if kind < 0.85:
        return Decimal(dice.randint(-60, 60)) / 10
    if kind < 0.95:
        return Decimal(dice.randint(0, 10_000)) / 10_000
    return Decimal(dice.randint(0, 10**9)) / 100


@dataclass(frozen=True)
class Typed:
    """What stands in a cell, and what it is to a rule."""

    shown: Any
    value: RuleValue


def typed(dice: random.Random, ref: Ref) -> Typed:
    """A cell: a figure or a text as a rule, else blank, spaces, or what cannot be used."""
    kind = dice.random()
    if kind < 0.1:
        return Typed(None, None)
    if kind < 0.12:
        return Typed("  ", "  ")
    if kind < 0.14:
        return Typed("=NA()", UNUSABLE)
    if ref.sort is Sort.TEXT:
        said = dice.choice(SAID)
        return Typed(7, Decimal(7)) if kind < 0.17 else Typed(said, said)
    if kind < 0.17:
        return Typed(*dice.choice([("1 ครั้ง", UNUSABLE), ("12", UNUSABLE)]))
    drawn = figure(dice)
    return Typed(float(drawn), drawn)


def drawn_rules(dice: random.Random, count: int) -> list[str]:
    """Random rules that the language takes, beside the written ones."""
    found = list(WRITTEN)
    while len(found) < count:
        rule = truth(dice, 4)
        if len(rule) <= 400:
            found.append(rule)
    return found


@pytest.mark.parametrize("language", ["th", "en"])
def test_every_name_is_spelled_in_every_language(language: str) -> None:
    for name in Name:
        said = text(f"condition.name.{name.value}", language)  # type: ignore[arg-type]
        assert refs(parse_rule(f"ISBLANK({said})")) == (Ref(name),)


@pytest.mark.proof
def test_a_spreadsheet_and_planbook_say_the_same_of_ten_thousand_rows(tmp_path: Path) -> None:
    dice = random.Random(2562)
    rules = [parse_rule(rule) for rule in drawn_rules(dice, 600)]
    lines: list[tuple[Any, list[Typed]]] = []
    # openpyxl leaves the values of formulas out, so that LibreOffice has to work out every one
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for line in range(ROWS):
        rule = rules[line % len(rules)]
        cells = {ref: f"{chr(65 + at)}{line + 1}" for at, ref in enumerate(COLUMNS)}
        row = [typed(dice, ref) for ref in COLUMNS]
        values = {ref: cell.value for ref, cell in zip(COLUMNS, row, strict=True)}
        if line % 3 == 0:  # a rule as a form has it: what is known when it is sent stands in it as a constant
            target = values[COLUMNS[3]]
            rule = bound(rule, {COLUMNS[3]: target if isinstance(target, Decimal) else None})
        lines.append((rule, row))
        says = [f"=IF({holds(rule, cells)},1,0)", f"=IF({fails(rule, cells)},1,0)"]
        sheet.append([*(cell.shown for cell in row), *says])
    book.save(tmp_path / "rows.xlsx")
    filter_options = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false"
    command = ["soffice", "--headless", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"]
    command += ["--convert-to", filter_options, "--outdir", str(tmp_path), str(tmp_path / "rows.xlsx")]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    with (tmp_path / "rows.csv").open(encoding="utf-8", newline="") as opened:
        reckoned = [tuple(line[-2:]) for line in csv.reader(opened)]
    said = {True: ("1", "0"), False: ("0", "1"), None: ("0", "0")}
    differ, counts = [], dict.fromkeys(said, 0)
    for (rule, row), there in zip(lines, reckoned, strict=True):
        here = truth_of(rule, RuleRow(dict(zip(COLUMNS, (cell.value for cell in row), strict=True))))
        counts[here] += 1
        if said[here] != there:
            differ.append((rule, [cell.shown for cell in row], here, there))
    assert differ == []
    assert min(counts.values()) > ROWS // 10, counts
