"""The desk answers its own page on its own machine, and nobody else; asked with raw requests, as an attacker would."""

import json
import socket
import subprocess
import sys
import time
import zipfile
from io import BytesIO

import pytest

import planbook as pb
from planbook.desk import history, steps
from planbook.desk.folder import QuarterStep
from tests.desk.running import desk
from tests.desk.test_folder import OFFICES, PLAN, put
from tests.filling import fill


@pytest.fixture(scope="module")
def year(tmp_path_factory):
    return steps.start(tmp_path_factory.mktemp("desk") / "ปี 2562", PLAN, OFFICES)[0]


@pytest.fixture(scope="module")
def running(year):
    with desk(year.root) as at_work:
        yield at_work


def wait(running):
    while (state := running.state())["job"]["state"] == "running":
        time.sleep(0.05)
    return state["job"]


def dropped(running, files, kind, name="d", **said):
    for file, data in files.items():
        answer = running.ask("POST", f"{running.home}/drop/{name}", data, X_Name=file, **running.own)
        assert answer.status == 200, answer.said
    answer = running.do(kind, drop=name, **said)
    assert answer.status == 200, answer.said
    return wait(running)


def test_it_listens_on_this_machine_alone(running):
    others = [info[4][0] for info in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)]
    for address in {*others, "127.0.0.2"} - {"127.0.0.1"}:
        with socket.socket() as link:
            assert link.connect_ex((address, running.port)) != 0


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "127.0.0.1:1", "localhost.evil.example:80", ""])
def test_a_foreign_host_is_refused(running, host):
    assert running.ask("GET", f"{running.home}/", Host=host).status == 400


@pytest.mark.parametrize(
    "path", ["/", "/state", "/wrong/", "/wrong/do/stop", "//", "/%2e%2e/", "/page/plan", "/favicon.ico"]
)
def test_without_its_token_nothing_is_said(running, path):
    answer = running.ask("GET", path)
    assert (answer.status, b"token" in answer.body, running.home.encode() in answer.body) == (403, False, False)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "null"},
        {"Origin": "http://evil.example"},
        {"Origin": "http://127.0.0.1:1"},
        {"Origin": "https://127.0.0.1:{port}"},
        {"Origin": "http://127.0.0.1:{port}", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "http://127.0.0.1:{port}", "Sec-Fetch-Site": "same-site"},
        {"Origin": "http://127.0.0.1:{port}", "Sec-Fetch-Site": "none"},
    ],
)
def test_a_post_from_another_site_is_refused(running, year, headers):
    before = year.version()
    told = {name: value.format(port=running.port) for name, value in headers.items()}
    body = json.dumps({"version": before, "quarter": 1})
    for name in ("do/undo", "do/stop", "drop/x"):
        assert running.ask("POST", f"{running.home}/{name}", body, **told).status == 403
    assert year.version() == before
    assert running.process.poll() is None


def test_every_answer_says_what_it_may_load(running):
    for path in ("", "page/plan", "state", "asset/desk.js", "asset/nothing", "page/nothing", "get/file?name=x"):
        headers = running.get(path).headers
        policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
        assert policy["default-src"] == "'none'"
        assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
        assert (headers["x-content-type-options"], headers["cache-control"]) == ("nosniff", "no-store")
        assert headers["referrer-policy"] == "same-origin"
    page = running.get("page/plan").body.decode()
    assert "<script>" not in page
    assert " style=" not in page
    assert " onclick=" not in page


@pytest.mark.parametrize(
    "name",
    [
        "../secret.txt", "plan/../../secret.txt", "/etc/passwd", "C:\\secret.txt", "history/0001/run.json",
        "..%2fsecret.txt", "plan", "", ".planbook-lock",
    ],
)  # fmt: skip
def test_files_are_given_by_their_names_and_no_other(running, year, name):
    put(year.root.parent / "secret.txt", b"secret")
    answer = running.get(f"get/file?name={name}")
    assert (answer.status, b"secret" in answer.body.replace(b"secret.txt", b"")) == (404, False)
    assert running.do("open", name=name).status == 409
    assert running.get("get/file?name=plan/offices.csv").body == OFFICES[1]


@pytest.mark.parametrize("name", ["asset/..%2fviews.py", "asset/../views.py", "asset/base.html", "asset/", "get/"])
def test_there_is_no_listing_and_no_source(running, name):
    assert running.get(name).status == 404


def test_dropped_files_stay_in_their_folder_whatever_they_are_called(running, year):
    names = [
        "../../escaped.xlsx",
        "..%5c..%5cescaped2.xlsx",
        "%00.xlsx",
        "x" * 300 + ".xlsx",
        "%E0%B8%81" * 300 + ".xlsx",
    ]
    job = dropped(running, {name: f"{name} is no workbook".encode() for name in names}, "returns")
    assert job["state"] == "done", job
    assert len(list(year.root.parent.rglob("escaped*.xlsx"))) == 2
    assert all(path.parent == year.returns(1) for path in year.root.parent.rglob("escaped*") if path.is_file())
    kept = [path.name for path in year.returns(1).iterdir()]
    assert len(kept) == len(names)
    assert all(len(name.encode()) < 255 for name in kept)
    assert running.do("undo").status == 200
    assert list(year.returns(1).iterdir()) == []


def test_what_is_too_large_or_too_many_is_refused_before_it_is_read(running, year):
    before = year.version()
    huge = running.ask("POST", f"{running.home}/drop/big", None, Content_Length="2000000000", **running.own)
    assert (huge.status, "60 MB" in huge.said) == (413, True)
    for number in range(1, 1600):
        answer = running.ask("POST", f"{running.home}/drop/many", b"x", X_Name=f"{number}", **running.own)
        if answer.status != 200:
            break
    assert (answer.status, number, "1,500" in answer.said) == (413, 1501, True)
    assert running.ask("POST", f"{running.home}/do/answers", b"x" * 2_100_000, **running.own).status == 409
    assert year.version() == before


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{",
        b"\xff",
        b'{"quarter": 9}',
        b'{"quarter": "x"}',
        b'{"version": {}}',
        b'{"answers": 3, "drop": []}',
    ],
)
def test_a_button_that_says_nonsense_is_told_so(running, year, body):
    before = year.version()
    for name in ("plan", "offices", "answers", "settings", "forms", "returns", "take-back", "merge", "undo", "open"):
        answer = running.ask("POST", f"{running.home}/do/{name}", body, **running.own)
        assert answer.status == 409 or wait(running)["state"] == "failed", (name, answer.body)
    assert (year.version(), running.ask("POST", f"{running.home}/do/nothing", body, **running.own).status) == (
        before,
        404,
    )


def test_a_page_that_is_no_longer_true_changes_nothing_and_is_told(running, year):
    old = running.state()["version"]
    put(year.returns(1) / "by somebody else.xlsx")
    try:
        answer = running.do("undo", version=old)
        assert (answer.status, "โหลดหน้าใหม่" in answer.said) == (409, True)
        assert year.master.exists()
        assert running.state()["version"] != old
    finally:
        (year.returns(1) / "by somebody else.xlsx").unlink()


def test_while_somebody_else_writes_the_page_says_who(running, year):
    lock = year.root / history.LOCK
    lock.write_text(json.dumps({"who": "สมหญิง@PC-7", "pid": 1, "host": "PC-7", "key": "k"}), encoding="utf-8")
    try:
        assert "สมหญิง@PC-7" in running.get("").body.decode()
        answer = running.do("undo")
        assert (answer.status, "สมหญิง@PC-7" in answer.said) == (409, True)
    finally:
        lock.unlink()


def test_a_folder_that_cannot_be_written_is_told_and_nothing_is_half(running, year):
    (year.root / "history").rename(year.root / "elsewhere")
    (year.root / "history").write_bytes(b"a file in the way")
    try:
        before = year.master.read_bytes()
        answer = running.do("settings", due="10 เม.ย.", contact="x")
        assert (answer.status, "Traceback" in answer.said) == (409, False)
        assert year.master.read_bytes() == before
    finally:
        (year.root / "history").unlink()
        (year.root / "elsewhere").rename(year.root / "history")


def test_the_forms_and_drafts_come_as_one_zip(running, year):
    assert running.do("forms").status == 200
    assert wait(running)["state"] == "done"
    answer = running.get("get/forms.zip?q=1")
    names = zipfile.ZipFile(BytesIO(answer.body)).namelist()
    assert sorted(names) == sorted(path.name for path in year.forms(1).iterdir())
    assert {name.rpartition(".")[2] for name in names} == {"xlsx", "eml"}
    assert history.runs(year)[0].step is QuarterStep.FORMS


def test_what_offices_have_to_correct_goes_back_as_one_zip(running, year):
    (data,) = [form for _, form in pb.generate(year.master, 1, offices=["TRG"])]
    job = dropped(running, {"TRG.xlsx": fill(data, {"1/1": "สามสี่ราย"})}, "returns", "wrong")
    assert job["state"] == "done", job
    assert running.do("corrections").status == 200
    assert wait(running)["state"] == "done"
    names = zipfile.ZipFile(BytesIO(running.get("get/corrections.zip?q=1").body)).namelist()
    made = pb.corrections(pb.check(year.master, [year.returns(1)], quarter=1), mail=True)
    assert sorted(names) == sorted([*made.parts, *made.extras])
    assert any("TRG" in name for name in names)
    assert {name: (year.corrections(1) / name).read_bytes() for name in names} == dict(made.files())


def test_a_port_in_use_is_one_sentence(running, tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "planbook", "desk", str(tmp_path), "--no-browser", "--port", str(running.port)],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, str(running.port) in done.stderr, "Traceback" in done.stderr) == (2, True, False)


def test_without_the_extra_one_sentence_says_how_to_install_it(tmp_path):
    script = (
        "import sys; sys.modules['starlette'] = None; from planbook.cli import main; main(['desk', '--no-browser'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, encoding="utf-8", cwd=tmp_path, check=False
    )
    assert (done.returncode, "pip install planbook[desk]" in done.stderr) == (3, True)
    assert "Traceback" not in done.stderr


def test_it_ends_by_its_button_and_when_nobody_is_there(tmp_path):
    with desk(tmp_path) as at_work:
        assert at_work.do("stop").status == 200
        assert at_work.process.wait(30) == 0
    with desk(tmp_path, "--idle", "0") as at_work:
        assert at_work.process.wait(30) == 0
    assert list(tmp_path.iterdir()) == []
