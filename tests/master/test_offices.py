"""Lists of offices as people save them: any delimiter, encoding and order, Thai captions, and what is no list."""

import csv
import io

import openpyxl
import pytest

import planbook as pb
from planbook.cli import main
from planbook.errors import PlanbookError
from planbook.master.offices import read_office_list
from tests.book.makers import zipped
from tests.plans import OFFICES, master, plan

ROWS = list(csv.reader(io.StringIO(OFFICES)))
THAI = ["รหัส", "ชื่อหน่วยงาน", "ประเภท", "กลุ่ม", "ชื่ออื่นที่ใช้ในแผน", "รายงานผ่าน", "จังหวัด", "อีเมล"]
EXPECTED, _ = read_office_list(OFFICES.encode(), "offices.csv")


def text(rows, delimiter=","):
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return out.getvalue()


def workbook(**sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_the_list_of_the_other_tests_has_its_offices():
    assert [office.code for office in EXPECTED.offices] == ["TRG", "KBI", "SCN", "PLS"]
    assert EXPECTED.offices[3].aliases == ("กบล.ผลส.",)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "tis-620", "cp874"])
@pytest.mark.parametrize("heading", [ROWS[0], THAI, [caption.upper() for caption in ROWS[0]]])
def test_a_text_file_is_read_however_it_was_saved(delimiter, encoding, heading):
    data = text([heading, *ROWS[1:]], delimiter).encode(encoding)
    assert read_office_list(data, "offices.txt") == (EXPECTED, [])


@pytest.mark.parametrize("order", [(7, 6, 5, 4, 3, 2, 1, 0), (1, 0, 3, 2, 5, 4, 7, 6)])
@pytest.mark.parametrize("heading", [ROWS[0], THAI])
def test_columns_stand_in_any_order_beside_others(order, heading):
    rows = [[*(row[at] for at in order), "x"] for row in ([*heading], *ROWS[1:])]
    assert read_office_list(text(rows).encode(), "offices.csv") == (EXPECTED, [])
    assert read_office_list(workbook(a=rows), "offices.xlsx") == (EXPECTED, [])


def test_lines_above_the_heading_are_passed_over():
    data = text([["sep=;"], ["รายชื่อหน่วยงาน กฟต.2"], [], THAI, *ROWS[1:]], ";")
    assert read_office_list(data.encode("cp874"), "offices.csv") == (EXPECTED, [])


def test_an_office_below_a_heading_in_the_first_row_is_not_taken_for_planbooks_own_heading():
    assert read_office_list(workbook(list=ROWS), "offices.xlsx") == (EXPECTED, [])


def test_the_offices_sheet_of_a_master_is_a_list():
    made = master("แผนงานหลักที่ 3 งาน | 1. สำรวจ | 1 ครั้ง; -; -; - | ทุก กฟฟ.")
    book, findings = read_office_list(made.data, "master.xlsx")
    assert (book.offices, findings) == (EXPECTED.offices, [])
    sheet = openpyxl.load_workbook(io.BytesIO(made.data))["หน่วยงาน"]
    saved = text([[cell or "" for cell in row] for row in sheet.iter_rows(values_only=True)], ";")
    assert read_office_list(saved.encode("utf-16"), "หน่วยงาน.txt") == (EXPECTED, [])


def test_other_words_for_the_columns_are_known():
    rows = [["ชื่อ", "รหัสหน่วยงาน", "อีเมล์"], ["กฟจ.ตรัง", "TRG", "trg@example.com"]]
    book, _ = read_office_list(workbook(a=[["ตาราง"]], b=rows), "offices.xlsx")
    assert [(office.code, office.name, office.mail) for office in book.offices] == [
        ("TRG", "กฟจ.ตรัง", "trg@example.com")
    ]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "offices-no-columns"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "offices-no-columns"),
        (b"TRG,a\nKBI,b\n", "offices-no-columns"),
        ("รหัส,จังหวัด\nTRG,ตรัง\n".encode(), "offices-no-columns"),
        (b"code,name\n" + b'"' + b"x" * 200_000, "offices-none-listed"),
        (b"code;name\r\n;\r\n", "offices-none-listed"),
        (workbook(a=[["code", "name"]]), "offices-none-listed"),
        (workbook(a=[["ก"]]), "offices-no-columns"),
    ],
)
def test_what_is_no_list_stops_with_one_sentence_and_no_master_is_written(data, code, tmp_path, capsys):
    with pytest.raises(PlanbookError) as stopped:
        pb.adopt(plan("แผนงานหลักที่ 3 งาน | 1. สำรวจ | 1 ครั้ง; -; -; - | กฟฟ."), data)
    assert stopped.value.code == code
    assert "รหัส (code)" in stopped.value.en or code == "offices-none-listed"
    for name, content in (("plan.xlsx", plan("แผนงานหลักที่ 3 งาน | 1. สำรวจ | 1; -; -; - | กฟฟ.")), ("list.csv", data)):
        (tmp_path / name).write_bytes(content)
    words = ["adopt", tmp_path / "plan.xlsx", "--offices", tmp_path / "list.csv", "-o", tmp_path / "master.xlsx"]
    with pytest.raises(SystemExit) as left:
        main([*map(str, words)])
    assert left.value.code == 3
    assert not (tmp_path / "master.xlsx").exists()
    assert "list.csv" in capsys.readouterr().err


def ods(rows):
    """A spreadsheet of OpenDocument with these rows; figures are figures."""
    urn = "urn:oasis:names:tc:opendocument:xmlns"
    cells = [
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="float" office:value="{cell}"/>'
            if cell.isdecimal()
            else f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'
            for cell in row
        )
        + "</table:table-row>"
        for row in rows
    ]
    content = (
        f'<office:document-content xmlns:office="{urn}:office:1.0" xmlns:table="{urn}:table:1.0" '
        f'xmlns:text="{urn}:text:1.0"><office:body><office:spreadsheet><table:table table:name="ก">{"".join(cells)}'
        f"</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    return zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": content.encode()})


def test_a_list_of_another_kind_of_workbook_is_read():
    assert read_office_list(ods([["รายชื่อหน่วยงาน"], THAI, *ROWS[1:]]), "offices.ods") == (EXPECTED, [])
    book, _ = read_office_list(ods([["name", "code"], ["กฟส.ก", "101"]]), "offices.ods")
    assert [(office.code, office.name) for office in book.offices] == [("101", "กฟส.ก")]
    with pytest.raises(PlanbookError) as stopped:
        read_office_list(ods([["ก"]]), "offices.ods")
    assert stopped.value.code == "offices-no-columns"


@pytest.mark.parametrize(
    "command", [["adopt", "plan.xlsx"], ["new", "--blank", "--master"], ["new", "plan.yaml", "--master"]]
)
def test_no_master_is_written_while_no_office_is_known(command, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    data = plan("แผนงานหลักที่ 3 งาน | 1. สำรวจ | 1 ครั้ง; -; -; - | ทุก กฟฟ.")
    (tmp_path / "plan.xlsx").write_bytes(data)
    (tmp_path / "plan.yaml").write_bytes(pb.to_yaml(pb.export_plan(data)))
    with pytest.raises(SystemExit) as left:
        main([*command, "-o", "master.xlsx"])
    assert left.value.code == 3
    assert not (tmp_path / "master.xlsx").exists()
    told = capsys.readouterr().err
    assert "--offices" in told
    assert told.count("✗") == 1


def with_a_slip(encoding: str, slip: bytes) -> bytes:
    name = "กฟส.".encode(encoding.removesuffix("-sig"))
    return OFFICES.encode(encoding).replace(name, slip + name, 1)


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (with_a_slip("utf-8", b"lone\xed\xa0\x80x"), "UTF-8"),
        (with_a_slip("utf-8-sig", b"\xff"), "UTF-8"),
        (with_a_slip("cp874", b"\xfc\xfd"), "Windows-874 (TIS-620)"),
        (with_a_slip("utf-16-le", b"\x00\xd8"), "UTF-16"),
    ],
)
def test_what_cannot_be_right_in_its_encoding_is_told(data, encoding):
    """The names of all other offices are read as they are."""
    book, findings = read_office_list(data, "offices.csv")
    (found,) = (finding for finding in findings if finding.code == "offices-encoding-doubtful")
    assert encoding in found.message.en
    assert "CSV UTF-8" in found.hint.th
    assert "\ufffd" in found.raw
    same = [office.name for office in EXPECTED.offices if office in book.offices]
    assert len(same) == len(EXPECTED.offices) - 1
