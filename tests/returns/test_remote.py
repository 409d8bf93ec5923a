"""Returns at an address: the same as those of a folder; what cannot be reached is a finding or one sentence."""

import shutil
import threading
import weakref
from base64 import b64encode
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import fsspec
import openpyxl
import pytest

import planbook as pb
from planbook.cli import main
from planbook.domain import Finding
from planbook.errors import PlanbookError
from planbook.returns import remote

from ..plans import adopted, plan, saved
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
    assert {(finding.code, finding.file) for finding in found} >= {("file-not-readable", "memory:///q1/KBI-1.xlsx")}


@pytest.fixture
def web(came, tmp_path):
    """A server of web pages on this machine with the returns, and the address of their folder, which asks who it is."""
    _, folder = came
    shared = tmp_path / "web"
    shutil.copytree(folder, shared / "q1")
    (shared / "q1" / "ตรัง สำเนา.xlsx").write_bytes((folder / "TRG-1.xlsx").read_bytes())

    class Pages(SimpleHTTPRequestHandler):
        def do_GET(self):
            if self.headers["Authorization"] != f"Basic {b64encode(b'clerk:secret').decode()}":
                self.send_error(401)
            elif "closed" in self.path:
                self.send_error(403)
            else:
                super().do_GET()

        do_HEAD = do_GET

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Pages, directory=str(shared))) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://clerk:secret@127.0.0.1:{server.server_port}/q1/", shared / "q1"
        server.shutdown()
        thread.join()


def test_a_folder_of_the_web(came, web):
    """A true network between: listed by its links, names in Thai, and fetched with who asks."""
    data, folder = came
    address, _ = web
    there = pb.collect(address)
    assert [file.name for file in there.files] == ["KBI-1.xlsx", "TRG-1.xlsx"]
    assert [(f.code, f.file, f.args["other"]) for f in there.findings] == [
        ("file-same-as-other", "ตรัง สำเนา.xlsx", "TRG-1.xlsx")
    ]
    assert pb.merge(data, there).results == pb.merge(data, folder).results


def test_what_has_gone_or_is_forbidden_is_one_finding_with_its_address(web):
    address, folder = web
    (folder / "closed.xlsx").write_bytes(b"x")
    seen = remote.look(address, 1_000_000)
    (folder / "KBI-1.xlsx").unlink()
    found = [each for each in remote.fetch(seen.files, 1_000_000) if isinstance(each, Finding)]
    came = {each.file.rpartition("/")[2]: each for each in found}
    assert set(came) == {"KBI-1.xlsx", "closed.xlsx"}
    for name, why in (("KBI-1.xlsx", "not there any more"), ("closed.xlsx", "does not allow")):
        assert came[name].code == "file-not-readable"
        assert came[name].file == f"{address.replace('clerk:secret@', '')}{name}"
        assert why in came[name].message.en
    told = pb.collect([address, address.replace("clerk", "else")]).findings
    assert not [finding for finding in told if "secret" in finding.message.th + finding.file + str(finding.args)]


@pytest.fixture
def many(came, store):
    """Forty returns at an address, each with bytes of its own; the seventh is no workbook."""
    for number in range(40):
        data = store.cat_file("/q1/KBI-1.xlsx") + bytes(number)
        store.pipe(f"/many/{number:03}.xlsx", b"PK" if number == 6 else data)
    return came


@pytest.fixture
def counted(monkeypatch):
    """Counts what is on its way, and what lies on the disk: the most there ever was."""
    lock, now, most = threading.Lock(), Counter(), Counter()

    def note(what: str, more: int) -> None:
        with lock:
            now[what] += more
            most[what] = max(most[what], now[what])

    fetched, keep = remote._fetched, remote.Shelf.keep

    def fetch(file, size):
        note("on the way", 1)
        try:
            return fetched(file, size)
        finally:
            note("on the way", -1)

    def kept(self, file):
        made = keep(self, file)
        note("on the disk", 1)
        weakref.finalize(made, note, "on the disk", -1)
        return made

    monkeypatch.setattr(remote, "_fetched", fetch)
    monkeypatch.setattr(remote.Shelf, "keep", kept)
    return most


def test_files_are_read_as_they_come_and_few_wait(many, counted):
    data, folder = many
    told: list[str] = []
    there = pb.collect("memory://many", workers=1, tick=told.append)
    assert told == [file.name for file in there.files]
    assert 0 < counted["on the way"] <= remote.AT_A_TIME
    assert counted["on the disk"] <= remote.WAITING + 1
    assert len(there.files) == 39
    assert [finding.file for finding in there.findings] == ["006.xlsx"]
    merged = pb.merge(data, there, tick=told.append)
    assert len(told) == len(there.files), "none is read twice"
    kept = pb.collect("memory://many")
    assert [(file.name, file.digest) for file in kept.files] == [(file.name, file.digest) for file in there.files]
    assert kept.files[5].data == (folder / "KBI-1.xlsx").read_bytes() + bytes(5)
    assert pb.merge(data, kept).data == merged.data == pb.merge(data, "memory://many").data
    assert all("data" not in vars(file) for file in (*there.files, *kept.files))


def test_the_order_in_which_files_come_changes_nothing(many, monkeypatch):
    """One is slow, one fails in the middle; those behind them wait for their turn."""
    data, _ = many
    get = remote._fetched

    def fetched(file, most):
        if file.name == "003.xlsx":
            later_came.wait(10)
        if file.name == "030.xlsx":
            later_came.set()
        if file.name == "011.xlsx":
            return remote._unreachable(file.address, RuntimeError("broken off"))
        return get(file, most)

    later_came = threading.Event()
    monkeypatch.setattr(remote, "_fetched", fetched)
    slow = pb.merge(data, "memory://many")
    assert later_came.is_set()
    assert [finding.file for finding in slow.findings if finding.code == "file-not-readable"] == [
        "memory:///many/011.xlsx"
    ]
    with ThreadPoolExecutor(2) as executor:
        assert pb.merge(data, "memory://many", executor=executor).data == slow.data


def test_a_form_that_lost_its_stamp_is_read_again_from_afar(came, store):
    data, folder = came
    bare = openpyxl.load_workbook(folder / "KBI-1.xlsx")
    for sheet in bare.worksheets:
        if sheet.sheet_state != "visible":
            del bare[sheet.title]
    store.pipe("/lost/KBI-1.xlsx", saved(bare))
    (folder / "lost").mkdir()
    (folder / "lost" / "KBI-1.xlsx").write_bytes(saved(bare))
    there, here = pb.check(data, "memory://lost"), pb.check(data, folder / "lost")
    assert there.findings == here.findings
    assert [entry.raw for entry in there.entries] == [entry.raw for entry in here.entries] != []


def test_a_return_under_another_name_is_the_one_that_was_merged(came, store):
    data, folder = came
    first = pb.merge(data, folder).data
    (folder / "KBI-1.xlsx").rename(folder / "again.xlsx")
    store.rm("/q1", recursive=True)
    store.pipe("/q1/again.xlsx", (folder / "again.xlsx").read_bytes())
    store.pipe("/q1/TRG-1.xlsx", (folder / "TRG-1.xlsx").read_bytes())
    there, here = pb.merge(first, "memory://q1"), pb.merge(first, folder)
    assert there.findings == here.findings
    assert there.data == here.data


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("s3://key:secret@bucket/a b.xlsx", "s3://bucket/a b.xlsx"),
        (
            "403, 'https://x.th/ก.xlsx?Signature=abc&Expires=1' denied",
            "403, 'https://x.th/ก.xlsx' denied",
        ),
        ("ok? yes", "ok? yes"),
    ],
)
def test_no_message_shows_who_asks(said, shown):
    assert remote.without_secrets(said) == shown


def test_what_is_not_installed():
    with pytest.raises(PlanbookError, match="planbook\\[cluster\\]"):
        pb.collect("gs://bucket/returns")
    assert [finding.code for finding in remote.look("nosuchthing://x", 1000).findings] == ["file-not-readable"]


def test_paths_are_no_addresses():
    assert not any(map(remote.is_address, ["returns", "C:\\returns", "a:b", b"s3://x", None]))


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
