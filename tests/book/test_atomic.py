import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from planbook.book.files import write_atomic
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
def test_a_failure_leaves_the_old_file_and_no_rest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"old")

    def fail(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(os, step, fail)
    monkeypatch.setattr(Path, "replace", fail if step == "replace" else Path.replace)
    with pytest.raises(OSError, match="disk full"):
        write_atomic(path, b"new", overwrite=True)
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
