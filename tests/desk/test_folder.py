"""The folder of a year: made by a command, its state told by its files alone, every change undone as it was made."""

import json
import os
import socket
import subprocess
import sys
from datetime import datetime

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import planbook as pb
from planbook.desk import history, steps
from planbook.desk.folder import QuarterStep, State, YearFolder, next_step, step_states
from planbook.errors import PlanbookError, UsageProblem
from tests import plans

ROWS = """
    แผนงานหลักที่ 1 งานบริการ | 1. ลูกค้ารายใหม่ | 4 ราย; -; -; - | ทุก กฟฟ.
                          | 2. ติดตั้ง ณ สาขา | 1 ครั้ง; 1 ครั้ง; -; - | ทุก กฟฟ.
"""
PLAN = ("แผน 2562.xlsx", plans.plan(ROWS))
OFFICES = ("รายชื่อ.csv", plans.OFFICES.encode())


@pytest.fixture
def year(tmp_path):
    return steps.start(tmp_path / "ปี 2562", PLAN, OFFICES)[0]


def put(path, data=b"x", at=None):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    if at:
        os.utime(path, (at, at))


def states(year, quarter=1, **more):
    return {each.step.value: each.state.value for each in step_states(year, quarter, **more)}


def test_start_makes_the_master_that_adopt_makes(year, tmp_path):
    (tmp_path / PLAN[0]).write_bytes(PLAN[1])
    assert year.master.read_bytes() == pb.adopt(tmp_path / PLAN[0], OFFICES[1]).data
    assert (year.plan.name, year.plan.read_bytes()) == PLAN
    assert (year.office_list.name, year.office_list.read_bytes()) == ("offices.csv", OFFICES[1])
    assert sorted(path.name for path in year.root.iterdir()) == [
        "consolidated", "corrections", "forms", "history", "master.xlsx", "plan", "returns",
    ]  # fmt: skip


def test_start_does_nothing_to_a_folder_that_has_a_plan(year):
    before = year.version()
    with pytest.raises(UsageProblem) as refused:
        steps.start(year.root, PLAN)
    assert refused.value.code == "desk-started"
    assert year.version() == before


def test_a_plan_without_activities_makes_no_folder(tmp_path):
    with pytest.raises(PlanbookError):
        steps.start(tmp_path / "year", ("a.xlsx", plans.saved(openpyxl.Workbook())))
    assert not (tmp_path / "year" / "master.xlsx").exists()


def test_the_files_tell_where_a_quarter_stands(year):
    step = {each.step: each for each in step_states(YearFolder(year.root / "nothing"), 1)}
    assert (step[QuarterStep.PLAN].state, step[QuarterStep.FORMS].state) == (State.OPEN, State.WAITING)
    assert next_step(step_states(year, 1)) is QuarterStep.FORMS
    (year.root / "plan" / "offices.csv").unlink()
    assert states(year, offices_made_up=True)["offices"] == "open"
    assert states(year, offices_made_up=False)["offices"] == "done"

    put(year.forms(1) / "TRG.xlsx", at=2_000_000_000)
    put(year.forms(1) / "~$TRG.xlsx")
    assert step_states(year, 1)[2].files == 1
    assert next_step(step_states(year, 1)) is QuarterStep.RETURNS
    put(year.returns(1) / "โซน ก" / "TRG.xlsx", at=2_000_000_100)
    assert next_step(step_states(year, 1)) is QuarterStep.MERGE
    put(year.consolidated(1), at=2_000_000_200)
    assert (next_step(step_states(year, 1)), states(year)["summary"]) == (QuarterStep.SUMMARY, "done")
    put(year.returns(1) / "late.eml", at=2_000_000_300)
    assert (next_step(step_states(year, 1)), states(year)["merge"]) == (QuarterStep.MERGE, "again")
    assert (year.quarter, year.base(1), year.base(2), year.base(4)) == (
        1, year.master, year.consolidated(1), year.consolidated(1),
    )  # fmt: skip


def test_a_run_is_kept_and_undone_to_the_very_bytes_and_times(year):
    master, at = year.master.read_bytes(), year.master.stat().st_mtime_ns
    history.change(year, QuarterStep.FORMS, 1, {"master.xlsx": b"new", "forms/Q1/a.xlsx": b"form"})
    run = history.undoable(year)
    assert (run.step, run.quarter, [file.name for file in run.files]) == (
        QuarterStep.FORMS, 1, ["master.xlsx", "forms/Q1/a.xlsx"],
    )  # fmt: skip
    assert datetime.fromisoformat(run.at).tzinfo is not None
    assert history.undo(year).undone
    assert (year.master.read_bytes(), year.master.stat().st_mtime_ns) == (master, at)
    assert not (year.forms(1) / "a.xlsx").exists()
    assert (year.root / "history" / "0002" / "after" / "master.xlsx").read_bytes() == b"new"
    assert history.undo(year).step is QuarterStep.PLAN
    assert year.files() == {}
    with pytest.raises(UsageProblem) as refused:
        history.undo(year)
    assert refused.value.code == "desk-nothing-to-undo"


def test_what_somebody_changed_since_is_not_undone(year):
    history.change(year, QuarterStep.MERGE, 1, {"consolidated/Q1.xlsx": b"made"})
    put(year.consolidated(1), b"edited in Excel")
    with pytest.raises(UsageProblem) as refused:
        history.undo(year)
    assert (refused.value.code, year.consolidated(1).read_bytes()) == ("desk-changed-since", b"edited in Excel")


def test_while_somebody_writes_nobody_else_does_and_is_told_who(year):
    with history.held(year):
        assert history.holder(year) == history.person()
        with pytest.raises(UsageProblem) as refused:
            history.change(year, QuarterStep.MERGE, 1, {"consolidated/Q1.xlsx": b"made"})
        assert history.person() in refused.value.text("th")
    assert (history.holder(year), year.consolidated(1).exists()) == ("", False)


def test_a_lock_of_somebody_who_is_gone_holds_nobody_up(year):
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    lock = year.root / history.LOCK
    told = {"who": "x@y", "pid": gone.pid, "host": socket.gethostname(), "key": "k"}
    lock.write_text(json.dumps(told))
    history.change(year, QuarterStep.MERGE, 1, {"consolidated/Q1.xlsx": b"1"})
    lock.write_text(json.dumps({**told, "host": "another machine"}))
    with pytest.raises(UsageProblem):
        history.change(year, QuarterStep.MERGE, 1, {"consolidated/Q1.xlsx": b"2"})
    os.utime(lock, (1, 1))
    history.change(year, QuarterStep.MERGE, 1, {"consolidated/Q1.xlsx": b"3"})
    assert year.consolidated(1).read_bytes() == b"3"


KILLED = """
import os, sys
from pathlib import Path
from planbook.desk import history
from planbook.desk.folder import Step, YearFolder
real, count = os.fsync, 0
def fsync(descriptor):
    global count
    count += 1
    if count == int(sys.argv[2]):
        os._exit(9)
    real(descriptor)
os.fsync = fsync
history.change(YearFolder(Path(sys.argv[1])), Step.MERGE, 1, {"master.xlsx": b"new", "consolidated/Q1.xlsx": b"made"})
"""


@pytest.mark.parametrize("moment", range(1, 9))
def test_killed_at_any_moment_there_are_old_files_or_new_ones_and_work_goes_on(year, moment):
    old = year.master.read_bytes()
    subprocess.run([sys.executable, "-c", KILLED, str(year.root), str(moment)], check=False)
    assert year.master.read_bytes() in (old, b"new")
    assert not year.consolidated(1).exists() or year.consolidated(1).read_bytes() == b"made"
    undone = [history.undo(year).step for _ in history.runs(year) if history.undoable(year).step is QuarterStep.MERGE]
    assert year.master.read_bytes() == old
    assert not year.consolidated(1).exists()
    assert len(undone) <= 1
    history.change(year, QuarterStep.MERGE, 1, {"consolidated/Q1.xlsx": b"again"})
    assert year.consolidated(1).read_bytes() == b"again"


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\a.xlsx", "a.xlsx"),
        ("C:\\แผน\\ผล Q1 (แก้ไข).xlsx", "ผล Q1 (แก้ไข).xlsx"),
        ("..", "file"),
        ("", "file"),
        ("~$a.xlsx", "a.xlsx"),
        (".hidden.xlsx", "hidden.xlsx"),
        ("CON.xlsx", "_CON.xlsx"),
        ("a\0b\n.xlsx", "ab.xlsx"),
        ("ก" * 300 + ".xlsx", "ก" * 71 + ".xlsx"),
    ],
)
def test_a_name_from_elsewhere_is_never_a_path(given_name, kept):
    assert steps.safe_name(given_name) == kept


@given(st.text(max_size=400))
def test_any_name_becomes_one_that_stays_in_its_folder(name):
    safe = steps.safe_name(name)
    assert 0 < len(safe.encode()) <= steps.LONGEST_NAME + 1
    assert not set(safe) & set('/\\:*?"<>|\0')
    assert set(safe) != {"."}
    assert not safe.startswith(".")
