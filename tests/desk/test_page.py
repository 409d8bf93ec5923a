"""The page in a browser, as the region's staff use it: a small quarter from an empty folder, and back again."""

import pytest

import planbook as pb
from planbook.desk import steps
from planbook.desk.folder import QuarterStep, YearFolder, next_step, step_states
from planbook.words import languages
from tests.desk.running import desk
from tests.desk.test_folder import OFFICES, PLAN
from tests.filling import fill_all

SERIOUS = {"serious", "critical"}
PAGES = ("", *(f"page/{name}" for name in (*QuarterStep, "questions", "findings", "history")))
FREE = "document.getElementById('job').hidden"


@pytest.fixture
def files(tmp_path):
    folder = tmp_path / "files"
    folder.mkdir()
    for name, data in (PLAN, OFFICES):
        (folder / name).write_bytes(data)
    return folder


@pytest.fixture
def downloads(tmp_path):
    folder = tmp_path / "downloads"
    folder.mkdir()
    return folder


def until(selector):
    return {"until": f"document.querySelector({selector!r}) !== null"}


def filled(year, names=("TRG", "KBI")):
    master = pb.read_master(year.master)
    return {f"{name}.xlsx": fill_all(dict(pb.generate(master, 1, offices=[name])).popitem()[1]) for name in names}


def test_a_quarter_from_an_empty_folder_and_back(tmp_path, files, downloads):
    root = tmp_path / "ปี 2562"
    root.mkdir()
    year = YearFolder(root)
    with desk(root) as at_work:
        seen = at_work.browse(
            {"text": "#next"},
            {"follow": "#next"},
            {"drop": [".drop", [str(files / PLAN[0]), str(files / OFFICES[0])]]},
            until("main details"),
            {"goto": "./"},
            {"text": "#next"},
            {"goto": "page/forms"},
            {"type": ["[name=due]", "10 เมษายน 2562"]},
            {"follow": "button[data-do=forms]"},
            {"count": "#form-table tbody tr"},
            {"download": "a[href*='forms.zip']"},
            downloads=downloads,
        )
        forms = seen["answers"][9]
        assert (seen["answers"][0], seen["answers"][5]) == ("เพิ่มแผนของเขต", "สร้างแบบฟอร์มไตรมาส 1")
        assert forms == len(list(year.forms(1).glob("*.xlsx"))) > 0
        assert pb.read_master(year.master).settings.due == {1: "10 เมษายน 2562"}

        came = files / "ได้รับ" / "โซน ก"
        came.mkdir(parents=True)
        for name, data in filled(year).items():
            (came / name).write_bytes(data)
        seen = at_work.browse(
            {"goto": "page/returns"},
            {"drop": [".drop", [str(files / "ได้รับ")]]},
            until("iframe"),
            {"run": "document.querySelector('iframe').contentDocument !== null"},
            {"texts": ".tiles li"},
            {"goto": "page/merge"},
            {"follow": "button[data-do=preview]"},
            {"texts": "#change-table tbody tr:first-child td"},
            {"follow": "button[data-do=merge]"},
            {"text": "main h1"},
            {"download": "#download"},
            downloads=downloads,
        )
        assert seen["said"] == []
        assert all(address.startswith((at_work.address, "data:", "blob:")) for address in seen["asked"])
        made = year.consolidated(1).read_bytes()
        assert (downloads / "Q1.xlsx").read_bytes() == made
        assert made == pb.merge(year.master, [year.returns(1)], quarter=1).proven()
        assert next_step(step_states(year, 1)) is QuarterStep.SUMMARY

        seen = at_work.browse(
            {"follow": "button[data-do=undo]"},
            {"texts": "tr.undone td:nth-child(2)"},
            {"goto": "./"},
            {"text": "#next"},
            downloads=downloads,
        )
        assert seen["answers"][1] == ["รวมผล · ไตรมาส 1"]
        assert seen["answers"][3] == "รวมผลไตรมาส 1"
        assert not year.consolidated(1).exists()


def test_questions_are_answered_into_the_register_and_nothing_else_changes(sample, tmp_path, downloads):
    plan = (sample.plan.name, sample.plan.read_bytes())
    year, _ = steps.start(tmp_path / "y", plan, (sample.offices.name, sample.offices.read_bytes()))
    before = pb.read_master(year.master)
    with desk(year.root) as at_work:
        seen = at_work.browse(
            {"goto": "page/questions"},
            {"count": ".question"},
            {"select": ["[data-key='5/1'] [name=asked]", "ใช่"]},
            {"type": ["[data-key='5/1'] [name=who]", "ทุก กฟฟ."]},
            {"run": "document.activeElement.blur()"},
            {"click": "[data-key='5/2'] [name=done]"},
            {"follow": "[data-answers=marked]"},
            {"count": ".question"},
            downloads=downloads,
        )
    asked = [count for count in seen["answers"] if isinstance(count, int)]
    after = pb.read_master(year.master)
    assert asked == [17, 15]
    assert (after.decisions["5/1"].asked, after.decisions["5/1"].who, after.decisions["5/1"].review) == (
        True,
        "ทุก กฟฟ.",
        (),
    )
    assert len(after.decisions["5/1"].offices) > 40
    assert (after.decisions["5/2"].asked, after.decisions["5/2"].review) == (False, ())
    same = set(before.decisions) - {"5/1", "5/2"}
    assert {key: after.decisions[key] for key in same} == {key: before.decisions[key] for key in same}


@pytest.mark.proof
@pytest.mark.parametrize("language", languages())
def test_every_page_is_usable_by_everybody(language, tmp_path, downloads):
    """No serious fault by axe, no page wider than a screen of 1366 × 768 at 125 %, empty and with a quarter in it."""
    year, _ = steps.start(tmp_path / "y", PLAN, OFFICES)
    steps.make_forms(year, 1)
    steps.put_returns(year, 1, [*filled(year).items(), ("<b>x.xlsx", b"no workbook")])
    wide = {"run": "document.documentElement.scrollWidth <= innerWidth"}
    for root in (tmp_path / "empty", year.root):
        root.mkdir(exist_ok=True)
        with desk(root, "--lang", language) as at_work:
            checked = [] if root != year.root else [{"goto": "page/returns"}, {"follow": "button[data-do=check]"}]
            checked += [] if root != year.root else [{"goto": "page/merge"}, {"follow": "button[data-do=preview]"}]
            looks = [step for page in PAGES for step in ({"goto": page or "./"}, {"axe": True}, wide)]
            seen = at_work.browse(*checked, *looks, downloads=downloads, width=1093, height=526, zoom=1.25)
        faults = [fault for faults in seen["answers"][len(checked) + 1 :: 3] for fault in faults]
        assert [fault for fault in faults if fault[0] in SERIOUS] == []
        assert set(seen["answers"][len(checked) + 2 :: 3]) == {True}
        assert seen["said"] == []


def test_the_keyboard_reaches_every_control_and_the_language_is_a_switch(tmp_path, downloads):
    year, _ = steps.start(tmp_path / "y", PLAN, OFFICES)
    with desk(year.root) as at_work:
        tab = ({"press": ["Tab"]}, {"run": "document.activeElement.id || document.activeElement.innerText"})
        seen = at_work.browse(*tab * 20, {"follow": "[data-language=en]"}, {"text": "main h1"}, downloads=downloads)
    reached = {str(answer).strip() for answer in seen["answers"]}
    assert {"next", "ประวัติ", "ปิดโปรแกรม", "English", "ไตรมาส 2"} <= reached
    assert seen["answers"][-1] == "Quarter 1 of 2562"


def test_a_second_window_is_told_that_the_folder_has_changed(tmp_path, downloads):
    year, _ = steps.start(tmp_path / "y", PLAN, OFFICES)
    with desk(year.root) as at_work:
        seen = at_work.browse(
            {"goto": "page/forms"},
            # another window makes the forms
            {"run": f"""fetch('{at_work.home}/do/forms', {{method: 'POST', body: JSON.stringify(
                {{version: document.body.dataset.version, quarter: 1}})}}).then((answer) => answer.status)"""},
            {"until": "document.getElementById('told').innerText.length > 0"},
            {"text": "#told"},
            {"run": "document.querySelector('#told button') !== null"},
            downloads=downloads,
        )  # fmt: skip
    assert seen["answers"][1] == 200
    assert "ไฟล์ในโฟลเดอร์เปลี่ยนไป" in seen["answers"][3]


def test_a_check_is_stopped_and_nothing_changes(tmp_path):
    year, _ = steps.start(tmp_path / "y", PLAN, OFFICES)
    steps.put_returns(
        year,
        1,
        [
            (
                f"{number}.xlsx",
                fill_all(dict(pb.generate(year.master, 1, offices=["TRG"])).popitem()[1]) + b" " * number,
            )
            for number in range(40)
        ],
    )
    before = year.version()
    with desk(year.root) as at_work:
        assert at_work.do("check").status == 200
        assert at_work.do("check").status == 409
        assert at_work.do("stop").status == 409
        assert at_work.do("stop-job").status == 200
        while (job := at_work.state()["job"])["state"] == "running":
            pass
        assert job["state"] == "stopped"
        assert job["done"] < 40
    assert year.version() == before
