"""What goes out: forms beside their drafts and an index; and reminders to those who owe answers."""

import hashlib
from dataclasses import replace
from email import message_from_bytes, policy
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openxml_audit import OpenXmlValidator

import planbook as pb
from planbook import MasterNotReady, generate, remind, with_settings
from planbook.domain import Finding, Office, OfficeBook
from planbook.errors import UsageProblem
from planbook.forms.compose import compose
from tests.filling import fill, fill_all

CHOSEN = ("TRG", "NST")


def read_mail(path: Path) -> Any:
    return message_from_bytes(path.read_bytes(), policy=policy.default)


def index_rows(path: Path) -> list[dict[str, Any]]:
    rows = list(openpyxl.load_workbook(path).active.iter_rows(values_only=True))
    at = next(number for number, row in enumerate(rows) if row[1] == "รหัส")
    return [dict(zip(rows[at], row, strict=True)) for row in rows[at + 1 :]]


@pytest.fixture(scope="module")
def issued(sample: Any, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, pb.Generated]:
    folder = tmp_path_factory.mktemp("forms")
    return folder, generate(sample.master, 1, folder, offices=CHOSEN, mail=True)


def test_each_form_has_a_draft_beside_it_that_carries_the_same_bytes(issued: Any) -> None:
    folder, made = issued
    for name in made.specs:
        message = read_mail(folder / f"{Path(name).stem}.eml")
        (attached,) = message.iter_attachments()
        assert attached.get_filename() == name
        assert attached.get_content() == (folder / name).read_bytes()
    assert sorted(path.name for path in folder.iterdir()) == sorted([*made.specs, *made.extras])


def test_the_index_lists_every_form_with_its_fingerprint(issued: Any, sample: Any) -> None:
    folder, made = issued
    path = folder / made.extras[-1]
    rows = index_rows(path)
    assert [row["รหัส"] for row in rows] == [spec.office for spec in made.specs.values()]
    for row, (name, spec) in zip(rows, made.specs.items(), strict=True):
        data = (folder / name).read_bytes()
        assert row["รหัสตรวจไฟล์ (SHA-256)"] == hashlib.sha256(data).hexdigest()
        assert row["ไฟล์แบบฟอร์ม"] == name
        assert row["อีเมล"] == sample.master.offices.by_code[spec.office].mail
        assert row["จำนวนแถว"] == len(list(spec.rows()))
        assert row["ถึงกำหนด"] == sum(line.due for line in spec.rows())
    texts = {cell.value for row in openpyxl.load_workbook(path).active.iter_rows(max_row=7) for cell in row}
    assert {sample.master.settings.plan_id, f"รหัสตรวจ {sample.master.fingerprint}"} <= texts
    assert list(OpenXmlValidator().validate(path).errors) == []


def test_issuing_again_gives_the_same_bytes(issued: Any, sample: Any, tmp_path: Path) -> None:
    folder, made = issued
    generate(sample.master, 1, tmp_path, offices=CHOSEN, mail=True)
    for name in (*made.specs, *made.extras):
        assert (tmp_path / name).read_bytes() == (folder / name).read_bytes()


def test_nothing_is_written_where_one_of_the_files_is_there(sample: Any, tmp_path: Path) -> None:
    (tmp_path / "2562-Q1 NST กฟจ.นครศรีธรรมราช.eml").write_text("ของเดิม")
    with pytest.raises(UsageProblem, match="eml"):
        generate(sample.master, 1, tmp_path, offices=CHOSEN, mail=True)
    assert [path.name for path in tmp_path.iterdir()] == ["2562-Q1 NST กฟจ.นครศรีธรรมราช.eml"]


def test_settings_reach_the_forms_their_names_and_the_mails(sample: Any, tmp_path: Path) -> None:
    chosen = with_settings(
        sample.master, due={1: "31 มี.ค."}, contact="สมศรี", language="en", file_pattern="{code}", password="x"
    )
    made = generate(chosen, 1, tmp_path, offices=["TRG"], mail=True)
    book = openpyxl.load_workbook(tmp_path / "TRG.xlsx")
    texts = {cell.value for row in book["Read me"].iter_rows() for cell in row}
    assert {"31 มี.ค.", "สมศรี"} <= texts
    assert book["Report"].protection.password
    assert "31 มี.ค." in read_mail(tmp_path / "TRG.eml").get_body().get_content()
    assert made.specs["TRG.xlsx"].language == "en"


def test_a_logo_that_cannot_be_used_is_said_and_the_forms_go_out(sample: Any, tmp_path: Path) -> None:
    made = generate(with_settings(sample.master, logo=str(tmp_path / "ไม่มี.png")), 1, offices=["TRG"])
    assert [finding.code for finding in made.findings] == ["form-logo-unusable"]
    assert len(dict(made)) == 1


def test_an_office_that_has_no_form_is_refused_by_name(sample: Any) -> None:
    with pytest.raises(UsageProblem, match="XYZ"):
        generate(sample.master, 1, offices=["TRG", "XYZ"])


def flawed(sample: Any) -> Any:
    """The sample's master with an office twice in its list, as reading reports it."""
    twice = pb.read_master(sample.adopted.data)
    offices = OfficeBook(
        offices=(*twice.offices.offices, Office(code="TRG", name="กฟจ.ตรัง (ซ้ำ)")), groups=twice.offices.groups
    )
    noticed = Finding.of("office-code-twice", office="TRG", raw="TRG", sheet="หน่วยงาน", cell="A9", name="ก", other="ข")
    update = {"offices": offices, "findings": (noticed,)}
    return replace(twice, **update)


def test_reminders_go_to_those_who_owe_answers_and_name_them(sample: Any, save: Any) -> None:
    form = sample.form("TRG")
    whole = fill_all(sample.form("NST"))
    key = next(spot.key for spot in pb.inspect(form).inputs if spot.kind == "number" and spot.target)
    folder = save({"นครฯ.xlsx": whole, "ตรัง.xlsx": fill(form, {key: "สามครั้ง"}, office="TRG")})
    drafts = {draft.name: draft for draft in remind(pb.check(sample.master, folder, quarter=1), 1)}
    assert not any("นครศรีธรรมราช" in name for name in drafts)
    late = drafts["2562-Q1 TRG กฟจ.ตรัง - ไม่ครบ.eml"]
    message = message_from_bytes(late.data, policy=policy.default)
    assert message["To"] == "trg@example.com"
    assert message["X-Unsent"] == "1"
    text = message.get_body().get_content()
    due = [line for line in compose(sample.master, "TRG", 1).rows() if line.due]
    assert f"ยังขาด {len(due)} จาก {len(due)} รายการ" in text
    listed = [line for line in text.splitlines() if line.startswith("- ")]
    assert len(listed) == len(due)
    assert [line for line in listed if "สามครั้ง" in line and line.startswith(f"- {key} ")]
    silent = [name for name in drafts if name.endswith(" - ยังไม่ส่ง.eml")]
    assert len(silent) == len(drafts) - 1


def test_an_office_with_nothing_due_or_all_answered_is_left_in_peace(sample: Any) -> None:
    reminded = {draft.name.split()[1] for draft in remind(sample.master, 1)}
    assert "CALL" not in reminded
    assert len(reminded) == 60


def test_an_index_of_nothing_but_two_offices_has_a_name_of_its_own(issued: Any, sample: Any, tmp_path: Path) -> None:
    _, made = issued
    assert made.extras[-1].startswith("ดัชนีแบบฟอร์ม 2562-Q1 เฉพาะ 2 หน่วยงาน")
    one = generate(sample.master, 1, tmp_path, offices=["TRG"], mail=True)
    assert one.extras[-1] != made.extras[-1]


def test_a_master_with_open_errors_is_refused_with_the_list_unless_told_to_go_on(sample: Any, tmp_path: Path) -> None:
    bad = flawed(sample)
    with pytest.raises(MasterNotReady) as refused:
        generate(bad, 1, tmp_path)
    assert "office-code-twice" in [finding.code for finding in refused.value.findings]
    assert list(tmp_path.iterdir()) == []
    codes = {finding.code for finding in refused.value.findings}
    made = generate(bad, 1, offices=["TRG"], despite=codes)
    (spec,) = made.specs.values()
    assert openpyxl.load_workbook(BytesIO(dict(made).popitem()[1])).sheetnames[0] == "คำชี้แจง"
    assert spec.office == "TRG"
