"""The picture of what was understood of a plan: every cell with its role in words, questions first."""

import io
import re

import openpyxl
import pytest

import planbook as pb
from planbook.cli import main
from planbook.domain.plan import CellRole
from planbook.master.roles import read_roles
from tests.clients.programs import browse
from tests.plans import OFFICES, adopted, plan, saved

PLAN = """
    แผนงานหลักที่ 8 งานลูกค้า <b>  | 1. สำรวจความต้องการของลูกค้า | 1 ครั้ง; -; -; -             | ทุก กฟฟ. | 1; 2; 3
                             | เป้าหมาย ครบทุกแห่ง
                             | วิธีการปฏิบัติ
                             | 1. ส่งแบบสอบถาม
                             | 2. เยี่ยมลูกค้ารายสำคัญ       | (เมื่อมีการร้องขอ)           | กองไม่รู้จัก
                             | ไม่มีเลขแต่มีตัวเลข            | 3 ราย; 3 ราย; 3 ราย; 3 ราย |
                             | ไม่มีเลขอีกหนึ่ง               | 4 ราย; 4 ราย; 4 ราย; 4 ราย |
    รวมทั้งสิ้น                  |                            |                            |          | 1; 2; 3
"""


def workbook() -> bytes:
    """The plan with a hidden sheet, a sheet that is none of it, and a cell far beside the table."""
    book = openpyxl.load_workbook(io.BytesIO(plan(PLAN, summary="CR1 | 8")))
    book.create_sheet("ปีก่อน")["A1"] = "ของเก่า"
    book["ปีก่อน"].sheet_state = "hidden"
    book["CR1"]["T7"] = "โทร. 1129 <script>"
    return saved(book)


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory):
    """The picture of the plan, in Thai."""
    made = pb.adopt(workbook(), OFFICES.encode())
    path = tmp_path_factory.mktemp("preview") / "plan.html"
    path.write_bytes(pb.preview(made.master, findings=made.findings))
    return path


def roles(data: bytes, sheet: str = "CR1") -> dict[str, CellRole]:
    return {cell.name: cell.role for each in read_roles(data, "") if each.name == sheet for cell in each.cells}


def test_every_cell_has_the_role_that_the_reading_gave_it() -> None:
    found = roles(workbook())
    assert {
        name: found[name].value for name in ("A1", "A3", "A6", "B6", "C6", "E6", "K6", "N6", "B7", "C10", "N10")
    } == {
        "A1": "title",
        "A3": "caption",
        "A6": "initiative",
        "B6": "activity",
        "C6": "target",
        "E6": "target",
        "K6": "budget",
        "N6": "responsible",
        "B7": "note",
        "C10": "span",
        "N10": "responsible",
    }
    assert found["B9"] is CellRole.PROCEDURE
    assert found["A13"] is CellRole.ASIDE
    assert found["T7"].is_open
    assert {found[name] for name in ("B11", "C11", "B12", "I12")} == {CellRole.ASKED}
    assert set(roles(workbook(), "สรุป").values()) == {CellRole.SUMMARY}


def test_the_counts_are_those_of_the_balance() -> None:
    made = pb.adopt(workbook(), OFFICES.encode())
    cells = [cell for sheet in read_roles(made.data, "") for cell in sheet.cells]
    assert len(cells) == made.balance.cells
    assert sum(cell.role is CellRole.ASIDE for cell in cells) == sum(made.balance.aside.values())
    assert sum(cell.role.is_open for cell in cells) == made.balance.left_over


def test_a_master_shows_its_plan_as_the_plan_workbook_did() -> None:
    assert roles(adopted(workbook())) == roles(workbook())


def test_the_page_asks_for_nothing_and_shows_texts_as_texts(page) -> None:
    seen = browse(page, {"count": "script, main b b"}, {"text": "#s1"}, axe=True)
    assert len(seen["asked"]) == 1
    assert seen["said"] == []
    assert [fault for fault in seen["faults"] if fault[0] in {"serious", "critical"}] == []
    scripts, sheet = seen["answers"]
    assert scripts == 0
    assert "งานลูกค้า <b>" in sheet
    assert "โทร. 1129 <script>" in sheet
    assert re.findall(r"(?:https?:)?//[a-z]", page.read_text(encoding="utf-8")) == []


def test_questions_come_first_and_lead_to_their_rows(page) -> None:
    text = page.read_text(encoding="utf-8")
    assert text.index('id="questions"') < text.index('id="s0"')
    anchors = set(re.findall(r'href="#([^"]+)"', text))
    assert anchors
    assert anchors <= set(re.findall(r'id="([^"]+)"', text))
    asked = text[text.index('id="questions"') : text.index('id="legend"')]
    assert "CR1!T7" in asked
    assert "กองไม่รู้จัก" in asked
    (row,) = re.findall(r'<tr id="s1-7".*?</tr><tr class="ask">', text)
    assert "quiet" not in row


def test_the_page_says_what_will_be_asked_about_an_activity(page) -> None:
    text = page.read_text(encoding="utf-8")
    assert "8/1: ถาม 3 หน่วยงาน (ทุก กฟฟ.) · จำนวน (ครั้ง)" in text
    assert "ไม่ได้ใช้ทั้งชีต: ชีตที่ซ่อนไว้ (1 เซลล์)" in text


def test_it_fits_a_phone_and_is_worked_by_keyboard(page) -> None:
    seen = browse(
        page,
        {"press": ["Tab", "Enter"]},
        {"run": "location.hash"},
        {"focus": "#only"},
        {"run": "[...document.querySelectorAll('#s1 tbody tr')].filter(row => row.offsetParent).length"},
        {"press": ["Space"]},
        {"run": "[...document.querySelectorAll('#s1 tbody tr')].filter(row => row.offsetParent).length"},
        width=390,
    )
    there, every, some = [answer for answer in seen["answers"] if answer is not None]
    assert there == "#questions"
    assert 0 < some < every
    assert seen["wide"][0] <= seen["wide"][1]


def run(*words: object) -> int:
    with pytest.raises(SystemExit) as ended:
        main([str(word) for word in words])
    return int(ended.value.code or 0)


def test_the_command_writes_the_page_with_the_master_and_without_one(tmp_path, capsys) -> None:
    (tmp_path / "plan.xlsx").write_bytes(workbook())
    (tmp_path / "offices.csv").write_text(OFFICES, encoding="utf-8")
    words = ["--offices", tmp_path / "offices.csv", "-o", tmp_path / "master.xlsx"]
    assert run("adopt", tmp_path / "plan.xlsx", *words, "--preview", tmp_path / "plan.pdf") == 2
    assert run("adopt", tmp_path / "plan.xlsx", *words, "--preview", tmp_path / "plan.html") == 1
    assert "8/1" in (tmp_path / "plan.html").read_text(encoding="utf-8")
    none = openpyxl.Workbook()
    none.active["A1"] = "ไม่ใช่แผน"
    (tmp_path / "none.xlsx").write_bytes(saved(none))
    words[-1] = tmp_path / "other.xlsx"
    assert run("adopt", tmp_path / "none.xlsx", *words, "--preview", tmp_path / "none.html") == 3
    assert "ไม่ใช่แผน" in (tmp_path / "none.html").read_text(encoding="utf-8")
    assert not (tmp_path / "other.xlsx").exists()
    capsys.readouterr()
