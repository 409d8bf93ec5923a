"""A folder that is full, read-only or gone, a file that Excel has open, no browser: one sentence, and no half file."""

import errno
import json
import os
import shutil
import subprocess
import sys
import zipfile

import pytest

from planbook.book import files as book_files
from planbook.book.sniff import BOOK_ENDINGS
from planbook.desk import history, steps
from planbook.desk.deeds import DEEDS
from planbook.desk.folder import QuarterStep, YearFolder
from planbook.desk.jobs import JobState
from planbook.desk.room import Room
from planbook.desk.views import Views
from planbook.errors import BookProblem, PlanbookError, UsageProblem
from tests.conftest import SAMPLES
from tests.desk.running import desk
from tests.plans import adopted, plan

ROW = "แผนงานหลักที่ 3 งานบริการ | 1. สำรวจ | 3 ราย; -; -; - | กฟฟ.ชั้น 1-3"


@pytest.fixture
def year(tmp_path):
    year = YearFolder(tmp_path / "ปี")
    year.returns(1).mkdir(parents=True)
    year.master.write_bytes(adopted(plan(ROW)))
    return year


def everything(year):
    return {path.relative_to(year.root): path.read_bytes() for path in year.root.rglob("*") if path.is_file()}


def refused(monkeypatch, code):
    """The disk refuses what is written from now on: no room, no right to write, or a file that Excel has open."""

    def refuse(*_):
        raise OSError(code, os.strerror(code))

    if code in (errno.EACCES, errno.EPERM):
        monkeypatch.setattr(book_files.Path, "replace", refuse)
    else:
        monkeypatch.setattr(book_files.os, "fsync", refuse)


@pytest.mark.parametrize(
    ("code", "says"),
    [(errno.ENOSPC, "No room on"), (errno.EROFS, "can only be read"), (errno.EACCES, "open in another program")],
)
def test_what_cannot_be_written_is_one_sentence_and_no_half_file(year, monkeypatch, code, says):
    room = Room(year.root, "en")
    views, before = Views(room, "/t"), everything(year)
    refused(monkeypatch, code)
    version = year.version()
    for name, said in {
        "settings": {"due": "10 เม.ย.", "contact": "สมศรี"},
        "choose": {"name": "ก.xlsx", "use": "prefer"},
        "waive": {"office": "TRG", "key": "3/1", "reason": "น้ำท่วม", "until": "1", "by": "สมศรี", "rule": "x"},
    }.items():
        with pytest.raises(PlanbookError) as problem:
            DEEDS[name](room, {"version": version, "quarter": 1, **said})
        assert says in views.said(problem.value)
    DEEDS["forms"](room, {"version": version, "quarter": 1})
    room.jobs.wait(60)
    assert room.jobs.last.state is JobState.FAILED
    assert says in room.jobs.last.problem.text("en")
    monkeypatch.undo()
    assert everything(year) == before


def test_a_drop_that_finds_no_room_is_one_sentence(year):
    full = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(year.root / "0.part"))
    assert "No room on" in Views(Room(year.root, "en"), "/t").said(full)


def test_a_folder_that_vanishes_is_told_is_not_made_anew_and_work_goes_on_when_it_is_back(year):
    away = year.root.with_name("ไปแล้ว")
    with desk(year.root, "--lang", "en") as at_work:
        version = at_work.state()["version"]
        year.root.rename(away)
        assert "cannot be reached" in at_work.get("page/returns?q=1").body.decode()
        for name, said in {"check": {}, "forms": {}, "settings": {"due": "x"}, "choose": {"name": "x"}}.items():
            answer = at_work.do(name, **{"version": version, **said})
            assert (answer.status, "cannot be reached" in answer.said) == (409, True), name
        assert not year.root.exists()
        away.rename(year.root)
        assert at_work.do("settings", due="10 เม.ย.", contact="สมศรี").status == 200


def test_what_the_disk_refused_is_no_run(year, monkeypatch):
    steps.put_returns(year, 1, [("ก.xlsx", b"x")])
    before = everything(year)

    def refuse(*_):
        raise BookProblem("disk-full", folder=str(year.root), path="master.xlsx")

    monkeypatch.setattr(history, "_put", refuse)
    with pytest.raises(BookProblem):
        history.change(year, QuarterStep.MERGE, 1, {"master.xlsx": b"new", "consolidated/Q1.xlsx": b"new"})
    assert everything(year) == before
    assert [run.step for run in history.runs(year)] == [QuarterStep.RETURNS]


def test_nothing_is_written_into_the_empty_place_of_a_share_that_is_gone(year):
    room = Room(year.root, "en")
    room.require_folder()
    shutil.rmtree(year.root)
    year.root.mkdir()
    for attempt in (room.require_folder, lambda: history.change(year, QuarterStep.FORMS, 1, {"forms/Q1/x": b"x"})):
        with pytest.raises(UsageProblem) as problem:
            attempt()
        assert problem.value.code == "desk-folder-gone"
    assert list(year.root.iterdir()) == []


def test_files_on_their_way_are_gone_with_their_desk(year, tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    (tmp_path / "planbook-drop-999999999-x").mkdir()
    with desk(year.root) as at_work:
        assert at_work.ask("POST", f"{at_work.home}/drop/a", b"x", X_Name="a", **at_work.own).status == 200
        assert [path.name.split("-")[2] for path in tmp_path.glob("planbook-drop-*")] == [str(at_work.process.pid)]
        at_work.process.terminate()
        at_work.process.wait(30)
    assert list(tmp_path.glob("planbook-drop-*")) == []


def test_a_folder_that_vanishes_while_a_job_runs_is_told(year):
    room = Room(year.root, "en")

    def work(_job):
        year.root.rename(year.root.with_name("ไปแล้ว"))
        steps.put_returns(year, 1, [("ก.xlsx", b"x")])
        return ""

    room.jobs.begin("cli.reading-returns", work)
    room.jobs.wait(60)
    assert room.jobs.last.state is JobState.FAILED
    assert "Error" not in room.jobs.last.problem.text("en")
    assert not year.root.exists()


def test_a_plan_with_macros_is_refused_with_the_way_out(tmp_path):
    with zipfile.ZipFile(SAMPLES / "plan-2562.xlsx") as plan, zipfile.ZipFile(tmp_path / "p.xlsm", "w") as made:
        for name in plan.namelist():
            data = plan.read(name)
            if name == "[Content_Types].xml":
                data = data.replace(
                    b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
                    b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
                )
            made.writestr(name, data)
    with pytest.raises(UsageProblem) as problem:
        steps.set_plan(YearFolder(tmp_path / "ปี"), ("แผน.xlsm", (tmp_path / "p.xlsm").read_bytes()))
    assert problem.value.code == "desk-plan-has-macros"
    assert ".xlsx" in problem.value.text("th")
    assert not (tmp_path / "ปี").exists()


def test_every_kind_of_workbook_is_the_plan_of_its_folder(tmp_path):
    for ending in BOOK_ENDINGS:
        folder = tmp_path / ending[1:]
        (folder / "plan").mkdir(parents=True)
        (folder / "plan" / f"แผน{ending}").write_bytes(b"")
        (folder / "plan" / "offices.xlsx").write_bytes(b"")
        assert YearFolder(folder).plan == folder / "plan" / f"แผน{ending}"


def test_a_browser_that_cannot_be_opened_leaves_the_address(tmp_path):
    script = (
        "import webbrowser; webbrowser.open = lambda *_: False; "
        f"from planbook.cli import main; main(['desk', {str(tmp_path)!r}, '--idle', '0', '--lang', 'en'])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, encoding="utf-8", check=False)
    assert "http://127.0.0.1:" in done.stdout + done.stderr
    assert "browser" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_choice_needs_the_files_that_the_page_showed(year):
    with pytest.raises(UsageProblem) as problem:
        DEEDS["choose"](Room(year.root, "en"), json.loads('{"version": "old", "name": "x", "use": "prefer"}'))
    assert problem.value.code == "desk-changed"
