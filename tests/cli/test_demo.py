"""``planbook demo`` on the command line."""

import pytest

from planbook.cli import main
from planbook.errors import ExitCode


def planbook(*args: str) -> int:
    with pytest.raises(SystemExit) as left:
        main(list(args))
    return int(left.value.code)


def test_a_quarter_is_played_in_the_present_folder(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert planbook("demo", "--quarter", "4", "--jobs", "1") == ExitCode.CLEAN
    said = capsys.readouterr()
    assert [path.name for path in tmp_path.iterdir()] == ["planbook-demo"]
    told, _, after = said.out.rpartition("ต่อไป:")
    assert len(told.splitlines()) <= 41  # a screen, and what comes next
    assert "planbook start" in after
    assert "planbook-demo/5-consolidated.xlsx" in said.out.replace("\\", "/")
    assert "หน่วยงานกรอกผล" in said.err  # progress is talk
    assert "หน่วยงานกรอกผล" not in said.out


def test_a_folder_that_is_not_empty_is_refused(tmp_path, capsys):
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    assert planbook("demo", str(tmp_path)) == ExitCode.USAGE
    said = capsys.readouterr()
    assert said.out == ""
    assert "--force" in said.err
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
