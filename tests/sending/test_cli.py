"""The commands that send: generate with its options, and remind."""

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner, Result

from planbook import MasterNotReady, read_master
from planbook.cli import cli
from planbook.errors import UsageProblem
from planbook.layout.own_tables import SETTINGS
from tests.filling import fill_all


def run(*words: object) -> Result:
    return CliRunner().invoke(cli, [str(word) for word in words], standalone_mode=False)


@pytest.fixture
def master(sample: Any, tmp_path: Path) -> Path:
    path = tmp_path / "master.xlsx"
    path.write_bytes(sample.adopted.data)
    return path


def edited(path: Path, sheet: str, **values: str) -> Path:
    """The master after the staff typed settings, or other cells by name, into one of its sheets."""
    book = openpyxl.load_workbook(path)
    for key, value in values.items():
        row = next(row for row in book[sheet].iter_rows(min_row=4) if row[0].value == key.replace("__", "."))
        row[2].value = value
    book.save(path)
    return path


def test_the_settings_sheet_offers_every_option_with_its_default(sample: Any, master: Path) -> None:
    rows = {row[0].value: row[2].value for row in openpyxl.load_workbook(master)[SETTINGS.name].iter_rows(min_row=4)}
    assert rows["file_pattern"] == "{plan_year}-Q{quarter} {code} {name}.xlsx"
    assert "{office}" in rows["mail.subject"]
    assert "{missing}" in rows["remind.body"]
    assert sample.master.settings.mail_body.count("\n") >= 5


def test_settings_come_from_the_sheet_and_the_command_line_goes_before(master: Path, tmp_path: Path) -> None:
    edited(master, SETTINGS.name, contact="สมศรี", due__1="1 เม.ย.", file_pattern="{code}", language="en", password="x")
    edited(master, SETTINGS.name, mail__subject="เรื่อง {code}", mail__body="บรรทัดหนึ่ง\nบรรทัดสอง {due}")
    out = tmp_path / "forms"
    ran = run("generate", master, "-q", 1, "-o", out, "--office", "TRG", "--mail", "--contact", "สมชาย")
    assert ran.exception is None
    texts = {cell.value for row in openpyxl.load_workbook(out / "TRG.xlsx")["Read me"].iter_rows() for cell in row}
    assert {"สมชาย", "1 เม.ย."} <= texts
    assert "สมศรี" not in texts
    assert sorted(path.name for path in out.iterdir())[:2] == ["TRG.eml", "TRG.xlsx"]
    settings = read_master(master).settings
    assert (settings.mail_subject, settings.mail_body) == ("เรื่อง {code}", "บรรทัดหนึ่ง\nบรรทัดสอง {due}")
    assert settings.password == "x"
    assert "x" not in repr(settings).replace("xlsx", "").split("password")[-1]


def test_a_quarter_is_reopened_instead_of_generated(master: Path, tmp_path: Path) -> None:
    ran = run("generate", master, "--reopen", 1, "-o", tmp_path / "c", "--office", "TRG")
    assert "แบบแก้ไขผล" in ran.output
    assert [path.name for path in (tmp_path / "c").iterdir()] == ["2562-Q1 TRG กฟจ.ตรัง (แก้ไข).xlsx"]


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["-q", 1, "--reopen", 2],
        ["-q", 1, "--despite", "no-such-code"],
        ["-q", 1, "--name", "{nobody}"],
    ],
)
def test_what_cannot_be_meant_is_refused_before_anything_is_written(
    words: list[object], master: Path, tmp_path: Path
) -> None:
    ran = run("generate", master, "-o", tmp_path / "out", *words)
    assert isinstance(ran.exception, UsageProblem)
    assert not (tmp_path / "out").exists()


def test_open_errors_are_listed_and_despite_goes_on(master: Path, tmp_path: Path) -> None:
    edited(master, SETTINGS.name, year="ปีหน้า")
    ran = run("generate", master, "-q", 1, "-o", tmp_path / "out", "--office", "TRG")
    assert isinstance(ran.exception, MasterNotReady)
    assert "setting-year-bad" in ran.output
    assert not (tmp_path / "out").exists()
    ran = run("generate", master, "-q", 1, "-o", tmp_path / "out", "--office", "TRG", "--despite", "setting-year-bad")
    assert ran.exception is None
    assert len(list((tmp_path / "out").iterdir())) == 1


def test_the_register_says_what_is_cumulative_and_needs_a_reason(master: Path) -> None:
    book = openpyxl.load_workbook(master)
    sheet = book["กิจกรรม"]
    keys = {cell.value: cell.column for cell in sheet[1]}
    row = next(row for row in range(4, sheet.max_row) if sheet.cell(row, keys["asked"]).value == "ใช่")
    key = sheet.cell(row, keys["key"]).value
    assert sheet.cell(row, keys["cumulative"]).value == "ไม่"
    sheet.cell(row, keys["cumulative"]).value = "ใช่"
    sheet.cell(row, keys["nil_remark"]).value = "ใช่"
    before = read_master(master)
    book.save(master)
    after = read_master(master)
    decision = after.decisions[key]
    assert (decision.cumulative, decision.nil_remark) == (True, True)
    assert not before.decisions[key].cumulative
    assert after.fingerprint != before.fingerprint


def test_reminders_are_written_for_the_rest(sample: Any, master: Path, save: Any, tmp_path: Path) -> None:
    returns = save({"นครฯ.xlsx": fill_all(sample.form("NST")), "อ่านเล่น.txt": "ไม่ใช่แบบรายงาน".encode()})
    out = tmp_path / "late"
    ran = run("remind", master, returns, "-q", 1, "-o", out, "--due", "พรุ่งนี้")
    assert ran.exception is None
    assert "อ่านเล่น.txt" in ran.output
    names = sorted(path.name for path in out.iterdir())
    assert len(names) == 59
    assert all(name.endswith(" - ยังไม่ส่ง.eml") for name in names)
    assert isinstance(run("remind", master, returns, "-q", 1, "-o", out).exception, UsageProblem)


def test_before_anything_came_back_everybody_is_reminded(master: Path, tmp_path: Path) -> None:
    ran = run("remind", master, "-q", 1, "-o", tmp_path / "late")
    assert ran.exception is None
    assert len(list((tmp_path / "late").iterdir())) == 60
