"""Numbers that changed in the plan without ``adopt --update``: no result and no decision goes to another activity."""

import io

import openpyxl
import pytest

import planbook as pb
from planbook.book.owned import owned_sheets
from planbook.cli import main

from ..filling import fill
from ..plans import edit, master, saved

PLAN = """
    แผนงานหลักที่ 8 งานลูกค้า | 1. สำรวจความต้องการของลูกค้า  | 1 ครั้ง; -; -; -             | ทุก กฟฟ.
                         | 2. ประชุมร่วมกับลูกค้า ครั้งที่ 1 | 3 ราย; 3 ราย; 3 ราย; 3 ราย | กฟฟ.ชั้น 1-3
                         | 3. ประชุมร่วมกับลูกค้า ครั้งที่ 2 | 3 ราย; 3 ราย; 3 ราย; 3 ราย | กฟฟ.ชั้น 1-3
"""
STOPS = {"activity-number-changed", "activity-words-changed"}


def merged(save) -> bytes:
    """A year whose first quarter was reported by the branch at Trang."""
    plan = master(PLAN)
    form = next(data for _, data in pb.generate(plan, 1, offices=["TRG"]))
    return pb.merge(plan, save({"ตรัง.xlsx": fill(form, {"8/1": 1, "8/2": 7, "8/3": 7})})).data


def typed(data: bytes, cells: dict[str, str]) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(data))
    for cell, value in cells.items():
        book["CR1"][cell] = value
    return saved(book)


def stops(data: bytes) -> list[tuple[str, str, str]]:
    return sorted((f.code, f.key, f.raw) for f in pb.read_master(data).findings if f.code in STOPS)


SWAPPED = {"B7": "3. ประชุมร่วมกับลูกค้า ครั้งที่ 1", "B8": "2. ประชุมร่วมกับลูกค้า ครั้งที่ 2"}


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        (SWAPPED, [("activity-number-changed", "8/2", "8/3"), ("activity-number-changed", "8/3", "8/2")]),
        ({"B6": "4. สำรวจความต้องการของลูกค้า"}, [("activity-number-changed", "8/4", "8/1")]),
        ({"B6": "1. ตรวจมิเตอร์ของโรงงาน"}, [("activity-words-changed", "8/1", "")]),
        ({"B6": "1.  สำรวจความต้องการลูกค้า"}, []),  # touched up
    ],
)
def test_numbers_and_words_that_no_longer_go_together_stop_the_merge(cells, told, save):
    data = typed(merged(save), cells)
    assert stops(data) == told
    if told:
        with pytest.raises(pb.PlanbookError) as refused:
            pb.merge(data, [])
        assert refused.value.code == "numbers-changed"
        assert refused.value.exit_code == 3
        with pytest.raises(pb.MasterNotReady):
            pb.generate(data, 2)
    else:
        assert pb.merge(data, []).results


def test_the_sentence_has_both_readings(save):
    with pytest.raises(pb.PlanbookError) as refused:
        pb.merge(typed(merged(save), {"B6": "1. ตรวจมิเตอร์ของโรงงาน"}), [])
    for sentence in (refused.value.th, refused.value.en):
        assert "ตรวจมิเตอร์ของโรงงาน" in sentence
        assert "สำรวจความต้องการของลูกค้า" in sentence


def test_a_register_that_was_changed_along_does_not_hide_it_from_the_results(save):
    """The facts still say what they were given of."""
    swapped = typed(merged(save), SWAPPED)
    both = edit(
        swapped,
        "register",
        {
            "8/2": {"title": "ประชุมร่วมกับลูกค้า ครั้งที่ 2"},
            "8/3": {"title": "ประชุมร่วมกับลูกค้า ครั้งที่ 1"},
        },
    )
    facts = owned_sheets(both)["facts"]
    found = [f for f in pb.read_master(both).findings if f.code in STOPS]
    assert [(f.key, f.raw, f.sheet) for f in found] == [("8/2", "8/3", facts), ("8/3", "8/2", facts)]
    with pytest.raises(pb.PlanbookError):
        pb.merge(both, [])


def test_update_is_the_way_out(save):
    made = pb.update(typed(merged(save), SWAPPED))
    assert stops(made.data) == []
    after = pb.merge(made.data, [])
    assert {result.key for result in after.results if result.contributors} == {"8/1"}, "still to be confirmed"
    rows = {"8/2": {"was": "8/3~1"}, "8/3": {"was": "8/2~1"}}
    confirmed = pb.merge(edit(made.data, "register", rows), [])
    assert stops(confirmed.data) == []
    assert {fact.key for fact in confirmed.facts} == {"8/1", "8/2", "8/3"}


def test_the_command_says_one_sentence_and_writes_nothing(save, tmp_path, capsys):
    plan = tmp_path / "รวมผล.xlsx"
    plan.write_bytes(typed(merged(save), SWAPPED))
    out = tmp_path / "ใหม่.xlsx"
    form = next(data for _, data in pb.generate(master(PLAN), 1, offices=["KBI"]))
    with pytest.raises(SystemExit) as ended:
        main(["merge", str(plan), str(save({"ข.xlsx": fill(form, {"8/1": 1})})), "-o", str(out)])
    assert ended.value.code == 3
    assert "adopt --update" in capsys.readouterr().err
    assert not out.exists()
