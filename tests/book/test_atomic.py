import errno
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from planbook.book.files import refuse_inputs, write_atomic, write_together
from planbook.errors import BookProblem, UsageProblem


def test_a_new_file_in_new_folders(tmp_path: Path) -> None:
    path = tmp_path / "ผล" / "ไตรมาส 1" / ("แบบฟอร์ม" * 9 + ".xlsx")
    write_atomic(path, b"new", overwrite=False)
    assert path.read_bytes() == b"new"
    assert list(path.parent.iterdir()) == [path]


def test_nothing_is_overwritten_unasked(tmp_path: Path) -> None:
    path = tmp_path / "แผน.xlsx"
    path.write_bytes(b"old")
    with pytest.raises(UsageProblem, match="--force") as caught:
        write_atomic(path, b"new", overwrite=False)
    assert caught.value.code == "output-exists"
    assert "แผน.xlsx" in caught.value.th
    assert "แผน.xlsx" in caught.value.en
    assert path.read_bytes() == b"old"
    write_atomic(path, b"new", overwrite=True)
    assert path.read_bytes() == b"new"


@pytest.mark.parametrize("step", ["fsync", "replace"])
@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "disk-full"),
        (errno.EDQUOT, "disk-full"),
        (errno.EROFS, "disk-read-only"),
        (errno.EIO, "output-not-writable"),
    ],
)
def test_a_failure_is_one_sentence_and_leaves_the_old_file_and_no_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, number: int, code: str
) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"old")

    def fail(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, step, fail)
    monkeypatch.setattr(Path, "replace", fail if step == "replace" else Path.replace)
    with pytest.raises(BookProblem) as caught:
        write_atomic(path, b"new", overwrite=True)
    assert caught.value.code == code
    assert str(tmp_path) in caught.value.th
    assert str(tmp_path) in caught.value.en
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_in_the_way_is_a_problem(tmp_path: Path) -> None:
    with pytest.raises(BookProblem) as caught:
        write_atomic(tmp_path, b"new", overwrite=True)
    assert caught.value.code == "output-not-writable"
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(BookProblem) as caught:
        write_atomic(tmp_path / "file" / "a.xlsx", b"new", overwrite=True)
    assert caught.value.code == "output-not-writable"


def test_the_mode_is_that_of_an_ordinary_file(tmp_path: Path) -> None:
    (tmp_path / "ordinary").write_bytes(b"")
    path = tmp_path / "a.xlsx"
    write_atomic(path, b"1", overwrite=False)
    assert stat.S_IMODE(path.stat().st_mode) == stat.S_IMODE((tmp_path / "ordinary").stat().st_mode)
    path.chmod(0o640)
    write_atomic(path, b"2", overwrite=True)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


KILLED = """
import os, signal, sys
from pathlib import Path
from planbook.book.files import write_atomic
def die(*_):
    os.kill(os.getpid(), signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
setattr(*{"fsync": (os, "fsync"), "replace": (Path, "replace")}[sys.argv[2]], die)
write_atomic(Path(sys.argv[1]), b"new" * 100000, overwrite=True)
"""


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_kill_leaves_the_old_file_whole(tmp_path: Path, step: str) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"old")
    ended = subprocess.run([sys.executable, "-c", KILLED, str(path), step], check=False)
    assert ended.returncode in (-getattr(signal, "SIGKILL", signal.SIGTERM), signal.SIGTERM)
    assert path.read_bytes() == b"old"
    (left,) = tmp_path.glob(".planbook-*.tmp")
    write_atomic(tmp_path / "b.xlsx", b"next", overwrite=False)
    assert not left.exists()
    assert {each.name for each in tmp_path.iterdir()} == {"a.xlsx", "b.xlsx"}


WRITING = """
import os, sys, time
from pathlib import Path
from planbook.book.files import write_atomic
def wait(_):
    print("writing", flush=True)
    sys.stdin.read()
os.fsync = wait
write_atomic(Path(sys.argv[1]), b"new" * 100000, overwrite=True)
"""


def test_what_another_process_is_writing_is_no_leftover(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    command = [sys.executable, "-c", WRITING, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdin is not None
        assert other.stdout.readline().strip() == b"writing"
        write_atomic(tmp_path / "b.xlsx", b"mine", overwrite=False)
        other.stdin.close()
        assert other.wait() == 0
    assert path.read_bytes() == b"new" * 100000


def test_files_that_belong_together_are_both_new_or_both_old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plan, report = tmp_path / "แผน.xlsx", tmp_path / "รายงาน" / "r.json"
    plan.write_bytes(b"old plan")
    synced = os.fsync
    calls = []

    def full_at_the_second(descriptor: int) -> None:
        calls.append(descriptor)
        if len(calls) == 2:
            raise OSError(errno.ENOSPC, "No space left on device")
        synced(descriptor)

    monkeypatch.setattr(os, "fsync", full_at_the_second)
    with pytest.raises(BookProblem) as caught:
        write_together({plan: b"new plan", report: b"new report"}, overwrite=True)
    assert (caught.value.code, plan.read_bytes(), report.exists()) == ("disk-full", b"old plan", False)
    write_together({plan: b"new plan", report: b"new report"}, overwrite=True)
    assert (plan.read_bytes(), report.read_bytes()) == (b"new plan", b"new report")
    assert not list(tmp_path.rglob("*.tmp"))


def test_where_only_the_first_of_two_could_be_put_in_place_it_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan, report = tmp_path / "แผน.xlsx", tmp_path / "r.json"
    renamed = Path.replace

    def open_in_another_program(path: Path, target: Path) -> Path:
        if target == report:
            raise PermissionError(errno.EACCES, "used by another process")
        return renamed(path, target)

    monkeypatch.setattr(Path, "replace", open_in_another_program)
    with pytest.raises(BookProblem) as caught:
        write_together({plan: b"plan", report: b"report"}, overwrite=True)
    assert caught.value.code == "outputs-half"
    assert all(str(path) in caught.value.th for path in (plan, report))
    assert plan.read_bytes() == b"plan"
    assert not list(tmp_path.glob("*.tmp"))


def test_inputs_and_what_lies_in_folders_that_are_inputs_are_no_outputs(tmp_path: Path) -> None:
    folder = tmp_path / "ส่งกลับ"
    (folder / "เหนือ").mkdir(parents=True)
    returned, new = folder / "เหนือ" / "ก.xlsx", folder / "ใหม่.json"
    returned.write_bytes(b"return")
    (tmp_path / "ทางลัด").symlink_to(folder, target_is_directory=True)
    refuse_inputs([new, tmp_path / "out.xlsx"], [folder])
    for output in (returned, tmp_path / "ทางลัด" / "เหนือ" / "ก.xlsx", folder / ".." / folder.name / "เหนือ" / "ก.xlsx"):
        with pytest.raises(UsageProblem) as caught:
            refuse_inputs([new, output], [tmp_path / "master.xlsx", folder])
        assert caught.value.code == "output-is-input"
    with pytest.raises(UsageProblem) as caught:
        refuse_inputs([new, folder / "." / "ใหม่.json"], [])
    assert caught.value.code == "outputs-are-one"


@pytest.mark.parametrize(
    "mark", ["~$รวมผล ไตรมาส.xlsx", ".~lock.รวมผล ไตรมาส.xlsx#", ".~รวมผล ไตรมาส.xlsx", "~$มผล ไตรมาส.xlsx"]
)
def test_a_file_that_is_open_in_an_office_program_is_not_written_over(tmp_path: Path, mark: str) -> None:
    path, beside = tmp_path / "รวมผล ไตรมาส.xlsx", tmp_path / "รายงาน.html"
    path.write_bytes(b"old")
    (tmp_path / mark).write_bytes(b"somebody")
    with pytest.raises(BookProblem) as caught:
        write_together({beside: b"new", path: b"new"}, overwrite=True)
    assert (caught.value.code, path.read_bytes(), beside.exists()) == ("output-open", b"old", False)
    assert mark in caught.value.th
    write_atomic(beside, b"new", overwrite=True)  # another file of the folder
    (tmp_path / mark).unlink()
    write_atomic(path, b"new", overwrite=True)
    assert path.read_bytes() == b"new"


def test_a_mark_that_was_left_behind_holds_up_no_new_file(tmp_path: Path) -> None:
    (tmp_path / ".~lock.ใหม่.xlsx#").write_bytes(b"")
    write_atomic(tmp_path / "ใหม่.xlsx", b"new", overwrite=False)
    long = tmp_path / ("ก" * 80 + ".xlsx")  # its mark would have a name longer than a system takes
    for _ in range(2):
        write_atomic(long, b"new", overwrite=True)
