"""Returns at an address: the same as those of a folder; what cannot be reached is a finding or one sentence."""

import fsspec
import pytest

import planbook as pb
from planbook.cli import main
from planbook.errors import PlanbookError
from planbook.returns import collect

from ..plans import adopted, plan
from ..quarters import returned

PLAN = "แผนงานหลักที่ 8 งานลูกค้า | 1. เยี่ยมลูกค้ารายสำคัญ | 3 ราย; 3 ราย; 3 ราย; 3 ราย | กฟฟ.ชั้น 1-3"


@pytest.fixture
def store():
    """A store in memory, empty again afterwards."""
    system = fsspec.filesystem("memory")
    yield system
    system.store.clear()
    system.pseudo_dirs[:] = [""]


@pytest.fixture
def came(save, store):
    data = adopted(plan(PLAN))
    folder = returned(save, data, {"TRG": {"8/1": 3}, "KBI": {"8/1": 4}})
    store.pipe("/q1/south/TRG-1.xlsx", (folder / "TRG-1.xlsx").read_bytes())
    store.pipe("/q1/KBI-1.xlsx", (folder / "KBI-1.xlsx").read_bytes())
    store.pipe("/q1/~$KBI-1.xlsx", b"x")
    return data, folder


def test_a_folder_at_an_address(came):
    data, folder = came
    there, here = pb.collect("memory://q1"), pb.collect(folder)
    assert sorted(file.name for file in there.files) == ["KBI-1.xlsx", "south/TRG-1.xlsx"]
    assert {file.data for file in there.files} == {file.data for file in here.files}
    assert [(finding.code, finding.raw) for finding in there.findings] == [("files-passed-over", "~$KBI-1.xlsx")]
    assert there.paths == ()
    assert pb.merge(data, "memory://q1").results == pb.merge(data, folder).results


def test_a_file_at_an_address_beside_a_folder(came):
    """The same bytes twice count once."""
    _, folder = came
    both = pb.collect(["memory://q1/KBI-1.xlsx", folder])
    assert sorted(file.name for file in both.files) == ["KBI-1.xlsx", "TRG-1.xlsx"]
    assert [finding.code for finding in both.findings] == ["file-same-as-other"]


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("memory://nowhere", "path-missing"),
        ("memory://q1/none.xlsx", "path-missing"),
        ("memory://q1/large.xlsx", "file-too-large"),
    ],
)
@pytest.mark.usefixtures("came")
def test_what_cannot_be_fetched(store, monkeypatch, address, code):
    store.pipe("/q1/large.xlsx", bytes(2000))
    monkeypatch.setattr("planbook.returns.collect.MAX_FILE", 1000)
    assert [finding.code for finding in pb.collect(address).findings] == [code]


@pytest.mark.usefixtures("came")
def test_a_storage_that_fails(store, monkeypatch):
    def fail(_store, _path):
        raise RuntimeError("AccessDenied")

    monkeypatch.setattr(type(store), "cat_file", fail)
    found = pb.collect("memory://q1").findings
    assert {(finding.code, finding.file) for finding in found} >= {("file-not-readable", "KBI-1.xlsx")}


def test_what_is_not_installed():
    with pytest.raises(PlanbookError, match="planbook\\[cluster\\]"):
        pb.collect("s3://bucket/returns")
    assert [finding.code for finding in collect.fetch("nosuchthing://x", 1000).findings] == ["file-not-readable"]


def test_paths_are_no_addresses():
    assert not any(map(collect.is_address, ["returns", "C:\\returns", "a:b", b"s3://x", None]))


def test_from_the_command_line(came, tmp_path):
    data, _ = came
    master = tmp_path / "master.xlsx"
    master.write_bytes(data)
    with pytest.raises(SystemExit) as ended:
        main(["merge", str(master), "memory://q1", "-o", str(tmp_path / "made.xlsx"), "--workers", "1"])
    assert ended.value.code == 0
    assert len(pb.read_master(tmp_path / "made.xlsx").facts) == 2


def test_no_scheduler_answers(monkeypatch):
    monkeypatch.setattr("planbook.returns.reading._PATIENCE", 1)
    with pytest.raises(PlanbookError, match=r"tcp://127\.0\.0\.1:1"), pb.on_cluster("tcp://127.0.0.1:1"):
        pass
