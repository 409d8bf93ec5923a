import io
import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openxml_audit import OpenXmlValidator

from planbook.book.cells import defined_name, sheet_name
from planbook.consolidated.consolidate import build_own_sheets
from planbook.domain import Fact, Finding, Master, OfficeStatus, Progress, Result, ReturnState, Rule
from planbook.domain.report import Change

from ..plans import shown

MakeFact = Callable[..., Fact]


@pytest.fixture
def full(master: Master, fact: MakeFact) -> bytes:
    """Own sheets with something on every sheet, awkward texts included."""
    facts = [
        fact("8/1/01", "TRG", 1, 6, raw="๖ ราย", unit="ราย", file="=ตรัง.xlsx", sheet="รายงานผล", cell="G9"),
        fact("8/1/02", "KBI", 1, 95, unit="%", numerator=Decimal(19), denominator=Decimal(20)),
        fact("8/2", "PKT", 1, "<r><bad></r>", remark="<r>&</r>"),
        fact("8/2", "TRG", 1, None, progress=Progress.NOTHING),
    ]
    results = [
        Result(
            key="8/1/01",
            quarter=1,
            value=Decimal(6),
            unit="ราย",
            rule=Rule.SUM,
            offices_reported=1,
            offices_expected=4,
            met=False,
            shown=shown("6 ราย"),
        )
    ]
    statuses = [OfficeStatus(office="TRG", name="กฟจ.ตรัง", quarter=1, state=ReturnState.PARTIAL, asked=3, answered=2)]
    return build_own_sheets(master, facts, results, statuses, [Finding.of("facts-row-unreadable", cell="A3")], [CHANGE])


CHANGE = Change(key="8/1/01", office="TRG", quarter=1, old=Decimal(5), new=Decimal(6), unit="ราย", cause="ส่งไฟล์แก้ไข")


def names(data: bytes) -> dict[str, str]:
    book = openpyxl.load_workbook(io.BytesIO(data))
    return {name: defined.attr_text for name, defined in book.defined_names.items()}


def test_every_sheet_says_by_a_name_that_it_is_planbooks(full: bytes) -> None:
    book = openpyxl.load_workbook(io.BytesIO(full))
    seen = [page.title for page in book if page.sheet_state == "visible"]
    assert seen == ["สรุปผู้บริหาร", "สถานะ", "ผลรายหน่วยงาน", "ประวัติ", "สารบัญรายละเอียดแนบ", "8-1-01", "8-1-02", "8-2"]
    assert set(book.sheetnames) - set(seen) == {
        "planbook-cells",
        "planbook-filed",
        "planbook-firsts",
        "planbook-published",
    }
    assert names(full) == {
        "planbook.front": "'สรุปผู้บริหาร'!$A$1",
        "planbook.details": "'สารบัญรายละเอียดแนบ'!$A$1",
        "planbook.status": "'สถานะ'!$A$1",
        "planbook.facts": "'ผลรายหน่วยงาน'!$A$1",
        "planbook.history": "'ประวัติ'!$A$1",
        "planbook.detail.8_1_01": "'8-1-01'!$A$1",
        "planbook.detail.8_1_02": "'8-1-02'!$A$1",
        "planbook.detail.8_2": "'8-2'!$A$1",
        "planbook.cells": "'planbook-cells'!$A$1",
        "planbook.filed": "'planbook-filed'!$A$1",
        "planbook.firsts": "'planbook-firsts'!$A$1",
        "planbook.published": "'planbook-published'!$A$1",
    }


def test_history_is_there_only_where_figures_changed(master: Master) -> None:
    assert "planbook.history" not in names(build_own_sheets(master, [], [], [], []))


def test_the_regions_own_sheets_keep_their_names(master: Master) -> None:
    found = names(build_own_sheets(master, [], [], [], [], taken_names=["สถานะ", "8-2"]))
    assert (found["planbook.status"], found["planbook.detail.8_2"]) == ("'สถานะ~2'!$A$1", "'8-2~2'!$A$1")


def test_a_plan_of_nothing_still_has_its_status_and_facts(master: Master) -> None:
    bare = replace(master, decisions={})
    made = names(build_own_sheets(bare, [], [], [], []))
    assert list(made) == [
        f"planbook.{name}" for name in ("cells", "details", "facts", "filed", "firsts", "front", "published", "status")
    ]


def test_the_same_input_makes_the_same_bytes_whatever_the_order_of_facts(master: Master, fact: MakeFact) -> None:
    facts = [fact("8/1/01", office, quarter, 6) for office in ("TRG", "KBI") for quarter in (1, 2)]
    assert build_own_sheets(master, facts, [], [], []) == build_own_sheets(master, facts[::-1], [], [], [])


def test_validators_find_no_fault(full: bytes, tmp_path: Path) -> None:
    file = tmp_path / "own_sheets.xlsx"
    file.write_bytes(full)
    assert [str(error) for error in OpenXmlValidator().validate(file).errors] == []


def test_texts_that_look_like_formulas_or_xml_stay_texts(full: bytes) -> None:
    book = openpyxl.load_workbook(io.BytesIO(full))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "f"}
    formulas = [cell.value for cell in cells if cell.data_type == "f"]
    assert all(
        re.fullmatch(r"=(SUM\()?[A-Z]+[0-9]+([:,][A-Z]+[0-9]+)*\)?(/SUM\([A-Z0-9:,]+\))?", formula)
        for formula in formulas
    )
    shown = {cell.value for row in book["ผลรายหน่วยงาน"].iter_rows() for cell in row}
    assert {"=ตรัง.xlsx", "<r><bad></r>", "<r>&</r>"} <= shown


def test_links_lead_to_sheets_that_exist(full: bytes) -> None:
    book = openpyxl.load_workbook(io.BytesIO(full))
    links = [cell.hyperlink for sheet in book for row in sheet.iter_rows() for cell in row if cell.hyperlink]
    seen = {page.title for page in book if page.sheet_state == "visible"}
    assert {link.location.split("!")[0].strip("'") for link in links} == {*seen, "CR1"}


@pytest.mark.parametrize(
    ("wanted", "taken", "expected"),
    [
        ("8-1-03-03.2", [], "8-1-03-03.2"),
        ("a:b*c?[d]/e\\f", [], "a-b-c--d--e-f"),
        ("'8'", [], "8"),
        ("ก" * 40, [], "ก" * 31),
        ("cr1", ["CR1"], "cr1~2"),
        ("ก" * 40, ["ก" * 31, "ก" * 29 + "~2"], "ก" * 29 + "~3"),
    ],
)
def test_sheet_names_are_legal_and_unique(wanted: str, taken: list[str], expected: str) -> None:
    assert sheet_name(wanted, taken) == expected


def test_names_of_detail_sheets_are_ascii_and_unique() -> None:
    assert defined_name("8/1/03/03.2", []) == "8_1_03_03.2"
    assert defined_name("8/ก(1)", []) == "8__x0E01__x0028_1_x0029_"
    assert defined_name("8/A", ["8_a"]) == "8_A_n2"
