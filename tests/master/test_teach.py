"""Headings that the staff explain once: kept in the master, used on every sheet, in updates and in the next year."""

import io

import openpyxl
import pytest

import planbook as pb
from planbook.cli import main
from planbook.layout.original import is_caption
from planbook.master.teach import Heading, as_text, read_taught, with_lessons

from ..plans import OFFICES, plan, saved
from ..quarters import returned

ROWS = """
    แผนงานหลักที่ 1 งานบริการ | 1. อบรม | 1 คน; 2 คน; 3 คน; 4 คน | กฟจ.ตรัง
"""
ALL = ["1 คน", "2 คน", "3 คน", "4 คน"]
BY_QUARTER = ["B3=กิจกรรม", *(f"{column}4=ไตรมาส {n}" for n, column in enumerate("CEGI", 1))]
BY_COLUMN = [
    "B3=กิจกรรม",
    *(f"{column}5=ไตรมาส {n} เป้าหมาย" for n, column in enumerate("CEGI", 1)),
    *(f"{column}5=ไตรมาส {n} ผล" for n, column in enumerate("DFHJ", 1)),
]


def odd(year: int = 2562, *, parts: tuple[str, str] = ("เป้าหมาย", "ผล"), shift: bool = False) -> bytes:
    """A plan whose heading says งวดที่ 1 and เรื่องที่ทำ; ``shift`` puts a column before it."""
    book = openpyxl.load_workbook(io.BytesIO(plan(CR1=ROWS, CR2=ROWS.replace("ที่ 1", "ที่ 2"), year=year)))
    for page in book.worksheets:
        page["B3"] = "เรื่องที่ทำ"
        for quarter in range(4):
            page.cell(4, 3 + 2 * quarter, f"งวดที่ {quarter + 1}")
            page.cell(5, 3 + 2 * quarter, parts[0])
            page.cell(5, 4 + 2 * quarter, parts[1])
        for area in list(page.merged_cells.ranges):
            page.unmerge_cells(str(area))
        if shift:
            page.insert_cols(3)
    return saved(book)


def adopted(data: bytes, teach: list[str]) -> pb.Adopted:
    return pb.adopt(data, OFFICES.encode(), teach=teach)


def targets(master: pb.Master, key: str = "1/1") -> list[str]:
    return [master.activities[key].target(quarter).raw for quarter in (1, 2, 3, 4)]


def test_without_a_word_the_plan_is_not_read_and_the_finding_says_how_to_teach():
    (told,) = [finding for finding in adopted(odd(), []).findings if finding.severity == "error"]
    assert told.code == "plan-near-miss"
    assert "--teach" in told.hint.th


@pytest.mark.parametrize(
    ("data", "teach"),
    [(odd(), BY_QUARTER), (odd(parts=("ตั้งไว้", "เกิดขึ้น")), BY_COLUMN)],
    ids=["the quarters", "every column"],
)
def test_one_sheet_taught_and_every_sheet_read_and_the_sheets_stay_as_they_are(data, teach, save):
    made = adopted(data, teach)
    assert [f.code for f in made.findings if f.code.startswith("plan-")] == []
    assert targets(made.master) == targets(made.master, "2/1") == ALL
    master = pb.read_master(made.data)
    assert targets(master) == ALL
    assert openpyxl.load_workbook(io.BytesIO(made.data))["CR1"]["B3"].value == "เรื่องที่ทำ"
    outcome = pb.merge(made.data, returned(save, made.data, {"TRG": {"1/1": 5}}))
    assert outcome.proof.holds
    assert openpyxl.load_workbook(io.BytesIO(outcome.data))["CR1"]["D6"].value == "5 คน"


def test_an_update_and_the_next_year_know_it_wherever_the_columns_are():
    master = adopted(odd(), BY_QUARTER).data
    updated = pb.update(odd(shift=True), master)
    assert targets(updated.master) == ALL
    assert updated.master.activities["1/1"].result_cells[1] == "E6"
    following = pb.next_year(odd(2563, shift=True), updated.data)
    assert targets(following.master) == ALL
    assert following.master.settings.headings == pb.read_master(master).settings.headings
    assert targets(pb.read_master(following.data)) == ALL


def test_an_update_can_teach_more_and_of_two_lessons_the_later_counts():
    master = adopted(odd(), BY_QUARTER).data
    other = odd(parts=("ตั้งไว้", "เกิดขึ้น"))
    assert pb.update(other, master).data == b""
    more = [f"{column}5={word}" for columns, word in (("CEGI", "เป้าหมาย"), ("DFHJ", "ผล")) for column in columns]
    updated = pb.update(other, master, teach=more)
    assert targets(updated.master) == ALL
    assert targets(pb.read_master(updated.data)) == ALL
    once, twice = ((Heading("ก", 1, "ผล"),),), ((Heading("ก", 1, "เป้าหมาย"),),)
    assert with_lessons(once, twice) == twice


@pytest.mark.parametrize(
    ("lesson", "code"),
    [
        ("ไตรมาส 1", "teach-form"),
        ("D5", "teach-form"),
        ("Z99=ไตรมาส 1", "teach-cell"),
        ("ไม่มีชีตนี้!B3=กิจกรรม", "teach-cell"),
        ("B3=อะไรก็ได้", "teach-meaning"),
    ],
)
def test_a_lesson_that_is_none_is_told(lesson, code):
    with pytest.raises(pb.UsageProblem) as caught:
        adopted(odd(), [lesson])
    assert caught.value.code == code


def test_a_sheet_can_be_named():
    assert targets(adopted(odd(), [f"'CR2'!{lesson}" for lesson in BY_QUARTER]).master) == ALL


def test_what_is_kept_is_read_back():
    taught = ((Heading("งวดที่ 1", 1, "ไตรมาส 1"), Heading("จำนวน (ราย)", 2, "ผล")), (Heading("เรื่อง", 1, "กิจกรรม"),))
    assert read_taught(as_text(taught)) == taught
    assert read_taught("นี่ไม่ใช่หัวตาราง") == ()


@pytest.mark.parametrize("word", ["แผนงาน", "กิจกรรม", "ไตรมาส 1 เป้าหมาย", "ผล", "งบประมาณ (บาท)", "ลงทุน", "หมายเหตุ"])
def test_every_word_that_the_message_names_is_known(word):
    assert is_caption(word)


def test_a_master_that_was_taught_nothing_says_nothing_of_it():
    settings = openpyxl.load_workbook(io.BytesIO(pb.adopt(plan(ROWS), OFFICES.encode()).data))["ตั้งค่า"]
    assert "headings" not in [row[0].value for row in settings.iter_rows()]


def command(arguments: list[str]) -> int:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    return int(ended.value.code or 0)


def test_the_command_takes_lessons_and_files_of_them(tmp_path):
    (tmp_path / "plan.xlsx").write_bytes(odd())
    (tmp_path / "offices.csv").write_text(OFFICES, encoding="utf-8")
    (tmp_path / "lessons.txt").write_text("# หัวตาราง\n" + "\n".join(BY_QUARTER[1:]) + "\n", encoding="utf-8")
    said = ["--teach", BY_QUARTER[0], "--teach", str(tmp_path / "lessons.txt")]
    common = ["adopt", str(tmp_path / "plan.xlsx"), "--offices", str(tmp_path / "offices.csv")]
    out = str(tmp_path / "master.xlsx")
    assert command([*common, *said, "-o", out]) in (0, 1)
    assert targets(pb.read_master(out)) == ALL
    assert command([*common, "--teach", "no-such-file.txt", "-o", str(tmp_path / "b.xlsx")]) == 2
