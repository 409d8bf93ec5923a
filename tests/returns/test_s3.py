"""Returns in a bucket, from the command line, with a real client of S3: the same as those of a folder."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from planbook.simulate.filling import saved_at

from ..conftest import ROOT
from ..filling import fill
from ..plans import adopted, plan
from ..quarters import form

pytestmark = pytest.mark.proof

PLAN = "แผนงานหลักที่ 8 งานลูกค้า | 1. เยี่ยมลูกค้ารายสำคัญ | 3 ราย; 3 ราย; 3 ราย; 3 ราย | ทุก กฟฟ."
TYPED = {"TRG": {"8/1": 3}, "KBI": {"8/1": "มาก"}, "SCN": {"8/1": 5}}
THERE = "s3://plan-2562/q1/returns"


@pytest.fixture(scope="module")
def given(tmp_path_factory):
    """A folder with a master and, in ``returns``, the returns of a quarter, one named in Thai."""
    folder = tmp_path_factory.mktemp("given")
    data = adopted(plan(PLAN))
    (folder / "master.xlsx").write_bytes(data)
    (folder / "returns").mkdir()
    for office, typed in TYPED.items():
        made = saved_at(fill(form(data, office), typed), "2019-04-01T08:00:00Z")
        (folder / "returns" / f"{office} ไตรมาส 1.xlsx").write_bytes(made)
    return folder


@pytest.fixture(scope="module")
def store(given, tmp_path_factory):
    """The same returns in a bucket, and one that goes: how a command line comes to them, as variables."""
    files = tmp_path_factory.mktemp("bucket")
    for path in (given / "returns").iterdir():
        (files / path.name).write_bytes(path.read_bytes())
    (files / "gone.xlsx").write_bytes(b"x")
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.returns.s3_server", str(files)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
    )
    with server:
        told = json.loads(server.stdout.readline())
        yield {
            "AWS_ENDPOINT_URL": told["address"],
            "AWS_ACCESS_KEY_ID": told["id"],
            "AWS_SECRET_ACCESS_KEY": told["secret"],
            "AWS_DEFAULT_REGION": "ap-southeast-1",
        }
        server.stdin.close()


def planbook(folder: Path, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """A command in a folder; without whatever this machine says of stores."""
    mine = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    mine |= {"PLANBOOK_LANG": "en", "PYTHONUTF8": "1", "PYTHONPATH": str(ROOT / "src"), **variables}
    command = [sys.executable, "-m", "planbook", *words]
    done = subprocess.run(command, cwd=folder, env=mine, capture_output=True, encoding="utf-8", check=False)
    assert "Traceback" not in done.stderr + done.stdout
    return done


def one_line(said: str) -> str:
    """What was said, without the breaks of a terminal's lines."""
    return " ".join(said.split())


def test_a_quarter_in_a_bucket_is_that_of_a_folder(given, store, tmp_path):
    (tmp_path / "master.xlsx").write_bytes((given / "master.xlsx").read_bytes())
    here = planbook(tmp_path, "check", "master.xlsx", str(given / "returns"))
    there = planbook(tmp_path, "check", "master.xlsx", THERE, **store)
    assert (here.returncode, there.returncode) == (1, 1)

    def said(told: str) -> list[str]:
        return [line for line in told.splitlines() if "KBI" in line]

    assert said(there.stdout) == said(here.stdout) != []
    assert f"The file {THERE}/gone.xlsx cannot be opened (it is not there any more)." in one_line(there.stdout)

    ends = [
        planbook(tmp_path, "merge", "master.xlsx", str(given / "returns"), "-o", "here.xlsx").returncode,
        planbook(tmp_path, "merge", "master.xlsx", *FILES, "-o", "there.xlsx", **store).returncode,
    ]
    assert ends == [1, 1]
    assert (tmp_path / "there.xlsx").read_bytes() == (tmp_path / "here.xlsx").read_bytes()


FILES = tuple(f"{THERE}/{office} ไตรมาส 1.xlsx" for office in TYPED)


@pytest.mark.parametrize(
    ("address", "other", "said"),
    [
        ("s3://no-such-bucket/returns", {}, "There is no file or folder s3://no-such-bucket/returns."),
        ("s3://plan-2562/q9", {}, "There is no file or folder s3://plan-2562/q9."),
        (THERE, {"AWS_ACCESS_KEY_ID": "AKIAWRONG"}, "(the storage does not allow to read it)"),
        (THERE, {"AWS_SECRET_ACCESS_KEY": "wrong"}, "(the storage does not allow to read it)"),
    ],
)
def test_what_cannot_be_had_is_one_sentence(given, store, address, other, said):
    done = planbook(given, "check", "master.xlsx", address, **store | other)
    assert done.returncode == 3
    assert one_line(done.stdout).count(said) == 1
    assert store["AWS_SECRET_ACCESS_KEY"] not in done.stdout + done.stderr


def test_nothing_is_merged_where_nothing_can_be_had(given, store):
    merged = planbook(given, "merge", "master.xlsx", THERE, "-o", "none.xlsx", **store | {"AWS_SECRET_ACCESS_KEY": "-"})
    assert merged.returncode == 3
    assert not (given / "none.xlsx").exists()
