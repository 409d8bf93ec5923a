"""Law 2 with real programs: the same fill through each of them gives the same entries, and nothing else is said."""

import openpyxl
import pytest
from openpyxl.chart import BarChart
from openpyxl.comments import Comment

from planbook.book.sniff import Kind, sniff
from planbook.domain import Tally
from planbook.returns.collect import SourceFile
from planbook.returns.reading import readings_of

from ..returns.makers import FILL, SHARE, STORY, SURVEY, VISITS, address, codes, entries, issued
from ..returns.test_returns import MASTER
from . import libreoffice
from .programs import run_script, ssconvert

# What a person types, the value that a program sets, and what it means.
FILLED = [
    (VISITS, "result.2", "1,250", 1250, ("result", "1250")),
    (VISITS, "remark", "ครบทุกราย", "ครบทุกราย", ("remark", "ครบทุกราย")),
    (SURVEY, "result.2", "95.5%", 0.955, ("result", "95.5")),
    (SHARE, "numerator", "๑๙", "๑๙", ("numerator", "19")),
    (SHARE, "denominator", "20", 20, ("denominator", "20")),
    (SHARE, "status", "เสร็จแล้ว", "เสร็จแล้ว", ("status", "done")),
    (STORY, "result.2", "จัดอบรม ๒ รุ่น", "จัดอบรม ๒ รุ่น", ("result", "จัดอบรม ๒ รุ่น")),
    (STORY, "status", "อยู่ระหว่างดำเนินการ", "อยู่ระหว่างดำเนินการ", ("status", "in_progress")),
]
MEANT = sorted((key, *said) for key, _, _, _, said in FILLED)
KEYED = [[FILL, address(column, key), typed] for key, column, typed, _, _ in FILLED]
SET = [[FILL, address(column, key), value] for key, column, _, value, _ in FILLED]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("clients")
    (path / "form.xlsx").write_bytes(issued())
    return path


def by_openpyxl(folder):
    book = openpyxl.load_workbook(folder / "form.xlsx")
    for sheet, cell, value in SET:
        book[sheet][cell] = value
    book.save(folder / "openpyxl.xlsx")


@pytest.fixture(scope="module")
def saved(folder):
    """The filled form as each client saved it, by file name."""
    kinds = (("xlsx", libreoffice.XLSX), ("xls", libreoffice.XLS), ("ods", libreoffice.ODS))
    libreoffice.type_in(
        folder / "form.xlsx", KEYED, [(folder / f"libreoffice.{ending}", kind) for ending, kind in kinds]
    )
    by_sheetjs = [(folder / f"sheetjs.{ending}", ending) for ending in ("xlsx", "xlsb", "ods")]
    run_script("sheetjs_client.js", folder / "form.xlsx", SET, by_sheetjs)
    run_script("exceljs_client.js", folder / "form.xlsx", SET, [(folder / "exceljs.xlsx", "xlsx")])
    by_openpyxl(folder)
    for source in ("openpyxl", "libreoffice"):
        for ending in ("xlsx", "xls"):
            ssconvert(folder / f"{source}.xlsx", folder / f"{source}-gnumeric.{ending}")
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name != "form.xlsx"}


CLIENTS = {
    "libreoffice.xlsx": Kind.XLSX,
    "libreoffice.xls": Kind.XLS,
    "libreoffice.ods": Kind.ODS,
    "sheetjs.xlsx": Kind.XLSX,
    "sheetjs.xlsb": Kind.XLSB,
    "exceljs.xlsx": Kind.XLSX,
    "openpyxl.xlsx": Kind.XLSX,
    "openpyxl-gnumeric.xlsx": Kind.XLSX,
    "openpyxl-gnumeric.xls": Kind.XLS,
    "libreoffice-gnumeric.xlsx": Kind.XLSX,
    "libreoffice-gnumeric.xls": Kind.XLS,
}


@pytest.mark.parametrize("name", CLIENTS)
def test_the_same_fill_through_every_client_gives_the_same_entries(saved, name):
    assert sniff(saved[name]) is CLIENTS[name]
    ((reading,), findings) = readings_of(MASTER, [SourceFile(name, saved[name])])
    assert sorted(entries(reading)) == MEANT
    assert (findings, codes(reading)) == ([], [])
    assert reading.conservation == Tally(changed=len(FILLED), accepted=len(FILLED))
    assert (reading.office, reading.quarter) == ("A01", 2)


def test_an_ods_of_sheetjs_is_read_and_what_it_does_not_say_is_asked(saved):
    """It is indented, which ends calamine's reading, and has no formats: 0.955 may be 95.5 % or less than one."""
    assert sniff(saved["sheetjs.ods"]) is Kind.ODS
    ((reading,), findings) = readings_of(MASTER, [SourceFile("sheetjs.ods", saved["sheetjs.ods"])])
    asked = (SURVEY, "result", "percent-ambiguous")
    assert sorted(entries(reading)) == sorted({asked, *MEANT} - {(SURVEY, "result", "95.5")})
    assert (findings, codes(reading)) == ([], [("percent-ambiguous", address("result.2", SURVEY))])


UNTOUCHED = {"xlsx": libreoffice.XLSX, "xls": libreoffice.XLS, "ods": libreoffice.ODS}


@pytest.fixture(scope="module")
def opened_and_saved(folder):
    """The untouched form as clients saved it."""
    made = {f"libreoffice-blank.{ending}": kind for ending, kind in UNTOUCHED.items()}
    libreoffice.type_in(folder / "form.xlsx", [], [(folder / name, kind) for name, kind in made.items()])
    by_sheetjs = [(folder / f"sheetjs-blank.{ending}", ending) for ending in ("xlsx", "xlsb", "ods")]
    run_script("sheetjs_client.js", folder / "form.xlsx", [], by_sheetjs)
    run_script("exceljs_client.js", folder / "form.xlsx", [], [(folder / "exceljs-blank.xlsx", "xlsx")])
    for ending in ("xlsx", "xls"):
        ssconvert(folder / "form.xlsx", folder / f"gnumeric-blank.{ending}")
    return {path.name: path.read_bytes() for path in folder.iterdir() if "-blank" in path.name}


def test_a_form_that_was_only_opened_and_saved_says_nothing(opened_and_saved):
    files = [SourceFile(name, data) for name, data in sorted(opened_and_saved.items())]
    readings, findings = readings_of(MASTER, files, workers=2)
    assert findings == []
    assert {reading.file: (entries(reading), codes(reading)) for reading in readings} == {
        name: ([], []) for name in opened_and_saved
    }
    assert len(readings) == 9


def test_a_percentage_whose_format_a_program_dropped_is_a_question(folder):
    """SheetJS writes no format where a cell is made anew: then 0.955 may be 95.5 % or less than one."""
    spot = address("result.2", SURVEY)
    book = openpyxl.load_workbook(folder / "form.xlsx")
    book[FILL][spot] = 0.955
    book[FILL][spot].number_format = "General"
    book.save(folder / "dropped.xlsx")
    for ending in ("xlsx", "xls"):
        ssconvert(folder / "dropped.xlsx", folder / f"dropped-gnumeric.{ending}")
        data = (folder / f"dropped-gnumeric.{ending}").read_bytes()
        ((reading,), _) = readings_of(MASTER, [SourceFile("a", data)])
        assert (entries(reading), codes(reading)) == (
            [(SURVEY, "result", "percent-ambiguous")],
            [("percent-ambiguous", spot)],
        )


def test_what_lies_behind_the_values_is_told_in_every_format(folder):
    """A note, a chart, inputs merged over two rows and a broken formula, through LibreOffice and Gnumeric."""
    book = openpyxl.load_workbook(folder / "form.xlsx")
    sheet = book[FILL]
    result, broken, status = address("result.2", VISITS), address("result.2", SURVEY), address("status", VISITS)
    sheet[result], sheet[broken], sheet[status] = 3, "=1/0", "เสร็จแล้ว"
    sheet[result].comment = Comment("ดูไฟล์แนบ", "ก")
    sheet.merge_cells(f"{status}:{address('status', SURVEY)}")
    sheet.add_chart(BarChart(), "U3")
    book.save(folder / "behind.xlsx")
    saves = [(folder / f"behind-saved.{ending}", kind) for ending, kind in UNTOUCHED.items()]
    libreoffice.type_in(folder / "behind.xlsx", [], saves)
    ssconvert(folder / "behind.xlsx", folder / "behind-gnumeric.xls")
    drawn = [("sheet-has-drawing", "")]
    for path, more in [*((path, drawn) for path, _ in saves), (folder / "behind-gnumeric.xls", [])]:
        ((reading,), _) = readings_of(MASTER, [SourceFile(path.name, path.read_bytes())])
        assert entries(reading) == [
            (VISITS, "result", "3"),
            (VISITS, "status", "input-merged"),
            (SURVEY, "result", "error-value"),
        ]
        said = [("input-merged", status), ("error-value", broken), *more, ("cell-comment", result)]
        assert codes(reading) == said, path.name
        assert reading.findings[-1].raw == "ดูไฟล์แนบ"


def test_what_lies_behind_the_values_of_an_xlsb_is_told(folder):
    """A note and inputs merged over two rows, in binary records."""
    status = address("status", VISITS)
    typed = [[FILL, address("result.2", VISITS), 3], [FILL, status, "เสร็จแล้ว"]]
    more = {
        "note": [[FILL, address("result.2", VISITS), "ดูไฟล์แนบ"]],
        "merge": [[FILL, f"{status}:{address('status', SURVEY)}"]],
    }
    path = folder / "behind.xlsb"
    run_script("sheetjs_client.js", folder / "form.xlsx", typed, [(path, "xlsb")], **more)
    ((reading,), _) = readings_of(MASTER, [SourceFile(path.name, path.read_bytes())])
    assert entries(reading) == [(VISITS, "result", "3"), (VISITS, "status", "input-merged")]
    assert codes(reading) == [("input-merged", status), ("cell-comment", address("result.2", VISITS))]
    assert reading.findings[-1].raw == "ดูไฟล์แนบ"


def test_a_password_is_named_in_every_format(folder):
    saves = [(folder / f"secret.{ending}", UNTOUCHED[ending]) for ending in ("xls", "ods")]
    libreoffice.type_in(folder / "form.xlsx", [], saves, password="ลับ1234")
    for path, _ in saves:
        readings, findings = readings_of(MASTER, [SourceFile(path.name, path.read_bytes())])
        assert (readings, [finding.code for finding in findings]) == ([], ["file-encrypted"]), path.name
