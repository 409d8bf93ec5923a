"""The quarter with a real client: a person opens the form in LibreOffice, types, saves, and the region merges it."""

import shutil
from decimal import Decimal

import planbook as pb
from planbook.book.cells import cell_name
from planbook.layout.form import column_numbers
from tests.clients.libreoffice import XLSX, type_in
from tests.filling import fill_all


def test_a_form_typed_in_libreoffice_reaches_the_plan_sheet(sample, tmp_path):
    form = tmp_path / "แบบ ตรัง.xlsx"
    form.write_bytes(sample.form("TRG"))
    inputs = {(spot.key, str(spot.field)): spot for spot in pb.inspect(form).inputs}
    typed = {
        ("4/1/1.1/1.1.3", "result"): "1",
        ("6/6", "result"): "97.5%",
        ("6/9/01", "result"): "18",
        ("8/1/01", "result"): "ประสานลูกค้ารายใหม่ 3 ราย",
        ("4/1/1.1/1.1.3", "status"): "เสร็จแล้ว",
        ("6/9/01", "remark"): "=ไม่ใช่สูตร",
    }
    cells = [(inputs[spot].sheet, inputs[spot].cell, text) for spot, text in typed.items()]
    row = cells[0][1].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    title = (cells[0][0], cell_name(int(row), column_numbers(1)["title"]), "เขียนทับ")  # locked: the client refuses it
    returned = tmp_path / "กลับ"
    returned.mkdir()
    (shown,) = type_in(form, [*cells[:5], title], [(returned / "ตอบ.xlsx", XLSX)], [title[:2]])
    assert shown
    assert shown != "เขียนทับ"

    outcome = pb.merge(sample.master, [returned])
    said = {(entry.key, str(entry.field)): entry.value for entry in outcome.entries}
    assert said == {
        ("4/1/1.1/1.1.3", "result"): Decimal(1),
        ("6/6", "result"): Decimal("97.5"),
        ("6/9/01", "result"): Decimal(18),
        ("8/1/01", "result"): "ประสานลูกค้ารายใหม่ 3 ราย",
        ("4/1/1.1/1.1.3", "status"): "done",
    }
    assert outcome.conservation.changed == 5
    assert outcome.conservation.balanced

    made = tmp_path / "รวม.xlsx"
    outcome.save(made)
    activity = sample.master.activities["6/9/01"]
    at = activity.result_cells[1]
    copy = tmp_path / "เปิดได้.xlsx"
    detail = ("6-9-01", "A14")
    plan, row = type_in(made, [], [(copy, XLSX)], [(activity.sheet, at), detail])
    assert plan == "18 วัน"
    assert row.startswith("กฟ")
    shutil.rmtree(returned)


def test_a_master_saved_by_libreoffice_still_makes_forms_and_merges(sample, tmp_path):
    """Staff edit the master with what they have: other styles, other XML, and the same plan."""
    path, saved = tmp_path / "master.xlsx", tmp_path / "saved.xlsx"
    path.write_bytes(sample.master.data)
    activity = sample.master.activities["6/9/01"]
    type_in(path, [(activity.sheet, "B2", "ร่าง")], [(saved, XLSX)])
    master = pb.read_master(saved)
    assert [finding.code for finding in master.findings] == [finding.code for finding in sample.master.findings]
    forms = dict(pb.generate(master, 1, offices=["TRG"]))
    (returned := tmp_path / "กลับ").mkdir()
    for name, data in forms.items():
        (returned / name).write_bytes(fill_all(data))
    outcome = pb.merge(master, [returned])
    assert outcome.proof is not None
    assert outcome.proof.holds
    assert outcome.proof.cells > 20
    assert {entry.state for entry in outcome.entries} == {"accepted"}
    assert outcome.facts == pb.merge(sample.master, [returned]).facts
