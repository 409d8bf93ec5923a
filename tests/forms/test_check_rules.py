"""The check column is rules: what LibreOffice works out of its formulas is what the rules say of the same rows."""

import random
import subprocess
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.cell import WriteOnlyCell

from planbook.domain import Direction, FormLine, InputKind, LineKind
from planbook.forms.checks import check_of, formula_of, ratio
from planbook.layout.checks import FIELDS, PART, REMARK, RESULT, STATUS, WHOLE, said_by
from planbook.rules import UNUSABLE, Ref, RuleValue

ROWS = 10_000
TARGETS = {
    InputKind.NUMBER: ["4 ครั้ง", "≤ 20 ครั้ง", "= 3 ครั้ง", "> 0 ครั้ง", "< 5 ครั้ง", "-", "รอค่าเป้าหมาย", "0.3 ครั้ง"],
    InputKind.PERCENT: ["20%", "≤ 5%", "100%", "= 30%", "-"],
    InputKind.RATIO: ["20%", "95%", "-"],
    InputKind.TEXT: ["", "รายงาน"],
}
STATUSES = ["เสร็จแล้ว", "อยู่ระหว่างดำเนินการ", "ยังไม่เริ่ม", "ไม่มีรายการ", "ทำแล้ว"]
REMARKS = ["-", "ลูกค้าขอเพิ่ม", " ", "x"]


def line(dice: random.Random) -> FormLine:
    kind = dice.choice([*InputKind])
    return FormLine(
        line=LineKind.ROW,
        kind=kind,
        unit="ครั้ง" if kind is InputKind.NUMBER else "%",
        direction=dice.choice([*Direction]),
        targets={2: dice.choice(TARGETS[kind])},
        earlier={1: dice.choice(["12.5 ครั้ง", "0.3 ครั้ง", "ยังไม่เริ่ม"])},
        due=dice.random() < 0.8,
        cumulative=dice.random() < 0.5,
        nil_remark=dice.random() < 0.5,
        evidence=dice.random() < 0.3,
        over_100=dice.random() < 0.3,
        far_factor=dice.choice([Decimal(3), Decimal(3), Decimal("1.5"), Decimal(20)]),
    )


def typed(dice: random.Random, row: FormLine) -> dict[Ref, tuple[Any, RuleValue]]:
    """The inputs of a row: what is typed, and what it is to a rule."""

    def figure() -> tuple[Any, RuleValue]:
        if dice.random() < 0.15:
            return dice.choice([(None, None), (" ", " "), ("ก", UNUSABLE), ("=NA()", UNUSABLE)])
        drawn = dice.choice([0, 1, 2, 3, 4, 5, 9, 12.5, 20, 21, 60, -1, 0.3, 0.9, 0.95, 1.2])
        shown = "=0.1+0.2" if drawn == 0.3 else drawn
        return shown, Decimal(str(drawn))

    words = {
        STATUS: dice.choice([None, *STATUSES]),
        REMARK: dice.choice([None, *REMARKS]),
    }
    found: dict[Ref, tuple[Any, RuleValue]] = {ref: (text, text) for ref, text in words.items()}
    if row.kind is InputKind.RATIO:
        found |= {PART: figure(), WHOLE: figure()}
        part, whole = found[PART][1], found[WHOLE][1]
        both = isinstance(part, Decimal) and isinstance(whole, Decimal)
        found[RESULT] = (None, ratio(str(part), str(whole)) if both else None)
    elif row.kind is InputKind.TEXT:
        text = dice.choice([None, "  ", "ส่งแล้ว", 7, "ไม่มี", "-", " None", "*"])
        found[RESULT] = (text, Decimal(7) if text == 7 else text)
    else:
        found[RESULT] = figure()
    return found


@pytest.mark.proof
def test_form_and_rules_say_the_same_of_random_rows(tmp_path: Path) -> None:
    dice = random.Random(12)
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    expected = []
    for number in range(1, ROWS + 1):
        row, cells = line(dice), {str(field): f"{'ABCDE'[at]}{number}" for at, field in enumerate(FIELDS)}
        inputs = typed(dice, row)
        check = check_of(row, 2, cells, "th")
        expected.append(check.text(said_by(check.rules, {ref: value for ref, (_, value) in inputs.items()})))
        shown = [WriteOnlyCell(sheet, inputs[ref][0] if ref in inputs else None) for ref in FIELDS.values()]
        if row.kind is InputKind.RATIO:
            shown[0] = WriteOnlyCell(
                sheet, f'=IF(COUNT(B{number}:C{number})=2,IF(C{number}>0,B{number}/C{number},""),"")'
            )
        if row.kind is InputKind.PERCENT:
            shown[0].number_format = "0%"
        sheet.append([*shown, f"={formula_of(check)}"])
    book.save(tmp_path / "checks.xlsx")
    command = ["soffice", "--headless", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"]
    command += ["--convert-to", "xlsx", "--outdir", str(tmp_path / "out"), str(tmp_path / "checks.xlsx")]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    seen = openpyxl.load_workbook(tmp_path / "out" / "checks.xlsx", data_only=True).worksheets[0]
    rows = list(seen.iter_rows(values_only=True))
    assert [(row, says) for row, says in zip(rows, expected, strict=True) if row[5] != says] == []
    assert len(set(expected)) >= 15, "nearly all that the column can say was said"
