"""The commands export and new, as somebody types them."""

import pytest

from planbook.cli import main
from planbook.document.text import load
from tests.conftest import SAMPLES


@pytest.fixture
def run(capsys, monkeypatch, tmp_path):
    """Run a command line in an empty folder: its exit code, stdout, and stderr."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments):
        with pytest.raises(SystemExit) as left:
            main(["--lang", "en", *map(str, arguments)])
        said = capsys.readouterr()
        return left.value.code, said.out, said.err

    return call


PLAN = SAMPLES / "plan-2562.xlsx"


def test_export_then_new_then_adopt(run, tmp_path):
    assert run("export", PLAN, "-o", "plan.yaml")[0] == 0
    assert load((tmp_path / "plan.yaml").read_bytes()).year == 2562
    code, out, _ = run("new", "plan.yaml", "-o", "new.xlsx")
    assert code == 0
    assert "9 initiatives, 86 activities" in out
    code, out, _ = run("adopt", "new.xlsx", "--offices", SAMPLES / "offices.csv", "-o", "master.xlsx")
    assert "86 activities" in out
    assert "not understood 0" in out
    assert run("export", "master.xlsx", "-o", "plan.json")[0] in (0, 1)
    assert len(load((tmp_path / "plan.json").read_bytes()).offices) == 68
    assert run("new", "plan.json", "--master", "-o", "again.xlsx")[0] in (0, 1)
    assert run("inspect", "again.xlsx")[1].startswith("again.xlsx: a master")


def test_an_empty_plan(run):
    code, out, _ = run("new", "--blank", "--year", "2570", "--region", "กฟต.2", "--strategies", "2", "-o", "plan.xlsx")
    assert (code, "2 strategies, 2 initiatives" in out) == (0, True)
    assert run("inspect", "plan.xlsx")[1].startswith("plan.xlsx: a region's plan")


@pytest.mark.parametrize(
    ("arguments", "code", "word"),
    [
        (["export", PLAN, "-o", "taken.yaml"], 2, "--force"),
        (["export", PLAN, "-o", "plan.txt"], 2, ".json or .yaml"),
        (["export", "nothing.xlsx", "-o", "plan.yaml"], 3, "There is no file"),
        (["export", "taken.yaml", "-o", "plan.yaml"], 3, ""),
        (["new", "taken.yaml", "-o", "taken.xlsx"], 2, "--force"),
        (["new", "taken.yaml", "-o", "plan.xlsx"], 3, "not a plan document"),
        (["new", "bad.yaml", "-o", "plan.xlsx"], 3, "strategies[0].initiatives[0].number: this is missing"),
        (["new", "bad.yaml", "-o", "bad.yaml", "--force"], 2, "is an input"),
        (["new", "-o", "plan.xlsx"], 2, "--blank"),
        (["new", "bad.yaml", "--blank", "-o", "plan.xlsx"], 2, "--blank"),
        (["new", "bad.yaml", "--year", "2570", "-o", "plan.xlsx"], 2, "--blank"),
    ],
)
def test_what_cannot_be_is_said_and_writes_nothing(run, tmp_path, arguments, code, word):
    (tmp_path / "taken.yaml").write_text("a: 1\n", encoding="utf-8")
    (tmp_path / "taken.xlsx").write_bytes(b"old")
    bad = "format: planbook-plan/1\nstrategies:\n  - sheet: CR1\n    initiatives:\n      - title: ก\n"
    (tmp_path / "bad.yaml").write_text(bad, encoding="utf-8")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    left, _, err = run(*arguments)
    assert left == code
    assert word in err
    assert "Traceback" not in err
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
